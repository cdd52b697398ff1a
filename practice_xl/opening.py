"""Which engine a workbook is worked on with: the Excel that has it open, or the closed file."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from practice_xl.xlsx.book import ClosedBook
from practice_xl.xlsx.replace import open_elsewhere

if TYPE_CHECKING:
    from practice_xl.books import Book


@contextmanager
def choose(path: Path, *, clock_names: Collection[str] = ()) -> Iterator[Book]:
    """The workbook, through the Excel that has it open, else as a closed file.

    Args:
        path: The workbook.
        clock_names: As for :func:`practice_xl.xlsx.book.ClosedBook`.

    Yields:
        The book. An open one stays open, unsaved, as the owner left it; ``save`` is for the caller
        and only for a closed one (see :func:`is_closed_file`).
    """
    live = _open_in_excel(path)
    if live is not None:
        yield live
        return
    with ClosedBook(path, clock_names) as book:
        yield book


def is_closed_file(book: Book) -> bool:
    """Whether the book is a closed file, which what is written must be saved to."""
    return book.app is None


def _open_in_excel(path: Path) -> Book | None:
    """The book in a running Excel; None where it is not open, or there is no Excel."""
    if sys.platform not in ("win32", "darwin") or open_elsewhere(path) is None:
        return None
    import xlwings as xw

    wanted = path.resolve()
    for app in xw.apps:
        for book in app.books:
            if Path(book.fullname).resolve() == wanted:
                return book
    return None
