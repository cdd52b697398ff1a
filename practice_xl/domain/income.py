"""What the practice earns: money for a session, totals by calendar, the ceiling.

Money ratios are total over total of the calendar span of a window, weeks off included, because
money arrives on weeks off too. Amounts are in the Plan's currency.

Source: README, "How the numbers are worked out".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from practice_xl.domain.calendar import (
    WEEK,
    month_of,
    next_month,
    weeks_of_month,
    year_of,
)
from practice_xl.domain.capacity import utilisation
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.domain.windows import Figure, Window, last_open_weeks, mean

MONEY_WEEKS = 13  # with fewer open weeks of money, the Fees speak instead of them


@dataclass(frozen=True)
class _Money:
    """Money and sessions of the weeks of a span in which both are recorded."""

    collected: Numbers
    open: np.ndarray[tuple[int], np.dtype[np.bool_]]
    off: np.ndarray[tuple[int], np.dtype[np.bool_]]
    span: slice

    @property
    def n(self) -> int:
        return int(self.open.sum())

    def total(self, values: Numbers) -> float:
        """Sum over the open weeks used and the weeks off between them."""
        return float(np.nansum(values[self.span][self.open | self.off]))

    @property
    def cash(self) -> float:
        """Money collected in the open weeks used and in the weeks off between them."""
        return float(np.nansum(self.collected))


def _money(window: Window, *needed: str) -> _Money:
    """The span of a window, open weeks only when the money and all of ``needed`` are recorded."""
    weeks, span = window.weeks, window.span
    collected = weeks["collected"][span]
    used = weeks.open[span] & ~np.isnan(collected)
    for key in needed:
        used &= ~np.isnan(weeks[key][span])
    off = weeks.off[span]
    return _Money(np.where(used | off, collected, np.nan), used, off, span)


def effective_rate(window: Window) -> Figure:
    """Money for each session kept, all in: collected / K. [currency a session]"""
    money = _money(window)
    return _over(money.cash, money.total(window.weeks["sessions_kept"]), money.n)


def session_rate(window: Window) -> Figure:
    """Money for each session kept, without fees for missed ones. [currency a session]

    (collected - CH * late_cancel_fee * collectable) / K. With fewer than 13 open weeks of money
    and Fees filled in, the mean fee of Fees weighted by sessions. Where fees charged were never
    recorded they count as none, and ``why`` says so.
    """
    weeks, plan = window.weeks, window.weeks.plan
    fees = plan.mean_fee
    ever = last_open_weeks(weeks, max(window.size, MONEY_WEEKS))
    if fees is not None and _money(ever).n < MONEY_WEEKS:
        return Figure(fees, _money(window).n, "from your fees, until 13 weeks of money are there")
    charged = _charged(weeks)
    recorded = ~np.isnan(charged[window.places])
    if not recorded.any():
        rate = effective_rate(window)
        return Figure(rate.value, rate.n, rate.why or "fees charged are not recorded")
    money = _money(window)
    known = money.open & ~np.isnan(charged[money.span])
    cash = np.where(known | money.off, money.collected, np.nan)
    money = _Money(cash, known, money.off, money.span)
    fee = plan.missed_fee
    if fee is None and money.total(charged) > 0:
        return Figure(None, money.n, "needs the full fee, in Plan")
    paid = money.total(charged) * (fee or 0.0) * plan.collectable
    return _over(money.cash - paid, money.total(weeks["sessions_kept"]), money.n)


def rate_per_working_hour(window: Window) -> Figure:
    """Money for each hour of sessions, admin and CEO time. [currency an hour]"""
    weeks = window.weeks
    money = _money(window, "admin_hours", "ceo_hours")
    hours = money.total(weeks["sessions_kept"]) * weeks.plan.session_minutes / 60
    hours += money.total(weeks["admin_hours"]) + money.total(weeks["ceo_hours"])
    return _over(money.cash, hours, money.n)


def net_collection(window: Window) -> Figure:
    """Money collected of money billed, in weeks with billed recorded; from 0 [1]."""
    money = _money(window, "billed")
    return _over(money.cash, money.total(window.weeks["billed"]), money.n)


RATES: dict[str, Callable[[Window], Figure]] = {
    "effective_rate": effective_rate,
    "session_rate": session_rate,
    "rate_per_working_hour": rate_per_working_hour,
    "net_collection": net_collection,
}


def income_rates(weeks: Weeks, size: int) -> dict[str, Figure]:
    """Every income rate over the last ``size`` open recorded weeks, by its key."""
    window = last_open_weeks(weeks, size)
    return {key: rate(window) for key, rate in RATES.items()}


def ceiling(offered: float, rate: float, weeks: float, share: float = 1.0) -> float:
    """Income of a year when full, at these slots and this rate. [currency a year]

    Args:
        offered: Client slots in a week. [sessions]
        rate: Money for each session kept. [currency]
        weeks: Weeks worked in a year.
        share: Share of the slots worked when full, 0 to 1.

    >>> ceiling(offered=25, rate=150, weeks=48, share=0.9)
    162000.0
    """
    return offered * share * rate * weeks


def income_ceiling(weeks: Weeks) -> Figure:
    """Income of a year at your usual slots and today's rate, once full. [currency a year]

    mean O of the last 13 open weeks * max(target, % worked) * money per session * working weeks.
    """
    window = last_open_weeks(weeks, MONEY_WEEKS)
    slots, rate, worked = (
        mean(window.values("slots_offered")),
        effective_rate(window),
        utilisation(window),
    )
    if slots.value is None or rate.value is None:
        return Figure(None, 0, "needs slots offered and money collected")
    plan = weeks.plan
    share = max(plan.target_utilisation, worked.value or 0.0)
    return Figure(ceiling(slots.value, rate.value, plan.working_weeks, share), rate.n)


def collected_total(weeks: Weeks, count: int) -> Figure:
    """Money collected in the last ``count`` calendar weeks. [currency]"""
    return _sum(weeks["collected"][-count:])


def collected_year_to_date(weeks: Weeks) -> Figure:
    """Money collected since the business year began, to the week read. [currency]"""
    if weeks.as_of is None:
        return Figure(None, 0, "nothing recorded yet")
    year = year_of(weeks.as_of, weeks.plan)
    inside = [year_of(start, weeks.plan) == year for start in weeks.starts]
    return _sum(weeks["collected"][np.array(inside)])


def collected_in_month(weeks: Weeks, month: date) -> Figure:
    """Money collected in the weeks of a month. ``why`` says when a week is not recorded."""
    places = [_place(weeks, week) for week in weeks_of_month(month, weeks.plan)]
    inside = [place for place in places if place is not None]
    figure = _sum(weeks["collected"][inside]) if inside else Figure(None, 0, "not recorded")
    known = sum(
        bool(weeks.off[place]) or not np.isnan(weeks["collected"][place]) for place in inside
    )
    if figure.value is not None and known < len(places):
        return Figure(figure.value, figure.n, "some weeks are not recorded")
    return figure


def months_shown(weeks: Weeks, before: int) -> list[date]:
    """First days of the last ``before`` months up to the month of the week read, oldest first."""
    if weeks.as_of is None:
        return []
    last = month_of(weeks.as_of)
    return [next_month(last, -count) for count in range(before - 1, -1, -1)]


def _charged(weeks: Weeks) -> Numbers:
    """Missed sessions charged; none when none was missed."""
    charged = weeks["missed_charged"]
    return np.where(np.isnan(charged) & (weeks["missed"] == 0), 0.0, charged)


def _place(weeks: Weeks, week: date) -> int | None:
    if not weeks.starts or not weeks.starts[0] <= week <= weeks.starts[-1]:
        return None
    return (week - weeks.starts[0]) // WEEK


def _sum(values: Numbers) -> Figure:
    known = values[~np.isnan(values)]
    if not len(known):
        return Figure(None, 0, "not recorded")
    return Figure(float(known.sum()), len(known))


def _over(above: float, below: float, n: int) -> Figure:
    if n == 0:
        return Figure(None, 0, "not recorded")
    if below <= 0:
        return Figure(None, n, "nothing to divide by yet")
    return Figure(above / below, n)
