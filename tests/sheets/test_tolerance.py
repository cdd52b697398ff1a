"""A workbook that lacks something: what nobody uses, what a new version added, what was dropped."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import MONDAY, TODAY, steady_weeks

from practice_xl.problems import NeedsAttention
from practice_xl.schema.inputs import TABLE_BY_NAME, TABLES, WEEKLY
from practice_xl.schema.settings import SETTING_BY_KEY
from practice_xl.sheets.read import VERSION
from practice_xl.tracker import Tracker
from practice_xl.upgrading import upgrade
from practice_xl.xlsx.book import ClosedBook

NOW = datetime(2026, 11, 6, 16)
MET = Path(__file__).parents[1] / "stored" / "met"
DROPPED = MET / "09_tables_dropped.xlsx"


def change(path, doing):
    """Change a workbook as a stranger would, with openpyxl."""
    book = openpyxl.load_workbook(path)
    doing(book)
    book.save(path)
    return path


def rename(key, header):
    """Give a column of Weekly another header."""

    def doing(book):
        row, column = TABLE_BY_NAME["Weekly"].place
        place = WEEKLY.keys.index(key)
        book["Weekly"].cell(row, column + place).value = header
        book["Weekly"].tables["Weekly"].tableColumns[place].name = header

    return doing


def version(number):
    """Say that the workbook is of another version."""

    def doing(book):
        place = book.defined_names[VERSION.plan_name].attr_text.split("!")[1]
        book["Plan"][place.replace("$", "")].value = number

    return doing


def test_an_optional_column_that_was_renamed_is_asked_about_and_does_not_stop_the_work(
    make_tracker,
):
    """The message stands at the header that may be the one."""
    path = change(make_tracker(steady_weeks(5)), rename("enjoyed", "Joy"))
    [problem] = Tracker(path, TODAY).recalculate().problems
    assert not problem.blocking
    assert problem.found == "no column called Enjoyed"
    with ClosedBook(path) as book:
        assert book.sheets["Weekly"][problem.cell].value == "Joy"


def test_an_older_version_is_said_once_and_what_it_lacks_takes_its_default(make_tracker):
    """A row of Plan, a column and a table that came later: only the version is said."""

    def older(book):
        version(1)(book)
        rename("outreach", "Mine")(book)
        book["Plan"].tables.pop("TimeOff")
        row, column = TABLE_BY_NAME["TimeOff"].place
        book["Plan"].cell(row, column).value = book["Plan"].cell(row, column + 1).value = None
        label = next(
            c for c in book["Plan"]["B"] if c.value == SETTING_BY_KEY["working_weeks"].label
        )
        label.value = None
        book.defined_names.pop("plan_working_weeks")

    path = change(make_tracker(steady_weeks(5)), older)
    facts = Tracker(path, TODAY).report()
    assert [problem.column for problem in facts.problems] == [VERSION.label]
    assert facts.report.practice.plan.working_weeks == 47


def test_an_older_version_is_said_before_what_stops_the_work(make_tracker):
    """It may be the cause, and the remedy."""
    weeks = steady_weeks(5)
    weeks[2]["sessions_kept"] = "eighteen"
    path = change(make_tracker(weeks), version(1))
    first, second = Tracker(path, TODAY).check()
    assert (first.column, first.blocking, second.blocking) == (VERSION.label, True, True)


def test_a_plan_that_lost_rows_of_today_says_so_once(make_tracker):
    """The usual values count until they are back."""

    def lose(book):
        for row in book["Plan"]["B6:C20"]:
            for cell in row:
                cell.value = None
        for name in [name for name in book.defined_names if name.startswith("plan_")]:
            book.defined_names.pop(name)

    path = change(make_tracker(steady_weeks(5)), lose)
    [problem] = [p for p in Tracker(path, TODAY).check() if p.sheet == "Plan"]
    assert problem.found.startswith("no row for Currency, Usual slots, Full fee and ")


def test_dropped_tables_are_said_in_one_message(tmp_path):
    """The program that dropped them is the cause; upgrade is the remedy."""
    path = Path(shutil.copy(DROPPED, tmp_path / "tracker.xlsx"))
    before = path.read_bytes()
    [problem] = Tracker(path, TODAY).check()
    assert problem.blocking
    assert "practice-xl upgrade FILE" in problem.do
    for name in ("Weekly", "Monthly", "Fees", "TimeOff", "Clinicians", "Actions", "LeverInputs"):
        assert name in problem.found
    assert path.read_bytes() == before


def typed_below_headers(path):
    """Every typed cell below each header of each table, as openpyxl alone finds it."""
    book = openpyxl.load_workbook(path)
    found = {}
    for table in TABLES:
        if table.sheet not in book.sheetnames:
            continue  # a later version's
        sheet = book[table.sheet]
        headers = [
            (cell.row, cell.column)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == table.columns[0].label
            and sheet.cell(cell.row, cell.column + 1).value == table.columns[1].label
        ]
        if not headers:
            continue  # a later version's
        [(row, column)] = headers
        places = {
            sheet.cell(row, place).value: place for place in range(sheet.max_column, column - 1, -1)
        }
        for what in table.columns:
            if what.label in places:  # else a later version's
                found[table.name, what.key] = [
                    value
                    for down in range(row + 1, row + 1 + table.rows)
                    if (value := sheet.cell(down, places[what.label]).value) is not None
                ]
    return found


@pytest.mark.parametrize("pandas", [False, True])
def test_upgrade_carries_everything_over_from_dropped_tables(tmp_path, pandas):
    """Plan, Fees, time off and Actions too; also where names, styles and dates' looks are gone."""
    path = tmp_path / "tracker.xlsx"
    if pandas:
        from pandas import ExcelWriter, read_excel

        with ExcelWriter(path) as writer:
            for name, frame in read_excel(DROPPED, sheet_name=None, header=None).items():
                frame.to_excel(writer, sheet_name=name, header=False, index=False)
    else:
        shutil.copy(DROPPED, path)
    before = typed_below_headers(DROPPED)
    upgrade(path, TODAY, NOW)
    after = typed_below_headers(path)
    del before["LeverInputs", "on"]  # the first switches of version 2 were no choice of hers
    for words in ("lever", "number", "unit", "help"):
        del before["LeverInputs", words]  # the program's own words, as they are today
    assert {name: after[name] for name in before} == before
    plan = Tracker(path, TODAY).report().report.practice.plan
    assert plan.income_goal == 118_000


def test_dropped_tables_that_stand_one_below_the_other_are_told_apart(make_tracker):
    """Short weeks stand below Fees, changes of hours below Clinicians."""
    from test_upgrade import typed_in

    path = make_tracker(
        steady_weeks(5),
        Fees=[{"tier": "Full", "kind": "full", "fee": 150, "sessions": 20}],
        Clinicians=[{"name": "Sam", "usual_slots": 12}],
        Hours=[{"from": MONDAY, "clinician": "Sam", "usual_slots": 8}],
    )
    before = typed_in(path)[1]

    def drop(book):
        for sheet in book.worksheets:
            sheet.tables.clear()

    upgrade(change(path, drop), TODAY, NOW)
    after = typed_in(path)[1]
    for name, columns in before.items():
        assert {key: [v or None for v in after[name][key]] for key in columns} == {
            key: [v or None for v in values] for key, values in columns.items()
        }


@pytest.mark.parametrize(
    ("file", "cell", "words"),
    [
        ("08_formula_with_empty_v", "M66", "a formula that is not worked out"),
        ("10_goal_text_118.000", "C9", "'118.000', which could mean 118 or 118,000"),
    ],
)
def test_a_file_met_is_stopped_at_the_one_cell_that_is_wrong(tmp_path, file, cell, words):
    """A formula without its result is no blank; text of two meanings is asked about."""
    path = Path(shutil.copy(MET / f"{file}.xlsx", tmp_path))
    before = path.read_bytes()
    [problem] = [p for p in Tracker(path, TODAY).check() if p.column != VERSION.label]
    assert (problem.cell, problem.found, problem.blocking) == (cell, words, True)
    with pytest.raises(NeedsAttention):
        Tracker(path, TODAY).recalculate()
    if file.startswith("08"):  # an upgrade would lose the formula
        with pytest.raises(NeedsAttention, match=f"Weekly!{cell}"):
            upgrade(path, TODAY, NOW)
    assert path.read_bytes() == before


def test_dust_and_a_share_as_text_are_read_as_what_they_show(tmp_path):
    """Thirteen and a millionth of a millionth is 13, and 90% as text is 0.9."""
    dusty = Path(shutil.copy(MET / "17_dust.xlsx", tmp_path))
    text = change(Path(shutil.copy(MET / "18_text_90_percent.xlsx", tmp_path)), lambda _: None)
    facts = [Tracker(path, TODAY).report() for path in (dusty, text)]
    assert [[p.column for p in fact.problems] for fact in facts] == [[VERSION.label]] * 2
    kept = [fact.report.practice.weeks.columns["sessions_kept"] for fact in facts]
    assert list(kept[0][-3:]) == [20, 22, 21]
    assert facts[1].report.practice.plan.target_utilisation == 90 / 100
    change(text, lambda book: book["Plan"].__setitem__("C18", "85,5 %"))
    assert Tracker(text, TODAY).report().report.practice.plan.target_utilisation == 85.5 / 100
