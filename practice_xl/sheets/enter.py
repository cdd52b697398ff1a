"""Entering figures into the owner's tables, for an import: the only place that types for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from practice_xl.domain.calendar import week_of
from practice_xl.domain.cell_values import is_blank, readable_date
from practice_xl.domain.plan import Plan
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.inputs import ARRIVALS, BOOKINGS, WEEKLY
from practice_xl.schema.parts import Table
from practice_xl.sheets.read import missing_sheet
from practice_xl.sheets.typed_tables import TypedTable, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

_WHOSE = {WEEKLY.name: "clinician", ARRIVALS.name: "source"}  # whose row it is
Key = tuple[date, str]  # first day of the week or month, and the clinician (blank: the owner)


class DatedRows(NamedTuple):
    """The rows of Weekly or Monthly by their date and clinician."""

    table: TypedTable  # As it was read
    places: dict[Key, int]  # Row for every dated row, the blank ones laid out in advance too
    values: dict[Key, dict[str, object]]  # What each row holds; rows with only a date are left out


def read_dated_rows(book: Book, table: Table, plan: Plan) -> DatedRows:
    """Read Weekly or Monthly for an import; NeedsAttention where one, or a column, is not there."""
    problems: list[Problem] = []
    if table.sheet not in {sheet.name for sheet in book.sheets}:
        raise NeedsAttention([missing_sheet(table.sheet)])
    grid = read_grid(book.sheets[table.sheet])
    read = read_table(book, grid, table, problems)
    blocking = [problem for problem in problems if problem.blocking]
    if read is None or blocking:
        raise NeedsAttention(blocking or problems)
    first, whose = table.columns[0].key, _WHOSE.get(table.name)
    places: dict[Key, int] = {}
    values: dict[Key, dict[str, object]] = {}
    for row in [*range(read.header + 1, read.end), *(r for r in read.rows if r >= read.end)]:
        day = readable_date(grid.at(row, read.places[first]))
        who = grid.at(row, read.places[whose]) if whose else None
        if day is None:
            continue
        when = week_of(day, plan) if whose else day.replace(day=1)
        key = when, "" if is_blank(who) else str(who).strip()
        if key in values and row not in read.rows:
            continue  # a row with figures goes before one that is only laid out
        places[key] = row
        if row in read.rows:
            cells = {name: grid.at(row, place) for name, place in read.places.items()}
            values[key] = {name: None if is_blank(v) else v for name, v in cells.items()}
    return DatedRows(read, places, values)


def enter(book: Book, rows: DatedRows, cells: Mapping[Key, Mapping[str, object]]) -> None:
    """Type figures, by row and column key, into their rows; new rows go to the first free ones.

    Cells not named keep what they hold.
    """
    table = rows.table
    sheet, name = book.sheets[table.sheet], table.table.name
    free = max([*table.rows, *rows.places.values(), table.header]) + 1  # inside, or right below
    typed: dict[tuple[int, int], object] = {}
    laid_out = {key: row for key, row in rows.places.items() if key not in rows.values}
    for key in sorted(cells):
        row, own = rows.places.get(key), (key[0], "")
        if row is None:
            if own in laid_out and own not in cells:
                row = laid_out.pop(own)  # the week laid out in advance, nothing typed yet
            else:
                row, free = free, free + 1
                first = table.places[table.table.columns[0].key]
                typed[row, first] = datetime.combine(key[0], time.min)
            if key[1]:
                typed[row, table.places[_WHOSE[name]]] = key[1]
        for column, value in cells[key].items():
            if column in table.places:  # an optional column may be gone
                typed[row, table.places[column]] = value
    if free > table.end:
        whole = sheet.tables[name].range
        end = (free - 1, whole.column + whole.shape[1] - 1)
        sheet.tables[name].resize(sheet.range((whole.row, whole.column), end))
    runs: list[tuple[int, int, list[list[object]]]] = []  # cells below each other, in one call
    for row, at in sorted(typed, key=lambda cell: (cell[1], cell[0])):
        if not runs or (row - len(runs[-1][2]), at) != runs[-1][:2]:
            runs.append((row, at, []))
        runs[-1][2].append([typed[row, at]])
    for row, at, values in runs:
        sheet.range((row, at), (row + len(values) - 1, at)).value = values


def enter_bookings(book: Book, bookings: Mapping[date, int], as_of: date) -> None:
    """Write the bookings to come into their table on Plan, in place of those counted before.

    A tracker of an older version has no such table: nothing is written.
    """
    sheet = book.sheets[BOOKINGS.sheet]
    table = read_table(book, read_grid(sheet), BOOKINGS, [], older=True)
    if table is None:
        return
    counted = sorted(bookings.items())[: BOOKINGS.rows]
    day = datetime.combine(as_of, time.min)
    rows = [(datetime.combine(week, time.min), number, day) for week, number in counted]
    blank = [[None]] * (BOOKINGS.rows - len(rows))
    first = table.header + 1
    for at, key in enumerate(BOOKINGS.keys):
        if place := table.places.get(key):
            block = sheet.range((first, place), (table.header + BOOKINGS.rows, place))
            block.value = [*([row[at]] for row in rows), *blank]
