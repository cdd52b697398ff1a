"""Dates, amounts, notice periods, clients and mappings: the single rules."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
from practice_xl.importers.money import read_amounts
from practice_xl.importers.own_mapping import ColumnMapping, load_mapping, save_mapping
from practice_xl.importers.sessions import starts_and_ends
from practice_xl.problems import FileRefused

from . import exports
from .exports import TODAY, write_csv, write_xlsx

HEAD = ["Date of service", "Client", "Status", "Billing code"]


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path / "configuration"))


def weeks_of(path: Path, **more: Any) -> list[date]:
    return [week for week, _ in read_sources([path], Plan(), today=TODAY, **more).weeks]


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-31",
        "2026-03-31T09:30:00",
        "2026/03/31 09:30",
        "03/31/2026",
        "3/31/26 9:30 AM",
        "31.03.2026",
        "31-03-2026 17:00",
        "46112",
        "46112.4",
        "Mar 31, 2026",
        "31 March 2026 9:30",
        "Tuesday, March 31 2026",
        "31-Mar-26",
        "20260331",
        "March 31, 2026 at 9:30 AM",
        "03/31/2026 9:00 AM - 9:50 AM",
    ],
)
def test_a_date_is_read_however_it_is_written(written: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, [written, "x", "Show", "1"]])
    assert weeks_of(path) == [date(2026, 3, 30)]


@pytest.mark.parametrize("cell", [datetime(2026, 3, 31, 9), date(2026, 3, 31), 46112, 46112.375])
def test_a_cell_of_a_workbook_is_a_date_or_a_serial(cell: Any, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, [cell, "x", "Show", "1"]])
    assert weeks_of(path) == [date(2026, 3, 30)]


def test_an_ambiguous_date_is_refused_with_the_option_to_give(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, ["03/04/2026", "x", "Show", "1"]])
    with pytest.raises(FileRefused, match=r"--day-first .* or --month-first"):
        weeks_of(path)
    assert weeks_of(path, day_first=True) == [date(2026, 3, 30)]
    assert weeks_of(path, day_first=False) == [date(2026, 3, 2)]


def test_one_value_decides_for_the_whole_file(tmp_path: Path) -> None:
    rows = [HEAD, ["03/04/2026", "x", "Show", "1"], ["05/31/2026", "x", "Show", "1"]]
    assert weeks_of(write_csv(tmp_path / "a.csv", rows)) == [date(2026, 3, 2), date(2026, 5, 25)]
    rows.append(["31/05/2026", "x", "Show", "1"])
    with pytest.raises(FileRefused, match="one kind of date"):
        weeks_of(write_csv(tmp_path / "b.csv", rows))


@given(st.dates(date(2024, 1, 1), TODAY), st.sampled_from("/.-"), st.booleans())
@settings(max_examples=60, deadline=None)
def test_day_first_and_month_first_agree_with_the_calendar(
    tmp_path_factory: pytest.TempPathFactory, day: date, mark: str, leads: bool
) -> None:
    parts = (day.day, day.month) if leads else (day.month, day.day)
    written = mark.join(f"{part:02}" for part in (*parts, day.year))
    folder = tmp_path_factory.mktemp("dates")
    path = write_csv(folder / "a.csv", [HEAD, [written, "x", "Show", "1"]])
    assert weeks_of(path, day_first=leads) == [exports.monday_of(day)]
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(FileRefused):
            weeks_of(path)


@given(st.decimals(-999_999, 999_999, places=2))
@settings(max_examples=150, deadline=None)
def test_an_amount_is_the_same_in_every_notation(amount: Any) -> None:
    size, minus = abs(amount), "-" if amount < 0 else ""
    english = f"{size:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    spellings = [f"{minus}${english}", f"{minus}{size}", f"{minus}{english} USD"]
    spellings += [f"({english})" if minus else english, f"{minus}€ {german}", f"{german}{minus}"]
    for spelling in spellings:
        assert read_amounts([spelling]) == {spelling: pytest.approx(float(amount))}


def jane(*rows: tuple[str, str, str]) -> exports.Table:
    head = ["start_at", "patient_guid", "state", "cancelled_at", "treatment_name"]
    return [head, *([start, "p", state, at, "T"] for start, state, at in rows)]


def test_jane_asks_for_the_notice_period(tmp_path: Path) -> None:
    rows = jane(
        ("2026-03-03 10:00", "arrived", ""),
        ("2026-03-04 10:00", "cancelled", "2026-03-03 10:00"),
        ("2026-03-05 10:00", "cancelled", "2026-03-04 10:01"),
        ("2026-03-06 10:00", "cancelled", ""),
    )
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(FileRefused, match="--notice-hours 24"):
        weeks_of(path)
    imported = read_sources([path], Plan(), today=TODAY, notice_hours=24)
    week = imported.weeks[date(2026, 3, 2), ""]
    assert (week["sessions_kept"], week["missed"], week["cancelled_in_time"]) == (1, 1, 1)
    assert any("without a time of cancellation" in note for note in imported.notes)
    assert "missed_charged" not in week  # Jane does not say: blank, not zero


def test_jane_cancellations_are_dated_as_the_appointments_are(tmp_path: Path) -> None:
    """A few cancellations alone may not show what comes first, day or month."""
    rows = jane(
        ("03/31/2026 10:00", "arrived", ""),
        ("03/06/2026 10:00", "cancelled", "03/04/2026 10:00"),
    )
    path = write_csv(tmp_path / "a.csv", rows)
    imported = read_sources([path], Plan(), today=TODAY, notice_hours=24)
    assert imported.weeks[date(2026, 3, 2), ""]["cancelled_in_time"] == 1


def test_jane_without_cancellations_needs_no_notice_period(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", jane(("2026-03-03 10:00", "arrived", "")))
    assert weeks_of(path) == [date(2026, 3, 2)]


def test_a_past_booking_is_said_and_a_future_one_is_not_kept(tmp_path: Path) -> None:
    later = (TODAY + timedelta(days=1)).isoformat()
    rows = [HEAD, ["2026-06-22 10:00", "x", "Show", "1"], [f"{later} 10:00", "x", "Show", "1"]]
    imported = read_sources([write_csv(tmp_path / "a.csv", rows)], Plan(), today=TODAY)
    assert imported.weeks[date(2026, 6, 22), ""]["sessions_kept"] == 1
    assert any("after today" in note for note in imported.notes)
    path = write_csv(tmp_path / "b.csv", jane(("2026-03-03 10:00", "booked", "")))
    imported = read_sources([path], Plan(), today=TODAY)
    assert not imported.weeks
    assert any("still marked as booked" in note for note in imported.notes)


@given(
    st.dictionaries(
        st.integers(1, 6), st.sets(st.integers(0, 30), min_size=1), min_size=1, max_size=6
    )
)
@settings(max_examples=150, deadline=None)
def test_starts_less_ends_follow_the_clients_seen_in_five_weeks(seen: dict[int, set[int]]) -> None:
    """Between two weeks, clients seen within five weeks change by starts less ends."""
    changes = starts_and_ends(seen, range(31))

    def active(week: int) -> int:
        return sum(bool(mine & set(range(week - 4, week + 1))) for mine in seen.values())

    for week in range(5, 31):
        started, ended = changes[week]
        assert active(week) - active(week - 1) == started - ended


def test_decimal_commas_and_two_currencies(tmp_path: Path) -> None:
    head = ["id", "Type", "Amount", "Net", "Currency", "Created (UTC)"]
    rows = [head, ["1", "charge", "1.200", "1", "eur", "2026-03-03 12:00"]]
    rows.append(["2", "refund", "40,50", "1", "eur", "2026-03-03 12:00"])
    path = write_csv(tmp_path / "a.csv", rows, separator=";")
    imported = read_sources([path], Plan(), today=TODAY)
    assert imported.weeks[date(2026, 3, 2), ""] == {"collected": 1200 - 40.5}
    rows[2][4] = "usd"
    with pytest.raises(FileRefused, match="2 currencies"):
        read_sources([write_csv(tmp_path / "b.csv", rows)], Plan(), today=TODAY)


def test_a_mapping_reads_a_file_of_any_program(tmp_path: Path) -> None:
    rows = [["Tag", "Beginn", "Kunde", "Ergebnis", "Bezahlt"]]
    rows += [["31.03.2026", "9:00", "a", "war da", "100,50"]]
    rows += [["31.03.2026", "9:00", "b", "fehlt", "0"], ["01.04.2026", "9:00", "a", "abgesagt", ""]]
    rows += [["02.04.2026", "9:00", "a", "fehlt", "1.000,00"]]
    path = write_csv(tmp_path / "a.csv", rows, "cp1252", ";")
    mapping = tmp_path / "mine.toml"
    mapping.write_text(
        'name = "Kalender"\nholds = "appointments"\n[columns]\ndate = "Tag"\ntime = "Beginn"\n'
        'client = "Kunde"\nstatus = "Ergebnis"\npaid = "Bezahlt"\n'
        '[statuses]\n"war da" = "kept"\nfehlt = "missed"\nabgesagt = "cancelled in time"\n'
    )
    imported = read_sources([path], Plan(), today=TODAY, mapping=mapping)
    assert imported.sources == (("a.csv", "Kalender"),)
    assert imported.weeks[date(2026, 3, 30), ""] == {
        "sessions_kept": 1,
        "missed": 1,
        "cancelled_in_time": 1,
        "collected": 1100.5,
    }


def test_a_mapping_may_only_add_the_meaning_of_statuses(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, ["2026-03-03", "x", "Tele visit", "1"]])
    mapping = tmp_path / "words.json"
    mapping.write_text(json.dumps({"statuses": {"Tele visit": "kept"}}))
    imported = read_sources([path], Plan(), today=TODAY, mapping=mapping)
    assert imported.weeks[date(2026, 3, 2), ""]["sessions_kept"] == 1
    assert not any("not known here" in note for note in imported.notes)


def test_words_for_statuses_stand_beside_the_kept_mappings(tmp_path: Path) -> None:
    save_mapping(ColumnMapping("Mine", "appointments", {"date": "Day", "status": "State"}))
    words = tmp_path / "words.toml"
    words.write_text('[statuses]\n"Tele visit" = "kept"\n')
    path = write_csv(tmp_path / "a.csv", [["Day", "State"], ["2026-03-03", "Tele visit"]])
    imported = read_sources([path], Plan(), today=TODAY)
    assert any("words.toml" in note for note in imported.notes)
    imported = read_sources([path], Plan(), today=TODAY, mapping=words)
    assert imported.weeks[date(2026, 3, 2), ""]["sessions_kept"] == 1


@pytest.mark.parametrize(("cell", "wanted"), [("-4", "0 to 200"), ("1.5", "whole"), ("x", "whole")])
def test_a_figure_its_column_does_not_take_is_refused(
    cell: str, wanted: str, tmp_path: Path
) -> None:
    rows = [["week_start", "sessions_kept"], ["2026-03-02", "18"], ["2026-03-09", cell]]
    with pytest.raises(FileRefused, match=rf"{wanted}.* in the column sessions_kept, row 3"):
        weeks_of(write_csv(tmp_path / "a.csv", rows))


def test_text_in_a_line_of_totals_does_no_harm(tmp_path: Path) -> None:
    head = [*HEAD, "Paid"]
    rows = [head, ["2026-03-03", "x", "Show", "1", "150"], ["", "", "Totals", "", "see below"]]
    imported = read_sources([write_csv(tmp_path / "a.csv", rows)], Plan(), today=TODAY)
    assert imported.weeks[date(2026, 3, 2), ""]["collected"] == 150
    rows[2][0] = "2026-03-04"
    with pytest.raises(FileRefused, match="column Paid, row 3"):
        weeks_of(write_csv(tmp_path / "b.csv", rows))


def test_an_export_of_a_month_is_said_to_cut_weeks(tmp_path: Path) -> None:
    """March 2026 ends on a Tuesday: its last week may be in the file by half."""
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(31)]
    rows = [HEAD, *([f"{day} 10:00", "a", "Show", "1"] for day in days if day.weekday() < 5)]
    notes = read_sources([write_csv(tmp_path / "a.csv", rows)], Plan(), today=TODAY).notes
    assert any(note.startswith("a.csv ends on 31 March 2026, inside a week") for note in notes)
    rows = rows[:-2]
    notes = read_sources([write_csv(tmp_path / "b.csv", rows)], Plan(), today=TODAY).notes
    assert not any("inside a week" in note for note in notes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        'holds = "dreams"\n[columns]\ndate = "a"',
        'holds = "money"\n[columns]\ndate = "a"',
        'holds = "money"\n[columns]\ndate = "a"\namount = "A"',
        'holds = "money"\n[columns]\ndate = "a"\namount = "b"\nclient = "c"',
        'holds = "money"\n[columns]\ndate = 1\namount = "b"',
        '[statuses]\nx = "perhaps"',
    ],
)
def test_a_mapping_that_says_too_little_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(FileRefused, match=r"mine\.toml"):
        load_mapping(path)


def test_a_short_last_row_of_a_total_is_no_damage(tmp_path: Path) -> None:
    text = exports.as_csv([HEAD, ["2026-03-03", "x", "Show", "1"]])
    for end in ("Total,5", "Total", "Generated 2026-03-04", ",,", "\n\n"):
        path = tmp_path / "a.csv"
        path.write_text(text + end)
        assert weeks_of(path) == [date(2026, 3, 2)], end


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_repeated_row_counts_once_whatever_ends_a_line(end: str, tmp_path: Path) -> None:
    """Also as the last row of a file, without an end, under the line some programs begin with."""
    row = "2026-03-03 10:00;x;Show;1;150"
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["sep=;", ";".join([*HEAD, "Paid"]), row, row]).encode())
    imported = read_sources([path], Plan(), today=TODAY)
    assert imported.weeks[date(2026, 3, 2), ""]["collected"] == 150


def test_an_enormous_extent_is_no_burden(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (HEAD, ["2026-03-03", "x", "Show", "1"]):
        book.active.append(row)
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "a.xlsx")
    assert weeks_of(tmp_path / "a.xlsx") == [date(2026, 3, 2)]


def test_clients_need_six_weeks_and_five_weeks_are_blank(tmp_path: Path) -> None:
    days = [date(2026, 3, 2) + timedelta(weeks=week) for week in range(7)]
    rows = [HEAD, *([f"{day} 10:00", "a", "Show", "1"] for day in days)]
    rows.append([f"{days[5]} 11:00", "b", "Show", "1"])
    imported = read_sources([write_csv(tmp_path / "a.csv", rows)], Plan(), today=TODAY)
    known = [week for (week, _), values in imported.weeks.items() if "clients_started" in values]
    assert known == days[5:]
    assert imported.weeks[days[5], ""]["clients_started"] == 1
    assert any("not seen for 5 weeks" in note for note in imported.notes)
    short = read_sources([write_csv(tmp_path / "b.csv", rows[:4])], Plan(), today=TODAY)
    assert any("at least 6 weeks" in note for note in short.notes)
