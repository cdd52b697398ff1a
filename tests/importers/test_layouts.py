"""Layouts as programs and banks write them: each with the figures a person would count by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest

from practice_xl.cli import main
from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import WEEKLY
from practice_xl.sheets.enter import read_dated_rows
from practice_xl.xlsx.book import ClosedBook

TODAY = date(2026, 11, 20)
PAYPAL = (
    "Date;Time;TimeZone;Name;Type;Status;Currency;Gross;Fee;Net;Transaction ID;Balance Impact\n"
)
REVOLUT = "Type,Product,Started Date,Completed Date,Description,Amount,Currency,State,Balance\n"
OUTLOOK = "Subject,Start Date,Start Time,End Date,All day event,Private,Sensitivity,Show time as\n"
JANE = "Location,Start Time,Patient Name,Treatment Name,Staff Member Name,State,Cancelled At\n"
TN = "TherapyNotes\nGenerated 11/01/2026\n\nDate,Type,Patient Amount Due,Patient Amount Paid\n"

LAYOUTS: dict[str, tuple[str, dict[str, float]]] = {
    "SimplePractice client attendance report": (
        "Client,Clinician,Date of Service,Office,Status\n3 Clients,1 Clinician,4 Dates,1,4\n"
        "a,D,10/15/2026 09:00 AM,Main,Show\nb,D,10/16/2026 09:00 AM,Main,No Show\n"
        "c,D,10/17/2026 09:00 AM,Main,Late Canceled\nc,D,10/18/2026 09:00 AM,Main,Canceled\n",
        {"sessions_kept": 1, "missed": 1 + 1, "cancelled_in_time": 1},
    ),
    "SimplePractice appointments": (
        "Date of Service;Client;Status;Billing Code;Charge;Paid\n"
        "15.10.2026 09:00;Jürgen;Show;90834;120,00;120,00\n"
        "16.10.2026 09:00;Zoë;No Show;90834;1.200,00;0,00\n",
        {"sessions_kept": 1, "missed": 1, "missed_charged": 1, "collected": 120},
    ),
    "Jane appointments": (
        JANE + 'M,"Oct 05, 2026 9:00am",a,T,D,Arrived,\n'
        'M,"Oct 07, 2026 9:00am",b,T,D,Cancelled,"Oct 07, 2026 8:00am"\n'
        'M,"Oct 08, 2026 9:00am",b,T,D,Cancelled,"Oct 01, 2026 8:00am"\n',
        {"sessions_kept": 1, "missed": 1, "cancelled_in_time": 1},
    ),
    "Stripe payments": (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
        "Converted Amount Refunded,Converted Currency,Status\n"
        'a,2026-10-05 13:00,"1,150.00",0,usd,true,"1,150.00",0,usd,Paid\n'
        "b,2026-10-05 14:00,150,0,eur,true,165,0,usd,Paid\n"
        "c,2026-10-05 15:00,150,150,usd,true,150,150,usd,Refunded\n"
        "d,2026-10-05 16:00,150,0,usd,true,150,0,usd,Dispute lost\n"
        "e,2026-10-05 17:00,150,0,usd,false,150,0,usd,Canceled\n",
        {"collected": 1150 + 165 + (150 - 150)},
    ),
    "PayPal activity": (
        PAYPAL + "05/10/2026;09:00;CET;a;General Payment;Completed;EUR;1.100,00;-3;9;1;Credit\n"
        "16/10/2026;09:00;CET;a;Payment Refund;Completed;EUR;-100,00;0;-100,00;2;Debit\n"
        "16/10/2026;09:00;CET;;Bank Deposit to PP Account;Completed;EUR;50,00;0;50,00;3;Credit\n"
        "17/10/2026;09:00;CET;;Reversal of General Account Hold;Completed;EUR;30,00;0;9;4;Credit\n"
        "17/10/2026;09:00;CET;a;Invoice Sent;Pending;EUR;70,00;0;70,00;5;Memo\n",
        {"collected": 1100 - 100},
    ),
    "TherapyNotes billing transactions": (
        TN + "10/15/2026,Appointment,30,30\n10/16/2026,Missed Appointment,75,0\nTotal,,105,30\n",
        {"sessions_kept": 1, "missed": 1, "missed_charged": 1, "collected": 30},
    ),
    "Bank list with debit or credit": (  # transfers between one's own accounts are no income
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
        "CREDIT,10/15/2026,x,150.00,ACH_CREDIT,1650,,\nDEBIT,10/16/2026,y,-900,ACH_DEBIT,750,,\n"
        "CREDIT,10/16/2026,z,500.00,ACCT_XFER,1330.00,,\n",
        {"collected": 150},
    ),
    "Bank list with signs": (  # lines of a balance above the headers, and one among the rows
        'Description,,Summary Amt.\nBeginning balance as of 10/01/2026,,"1,000.00"\n\n'
        "Date,Description,Amount,Running Bal.\n10/01/2026,Beginning balance,,1000\n"
        '10/15/2026,x,150.00,"1,150.00"\n10/16/2026,y,-80.00,"1,070.00"\n',
        {"collected": 150},
    ),
    "Bank list with two columns": (
        "Account Balance:,£570.00\n\nDate,Transaction type,Description,Paid out,Paid in,Balance\n"
        "15 Oct 2026,Bank credit,x,,£150.00,£650.00\n16 Oct 2026,Direct debit,y,£80.00,,£570.00\n",
        {"collected": 150},
    ),
    "Bank list with debit or credit, Revolut": (
        REVOLUT + "TRANSFER,C,2026-10-15,2026-10-15,x,150,GBP,COMPLETED,650\n"
        "CARD_PAYMENT,C,2026-10-16,2026-10-16,y,-80,GBP,COMPLETED,570\n"
        "TRANSFER,C,2026-10-16,2026-10-16,z,50,GBP,REVERTED,570\n",
        {"collected": 150},
    ),
    "Bank list with two columns, YNAB": (
        "Account,Date,Payee,Category,Memo,Outflow,Inflow,Cleared\n"
        "C,10/15/2026,x,Ready to Assign,,$0.00,$150.00,Cleared\n"
        "C,10/16/2026,y,Rent,,$80.00,$0.00,Cleared\n",
        {"collected": 150},
    ),
    "Bank list with signs, of a German bank": (
        "Buchungstag;Valuta;Auftraggeber/Empfänger;Verwendungszweck;Betrag;Währung\n"
        "15.10.2026;15.10.2026;x;Sitzung;1.150,00;EUR\n16.10.2026;16.10.2026;y;Miete;-80,00;EUR\n",
        {"collected": 1150},
    ),
    "Bank list of Rocket Money or Copilot": (  # what was spent stands above zero
        "Date,Original Date,Account Type,Account Name,Name,Amount,Description,Category,"
        "Ignored From\n2026-10-15,2026-10-15,Cash,C,x,-150.00,Deposit,Income,\n"
        "2026-10-16,2026-10-16,Cash,C,y,80.00,Rent,Bills,\n",
        {"collected": 150},
    ),
    "Venmo statement": (
        "Account Statement - (@x),,,\nAccount Activity,,,\n"
        ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Funding Source,Ending Balance\n"
        ",,,,,,,,,,\n,1,2026-10-15T10:00:00,Payment,Complete,x,a,b,+ $150.00,,\n"
        ",2,2026-10-16T10:00:00,Payment,Complete,y,b,a,- $25.00,,\n"
        ",3,2026-10-16T11:00:00,Standard Transfer,Issued,,,,- $75.00,,$50.00\n",
        {"collected": 150},
    ),
    "Outlook calendar": (  # private, free and all-day events are no sessions
        OUTLOOK + "x,15/10/2026,09:00,15/10/2026,False,False,Normal,2\n"
        "x,16/10/2026,09:00,16/10/2026,False,True,Private,2\n"
        "x,16/10/2026,12:00,16/10/2026,False,False,Normal,3\n"
        "x,19/10/2026,00:00,20/10/2026,True,False,Normal,2\n",
        {"sessions_kept": 1},
    ),
    "Acuity appointments": (
        "Start Time,First Name,Email,Type,Calendar,Paid?,Amount Paid Online,Label\n"
        '"October 15, 2026 9:00 am",x,a,T,D,yes,150.00,Completed\n'
        '"October 16, 2026 9:00 am",x,b,T,D,no,0.00,No-Show\n',
        {"sessions_kept": 1, "missed": 1, "collected": 150},
    ),
    "SimplePractice insurance payments": (
        "Date Received,Payer,Payment Type,Check/EFT Number,Payment Amount,Unallocated\n"
        '10/15/2026,P,ERA,1,"$1,300.00",$0\n10/16/2026,P,ERA,2,($20.00),$0\n',
        {"collected": 1300 - 20},
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_gives_what_a_person_would_count(
    name: str, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path))
    text, wanted = LAYOUTS[name]
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode(encoding))
    imported = read_sources([path], Plan(), today=TODAY, notice_hours=24, zone=UTC)
    assert imported.sources == ((path.name, name.split(",")[0]),)
    assert not any("not known here" in note for note in imported.notes)
    total: Counter[str] = Counter()
    for week in imported.weeks.values():
        total.update({key: value for key, value in week.items() if value})
    assert total == pytest.approx(wanted)


STATEMENTS: dict[str, tuple[str, dict[int, float]]] = {
    "QuickBooks": (
        ",Jan '26,Feb '26,TOTAL\nIncome\nTotal Income,9,9,18\nExpense\n"
        "Total Expense,300,310,610\nTotal Other Expense,5,5,10\n",
        {1: 300 + 5, 2: 310 + 5},
    ),
    "Xero": (
        "Profit and Loss\nFrost\nFor the 2 months ended 31 October 2026\n,2026-10-31,2026-09-30\n"
        "Turnover\nTotal Turnover,9,9\nTotal Cost of Sales,100,90\n"
        "Total Administrative Costs,900,800\n",
        {10: 100 + 900, 9: 90 + 800},
    ),
    "Wave": (
        "Profit and Loss\nFrost\nDate Range: Oct 01 2026 to Oct 31 2026\n"
        'ACCOUNTS,"Oct 01, 2026\nto Oct 31, 2026"\nTotal Operating Expenses,$900.00\n',
        {10: 900},
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_profit_and_loss_gives_what_a_month_cost(name: str, tmp_path: Path) -> None:
    text, wanted = STATEMENTS[name]
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    imported = read_sources([path], Plan(), today=TODAY)
    assert imported.sources == (("a.csv", f"{name} profit and loss"),)
    assert {month.month: cells["overhead"] for month, cells in imported.months.items()} == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Profit and Loss\nFrost\nFor the 3 months ended 31 October 2026\nAccount,31 Oct 2026\n"
            "Total Operating Expenses,2700\n",
            "of one period",
        ),
        (
            "Transaction Date,Post Date,Description,Type,Amount\n"
            "10/15/2026,10/16/2026,x,Payment,400\n",
            "what you paid by credit card",
        ),
        ("Date,Merchant,Category,Amount\n10/15/2026,x,Rent,900\n", "no amount below zero"),
    ],
)
def test_what_cannot_be_income_or_months_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=said):
        read_sources([path], Plan(), today=TODAY)


def test_files_of_several_programs_end_in_the_tracker(
    tmp_path: Path, make_tracker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions from one program, money from two, in one import by the command."""
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path / "configuration"))
    tracker, paths = make_tracker(), []
    for name in ("SimplePractice client attendance report", "Stripe payments", "PayPal activity"):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(LAYOUTS[name][0], encoding="utf-8")
    options = ["--yes", "--as-of", TODAY.isoformat()]
    assert main(["import", str(tracker), *map(str, paths), *options]) == 0
    with ClosedBook(tracker) as book:
        typed = read_dated_rows(book, WEEKLY, Plan()).values
    weeks = {start: row for (start, _), row in typed.items()}
    first, second = weeks[date(2026, 10, 5)], weeks[date(2026, 10, 12)]
    assert first["collected"] == 1150 + 165 + 1100
    assert (second["sessions_kept"], second["missed"], second["collected"]) == (1, 2, -100)
