"""How the projection speaks: a band, money, dates and chances in plain words."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from practice_xl.domain.middle import Numbers, quantiles
from practice_xl.domain.wording import money, percent


class Enough(Enum):
    """How much the open recorded weeks allow to say."""

    ARITHMETIC = "arithmetic"
    FIRST_GUESS = "first guess"
    BAND = "band"
    EVERYTHING = "everything"


HORIZONS = (13, 26, 52)  # weeks ahead for which something is said
LEAST_CHANCE = 0.02  # nearer to certain, or to impossible, no chance is told
FIRST_GUESS_FROM, BAND_FROM, EVERYTHING_FROM = 2, 4, 13


def enough(open_weeks: int) -> Enough:
    """How much may be said after so many open recorded weeks.

    >>> [enough(weeks).value for weeks in (1, 3, 12, 13)]
    ['arithmetic', 'first guess', 'band', 'everything']
    """
    if open_weeks < FIRST_GUESS_FROM:
        return Enough.ARITHMETIC
    if open_weeks < BAND_FROM:
        return Enough.FIRST_GUESS
    return Enough.BAND if open_weeks < EVERYTHING_FROM else Enough.EVERYTHING


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
        """The band of a first guess: as exact as it can be, wherever it stands."""
        return Band(*map(to_three_digits, self))

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


def to_three_digits(value: float) -> float:
    """A number to the three digits that a first guess can know.

    >>> to_three_digits(104_234), to_three_digits(-1_256), to_three_digits(980.4)
    (104000.0, -1260.0, 980.0)
    """
    step = 10.0 ** max(0, len(str(int(abs(value)))) - 3)
    return round(value / step) * step


def rounded(value: float | None, digits: int = 2) -> float | None:
    """A number as ``report --json`` has it; None stays None."""
    return None if value is None else round(value, digits)


def share(value: float) -> str:
    """A chance in whole per cent; never quite certain, never quite impossible.

    >>> share(0.304), share(0.999), share(0.0)
    ('30 %', 'more than 98 %', 'less than 2 %')
    """
    if value < LEAST_CHANCE:
        return "less than 2 %"
    return "more than 98 %" if value > 1 - LEAST_CHANCE else percent(value)
