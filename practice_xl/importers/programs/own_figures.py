"""A table whose headers are the keys or headers of this product: Weekly or Monthly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from practice_xl.domain.calendar import week_of
from practice_xl.importers.columns import Columns, read_amounts
from practice_xl.importers.declaration import Column as Wanted
from practice_xl.importers.declaration import Holds, Source
from practice_xl.importers.reading import Export, Found, Reading
from practice_xl.importers.statuses import plain
from practice_xl.importers.timestamps import from_day_number
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import MONTHLY, WEEKLY
from practice_xl.schema.parts import Column, Kind, Table

_WEEK_NUMBERS = tuple(c.key for c in WEEKLY.columns if c.kind not in (Kind.DATE, Kind.TEXT))
_MONTH_NUMBERS = tuple(c.key for c in MONTHLY.columns if c.kind is not Kind.DATE)
_COUNTS = frozenset(c.key for c in WEEKLY.columns if c.kind in (Kind.COUNT, Kind.RATING))


def read_weeks(export: Export, reading: Reading) -> Found:
    """Weekly figures as they stand; of several rows of a week and clinician the last counts.

    Rows of weeks that begin after today are left out. Notes are never read.

    Raises:
        FileRefused: A cell of a number column holds something its column does not take.
    """
    found = export.found()
    dated = _dated(export, reading, found)
    numbers = _numbers(export.columns, WEEKLY, _WEEK_NUMBERS, [row for row, _ in dated])
    names = export.columns.cells("clinician")
    for row, day in dated:
        figures = _figures(numbers, row)
        if not figures:
            continue
        code = -1 if names is None else names.codes[row]
        name = "" if names is None or code < 0 else " ".join(str(names.values[code]).split())
        place = week_of(day, reading.plan), name
        if place in found.weeks:
            found.notes.append(f"{export.name}: several rows of one week; the last one counts.")
        found.weeks[place] = {
            key: int(value) if key in _COUNTS else value for key, value in figures.items()
        }
    return found


def read_months(export: Export, reading: Reading) -> Found:
    """Monthly figures as they stand; of several rows of a month the last counts."""
    found = export.found()
    dated = _dated(export, reading, found)
    numbers = _numbers(export.columns, MONTHLY, _MONTH_NUMBERS, [row for row, _ in dated])
    for row, day in dated:
        figures = _figures(numbers, row)
        if figures:
            found.months[day.replace(day=1)] = figures
    return found


def _dated(export: Export, reading: Reading, found: Found) -> list[tuple[int, date]]:
    """Rows with a day that has come, and that day."""
    come = export.come(reading)
    future = sum(export.times.dated) - sum(come)
    found.leave_out(future, "after today and not counted.")
    return [(row, from_day_number(export.times.day[row])) for row, here in enumerate(come) if here]


def _figures(numbers: dict[str, list[float | None]], row: int) -> dict[str, float]:
    return {key: value for key, values in numbers.items() if (value := values[row]) is not None}


def _numbers(
    columns: Columns, table: Table, keys: tuple[str, ...], dated: Sequence[int]
) -> dict[str, list[float | None]]:
    """For each number column there is, its values a row; None where blank."""
    result: dict[str, list[float | None]] = {}
    for key in keys:
        cells = columns.cells(key)
        if cells is None:
            continue
        column = table.column(key)
        numbers = read_amounts(cells.values)
        wrong = cells.each([not _takes(column, number) for number in numbers], False)
        rows = [row for row in dated if wrong[row]]
        if rows:
            from practice_xl.domain.findings import expected_of  # with numpy, which no import needs

            raise FileRefused(
                f"{columns.name} holds something else than {expected_of(column)} in the column "
                f"{columns.headers[key]}, {columns.places(rows)}; mend it there and import again."
            )
        result[key] = cells.each(numbers, None)
    return result


def _takes(column: Column, number: float | None) -> bool:
    """Whether a column of the tracker takes a number; it takes no text."""
    if number is None or (column.kind in (Kind.COUNT, Kind.RATING) and number != int(number)):
        return False
    return column.low <= number <= column.high


def _columns(table: Table, date_key: str, keys: tuple[str, ...]) -> tuple[Wanted, ...]:
    def headers(key: str) -> str:
        return ", ".join(dict.fromkeys((plain(key), plain(table.column(key).label))))

    return (
        Wanted("date", headers(date_key), needed=True),
        *(Wanted(key, headers(key)) for key in keys),
    )


_MENU = "any program or sheet of your own; each row starts with the first day of its week or month"

SOURCES = (
    Source(
        "",
        "weekly figures",
        Holds.FIGURES,
        _MENU,
        _columns(WEEKLY, "week_start", ("clinician", *_WEEK_NUMBERS)),
        also=_WEEK_NUMBERS,
        read=read_weeks,
    ),
    Source(
        "",
        "monthly figures",
        Holds.FIGURES,
        _MENU,
        _columns(MONTHLY, "month", _MONTH_NUMBERS),
        also=_MONTH_NUMBERS,
        read=read_months,
    ),
)
