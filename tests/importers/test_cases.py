"""Layouts found in the world, each with the value by hand; the files stand in ``cases``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from practice_xl.domain.plan import Plan
from practice_xl.importers import Imported, read_sources
from practice_xl.importers.declaration import all_sources
from practice_xl.importers.preview import plan_changes
from practice_xl.importers.programs import figures as own_figures
from practice_xl.problems import FileRefused

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 6)
SEP_7, SEP_14, SEP_21, SEP_28 = (date(2026, 9, day) for day in (7, 14, 21, 28))


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path / "configuration"))


def case(*names: str, **more: Any) -> Imported:
    return read_sources([CASES / name for name in names], Plan(), today=TODAY, **more)


def file(tmp_path: Path, text: str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(*paths: Path, **more: Any) -> Imported:
    return read_sources(paths, Plan(), **{"today": TODAY, **more})


def figures(imported: Imported, key: str) -> dict[date, float]:
    return {week: cells[key] for (week, _), cells in imported.weeks.items() if key in cells}


ONCE = {
    ("03_overlap_a.csv", "03_overlap_b.csv"): {SEP_7: 100, SEP_14: 100, SEP_21: 100, SEP_28: 100},
    ("04_payments_a.csv", "04_payments_b.csv"): {SEP_14: 100, SEP_21: 100, SEP_28: 100},
    ("04_payments_a.csv", "05_pay_period_same_payments.csv"): {SEP_14: 100, SEP_21: 100},
    ("12_mint.csv",): {SEP_14: 100},
    ("13_stripe_payments.csv",): {SEP_14: 100 + (100 - 100)},
}


@pytest.mark.parametrize("names", ONCE, ids=" ".join)
def test_money_counts_once_and_only_where_it_came_in(names: tuple[str, ...]) -> None:
    """In either order of the files; and importing it again changes nothing."""
    imported = case(*names)
    assert figures(imported, "collected") == ONCE[names]
    assert figures(case(*reversed(names)), "collected") == ONCE[names]
    assert not plan_changes(imported, imported.weeks).changes_anything


def test_of_two_reports_of_the_same_money_the_preview_says_which_is_taken() -> None:
    notes = " ".join(case("04_payments_a.csv", "05_pay_period_same_payments.csv").notes)
    assert "04_payments_a.csv (SimplePractice payments) and 05_pay_period" in notes
    assert "tell of the same money: the first is taken, and the second is left aside" in notes


def test_sessions_of_overlapping_files_count_once() -> None:
    imported = case("03_overlap_a.csv", "03_overlap_b.csv")
    assert figures(imported, "sessions_kept") == dict.fromkeys((SEP_7, SEP_14, SEP_21, SEP_28), 1)


def test_attendance_comes_from_one_report_and_charges_from_another() -> None:
    """Written-off money is not expected any more: 30 + 120 - 20."""
    imported = case("01_sp_client_attendance_report.csv", "02_sp_appointment_status_report.csv")
    first, second = (imported.weeks[date(2026, 10, day), ""] for day in (5, 12))
    assert (first["sessions_kept"], first["missed"]) == (1, 2)
    assert (first["billed"], first["collected"]) == (30 + 120 - 20, 30 + 100)
    assert (second["cancelled_in_time"], second["clinician_cancelled"]) == (1, 1)
    assert (second["billed"], second["collected"]) == (150, 0)
    assert not any("not known here" in note for note in imported.notes)
    assert not any("without a readable date" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("name", "overhead"),
    [
        ("07_xero_profit_and_loss.csv", {8: 1020.5, 9: 999.0, 10: 1001.25}),
        ("15_qb_other_expenses.csv", {8: 900.0 + 50.0}),
    ],
)
def test_what_a_month_cost(name: str, overhead: dict[int, float]) -> None:
    months = case(name).months
    assert {month.month: cells["overhead"] for month, cells in months.items()} == overhead


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Vendor,Invoice,Date Paid,Amount\nA,1,09/28/2026,900\n", "bills you paid"),
        ("Payee,Date,Description,Amount\nA,09/28/2026,Rent,900\n", "no amount below zero"),
        ("Profit and Loss\nA\nJanuary - March 2026\n,Total\nTotal Expenses,9\n", "each month"),
        ("Date of service,Client,Total fee,Charge\n01/15/2026,a,1,1\n", "no column “Status”"),
    ],
)
def test_what_is_no_income_or_no_months_is_refused_in_one_sentence(
    text: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=said) as refused:
        read(file(tmp_path, text))
    assert "\n" not in str(refused.value)


def test_formulas_that_were_never_worked_out_are_said() -> None:
    with pytest.raises(FileRefused, match="results were never saved; open it in Excel"):
        case("16_qb_formulas_unworked.xlsx")


def test_the_bills_of_the_case_are_refused() -> None:
    with pytest.raises(FileRefused, match="a column Vendor"):
        case("06_bills_paid.csv")


def test_a_calendar_counts_every_row_that_took_place() -> None:
    assert figures(case("11_outlook_calendar.csv"), "sessions_kept") == {SEP_14: 2}


@pytest.mark.parametrize("name", ["12", "13"])
def test_a_mapping_that_does_not_tell_gives_way_to_a_report_that_does(name: str) -> None:
    source = next(path.name for path in CASES.glob(f"{name}_*.csv"))
    imported = case(source, mapping=CASES / f"{name}_mapping.toml")
    assert figures(imported, "collected") == {SEP_14: 100}


def test_rows_that_count_as_one_session_are_counted_in_a_note() -> None:
    imported = case("14_two_staff_no_clinician_column.csv", mapping=CASES / "14_mapping.toml")
    assert figures(imported, "sessions_kept") == {SEP_14: 2}
    assert any(note.startswith("2 rows start when another one") for note in imported.notes)


STRIPE_HEAD = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status\n"
PAYPAL_HEAD = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,"
PAYPAL_HEAD += "Balance Impact\n"
WAVE_HEAD = "Transaction ID,Transaction Date,Account Name,Debit Amount (Two Column Approach),"
WAVE_HEAD += "Credit Amount (Two Column Approach),Account Group,Account Type\n"
SQUARE_HEAD = "Date,Time,Gross Sales,Net Sales,Total Collected,Fees,Transaction ID,Payment ID,"
SQUARE_HEAD += "Event Type\n"
DIRECTION = {
    "Stripe payments": (
        STRIPE_HEAD + "a,2026-09-15 13:00,100,0,usd,true,Paid\n"
        "b,2026-09-15 13:00,100,40,usd,true,Partially refunded\n"
        "c,2026-09-15 13:00,100,0,usd,false,Requires payment method\n",
        100 + (100 - 40),
    ),
    "PayPal activity": (
        PAYPAL_HEAD
        + '09/15/2026,10:00,PDT,x,Express Checkout Payment,Completed,USD,"1,100.00",-3,9,A,Credit\n'
        "09/15/2026,10:00,PDT,x,Payment Refund,Completed,USD,-50,0,-50,B,Debit\n"
        "09/15/2026,10:00,PDT,x,General Withdrawal,Completed,USD,-90,0,-90,C,Debit\n"
        "09/15/2026,10:00,PDT,x,General Payment,Completed,USD,-25,0,-25,D,Debit\n"
        "09/15/2026,10:00,PDT,x,General Authorization,Pending,USD,70,0,70,E,Memo\n"
        "09/15/2026,10:00,PDT,x,Mobile Payment,Pending,USD,70,0,70,F,Credit\n"
        "09/16/2026,10:00,PDT,x,Website Payment,Completed,EUR,100,0,100,G,Credit\n"
        "09/16/2026,10:00,PDT,,General Currency Conversion,Completed,EUR,-100,0,-100,H,Debit\n"
        "09/16/2026,10:00,PDT,,General Currency Conversion,Completed,USD,108,0,108,I,Credit\n"
        "09/17/2026,10:00,PDT,x,Mobile Payment,Completed,USD,20,0,20,J,Credit\n",
        1100 - 50 + 108 + 20,
    ),
    "Square transactions": (
        SQUARE_HEAD + "09/15/2026,10:00:00,$120.00,$120.00,$125.00,-$3,T1,P1,Payment\n"
        "09/16/2026,10:00:00,-$20.00,-$20.00,($20.00),$0,T2,P1,Refund\n",
        125 - 20,
    ),
    "Wave accounting transactions": (
        WAVE_HEAD + "1,2026-09-15,Checking,97,,Asset,Cash and Bank\n"
        "1,2026-09-15,Card fees,3,,Expense,Payment Processing Fee\n"
        "1,2026-09-15,Sales,,100,Income,Income\n"
        "2,2026-09-15,Accounts Receivable,150,,Asset,System Receivable Invoice\n"
        "2,2026-09-15,Sales,,150,Income,Income\n"
        "3,2026-09-16,Checking,150,,Asset,Cash and Bank\n"
        "3,2026-09-16,Accounts Receivable,,150,Asset,System Receivable Invoice\n"
        "4,2026-09-16,Checking,,900,Asset,Cash and Bank\n"
        "4,2026-09-16,Rent,900,,Expense,Operating Expense\n"
        "5,2026-09-16,Savings,500,,Asset,Cash and Bank\n"
        "5,2026-09-16,Checking,,500,Asset,Cash and Bank\n"
        "6,2026-09-16,Checking,800,,Asset,Cash and Bank\n"
        "6,2026-09-16,Owner Cash Investment,,800,Equity,Business Owner Contribution\n",
        100 + 150,
    ),
    "FreshBooks payments collected": (
        "Date,Client,Method,Description,Invoice #,Amount,Currency\n"
        "09/15/2026,x,Check,,1,100,USD\n09/16/2026,x,Cash,,2,-30,USD\n",
        100 - 30,
    ),
    "Bank list with signs": (
        "Date,Description,Amount,Running Bal.\n09/15/2026,x,150,650\n09/16/2026,y,-80,570\n",
        150,
    ),
    "Bank list with two columns": (
        "Date,Description,Withdrawals,Deposits,Balance\n"
        "09/15/2026,x,,150,650\n09/16/2026,y,80,,570\n",
        150,
    ),
    "SimplePractice insurance payments": (
        "Payment Date,Payer,Check Number,Payment Amount\n"
        "09/15/2026,P,1,300.00\n09/16/2026,P,2,-20\n",
        300 - 20,
    ),
    "SimplePractice card transactions": (
        "Date,Client,Card,Amount,Fee,Status\n"
        "09/15/2026,x,Visa,100,3,Succeeded\n09/16/2026,x,Visa,90,0,Failed\n",
        100,
    ),
}


@pytest.mark.parametrize("name", DIRECTION)
def test_only_what_came_in_is_income(name: str, tmp_path: Path) -> None:
    text, wanted = DIRECTION[name]
    imported = read(file(tmp_path, text))
    assert imported.sources == (("a.csv", name),)
    assert figures(imported, "collected") == {SEP_14: pytest.approx(wanted)}


CALENDARS = {
    "Calendly scheduled events": (
        "Invitee Name,Invitee Email,Event Type Name,Start Date & Time,Canceled,Marked as No-Show\n"
        "x,x,Session,2026-09-14 10:00 am,false,No\nx,x,Session,2026-09-15 10:00 am,false,Yes\n"
        "x,x,Session,2026-09-16 10:00 am,true,No\n",
        {"sessions_kept": 1, "missed": 1},
    ),
    "Acuity appointments": (
        "Start Time,End Time,First Name,Type,Calendar,Appointment Price,Paid?,Amount Paid Online\n"
        '"September 14, 2026 9:00 am","September 14, 2026 9:50 am",x,Session,A,150,yes,150\n'
        '"September 15, 2026 9:00 am","September 15, 2026 9:50 am",x,Session,A,150,no,0\n',
        {"sessions_kept": 2, "collected": 150},
    ),
    "Outlook calendar": (
        "Subject,Start Date,Start Time,End Date,End Time,All day event,Private\n"
        "x,9/14/2026,9:00:00 AM,9/14/2026,9:50:00 AM,False,False\n"
        "x,9/15/2026,9:00:00 AM,9/15/2026,9:50:00 AM,False,True\n"
        "x,9/16/2026,12:00:00 AM,9/17/2026,12:00:00 AM,True,False\n",
        {"sessions_kept": 1},
    ),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_has_no_attendance(name: str, tmp_path: Path) -> None:
    text, wanted = CALENDARS[name]
    imported = read(file(tmp_path, text))
    assert imported.sources == (("a.csv", name),)
    week = imported.weeks[SEP_14, ""]
    assert {key: week.get(key) for key in ("sessions_kept", "missed", "collected")} == {
        "sessions_kept": None,
        "missed": None,
        "collected": None,
        **wanted,
    }


EVENTS = [
    "DTSTART;TZID=America/New_York:20260907T180000\nRRULE:FREQ=WEEKLY;COUNT=3\n"
    "EXDATE;TZID=America/New_York:20260914T180000",
    "DTSTART:20260915T130000Z\nCLASS:PRIVATE",
    "DTSTART;VALUE=DATE:20260916",
    "DTSTART:20260917T130000Z\nSTATUS:CANCELLED",
    "DTSTART:20260917T140000Z",
]


def calendar(tmp_path: Path, events: list[str]) -> Path:
    parts = [
        f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20260901T000000Z\nSUMMARY:Ada Example\n{event}\n"
        "END:VEVENT\n"
        for number, event in enumerate(events)
    ]
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(parts) + "END:VCALENDAR\n"
    return file(tmp_path, text.replace("\n", "\r\n"), "a.ics")


def test_a_calendar_file_repeats_what_is_repeated(tmp_path: Path) -> None:
    """Weekly on three Mondays but one; a private, an all-day and a cancelled event do not count."""
    path = calendar(tmp_path, EVENTS)
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + path.read_bytes())
        imported = read(path)
        assert figures(imported, "sessions_kept") == {SEP_7: 1, SEP_14: 1, SEP_21: 1}
        assert "Example" not in repr(imported)


def test_bookings_to_come_are_counted(tmp_path: Path) -> None:
    """Of the eight weeks after this one; the day the file was made is kept with them."""
    monday = date(2026, 11, 9)
    days = [monday, monday, monday + timedelta(days=8), monday + timedelta(days=61)]
    rows = [f"{day:%m/%d/%Y} {9 + at}:00,a,Show,90834" for at, day in enumerate(days)]
    rows.append(f"{monday:%m/%d/%Y} 15:00,a,Canceled,90834")
    path = file(tmp_path, "Date of service,Client,Status,Billing code\n" + "\n".join(rows) + "\n")
    imported = read(path)
    assert list(imported.bookings.values()) == [2, 1, 0, 0, 0, 0, 0, 0]
    assert next(iter(imported.bookings)) == monday
    made = datetime.fromtimestamp(path.stat().st_mtime).date()
    assert imported.booked_as_of == min(TODAY, made)
    assert not imported.weeks


def test_an_old_export_and_a_new_one_count_the_new_state(tmp_path: Path) -> None:
    """What was unpaid in the first is paid in the second: 100 once, not 0 + 100 twice."""
    head = "Date of service,Client,Billing code,Status,Charge,Paid,Unpaid\n"
    old = file(tmp_path, head + "09/14/2026 09:00,a,90834,Show,100,0,100\n", "old.csv")
    new = head + "09/14/2026 09:00,a,90834,Show,100,100,0\n"
    new = file(tmp_path, new + "09/21/2026 09:00,a,90834,No Show,100,0,100\n", "new.csv")
    for paths in ((old, new), (new, old)):
        imported = read(*paths)
        assert figures(imported, "collected") == {SEP_14: 100, SEP_21: 0}
        assert figures(imported, "sessions_kept") == {SEP_14: 1, SEP_21: 0}


def test_a_bank_and_the_payments_it_pays_out_are_not_added_up(tmp_path: Path) -> None:
    bank = file(tmp_path, DIRECTION["Bank list with signs"][0], "bank.csv")
    stripe = file(tmp_path, DIRECTION["Stripe payments"][0], "stripe.csv")
    with pytest.raises(FileRefused, match=r"bank\.csv is a bank's file and stripe\.csv"):
        read(bank, stripe)


def test_a_mapping_asks_about_amounts_nobody_explained(tmp_path: Path) -> None:
    path = file(tmp_path, "When,How much\n2026-09-14,100\n2026-09-15,-30\n")
    mapping = 'name="mine"\nholds="money"\n{}[columns]\ndate="When"\namount="How much"\n'
    for said, wanted in (("refund", 100 - 30), ("not income", 100)):
        own = file(tmp_path, mapping.format(f'below_zero="{said}"\n'), "m.toml")
        assert figures(read(path, mapping=own), "collected") == {SEP_14: wanted}
    own = file(tmp_path, mapping.format(""), "m.toml")
    with pytest.raises(FileRefused, match="1 amount below zero, and nothing says"):
        read(path, mapping=own)
    path.write_text("When,How much,Type\n2026-09-14,100,Sale\n2026-09-15,30,Rent\n")
    with pytest.raises(FileRefused, match="a column Type with 2 different words"):
        read(path, mapping=own)
    words = '[statuses]\nSale="money in"\nRent="not income"\n'
    own = file(tmp_path, mapping.format("") + 'status="Type"\n' + words, "m.toml")
    assert figures(read(path, mapping=own), "collected") == {SEP_14: 100}


@pytest.mark.parametrize("header", ["Subject", "Summary", "Title", "Name", "Client"])
def test_a_column_of_names_is_no_status(header: str, tmp_path: Path) -> None:
    path = file(tmp_path, f"When,{header}\n2026-09-14,Ada Example\n2026-09-15,Ben Example\n")
    own = f'name="c"\nholds="appointments"\n[columns]\ndate="When"\nstatus="{header}"\n'
    with pytest.raises(FileRefused, match="holds names") as refused:
        read(path, mapping=file(tmp_path, own, "m.toml"))
    assert "Example" not in str(refused.value)


def test_every_program_says_where_its_report_is() -> None:
    for source in all_sources():
        assert source.menu
        assert source.columns
    assert all(one.menu and one.about for one in own_figures.STATEMENTS)
