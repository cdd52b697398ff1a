"""Exports read, and put together into the figures of weeks and months."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers.declaration import (
    Holds,
    Recognised,
    all_sources,
    recognise,
    unknown_file,
)
from practice_xl.importers.files import open_views
from practice_xl.importers.money import add_billed, add_money, read_money
from practice_xl.importers.once import one_of_each, without_repeats
from practice_xl.importers.own_mapping import ColumnMapping, load_mapping, saved_mappings, source_of
from practice_xl.importers.people import Hasher
from practice_xl.importers.programs import profit_and_loss
from practice_xl.importers.reading import Export, Found, Money, Reading, Weeks, cut_weeks
from practice_xl.importers.sessions import count_sessions, read_sessions
from practice_xl.importers.statuses import OWN_WORDS
from practice_xl.importers.tables import TableView
from practice_xl.importers.timestamps import read_timestamps
from practice_xl.problems import FileRefused

_DIRECTION_ROLES = frozenset(("status", "type", "direction", "event", "debit", "entry"))
_HOW_TO_COUNT = (
    "To count them, save a text file words.toml that says what they mean, and import again with "
    "--mapping words.toml. Its first line is [statuses]; under it stands a line for each status, "
    'such as "Tentative" = "kept". The meanings are: ' + ", ".join(OWN_WORDS) + "."
)


@dataclass(frozen=True)
class Unknown:
    """A status nobody told us the meaning of: listed, not guessed, not counted.

    Attributes:
        source: Name of the kind of file.
        status: The word, as the file has it.
        rows: How many rows have it.
    """

    source: str
    status: str
    rows: int


@dataclass(frozen=True)
class Imported:
    """Figures from the files of one import. Nothing in it is about a person.

    Attributes:
        weeks: For each week and clinician (blank for the owner) the figures by key of Weekly. A
            key that the files cannot tell is absent.
        months: For each month the figures by key of Monthly.
        arrivals: For each week and referral source the counts by key of Arrivals.
        unknown: Statuses that were not understood.
        notes: What the owner should know, in sentences.
        sources: For each file its name and what it was recognised as.
        bookings: Sessions booked for the weeks to come, by the first day of the week; empty where
            no file looks ahead.
        booked_as_of: The day the files that look ahead were made.
    """

    weeks: Mapping[tuple[date, str], Mapping[str, float]] = field(default_factory=dict)
    months: Mapping[date, Mapping[str, float]] = field(default_factory=dict)
    unknown: tuple[Unknown, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    bookings: Mapping[date, int] = field(default_factory=dict)
    booked_as_of: date | None = None
    arrivals: Mapping[tuple[date, str], Mapping[str, float]] = field(default_factory=dict)


def read_sources(
    paths: Sequence[str | Path],
    plan: Plan,
    *,
    today: date,
    notice_hours: float | None = None,
    day_first: bool | None = None,
    mapping: ColumnMapping | str | Path | Iterable[ColumnMapping] | None = None,
    zone: tzinfo | None = None,
    known_sources: Sequence[str] = (),
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
        known_sources: Names of the referral sources in the tracker: only these are counted.

    Returns:
        The figures, the statuses that were not understood, and sentences for the owner.

    Raises:
        FileRefused: A file cannot be read, is not known, or leaves a question open; the message
            has a line for each and says what to do. Nothing about a person is in it.
    """
    mappings = _mappings(mapping)
    words = {key: value for own in mappings if not own.columns for key, value in own.words.items()}
    reading = Reading(
        plan, today, notice_hours, day_first, zone, words, os.urandom(32), tuple(known_sources)
    )
    notes: list[str] = []
    refused: list[str] = []
    weeks: Weeks = {}
    bookings: dict[date, int] = {}
    with _without_collecting():
        found = _read_all(list(map(Path, paths)), reading, mappings, notes, refused)
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


def _read_all(
    paths: Sequence[Path],
    reading: Reading,
    mappings: Sequence[ColumnMapping],
    notes: list[str],
    refused: list[str],
) -> list[Found]:
    """What each file gives; what cannot be read goes to ``refused``."""
    hashed = Hasher(reading.salt)
    exports: list[Export] = []
    found: list[Found] = []
    seen: set[str] = set()
    for path in paths:
        content = _fingerprint(path) if len(paths) > 1 else ""
        if content and content in seen:
            notes.append(f"{path.name} is the same file as one before it, and is read once.")
            continue
        seen.add(content)
        try:
            file = _open(path, reading, mappings, hashed, len(paths) == 1)
            exports += [file] if isinstance(file, Export) else []
            found += [file] if isinstance(file, Found) else []
        except FileRefused as problem:  # only the sentence goes on: its frames hold the file
            refused.append(str(problem))
    for export in without_repeats(exports, notes):
        try:
            found.append(_read(export, reading))
        except FileRefused as problem:
            refused.append(str(problem))
    return found


def _fingerprint(path: Path) -> str:
    """Tells the same file under two names; empty when it cannot be read (which is said later)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except OSError:
        return ""


def _open(
    path: Path, reading: Reading, mappings: Sequence[ColumnMapping], hashed: Hasher, alone: bool
) -> Export | Found:
    """A file, recognised; a profit and loss read at once.

    Raises:
        FileRefused: It cannot be read, or is not known.
    """
    views = open_views(path)
    file = _recognise(views, mappings)
    if not isinstance(file, Recognised):
        statements = [(view, profit_and_loss.months_of(list(view.top()))) for view in views]
        seen = [(view, months) for view, months in statements if months is not None]
        for view, months in sorted(seen, key=lambda one: not one[1].columns)[:1]:
            return profit_and_loss.read(view, months, reading)
        raise unknown_file(path.name, file)
    columns, source = file.view.columns(file.picks, hashed, alone), file.source
    unworked = file.view.unworked()
    del views, file  # with all that was not asked for
    if not columns.rows:
        raise FileRefused(f"{path.name} has headers and no rows; export it again for more days.")
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


def _recognise(views: Sequence[TableView], mappings: Sequence[ColumnMapping]) -> Recognised | str:
    """What a file is: by the owner's mappings, else by the programs known here.

    A mapping of money that does not say which amounts came in gives way to a known report that
    does.
    """
    own = {mapping.name: mapping for mapping in mappings if mapping.columns}
    mapped = recognise(views, [source_of(mapping) for mapping in own.values()])
    if isinstance(mapped, Recognised) and own[mapped.source.report].tells_direction:
        return mapped
    known = recognise(views, all_sources())
    if isinstance(known, Recognised) and isinstance(mapped, Recognised):
        told_by = known.source.words.keys() & known.picks.columns.keys()
        better = known.source.holds is Holds.MONEY and _DIRECTION_ROLES & told_by
        return known if better else mapped
    return mapped if isinstance(mapped, Recognised) else known or mapped


def _read(export: Export, reading: Reading) -> Found:
    source = export.source
    usual = read_money if source.holds is Holds.MONEY else read_sessions
    found = (source.read or usual)(export, reading)
    if source.about:
        found.notes.append(f"{export.name}: {source.about}")
    return found


def _put_together(
    found: Sequence[Found], reading: Reading, weeks: Weeks, notes: list[str]
) -> dict[date, int]:
    """Fill the weeks from all files, each session and each amount once; bookings to come."""
    sessions = one_of_each(found, "sessions", lambda file: file.appointments, notes)
    bookings = count_sessions(sessions, reading, weeks, notes)
    money: list[Money] = []
    for by_session in (False, True):
        money += one_of_each(
            [file for file in found if file.money and file.money.by_session is by_session],
            "money",
            lambda file: file.money,
            notes,
        )
    add_money(money, reading, weeks, notes)
    add_billed(one_of_each(found, "charges", lambda file: file.billed, notes), reading, weeks)
    for file in found:
        for place, figures in file.weeks.items():
            weeks.setdefault(place, {}).update(figures)
    return bookings


def _imported(
    found: Sequence[Found],
    weeks: Weeks,
    bookings: dict[date, int],
    reading: Reading,
    notes: list[str],
) -> Imported:
    unknown: list[Unknown] = []
    said: list[str] = []
    months: dict[date, dict[str, float]] = {}
    arrivals: Weeks = {}
    for file in found:
        said += [f"{file.name} was read as {file.kind}.", *file.notes, *cut_weeks(file, reading)]
        for status, rows in sorted(file.unknown.items()):
            unknown.append(Unknown(file.kind, status, rows))
            said.append(
                f"{file.kind}: {rows} {'row has' if rows == 1 else 'rows have'} the status "
                f"“{status}”, which is not known here: the "
                f"{'session' if file.appointments else 'amount'} was not counted."
            )
        for month, figures in file.months.items():
            months.setdefault(month, {}).update(figures)
        for place, counts in file.arrivals.items():
            here = arrivals.setdefault(place, dict.fromkeys(counts, 0))
            here.update({key: here[key] + count for key, count in counts.items()})
    if unknown:
        said.append(_HOW_TO_COUNT)
    if bookings:
        said.append("Booked for the weeks to come: " + ", ".join(map(str, bookings.values())) + ".")
    notes = [*said, *notes]
    if weeks and max(weeks)[0] + timedelta(days=6) > reading.today:
        notes.append(
            f"The week of {in_words(max(weeks)[0])} is not over: its figures go up to today, and a "
            "later import corrects them only with --overwrite."
        )
    made = [file.export.made for file in found if file.export and file.appointments]
    return Imported(
        dict(sorted(weeks.items())),
        dict(sorted(months.items())),
        tuple(unknown),
        tuple(dict.fromkeys(notes)),
        tuple((file.name, file.kind) for file in found),
        bookings,
        max(made) if bookings else None,
        dict(sorted(arrivals.items())),
    )
