"""The levers of the copy: what was chosen, in words, in rows as high as their words need."""

from __future__ import annotations

from typing import Any

from practice_xl.building.looks import FAINT, GREY, HEADER, INK, NUMERIC
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.page import CoachPage, height
from practice_xl.schema.blocks import LEVER_RESULTS
from practice_xl.schema.inputs import LEVER_INPUTS
from practice_xl.schema.levers import LEVERS, LeverNumber
from practice_xl.schema.parts import Share

_SMALL = 8  # size of units and help; and of what a lever rests on, beside them


def put_lever_table(page: CoachPage, coach: CoachFacts) -> None:
    """Lever, on, number, value and unit, in the tracker's places; without its drop-downs."""
    row, column = LEVER_INPUTS.place
    place = {key: column + index for index, key in enumerate(LEVER_INPUTS.keys)}
    for key, at in place.items():
        if LEVER_INPUTS.column(key).share is not Share.NEVER or key == "help":
            page.put(row, at, LEVER_INPUTS.column(key).header, **HEADER)
    page.cells.repeat_rows(row - 1)
    typed = {
        (entry.lever, entry.number): entry.value
        for entry in coach.facts.report.practice.lever_inputs
    }
    for lever in LEVERS:
        for number in lever.numbers:
            row += 1
            first = number is lever.numbers[0]
            edge: dict[str, Any] = {"top": 1, "top_color": FAINT} if first else {}
            name = lever.label if first else None
            on = coach.facts.report.levers.each[lever.key].on
            page.put(row, place["lever"], name, **edge, bold=True, font_color=INK, text_wrap=True)
            page.put(row, place["on"], ("Yes" if on else "No") if first else None, **edge, indent=1)
            page.put(row, place["number"], number.label, **edge, text_wrap=True)
            _put_number(page, row, place, number, typed.get((lever.key, number.key)), edge)
            small = edge | {"font_size": _SMALL, "font_color": GREY, "text_wrap": True}
            help_text = number.help or (lever.help if first else "")
            page.put(row, place["unit"], number.unit, **small, indent=1)
            page.put(row, place["help"], help_text or None, **small)
            page.cells.set_row(row - 1, _row_height(page, row, place, number, name, help_text))


def _put_number(
    page: CoachPage,
    row: int,
    place: dict[str, int],
    number: LeverNumber,
    value: Any,
    edge: dict[str, Any],
) -> None:
    if LEVER_INPUTS.column("value").share is Share.NEVER:
        value = None
    align = {"align": "right"} if number.kind in NUMERIC else {}
    page.put(row, place["value"], value, number.kind, **edge, **align)


def _row_height(
    page: CoachPage,
    row: int,
    place: dict[str, int],
    number: LeverNumber,
    name: str | None,
    help_text: str,
) -> float:
    """As high as the longest of its texts needs. [points]"""
    why_column = LEVER_RESULTS.first_column + LEVER_RESULTS.width - 1
    why = page.values.get((row, why_column))
    return max(
        height(name, page.width(place["lever"]) - 1),
        height(number.label, page.width(place["number"])),
        height(number.unit, page.width(place["unit"]) - 1, _SMALL),
        height(help_text, page.width(place["help"]), _SMALL),
        height(why, page.width(why_column) - 2, _SMALL),
    )
