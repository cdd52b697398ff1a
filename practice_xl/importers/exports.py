"""Exports read, and put together into the figures of weeks and months.

Nothing counts twice. A row is known again by its own id, else by every field. When a report was
exported twice, what has changed meanwhile (a status, what was paid) is taken from the later file.
Two reports that tell of the same, such as the payments and the card transactions among them, are
never added up: the better one is taken for the days it covers.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers.declaration import Holds, Source, all_sources, recognise
from practice_xl.importers.files import open_views, read_bytes
from practice_xl.importers.money import add_up, read_money
from practice_xl.importers.own_mapping import ColumnMapping, load_mapping, saved_mappings, source_of
from practice_xl.importers.programs import figures
from practice_xl.importers.sessions import count_sessions, read_sessions
from practice_xl.importers.statuses import OWN_WORDS
from practice_xl.importers.tables import File, Picks, Reading, View, read_table
from practice_xl.importers.timestamps import NO_DAY, day_number, from_day_number, read_timestamps
from practice_xl.problems import FileRefused

_AGREE = 0.5  # of the smaller report's rows, in the days both cover
_NEAR = 3  # days from the edge of a month
_DIRECTION_ROLES = frozenset(("status", "type", "direction", "event", "debit", "entry"))
_HOW_TO_COUNT = (
    "To count them, save a text file words.toml that says what they mean, and import again with "
    "--mapping words.toml. Its first line is [statuses]; under it stands a line for each status, "
    'such as "Tentative" = "kept". The meanings are: ' + ", ".join(OWN_WORDS) + "."
)
R = TypeVar("R", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Imported:
    """Figures from the files of one import. Nothing in it is about a person.

    Weeks are by first day and clinician (blank for the owner), arrivals by week and referral
    source. A key of Weekly, Monthly or Arrivals that the files cannot tell is absent.
    """

    weeks: Mapping[tuple[date, str], Mapping[str, float]] = field(default_factory=dict)
    months: Mapping[date, Mapping[str, float]] = field(default_factory=dict)
    arrivals: Mapping[tuple[date, str], Mapping[str, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # for the owner, in sentences
    sources: tuple[tuple[str, str], ...] = ()  # each file's name, and what it was recognised as
    bookings: Mapping[date, int] = field(default_factory=dict)  # sessions, by week to come
    booked_as_of: date | None = None  # the day the files that look ahead were made


def read_sources(
    paths: Sequence[str | Path],
    plan: Plan,  # on which weekday a week starts, and which clinicians have rows
    *,
    today: date,  # rows after it are bookings to come
    notice_hours: float | None = None,  # asked of clients who cancel, where a source leaves it open
    day_first: bool | None = None,  # True for 31/12, False for 12/31; None lets each file decide
    mapping: str | Path | Sequence[ColumnMapping] | None = None,
    zone: tzinfo | None = None,  # of the practice, for sources in UTC; None: this computer's
    known_sources: Sequence[str] = (),  # referral sources in the tracker: only these are counted
) -> Imported:
    """Read exports, in any order, and put them together into figures of weeks and months.

    A mapping describes files from other programs, itself or in a TOML or JSON file; None takes
    those kept in the configuration folder. One without columns adds the meaning of statuses to the
    known sources.

    Raises:
        FileRefused: A file cannot be read, is not known, or leaves a question open; the message
            has a line for each and says what to do. Nothing about a person is in it.
    """
    if isinstance(mapping, (str, Path)):
        own = load_mapping(Path(mapping))
        mapping = [own] if own.columns else [own, *saved_mappings()]
    mappings = tuple(saved_mappings() if mapping is None else mapping)
    sources, alone = tuple(known_sources), len(paths) == 1
    reading = Reading(plan, today, notice_hours, day_first, zone, mappings, sources, alone)
    collects = gc.isenabled()
    gc.disable()  # no search for cycles while rows by the hundred thousand are made: there is none
    try:
        imported = _read_all(list(map(Path, paths)), reading)
    finally:
        if collects:
            gc.enable()
    if isinstance(imported, str):
        raise FileRefused(imported)
    return imported


def _read_all(paths: Sequence[Path], reading: Reading) -> Imported | str:
    """What the files give together; else what cannot be read, a sentence each."""
    files: list[File] = []
    notes, refused = reading.notes, list[str]()
    seen: set[int] = set()
    for path in paths:
        try:
            data = read_bytes(path)
            if not reading.alone and hash(data) in seen:
                notes.append(f"{path.name} is the same file as one before it, and is read once.")
                continue
            seen |= set() if reading.alone else {hash(data)}
            views = open_views(path.name, data)
            del data
            files.append(_open(views, reading))
            del views  # with all that was not asked for
            made = datetime.fromtimestamp(path.stat().st_mtime).date()
            files[-1].made = min(made, reading.today)
        except FileRefused as problem:  # only the sentence goes on: its frames hold the file
            refused.append(str(problem))
    exports = [file for file in files if file.cells]
    _drop_repeats(exports, notes)
    for file in exports:
        usual = read_money if file.source.holds is Holds.MONEY else read_sessions
        try:
            (file.source.read or usual)(file, reading)
        except FileRefused as problem:
            refused.append(str(problem))
        if file.source.about:
            file.notes.append(f"{file.name}: {file.source.about}")
    try:
        return "\n".join(refused) or _put_together(files, reading)
    except FileRefused as problem:
        return str(problem)


def _open(views: Sequence[View], reading: Reading) -> File:
    """A file, recognised, with when each row was; a profit and loss read at once."""
    found = _recognise(views, reading.mappings)
    if isinstance(found, str):
        statements = [(view, figures.months_of(list(view.texts()))) for view in views]
        seen = [(view, *months) for view, months in statements if months is not None]
        for view, statement, months in sorted(seen, key=lambda one: not one[2])[:1]:
            return figures.read_statement(view, statement, months, reading)
        name = views[0].name
        shown = f'"{name}"' if " " in name else name
        unknown = (
            "is not an export known here; export it as csv or xlsx with its headers, or tell what "
            f"its columns are (practice-xl import my_practice.xlsx --map {shown})."
        )
        raise FileRefused(f"{name} {found or unknown}")
    file = read_table(found, reading.hashed, reading.alone)
    if not file.numbers:
        raise FileRefused(f"{file.name} has headers and no rows; export it again for more days.")
    found.view.check_worked()
    when = read_timestamps(file, "date", reading.day_first, reading.zone)
    file.day, file.second, file.day_first = when
    if NO_DAY in file.day:
        file.keep([row for row, day in enumerate(file.day) if day != NO_DAY])
    return file


def _recognise(views: Sequence[View], mappings: Sequence[ColumnMapping]) -> Picks | str:
    """What a file is: by the owner's mappings, else by the programs known here."""
    own = {mapping.name: mapping for mapping in mappings if mapping.columns}
    mapped = recognise(views, [source_of(mapping) for mapping in own.values()])
    if isinstance(mapped, Picks) and own[mapped.source.report].tells_direction:
        return mapped
    known = recognise(views, all_sources())
    if not isinstance(known, Picks) or not isinstance(mapped, Picks):
        return mapped if isinstance(mapped, Picks) else known or mapped
    told_by = known.source.words.keys() & known.columns.keys() & _DIRECTION_ROLES
    # A mapping that does not say which amounts came in gives way to a known report that does.
    return known if told_by and known.source.holds is Holds.MONEY else mapped


def _put_together(files: Sequence[File], reading: Reading) -> Imported:
    """The figures of all files, each session and each amount once."""
    weeks, notes = reading.weeks, reading.notes
    sessions = _one_of_each(files, "sessions", lambda file: file.sessions, notes)
    bookings = count_sessions(sessions, reading)
    payments = _one_of_each(files, "money", lambda file: file.money, notes)
    of_sessions = _one_of_each(files, "money", lambda file: file.paid, notes)
    if payments and of_sessions:
        notes.append(
            "Money collected is taken from the payments; what the appointments say was paid is "
            "left aside, so that nothing counts twice."
        )
    elif of_sessions:
        notes.append(
            "Money collected stands in the week of the session, because these files do not say "
            "when it was paid; import the payments as well for the week it came in."
        )
    add_up(payments or of_sessions, "collected", reading)
    add_up(_one_of_each(files, "charges", lambda file: file.billed, notes), "billed", reading)
    said: list[str] = []
    months: dict[date, dict[str, float]] = {}
    arrivals = Counter[tuple[date, str]]()
    for file in files:
        for place, own in file.weeks.items():
            weeks.setdefault(place, {}).update(own)
        for month, own in file.months.items():
            months.setdefault(month, {}).update(own)
        arrivals.update(file.arrivals)
        said += [f"{file.name} was read as {file.source.name}.", *file.notes]
        said += [*_cut_weeks(file, reading), *file.unknown]
    if any(file.unknown for file in files):
        said.append(_HOW_TO_COUNT)
    if bookings:
        said.append("Booked for the weeks to come: " + ", ".join(map(str, bookings.values())) + ".")
    said += notes
    if weeks and max(weeks)[0] + timedelta(days=6) > reading.today:
        said.append(
            f"The week of {in_words(max(weeks)[0])} is not over: its figures go up to today, and a "
            "later import corrects them only with --overwrite."
        )
    came = {place: {"inquiries": n, "started": n} for place, n in sorted(arrivals.items())}
    sources = tuple((file.name, file.source.name) for file in files)
    made = max(file.made for file in files if file.sessions) if bookings else None
    weeks, months = dict(sorted(weeks.items())), dict(sorted(months.items()))
    return Imported(weeks, months, came, tuple(dict.fromkeys(said)), sources, bookings, made)


def _cut_weeks(file: File, reading: Reading) -> list[str]:
    """Sentences about a first or last week that may not be in a file as a whole.

    An export of a month begins and ends in the middle of a week. That shows where the first week
    begins later, or the last one ends earlier, than is usual in the file. Of the week of today
    nothing is said: it is not over. Payments come on any day, so theirs must begin or end with a
    month, too.
    """
    some = file.sessions or file.money or file.paid
    days = sorted(day for day in {row[0] for row in some} if day <= reading.last_day)
    weeks = [(day_number(start), list(of)) for start, of in groupby(days, reading.week_of)]
    if len(weeks) <= 2:  # nothing to compare
        return []
    sessions = bool(file.sessions)
    begin, end = from_day_number(days[0]), from_day_number(days[-1])
    first, *later = [within[0] - start for start, within in weeks]
    *earlier, last = [within[-1] - start for start, within in weeks]
    cut = []
    if sum(first > day for day in later) * 2 >= len(later) and (sessions or begin.day <= _NEAR):
        cut.append(("begins", begin))
    early = sum(last < day for day in earlier) * 2 >= len(earlier)
    over = reading.week_of(days[-1]) != reading.week_of(reading.last_day)
    if early and over and (sessions or (end + timedelta(_NEAR)).day <= _NEAR):
        cut.append(("ends", end))
    return [
        f"{file.name} {verb} on {in_words(day)}, inside a week: if that is where the export "
        f"{verb}, that week's figures are too low; export whole weeks."
        for verb, day in cut
    ]


def _drop_repeats(files: Sequence[File], notes: list[str]) -> None:
    """Keep every row once; a note says how many stood there again."""
    seen: dict[tuple[str, frozenset[str]], set[int]] = {}
    again = 0
    latest = sorted(files, key=lambda file: (max(file.day, default=0), file.made), reverse=True)
    for file in latest:
        known, keys = seen.setdefault(file.report, set()), file.key
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


def _one_of_each(
    files: Sequence[File], what: str, rows_of: Callable[[File], list[R]], notes: list[str]
) -> list[tuple[File, list[R]]]:
    """The rows of every report that tells of something of its own, the best report first.

    A row begins with its day and what it is compared by; a note names each report left aside.
    Refused where a bank's file overlaps with another one that may hold the same money.
    """
    parts = [(file, rows) for file in files if (rows := rows_of(file))]
    taken: list[tuple[File, list[R]]] = []
    for file, rows in sorted(parts, key=lambda part: (part[0].source.rank, -len(part[1]))):
        kept = rows
        for better, others in taken:
            span = range(min(better.day), max(better.day) + 1)
            inside = [row for row in kept if row[0] in span]
            if better.report == file.report or not inside:
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
    span = range(min(mine)[0], max(mine)[0] + 1)
    marks = Counter(row[:2] for row in mine)
    others = Counter(row[:2] for row in better if row[0] in span)
    smaller = min(marks.total(), others.total())
    return bool(smaller) and (marks & others).total() >= _AGREE * smaller
