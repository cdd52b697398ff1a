"""A calendar file for the Friday habit: the week, the month's figures, the quarter, tax dates.

No name and no figure stands in it. Times are those of wherever it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from practice_xl.domain.calendar import QUARTER, quarter_of
from practice_xl.domain.plan import Plan
from practice_xl.problems import FileBusy
from practice_xl.xlsx.replace import replace

if TYPE_CHECKING:
    from icalendar import Calendar, Event

FILE_NAME = "friday.ics"
MADE_BY = "-//practice_xl//the Friday habit//EN"  # tells a file of ours, which may be replaced
FRIDAY = 4
BEGINS, LASTS = time(16), timedelta(minutes=15)


def write_reminders(folder: Path, plan: Plan, today: date) -> Path:
    """Write ``friday.ics``, in the place of an earlier one.

    Args:
        folder: Where it goes: beside the tracker.
        plan: Says when business years begin, and when tax is due.
        today: The first Friday is this day, or the next one.

    Returns:
        The file.

    Raises:
        FileBusy: A file of that name is there which is not of practice_xl, or it is open.
        FileRefused: The folder cannot be written.
    """
    target = folder / FILE_NAME
    if target.exists() and MADE_BY.encode() not in target.read_bytes():
        raise FileBusy(
            f"{FILE_NAME} is there already, and practice_xl did not make it. Move it away, then "
            "run remind again."
        )
    replace(target, reminders(plan, today).to_ical())
    return target


def reminders(plan: Plan, today: date) -> Calendar:
    """The calendar: weekly, monthly, each quarter, and the days on which tax is due.

    >>> calendar = reminders(Plan(currency="$"), date(2026, 11, 4))
    >>> [str(event["summary"]) for event in calendar.walk("VEVENT")][:2]
    ['Practice: type the week', "Practice: the month's figures"]
    >>> calendar.walk("VEVENT")[0]["dtstart"].dt
    datetime.datetime(2026, 11, 6, 16, 0)
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    begun = quarter_of(today, plan.first_month)
    quarters = [(begun.month - 1 + step) % 12 + 1 for step in range(0, 12, QUARTER)]
    weekly = {"freq": "weekly", "byday": "FR"}
    first = {"freq": "monthly", "byday": "1FR"}
    each_quarter = {"freq": "yearly", "bymonth": sorted(quarters), "byday": "1FR"}
    rows: tuple[tuple[str, Mapping[str, object], time, str, str], ...] = (
        ("week", weekly, BEGINS, "Practice: type the week", "Weekly, then the Friday page."),
        ("month", first, time(16, 15), "Practice: the month's figures", "Monthly, last month."),
        (
            "quarter",
            each_quarter,
            time(16, 30),
            "Practice: review the quarter",
            "What became of the last results? Name the next three, on Actions. Then Decisions "
            "and Referrals.",
        ),
    )
    for key, rule, begins, summary, text in rows:
        event = _event(calendar, key, rule, summary, text, today)
        day = friday if key == "week" else _first(friday, quarters if key == "quarter" else ())
        event.add("dtstart", datetime.combine(day, begins))
        event.add("duration", LASTS)
    for month, number in plan.tax_days:
        event = _event(
            calendar,
            f"tax-{month}-{number}",
            {"freq": "yearly", "bymonth": month, "bymonthday": number},
            "Practice: tax is due",
            "If you pay your tax in parts. Income says what is still to set aside.",
            today,
        )
        year = today.year + ((month, number) < (today.month, today.day))
        event.add("dtstart", date(year, month, number))
    return calendar


def _event(
    calendar: Calendar, key: str, rule: Mapping[str, object], summary: str, text: str, today: date
) -> Event:
    """An event whose id stays the same: a calendar that has it already changes its own."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{key}@practice-xl")
    event.add("dtstamp", datetime.combine(today, time()))
    event.add("summary", summary)
    event.add("description", text)
    event.add("rrule", rule)
    calendar.add_component(event)
    return event


def _first(friday: date, months: list[int] | tuple[int, ...]) -> date:
    """The next Friday, from ``friday`` on, that is the first of a month, of these if any."""
    while friday.day > 7 or (months and friday.month not in months):
        friday += timedelta(weeks=1)
    return friday
