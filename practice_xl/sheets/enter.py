"""Entering figures into the owner's tables, for an import: the only place that types for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from practice_xl.domain.calendar import week_of
from practice_xl.domain.cell_values import is_blank, readable_date
from practice_xl.domain.plan import Plan
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.inputs import ARRIVALS, BOOKINGS, MONTHLY, WEEKLY
from practice_xl.schema.parts import Table
from practice_xl.sheets.read import missing_sheet
from practice_xl.sheets.typed_tables import Grid, TypedTable, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

_WHOSE = {WEEKLY.name: "clinician", ARRIVALS.name: "source"}  # whose row it is
Key = tuple[date, str]  # first day of the week or month, and the clinician (blank: the owner)


class DatedRows(NamedTuple):
    """The rows of Weekly or Monthly by their date and clinician."""

    table: TypedTable  # As it was read
    places: dict[Key, int]  # Row for every dated row, the blank ones laid out in advance too
    values: dict[Key, dict[str, Any]]  # What each row holds; rows with only a date are left out


def read_dated_rows(book: Book, table: Table, plan: Plan) -> DatedRows:
    """Read Weekly or Monthly for an import.

    Raises:
        NeedsAttention: The sheet, the table or a column is not there.
    """
    problems: list[Problem] = []
    if table.sheet not in {sheet.name for sheet in book.sheets}:
        raise NeedsAttention([missing_sheet(table.sheet)])
    grid = read_grid(book.sheets[table.sheet])
    read = read_table(book, grid, table, problems)
    blocking = [problem for problem in problems if problem.blocking]
    if read is None or blocking:
        raise NeedsAttention(blocking or problems)
    places: dict[Key, int] = {}
    values: dict[Key, dict[str, Any]] = {}
    for row in [*range(read.header + 1, read.end), *(r for r in read.rows if r >= read.end)]:
        key = _key(grid, read, row, plan)
        if key is None or (key in values and row not in read.rows):
            continue  # a row with figures goes before one that is only laid out
        places[key] = row
        if row in read.rows:
            cells = {name: grid.at(row, place) for name, place in read.places.items()}
            values[key] = {name: None if is_blank(v) else v for name, v in cells.items()}
    return DatedRows(read, places, values)


def enter(book: Book, rows: DatedRows, cells: Mapping[Key, Mapping[str, object]]) -> None:
    """Type figures into the rows they belong to; new rows go to the first free ones.

    Args:
        book: The open workbook.
        rows: As read by :func:`read_dated_rows`.
        cells: The figures to type, by row and column key. Cells not named keep what they hold.
    """
    sheet, table = book.sheets[rows.table.sheet], rows.table
    free = max([*table.rows, *rows.places.values(), table.header]) + 1  # inside, or right below
    typed: dict[tuple[int, int], Any] = {}
    laid_out = {key: row for key, row in rows.places.items() if key not in rows.values}
    for key in sorted(cells):
        row = rows.places.get(key)
        if row is None and (key[0], "") in laid_out and (key[0], "") not in cells:
            row = laid_out.pop((key[0], ""))  # the week laid out in advance, nothing typed yet
            typed |= _who(table, row, key)
        elif row is None:
            row, free = free, free + 1
            first = table.table.columns[0].key
            typed[row, table.places[first]] = datetime(key[0].year, key[0].month, key[0].day)
            typed |= _who(table, row, key)
        for name, value in cells[key].items():
            if name in table.places:  # an optional column may be gone
                typed[row, table.places[name]] = value
    if free > table.end:
        whole = sheet.tables[table.table.name].range
        corner = (whole.row, whole.column)
        end = (free - 1, whole.column + whole.shape[1] - 1)
        sheet.tables[table.table.name].resize(sheet.range(corner, end))
    for (row, column), run in _runs(typed):
        block = sheet.range((row, column), (row + len(run) - 1, column))
        block.value = [[value] for value in run]


def enter_bookings(book: Book, bookings: Mapping[date, int], as_of: date) -> None:
    """Write the bookings to come into their table on Plan, in place of those counted before.

    A tracker of an older version has no such table: nothing is written.
    """
    sheet = book.sheets[BOOKINGS.sheet]
    table = read_table(book, read_grid(sheet), BOOKINGS, [], older=True)
    if table is None:
        return
    rows: list[tuple[Any, ...]] = [
        (week, number, as_of) for week, number in sorted(bookings.items())
    ][: BOOKINGS.rows]
    rows += [(None, None, None)] * (BOOKINGS.rows - len(rows))
    for at, key in enumerate(BOOKINGS.keys):
        if key in table.places:
            first, column = table.header + 1, table.places[key]
            block = sheet.range((first, column), (first + BOOKINGS.rows - 1, column))
            block.value = [[_moment(row[at])] for row in rows]


def _moment(value: object) -> object:
    """Dates go into cells with a time of day."""
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def _key(grid: Grid, table: TypedTable, row: int, plan: Plan) -> Key | None:
    day = readable_date(grid.at(row, table.places[table.table.columns[0].key]))
    if day is None:
        return None
    if table.table is MONTHLY:
        return day.replace(day=1), ""
    who = grid.at(row, table.places[_WHOSE[table.table.name]])
    return week_of(day, plan), "" if is_blank(who) else str(who).strip()


def _who(table: TypedTable, row: int, key: Key) -> dict[tuple[int, int], object]:
    whose = _WHOSE.get(table.table.name)
    return {(row, table.places[whose]): key[1]} if key[1] and whose else {}


def _runs(cells: Mapping[tuple[int, int], object]) -> list[tuple[tuple[int, int], list[object]]]:
    """Cells that follow each other down a column, together."""
    runs: list[tuple[tuple[int, int], list[object]]] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if runs:
            (first, same), values = runs[-1]
            if column == same and row == first + len(values):
                values.append(cells[row, column])
                continue
        runs.append(((row, column), [cells[row, column]]))
    return runs
