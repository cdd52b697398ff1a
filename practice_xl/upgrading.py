"""Upgrade: a new workbook of today's version with every typed cell carried over.

The old file is kept beside it. Also the way out when a table, a column or one of Python's places
was deleted: what is still there is carried over.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.actions import recalculate
from practice_xl.building.content import FIELDS, Content
from practice_xl.building.tracker import build_tracker
from practice_xl.domain.cell_values import NotReadableError, as_date, is_blank
from practice_xl.own_columns import OwnColumn, find_own_columns, put_own_columns
from practice_xl.problems import FileRefused, NeedsAttention, Problem
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.inputs import LEVER_INPUTS, TABLES, WEEKLY
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Kind, Table
from practice_xl.schema.sheets import SHEET_BY_NAME
from practice_xl.sheets.grid import Grid, read_grid
from practice_xl.sheets.plan import raw_settings, workbook_version
from practice_xl.sheets.shown import Changed, Shown, changed, last_run, read_shown
from practice_xl.sheets.typed_tables import TypedTable, read_table
from practice_xl.undo import keep
from practice_xl.xlsx.book import ClosedBook

if TYPE_CHECKING:
    from practice_xl.books import Book

# The switches that every tracker of versions 1 and 2 began with: those are no choice of the owner.
_OFF_AT_FIRST = ("leave_panel", "delegate_billing", "group", "weekly_rhythm", "workshops")


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did.

    Attributes:
        kept: The old file, beside the new one.
        rows: How many rows of each table were carried over.
        own_columns: Headers of the owner's own columns, now to the right of their tables.
        left_behind: Sheets of the owner's own, which stay in the old file only.
        missing: Tables that the old file did not have.
        changed: Numbers that today's version works out differently from the same weeks, as of the
            day of the old file's last run; None where there was nothing to compare.
        problems: What stops the new workbook from being recalculated; empty when it was.
    """

    kept: Path
    rows: dict[str, int]
    own_columns: tuple[str, ...]
    left_behind: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[Changed, ...] | None
    problems: tuple[Problem, ...]


def upgrade(path: Path, today: date, now: datetime) -> Upgraded:
    """Make the tracker anew, with everything typed in it carried over.

    Args:
        path: The tracker; afterwards the new workbook stands under this name, recalculated.
        today: The week read is the latest begun by this day; the weeks begin near it when none was
            typed.
        now: When; part of the kept file's name.

    Raises:
        FileRefused: The file is no tracker: none of the tables is in it. Or it was made by a newer
            version, of which things could be lost.
        FileBusy: It is open, or cannot be replaced; it is as it was.
    """
    path = path.resolve()  # through a link, the file it stands for
    with ClosedBook(path) as book:
        old = _read(book, path, today)
    fresh = path.with_name(f".practice_xl-{secrets.token_hex(8)}{path.suffix}")
    try:
        build_tracker(
            fresh,
            first_week=old.first_week,
            content=old.content,
            macros=path.suffix.lower() == ".xlsm",
        )
        put_own_columns(fresh, old.own_columns)
        differ, problems = _work_out(fresh, old, today, now)
        kept = keep(path, "upgrade", now)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return Upgraded(
        kept,
        old.rows,
        tuple(column.header for column in old.own_columns),
        old.own_sheets,
        tuple(t.name for t in TABLES if t.name not in old.rows and t.since <= old.version),
        differ,
        problems,
    )


@dataclass(frozen=True)
class _Old:
    """The old workbook: what was typed in it, and what it showed."""

    version: int
    content: Content
    first_week: date
    rows: dict[str, int]
    own_columns: list[OwnColumn]
    own_sheets: tuple[str, ...]
    shown: Shown
    last_run: datetime | None


def _read(book: Book, path: Path, today: date) -> _Old:
    grids = {sheet.name: read_grid(sheet) for sheet in book.sheets}
    found = {table.name: _find(book, grids, table) for table in TABLES}
    tables = {name: table for name, table in found.items() if table is not None}
    if not tables:
        raise FileRefused(
            f"{path.name} holds no table of a tracker, so there is nothing to upgrade."
        )
    version = workbook_version(book, grids["Plan"]) if "Plan" in grids else SCHEMA_VERSION
    if version > SCHEMA_VERSION:
        raise FileRefused(
            f"{path.name} was made by a newer practice_xl (workbook version {version}; this one "
            f"makes {SCHEMA_VERSION}). Nothing was changed. Install the newer practice_xl."
        )
    rows = {name: _rows(table) for name, table in tables.items()}
    content = Content(
        plan=raw_settings(book, grids["Plan"]) if "Plan" in grids else {},
        lever_inputs=_lever_inputs(rows.get(LEVER_INPUTS.name, []), version),
        **{FIELDS[name]: tuple(rows[name]) for name in rows if name in FIELDS},
    )
    first_week = _first_week(grids, tables.get(WEEKLY.name), content, today)
    return _Old(
        version,
        content,
        first_week,
        {name: len(rows[name]) for name in rows},
        find_own_columns(book, grids, list(tables.values()), first_week),
        tuple(name for name in grids if name not in SHEET_BY_NAME),
        read_shown(book, grids),
        last_run(book),
    )


def _work_out(
    path: Path, old: _Old, today: date, now: datetime
) -> tuple[tuple[Changed, ...] | None, tuple[Problem, ...]]:
    """Recalculate the new workbook; first as of the old one's last run, to compare the numbers."""
    differ = None
    try:
        with ClosedBook(path) as book:
            if old.shown and old.last_run:
                recalculate(book, old.last_run.date(), old.last_run)
                differ = tuple(changed(old.shown, read_shown(book)))
            recalculate(book, today, now)
            book.save()
    except NeedsAttention as failure:
        return None, failure.problems
    return differ, ()


def _find(book: Book, grids: Mapping[str, Grid], table: Table) -> TypedTable | None:
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


def _lever_inputs(
    rows: list[dict[str, Any]], version: int
) -> dict[tuple[str, str], dict[str, Any]]:
    by_label = {lever.label: lever for lever in LEVERS}
    inputs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        lever = by_label.get(str(row.get("lever")))
        number = next(
            (n for n in (lever.numbers if lever else ()) if n.label == row.get("number")), None
        )
        if lever and number:
            kept: dict[str, Any] = {key: row[key] for key in ("on", "value") if key in row}
            if version < 3 and kept.get("on") == ("No" if lever.key in _OFF_AT_FIRST else "Yes"):
                del kept["on"]
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
