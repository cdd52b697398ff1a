"""The tables the owner types in: headers, units, help, limits in words, drop-downs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import isinf
from typing import Any

from practice_xl.building import looks
from practice_xl.building.looks import Look
from practice_xl.building.page import Page
from practice_xl.schema.inputs import FORMATTED_ROWS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Column, Kind, Table

LISTS = {  # too long for a cell's own list, or typed by the owner
    "measurable": "list_measurables",
    "lever": "list_levers",
    "source": "list_sources",
}
_WRAPPED = frozenset(
    "measurable lever task result comment commitment topic when_then obstacle".split()
)
TALL_ROWS = {"Actions": 43.0, "CoachNotes": 30.0}  # two or three lines of text [points]
_CENTRED = ("Weekly", "Monthly")
_HEADER_HEIGHT = 56  # four lines [points]
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255


def put_table(
    page: Page,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    alone: bool = True,
    unlimited: Collection[str] = (),
) -> None:
    """Lay a table out: units above the headers, the rows given, blank ones up to its size.

    Args:
        page: The sheet.
        table: What the schema says of it.
        rows: What is typed, by the keys of the columns.
        alone: True when nothing stands below it, so that formats and limits reach far down.
        unlimited: Keys of columns whose limits are set elsewhere.
    """
    first_row, first_column = table.place
    count = max(table.rows, len(rows))
    last_row = max(FORMATTED_ROWS, first_row + count) if alone else first_row + count
    if alone:
        page.cells.set_row(first_row - 1, _HEADER_HEIGHT)
    side: Look = {"align": "center"} if table.name in _CENTRED else {"align": "left", "indent": 1}
    size = {"font_size": max(looks.TABLE_HEADER["font_size"], page.sheet.least_type)}
    header = page.looks.get(**looks.TABLE_HEADER | size, **side)
    if table.title:
        page.put(first_row - 2, first_column, table.title, **looks.HEADING)
    page.cells.add_table(
        first_row - 1,
        first_column - 1,
        first_row - 1 + count,
        first_column + len(table.columns) - 2,
        {
            "name": table.name,
            "style": None,
            "autofilter": False,
            "title": table.name,
            "description": table.help,
            "columns": [
                {"header": column.label, "header_format": header} for column in table.columns
            ],
        },
    )
    rows_ahead = last_row - first_row + 1
    page.titles(first_row, first_column, rows_ahead, len(table.columns), across=True)
    for offset, column in enumerate(table.columns):
        place = first_column + offset
        page.put(first_row - 1, place, column.unit or None, **looks.QUIET, **side, italic=True)
        for number in range(count):
            value = rows[number].get(column.key) if number < len(rows) else None
            look = cell_look(column.kind, band=number % 2 == 1, wrap=column.key in _WRAPPED)
            if table.name in TALL_ROWS:
                look["valign"] = "top"
            if column.key == "month":
                look["num_format"] = looks.MONTH_FORMAT
            if value is not None and column.key in ("from", "to") and number < len(rows):
                look |= _of_its_measurable(rows[number])
            page.put(first_row + 1 + number, place, value, column.kind, **look)
        if alone and column.kind in (Kind.MONEY, Kind.MONEY_RATE):
            page.money_column(column.kind, place, first_row + count + 1, last_row)
        if column.key not in unlimited:
            limit(page, column, first_row + 1, place, last_row)


def _of_its_measurable(row: Mapping[str, object]) -> dict[str, object]:
    """How a number is shown in the unit of the row's measurable: a share as a percentage."""
    shares = [measure.label for measure in MEASURABLES if measure.kind is Kind.SHARE]
    return {"num_format": "0.0 %"} if row.get("measurable") in shares else {}


def cell_look(kind: Kind, *, band: bool = False, wrap: bool = False) -> dict[str, object]:
    """How a cell looks that the owner types in."""
    fill = looks.TYPED_BAND if band else looks.TYPED
    look: Look = {"bg_color": fill, "border": 1, "border_color": looks.FAINT}
    if wrap:
        look |= {"text_wrap": True, "valign": "top"}
    if kind in looks.NUMERIC:
        look["align"] = "right"
    elif kind is Kind.TICK:
        look["align"] = "center"
    else:
        look["indent"] = 1
    return look


def column_style(page: Page, column: Column) -> object:
    """The style of a whole column: new rows show their numbers in the right format."""
    shown = looks.MONTH_FORMAT if column.key == "month" else looks.number_format(column.kind)
    size = max(looks.SIZE, page.sheet.least_type)
    properties: Look = {"num_format": shown, "font_size": size}
    if column.key in _WRAPPED:
        properties |= {"text_wrap": True, "valign": "top"}
    return page.looks.get(**properties)


def limit(page: Page, what: Column, row: int, column: int, last_row: int) -> None:
    """Say what a cell takes when it is chosen, and in words when something else is typed."""
    title = what.label[:_LONGEST_TITLE]
    options: Look = {
        "input_title": title,
        "input_message": what.help[:_LONGEST_MESSAGE] or what.label,
        "error_title": title,
        "error_type": "stop",
    } | _rule(what)
    page.cells.data_validation(row - 1, column - 1, last_row - 1, column - 1, options)


def _rule(what: Column) -> dict[str, object]:
    """The limits of a cell, and what is said when something else is typed."""
    low, high = f"{what.low:,.0f}", f"{what.high:,.0f}"
    rule: Look = {"criteria": "between", "minimum": what.low, "maximum": what.high}
    if what.kind is Kind.CHOICE:
        name = LISTS.get(what.key)
        rule = {"validate": "list", "source": f"={name}" if name else list(what.choices)}
        message = "Choose one from the list (press Alt and the down arrow to open it)."
    elif what.kind is Kind.HOLIDAY:  # a list to choose from; a date may be typed as well
        rule = {"validate": "list", "source": list(what.choices), "error_type": "information"}
        message = "Choose a holiday from the list, or type a date such as 2026-03-02."
    elif what.kind is Kind.TICK:
        rule = {"validate": "list", "source": ["x"]}
        message = "Type x to tick the row, or leave the cell blank."
    elif what.kind is Kind.DATE:
        rule |= {"validate": "date", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
        message = "Type a date, for example 2026-03-02."
    elif what.kind is Kind.TEXT or isinf(what.high):
        return {"validate": "any"}
    elif what.kind is Kind.SHARE:
        rule["validate"] = "decimal"
        message = "Type a share from 0 % to 100 %, for example 90%."
    elif what.kind in (Kind.COUNT, Kind.RATING):
        rule["validate"] = "integer"
        message = f"Type a whole number from {low} to {high}, or leave the cell blank."
    else:
        rule["validate"] = "decimal"
        message = f"Type a number from {low} to {high}, or leave the cell blank."
    return rule | {"error_message": message}
