"""A closed workbook: what is in the file, what is to become of it, and the saving of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from practice_xl.problems import FileRefused
from practice_xl.xlsx import archive, replace
from practice_xl.xlsx.address import Area, Place, cell_name, parse_reference
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.formats import Formats
from practice_xl.xlsx.package import Package, TableEntry
from practice_xl.xlsx.values import (
    CellError,
    CellRefused,
    Rows,
    Serial,
    Stored,
    as_date,
    as_stored,
    same,
)

MAX_BLOCK = 20_000_000  # cells read at once


class _Sheets(Mapping[str, SheetCells]):
    """Worksheets by name, each one read when it is first asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts = {entry.name: entry.part for entry in package.sheets if entry.is_worksheet}
        self._read: dict[str, SheetCells] = {}

    def __getitem__(self, name: str) -> SheetCells:
        if name not in self._read:
            self._read[name] = SheetCells(self._package, self._parts[name], name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


class ClosedWorkbook:
    """An .xlsx or .xlsm that no program has open.

    Values written are kept here until ``save``; reading sees them at once.

    Args:
        path: The file.
        clock_names: Names of cells that hold only the time of the last run.

    Raises:
        FileRefused: The file cannot be read safely.
    """

    def __init__(self, path: Path, clock_names: Collection[str] = ()) -> None:
        self.path = path.resolve()
        self._clock_names = {name.lower() for name in clock_names}
        replace.sweep(self.path.parent)
        self._take(archive.read_bytes(self.path))
        self.cells = _Sheets(self.package)  # what cannot be read is refused at once

    def _take(self, data: bytes) -> None:
        self._data = data
        for read_from_it in ("package", "cells"):
            self.__dict__.pop(read_from_it, None)
        self._tables: dict[str, list[TableEntry]] = {}
        self._formats: dict[str, Formats] = {}
        self._written: dict[str, dict[int, dict[int, Stored]]] = {}
        self._blocks: dict[str, tuple[Area, list[list[Any]]]] = {}
        self._grown: dict[str, Area] = {}
        self._fingerprint = replace.fingerprint(data)

    @cached_property
    def package(self) -> Package:
        """The parts of the file, read anew after a save when they are next asked for."""
        return Package(self._data, self.path.name)

    @cached_property
    def cells(self) -> Mapping[str, SheetCells]:
        """The worksheets by name."""
        return _Sheets(self.package)

    def tables(self, sheet: str) -> list[TableEntry]:
        """The tables of a sheet, as large as they were last made."""
        if sheet not in self._tables:
            part = next(entry.part for entry in self.package.sheets if entry.name == sheet)
            self._tables[sheet] = self.package.tables(part)
        return self._tables[sheet]

    def extent(self, sheet: str) -> Area:
        """The area around all cells that hold something; A1 when none does."""
        places = [
            Area(row, column, row, column)
            for row, values in self._written.get(sheet, {}).items()
            for column, value in values.items()
            if value is not None
        ]
        found = self.cells[sheet].extent
        if places and self.cells[sheet].is_empty:
            found = places[0]
        for place in places:
            found = found.joined(place)
        return found

    def read(self, sheet: str, area: Area) -> list[list[Any]]:
        """Values of a block: None, bool, float, str, datetime or ``CellError``.

        Raises:
            FileRefused: A cell of the block is damaged.
            ValueError: The block has more cells than any sheet of this kind.
        """
        width = area.right - area.left + 1
        if width * (area.bottom - area.top + 1) > MAX_BLOCK:
            raise ValueError(f"{sheet}!{area.address} is too large to be read at once.")
        known = self._blocks.get(sheet)
        if known is None or known[0] != area:
            known = self._blocks[sheet] = area, self._read(sheet, area, width)
        return [line[:] for line in known[1]]

    def _read(self, sheet: str, area: Area, width: int) -> list[list[Any]]:
        cells, from_1904 = self.cells[sheet], self.package.counts_from_1904
        written = self._written.get(sheet, {})
        block: list[list[Any]] = []
        for number in range(area.top, area.bottom + 1):
            line: list[Any] = [None] * width
            for column, value in cells.row_values(number).items():
                if area.left <= column <= area.right:
                    shown = as_date(value, from_1904) if isinstance(value, Serial) else value
                    line[column - area.left] = shown
            for column, value in written.get(number, {}).items():
                if area.left <= column <= area.right:
                    line[column - area.left] = self._as_shown(sheet, number, column, value)
            block.append(line)
        return block

    def _as_shown(self, sheet: str, row: int, column: int, value: Stored) -> Any:
        """A value written since the file was opened, as it would be read from the file."""
        if type(value) is not float or not self.formats(sheet).shows_date(row, column):
            return value
        return as_date(value, self.package.counts_from_1904)

    def formats(self, sheet: str) -> Formats:
        """The styles of a sheet's cells."""
        if sheet not in self._formats:
            self._formats[sheet] = Formats(self.cells[sheet])
        return self._formats[sheet]

    def write(self, sheet: str, area: Area, block: Sequence[Sequence[Any]]) -> None:
        """Keep new values for a block, after checking that all of them can be written.

        Raises:
            CellRefused: A value no cell can hold, or a cell that must not be written.
            FileRefused: The sheet is damaged.
        """
        self._check_cells(sheet, area)
        from_1904 = self.package.counts_from_1904
        new: dict[int, dict[int, Stored]] = {}
        for row, line in enumerate(block, area.top):
            new[row] = stored = {}
            for column, value in enumerate(line, area.left):
                finite = type(value) is float and math.isfinite(value)
                if finite or value is None or isinstance(value, CellError):
                    stored[column] = value
                else:
                    cell = f"{sheet}!{cell_name(row, column)}"
                    stored[column] = as_stored(value, cell, counts_from_1904=from_1904)
        self._check_headers(sheet, area, new)
        self._blocks.pop(sheet, None)
        written = self._written.setdefault(sheet, {})
        for row, stored in new.items():
            written.setdefault(row, {}).update(stored)

    def _check_cells(self, sheet: str, area: Area) -> None:
        cells = self.cells[sheet]
        single = area.top == area.bottom and area.left == area.right
        for merged in cells.merged:
            at_its_corner = single and (area.top, area.left) == (merged.top, merged.left)
            if merged.touches(area) and not at_its_corner:
                raise _refused(sheet, merged, "is merged; unmerge it")
        for formula in cells.formula_areas:
            held = formula.master if formula.kind == "shared" else formula.area
            if held.touches(area):
                what = {"dataTable": "is a data table", "array": "is filled by one formula"}.get(
                    formula.kind, "holds a formula that other cells share"
                )
                raise _refused(sheet, held, f"{what}; move it elsewhere")

    def _check_headers(self, sheet: str, area: Area, new: Rows) -> None:
        """A table's header must stay what the table's own part says, or Excel repairs the file."""
        for table in self.tables(sheet):
            header = table.header
            if header is None or not header.touches(area):
                continue
            now = self.cells[sheet].row_values(header.top)
            for column, value in new[header.top].items():
                if header.holds(header.top, column) and not same(now.get(column), value):
                    cell = Area(header.top, column, header.top, column)
                    raise _refused(sheet, cell, f"is a heading of the table {table.name}; leave it")

    def resize_table(self, sheet: str, table: TableEntry, area: Area) -> TableEntry:
        """Let a table grow at its last row.

        Raises:
            CellRefused: Any other change of size, or a table in the way.
        """
        old = table.area
        if area[:2] != old[:2] or area.right != old.right or area.bottom < old.bottom:
            raise CellRefused(f"The table {table.name} can only grow at its last row.")
        if table.totals_rows and area != old:
            raise CellRefused(
                f"The table {table.name} has a totals row; turn it off in Excel and try again."
            )
        others = [other for other in self.tables(sheet) if other.part != table.part]
        if any(other.area.touches(area) for other in others):
            raise CellRefused(f"Below the table {table.name} is another table; move it elsewhere.")
        grown = TableEntry(table.name, table.part, area, table.header_rows, table.totals_rows)
        tables = self.tables(sheet)
        tables[[entry.part for entry in tables].index(table.part)] = grown
        if area != old:
            self._grown[table.part] = area
        return grown

    def _changes(self) -> dict[str, Rows]:
        """What really differs from the file."""
        changes: dict[str, Rows] = {}
        for sheet, written in self._written.items():
            cells = self.cells[sheet]
            rows: dict[int, dict[int, Stored]] = {}
            for row, new in written.items():
                old, formulas = cells.row_values(row), cells.formula_columns(row)
                different = {
                    column: value
                    for column, value in new.items()
                    if column in formulas or not same(old.get(column), value)
                }
                if different:
                    rows[row] = different
            if rows:
                changes[sheet] = rows
        return changes

    def _only_time(self, changes: Mapping[str, Rows]) -> bool:
        """Whether nothing but the time of the last run would change."""
        clocks: set[tuple[str, Place]] = set()
        for name in self.package.defined_names:
            if name.sheet is None and name.name.lower() in self._clock_names:
                place = parse_reference(name.refers_to)
                if place:
                    clocks.add((place[0], (place[1].top, place[1].left)))
        return not self._grown and all(
            (sheet, (row, column)) in clocks
            for sheet, rows in changes.items()
            for row, values in rows.items()
            for column in values
        )

    def forget(self) -> None:
        """Drop what was written and not saved."""
        self._written.clear()
        self._blocks.clear()
        self._grown.clear()

    def save(self) -> None:
        """Write the changes: whole or not at all, and nothing where only the time would differ.

        Raises:
            FileBusy: Open elsewhere, changed meanwhile, or another run is writing it.
            FileRefused: Read-only, signed, damaged, no room, no permission.
        """
        from practice_xl.xlsx.changes import patched_workbook

        changes = self._changes()
        if self._only_time(changes):
            self.forget()
            return
        replace.check_writable(self.path)
        if self.package.is_signed:
            raise FileRefused(
                f"{self.path.name} is digitally signed and a change would break the signature; "
                "work on a copy saved without it."
            )
        data = patched_workbook(self.package, self.cells, changes, self._grown)
        replace.replace(self.path, data, expected=self._fingerprint)
        self._take(data)


def _refused(sheet: str, area: Area, what: str) -> CellRefused:
    return CellRefused(f"{sheet}!{area.address} {what} and try again.")
