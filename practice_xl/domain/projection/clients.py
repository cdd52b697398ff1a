"""Clients so far: starts and ends without slips, and active clients rolled along by them."""

from __future__ import annotations

import numpy as np

from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.middle import median
from practice_xl.domain.odd_weeks import CLIENTS_OF_USUAL, MORE_CLIENTS
from practice_xl.domain.plan import Plan
from practice_xl.domain.weeks import Numbers, Weeks

FEWEST_TO_COMPARE = 4  # below this many weeks nothing is usual yet
COUNTS_OF_USUAL, MORE_COUNTS = 5.0, 4  # a week of so many times the usual starts is a slip
RARE = 1 / 6  # the weeks with most starts say nothing about usual ones
RECENT = 26  # weeks whose sessions say how many clients there are now
RECORDED_OF_ROLLED = 2.5  # of several counts, one so far above the others is a slip


def usual_counts(counts: Numbers) -> Numbers:
    """Starts or ends; blank is 0, and of a slip of a digit the tenth counts.

    >>> usual_counts(np.array([1.0, 0, 20, 2, 1, np.nan])).tolist()
    [1.0, 0.0, 2.0, 2.0, 1.0, 0.0]
    """
    filled = np.nan_to_num(counts)
    recorded = int((~np.isnan(counts)).sum())
    if recorded < FEWEST_TO_COMPARE:
        return filled
    ordered = np.sort(filled)
    trimmed = float(ordered[: max(1, int(len(ordered) * (1 - RARE)))].mean())
    slips = filled > MORE_COUNTS + COUNTS_OF_USUAL * trimmed
    largest = float(filled[~slips].max(initial=0.0))
    return np.where(slips, np.minimum(np.rint(filled / 10), largest), filled)


def roll_clients(
    weeks: Weeks, plan: Plan, net: Numbers, speaks_for: Numbers
) -> tuple[Numbers, Numbers]:
    """A at the end and at the start of each week, rolled by N - D from every recorded value.

    Args:
        weeks: Cleaned weeks.
        plan: For active clients at its start.
        net: N - D of each week. [clients]
        speaks_for: Clients that the sessions of each open week speak for, nan in others. A count
            far above it has a digit too many; where no count is left, it stands in for one.
    """
    end_total = np.cumsum(net)
    recorded = weeks["active_clients"].copy()
    offsets = recorded - end_total  # equal in every week when all starts and ends are recorded
    known = np.flatnonzero(~np.isnan(speaks_for))[-RECENT:]
    likely = median((speaks_for - end_total)[known]) if len(known) else np.nan
    places = np.flatnonzero(~np.isnan(recorded))
    if len(known) >= FEWEST_TO_COMPARE:
        most = np.maximum(end_total + likely, median(speaks_for[known]))
        places = places[recorded[places] <= CLIENTS_OF_USUAL * most[places] + MORE_CLIENTS]
    if len(places) >= FEWEST_TO_COMPARE:
        expected = np.maximum(end_total + median(offsets[places]), 1.0)
        most = RECORDED_OF_ROLLED * expected + MORE_CLIENTS
        places = places[recorded[places] <= most[places]]
    if len(places):
        latest = np.searchsorted(places, np.arange(len(weeks)), side="right") - 1
        source = offsets[places[np.maximum(latest, 0)]]
    elif plan.active_clients is not None:
        first = week_of(plan.plan_start, plan) if plan.plan_start else weeks.starts[0]
        at = int(np.clip((first - weeks.starts[0]) // WEEK, 0, len(weeks)))
        source = np.full(len(weeks), plan.active_clients - (end_total[at - 1] if at else 0.0))
    else:
        source = np.full(len(weeks), np.rint(likely))
    clients = np.maximum(end_total + source, 0.0)
    return clients, np.maximum(clients - net, 0.0)
