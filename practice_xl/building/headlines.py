"""What stands above the numbers of a sheet: the answer, the reason, what to do next."""

from __future__ import annotations

from typing import Any

from practice_xl.building.looks import ACCENT, GREY, INK, WRITTEN
from practice_xl.building.page import Page
from practice_xl.domain.scorecard import LEADER_HEADING, MANAGER_HEADING
from practice_xl.schema.blocks import BEST_LINE, EFFECT_LINE, FANS_LINE, SCORE_PLACE, SCORES_LINE
from practice_xl.schema.parts import Block, cell_position

CHART_TO_COME = "The chart fills in after the first Recalculate."
TO_COME = "The answer stands here after the first Recalculate: type your weeks in Weekly first."
_TITLE_LINES = {  # of a headline, that are the titles of charts
    "Levers": (BEST_LINE, EFFECT_LINE),
    "Decisions": (FANS_LINE,),
}
_SCORES_STATUS = 2  # row of the block of scores
_LARGE = 38


def put_headline(page: Page, block: Block) -> None:
    """The answer in large type, the reasons, and in the last line what to do next."""
    last = right_edge(page, block)
    for row in range(block.rows):
        look: dict[str, Any] = {}
        if row == 0:
            look = {"bold": True, "font_size": 14, "font_color": ACCENT}
            page.cells.set_row(block.first_row - 1, 26)
        elif row == block.rows - 1:
            look = {"font_size": 9, "font_color": ACCENT}
        else:
            page.cells.set_row(block.first_row - 1 + row, 17)
        text = (
            TO_COME
            if row == 0
            else CHART_TO_COME
            if row in _TITLE_LINES.get(block.sheet, ())
            else None
        )
        put_line(page, block.first_row + row, block.first_column, last, text, **look)
    page.begin_at(block.first_row, block.first_column)


def put_scores(page: Page, block: Block) -> None:
    """The headline of the Scorecard, and both scores in large figures."""
    last, across = right_edge(page, block), block.width - 1
    for row in range(block.rows):
        at = block.first_row + row
        look: dict[str, Any] = {}
        if row == 0:
            look = {"bold": True, "font_size": 13, "font_color": ACCENT}
        elif row == _SCORES_STATUS:
            look = {"font_size": page.sheet.least_type, "font_color": ACCENT}
        elif row == SCORE_PLACE[0] - 1:
            look = {"bold": True, "font_size": 13, "font_color": INK}
        elif row == SCORE_PLACE[0]:
            look = {
                "bold": True,
                "font_size": _LARGE,
                "font_color": ACCENT,
                "align": "left",
                "num_format": "0",
            }
            page.cells.set_row(at - 1, 50)
        elif row > SCORE_PLACE[0]:
            look = {"font_size": page.sheet.least_type, "font_color": GREY}
        text = TO_COME if row == 0 else CHART_TO_COME if row == SCORES_LINE else None
        put_line(page, at, block.first_column, block.first_column + across - 1, text, **look)
        put_line(page, at, block.first_column + across, last, **look)
        if row == SCORE_PLACE[0] - 1:
            for heading, column in ((MANAGER_HEADING, 0), (LEADER_HEADING, across)):
                place = block.first_column + column
                page.put(at, place, heading, bg_color=WRITTEN, indent=1, **look)
    page.begin_at(block.first_row, block.first_column)


def put_status(page: Page, block: Block, last: int = 0) -> None:
    """The line of a sheet on which Python writes nothing else, or little: what to do next.

    It runs to the column ``last``, or to the right edge.
    """
    last = last or right_edge(page, block)
    put_line(page, block.first_row, block.first_column, last, font_size=9, font_color=ACCENT)


def put_line(
    page: Page, row: int, first: int, last: int, text: str | None = None, **look: Any
) -> None:
    """A line of text, which runs on over the cells beside it."""
    page.put(row, first, text, bg_color=WRITTEN, indent=1, **look)
    page.fill(row, first + 1, last, bg_color=WRITTEN, **look)


def right_edge(page: Page, block: Block) -> int:
    """The last column of the first page that prints, or of the table on the sheet."""
    if page.sheet.printed:
        last = cell_position(page.sheet.printed.split(":")[1])[1]
        return min((last, *(column - 1 for column in page.sheet.breaks_across)))
    if page.sheet.printed_across:
        return page.sheet.printed_across
    return max(block.first_column + block.width - 1, len(page.sheet.widths))
