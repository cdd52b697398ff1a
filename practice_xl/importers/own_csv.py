"""A table whose headers are the keys or headers of this product: Weekly or Monthly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from practice_xl.domain.calendar import week_of
from practice_xl.domain.cleaning import expected_of
from practice_xl.importers.amounts import read_amounts
from practice_xl.importers.appointments import say_future
from practice_xl.importers.dates import from_day_number
from practice_xl.importers.frame import Frame
from practice_xl.importers.source import Found, Reading, Source, Wanted, plain
from practice_xl.importers.stamps import read_stamps
from practice_xl.importers.weeks import until_today
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import MONTHLY, WEEKLY
from practice_xl.schema.parts import Column, Kind, Table

_WEEK_NUMBERS = tuple(c.key for c in WEEKLY.columns if c.kind not in (Kind.DATE, Kind.TEXT))
_MONTH_NUMBERS = tuple(c.key for c in MONTHLY.columns if c.kind is not Kind.DATE)
_COUNTS = frozenset(c.key for c in WEEKLY.columns if c.kind in (Kind.COUNT, Kind.RATING))


def read_weeks(frame: Frame, reading: Reading) -> Found:
    """Weekly figures as they stand; of several rows of a week and clinician the last counts.

    Rows of weeks that begin after today are left out. Notes are never read.

    Raises:
        FileRefused: A cell of a number column holds something its column does not take.
    """
    found = Found()
    dated = _dated(frame, reading, found)
    numbers = _numbers(frame, WEEKLY, _WEEK_NUMBERS, dated)
    names = frame.cells("clinician")
    for row, day in dated:
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
    dated = _dated(frame, reading, found)
    numbers = _numbers(frame, MONTHLY, _MONTH_NUMBERS, dated)
    for row, day in dated:
        figures = {
            key: value for key, values in numbers.items() if (value := values[row]) is not None
        }
        if figures:
            found.months[day.replace(day=1)] = figures
    return found


def _dated(frame: Frame, reading: Reading, found: Found) -> list[tuple[int, date]]:
    """Rows with a day that has come, and that day."""
    stamps = read_stamps(frame, "date", reading, found.notes)
    come = stamps.dated & until_today(stamps.day, reading)
    say_future(frame, stamps.dated & ~come, found)
    return [(int(row), from_day_number(stamps.day[row])) for row in np.flatnonzero(come)]


def _numbers(
    frame: Frame, table: Table, keys: tuple[str, ...], dated: Sequence[tuple[int, date]]
) -> dict[str, list[float | None]]:
    """For each number column there is, its values a row; None where blank."""
    result: dict[str, list[float | None]] = {}
    counted = np.zeros(frame.rows, bool)
    counted[[row for row, _ in dated]] = True
    for key in keys:
        cells = frame.cells(key)
        if cells is None:
            continue
        column = table.column(key)
        numbers, unreadable = read_amounts(cells.values)
        wrong = [
            bad or not _takes(column, number)
            for number, bad in zip(numbers, unreadable, strict=True)
        ]
        rows = counted & cells.spread(wrong, False, bool)
        if rows.any():
            raise FileRefused(
                f"{frame.name} holds something else than {expected_of(column)} in the column "
                f"{frame.headers[key]}, {frame.places(rows)}; mend it there and import again."
            )
        result[key] = [None if code < 0 else numbers[code] for code in cells.codes.tolist()]
    return result


def _takes(column: Column, number: float) -> bool:
    """Whether a column of the tracker takes a number."""
    whole = column.kind not in (Kind.COUNT, Kind.RATING) or number == int(number)
    return (
        whole
        and (column.low is None or number >= column.low)
        and (column.high is None or number <= column.high)
    )


def _columns(table: Table, date_key: str, keys: tuple[str, ...]) -> tuple[Wanted, ...]:
    def headers(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((plain(key), plain(table.column(key).header))))

    return (
        Wanted("date", headers(date_key), needed=True, dated=True),
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
