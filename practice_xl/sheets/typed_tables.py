"""A sheet read whole, and where the owner's tables stand on it: by their names or headers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from practice_xl.domain import cell_values
from practice_xl.domain.cell_values import is_blank, plain
from practice_xl.domain.wording import and_list
from practice_xl.problems import Problem
from practice_xl.schema.inputs import TABLES
from practice_xl.schema.parts import Column, Kind, Table, cell_name
from practice_xl.schema.settings import HOLIDAY_BY_NAME

if TYPE_CHECKING:
    from practice_xl.books import Book, Sheet

UPGRADE = "practice-xl upgrade FILE"
UNDO = f"Undo the change, or carry your rows over with: {UPGRADE}"
FEWEST_ROWS, FEWEST_COLUMNS = 12, 12
# A workbook of ten years and several clinicians stays far below these; more is not a tracker.
MOST_ROWS, MOST_COLUMNS = 20_000, 400
MOST_HEADERS = 0.75  # so many of a table's needed headers in one row are the table


# Row of a table's headers, its first column, how many rows and columns
_Area = tuple[int, int, int, int]


class Grid(NamedTuple):
    """The cells of one sheet from A1 on, as they were read; row and column count from 1."""

    sheet: str
    cells: Sequence[Sequence[object]]

    def at(self, row: int, column: int) -> object:
        """Value of a cell; None beyond what was read."""
        if 0 < row <= len(self.cells) and 0 < column <= len(self.cells[0]):
            return self.cells[row - 1][column - 1]
        return None


def read_grid(sheet: Sheet) -> Grid:
    """All cells in use, in one read. Errors come as words, such as ``"#N/A"``."""
    last = sheet.used_range.last_cell
    rows = min(max(last.row, FEWEST_ROWS), MOST_ROWS)
    columns = min(max(last.column, FEWEST_COLUMNS), MOST_COLUMNS)
    block = sheet.range((1, 1), (rows, columns))
    return Grid(sheet.name, block.options(ndim=2, err_to_str=True).value)


class TypedTable(NamedTuple):
    """A table of the owner, read; rows and columns count from 1, as on the sheet."""

    table: Table  # What the schema says of it
    sheet: str  # The sheet it stands on
    places: dict[str, int]  # Column for each key
    rows: list[int]  # Row for each row read; blank ones are left out
    columns: dict[str, list[object]]  # For each key, the raw values in the order of ``rows``
    header: int  # Row of the headers
    end: int  # Row after the last one
    first_column: int
    last_column: int
    problems: list[Problem]  # What is wrong in it is added here
    dropped: bool = False  # Another program dropped the table, and only its cells are there

    def problem(
        self, row: int, key: str, *words: str, blocking: bool = False, header: str = ""
    ) -> Problem:
        """A problem of one cell: what was found, expected, and to be done; under which header."""
        cell = cell_name(row, self.places[key]) if key in self.places else ""
        found, expected, do = words
        header = header or self.table.column(key).label
        return Problem(self.table.sheet, cell, header, found, expected, do, blocking)


def read_table(
    book: Book, grid: Grid, table: Table, problems: list[Problem], *, older: bool = False
) -> TypedTable | None:
    """A table by its name, its columns by their headers; None when it is not there.

    Rows typed right under the table are read too. A table that another program dropped is found by
    its headers, and said among ``problems``; what an ``older`` workbook lacks is not said.
    """
    known = book.sheets[grid.sheet].tables
    dropped = table.name not in known
    if dropped:
        area = _by_headers(grid, table)
    else:
        whole = known[table.name].range
        area = whole.row, whole.column, *whole.shape
    if area is None:
        if not older and table.since == 1:
            found, expected = f"no table called {table.name}", "the table that a new workbook has"
            problems.append(Problem(table.sheet, "", "", found, expected, UNDO, blocking=True))
        return None
    header, first, height, width = area
    headers = {
        plain(grid.at(header, column)): column for column in range(first + width - 1, first - 1, -1)
    }
    at = {c.key: headers.get(plain(c.label), headers.get(plain(c.key))) for c in table.columns}
    places = {key: place for key, place in at.items() if place is not None}
    if not older:
        problems += _missing_columns(table, area, places)
    end = header + height
    rows = _rows(grid, table, places, header, end, problems)
    columns = {
        key: [grid.cells[row - 1][place - 1] for row in rows] for key, place in places.items()
    }
    span = (header, end, first, first + width - 1)
    read = TypedTable(table, grid.sheet, places, rows, columns, *span, problems, dropped)
    if dropped:
        problems.append(tables_dropped([read]))
    return read


def tables_dropped(tables: Sequence[TypedTable]) -> Problem:
    """The one message for tables that another program dropped."""
    names, first = [read.table.name for read in tables], tables[0]
    cell = cell_name(first.header, first.first_column)
    several = "s" if len(names) > 1 else ""
    found = f"plain cells where the table{several} {and_list(names)} should be"
    do = (
        "Another program saved this file and dropped them, as Numbers, Gnumeric and some web "
        f"services do. Nothing you typed is lost: {UPGRADE} rebuilds the workbook and carries "
        "every typed cell over."
    )
    where = first.table.sheet, cell, ""
    return Problem(*where, found, "the tables that a new workbook has", do, blocking=True)


def made_before(tables: Sequence[Table]) -> Problem:
    """The one message for tables that a tracker does not have yet, or no longer has."""
    names = [table.name for table in tables]
    found = f"no table{'s' if len(names) > 1 else ''} called {and_list(names)}"
    do = "Everything else works without. To have them, with everything you typed carried over: "
    do += UPGRADE
    return Problem(tables[0].sheet, "", "", found, "the tables that a new workbook has", do)


def _holiday(value: object) -> object:
    named = HOLIDAY_BY_NAME.get(plain(value))
    return named.key if named else cell_values.as_date(value)


# How a cell of a kind is read; each raises NotReadableError.
READERS: dict[Kind, Callable[[object], object]] = {
    Kind.TEXT: str,
    Kind.TICK: cell_values.as_tick,
    Kind.DATE: cell_values.as_date,
    Kind.DAYS: cell_values.as_days,
    Kind.HOLIDAY: _holiday,
}


def choice_key(column: Column, value: object, keys: Sequence[str]) -> str | None:
    """The key of a drop-down's label; the key itself is accepted too. None for neither.

    >>> choice_key(Column("l", "L", choices=("Raise the full fee",)), "raise_fee", ["raise_fee"])
    'raise_fee'
    """
    text = plain(value)
    for key, label in zip(keys, column.choices, strict=True):
        if text in (plain(key), plain(label)):
            return key
    return None


def _rows(
    grid: Grid, table: Table, places: dict[str, int], header: int, end: int, problems: list[Problem]
) -> list[int]:
    first_key = table.columns[0].key
    columns = [place for key, place in places.items() if not (table.prefilled and key == first_key)]

    def filled(row: int) -> bool:
        cells = grid.cells[row - 1] if row <= len(grid.cells) else ()
        return any(
            not is_blank(cells[place - 1])
            for place in columns
            if place <= len(cells) and cells[place - 1] is not None
        )

    rows = [row for row in range(header + 1, end) if filled(row)]
    row, below = end, []
    while filled(row) or (first_key in places and not is_blank(grid.at(row, places[first_key]))):
        if filled(row):
            below.append(row)
        row += 1
    if below:
        cell, found = cell_name(below[0], min(columns)), f"{len(below)} rows below the table"
        do = "They are read. In Excel, pull the table's corner down over them."
        where = (table.sheet, cell, "", f"{found} {table.name}")
        problems.append(Problem(*where, "every row inside it", do))
    return rows + below


def _by_headers(grid: Grid, table: Table) -> _Area | None:
    """The cells below the row that holds most of a table's headers, side by side."""
    best, most, first = None, 0, plain(table.columns[0].label)
    for row, cells in enumerate(grid.cells, start=1):
        texts = [plain(value) for value in cells]
        for start in (n for n, text in enumerate(texts) if text == first):
            together = list(takewhile(bool, texts[start:]))
            count = _headers_in(together, table)
            if count > most:
                best, most = (row, start + 1, len(together)), count
    if best is None:
        return None
    row, start, width = best
    names = {plain(column.label) for column in table.columns}
    ours = [c for c in range(start, start + width) if plain(grid.at(row, c)) in names]
    return row, start, _last_row(grid, row, ours) - row + 1, width


def _headers_in(texts: Sequence[str], table: Table) -> int:
    """How many of the headers a table needs are among these texts; 0 for too few."""
    needed = {plain(column.label) for column in table.columns if not column.optional}
    count = len(needed.intersection(texts))
    return count if count >= max(2, MOST_HEADERS * len(needed)) else 0


def _last_row(grid: Grid, header: int, columns: Sequence[int]) -> int:
    """The last row with a cell of the table; another table may stand below it."""
    last, filled = header, set[int]()
    for row in range(header + 1, len(grid.cells) + 1):
        cells = grid.cells[row - 1]
        for other in TABLES:
            texts = [plain(value) for value in cells[columns[0] - 1 :][: len(other.columns)]]
            if other.sheet == grid.sheet and _headers_in(texts, other):
                title = row - 1
                while title in filled:
                    title -= 1
                return max((place for place in filled if place < title), default=header)
        if any(not is_blank(cells[column - 1]) for column in columns):
            filled.add(row)
            last = row
    return last


def _missing_columns(table: Table, area: _Area, places: dict[str, int]) -> list[Problem]:
    """Columns that are gone: one nobody has to fill in is not recorded, any other stops the work.

    Where a column of the owner's own stands in its place, it may be the same one renamed.
    """
    problems = []
    header, first, _, width = area
    for place, column in enumerate(table.columns, first):
        if column.key in places:
            continue
        renamed = place < first + width and place not in places.values()
        cell = cell_name(header, place) if renamed else ""
        if not column.optional:
            do = UNDO
        elif renamed:
            do = f"Is it this column, renamed? Then call it {column.label} again; until then it "
            do += "counts as not recorded."
        else:
            do = "It counts as not recorded. If you do not use it, all is well."
        found, expected = f"no column called {column.label}", f"one in the table {table.name}"
        where, stops = (table.sheet, cell, column.label), not column.optional
        problems.append(Problem(*where, found, expected, do, blocking=stops))
    return problems
