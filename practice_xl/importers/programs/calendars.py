"""Calendars and booking pages: they have no attendance, so every row that took place counts.

A calendar file (.ics) becomes a table of events, repeated ones written out. Titles, names and
notes are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from typing import Any

from practice_xl.importers.declaration import Holds, Source
from practice_xl.importers.tables import Row, View
from practice_xl.problems import FileRefused

HEADERS = ("Starts", "All day", "Event status", "Class", "Event uid")
_AHEAD = timedelta(days=100)
_MOST_EVENTS = 500_000


@dataclass
class CalendarView(View):
    """A calendar file, seen as a table of events."""

    data: bytes = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The headers, and the events; refused where the calendar is damaged."""
        yield HEADERS
        try:
            events: list[Row] | None = list(islice(_events(self.data), _MOST_EVENTS))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
            events = None
        if events is None:
            raise FileRefused(f"{self.name} is a damaged calendar; export it again.")
        yield from events


def _events(data: bytes) -> Iterator[Row]:
    """One row an event, as :data:`HEADERS` has them."""
    from zoneinfo import ZoneInfo

    from icalendar import Calendar

    until = datetime.now(UTC) + _AHEAD
    for calendar in Calendar.from_ical(data, multiple=True):
        zone, name = None, calendar.get("X-WR-TIMEZONE")
        with suppress(KeyError, ValueError, OSError):
            zone = ZoneInfo(str(name)) if name else None
        events: list[Any] = calendar.walk("VEVENT")
        moved: dict[str, set[Any]] = {}
        for event in events:
            if event.get("RECURRENCE-ID") is not None:
                moved.setdefault(str(event.get("UID")), set()).add(event["RECURRENCE-ID"].dt)
        for event in events:
            if event.get("DTSTART") is None:
                continue
            start, uid = event["DTSTART"].dt, str(event.get("UID", ""))
            told = str(event.get("STATUS", "")), str(event.get("CLASS", ""))
            skipped = set() if "RECURRENCE-ID" in event else moved.get(uid, set())
            for moment in _repeated(event, start, until):
                if moment not in skipped:
                    all_day = "no" if isinstance(moment, datetime) else "yes"
                    yield (_written(moment, zone), all_day, *told, f"{uid} {moment}")


def _repeated(event: Any, start: date, until: datetime) -> Iterator[date]:
    """When an event takes place: once, or as often as its rule says, up to some weeks ahead."""
    if event.get("RRULE") is None and event.get("RDATE") is None:
        yield start
        return
    from dateutil.rrule import rruleset, rrulestr  # type: ignore[import-untyped]

    whole_days = not isinstance(start, datetime)
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    moments = rruleset()
    for rule in _each(event, "RRULE"):
        text = rule.to_ical().decode()
        if begin.tzinfo is None:
            text = text.replace("Z", "")
        moments.rrule(rrulestr(text, dtstart=begin))
    if event.get("RRULE") is None:
        moments.rdate(begin)
    for key, put in (("RDATE", moments.rdate), ("EXDATE", moments.exdate)):
        for one in (one.dt for dates in _each(event, key) for one in dates.dts):
            if isinstance(one, date):
                timed = isinstance(one, datetime)
                put(one if timed else datetime.combine(one, time(), begin.tzinfo))
    end = until if begin.tzinfo else until.replace(tzinfo=None)
    for moment in takewhile(lambda moment: moment <= end, moments):
        yield moment.date() if whole_days else moment


def _each(event: Any, key: str) -> list[Any]:
    found = event.get(key, [])
    return found if isinstance(found, list) else [found]


def _written(moment: date, zone: tzinfo | None) -> str:
    """A moment as text: on the clock of its own place, or of the calendar's where it has none."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        universal = moment.tzname() in ("UTC", "Z")
        if zone or not universal:
            moment = (moment.astimezone(zone) if universal else moment).replace(tzinfo=None)
    return moment.isoformat()


_NOT_YES = """
                = not counted: yes, true, 1, on
                = kept: *"""
_NO_SHOW = _NOT_YES.replace("not counted", "missed")
_EVERY_EVENT = (
    "Every event with a start time counts as a session; all-day, private and cancelled ones do "
    "not. Keep what is no session in a calendar of its own."
)

# fmt: off
SOURCES = (
    Source("Calendar", "file (.ics)", Holds.CALENDAR,
           "Google Calendar: Settings > Import and export > Export; Apple Calendar: File > Export; "
           "Outlook: File > Save calendar", f"""
        date, needed: starts
        all_day, needed: all day{_NOT_YES}
        status, needed, changes: event status
            = not counted: cancelled, tentative
            = kept: *
        class, needed, changes: class
            = not counted: private, confidential
            = kept: *
        uid, needed, sign: event uid""", rank=5, about=_EVERY_EVENT),
    Source("Outlook", "calendar", Holds.CALENDAR,
           "Outlook: File > Open & Export > Import/Export > Export to a file > CSV > Calendar", f"""
        date, needed: start date
        time, needed: start time
        all_day, also: all day event{_NOT_YES}
        private: private{_NOT_YES}
        class: sensitivity
            = not counted: private, confidential, 2, 3
            = kept: *
        busy: show time as
            = not counted: free, out of office, 3, 4
            = kept: *
        end, sign, also: end date, end time""", rank=5, about=_EVERY_EVENT),
    Source("Acuity", "appointments", Holds.CALENDAR,
           "Reports > Import/export > Export appointments", f"""
        date, needed: start time, start
        type, needed, sign: type, appointment type
        clinician: calendar
        paid, changes: amount paid online
        price, needed, sign: appointment price, paid, certificate code
        cancelled, changes: canceled, cancelled, is canceled{_NOT_YES}
        no_show, changes: no show, noshow, is no show{_NO_SHOW}
        label, changes: label, labels
            = missed: no show, no showed, missed
            = not counted: cancelled, rescheduled
            = kept: *
        client, person: email, phone""", rank=4),
    Source("Calendly", "scheduled events", Holds.CALENDAR, "Meetings > Export", f"""
        date, needed: start date time, start time, event start
        event, needed, sign: event type name, event type
        cancelled, needed, changes: canceled, cancelled{_NOT_YES}
        no_show, changes: marked as no show, no show{_NO_SHOW}
        clinician: user name
        client, person: invitee email, invitee name""", rank=4),
)
