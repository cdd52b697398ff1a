"""What the verbs ask of a workbook: a few calls that an open one and a closed one both answer.

``xlwings.Book`` answers them for a workbook that is open in Excel, and
:class:`practice_xl.xlsx.ClosedBook` for a file that no program has open. Nothing else of either may
be used outside the buttons, so that every verb runs on both; ``choose`` finds which one it is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from practice_xl.problems import EDITING, FileBusy, PracticeError, about_excel
from practice_xl.xlsx.address import Area, parse_reference

if TYPE_CHECKING:
    import xlwings as xw

Item_co = TypeVar("Item_co", covariant=True)

COM_ATTEMPTS = 50
EDITING_WAIT = 60  # seconds that a cell being edited is waited for


class Range(Protocol):
    """A rectangle of cells; rows and columns count from 1."""

    value: Any  # to read a block, ask for it by options(ndim=2, err_to_str=True).value

    @property
    def row(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102
    @property
    def shape(self) -> tuple[int, int]: ...  # noqa: D102
    @property
    def sheet(self) -> Sheet: ...  # noqa: D102
    @property
    def number_format(self) -> object: ...  # noqa: D102 - of one cell, as Excel writes it
    @property
    def last_cell(self) -> Range: ...  # noqa: D102
    def options(self, *, ndim: int, err_to_str: bool) -> Range:
        """The same cells, read as rows of equal length, an error as its word."""


class Table(Protocol):
    """A table of a sheet."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def range(self) -> Range: ...  # noqa: D102
    def resize(self, cells: Any, /) -> None:
        """Let the table cover other cells."""


class ByName(Protocol[Item_co]):
    """Sheets in tab order, tables or names: found by their names."""

    def __iter__(self) -> Iterator[Item_co]: ...
    def __contains__(self, key: str, /) -> bool: ...
    def __getitem__(self, key: str, /) -> Item_co: ...


class Sheet(Protocol):
    """A worksheet."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def tables(self) -> ByName[Table]: ...  # noqa: D102
    @property
    def used_range(self) -> Range: ...  # noqa: D102
    def range(self, cell1: tuple[int, int], cell2: tuple[int, int] | None = None) -> Range:
        """The cells between two corners, each a row and a column."""


class Name(Protocol):
    """A defined name; ``refers_to`` begins with ``=``."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def refers_to(self) -> str | None: ...  # noqa: D102


class Book(Protocol):
    """A workbook."""

    @property
    def fullname(self) -> str: ...  # noqa: D102
    @property
    def app(self) -> object: ...  # noqa: D102 - the program that has it open; None: none has
    @property
    def sheets(self) -> ByName[Sheet]: ...  # noqa: D102
    @property
    def names(self) -> ByName[Name]: ...  # noqa: D102
    def save(self) -> None:
        """Write the workbook to its file."""

    def close(self) -> None:
        """Drop what was not saved."""


def named_cells(book: Book, name: str) -> Range | None:
    """The cells that a defined name means; None where it is not there, or means no cells (now)."""
    if name not in book.names:
        return None
    place = parse_reference(book.names[name].refers_to or "")
    if place is None or place[0] not in {sheet.name for sheet in book.sheets}:
        return None
    sheet, (top, left, bottom, right) = place
    return book.sheets[sheet].range((top, left), (bottom, right))


def area_of(cells: Range) -> tuple[str, Area]:
    """The sheet of some cells, and the rectangle they are."""
    (rows, columns), top, left = cells.shape, cells.row, cells.column
    return cells.sheet.name, Area(top, left, top + rows - 1, left + columns - 1)


@contextmanager
def choose(path: Path, *, clock_names: Collection[str] = ()) -> Iterator[Book]:
    """The workbook, through the Excel that has it open, else as a ClosedBook.

    An open one stays open, unsaved, as the owner left it; ``save`` is for the caller and only for a
    closed one, whose ``app`` is None.
    """
    live = _open_in_excel(path)
    if live is not None:
        yield live
        return
    from practice_xl.xlsx.book import ClosedBook

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

    Raises FileBusy where one of this name, from OneDrive or SharePoint, does not know its place.
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
    """Ask Excel, and wait in words while a cell is edited there; FileBusy: too long, or refused."""
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
