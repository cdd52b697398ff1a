"""Upgrade: everything typed is carried over, the old file kept.

stored/version_1.xlsx is the example as the first version made and recalculated it, with a column
"Mood" added inside the table Weekly. It is never made again.
stored/version_2.xlsx is half a year of it, by the second version, with some levers switched.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from random import Random

import openpyxl
import pytest
from conftest import TODAY, steady_weeks, type_into
from openpyxl.worksheet.table import TableColumn

from practice_xl import making
from practice_xl.books import named_cells
from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.cli import main
from practice_xl.problems import FileRefused, NeedsAttention
from practice_xl.report_json import as_json
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.inputs import LEVER_INPUTS, TABLES, WEEKLY
from practice_xl.schema.settings import SETTINGS
from practice_xl.sheets.read import TYPED_SHEETS, raw_settings
from practice_xl.sheets.typed_tables import read_grid, read_table
from practice_xl.tracker import Tracker
from practice_xl.undo import kept
from practice_xl.upgrading import upgrade
from practice_xl.xlsx.book import ClosedBook

NOW = datetime(2026, 11, 6, 16, 0)
STORED = Path(__file__).parent / "stored"
# What version 3 fills in, or blanks:
LATER = (
    *("ShortWeeks", "Hours", "Bookings", "LeverInputs"),
    *("Quarter", "Sources", "Arrivals", "Decisions", "DecisionInputs"),
)


@pytest.fixture
def version_1(tmp_path):
    """A copy of the stored workbook of the first version."""
    return Path(shutil.copy(STORED / "version_1.xlsx", tmp_path / "tracker.xlsx"))


@pytest.fixture
def version_2(tmp_path):
    """A copy of the stored workbook of the second version."""
    return Path(shutil.copy(STORED / "version_2.xlsx", tmp_path / "tracker.xlsx"))


def typed_in(path):
    """What the owner typed in a tracker, by sheet and table column; Plan's settings by key."""
    with ClosedBook(path) as book:
        present = {sheet.name for sheet in book.sheets}
        grids = {name: read_grid(book.sheets[name]) for name in TYPED_SHEETS if name in present}
        tables = [read_table(book, grids[t.sheet], t, []) for t in TABLES if t.sheet in grids]
        settings = raw_settings(book, grids["Plan"])
        weekly = grids["Weekly"]
        last = len(weekly.cells)
        header = next(row for row in range(1, last) if weekly.at(row, 2) == "Week starting")
        moods = {
            weekly.at(row, 2): value
            for column in range(1, len(weekly.cells[0]) + 1)
            if weekly.at(header, column) == "Mood"
            for row in range(header + 1, last + 1)
            if (value := weekly.at(row, column)) is not None
        }
    return settings, {t.table.name: t.columns for t in tables if t}, moods


def _as_before(table, before):
    """The columns that the old table had; a new measure adds one."""
    return {key: table[key] for key in before}


def _numbers_of(levers):
    """What is typed for each number of each lever."""
    names = zip(levers["lever"], levers["number"], strict=True)
    return dict(zip(names, levers["value"], strict=True))


def test_a_workbook_of_version_1_is_carried_over_whole(version_1):
    """Every typed cell, the owner's own column at its weeks, and again at the next upgrade."""
    before = typed_in(version_1)
    assert len(before[2]) == 8
    for _ in range(2):
        done = upgrade(version_1, EXAMPLE_DAY, NOW)
        assert done.own_columns == ("Mood",)
        assert done.missing == () and done.problems == ()
        settings, tables, moods = typed_in(version_1)
        assert moods == before[2]
        assert {key: settings[key] for key in before[0]} == before[0]
        for name in (name for name in tables if name not in LATER):
            assert _as_before(tables[name], before[1][name]) == before[1][name]
        now, then = (_numbers_of(found["LeverInputs"]) for found in (tables, before[1]))
        assert {key: now[key] for key in then} == then


def test_a_workbook_of_version_2_gains_the_calendar_and_loses_the_switches_nobody_set(version_2):
    """What was typed stays; the switches that differ from version 2's defaults are choices."""
    before = typed_in(version_2)
    assert upgrade(version_2, EXAMPLE_DAY, NOW).missing == ()
    settings, tables, _ = typed_in(version_2)
    assert {key: settings[key] for key in before[0]} == before[0]
    for name in ("Weekly", "Monthly", "Fees", "TimeOff", "Clinicians", "Actions"):
        assert _as_before(tables[name], before[1][name]) == before[1][name]
    assert tables["ShortWeeks"]["share"] == [None, 0.5, 0.6, None]
    levers = tables["LeverInputs"]
    assert [pair for pair in zip(levers["lever"], levers["on"], strict=True) if pair[1]] == [
        ("Refill cancelled slots", "No"),
        ("Leave the lowest-paying panel", "Yes"),
    ]
    again = typed_in(version_2)
    upgrade(version_2, EXAMPLE_DAY, NOW)
    assert typed_in(version_2) == again


OWN = WEEKLY.place[1] + len(WEEKLY.columns)  # the first column beside the weeks
ANYTHING = (
    *("x", "eighteen", "=1+1", "2026-03-02", "3/2/2026", "http://a.b", "1.200", "#N/A"),
    *(0.0, -3.5, 18.0, 46083.0, 1e9, True, False),
    *(date(2026, 3, 2), datetime(2026, 3, 2, 9, 30), date(1999, 1, 1), date(2150, 1, 1)),
)


def cells_of(path, own):
    """Every cell of the typed tables, of the column ``own`` of Weekly and of Plan's settings."""
    with ClosedBook(path) as book:
        grids = {name: read_grid(book.sheets[name]) for name in (*TYPED_SHEETS, "Coach")}
        typed = {("Plan", key): value for key, value in raw_settings(book, grids["Plan"]).items()}
        for table in TABLES:
            read = read_table(book, grids[table.sheet], table, [])
            keys = ("lever", "number", "on", "value") if table is LEVER_INPUTS else table.keys
            columns = [(key, read.places[key]) for key in keys]
            columns += [("own", own)] if table is WEEKLY else []
            for row in range(1, read.end - read.header):
                for key, column in columns:
                    value = grids[table.sheet].at(read.header + row, column)
                    typed[table.name, row, key] = value
    return typed


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_typed_wherever_is_carried_over_or_named(make_tracker, seed, request):
    """Any value in any row of any table, wrong dates and second rows among them."""
    for number in range(seed * 20, seed * 20 + (20 if request.config.getoption("--long") else 1)):
        chance = Random(number)
        path = make_tracker(steady_weeks(4), name=f"{number}.xlsx")
        type_anything(path, chance)
        before, typed = path.read_bytes(), cells_of(path, OWN)
        try:
            upgrade(path, TODAY, NOW)
        except NeedsAttention as refused:
            assert all(problem.cell for problem in refused.problems)
            assert path.read_bytes() == before
            continue
        after = cells_of(path, OWN + 1)
        lost = {place: (value, after.get(place)) for place, value in typed.items() if value}
        assert {place for place, (old, new) in lost.items() if old != new} == set(), lost


def type_anything(path, chance):
    """A few rows of each table, some settings, and a column of the owner's own."""
    book = openpyxl.load_workbook(path)
    for table in TABLES:
        sheet, (top, left) = book[table.sheet], table.place
        keys = {"LeverInputs": ("on", "value"), "DecisionInputs": ("value",)}.get(
            table.name, table.keys
        )
        for row in chance.sample(range(1, table.rows + 1), 3):
            for key in chance.sample(keys, min(3, len(keys))):
                cell = sheet.cell(top + row, left + table.keys.index(key))
                cell.value = chance.choice(ANYTHING)
                if cell.data_type == "f":
                    cell.data_type = "s"
    weekly, monthly = book["Weekly"], book["Monthly"]
    weekly["B9"] = weekly["B8"].value  # a second clinician's row, in the middle of the weeks
    monthly["B8"] = monthly["B7"].value
    for row in chance.sample(range(7, 100), 5):
        weekly.cell(row, OWN).value = chance.choice(("mood", 4, date(2026, 3, 2)))
    for setting in chance.sample(SETTINGS, 3):
        if not setting.key.endswith("_version"):
            place = book.defined_names[setting.plan_name].attr_text.split("!")[1].replace("$", "")
            book["Plan"][place].value = chance.choice([v for v in ANYTHING if v != "=1+1"])
    book.save(path)


def test_a_rise_shown_as_a_percentage_stays_one(tmp_path):
    """A tenth of the fee before the upgrade is a tenth of it after."""
    path = making.example(tmp_path / "example.xlsx")
    book = openpyxl.load_workbook(path)
    book["Levers"]["E31"].value, book["Levers"]["E31"].number_format = 0.1, "0%"
    book.save(path)
    before = Tracker(path, EXAMPLE_DAY).report().report.levers.joint
    upgrade(path, EXAMPLE_DAY, NOW)
    assert Tracker(path, EXAMPLE_DAY).report().report.levers.joint == before


def test_what_cannot_be_carried_over_is_named(make_tracker):
    """Nothing is changed; every such cell is in the message."""
    path = make_tracker(steady_weeks(5))
    book = openpyxl.load_workbook(path)
    book["Weekly"]["E130"] = 18
    top, levers = LEVER_INPUTS.place[0], book["Levers"]
    levers[f"B{top + 2}"] = "My own lever"
    for column in "BD":  # the same number twice
        levers[f"{column}{top + 4}"] = levers[f"{column}{top + 3}"].value
    book["Plan"]["G7"] = "=A1"
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(NeedsAttention) as refused:
        upgrade(path, TODAY, NOW)
    named = {f"{problem.sheet}!{problem.cell}" for problem in refused.value.problems}
    assert named == {"Weekly!E130", f"Levers!B{top + 2}", f"Levers!B{top + 4}", "Plan!G7"}
    assert path.read_bytes() == before


def test_a_workbook_of_version_1_says_that_it_is_older(version_1):
    """Recalculate writes nothing into places it does not know; the rest works as it is."""
    before = version_1.read_bytes()
    with pytest.raises(NeedsAttention, match="practice-xl upgrade FILE") as stopped:
        Tracker(version_1, EXAMPLE_DAY).recalculate()
    [problem] = stopped.value.problems
    assert (problem.column, problem.found) == ("Version of this workbook", "version 1")
    assert version_1.read_bytes() == before
    assert not any(problem.blocking for problem in Tracker(version_1, EXAMPLE_DAY).check())


def test_numbers_that_changed_are_listed(version_1):
    """A number that the old file shows otherwise is listed; the next upgrade finds none."""
    upgrade(version_1, EXAMPLE_DAY, NOW)
    with ClosedBook(version_1) as book:
        place = named_cells(book, "out_capacity_rates")
        place.sheet.range((place.row, place.column)).value = 0.123
        book.save()
    done = upgrade(version_1, EXAMPLE_DAY, NOW)
    [worked] = [number for number in done.changed if number.before == "12 %"]
    assert worked.sheet == "Capacity" and worked.label == "% worked, 4 weeks"
    utilisation = Tracker(version_1, EXAMPLE_DAY).report().report.rates[4]["utilisation"].value
    assert worked.after == f"{utilisation * 100:.0f} %"
    assert upgrade(version_1, EXAMPLE_DAY, NOW).changed == ()


def test_a_workbook_of_a_newer_version_is_left_alone(make_tracker):
    """Neither recalculated nor upgraded by a program that does not know it."""
    path = make_tracker(steady_weeks(5), {"usual_slots": 25})
    type_into(path, [], {"schema_version": SCHEMA_VERSION + 1})
    before = path.read_bytes()
    with pytest.raises(NeedsAttention, match="Install the newer practice_xl"):
        Tracker(path, TODAY).recalculate()
    with pytest.raises(FileRefused, match="newer practice_xl"):
        upgrade(path, TODAY, NOW)
    assert path.read_bytes() == before


def test_the_numbers_are_the_same_after_an_upgrade(tmp_path):
    """The example, upgraded: every figure of the report as before, the old file beside it."""
    path = making.example(tmp_path / "example.xlsx")
    before, old = as_json(Tracker(path, EXAMPLE_DAY).report()), path.read_bytes()
    done = upgrade(path, EXAMPLE_DAY, NOW)
    assert done.kept.read_bytes() == old
    assert done.rows["Weekly"] >= 59
    assert as_json(Tracker(path, EXAMPLE_DAY).report()) == before


def test_a_workbook_with_a_deleted_column_and_an_own_one_is_made_whole(make_tracker):
    """What is there is carried over, the owner's own column too; the work goes on."""
    path = make_tracker(steady_weeks(5), {"usual_slots": 25})
    book = openpyxl.load_workbook(path)
    sheet = book["Weekly"]
    table = sheet.tables["Weekly"]
    place = [column.name for column in table.tableColumns].index("Admin hours")
    header = WEEKLY.place[0]
    sheet.cell(header, 2 + place).value = "Mood"
    table.tableColumns[place] = TableColumn(id=table.tableColumns[place].id, name="Mood")
    for row in range(header + 1, header + 6):
        sheet.cell(row, 2 + place).value = "fine"
    book.create_sheet("My own")
    book.save(path)
    with pytest.raises(NeedsAttention, match="upgrade"):
        Tracker(path, TODAY).recalculate()
    done = upgrade(path, TODAY, NOW)
    assert done.own_columns == ("Mood",)
    assert done.left_behind == ("My own",)
    facts = Tracker(path, TODAY).recalculate()
    assert facts.report.rates[4]["utilisation"].value == 20 / 25
    cells = [cell for row in openpyxl.load_workbook(path)["Weekly"].iter_rows() for cell in row]
    assert sum(cell.value == "fine" for cell in cells) == 5


def test_a_file_that_is_no_tracker_is_refused(tmp_path):
    """Nothing of it is touched."""
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    with pytest.raises(FileRefused, match="no table of a tracker"):
        upgrade(path, TODAY, NOW)
    assert path.read_bytes() == before
    assert kept(path) == []


def test_the_command_says_what_was_carried_over(make_tracker, capsys):
    """And where the old file is."""
    path = make_tracker([{"week_start": date(2026, 11, 2), "sessions_kept": 17}])
    assert main(["upgrade", str(path), "--as-of=2026-11-06"]) == 0
    out = capsys.readouterr().out
    assert "Weekly 1" in out
    assert "before upgrade" in out
    assert "never recalculated" in out
    assert main(["upgrade", str(path), "--as-of=2026-11-06"]) == 0
    assert "Every number reads as before." in capsys.readouterr().out
