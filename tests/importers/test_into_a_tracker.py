"""An export, imported into a real tracker: the weeks are the truth, and nobody is in the file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from practice_xl.domain.plan import Plan
from practice_xl.schema.inputs import WEEKLY
from practice_xl.sheets.enter import read_dated_rows
from practice_xl.tracker import Tracker
from practice_xl.xlsx.book import ClosedBook

from . import exports
from .exports import CANARY, TODAY, Practice


@pytest.mark.parametrize("name", ["simplepractice", "therapynotes", "jane", "stripe", "own"])
def test_the_tracker_holds_the_true_weeks_and_no_trace_of_a_person(
    name: str, make_tracker: Callable[..., Path], tmp_path: Path
) -> None:
    rows, truth = getattr(exports, name)(Practice(2))
    source = exports.write_csv(tmp_path / "export.csv", rows)
    path = make_tracker()
    shown: list[str] = []
    Tracker(path, TODAY, datetime(2026, 11, 6, 16, 0)).import_(
        [source], notice_hours=48, confirm=lambda preview: not shown.append(preview)
    )
    with ClosedBook(path) as book:
        typed = read_dated_rows(book, WEEKLY, Plan()).values
    for (week, _), figures in truth.items():
        row = next(values for (start, _), values in typed.items() if start == week)
        assert {key: row[key] for key in figures} == pytest.approx(figures)
    with zipfile.ZipFile(path) as package:
        parts = b"".join(package.read(part) for part in package.namelist())
    assert CANARY.encode().lower() not in parts.lower()
    assert CANARY.casefold() not in shown[0].casefold()


def test_bookings_to_come_stand_on_start_for_ten_days(
    make_tracker: Callable[..., Path], tmp_path: Path
) -> None:
    """Importing again changes nothing; eleven days later nothing is said of them."""
    today = date(2026, 11, 6)
    rows = [["Date of service", "Client", "Status", "Billing code"]]
    rows += [
        [f"11/{day:02}/2026 {hour}:00", "a", "Show", "1"] for day in (9, 17) for hour in (9, 10)
    ]
    source = exports.write_csv(tmp_path / "a.csv", rows[:-1])
    os.utime(source, (datetime(2026, 11, 5).timestamp(),) * 2)
    path = make_tracker(plan={"usual_slots": 24})
    Tracker(path, today, datetime(2026, 11, 6, 16)).import_([source])
    assert not Tracker(path, today).import_([source]).changes_anything
    for days, wanted in ((0, True), (9, True), (10, False)):
        now = datetime(2026, 11, 6, 16) + timedelta(days=days)
        Tracker(path, now.date(), now).recalculate()
        cells = openpyxl.load_workbook(path)["Start"].iter_rows(values_only=True)
        said = " ".join(str(cell) for row in cells for cell in row)
        weeks = "2, 1, 0, 0 of 24" if days == 0 else "1, 0, 0, 0 of 24"
        assert (f"already booked: {weeks}" in said) is wanted
