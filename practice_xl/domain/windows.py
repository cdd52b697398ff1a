"""Windows: the last n open recorded weeks, and sums over them.

Holiday weeks (ShortWeeks in Plan) are passed over, as weeks off are.
A window looks back at most twice its length in calendar weeks. Ratios are sum over sum, never a
mean of weekly percentages; a week enters a ratio only when every part of it is recorded.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from practice_xl.domain.weeks import Numbers, Weeks

LOOK_BACK = 2


class Figure(NamedTuple):
    """A figure and the number of weeks (or months) it rests on."""

    value: float | None  # None when it cannot be known; never nan or infinite
    n: int  # Weeks or months that entered it
    # The reason, in words, when the value is None or rests on something else than usual
    why: str = ""


class Window(NamedTuple):
    """The last open recorded weeks of a practice."""

    weeks: Weeks  # The practice's weeks
    size: int  # How many open weeks were asked for. [weeks]
    # Positions of the weeks found, oldest first; at most ``size`` of them
    places: np.ndarray[tuple[int], np.dtype[np.intp]]

    def values(self, key: str) -> Numbers:
        """Values of a column in the window, nan where not recorded."""
        return self.weeks[key][self.places]

    @property
    def booked(self) -> Numbers:
        """Slots booked in each week of the window. [sessions]"""
        return self.weeks.booked[self.places]

    @property
    def span(self) -> slice:
        """Positions of the calendar span of the weeks found, weeks off included."""
        if not len(self.places):
            return slice(0, 0)
        return slice(int(self.places[0]), int(self.places[-1]) + 1)


def last_open_weeks(weeks: Weeks, size: int) -> Window:
    """The last ``size`` ordinary weeks, looking back at most ``2 * size`` calendar weeks.

    Ordinary: open, recorded, and no holiday week.

    >>> from practice_xl.domain.plan import Plan
    >>> from practice_xl.domain.weeks import read_weeks
    >>> weeks = read_weeks(range(3), {"week_start": ["2026-03-02", "2026-03-09", "2026-03-16"],
    ...     "slots_offered": [25, 0, 25], "sessions_kept": [18, None, 20]}, Plan())
    >>> last_open_weeks(weeks, 4).values("sessions_kept")
    array([18., 20.])
    """
    first = max(0, len(weeks) - LOOK_BACK * size)
    places = first + np.flatnonzero(weeks.ordinary[first:])
    return Window(weeks, size, places[-size:])


def ratio(numerator: Numbers, denominator: Numbers) -> Figure:
    """Sum over sum of the weeks in which both are recorded.

    >>> ratio(np.array([18.0, 20, np.nan]), np.array([24.0, 24, 24]))
    Figure(value=0.7916666666666666, n=2, why='')
    """
    known = ~(np.isnan(numerator) | np.isnan(denominator))
    n = int(known.sum())
    if n == 0:
        return Figure(None, 0, "not recorded")
    below = float(denominator[known].sum())
    if below <= 0:
        return Figure(None, n, "nothing to divide by yet")
    return Figure(float(numerator[known].sum()) / below, n)


def mean(values: Numbers) -> Figure:
    """Mean of the weeks in which the number is recorded.

    >>> mean(np.array([1.0, np.nan, 3.0]))
    Figure(value=2.0, n=2, why='')
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return Figure(None, 0, "not recorded")
    return Figure(float(known.mean()), len(known))
