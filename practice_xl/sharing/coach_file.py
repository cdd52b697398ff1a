"""The coach's file that came back: is it a copy of ours, and which notes and weeks stand in it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.sharing.cells import read_sheet
from practice_xl.sharing.notes import SENT_HEADER, TYPED_KEYS, Note, read_note_cell
from practice_xl.sharing.numbers import FORMAT, FORMAT_PREFIX
from practice_xl.sharing.own_copy import weeks_of_copy
from practice_xl.sharing.password import unlock
from practice_xl.sharing.tabs import WEEKLY_TOTALS
from practice_xl.sheets.grid import Grid, read_grid

if TYPE_CHECKING:
    from practice_xl.books import Book

_LONGEST = 2000  # characters of a note
_MOST_NOTES = 1000
_MOST_ROWS, _MOST_COLUMNS = 2000, 50  # looked at in a locked copy


@dataclass(frozen=True)
class CoachFile:
    """What merge reads of a coach copy.

    Attributes:
        notes: The rows of its sheet Coach that hold anything.
        weeks: Sessions kept by first day of the week; empty where they were deleted.
    """

    notes: list[Note]
    weeks: dict[date, float]


def read_coach_file(path: Path, password: str | None = None) -> CoachFile:
    """The notes and weeks of a coach copy that came back.

    Args:
        path: The file.
        password: Opens it where it is locked; what is in it is never written to the disk.

    Raises:
        FileRefused: It is no coach copy of this format, or the password is another one.
        NotAvailable: A password is given, and the part that opens locked files is not installed.
    """
    start, grid, totals = _grids(path) if password is None else _locked_grids(path, password)
    _check_format(path, start)
    found = _find_headers(grid)
    if found is None:
        raise FileRefused(
            f"{path.name}: the headers of the sheet Coach are gone, so its notes cannot be told "
            "apart. Ask for a file in which they stand as they were sent."
        )
    header, places = found
    notes = []
    for row in range(header + 1, min(len(grid.cells), header + _MOST_NOTES) + 1):
        cells = {key: _clean(read_note_cell(key, grid.at(row, at))) for key, at in places.items()}
        sent = str(cells.pop(SENT_HEADER, None) or "")
        name = str(cells.pop("id", None) or f"added in row {row}")
        note = Note(name, cells, row, sent)
        if not note.is_blank or sent not in ("", Note("").mark):
            notes.append(note)
    return CoachFile(notes, weeks_of_copy(totals))


def _grids(path: Path) -> tuple[Grid, Grid, Grid]:
    """The sheets Start, Coach and Weekly totals; the last is empty where it was deleted."""
    with opened(path) as (book, _):
        there = {sheet.name for sheet in book.sheets}
        if not {"Start", COACH_NOTES.sheet} <= there:
            raise _not_a_copy(path)
        start, notes = (read_grid(book.sheets[name]) for name in ("Start", COACH_NOTES.sheet))
        totals = WEEKLY_TOTALS.name
        return start, notes, read_grid(book.sheets[totals]) if totals in there else Grid(totals, [])


def _locked_grids(path: Path, password: str) -> tuple[Grid, Grid, Grid]:
    """The same of a locked file, opened in memory."""
    try:
        content = unlock(path.read_bytes(), password)
    except OSError as error:
        raise FileRefused(
            f"{path.name} could not be read; check the name and the folder."
        ) from error
    try:
        start, notes = _grid(content, "Start"), _grid(content, COACH_NOTES.sheet)
    except ValueError as error:
        raise _not_a_copy(path) from error
    try:
        return start, notes, _grid(content, WEEKLY_TOTALS.name)
    except ValueError:
        return start, notes, Grid(WEEKLY_TOTALS.name, [])


def _grid(content: bytes, sheet: str) -> Grid:
    cells = read_sheet(content, sheet)
    rows = min(_MOST_ROWS, max((row for row, _ in cells), default=0))
    columns = min(_MOST_COLUMNS, max((column for _, column in cells), default=0))
    return Grid(
        sheet, [[cells.get((r, c)) for c in range(1, columns + 1)] for r in range(1, rows + 1)]
    )


def _not_a_copy(path: Path) -> FileRefused:
    return FileRefused(
        f"{path.name} is not a coach copy. Ask for the file that the coach was sent, with the "
        "notes typed in its sheet Coach."
    )


def _check_format(path: Path, grid: Grid) -> None:
    said = [cell for row in grid.cells for cell in row if isinstance(cell, str)]
    line = next((text for text in said if text.startswith(FORMAT_PREFIX)), None)
    if line is None:
        raise FileRefused(
            f"{path.name} is not a coach copy: its sheet Start does not say “{FORMAT_PREFIX}…”."
        )
    mark = line.removeprefix(FORMAT_PREFIX).split()[0].rstrip(".;,")
    if mark != str(FORMAT):
        raise FileRefused(
            f"{path.name} is a coach copy of format {mark}; this program reads format {FORMAT}. "
            "Install the version it was made with, or share a new copy."
        )


def _find_headers(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Row of the headers and column of each key; the table itself may be lost on the way."""
    wanted = {column.header.casefold(): column.key for column in COACH_NOTES.columns}
    wanted[SENT_HEADER.casefold()] = SENT_HEADER
    for row, cells in enumerate(grid.cells, start=1):
        places = {
            wanted[text]: column
            for column, cell in enumerate(cells, start=1)
            if (text := " ".join(str(cell or "").split()).casefold()) in wanted
        }
        if {"id", *TYPED_KEYS} <= set(places):
            return row, places
    return None


def _clean(value: Any) -> Any:
    """Text without control characters, not endless, and never a formula."""
    if not isinstance(value, str):
        return value
    text = "".join(c for c in value if c.isprintable() or c in "\n\t")[:_LONGEST].strip()
    return f" {text}" if text[:1] in ("=", "+", "-", "@") else text or None


@contextmanager
def opened(workbook: Book | Path | str) -> Iterator[tuple[Book, bool]]:
    """An open book as it is; a path through the file engine, closed again whatever happens."""
    if not isinstance(workbook, (str, Path)):
        yield workbook, False
        return
    from practice_xl.xlsx import open_book

    book = open_book(workbook)
    try:
        yield book, True
    finally:
        book.close()
