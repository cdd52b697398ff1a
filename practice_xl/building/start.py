"""The sheet Start: one line of what to do, the buttons, and the page that the program writes."""

from __future__ import annotations

from collections.abc import Iterator

from practice_xl.building.looks import ACCENT, EDGE, GREY, HEADER, WRITTEN, WRITTEN_BAND, Look
from practice_xl.building.page import Page
from practice_xl.schema import start_page
from practice_xl.schema.start_page import START_PAGE
from practice_xl.sheets.pages.friday import BEFORE
from practice_xl.sheets.pages.start import lay_out

_Cell = tuple[tuple[int, int], Look]
HABIT = (
    "First Friday: Monthly. Quarter: Actions, Decisions, Referrals. "
    "The rest is there when you want it."
)
CLICK = f"Friday: Weekly, then Recalculate (or Alt and F8, and run it), then this page. {HABIT}"
RUN = f"Friday: Weekly, save, close, recalculate as you set it up, then this page. {HABIT}"
HOW_ROW, BUTTON_ROW = 3, 4
_CLOCK_FORMAT = "d mmm yyyy hh:mm"
_SMALL: Look = {"font_size": start_page.TEXT_SIZE, "font_color": GREY}
_TEXT: Look = {"font_size": start_page.TEXT_SIZE, "bg_color": WRITTEN}
_HEADING: Look = HEADER | {"font_size": 12, "text_wrap": False}
_FIGURE: Look = _TEXT | EDGE
_LEFT = range(start_page.LEFT, start_page.RIGHT - 1)
_RIGHT, _WHOLE = range(start_page.RIGHT, START_PAGE.width), range(START_PAGE.width)
_TILE: Look = {"bg_color": WRITTEN_BAND, "indent": 1}
_TILES: dict[str, Look] = {  # from its label down to its note
    "tile_labels": _TILE | {"top": 5, "top_color": ACCENT, "valign": "bottom"} | _SMALL,
    "tile_values": _TILE | {"font_size": 22, "bold": True, "font_color": ACCENT, "align": "left"},
    "tile_notes": _TILE | _SMALL | {"text_wrap": True, "valign": "top"},
}


def put_start(page: Page, *, macros: bool) -> None:
    """Everything of Start, with the words of a practice that has typed nothing yet."""
    page.put(HOW_ROW, 2, CLICK if macros else RUN, font_color=GREY)
    page.cells.set_row(HOW_ROW - 1, 17)
    page.cells.set_row(BUTTON_ROW - 1, 42 if macros else 15)
    top, left = START_PAGE.first_row, START_PAGE.first_column
    row = top
    for _, rows, height in start_page.PARTS:
        page.heights(row, row + rows - 1, height)
        row += rows
    words, cells = lay_out(BEFORE, None), list(_cells())
    last = dict(cells)
    for (down, across), look in cells:  # a cell's words are written with its last look alone
        text = words[down][across] if last[down, across] is look else None
        page.put(top + down, left + across, text or None, **look)
    down, across = start_page.CLOCK_PLACE
    page.name(start_page.CLOCK_NAME, top + down, left + across)
    page.begin_at(top, left)


def _cells() -> Iterator[_Cell]:
    """The cells of the page by row and column, from 0, and how each looks; the last word counts."""
    down, clock = start_page.CLOCK_PLACE
    yield (down, _LEFT[0]), {"font_size": start_page.TITLE_SIZE, "bold": True, "font_color": ACCENT}
    yield (down + 1, _LEFT[0]), _SMALL
    yield (down, clock - 2), _SMALL | {"align": "right"}
    yield (down, clock), _SMALL | {"align": "left", "num_format": _CLOCK_FORMAT}
    for half in (_LEFT, _RIGHT):
        yield from _lines("reading_headings", half, _HEADING)
        yield from _lines("readings", half, _TEXT, indent=1)
    yield from _lines("next_heading", _WHOLE, _HEADING)
    yield from _lines("next", _WHOLE, _TEXT, indent=1)
    for (_, _, kind), across in zip(start_page.TILES, start_page.TILE_COLUMNS, strict=True):
        for part, look in _TILES.items():
            shown = {"kind": kind} if part == "tile_values" else {}
            yield (start_page.ROWS[part], across), look | shown
    for half in (_LEFT, _RIGHT):
        yield from _lines("box_headings", half, _HEADING)
        yield from _lines("boxes", half, _TEXT, indent=1)
    for down, (_, _, kind) in enumerate(start_page.DAY_FULL, start=start_page.ROWS["boxes"]):
        yield from _line(down, _RIGHT[:3], _FIGURE, indent=1)
        yield (down, _RIGHT[2]), _FIGURE | {"kind": kind, "bold": True, "align": "left"}


def _lines(part: str, columns: range, look: Look, **begins: object) -> Iterator[_Cell]:
    for down in range(start_page.LINES[part]):
        yield from _line(start_page.ROWS[part] + down, columns, look, **begins)


def _line(down: int, columns: range, look: Look, **begins: object) -> Iterator[_Cell]:
    """A line across the columns, with what its first one has besides."""
    yield from (((down, across), look) for across in columns)
    yield (down, columns[0]), look | begins
