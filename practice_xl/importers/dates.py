"""Days and times as programs write them, one value at a time."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from practice_xl.domain.typed import FIRST_SERIAL, LAST_SERIAL

NO_DAY = -(2**31)
NO_TIME = -1
DAY = 86400
_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_EPOCH = 25569  # 1970-01-01 as a serial
_SPLIT = re.compile(r"(?:\s*[T,]\s*|\s+)(?=\d{1,2}:\d\d|\d{1,2} ?[AaPp][Mm]\b)")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4}|\d\d)")
_MONTH_SECOND = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.? (\d{4}|\d\d)")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
_JOINED = re.compile(r"[\s,]*(?:\bat|@|[-–])?\s*$")  # "March 3 at 9:30"
_RANGE = re.compile(r"\s+(?:-|–|—|to)\s+")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_TIME = re.compile(
    r"(\d{1,2})(?::(\d\d))?(?::(\d\d)(?:[.,]\d+)?)? ?([ap])?\.?(?:m\.?)?"
    r"(?: ?(z|utc|gmt|[+-]\d\d:?\d\d))?",
    re.IGNORECASE,
)
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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


def day_and_time(value: Any) -> tuple[Any, int, int | None]:
    """Day as written, second of the day, and offset from UTC in seconds, of one value.

    >>> day_and_time("3/31/26 9:30 AM"), day_and_time("2026-03-31T17:00Z")
    (('3/31/26', 34200, None), ('2026-03-31', 61200, 0))
    >>> day_and_time("March 31, 2026 at 9:30")
    ('March 31, 2026', 34200, None)
    """
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
    second, offset = time_of_day(split[1]) if len(split) == 2 else (NO_TIME, None)
    return _JOINED.sub("", split[0]), second, offset


def time_of_day(text: str) -> tuple[int, int | None]:
    """Second of the day and offset from UTC of a written time; NO_TIME when it is none.

    Of a stretch of time it is the beginning.

    >>> time_of_day("9:30 pm - 10:20 pm"), time_of_day("09:30:00-07:00"), time_of_day("noon")
    ((77400, None), (34200, -25200), (-1, None))
    """
    found = _TIME.fullmatch(_RANGE.split(text.strip(), maxsplit=1)[0])
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


def clock(value: Any) -> int:
    """Second of the day of a cell that holds only a time."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, timedelta):
        return int(value.total_seconds()) % DAY
    if isinstance(value, (int, float)):
        return round(float(value) % 1 * 1440) * 60
    return time_of_day(str(value))[0]


def ordinal(day: Any, day_first: bool) -> int:
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
    found = NUMBERS.fullmatch(day)
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


def _serial(serial: float) -> tuple[Any, int, int | None]:
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        return None, NO_TIME, None
    days, second = divmod(round(serial * 1440) * 60, DAY)  # to the minute: fractions are inexact
    return int(days) - _SERIAL_EPOCH, second or NO_TIME, None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _valid(year: int, month: int, day: int) -> int:
    if not 2000 <= year <= 2099:
        return NO_DAY
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return NO_DAY
