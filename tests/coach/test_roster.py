from __future__ import annotations

import csv
import os
import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from practice_xl.coach.build import build_copy
from practice_xl.coach.copy import write_copy
from practice_xl.coach.inputs import for_coach
from practice_xl.coach.roster import _said, roster
from practice_xl.domain.plan import Plan
from practice_xl.problems import FileRefused
from practice_xl.sheets.pages.page import Facts

from .practices import facts_of, weekly

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, facts: Facts) -> Path:
    """Copies of three practices, one with an earlier copy, one locked; and other files."""
    folder = tmp_path_factory.mktemp("copies")
    (folder / "oak").mkdir()
    write_copy(for_coach(facts), folder / "oak" / "coach_copy_2026-10-26.xlsx")
    earlier = facts_of(weekly(26))
    (folder / "oak" / "coach_copy_2026-09-28.xlsx").write_bytes(
        build_copy(for_coach(earlier)).content
    )
    quiet = facts_of(weekly(30))
    (folder / "elm 2026-10-26.xlsx").write_bytes(build_copy(for_coach(quiet)).content)
    write_copy(for_coach(facts), folder / "ash 2026-10-26.xlsx", password="correct horse")
    openpyxl.Workbook().save(folder / "budget.xlsx")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 not really")
    (folder / "~$elm.xlsx").write_bytes(b"lock")
    return folder


def test_a_row_for_each_practice_and_why_a_talk_helps(folder: Path, facts: Facts) -> None:
    found = roster(folder, today=TODAY)
    assert {row["practice"] for row in found.rows} == {"oak", "elm"}
    oak = next(row for row in found.rows if row["practice"] == "oak")
    assert oak["week"] == date(2026, 10, 26)
    assert oak["age"] == (TODAY - date(2026, 11, 1)).days
    assert oak["manager"] == for_coach(facts).report.scorecard.scores.manager.score
    assert oak["fill"] == pytest.approx(facts.report.rates[4]["fill"].value, abs=0.0051)
    assert oak["actions_overdue"] == 1
    assert "1 action is past the date." in oak["ask"]
    assert found.rows == sorted(found.rows, key=lambda row: -row["talk"])
    earlier = [row["week"] for copies in found.copies for row in copies[:-1]]
    assert earlier == [date(2026, 9, 28)]


def test_a_practice_is_full_by_a_month_never_by_a_day(folder: Path) -> None:
    row = roster(folder, today=TODAY).rows[0] | {"full_by": date(2028, 5, 1)}
    assert [said for said in _said(row) if said.endswith("full by May 2028")]


def test_files_that_cannot_be_read_are_listed_with_the_reason(folder: Path) -> None:
    unread = dict(roster(folder, today=TODAY).unread)
    assert set(unread) == {"ash 2026-10-26.xlsx", "budget.xlsx", "broken.xlsx"}
    assert "password" in unread["ash 2026-10-26.xlsx"]
    assert "not a coach copy" in unread["budget.xlsx"]
    assert "damaged" in unread["broken.xlsx"]


def test_workbook_and_csv_say_the_same(folder: Path, tmp_path: Path) -> None:
    for suffix in (".xlsx", ".csv"):
        roster(folder, tmp_path / f"all{suffix}", today=TODAY)
        roster(folder, tmp_path / f"all{suffix}", today=TODAY)  # an earlier roster is replaced
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["Roster"]
    headers = [cell.value for cell in sheet[4] if cell.value]
    assert len(headers) <= 12
    frame = pd.read_csv(tmp_path / "all.csv")
    assert [sheet.cell(row, 2).value for row in (5, 6)] == frame["practice"].tolist()
    asked = [sheet.cell(row, 13).value for row in (5, 6)]
    assert any("1 action is past the date." in text for text in asked)
    assert re.match(r"\$[\d,]+ of \$118,000", sheet.cell(5, 5).value)


def test_parquet_holds_the_rows_of_the_csv(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    for suffix in (".csv", ".parquet"):
        roster(folder, tmp_path / f"all{suffix}", today=TODAY)
    there, here = pd.read_parquet(tmp_path / "all.parquet"), pd.read_csv(tmp_path / "all.csv")
    assert there["practice"].tolist() == here["practice"].tolist()


def test_a_small_chart_for_each_practice_with_several_copies(folder: Path, tmp_path: Path) -> None:
    roster(folder, tmp_path / "all.xlsx", today=TODAY)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert len(book["Charts"]._charts) == 1  # oak alone has two
    assert [book["Copies"].cell(row, 2).value for row in (5, 6)] == ["oak", "oak"]


def test_no_file_that_is_no_roster_is_replaced(folder: Path, tmp_path: Path, facts: Facts) -> None:
    for name in ("tracker.xlsx", "money.csv", "old.parquet"):
        path = tmp_path / name
        path.write_bytes(b"Date,Amount\n" if name != "tracker.xlsx" else b"")
        if name == "tracker.xlsx":
            openpyxl.Workbook().save(path)
        before = path.read_bytes()
        with pytest.raises(FileRefused, match="is no roster"):
            roster(folder, path, today=TODAY)
        assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "money.csv",
        "old.parquet",
        "tracker.xlsx",
    ]


def test_one_odd_file_is_one_line_and_stops_nothing(folder: Path, tmp_path: Path) -> None:
    """A score out of range, a named pipe, a file far too large, a name that begins with =."""
    good = folder / "elm 2026-10-26.xlsx"
    (tmp_path / "=cmd 2026-10-26.xlsx").write_bytes(good.read_bytes())
    book = openpyxl.load_workbook(good)
    row = next(c.row for c in book["Start"]["B"] if c.value == "Manager")
    book["Start"].cell(row, 4, 1e9)
    book.save(tmp_path / "score.xlsx")
    with (tmp_path / "huge.xlsx").open("wb") as huge:
        huge.truncate(50_000_000)
    expected = {"score.xlsx", "huge.xlsx"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.xlsx")
        expected.add("pipe.xlsx")
    found = roster(tmp_path, tmp_path / "all.csv", today=TODAY)
    assert {name for name, _ in found.unread} == expected
    assert all(why.startswith("could not be read: ") for _, why in found.unread)
    assert len(found.rows) == 1
    line = next(csv.reader((tmp_path / "all.csv").read_text().splitlines()[1:]))
    assert (line[0], line[-1]) == ("'=cmd", "'=cmd 2026-10-26.xlsx")


def test_progress_is_told_for_each_file(folder: Path) -> None:
    counted: list[tuple[int, int]] = []
    roster(folder, today=TODAY, progress=lambda *n: counted.append(n))
    assert counted == [(number, 6) for number in range(1, 7)]


def test_copies_with_one_code_name_are_one_practice(tmp_path: Path) -> None:
    for weeks in (26, 30):
        plan = Plan(usual_slots=24, full_fee=140.0, share_name="heron")
        copy = build_copy(for_coach(facts_of(weekly(weeks), plan)))
        (tmp_path / f"whatever {weeks}.xlsx").write_bytes(copy.content)
    assert [row["practice"] for row in roster(tmp_path, today=TODAY).rows] == ["heron"]


def test_no_copy_for_four_weeks_is_something_to_ask_about(folder: Path) -> None:
    row = roster(folder, today=TODAY + timedelta(days=60)).rows[0]
    assert row["ask"].startswith("No copy since 26 Oct 2026")


def test_a_folder_without_copies_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"no \.xlsx file"):
        roster(tmp_path)
    with pytest.raises(FileRefused, match="There is no folder"):
        roster(tmp_path / "none")
    (tmp_path / "a.xlsx").write_bytes(b"x")
    with pytest.raises(FileRefused, match="end the name"):
        roster(tmp_path, tmp_path / "out.doc")
