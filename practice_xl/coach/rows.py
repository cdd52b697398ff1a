"""The cells of each block of the copy: the rows of the tracker's own pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from practice_xl.coach.inputs import CoachFacts, hidden_measures
from practice_xl.coach.numbers import FORMAT_LINE
from practice_xl.domain.amounts import plural
from practice_xl.schema.blocks import BLOCKS, SCORES
from practice_xl.schema.headlines import HEADLINES
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Block, Column, Kind, Share
from practice_xl.schema.start_page import CLOCK_PLACE, LEFT, ROWS, START_PAGE
from practice_xl.sheets.pages.page import Rows
from practice_xl.sheets.write import block_rows

SHARED_SHEETS = ("Start", "Scorecard", "Levers", "Income", "Capacity")
WEEKS_SHOWN = 52  # weeks of the sheet Weekly totals; none earlier leaves by itself
_FIXED = "Figures as the tracker had them; nothing here is worked out again."


def shared_blocks(coach: CoachFacts) -> list[Block]:
    """The blocks that stand in a copy: their share rule says so, and its sheets have them."""
    rules = {Share.NUMBER, Share.TICKED} if coach.parts else {Share.NUMBER}
    return [block for block in BLOCKS if block.sheet in SHARED_SHEETS and block.share in rules]


def coach_rows(coach: CoachFacts) -> dict[str, Rows]:
    """Rows of every block of the copy, by the block's name."""
    every = block_rows(coach.facts)
    rows = {block.name: every[block.name] for block in shared_blocks(coach)}
    if START_PAGE.name in rows:
        _start(rows[START_PAGE.name], coach)
    for block in HEADLINES.values():
        if block.name in rows:
            rows[block.name][-1][0] = status(coach)
    if SCORES.name in rows:
        rows[SCORES.name][2][0] = status(coach)
    return rows


def hidden_labels() -> frozenset[str]:
    """Labels of rows that may not leave."""
    hidden = hidden_measures()
    return frozenset(measure.label for measure in MEASURES if measure.key in hidden)


def status(coach: CoachFacts) -> str:
    """The small line on every sheet of the copy."""
    return f"Coach copy. {coach.facts.weeks_read}. {_FIXED}"


def weekly_columns() -> list[Column]:
    """Columns of Weekly whose weekly totals leave; all others are private until decided."""
    return [column for column in WEEKLY.columns if column.share is Share.NUMBER]


def weekly_totals(coach: CoachFacts) -> Rows:
    """The weekly totals of all clinicians together, the latest week first."""
    weeks, columns = coach.weeks, weekly_columns()
    rows: Rows = []
    for place in range(len(weeks) - 1, max(-1, len(weeks) - 1 - WEEKS_SHOWN), -1):
        start = weeks.starts[place]
        row: list[Any] = []
        for column in columns:
            values = weeks.columns.get(column.key)
            if column.kind is Kind.DATE:
                row.append(datetime(start.year, start.month, start.day))
            elif values is None or np.isnan(values[place]):
                row.append(None)
            else:
                row.append(float(values[place]))
        rows.append(row)
    return rows


def _start(rows: Rows, coach: CoachFacts) -> None:
    row, column = CLOCK_PLACE
    needs = "needs" if coach.checks == 1 else "need"
    look = f"{plural(coach.checks, 'check')} {needs} a look in the tracker."
    rows[row][column - 2], rows[row][column] = "This file", FORMAT_LINE
    checks = look if coach.checks else "Nothing needs a look."
    rows[ROWS["about"]][LEFT] = f"{coach.facts.weeks_read}. {checks}"
