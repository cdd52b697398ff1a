"""Workbooks as tables: each worksheet read row by row, only the wanted columns kept.

An exception of the library that reads them may carry cells of the file: it is never chained to
ours, which is one sentence.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from practice_xl.importers.frame import Cells, Frame
from practice_xl.importers.grid import TOP_ROWS, Grid, Hash, Picks
from practice_xl.problems import FileRefused

SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
MAX_UNPACKED = 600_000_000  # bytes of a workbook once unpacked
_MOST_COLUMNS = 2000


class SheetGrid:
    """A worksheet of an .xlsx file, read row by row."""

    def __init__(self, name: str, sheet: Any) -> None:
        self.name = name
        self._sheet = sheet

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text."""
        for row in islice(self._rows(), TOP_ROWS):
            yield ["" if cell is None else str(cell) for cell in row[:_MOST_COLUMNS]]

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted, as text."""
        for row in self._rows():
            label = next((str(cell) for cell in row if cell is not None), "")
            if wanted(label):
                yield ["" if cell is None else str(cell) for cell in row]

    def frame(self, picks: Picks, hashed: Hash) -> Frame:
        """The wanted columns; a person's cell becomes a hash before it is put anywhere."""
        positions = sorted({place for group in picks.columns.values() for place in group})
        person = sorted({place for group in picks.people.values() for place in group})
        coders = {place: _Coder() for place in positions}
        hashes: dict[int, list[int]] = {place: [] for place in person}
        filled = 0
        for rows, row in enumerate(islice(self._rows(), picks.header_row + 1, None), 1):
            width = len(row)
            for place, coder in coders.items():
                coder.add(row[place] if place < width else None)
            for place, numbers in hashes.items():
                numbers.append(hashed(row[place]) if place < width else 0)
            if any(cell is not None for cell in row):
                filled = rows
        return Frame(
            self.name,
            picks.header_row + 2,
            filled,
            {
                role: tuple(coders[place].cells(filled) for place in group)
                for role, group in picks.columns.items()
            },
            {
                role: tuple(np.array(hashes[place][:filled], np.int64) for place in group)
                for role, group in picks.people.items()
            },
            picks.headers,
        )

    def _rows(self) -> Iterator[Sequence[Any]]:
        rows = self._sheet.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except Exception:  # whatever a damaged part makes openpyxl raise
                row = None
            if row is None:
                raise _damaged(self.name)
            yield row


class _Coder:
    """Collects one column as codes and its different values."""

    def __init__(self) -> None:
        self._codes: list[int] = []
        self._known: dict[Any, int] = {}

    def add(self, cell: Any) -> None:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            self._codes.append(-1)
        else:
            self._codes.append(self._known.setdefault(cell, len(self._known)))

    def cells(self, rows: int) -> Cells:
        return Cells(np.array(self._codes[:rows], np.int64), list(self._known))


def _damaged(name: str) -> FileRefused:
    return FileRefused(f"{name} is a damaged workbook; export it again, or {SAVE_AS}")


def open_sheets(name: str, data: bytes) -> list[Grid]:
    """The worksheets of a workbook.

    Raises:
        FileRefused: It is damaged, or no workbook.
    """
    problem = _unsafe(data)
    if problem:
        raise FileRefused(f"{name} {problem}")
    import openpyxl

    sheets: list[Any] | None = None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = list(book.worksheets)
    except Exception:  # whatever a damaged part makes openpyxl raise
        sheets = None
    if sheets is None:
        raise _damaged(name)
    grids: list[Grid] = []
    for sheet in sheets:
        sheet.reset_dimensions()  # the extent a file claims is not to be believed
        grids.append(SheetGrid(name, sheet))
    return grids


def _unsafe(data: bytes) -> str:
    """Why a package must not be opened, as the end of a sentence; empty when it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                return "is far too large once unpacked; check which file it is."
            if not any(part.filename.startswith("xl/") for part in parts):
                return f"is a package, but no Excel workbook; {SAVE_AS}"
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as file:
                        if b"<!DOCTYPE" in file.read(1000):
                            return f"holds parts no Excel workbook has; {SAVE_AS}"
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError):
        return f"is a damaged workbook; export it again, or {SAVE_AS}"
    return ""
