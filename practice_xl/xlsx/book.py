"""A closed workbook in the calls that every workbook answers; see :mod:`practice_xl.books`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Self

from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, parse_area
from practice_xl.xlsx.package import DefinedName, TableEntry
from practice_xl.xlsx.values import CellError
from practice_xl.xlsx.workbook import ClosedWorkbook


class Missing(KeyError):
    """A sheet, table or name that the workbook does not have."""

    __str__ = Exception.__str__


class ClosedBook:
    """An .xlsx or .xlsm file that no program has open.

    What is written to it stays in memory until ``save``, which replaces the file whole or not at
    all. A date is written as its serial number and shown in the format its cell has: styles are
    never touched. Text is never turned into a formula.

    Args:
        path: The file.
        clock_names: Names of cells that hold only the time of the last run. Where nothing else
            would change, ``save`` writes nothing and the file keeps its bytes and its time.

    Raises:
        FileRefused: Missing, damaged, encrypted, too large, or no Excel workbook.
    """

    app = None  # no program has it open

    def __init__(self, path: str | PathLike[str], clock_names: Collection[str] = ()) -> None:
        self._workbook = ClosedWorkbook(Path(path), clock_names)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def fullname(self) -> str:
        """The file with its folder."""
        return str(self._workbook.path)

    @property
    def sheets(self) -> Sheets:
        """The worksheets in tab order."""
        return Sheets(self._workbook)

    @cached_property
    def names(self) -> Names:
        """The defined names."""
        return Names(self._workbook)

    def save(self) -> None:
        """Write the changes; nothing where only the time differs.

        Raises:
            FileBusy: Open elsewhere, changed meanwhile, or another run is writing it.
            FileRefused: Read-only, signed, damaged, no room, no permission.
        """
        self._workbook.save()

    def close(self) -> None:
        """Drop what was not saved."""
        self._workbook.forget()


class Sheets:
    """The worksheets in tab order; a chart on a sheet of its own is none."""

    def __init__(self, workbook: ClosedWorkbook) -> None:
        self._workbook = workbook

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._workbook, name) for name in self._workbook.cells)

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    def __getitem__(self, name: str) -> Sheet:
        known = self._find(name)
        if known is None:
            raise Missing(f"{self._workbook.path.name} has no sheet {name}.")
        return Sheet(self._workbook, known)

    def _find(self, name: str) -> str | None:
        return next((k for k in self._workbook.cells if k.lower() == name.lower()), None)


class Sheet:
    """One worksheet."""

    def __init__(self, workbook: ClosedWorkbook, name: str) -> None:
        self.workbook = workbook
        self.name = name

    @property
    def tables(self) -> Tables:
        """The tables of this sheet."""
        return Tables(self)

    @property
    def used_range(self) -> Range:
        """The cells around all that hold something; A1 when none does."""
        return Range(self, self.workbook.extent(self.name))

    def __getitem__(self, address: str) -> Range:
        return self.range(address)

    def range(
        self, cell1: str | tuple[int, int], cell2: str | tuple[int, int] | None = None
    ) -> Range:
        """The cells between two corners, each a row and a column or an address."""
        first = _area(cell1)
        return Range(self, first if cell2 is None else first.joined(_area(cell2)))


def _area(place: str | tuple[int, int]) -> Area:
    area = parse_area(place) if isinstance(place, str) else Area(*place, *place)
    if area is None or not (0 < area.top <= LAST_ROW and 0 < area.left <= LAST_COLUMN):
        raise IndexError(f"No such cells on a sheet: {place}.")
    return area


class Range:
    """A rectangle of cells."""

    def __init__(self, sheet: Sheet, area: Area, *, as_rows: bool = False, words: bool = False):
        self.sheet = sheet
        self.area = area
        self._as_rows = as_rows
        self._words = words

    @property
    def row(self) -> int:
        """The first row, counted from 1."""
        return self.area.top

    @property
    def column(self) -> int:
        """The first column, counted from 1."""
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    @property
    def last_cell(self) -> Range:
        """The cell in the last row and column."""
        area = self.area
        return Range(self.sheet, Area(area.bottom, area.right, area.bottom, area.right))

    @property
    def number_format(self) -> str:
        """The number format of the first cell."""
        return self.sheet.workbook.formats(self.sheet.name).code(self.row, self.column)

    def options(self, *, ndim: int = 0, err_to_str: bool = False) -> Range:
        """The same cells, read as rows if ``ndim`` is 2, and errors as their words if asked."""
        return Range(self.sheet, self.area, as_rows=ndim == 2, words=err_to_str)

    @property
    def value(self) -> Any:
        """What the cells hold: one value, a list along one row or column, or a list of rows."""
        block = self.sheet.workbook.read(self.sheet.name, self.area)
        for row in block:
            for place, value in enumerate(row):
                if type(value) is CellError:
                    row[place] = str(value) if self._words else None
        if self._as_rows or min(self.shape) > 1:
            return block
        line = [value for row in block for value in row]
        return line if len(line) > 1 else line[0]

    @value.setter
    def value(self, value: Any) -> None:
        height, width = self.shape
        if not isinstance(value, (list, tuple)):
            block: Any = [[value] * width] * height
        else:
            block = value if value and isinstance(value[0], (list, tuple)) else [value]
            if (height, width) == (1, 1):  # a block written where it begins
                height, width = len(block), len(block[0])
        if len(block) != height or any(len(row) != width for row in block):
            raise ValueError(f"The values do not fit the {height} x {width} cells of the range.")
        area = self.area._replace(bottom=self.row + height - 1, right=self.column + width - 1)
        self.sheet.workbook.write(self.sheet.name, area, block)


class Tables:
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[Table]:
        tables = self._sheet.workbook.tables(self._sheet.name)
        return (Table(self._sheet, entry) for entry in list(tables))

    def __contains__(self, name: str) -> bool:
        return any(table.name.lower() == name.lower() for table in self)

    def __getitem__(self, name: str) -> Table:
        for table in self:
            if table.name.lower() == name.lower():
                return table
        raise Missing(f"The sheet {self._sheet.name} has no table {name}.")


class Table:
    """One table."""

    def __init__(self, sheet: Sheet, entry: TableEntry) -> None:
        self._sheet = sheet
        self._entry = entry
        self.name = entry.name

    @property
    def range(self) -> Range:
        """All its cells, the header among them."""
        return Range(self._sheet, self._entry.area)

    def resize(self, cells: Range) -> None:
        """Let the table grow at its last row.

        Raises:
            CellRefused: Any other change of size, a totals row, or a table in the way.
        """
        workbook = self._sheet.workbook
        self._entry = workbook.resize_table(self._sheet.name, self._entry, cells.area)


class Names:
    """The defined names of a workbook, those of single sheets among them."""

    def __init__(self, workbook: ClosedWorkbook) -> None:
        self._workbook = workbook

    def __iter__(self) -> Iterator[Name]:
        return (Name(self._workbook, known) for known in self._workbook.package.defined_names)

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    def __getitem__(self, name: str) -> Name:
        known = self._find(name)
        if known is None:
            raise Missing(f"{self._workbook.path.name} has no name {name}.")
        return Name(self._workbook, known)

    @cached_property
    def _alike(self) -> dict[str, list[DefinedName]]:
        """The names by their word in small letters."""
        alike: dict[str, list[DefinedName]] = defaultdict(list)
        for known in self._workbook.package.defined_names:
            alike[known.name.lower()].append(known)
        return alike

    def _find(self, name: str) -> DefinedName | None:
        """A name, given with or without its sheet; the workbook's own goes before a sheet's."""
        package = self._workbook.package
        sheet, _, word = name.rpartition("!")
        alike = self._alike.get(word.lower(), [])
        if sheet:
            scope = sheet.strip("'").lower()
            alike = [
                k
                for k in alike
                if k.sheet is not None and package.sheets[k.sheet].name.lower() == scope
            ]
        return min(alike, key=lambda known: known.sheet is not None, default=None)


class Name:
    """One name; a sheet's own name carries the sheet before it, as in Excel."""

    def __init__(self, workbook: ClosedWorkbook, entry: DefinedName) -> None:
        self._workbook = workbook
        self.refers_to = f"={entry.refers_to}"
        self.name = entry.name
        if entry.sheet is not None:
            sheet = workbook.package.sheets[entry.sheet].name
            quoted = sheet if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'"
            self.name = f"{quoted}!{entry.name}"
