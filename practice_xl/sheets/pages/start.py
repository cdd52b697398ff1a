"""The sheet Start: the Friday page, in the rows of its block."""

from __future__ import annotations

from datetime import datetime

from practice_xl.schema import start_page as place
from practice_xl.schema.type_width import BOLD, fit
from practice_xl.sheets.pages.friday import FridayPage, friday_page
from practice_xl.sheets.pages.page import Facts, Rows, filled, known


def start_page(facts: Facts, now: datetime | None) -> dict[str, Rows]:
    """The block of the sheet Start."""
    return {place.START_PAGE.name: lay_out(friday_page(facts, now.date() if now else None), now)}


def lay_out(page: FridayPage, now: datetime | None) -> Rows:
    """A Friday page in the cells of its block, and when it was worked out."""
    rows = filled(place.START_PAGE)

    def put(part: str, at: int, *lines: object, down: int = 0) -> None:
        for row, line in enumerate(lines, start=place.ROWS[part] + down):
            rows[row][at] = line

    def put_text(part: str, at: int, text: str, width: float) -> None:
        put(part, at, *fit(text, width - place.INDENT, place.TEXT_SIZE, place.LINES[part]))

    clock = place.CLOCK_PLACE[1]
    put("title", clock - 2, place.CLOCK_LABEL)
    put("title", clock, now)
    put("title", place.LEFT, *fit(page.title, place.TITLE_WIDTH / BOLD, place.TITLE_SIZE, 1))
    put("about", place.LEFT, page.about)
    for section, at in zip(page.readings, (place.LEFT, place.RIGHT), strict=False):
        put("reading_headings", at, section.heading)
        put_text("readings", at, section.text, place.HALF_WIDTH)
    put("next_heading", place.LEFT, page.next_step.heading)
    put_text("next", place.LEFT, page.next_step.text, place.PAGE_WIDTH)
    for figure, at in zip(page.tiles, place.TILE_COLUMNS, strict=True):
        put("tile_labels", at, figure.label, known(figure.value), figure.note)
    put("box_headings", place.LEFT, place.OVERDUE_HEADING)
    put("box_headings", place.RIGHT, place.DAY_FULL_HEADING)
    most, room = place.LINES["boxes"], place.HALF_WIDTH - place.INDENT
    lines_each = 2 if len(page.overdue) * 2 <= most else 1
    late = [fit(line, room, place.TEXT_SIZE, lines_each) for line in page.overdue]
    put("boxes", place.LEFT, *[line for lines in late for line in lines][:most])
    put("boxes", place.RIGHT, *(figure.label for figure in page.full))
    put("boxes", place.RIGHT + 2, *(known(figure.value) for figure in page.full))
    below = len(page.full)
    words = fit(page.full_words, room, place.TEXT_SIZE, most - below)
    put("boxes", place.RIGHT, *words, down=below)
    return rows
