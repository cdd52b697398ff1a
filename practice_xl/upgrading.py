"""Upgrade: a new workbook of today's version with every typed cell carried over.

The old file is kept beside it. Also the way out when a table, a column or one of Python's places
was deleted: what is still there is carried over.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from practice_xl.books import named_cells
from practice_xl.building.content import Content, OwnColumn, field_of
from practice_xl.building.tracker import build_tracker
from practice_xl.domain.cell_values import is_blank, readable_date
from practice_xl.problems import FileRefused, NeedsAttention, Problem
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.inputs import DECISION_INPUTS, LEVER_INPUTS, TABLES
from practice_xl.schema.levers import DECISION_NUMBERS, LEVER_NUMBERS
from practice_xl.schema.parts import Kind, Table, cell_name
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets import numbers, write
from practice_xl.sheets.read import raw_settings, workbook_version
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
_AMOUNTS = {number.label for _, number in LEVER_NUMBERS if number.kind is Kind.MONEY}
_MOVE_UP = "Move it into the table, next to the rows above, or delete it; then upgrade again."
_SAVE_FIRST = "Open the file in Excel, save it, and upgrade again."


class Upgraded(NamedTuple):
    """What an upgrade did."""

    kept: Path  # The old file, beside the new one
    rows: dict[str, int]  # How many rows of each table were carried over
    # Headers of the owner's own columns, now to the right of their tables.
    own_columns: tuple[str, ...]
    left_behind: tuple[str, ...]  # Sheets of the owner's own, which stay in the old file only
    missing: tuple[str, ...]  # Tables that the old file did not have
    # Numbers that today's version works out differently from the same weeks, as of the day of the
    # old file's last run; None where there was nothing to compare.
    changed: tuple[write.Changed, ...] | None
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
        NeedsAttention: Something in it cannot be carried over; every such cell.
        FileBusy: It is open, or cannot be replaced; it is as it was.
    """
    path = path.resolve()  # through a link, the file it stands for
    check_writable(path)
    before = read_bytes(path)
    with ClosedBook(path) as book:
        old = _Old(book, path)
    content = old.content
    weeks = (readable_date(row.get("week_start")) for row in content.weekly)
    first = min(filter(None, weeks), default=today - timedelta(days=today.weekday()))
    fresh = path.with_name(f".practice_xl-{secrets.token_hex(8)}{path.suffix}")
    try:
        macros = path.suffix.lower() == ".xlsm"
        build_tracker(fresh, first_week=first, content=content, macros=macros)
        differ, problems = _work_out(fresh, old, today, now)
        with keeping(path, "upgrade", now) as kept:
            replace(path, fresh.read_bytes(), expected=before)
    finally:
        fresh.unlink(missing_ok=True)
    return Upgraded(
        kept,
        {name: len(table.rows) for name, table in old.tables.items()},
        tuple(column.header for column in content.own_columns),
        tuple(name for name in old.grids if name not in [sheet.name for sheet in SHEETS]),
        tuple(t.name for t in TABLES if t.name not in old.tables and t.since <= old.version),
        differ,
        problems,
    )


def _work_out(
    path: Path, old: _Old, today: date, now: datetime
) -> tuple[tuple[write.Changed, ...] | None, tuple[Problem, ...]]:
    """Recalculate the new workbook; first as of the old one's last run, to compare the numbers."""
    differ = None
    try:
        with ClosedBook(path) as book:
            if old.shown and old.last_run:
                Tracker(book, old.last_run.date(), old.last_run).recalculate()
                differ = tuple(write.changed(old.shown, write.read_shown(book)))
            Tracker(book, today, now).recalculate()
            book.save()
    except NeedsAttention as failure:
        return None, failure.problems
    return differ, ()


class _Old:
    """The old workbook: what was typed in it, and what it showed."""

    def __init__(self, book: Book, path: Path) -> None:
        self._book = book
        self.grids = {sheet.name: read_grid(sheet) for sheet in book.sheets}
        self.tables = {table.name: read for table in TABLES if (read := self._find(table))}
        if not self.tables:
            raise FileRefused(
                f"{path.name} holds no table of a tracker, so there is nothing to upgrade."
            )
        settings = self.grids.get("Plan")
        self.version = workbook_version(book, settings) if settings else SCHEMA_VERSION
        if self.version > SCHEMA_VERSION:
            raise FileRefused(
                f"{path.name} was made by a newer practice_xl (workbook version {self.version}; "
                f"this one makes {SCHEMA_VERSION}). Nothing was changed. Install the newer "
                "practice_xl."
            )
        self._lost: list[Problem] = []
        self._rows = {name: self._rows_of(table) for name, table in self.tables.items()}
        self._numbers = {name: self._numbers_of(name) for name in _NUMBERED if name in self.tables}
        typed = raw_settings(book, settings) if settings else {}
        self._not_worked_out()
        if self._lost:
            raise NeedsAttention(self._lost)
        self.content = self._content(typed)
        self.shown, self.last_run = write.read_shown(book, self.grids), write.last_run(book)

    def _find(self, table: Table) -> TypedTable | None:
        """The table on whatever sheet it stands, with the columns that are still there."""
        grids = sorted(self.grids.values(), key=lambda grid: grid.sheet != table.sheet)
        named = [grid for grid in grids if table.name in self._book.sheets[grid.sheet].tables]
        read = (read_table(self._book, grid, table, [], older=True) for grid in named or grids)
        return next(filter(None, read), None)

    def _rows_of(self, table: TypedTable) -> list[dict[str, object]]:
        """Every row as it stands, blank ones too, so that each keeps its place; all as typed.

        An amount that its cell shows as a percentage is one: a tenth of the fee, not 0.1 of a $.
        """
        grid, last = self.grids[table.sheet], max([*table.rows, table.end - 1])
        for row in range(last + 1, len(grid.cells) + 1):
            for column in table.places.values():
                if not table.dropped and not is_blank(grid.at(row, column)):
                    self._lose(grid, row, column, "something typed below the table", _MOVE_UP)
        rows: list[dict[str, object]] = []
        for row in range(table.header + 1, last + 1):
            cells = {key: grid.at(row, column) for key, column in table.places.items()}
            rows.append({key: value for key, value in cells.items() if not is_blank(value)})
            money = table.table.name == LEVER_INPUTS.name and cells.get("number") in _AMOUNTS
            value = cells.get("value")
            if money and isinstance(value, float) and numbers.is_percentage(self._book, table, row):
                rows[-1]["value"] = f"{100 * value:.12g}%"
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _numbers_of(self, name: str) -> dict[int, NumberKey]:
        """Which lever or decision, and which of its numbers, each row is for, by its place."""
        table, (what, known) = self.tables[name], _NUMBERED[name]
        found: dict[int, NumberKey] = {}
        for index, row in enumerate(self._rows[name]):
            key = known.get((str(row.get(what)), str(row.get("number"))))
            if key and key not in found.values():
                found[index] = key
            elif row:
                told = (
                    f"a row for no {what}, or a second one for the same number",
                    f"one row for each number of a {what}",
                    f"Give {what.capitalize()} and Number the words they had, or clear the row; "
                    "then upgrade again.",
                )
                at = table.header + 1 + index
                self._lost.append(table.problem(at, next(iter(row)), *told, blocking=True))
        return found

    def _not_worked_out(self) -> None:
        """Formulas without a result: neither they nor what they would give can be carried over."""
        for table in self.tables.values():
            grid = self.grids[table.sheet]
            # Only rows that were read: a damaged table may claim a whole sheet.
            for row in range(table.header + 1, min(table.end, len(grid.cells) + 1)):
                for column in range(table.first_column, table.last_column + 1):
                    if grid.at(row, column) == NOT_WORKED_OUT:
                        self._lose(grid, row, column, "a formula without a result", _SAVE_FIRST)

    def _lose(self, grid: Grid, row: int, column: int, found: str, do: str) -> None:
        told = ("", found, "only what an upgrade can carry over", do)
        self._lost.append(Problem(grid.sheet, cell_name(row, column), *told, blocking=True))

    def _content(self, settings: Mapping[str, object]) -> Content:
        """Everything typed; of levers not the switches that versions 1 and 2 began with."""
        rows = self._rows.get(LEVER_INPUTS.name, [])
        levers: dict[NumberKey, dict[str, object]] = {
            key: {name: rows[index][name] for name in ("on", "value") if name in rows[index]}
            for index, key in self._numbers.get(LEVER_INPUTS.name, {}).items()
        }
        for (lever, _), row in levers.items() if self.version < 3 else ():
            if row.get("on") == ("No" if lever in _OFF_AT_FIRST else "Yes"):
                del row["on"]
        rows = self._rows.get(DECISION_INPUTS.name, [])
        decisions = self._numbers.get(DECISION_INPUTS.name, {})
        others = {n: tuple(rows) for n, rows in self._rows.items() if n not in _NUMBERED}
        typed: dict[str, Any] = {field_of(name): rows for name, rows in others.items()}
        return Content(
            plan=settings,
            lever_inputs=levers,
            decision_inputs={key: rows[at].get("value") for at, key in decisions.items()},
            own_columns=tuple(self._own_columns()),
            **typed,
        )

    def _own_columns(self) -> Iterator[OwnColumn]:
        """Columns in a table or to the right of it that hold something and are nobody else's.

        Where the new workbook orders a table's rows anew, their cells move along with the rows.
        """
        written: dict[str, set[int]] = {}  # columns of the program, and those of its labels
        for named in self._book.names:
            place = named_cells(self._book, named.name) if named.name.startswith("out_") else None
            if place:
                span = range(place.column - 1, place.column + place.shape[1])
                written.setdefault(place.sheet.name, set()).update(span)
        for name, table in self.tables.items():
            grid = self.grids[table.sheet]
            taken = {*table.places.values(), *written.get(table.sheet, ())}
            firsts = (t.first_column for t in self.tables.values() if t.sheet == table.sheet)
            beside = [first for first in firsts if first > table.last_column]
            order = list(_NUMBERED[name][1].values()) if name in _NUMBERED else []
            moved = {index: order.index(key) for index, key in self._numbers.get(name, {}).items()}
            for column in range(table.first_column, min([*beside, len(grid.cells[0]) + 1])):
                if column in taken:
                    continue
                cells = {
                    moved.get(index, index): value
                    for index, row in enumerate(range(table.header + 1, len(grid.cells) + 1))
                    if not is_blank(value := grid.at(row, column))
                }
                header = grid.at(table.header, column)
                if cells or not is_blank(header):
                    yield OwnColumn(table.table, str(header or ""), cells)
