"""Exports read, and put together into the figures of weeks and months."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers.clients import Hasher
from practice_xl.importers.columns import TableView
from practice_xl.importers.declaration import Holds
from practice_xl.importers.files import open_views
from practice_xl.importers.imported import HOW_TO_COUNT, Imported, Unknown
from practice_xl.importers.money import add_billed, add_money, read_money
from practice_xl.importers.once import Part, one_of_each, without_repeats
from practice_xl.importers.own_mapping import ColumnMapping, load_mapping, saved_mappings, source_of
from practice_xl.importers.programs import profit_and_loss
from practice_xl.importers.reading import Appointments, Export, Found, Money, Reading
from practice_xl.importers.recognise import Close, Recognised, all_sources, recognise, unknown_file
from practice_xl.importers.sessions import count_sessions, read_sessions
from practice_xl.importers.timestamps import day_number, read_timestamps
from practice_xl.importers.weeks import Weeks, cut_weeks
from practice_xl.problems import FileRefused

_DIRECTION_ROLES = frozenset(("status", "type", "direction", "event", "debit", "entry"))


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
        today: Rows after it are bookings to come.
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
    reading = Reading(plan, today, notice_hours, day_first, zone, words, os.urandom(32))
    notes: list[str] = []
    refused: list[str] = []
    with _without_collecting():
        found = _read_all(list(map(Path, paths)), reading, mappings, notes, refused)
    weeks: Weeks = {}
    bookings: dict[date, int] = {}
    if not refused:
        try:
            bookings = _put_together(found, reading, weeks, notes)
        except FileRefused as problem:
            refused.append(str(problem))
    if refused:
        del found
        raise FileRefused("\n".join(refused))
    return _imported(found, weeks, bookings, reading, notes)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for reference cycles while rows by the hundred thousand are made: there is none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_all(
    paths: Sequence[Path],
    reading: Reading,
    mappings: Sequence[ColumnMapping],
    notes: list[str],
    refused: list[str],
) -> list[tuple[str, str, Found]]:
    """Name, kind and content of each file; what cannot be read goes to ``refused``."""
    hashed = Hasher(reading.salt)
    exports: list[Export] = []
    found: list[tuple[str, str, Found]] = []
    seen: set[str] = set()
    for path in paths:
        content = _fingerprint(path) if len(paths) > 1 else ""
        if content and content in seen:
            notes.append(f"{path.name} is the same file as one before it, and is read once.")
            continue
        seen.add(content)
        try:
            file = _open(path, reading, mappings, hashed, len(paths) == 1)
            if isinstance(file, Export):
                exports.append(file)
            else:
                found.append((path.name, *file))
        except FileRefused as problem:  # only the sentence goes on: its frames hold the file
            refused.append(str(problem))
    for export in without_repeats(exports, notes):
        try:
            found.append((export.name, export.source.name, _read(export, reading)))
        except FileRefused as problem:
            refused.append(str(problem))
    return found


def _open(
    path: Path, reading: Reading, mappings: Sequence[ColumnMapping], hashed: Hasher, alone: bool
) -> Export | tuple[str, Found]:
    """A file, recognised; a profit and loss read at once.

    Raises:
        FileRefused: It cannot be read, or is not known.
    """
    views = open_views(path)
    file = _recognise(views, mappings)
    if isinstance(file, Recognised):
        columns = file.view.columns(file.picks, hashed, alone)
        source = file.source
        unworked = file.view.unworked()
        del views, file  # with all that was not asked for
        if not columns.rows:
            raise FileRefused(
                f"{path.name} has headers and no rows; export it again for more days."
            )
        if unworked:
            raise FileRefused(
                f"{path.name} holds formulas whose results were never saved; open it in Excel, "
                "save it, and import it again."
            )
        notes: list[str] = []
        times = read_timestamps(
            columns, "date", notes, day_first=reading.day_first, zone=reading.zone, utc=source.utc
        )
        made = datetime.fromtimestamp(path.stat().st_mtime).date()
        return Export(source, columns, times, min(made, reading.today), tuple(notes))
    statements = [(view, profit_and_loss.months_of(list(view.top()))) for view in views]
    seen = [(view, months) for view, months in statements if months is not None]
    for view, months in sorted(seen, key=lambda one: not one[1].columns)[:1]:
        return months.statement.name, profit_and_loss.read(view, months, reading)
    raise unknown_file(path.name, file)


def _recognise(
    views: Sequence[TableView], mappings: Sequence[ColumnMapping]
) -> Recognised | Close | None:
    """What a file is: by the owner's mappings, else by the programs known here.

    A mapping of money that does not say which amounts came in gives way to a known report that
    does.
    """
    own = [mapping for mapping in mappings if mapping.columns]
    mapped = recognise(views, [source_of(mapping) for mapping in own])
    if isinstance(mapped, Recognised):
        told = {mapping.name for mapping in own if mapping.tells_direction}
        if mapped.source.report in told:
            return mapped
    known = recognise(views, all_sources())
    if not isinstance(mapped, Recognised):
        return mapped if isinstance(mapped, Close) and known is None else known
    if isinstance(known, Recognised) and known.source.holds is Holds.MONEY:
        told_by = known.source.words.keys() & known.picks.columns.keys()
        return known if _DIRECTION_ROLES & told_by else mapped
    return mapped


def _read(export: Export, reading: Reading) -> Found:
    source = export.source
    if source.read is not None:
        found = source.read(export, reading)
    elif source.holds is Holds.MONEY:
        found = read_money(export, reading)
    else:
        found = read_sessions(export, reading)
    if source.about:
        found.notes.append(f"{export.name}: {source.about}")
    return found


def _put_together(
    files: Sequence[tuple[str, str, Found]], reading: Reading, weeks: Weeks, notes: list[str]
) -> dict[date, int]:
    """Fill the weeks from all files, each session and each amount once; bookings to come."""
    found = [part for _, _, part in files]
    sessions = [Part(p.export, p.appointments) for p in found if p.export and p.appointments]
    bookings = count_sessions(
        one_of_each(sessions, "sessions", _starts, notes), reading, weeks, notes
    )
    money = [Part(part.export, part.money) for part in found if part.export and part.money]
    kept: list[Money] = []
    for by_session in (False, True):
        parts = [part for part in money if part.rows.by_session is by_session]
        kept += one_of_each(parts, "money", _payments, notes)
    add_money(kept, reading, weeks, notes)
    billed = [Part(part.export, part.billed) for part in found if part.export and part.billed]
    add_billed(one_of_each(billed, "charges", _payments, notes), reading, weeks)
    for part in found:
        for place, figures in part.weeks.items():
            weeks.setdefault(place, {}).update(figures)
    return bookings


def _starts(rows: Appointments) -> list[tuple[int, int]]:
    return list(zip(rows.day, rows.second, strict=True))


def _payments(rows: Money) -> list[tuple[int, float]]:
    return list(zip(rows.day, rows.amount, strict=True))


def _imported(
    files: Sequence[tuple[str, str, Found]],
    weeks: Weeks,
    bookings: dict[date, int],
    reading: Reading,
    notes: list[str],
) -> Imported:
    unknown: list[Unknown] = []
    said: list[str] = []
    months: dict[date, dict[str, float]] = {}
    for name, kind, part in files:
        said.append(f"{name} was read as {kind}.")
        said += part.notes
        said += _cut_weeks(name, part, reading)
        for status, rows in sorted(part.unknown.items()):
            unknown.append(Unknown(kind, status, rows))
            said.append(unknown[-1].words("session" if part.appointments else "amount"))
        for month, figures in part.months.items():
            months.setdefault(month, {}).update(figures)
    if unknown:
        said.append(HOW_TO_COUNT)
    if bookings:
        said.append("Booked for the weeks to come: " + ", ".join(map(str, bookings.values())) + ".")
    notes = [*said, *notes]
    if weeks and max(weeks)[0] + timedelta(days=6) > reading.today:
        notes.append(
            f"The week of {in_words(max(weeks)[0])} is not over: its figures go up to today, and a "
            "later import corrects them only with --overwrite."
        )
    made = [part.export.made for _, _, part in files if part.export and part.appointments]
    return Imported(
        dict(sorted(weeks.items())),
        dict(sorted(months.items())),
        tuple(unknown),
        tuple(dict.fromkeys(notes)),
        tuple((name, kind) for name, kind, _ in files),
        bookings,
        max(made) if bookings else None,
    )


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
        last = day_number(reading.today)
        past = [day for day in part.appointments.day if day <= last]
        return cut_weeks(name, past, reading)
    return [] if part.money is None else cut_weeks(name, part.money.day, reading, payments=True)
