"""The sheet Coach of the copy: the notes so far, and rows to type in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practice_xl.building.looks import (
    FAINT,
    GREY,
    INK,
    TABLE_HEADER,
    TYPED,
    TYPED_BAND,
    number_format,
)
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import SENT_HEADER, Note, with_blank_rows
from practice_xl.coach.page import CoachPage, height
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.schema.parts import Column, Share

_HINT = (
    "One row for each note; a commitment with its date comes back in the next copy. Leave Id and "
    "As sent as they are: merge finds your notes by them."
)
_LOWEST = 18  # height of a row to type in [points]


def put_coach_table(page: CoachPage, coach: CoachFacts, notes: Sequence[Note]) -> None:
    """The notes so far, then blank rows with their ids."""
    week = coach.weeks.as_of
    rows = with_blank_rows(notes, week) if week else list(notes)
    columns = [column for column in COACH_NOTES.columns if column.share is Share.NUMBER]
    first_row, first_column = COACH_NOTES.place
    _put_table(page, [*(column.header for column in columns), SENT_HEADER], len(rows))
    page.put(3, 2, _HINT, font_color=GREY)
    for number, note in enumerate(rows):
        row = first_row + 1 + number
        heights: list[float] = [_LOWEST]
        for offset, column in enumerate(columns):
            value = note.id if column.key == "id" else note.cells.get(column.key)
            page.put(row, first_column + offset, value, **_look(column, number))
            text = value if isinstance(value, str) else None
            heights.append(height(text, page.width(first_column + offset)))
        small: dict[str, Any] = {"font_size": 8, "font_color": GREY}
        sent = None if note.is_blank else note.mark
        edge: dict[str, Any] = {"border": 1, "border_color": FAINT}
        page.put(row, first_column + len(columns), sent, **small, **edge)
        page.cells.set_row(row - 1, max(heights))
    _put_choices(page, columns, first_row, len(rows))
    page.cells.freeze_panes(first_row, 0)
    page.cells.repeat_rows(first_row - 1)
    page.begin_at(first_row + 1 + len(notes), first_column + 1)


def _put_table(page: CoachPage, headers: Sequence[str], rows: int) -> None:
    first_row, first_column = COACH_NOTES.place
    look = page.looks.get(**TABLE_HEADER)
    page.cells.add_table(
        first_row - 1,
        first_column - 1,
        first_row - 1 + rows,
        first_column + len(headers) - 2,
        {
            "name": COACH_NOTES.name,
            "style": None,
            "autofilter": False,
            "columns": [{"header": text, "header_format": look} for text in headers],
        },
    )
    for offset, text in enumerate(headers):
        page.written[first_row, first_column + offset] = text


def _look(column: Column, number: int) -> dict[str, Any]:
    own = column.key == "id"
    return {
        "border": 1,
        "border_color": FAINT,
        "valign": "top",
        "text_wrap": True,
        "bg_color": "#FFFFFF" if own else TYPED_BAND if number % 2 else TYPED,
        "font_color": GREY if own else INK,
        "num_format": number_format(column.kind),
    }


def _put_choices(page: CoachPage, columns: Sequence[Column], first_row: int, rows: int) -> None:
    """The drop-down of the status: the only one of a copy."""
    first_column = COACH_NOTES.place[1]
    at = first_column - 1 + [column.key for column in columns].index("status")
    page.choices(
        (first_row, at, first_row - 1 + rows, at),
        {
            "validate": "list",
            "source": list(COACH_NOTES.column("status").choices),
            "error_type": "warning",
            "error_message": "Choose open, done or dropped.",
        },
    )
