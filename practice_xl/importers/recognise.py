"""Which program a file comes from, by its headers: in any order, in any case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from practice_xl.importers import programs
from practice_xl.importers.columns import Picks, TableView
from practice_xl.importers.declaration import CARD, OUTGOING, Column, Holds, Source
from practice_xl.importers.statuses import plain
from practice_xl.problems import FileRefused


@cache
def all_sources() -> tuple[Source, ...]:
    """The reports of every program: each module of programs declares its own."""
    names = sorted(module.name for module in iter_modules(programs.__path__))
    return tuple(
        source
        for name in names
        for source in getattr(import_module(f"{programs.__name__}.{name}"), "SOURCES", ())
    )


@dataclass(frozen=True)
class Recognised:
    """A file that was recognised: how it is seen as a table, what it is, where its columns are."""

    view: TableView
    source: Source
    picks: Picks


@dataclass(frozen=True)
class Close:
    """A file that is nearly a known one: what it lacks, and whether it tells of bills paid."""

    words: str


def recognise(views: Sequence[TableView], sources: Sequence[Source]) -> Recognised | Close | None:
    """Find out what a file is.

    Args:
        views: The ways it can be seen as a table.
        sources: What it may be; the one with the most columns found wins, the first of equals.

    Returns:
        What it is; what it nearly is; or None.
    """
    close: Close | None = None
    for view in views:
        for place, row in enumerate(view.top()):
            best: Recognised | None = None
            headers = [plain(cell) for cell in row]
            for source in sources:
                match = match_headers(source, headers, row, place)
                if isinstance(match, str):
                    close = close or (Close(match) if match else None)
                elif best is None or match.found > best.picks.found:
                    best = Recognised(view, source, match)
            if best is not None:
                return best
    return close


def unknown_file(name: str, close: Close | None) -> FileRefused:
    """The refusal of a file that is none of the known ones."""
    if close:
        return FileRefused(f"{name} {close.words}")
    shown = f'"{name}"' if " " in name else name
    return FileRefused(
        f"{name} is not an export known here; export it as csv or xlsx with its headers, or tell "
        f"what its columns are (practice-xl import my_practice.xlsx --map {shown})."
    )


def match_headers(
    source: Source, headers: Sequence[str], row: Sequence[str], place: int
) -> Picks | str:
    """Where a source's columns stand in a header row.

    Args:
        source: What the file may be.
        headers: The row's cells as :func:`~practice_xl.importers.statuses.plain` gives them.
        row: The row's cells as they are.
        place: Position of the row, counted from 0.

    Returns:
        The picks; or, where all that matters is there but one thing, what that is; or nothing.
    """
    found: dict[str, tuple[int, ...]] = {}
    for wanted in source.columns:
        places = [at for name in wanted.names for at, cell in enumerate(headers) if cell == name]
        if places:
            found[wanted.role] = tuple(places) if wanted.many else (places[0],)
    lacking = [wanted for wanted in source.columns if wanted.needed and wanted.role not in found]
    has_also = not source.also or any(role in found for role in source.also)
    if lacking or not has_also:
        return _lacking(source, lacking, found) if has_also else ""
    foreign = [row[at].strip() for at, cell in enumerate(headers) if cell in source.never]
    if foreign:
        return _no_income(foreign[0]) if source.holds is Holds.MONEY else ""
    return _picks(source, headers, row, place, found)


def _lacking(source: Source, lacking: Sequence[Column], found: dict[str, tuple[int, ...]]) -> str:
    """The one column that is missing, where the others leave little doubt."""
    some = any(wanted.needed and wanted.role in found for wanted in source.columns)
    if len(lacking) != 1 or not source.also or not some or len(found) < 3:
        return ""
    header = lacking[0].names[0].capitalize()
    return f"looks like {source.name}, but has no column “{header}”; export it with that column."


def _no_income(header: str) -> str:
    """Why a list with that column is not what clients paid; empty where it does not tell."""
    what = "bills you paid" if plain(header) in OUTGOING else "what you paid by credit card"
    if plain(header) not in (*OUTGOING, *CARD):
        return ""
    return (
        f"has a column {header}, so it seems to tell of {what}, which is no income; import what "
        "clients paid instead."
    )


def _picks(
    source: Source,
    headers: Sequence[str],
    row: Sequence[str],
    place: int,
    found: dict[str, tuple[int, ...]],
) -> Picks:
    width = max(at for at, cell in enumerate(row) if cell.strip()) + 1
    columns = {
        wanted.role: found[wanted.role]
        for wanted in source.columns
        if wanted.role in found and not wanted.sign and not wanted.person
    }
    people = [found[one.role] for one in source.columns if one.person and one.role in found]
    identity = found["id"] + found.get("amount", ()) if "id" in found else ()
    return Picks(
        header_row=place,
        row_headers=list(headers[:width]),
        columns={role: places for role, places in columns.items() if role != "id"},
        people=tuple(at for places in people for at in places),
        headers={
            role: " ".join(row[places[0]].lstrip("\ufeff").split())
            for role, places in found.items()
        },
        needed=tuple(found[wanted.role][0] for wanted in source.columns if wanted.needed),
        changing=frozenset(
            at for wanted in source.columns if wanted.changes for at in found.get(wanted.role, ())
        ),
        identity=identity,
        found=len(found),
    )
