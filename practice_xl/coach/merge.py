"""Merge: the coach's new and changed notes into the tracker's table CoachNotes.

A row is found by its id. A row that only one side changed since the copy was written is merged. One
that differs in the tracker from both the row as sent and the row that came back is a conflict: it
is listed, and the tracker's stays. Who changed it is not known: a note merged before and then sent
again with a correction is such a row too, as the tracker does not keep what it merged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.coach.copy_file import WEEKLY_TOTALS, CopyFile, find_headers, read_copy
from practice_xl.coach.notes import OWN_ROW, Note, notes_of_copy, notes_of_table
from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.cell_values import NotReadableError, as_date, as_number
from practice_xl.domain.wording import plural
from practice_xl.problems import FileRefused, NeedsAttention, Problem
from practice_xl.schema.inputs import COACH_NOTES, WEEKLY
from practice_xl.schema.parts import cell_name
from practice_xl.sheets.read import read_inputs
from practice_xl.sheets.typed_tables import TypedTable, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

NO_WEEKS = (
    "{name} has no weekly totals any more, so the program cannot tell whether it is a copy of this "
    "tracker. Is it?"
)
_SAME = 0.01  # sessions; programs write whole numbers as 18 or 18.0


@dataclass(frozen=True)
class Merged:
    """What a merge did.

    Attributes:
        added, updated: Ids of the notes.
        unchanged: How many notes were the same on both sides.
        conflicts: Notes that differ here from both the row as sent and the coach's; the tracker's
            stayed.
        left: What of the copy could not be taken, in sentences.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: int = 0
    conflicts: tuple[Problem, ...] = ()
    left: tuple[str, ...] = ()

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
    """Merge the notes of a file that came back from the coach.

    Args:
        book: The tracker, open; it is not saved.
        coach_file: The coach copy that came back, saved by whatever program.
        coach_wins: Take the coach's row where there is a conflict.
        password: Opens the coach's file where it is locked.
        confirm: Asked whether a copy without its weeks is one of this practice, which nothing else
            in it can tell.

    Returns:
        What was done. Merging the same file again does nothing.

    Raises:
        FileRefused: The coach's file is no coach copy, of another format, or of another practice;
            or one of the files cannot be read. Nothing is changed.
        NeedsAttention: The tracker has no table CoachNotes, or its weeks cannot be read.
    """
    copy = read_copy(coach_file, password)
    notes, left = notes_of_copy(copy)
    weeks = weeks_of_copy(copy)
    if weeks:
        _check_practice(book, copy.name, weeks)
    elif not confirm(NO_WEEKS.format(name=copy.name)):
        raise FileRefused(
            f"{copy.name} has no weekly totals, and nobody said that it is a copy of this tracker. "
            "Nothing was changed."
        )
    return replace(_merge_into(book, notes, coach_wins=coach_wins), left=tuple(left))


def weeks_of_copy(copy: CopyFile) -> dict[date, float]:
    """Sessions kept by first day of the week, from the sheet Weekly totals of a copy.

    Weeks without a number are left out. Empty where the headers are gone.
    """
    cells = copy.cells(WEEKLY_TOTALS)
    columns = [WEEKLY.column(key) for key in ("week_start", "sessions_kept")]
    keys = {column.label: column.key for column in columns}
    header, places = find_headers(cells, keys, set(keys.values())) or (0, {})
    weeks: dict[date, float] = {}
    for row in {row for row, _ in cells if places and row > header}:
        try:
            start = as_date(cells.get((row, places["week_start"])))
            kept = as_number(cells.get((row, places["sessions_kept"])))
        except NotReadableError:
            continue  # withheld, or typed over
        if start is not None and kept is not None:
            weeks[start] = kept
    return weeks


def _check_practice(book: Book, name: str, weeks: Mapping[date, float]) -> None:
    """Refuse a copy unless half of the weeks that both have agree in the sessions kept.

    Weeks may be corrected after a copy was made.
    """
    inputs = read_inputs(book, max(weeks) + WEEK - timedelta(days=1))
    own = inputs.practice.weeks
    if not own.starts and inputs.blocking:
        raise NeedsAttention(inputs.blocking)
    pairs = zip(own.starts, own["sessions_kept"].tolist(), strict=True)
    known = {start: kept for start, kept in pairs if not math.isnan(kept)}
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


def _merge_into(book: Book, notes: Sequence[Note], *, coach_wins: bool) -> Merged:
    table = _own_table(book)
    own = {note.id: note for note in notes_of_table(table)}
    sent_of_row = {f"{OWN_ROW}{note.row}": note for note in own.values()}
    writes: list[Note] = []
    added, updated, conflicts = [], [], []
    same = 0
    for note in notes:
        mine = own.get(note.id)
        if mine is None:  # the owner may have given the row an id since it was sent
            row = sent_of_row.get(note.id)
            mine = row if row and row.mark == note.sent else None
        if note.mark in (note.sent, mine.mark if mine else None):
            same += 1  # the coach left it alone: what the owner did with it stays
        elif mine is None:
            if not note.is_blank:
                writes.append(note)
                added.append(note.id)
        elif mine.mark == note.sent or mine.is_blank or coach_wins:
            writes.append(replace(note, id=mine.id, row=mine.row))
            updated.append(note.id)
        else:
            conflicts.append(_conflict(table, mine))
    _write(book, table, writes, set(added))
    return Merged(tuple(added), tuple(updated), same, tuple(conflicts))


def _own_table(book: Book) -> TypedTable:
    """The table CoachNotes of the tracker, or what is wrong with it."""
    name = COACH_NOTES.sheet
    if name not in {sheet.name for sheet in book.sheets}:
        found, expected = f"no sheet named {name}", "the sheet as a new workbook has it"
        problem = Problem(name, "", "", found, expected, "Undo its deletion.", blocking=True)
        raise NeedsAttention([problem])
    problems: list[Problem] = []
    table = read_table(book, read_grid(book.sheets[name]), COACH_NOTES, problems)
    if table is None or any(problem.blocking for problem in problems):
        raise NeedsAttention(problems)
    return table


def _write(book: Book, table: TypedTable, writes: Sequence[Note], added: set[str]) -> None:
    """Write the cells of the notes, each where its column stands; let the table grow for more."""
    if not writes:
        return
    sheet = book.sheets[table.sheet]
    whole = sheet.tables[table.table.name].range
    first, last = whole.row + 1, whole.row + whole.shape[0] - 1
    taken = set(table.rows)
    free = [row for row in range(first, last + 1) if row not in taken]
    below = max([last, *table.rows]) + 1
    for note in writes:
        row = note.row
        if note.id in added:
            row, below = (free.pop(0), below) if free else (below, below + 1)
        values: Mapping[str, Any] = {**note.cells, "id": note.id}
        for key, column in table.places.items():
            if key == "id" and note.id == f"{OWN_ROW}{row}":
                continue
            value = values.get(key)
            if isinstance(value, date):  # as every engine writes one
                value = datetime(value.year, value.month, value.day)
            sheet.range((row, column)).value = value
    if below - 1 > last:
        right = whole.column + whole.shape[1] - 1
        sheet.tables[table.table.name].resize(
            sheet.range((whole.row, whole.column), (below - 1, right))
        )


def _conflict(table: TypedTable, mine: Note) -> Problem:
    return Problem(
        table.sheet,
        cell_name(mine.row, table.places["comment"]),
        f"Note {mine.id}",
        "a note that differs here from both the copy as it was sent and the copy that came back",
        "a change on one side only",
        "It is left as it is here. If you changed nothing here, it holds what the coach sent "
        "before: take what came back now with --coach-wins, on the command line. That option takes "
        "the coach's text for every note listed so.",
    )
