"""The sheet Levers: the table of levers with their switches, units and help filled in."""

from __future__ import annotations

from typing import Any

from practice_xl.building.content import Content
from practice_xl.building.input_tables import cell_look, limit, put_table
from practice_xl.building.looks import FAINT, GREY, LINE_HEIGHT, SIZE
from practice_xl.building.page import Page
from practice_xl.schema.inputs import LEVER_INPUTS
from practice_xl.schema.levers import LEVERS, Lever
from practice_xl.schema.parts import Column, Kind
from practice_xl.schema.type_width import column_width, fit

_HEADER_HEIGHT = 32  # two lines [points]
_WHY_LINES = 5  # that the reasons beside a lever may take
_SET_IN = 12.0  # what an indent and the edges take of a column [points]


def put_levers(page: Page, content: Content) -> None:
    """A row for each number of each lever; only the switch and the value are typed."""
    rows = lever_rows(content)
    put_table(page, LEVER_INPUTS, rows, alone=False, unlimited=("on", "value"))
    first_row, first_column = LEVER_INPUTS.place
    page.cells.repeat_rows(first_row - 1)
    page.cells.set_row(first_row - 1, _HEADER_HEIGHT)
    place = {key: first_column + index for index, key in enumerate(LEVER_INPUTS.keys)}
    numbers = [(lever, number) for lever in LEVERS for number in lever.numbers]
    for offset, ((lever, number), row) in enumerate(zip(numbers, rows, strict=True)):
        at = first_row + 1 + offset
        is_first = number is lever.numbers[0]
        edge: dict[str, Any] = {"top": 1, "top_color": FAINT} if is_first else {}
        colour: dict[str, Any] = {} if is_first else {"font_color": GREY, "font_size": 8}
        page.put(at, place["lever"], lever.label, **edge, **colour, bold=is_first, text_wrap=True)
        if is_first:
            limit(page, LEVER_INPUTS.column("on"), at, place["on"], at)
        else:
            page.put(at, place["on"], row["on"], **edge)
        page.put(at, place["number"], number.label, **edge, text_wrap=True, indent=1)
        quiet = edge | {"font_size": 8, "font_color": GREY, "text_wrap": True}
        page.put(at, place["unit"], number.unit, **quiet, indent=1)
        page.put(at, place["help"], row["help"], **quiet)
        look = cell_look(number.kind, band=True)
        page.put(at, place["value"], row.get("value"), number.kind, **look)
        _limit_value(page, at, place["value"], lever, number)
        texts = {"lever": lever.label, "number": number.label, "unit": number.unit}
        lines = max(
            len(_lines(page, place[key], text))
            for key, text in (texts | {"help": row["help"]}).items()
        )
        lines = max(lines, _WHY_LINES if is_first else 1)
        page.cells.set_row(at - 1, 4 + LINE_HEIGHT * page.sheet.least_type * lines)


def _lines(page: Page, column: int, text: str) -> list[str]:
    """Lines of a text in a column, at the size at which small words stand on the sheet."""
    room = column_width(page.width(column)) - _SET_IN
    return fit(text, room, max(SIZE, page.sheet.least_type), len(text))


def lever_rows(content: Content) -> list[dict[str, Any]]:
    """What stands in LeverInputs: every number of every lever, its value blank unless given."""
    rows = []
    for lever in LEVERS:
        for number in lever.numbers:
            is_first = number is lever.numbers[0]
            rows.append(
                {
                    "lever": lever.label,
                    "on": None,
                    "number": number.label,
                    "unit": number.unit,
                    "help": number.help or (lever.help if is_first else ""),
                }
                | dict(content.lever_inputs.get((lever.key, number.key), {}))
            )
    return rows


def _limit_value(page: Page, row: int, column: int, lever: Lever, number: Column) -> None:
    example = (
        "a share from 0 % to 100 %" if number.kind is Kind.SHARE else f"0 to {number.high:,.0f}"
    )
    page.cells.data_validation(
        row - 1,
        column - 1,
        row - 1,
        column - 1,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": number.high,
            "input_title": lever.label[:32],
            "input_message": f"{number.label}, {number.unit}. "
            "Blank = worked out from your own weeks; shown under Used.",
            "error_title": lever.label[:32],
            "error_message": f"{number.label}: type {example}, or leave the cell blank.",
        },
    )
