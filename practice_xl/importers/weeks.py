"""Weeks as numbers, counted from 1970."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers.reading import Reading
from practice_xl.importers.timestamps import day_number, from_day_number

Weeks = dict[tuple[date, str], dict[str, float]]
"""Figures by key of Weekly, for the first day of each week and a clinician."""

_THURSDAY = 3  # 1970-01-01
_WEEKS_TO_COMPARE = 2
_NEAR = 3  # days from the edge of a month


def practice_row(plan: Plan) -> str:
    """Whose row carries what is the whole practice's: the owner's, or the first clinician's."""
    return plan.clinicians[0].name if plan.clinicians else ""


def week_number(day: int, plan: Plan) -> int:
    """Number of the week of a day, counted from 1970.

    >>> week_number(day_number(date(2026, 3, 8)), Plan())
    2931
    """
    return (day + _ahead(plan)) // 7


def from_week_number(number: int, plan: Plan) -> date:
    """First day of a week.

    >>> from_week_number(2932, Plan())
    datetime.date(2026, 3, 9)
    """
    return from_day_number(number * 7 - _ahead(plan))


def _ahead(plan: Plan) -> int:
    return (_THURSDAY - plan.first_weekday) % 7


def cut_weeks(
    name: str, day: Iterable[int], reading: Reading, *, payments: bool = False
) -> list[str]:
    """Sentences about a first or last week that may not be in a file as a whole.

    An export of a month begins and ends in the middle of a week. That shows where the first week
    begins later, or the last one ends earlier, than is usual in the file. Of the week of today
    nothing is said: it is not over. Payments come on any day, so theirs must begin or end with a
    month, too.

    >>> june = range(day_number(date(2026, 6, 1)), day_number(date(2026, 7, 1)))
    >>> cut_weeks("june.csv", june, Reading(Plan(), date(2026, 8, 1)))[0][:30]
    'june.csv ends on 30 June 2026,'
    """
    weekdays: dict[int, list[int]] = {}
    days = sorted(set(day))
    for one in days:
        weekday = (one + _ahead(reading.plan)) % 7
        weekdays.setdefault(week_number(one, reading.plan), []).append(weekday)
    if len(weekdays) <= _WEEKS_TO_COMPARE:
        return []
    first = [within[0] for within in weekdays.values()]
    last = [within[-1] for within in weekdays.values()]
    notes = []
    begin, end = from_day_number(days[0]), from_day_number(days[-1])
    monthly = begin.day <= _NEAR, (end + timedelta(days=_NEAR)).day <= _NEAR
    if first[0] > _median(first[1:]) and (monthly[0] or not payments):
        notes.append(_cut(name, "begins", begin))
    today = week_number(day_number(reading.today), reading.plan)
    shorter = last[-1] < _median(last[:-1]) and max(weekdays) != today
    if shorter and (monthly[1] or not payments):
        notes.append(_cut(name, "ends", end))
    return notes


def _median(values: Sequence[int]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else sum(ordered[middle - 1 : middle + 1]) / 2


def _cut(name: str, verb: str, day: date) -> str:
    return (
        f"{name} {verb} on {in_words(day)}, inside a week: if that is where the "
        f"export {verb}, that week's figures are too low; export whole weeks."
    )
