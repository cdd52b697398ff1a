"""Xlwings engines of our own: closed files, and a running LibreOffice."""

from __future__ import annotations

from collections.abc import Collection
from os import PathLike
from pathlib import Path

from practice_xl.engines import xlwings_free  # noqa: F401 - before xlwings, see there

# isort: split
import xlwings as xw

from practice_xl.xlsx.engine import FileEngine
from practice_xl.xlsx.replace import open_elsewhere

_FILE = FileEngine()
if _FILE.name not in [engine.name for engine in xw.engines]:
    xw.engines.add(xw.Engine(impl=_FILE))


def open_book(path: str | PathLike[str], *, clock_names: Collection[str] = ()) -> xw.Book:
    """Open a closed workbook, with no spreadsheet program.

    What is written to the book stays in memory until ``book.save()``, which replaces the file whole
    or not at all. A date is written as its serial number and shown in the format its cell has:
    styles are never touched. Text is never turned into a formula.

    Args:
        path: An .xlsx or .xlsm file.
        clock_names: Names of cells that hold only the time of the last run. Where nothing else
            would change, ``save`` writes nothing and the file keeps its bytes and its time.

    Returns:
        The book; close it, or use it in a ``with`` block.

    Raises:
        FileRefused: Missing, damaged, encrypted, too large, or no Excel workbook.
    """
    impl = _FILE.apps[0].books.open(str(Path(path)), clock_names)
    return xw.Book(impl=impl)


__all__ = ["open_book", "open_elsewhere"]
