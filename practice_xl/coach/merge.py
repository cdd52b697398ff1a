"""Merge: the coach's new and changed notes into the tracker's table CoachNotes.

A row is found by its id. A row that only one side changed since the copy was written is merged. One
that differs in the tracker from both the row as sent and the row that came back is a conflict: it
is listed, and the tracker's stays. Who changed it is not known: a note merged before and then sent
again with a correction is such a row too, as the tracker does not keep what it merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.coach.coach_file import check_practice, opened, read_coach_file
from practice_xl.coach.notes import OWN_ROW, Note, read_note_cell
from practice_xl.domain.amounts import plural
from practice_xl.problems import FileRefused, NeedsAttention, Problem
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.schema.parts import cell_name
from practice_xl.sheets.grid import read_grid
from practice_xl.sheets.typed_tables import TypedTable, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

NO_WEEKS = (
    "{name} has no weekly totals any more, so the program cannot tell whether it is a copy of this "
    "tracker. Is it?"
)


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
    tracker: Book | Path | str,
    coach_file: Path | str,
    *,
    coach_wins: bool = False,
    password: str | None = None,
    confirm: Callable[[str], bool] = lambda _question: False,
) -> Merged:
    """Merge the notes of a file that came back from the coach.

    Args:
        tracker: An open workbook, or the path of a closed one. It is saved only where it was
            opened here, and only when something is new.
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
    path = Path(coach_file)
    came_back = read_coach_file(path, password)
    if not came_back.weeks and not confirm(NO_WEEKS.format(name=path.name)):
        raise FileRefused(
            f"{path.name} has no weekly totals, and nobody said that it is a copy of this tracker. "
            "Nothing was changed."
        )
    with opened(tracker) as (book, is_ours):
        if came_back.weeks:
            check_practice(book, path.name, came_back.weeks)
        merged = _merge_into(book, came_back.notes, coach_wins=coach_wins)
        merged = replace(merged, left=came_back.left)
        if is_ours and (merged.added or merged.updated):
            book.save()
    return merged


def _merge_into(book: Book, notes: Sequence[Note], *, coach_wins: bool) -> Merged:
    problems: list[Problem] = []
    sheets = {sheet.name for sheet in book.sheets}
    grid = read_grid(book.sheets[COACH_NOTES.sheet]) if COACH_NOTES.sheet in sheets else None
    table = read_table(book, grid, COACH_NOTES, problems) if grid else None
    if table is None or any(problem.blocking for problem in problems):
        raise NeedsAttention(
            problems
            or [
                Problem(
                    COACH_NOTES.sheet,
                    "",
                    "",
                    "no sheet named Coach",
                    "the sheet as a new workbook has it",
                    "Undo its deletion.",
                    blocking=True,
                )
            ]
        )
    own = {note.id: note for note in _own_notes(table)}
    by_row = {note.row: note for note in own.values()}
    writes: list[Note] = []
    added, updated, conflicts = [], [], []
    same = 0
    for note in notes:
        mine = own.get(note.id)
        if mine is None and note.id.startswith(OWN_ROW):
            digits = note.id[len(OWN_ROW) :]
            mine = by_row.get(int(digits)) if digits.isascii() and digits.isdigit() else None
            mine = mine if mine and mine.mark == note.sent else None
        if mine is not None and mine.mark == note.mark:
            same += 1
        elif note.mark == note.sent:
            same += 1  # the coach left it alone; what the owner did with it stays
        elif mine is None:
            if not note.is_blank:
                writes.append(note)
                added.append(note.id)
        elif mine.mark == note.sent or mine.is_blank or coach_wins:
            writes.append(replace(note, id=mine.id or note.id, row=mine.row))
            updated.append(note.id)
        else:
            conflicts.append(_conflict(table, mine))
    _write(book, table, writes, set(added))
    return Merged(tuple(added), tuple(updated), same, tuple(conflicts))


def _own_notes(table: TypedTable) -> Iterator[Note]:
    for index, row in enumerate(table.rows):
        cells = {key: read_note_cell(key, column[index]) for key, column in table.columns.items()}
        name = cells.pop("id", None)
        yield Note(str(name) if name else f"{OWN_ROW}{row}", cells, row)


def _write(book: Book, table: TypedTable, writes: Sequence[Note], added: set[str]) -> None:
    """Write the cells of the notes, each where its column stands; let the table grow for more."""
    if not writes:
        return
    sheet = book.sheets[table.sheet]
    whole = sheet.tables[table.table.name].range
    first, last = whole.row + 1, whole.row + whole.shape[0] - 1
    free = [row for row in range(first, last + 1) if row not in table.rows]
    below = max([last, *table.rows]) + 1
    for note in writes:
        row = note.row
        if note.id in added:
            row, below = (free.pop(0), below) if free else (below, below + 1)
        values: Mapping[str, Any] = {**note.cells, "id": note.id}
        for key, column in table.places.items():
            if key == "id" and note.id == f"{OWN_ROW}{row}":
                continue
            sheet.range((row, column)).value = _for_cell(values.get(key))
    if below - 1 > last:
        right = whole.column + whole.shape[1] - 1
        sheet.tables[table.table.name].resize(
            sheet.range((whole.row, whole.column), (below - 1, right))
        )


def _for_cell(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


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
