"""When each row of a file was; the order of day and month is found out, never guessed.

All the work is done once for each different day and each different time of day in the file.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import numpy as np

from practice_xl.importers.dates import (
    DAY,
    NO_DAY,
    NO_TIME,
    NUMBERS,
    clock,
    day_and_time,
    ordinal,
    time_of_day,
)
from practice_xl.importers.frame import Array, Cells, Frame
from practice_xl.importers.source import Reading, plain
from practice_xl.problems import FileRefused

_FOOTERS = ("total", "grand total", "subtotal", "sub total", "sum", "report", "generated", "page")
_QUARTER = 900  # clocks change on the quarter of an hour
_NO_OFFSET = 2**31


@dataclass(frozen=True)
class Stamps:
    """When each row was.

    Attributes:
        day: Days since 1970-01-01; NO_DAY where the row has no date.
        second: Second of the day; NO_TIME where no time is given.
        day_first: Whether the file writes the day before the month; None where it does not show.
    """

    day: Array
    second: Array
    day_first: bool | None = None

    @property
    def dated(self) -> Array:
        """For each row whether it has a date."""
        return np.asarray(self.day != NO_DAY)

    @property
    def seconds(self) -> Array:
        """Seconds since 1970-01-01; a row without a time counts as midnight."""
        return np.asarray(self.day * DAY + np.maximum(self.second, 0))


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
    parts = [day_and_time(value) for value in cells.values]
    different = {part[0] for part in parts}
    order = _day_first(frame, role, different, reading.day_first)
    known = {day: ordinal(day, bool(order)) for day in different}
    days = np.array([known[part[0]] for part in parts], np.int64)
    unreadable = days == NO_DAY
    _check_headers(frame, cells, role, unreadable)
    _say_unreadable(frame, cells, role, unreadable, notes)
    day = cells.spread(days, NO_DAY, np.int64)
    second = cells.spread([part[1] for part in parts], NO_TIME, np.int64)
    offset = cells.spread([_told(part[2]) for part in parts], _NO_OFFSET, np.int64)
    behind = frame.times.get(role)
    if behind is not None:
        times = [time_of_day(value) for value in behind.values]
        second = np.maximum(second, behind.spread([one[0] for one in times], NO_TIME, np.int64))
        offset = np.minimum(
            offset, behind.spread([_told(one[1]) for one in times], _NO_OFFSET, np.int64)
        )
    if utc:
        offset = np.where(offset == _NO_OFFSET, 0, offset)
    away = np.flatnonzero((day != NO_DAY) & (second != NO_TIME) & (offset != _NO_OFFSET))
    if len(away):
        moment = _local(day[away] * DAY + second[away] - offset[away], reading.zone)
        day[away], second[away] = moment // DAY, np.maximum(moment % DAY, 1)  # midnight is a time
    own = frame.cells("time") if role == "date" else None
    if own is not None:
        clocks = own.spread([clock(value) for value in own.values], NO_TIME, np.int64)
        second = np.where(second == NO_TIME, clocks, second)
    # A file that gives no times gives midnight: a serial or a date cell without a fraction.
    return Stamps(day, np.where(second == 0, NO_TIME, second), order)


def _told(offset: int | None) -> int:
    return _NO_OFFSET if offset is None else offset


def _day_first(frame: Frame, role: str, days: Set[Any], told: bool | None) -> bool | None:
    """Whether the day is written before the month: as the file shows, else as the owner told."""
    found = (NUMBERS.fullmatch(day) for day in days if isinstance(day, str))
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
    return day_leads if day_leads or month_leads else told  # what the file shows is certain


def _local(moments: Array, zone: tzinfo | None) -> Array:
    """Seconds since 1970 on the practice's clock of moments in seconds since 1970 UTC."""
    days, place = np.unique(moments // DAY, return_inverse=True)
    begins = _ahead(days * DAY, zone)
    changing = begins != _ahead((days + 1) * DAY, zone)
    local = moments + begins[place]
    unsure = np.flatnonzero(changing[place])
    quarters, place = np.unique(moments[unsure] // _QUARTER, return_inverse=True)
    local[unsure] = moments[unsure] + _ahead(quarters * _QUARTER, zone)[place]
    return np.asarray(local)


def _ahead(moments: Array, zone: tzinfo | None) -> Array:
    """How far the practice's clock is ahead of UTC at these moments. [seconds]"""
    shifts = (
        datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
        for moment in moments.tolist()
    )
    return np.array([0 if shift is None else shift.total_seconds() for shift in shifts], np.int64)


def _say_unreadable(
    frame: Frame, cells: Cells, role: str, unreadable: Array, notes: list[str]
) -> None:
    """Say which rows are left out, lines of totals apart.

    Raises:
        FileRefused: No cell is a date.
    """
    footers = np.zeros(len(unreadable), bool)
    for place in np.flatnonzero(unreadable).tolist():
        footers[place] = _is_footer(cells.values[place])
    if len(unreadable) and unreadable.all() and not footers.all():
        raise FileRefused(
            f"{frame.name} has no date that can be read in its column {frame.headers[role]}; "
            "export it again, or save that column as dates (2026-03-31)."
        )
    odd = cells.spread(unreadable & ~footers, False, bool)
    if odd.any():
        notes.append(f"{frame.name}: left out without a readable date: {frame.places(odd)}.")


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
