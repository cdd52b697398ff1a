"""Upgrade: a new workbook of today's version with every typed cell carried over.

The old file is kept beside it. Also the way out when a table, a column or one of Python's places
was deleted: what is still there is carried over.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.books import named_cells
from practice_xl.building.content import Content, OwnColumn, field_of
from practice_xl.building.tracker import build_tracker
from practice_xl.domain.cell_values import is_blank, readable_date
from practice_xl.problems import FileRefused, NeedsAttention, Problem
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.decisions import DECISION_NUMBERS
from practice_xl.schema.inputs import DECISION_INPUTS, LEVER_INPUTS, TABLES
from practice_xl.schema.levers import LEVER_NUMBERS
from practice_xl.schema.parts import Kind, Table, cell_name
from practice_xl.schema.sheets import SHEET_BY_NAME
from practice_xl.sheets.numbers import is_percentage
from practice_xl.sheets.plan import raw_settings, workbook_version
from practice_xl.sheets.shown import Changed, Shown, changed, last_run, read_shown
from practice_xl.sheets.typed_tables import Grid, TypedTable, read_grid, read_table
from practice_xl.tracker import Tracker
from practice_xl.undo import keeping
from practice_xl.xlsx.archive import read_bytes
from practice_xl.xlsx.book import ClosedBook
from practice_xl.xlsx.replace import check_writable, replace
from practice_xl.xlsx.values import NOT_WORKED_OUT

if TYPE_CHECKING:
    from practice_xl.books import Book

NumberKey = tuple[str, str]  # of the lever or decision, and of one of its numbers
_NUMBERED = {  # tables with a row for each number: the column that names whose, and its keys
    LEVER_INPUTS.name: ("lever", {(of.label, n.label): (of.key, n.key) for of, n in LEVER_NUMBERS}),
    DECISION_INPUTS.name: (
        "decision",
        {(of.label, n.label): (of.key, n.key) for of, n in DECISION_NUMBERS},
    ),
}
# Switches that every tracker of versions 1 and 2 began with: those are no choice of the owner.
_OFF_AT_FIRST = ("leave_panel", "delegate_billing", "group", "weekly_rhythm", "workshops")


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did."""

    kept: Path  # The old file, beside the new one
    rows: dict[str, int]  # How many rows of each table were carried over
    # Headers of the owner's own columns, now to the right of their tables.
    own_columns: tuple[str, ...]
    left_behind: tuple[str, ...]  # Sheets of the owner's own, which stay in the old file only
    missing: tuple[str, ...]  # Tables that the old file did not have
    # Numbers that today's version works out differently from the same weeks, as of the day of the
    # old file's last run; None where there was nothing to compare.
    changed: tuple[Changed, ...] | None
    # What stops the new workbook from being recalculated; empty when it was.
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
    check_writable(path)
    before = read_bytes(path)
    with ClosedBook(path) as book:
        old = _read(book, path, today)
    fresh = path.with_name(f".practice_xl-{secrets.token_hex(8)}{path.suffix}")
    try:
        macros = path.suffix.lower() == ".xlsm"
        build_tracker(fresh, first_week=old.first_week, content=old.content, macros=macros)
        differ, problems = _work_out(fresh, old, today, now)
        with keeping(path, "upgrade", now) as kept:
            replace(path, fresh.read_bytes(), expected=before)
    finally:
        fresh.unlink(missing_ok=True)
    return Upgraded(
        kept,
        old.rows,
        tuple(column.header for column in old.content.own_columns),
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
    lost: list[Problem] = []
    rows = {name: _rows(grids[table.sheet], table, lost) for name, table in tables.items()}
    if LEVER_INPUTS.name in tables:
        _keep_percentages(book, tables[LEVER_INPUTS.name], rows[LEVER_INPUTS.name])
    numbered = {
        name: _number_rows(tables[name], rows[name], *what, lost)
        for name, what in _NUMBERED.items()
        if name in tables
    }
    settings = raw_settings(book, grids["Plan"]) if "Plan" in grids else {}
    lost += _not_worked_out(grids, tables.values())
    if lost:
        raise NeedsAttention(lost)
    typed: dict[str, Any] = {
        field_of(name): tuple(rows[name]) for name in rows if name not in _NUMBERED
    }
    content = Content(
        plan=settings,
        lever_inputs={
            key: _chosen(rows[LEVER_INPUTS.name][index], key, version)
            for index, key in numbered.get(LEVER_INPUTS.name, {}).items()
        },
        decision_inputs={
            key: rows[DECISION_INPUTS.name][index].get("value")
            for index, key in numbered.get(DECISION_INPUTS.name, {}).items()
        },
        own_columns=_find_own_columns(book, grids, list(tables.values()), numbered),
        **typed,
    )
    weeks = (readable_date(row.get("week_start")) for row in content.weekly)
    return _Old(
        version,
        content,
        min(filter(None, weeks), default=today - timedelta(days=today.weekday())),
        {name: len(table.rows) for name, table in tables.items()},
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
                Tracker(book, old.last_run.date(), old.last_run).recalculate()
                differ = tuple(changed(old.shown, read_shown(book)))
            Tracker(book, today, now).recalculate()
            book.save()
    except NeedsAttention as failure:
        return None, failure.problems
    return differ, ()


def _find(book: Book, grids: Mapping[str, Grid], table: Table) -> TypedTable | None:
    """The table on whatever sheet it stands, with the columns that are still there."""
    named = [grid for grid in grids.values() if table.name in book.sheets[grid.sheet].tables]
    for grid in named or sorted(grids.values(), key=lambda grid: grid.sheet != table.sheet):
        if read := read_table(book, grid, table, [], older=True):
            return read
    return None


def _rows(grid: Grid, table: TypedTable, lost: list[Problem]) -> list[dict[str, object]]:
    """Every row as it stands, blank ones too, so that each keeps its place; all typed as it is."""
    last = max([*table.rows, table.end - 1])
    lost += [
        _would_be_lost(grid, row, column, "something typed below the table", _MOVE_UP)
        for row in range(last + 1, len(grid.cells) + 1)
        for column in table.places.values()
        if not table.dropped and not is_blank(grid.at(row, column))
    ]
    rows = [
        {
            key: grid.at(row, column)
            for key, column in table.places.items()
            if not is_blank(grid.at(row, column))
        }
        for row in range(table.header + 1, last + 1)
    ]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _number_rows(
    table: TypedTable,
    rows: list[dict[str, Any]],
    what: str,
    known: Mapping[tuple[str, str], NumberKey],
    lost: list[Problem],
) -> dict[int, NumberKey]:
    """Which lever or decision, and which of its numbers, each row is for, by the row's place."""
    found: dict[int, NumberKey] = {}
    for index, row in enumerate(rows):
        key = known.get((str(row.get(what)), str(row.get("number"))))
        if key and key not in found.values():
            found[index] = key
        elif row:
            where = table.header + 1 + index
            lost.append(
                table.problem(
                    where,
                    next(iter(row)),
                    f"a row for no {what}, or a second one for the same number",
                    f"one row for each number of a {what}",
                    f"Give {what.capitalize()} and Number the words they had, or clear the row; "
                    "then upgrade again.",
                    blocking=True,
                )
            )
    return found


def _keep_percentages(book: Book, table: TypedTable, rows: list[dict[str, object]]) -> None:
    """An amount that its cell shows as a percentage is one: a tenth of the fee, not 0.1 of a $."""
    amounts = {number.label for _, number in LEVER_NUMBERS if number.kind is Kind.MONEY}
    for row, cells in enumerate(rows, start=table.header + 1):
        value, amount = cells.get("value"), cells.get("number") in amounts
        if isinstance(value, float) and amount and is_percentage(book, table, row):
            cells["value"] = f"{100 * value:.12g}%"


def _chosen(row: Mapping[str, object], key: NumberKey, version: int) -> dict[str, object]:
    """What is typed in a row of LeverInputs; not what trackers of versions 1 and 2 began with."""
    typed = {name: row[name] for name in ("on", "value") if name in row}
    if version < 3 and typed.get("on") == ("No" if key[0] in _OFF_AT_FIRST else "Yes"):
        del typed["on"]
    return typed


def _not_worked_out(grids: Mapping[str, Grid], tables: Iterable[TypedTable]) -> list[Problem]:
    """Formulas without a result: neither they nor what they would give could be carried over."""
    return [
        _would_be_lost(grids[table.sheet], row, column, "a formula without a result", _SAVE_FIRST)
        for table in tables
        for row, cells in enumerate(grids[table.sheet].cells[: table.end - 1], start=1)
        if row > table.header  # of what was read: a damaged table may claim a whole sheet
        for column, value in enumerate(cells[: table.last_column], start=1)
        if column >= table.first_column and value == NOT_WORKED_OUT
    ]


_MOVE_UP = "Move it into the table, next to the rows above, or delete it; then upgrade again."
_SAVE_FIRST = "Open the file in Excel, save it, and upgrade again."


def _would_be_lost(grid: Grid, row: int, column: int, found: str, do: str) -> Problem:
    return Problem(
        grid.sheet,
        cell_name(row, column),
        "",
        found,
        "only what an upgrade can carry over",
        do,
        blocking=True,
    )


def _find_own_columns(
    book: Book,
    grids: Mapping[str, Grid],
    tables: Sequence[TypedTable],
    numbered: Mapping[str, Mapping[int, NumberKey]],
) -> tuple[OwnColumn, ...]:
    """Columns in a table or to the right of it that hold something and are nobody else's.

    Where the new workbook orders a table's rows anew, their cells move along with the rows.
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
        order = list(_NUMBERED.get(table.table.name, ("", {}))[1].values())
        moved = numbered.get(table.table.name, {})
        for place in range(table.first_column, min([*beside, len(grid.cells[0]) + 1])):
            if place in taken:
                continue
            cells = {
                order.index(moved[index]) if index in moved else index: value
                for index, row in enumerate(range(table.header + 1, len(grid.cells) + 1))
                if not is_blank(value := grid.at(row, place))
            }
            header = grid.at(table.header, place)
            if cells or not is_blank(header):
                columns.append(OwnColumn(table.table, str(header or ""), cells))
    return tuple(columns)


def _written_columns(book: Book, sheet: str) -> set[int]:
    """Columns that Python writes in, and those of its labels."""
    columns: set[int] = set()
    for name in book.names:
        place = named_cells(book, name.name) if name.name.startswith("out_") else None
        if place is not None and place.sheet.name == sheet:
            columns.update(range(place.column - 1, place.column + place.shape[1]))
    return columns
