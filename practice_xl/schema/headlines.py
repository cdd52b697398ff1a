"""The lines above the numbers of a sheet: its headline, or only its status."""

from __future__ import annotations

from practice_xl.schema.parts import Block, Column, Share
from practice_xl.schema.referrals import REFERRALS_HEADLINE


def _lines(name: str, sheet: str, rows: int, title: str = "") -> Block:
    return Block(
        name,
        sheet,
        (Column("text", "", share=Share.NUMBER),),
        rows,
        title,
        headers=False,
        share=Share.NUMBER,
    )


STATUS_ONLY = ("Weekly", "Monthly", "Plan", "Coach", "Words")
_HEADLINE_ROWS = {"Levers": 6, "Income": 7, "Capacity": 4}

HEADLINES = {
    sheet: _lines(f"{sheet.lower()}_headline", sheet, rows)
    for sheet, rows in _HEADLINE_ROWS.items()
} | {
    "Decisions": _lines("decisions_headline", "Decisions", 5)._replace(since=3),
    "Referrals": REFERRALS_HEADLINE,
}
# Lines of the headlines that are the titles of the charts below them, counted from 0:
BEST_LINE, EFFECT_LINE = 1, 2  # Levers
FANS_LINE = 1  # Decisions
SCORES_LINE = 1  # of the block of scores
STATUSES = {sheet: _lines(f"{sheet.lower()}_status", sheet, 1) for sheet in STATUS_ONLY}
