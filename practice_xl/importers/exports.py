"""Exports read, and put together into the figures of weeks and months."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta, tzinfo
from pathlib import Path

from practice_xl.domain.cleaning import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers import quickbooks
from practice_xl.importers.clients import hasher
from practice_xl.importers.files import open_grids
from practice_xl.importers.grid import Hash
from practice_xl.importers.imported import HOW_TO_COUNT, Imported, Unknown
from practice_xl.importers.mapped import recognise_mapped
from practice_xl.importers.mapping import (
    ColumnMapping,
    load_mapping,
    saved_mappings,
)
from practice_xl.importers.money import add_money
from practice_xl.importers.recognise import SOURCES, recognise
from practice_xl.importers.sessions import count_sessions
from practice_xl.importers.source import Found, Reading
from practice_xl.importers.weeks import cut_weeks
from practice_xl.problems import FileRefused


def read_sources(
    paths: Sequence[str | Path],
    plan: Plan,
    *,
    today: date,
    notice_hours: float | None = None,
    day_first: bool | None = None,
    mapping: ColumnMapping | str | Path | Iterable[ColumnMapping] | None = None,
    zone: tzinfo | None = None,
) -> Imported:
    """Read exports and put them together into figures of weeks and months.

    Args:
        paths: The files, in any order: appointments from one, money from another.
        plan: Says on which weekday a week starts, and which clinicians have rows.
        today: Rows after it are future bookings and are not counted.
        notice_hours: Notice asked of clients who cancel, for a source that does not say which
            cancellations came too late. [hours]
        day_first: True for 31/12, False for 12/31; None lets each file decide.
        mapping: The owner's description of files from other programs, or a TOML or JSON file of
            it; None takes those kept in the configuration folder. One without columns adds the
            meaning of statuses to the known sources.
        zone: Time zone of the practice, for sources that write UTC; None is this computer's.

    Returns:
        The figures, the statuses that were not understood, and sentences for the owner.

    Raises:
        FileRefused: A file cannot be read, is not known, or leaves a question open; the message
            has a line for each and says what to do. Nothing about a person is in it.
    """
    mappings = _mappings(mapping)
    words = {key: value for own in mappings if not own.columns for key, value in own.words.items()}
    reading = Reading(plan, today, notice_hours, day_first, zone, words, secrets.token_bytes(32))
    hashed = hasher(reading.salt)
    found: list[Found] = []
    sources: list[tuple[str, str]] = []
    notes: list[str] = []
    unknown: list[Unknown] = []
    refused: list[str] = []
    seen: set[str] = set()
    for path in map(Path, paths):
        content = _fingerprint(path) if len(paths) > 1 else ""
        if content and content in seen:
            notes.append(f"{path.name} is the same file as one before it, and is read once.")
            continue
        seen.add(content)
        try:
            name, part = _read_file(path, reading, mappings, hashed)
        except FileRefused as problem:  # only the sentence goes on: its frames hold the file
            refused.append(str(problem))
            continue
        found.append(part)
        sources.append((path.name, name))
        notes.append(f"{path.name} was read as {name}.")
        notes += part.notes
        notes += _cut_weeks(path.name, part, reading)
        for status, rows in sorted(part.unknown.items()):
            unknown.append(Unknown(name, status, rows))
            notes.append(unknown[-1].words("session" if part.appointments else "amount"))
    if refused:
        raise FileRefused("\n".join(refused))
    if any(part.unknown and part.appointments for part in found):
        notes.append(HOW_TO_COUNT)
    weeks: dict[tuple[date, str], dict[str, float]] = {}
    months: dict[date, dict[str, float]] = {}
    appointments = [part.appointments for part in found if part.appointments is not None]
    count_sessions(appointments, reading, weeks, notes)
    add_money([part.money for part in found if part.money is not None], reading, weeks, notes)
    for part in found:
        for place, figures in part.weeks.items():
            weeks.setdefault(place, {}).update(figures)
        for month, figures in part.months.items():
            months.setdefault(month, {}).update(figures)
    if weeks and max(weeks)[0] + timedelta(days=6) > today:
        last = max(weeks)[0]
        notes.append(
            f"The week of {in_words(last)} is not over: its figures go up to today, and a later "
            "import corrects them only with --overwrite."
        )
    return Imported(
        dict(sorted(weeks.items())),
        dict(sorted(months.items())),
        tuple(unknown),
        tuple(dict.fromkeys(notes)),
        tuple(sources),
    )


def _read_file(
    path: Path, reading: Reading, mappings: Sequence[ColumnMapping], hashed: Hash
) -> tuple[str, Found]:
    """What one file is, and what it gave."""
    grids = open_grids(path)
    file = recognise_mapped(path.name, grids, mappings)
    if file is None:
        file = recognise(path.name, grids, SOURCES)
    if file.source is None or file.picks is None:
        return quickbooks.NAME, quickbooks.read(file.grid, file.months or {}, reading)
    source, frame = file.source, file.grid.frame(file.picks, hashed)
    del grids, file  # with all that was not asked for
    if not frame.rows:
        raise FileRefused(f"{path.name} has headers and no rows; export it again for more days.")
    return source.name, source.read(frame, reading)


def _mappings(
    mapping: ColumnMapping | str | Path | Iterable[ColumnMapping] | None,
) -> list[ColumnMapping]:
    if mapping is None:
        return saved_mappings()
    if isinstance(mapping, ColumnMapping):
        return [mapping]
    if isinstance(mapping, (str, Path)):
        own = load_mapping(Path(mapping))
        return [own] if own.columns else [own, *saved_mappings()]
    return list(mapping)


def _fingerprint(path: Path) -> str:
    """Tells the same file under two names; empty when it cannot be read (which is said later)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except OSError:
        return ""


def _cut_weeks(name: str, part: Found, reading: Reading) -> list[str]:
    """What to say about the first and the last week of a file."""
    if part.appointments is not None:
        return cut_weeks(name, part.appointments.day, reading)
    return [] if part.money is None else cut_weeks(name, part.money.day, reading, payments=True)
