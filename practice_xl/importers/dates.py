"""Days and times as programs write them, and the order of day and month: found out, never guessed.

All the work is done once for each different date and each different time of day in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import numpy as np

from practice_xl.domain.typed import FIRST_SERIAL, LAST_SERIAL
from practice_xl.importers.source import Array, Cells, Frame, Reading, plain
from practice_xl.problems import FileRefused

NO_DAY = -(2**31)
NO_TIME = -1
_DAY = 86400
_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_EPOCH = 25569  # 1970-01-01 as a serial
_SPLIT = re.compile(r"(?:\s*[T,]\s*|\s+)(?=\d{1,2}:\d\d|\d{1,2} ?[AaPp][Mm]\b)")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4}|\d\d)")
_MONTH_SECOND = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.? (\d{4}|\d\d)")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_TIME = re.compile(
    r"(\d{1,2})(?::(\d\d))?(?::(\d\d)(?:[.,]\d+)?)? ?([ap])?\.?(?:m\.?)?"
    r"(?: ?(z|utc|gmt|[+-]\d\d:?\d\d))?",
    re.IGNORECASE,
)
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FOOTERS = ("total", "grand total", "subtotal", "sub total", "sum", "report", "generated", "page")


@dataclass(frozen=True)
class Stamps:
    """When each row was.

    Attributes:
        day: Days since 1970-01-01; NO_DAY where the row has no date.
        second: Second of the day; NO_TIME where no time is given.
    """

    day: Array
    second: Array

    @property
    def dated(self) -> Array:
        """For each row whether it has a date."""
        return np.asarray(self.day != NO_DAY)

    @property
    def seconds(self) -> Array:
        """Seconds since 1970-01-01; a row without a time counts as midnight."""
        return np.asarray(self.day * _DAY + np.maximum(self.second, 0))


def read_stamps(
    frame: Frame, role: str, reading: Reading, notes: list[str], utc: bool = False
) -> Stamps:
    """When each row of a file was, on the practice's own clock.

    Args:
        frame: The file.
        role: Role of the column of dates.
        reading: Order of day and month, and the time zone.
        notes: Takes a sentence about rows that had to be left out.
        utc: True when times without a zone of their own are UTC.

    Raises:
        FileRefused: Nothing in the file tells the day from the month; the headers come twice; or
            no cell is a date.
    """
    cells = frame.needed(role)
    written, clocks, offsets = _all_parts(cells.values)
    different = set(written)
    order = _day_first(frame, role, different, reading.day_first)
    known = {day: _ordinal(day, order) for day in different}
    days = np.array([known[day] for day in written], np.int64)
    seconds = np.array(clocks, np.int64)
    for place in np.flatnonzero(seconds != NO_TIME).tolist() if utc or offsets else ():
        offset = offsets.get(place)
        if (utc or offset is not None) and days[place] != NO_DAY:
            moment = int(days[place]) * _DAY + int(seconds[place]) - (offset or 0)
            days[place], seconds[place] = _local(moment, reading.zone)
    unreadable = days == NO_DAY
    _check_headers(frame, cells, role, unreadable)
    footers = np.zeros(len(written), bool)
    for place in np.flatnonzero(unreadable).tolist():
        footers[place] = _is_footer(cells.values[place])
    if len(days) and unreadable.all() and not footers.all():
        raise FileRefused(
            f"{frame.name} has no date that can be read in its column {frame.headers[role]}; "
            "export it again, or save that column as dates (2026-03-31)."
        )
    odd = cells.spread(unreadable & ~footers, False, bool)
    if odd.any():
        notes.append(f"{frame.name}: left out without a readable date: {frame.places(odd)}.")
    day_rows = cells.spread(days, NO_DAY, np.int64)
    second_rows = cells.spread(seconds, NO_TIME, np.int64)
    clock = frame.cells("time") if role == "date" else None
    if clock is not None:
        own = clock.spread([_clock(value) for value in clock.values], NO_TIME, np.int64)
        second_rows = np.where(second_rows == NO_TIME, own, second_rows)
    # A file that gives no times gives midnight: a serial or a date cell without a fraction.
    return Stamps(day_rows, np.where(second_rows == 0, NO_TIME, second_rows))


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


def from_day_number(number: int) -> date:
    """The date of a day number.

    >>> from_day_number(1)
    datetime.date(1970, 1, 2)
    """
    return date.fromordinal(int(number) + _EPOCH)


def month_named(text: str) -> date | None:
    """First day of the month a heading names; None when it names no single whole month.

    >>> month_named("Mar 2026"), month_named("March 1-31, 2026"), month_named("Jan - Mar 2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), None)
    """
    dated = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])(?:-01(?: 00:00:00)?)?", text.strip())
    if dated:
        return date(int(dated[1]), int(dated[2]), 1)
    words = " ".join(re.sub(r"[-–—/.,]+", " ", text.casefold()).split())
    found = re.fullmatch(r"([a-z]{3,9})(?: (\d{1,2}) (\d{1,2}))? (20\d\d)", words)
    if found is None or found[1][:3] not in MONTH_NAMES:
        return None
    first = date(int(found[4]), MONTH_NAMES.index(found[1][:3]) + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    if found[2] and (int(found[2]) != 1 or int(found[3]) != (following - first).days):
        return None
    return first


def _all_parts(values: Sequence[Any]) -> tuple[list[Any], list[int], dict[int, int]]:
    """Day as written and second of the day of every value; offsets from UTC where there are any.

    Nearly all values of a file are a date, a space and a time; those are taken apart by their
    different dates and times, the others one by one.
    """
    pairs = [
        value.partition(" ") if isinstance(value, str) else (value, "", "?") for value in values
    ]
    plain_days = {
        day
        for day in {pair[0] for pair in pairs}
        if isinstance(day, str) and (_NUMBERS.fullmatch(day) or _ISO.fullmatch(day))
    }
    plain_times = {
        clock: found
        for clock in {pair[2] for pair in pairs}
        if (found := _time(clock))[0] != NO_TIME and found[1] is None
    }
    seconds = {clock: found[0] for clock, found in plain_times.items()}
    seconds[""] = NO_TIME
    days = [pair[0] for pair in pairs]
    clocks = [seconds.get(pair[2], -2) if pair[0] in plain_days else -2 for pair in pairs]
    offsets: dict[int, int] = {}
    for place in np.flatnonzero(np.array(clocks) == -2).tolist():
        days[place], clocks[place], offset = _parts(values[place])
        if offset is not None:
            offsets[place] = offset
    return days, clocks, offsets


def _parts(value: Any) -> tuple[Any, int, int | None]:
    """Day as written, second of the day, and offset from UTC in seconds, of one value."""
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
        second = moment.hour * 3600 + moment.minute * 60 + moment.second
        return (moment.year, moment.month, moment.day), second, None
    if isinstance(value, date):
        return (value.year, value.month, value.day), NO_TIME, None
    if isinstance(value, (int, float)):
        return _serial(float(value))
    text = str(value).strip()
    if _SERIAL.fullmatch(text):
        return _serial(float(text))
    split = _SPLIT.split(text, maxsplit=1)
    second, offset = _time(split[1]) if len(split) == 2 else (NO_TIME, None)
    return split[0], second, offset


def _serial(serial: float) -> tuple[Any, int, int | None]:
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        return None, NO_TIME, None
    days, second = divmod(round(serial * 1440) * 60, _DAY)  # to the minute: fractions are inexact
    return int(days) - _SERIAL_EPOCH, second or NO_TIME, None


def _time(text: str) -> tuple[int, int | None]:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return NO_TIME, None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return NO_TIME, None
    zone = found[5]
    if zone is None:
        offset = None
    elif zone[0] in "+-":
        offset = (int(zone[1:3]) * 60 + int(zone[-2:])) * (60 if zone[0] == "+" else -60)
    else:
        offset = 0
    return hour * 3600 + minute * 60 + second, offset


def _clock(value: Any) -> int:
    """Second of the day of a cell that holds only a time."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, timedelta):
        return int(value.total_seconds()) % _DAY
    if isinstance(value, (int, float)):
        return round(float(value) % 1 * 1440) * 60
    return _time(str(value))[0]


def _ordinal(day: Any, day_first: bool) -> int:
    """Days since 1970 of a day as written; NO_DAY when it is none."""
    if day is None:
        return NO_DAY
    if isinstance(day, int):
        return day
    if isinstance(day, tuple):
        return _valid(*day)
    found = _ISO.fullmatch(day)
    if found:
        return _valid(int(found[1]), int(found[3]), int(found[4]))
    found = _COMPACT.fullmatch(day)
    if found:
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    found = _NUMBERS.fullmatch(day)
    if found:
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        return _valid(year, second, first) if day_first else _valid(year, first, second)
    words = " ".join(re.sub(r"[-,/]+", " ", _WEEKDAY.sub("", day).casefold()).split())
    found = _MONTH_FIRST.fullmatch(words)
    if found and found[1][:3] in MONTH_NAMES:
        return _valid(_year(found[3]), MONTH_NAMES.index(found[1][:3]) + 1, int(found[2]))
    found = _MONTH_SECOND.fullmatch(words)
    if found and found[2][:3] in MONTH_NAMES:
        return _valid(_year(found[3]), MONTH_NAMES.index(found[2][:3]) + 1, int(found[1]))
    month = month_named(day)
    return NO_DAY if month is None else day_number(month)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _valid(year: int, month: int, day: int) -> int:
    if not 2000 <= year <= 2099:
        return NO_DAY
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return NO_DAY


def _day_first(frame: Frame, role: str, days: Set[Any], told: bool | None) -> bool:
    """Whether the day is written before the month, from the file or as the owner told."""
    found = (_NUMBERS.fullmatch(day) for day in days if isinstance(day, str))
    pairs = {(int(match[1]), int(match[3])) for match in found if match}
    day_leads = any(first > 12 >= second for first, second in pairs)
    month_leads = any(second > 12 >= first for first, second in pairs)
    column = f"the column {frame.headers[role]} of {frame.name}"
    if day_leads and month_leads:
        raise FileRefused(
            f"Some dates in {column} have the day first and some the month; "
            "export it again with one kind of date."
        )
    if told is None and not (day_leads or month_leads) and any(a != b for a, b in pairs):
        raise FileRefused(
            f"No date in {column} shows whether the day or the month comes first; "
            "import it again with --day-first (31/12/2026) or --month-first (12/31/2026)."
        )
    return day_leads or (bool(told) and not month_leads)  # what the file shows is certain


def _local(moment: int, zone: tzinfo | None) -> tuple[int, int]:
    """Day and second on the practice's clock of a moment in seconds since 1970 UTC."""
    there = datetime.fromtimestamp(moment, UTC).astimezone(zone)
    return (
        there.toordinal() - _EPOCH,
        max(there.hour * 3600 + there.minute * 60 + there.second, 1),  # midnight is a time here
    )


def _check_headers(frame: Frame, cells: Cells, role: str, unreadable: Array) -> None:
    header = plain(frame.headers[role])
    again = np.zeros(len(cells.values), bool)
    for place in np.flatnonzero(unreadable).tolist():
        again[place] = plain(cells.values[place]) == header
    rows = cells.spread(again, False, bool)
    if rows.any():
        raise FileRefused(
            f"{frame.name} has its header row twice ({frame.places(rows)}), as if two exports were "
            "joined; delete the second one, or import the exports one by one."
        )


def _is_footer(value: Any) -> bool:
    return isinstance(value, str) and plain(value).startswith(_FOOTERS)
