"""Workbooks damaged the way people and machines do: a right result, or a sentence and no change.

Every case is made from its number alone. ``pytest tests/test_fuzz.py --long`` runs 2,400 of
them in some three minutes.
"""

from __future__ import annotations

import json
import math
import re
import struct
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import openpyxl
import pytest
from conftest import TODAY, steady_weeks, type_into
from damage import (
    SECRET,
    Area,
    Book,
    Cell,
    DoesNotApply,
    changed_cells,
    packed,
    parts_of,
    plan_cell,
    refer,
    typed_dates,
)

from practice_xl import actions
from practice_xl.building.example import EXAMPLE_DAY, example_content
from practice_xl.building.tracker import build_tracker
from practice_xl.problems import NeedsAttention, PracticeError
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import TABLES
from practice_xl.schema.parts import Kind
from practice_xl.schema.settings import SETTINGS
from practice_xl.schema.sheets import SHEETS

SEED = 20261106
NOW = datetime(2026, 11, 6, 16, 0)
SECONDS = 10  # a table of 10,000 rows is answered within
READ = ("Weekly", "Monthly", "Fees", "TimeOff", "Clinicians", "Actions", "LeverInputs")
NUMBER_KINDS = (Kind.COUNT, Kind.NUMBER, Kind.HOURS, Kind.MONEY, Kind.RATING)


class Must(Enum):
    """How a case must end; every other end is a failure."""

    SAME = "the same cells as without the damage"
    COUNT = "the same numbers, perhaps in other rows or with a check more"
    REFUSE = "a sentence, nothing changed"
    EITHER = "valid numbers, or a sentence and nothing changed"


class Damage(NamedTuple):
    name: str
    must: Must
    do: Callable[[Book, Random], Must | None]


PEOPLE: list[Damage] = []
MACHINES: list[Damage] = []


def people(must: Must) -> Callable[..., Any]:
    """Note a damage that people do; what it returns goes before ``must``."""

    def note(do: Callable[[Book, Random], Must | None]) -> Callable[..., Any]:
        PEOPLE.append(Damage(do.__name__, must, do))
        return do

    return note


# --- what people do ------------------------------------------------------------------------------


@people(Must.REFUSE)
def delete_column(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly")))
    at = table.column(chance.choice(table.schema.keys))
    name = table.headers[at - table.area.left]
    book.edit(table.part, lambda text: re.sub(_column_tag(name), "", text))
    book.shift(table.sheet, True, at, -1)


@people(Must.REFUSE)
def rename_header(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    key = chance.choice(table.schema.keys)
    _set_header(book, table, key, f"{SECRET} {key}")


@people(Must.SAME)
def respell_header(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    key = chance.choice(table.schema.keys)
    header = table.schema.column(key).header
    _set_header(book, table, key, chance.choice((header.upper(), f"  {header} ", key)))


def _set_header(book: Book, table: Any, key: str, header: str) -> None:
    column, old = table.column(key), table.schema.column(key).header
    sheet = book.sheet(table.sheet)
    sheet.put(table.area.top, column, sheet.at(table.area.top, column).text_as(header))
    book.edit(table.part, lambda text: text.replace(f'name="{old}"', f'name="{header}"'))


def _column_tag(name: str) -> str:
    return rf'<tableColumn [^>]*?name="{re.escape(name)}"[^>]*?/>'


@people(Must.REFUSE)
def rename_sheet(book: Book, chance: Random) -> None:
    name = chance.choice(SHEETS).name
    book.sheet(name)
    new = f"{name} {SECRET}"
    book.edit("xl/workbook.xml", lambda text: text.replace(f'name="{name}"', f'name="{new}"'))
    book.rename(lambda _, refers: refers.replace(f"{name}!", f"'{new}'!"))


@people(Must.REFUSE)
def delete_sheet(book: Book, chance: Random) -> None:
    name = chance.choice(SHEETS).name
    book.sheet(name)
    tag = rf'<sheet [^>]*?name="{name}"[^>]*?/>'
    book.edit("xl/workbook.xml", lambda text: re.sub(tag, "", text))
    book.rename(lambda _, refers: "#REF!" if refers.startswith(f"{name}!") else refers)


@people(Must.SAME)
def reorder_sheets(book: Book, chance: Random) -> None:
    def mixed(text: str) -> str:
        tags = re.findall(r"<sheet [^>]*?/>", text)
        chance.shuffle(tags)
        return re.sub(r"(<sheets>).*?(</sheets>)", lambda m: m[1] + "".join(tags) + m[2], text)

    book.edit("xl/workbook.xml", mixed)


@people(Must.SAME)
def hide_sheets(book: Book, chance: Random) -> None:
    name = chance.choice(SHEETS).name
    state = chance.choice(("hidden", "veryHidden"))
    book.sheet(name)

    def hidden(match: re.Match[str]) -> str:
        return re.sub(r' state="\w+"', "", match[0]).replace("<sheet ", f'<sheet state="{state}" ')

    tag = rf'<sheet [^>]*?name="{name}"[^>]*?>'
    book.edit("xl/workbook.xml", lambda text: re.sub(tag, hidden, text))


@people(Must.SAME)
def insert_rows_above(book: Book, chance: Random) -> None:
    book.shift(chance.choice(SHEETS).name, False, chance.randint(1, 3), chance.randint(1, 9))


@people(Must.SAME)
def insert_columns_left(book: Book, chance: Random) -> None:
    names = [sheet.name for sheet in SHEETS if sheet.name != "Plan"]
    book.shift(chance.choice(names), True, chance.randint(1, 2), chance.randint(1, 4))


@people(Must.EITHER)
def insert_rows_anywhere(book: Book, chance: Random) -> None:
    book.shift(chance.choice(SHEETS).name, False, chance.randint(1, 60), chance.randint(1, 9))


@people(Must.EITHER)
def delete_rows_anywhere(book: Book, chance: Random) -> None:
    book.shift(chance.choice(SHEETS).name, False, chance.randint(1, 60), -chance.randint(1, 5))


@people(Must.COUNT)
def delete_blank_week_rows(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    rows = [row for row in table.body if not _typed_in(book, table, row)]
    if len(rows) < 2:
        raise DoesNotApply("no blank rows")
    book.shift("Weekly", False, chance.choice(rows), -1)


@people(Must.COUNT)
def blank_rows_between(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    at = chance.choice(table.body[1:])
    book.shift("Weekly", False, at, chance.randint(1, 5))


@people(Must.SAME)
def own_column(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly")))
    at = chance.randint(table.area.left + 1, table.area.right)
    book.shift(table.sheet, True, at, 1)
    header = f"My {SECRET} {at}"
    sheet = book.sheet(table.sheet)
    sheet.put(table.area.top, at, Cell().text_as(header))
    for row in table.body[:30]:
        sheet.put(row, at, chance.choice((Cell().text_as(SECRET), Cell("", "", "<v>7</v>"))))
    before = re.escape(table.headers[at - table.area.left])
    new = f'<tableColumn id="{900 + at}" name="{header}"/>'
    tag = rf'(<tableColumn [^>]*?name="{before}")'
    book.edit(table.part, lambda text: re.sub(tag, new + r"\1", text, count=1))


@people(Must.COUNT)
def sort_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly", "TimeOff", "Clinicians")))
    sheet = book.sheet(table.sheet)
    columns = range(table.area.left, table.area.right + 1)
    lines = [[sheet.at(row, column) for column in columns] for row in table.body]
    key = chance.randrange(len(columns))
    way = chance.choice(("up", "down", "mixed"))
    lines.sort(key=lambda line: (line[key].inner, line[0].inner), reverse=way == "down")
    if way == "mixed":
        chance.shuffle(lines)
    for row, line in zip(table.body, lines, strict=True):
        for column, cell in zip(columns, line, strict=True):
            sheet.put(row, column, cell)


@people(Must.COUNT)
def sort_plan(book: Book, chance: Random) -> None:
    places = [plan_cell(book, setting.name).top for setting in SETTINGS]
    sheet, mixed = book.sheet("Plan"), chance.sample(places, len(places))
    was = {row: [sheet.at(row, column) for column in range(2, 6)] for row in places}
    for row, source in zip(places, mixed, strict=True):
        for column, cell in zip(range(2, 6), was[source], strict=True):
            sheet.put(row, column, cell)


@people(Must.SAME)
def filter_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly", "Actions")))
    sheet = book.sheet(table.sheet)
    for row in table.body:
        if chance.random() < 0.6:
            sheet.rows.setdefault(row, {})
            said = sheet.row_attributes.get(row, "").replace(' hidden="1"', "")
            sheet.row_attributes[row] = said + ' hidden="1"'
    only = '<filters><filter val="20"/></filters>'
    filtered = f'<autoFilter ref="{table.area}"><filterColumn colId="3">{only}</filterColumn>'
    book.edit(
        table.part,
        lambda text: text.replace("<tableColumns", filtered + "</autoFilter><tableColumns", 1),
    )


@people(Must.SAME)
def hide_rows_and_columns(book: Book, chance: Random) -> None:
    sheet = book.sheet(chance.choice(SHEETS).name)
    for row in chance.sample(sorted(sheet.rows), len(sheet.rows) // 2):
        said = sheet.row_attributes.get(row, "").replace(' hidden="1"', "")
        sheet.row_attributes[row] = said + ' hidden="1"'
    sheet.head = sheet.head.replace('<col min="3"', '<col hidden="1" min="3"')


@people(Must.SAME)
def merge_own_cells(book: Book, chance: Random) -> None:
    place = chance.randint(40, 60)
    book.sheet(chance.choice(SHEETS).name).merge(Area(300, place, 302, place + 3))


@people(Must.REFUSE)
def merge_over_block(book: Book, chance: Random) -> None:
    blocks = [block.name for block in BLOCKS if block.rows > 1 and block.width > 1]
    sheet, area = book.block(chance.choice(blocks))
    book.sheet(sheet).merge(Area(area.top, area.left, area.top + 1, area.left + 1))


@people(Must.EITHER)
def merge_in_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    row, column = chance.choice(table.body), chance.randint(table.area.left, table.area.right)
    area = Area(row, column, row + chance.randint(0, 2), column + chance.randint(1, 2))
    sheet = book.sheet(table.sheet)
    for r in range(area.top, area.bottom + 1):
        for c in range(area.left, area.right + 1):
            if (r, c) != (row, column):
                sheet.put(r, c, Cell(sheet.at(r, c).style))
    sheet.merge(area)


@people(Must.EITHER)
def paste_formats(book: Book, chance: Random) -> None:
    styles = int(re.search(r'<cellXfs count="(\d+)"', book.text("xl/styles.xml"))[1])  # type: ignore[index]
    table = book.table(chance.choice(READ))
    sheet = book.sheet(table.sheet)
    column, style = chance.randint(table.area.left, table.area.right), chance.randrange(styles)
    for row in table.body:
        sheet.put(row, column, sheet.at(row, column)._replace(style=str(style)))


@people(Must.SAME)
def numbers_as_text(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, kind in _numbers(book, chance, 6):
        number = cell.number or 0.0
        shown = f"{number:g}" if number.is_integer() else repr(number)
        ways = [shown, f" {shown} ", f"{shown}\u00a0", f"+{shown}" if number >= 0 else shown]
        if kind is Kind.MONEY and number == round(number, 2):
            ways = [f"${number:,.2f}", f"{number:,.2f} €", f"CHF {number:,.2f}"]
            ways += [f"{number:,.2f}".replace(",", " "), _german(number)]
        sheet.put(row, column, cell.text_as(chance.choice(ways)))


def _german(number: float) -> str:
    return f"{number:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


@people(Must.REFUSE)
def errors_in_cells(book: Book, chance: Random) -> None:
    errors = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
    for sheet, row, column, cell, _ in _numbers(book, chance, 3):
        sheet.put(row, column, cell.error_as(chance.choice(errors)))


@people(Must.SAME)
def formulas_in_cells(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, _ in _numbers(book, chance, 8):
        text = chance.choice(("1+1", "SUM(Z1:Z9)", "'[old.xlsx]A'!B2", "IF(A1&gt;2,1,0)"))
        sheet.put(row, column, cell._replace(inner=f"<f>{text}</f>{cell.inner}"))


@people(Must.REFUSE)
def formulas_without_results(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, _ in _numbers(book, chance, 3):
        sheet.put(row, column, cell._replace(inner="<f>Capacity!C37</f>"))


@people(Must.REFUSE)
def text_in_number_cells(book: Book, chance: Random) -> None:
    words = (SECRET, f"{SECRET} paid 3", f"#{SECRET.upper()}", f"#{SECRET.upper()}!", "1 2/3 x")
    words += ("achtzehn", "dix-huit", "--", "12:30", f"ca. 12 {SECRET}", f"=cmd|'{SECRET}'!A1")
    for sheet, row, column, cell, _ in _numbers(book, chance, 3):
        sheet.put(row, column, cell.text_as(chance.choice(words)))


@people(Must.REFUSE)
def booleans_in_number_cells(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, _ in _numbers(book, chance, 2):
        sheet.put(row, column, Cell(cell.style, "b", f"<v>{chance.randint(0, 1)}</v>"))


@people(Must.EITHER)
def strange_numbers(book: Book, chance: Random) -> None:
    odd = (-1, -0.0, 0, 0.5, 1e-320, 1e15, 1e308, -1e308, 201, 1e7, 18.000000001, 99999)
    for sheet, row, column, cell, _ in _numbers(book, chance, 12):
        sheet.put(row, column, cell.number_as(chance.choice(odd)))


@people(Must.EITHER)
def extremes_in_limits(book: Book, chance: Random) -> None:
    for schema in (book.table(name).schema for name in READ):
        table = book.table(schema.name)
        for row in table.body:
            for column in schema.columns:
                if column.kind in NUMBER_KINDS and chance.random() < 0.05:
                    place = row, table.column(column.key)
                    low, high = column.low or 0, column.high or 0
                    value = float(chance.choice((0, low, high, chance.randint(1, 30))))
                    sheet = book.sheet(table.sheet)
                    sheet.put(*place, sheet.at(*place).number_as(value))


@people(Must.EITHER)
def extreme_plan(book: Book, chance: Random) -> None:
    for setting in SETTINGS:
        if setting.low is not None and setting.high is not None and chance.random() < 0.4:
            value = chance.choice((setting.low, setting.high, chance.uniform(0, setting.high)))
            area, sheet = plan_cell(book, setting.name), book.sheet("Plan")
            sheet.put(area.top, area.left, sheet.at(area.top, area.left).number_as(float(value)))


@people(Must.EITHER)
def other_choices_in_plan(book: Book, chance: Random) -> None:
    values = {"plan_week_starts_on": ("Sunday", "saturday", "Sonntag", SECRET)}
    values["plan_year_starts"] = ("April", "december", "avril", SECRET)
    values["plan_currency"] = ("CHF", "kr", "EUR", SECRET, "=", "@")
    for name, choices in values.items():
        area, sheet = plan_cell(book, name), book.sheet("Plan")
        sheet.put(area.top, area.left, Cell().text_as(chance.choice(choices)))


TEXT_DATES = (
    *("2 November 2026", "2. November 2026", "2 novembre 2026", "3/2/2026", "02.11.2026"),
    *("Mo, 2. März 2026", "lundi 2 mars 2026", "Nov 2", "KW 45", "02/11/26", "2026-13-01"),
    *("2026-02-30", "hier", "gestern", "yesterday", f"{SECRET} 2. März"),
)


@people(Must.REFUSE)
def text_dates(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 3):
        sheet.put(row, column, cell.text_as(chance.choice(TEXT_DATES)))


@people(Must.SAME)
def dates_written_otherwise(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 9):
        serial = cell.number or 0.0
        if not 36526 <= serial <= 73050:
            raise DoesNotApply("no date of this century")
        day = date.fromordinal(date(1899, 12, 30).toordinal() + int(serial))
        if "date1904" in book.text("xl/workbook.xml"):
            raise DoesNotApply("a serial number alone means another day")
        ways = (
            cell._replace(style=""),
            cell.number_as(serial + 0.625),
            cell.text_as(day.isoformat()),
            cell.text_as(f" {day.isoformat()} "),
            cell.text_as(f"{day.isoformat()}T09:30:00"),
            Cell(cell.style, "d", f"<v>{day.isoformat()}</v>"),
        )
        sheet.put(row, column, chance.choice(ways))


@people(Must.COUNT)
def dates_inside_the_week(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 5):
        sheet.put(row, column, cell.number_as((cell.number or 0) + chance.randint(1, 6)))


@people(Must.EITHER)
def strange_dates(book: Book, chance: Random) -> None:
    serials = (-1.0, 0.0, 1.0, 59.0, 60.0, 9862.0, 36525.0, 73051.0, 2958465.0, 2958466.0, 1e12)
    texts = ("0001-01-01", "0001-01-03", "9999-12-31", "1926-11-02", "2026-W45-1", "20261102")
    odd = [Cell().number_as(serial) for serial in serials]
    odd += [Cell().text_as(text) for text in texts]
    for sheet, row, column in chance.sample(list(typed_dates(book)), 2):
        style = chance.choice((sheet.at(row, column).style, ""))
        sheet.put(row, column, chance.choice(odd)._replace(style=style))


@people(Must.COUNT)
def dates_from_1904(book: Book, _chance: Random) -> None:
    if "date1904" in book.text("xl/workbook.xml"):
        raise DoesNotApply("counts from 1904 already")
    for sheet, row, column in list(typed_dates(book)):
        cell = sheet.at(row, column)
        if cell.style in ("", "0"):
            raise DoesNotApply("a serial number alone means another day")
        sheet.put(row, column, cell.number_as((cell.number or 0) - 1462))
    book.edit("xl/workbook.xml", lambda t: t.replace("<workbookPr", '<workbookPr date1904="1"'))


@people(Must.EITHER)
def weeks_from_a_1904_book(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 10):
        sheet.put(row, column, cell.number_as((cell.number or 0) + chance.choice((-1462, 1462))))


@people(Must.REFUSE)
def table_to_range(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    folder, _, file = book.sheet_parts[table.sheet].rpartition("/")
    name = table.part.rpartition("/")[2]
    link = rf'<Relationship [^>]*?{re.escape(name)}"[^>]*?/>'
    book.edit(f"{folder}/_rels/{file}.rels", lambda text: re.sub(link, "", text))
    del book.parts[table.part]


@people(Must.REFUSE)
def rename_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    old, new = f'ame="{table.schema.name}"', f'ame="{SECRET}1"'
    book.edit(table.part, lambda text: text.replace(old, new))


@people(Must.COUNT)
def rows_below_the_table(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    rows = [row for row in table.body if _typed_in(book, table, row)]
    if not rows or rows[-1] - rows[0] + 1 != len(rows):
        raise DoesNotApply("the weeks are not together")
    end = chance.choice(rows)
    smaller = table.area._replace(bottom=max(end, table.area.top + 1))
    book.edit(table.part, lambda text: text.replace(f'"{table.area}"', f'"{smaller}"'))


@people(Must.EITHER)
def totals_row(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly")))
    bottom = table.area.bottom + 1
    sheet = book.sheet(table.sheet)
    sheet.put(bottom, table.area.left, Cell().text_as("Total"))
    sum_of = Cell("", "", "<f>SUBTOTAL(109,E7:E110)</f><v>1234</v>")
    sheet.put(bottom, table.area.left + 3, sum_of)
    larger = f'"{table.area._replace(bottom=bottom)}" totalsRowCount="1"'
    book.edit(table.part, lambda text: text.replace(f'"{table.area}"', larger, 1))


@people(Must.EITHER)
def hide_the_headers(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    smaller = f'"{table.area._replace(top=table.area.top + 1)}" headerRowCount="0"'
    book.edit(table.part, lambda text: text.replace(f'"{table.area}"', smaller, 1))


@people(Must.EITHER)
def empty_plan(book: Book, _chance: Random) -> None:
    sheet = book.sheet("Plan")
    for setting in SETTINGS:
        area = plan_cell(book, setting.name)
        sheet.put(area.top, area.left, Cell(sheet.at(area.top, area.left).style))


@people(Must.EITHER)
def empty_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    sheet = book.sheet(table.sheet)
    for row in table.body:
        for column in range(table.area.left, table.area.right + 1):
            sheet.put(row, column, Cell(sheet.at(row, column).style))


@people(Must.EITHER)
def empty_sheet(book: Book, chance: Random) -> None:
    book.sheet(chance.choice(SHEETS).name).rows.clear()


@people(Must.REFUSE)
def delete_block_names(book: Book, chance: Random) -> None:
    gone = {f"out_{chance.choice(BLOCKS).name}" for _ in range(2)}
    lost = chance.choice((None, "#REF!", "Start!#REF!", f"{SECRET}!$A$1", "Nowhere!$A$1"))
    book.rename(lambda name, refers: lost if name in gone else refers)


@people(Must.SAME)
def delete_other_names(book: Book, chance: Random) -> None:
    lost = chance.choice((None, "#REF!", "Plan!#REF!"))
    book.rename(lambda name, refers: refers if name.startswith("out_") else lost)


@people(Must.SAME)
def move_block(book: Book, chance: Random) -> None:
    name = chance.choice(BLOCKS).name
    sheet, area = book.block(name)
    _move(book, name, sheet, area, area.shifted(400, chance.randint(30, 60)))


@people(Must.EITHER)
def move_block_over_typed_cells(book: Book, chance: Random) -> None:
    name = chance.choice(BLOCKS).name
    table = book.table(chance.choice(READ))
    _, area = book.block(name)
    top, left = chance.choice(table.body), chance.randint(table.area.left, table.area.right)
    to = area.shifted(top - area.top, left - area.left)
    book.rename(lambda n, refers: refer(table.sheet, to) if n == f"out_{name}" else refers)


@people(Must.REFUSE)
def move_block_over_another(book: Book, chance: Random) -> None:
    one, other = chance.sample([block.name for block in BLOCKS], 2)
    _, area = book.block(one)
    target, place = book.block(other)
    to = area.shifted(place.top - area.top, place.left - area.left)
    book.rename(lambda name, refers: refer(target, to) if name == f"out_{one}" else refers)


def _move(book: Book, name: str, sheet: str, area: Area, to: Area) -> None:
    cells = book.sheet(sheet)
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            cell = cells.rows.get(row, {}).pop(column, None)
            if cell is not None:
                cells.put(row + to.top - area.top, column + to.left - area.left, cell)
    book.rename(lambda known, refers: refer(sheet, to) if known == f"out_{name}" else refers)


@people(Must.SAME)
def type_in_python_cells(book: Book, chance: Random) -> None:
    sheet, area = book.block(chance.choice(BLOCKS).name)
    cells = (Cell().text_as(SECRET), Cell("", "", "<v>7</v>"), Cell("", "", "<f>1+1</f><v>2</v>"))
    cells += (Cell("", "e", "<v>#N/A</v>"), Cell())
    for _ in range(5):
        place = chance.randint(area.top, area.bottom), chance.randint(area.left, area.right)
        book.sheet(sheet).put(*place, chance.choice(cells))


@people(Must.REFUSE)
def array_over_block(book: Book, chance: Random) -> None:
    sheet, area = book.block(chance.choice(BLOCKS).name)
    inner = f'<f t="array" ref="{area}">TRANSPOSE(A1:C3)</f><v>1</v>'
    book.sheet(sheet).put(area.top, area.left, Cell("", "", inner))


@people(Must.COUNT)
def paste_weeks_twice(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    sheet = book.sheet("Weekly")
    rows = [row for row in table.body if _typed_in(book, table, row)]
    free = [row for row in table.body if not _typed_in(book, table, row)]
    for row, target in zip(rows[-3:], free[-3:], strict=False):
        for column in range(table.area.left, table.area.right + 1):
            sheet.put(target, column, sheet.at(row, column))


@people(Must.SAME)
def odd_texts(book: Book, chance: Random) -> None:
    texts = ("🙂" * 9, "שלום", "a_x0007_b", "_x005F_x0041_", "x" * 32_767, "=1+1", "@home", "\t \n")
    table = book.table("Weekly")
    sheet = book.sheet("Weekly")
    rows = [row for row in table.body if _typed_in(book, table, row)] or [table.body[0]]
    if not any(sheet.at(row, table.column("sessions_kept")).inner for row in rows):
        raise DoesNotApply("a note alone makes a row")
    for row in chance.sample(rows, min(4, len(rows))):
        sheet.put(row, table.column("private_note"), Cell().text_as(chance.choice(texts)))


@people(Must.EITHER)
def names_of_clinicians(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    names = (SECRET, "", "Me", f" {SECRET} ", "#N/A", "42", "=1")
    for row in table.body:
        if chance.random() < 0.3:
            cell = Cell().text_as(chance.choice(names))
            book.sheet("Weekly").put(row, table.column("clinician"), cell)


@people(Must.EITHER)
def strange_days_off(book: Book, chance: Random) -> None:
    table = book.table("TimeOff")
    for row in table.body[:8]:
        for column in (table.area.left, table.area.right):
            serial = chance.choice((36526.0, 46000.0, 46330.0, 46340.0, 73050.0, 2958465.0))
            sheet = book.sheet("Plan")
            sheet.put(row, column, sheet.at(row, column).number_as(serial))


@people(Must.EITHER)
def strange_choices(book: Book, chance: Random) -> None:
    for name in ("Actions", "LeverInputs", "Fees"):
        table = book.table(name)
        for row in table.body:
            for column in table.schema.columns:
                if column.kind in (Kind.CHOICE, Kind.TEXT, Kind.TICK) and chance.random() < 0.1:
                    text = chance.choice((SECRET, "yes", "NO", "done ", "Me", "7", "full"))
                    place = row, table.column(column.key)
                    book.sheet(table.sheet).put(*place, Cell().text_as(text))


@people(Must.SAME)
def protect_sheet(book: Book, chance: Random) -> None:
    sheet = book.sheet(chance.choice(SHEETS).name)
    sheet.tail = sheet.tail.replace("</sheetData>", '</sheetData><sheetProtection sheet="1"/>')


@people(Must.SAME)
def own_formulas_and_names(book: Book, chance: Random) -> None:
    sheet = book.sheet(chance.choice(("Capacity", "Income", "Words")).strip())
    for row in range(300, 304):
        text = chance.choice(("Capacity!C37*2", "SUM(Weekly[Sessions kept])", "C400", "my_own+1"))
        sheet.put(row, 50, Cell("", "", f"<f>{text}</f><v>1</v>"))
    own = '<definedName name="my_own">Income!$C$38</definedName></definedNames>'
    book.edit("xl/workbook.xml", lambda text: text.replace("</definedNames>", own))


def _typed_in(book: Book, table: Any, row: int) -> bool:
    sheet, first = book.sheet(table.sheet), table.area.left + 1
    return any(sheet.at(row, column).inner for column in range(first, table.area.right + 1))


def _numbers(book: Book, chance: Random, most: int) -> list[tuple[Any, int, int, Cell, Kind]]:
    """Some cells with a number typed in, of one table or of Plan."""
    found: list[tuple[Any, int, int, Cell, Kind]] = []
    table = book.table(chance.choice(("Weekly", "Weekly", "Monthly", "Fees", "LeverInputs")))
    sheet = book.sheet(table.sheet)
    for column in table.schema.columns:
        if column.kind in NUMBER_KINDS:
            place = table.column(column.key)
            cells = ((row, sheet.at(row, place)) for row in table.body)
            found += [(sheet, r, place, c, column.kind) for r, c in cells if c.number is not None]
    if not found or chance.random() < 0.2:
        sheet = book.sheet("Plan")
        areas = [plan_cell(book, s.name) for s in SETTINGS if s.kind in NUMBER_KINDS]
        cells = ((area, sheet.at(area.top, area.left)) for area in areas)
        found = [(sheet, *a[:2], c, Kind.NUMBER) for a, c in cells if c.number is not None]
    if not found:
        raise DoesNotApply("no number is typed")
    return chance.sample(found, min(most, len(found)))


def _dates_of_weeks(book: Book, chance: Random, most: int) -> list[tuple[Any, int, int, Cell]]:
    table = book.table("Weekly")
    sheet, column = book.sheet("Weekly"), table.column("week_start")
    cells = [(row, sheet.at(row, column)) for row in table.body if _typed_in(book, table, row)]
    dated = [(sheet, row, column, cell) for row, cell in cells if cell.number is not None]
    if not dated:
        raise DoesNotApply("no week is typed")
    return chance.sample(dated, min(most, len(dated)))


# --- what machines do ----------------------------------------------------------------------------


def machines(must: Must, name: str = "") -> Callable[..., Any]:
    """Note a damage that machines do: from the whole file to the whole file."""

    def note(do: Callable[[bytes, Random], bytes]) -> Callable[..., Any]:
        MACHINES.append(Damage(name or do.__name__, must, do))  # type: ignore[arg-type]
        return do

    return note


@machines(Must.REFUSE)
def cut_short(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) - 22)]


@machines(Must.EITHER)
def flip_bits(data: bytes, chance: Random) -> bytes:
    new = bytearray(data)
    for _ in range(chance.choice((1, 1, 8, 64))):
        new[chance.randrange(len(new))] ^= 1 << chance.randrange(8)
    return bytes(new)


@machines(Must.EITHER)
def flip_bits_of_the_directory(data: bytes, chance: Random) -> bytes:
    new, start = bytearray(data), data.rindex(b"PK\x05\x06")
    (first,) = struct.unpack("<L", data[start + 16 : start + 20])
    for _ in range(chance.randint(1, 4)):
        new[chance.randrange(first, len(new))] ^= 1 << chance.randrange(8)
    return bytes(new)


@machines(Must.EITHER)
def overwrite_a_run(data: bytes, chance: Random) -> bytes:
    start, size = chance.randrange(len(data)), chance.choice((1, 512, 4096))
    return data[:start] + bytes(size) + data[start + size :]


@machines(Must.EITHER)
def add_bytes_around(data: bytes, chance: Random) -> bytes:
    junk = chance.randbytes(chance.choice((1, 100, 70_000)))
    return chance.choice((junk + data, data + junk))


@machines(Must.REFUSE)
def another_kind_of_file(data: bytes, chance: Random) -> bytes:
    kinds = (b"", b"PK", b"PK\x03\x04", b"week;kept\n1;2\n", bytes(900), b"<html>", data[4:])
    return chance.choice((*kinds, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


@machines(Must.EITHER)
def lose_a_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    del parts[chance.choice(sorted(parts))]
    return packed(parts)


@machines(Must.REFUSE)
def lose_a_needed_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    sheets = [f"xl/worksheets/sheet{number}.xml" for number in (2, 4, 7, 8, 9)]
    del parts[chance.choice(("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", *sheets))]
    return packed(parts)


@machines(Must.EITHER)
def empty_a_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    parts[chance.choice(sorted(parts))] = chance.choice((b"", b"\0" * 50, b"<a/>", b"\xff\xfe<"))
    return packed(parts)


@machines(Must.EITHER)
def swap_parts(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return packed(parts)


@machines(Must.REFUSE)
def the_same_part_twice(data: bytes, chance: Random) -> bytes:
    name = chance.choice(sorted(parts_of(data)))
    return _with_entry(data, name.upper() if chance.random() < 0.5 else name, b"<a/>")


@machines(Must.SAME)
def add_unknown_parts(data: bytes, chance: Random) -> bytes:
    name = chance.choice(("../../etc/x", "/abs", "a\\b.xml", "xl/ü.bin", "x" * 300, ".DS_Store"))
    return _with_entry(data, name, chance.randbytes(200))


@machines(Must.REFUSE)
def pack_a_bomb(data: bytes, _chance: Random) -> bytes:
    return _with_entry(data, "xl/media/image9.png", bytes(12_000_000))


def _with_entry(data: bytes, name: str, content: bytes) -> bytes:
    import io
    import warnings

    out = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as opened:
        warnings.simplefilter("ignore")
        opened.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@machines(Must.EITHER)
def pack_otherwise(data: bytes, chance: Random) -> bytes:
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    return packed(parts_of(data), chance.choice(methods))


@machines(Must.SAME)
def store_unpacked(data: bytes, _chance: Random) -> bytes:
    return packed(parts_of(data), zipfile.ZIP_STORED)


@machines(Must.EITHER)
def lie_in_the_directory(data: bytes, chance: Random) -> bytes:
    new = bytearray(data)
    entries = [match.start() for match in re.finditer(b"PK\x01\x02", data)]
    entry, at = chance.choice(entries), chance.choice((8, 10, 16, 20, 24, 28, 30, 32, 42))
    size = 4 if at in (16, 20, 24, 42) else 2
    new[entry + at : entry + at + size] = chance.randbytes(size)
    return bytes(new)


def _in_a_sheet(data: bytes, chance: Random, change: Callable[[str], str]) -> bytes:
    parts = parts_of(data)
    name = f"xl/worksheets/sheet{chance.choice((2, 4, 7, 8, 9))}.xml"
    parts[name] = change(parts[name].decode()).encode()
    return packed(parts)


@machines(Must.REFUSE)
def a_cell_at_the_end_of_the_sheet(data: bytes, chance: Random) -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _in_a_sheet(data, chance, lambda text: text.replace("</sheetData>", far))


@machines(Must.EITHER)
def enormous_extents(data: bytes, chance: Random) -> bytes:
    far = (
        '<row r="1048577"/>',
        '<row r="99999999999999999999"/>',
        '<row r="1048576"><c r="B1048576"><v>1</v></c></row>',
        '<row r="60000"><c r="ZZ60000"><v>1</v></c></row>',
        '<row r="5000"><c r="XFD5000"><v>1</v></c></row>',
        '<row r="5000"><c r="XFE5000"><v>1</v></c></row>',
        '<row r="5000"><c r="A0"><v>1</v></c></row>',
        '<row r="5000"><c r="ZZZZ5000"><v>1</v></c></row>',
        "".join(f'<row r="{number}"/>' for number in range(5000, 70_000)),
    )
    row = chance.choice(far) + "</sheetData>"
    return _in_a_sheet(data, chance, lambda text: text.replace("</sheetData>", row))


@machines(Must.SAME)
def a_dimension_that_lies(data: bytes, chance: Random) -> bytes:
    lie = chance.choice(("A1", "A1:XFD1048576", "B2:A1", "", "nonsense"))
    tag = f'<dimension ref="{lie}"/>'
    return _in_a_sheet(data, chance, lambda text: re.sub(r"<dimension [^>]*/>", tag, text))


@machines(Must.EITHER)
def odd_areas(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    places = ("A1:XFD1048576", "A1", "B6:B6", "ZZZ1:ZZZZ9", "", "B6:Y2000000", "B6:Y1048576", "B:Y")
    tables = sorted(name for name in parts if name.startswith("xl/tables/"))
    name = chance.choice(tables)
    ref = f' ref="{chance.choice(places)}"'.encode()
    parts[name] = re.sub(rb'\sref="[^"]*"', ref, parts[name], count=1)
    return packed(parts)


@machines(Must.EITHER)
def odd_names(data: bytes, chance: Random) -> bytes:
    book = Book(data)
    places = ("A:XFD", "$A$1:$XFD$1048576", "$A$0", "", "#N/A", "$B$3:$B$3", "$1:$9")
    chosen = f"out_{chance.choice(BLOCKS).name}"
    book.rename(lambda n, r: f"{r.partition('!')[0]}!{chance.choice(places)}" if n == chosen else r)
    return book.bytes()


@machines(Must.EITHER)
def odd_values(data: bytes, chance: Random) -> bytes:
    values = (
        "NaN",
        "INF",
        "-INF",
        "1e999",
        "abc",
        "",
        " 7 ",
        "0x10",
        "1_000",
        "١٢",
        "1,5",
        "9" * 400,
    )
    kinds = ("", ' t="n"', ' t="s"', ' t="b"', ' t="e"', ' t="d"', ' t="str"', ' t="zzz"')

    def change(text: str) -> str:
        found = list(re.finditer(r'<c r="([A-Z]+\d+)"[^>]*><v>[^<]*</v></c>', text))
        match = chance.choice(found) if found else None
        if match is None:
            return text
        new = f'<c r="{match[1]}"{chance.choice(kinds)}><v>{chance.choice(values)}</v></c>'
        return text[: match.start()] + new + text[match.end() :]

    return _in_a_sheet(data, chance, change)


@machines(Must.EITHER)
def odd_numbers_in_attributes(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    text = parts[name].decode()
    found = list(re.finditer(r'="\d+"', text))
    if not found:
        raise DoesNotApply("no number")
    match = chance.choice(found)
    odd = chance.choice(("-1", "0", "4294967296", "99999999999999999999", "", "x", "1.5"))
    parts[name] = (text[: match.start()] + f'="{odd}"' + text[match.end() :]).encode()
    return packed(parts)


@machines(Must.EITHER)
def change_bytes_of_a_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    part = bytearray(parts[name])
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(part) or 1)
        part[place : place + chance.randrange(4)] = chance.choice(
            (b"", b"9", b"-", b"A", b"<a/>", b'"', b"&#0;", b"&lt;", b"\xc3", b"]]>")
        )
    parts[name] = bytes(part)
    return packed(parts)


@machines(Must.REFUSE)
def cut_a_sheet_short(data: bytes, chance: Random) -> bytes:
    return _in_a_sheet(data, chance, lambda text: text[: chance.randrange(len(text) - 1)])


@machines(Must.REFUSE)
def declare_a_document_type(data: bytes, chance: Random) -> bytes:
    evil = '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet '
    return _in_a_sheet(data, chance, lambda text: text.replace("<worksheet ", evil, 1))


@machines(Must.REFUSE)
def another_encoding(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    name = f"xl/worksheets/sheet{chance.choice((2, 9))}.xml"
    text = parts[name].decode()
    if "UTF-8" not in text:
        raise DoesNotApply("names no encoding")
    coding = chance.choice(("utf-16", "iso-8859-7"))
    parts[name] = text.replace("UTF-8", coding).encode(coding, "xmlcharrefreplace")
    return packed(parts)


@machines(Must.SAME)
def written_by_another_program(data: bytes, chance: Random) -> bytes:
    def prefixed(text: str) -> str:
        text = re.sub(r"<(/?)(?![\w.]+:)([A-Za-z])", r"<\1x:\2", text)
        return text.replace('xmlns="http', 'xmlns:x="http', 1)

    ways: tuple[Callable[[str], str], ...] = (
        prefixed,
        lambda text: "\ufeff" + text,
        lambda text: text.replace("<c ", "<!-- <c r='A1'/> --><c "),
        lambda text: re.sub(r' spans="[^"]*"', "", text),
        lambda text: re.sub(r'="([^"\']*)"', r"='\1'", text),
        lambda text: text.replace("<row ", "\n  <row "),
    )
    return _in_a_sheet(data, chance, chance.choice(ways))


# --- the cases -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Base:
    """An undamaged workbook, what it says, and the day it is read."""

    data: bytes
    today: date
    numbers: str
    cells: dict[str, list[tuple[int, int, Cell]]]


@dataclass(frozen=True)
class Case:
    """One damaged workbook, made from its family and number alone."""

    family: str
    number: int
    damages: tuple[Damage, ...]
    base: str
    must: Must
    data: bytes

    def __str__(self) -> str:
        done = " + ".join(damage.name for damage in self.damages)
        return f"{self.family} {self.number} ({self.base}: {done}; {self.must.name})"


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Base]:
    """A filled practice of 60 weeks, a small one saved by openpyxl, a blank one with buttons."""
    folder = tmp_path_factory.mktemp("bases")
    content = example_content()
    marked = {"task": f"{SECRET} task", "result": f"{SECRET} result"}
    content = replace(
        content,
        plan={**content.plan, "practice_name": f"{SECRET} practice"},
        weekly=tuple(
            {**row, "private_note": f"{SECRET} {n}"} for n, row in enumerate(content.weekly)
        ),
        actions=tuple({**row, **marked} for row in content.actions),
    )
    filled = folder / "filled.xlsx"
    build_tracker(filled, first_week=content.first_week, content=content)
    plan = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}
    small = type_into(
        actions.new(folder / "small.xlsx", TODAY),
        steady_weeks(9, private_note=SECRET),
        plan | {"practice_name": SECRET},
        Monthly=[{"month": date(2026, 9, 1), "overhead": 3000, "unpaid_balance": 9000}],
        TimeOff=[{"from": date(2026, 9, 7), "to": date(2026, 9, 9)}],
    )
    blank = actions.new(folder / "blank.xlsm", TODAY)
    return {
        path.name: _base(path, day)
        for path, day in ((filled, EXAMPLE_DAY), (small, TODAY), (blank, TODAY))
    }


def _base(path: Path, today: date) -> Base:
    facts = actions.recalculate_file(path, today, NOW)
    data = path.read_bytes()
    return Base(data, today, _numbers_of(facts), _cells_of(data))


def _numbers_of(facts: Any) -> str:
    """Everything the report says but the problems, for comparing."""
    return json.dumps({**as_json(facts), "problems": None}, sort_keys=True)


def _cells_of(data: bytes) -> dict[str, list[tuple[int, int, Cell]]]:
    """What stands in every block, counted from the block's corner."""
    book = Book(data)
    found = {}
    for block in BLOCKS:
        sheet, area = book.block(block.name)
        cells = book.sheet(sheet)
        found[block.name] = [
            (row - area.top, column - area.left, cell._replace(style=""))
            for row in range(area.top, area.bottom + 1)
            for column, cell in sorted(cells.rows.get(row, {}).items())
            if area.left <= column <= area.right and cell.inner
        ]
    return found


ROUNDS = {"people": PEOPLE, "machines": MACHINES}


def make_case(family: str, number: int, bases: dict[str, Base]) -> Case:
    """Case ``number`` of a family: the damages in turn; of "both", two or three at once."""
    for attempt in range(100):
        chance = Random(f"{SEED} {family} {number} {attempt}")
        if family in ROUNDS:
            chosen = [ROUNDS[family][number % len(ROUNDS[family])]]
        else:
            chosen = chance.sample(PEOPLE, chance.choice((2, 2, 3)))
            chosen += [chance.choice(MACHINES)] * (chance.random() < 0.25)
        name = chance.choice(("filled.xlsx", "filled.xlsx", "small.xlsx", "blank.xlsm"))
        try:
            data, ends = bases[name].data, []
            for damage in chosen:
                data, must = _damaged(data, damage, chance)
                ends.append(must)
        except DoesNotApply:
            continue
        return Case(family, number, tuple(chosen), name, _together(ends), data)
    raise AssertionError(f"no workbook for {family} {number}")


def _damaged(data: bytes, damage: Damage, chance: Random) -> tuple[bytes, Must]:
    if damage in MACHINES:
        return damage.do(data, chance), damage.must  # type: ignore[arg-type, return-value]
    book = Book(data)
    must = damage.do(book, chance) or damage.must
    return book.bytes(), must


def _together(ends: list[Must]) -> Must:
    """How several damages must end together; a later one can undo an earlier one."""
    if ends[-1] is Must.REFUSE:
        return Must.REFUSE
    if {Must.EITHER, Must.REFUSE} & set(ends):
        return Must.EITHER
    return Must.COUNT if Must.COUNT in ends else Must.SAME


# --- how each must end ---------------------------------------------------------------------------

NO_SENTENCE = re.compile(
    rf"{SECRET}|traceback|exception|error\b(?<!the error)|keyerror|valueerror|(?-i:\bNone\b)"
    r"|\bnan\b|\binf\b|invalid|<class|object at|\\x|nul byte",
    re.IGNORECASE,
)
NO_CELL = re.compile(r"^(nan|inf|-inf|None|NaT)$|Traceback|\bnan\b|\binf\b")
SHARES_TO_ONE = ("show_rate", "missed_rate", "enforcement", "refill_rate")


def run(case: Case, base: Base, folder: Path) -> str:
    """Recalculate the damaged workbook; "right" or "refused".

    Raises:
        AssertionError: It ended in any other way.
    """
    path = folder / f"case{Path(case.base).suffix}"
    path.write_bytes(case.data)
    try:
        facts = actions.recalculate_file(path, base.today, NOW)
    except PracticeError as failure:
        assert case.must in (Must.REFUSE, Must.EITHER), f"refused: {failure}"
        check_sentence(failure)
        assert path.read_bytes() == case.data, "the file was changed"
        assert [p.name for p in folder.iterdir()] == [path.name], "a stray file"
        return "refused"
    assert case.must is not Must.REFUSE, "not refused"
    check_numbers(facts)
    after = path.read_bytes()
    check_only_blocks_changed(case.data, after, machines=_by_machines(case))
    if case.must in (Must.SAME, Must.COUNT):
        assert _numbers_of(facts) == base.numbers, "other numbers"
    if case.must is Must.SAME and not _by_machines(case):
        assert _cells_of(after) == base.cells, "other cells"
    if case.number % 4 == 0:
        actions.recalculate_file(path, base.today, NOW)
        assert path.read_bytes() == after, "changed by a second run"
    if case.number % 20 == 0 and not _by_machines(case):
        openpyxl.load_workbook(path)
    assert [p.name for p in folder.iterdir()] == [path.name], "a stray file"
    return "right"


def _by_machines(case: Case) -> bool:
    return any(damage in MACHINES for damage in case.damages)


def check_sentence(failure: PracticeError) -> None:
    """Words for a person: no typed text, nothing of the program's inside, each line ended."""
    text = str(failure)
    found = NO_SENTENCE.search(text)
    assert text.strip(), "no words"
    assert not found, f"the message says {found[0] if found else ''}: {text[:400]}"
    assert text.rstrip().endswith((".", ").", "upgrade FILE")), text[-200:]
    if isinstance(failure, NeedsAttention):
        assert all(p.found and p.expected and p.do and p.sheet for p in failure.problems)
        assert any(p.blocking for p in failure.problems)


def check_numbers(facts: Any) -> None:
    """Every number is one, shares and chances lie between 0 and 1, ranges are in order."""
    report = as_json(facts)
    for place, value in _walk(report):
        if isinstance(value, float):
            assert math.isfinite(value), f"{place} is {value}"
    for size in ("4", "13", "52"):
        for key in SHARES_TO_ONE:
            value = report["rates"][size][key]["value"]
            assert value is None or 0 <= value <= 1, f"{key} of {size} weeks is {value}"
    for where, low, high in (("full", 0, 1), ("scorecard", 0, 100)):
        for place, value in _walk(report[where]):
            asked = "chance" in place if where == "full" else place.endswith("score")
            if asked and isinstance(value, (int, float)):
                assert low <= value <= high, f"{where}{place} is {value}"
    for place, value in _walk(report["income"]):
        if place.endswith("/p10") and value is not None:
            parts = report["income"]
            for step in place.split("/")[1:-1]:
                parts = parts[int(step)] if isinstance(parts, list) else parts[step]
            assert parts["p10"] <= parts["p50"] <= parts["p90"], f"income{place}"
    text = json.dumps(report["problems"], ensure_ascii=False)
    assert SECRET.casefold() not in text.casefold(), "a problem repeats what was typed"


def _walk(value: Any, place: str = "") -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{place}/{key}")
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{place}/{number}")
    else:
        yield place, value


MAY_CHANGE = re.compile(r"xl/worksheets/|xl/workbook\.xml|xl/charts/|xl/calcChain|\[Content|_rels")


def check_only_blocks_changed(before: bytes, after: bytes, *, machines: bool) -> None:
    """Every typed cell and every other part is as it was; what was written is a value."""
    if before == after:
        return
    old, new = parts_of(before), parts_of(after)
    assert set(new) <= set(old), "a part more"
    for name, content in old.items():
        assert MAY_CHANGE.match(name) or new[name] == content, f"{name} was changed"
    if machines and b"<sheet " not in old.get("xl/workbook.xml", b""):
        return
    book = Book(packed(new))
    typed = [(table.sheet, table.area) for table in _tables(book)]
    blocks: dict[str, list[Area]] = {}
    for block in BLOCKS:
        sheet, area = book.block(block.name)
        blocks.setdefault(sheet.casefold(), []).append(area)
    for sheet, part in book.sheet_parts.items():
        if old.get(part) == new.get(part):
            continue
        own = blocks.get(sheet.casefold(), [])
        for row, column, was, now in changed_cells(old[part].decode(), new[part].decode()):
            stale = "<f" in was.inner and was.inner.startswith(now.inner)
            written = any(area.holds(row, column) for area in own)
            assert written or stale, f"{sheet} {row},{column}: {was} became {now}"
            assert now.style == was.style or not was.style, "a style was changed"
            assert not NO_CELL.search(re.sub("<[^>]*>", "", now.inner)), f"{sheet} {now}"
            if not stale:
                inside = [a for s, a in typed if s == sheet and a.holds(row, column)]
                assert not inside, f"{sheet} {row},{column} of a typed table was written"


def _tables(book: Book) -> Any:
    for table in TABLES:
        try:
            yield book.table(table.name)
        except (DoesNotApply, TypeError, ValueError):
            continue


# --- the tests -----------------------------------------------------------------------------------

CASES = {"people": 100, "machines": 60, "both": 60}
LONG = {"people": 1000, "machines": 700, "both": 700}


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Any:
    """The rows of the table, shown at the end."""
    rows: dict[str, Counter[str]] = {}
    yield rows
    heads = ("cases", "right", "refused", "crashes")
    rows["together"] = sum(rows.values(), Counter())
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{'damaged by':<12}" + "".join(f"{head:>10}" for head in heads))  # noqa: T201
        for family, counts in rows.items():
            print(f"{family:<12}" + "".join(f"{counts[head]:>10}" for head in heads))  # noqa: T201


@pytest.mark.parametrize("family", CASES)
def test_damage_ends_in_a_right_result_or_a_sentence(family, bases, table, tmp_path, request):
    """Never a crash, a wrong number, a changed typed cell, a leaked word or a stray file."""
    count = (LONG if request.config.getoption("--long") else CASES)[family]
    counts, failures = Counter[str](cases=count), []
    for number in range(count):
        case = make_case(family, number, bases)
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            counts[run(case, bases[case.base], folder)] += 1
        except Exception as wrong:
            counts["crashes"] += 1
            words = (str(wrong).splitlines() or [""])[0]
            failures.append(f"{case}: {type(wrong).__name__}: {words[:400]}")
        for left in folder.iterdir():
            left.unlink()
    table[family] = counts
    assert not failures, f"{len(failures)} of {count}:\n" + "\n".join(failures[:40])
    assert counts["right"] + counts["refused"] == count
    assert min(counts["right"], counts["refused"]) > count / 10, "one-sided damage proves little"


def test_a_case_is_made_from_its_number_alone(bases):
    """What failed once can be run again."""
    for family in CASES:
        assert make_case(family, 7, bases).data == make_case(family, 7, bases).data


def _ten_thousand(way: str) -> list[dict[str, Any]]:
    """Ten thousand rows of Weekly: of many clinicians, of one week, or all of them wrong."""
    weeks = steady_weeks(500)
    if way == "20 clinicians":
        return [{**week, "clinician": f"{SECRET} {n}"} for n in range(20) for week in weeks]
    if way == "the same week":
        return [weeks[-1]] * 10_000
    wrong = {"text": "achtzehn", "error": "#N/A", "too many": 999}[way]
    return [{**weeks[-1], "sessions_kept": wrong}] * 10_000


@pytest.mark.parametrize("way", ["20 clinicians", "the same week", "text", "error", "too many"])
def test_ten_thousand_rows_are_answered_within_seconds(bases, tmp_path, way):
    """A right result, or one message, in a few seconds."""
    book = Book(bases["small.xlsx"].data)
    typed, sheet = book.table("Weekly"), book.sheet("Weekly")
    rows = _ten_thousand(way)
    for row, values in enumerate(rows, start=typed.area.top + 1):
        for key, value in values.items():
            cell = Cell()
            if isinstance(value, str):
                cell = cell.text_as(value)
            elif isinstance(value, date):
                cell = cell.number_as((value - date(1899, 12, 30)).days)
            else:
                cell = cell.number_as(value)
            sheet.put(row, typed.column(key), cell)
    grown = typed.area._replace(bottom=typed.area.top + len(rows))
    book.edit(typed.part, lambda text: text.replace(f'"{typed.area}"', f'"{grown}"'))
    path = tmp_path / "long.xlsx"
    path.write_bytes(book.bytes())
    before, start = path.read_bytes(), time.perf_counter()
    try:
        facts = actions.recalculate_file(path, TODAY, NOW)
    except PracticeError as failure:
        check_sentence(failure)
        assert way in ("text", "error")
        assert path.read_bytes() == before
    else:
        check_numbers(facts)
        assert way not in ("text", "error")
        share = facts.report.rates[4]["utilisation"].value
        assert share == (None if way == "too many" else pytest.approx(20 / 25))
    assert time.perf_counter() - start < SECONDS


def test_dates_are_shown_right_in_a_book_that_counts_from_1904(bases, tmp_path):
    """The weeks read, and the days written, are the same days."""
    shown = []
    for do in (lambda *_: None, dates_from_1904):
        book = Book(bases["filled.xlsx"].data)
        do(book, Random(1))
        path = tmp_path / "dates.xlsx"
        path.write_bytes(book.bytes())
        actions.recalculate_file(path, EXAMPLE_DAY, NOW)
        opened = openpyxl.load_workbook(path, data_only=True)
        blocks = ((opened[b.sheet], b) for b in BLOCKS)
        shown.append(
            [
                [sheet.cell(b.first_row + r, b.first_column + c).value for c in range(b.width)]
                for sheet, b in blocks
                for r in range(b.rows)
            ]
        )
    assert any(isinstance(value, datetime) for line in shown[0] for value in line)
    assert shown[0] == shown[1]
