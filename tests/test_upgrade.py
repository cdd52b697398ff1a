"""Upgrade: everything typed is carried over, the old file kept."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from conftest import TODAY, steady_weeks
from openpyxl.worksheet.table import TableColumn

from practice_xl import actions
from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.cli import main
from practice_xl.problems import FileRefused, NeedsAttention
from practice_xl.report_json import as_json
from practice_xl.undo import kept
from practice_xl.upgrading import upgrade

NOW = datetime(2026, 11, 6, 16, 0)


def test_the_numbers_are_the_same_after_an_upgrade(tmp_path):
    """The example, upgraded: every figure of the report as before, the old file beside it."""
    path = actions.example(tmp_path / "example.xlsx")
    before, old = as_json(actions.read_facts(path, EXAMPLE_DAY)), path.read_bytes()
    done = upgrade(path, EXAMPLE_DAY, NOW)
    assert done.kept.read_bytes() == old
    assert done.rows["Weekly"] >= 59
    assert as_json(actions.read_facts(path, EXAMPLE_DAY)) == before


def test_a_workbook_with_a_deleted_column_and_an_own_one_is_made_whole(make_tracker):
    """What is there is carried over, the owner's own column too; the work goes on."""
    path = make_tracker(steady_weeks(5), {"usual_slots": 25})
    book = openpyxl.load_workbook(path)
    sheet = book["Weekly"]
    table = sheet.tables["Weekly"]
    place = [column.name for column in table.tableColumns].index("Admin hours")
    sheet.cell(6, 2 + place).value = "Mood"
    table.tableColumns[place] = TableColumn(id=table.tableColumns[place].id, name="Mood")
    for row in range(7, 12):
        sheet.cell(row, 2 + place).value = "fine"
    book.create_sheet("My own")
    book.save(path)
    with pytest.raises(NeedsAttention, match="upgrade"):
        actions.recalculate_file(path, TODAY)
    done = upgrade(path, TODAY, NOW)
    assert done.own_columns == ("Mood",)
    assert done.left_behind == ("My own",)
    facts = actions.recalculate_file(path, TODAY)
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
