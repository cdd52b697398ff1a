"""The cells of each block of the copy: the pages' own rows, with what is withheld left blank."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from practice_xl.domain.amounts import plural
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.windows import last_open_weeks, ratio
from practice_xl.schema.blocks import (
    BLOCKS,
    CAPACITY_WEEKS,
    CLINICIAN_RATES,
    CLOCK_PLACE,
    HEADLINES,
    INCOME_SERIES,
    INCOME_YEAR,
    LEVER_RESULTS,
    SCORES,
    START_PAGE,
)
from practice_xl.schema.inputs import TABLE_CELLS, WEEKLY
from practice_xl.schema.measures import OVER_FOUR_WEEKS
from practice_xl.schema.parts import Block, Column, Kind, Share, cell_position
from practice_xl.sharing.counts import BLOCK_26
from practice_xl.sharing.numbers import FORMAT_LINE
from practice_xl.sharing.report import CoachFacts
from practice_xl.sharing.small_weeks import WEEKS_SHOWN
from practice_xl.sheets.pages.page import Rows
from practice_xl.sheets.write import block_rows

SHARED_SHEETS = ("Start", "Scorecard", "Levers", "Income", "Capacity")
MEAN_WEEKS = 4  # a bar of the income chart may be the mean of so many weeks
_FIXED = "Figures as the tracker had them; nothing here is worked out again."
_LONGER = "as figures of 4 weeks or longer"


def shared_blocks(coach: CoachFacts) -> list[Block]:
    """The blocks that stand in a copy: those with a share rule, on the sheets it has."""
    blocks = [b for b in BLOCKS if b.sheet in SHARED_SHEETS and b.share is not Share.NEVER]
    return [b for b in blocks if b is not CLINICIAN_RATES or coach.weeks.clinicians]


def coach_rows(coach: CoachFacts) -> dict[str, Rows]:
    """Rows of every block of the copy, by the block's name."""
    every = block_rows(coach.facts)
    rows = {block.name: every[block.name] for block in shared_blocks(coach)}
    _start(rows[START_PAGE.name], coach)
    for name, block in HEADLINES.items():
        if block.name in rows:
            rows[block.name][-1][0] = status(coach)
            if name == "Capacity":
                rows[block.name][-1][0] = f"{status(coach, '')} “% full” is drawn {_LONGER}."
            if name == "Capacity" and ("fill", 4) in coach.withheld.figures:
                rows[block.name][0][0] = "% full is withheld: too few weeks stand behind it."
    rows[SCORES.name][2][0] = status(coach, "")
    _capacity_weeks(rows[CAPACITY_WEEKS.name], coach)
    if CLINICIAN_RATES.name in rows:
        _clinicians(rows[CLINICIAN_RATES.name], coach)
    _income(rows, coach)
    _levers(rows[LEVER_RESULTS.name], coach)
    return rows


def status(coach: CoachFacts, more: str = _FIXED) -> str:
    """The small line on every sheet of the copy."""
    return f"Coach copy. {coach.facts.weeks_read}. {more}".strip()


def weekly_columns() -> list[Column]:
    """Columns of Weekly whose weekly totals may leave; all others are private until decided."""
    shared = [c for c in WEEKLY.columns if c.share is Share.NUMBER]
    return [c for c in shared if c.key not in OVER_FOUR_WEEKS]


def weekly_totals(coach: CoachFacts) -> Rows:
    """The weekly totals of all clinicians together, the latest week first."""
    weeks = coach.weeks
    columns = weekly_columns()
    rows: Rows = []
    for place in range(len(weeks) - 1, max(-1, len(weeks) - 1 - WEEKS_SHOWN), -1):
        row: list[Any] = []
        for column in columns:
            if column.kind is Kind.DATE:
                start = weeks.starts[place]
                row.append(datetime(start.year, start.month, start.day))
                continue
            values = weeks.columns.get(column.key)
            hidden = column.kind is Kind.MONEY and place in coach.withheld.money_weeks
            value = np.nan if values is None or hidden else float(values[place])
            row.append(None if np.isnan(value) else value)
        rows.append(row)
    return rows


def hidden_money_rows(coach: CoachFacts) -> list[int]:
    """Rows of :func:`weekly_totals` whose money is withheld."""
    last = len(coach.weeks) - 1
    return sorted(
        last - place for place in coach.withheld.money_weeks if last - place < WEEKS_SHOWN
    )


def _start(rows: Rows, coach: CoachFacts) -> None:
    row, column = CLOCK_PLACE
    rows[row][0], rows[row][column] = "This file", FORMAT_LINE
    rows[row + 2][column] = (
        f"{plural(coach.checks, 'check')} need a look in the tracker."
        if coach.checks > 1
        else "1 check needs a look in the tracker."
        if coach.checks
        else "Nothing needs a look."
    )
    rows[row + 3][column] = "Read the card below and the sheet Conversation; type in Coach."


def _capacity_weeks(rows: Rows, coach: CoachFacts) -> None:
    """% full of single weeks says how many were missed or cancelled: blocks of weeks instead."""
    key = [column.key for column in CAPACITY_WEEKS.columns].index("fill")
    shown = fill_blocks(coach)
    starts = {
        datetime(start.year, start.month, start.day): place
        for place, start in enumerate(coach.weeks.starts)
    }
    for row in rows:
        place = starts.get(row[0]) if row[0] is not None else None
        if row[key] is not None:
            row[key] = None if place is None else shown.get(place)


def fill_blocks(coach: CoachFacts) -> dict[int, float]:
    """% full by position of the week: one figure for the last 4 open weeks, one for the 9 before.

    And one for the weeks 14 to 26 back: figures that the windows of 4 and 13 weeks tell already,
    or that stand by themselves for 4 weeks or more.
    """
    weeks, gone = coach.weeks, coach.withheld.figures
    last = {n: last_open_weeks(weeks, n).places.tolist() for n in (4, 13, BLOCK_26)}
    cut = []
    if ("fill", 4) not in gone:
        cut.append(last[4])
        if ("fill", 13) not in gone:
            cut.append([place for place in last[13] if place not in last[4]])
    elif ("fill", 13) not in gone:
        cut.append(last[13])
    if ("fill", BLOCK_26) not in gone:
        cut.append(last[BLOCK_26][:-13])
    shown: dict[int, float] = {}
    for places in cut:
        inside = np.array(places, dtype=int)
        value = ratio(weeks.booked[inside], weeks["slots_offered"][inside]).value
        if value is not None:
            shown |= dict.fromkeys(places, value)
    return shown


def _clinicians(rows: Rows, coach: CoachFacts) -> None:
    keys = [column.key for column in CLINICIAN_RATES.columns]
    withheld, small = coach.withheld, coach.plan.small_cell
    for row in rows:
        if row[0] in withheld.clinicians:
            for key in keys[1:]:
                row[keys.index(key)] = f"<{small}" if key == "kept_13" else "–"
        elif row[0] in withheld.clinicians_4:
            for key in ("utilisation_4", "fill_4"):
                row[keys.index(key)] = "–"
        for size in (4, 13):
            if (row[0], size) in withheld.clinicians_fill:
                row[keys.index(f"fill_{size}")] = "–"


def _income(rows: dict[str, Rows], coach: CoachFacts) -> None:
    gone = coach.withheld.figures
    keys = [column.key for column in INCOME_SERIES.columns]
    hidden = _weeks_without_bar(coach)
    for row in rows[INCOME_SERIES.name]:
        month, week = row[keys.index("month")], row[keys.index("week_start")]
        if month is not None and ("month", month.date()) in gone:
            row[keys.index("collected")] = None
        if week is not None and week.date() in hidden:
            row[keys.index("week_collected")] = None
    if ("promise", 13) in gone:
        for row in rows[INCOME_YEAR.name][-2:]:
            row[:] = [None] * len(row)


def _weeks_without_bar(coach: CoachFacts) -> set[Any]:
    """Weeks whose bar would rest on withheld money, also as the mean of the weeks before it."""
    starts = coach.weeks.starts
    return {
        starts[place] + WEEK * ahead
        for place in coach.withheld.money_weeks
        for ahead in range(MEAN_WEEKS)
    }


def _levers(rows: Rows, coach: CoachFacts) -> None:
    table_row = cell_position(TABLE_CELLS["LeverInputs"])[0]
    seen = set()
    for row, key, _number in coach.facts.lever_rows:
        place = row - table_row - 1
        if key not in coach.withheld.levers or not 0 <= place < len(rows):
            continue
        if key not in seen:
            seen.add(key)
            on = coach.facts.report.levers.each[key].on
            rows[place][1:3] = ["–", "–" if on else "off"]
