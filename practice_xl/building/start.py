"""The sheet Start: what to do, the buttons, and the page that Python writes."""

from __future__ import annotations

from typing import Any

from practice_xl.building.looks import ACCENT, FAINT, GREY, WRITTEN, WRITTEN_BAND, number_format
from practice_xl.building.page import Page
from practice_xl.schema.start_page import (
    CARD_PLACE,
    CARD_ROWS,
    CARD_SECTIONS,
    CARD_TITLE,
    CLOCK_NAME,
    CLOCK_PLACE,
    DAY_FULL,
    DAY_FULL_PLACE,
    START_LINES,
    START_PAGE,
    TILES,
)

WHAT_TO_DO = (
    "1   Plan: type the first five values. They say what full and enough mean for you.",
    "2   Weekly: type the last four weeks from your calendar: ten minutes. Then one row a week.",
)
CLICK = (
    "3   Click Recalculate (or press Alt and F8, and run it), then read this page. "
    "On Friday, print it: it is your card."
)
RUN = "3   Save, close, and run: practice-xl recalculate (this file). Then read this page."
BUTTON_ROW = 6
FIRST_STEP = "Type the first five values in Plan."
DAY_FULL_TITLE = "The day you are full"
TILE_TO_COME = "shows once a week is typed and recalculated"
CARD_TO_COME = "Both readings and the next right step stand here once four weeks are typed."
_CLOCK_FORMAT = "d mmm yyyy hh:mm"
_HEADING: dict[str, Any] = {
    "bold": True,
    "font_color": ACCENT,
    "font_size": 12,
    "bottom": 2,
    "bottom_color": ACCENT,
    "valign": "bottom",
}


def put_start(page: Page, *, macros: bool) -> None:
    """Everything of Start; the labels are those that Python writes too."""
    for offset, line in enumerate((*WHAT_TO_DO, CLICK if macros else RUN)):
        page.put(3 + offset, 2, line)
        page.cells.set_row(2 + offset, 17)
    page.cells.set_row(BUTTON_ROW - 1, 42 if macros else 8)
    _lines(page)
    _tiles(page)
    _day_full(page)
    _card(page)
    page.name(CLOCK_NAME, *_at(CLOCK_PLACE))
    page.begin_at(*_at((len(START_LINES) - 1, CLOCK_PLACE[1])))


def _at(place: tuple[int, int], down: int = 0, across: int = 0) -> tuple[int, int]:
    return (START_PAGE.first_row + place[0] + down, START_PAGE.first_column + place[1] + across)


def _lines(page: Page) -> None:
    for offset, label in enumerate(START_LINES):
        row, column = _at((offset, 0))
        edge: dict[str, Any] = {"bg_color": WRITTEN, "bottom": 1, "bottom_color": FAINT}
        page.fill(row, column, column + START_PAGE.width - 1, **edge)
        page.put(row, column, label, **edge, font_color=GREY, indent=1)
        look = edge | {"align": "left"}
        if offset == len(START_LINES) - 1:
            look["font_color"] = ACCENT
        if offset == CLOCK_PLACE[0]:
            look["num_format"] = _CLOCK_FORMAT
        text = FIRST_STEP if offset == len(START_LINES) - 1 else None
        page.put(row, START_PAGE.first_column + CLOCK_PLACE[1], text, **look)
        page.cells.set_row(row - 1, 18)


def _tiles(page: Page) -> None:
    for _, label, kind, place in TILES:
        row, column = _at(place)
        page.put(
            row - 1,
            column,
            label,
            bg_color=WRITTEN_BAND,
            font_color=GREY,
            indent=1,
            top=5,
            top_color=ACCENT,
            valign="bottom",
        )
        page.put(
            row,
            column,
            None,
            kind,
            bg_color=WRITTEN_BAND,
            font_size=24,
            bold=True,
            font_color=ACCENT,
            align="left",
            indent=1,
            num_format=number_format(kind),
        )
        page.put(
            row + 1,
            column,
            TILE_TO_COME,
            bg_color=WRITTEN_BAND,
            font_size=9,
            font_color=GREY,
            indent=1,
            text_wrap=True,
            valign="top",
        )
        page.cells.set_row(row - 2, 22)
        page.cells.set_row(row - 1, 36)
        page.cells.set_row(row, 28)


def _day_full(page: Page) -> None:
    row, column = _at(DAY_FULL_PLACE)
    last = column + START_PAGE.width - 1
    page.fill(row, column, last, **_HEADING)
    page.put(row, column, DAY_FULL_TITLE, **_HEADING)
    page.cells.set_row(row - 1, 26)
    edge: dict[str, Any] = {"bg_color": WRITTEN, "bottom": 1, "bottom_color": FAINT}
    for offset, (_, label, kind) in enumerate(DAY_FULL, start=1):
        page.fill(row + offset, column, last, **edge)
        page.put(row + offset, column, label, **edge, indent=1)
        look = edge | {"bold": True, "align": "left", "num_format": number_format(kind)}
        page.put(row + offset, column + 2, None, kind, **look)
        page.put(
            row + offset, column + 4, None, **edge, font_size=9, font_color=GREY, text_wrap=True
        )
        page.cells.set_row(row + offset - 1, 26)


def _card(page: Page) -> None:
    row, column = _at(CARD_PLACE)
    last = column + START_PAGE.width - 1
    page.fill(row, column, last, **_HEADING)
    page.put(row, column, CARD_TITLE, **_HEADING)
    page.cells.set_row(row - 1, 26)
    for offset in range(1, CARD_ROWS):
        page.fill(row + offset, column, last, bg_color=WRITTEN)
        look: dict[str, Any] = {"bg_color": WRITTEN, "indent": 1}
        heading = offset in CARD_SECTIONS
        if heading:
            look |= {"bold": True, "font_color": ACCENT, "valign": "bottom"}
        page.put(row + offset, column, CARD_TO_COME if offset == 2 else None, **look)
        page.cells.set_row(row + offset - 1, 22 if heading else 16)
