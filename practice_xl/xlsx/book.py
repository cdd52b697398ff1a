"""A closed workbook as xlwings sees it: the book, its sheets, its names."""

# ruff: noqa: D102  - the methods are documented by xlwings, whose public API they serve
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from practice_xl.xlsx.address import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    parse_area,
    parse_reference,
)
from practice_xl.xlsx.package import DefinedName
from practice_xl.xlsx.ranges import Missing, Range, Tables, tuple_area
from practice_xl.xlsx.workbook import ClosedWorkbook


class Book(base_classes.Book):
    """One closed workbook."""

    def __init__(self, books: Any, workbook: ClosedWorkbook) -> None:
        self.books = books
        self.workbook = workbook

    @property
    def api(self) -> ClosedWorkbook:
        return self.workbook

    @property
    def app(self) -> Any:
        return self.books.app

    @property
    def name(self) -> str:
        return self.workbook.path.name

    @property
    def fullname(self) -> str:
        return str(self.workbook.path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, self.workbook.package.defined_names)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if password:
            raise NotImplementedError("The file engine writes no passwords.")
        self.workbook.save(Path(path) if path else None)

    def close(self) -> None:
        self.books.forget(self)

    def activate(self) -> None:
        pass


class OpenBooks(base_classes.Books):
    """The books opened and not yet closed."""

    api = None

    def __init__(self, app: Any) -> None:
        self.app = app
        self._open: list[Book] = []

    @property
    def active(self) -> Book:
        if not self._open:
            raise Missing("no workbook is open")
        return self._open[-1]

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, int):
            return self._open[name_or_index - 1]
        for book in self._open:
            if name_or_index in (book.name, book.fullname):
                return book
        raise Missing(name_or_index)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._open))

    def __contains__(self, book: object) -> bool:
        return any(book in (known, known.name, known.fullname) for known in self._open)

    def keep(self, book: Book) -> Book:
        self._open.append(book)
        return book

    def forget(self, book: Book) -> None:
        if book in self._open:
            self._open.remove(book)


class Sheets(base_classes.Sheets):
    """The worksheets in tab order; a chart on a sheet of its own is none."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._names = list(book.workbook.cells)

    @property
    def api(self) -> ClosedWorkbook:
        return self.book.workbook

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self._names[0])

    def _find(self, name: object) -> str | None:
        wanted = str(name).lower()
        return next((known for known in self._names if known.lower() == wanted), None)

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            return Sheet(self.book, self._names[name_or_index - 1])
        name = self._find(name_or_index)
        if name is None:
            raise Missing(f"{self.book.name} has no sheet {name_or_index}.")
        return Sheet(self.book, name)

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, name) for name in self._names)

    def __contains__(self, name: object) -> bool:
        return self._find(getattr(name, "name", name)) is not None


class Sheet(base_classes.Sheet):
    """One worksheet."""

    name = ""
    book: Any = None
    visible = True

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.name = name
        states = {entry.name: entry.state for entry in book.workbook.package.sheets}
        self.visible = states[name] == "visible"

    @property
    def api(self) -> ClosedWorkbook:
        workbook: ClosedWorkbook = self.book.workbook
        return workbook

    @property
    def index(self) -> int:
        return list(self.api.cells).index(self.name) + 1

    @property
    def names(self) -> Names:
        package = self.api.package
        place = next(i for i, entry in enumerate(package.sheets) if entry.name == self.name)
        return Names(self.book, [name for name in package.defined_names if name.sheet == place])

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def cells(self) -> Range:
        return Range(self, Area(1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        return Range(self, self.api.extent(self.name))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first = self._area(arg1)
        return Range(self, first if arg2 is None else first.joined(self._area(arg2)))

    def _area(self, arg: Any) -> Area:
        """The area that xlwings' ways of saying it mean: an address, a name, a tuple, a range."""
        if isinstance(arg, Range):
            return arg.area
        if not isinstance(arg, str):
            return tuple_area(arg)
        area = parse_area(arg)
        if area is None:
            named = self.book.names(arg).refers_to_range
            if named.sheet.name != self.name:
                raise Missing(f"{arg} is not on the sheet {self.name}.")
            area = named.area
        return area

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def activate(self) -> None:
        pass

    def select(self) -> None:
        pass


class Names(base_classes.Names):
    """The names of a workbook, or those of one sheet."""

    def __init__(self, book: Book, names: list[DefinedName]) -> None:
        self.book = book
        self._names = names

    @property
    def api(self) -> ClosedWorkbook:
        return self.book.workbook

    def _find(self, name: str) -> DefinedName | None:
        sheet, _, wanted = name.rpartition("!")
        sheets = self.book.workbook.package.sheets
        found = [known for known in self._names if known.name.lower() == wanted.lower()]
        if sheet:
            scope = sheet.strip("'").lower()
            return next(
                (k for k in found if k.sheet is not None and sheets[k.sheet].name.lower() == scope),
                None,
            )
        return next((k for k in found if k.sheet is None), found[0] if found else None)

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, int):
            return Name(self.book, self._names[name_or_index - 1])
        found = self._find(name_or_index)
        if found is None:
            raise Missing(f"{self.book.name} has no name {name_or_index}.")
        return Name(self.book, found)

    def contains(self, name_or_index: str) -> bool:
        return self._find(name_or_index) is not None

    def __len__(self) -> int:
        return len(self._names)


class Name(base_classes.Name):
    """One name; a sheet's own name carries the sheet before it, as in Excel."""

    name = refers_to = ""

    def __init__(self, book: Book, entry: DefinedName) -> None:
        self.book = book
        self._entry = entry
        self.refers_to = f"={entry.refers_to}"
        self.name = entry.name
        if entry.sheet is not None:
            sheet = book.workbook.package.sheets[entry.sheet].name
            quoted = sheet if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'"
            self.name = f"{quoted}!{entry.name}"

    @property
    def api(self) -> DefinedName:
        return self._entry

    @property
    def refers_to_range(self) -> Range:
        place = parse_reference(self._entry.refers_to)
        if place is None or place[0] not in self.book.sheets:
            raise Missing(f"{self.name} does not mean cells of {self.book.name}.")
        return Range(self.book.sheets(place[0]), place[1])
