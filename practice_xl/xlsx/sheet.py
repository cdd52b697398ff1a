"""One sheet of a closed workbook: its ranges and tables, and what is to be written over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from practice_xl.xlsx import values
from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, cell_name, parse_area
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.package import SheetEntry, TableEntry
from practice_xl.xlsx.values import CellError, CellRefused, Rows, Serial, Stored

if TYPE_CHECKING:
    from practice_xl.xlsx.book import ClosedBook

MAX_BLOCK = 20_000_000  # cells read at once
_HELD = {"array": "is filled by one formula", "dataTable": "is a data table"}
Block = list[list[object]]  # rows of cells, as they read
Corner = str | tuple[int, int]  # an address, or a row and a column


class Missing(KeyError):
    """A sheet, table or name that the workbook does not have."""

    __str__ = Exception.__str__


T = TypeVar("T")


class ByName(Generic[T]):
    """Sheets, tables or names in the order of the workbook, found whatever the case of a letter.

    Of two ``items`` of one name the last is found; ``missing`` is said, with the name, of none.
    """

    def __init__(self, missing: str, items: Iterable[tuple[str, T]]) -> None:
        self._missing = missing
        self._items = {_plain(name): item for name, item in items}

    def __iter__(self) -> Iterator[T]:
        return iter(dict.fromkeys(self._items.values()))

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._items

    def __getitem__(self, name: str) -> T:
        if name not in self:
            raise Missing(f"{self._missing} {name}.")
        return self._items[_plain(name)]


def _plain(name: str) -> str:
    return name.replace("'", "").lower()


class Sheet:
    """One worksheet: its cells as the file has them, and what is to be written over them."""

    def __init__(self, book: ClosedBook, entry: SheetEntry) -> None:
        self._book = book
        self._part = entry.part
        self.name = entry.name
        self.grown: dict[str, Area] = {}  # new areas of tables, by their part
        self._written: dict[int, dict[int, Stored]] = {}
        self._block: tuple[Area, Block] | None = None

    def forget(self) -> None:
        """Drop what was written, and what was read of the file."""
        self.grown, self._written, self._block = {}, {}, None
        for read_from_it in ("cells", "entries"):
            self.__dict__.pop(read_from_it, None)

    @cached_property
    def cells(self) -> SheetCells:
        """The cells in the file."""
        return SheetCells(self._book.package, self._part, self.name)

    @cached_property
    def entries(self) -> list[TableEntry]:
        """Its tables, as large as they were last made."""
        return self._book.package.tables(self._part)

    @property
    def tables(self) -> ByName[Table]:
        """The tables of this sheet."""
        tables = [(entry.name, Table(self, entry)) for entry in self.entries]
        return ByName(f"The sheet {self.name} has no table", tables)

    @property
    def used_range(self) -> Range:
        """The cells around all that hold something; A1 when none does."""
        areas = [area for area in (values.area_around(self._written), self.cells.extent) if area]
        return Range(self, reduce(Area.joined, areas) if areas else Area(1, 1, 1, 1))

    def range(self, cell1: Corner, cell2: Corner | None = None) -> Range:
        """The cells between two corners, each a row and a column or an address."""
        first = _area(cell1)
        return Range(self, first if cell2 is None else first.joined(_area(cell2)))

    __getitem__ = range

    def read(self, area: Area) -> Block:
        """Values of a block: None, bool, float, str, datetime or ``CellError``.

        Raises FileRefused where a cell is damaged, ValueError where it is absurdly large.
        """
        width = area.right - area.left + 1
        if width * (area.bottom - area.top + 1) > MAX_BLOCK:
            raise ValueError(f"{self.name}!{area.address} is too large to be read at once.")
        if self._block is None or self._block[0] != area:
            early = self._book.package.counts_from_1904
            block: Block = []
            for number in range(area.top, area.bottom + 1):
                line: list[object] = [None] * width
                for column, value in self._row(number).items():
                    if area.left <= column <= area.right:
                        shown = values.as_date(value, early) if isinstance(value, Serial) else value
                        line[column - area.left] = shown
                block.append(line)
            self._block = area, block
        return [line[:] for line in self._block[1]]

    def _row(self, number: int) -> Mapping[int, Stored]:
        """One row as it would be read from the file, had it been saved."""
        old, new = self.cells.row_values(number), self._written.get(number)
        if new is None:
            return old
        row: dict[int, Stored] = {**old, **new}
        for column, value in new.items():
            if type(value) is float and self.cells.shows_date(number, column):
                row[column] = Serial(value)
        return row

    def write(self, area: Area, block: Sequence[Sequence[object]]) -> None:
        """Keep new values for a block, after checking that all of them can be written.

        Raises CellRefused for a value no cell can hold, or a cell that must not be written.
        """
        self._check_cells(area)
        early = self._book.package.counts_from_1904
        new: dict[int, dict[int, Stored]] = {}
        for row, line in enumerate(block, area.top):
            stored: dict[int, Stored] = {}
            new[row] = stored
            for column, value in enumerate(line, area.left):
                if value is None or (type(value) is float and value - value == 0):
                    stored[column] = value  # the usual ones, without a call
                else:
                    cell = f"{self.name}!{cell_name(row, column)}"
                    stored[column] = values.as_stored(value, cell, counts_from_1904=early)
        self._check_headers(new)
        self._block = None
        for row, stored in new.items():
            self._written.setdefault(row, {}).update(stored)

    def _check_cells(self, area: Area) -> None:
        single = area.top == area.bottom and area.left == area.right
        for merged in self.cells.merged:
            at_its_corner = single and (area.top, area.left) == (merged.top, merged.left)
            if merged.touches(area) and not at_its_corner:
                raise self._refused(merged, "is merged; unmerge it")
        for kind, held in self.cells.formula_areas:
            if held.touches(area):
                what = _HELD.get(kind, "holds a formula that other cells share")
                raise self._refused(held, f"{what}; move it elsewhere")

    def _check_headers(self, new: Rows) -> None:
        """A table's header must stay what the table's own part says, or Excel repairs the file."""
        for table in self.entries:
            top, left, _, right = table.area
            for column, value in new.get(top, {}).items() if table.header_rows else ():
                now = self.cells.row_values(top).get(column)
                if left <= column <= right and not values.same(now, value):
                    what = f"is a heading of the table {table.name}; leave it"
                    raise self._refused(Area(top, column, top, column), what)

    def _refused(self, area: Area, what: str) -> CellRefused:
        return CellRefused(f"{self.name}!{area.address} {what} and try again.")

    def changed(self) -> dict[int, dict[int, Stored]]:
        """What was written and really differs from the file."""
        rows: dict[int, dict[int, Stored]] = {}
        for row, new in self._written.items():
            old = self.cells.row_values(row)
            different = {
                column: value
                for column, value in new.items()
                if (row, column) in self.cells.formulas
                or ((was := old.get(column)) is not value and not values.same(was, value))
            }
            if different:
                rows[row] = different
        return rows

    def resize_table(self, table: TableEntry, area: Area) -> TableEntry:
        """Let a table grow at its last row; CellRefused: another change, or no room below."""
        old = table.area
        if area[:2] != old[:2] or area.right != old.right or area.bottom < old.bottom:
            raise CellRefused(f"The table {table.name} can only grow at its last row.")
        if table.totals_rows and area != old:
            raise CellRefused(
                f"The table {table.name} has a totals row; turn it off in Excel and try again."
            )
        if any(other.area.touches(area) for other in self.entries if other.part != table.part):
            raise CellRefused(f"Below the table {table.name} is another table; move it elsewhere.")
        grown = table._replace(area=area)
        self.entries = [grown if other.part == table.part else other for other in self.entries]
        if area != old:
            self.grown[table.part] = area
        return grown


def _area(place: Corner) -> Area:
    area = parse_area(place) if isinstance(place, str) else Area(*place, *place)
    if area is None or not (0 < area.top <= LAST_ROW and 0 < area.left <= LAST_COLUMN):
        raise IndexError(f"No such cells on a sheet: {place}.")
    return area


class Range:
    """A rectangle of cells."""

    def __init__(self, sheet: Sheet, area: Area, *, as_rows: bool = False, words: bool = False):
        self.sheet = sheet
        self.area = area
        self.row, self.column = area.top, area.left  # the first ones, counted from 1
        self.shape = area.bottom - area.top + 1, area.right - area.left + 1
        self._as_rows = as_rows
        self._words = words

    @property
    def last_cell(self) -> Range:
        """The cell in the last row and column."""
        area = self.area
        return Range(self.sheet, Area(area.bottom, area.right, area.bottom, area.right))

    @property
    def number_format(self) -> str:
        """The number format of the first cell."""
        return self.sheet.cells.number_format(self.row, self.column)

    def options(self, *, ndim: int = 0, err_to_str: bool = False) -> Range:
        """The same cells, read as rows if ``ndim`` is 2, and errors as their words if asked."""
        return Range(self.sheet, self.area, as_rows=ndim == 2, words=err_to_str)

    @property
    def value(self) -> Any:
        """What the cells hold: one value, a list along one row or column, or a list of rows."""
        block = self.sheet.read(self.area)
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
        self.sheet.write(area, block)


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
        """Let the table grow at its last row; CellRefused: another change, or no room below."""
        self._entry = self._sheet.resize_table(self._entry, cells.area)
