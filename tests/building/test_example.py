"""The example year: fictional, plausible, the same everywhere; it tells what the tracker is for."""

import zipfile
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from practice_xl.building.example import EXAMPLE_DAY, FIRST_WEEK, WEEKS, example_content
from practice_xl.building.tracker import build_tracker
from practice_xl.schema.inputs import WEEKLY, WEEKLY_NUMBERS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.tracker import Tracker

COMMITTED = Path(__file__).parents[2] / "workbook" / "example_year.xlsx"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def content():
    return example_content()


@pytest.fixture(scope="module")
def path(tmp_path_factory, content):
    made = tmp_path_factory.mktemp("example") / "example_year.xlsx"
    build_tracker(made, first_week=content.first_week, content=content)
    Tracker(made, EXAMPLE_DAY, datetime.combine(EXAMPLE_DAY, time(16))).recalculate()
    return made


def test_sixty_weeks_end_with_the_week_of_2_november_2026(content):
    weeks = [row["week_start"] for row in content.weekly]
    assert weeks == [FIRST_WEEK + timedelta(weeks=week) for week in range(WEEKS)]
    assert weeks[-1] == date(2026, 11, 2)
    assert all(week.weekday() == 0 for week in weeks)


def test_it_is_made_of_the_schema_s_columns_within_their_limits(content):
    for row in content.weekly:
        for key, value in row.items():
            column = WEEKLY.column(key)
            if isfinite(column.high):
                assert column.low <= value <= column.high, (row["week_start"], key)
        kept, missed = row.get("sessions_kept", 0), row.get("missed", 0)
        assert row.get("missed_charged", 0) <= missed
        assert row.get("slots_refilled", 0) <= row.get("cancelled_in_time", 0)
        assert kept <= row.get("slots_offered", 24)


def test_it_has_time_off_a_week_without_slots_and_a_few_blanks(content):
    assert len(content.time_off) >= 3
    away = [
        row["week_start"]
        for row in content.weekly
        if any(span["from"] <= row["week_start"] <= span["to"] for span in content.time_off)
    ]
    assert len(away) == 5
    assert [row["week_start"] for row in content.weekly if row.get("slots_offered") == 0]
    open_rows = [row for row in content.weekly if "admin_hours" in row or "missed" in row]
    blanks = sum(key not in row for row in open_rows for key in WEEKLY_NUMBERS)
    assert 3 <= blanks - sum("missed" not in row for row in open_rows) * 12 <= 12


def test_its_actions_name_measures_levers_and_one_hand_over(content):
    measures = {measure.label for measure in MEASURABLES}
    levers = {lever.label for lever in LEVERS} | {None}
    for action in content.actions:
        assert action["measurable"] in measures
        assert action.get("lever") in levers
    assert {action["status"] for action in content.actions} == {"open", "done", "dropped"}
    assert any(
        action["owner"] == "Delegated" and action["measurable"] == "Bills not sent"
        for action in content.actions
    )


def test_the_tracker_finds_nothing_to_mend(path):
    assert Tracker(path, EXAMPLE_DAY).check() == ()


def test_it_tells_the_way_from_managing_to_leading(path, content):
    open_weeks = [row for row in content.weekly if row.get("sessions_kept")]
    first = sum(row["sessions_kept"] for row in open_weeks[:8]) / (8 * 24)
    last = sum(row["sessions_kept"] for row in open_weeks[-8:]) / (8 * 24)
    assert 0.50 <= first <= 0.60
    assert 0.82 <= last <= 0.90
    early = Tracker(path, date(2026, 2, 20)).report().report.scorecard.scores
    late = Tracker(path, EXAMPLE_DAY).report().report.scorecard.scores
    assert early.leader.score < 40 < 60 <= early.manager.score
    assert late.leader.score >= 75
    assert late.manager.score >= 75


def test_every_series_of_every_chart_has_points(path):
    """So nobody looks at an empty chart."""
    book = openpyxl.load_workbook(path)
    empty = []
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        for name in names:
            chart = ElementTree.fromstring(parts.read(name))
            for series in chart.iter(f"{CHART}ser"):
                text = series.find(f"{CHART}val//{CHART}f").text.replace("$", "")
                sheet, address = text.split("!")
                cells = [cell.value for row in book[sheet][address] for cell in row]
                if not any(isinstance(value, int | float) for value in cells):
                    empty.append(series.find(f"{CHART}tx//{CHART}v").text)
    # nothing is decided in it yet
    undecided = [name for name in empty if name.startswith("With them")]
    assert len(undecided) == 3
    assert empty == undecided


def test_no_cell_shows_hashes(path):
    """Dates and money fit the width of their columns."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, datetime) and cell.row > 1:
                    width = sheet.column_dimensions[cell.column_letter].width
                    shown = {"d mmm": 6, "d mmm yyyy": 11}.get(cell.number_format, 11)
                    assert width >= shown * 0.95 * (cell.font.size / 10), cell.coordinate


def test_the_committed_example_is_what_the_script_makes(path):
    """After a change: python scripts/build_workbooks.py"""
    made, committed = (openpyxl.load_workbook(file) for file in (path, COMMITTED))
    assert made.sheetnames == committed.sheetnames
    for sheet in made:
        for row in sheet.iter_rows():
            for cell in row:
                other = committed[sheet.title][cell.coordinate]
                if isinstance(cell.value, float):
                    assert other.value == pytest.approx(cell.value, rel=0.02), cell.coordinate
                elif not isinstance(cell.value, str) or not any(c.isdigit() for c in cell.value):
                    assert other.value == cell.value, cell.coordinate
