"""The sheet Actions: beside each action, whether the result came closer."""

from __future__ import annotations

from practice_xl.domain.scorecard.pairs import say
from practice_xl.schema.blocks import CLOSER, CLOSER_HEADER, QUARTER_RESULTS
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows, chance_cell, empty

HEADER_ROW = 2  # of the block


def actions_page(facts: Facts) -> dict[str, Rows]:
    """The block beside Actions: the status, the header, a sentence a row; that beside Quarter."""
    rows = empty(CLOSER)
    rows[0][0] = facts.status
    rows[HEADER_ROW][0] = CLOSER_HEADER
    table_row = TABLE_BY_NAME["Actions"].place[0]
    for answer, row in zip(facts.report.scorecard.closer, facts.action_rows, strict=True):
        place = HEADER_ROW + row - table_row
        if 0 <= place < len(rows):
            rows[place][0] = answer.words
    return {CLOSER.name: rows, QUARTER_RESULTS.name: _quarter(facts)}


def _quarter(facts: Facts) -> Rows:
    """Beside each result of a quarter: from, now, the way, the line, the chance, a sentence."""
    rows, plan = empty(QUARTER_RESULTS), facts.report.practice.plan
    for standing, place in zip(facts.report.quarter, facts.beside.get("Quarter", ()), strict=False):
        if place < len(rows):
            key, to = standing.result.measurable, standing.result.to
            shares = (standing.done, standing.line)
            rows[place] = [
                *(
                    NOT_YET if n is None else say(key, n, plan, to)
                    for n in (standing.start, standing.now)
                ),
                *(NOT_YET if share is None else share for share in shares),
                chance_cell(standing.chance),
                standing.words,
            ]
    return rows
