"""What the practice earns: money for a session, totals by calendar, the ceiling.

Money ratios are total over total of the calendar span of a window, weeks off included, because
money arrives on weeks off too. Amounts are in the Plan's currency.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from practice_xl.domain.calendar import WEEK, shortfall_of_a_year, weeks_of_month, year_of
from practice_xl.domain.money_lag import earned_rate, money_lag
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.domain.windows import Figure, Window, divided, fill, last_open_weeks, mean, ratio
from practice_xl.domain.wording import day

MONEY_WEEKS = 13  # with fewer open weeks of money, the Fees speak instead of them
PLAIN_LAG = 0.9  # so sure of when money comes, it may be told before that
BY_FEES = "from your fees"
FROM_FEES = f"{BY_FEES}, until 13 weeks of money are there"


def _totals(window: Window, *keys: str) -> tuple[list[float], int]:
    """Totals over the span of a window, and how many open weeks entered them.

    Those in which all the columns are recorded; what came in weeks off counts too.
    """
    weeks, span = window.weeks, window.span
    columns = [weeks[key][span] for key in keys]
    used = weeks.open[span] & ~np.isnan(columns).any(axis=0)
    places = np.flatnonzero(used | weeks.off[span])
    return [float(np.nansum(column[places])) for column in columns], int(used.sum())


def effective_rate(window: Window) -> Figure:
    """Cash for each session kept in the same weeks: collected / K. [currency a session]"""
    (collected, kept), n = _totals(window, "collected", "sessions_kept")
    return divided(collected, kept, n)


def session_rate(window: Window) -> Figure:
    """Money for each session kept, without fees for missed ones. [currency a session]

    earned_rate - CH * late_cancel_fee * collectable / K. With fewer than 13 open weeks of money
    and Fees filled in, the mean fee of Fees weighted by sessions, and ``why`` says so. Where fees
    charged were never recorded they count as none, and ``why`` says so too.
    """
    wide = last_open_weeks(window.weeks, max(window.size, MONEY_WEEKS))
    fee, (_, paid) = window.weeks.plan.mean_fee, _totals(wide, "collected")
    if fee is not None and paid < MONEY_WEEKS:
        return Figure(fee, _totals(window, "collected")[1], FROM_FEES)
    return _without_fees(earned_rate(window.weeks, window.size), window)


def cash_without_fees(window: Window) -> Figure:
    """Cash for each session kept less fees for missed ones: only what was recorded."""
    return _without_fees(effective_rate(window), window)


def _without_fees(earned: Figure, window: Window) -> Figure:
    """Money for each session less the fees paid for missed ones."""
    plan, charged = window.weeks.plan, window.values("missed_charged")
    charged = np.where(np.isnan(charged) & (window.values("missed") == 0), 0.0, charged)
    recorded = ~np.isnan(charged)
    kept, number = window.values("sessions_kept")[recorded], float(charged[recorded].sum())
    fees = Figure(0.0, 0, "fees charged are not recorded")
    if number > 0 and plan.missed_fee is None:
        fees = Figure(None, len(kept), "needs the full fee, in Plan")
    elif recorded.any():
        paid = number * (plan.missed_fee or 0.0) * plan.collectable
        fees = divided(paid, float(kept.sum()), len(kept))
    if earned.value is None or fees.value is None:
        return Figure(None, earned.n, earned.why or fees.why)
    return Figure(earned.value - fees.value, earned.n, fees.why or earned.why)


def rate_per_working_hour(window: Window) -> Figure:
    """Money for each hour of sessions, admin and CEO time. [currency an hour]"""
    keys = ("collected", "sessions_kept", "admin_hours", "ceo_hours")
    (collected, kept, admin, ceo), n = _totals(window, *keys)
    hours = kept * window.weeks.plan.session_minutes / 60 + (admin + ceo)
    return divided(collected, hours, n)


def net_collection(window: Window) -> Figure:
    """Money collected of money billed, in weeks with billed recorded; from 0 [1]."""
    (collected, billed), n = _totals(window, "collected", "billed")
    return divided(collected, billed, n)


RATES: dict[str, Callable[[Window], Figure]] = {
    "effective_rate": effective_rate,
    "earned_rate": lambda window: earned_rate(window.weeks, window.size),
    "session_rate": session_rate,
    "rate_per_working_hour": rate_per_working_hour,
    "net_collection": net_collection,
}


def closing(weeks: Weeks, gap: float | None) -> tuple[float, float, float] | None:
    """What would close the gap to the goal, at the sessions and money of the last 13 open weeks.

    So many sessions a week more, so much more for each session, or so many weeks of work more: each
    alone brings it in a year, as ``income_ceiling`` counts one. None where nothing is missing, or
    where sessions or money are not known.
    """
    window, rate = last_open_weeks(weeks, MONEY_WEEKS), _rate_when_full(weeks).value
    kept, worked = mean(window.values("sessions_kept")).value, weeks_of_work(weeks)
    if not gap or gap <= 0 or not kept or not rate or rate < 0 or not worked:
        return None
    return gap / (rate * worked), gap / (kept * worked), gap / (kept * rate)


def weeks_of_work(weeks: Weeks) -> float:
    """Weeks of work in a year, less what its holiday weeks take; 0 before the first week."""
    if weeks.as_of is None:
        return 0.0
    return max(0.0, weeks.plan.working_weeks - shortfall_of_a_year(weeks.plan, weeks.as_of))


def income_ceiling(weeks: Weeks) -> Figure:
    """What a full practice earns in a year, as things are: the only ceiling. [currency a year]

    mean O of the last 13 open weeks * max(target, % full) * K / B over 52 weeks * earned rate *
    (working weeks - what a year's holiday weeks take). A slot booked is not a session kept. Before
    13 weeks of money (or a lag that is plain) the fees of Plan stand for the money; without
    them it is not known yet.
    """
    plan, window = weeks.plan, last_open_weeks(weeks, MONEY_WEEKS)
    slots, full = mean(window.values("slots_offered")).value, fill(window).value
    year = last_open_weeks(weeks, 52)
    kept = ratio(year.values("sessions_kept"), year.booked).value
    rate = _rate_when_full(weeks)
    if slots is None or full is None or kept is None or weeks.as_of is None:
        return Figure(None, 0, "needs slots offered and sessions kept")
    if rate.value is None:
        return rate
    worked = max(plan.target_utilisation, full) * kept
    return Figure(slots * worked * rate.value * weeks_of_work(weeks), rate.n, rate.why)


def _rate_when_full(weeks: Weeks) -> Figure:
    rate, plan = earned_rate(weeks, MONEY_WEEKS), weeks.plan
    lag = money_lag(weeks)
    if rate.n >= MONEY_WEEKS or (lag is not None and lag.lags.max() >= PLAIN_LAG):
        return rate
    fee = plan.mean_fee or plan.full_fee
    if fee is None:
        return Figure(None, rate.n, f"not known yet: needs {MONEY_WEEKS} weeks of money")
    return Figure(fee, rate.n, FROM_FEES)


def year_read(weeks: Weeks) -> date | None:
    """First day of the business year looked at: that of the week after the week read.

    So on the first days of January it is the new year, though the last week typed is December's.
    """
    return None if weeks.as_of is None else year_of(weeks.as_of + WEEK, weeks.plan)


def collected_year_to_date(weeks: Weeks) -> Figure:
    """Money collected since the business year began, to the week read. [currency]

    With what Plan says was collected before the first week typed, in that week's business year.
    """
    year = year_read(weeks)
    if year is None:
        return Figure(None, 0, "nothing recorded yet")
    inside = np.array([year_of(start, weeks.plan) == year for start in weeks.starts])
    if not inside.any():
        return Figure(0.0, 0, "the business year has just begun")
    figure = total(weeks["collected"][inside])
    before = weeks.plan.collected_before
    if year_of(weeks.starts[0] - WEEK, weeks.plan) != year or figure.value is None:
        return figure
    if before is None:
        since = f"since the week of {day(weeks.starts[0])}; what came before it is not in Plan"
        return Figure(figure.value, figure.n, since)
    return Figure(figure.value + before, figure.n, "with what you collected before your first week")


def collected_in_month(weeks: Weeks, month: date) -> Figure:
    """Money collected in the weeks of a month. ``why`` says when a week is not recorded."""
    places = [weeks.place_of(week) for week in weeks_of_month(month, weeks.plan)]
    inside = [place for place in places if place is not None]
    money = weeks["collected"][inside]
    figure, known = total(money), int((weeks.off[inside] | ~np.isnan(money)).sum())
    whole = figure.value is None or known == len(places)
    return figure if whole else figure._replace(why="some weeks are not recorded")


def total(values: Numbers) -> Figure:
    """Sum of the weeks in which the number is recorded."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Figure(None, 0, "not recorded")
    return Figure(float(known.sum()), len(known))
