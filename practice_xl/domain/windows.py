"""Windows: the last n open recorded weeks, sums over them, and how full the practice was.

Holiday weeks (ShortWeeks in Plan) are passed over, as weeks off are.
A window looks back at most twice its length in calendar weeks. Ratios are sum over sum, never a
mean of weekly percentages; a week enters a ratio only when every part of it is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.weeks import Numbers, Weeks

LOOK_BACK = 2
CONVERSION_WEEKS = 13
STAY_WEEKS, STAY_FEWEST, STAY_FEWEST_ENDED = 52, 26, 5


class Figure(NamedTuple):
    """A figure and the number of weeks (or months) it rests on."""

    value: float | None  # None when it cannot be known; never nan or infinite
    n: int  # Weeks or months that entered it
    why: str = ""  # Why the value is None, or rests on something else than usual


class Window(NamedTuple):
    """The last open recorded weeks of a practice."""

    weeks: Weeks  # The practice's weeks
    size: int  # How many open weeks were asked for. [weeks]
    places: np.ndarray[tuple[int], np.dtype[np.intp]]  # Positions, oldest first

    def values(self, key: str) -> Numbers:
        """Values of a column in the window, nan where not recorded."""
        return self.weeks[key][self.places]

    @property
    def booked(self) -> Numbers:
        """Slots booked in each week of the window. [sessions]"""
        return self.weeks.booked[self.places]

    @property
    def could_have(self) -> Numbers:
        """Sessions that could have taken place: K + M + IC. [sessions]"""
        kept, missed = self.values("sessions_kept"), self.values("missed")
        return kept + missed + self.values("cancelled_in_time")

    @property
    def span(self) -> slice:
        """Positions of the calendar span of the weeks found, weeks off included."""
        places = self.places.tolist()
        return slice(places[0], places[-1] + 1) if places else slice(0, 0)


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
    above, below = float(numerator[known].sum()), float(denominator[known].sum())
    return divided(above, below, int(known.sum()))


def divided(above: float, below: float, n: int) -> Figure:
    """A quotient of two sums over ``n`` weeks; why it is not known, where it is not."""
    if n == 0:
        return Figure(None, 0, "not recorded")
    if below <= 0:
        return Figure(None, n, "nothing to divide by yet")
    return Figure(above / below, n)


def mean(values: Numbers) -> Figure:
    """Mean of the weeks in which the number is recorded.

    >>> mean(np.array([1.0, np.nan, 3.0]))
    Figure(value=2.0, n=2, why='')
    """
    known = values[~np.isnan(values)]
    return divided(float(known.sum()), len(known), len(known))


def utilisation(window: Window) -> Figure:
    """Share of offered slots that became kept sessions ("% worked"): K / O, from 0 [1]."""
    return ratio(window.values("sessions_kept"), window.values("slots_offered"))


def fill(window: Window) -> Figure:
    """Share of offered slots that were booked ("% full"): B / O, from 0 [1].

    B counts a blank number of cancelled, refilled or missed sessions as 0.
    """
    return ratio(window.booked, window.values("slots_offered"))


def openings(window: Window) -> Figure:
    """Room for clients: the mean of O - B, never below 0. [slots a week]"""
    return _not_negative(mean(window.values("slots_offered") - window.booked))


def holes(window: Window) -> Figure:
    """Slots to refill: the mean of O - K - M, never below 0. [slots a week]"""
    taken = window.values("sessions_kept") + window.values("missed")
    return _not_negative(mean(window.values("slots_offered") - taken))


def show_rate(window: Window) -> Figure:
    """Sessions that took place, of those that could have: K / (K + M + IC), 0 to 1."""
    return ratio(window.values("sessions_kept"), window.could_have)


def missed_rate(window: Window) -> Figure:
    """Late cancels and no-shows, of the sessions that could have been: M / (K + M + IC), 0 to 1."""
    return ratio(window.values("missed"), window.could_have)


def enforcement(window: Window) -> Figure:
    """Missed sessions for which a fee was charged: CH / M, 0 to 1; None when none was missed."""
    return _of(window, "missed_charged", "missed", "no session was missed")


def refill_rate(window: Window) -> Figure:
    """In-time cancellations given to another session: RF / IC, 0 to 1; None with none."""
    return _of(window, "slots_refilled", "cancelled_in_time", "nothing was cancelled in time")


def conversion(window: Window) -> Figure:
    """New clients of inquiries, from 13 usable weeks up. May exceed 1: old inquiries start late."""
    figure = _of(window, "clients_started", "inquiries", "nobody inquired")
    if figure.n < CONVERSION_WEEKS:
        return Figure(None, figure.n, f"needs {CONVERSION_WEEKS} weeks, has {figure.n}")
    return figure


def net_clients(window: Window) -> Figure:
    """New clients less clients ended, the mean of the weeks. [clients a week]"""
    return mean(window.values("clients_started") - window.values("clients_ended"))


def active_clients(window: Window) -> Figure:
    """The last number recorded, carried on by starts and ends to the week read. [clients]

    Plan's one number counts as recorded at plan_start. A blank start or end counts as none.
    """
    weeks = window.weeks
    known = weeks["active_clients"]
    places = np.flatnonzero(~np.isnan(known))
    if len(places):
        place, clients = int(places[-1]), float(known[places[-1]])
    elif weeks.plan.active_clients is not None and len(weeks):
        begun = (weeks.plan_begins - weeks.starts[0]) // WEEK
        place = min(max(0, begun), len(weeks)) - 1
        clients = float(weeks.plan.active_clients)
    else:
        return Figure(None, 0, "type Active clients once, in Weekly or in Plan")
    change = np.nan_to_num(weeks["clients_started"]) - np.nan_to_num(weeks["clients_ended"])
    later = change[place + 1 :]
    return Figure(max(0.0, clients + float(later.sum())), len(later))


def average_stay(window: Window) -> Figure:
    """Sessions kept for each client who ended. [sessions]

    Over 52 weeks, of which 26 are usable, with 5 clients ended or more.
    """
    ended = window.values("clients_ended")
    figure = ratio(window.values("sessions_kept"), ended)
    if window.size < STAY_WEEKS or figure.n < STAY_FEWEST:
        return Figure(None, figure.n, f"needs {STAY_FEWEST} weeks, has {figure.n}")
    if np.nansum(ended) < STAY_FEWEST_ENDED:
        return Figure(None, figure.n, f"needs {STAY_FEWEST_ENDED} clients ended")
    return figure


RATES: dict[str, Callable[[Window], Figure]] = {
    rate.__name__: rate
    for rate in (
        *(utilisation, fill, openings, holes, show_rate, missed_rate, enforcement, refill_rate),
        *(conversion, net_clients, active_clients, average_stay),
    )
}


def _of(window: Window, part: str, whole: str, none: str) -> Figure:
    figure = ratio(window.values(part), window.values(whole))
    return Figure(None, figure.n, none) if figure.value is None and figure.n else figure


def _not_negative(figure: Figure) -> Figure:
    return figure if figure.value is None else Figure(max(0.0, figure.value), figure.n, figure.why)
