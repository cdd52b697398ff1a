"""Weeks, months and years: which week a day is in, which month a week belongs to, days off.

A week is named by its first day; Plan says which weekday that is. A week belongs to the month
and the year of its fourth day.

What share of a usual week each recorded week was stands in
:class:`practice_xl.domain.weeks.Weeks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from practice_xl.domain.plan import Plan, Result, ShortWeek, TimeOff
from practice_xl.schema.settings import HOLIDAY_BY_NAME

WEEK = timedelta(days=7)
QUARTER = 3  # months
WORKING_DAYS = 5
THURSDAY = 3
MOST_DAYS_OLD = 10  # bookings counted longer ago are no longer shown
WEEKS_BOOKED_SHOWN = 4


def week_of(day: date, plan: Plan) -> date:
    """First day of the week that ``day`` is in.

    >>> week_of(date(2026, 3, 5), Plan()), week_of(date(2026, 3, 5), Plan(week_starts_on="Sunday"))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 1))
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

    >>> next_month(date(2026, 12, 1)), next_month(date(2026, 1, 1), -1)
    (datetime.date(2027, 1, 1), datetime.date(2025, 12, 1))
    """
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def quarter_of(day: date, first_month: int = 1) -> date:
    """First day of the quarter of the business year that ``day`` is in.

    >>> quarter_of(date(2026, 11, 6)), quarter_of(date(2026, 11, 6), first_month=2)
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))
    """
    return next_month(day.replace(day=1), -((day.month - first_month) % QUARTER))


def span_of(result: Result, as_of: date, plan: Plan) -> tuple[date, date]:
    """First and last day of a result of a quarter; with no day of its own, of the one running.

    >>> span_of(Result("fill", 0.9), date(2026, 9, 28), Plan())
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    first = quarter_of(result.quarter or result.by or month_of(as_of), plan.first_month)
    return first, result.by or next_month(first, QUARTER) - timedelta(days=1)


def year_of(week: date, plan: Plan) -> date:
    """First day of the business year a week belongs to.

    >>> year_of(date(2026, 3, 2), Plan(year_starts="April"))
    datetime.date(2025, 4, 1)
    """
    return _year_of(week, plan.first_month)


@lru_cache(maxsize=4096)
def _year_of(week: date, first_month: int) -> date:
    month = month_of(week)
    return date(month.year - (month.month < first_month), first_month, 1)


def weeks_of_month(month: date, plan: Plan) -> list[date]:
    """The first days of the four or five weeks that belong to a month.

    >>> len(weeks_of_month(date(2026, 1, 1), Plan()))
    5
    """
    first, after = (week_of(day + timedelta(days=3), plan) for day in (month, next_month(month)))
    return [first + WEEK * count for count in range((after - first) // WEEK)]


def share_open(week: date, time_off: Iterable[TimeOff]) -> float:
    """Share of a week's five working days (Monday to Friday) that are not time off, 0 to 1.

    >>> share_open(date(2026, 3, 2), [TimeOff(date(2026, 3, 5), date(2026, 3, 6))])
    0.6
    """
    spans = [span for span in time_off if span.first < week + WEEK and span.last >= week]
    if not spans:
        return 1.0
    days = [week + timedelta(days=offset) for offset in range(7)]
    working = [day for day in days if day.weekday() < WORKING_DAYS]
    away = sum(any(span.first <= day <= span.last for span in spans) for day in working)
    return (WORKING_DAYS - away) / WORKING_DAYS


def planned_slots(plan: Plan, week: date, clinician: str = "") -> float | None:
    """Slots of a week in which none were typed: the usual ones less the days in TimeOff. [sessions]

    >>> friday = TimeOff(date(2026, 3, 6), date(2026, 3, 6))
    >>> planned_slots(Plan(usual_slots=25, time_off=(friday,)), date(2026, 3, 2))
    20.0
    """
    share, usual = share_open(week, plan.time_off), usual_slots(plan, week, clinician)
    if share == 0:
        return 0.0
    return None if usual is None else float(round(usual * share))


def holiday(name: str, year: int) -> date | None:
    """The day of a holiday in a year; None for a name that ShortWeeks does not know.

    Thanksgiving is the fourth Thursday of November.

    >>> holiday("thanksgiving", 2026), holiday("Christmas", 2026)
    (datetime.date(2026, 11, 26), datetime.date(2026, 12, 25))
    """
    known = HOLIDAY_BY_NAME.get(name.strip().casefold())
    if known is None:
        return None
    if known.day is not None:
        return date(year, known.month, known.day)
    first = date(year, known.month, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 21)


def holiday_weeks(first: date, last: date, plan: Plan) -> dict[date, float]:
    """The holiday weeks from ``first`` to ``last``, and what share of a usual week each leaves.

    All by the first day of the week. Shares lie from 0 to 1; of two rules for one week the smaller
    holds. Rows of ShortWeeks without a share name no holiday week.

    >>> plan = Plan(short_weeks=(ShortWeek("christmas", 0.5), ShortWeek("new_year", 0.6)))
    >>> weeks = holiday_weeks(date(2026, 12, 7), date(2027, 1, 11), plan)
    >>> {week.isoformat(): share for week, share in weeks.items()}
    {'2026-12-21': 0.5, '2026-12-28': 0.6}
    """
    found: dict[date, float] = {}
    years = range(first.year, (last + WEEK).year + 1)
    for rule in plan.short_weeks:
        once = isinstance(rule.when, date)
        days = [rule.when] if once else [holiday(str(rule.when), year) for year in years]
        for week in (week_of(day, plan) for day in days if isinstance(day, date)):
            if rule.share is not None and first <= week <= last:
                found[week] = min(rule.share, found.get(week, 1.0))
    return found


def holiday_share(week: date, plan: Plan) -> float:
    """Share of a usual week that ShortWeeks leave of one week; 1 in an ordinary one.

    >>> holiday_share(date(2026, 12, 21), Plan(short_weeks=(ShortWeek("christmas", 0.5),)))
    0.5
    """
    return _holidays(week.year, plan.short_weeks, plan.week_starts_on).get(week, 1.0)


@lru_cache(maxsize=64)
def _holidays(year: int, rules: tuple[ShortWeek, ...], starts_on: str) -> dict[date, float]:
    plan = Plan(short_weeks=rules, week_starts_on=starts_on)
    return holiday_weeks(date(year, 1, 1), date(year, 12, 31), plan)


def shortfall_of_a_year(plan: Plan, as_of: date) -> float:
    """What the holiday weeks of any year to come take from it, each of them once. [weeks]

    A row with a date counts where it lies in the 52 weeks after ``as_of``, the first day of the
    week read; a holiday with its next week after it.

    >>> rules = (ShortWeek("christmas", 0.5), ShortWeek("new_year", 0.6))
    >>> shortfall_of_a_year(Plan(short_weeks=rules), date(2026, 11, 2))
    0.9
    """
    coming: dict[date, float] = {}
    for rule in plan.short_weeks:
        single = replace(plan, short_weeks=(rule,))
        most = 52 if isinstance(rule.when, date) else 54
        found = holiday_weeks(as_of + WEEK, as_of + WEEK * most, single)
        if found:
            week = min(found)
            coming[week] = min(found[week], coming.get(week, 1.0))
    open_weeks = [s for week, s in coming.items() if share_open(week, plan.time_off) > 0]
    return round(sum(1 - share for share in open_weeks), 9)


def already_booked(plan: Plan, today: date) -> str:
    """What is booked in the weeks to come, in words; empty where nothing recent is known.

    >>> from practice_xl.domain.plan import Booked
    >>> weeks = [Booked(date(2026, 11, day), n, date(2026, 11, 6)) for day, n in ((9, 18), (16, 9))]
    >>> plan = Plan(usual_slots=24, bookings=tuple(weeks))
    >>> already_booked(plan, date(2026, 11, 7)), already_booked(plan, date(2026, 11, 17))
    ('already booked: 18, 9 of 24', '')
    """
    recent = [one for one in plan.bookings if (today - one.as_of).days <= MOST_DAYS_OLD]
    shown = [one for one in recent if one.week > today][:WEEKS_BOOKED_SHOWN]
    if not shown:
        return ""
    slots = slots_of_all(plan, shown[0].week)
    of = "" if slots is None else f" of {slots:g}"
    return "already booked: " + ", ".join(f"{one.sessions:g}" for one in shown) + of


def slots_of_all(plan: Plan, week: date) -> float | None:
    """Usual slots of all clinicians in a week; None where those of one are unknown. [sessions]"""
    names = [clinician.name for clinician in plan.clinicians] or [""]
    slots = [usual_slots(plan, week, name) for name in names]
    return None if None in slots else sum(each for each in slots if each is not None)


def usual_slots(plan: Plan, week: date, clinician: str = "") -> float | None:
    """Usual slots of a clinician in a week: as Hours says by then, else as Clinicians or Plan.

    A row of Hours holds from the week that its day is in. The name may stand in any case; it is
    blank for the owner. None where nothing says it. [sessions]

    >>> from practice_xl.domain.plan import Hours
    >>> plan = Plan(usual_slots=30, hours=(Hours(date(2026, 9, 1), 20),))
    >>> usual_slots(plan, date(2026, 8, 24)), usual_slots(plan, date(2026, 8, 31))
    (30, 20)
    """
    name = clinician.strip().casefold()
    rows = [row for row in plan.hours if (row.clinician or "").strip().casefold() == name]
    begun = [row for row in rows if row.first < week + WEEK]
    if begun:
        return max(begun, key=lambda row: row.first).usual_slots
    listed = [row.usual_slots for row in plan.clinicians if row.name.strip().casefold() == name]
    return plan.usual_slots if not listed or listed[0] is None else listed[0]
