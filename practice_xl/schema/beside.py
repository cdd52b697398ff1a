"""The blocks that stand beside the owner's tables, and the lines above a sheet's numbers."""

from __future__ import annotations

from practice_xl.schema.decisions import DECISION_NUMBERS
from practice_xl.schema.inputs import CLINICIANS, FEES, QUARTER_ROWS, SOURCE_ROWS
from practice_xl.schema.parts import AS_IS, TICKED, Block, Column, Kind, shown
from practice_xl.schema.type_width import column_width


def _lines(name: str, sheet: str, rows: int, since: int = 1) -> Block:
    columns = (shown("text"),)
    return Block(name, sheet, columns, rows, headers=False, share=AS_IS, since=since)


STATUS_ONLY = ("Weekly", "Monthly", "Plan", "Coach", "Words")
STATUSES = {sheet: _lines(f"{sheet.lower()}_status", sheet, 1) for sheet in STATUS_ONLY}
REFERRALS_HEADLINE = Block(
    "referrals_headline",
    "Referrals",
    (Column("text", "", share=TICKED),),
    4,
    headers=False,
    share=TICKED,
    since=3,
)
HEADLINES = {
    "Levers": _lines("levers_headline", "Levers", 6),
    "Income": _lines("income_headline", "Income", 7),
    "Capacity": _lines("capacity_headline", "Capacity", 4),
    "Decisions": _lines("decisions_headline", "Decisions", 5, since=3),
    "Referrals": REFERRALS_HEADLINE,
}
# Lines of the headlines that are the titles of the charts below them, counted from 0:
BEST_LINE, EFFECT_LINE = 1, 2  # Levers
FANS_LINE = 1  # Decisions
SCORES_LINE = 1  # of the block of scores

ALIASES = Block(  # between Fees and Clinicians, beside the names of both
    "aliases",
    "Plan",
    (Column("tier", "In the copy", width=13), Column("clinician", "In the copy", width=13)),
    max(FEES.rows, CLINICIANS.rows),
    since=3,
)
CLOSER_ROWS = 200
CLOSER_HEADER = "Closer? (the program says)"
CLOSER = Block(  # the sheet's status, the header, then a word for each row of the table beside it
    "closer",
    "Actions",
    (shown("closer", "Closer?", width=23),),
    3 + CLOSER_ROWS,
    headers=False,
    share=AS_IS,
)
QUARTER_RESULTS = Block(
    "quarter",
    "Actions",
    (
        shown("from", "From", width=11),
        shown("now", "Now", width=11),
        shown("done", "Of the way", Kind.SHARE, 10),
        shown("line", "The line", Kind.SHARE, 10),
        shown("chance", "Chance", Kind.SHARE, 10),
        shown("words", "Where it stands", width=62),
    ),
    QUARTER_ROWS,
    share=AS_IS,
    since=3,
)
REFERRALS = Block(
    "referrals",
    "Referrals",
    tuple(
        shown(key, header, kind, width)._replace(share=TICKED)
        for key, header, kind, width in (
            ("alias", "In the copy", Kind.TEXT, 11),
            ("inquiries", "Inquiries, 52 weeks", Kind.COUNT, 10),
            ("started", "New clients, 52 weeks", Kind.COUNT, 10),
            ("conversion", "Become clients", Kind.SHARE, 10),
            ("worth", "Worth", Kind.MONEY, 11),
            ("last_met", "Last met", Kind.DATE, 13),
            ("weeks_since", "Weeks since", Kind.COUNT, 8),
            ("share", "Of all new clients", Kind.SHARE, 10),
            ("strong", "Strong", Kind.TEXT, 10),
        )
    ),
    SOURCE_ROWS,
    share=TICKED,
    since=3,
)

DECISION_USED = Block(
    "decision_used",
    "Decisions",
    (shown("used", "Used", Kind.NUMBER, 10),),
    len(DECISION_NUMBERS),
    kinds=tuple(number.kind for _, number in DECISION_NUMBERS),
    since=3,
)
RESULT_WORDS = 9  # lines of words for each decision
WORDS_SIZE = 10  # of their type [points]
_WHAT, _AMOUNT = 31, 11.5  # widths of the results' columns [characters]
ROW_WIDTH = column_width(_WHAT, *(_AMOUNT,) * 3)  # [points]
RESULT_ROWS = 96  # a decision takes about ten of them
ROWS_PRINTED = 32  # as now, all together, and two decisions: one page
DECISION_RESULTS = Block(
    "decision_results",
    "Decisions",
    (
        shown("what", "The next 12 months", width=_WHAT),
        shown("low", "Low", Kind.MONEY, _AMOUNT),
        shown("likely", "Likely", Kind.MONEY, _AMOUNT),
        shown("high", "High", Kind.MONEY, _AMOUNT),
    ),
    RESULT_ROWS,
    "What they bring (8 in 10 times between low and high)",
    share=AS_IS,
    since=3,
)
DECISION_FANS = Block(
    "decision_fans",
    "Decisions",
    (
        shown("week_start", "Week starting", Kind.DATE),
        shown("low", "Low, as now", Kind.MONEY),
        shown("likely", "Likely, as now", Kind.MONEY),
        shown("high", "High, as now", Kind.MONEY),
        shown("low_with", "Low, with", Kind.MONEY),
        shown("likely_with", "Likely, with", Kind.MONEY),
        shown("high_with", "High, with", Kind.MONEY),
    ),
    52,
    "Behind the chart",
    share=AS_IS,
    since=3,
)
DECISION_BLOCKS = (DECISION_USED, DECISION_RESULTS, DECISION_FANS)
