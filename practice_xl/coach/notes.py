"""The coach's notes: rows of the table CoachNotes, in the tracker and in a copy that came back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from practice_xl.coach.copy_file import CopyFile, find_headers
from practice_xl.domain.cell_values import NotReadableError, as_date, is_blank
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.schema.parts import Kind, Share, cell_name
from practice_xl.sheets.typed_tables import TypedTable, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

BLANK_ROWS = 50  # rows with an id, ready to be typed in
TYPED_KEYS = tuple(key for key in COACH_NOTES.keys if key != "id")
OPEN = "open"
SENT, SENT_HEADER = "sent", "As sent"  # a column that only a copy has
OWN_ROW = "row "  # id of a note that the owner typed without one: its row in the tracker
_DATES = frozenset(c.key for c in COACH_NOTES.columns if c.kind is Kind.DATE)
_MOST, _LONGEST = 1000, 32_000  # rows of notes taken; characters of a text, of a cell's 32,767


@dataclass(frozen=True)
class Note:
    """One row of CoachNotes.

    Attributes:
        id: What merge finds it by.
        cells: Its other cells by key: text, dates or None.
        row: Row of the sheet, counted from 1.
        sent: What the row was when the copy was written, as a short mark; empty in a tracker.
    """

    id: str
    cells: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0
    sent: str = ""

    @property
    def is_blank(self) -> bool:
        """True when nothing but the id stands there."""
        return not any(self.cells.get(key) for key in TYPED_KEYS)

    @property
    def mark(self) -> str:
        """A short mark that changes when a cell does.

        >>> Note("1", {"topic": "Fee"}).mark == Note("2", {"topic": "Fee "}).mark
        True
        """
        text = "\x1f".join(_as_text(self.cells.get(key)) for key in TYPED_KEYS)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @property
    def status(self) -> str:
        """Open, done or dropped; open when blank."""
        return _as_text(self.cells.get("status")).casefold() or OPEN

    @property
    def due(self) -> date | None:
        """By when its commitment is due."""
        value = self.cells.get("due")
        return value if isinstance(value, date) else None

    @property
    def commitment(self) -> str:
        """What was promised; empty for nothing."""
        return _as_text(self.cells.get("commitment"))


def read_notes(book: Book) -> tuple[Note, ...]:
    """The rows of CoachNotes of an open workbook that hold anything.

    A workbook without the table has none.
    """
    if COACH_NOTES.sheet not in {sheet.name for sheet in book.sheets}:
        return ()
    table = read_table(book, read_grid(book.sheets[COACH_NOTES.sheet]), COACH_NOTES, [])
    return tuple(n for n in notes_of_table(table) if not n.is_blank) if table else ()


def notes_of_table(table: TypedTable) -> list[Note]:
    """The rows of the tracker's table; one without an id is called by its row."""
    notes = []
    for index, row in enumerate(table.rows):
        cells = {key: _read(key, column[index]) for key, column in table.columns.items()}
        notes.append(Note(_as_text(cells.pop("id", None)) or f"{OWN_ROW}{row}", cells, row))
    return notes


def notes_of_copy(copy: CopyFile) -> tuple[list[Note], list[str]]:
    """The rows of a copy's sheet Coach that hold anything, and what could not be taken, in words.

    Raises:
        FileRefused: The headers are gone.
    """
    cells = copy.cells(COACH_NOTES.sheet)
    keys = {column.label: column.key for column in COACH_NOTES.columns} | {SENT_HEADER: SENT}
    shared = {column.key for column in COACH_NOTES.columns if column.share is not Share.NEVER}
    found = find_headers(cells, keys, shared)
    if found is None:
        raise FileRefused(
            f"{copy.name}: the headers of the sheet Coach are gone, so its notes cannot be told "
            "apart. Ask for a file in which they stand as they were sent."
        )
    header, places = found
    typed = [places[key] for key in TYPED_KEYS if key in places]
    rows = sorted({row for row, column in cells if row > header and column in places.values()})
    notes, left = [], []
    beyond = sum(any((row, at) in cells for at in typed) for row in rows if row > header + _MOST)
    if beyond:
        left.append(
            f"Only {_MOST:,} rows of notes are taken: {beyond:,} below row {header + _MOST} were "
            "left."
        )
    for row in (row for row in rows if row <= header + _MOST):
        values = {key: _clean(_read(key, cells.get((row, at)))) for key, at in places.items()}
        sent = str(values.pop(SENT, None) or "")
        note = Note(str(values.pop("id", None) or f"added in row {row}"), values, row, sent)
        if not note.is_blank or sent not in ("", Note("").mark):
            notes.append(note)
        for at in typed:
            if len(str(cells.get((row, at), ""))) > _LONGEST:
                cell = cell_name(row, at)
                left.append(f"Coach!{cell}: the text was cut after {_LONGEST:,} characters.")
        if isinstance(values.get("due"), str):
            left.append(
                f"Coach!{cell_name(row, places['due'])}: “Due” holds text, not a date, so nothing "
                "falls due by it. Ask your coach which day is meant."
            )
    return notes, left


def shared_notes(notes: Sequence[Note]) -> list[Note]:
    """The notes without the columns that may not leave; none where the id is one of them."""
    hidden = {column.key for column in COACH_NOTES.columns if column.share is Share.NEVER}
    if "id" in hidden:
        return []
    return [
        replace(note, cells={k: v for k, v in note.cells.items() if k not in hidden})
        for note in notes
    ]


def with_blank_rows(notes: Sequence[Note], week: date) -> list[Note]:
    """The notes, then 50 blank rows with ids of this week's copy.

    >>> rows = with_blank_rows([], date(2026, 11, 2))
    >>> rows[0].id, rows[-1].id
    ('2026-11-02 01', '2026-11-02 50')
    """
    taken = {note.id for note in notes}
    names = (f"{week} {number:02d}" for number in range(1, BLANK_ROWS + len(notes) + 1))
    free = [Note(name) for name in names if name not in taken]
    return [*notes, *free[:BLANK_ROWS]]


def _read(key: str, value: Any) -> Any:
    """A cell of CoachNotes: a date where one is meant, else text; None for blank."""
    if is_blank(value):
        return None
    if key in _DATES:
        try:
            return as_date(value)
        except NotReadableError:
            return str(value).strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _clean(value: Any) -> Any:
    """Text without control characters, not endless, and never a formula."""
    if not isinstance(value, str):
        return value
    text = "".join(c for c in value if c.isprintable() or c in "\n\t")[:_LONGEST].strip()
    return f" {text}" if text[:1] in ("=", "+", "-", "@") else text or None


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return " ".join(str(value).split()) if value is not None else ""
