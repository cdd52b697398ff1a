"""The sheet Levers: the table of levers with their switches, units and help filled in."""

from __future__ import annotations

from typing import Any

from practice_xl.building.content import Content
from practice_xl.building.input_tables import cell_look, limit, put_table
from practice_xl.building.looks import FAINT, GREY
from practice_xl.building.page import Page
from practice_xl.schema.inputs import LEVER_INPUTS
from practice_xl.schema.levers import LEVERS, Lever, LeverNumber
from practice_xl.schema.parts import Kind

_FIRST_HEIGHT, _NEXT_HEIGHT = 46, 26  # four lines of small words; two [points]


def put_levers(page: Page, content: Content) -> None:
    """A row for each number of each lever; only the switch and the value are typed."""
    rows = lever_rows(content)
    put_table(page, LEVER_INPUTS, rows, alone=False, unlimited=("on", "value"))
    first_row, first_column = LEVER_INPUTS.place
    page.cells.repeat_rows(first_row - 1)
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
        page.put(at, place["unit"], number.unit, **edge, font_size=8, font_color=GREY, indent=1)
        page.put(
            at, place["help"], row["help"], **edge, font_size=8, font_color=GREY, text_wrap=True
        )
        look = cell_look(number.kind, band=True)
        page.put(at, place["value"], row.get("value"), number.kind, **look)
        _limit_value(page, at, place["value"], lever, number)
        page.cells.set_row(at - 1, _FIRST_HEIGHT if is_first else _NEXT_HEIGHT)


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


def _limit_value(page: Page, row: int, column: int, lever: Lever, number: LeverNumber) -> None:
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
