"""Nothing counts twice: neither a row that stands in several files, nor two reports of the same.

A row is known again by its own id, else by every field. When a report was exported twice, what
has changed meanwhile (a status, what was paid) is taken from the later file. Two reports that
tell of the same, such as the payments and the card transactions among them, are never added up:
the better one is taken for the days it covers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from practice_xl.importers.declaration import Source
from practice_xl.importers.tables import Amount, File, Session
from practice_xl.problems import FileRefused

_AGREE = 0.5  # of the smaller report's rows, in the days both cover

R = TypeVar("R", Session, Amount)


def drop_repeats(files: Sequence[File], notes: list[str]) -> None:
    """Keep every row once; a note says how many stood there again."""
    seen: dict[tuple[str, frozenset[str]], set[int]] = {}
    again = 0
    latest = sorted(files, key=lambda file: (max(file.day, default=0), file.made), reverse=True)
    for file in latest:
        known, keys = seen.setdefault(_report(file), set()), file.key
        first = dict(zip(reversed(file.whole), reversed(range(len(keys))), strict=True))
        if not known.isdisjoint(keys) or len(first) < len(keys):
            rows = [row for row in sorted(first.values()) if keys[row] not in known]
            again += len(keys) - len(rows)
            file.keep(rows)
        if len(files) > 1:
            known.update(keys)
    if again:
        stand, count = ("row stands", "counts") if again == 1 else ("rows stand", "count")
        notes.append(
            f"{again} {stand} in the files more than once and {count} once. (Two payments that are "
            "alike in every field count as one, too.)"
        )


def _report(file: File) -> tuple[str, frozenset[str]]:
    """Tells files of one and the same report."""
    return file.source.name, file.all_headers


def one_of_each(
    files: Sequence[File], what: str, rows_of: Callable[[File], list[R]], notes: list[str]
) -> list[tuple[File, list[R]]]:
    """The rows of every report that tells of something of its own, the best report first.

    A row begins with its day and what it is compared by; a note names each report left aside.

    Raises:
        FileRefused: A bank's file overlaps with another one that may hold the same money.
    """
    parts = [(file, rows) for file in files if (rows := rows_of(file))]
    taken: list[tuple[File, list[R]]] = []
    for file, rows in sorted(parts, key=lambda part: (part[0].source.rank, -len(part[1]))):
        kept = rows
        for better, others in taken:
            if _report(better) == _report(file):
                continue
            span = range(min(better.day), max(better.day) + 1)
            inside = [row for row in kept if row[0] in span]
            if not inside:
                continue
            if not _same(file.source, better.source, inside, others):
                if file.source.everything and not better.source.everything:
                    raise FileRefused(
                        f"{file.name} is a bank's file and {better.name} is {better.source.name}, "
                        "for the same days: the deposits may be the same money, paid out. Import "
                        "only one of the two."
                    )
                continue
            kept = [row for row in kept if row[0] not in span]
            aside = "counts only for other days" if kept else "is left aside"
            notes.append(
                f"{better.name} ({better.source.name}) and {file.name} ({file.source.name}) "
                f"tell of the same {what}: the first is taken, and the second {aside}."
            )
        taken.append((file, kept))
    return taken


def _same(one: Source, other: Source, mine: Sequence[R], better: Sequence[R]) -> bool:
    """Whether two reports tell of the same, given one's rows in the days both cover."""
    if one.program and one.program == other.program and not (one.apart or other.apart):
        return True
    days = [row[0] for row in mine]
    span = range(min(days), max(days) + 1)
    marks = Counter(row[:2] for row in mine)
    others = Counter(row[:2] for row in better if row[0] in span)
    smaller = min(marks.total(), others.total())
    return bool(smaller) and (marks & others).total() >= _AGREE * smaller
