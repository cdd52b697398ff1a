"""Weeks, months and years: which week a day is in, which month a week belongs to, days off.

A week is named by its first day; Plan says which weekday that is. A week belongs to the month
and the year of its fourth day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from practice_xl.domain.plan import Plan, TimeOff

WEEK = timedelta(days=7)
WORKING_DAYS = 5


def week_of(day: date, plan: Plan) -> date:
    """First day of the week that ``day`` is in.

    >>> week_of(date(2026, 3, 5), Plan())
    datetime.date(2026, 3, 2)
    >>> week_of(date(2026, 3, 5), Plan(week_starts_on="Sunday"))
    datetime.date(2026, 3, 1)
    """
    return day - timedelta(days=(day.weekday() - plan.first_weekday) % 7)


def month_of(week: date) -> date:
    """First day of the month a week belongs to: the month of its fourth day.

    >>> month_of(date(2026, 6, 29))
    datetime.date(2026, 7, 1)
    """
    return (week + timedelta(days=3)).replace(day=1)


def next_month(month: date, count: int = 1) -> date:
    """First day of the month ``count`` months on (or back, when negative).

    >>> next_month(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    >>> next_month(date(2026, 1, 1), -1)
    datetime.date(2025, 12, 1)
    """
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def year_of(week: date, plan: Plan) -> date:
    """First day of the business year a week belongs to.

    >>> year_of(date(2026, 3, 2), Plan(year_starts="April"))
    datetime.date(2025, 4, 1)
    """
    month = month_of(week)
    year = month.year if month.month >= plan.first_month else month.year - 1
    return date(year, plan.first_month, 1)


def weeks_of_month(month: date, plan: Plan) -> list[date]:
    """The first days of the four or five weeks that belong to a month.

    >>> len(weeks_of_month(date(2026, 1, 1), Plan()))
    5
    """
    week = week_of(month, plan)
    if month_of(week) < month:
        week += WEEK
    weeks = []
    while month_of(week) == month:
        weeks.append(week)
        week += WEEK
    return weeks


def share_open(week: date, time_off: Iterable[TimeOff]) -> float:
    """Share of a week's five working days (Monday to Friday) that are not time off, 0 to 1.

    >>> share_open(date(2026, 3, 2), [TimeOff(date(2026, 3, 5), date(2026, 3, 6))])
    0.6
    """
    days = (week + timedelta(days=offset) for offset in range(7))
    working = [day for day in days if day.weekday() < WORKING_DAYS]
    spans = [span for span in time_off if span.first <= week + timedelta(days=6)]
    away = sum(any(span.covers(day) for span in spans) for day in working)
    return (WORKING_DAYS - away) / WORKING_DAYS


def slots_of(usual: float | None, week: date, time_off: Iterable[TimeOff]) -> float | None:
    """Slots offered when none were typed: the usual ones less the days in TimeOff. [sessions]

    >>> slots_of(25, date(2026, 3, 2), [TimeOff(date(2026, 3, 6), date(2026, 3, 6))])
    20.0
    """
    return None if usual is None else float(round(usual * share_open(week, time_off)))
