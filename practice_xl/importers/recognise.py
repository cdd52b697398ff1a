"""Which program a file comes from, by its headers: in any order, in any case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from practice_xl.importers import jane, own_csv, quickbooks, simplepractice, stripe, therapynotes
from practice_xl.importers.grid import Grid, Picks
from practice_xl.importers.source import Source, plain
from practice_xl.problems import FileRefused

SOURCES: tuple[Source, ...] = (
    own_csv.WEEKS,
    own_csv.MONTHS,
    jane.SOURCE,
    jane.SALES,
    therapynotes.SOURCE,
    simplepractice.SOURCE,
    simplepractice.PAYMENTS,
    stripe.SOURCE,
)


@dataclass(frozen=True)
class Recognised:
    """A file that was recognised.

    Attributes:
        grid: How it is seen as a table.
        source: What it is; None for a profit and loss.
        picks: Where its columns stand; None for a profit and loss.
        months: Which column is which month, for a profit and loss.
    """

    grid: Grid
    source: Source | None = None
    picks: Picks | None = None
    months: dict[int, date] | None = None


def recognise(name: str, grids: Sequence[Grid], sources: Sequence[Source] = SOURCES) -> Recognised:
    """Find out what a file is.

    Args:
        name: Name of the file, for the message.
        grids: The ways it can be seen as a table.
        sources: What it may be; the one with the most columns found wins, the first of equals.

    Raises:
        FileRefused: It is none of them; the message says what is missing where one is close.
    """
    close = ""
    statement: Recognised | None = None
    for grid in grids:
        rows = list(grid.top())
        best: tuple[Source, Picks] | None = None
        for place, row in enumerate(rows):
            headers = [plain(cell) for cell in row]
            for source in sources:
                picks, missing = match(source, headers, row, place)
                if picks is not None:
                    if best is None or picks.found > best[1].found:
                        best = source, picks
                elif missing:
                    close = close or f"looks like {source.name}, but has no column {missing}"
            if best is not None:
                return Recognised(grid, *best)
        months = quickbooks.months_of(rows) if sources is SOURCES else None
        if months is not None and not (statement and statement.months):
            statement = Recognised(grid, months=months)
    if statement:
        return statement
    if close:
        raise FileRefused(f"{name} {close}; export it with that column.")
    shown = f'"{name}"' if " " in name else name
    raise FileRefused(
        f"{name} is not an export known here; export it as csv or xlsx with its headers, or tell "
        f"what its columns are (practice-xl import my_practice.xlsx --map {shown})."
    )


def match(
    source: Source, headers: Sequence[str], row: Sequence[str], place: int
) -> tuple[Picks | None, str]:
    """Where a source's columns stand in a header row.

    Args:
        source: What the file may be.
        headers: The row's cells as :func:`~practice_xl.importers.source.plain` gives them.
        row: The row's cells as they are.
        place: Position of the row, counted from 0.

    Returns:
        The picks, or None; and the one missing column where all others that matter are there.
    """
    columns: dict[str, tuple[int, ...]] = {}
    people: dict[str, tuple[int, ...]] = {}
    named: dict[str, str] = {}
    for wanted in source.columns:
        header = next((header for header in wanted.headers if header in headers), None)
        if header is None:
            continue
        found = tuple(at for at, cell in enumerate(headers) if cell == header)
        (people if wanted.person else columns)[wanted.role] = found if wanted.many else found[:1]
        named[wanted.role] = " ".join(row[found[0]].lstrip("\ufeff").split())
    places = {**columns, **people}
    lacking = [wanted for wanted in source.columns if wanted.needed and wanted.role not in places]
    has_also = not source.also or any(role in columns for role in source.also)
    if lacking or not has_also:
        close = len(lacking) == 1 and has_also and source.also and len(columns) > 2
        one = close and any(wanted.needed and wanted.role in columns for wanted in source.columns)
        return None, f"“{lacking[0].headers[0].capitalize()}”" if one else ""
    needed = tuple(places[wanted.role][0] for wanted in source.columns if wanted.needed)
    width = max(at for at, cell in enumerate(row) if cell.strip()) + 1
    dated = frozenset(wanted.role for wanted in source.columns if wanted.dated)
    for wanted in source.columns:
        if wanted.sign:
            columns.pop(wanted.role, None)
    return Picks(place, width, columns, people, named, needed, dated, len(places)), ""
