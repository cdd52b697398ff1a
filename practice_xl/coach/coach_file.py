"""The coach's file that came back: is it a copy of ours, and which notes and weeks stand in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from practice_xl.coach.cells import read_sheet
from practice_xl.coach.notes import SENT_HEADER, TYPED_KEYS, Note, read_note_cell
from practice_xl.coach.numbers import FORMAT, FORMAT_PREFIX
from practice_xl.coach.password import unlock
from practice_xl.coach.tabs import WEEKLY_TOTALS
from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.cell_values import NotReadableError, as_date, as_number
from practice_xl.problems import FileRefused, NeedsAttention
from practice_xl.schema.inputs import COACH_NOTES, WEEKLY
from practice_xl.schema.parts import cell_name
from practice_xl.sheets.grid import Grid, read_grid
from practice_xl.sheets.read import read_inputs

if TYPE_CHECKING:
    from practice_xl.books import Book

_LONGEST = 32_000  # characters of a note; a cell holds 32,767
_SAME = 0.01  # sessions; programs write whole numbers as 18 or 18.0
_MOST_NOTES = 1000
_MOST_ROWS, _MOST_COLUMNS = 2000, 50  # looked at in a locked copy


@dataclass(frozen=True)
class CoachFile:
    """What merge reads of a coach copy.

    Attributes:
        notes: The rows of its sheet Coach that hold anything.
        weeks: Sessions kept by first day of the week; empty where they were deleted.
        left: What could not be taken, in sentences.
    """

    notes: list[Note]
    weeks: dict[date, float]
    left: tuple[str, ...] = ()


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
    left = _not_taken(grid, header, places)
    for row in range(header + 1, min(len(grid.cells), header + _MOST_NOTES) + 1):
        cells = {key: _clean(read_note_cell(key, grid.at(row, at))) for key, at in places.items()}
        sent = str(cells.pop(SENT_HEADER, None) or "")
        name = str(cells.pop("id", None) or f"added in row {row}")
        note = Note(name, cells, row, sent)
        if not note.is_blank or sent not in ("", Note("").mark):
            notes.append(note)
    return CoachFile(notes, weeks_of_copy(totals), left)


def _not_taken(grid: Grid, header: int, places: Mapping[str, int]) -> tuple[str, ...]:
    """Sentences on rows beyond the last one read, texts too long, and dates that are none."""
    left = []
    typed = {key: at for key, at in places.items() if key in TYPED_KEYS}
    last = header + _MOST_NOTES
    beyond = sum(
        any(grid.at(row, at) for at in typed.values())
        for row in range(last + 1, len(grid.cells) + 1)
    )
    if beyond:
        left.append(
            f"Only {_MOST_NOTES:,} rows of notes are taken: {beyond:,} below row {last} were left."
        )
    for row in range(header + 1, min(len(grid.cells), last) + 1):
        for key, at in typed.items():
            value, cell = grid.at(row, at), f"Coach!{cell_name(row, at)}"
            if isinstance(value, str) and len(value) > _LONGEST:
                left.append(f"{cell}: the text was cut after {_LONGEST:,} characters.")
            elif key == "due" and isinstance(read_note_cell(key, value), str):
                left.append(
                    f"{cell}: “Due” holds text, not a date, so nothing falls due by it. "
                    "Ask your coach which day is meant."
                )
    return tuple(left)


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


def weeks_of_copy(grid: Grid) -> dict[date, float]:
    """Sessions kept by first day of the week, from the sheet Weekly totals of a copy.

    Weeks without a number are left out. Empty where the headers are gone.
    """
    wanted = [WEEKLY.column(key).header.casefold() for key in ("week_start", "sessions_kept")]
    places: list[int] = []
    weeks: dict[date, float] = {}
    for row, cells in enumerate(grid.cells, start=1):
        if not places:
            texts = [" ".join(str(cell or "").split()).casefold() for cell in cells]
            if all(text in texts for text in wanted):
                places = [texts.index(text) + 1 for text in wanted]
            continue
        try:
            start, kept = as_date(grid.at(row, places[0])), as_number(grid.at(row, places[1]))
        except NotReadableError:
            continue  # withheld, or typed over
        if start is not None and kept is not None:
            weeks[start] = kept
    return weeks


def check_practice(book: Book, name: str, weeks: Mapping[date, float]) -> None:
    """Refuse a copy unless half of the weeks that both have agree in the sessions kept.

    Weeks may be corrected after a copy was made.

    Args:
        book: The tracker, open.
        name: Of the copy's file.
        weeks: The copy's, as :func:`weeks_of_copy` gives them.

    Raises:
        FileRefused: It is a copy of another practice.
        NeedsAttention: The tracker's weeks cannot be read.
    """
    inputs = read_inputs(book, max(weeks) + WEEK - timedelta(days=1))
    own = inputs.practice.weeks
    if not own.starts and inputs.blocking:
        raise NeedsAttention(inputs.blocking)
    pairs = zip(own.starts, own["sessions_kept"].tolist(), strict=True)
    known = {start: kept for start, kept in pairs if not np.isnan(kept)}
    theirs = {week_of(start, own.plan): kept for start, kept in weeks.items()}
    both = known.keys() & theirs.keys()
    agree = sum(abs(known[start] - theirs[start]) < _SAME for start in both)
    if not both or 2 * agree < len(both):
        raise FileRefused(
            f"{name} is a copy of another practice: its weeks are not those of this tracker. "
            "Nothing was changed. Check which file belongs to which tracker. Weeks corrected since "
            "are no problem while half of them still agree; if you corrected more, share a new "
            "copy and ask for the notes in that one."
        )


@contextmanager
def opened(workbook: Book | Path | str) -> Iterator[tuple[Book, bool]]:
    """An open book as it is; a path through the file engine, closed again whatever happens."""
    if not isinstance(workbook, (str, Path)):
        yield workbook, False
        return
    from practice_xl.xlsx.book import ClosedBook

    book = ClosedBook(workbook)
    try:
        yield book, True
    finally:
        book.close()
