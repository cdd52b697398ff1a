"""Upgrade: a new workbook of today's version with every typed cell carried over.

The old file is kept beside it. Also the way out when a table, a column or one of Python's places
was deleted: what is still there is carried over.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.building.content import Content
from practice_xl.building.tracker import build_tracker
from practice_xl.domain.typed import NotReadableError, as_date, is_blank
from practice_xl.engines import open_book
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import LEVER_INPUTS, TABLE_CELLS, TABLES, WEEKLY
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Kind, Table, cell_position
from practice_xl.schema.sheets import SHEET_BY_NAME
from practice_xl.sheets.grid import Grid, TypedTable, read_grid, read_table
from practice_xl.sheets.plan import raw_settings
from practice_xl.undo import keep

if TYPE_CHECKING:
    import xlwings as xw

_FIELDS = {
    "Weekly": "weekly",
    "Monthly": "monthly",
    "Fees": "fees",
    "TimeOff": "time_off",
    "Clinicians": "clinicians",
    "Actions": "actions",
    "CoachNotes": "coach_notes",
}


@dataclass(frozen=True)
class OwnColumn:
    """A column the owner added to a table: its header, and its cells by the table's row, from 0."""

    table: str
    header: str
    cells: dict[int, Any] = field(repr=False)


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did.

    Attributes:
        kept: The old file, beside the new one.
        rows: How many rows of each table were carried over.
        own_columns: Headers of the owner's own columns, now to the right of their tables.
        left_behind: Sheets of the owner's own, which stay in the old file only.
        missing: Tables that the old file did not have.
    """

    kept: Path
    rows: dict[str, int]
    own_columns: tuple[str, ...]
    left_behind: tuple[str, ...]
    missing: tuple[str, ...]


def upgrade(path: Path, today: date, now: datetime) -> Upgraded:
    """Make the tracker anew, with everything typed in it carried over.

    Args:
        path: The tracker; afterwards the new workbook stands under this name.
        today: Where the weeks begin when none was typed.
        now: When; part of the kept file's name.

    Raises:
        FileRefused: The file is no tracker: none of the tables is in it.
        FileBusy: It is open, or cannot be replaced; it is as it was.
    """
    with open_book(path) as book:
        grids = {sheet.name: read_grid(sheet) for sheet in book.sheets}
        tables = {table.name: _find(book, grids, table) for table in TABLES}
        settings = raw_settings(book, grids["Plan"]) if "Plan" in grids else {}
    found = {name: table for name, table in tables.items() if table is not None}
    if not found:
        raise FileRefused(
            f"{path.name} holds no table of a tracker, so there is nothing to upgrade."
        )
    rows = {name: _rows(table) for name, table in found.items()}
    content = Content(
        plan=settings,
        lever_inputs=_lever_inputs(rows.get(LEVER_INPUTS.name, [])),
        **{_FIELDS[name]: tuple(rows[name]) for name in rows if name in _FIELDS},
    )
    first = _first_week(grids, found.get(WEEKLY.name), content, today)
    own = [column for table in found.values() for column in _own(grids[table.sheet], table, first)]
    fresh = path.with_name(f".practice_xl-{secrets.token_hex(8)}{path.suffix}")
    try:
        build_tracker(
            fresh, first_week=first, content=content, macros=path.suffix.lower() == ".xlsm"
        )
        _carry_own_columns(fresh, own)
        kept = keep(path, "upgrade", now)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return Upgraded(
        kept,
        {name: len(rows[name]) for name in rows},
        tuple(column.header for column in own),
        tuple(name for name in grids if name not in SHEET_BY_NAME),
        tuple(name for name, table in tables.items() if table is None),
    )


def _find(book: xw.Book, grids: Mapping[str, Grid], table: Table) -> TypedTable | None:
    """The table on whatever sheet it stands, with the columns that are still there."""
    for grid in grids.values():
        read = read_table(book, grid, table, [])
        if read is not None:
            return read
    return None


def _rows(table: TypedTable) -> list[dict[str, Any]]:
    rows = []
    for index in range(len(table.rows)):
        cells = {key: values[index] for key, values in table.columns.items()}
        rows.append(
            {
                key: _as_typed(table.table, key, value)
                for key, value in cells.items()
                if not is_blank(value)
            }
        )
    first = table.table.columns[0].key
    if table.table is WEEKLY:
        return [row for row in rows if isinstance(row.get(first), date)]
    return rows


def _as_typed(table: Table, key: str, value: Any) -> Any:
    """Dates as dates where they can be read; everything else as it stands."""
    if table.column(key).kind is not Kind.DATE:
        return value
    try:
        return as_date(value)
    except NotReadableError:
        return str(value)


def _own(grid: Grid, table: TypedTable, first: date) -> list[OwnColumn]:
    """Columns inside the table that are not the schema's."""
    known = set(table.places.values())
    columns = []
    for place in range(table.first_column, table.last_column + 1):
        header = grid.at(table.header, place)
        if place not in known and not is_blank(header):
            cells = {
                _new_row(table, index, first): grid.at(row, place)
                for index, row in enumerate(table.rows)
            }
            columns.append(OwnColumn(table.table.name, str(header), cells))
    return columns


def _new_row(table: TypedTable, index: int, first: date) -> int:
    """Where a row stands in the new table: a week at its date, another row in its order."""
    if table.table is not WEEKLY or "week_start" not in table.columns:
        return index
    try:
        week = as_date(table.columns["week_start"][index])
    except NotReadableError:
        week = None
    return index if week is None or week < first else (week - first).days // 7


def _lever_inputs(rows: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    by_label = {lever.label: lever for lever in LEVERS}
    inputs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        lever = by_label.get(str(row.get("lever")))
        number = next(
            (n for n in (lever.numbers if lever else ()) if n.label == row.get("number")), None
        )
        if lever and number:
            kept: dict[str, Any] = {key: row[key] for key in ("on", "value") if key in row}
            inputs[lever.key, number.key] = kept
    return inputs


def _first_week(
    grids: Mapping[str, Grid], weekly: TypedTable | None, content: Content, today: date
) -> date:
    """The first week laid out in the old file, so that the weeks stay where they were."""
    if weekly is not None and "week_start" in weekly.places:
        value = grids[weekly.sheet].at(weekly.header + 1, weekly.places["week_start"])
        try:
            first = as_date(value)
        except NotReadableError:
            first = None
        if first is not None:
            return first
    return content.first_week if content.weekly else today - timedelta(days=today.weekday())


def _carry_own_columns(path: Path, columns: list[OwnColumn]) -> None:
    """Write the owner's own columns one column to the right of their tables."""
    if not columns:
        return
    with open_book(path) as book:
        taken: dict[str, int] = {}
        for column in columns:
            table = next(table for table in TABLES if table.name == column.table)
            row, first = cell_position(TABLE_CELLS[table.name])
            place = first + len(table.columns) + 1 + taken.get(table.name, 0)
            taken[table.name] = taken.get(table.name, 0) + 1
            sheet = book.sheets[table.sheet]
            sheet.range((row, place)).value = column.header
            for index, value in column.cells.items():
                if not is_blank(value):
                    sheet.range((row + 1 + index, place)).value = value
        book.save()
