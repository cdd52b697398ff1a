"""A closed workbook in the calls that every workbook answers; see :mod:`practice_xl.books`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Self

from practice_xl.problems import FileRefused
from practice_xl.xlsx import archive, replace
from practice_xl.xlsx.address import parse_reference
from practice_xl.xlsx.package import DefinedName, Package
from practice_xl.xlsx.sheet import ByName, Sheet
from practice_xl.xlsx.values import Rows


class ClosedBook:
    """An .xlsx or .xlsm file that no program has open.

    What is written to it stays in memory until ``save``, which replaces the file whole or not at
    all. A date is written as its serial number and shown in the format its cell has: styles are
    never touched. Text is never turned into a formula.

    The cells of ``clock_names`` hold only the time of the last run: where nothing else would
    change, ``save`` writes nothing. Raises FileRefused for what is no readable Excel workbook.
    """

    app = None  # no program has it open

    def __init__(self, path: str | PathLike[str], clock_names: Collection[str] = ()) -> None:
        self.path = Path(path).resolve()
        self._clock_names = {name.lower() for name in clock_names}
        replace.sweep(self.path.parent)
        self._data = archive.read_bytes(self.path)
        worksheets = [entry for entry in self.package.sheets if entry.is_worksheet]
        sheets = [(entry.name, Sheet(self, entry)) for entry in worksheets]
        self.sheets = ByName(f"{self.path.name} has no sheet", sheets)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def package(self) -> Package:
        """The parts of the file, read anew after a save when they are next asked for."""
        return Package(self._data, self.path.name)

    @property
    def fullname(self) -> str:
        """The file with its folder."""
        return str(self.path)

    @cached_property
    def names(self) -> ByName[Name]:
        """The defined names, those of single sheets among them.

        One is found with or without its sheet; the workbook's own goes before a sheet's.
        """
        known = [Name(self, entry) for entry in self.package.defined_names]
        whole = [(name.name, name) for name in known]
        words = [(name.word, name) for name in sorted(known, key=lambda n: n.name == n.word)]
        return ByName(f"{self.path.name} has no name", [*whole, *words])

    def _only_time(self, changes: Mapping[str, Rows]) -> bool:
        """Whether nothing but the time of the last run would change."""
        places = [
            parse_reference(name.refers_to)
            for name in self.package.defined_names
            if name.sheet is None and name.name.lower() in self._clock_names
        ]
        clocks = {(place[0], place[1].top, place[1].left) for place in places if place}
        return all(
            (sheet, row, column) in clocks
            for sheet, rows in changes.items()
            for row, values in rows.items()
            for column in values
        )

    def save(self) -> None:
        """Write the changes: whole or not at all, and nothing where only the time would differ.

        Raises what :func:`.replace.replace` does, and FileRefused where it is signed or damaged.
        """
        from practice_xl.xlsx.changes import patched_workbook

        changes = {sheet.name: rows for sheet in self.sheets if (rows := sheet.changed())}
        grown = {part: area for sheet in self.sheets for part, area in sheet.grown.items()}
        if not grown and self._only_time(changes):
            self.close()
            return
        replace.check_writable(self.path)
        if self.package.is_signed:
            raise FileRefused(
                f"{self.path.name} is digitally signed and a change would break the signature; "
                "work on a copy saved without it."
            )
        cells = {sheet.name: sheet.cells for sheet in self.sheets}
        data = patched_workbook(self.package, cells, changes, grown)
        replace.replace(self.path, data, expected=self._data)
        self._data = data
        self.close()
        for read_from_it in ("package", "names"):
            self.__dict__.pop(read_from_it, None)

    def close(self) -> None:
        """Drop what was not saved."""
        for sheet in self.sheets:
            sheet.forget()


class Name:
    """One name; a sheet's own name carries the sheet before it, as in Excel."""

    def __init__(self, book: ClosedBook, entry: DefinedName) -> None:
        self._entry = entry
        self.word = self.name = entry.name
        if entry.sheet is not None:
            sheet = book.package.sheets[entry.sheet].name
            quoted = sheet if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'"
            self.name = f"{quoted}!{entry.name}"

    @property
    def refers_to(self) -> str:
        """What it means, as a formula."""
        return f"={self._entry.refers_to}"
