"""Weeks off to come: the planned ones, and those that will come as they always have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from practice_xl.domain.calendar import WEEK, share_open
from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import SPREADS, Draws, Numbers, beta
from practice_xl.domain.projection.history import History

# Half a year of weeks (25.96) stands behind the prior share of weeks off: 0.091, or nearly five
# weeks a year, is the mean of the practices the method was measured on.
PRIOR_WEEKS, PRIOR_SHARE = 25.96, 0.091
# A planned week takes the place of 0.85 of a drawn one. At 1.0 a further planned week could raise
# the likely total a little: it makes the number of weeks off surer, and its long tail shorter.
TAKES_PLACE_OF = 0.85
YEAR = 52
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def open_shares(first: date, count: int, plan: Plan) -> Numbers:
    """Share of each coming week's working days that is not in TimeOff, 0 to 1.

    Args:
        first: First day of the first week.
        count: How many weeks. [weeks]
        plan: Holds TimeOff.
    """
    spans: Sequence[Any] = [span for span in plan.time_off if span.last >= first]
    if not spans:
        return np.ones(count)
    return np.array([share_open(first + WEEK * week, spans) for week in range(count)])


def away(history: History, plan: Plan | None, draws: Draws) -> tuple[Flags, Numbers]:
    """Which coming weeks are off on which path.

    The share of weeks off is drawn once a path, then each week by itself. Planned weeks off
    take the place of drawn ones in the same 52 weeks, and one more of them never makes the
    likely total larger.

    Args:
        history: Weeks off so far.
        plan: Working weeks and TimeOff; None when the owner filled in no plan.
        draws: The random numbers.

    Returns:
        Flags, (weeks, paths), and the share of each week that is open by plan, (weeks,).
    """
    count = len(draws.away)
    prior = PRIOR_SHARE
    if plan is not None:
        prior = min(max((YEAR - plan.working_weeks) / YEAR, 0.002), 0.9)
    a = prior * PRIOR_WEEKS + float(history.off.sum())
    b = (1 - prior) * PRIOR_WEEKS + float(history.open.sum())
    share = beta(a, b, draws.spread[SPREADS.index("off_share")]).astype(np.float32)

    blocks = -(-count // YEAR)
    shares = open_shares(history.next_week, blocks * YEAR, plan or Plan())
    off = np.empty(draws.away.shape, dtype=bool)
    for block in range(blocks):
        weeks = slice(block * YEAR, min((block + 1) * YEAR, count))
        planned = float((1 - shares[block * YEAR : (block + 1) * YEAR]).sum())
        left = np.maximum(YEAR * share - TAKES_PLACE_OF * planned, 0) / max(YEAR - planned, 1)
        off[weeks] = draws.away[weeks] < left
    off[shares[:count] == 0] = True
    return off, shares[:count]
