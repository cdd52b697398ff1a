"""A sheet read whole: its cells as one rectangle, and where its tables stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practice_xl.domain.typed import is_blank
from practice_xl.problems import Problem
from practice_xl.schema.parts import Column, Table, cell_name

if TYPE_CHECKING:
    from practice_xl.books import Book, Sheet

FEWEST_ROWS, FEWEST_COLUMNS = 12, 12
# A workbook of ten years and several clinicians stays far below these; more is not a tracker.
MOST_ROWS, MOST_COLUMNS = 20_000, 400


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet from A1 on, as they were read; row and column count from 1."""

    sheet: str
    cells: Sequence[Sequence[Any]]

    def at(self, row: int, column: int) -> Any:
        """Value of a cell; None beyond what was read."""
        if 0 < row <= len(self.cells) and 0 < column <= len(self.cells[0]):
            return self.cells[row - 1][column - 1]
        return None


@dataclass(frozen=True)
class TypedTable:
    """A table of the owner, read.

    Attributes:
        table: What the schema says of it.
        sheet: The sheet it stands on.
        places: Column of the sheet for each key, counted from 1.
        rows: Row of the sheet for each row read, counted from 1. Blank rows are left out.
        columns: For each key, the raw values in the order of ``rows``.
        header: Row of the headers, counted from 1.
        end: Row after the last one of the table.
        first_column, last_column: Where the table begins and ends, counted from 1.
    """

    table: Table
    sheet: str
    places: dict[str, int]
    rows: list[int]
    columns: dict[str, list[Any]]
    header: int
    end: int
    first_column: int
    last_column: int

    def cell(self, row: int, key: str) -> str:
        """Address of a cell; ``row`` counts from 1, as on the sheet."""
        return cell_name(row, self.places[key]) if key in self.places else ""

    def problem(
        self, row: int, key: str, found: str, expected: str, do: str, *, blocking: bool = False
    ) -> Problem:
        """A problem of one cell of this table."""
        header = self.table.column(key).header
        return Problem(self.sheet, self.cell(row, key), header, found, expected, do, blocking)


def read_grid(sheet: Sheet) -> Grid:
    """All cells in use, in one read. Errors come as words, such as ``"#N/A"``."""
    last = sheet.used_range.last_cell
    rows = min(max(last.row, FEWEST_ROWS), MOST_ROWS)
    columns = min(max(last.column, FEWEST_COLUMNS), MOST_COLUMNS)
    block = sheet.range((1, 1), (rows, columns))
    return Grid(sheet.name, block.options(ndim=2, err_to_str=True).value)


def read_table(book: Book, grid: Grid, table: Table, problems: list[Problem]) -> TypedTable | None:
    """A table by its name, its columns by their headers; None when it is not there.

    Rows typed under the last row of the table are read too, up to the first blank one.
    """
    tables = book.sheets[grid.sheet].tables
    if table.name not in tables:
        if table.since == 1:
            problems.append(
                _missing(grid.sheet, f"the table {table.name}", "the table that a new workbook has")
            )
        return None
    whole = tables[table.name].range
    first_row, first_column = whole.row, whole.column
    height, width = whole.shape
    headers = {
        _plain(grid.at(first_row, column)): column
        for column in range(first_column + width - 1, first_column - 1, -1)
    }
    places = {}
    for column in table.columns:
        place = headers.get(_plain(column.header), headers.get(_plain(column.key)))
        if place is None:
            problems.append(
                _missing(grid.sheet, f"the column {column.header}", f"in the table {table.name}")
            )
        else:
            places[column.key] = place
    rows = _rows(grid, table, places, first_row, first_row + height, problems)
    columns = {key: [grid.at(row, place) for row in rows] for key, place in places.items()}
    end = first_row + height
    last_column = first_column + width - 1
    return TypedTable(
        table, grid.sheet, places, rows, columns, first_row, end, first_column, last_column
    )


def choice_key(column: Column, value: Any, keys: Sequence[str]) -> str | None:
    """The key of a drop-down's label; the key itself is accepted too. None for neither.

    >>> from practice_xl.schema.parts import Kind
    >>> choice_key(Column("l", "L", choices=("Raise the full fee",)), "raise_fee", ["raise_fee"])
    'raise_fee'
    """
    text = _plain(value)
    for key, label in zip(keys, column.choices, strict=True):
        if text in (_plain(key), _plain(label)):
            return key
    return None


def _rows(
    grid: Grid,
    table: Table,
    places: dict[str, int],
    header: int,
    end: int,
    problems: list[Problem],
) -> list[int]:
    first_key = table.columns[0].key
    columns = [place for key, place in places.items() if not (table.prefilled and key == first_key)]

    def filled(row: int) -> bool:
        return any(not is_blank(grid.at(row, place)) for place in columns)

    rows = [row for row in range(header + 1, end) if filled(row)]
    row, below = end, []
    while filled(row) or (first_key in places and not is_blank(grid.at(row, places[first_key]))):
        if filled(row):
            below.append(row)
        row += 1
    if below:
        problems.append(
            Problem(
                grid.sheet,
                cell_name(below[0], min(columns)),
                "",
                f"{len(below)} rows below the table {table.name}",
                "every row inside it",
                "They are read. In Excel, pull the table's corner down over them.",
            )
        )
    return rows + below


def _plain(value: Any) -> str:
    return " ".join(str(value).split()).casefold() if value is not None else ""


def _missing(sheet: str, what: str, expected: str) -> Problem:
    return Problem(
        sheet,
        "",
        "",
        f"no sign of {what}",
        expected,
        "Undo the change, or carry your rows over with: practice-xl upgrade FILE",
        blocking=True,
    )
