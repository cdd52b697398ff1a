"""A new tracker holds the schema: read back from the file, sheet by sheet."""

import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from practice_xl.building.content import Content
from practice_xl.building.glossary import glossary
from practice_xl.building.input_tables import plan_values
from practice_xl.building.tracker import build_tracker
from practice_xl.schema.blocks import BLOCKS, GRID
from practice_xl.schema.inputs import (
    DECISION_INPUTS,
    FORMATTED_ROWS,
    LEVER_INPUTS,
    TABLE_BY_NAME,
    TABLES,
)
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Kind, Role, cell_name, cell_position
from practice_xl.schema.settings import CURRENCIES, SETTINGS
from practice_xl.schema.sheets import SETTINGS_ROOM, SHEETS
from practice_xl.schema.start_page import CLOCK_NAME, TILES

FIRST_WEEK = date(2026, 8, 31)
COMMITTED = Path(__file__).parents[2] / "workbook" / "practice_tracker.xlsx"
ALONE = ("Weekly", "Monthly", "Actions", "Quarter", "Sources", "Arrivals", "CoachNotes")
BEHIND_CHARTS = (  # of which some stands beside or below what prints
    "measures_now",
    "income_series",
    "capacity_weeks",
    "lever_charts",
)
CHARTS = 6
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("tracker") / "practice.xlsx"
    build_tracker(made, first_week=FIRST_WEEK)
    return made


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def place_of(book, name):
    """Sheet and address of a defined name."""
    sheet, address = book.defined_names[name].attr_text.split("!")
    return sheet, address.replace("$", "")


def rules_at(sheet, cell):
    return [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]


def shown_in(styles):
    return {
        (rule.formula[0], rule.dxf.numFmt.formatCode)
        for rules in styles
        for rule in rules.rules
        if rule.dxf and rule.dxf.numFmt
    }


def test_the_sheets_stand_in_their_order_with_title_and_purpose(book):
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    for sheet in SHEETS:
        assert book[sheet.name]["B1"].value == sheet.name
        assert book[sheet.name]["B2"].value == sheet.purpose


def test_every_sheet_says_in_words_who_fills_it_in(book):
    words = {
        Role.TYPED: "you type",
        Role.WRITTEN: "the program writes",
        Role.FIXED: "nothing to type",
    }
    for sheet in SHEETS:
        first_row = " ".join(str(cell.value) for cell in book[sheet.name][1])
        assert words[sheet.role] in first_row, sheet.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_exactly_its_headers_with_units_above(book, table):
    sheet = book[table.sheet]
    made = sheet.tables[table.name]
    row, column = table.place
    assert made.ref.startswith(f"{cell_name(row, column)}:")
    assert made.ref.endswith(cell_name(row + table.rows, column + len(table.columns) - 1))
    assert made.autoFilter is None
    assert made.column_names == [column.label for column in table.columns]
    for offset, what in enumerate(table.columns):
        assert sheet.cell(row, column + offset).value == what.label
        assert sheet.cell(row - 1, column + offset).value == (what.unit or None)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_typed_cell_has_help_and_a_limit_in_words(book, table):
    row, column = table.place
    last = FORMATTED_ROWS if table.name in ALONE else row + table.rows
    for offset, what in enumerate(table.columns):
        if table is LEVER_INPUTS and what.key not in ("value", "on"):
            continue
        rows = (row + 1,) if what.key == "on" else (row + 1, last)
        for at in rows:
            rules = rules_at(book[table.sheet], cell_name(at, column + offset))
            assert len(rules) == 1, (what.key, at)
            assert rules[0].prompt
            if what.kind is not Kind.TEXT:
                assert rules[0].errorStyle in (None, "stop") or what.kind is Kind.HOLIDAY
                assert rules[0].error.endswith((".", ")."))


def test_the_drop_downs_of_actions_hold_the_schema_s_labels(book):
    for name, labels in (
        ("list_measurables", [measure.label for measure in MEASURABLES]),
        ("list_levers", [lever.label for lever in LEVERS]),
    ):
        sheet, address = place_of(book, name)
        assert [cell.value for (cell,) in book[sheet][address]] == labels
    used = {rule.formula1 for rule in book["Actions"].data_validations.dataValidation}
    assert {"list_measurables", "list_levers"} <= used


def test_the_plan_has_a_row_a_name_and_the_default_for_every_setting(book):
    sheet = book["Plan"]
    defaults = plan_values(Content())
    column = SETTINGS_ROOM.place[1]
    for setting in SETTINGS:
        name, address = place_of(book, setting.plan_name)
        row, at = cell_position(address)
        assert (name, at) == ("Plan", column + 1)
        assert sheet.cell(row, at - 1).value == setting.label
        assert sheet.cell(row, at).value == defaults[setting.key]
        assert sheet.cell(row, at + 1).value == (setting.unit or None)
        assert sheet.cell(row, at + 2).value == setting.help
        assert rules_at(sheet, address), setting.key
    later = [cell.value for cell in sheet["B"]]
    assert later.index("Later, if you like") == later.index("Sessions goal") + 1


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_a_block_has_its_name_title_headers_and_labels(book, block):
    sheet = book[block.sheet]
    row, column = block.first_row, block.first_column
    last = cell_name(row + block.rows - 1, column + block.width - 1)
    address = block.cell if last == block.cell else f"{block.cell}:{last}"
    assert place_of(book, block.defined_name) == (block.sheet, address)
    labels = column - 1 if block.labels else column
    for offset, label in enumerate(block.labels):
        assert sheet.cell(row + offset, labels).value == (label or None)
    if block.title:
        assert sheet.cell(row - (2 if block.headers else 1), labels).value == block.title
    if block.headers:
        for offset, what in enumerate(block.columns):
            assert sheet.cell(row - 1, column + offset).value == (what.label or None)


@pytest.mark.parametrize(
    "block",
    [block for block in BLOCKS if block.headers or block.labels],
    ids=lambda block: block.name,
)
def test_the_cells_of_a_block_are_empty_and_show_numbers_as_their_kind(book, block):
    marks = {Kind.DATE: "mmm", Kind.SHARE: "%", Kind.MONEY: "#,##0", Kind.MONEY_RATE: "#,##0"}
    sheet = book[block.sheet]
    for down in range(min(block.rows, sheet.max_row + 1 - block.first_row)):
        for across, what in enumerate(block.columns):
            cell = sheet.cell(block.first_row + down, block.first_column + across)
            assert what.key == "title" or cell.value is None  # of a chart: what is to come
            kind = block.kind_at(down, across)
            if what.key and kind in marks:
                columns = sheet.column_dimensions.values()
                column = next(each for each in columns if each.min <= cell.column <= each.max)
                shown = cell if cell.has_style else column  # beside a table, rows not laid out
                assert marks[kind] in shown.number_format, cell.coordinate


def test_start_shows_its_labels_before_the_first_recalculation(book):
    values = {cell.value for row in book["Start"].iter_rows() for cell in row}
    assert {label for _, label, _ in TILES} <= values
    sheet, address = place_of(book, CLOCK_NAME)
    assert "hh:mm" in book[sheet][address].number_format


@pytest.mark.parametrize("name", ["Start", "Weekly", "Monthly", "Plan", "Income", "Levers"])
def test_money_takes_the_sign_of_the_plan_s_currency(book, name):
    shown = shown_in(book[name].conditional_formatting)
    for symbol in CURRENCIES:
        formats = [code for test, code in shown if test == f'plan_currency="{symbol}"']
        assert formats, symbol
        assert all(symbol in code for code in formats)


def test_the_weeks_and_months_are_filled_in(book):
    weeks = [cell.value for cell in book["Weekly"]["B"][TABLE_BY_NAME["Weekly"].place[0] :]]
    assert weeks[:2] == [datetime(2026, 8, 31), datetime(2026, 9, 7)]
    assert len(weeks) == 104
    assert weeks[-1] == datetime(2026, 8, 31) + timedelta(weeks=103)
    months = [cell.value for cell in book["Monthly"]["B"][6:]]
    assert months[:2] == [datetime(2026, 9, 1), datetime(2026, 10, 1)]
    assert len(months) == 36


def test_the_levers_stand_with_switch_unit_and_help_and_no_value(book):
    row, column = TABLE_BY_NAME["LeverInputs"].place
    sheet = book["Levers"]
    for lever in LEVERS:
        for number in lever.numbers:
            row += 1
            cells = [sheet.cell(row, column + offset).value for offset in range(5)]
            assert cells == [lever.label, None, number.label, None, number.unit]


def test_words_explains_every_word_of_the_schema(book):
    sheet = book["Words"]
    words = {cell.value for cell in sheet["B"]}
    for _, entries in glossary():
        assert {word for word, *_ in entries} <= words
    by_number = (LEVER_INPUTS, DECISION_INPUTS)  # whose numbers stand there one by one
    headers = {c.label for table in TABLES if table not in by_number for c in table.columns}
    assert headers <= words


def test_each_sheet_prints_on_whole_pages(book):
    for sheet in SHEETS:
        made = book[sheet.name]
        if sheet.breaks or sheet.breaks_across:
            assert [each.id for each in made.row_breaks.brk] == list(sheet.breaks)
            assert [each.id for each in made.col_breaks.brk or []] == list(sheet.breaks_across)
            assert (made.page_setup.scale or 100) == sheet.scale
        else:
            assert made.sheet_properties.pageSetUpPr.fitToPage
            assert made.page_setup.fitToWidth in (None, 1)
        assert (made.page_setup.orientation == "landscape") == sheet.landscape
        assert sheet.name in made.oddHeader.left.text
        assert "&P" in made.oddFooter.right.text
        if sheet.printed:
            assert made.print_area.replace("$", "").split("!")[-1] == sheet.printed
            assert sheet.breaks or made.page_setup.fitToHeight in (None, 1)


@pytest.mark.parametrize("name", ["Scorecard", "Levers", "Income", "Capacity"])
def test_everything_to_be_read_lies_in_what_prints(name):
    printed = next(sheet.printed for sheet in SHEETS if sheet.name == name)
    bottom, right = cell_position(printed.split(":")[1])
    for block in BLOCKS:
        if block.sheet == name and block.name not in BEHIND_CHARTS:
            assert block.first_row + block.rows - 1 <= bottom, block.name
            assert block.first_column + block.width - 1 <= right, block.name


def test_headers_stay_in_view(book):
    for name in ("Weekly", "Monthly", "Actions", "Coach", "Plan", "Checks", "Words"):
        assert book[name].freeze_panes, name
    for name in ("Weekly", "Monthly", "Levers", "Actions", "Coach", "Checks", "Words"):
        assert book[name].print_title_rows, name


def test_nothing_is_merged_protected_or_worked_out_by_a_formula(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert not sheet.protection.sheet
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_formats_reach_far_down_without_cells_that_only_hold_a_format(book):
    """A column's style shows new rows right; 2,000 styled rows would make every file heavy."""
    assert sum(sheet.max_row * sheet.max_column for sheet in book) < 24_000
    style = book["Weekly"].column_dimensions["M"]
    assert style.number_format.startswith("#,##0")


def charts_of(path):
    """For every chart: its name in the file, its series' ranges, its axes' titles."""
    with zipfile.ZipFile(path) as parts:
        for name in sorted(n for n in parts.namelist() if n.startswith("xl/charts/chart")):
            yield name, ElementTree.fromstring(parts.read(name))


def test_every_series_of_a_chart_lies_inside_one_output_block(path):
    charts = list(charts_of(path))
    assert len(charts) == CHARTS
    for name, chart in charts:
        ranges = [formula.text for formula in chart.iter(f"{CHART}f")]
        assert ranges
        for text in ranges:
            sheet, address = text.replace("'", "").replace("$", "").split("!")
            first, _, last = address.partition(":")
            (top, left), (bottom, right) = cell_position(first), cell_position(last or first)
            assert any(
                block.sheet == sheet
                and block.first_row <= top
                and bottom < block.first_row + block.rows
                and block.first_column <= left
                and right < block.first_column + block.width
                for block in BLOCKS
            ), (name, text)


def test_the_scores_of_the_chart_are_the_last_two_rows_of_the_grid(path):
    rows = {GRID.first_row + GRID.rows - 2, GRID.first_row + GRID.rows - 1}
    found = set()
    for _, chart in charts_of(path):
        for values in chart.iter(f"{CHART}val"):
            text = values.find(f".//{CHART}f").text
            if text.startswith("Scorecard!"):
                found.add(int(re.search(r"\d+", text).group()))
    assert found == rows


def test_every_chart_has_a_title_axis_titles_and_words_for_those_who_do_not_see_it(path):
    for name, chart in charts_of(path):
        assert chart.find(f"./{CHART}chart/{CHART}title") is not None
        for axis in ("catAx", "valAx"):
            shown = [a for a in chart.iter(f"{CHART}{axis}") if a.find(f"{CHART}title") is not None]
            assert shown, (name, axis)
        blanks = chart.find(f".//{CHART}dispBlanksAs")
        assert blanks is None or blanks.get("val") == "gap"  # a gap is what programs do unasked
    with zipfile.ZipFile(path) as parts:
        drawings = [n for n in parts.namelist() if n.startswith("xl/drawings/drawing")]
        text = "".join(parts.read(name).decode() for name in drawings)
    assert len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{40,}"', text)) == CHARTS


def test_two_builds_are_the_same_byte_for_byte(path, tmp_path):
    again = tmp_path / "practice.xlsx"
    build_tracker(again, first_week=FIRST_WEEK)
    assert again.read_bytes() == path.read_bytes()


def test_the_committed_tracker_is_what_the_builder_makes(path):
    """After a change: python scripts/build_workbooks.py"""
    with zipfile.ZipFile(path) as made, zipfile.ZipFile(COMMITTED) as committed:
        assert made.namelist() == committed.namelist()
        for name in made.namelist():
            assert made.read(name) == committed.read(name), name


def test_a_workbook_with_macros_has_its_buttons(tmp_path):
    made = tmp_path / "practice.xlsm"
    build_tracker(made, first_week=FIRST_WEEK, macros=True)
    with zipfile.ZipFile(made) as parts:
        assert "xl/vbaProject.bin" in parts.namelist()
        drawing = parts.read("xl/drawings/vmlDrawing1.vml").decode()
    assert "Recalculate" in drawing
    assert "Share with coach" in drawing
