"""The coach's notes: rows of the table CoachNotes, read, numbered and told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from practice_xl.domain.cell_values import NotReadableError, as_date, is_blank
from practice_xl.problems import Problem
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.schema.parts import Kind
from practice_xl.sheets.grid import read_grid
from practice_xl.sheets.typed_tables import read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

BLANK_ROWS = 50  # rows with an id, ready to be typed in
TYPED_KEYS = tuple(key for key in COACH_NOTES.keys if key != "id")
_DATES = frozenset(c.key for c in COACH_NOTES.columns if c.kind is Kind.DATE)
OPEN = "open"
SENT_HEADER = "As sent"
OWN_ROW = "row "  # id of a note that the owner typed without one: its row in the tracker


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


def read_notes(book: Book) -> tuple[Note, ...]:
    """The rows of CoachNotes of an open workbook that hold anything.

    A workbook without the table has none.
    """
    if COACH_NOTES.sheet not in {sheet.name for sheet in book.sheets}:
        return ()
    problems: list[Problem] = []
    table = read_table(book, read_grid(book.sheets[COACH_NOTES.sheet]), COACH_NOTES, problems)
    if table is None:
        return ()
    notes = []
    for index, row in enumerate(table.rows):
        cells = {key: read_note_cell(key, column[index]) for key, column in table.columns.items()}
        note = Note(_as_text(cells.pop("id", None)) or f"{OWN_ROW}{row}", cells, row)
        if not note.is_blank:
            notes.append(note)
    return tuple(notes)


def read_note_cell(key: str, value: Any) -> Any:
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


def with_blank_rows(notes: Sequence[Note], week: date) -> list[Note]:
    """The notes, then 50 blank rows with ids of this week's copy.

    >>> rows = with_blank_rows([], date(2026, 11, 2))
    >>> rows[0].id, rows[-1].id
    ('2026-11-02 01', '2026-11-02 50')
    """
    taken = {note.id for note in notes}
    blank: list[Note] = []
    number = 0
    while len(blank) < BLANK_ROWS:
        number += 1
        name = f"{week.isoformat()} {number:02d}"
        if name not in taken:
            blank.append(Note(name))
    return [*notes, *blank]


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split()) if value is not None else ""
