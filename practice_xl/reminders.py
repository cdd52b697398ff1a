"""A calendar file for the Friday habit: the week, the month's figures, the quarter, tax dates.

No name and no figure stands in it. Times are those of wherever it is read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from practice_xl.domain.calendar import QUARTER, quarter_of
from practice_xl.domain.plan import Plan
from practice_xl.problems import FileBusy
from practice_xl.xlsx.replace import replace

if TYPE_CHECKING:
    from icalendar import Calendar

FILE_NAME = "friday.ics"
MADE_BY = "-//practice_xl//the Friday habit//EN"  # tells a file of ours, which may be replaced
FRIDAY = 4
REVIEW = (
    "What became of the last results? Name the next three, on Actions. "
    "Then Decisions and Referrals."
)
TAX = "If you pay your tax in parts. Income says what is still to set aside."


def write_reminders(folder: Path, plan: Plan, today: date) -> Path:
    """Write ``friday.ics``, in the place of an earlier one, and say where it is.

    Args:
        folder: Where it goes: beside the tracker.
        plan: Says when business years begin, and when tax is due.
        today: The first Friday is this day, or the next one.

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
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    begun, at = quarter_of(today, plan.first_month), datetime.combine
    quarters = sorted((begun.month - 1 + step) % 12 + 1 for step in range(0, 12, QUARTER))
    month, quarter = _first(friday, range(1, 13)), _first(friday, quarters)
    weekly = {"freq": "weekly", "byday": "FR"}
    first = {"freq": "monthly", "byday": "1FR"}
    each_quarter = {"freq": "yearly", "bymonth": quarters, "byday": "1FR"}
    rows: list[tuple[str, Mapping[str, object], date, str, str]] = [
        ("week", weekly, at(friday, time(16)), "type the week", "Weekly, then the Friday page."),
        ("month", first, at(month, time(16, 15)), "the month's figures", "Monthly, last month."),
        ("quarter", each_quarter, at(quarter, time(16, 30)), "review the quarter", REVIEW),
    ]
    for number, day in plan.tax_days:
        yearly = {"freq": "yearly", "bymonth": number, "bymonthday": day}
        due = date(today.year + ((number, day) < (today.month, today.day)), number, day)
        rows.append((f"tax-{number}-{day}", yearly, due, "tax is due", TAX))
    for key, rule, begins, what, text in rows:
        event = Event()
        # Its id stays the same: a calendar that has it already changes its own.
        event.add("uid", f"{key}@practice-xl")
        event.add("dtstamp", at(today, time()))
        event.add("summary", f"Practice: {what}")
        event.add("description", text)
        event.add("rrule", rule)
        event.add("dtstart", begins)
        if isinstance(begins, datetime):
            event.add("duration", timedelta(minutes=15))
        calendar.add_component(event)
    return calendar


def _first(friday: date, months: Container[int]) -> date:
    """The next Friday, from ``friday`` on, that is the first of one of these months."""
    while friday.day > 7 or friday.month not in months:
        friday += timedelta(weeks=1)
    return friday
