"""A table whose headers are the keys or headers of this product: Weekly or Monthly."""

from __future__ import annotations

from datetime import date

import numpy as np

from practice_xl.domain.calendar import week_of
from practice_xl.importers.amounts import read_amounts
from practice_xl.importers.dates import from_day_number, read_stamps
from practice_xl.importers.sessions import until_today
from practice_xl.importers.source import Found, Frame, Reading, Source, Wanted, plain
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import MONTHLY, WEEKLY
from practice_xl.schema.parts import Kind, Table

_WEEK_NUMBERS = tuple(c.key for c in WEEKLY.columns if c.kind not in (Kind.DATE, Kind.TEXT))
_MONTH_NUMBERS = tuple(c.key for c in MONTHLY.columns if c.kind is not Kind.DATE)
_COUNTS = frozenset(c.key for c in WEEKLY.columns if c.kind in (Kind.COUNT, Kind.RATING))


def read_weeks(frame: Frame, reading: Reading) -> Found:
    """Weekly figures as they stand; of several rows of a week and clinician the last counts.

    Rows of weeks that begin after today are left out. Notes are never read.

    Raises:
        FileRefused: A cell of a number column holds something else.
    """
    found = Found()
    numbers = _numbers(frame, _WEEK_NUMBERS)
    names = frame.cells("clinician")
    for row, day in _dated(frame, reading, found):
        figures = {key: values[row] for key, values in numbers.items() if values[row] is not None}
        if not figures:
            continue
        code = -1 if names is None else int(names.codes[row])
        name = "" if names is None or code < 0 else " ".join(str(names.values[code]).split())
        place = week_of(day, reading.plan), name
        if place in found.weeks:
            found.notes.append(f"{frame.name}: several rows of one week; the last one counts.")
        found.weeks[place] = {
            key: int(value) if key in _COUNTS and value == int(value) else value
            for key, value in figures.items()
            if value is not None
        }
    return found


def read_months(frame: Frame, reading: Reading) -> Found:
    """Monthly figures as they stand; of several rows of a month the last counts."""
    found = Found()
    numbers = _numbers(frame, _MONTH_NUMBERS)
    for row, day in _dated(frame, reading, found):
        figures = {
            key: value for key, values in numbers.items() if (value := values[row]) is not None
        }
        if figures:
            found.months[day.replace(day=1)] = figures
    return found


def _dated(frame: Frame, reading: Reading, found: Found) -> list[tuple[int, date]]:
    stamps = read_stamps(frame, "date", reading, found.notes)
    come = np.flatnonzero(stamps.dated & until_today(stamps.day, reading))
    return [(int(row), from_day_number(stamps.day[row])) for row in come]


def _numbers(frame: Frame, keys: tuple[str, ...]) -> dict[str, list[float | None]]:
    """For each number column there is, its values a row; None where blank."""
    result: dict[str, list[float | None]] = {}
    for key in keys:
        cells = frame.cells(key)
        if cells is None:
            continue
        numbers, unreadable = read_amounts(cells.values)
        bad = cells.spread(unreadable, False, bool)
        if bad.any():
            raise FileRefused(
                f"{frame.name} holds text where a number is expected, in the column "
                f"{frame.headers[key]}, {frame.places(bad)}; mend it there and import again."
            )
        result[key] = [None if code < 0 else numbers[code] for code in cells.codes.tolist()]
    return result


def _columns(table: Table, date_key: str, keys: tuple[str, ...]) -> tuple[Wanted, ...]:
    def headers(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((plain(key), plain(table.column(key).header))))

    return (
        Wanted("date", headers(date_key), needed=True),
        *(Wanted(key, headers(key)) for key in keys),
    )


WEEKS = Source(
    "weekly figures",
    _columns(WEEKLY, "week_start", ("clinician", *_WEEK_NUMBERS)),
    read_weeks,
    also=_WEEK_NUMBERS,
)
MONTHS = Source(
    "monthly figures",
    _columns(MONTHLY, "month", _MONTH_NUMBERS),
    read_months,
    also=_MONTH_NUMBERS,
)
