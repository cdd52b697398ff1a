"""What only a copy has: the list of its numbers, the sheets Conversation and Weekly totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practice_xl.building.looks import ACCENT, FAINT, GREY, HEADER, NUMERIC
from practice_xl.coach import numbers
from practice_xl.coach.conversation import topics
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import Note
from practice_xl.coach.page import CoachPage, height
from practice_xl.coach.rows import status, weekly_columns, weekly_totals

_LINE: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT, "valign": "top", "text_wrap": True}
_FIRST = 5  # row of the first header


def put_numbers(page: CoachPage, found: Mapping[str, Any]) -> None:
    """The list on Start that the roster and the next copy read."""
    top = numbers.FIRST_ROW - 1
    page.fill(top, 2, 6, bottom=2, bottom_color=ACCENT)
    page.put(
        top, 2, numbers.NUMBERS_TITLE, bold=True, font_color=ACCENT, bottom=2, bottom_color=ACCENT
    )
    edge: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT}
    for offset, line in enumerate(numbers.LINES):
        row, value = numbers.FIRST_ROW + offset, numbers.shown(line, found)
        page.fill(row, 2, 6, **edge)
        page.put(row, numbers.LABEL_COLUMN, line.label, **edge, indent=1)
        page.put(row, numbers.VALUE_COLUMN, value, line.kind, **edge, align="left")


def put_conversation(
    page: CoachPage,
    coach: CoachFacts,
    notes: Sequence[Note],
    found: Mapping[str, Any],
    earlier: Mapping[str, Any] | None,
) -> None:
    """The sheet Conversation, in rows as high as their words need."""
    page.put(3, 2, status(coach), font_size=8, font_color=GREY)
    row = _FIRST
    for topic in topics(coach, notes, found, earlier):
        page.put(row, 2, topic.title, bold=True, font_size=12, font_color=ACCENT)
        row += 1
        for offset, header in enumerate(topic.headers):
            page.put(row, 2 + offset, header or None, **HEADER)
        row += bool(topic.headers)
        for cells in topic.rows:
            for offset, value in enumerate(cells):
                look = dict(_LINE) if topic.headers else {"indent": 1}
                page.put(row, 2 + offset, value if value != "" else None, **look)
            if topic.headers:
                tall = max(height(text, page.width(2 + at)) for at, text in enumerate(cells))
                page.cells.set_row(row - 1, tall)
            row += 1
        row += 1


def put_weekly_totals(page: CoachPage, coach: CoachFacts) -> None:
    """The sheet Weekly totals, the latest week first."""
    columns, rows = weekly_columns(), weekly_totals(coach)
    shown = [at for at, _ in enumerate(columns) if any(row[at] is not None for row in rows)]
    page.put(3, 2, status(coach), font_size=8, font_color=GREY)
    for offset, at in enumerate(shown):
        column = columns[at]
        side = {"align": "right"} if column.kind in NUMERIC else {"align": "left"}
        page.put(_FIRST, 2 + offset, column.header, **(HEADER | side))
        for number, row in enumerate(rows, start=1):
            look: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT} | side
            page.put(_FIRST + number, 2 + offset, row[at], column.kind, **look)
    page.cells.set_row(_FIRST - 1, 40)
    page.cells.freeze_panes(_FIRST, 2)
    page.cells.repeat_rows(_FIRST - 1)
