"""How full the practice is: each rate of a window of open recorded weeks.

Every function takes a :class:`~practice_xl.domain.windows.Window` and gives a
:class:`~practice_xl.domain.windows.Figure`: sum over sum, and the weeks it rests on.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.domain.windows import Figure, Window, last_open_weeks, mean, ratio

CONVERSION_WEEKS = 13
STAY_WEEKS, STAY_FEWEST, STAY_FEWEST_ENDED = 52, 26, 5


def share_worked(kept: float, offered: float) -> float | None:
    """Share of offered slots that became kept sessions, from one pair of numbers.

    Args:
        kept: Sessions that took place, refilled slots included. [sessions]
        offered: Client slots open, time off taken out. [sessions]

    Returns:
        A ratio from 0 [1]; above 1 when extra sessions were squeezed in. None when no slot was
        open: a week off is not a week at 0 %.

    8 hours with a 1 hour break and 3.5 of them booked is half of the 7 offered:

    >>> share_worked(kept=3.5, offered=8 - 1)
    0.5
    """
    return kept / offered if offered > 0 else None


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
    empty = (
        window.values("slots_offered") - window.values("sessions_kept") - window.values("missed")
    )
    return _not_negative(mean(empty))


def show_rate(window: Window) -> Figure:
    """Sessions that took place, of those that could have: K / (K + M + IC), 0 to 1."""
    kept, missed, cancelled = _bookings(window)
    return ratio(kept, kept + missed + cancelled)


def missed_rate(window: Window) -> Figure:
    """Late cancels and no-shows, of the sessions that could have been: M / (K + M + IC), 0 to 1."""
    kept, missed, cancelled = _bookings(window)
    return ratio(missed, kept + missed + cancelled)


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
        begin = weeks.plan.plan_start or weeks.starts[0]
        place = (week_of(begin, weeks.plan) - weeks.starts[0]) // WEEK - 1
        place = min(max(-1, place), len(weeks) - 1)
        clients = float(weeks.plan.active_clients)
    else:
        return Figure(None, 0, "type Active clients once, in Weekly or in Plan")
    later = slice(place + 1, None)
    change = np.nan_to_num(weeks["clients_started"][later])
    change = change - np.nan_to_num(weeks["clients_ended"][later])
    return Figure(max(0.0, clients + float(change.sum())), len(weeks) - place - 1)


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
    "utilisation": utilisation,
    "fill": fill,
    "openings": openings,
    "holes": holes,
    "show_rate": show_rate,
    "missed_rate": missed_rate,
    "enforcement": enforcement,
    "refill_rate": refill_rate,
    "conversion": conversion,
    "net_clients": net_clients,
    "active_clients": active_clients,
    "average_stay": average_stay,
}


def capacity_rates(weeks: Weeks, size: int) -> dict[str, Figure]:
    """Every capacity rate over the last ``size`` open recorded weeks, by its key."""
    window = last_open_weeks(weeks, size)
    return {key: rate(window) for key, rate in RATES.items()}


def _bookings(window: Window) -> tuple[Numbers, Numbers, Numbers]:
    return (
        window.values("sessions_kept"),
        window.values("missed"),
        window.values("cancelled_in_time"),
    )


def _of(window: Window, part: str, whole: str, none: str) -> Figure:
    figure = ratio(window.values(part), window.values(whole))
    return Figure(None, figure.n, none) if figure.value is None and figure.n else figure


def _not_negative(figure: Figure) -> Figure:
    return figure if figure.value is None else Figure(max(0.0, figure.value), figure.n, figure.why)
