"""The page that the program writes on Start: its lines, its tiles, two boxes."""

from __future__ import annotations

from practice_xl.schema.parts import Block, Column, Kind, Share

CLOCK_NAME = "recalculated_at"  # the cell that holds only the time of the last run
# Start is one page and one block. Its places, as (row, column) counted from 0 in the block:
_PAGE = tuple(Column("", "", share=Share.NUMBER, width=width) for width in (43, 2, 43, 2, 43))
START_PAGE = Block("start", "Start", _PAGE, 38, headers=False, share=Share.NUMBER)
CLOCK_PLACE = (0, 2)
START_LINES = ("Last recalculated", "Weeks read", "Checks", "Next for you")  # rows 0 to 3
TILES = (
    ("no_new_client", "A year more, no new client", Kind.MONEY, (6, 0)),
    ("fill", "% full", Kind.SHARE, (6, 2)),
    ("full_by", "Full by", Kind.DATE, (6, 4)),
    ("likely_income", "Likely income, next 12 months", Kind.MONEY, (10, 0)),
    ("manager", "Manager: the week is in order", Kind.COUNT, (10, 2)),
    ("leader", "Leader: the practice is moving", Kind.COUNT, (10, 4)),
)  # the label stands in the row above, a note in the row below
DAY_FULL_PLACE = (13, 0)
DAY_FULL = (
    ("full_by", "Full by", Kind.DATE),
    ("ceiling", "What a full practice earns", Kind.MONEY),
    ("goal", "Goal", Kind.MONEY),
    ("gap", "Still missing when full", Kind.MONEY),
    ("lever", "The lever for that day", Kind.TEXT),
)
CARD_PLACE = (20, 0)
CARD_ROWS = 17
CARD_TITLE = "The Friday card"
CARD_SECTIONS = (1, 7, 13)  # rows of its headings: manager, leader, the next right step
