"""Workbooks as tables: each worksheet read row by row, only the wanted columns kept.

An exception of the library that reads them may carry cells of the file: it is never chained to
ours, which is one sentence.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from practice_xl.importers.columns import Row, TableView
from practice_xl.problems import FileRefused

SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
MAX_UNPACKED = 600_000_000  # bytes of a workbook once unpacked
_DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError)
_UNWORKED = re.compile(
    rb'<c(?![^>]*t="str")[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


class SheetView(TableView):
    """A worksheet of an .xlsx file, read row by row."""

    def __init__(self, name: str, sheet: Any, data: bytes) -> None:
        super().__init__(name)
        self._sheet = sheet
        self._data = data

    def unworked(self) -> bool:
        """Whether the workbook holds formulas whose results were never saved."""
        return _has_unworked(self._data)

    def rows(self) -> Iterator[Row]:
        """All rows.

        Raises:
            FileRefused: The sheet is damaged.
        """
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


def _damaged(name: str) -> FileRefused:
    return FileRefused(f"{name} is a damaged workbook; export it again, or {SAVE_AS}")


def open_sheets(name: str, data: bytes) -> list[TableView]:
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
    views: list[TableView] = []
    for sheet in sheets:
        sheet.reset_dimensions()  # the extent a file claims is not to be believed
        views.append(SheetView(name, sheet, data))
    return views


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
    except _DAMAGE:
        return f"is a damaged workbook; export it again, or {SAVE_AS}"
    return ""


def _has_unworked(data: bytes) -> bool:
    """Whether a worksheet holds a formula without its result, as programs write it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(
                b"<f" in (part := package.read(name)) and _UNWORKED.search(part)
                for name in package.namelist()
                if name.startswith("xl/worksheets/") and name.endswith(".xml")
            )
    except _DAMAGE:
        return False
