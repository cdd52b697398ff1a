"""Nothing counts twice: neither a row that stands in several files, nor two reports of the same.

A row is known again by its own id, else by every field. When a report was exported twice, what
has changed meanwhile (a status, what was paid) is taken from the later file. Two reports that
tell of the same, such as the payments and the card transactions among them, are never added up:
the better one is taken for the days it covers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from practice_xl.importers.reading import Export
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


R = TypeVar("R", bound=Rows)


@dataclass(frozen=True)
class Part(Generic[R]):
    """What one file tells of one thing, and from which report."""

    export: Export
    rows: R


def one_of_each(
    parts: Sequence[Part[R]], what: str, marks: Callable[[R], Sequence[Hashable]], notes: list[str]
) -> list[R]:
    """The rows of every report that tells of something of its own.

    Args:
        parts: What each file tells.
        what: What that is, for the sentence: money, or sessions.
        marks: What a row is compared by, with a report of another program.
        notes: Takes a sentence for each report that is left aside.

    Raises:
        FileRefused: A bank's file overlaps with another one that may hold the same money.
    """
    taken: list[Part[R]] = []
    for part in sorted(parts, key=lambda part: (part.export.source.rank, -len(part.rows.day))):
        rows = part.rows
        for better in taken:
            if better.export.report == part.export.report:
                continue
            covered = better.export.span
            inside = [row for row, day in enumerate(rows.day) if day in covered]
            if not inside:
                continue
            if not _same(part, better, rows.only(inside), marks):
                _check_bank(part, better)
                continue
            left = set(inside)
            rows = rows.only([row for row in range(len(rows.day)) if row not in left])
            aside = "is left aside" if not rows.day else "counts only for other days"
            notes.append(
                f"{better.export.name} ({better.export.source.name}) and {part.export.name} "
                f"({part.export.source.name}) tell of the same {what}: the first is taken, and "
                f"the second {aside}."
            )
        taken.append(Part(part.export, rows))
    return [part.rows for part in taken]


def _same(
    part: Part[R], better: Part[R], mine: R, marks: Callable[[R], Sequence[Hashable]]
) -> bool:
    """Whether two reports tell of the same, given the rows in the days both cover."""
    one, other = part.export.source, better.export.source
    if one.program and one.program == other.program and not (one.apart or other.apart):
        return True
    span = range(min(mine.day), max(mine.day) + 1)
    theirs = better.rows.only([row for row, day in enumerate(better.rows.day) if day in span])
    mine_marked, theirs_marked = Counter(marks(mine)), Counter(marks(theirs))
    smaller = min(mine_marked.total(), theirs_marked.total())
    return bool(smaller) and (mine_marked & theirs_marked).total() >= _AGREE * smaller


def _check_bank(part: Part[R], better: Part[R]) -> None:
    """Ask, where a bank's deposits may be the payouts of the payments in the other file."""
    bank, other = part.export.source, better.export.source
    if bank.everything and not other.everything:
        raise FileRefused(
            f"{part.export.name} is a bank's file and {better.export.name} is {other.name}, "
            "for the same days: the deposits may be the same money, paid out. Import only one of "
            "the two."
        )
