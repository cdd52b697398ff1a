"""The sheet Start: the Friday page, in the rows of its block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from practice_xl.schema.start_page import (
    CLOCK_LABEL,
    CLOCK_PLACE,
    DAY_FULL_HEADING,
    HALF_WIDTH,
    INDENT,
    LEFT,
    LINES,
    OVERDUE_HEADING,
    PAGE_WIDTH,
    RIGHT,
    ROWS,
    START_PAGE,
    TEXT_SIZE,
    TILE_COLUMNS,
    TITLE_SIZE,
    TITLE_WIDTH,
)
from practice_xl.schema.type_width import BOLD, fit
from practice_xl.sheets.pages.friday import FridayPage, friday_page
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows, empty, put_lines


def start_page(facts: Facts, now: datetime | None) -> dict[str, Rows]:
    """The block of the sheet Start."""
    page, rows = friday_page(facts, now.date() if now else None), empty(START_PAGE)
    row, column = CLOCK_PLACE
    rows[row][column - 2], rows[row][column] = CLOCK_LABEL, now
    _put(rows, "title", LEFT, fit(page.title, TITLE_WIDTH / BOLD, TITLE_SIZE, 1))
    _put(rows, "about", LEFT, [page.about])
    for section, at in zip(page.readings, (LEFT, RIGHT), strict=False):
        _put(rows, "reading_headings", at, [section.heading])
        _put_text(rows, "readings", at, section.text, HALF_WIDTH)
    _put(rows, "next_heading", LEFT, [page.next_step.heading])
    _put_text(rows, "next", LEFT, page.next_step.text, PAGE_WIDTH)
    for figure, at in zip(page.tiles, TILE_COLUMNS, strict=True):
        value = NOT_YET if figure.value is None else figure.value
        for name, cell in zip(
            ("tile_labels", "tile_values", "tile_notes"),
            (figure.label, value, figure.note),
            strict=True,
        ):
            rows[ROWS[name]][at] = cell
    _boxes(rows, page)
    return {START_PAGE.name: rows}


def _boxes(rows: Rows, page: FridayPage) -> None:
    """Left what is overdue, right the day you are full."""
    _put(rows, "box_headings", LEFT, [OVERDUE_HEADING])
    _put(rows, "box_headings", RIGHT, [DAY_FULL_HEADING])
    most = LINES["boxes"]
    room = HALF_WIDTH - INDENT
    wide = len(page.overdue) * 2 <= most
    late = [fit(line, room, TEXT_SIZE, 1 + wide) for line in page.overdue]
    _put(rows, "boxes", LEFT, [line for lines in late for line in lines][:most])
    for offset, figure in enumerate(page.full):
        row = rows[ROWS["boxes"] + offset]
        row[RIGHT] = figure.label
        row[RIGHT + 2] = NOT_YET if figure.value is None else figure.value
    words = fit(page.full_words, room, TEXT_SIZE, most - len(page.full))
    put_lines(rows, ROWS["boxes"] + len(page.full), RIGHT, words)


def _put_text(rows: Rows, part: str, column: int, text: str, width: float) -> None:
    _put(rows, part, column, fit(text, width - INDENT, TEXT_SIZE, LINES[part]))


def _put(rows: Rows, part: str, column: int, lines: Sequence[str]) -> None:
    put_lines(rows, ROWS[part], column, lines)
