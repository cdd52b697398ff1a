"""Blocks of cells and tables as xlwings sees them."""

# ruff: noqa: D102  - the methods are documented by xlwings, whose public API they serve
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import xlwings as xw
from xlwings import base_classes

from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, column_letters
from practice_xl.xlsx.package import TableEntry
from practice_xl.xlsx.workbook import ClosedWorkbook


class Missing(xw.NoSuchObjectError, KeyError):
    """A sheet, table or name that the workbook does not have."""

    __str__ = Exception.__str__


def tuple_area(arg: tuple[int, ...]) -> Area:
    """The area of xlwings' (row, column) or (row, column, rows, columns), all counted from 1."""
    row, column, height, width = arg if len(arg) == 4 else (*arg, 1, 1)
    area = Area(row, column, row + height - 1, column + width - 1)
    if min(row, column, height, width) < 1 or area.bottom > LAST_ROW or area.right > LAST_COLUMN:
        raise IndexError(f"No such cells on a sheet: {arg}.")
    return area


class Range(base_classes.Range):
    """A block of cells."""

    max_cells_per_read = None
    max_cells_per_write = None
    sheet: Any = None

    def __init__(self, sheet: Any, area: Area) -> None:
        self.sheet = sheet
        self.area = area
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Range:
        return self  # xlwings writes nothing where this is not true

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, self.row, self.column, *self.shape

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        area = self.area
        return area.bottom - area.top + 1, area.right - area.left + 1

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.shape[1])
        else:
            row, column = arg1 - 1, arg2 - 1
        return Range(self.sheet, tuple_area((self.row + row, self.column + column)))

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        rows, columns = "$" if row_absolute else "", "$" if col_absolute else ""
        area = self.area
        first = f"{columns}{column_letters(area.left)}{rows}{area.top}"
        last = f"{columns}{column_letters(area.right)}{rows}{area.bottom}"
        address = first if first == last else f"{first}:{last}"
        if not external:
            return address
        place = f"[{self.sheet.book.name}]{self.sheet.name}"
        plain = all(sign.isalnum() or sign in "[]._" for sign in place)
        quoted = place if plain else "'" + place.replace("'", "''") + "'"
        return f"{quoted}!{address}"

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    @property
    def raw_value(self) -> Any:
        block = self.sheet.api.read(self.sheet.name, self.area)
        return block[0][0] if len(self) == 1 else block

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        height, width = self.shape
        if not isinstance(value, (list, tuple)):
            block = [[value] * width] * height
        else:
            rows = [row if isinstance(row, (list, tuple)) else None for row in value]
            block = [list(row) for row in rows if row is not None] or [list(value)]
        if len(block) != height or any(len(row) != width for row in block):
            raise ValueError(f"The values do not fit the {height} x {width} cells of the range.")
        self.sheet.api.write(self.sheet.name, self.area, block)

    def clear_contents(self) -> None:
        self.raw_value = None


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    @property
    def api(self) -> ClosedWorkbook:
        workbook: ClosedWorkbook = self.sheet.api
        return workbook

    def _entries(self) -> list[TableEntry]:
        return self.api.tables(self.sheet.name)

    def __call__(self, key: str | int) -> Table:
        entries = self._entries()
        if isinstance(key, int):
            return Table(self.sheet, entries[key - 1])
        for entry in entries:
            if entry.name.lower() == key.lower():
                return Table(self.sheet, entry)
        raise Missing(f"The sheet {self.sheet.name} has no table {key}.")

    def __len__(self) -> int:
        return len(self._entries())

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, entry) for entry in list(self._entries()))

    def __contains__(self, key: str) -> bool:
        return any(entry.name.lower() == key.lower() for entry in self._entries())


class Table(base_classes.Table):
    """One table."""

    name = display_name = ""
    parent: Any = None
    show_headers = show_totals = False

    def __init__(self, sheet: Any, entry: TableEntry) -> None:
        self.parent = sheet
        self.name = self.display_name = entry.name
        self.show_headers = entry.header is not None
        self.show_totals = entry.totals is not None
        self._entry = entry

    def _range(self, area: Area | None) -> Range | None:
        return Range(self.parent, area) if area else None

    @property
    def api(self) -> TableEntry:
        return self._entry

    @property
    def range(self) -> Range:
        return Range(self.parent, self._entry.area)

    @property
    def header_row_range(self) -> Range | None:
        return self._range(self._entry.header)

    @property
    def data_body_range(self) -> Range | None:
        return self._range(self._entry.body)

    @property
    def totals_row_range(self) -> Range | None:
        return self._range(self._entry.totals)

    def resize(self, new: Any) -> None:
        area: Area = new.impl.area
        workbook: ClosedWorkbook = self.parent.api
        self._entry = workbook.resize_table(self.parent.name, self._entry, area)
