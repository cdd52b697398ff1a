"""When will I be full: the chances, the months, and the words for every case.

A chance is that of reaching the target within so many weeks, once. A month is said only from the
first one in which half of all paths *are* full: who only touches it is not full then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import month_of
from practice_xl.domain.middle import Numbers, quantiles
from practice_xl.domain.projection.futures import Futures
from practice_xl.domain.projection.words import HORIZONS, Band, Enough, rounded, share

FULL_HORIZON = 104  # two years; beyond, a date would be a guess
SURE = 0.80  # who is full now is so again within 13 weeks, or it was a good month


class FullBy(NamedTuple):
    """When the practice will be full: 4 open weeks in a row booked to the target on average."""

    # ``"too little data"``, ``"no slots"``, ``"first guess"``, ``"no date yet"``, ``"full now"``,
    # ``"date"`` or ``"not at this pace"``.
    status: str
    words: str  # The answer as the sheet says it
    # Of being full within 13, 26 and 52 weeks, 0 to 1; None where it cannot be said.
    chance: Mapping[str, float | None] = dict.fromkeys(map(str, HORIZONS))
    # Weeks until the month from which one in ten, half and nine in ten of all futures are full;
    # None when no month within two years is. [weeks]
    weeks: Mapping[str, int | None] = dict.fromkeys(Band._fields)
    # First day of those months, in the month in progress of the coming week.
    dates: Mapping[str, date | None] = dict.fromkeys(Band._fields)
    starts: tuple[date, ...] = ()  # First day of each coming week
    # P10, P50, P90 of the share booked over 4 weeks, 0 to 1, (weeks, 3).
    booked: Numbers = np.empty((0, 3))

    def as_dict(self) -> dict[str, object]:
        """The block ``full`` of ``report --json``."""
        return {
            "status": self.status,
            "chance": {key: rounded(value, 3) for key, value in self.chance.items()},
            "weeks": self.weeks,
            "date": {key: value and value.isoformat() for key, value in self.dates.items()},
            "words": self.words,
        }


def read_full(futures: Futures, data: Enough) -> FullBy:
    """When will I be full, from futures of 104 weeks, as far as it may be said."""
    history, starts = futures.history, futures.starts
    if not history.slots_known:
        return FullBy(
            "no slots", "Type your usual slots in Plan: without slots nothing can be full."
        )
    if data is Enough.FIRST_GUESS:
        open_weeks = int(history.open.sum())
        words = f"Too early to say when you will be full: needs 4 weeks, has {open_weeks}."
        return FullBy("first guess", words)
    reached = [_month_full(futures, part) for part in (0.1, 0.5, 0.9)]
    words, status = _words(futures, reached[1], data)
    dated = reached if data is Enough.EVERYTHING else [None] * 3
    # Never a day before the coming week.
    dates = [None if n is None else max(month_of(starts[n - 1]), starts[0]) for n in dated]
    return FullBy(
        status,
        words,
        chance={str(horizon): futures.chance_full(horizon) for horizon in HORIZONS},
        weeks=dict(zip(Band._fields, dated, strict=True)),
        dates=dict(zip(Band._fields, dates, strict=True)),
        starts=starts,
        booked=quantiles(futures.booking),
    )


def _month_full(futures: Futures, part: float) -> int | None:
    """Weeks until the first month at whose end such a share of all paths is full."""
    months, shares = [month_of(start) for start in futures.starts], futures.full.mean(axis=1)
    for place, month in enumerate(months[:-1]):
        if months[place + 1] != month and shares[place] >= part:
            return months.index(month) + 1
    return None


def _words(futures: Futures, likely: int | None, data: Enough) -> tuple[str, str]:
    target, recent = futures.plan.target_utilisation, futures.history.booked_share[-4:]
    booked = f"{100 * target:.0f} %"
    now = len(recent) == 4 and recent.mean() >= target - 1e-9
    if now and futures.chance_full(HORIZONS[0]) >= SURE:
        words = f"You are full now: the last 4 open weeks together were booked to {booked} or more."
        return words, "full now"
    if data is Enough.BAND:
        within = "; ".join(f"{share(futures.chance_full(h))} within {h} weeks" for h in HORIZONS)
        words = f"Chance of being full ({booked} booked): {within}."
        needs = f"A month needs 13 weeks, has {int(futures.history.open.sum())}."
        return f"{words} {needs}", "no date yet"
    chance = share(futures.chance_full(HORIZONS[-1]))
    year = f"The chance of reaching {booked} once within a year is {chance}."
    if likely is None:
        return f"Not full at this pace. {year}", "not at this pace"
    month = month_of(futures.starts[likely - 1])
    return f"Likely full ({booked} booked) in {month:%B %Y}. {year}", "date"
