"""The sheets with a row for each number: Plan, Levers and Decisions. Only the values are typed."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from practice_xl.building import looks
from practice_xl.building.content import Content
from practice_xl.building.input_tables import cell_look, limit, put_table
from practice_xl.building.looks import Look
from practice_xl.building.page import Page
from practice_xl.domain.plan import Plan
from practice_xl.schema.inputs import DECIDED, DECISION_INPUTS, LEVER_INPUTS, PLAN_TABLES
from practice_xl.schema.levers import DECISION_NUMBERS, FROM_YOUR_WEEKS, LEVER_NUMBERS
from practice_xl.schema.parts import Column, Kind, Table
from practice_xl.schema.settings import FIRST_FIVE, KEPT_BY_PROGRAM, LATER
from practice_xl.schema.sheets import SETTINGS_ROOM
from practice_xl.schema.type_width import column_width, fit

LATERHEADING = "Later, if you like"
_HEADER_HEIGHT = 32  # two lines [points]
_WHY_LINES = 5  # that the reasons beside a lever may take
_SET_IN = 12.0  # what an indent and the edges take of a column [points]


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
        page.put(row, column, LATERHEADING, **looks.HEADING)
        page.cells.set_row(row - 1, 30)
    for table in PLAN_TABLES:
        put_table(page, table, content.rows(table))
    page.begin_at(first, column + 1)
    page.cells.freeze_panes(first - 1, 0)


def plan_values(content: Content) -> dict[str, Any]:
    """The value of every setting: what is typed, or the Plan's default; None leaves it blank."""
    defaults = {field.name: field.default for field in fields(Plan)}
    return defaults | dict(content.plan)


def _setting(page: Page, row: int, column: int, setting: Column, value: Any) -> None:
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
    put_table(page, LEVER_INPUTS, rows)
    header, place = _places(LEVER_INPUTS)
    page.cells.repeat_rows(header - 1)
    page.cells.set_row(header - 1, _HEADER_HEIGHT)
    numbered = zip(LEVER_NUMBERS, rows, strict=True)
    for at, ((lever, number), row) in enumerate(numbered, start=header + 1):
        is_first = number is lever.numbers[0]
        edge: Look = {"top": 1, "top_color": looks.FAINT} if is_first else {}
        name: Look = {} if is_first else looks.QUIET
        page.put(at, place["lever"], lever.label, **edge, **name, bold=is_first, text_wrap=True)
        if is_first:
            limit(page, LEVER_INPUTS.column("on"), at, place["on"], at)
        else:
            page.put(at, place["on"], row["on"], **edge)
        page.put(at, place["number"], number.label, **edge, text_wrap=True, indent=1)
        page.put(at, place["unit"], number.unit, **edge, **looks.QUIET, text_wrap=True, indent=1)
        page.put(at, place["help"], row["help"], **edge, **looks.QUIET, text_wrap=True)
        _put_value(page, at, place["value"], lever.label, number, row.get("value"))
        size = max(looks.SIZE, page.sheet.least_type)
        lines = max(
            len(fit(row[key], column_width(page.width(place[key])) - _SET_IN, size, 99))
            for key in ("lever", "number", "unit", "help")
        )
        lines = max(lines, _WHY_LINES if is_first else 1)
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
    put_table(page, DECIDED, content.decisions)
    put_table(page, DECISION_INPUTS, rows)
    header, place = _places(DECISION_INPUTS)
    page.put(header - 2, place["decision"], DECISION_INPUTS.title, **looks.HEADING)
    numbered = zip(DECISION_NUMBERS, rows, strict=True)
    for at, ((kind, number), row) in enumerate(numbered, start=header + 1):
        first = number is kind.numbers[0]
        edge: Look = {"top": 1, "top_color": looks.FAINT} if first else {}
        name = {"bold": True} if first else looks.QUIET
        page.put(at, place["decision"], kind.label, **edge, **name)
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
