"""An open document: whole blocks of it, its tables, its names.

Every call crosses to another process: 0.1 ms, or 1-3 ms where it makes a new object. So a block is
read with three or four calls whatever its size and written with one, and no cell is visited alone
but for errors when reading and truth values when writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from practice_xl.problems import FileRefused
from practice_xl.xlsx.address import Area, cell_name
from practice_xl.xlsx.package import TableEntry
from practice_xl.xlsx.values import CellError, CellRefused, as_date, as_stored

from .bridge import load_uno

# Kinds of content, as LibreOffice numbers them.
NUMBERS, DATES, TEXT, FORMULAS = 1, 2, 4, 16
CONTENT = NUMBERS | DATES | TEXT | FORMULAS  # not the notes
DATE_OR_TIME = 2 | 4  # kinds of number format
NO_MACROS = 0

# What LibreOffice calls the errors of a cell, and what Excel shows.
_ERRORS = {
    32767: "#N/A",
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}
_TRUTH = {"=TRUE()": True, "=FALSE()": False}
_REFERENCE = re.compile(r"\$?('(?:[^']|'')+'|[^'.\s]+)\.(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


class SheetEntry(NamedTuple):
    """A sheet and whether it is shown, in the file engine's words."""

    name: str
    state: str


class NameEntry:
    """A name; what it means is asked for when it is needed, and once.

    Attributes:
        name: The name.
        sheet: None for the whole workbook, else the position of its sheet.
    """

    def __init__(self, owner: OfficeDocument, names: Any, name: str, sheet: int | None) -> None:
        self.name = name
        self.sheet = sheet
        self._owner = owner
        self._names = names

    @cached_property
    def refers_to(self) -> str:
        """What it means, as Excel would write it."""
        return excel_reference(self._names.getByName(self.name).Content)


class Contents:
    """What a document lists, asked for once: sheets and names."""

    def __init__(self, owner: OfficeDocument) -> None:
        self._owner = owner

    @cached_property
    def sheets(self) -> list[SheetEntry]:
        """All sheets in the order of the tabs."""
        shown = {name: self._owner.sheet(name).IsVisible for name in self._owner.cells}
        return [SheetEntry(n, "visible" if seen else "hidden") for n, seen in shown.items()]

    @cached_property
    def defined_names(self) -> list[NameEntry]:
        """The names of the workbook, then those of each sheet."""
        found = []
        document = self._owner.document
        lists = [document.NamedRanges]
        lists += [self._owner.sheet(name).NamedRanges for name in self._owner.cells]
        for place, names in enumerate(lists, -1):
            sheet = None if place < 0 else place
            found += [NameEntry(self._owner, names, n, sheet) for n in names.ElementNames]
        return found


@dataclass(frozen=True)
class CellFormats:
    """The number formats of a sheet, as the document writes them."""

    known: Any
    sheet: Any

    def number_format(self, row: int, column: int) -> str:
        """Format of one cell; row and column count from 1."""
        key = self.sheet.getCellByPosition(column - 1, row - 1).NumberFormat
        return str(self.known.getByKey(key).FormatString)


class OfficeDocument:
    """A document open in LibreOffice, in the shape the file engine's book works on.

    Args:
        document: The document itself.
        path: Its file.
    """

    def __init__(self, document: Any, path: Path) -> None:
        self.document = document
        self.path = path
        start = document.NullDate
        self._from_1904 = (start.Year, start.Month, start.Day) == (1904, 1, 1)
        self._formats: dict[int, bool] = {}
        self._sheets: dict[str, Any] = {}
        self.package = Contents(self)
        self.cells = dict.fromkeys(document.Sheets.ElementNames)

    @classmethod
    def load(cls, desktop: Any, path: Path) -> Self:
        """Open a file with its macros off.

        Formulas are worked out anew: LibreOffice would show what was last stored for them.

        Raises:
            FileRefused: Missing, or nothing LibreOffice can open as a workbook.
        """
        path = path.resolve()
        if not path.is_file():
            raise FileRefused(f"{path.name} is not there; check the name and the folder.")
        uno = load_uno()
        url = uno.systemPathToFileUrl(str(path))
        wishes = {"Hidden": True, "MacroExecutionMode": NO_MACROS}
        refused = (
            uno.getClass("com.sun.star.io.IOException"),
            uno.getClass("com.sun.star.lang.IllegalArgumentException"),
        )
        try:
            found = desktop.loadComponentFromURL(url, "_blank", 0, _properties(wishes))
        except refused:
            found = None
        if found is None or not hasattr(found, "Sheets"):
            if found is not None:
                found.close(True)
            raise FileRefused(f"LibreOffice cannot open {path.name} as a workbook.")
        found.calculateAll()
        return cls(found, path)

    def close(self) -> None:
        """Close it without saving."""
        self.document.close(True)

    def save(self, _path: None = None) -> None:
        """Save it in place."""
        self.document.store()

    def extent(self, sheet: str) -> Area:
        """The area around all cells that hold something; A1 when none does."""
        places = self.sheet(sheet).queryContentCells(CONTENT).RangeAddresses
        found = _area(places[0]) if places else Area(1, 1, 1, 1)
        for place in places:
            found = found.joined(_area(place))
        return found

    def read(self, sheet: str, area: Area) -> list[list[Any]]:
        """Values of a block: None, bool, float, str, datetime or ``CellError``.

        A truth value is known by its formula, ``=TRUE()``; one that a longer formula works out
        comes back as 1 or 0.
        """
        cells = self._range(sheet, area)
        block = [list(row) for row in cells.getDataArray()]
        formulas: tuple[tuple[str, ...], ...] = ()
        numbers = False
        for row, line in enumerate(block):
            for column, value in enumerate(line):
                if value == "" and type(value) is str:
                    line[column] = None
                elif value is None:
                    code = cells.getCellByPosition(column, row).getError()
                    line[column] = CellError(_ERRORS.get(code, "#VALUE!"))
                elif type(value) is float:
                    numbers = True
                    if value in (0, 1):
                        formulas = formulas or cells.getFormulaArray()
                        line[column] = _TRUTH.get(formulas[row][column], value)
                elif "\x01" in value:  # stands for a tab in a text of several lines
                    formulas = formulas or cells.getFormulaArray()
                    line[column] = formulas[row][column].removeprefix("'")
        if numbers:
            self._put_dates(cells, area, block)
        return block

    def _put_dates(self, cells: Any, area: Area, block: list[list[Any]]) -> None:
        """Turn numbers into moments where the cells show them so."""
        typed = cells.queryContentCells(DATES).RangeAddresses
        places = [place for address in typed for place in _places(address, area)]
        formulas = cells.queryFormulaCells(NUMBERS).RangeAddresses
        worked_out = {place for address in formulas for place in _places(address, area)}
        if any(type(block[row][column]) is float for row, column in worked_out):
            # Only typed dates can be asked for; of formulas every format has to be looked at.
            groups = cells.getUniqueCellFormatRanges()
            for group in map(groups.getByIndex, range(groups.Count)):
                if self._shows_date(group.NumberFormat):
                    shown = (p for address in group.RangeAddresses for p in _places(address, area))
                    places += [place for place in shown if place in worked_out]
        for row, column in places:
            value = block[row][column]
            if type(value) is float:
                block[row][column] = as_date(value, counts_from_1904=self._from_1904)

    def _shows_date(self, key: int) -> bool:
        if key not in self._formats:
            kind = self.document.NumberFormats.getByKey(key).Type
            self._formats[key] = bool(kind & DATE_OR_TIME)
        return self._formats[key]

    def formats(self, sheet: str) -> CellFormats:
        """The number formats of a sheet's cells."""
        return CellFormats(self.document.NumberFormats, self.sheet(sheet))

    def write(self, sheet: str, area: Area, block: Sequence[Sequence[Any]]) -> None:
        """New values for a block, after checking that all of them can be written.

        Raises:
            CellRefused: A value no cell can hold.
        """
        truths: list[tuple[int, int, bool]] = []
        rows = []
        for row, line in enumerate(block):
            values: list[float | str] = []
            for column, value in enumerate(line):
                cell = f"{sheet}!{cell_name(area.top + row, area.left + column)}"
                stored = as_stored(value, cell, counts_from_1904=self._from_1904)
                if isinstance(stored, bool):
                    truths.append((row, column, stored))
                values.append("" if stored is None else _plain(stored))
            rows.append(tuple(values))
        cells = self._range(sheet, area)
        if all(value == "" for values in rows for value in values):
            cells.clearContents(CONTENT)
            return
        cells.setDataArray(tuple(rows))
        for row, column, truth in truths:
            cells.getCellByPosition(column, row).setFormula("=TRUE()" if truth else "=FALSE()")

    def tables(self, sheet: str) -> list[TableEntry]:
        """The tables of a sheet, which LibreOffice keeps as database ranges."""
        number = list(self.cells).index(sheet)
        return [table for place, table in self._tables if place == number]

    @cached_property
    def _tables(self) -> list[tuple[int, TableEntry]]:
        """Every table with the position of its sheet, asked for once."""
        found = []
        document = self.document
        ranges = document.DatabaseRanges
        for name in ranges.ElementNames:
            entry = ranges.getByName(name)
            place = entry.DataArea
            header, totals = int(entry.ContainsHeader), int(entry.TotalsRow)
            table = TableEntry(name, name, _area(place), header, totals)
            found.append((place.Sheet, table))
        return sorted(found, key=lambda pair: (pair[0], pair[1].area))

    def resize_table(self, sheet: str, table: TableEntry, area: Area) -> TableEntry:
        """Let a table grow at its last row.

        Raises:
            CellRefused: Any other change of size, or a table in the way.
        """
        old = table.area
        if area[:2] != old[:2] or area.right != old.right or area.bottom < old.bottom:
            raise CellRefused(f"The table {table.name} can only grow at its last row.")
        others = [other for other in self.tables(sheet) if other.name != table.name]
        if any(other.area.touches(area) for other in others):
            raise CellRefused(f"Below the table {table.name} is another table; move it elsewhere.")
        entry = self.document.DatabaseRanges.getByName(table.name)
        place = entry.DataArea
        place.EndRow = area.bottom - 1
        entry.DataArea = place
        del self._tables
        return TableEntry(table.name, table.part, area, table.header_rows, table.totals_rows)

    def sheet(self, name: str) -> Any:
        """A sheet of the document; asking for it again costs nothing."""
        if name not in self._sheets:
            self._sheets[name] = self.document.Sheets.getByName(name)
        return self._sheets[name]

    def _range(self, sheet: str, area: Area) -> Any:
        top, left, bottom, right = (number - 1 for number in area)
        return self.sheet(sheet).getCellRangeByPosition(left, top, right, bottom)


def excel_reference(content: str) -> str:
    """What a name means, as Excel would write it.

    >>> excel_reference("$Weekly.$B$2:$B$5"), excel_reference("SUM($'My sheet'.$B$2)*1.5")
    ('Weekly!$B$2:$B$5', "SUM('My sheet'!$B$2)*1.5")
    """
    return _REFERENCE.sub(r"\1!\2", content)


def _plain(value: float | str) -> float | str:
    return str(value) if isinstance(value, str) else float(value)


def _area(place: Any) -> Area:
    return Area(place.StartRow + 1, place.StartColumn + 1, place.EndRow + 1, place.EndColumn + 1)


def _places(address: Any, area: Area) -> Iterator[tuple[int, int]]:
    """Rows and columns of an address, counted within a block."""
    for row in range(address.StartRow + 1 - area.top, address.EndRow + 2 - area.top):
        for column in range(address.StartColumn + 1 - area.left, address.EndColumn + 2 - area.left):
            yield row, column


def _properties(values: dict[str, Any]) -> tuple[Any, ...]:
    uno = load_uno()
    made = []
    for name, value in values.items():
        entry = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        entry.Name, entry.Value = name, value
        made.append(entry)
    return tuple(made)
