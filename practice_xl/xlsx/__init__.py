"""An xlwings engine over a closed .xlsx or .xlsm, with no spreadsheet program.

It reads with its own small parser and writes by patching the package: only the cells that change
change, every other part of the file keeps its bytes, and the file is replaced whole or not at all.
A patched file is not a redacted one: text that was overwritten may still lie in its shared strings.
"""

from __future__ import annotations

from collections.abc import Collection
from os import PathLike
from typing import Any


def open_book(path: str | PathLike[str], *, clock_names: Collection[str] = ()) -> Any:
    """Open a closed workbook; see :func:`practice_xl.engines.open_book`."""
    from practice_xl.engines import open_book

    return open_book(path, clock_names=clock_names)
