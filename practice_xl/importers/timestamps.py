"""When each row of a file was; the order of day and month is found out, never guessed.

Days and times are read as programs write them, once for each different text of a file.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from practice_xl.importers.statuses import plain
from practice_xl.problems import FileRefused

if TYPE_CHECKING:
    from practice_xl.importers.tables import File

NO_DAY = -(2**31)
NO_TIME = -1
DAY = 86400
_QUARTER = 900  # clocks change on the quarter of an hour
_FOOTERS = re.compile(r"(grand |sub ?)?totals?\b|(sum|summary|report|generated|page)\b|\d+ [a-z]+$")
_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_MOMENT = re.compile(  # "March 3 at 9:30"
    r"(.+?)(?:\s*[T,]\s*|\s+)(?:(?:at|@|[-–])\s+)?(\d{1,2}(?::\d\d| ?[ap]m\b).*)", re.IGNORECASE
)
_CLOCK = re.compile(  # of a stretch of time it is the beginning
    r"(?i)(\d{1,2})(?::(\d\d))?(?::(\d\d)(?:[.,]\d+)?)? ?([ap])?\.?(?:m\.?)?"
    r"(?: ?(z|utc|gmt|[+-]\d\d:?\d\d))?(?:\s+(?:-|–|—|to)\s.*)?"
)
_ISO = re.compile(r"(\d{4})([-/.]?)(\d\d?)\2(\d\d?)")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_AROUND = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|(?<=\d)(st|nd|rd|th)\b|[-,./]+")
_IN_WORDS = re.compile(r"(?:(\d\d?) )?([a-z]{3})[a-z]*(?(1)| (\d\d?)) (20\d\d|\d\d)")
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
        first, end = date(int(dated[1]), int(dated[2]), 1), int(dated[3] or 1)
        return first if end in (1, monthrange(first.year, first.month)[1]) else None
    words = " ".join(re.sub(r"[-–—/.,]+", " ", text.casefold()).split())
    found = _MONTH.fullmatch(words)
    if found is None or found["month"][:3] not in MONTH_NAMES:
        return None
    first = date(int(found["year"]), MONTH_NAMES.index(found["month"][:3]) + 1, 1)
    last = monthrange(first.year, first.month)[1]
    begin, end = int(found["begin"] or 1), int(found["end"] or found["last"] or last)
    return first if (begin, end) == (1, last) else None


def parted(value: object) -> tuple[object, object]:
    """Day and time of a cell as they are written; the time may be blank.

    >>> parted("3/31/26 9:30 AM"), parted("2026-03-31T17:00Z"), parted("March 31, 2026 at 9:30")
    (('3/31/26', '9:30 AM'), ('2026-03-31', '17:00Z'), ('March 31, 2026', '9:30'))
    >>> parted(46112.375)
    (datetime.date(2026, 3, 31), datetime.time(9, 0))
    """
    text = "" if value is None else str(value).strip()
    if _SERIAL.fullmatch(text):  # to the minute: fractions are inexact
        value = datetime(1899, 12, 30) + timedelta(minutes=round(float(text) * 1440))
    if isinstance(value, datetime):
        return value.date(), value.time()
    if isinstance(value, date):
        return value, ""
    found = _MOMENT.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def clock(value: object) -> tuple[int, int | None]:
    """Second of the day, and offset from UTC in seconds, of a time as it is written.

    >>> clock("9:30 pm - 10:20 pm"), clock("09:30:00-07:00"), clock("noon"), clock(0.5)
    ((77400, None), (34200, -25200), (-1, None), (43200, None))
    """
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, (int, float)):
        return round(float(value) % 1 * 1440) * 60, None
    if isinstance(value, datetime):
        value = value.time()
    found = _CLOCK.fullmatch(str(value).strip())
    if found is None:
        return NO_TIME, None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return NO_TIME, None
    zone = found[5] or ""
    offset = 0 if zone else None
    if zone[:1] in ("+", "-"):
        offset = (int(zone[1:3]) * 60 + int(zone[-2:])) * (60 if zone[0] == "+" else -60)
    return hour * 3600 + minute * 60 + second, offset


def ordinal(day: Any, day_first: bool) -> int:
    """Days since 1970 of a day as it is written; NO_DAY when it is none.

    >>> [ordinal(day, False) for day in ("2026-03-31", "Tuesday, March 31st 2026", "soon")]
    [20543, 20543, -2147483648]
    """
    if isinstance(day, date):
        return _valid(day.year, day.month, day.day)
    if found := _ISO.fullmatch(day):
        return _valid(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMBERS.fullmatch(day):
        first, second = int(found[1]), int(found[3])
        return _valid(int(found[4]), *((second, first) if day_first else (first, second)))
    words = " ".join(_AROUND.sub(" ", day.casefold()).split())
    found = _IN_WORDS.fullmatch(words)
    if found and found[2] in MONTH_NAMES:
        return _valid(int(found[4]), MONTH_NAMES.index(found[2]) + 1, int(found[1] or found[3]))
    named = month_named(day)
    return NO_DAY if named is None else day_number(named)


def _valid(year: int, month: int, day: int) -> int:
    year += 2000 if year < 100 else 0
    try:
        return day_number(date(year, month, day)) if 2000 <= year <= 2099 else NO_DAY
    except ValueError:
        return NO_DAY


def read_timestamps(
    file: File, role: str, day_first: bool | None, zone: tzinfo | None
) -> tuple[list[int], list[int], bool | None]:
    """When each row of a file was, on the practice's own clock.

    For each row days since 1970-01-01 (NO_DAY where it has no date) and the second of the day
    (NO_TIME where no time is given); and whether the day stands before the month, as the file shows
    or the owner said. Refused where nothing tells the day from the month, or no cell is a date.
    """
    cells = file.cells[role][0]
    days, clocks = _split(cells)
    different = set(days)
    order = _day_first(file, role, different, day_first)
    known = {day: ordinal(day, bool(order)) for day in different}
    numbers = list(map(known.__getitem__, days))
    _check_unreadable(file, role, numbers)
    times = {one: clock(one) for one in set(clocks)}
    if file.source.utc:
        times = {one: (second, offset or 0) for one, (second, offset) in times.items()}
    if any(offset is not None for _, offset in times.values()):
        pairs = list(zip(numbers, clocks, strict=True))
        moments = {(day, one): _local(day, *times[one], zone) for day, one in set(pairs)}
        numbers = [moments[pair][0] for pair in pairs]
        seconds = [moments[pair][1] or NO_TIME for pair in pairs]
    else:
        # A file that gives no times gives midnight: a serial or a date cell without a fraction.
        seconds_of = {one: second or NO_TIME for one, (second, _) in times.items()}
        seconds = list(map(seconds_of.__getitem__, clocks))
    if role == "date" and (beside := file.column("time")) is not None:
        own = {value: clock(value)[0] or NO_TIME for value in set(beside)}
        rows = zip(seconds, beside, strict=True)
        seconds = [own[value] if second == NO_TIME else second for second, value in rows]
    return numbers, seconds, order


def _split(cells: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """Day and time of each cell; quickly where all are written alike."""
    if set(map(type, cells)) == {str}:
        gap = "T" if cells[0][10:11] == "T" else " "
        parts = gap.join(cells).split(gap)
        days, clocks = parts[::2], parts[1::2]
        dates = all(_NUMBERS.fullmatch(day) or _ISO.fullmatch(day) for day in set(days))
        alike = dates and len(parts) == 2 * len(cells)
        if alike and all(clock(one)[0] != NO_TIME for one in set(clocks)):
            return days, clocks
    known = {cell: parted(cell) for cell in set(cells)}
    return [known[cell][0] for cell in cells], [known[cell][1] for cell in cells]


def _local(day: int, second: int, offset: int | None, zone: tzinfo | None) -> tuple[int, int]:
    """Day and second on the practice's clock."""
    if day == NO_DAY or second == NO_TIME or offset is None:
        return day, second
    moment = day * DAY + second - offset
    local = datetime.fromtimestamp(moment // _QUARTER * _QUARTER, UTC).astimezone(zone)
    ahead = local.utcoffset() or timedelta()
    day, second = divmod(moment + int(ahead.total_seconds()), DAY)
    return day, max(second, 1)  # midnight is a time


def _day_first(file: File, role: str, days: set[object], told: bool | None) -> bool | None:
    """Whether the day is written before the month: as the file shows, else as the owner told."""
    found = (_NUMBERS.fullmatch(day) for day in days if isinstance(day, str))
    pairs = {(int(match[1]), int(match[3])) for match in found if match}
    day_leads = any(first > 12 >= second for first, second in pairs)
    month_leads = any(second > 12 >= first for first, second in pairs)
    column = f"the column {file.headers[role]} of {file.name}"
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


def _check_unreadable(file: File, role: str, days: Sequence[int]) -> None:
    """Say which rows are left out without a date, lines of totals apart."""
    if NO_DAY not in days:
        return
    cells, header = file.cells[role][0], plain(file.headers[role])
    without = [row for row, day in enumerate(days) if day == NO_DAY]
    texts = {row: plain(cells[row]) for row in without if str(cells[row] or "").strip()}
    twice = [row for row, text in texts.items() if text == header]
    if twice:
        raise FileRefused(
            f"{file.name} has its header row twice ({file.places(twice)}), as if two exports "
            "were joined; delete the second one, or import the exports one by one."
        )
    odd = [row for row, text in texts.items() if not _FOOTERS.match(text)]
    if odd and len(without) == len(days):
        raise FileRefused(
            f"{file.name} has no date that can be read in its column {file.headers[role]}; "
            "export it again, or save that column as dates (2026-03-31)."
        )
    if odd and role == "date":
        file.notes.append(f"{file.name}: left out without a readable date: {file.places(odd)}.")
