"""The owner's own columns, inside a table or to the right of it, taken over into a new workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.books import named_cells
from practice_xl.domain.cell_values import NotReadableError, as_date, is_blank
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import TABLES, WEEKLY
from practice_xl.schema.parts import Table
from practice_xl.sheets.grid import Grid
from practice_xl.sheets.typed_tables import TypedTable
from practice_xl.xlsx.book import ClosedBook

if TYPE_CHECKING:
    from practice_xl.books import Book


@dataclass(frozen=True)
class OwnColumn:
    """A column the owner added: its table, its header, its cells by the new table's row, from 0."""

    table: Table
    header: str
    cells: dict[int, Any] = field(repr=False)


def find_own_columns(
    book: Book, grids: Mapping[str, Grid], tables: Sequence[TypedTable], first_week: date
) -> list[OwnColumn]:
    """Columns with a header in a table's header row that are neither ours nor another table's.

    Args:
        book: The old workbook.
        grids: Its sheets, by name.
        tables: Its tables.
        first_week: The first week of the new table of weeks.
    """
    columns = []
    for table in tables:
        grid = grids[table.sheet]
        taken = set(table.places.values()) | _written_columns(book, table.sheet)
        beside = [
            other.first_column
            for other in tables
            if other.sheet == table.sheet and other.first_column > table.last_column
        ]
        for place in range(table.first_column, min([*beside, len(grid.cells[0]) + 1])):
            header = grid.at(table.header, place)
            if place not in taken and not is_blank(header):
                cells = dict(_cells(grid, table, place, first_week))
                columns.append(OwnColumn(table.table, str(header), cells))
    return columns


def put_own_columns(path: Path, columns: Sequence[OwnColumn]) -> None:
    """Write them to the right of their tables, where the new workbook leaves room."""
    if not columns:
        return
    with ClosedBook(path) as book:
        taken = {sheet: _columns_in_use(sheet) for sheet in {c.table.sheet for c in columns}}
        for column in columns:
            row, first = column.table.place
            place = first + len(column.table.columns) + 1
            while place in taken[column.table.sheet]:
                place += 1
            taken[column.table.sheet].add(place)
            sheet = book.sheets[column.table.sheet]
            sheet.range((row, place)).value = column.header
            for index, value in column.cells.items():
                sheet.range((row + 1 + index, place)).value = value
        book.save()


def _cells(
    grid: Grid, table: TypedTable, place: int, first_week: date
) -> Iterator[tuple[int, Any]]:
    """The filled cells of a column, each with its row of the new table."""
    order = {row: index for index, row in enumerate(table.rows)}
    for row in range(table.header + 1, len(grid.cells) + 1):
        value = grid.at(row, place)
        if is_blank(value):
            continue
        index = order.get(row)
        if index is None:  # a row with nothing else in it
            index = order[row] = len(order)
        week_row = _week_row(grid, table, row, first_week)
        yield index if week_row is None else week_row, value


def _week_row(grid: Grid, table: TypedTable, row: int, first_week: date) -> int | None:
    """Where the new table has this row's week; None for another table, or a row without one."""
    if table.table is not WEEKLY or "week_start" not in table.places:
        return None
    try:
        week = as_date(grid.at(row, table.places["week_start"]))
    except NotReadableError:
        return None
    return None if week is None or week < first_week else (week - first_week).days // 7


def _written_columns(book: Book, sheet: str) -> set[int]:
    """Columns that Python writes in, and those of its labels."""
    columns: set[int] = set()
    for name in book.names:
        place = named_cells(book, name.name) if name.name.startswith("out_") else None
        if place is not None and place.sheet.name == sheet:
            columns.update(range(place.column - 1, place.column + place.shape[1]))
    return columns


def _columns_in_use(sheet: str) -> set[int]:
    """Columns of a new workbook's sheet that tables, blocks and labels stand in."""
    columns: set[int] = set()
    for block in BLOCKS:
        if block.sheet == sheet:
            columns.update(range(block.first_column - 1, block.first_column + block.width))
    for table in TABLES:
        if table.sheet == sheet:
            first = table.place[1]
            columns.update(range(first, first + len(table.columns)))
    return columns
