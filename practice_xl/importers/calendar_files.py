"""Calendars (.ics) as tables: one row an event, repeated events written out.

Titles, descriptions and people are never read: a calendar tells when something took place, and
whether it was cancelled, private, or for the whole day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from practice_xl.importers.columns import Row, TableView
from practice_xl.problems import FileRefused

HEADERS = ("Starts", "All day", "Event status", "Class", "Event uid")
_AHEAD = timedelta(days=100)
_MOST_EVENTS = 500_000


class CalendarView(TableView):
    """A calendar file, seen as a table of events."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name)
        self._data = data

    def rows(self) -> Iterator[Row]:
        """The headers, and the events.

        Raises:
            FileRefused: The calendar is damaged.
        """
        yield HEADERS
        events: list[Row] | None = None
        try:
            events = list(islice(_events(self._data), _MOST_EVENTS))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
            events = None
        if events is None:
            raise FileRefused(f"{self.name} is a damaged calendar; export it again.")
        yield from events


def _events(data: bytes) -> Iterator[Row]:
    """One row an event, as :data:`HEADERS` has them."""
    from icalendar import Calendar

    until = datetime.now(UTC) + _AHEAD
    for calendar in Calendar.from_ical(data, multiple=True):
        zone = _zone(calendar.get("X-WR-TIMEZONE"))
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
    begin = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
    moments = rruleset()
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        text = rule.to_ical().decode()
        if begin.tzinfo is None:
            text = text.replace("Z", "")
        moments.rrule(rrulestr(text, dtstart=begin))
    if not rules:
        moments.rdate(begin)
    for key, put in (("RDATE", moments.rdate), ("EXDATE", moments.exdate)):
        lists = event.get(key, [])
        for dates in lists if isinstance(lists, list) else [lists]:
            for one in dates.dts:
                if isinstance(one.dt, datetime):
                    put(one.dt)
                elif isinstance(one.dt, date):
                    put(datetime(one.dt.year, one.dt.month, one.dt.day, tzinfo=begin.tzinfo))
    end = until if begin.tzinfo else until.replace(tzinfo=None)
    for moment in moments:
        if moment > end:
            return
        yield moment.date() if whole_days else moment


def _written(moment: date, zone: tzinfo | None) -> str:
    """A moment as text: on the clock of its own place, or of the calendar's where it has none."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment.isoformat()
    if moment.tzname() in ("UTC", "Z") and zone is None:
        return moment.isoformat()
    local = moment.astimezone(zone) if moment.tzname() == "UTC" and zone else moment
    return local.replace(tzinfo=None).isoformat()


def _zone(name: Any) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(str(name)) if name else None
    except (KeyError, ValueError, OSError):
        return None
