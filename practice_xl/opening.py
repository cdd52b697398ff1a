"""Which engine a workbook is worked on with: the Excel that has it open, or the closed file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from practice_xl.problems import EDITING, FileBusy, PracticeError, about_excel
from practice_xl.xlsx.book import ClosedBook

if TYPE_CHECKING:
    import xlwings as xw

    from practice_xl.books import Book

COM_ATTEMPTS = 50
EDITING_WAIT = 60  # seconds that a cell being edited is waited for


@contextmanager
def choose(path: Path, *, clock_names: Collection[str] = ()) -> Iterator[Book]:
    """The workbook, through the Excel that has it open, else as a closed file.

    Args:
        path: The workbook.
        clock_names: As for :func:`practice_xl.xlsx.book.ClosedBook`.

    Yields:
        The book. An open one stays open, unsaved, as the owner left it; ``save`` is for the caller
        and only for a closed one, whose ``app`` is None.
    """
    live = _open_in_excel(path)
    if live is not None:
        yield live
        return
    with ClosedBook(path, clock_names) as book:
        yield book


def _open_in_excel(path: Path) -> Book | None:
    """The book in a running Excel; None where it is not open, or there is no Excel."""
    if sys.platform not in ("win32", "darwin"):
        return None
    import xlwings as xw

    if sys.platform == "win32":
        xw._xlwindows.N_COM_ATTEMPTS = COM_ATTEMPTS  # otherwise xlwings itself waits, forever
    try:
        return wait_for(lambda: find_open(xw.apps, path))
    except xw.XlwingsError:  # no Excel on this computer
        return None


def find_open(apps: Iterable[xw.App], path: Path) -> Book | None:
    """The workbook among those open in Excel: by its name first, then by its place.

    A workbook of another name is never asked where it lies: one from OneDrive or SharePoint may
    not know.

    Raises:
        FileBusy: A workbook of this name is open, and Excel does not say where it lies.
    """
    for app in apps:
        for book in app.books:
            if not _is_same(book.name, path.name):
                continue
            try:
                place = Path(book.fullname).resolve()
            except Exception as failure:
                if about_excel(failure):
                    raise
                raise FileBusy(
                    f"A workbook named {path.name} is open in Excel from OneDrive or SharePoint, "
                    "and Excel does not say where it lies. Press its button, or close it there "
                    "and try again."
                ) from failure
            if _is_same(str(place), str(path.resolve())):
                return cast("Book", book)
    return None


def wait_for(ask: Callable[[], Book | None], seconds: int = EDITING_WAIT) -> Book | None:
    """Ask Excel, and wait in words while a cell is being edited there.

    Raises:
        FileBusy: It was still being edited in the end, or Excel may not be asked.
    """
    for waited in range(seconds):
        try:
            return ask()
        except PracticeError:
            raise
        except Exception as failure:
            said = about_excel(failure)
            if not said.startswith(EDITING):
                if said:
                    raise FileBusy(said) from failure
                raise
            if not waited:
                sys.stderr.write(f"{EDITING}; waiting for it.\n")
            time.sleep(1)
    raise FileBusy(f"{EDITING}, and try again.")


def _is_same(one: str, other: str) -> bool:
    """Names as Windows and the Mac compare them."""
    import unicodedata

    plain = [unicodedata.normalize("NFC", name).casefold() for name in (one, other)]
    return plain[0] == plain[1]
