"""The Friday page, which the program writes on Start: what stands on it, line by line.

Its parts stand below each other; where each begins follows from those above it.
"""

from __future__ import annotations

from itertools import accumulate

from practice_xl.schema.parts import Block, Column, Kind, Share
from practice_xl.schema.type_width import column_width

CLOCK_NAME = "recalculated_at"  # the cell that holds only the time of the last run
CLOCK_LABEL = "Last recalculated"
STEPS_HEADING = "Three steps to your first page"
STEPS = (
    "1.  Plan: type the first five values. They say what full and enough mean for you.",
    "2.  Weekly: type the last four weeks from your calendar: ten minutes. Then one row a week.",
    "3.  Recalculate, and read this page. On Friday, print it: it is one sheet.",
)
THEN_HEADING = "What this page will say"
THEN = (
    "How your week went, as a manager would say it and as a leader would; the one next right step; "
    "whether you grow as planned, when you are likely to be full, what is likely to come in, and "
    "how much more it could be without one new client."
)
TITLE = "Your Friday page"
NEXT_HEADING = "The next right step"
OVERDUE_HEADING, DAY_FULL_HEADING = "Overdue", "The day you are full"
TEXT_SIZE = 10.5  # of the smallest type on the page, which prints at nearly its own size [points]
_TILE, _BETWEEN = 33.6, 2.1  # widths of a tile, and of the gap beside it [characters]
_PAGE = tuple(
    Column("", "", share=Share.NUMBER, width=width) for width in (_TILE, *(_BETWEEN, _TILE) * 3)
)
LEFT, RIGHT = 0, 4  # columns where the two halves begin, counted from 0
TILE_COLUMNS = (0, 2, 4, 6)
TILE_WIDTH = column_width(_TILE)  # [points]
HALF_WIDTH = column_width(_TILE, _BETWEEN, _TILE)
INDENT = 9.0  # of every line [points]
TITLE_SIZE, TITLE_WIDTH = 18, HALF_WIDTH + TILE_WIDTH / 3  # left of when it was worked out
PAGE_WIDTH = 2 * HALF_WIDTH + column_width(_BETWEEN)

TILES = (
    ("growing", "Growing as planned", Kind.TEXT),
    ("fill", "% full", Kind.SHARE),
    ("likely_income", "Likely income, next 12 months", Kind.MONEY),
    ("no_new_client", "More a year, without a new client", Kind.MONEY),
)
DAY_FULL = (
    ("full_by", "Full by", Kind.DATE),
    ("ceiling", "A full practice earns a year", Kind.MONEY),
    ("goal", "Goal", Kind.MONEY),
    ("gap", "Still missing when full", Kind.MONEY),
    ("lever", "The lever for that day", Kind.TEXT),
)
DECIDED_LABEL = "You decided"  # in place of the last of them, once a decision has a day
DAY_FULL_WORDS = 2  # lines below its figures
OVERDUE_LINES = len(DAY_FULL) + DAY_FULL_WORDS

# Rows of the page, a section a line: a name, how many, how high each is [points]
# fmt: off
PARTS = (
    ("title", 1, 28), ("about", 1, 17), ("", 1, 6),
    ("reading_headings", 1, 21), ("readings", 9, 14.5), ("", 1, 6),
    ("next_heading", 1, 21), ("next", 3, 14.5), ("", 1, 6),
    ("tile_labels", 1, 19), ("tile_values", 1, 32), ("tile_notes", 1, 55), ("", 1, 6),
    ("box_headings", 1, 21), ("boxes", OVERDUE_LINES, 15.75),
)
# fmt: on
_FIRST_ROWS = accumulate((rows for _, rows, _ in PARTS), initial=0)
ROWS = {name: row for (name, _, _), row in zip(PARTS, _FIRST_ROWS, strict=False)}  # from 0 on
LINES = {name: rows for name, rows, _ in PARTS}
START_PAGE = Block(
    "start", "Start", _PAGE, sum(rows for _, rows, _ in PARTS), headers=False, share=Share.NUMBER
)
CLOCK_PLACE = (ROWS["title"], TILE_COLUMNS[-1])
