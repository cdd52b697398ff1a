"""The coach's notes: rows of the table CoachNotes, in the tracker and in a copy; and their merge.

A row is found by its id. A row that only one side changed since the copy was written is merged. One
that differs in the tracker from both the row as sent and the row that came back is a conflict: it
is listed, and the tracker's stays. Who changed it is not known: a note merged before and then sent
again with a correction is such a row too, as the tracker does not keep what it merged.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from practice_xl.coach.copy_file import CopyFile, find_headers, read_copy, weeks_of_copy
from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.cell_values import NotReadableError, as_date, is_blank
from practice_xl.domain.wording import plural
from practice_xl.problems import FileRefused, NeedsAttention, Problem
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.schema.parts import Kind, Share, cell_name
from practice_xl.sheets.read import missing_sheet, read_inputs
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
_SAME = 0.01  # sessions; programs write whole numbers as 18 or 18.0


class Note(NamedTuple):
    """One row of CoachNotes."""

    id: str  # What merge finds it by
    cells: Mapping[str, object] = {}  # Its others by key: text, dates or None
    row: int = 0  # Row of the sheet, counted from 1
    sent: str = ""  # A mark of what it was when the copy was written; empty in a tracker

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
    """The rows of CoachNotes of an open workbook that hold anything; without the table none."""
    return tuple(note for note in _own_notes(book, [])[1] if not note.is_blank)


def _own_notes(book: Book, problems: list[Problem]) -> tuple[TypedTable | None, list[Note]]:
    """The table CoachNotes of a tracker, None where there is none, and its rows.

    What is wrong with it goes to ``problems``. A row without an id is called by its place.
    """
    name, table = COACH_NOTES.sheet, None
    if name in {sheet.name for sheet in book.sheets}:
        table = read_table(book, read_grid(book.sheets[name]), COACH_NOTES, problems)
    else:
        problems.append(missing_sheet(name))
    if table is None:
        return None, []
    notes = []
    for index, row in enumerate(table.rows):
        cells = {key: _read(key, column[index]) for key, column in table.columns.items()}
        notes.append(Note(_as_text(cells.pop("id", None)) or f"{OWN_ROW}{row}", cells, row))
    return table, notes


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
    last, notes, left = header + _MOST, [], []
    if beyond := {row for row, column in cells if row > last and column in typed}:
        left.append(
            f"Only {_MOST:,} rows of notes are taken: {len(beyond):,} below row {last} were left."
        )
    rows = {row for row, column in cells if header < row <= last and column in places.values()}
    for row in sorted(rows):
        values = {key: _clean(_read(key, cells.get((row, at)))) for key, at in places.items()}
        sent = str(values.pop(SENT, None) or "")
        note = Note(str(values.pop("id", None) or f"added in row {row}"), values, row, sent)
        if not note.is_blank or sent not in ("", Note("").mark):
            notes.append(note)
        left += [
            f"Coach!{cell_name(row, at)}: the text was cut after {_LONGEST:,} characters."
            for at in typed
            if len(str(cells.get((row, at), ""))) > _LONGEST
        ]
        if isinstance(values.get("due"), str):
            left.append(
                f"Coach!{cell_name(row, places['due'])}: “Due” holds text, not a date, so nothing "
                "falls due by it. Ask your coach which day is meant."
            )
    return notes, left


def _read(key: str, value: Any) -> Any:
    """A cell of CoachNotes: a date where one is meant, else text; None for blank."""
    if is_blank(value):
        return None
    try:
        if key in _DATES:
            return as_date(value)
        whole = isinstance(value, float) and value.is_integer()
    except NotReadableError:
        whole = False  # as it stands
    return str(int(value) if whole else value).strip()


def _clean(value: object) -> object:
    """Text without control characters, not endless, and never a formula."""
    if not isinstance(value, str):
        return value
    text = "".join(c for c in value if c.isprintable() or c in "\n\t")[:_LONGEST].strip()
    return f" {text}" if text[:1] in ("=", "+", "-", "@") else text or None


def _as_text(value: object) -> str:
    value = value.date() if isinstance(value, datetime) else value
    return " ".join(str(value).split()) if value is not None else ""


class Merged(NamedTuple):
    """What a merge did."""

    added: tuple[str, ...] = ()  # Ids of the notes
    updated: tuple[str, ...] = ()
    conflicts: tuple[Problem, ...] = ()  # Notes that both sides changed; the tracker's stayed
    left: tuple[str, ...] = ()  # What of the copy could not be taken, in sentences

    @property
    def words(self) -> str:
        """What was done, as a sentence.

        >>> Merged(added=("1",)).words
        '1 note added, 0 updated; nothing else was touched.'
        """
        said = f"{plural(len(self.added), 'note')} added, {len(self.updated)} updated"
        if self.conflicts:
            said += f", {plural(len(self.conflicts), 'conflict')} left as in the tracker"
        return "\n".join([f"{said}; nothing else was touched.", *self.left])


def merge(
    book: Book,
    coach_file: Path,
    *,
    coach_wins: bool = False,
    password: str | None = None,
    confirm: Callable[[str], bool] = lambda _question: False,
) -> Merged:
    """Merge the notes of a copy that came back into an open tracker, which is not saved.

    The arguments are those of :meth:`~practice_xl.tracker.Tracker.merge`. Merging the same file
    again does nothing.

    Raises:
        FileRefused: The coach's file is no coach copy, of another format, or of another practice;
            or one of the files cannot be read. Nothing is changed.
        NeedsAttention: The tracker has no table CoachNotes, or its weeks cannot be read.
    """
    copy = read_copy(coach_file, password)
    notes, left = notes_of_copy(copy)
    if weeks := weeks_of_copy(copy):
        _check_practice(book, copy.name, weeks)
    elif not confirm(
        f"{copy.name} has no weekly totals any more, so the program cannot tell whether it is a "
        "copy of this tracker. Is it?"
    ):
        raise FileRefused(
            f"{copy.name} has no weekly totals, and nobody said that it is a copy of this tracker. "
            "Nothing was changed."
        )
    return _merge_into(book, notes, coach_wins=coach_wins)._replace(left=tuple(left))


def _check_practice(book: Book, name: str, weeks: Mapping[date, float]) -> None:
    """Refuse a copy unless half of the weeks that both have agree: some may be corrected since."""
    inputs = read_inputs(book, max(weeks) + WEEK - timedelta(days=1))
    own = inputs.practice.weeks
    if not own.starts and inputs.blocking:
        raise NeedsAttention(inputs.blocking)
    theirs = {week_of(start, own.plan): kept for start, kept in weeks.items()}
    agree = [
        abs(kept - theirs[start]) < _SAME
        for start, kept in zip(own.starts, own["sessions_kept"].tolist(), strict=True)
        if start in theirs and not math.isnan(kept)
    ]
    if 2 * sum(agree) < max(1, len(agree)):
        raise FileRefused(
            f"{name} is a copy of another practice: its weeks are not those of this tracker. "
            "Nothing was changed. Check which file belongs to which tracker. Weeks corrected since "
            "are no problem while half of them still agree; if you corrected more, share a new "
            "copy and ask for the notes in that one."
        )


def _merge_into(book: Book, notes: Sequence[Note], *, coach_wins: bool) -> Merged:
    problems: list[Problem] = []
    table, mine = _own_notes(book, problems)
    if table is None or any(problem.blocking for problem in problems):
        raise NeedsAttention(problems)
    by_id = {note.id: note for note in mine}
    by_row = {f"{OWN_ROW}{note.row}": note for note in mine}
    writes: list[Note] = []
    added, updated, conflicts = [], [], []
    for note in notes:
        own = by_id.get(note.id)
        if own is None:  # the owner may have given the row an id since it was sent
            row = by_row.get(note.id)
            own = row if row and row.mark == note.sent else None
        if note.mark in (note.sent, own.mark if own else None):
            continue  # the coach left it alone: what the owner did with it stays
        if own is None:
            if not note.is_blank:
                writes.append(note._replace(row=0))
                added.append(note.id)
        elif own.mark == note.sent or own.is_blank or coach_wins:
            writes.append(note._replace(id=own.id, row=own.row))
            updated.append(note.id)
        else:
            cell = cell_name(own.row, table.places["comment"])
            conflicts.append(Problem(table.sheet, cell, f"Note {own.id}", *_CONFLICT))
    if writes:
        _write(book, table, writes)
    return Merged(tuple(added), tuple(updated), tuple(conflicts))


_CONFLICT = (
    "a note that differs here from both the copy as it was sent and the copy that came back",
    "a change on one side only",
    "It is left as it is here. If you changed nothing here, it holds what the coach sent "
    "before: take what came back now with --coach-wins, on the command line. That option takes "
    "the coach's text for every note listed so.",
)


def _write(book: Book, table: TypedTable, writes: Sequence[Note]) -> None:
    """Write the cells of the notes, each where its column stands; new ones into free rows.

    The table grows where it has none left.
    """
    sheet = book.sheets[table.sheet]
    whole = sheet.tables[table.table.name].range
    (height, width), taken = whole.shape, set(table.rows)
    last = whole.row + height - 1
    below = max([last, *taken]) + 1
    free = [row for row in range(whole.row + 1, last + 1) if row not in taken]
    free += range(below, below + len(writes))
    for note in writes:
        row = note.row or free.pop(0)
        values: Mapping[str, object] = {**note.cells, "id": note.id}
        for key, column in table.places.items():
            if key == "id" and note.id == f"{OWN_ROW}{row}":
                continue
            value = values.get(key)
            if isinstance(value, date):  # as every engine writes one
                value = datetime.combine(value, time())
            sheet.range((row, column)).value = value
        taken.add(row)
    if (end := max(last, *taken)) > last:
        corners = (whole.row, whole.column), (end, whole.column + width - 1)
        sheet.tables[table.table.name].resize(sheet.range(*corners))
