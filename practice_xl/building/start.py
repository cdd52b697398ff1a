"""The sheet Start: one line of what to do, the buttons, and the page that the program writes."""

from __future__ import annotations

from collections.abc import Sequence

from practice_xl.building.looks import (
    ACCENT,
    FAINT,
    GREY,
    WRITTEN,
    WRITTEN_BAND,
    Look,
    number_format,
)
from practice_xl.building.page import Page
from practice_xl.schema import start_page
from practice_xl.schema.type_width import fit

HABIT = (
    "First Friday: Monthly. Quarter: Actions, Decisions, Referrals. "
    "The rest is there when you want it."
)
CLICK = f"Friday: Weekly, then Recalculate (or Alt and F8, and run it), then this page. {HABIT}"
RUN = f"Friday: Weekly, save, close, recalculate as you set it up, then this page. {HABIT}"
HOW_ROW, BUTTON_ROW = 3, 4
FIRST_STEP = "Type the first five values in Plan."
TILE_TO_COME = "shows once a week is typed and recalculated"
_CLOCK_FORMAT = "d mmm yyyy hh:mm"
_TEXT: Look = {"font_size": start_page.TEXT_SIZE, "bg_color": WRITTEN}
_HEADING: Look = {
    "bold": True,
    "font_color": ACCENT,
    "font_size": 12,
    "bottom": 2,
    "bottom_color": ACCENT,
    "valign": "bottom",
}
_HALVES = (
    (start_page.LEFT, start_page.RIGHT - 2),
    (start_page.RIGHT, start_page.START_PAGE.width - 1),
)  # first and last column of each


def put_start(page: Page, *, macros: bool) -> None:
    """Everything of Start; the labels are those that the program writes too."""
    page.put(HOW_ROW, 2, CLICK if macros else RUN, font_color=GREY)
    page.cells.set_row(HOW_ROW - 1, 17)
    page.cells.set_row(BUTTON_ROW - 1, 42 if macros else 15)
    row = start_page.START_PAGE.first_row
    for part in start_page.PARTS:
        page.heights(row, row + part.rows - 1, part.height)
        row += part.rows
    _top(page)
    _texts(page)
    _tiles(page)
    _boxes(page)
    page.name(start_page.CLOCK_NAME, *_at(*start_page.CLOCK_PLACE))
    page.begin_at(*_at(start_page.ROWS["title"], start_page.LEFT))


def _at(row: int, column: int) -> tuple[int, int]:
    return start_page.START_PAGE.first_row + row, start_page.START_PAGE.first_column + column


def _top(page: Page) -> None:
    row, column = _at(start_page.ROWS["title"], start_page.LEFT)
    page.put(
        row, column, start_page.TITLE, font_size=start_page.TITLE_SIZE, bold=True, font_color=ACCENT
    )
    small: Look = {"font_size": start_page.TEXT_SIZE, "font_color": GREY}
    page.put(row + 1, column, None, **small)
    row, column = _at(*start_page.CLOCK_PLACE)
    page.put(row, column - 2, start_page.CLOCK_LABEL, **small, align="right")
    page.put(row, column, None, **small, align="left", num_format=_CLOCK_FORMAT)


def _texts(page: Page) -> None:
    """Both readings side by side, and below them the next right step across the page."""
    before = (
        (start_page.STEPS_HEADING, "\n".join(start_page.STEPS)),
        (start_page.THEN_HEADING, start_page.THEN),
    )
    for (first, last), (heading, text) in zip(_HALVES, before, strict=True):
        _heading(page, "reading_headings", first, last, heading)
        texts = fit(
            text,
            start_page.HALF_WIDTH - start_page.INDENT,
            start_page.TEXT_SIZE,
            start_page.LINES["readings"],
        )
        _lines(page, "readings", first, last, texts)
    last = start_page.START_PAGE.width - 1
    _heading(page, "next_heading", start_page.LEFT, last, start_page.NEXT_HEADING)
    _lines(page, "next", start_page.LEFT, last, (FIRST_STEP,))


def _heading(page: Page, part: str, first: int, last: int, text: str | None) -> None:
    row, column = _at(start_page.ROWS[part], first)
    page.fill(row, column, column + last - first, **_HEADING)
    page.put(row, column, text, **_HEADING)


def _lines(page: Page, part: str, first: int, last: int, texts: Sequence[str] = ()) -> None:
    for offset in range(start_page.LINES[part]):
        row, column = _at(start_page.ROWS[part] + offset, first)
        page.fill(row, column, column + last - first, **_TEXT)
        text = texts[offset] if offset < len(texts) else None
        page.put(row, column, text, **_TEXT, indent=1)


def _tiles(page: Page) -> None:
    tile: Look = {"bg_color": WRITTEN_BAND, "indent": 1}
    for (_, label, kind), across in zip(start_page.TILES, start_page.TILE_COLUMNS, strict=True):
        row, column = _at(start_page.ROWS["tile_labels"], across)
        edge: Look = {"top": 5, "top_color": ACCENT, "valign": "bottom"}
        small: Look = {"font_size": start_page.TEXT_SIZE, "font_color": GREY}
        page.put(row, column, label, **tile, **edge, **small)
        look: Look = {"font_size": 22, "bold": True, "font_color": ACCENT, "align": "left"}
        page.put(row + 1, column, None, kind, **tile, **look, num_format=number_format(kind))
        page.put(row + 2, column, TILE_TO_COME, **tile, **small, text_wrap=True, valign="top")


def _boxes(page: Page) -> None:
    """Left what is overdue, right the day you are full."""
    for (first, last), heading in zip(
        _HALVES, (start_page.OVERDUE_HEADING, start_page.DAY_FULL_HEADING), strict=True
    ):
        _heading(page, "box_headings", first, last, heading)
        _lines(page, "boxes", first, last)
    edge: Look = _TEXT | {"bottom": 1, "bottom_color": FAINT}
    for offset, (_, label, kind) in enumerate(start_page.DAY_FULL):
        row, column = _at(start_page.ROWS["boxes"] + offset, start_page.RIGHT)
        page.fill(row, column, column + 2, **edge)
        page.put(row, column, label, **edge, indent=1)
        look = edge | {"bold": True, "align": "left", "num_format": number_format(kind)}
        page.put(row, column + 2, None, kind, **look)
