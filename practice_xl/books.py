"""What the verbs ask of a workbook: a few calls that an open one and a closed one both answer.

``xlwings.Book`` answers them for a workbook that is open in Excel, and
:class:`practice_xl.xlsx.ClosedBook` for a file that no program has open. Nothing else of either may
be used outside the buttons, so that every verb runs on both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from practice_xl.xlsx.address import parse_reference


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


class Tables(Protocol):
    """The tables of a sheet, by name."""

    def __iter__(self) -> Iterator[Table]: ...
    def __contains__(self, key: str, /) -> bool: ...
    def __getitem__(self, key: str, /) -> Table: ...


class Sheet(Protocol):
    """A worksheet."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def tables(self) -> Tables: ...  # noqa: D102
    @property
    def used_range(self) -> Range: ...  # noqa: D102
    def range(self, cell1: tuple[int, int], cell2: tuple[int, int] | None = None) -> Range:
        """The cells between two corners, each a row and a column."""


class Sheets(Protocol):
    """The worksheets in tab order, by name."""

    def __iter__(self) -> Iterator[Sheet]: ...
    def __getitem__(self, key: str, /) -> Sheet: ...


class Name(Protocol):
    """A defined name; ``refers_to`` begins with ``=``."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def refers_to(self) -> str | None: ...  # noqa: D102


class Names(Protocol):
    """The defined names of a workbook."""

    def __iter__(self) -> Iterator[Name]: ...
    def __contains__(self, key: str, /) -> bool: ...
    def __getitem__(self, key: str, /) -> Name: ...


class Book(Protocol):
    """A workbook."""

    @property
    def fullname(self) -> str: ...  # noqa: D102
    @property
    def app(self) -> object: ...  # noqa: D102 - the program that has it open; None: none has
    @property
    def sheets(self) -> Sheets: ...  # noqa: D102
    @property
    def names(self) -> Names: ...  # noqa: D102
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
