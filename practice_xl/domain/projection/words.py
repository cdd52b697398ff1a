"""How the projection speaks: bands and chances in plain words, and when the practice is full.

A chance of being full is that of reaching the target within so many weeks, once. A month is said
only from the first one in which half of all paths *are* full: who only touches it is not full then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import month_of
from practice_xl.domain.middle import Numbers, quantiles
from practice_xl.domain.projection.futures import Futures
from practice_xl.domain.wording import as_shown, money, percent

FULL_HORIZON = 104  # two years; beyond, a date would be a guess
SURE = 0.80  # who is full now is so again within 13 weeks, or it was a good month
HORIZONS = (13, 26, 52)  # weeks ahead for which something is said
LEAST_CHANCE = 0.02  # nearer to certain, or to impossible, no chance is told
ENOUGH_FROM = (2, 4, 13)  # open weeks from which a first guess, the band and everything is said


class Enough(Enum):
    """How much the open recorded weeks allow to say."""

    ARITHMETIC = "arithmetic"
    FIRST_GUESS = "first guess"
    BAND = "band"
    EVERYTHING = "everything"

    @classmethod
    def of(cls, open_weeks: int) -> Enough:
        """How much may be said after so many open recorded weeks.

        >>> [Enough.of(weeks).value for weeks in (1, 3, 12, 13)]
        ['arithmetic', 'first guess', 'band', 'everything']
        """
        return list(cls)[bisect_right(ENOUGH_FROM, open_weeks)]


class Band(NamedTuple):
    """A total as it may come: one in ten below ``p10``, half below ``p50``, one in ten above."""

    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, totals: Numbers) -> Band:
        """The band of one total a path, (paths,)."""
        return cls(*quantiles(totals).tolist())

    def to_three_digits(self) -> Band:
        """The band of a first guess: to the three digits that it can know, wherever it stands.

        >>> Band(-1_256, 980.4, 104_234).to_three_digits()
        Band(p10=-1260.0, p50=980.0, p90=104000.0)
        """
        steps = [10.0 ** max(0, len(str(int(abs(value)))) - 3) for value in self]
        return Band(*(round(value / step) * step for value, step in zip(self, steps, strict=True)))

    def as_dict(self) -> dict[str, float]:
        """The three numbers to two decimals, as in ``report --json``."""
        return {part: round(value, 2) for part, value in self._asdict().items()}

    def in_words(self, currency: str = "") -> str:
        """The band as a sentence part.

        >>> Band(54321, 61234, 69012).in_words("$")
        'likely $61,234; 8 in 10 between $54,321 and $69,012'
        """
        low, likely, high = (money(value, currency) for value in self)
        return f"likely {likely}; 8 in 10 between {low} and {high}"


def rounded(value: float | None, digits: int = 2) -> float | None:
    """A number as ``report --json`` has it; None stays None."""
    return None if value is None else round(value, digits)


def share(value: float) -> str:
    """A chance in whole per cent; never quite certain, never quite impossible.

    >>> share(0.304), share(0.983), share(0.986), share(0.0)
    ('30 %', '98 %', 'more than 98 %', 'less than 2 %')
    """
    whole = as_shown(value, 2)
    if whole < LEAST_CHANCE:
        return "less than 2 %"
    return "more than 98 %" if whole > 1 - LEAST_CHANCE else percent(value)


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
        words = "Type your usual slots in Plan: without slots nothing can be full."
        return FullBy("no slots", words)
    if data is Enough.FIRST_GUESS:
        open_weeks = int(history.open.sum())
        words = f"Too early to say when you will be full: needs 4 weeks, has {open_weeks}."
        return FullBy("first guess", words)
    # The first month at whose end such a share of all paths is full.
    months, full = [month_of(start) for start in starts], futures.full.mean(axis=1)
    ends = [at for at, month in enumerate(months[:-1]) if months[at + 1] != month]
    reached = [next((months[at] for at in ends if full[at] >= s), None) for s in (0.1, 0.5, 0.9)]
    words, status = _words(futures, reached[1], data)
    told = reached if data is Enough.EVERYTHING else [None] * 3
    by = dict(zip(Band._fields, told, strict=True))
    weeks = {part: None if m is None else months.index(m) + 1 for part, m in by.items()}
    # Never a day before the coming week.
    dates = {part: None if m is None else max(m, starts[0]) for part, m in by.items()}
    chance = {str(horizon): futures.chance_full(horizon) for horizon in HORIZONS}
    return FullBy(status, words, chance, weeks, dates, starts, quantiles(futures.booking))


def _words(futures: Futures, likely: date | None, data: Enough) -> tuple[str, str]:
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
    return f"Likely full ({booked} booked) in {likely:%B %Y}. {year}", "date"
