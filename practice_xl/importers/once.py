"""Nothing counts twice: neither a row that stands in several files, nor two reports of the same.

A row is known again by its own id, else by every field. When a report was exported twice, what
has changed meanwhile (a status, what was paid) is taken from the later file. Two reports that
tell of the same, such as the payments and the card transactions among them, are never added up:
the better one is taken for the days it covers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, Self, TypeVar

from practice_xl.importers.declaration import Source
from practice_xl.importers.reading import Export, Found
from practice_xl.problems import FileRefused

_AGREE = 0.5  # of the smaller report's rows, in the days both cover


def without_repeats(exports: Sequence[Export], notes: list[str]) -> list[Export]:
    """The exports with every row once.

    Args:
        exports: All files of one import.
        notes: Takes a sentence about the rows that stood there again.
    """
    seen: dict[tuple[str, frozenset[str]], set[int]] = {}
    kept: dict[int, Export] = {}
    latest_first = sorted(
        range(len(exports)),
        key=lambda at: (max(exports[at].times.day, default=0), exports[at].made),
        reverse=True,
    )
    again = 0
    for at in latest_first:
        export = exports[at]
        known = seen.setdefault(export.report, set())
        columns = export.columns
        if known.isdisjoint(columns.key) and len(set(columns.whole)) == columns.rows:
            kept[at] = export
        else:
            here: set[int] = set()
            rows = []
            for row, (key, whole) in enumerate(zip(columns.key, columns.whole, strict=True)):
                if key in known or whole in here:
                    again += export.times.dated[row]
                else:
                    rows.append(row)
                here.add(whole)
            kept[at] = export.only(rows)
        known.update(columns.key)
    if again:
        rows_do = "1 row stands" if again == 1 else f"{again} rows stand"
        notes.append(
            f"{rows_do} in the files more than once and count once. (Two payments that are alike "
            "in every field count as one, too.)"
        )
    return [kept[at] for at in range(len(exports))]


class Rows(Protocol):
    """Rows with a day each."""

    @property
    def day(self) -> Sequence[int]:
        """Days since 1970-01-01."""

    def only(self, rows: Sequence[int]) -> Self:
        """The same with these rows alone."""

    def marks(self) -> Sequence[Hashable]:
        """What each row is compared by with a report of another program."""


R = TypeVar("R", bound=Rows)


def one_of_each(
    files: Sequence[Found], what: str, rows_of: Callable[[Found], R | None], notes: list[str]
) -> list[R]:
    """The rows of every report that tells of something of its own.

    Args:
        files: What each file gave.
        what: What is asked of them, for the sentence: money, or sessions.
        rows_of: Takes it out of a file.
        notes: Takes a sentence for each report that is left aside.

    Raises:
        FileRefused: A bank's file overlaps with another one that may hold the same money.
    """
    parts = [(file.export, rows) for file in files if file.export and (rows := rows_of(file))]
    taken: list[tuple[Export, R]] = []
    for export, rows in sorted(parts, key=lambda part: (part[0].source.rank, -len(part[1].day))):
        kept = rows
        for better, others in taken:
            if better.report == export.report:
                continue
            inside = [row for row, day in enumerate(kept.day) if day in better.span]
            if not inside:
                continue
            if not _same(export.source, better.source, kept.only(inside), others):
                _check_bank(export, better)
                continue
            kept = kept.only(sorted(set(range(len(kept.day))) - set(inside)))
            aside = "is left aside" if not kept.day else "counts only for other days"
            notes.append(
                f"{better.name} ({better.source.name}) and {export.name} ({export.source.name}) "
                f"tell of the same {what}: the first is taken, and the second {aside}."
            )
        taken.append((export, kept))
    return [rows for _, rows in taken]


def _same(one: Source, other: Source, mine: Rows, better: Rows) -> bool:
    """Whether two reports tell of the same, given one's rows in the days both cover."""
    if one.program and one.program == other.program and not (one.apart or other.apart):
        return True
    span = range(min(mine.day), max(mine.day) + 1)
    theirs = better.only([row for row, day in enumerate(better.day) if day in span])
    marks, others = Counter(mine.marks()), Counter(theirs.marks())
    smaller = min(marks.total(), others.total())
    return bool(smaller) and (marks & others).total() >= _AGREE * smaller


def _check_bank(bank: Export, other: Export) -> None:
    """Ask, where a bank's deposits may be the payouts of the payments in the other file."""
    if bank.source.everything and not other.source.everything:
        raise FileRefused(
            f"{bank.name} is a bank's file and {other.name} is {other.source.name}, for the same "
            "days: the deposits may be the same money, paid out. Import only one of the two."
        )
