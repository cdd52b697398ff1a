"""The tables the owner types in: headers, units, help, limits in words, drop-downs.

Plan, Levers and Decisions have a row for each number, in which only the value is typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from math import isinf
from typing import Any

from practice_xl.building import looks
from practice_xl.building.content import Content
from practice_xl.building.looks import Look
from practice_xl.building.page import Page
from practice_xl.domain.plan import Plan
from practice_xl.schema import inputs
from practice_xl.schema.levers import DECISION_NUMBERS, FROM_YOUR_WEEKS, LEVER_NUMBERS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Column, Kind, Table
from practice_xl.schema.settings import FIRST_FIVE, KEPT_BY_PROGRAM, LATER
from practice_xl.schema.sheets import SETTINGS_ROOM
from practice_xl.schema.type_width import column_width, fit

_WRAPPED = frozenset(
    "measurable lever task result comment commitment topic when_then obstacle".split()
)
TALL_ROWS = {"Actions": 43.0, "CoachNotes": 30.0}  # two or three lines of text [points]
_CENTRED = ("Weekly", "Monthly")
_HEADER_HEIGHT, _LOW_HEADER = 56, 32  # four lines, two lines [points]
_WHY_LINES = 5  # that the reasons beside a lever may take
_SET_IN = 12.0  # what an indent and the edges take of a column [points]
_LONGEST_TITLE, _LONGEST = 32, 255  # of a message, or a list in a cell [characters]
_CROWDED = ("Plan", "Levers", "Decisions")  # sheets where something stands below a table
_LIMITED_BY_ROW = {("LeverInputs", "on"), ("LeverInputs", "value"), ("DecisionInputs", "value")}


def put_table(page: Page, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
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
    last_row = max(inputs.FORMATTED_ROWS, first_row + count) if alone else first_row + count
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


def style_columns(page: Page, columns: Sequence[Column], first: int) -> None:
    """Style whole columns, from the first on: new rows show their numbers in the right format."""
    for at, column in enumerate(columns, start=first):
        month = column.key == "month"
        look: Look = {"font_size": max(looks.SIZE, page.sheet.least_type)}
        look["num_format"] = looks.MONTH_FORMAT if month else looks.number_format(column.kind)
        if column.key in _WRAPPED:
            look |= {"text_wrap": True, "valign": "top"}
        page.cells.set_column(at - 1, at - 1, page.width(at), page.looks.get(**look))


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


def put_plan(page: Page, content: Content) -> None:
    """The settings down the left, the three tables at the right."""
    values = plan_values(content)
    first, column = SETTINGS_ROOM.place
    quiet: Look = {"font_size": 9, "font_color": looks.GREY, "bold": True, "indent": 1}
    for offset, text in enumerate(("The first five", "Value", "Unit", "What it means")):
        page.put(first - 1, column + offset, text, **quiet if offset else looks.HEADING)
    for row, setting in enumerate((*FIRST_FIVE, None, *LATER), start=first):
        if setting is not None:
            _setting(page, row, column, setting, values[setting.key])
            continue
        page.put(row, column, "Later, if you like", **looks.HEADING)
        page.cells.set_row(row - 1, 30)
    for table in inputs.PLAN_TABLES:
        put_table(page, table, content.rows(table))
    page.begin_at(first, column + 1)
    page.cells.freeze_panes(first - 1, 0)


def plan_values(content: Content) -> dict[str, object]:
    """The value of every setting: what is typed, or the Plan's default; None leaves it blank."""
    defaults = {field.name: field.default for field in fields(Plan)}
    return defaults | dict(content.plan)


def _setting(page: Page, row: int, column: int, setting: Column, value: object) -> None:
    quiet = looks.EDGE | looks.QUIET
    page.put(row, column, setting.label, **looks.EDGE, bold=setting in FIRST_FIVE)
    look: Look = {"border": 1, "border_color": looks.FAINT}
    if setting.key not in KEPT_BY_PROGRAM:
        look["bg_color"] = looks.TYPED_BAND
    look |= {"align": "right"} if setting.kind in looks.NUMERIC else {"indent": 1}
    page.cells.set_row(row - 1, 17)
    page.put(row, column + 1, value, setting.kind, **look)
    page.put(row, column + 2, setting.unit or None, **quiet | {"font_size": 9}, indent=1)
    page.put(row, column + 3, setting.help, **quiet, indent=1)
    page.name(setting.plan_name, row, column + 1)
    limit(page, setting, row, column + 1, row)


def put_levers(page: Page, content: Content) -> None:
    """A row for each number of each lever; only the switch and the value are typed."""
    rows = lever_rows(content)
    put_table(page, inputs.LEVER_INPUTS, rows)
    header, place = _places(inputs.LEVER_INPUTS)
    page.cells.repeat_rows(header - 1)
    page.cells.set_row(header - 1, _LOW_HEADER)
    numbered = zip(LEVER_NUMBERS, rows, strict=True)
    for at, ((lever, number), row) in enumerate(numbered, start=header + 1):
        first = number is lever.numbers[0]
        edge: Look = {"top": 1, "top_color": looks.FAINT} if first else {}
        wrapped = edge | {"text_wrap": True}
        shown = {
            "lever": wrapped | ({} if first else looks.QUIET) | {"bold": first},
            "number": wrapped | {"indent": 1},
            "unit": wrapped | looks.QUIET | {"indent": 1},
            "help": wrapped | looks.QUIET,
        }
        for key, look in shown.items():
            page.put(at, place[key], row[key], **look)
        if first:
            limit(page, inputs.LEVER_INPUTS.column("on"), at, place["on"], at)
        else:
            page.put(at, place["on"], row["on"], **edge)
        _put_value(page, at, place["value"], lever.label, number, row.get("value"))
        size = max(looks.SIZE, page.sheet.least_type)
        rooms = {key: column_width(page.width(place[key])) - _SET_IN for key in shown}
        lines = max(len(fit(row[key], room, size, 99)) for key, room in rooms.items())
        lines = max(lines, _WHY_LINES if first else 1)
        page.cells.set_row(at - 1, 4 + looks.LINE_HEIGHT * page.sheet.least_type * lines)


def lever_rows(content: Content) -> list[dict[str, Any]]:
    """What stands in LeverInputs: every number of every lever, its value blank unless given."""
    return [
        {
            "lever": lever.label,
            "on": None,
            "number": number.label,
            "unit": number.unit,
            "help": number.help or (lever.help if number is lever.numbers[0] else ""),
        }
        | dict(content.lever_inputs.get((lever.key, number.key), {}))
        for lever, number in LEVER_NUMBERS
    ]


def put_decisions(page: Page, content: Content) -> None:
    """The decisions as typed, and beside them a row for each number of each kind."""
    rows = [
        {
            "decision": kind.label,
            "number": number.label,
            "value": content.decision_inputs.get((kind.key, number.key)),
            "unit": number.unit,
            "default": while_blank(number),
            "help": number.help,
        }
        for kind, number in DECISION_NUMBERS
    ]
    put_table(page, inputs.DECIDED, content.decisions)
    put_table(page, inputs.DECISION_INPUTS, rows)
    header, place = _places(inputs.DECISION_INPUTS)
    page.put(header - 2, place["decision"], inputs.DECISION_INPUTS.title, **looks.HEADING)
    numbered = zip(DECISION_NUMBERS, rows, strict=True)
    for at, ((kind, number), row) in enumerate(numbered, start=header + 1):
        first = number is kind.numbers[0]
        edge: Look = {"top": 1, "top_color": looks.FAINT} if first else {}
        name = {"bold": True} if first else looks.QUIET
        page.put(at, place["decision"], kind.label, **edge | name)
        page.put(at, place["number"], number.label, **edge, indent=1)
        for key in ("unit", "default", "help"):
            page.put(at, place[key], row[key], **edge, **looks.QUIET, indent=1)
        _put_value(page, at, place["value"], kind.label, number, row["value"])


def while_blank(number: Column) -> str:
    """What counts while a number is blank, in words.

    >>> from practice_xl.schema.levers import LEAVE_PANEL, RAISE_FEE
    >>> [while_blank(number) for number in (*RAISE_FEE.numbers[:2], LEAVE_PANEL.numbers[1])]
    ['from your weeks', 'no', '70 %']
    """
    if number.default is None:
        return FROM_YOUR_WEEKS
    if number.kind is Kind.TICK:
        return "no"
    if number.kind is Kind.SHARE:
        return f"{100 * number.default:g} %"
    return f"{number.default:g}"


def _places(table: Table) -> tuple[int, dict[str, int]]:
    """The row of a table's headers, and the column of each key."""
    row, first = table.place
    return row, {key: first + offset for offset, key in enumerate(table.keys)}


def _put_value(page: Page, row: int, column: int, owner: str, number: Column, value: Any) -> None:
    """The cell of a number, with what it takes in words."""
    page.put(row, column, value, number.kind, **cell_look(number.kind, band=True))
    words = f"{number.label}, {number.unit}. Blank = what stands under Used."
    limit(page, number._replace(label=owner, help=words), row, column, row)
