"""When will I be full: the chances, the weeks, the dates, and the words for every case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from practice_xl.domain.projection.draws import Numbers
from practice_xl.domain.projection.futures import Futures
from practice_xl.domain.projection.words import Enough, day, share

FULL_HORIZON = 104  # two years; beyond, a date would be a guess
HORIZONS = (13, 26, 52)
PARTS = ("p10", "p50", "p90")
_NOTHING = dict.fromkeys(PARTS)


@dataclass(frozen=True)
class FullBy:
    """When the practice will be full: 4 open weeks in a row booked to the target on average.

    Attributes:
        status: ``"too little data"``, ``"no slots"``, ``"first guess"``, ``"no date yet"``,
            ``"full now"``, ``"date"`` or ``"not within two years"``.
        words: The answer as the sheet says it.
        chance: Of being full within 13, 26 and 52 weeks, 0 to 1; None where it cannot be said.
        weeks: Weeks until full: one in ten, half and nine in ten futures are full by then; None
            when fewer are within 104 weeks. [weeks]
        dates: First day of those weeks.
        starts: First day of each coming week.
        chance_by_week: Chance of having been full by each coming week, 0 to 1.
        booked: P10, P50, P90 of the share booked over 4 weeks, 0 to 1, (weeks, 3).
    """

    status: str
    words: str
    chance: dict[str, float | None]
    weeks: dict[str, int | None]
    dates: dict[str, date | None]
    starts: tuple[date, ...] = ()
    chance_by_week: Numbers = field(default_factory=lambda: np.empty(0))
    booked: Numbers = field(default_factory=lambda: np.empty((0, 3)))

    def as_dict(self) -> dict[str, Any]:
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
    """When will I be full, from futures of 104 weeks.

    Args:
        futures: Of 104 weeks.
        data: How much may be said.
    """
    history, target = futures.history, futures.plan.target_utilisation
    if not history.slots_known:
        return nothing_to_say(
            "no slots", "Type your usual slots in Plan: without slots nothing can be full."
        )
    if data is Enough.FIRST_GUESS:
        open_weeks = int(history.open.sum())
        words = f"Too early to say when you will be full: needs 4 weeks, has {open_weeks}."
        return nothing_to_say("first guess", words)
    after = futures.full_after
    by_week = np.array([(after <= week).mean() for week in range(1, len(futures.starts) + 1)])
    reached = [_quantile(after, part) for part in (0.1, 0.5, 0.9)]
    chance: dict[str, float | None] = {str(h): futures.chance_full(h) for h in HORIZONS}
    places = np.flatnonzero(history.open)[-4:]
    recent = history.booked[places].sum() / history.slots[places].sum()
    now = len(places) == 4 and recent >= target
    words, status = _words(futures, reached, now, data)
    dated = reached if data is Enough.EVERYTHING else [None] * 3
    return FullBy(
        status=status,
        words=words,
        chance=chance,
        weeks=dict(zip(PARTS, dated, strict=True)),
        dates={
            part: None if value is None else futures.starts[value - 1]
            for part, value in zip(PARTS, dated, strict=True)
        },
        starts=futures.starts,
        chance_by_week=by_week,
        booked=futures.booked_quantiles,
    )


def _quantile(after: Numbers, part: float) -> int | None:
    ordered = np.sort(after)
    value = float(ordered[min(len(ordered) - 1, int(np.ceil(part * len(ordered))) - 1)])
    return int(value) if np.isfinite(value) else None


def _words(futures: Futures, reached: list[int | None], now: bool, data: Enough) -> tuple[str, str]:
    target = f"{100 * futures.plan.target_utilisation:.0f} %"
    if now:
        words = f"You are full now: the last 4 open weeks together were booked to {target} or more."
        return words, "full now"
    if data is Enough.BAND:
        open_weeks = int(futures.history.open.sum())
        within = "; ".join(f"{share(futures.chance_full(h))} within {h} weeks" for h in HORIZONS)
        return (
            f"Chance of being full ({target} booked): {within}. "
            f"A date needs 13 weeks, has {open_weeks}.",
            "no date yet",
        )
    early, likely, late = reached
    if likely is None:
        year = share(futures.chance_full(52))
        words = f"Not within two years at this pace; {year} chance within one."
        return words, "not within two years"
    first = day(futures.starts[(early or likely) - 1])
    words = f"Full ({target} booked) by about the week of {day(futures.starts[likely - 1])}; "
    if late is None:
        words += f"1 in 10 before {first}, and 1 in 10 not within two years."
    else:
        words += f"8 in 10 between {first} and {day(futures.starts[late - 1])}."
    return words, "date"
