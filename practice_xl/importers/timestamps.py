"""When each row of a file was; the order of day and month is found out, never guessed.

Days and times are read as programs write them, once for each different value of a file.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from practice_xl.domain.cell_values import FIRST_SERIAL, LAST_SERIAL
from practice_xl.importers.columns import Cells, Columns, at
from practice_xl.importers.statuses import plain
from practice_xl.problems import FileRefused

NO_DAY = -(2**31)
NO_TIME = -1
DAY = 86400
_QUARTER = 900  # clocks change on the quarter of an hour
_FOOTERS = re.compile(
    r"(grand |sub ?)?totals?\b|(sum|summary|report|generated|page)\b|\d+ [a-z]+s?$"
)
_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_EPOCH = 25569  # 1970-01-01 as a serial
_SPLIT = re.compile(r"(?:\s*[T,]\s*|\s+)(?=\d{1,2}:\d\d|\d{1,2} ?[AaPp][Mm]\b)")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
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
_MONTH = re.compile(
    r"(?:(?P<last>\d\d?) )?(?P<month>[a-z]{3,9})"
    r"(?: (?P<begin>\d\d?)(?: (?P<same>20\d\d) to (?P=month))? (?P<end>\d\d?))? (?P<year>20\d\d)"
)
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def from_day_number(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(int(number) + _EPOCH)


def month_named(text: str) -> date | None:
    """First day of the month a heading names; None when it names no single whole month.

    >>> month_named("Mar 2026"), month_named("March 1-31, 2026"), month_named("Jan - Mar 2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), None)
    >>> month_named("31 Oct 2026"), month_named("Jan 01, 2026 to Jan 31, 2026")
    (datetime.date(2026, 10, 1), datetime.date(2026, 1, 1))
    """
    dated = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])(?:-(\d\d)(?: 00:00:00)?)?", text.strip())
    if dated:
        first = date(int(dated[1]), int(dated[2]), 1)
        return first if int(dated[3] or 1) in (1, _days_of(first)) else None
    words = " ".join(re.sub(r"[-–—/.,]+", " ", text.casefold()).split())
    found = _MONTH.fullmatch(words)
    if found is None or found["month"][:3] not in MONTH_NAMES:
        return None
    first = date(int(found["year"]), MONTH_NAMES.index(found["month"][:3]) + 1, 1)
    last = _days_of(first)
    begin, end = int(found["begin"] or 1), int(found["end"] or found["last"] or last)
    return first if (begin, end) == (1, last) else None


def _days_of(month: date) -> int:
    return monthrange(month.year, month.month)[1]


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


@dataclass(frozen=True)
class Timestamps:
    """When each row was.

    Attributes:
        day: Days since 1970-01-01; NO_DAY where the row has no date.
        second: Second of the day; NO_TIME where no time is given.
        day_first: Whether the file writes the day before the month; None where it does not show.
    """

    day: Sequence[int]
    second: Sequence[int]
    day_first: bool | None = None

    @property
    def dated(self) -> list[bool]:
        """For each row whether it has a date."""
        return [day != NO_DAY for day in self.day]

    def only(self, rows: Sequence[int]) -> Timestamps:
        """The same for these rows alone, given by their positions."""
        return replace(self, day=at(self.day, rows), second=at(self.second, rows))


def read_timestamps(
    columns: Columns,
    role: str,
    notes: list[str],
    *,
    day_first: bool | None = None,
    zone: tzinfo | None = None,
    utc: bool = False,
) -> Timestamps:
    """When each row of a file was, on the practice's own clock.

    Args:
        columns: The file.
        role: Role of the column of dates.
        notes: Takes a sentence about rows that had to be left out.
        day_first: What the owner said; the file itself decides where it shows.
        zone: Time zone of the practice; None is this computer's.
        utc: True when times without a zone of their own are UTC.

    Raises:
        FileRefused: Nothing in the file tells the day from the month; the headers come twice; or
            no cell is a date.
    """
    cells = columns.needed(role)
    days, seconds, offsets = _parted(cells.values)
    different = set(days)
    order = _day_first(columns, role, different, day_first)
    known = {day: ordinal(day, bool(order)) for day in different}
    numbers = [known[day] for day in days]
    _check_unreadable(columns, cells, role, numbers, notes)
    if utc or any(offset is not None for offset in offsets):
        moments = [
            _local(day, second, 0 if offset is None and utc else offset, zone)
            for day, second, offset in zip(numbers, seconds, offsets, strict=True)
        ]
        numbers, seconds = [one[0] for one in moments], [one[1] for one in moments]
    # A file that gives no times gives midnight: a serial or a date cell without a fraction.
    seconds = [second or NO_TIME for second in seconds]
    day, second = cells.each(numbers, NO_DAY), cells.each(seconds, NO_TIME)
    own = columns.cells("time") if role == "date" else None
    if own is not None:
        clocks = own.each([clock(value) or NO_TIME for value in own.values], NO_TIME)
        second = [b if a == NO_TIME else a for a, b in zip(second, clocks, strict=True)]
    return Timestamps(day, second, order)


def _parted(
    values: Sequence[Any],
) -> tuple[Sequence[Any], list[int], list[int | None]]:
    """Day as written, second of the day and offset from UTC of each value.

    Where all are written alike, each different day and each different time is looked at once.
    """
    if values and all(type(value) is str for value in values):
        gap = "T" if values[0][10:11] == "T" else " "
        days, _, clocks = zip(*[value.partition(gap) for value in values], strict=True)
        times = {clock: time_of_day(clock) for clock in set(clocks)}
        alike = all(_NUMBERS.fullmatch(day) or _ISO.fullmatch(day) for day in set(days))
        if alike and all(time[0] != NO_TIME for time in times.values()):
            return days, [times[one][0] for one in clocks], [times[one][1] for one in clocks]
    parts = [day_and_time(value) for value in values]
    return [part[0] for part in parts], [part[1] for part in parts], [part[2] for part in parts]


def _local(day: int, second: int, offset: int | None, zone: tzinfo | None) -> tuple[int, int]:
    """Day and second on the practice's clock."""
    if day == NO_DAY or second == NO_TIME or offset is None:
        return day, second
    moment = day * DAY + second - offset
    local = datetime.fromtimestamp(moment // _QUARTER * _QUARTER, UTC).astimezone(zone)
    ahead = local.utcoffset() or timedelta()
    day, second = divmod(moment + int(ahead.total_seconds()), DAY)
    return day, max(second, 1)  # midnight is a time


def _day_first(columns: Columns, role: str, days: set[Any], told: bool | None) -> bool | None:
    """Whether the day is written before the month: as the file shows, else as the owner told."""
    found = (_NUMBERS.fullmatch(day) for day in days if isinstance(day, str))
    pairs = {(int(match[1]), int(match[3])) for match in found if match}
    day_leads = any(first > 12 >= second for first, second in pairs)
    month_leads = any(second > 12 >= first for first, second in pairs)
    column = f"the column {columns.headers[role]} of {columns.name}"
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
    return day_leads if day_leads or month_leads else told  # what the file shows is certain


def _check_unreadable(
    columns: Columns, cells: Cells, role: str, days: Sequence[int], notes: list[str]
) -> None:
    """Say which rows are left out without a date, lines of totals apart.

    Raises:
        FileRefused: No cell is a date, or the headers come twice.
    """
    if NO_DAY not in days:
        return
    header = plain(columns.headers[role])
    texts = [
        plain(value) if day == NO_DAY else "" for day, value in zip(days, cells.values, strict=True)
    ]
    if header in texts:
        rows = [row for row, at in enumerate(cells.codes) if at >= 0 and texts[at] == header]
        raise FileRefused(
            f"{columns.name} has its header row twice ({columns.places(rows)}), as if two exports "
            "were joined; delete the second one, or import the exports one by one."
        )
    odd = [
        day == NO_DAY and not _FOOTERS.match(text) for day, text in zip(days, texts, strict=True)
    ]
    if days and all(day == NO_DAY for day in days) and any(odd):
        raise FileRefused(
            f"{columns.name} has no date that can be read in its column {columns.headers[role]}; "
            "export it again, or save that column as dates (2026-03-31)."
        )
    if any(odd):
        rows = [row for row, at in enumerate(cells.codes) if at >= 0 and odd[at]]
        notes.append(f"{columns.name}: left out without a readable date: {columns.places(rows)}.")
