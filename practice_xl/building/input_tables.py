"""The tables the owner types in: headers, units, help, limits in words, drop-downs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isinf
from typing import Any

from practice_xl.building import looks
from practice_xl.building.looks import Look
from practice_xl.building.page import Page
from practice_xl.schema.inputs import FORMATTED_ROWS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Column, Kind, Table

_WRAPPED = frozenset(
    "measurable lever task result comment commitment topic when_then obstacle".split()
)
TALL_ROWS = {"Actions": 43.0, "CoachNotes": 30.0}  # two or three lines of text [points]
_CENTRED = ("Weekly", "Monthly")
_HEADER_HEIGHT = 56  # four lines [points]
_LONGEST_TITLE, _LONGEST = 32, 255  # of a message, or a list in a cell [characters]
_CROWDED = ("Plan", "Levers", "Decisions")  # sheets where something stands below a table
_LIMITED_BY_ROW = {("LeverInputs", "on"), ("LeverInputs", "value"), ("DecisionInputs", "value")}


def put_table(page: Page, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Lay a table out: units above the headers, the rows given, blank ones up to its size.

    Where nothing stands below it, formats and limits reach far down. A column whose limits differ
    from row to row gets none here.

    Args:
        page: The sheet.
        table: What the schema says of it.
        rows: What is typed, by the keys of the columns.
    """
    first_row, first_column = table.place
    alone, count = table.sheet not in _CROWDED, max(table.rows, len(rows))
    last_row = max(FORMATTED_ROWS, first_row + count) if alone else first_row + count
    if alone:
        page.cells.set_row(first_row - 1, _HEADER_HEIGHT)
    side: Look = {"align": "center"} if table.name in _CENTRED else {"align": "left", "indent": 1}
    size = {"font_size": max(looks.TABLE_HEADER["font_size"], page.sheet.least_type)}
    header = page.looks.get(**looks.TABLE_HEADER | size, **side)
    if table.title:
        page.put(first_row - 2, first_column, table.title, **looks.HEADING)
    headers = [{"header": column.label, "header_format": header} for column in table.columns]
    options: Look = {"name": table.name, "title": table.name, "description": table.help}
    options |= {"style": None, "autofilter": False, "columns": headers}
    last = first_row - 1 + count, first_column + len(table.columns) - 2
    page.cells.add_table(first_row - 1, first_column - 1, *last, options)
    rows_ahead = last_row - first_row + 1
    page.titles(first_row, first_column, rows_ahead, len(table.columns), across=True)
    for place, column in enumerate(table.columns, start=first_column):
        page.put(first_row - 1, place, column.unit or None, **looks.QUIET, **side, italic=True)
        for number in range(count):
            row = rows[number] if number < len(rows) else {}
            look = cell_look(column.kind, band=number % 2 == 1, wrap=column.key in _WRAPPED)
            if table.name in TALL_ROWS:
                look["valign"] = "top"
            if column.key == "month":
                look["num_format"] = looks.MONTH_FORMAT
            value = row.get(column.key)
            if value is not None and column.key in ("from", "to"):
                look |= _of_its_measurable(row)
            page.put(first_row + 1 + number, place, value, column.kind, **look)
        if alone and column.kind in (Kind.MONEY, Kind.MONEY_RATE):
            page.money_column(column.kind, place, first_row + count + 1, last_row)
        if (table.name, column.key) not in _LIMITED_BY_ROW:
            limit(page, column, first_row + 1, place, last_row)


def _of_its_measurable(row: Mapping[str, object]) -> Look:
    """How a number is shown in the unit of the row's measurable: a share as a percentage."""
    shares = [measure.label for measure in MEASURABLES if measure.kind is Kind.SHARE]
    return {"num_format": "0.0 %"} if row.get("measurable") in shares else {}


def cell_look(kind: Kind, *, band: bool = False, wrap: bool = False) -> Look:
    """How a cell looks that the owner types in."""
    look: Look = {"bg_color": looks.TYPED_BAND if band else looks.TYPED}
    look |= {"border": 1, "border_color": looks.FAINT}
    if wrap:
        look |= {"text_wrap": True, "valign": "top"}
    if kind in looks.NUMERIC:
        return look | {"align": "right"}
    return look | ({"align": "center"} if kind is Kind.TICK else {"indent": 1})


def column_style(page: Page, column: Column) -> object:
    """The style of a whole column: new rows show their numbers in the right format."""
    month = column.key == "month"
    look: Look = {"font_size": max(looks.SIZE, page.sheet.least_type)}
    look["num_format"] = looks.MONTH_FORMAT if month else looks.number_format(column.kind)
    if column.key in _WRAPPED:
        look |= {"text_wrap": True, "valign": "top"}
    return page.looks.get(**look)


def limit(page: Page, what: Column, row: int, column: int, last_row: int) -> None:
    """Say what a cell takes when it is chosen, and in words when something else is typed."""
    title = what.label[:_LONGEST_TITLE]
    rule, message = _rule(what)
    options: Look = {"input_title": title, "error_title": title, "error_type": "stop"} | rule
    options["input_message"] = what.help[:_LONGEST] or what.label
    if message:
        options["error_message"] = message
    page.cells.data_validation(row - 1, column - 1, last_row - 1, column - 1, options)


def list_name(key: str) -> str:
    """The workbook's name of a list too long for a cell's own, or typed by the owner."""
    return f"list_{key}s"


def _rule(what: Column) -> tuple[Look, str]:
    """The limits of a cell, and what is said when something else is typed."""
    between: Look = {"criteria": "between", "minimum": what.low, "maximum": what.high}
    decimal = between | {"validate": "decimal"}
    limits = f"number from {what.low:,.0f} to {what.high:,.0f}, or leave the cell blank."
    own_list = what.choices and len(",".join(what.choices)) <= _LONGEST
    source = list(what.choices) if own_list else f"={list_name(what.key)}"
    match what.kind:
        case Kind.CHOICE:
            say = "Choose one from the list (press Alt and the down arrow to open it)."
            return {"validate": "list", "source": source}, say
        case Kind.HOLIDAY:  # a list to choose from; a date may be typed as well
            say = "Choose a holiday from the list, or type a date such as 2026-03-02."
            return {"validate": "list", "source": source, "error_type": "information"}, say
        case Kind.TICK:
            say = "Type x to tick the row, or leave the cell blank."
            return {"validate": "list", "source": ["x"]}, say
        case Kind.DATE:
            days = {"minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
            return between | {"validate": "date"} | days, "Type a date, for example 2026-03-02."
        case kind if kind is Kind.TEXT or isinf(what.high):
            return {"validate": "any"}, ""
        case Kind.SHARE:
            return decimal, "Type a share from 0 % to 100 %, for example 90%."
        case Kind.COUNT | Kind.RATING:
            return decimal | {"validate": "integer"}, f"Type a whole {limits}"
    return decimal, f"Type a {limits}"
