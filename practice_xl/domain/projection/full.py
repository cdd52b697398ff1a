"""When will I be full: the chances, the months, and the words for every case.

A chance is that of reaching the target within so many weeks, once. A month is said only from the
first one in which half of all paths *are* full: who only touches it is not full then.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import month_of
from practice_xl.domain.middle import Numbers, quantiles
from practice_xl.domain.projection.futures import Futures
from practice_xl.domain.projection.words import Enough, share

FULL_HORIZON = 104  # two years; beyond, a date would be a guess
HORIZONS = (13, 26, 52)
SURE = 0.80  # who is full now is so again within 13 weeks, or it was a good month
PARTS = ("p10", "p50", "p90")
_NOTHING = dict.fromkeys(PARTS)


class FullBy(NamedTuple):
    """When the practice will be full: 4 open weeks in a row booked to the target on average."""

    # ``"too little data"``, ``"no slots"``, ``"first guess"``, ``"no date yet"``, ``"full now"``,
    # ``"date"`` or ``"not at this pace"``.
    status: str
    words: str  # The answer as the sheet says it
    # Of being full within 13, 26 and 52 weeks, 0 to 1; None where it cannot be said.
    chance: dict[str, float | None]
    # Weeks until the month from which one in ten, half and nine in ten of all futures are full;
    # None when no month within two years is. [weeks]
    weeks: dict[str, int | None]
    # First day of those months, in the month in progress of the coming week.
    dates: dict[str, date | None]
    starts: tuple[date, ...] = ()  # First day of each coming week
    # P10, P50, P90 of the share booked over 4 weeks, 0 to 1, (weeks, 3).
    booked: Numbers = np.empty((0, 3))

    def as_dict(self) -> dict[str, object]:
        """The block ``full`` of ``report --json``."""
        return {
            "status": self.status,
            "chance": {
                key: None if value is None else round(value, 3)
                for key, value in self.chance.items()
            },
            "weeks": self.weeks,
            "date": {key: value and value.isoformat() for key, value in self.dates.items()},
            "words": self.words,
        }


def nothing_to_say(status: str, words: str) -> FullBy:
    """The answer when no number can be given."""
    chance: dict[str, float | None] = dict.fromkeys(map(str, HORIZONS))
    return FullBy(status, words, chance, dict(_NOTHING), dict(_NOTHING))


def read_full(futures: Futures, data: Enough) -> FullBy:
    """When will I be full, from futures of 104 weeks, as far as it may be said."""
    history, target = futures.history, futures.plan.target_utilisation
    if not history.slots_known:
        return nothing_to_say(
            "no slots", "Type your usual slots in Plan: without slots nothing can be full."
        )
    if data is Enough.FIRST_GUESS:
        open_weeks = int(history.open.sum())
        words = f"Too early to say when you will be full: needs 4 weeks, has {open_weeks}."
        return nothing_to_say("first guess", words)
    reached = [_month_full(futures, part) for part in (0.1, 0.5, 0.9)]
    chance: dict[str, float | None] = {str(h): futures.chance_full(h) for h in HORIZONS}
    recent = history.booked_share[-4:]
    now = len(recent) == 4 and recent.mean() >= target - 1e-9
    words, status = _words(futures, reached[1], now, data)
    dated = reached if data is Enough.EVERYTHING else [None] * 3
    return FullBy(
        status=status,
        words=words,
        chance=chance,
        weeks=dict(zip(PARTS, dated, strict=True)),
        dates={
            part: None if value is None else _begins(futures, value)
            for part, value in zip(PARTS, dated, strict=True)
        },
        starts=futures.starts,
        booked=quantiles(futures.booking),
    )


def _month_full(futures: Futures, part: float) -> int | None:
    """Weeks until the first month at whose end such a share of all paths is full."""
    months = [month_of(start) for start in futures.starts]
    for place, month in enumerate(months[:-1]):
        if months[place + 1] != month and futures.share_full[place] >= part:
            return months.index(month) + 1
    return None


def _begins(futures: Futures, week: int) -> date:
    """First day of the month of a coming week; never a day before the coming week."""
    first = futures.starts[week - 1]
    return max(month_of(first), futures.starts[0])


def _words(futures: Futures, likely: int | None, now: bool, data: Enough) -> tuple[str, str]:
    target = f"{100 * futures.plan.target_utilisation:.0f} %"
    if now and futures.chance_full(HORIZONS[0]) >= SURE:
        words = f"You are full now: the last 4 open weeks together were booked to {target} or more."
        return words, "full now"
    if data is Enough.BAND:
        open_weeks = int(futures.history.open.sum())
        within = "; ".join(f"{share(futures.chance_full(h))} within {h} weeks" for h in HORIZONS)
        return (
            f"Chance of being full ({target} booked): {within}. "
            f"A month needs 13 weeks, has {open_weeks}.",
            "no date yet",
        )
    year = (
        f"The chance of reaching {target} once within a year is {share(futures.chance_full(52))}."
    )
    if likely is None:
        return f"Not full at this pace. {year}", "not at this pace"
    month = month_of(futures.starts[likely - 1])
    return f"Likely full ({target} booked) in {month:%B %Y}. {year}", "date"
