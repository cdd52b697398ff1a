"""Weeks off to come: the planned ones, and those that will come as they always have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import numpy as np

from practice_xl.domain.calendar import WEEK, slots_of_all
from practice_xl.domain.middle import Flags, Numbers
from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import Draws, Paths, beta
from practice_xl.domain.projection.history import History

# Half a year of weeks (25.96) stands behind the prior share of weeks off: 0.091, or nearly five
# weeks a year, is the mean of the practices the method was measured on.
PRIOR_WEEKS, PRIOR_SHARE = 25.96, 0.091
# Weeks off come in blocks: one week in four after a week off is off too, worth six of them.
PRIOR_STAYS, PRIOR_STAYS_WEEKS = 0.25, 6
LONGEST_BLOCK = 4
YEAR = 52


def hours_shares(starts: Sequence[date], plan: Plan, ceiling: float) -> Numbers:
    """Usual slots of each coming week by Hours, over those now; 1 where no row begins in them.

    ``ceiling`` is the slots of an open week now, for where Plan does not say. [sessions]
    """
    if all(row.first < starts[0] for row in plan.hours):
        return np.ones(len(starts))
    slots = [slots_of_all(plan, week) for week in (starts[0] - WEEK, *starts)]
    now, *coming = [ceiling if each is None else each for each in slots]
    return np.array(coming) / (now or ceiling)


def drawn_off(history: History, plan: Plan | None, draws: Draws) -> Flags:
    """Weeks off as they come without TimeOff, (weeks, paths): a share a path, in blocks."""
    prior = PRIOR_SHARE
    if plan is not None:
        prior = min(max((YEAR - plan.working_weeks) / YEAR, 0.002), 0.9)
    a = prior * PRIOR_WEEKS + _weeks_off(history.off)
    b = (1 - prior) * PRIOR_WEEKS + float(history.worked.sum())
    share = beta(a, b, draws.spread["off_share"]).astype(np.float32)
    was, then = history.off[:-1], history.off[1:] | history.worked[1:]
    stayed = float((was & history.off[1:]).sum()) + PRIOR_STAYS * PRIOR_STAYS_WEEKS
    stays = np.maximum(share, np.float32(stayed / (float((was & then).sum()) + PRIOR_STAYS_WEEKS)))
    begins = share * (1 - stays) / np.maximum(1 - share, np.float32(1e-3))
    off = np.empty(draws.away.shape, dtype=bool)
    away = np.full(len(share), bool(history.off[-1]))
    for week, uniform in enumerate(draws.away):
        away = uniform < np.where(away, stays, begins)
        off[week] = away
    return off


def _weeks_off(off: Flags) -> float:
    """Weeks off so far; of one long absence four count: it was an event, and no habit.

    >>> _weeks_off(np.array([False, True, True, False] + [True] * 13))
    6.0
    """
    blocks = (len(list(block)) for away, block in groupby(off.tolist()) if away)
    return float(sum(min(block, LONGEST_BLOCK) for block in blocks))


def take_off(whole: Paths, planned: Paths, drawn: Flags, shares: Numbers) -> tuple[Paths, Flags]:
    """Take the weeks off out of sessions, or out of money.

    Planned days off take the place of the next weeks off that would have come in the same 52
    weeks: what they cost is owed, and a drawn week off is worked until it has brought back what
    is owed. So on every path, up to every week, one more day off never makes the total larger,
    and the weeks before it stay as they were.

    Args:
        whole: Sessions kept, or money, if nobody were ever away, (weeks, paths).
        planned: The same with the days of TimeOff taken out; never more than ``whole``.
        drawn: Weeks off as they come without TimeOff.
        shares: Share of each week that is open by plan, (weeks,).

    Returns:
        The same with weeks off at 0, and which weeks are off.

    >>> ten, off = np.full((4, 1), 10, dtype=np.float32), np.zeros((4, 1), dtype=bool)
    >>> off[2] = True
    >>> take_off(ten, ten, off, np.ones(4))[0].T.tolist()
    [[10.0, 10.0, 0.0, 10.0]]
    >>> less = ten * np.float32([[1], [0.4], [1], [1]])
    >>> take_off(ten, less, off, np.array([1, 0.4, 1, 1]))[0].T.tolist()
    [[10.0, 4.0, 6.0, 10.0]]
    """
    kept, off = np.where(drawn, np.float32(0), planned), drawn | (shares == 0)[:, None]
    for start in range(0, len(shares), YEAR):
        days_off = np.flatnonzero(shares[start : start + YEAR] < 1)
        if not len(days_off):
            continue
        owed = np.zeros_like(whole[0])
        for week in range(start + int(days_off[0]), min(start + YEAR, len(shares))):
            back = np.where(drawn[week], np.minimum(planned[week], owed), np.float32(0))
            kept[week] += back
            off[week] &= ~(back > 0)
            owed -= back
            if shares[week] < 1:
                owed += np.where(drawn[week], np.float32(0), whole[week] - planned[week])
    return kept, off
