"""Weeks as numbers, counted from 1970."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from practice_xl.domain.cleaning import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers.dates import day_number, from_day_number
from practice_xl.importers.frame import Array
from practice_xl.importers.source import Reading

Weeks = dict[tuple[date, str], dict[str, float]]
"""Figures by key of Weekly, for the first day of each week and a clinician."""

_THURSDAY = 3  # 1970-01-01
_WEEKS_TO_COMPARE = 2
_NEAR = 3  # days from the edge of a month


def practice_row(plan: Plan) -> str:
    """Whose row carries what is the whole practice's: the owner's, or the first clinician's."""
    return plan.clinicians[0].name if plan.clinicians else ""


def week_numbers(day: Array, plan: Plan) -> Array:
    """Number of the week of each day, counted from 1970.

    >>> week_numbers(np.array([day_number(date(2026, 3, 8)), day_number(date(2026, 3, 9))]), Plan())
    array([2931, 2932])
    """
    return np.asarray((day + (_THURSDAY - plan.first_weekday) % 7) // 7)


def from_week_number(number: int, plan: Plan) -> date:
    """First day of a week.

    >>> from_week_number(2932, Plan())
    datetime.date(2026, 3, 9)
    """
    return from_day_number(int(number) * 7 - (_THURSDAY - plan.first_weekday) % 7)


def until_today(day: Array, reading: Reading) -> Array:
    """For each row whether its day has come by ``today``."""
    return np.asarray(day <= day_number(reading.today))


def cut_weeks(name: str, day: Array, reading: Reading, *, payments: bool = False) -> list[str]:
    """Sentences about a first or last week that may not be in a file as a whole.

    An export of a month begins and ends in the middle of a week. That shows where the first week
    begins later, or the last one ends earlier, than is usual in the file. Of the week of today
    nothing is said: it is not over. Payments come on any day, so theirs must begin or end with a
    month, too.

    >>> june = np.arange(day_number(date(2026, 6, 1)), day_number(date(2026, 7, 1)))
    >>> cut_weeks("june.csv", june, Reading(Plan(), date(2026, 8, 1)))[0][:30]
    'june.csv ends on 30 June 2026,'
    """
    days = np.unique(day)
    week = week_numbers(days, reading.plan)
    numbers, begins = np.unique(week, return_index=True)
    if len(numbers) <= _WEEKS_TO_COMPARE:
        return []
    weekday = days - (week * 7 - (_THURSDAY - reading.plan.first_weekday) % 7)
    first, last = weekday[begins], weekday[np.append(begins[1:], len(days)) - 1]
    notes = []
    begin, end = from_day_number(days[0]), from_day_number(days[-1])
    monthly = begin.day <= _NEAR, (end + timedelta(days=_NEAR)).day <= _NEAR
    if first[0] > np.median(first[1:]) and (monthly[0] or not payments):
        notes.append(_cut(name, "begins", begin))
    today = week_numbers(np.array([day_number(reading.today)]), reading.plan)[0]
    shorter = last[-1] < np.median(last[:-1]) and numbers[-1] != today
    if shorter and (monthly[1] or not payments):
        notes.append(_cut(name, "ends", end))
    return notes


def _cut(name: str, verb: str, day: date) -> str:
    return (
        f"{name} {verb} on {in_words(day)}, inside a week: if that is where the "
        f"export {verb}, that week's figures are too low; export whole weeks."
    )
