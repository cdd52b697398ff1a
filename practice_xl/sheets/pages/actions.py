"""The sheet Actions: beside each action, whether the result came closer."""

from __future__ import annotations

from practice_xl.schema.actions import CLOSER, CLOSER_HEADER, QUARTER_RESULTS
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.sheets.pages.page import Facts, Rows, empty

HEADER_ROW = 2  # of the block


def actions_page(facts: Facts) -> dict[str, Rows]:
    """The block beside the table Actions: the status, the header, a sentence for each row."""
    rows = empty(CLOSER)
    rows[0][0] = facts.status
    rows[HEADER_ROW][0] = CLOSER_HEADER
    table_row = TABLE_BY_NAME["Actions"].place[0]
    for answer, row in zip(facts.report.scorecard.closer, facts.action_rows, strict=True):
        place = HEADER_ROW + row - table_row
        if 0 <= place < len(rows):
            rows[place][0] = answer.words
    return {CLOSER.name: rows, QUARTER_RESULTS.name: empty(QUARTER_RESULTS)}
