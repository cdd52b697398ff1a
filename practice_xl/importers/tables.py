"""A file as a table: its rows, the wanted columns taken out of them, and what they give."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cached_property
from itertools import compress, islice
from typing import TYPE_CHECKING, Any

from practice_xl.domain.calendar import THURSDAY
from practice_xl.domain.plan import Plan
from practice_xl.importers.timestamps import day_number, from_day_number
from practice_xl.problems import FileRefused

if TYPE_CHECKING:
    from practice_xl.importers.declaration import Source
    from practice_xl.importers.own_mapping import ColumnMapping

_TOP_ROWS = 30  # headers are looked for in these
_SHOWN_ROWS = 5
_MOST_COLUMNS = 2000
_ROWS = 250  # taken at once: few enough to stay near the processor

Row = Sequence[object]
# Day, second it starts (NO_TIME: not told), clinician, client (0: not told) and outcome.
Session = tuple[int, int, str, int, int]
Amount = tuple[int, float]  # day, and what came in on it or was billed; a refund is negative
Weeks = dict[tuple[date, str], dict[str, float]]  # by first day and clinician, by key of Weekly


@dataclass(frozen=True)
class Reading:
    """What the owner decided, and what an import carries from file to file."""

    plan: Plan
    today: date  # rows after it are bookings to come
    notice_hours: float | None = None  # notice asked of clients who cancel; None: not given
    day_first: bool | None = None  # True for 31/12, False for 12/31, None: the file decides
    zone: tzinfo | None = None  # of the practice; None: this computer's
    mappings: tuple[ColumnMapping, ...] = ()  # the owner's, of files and of words
    sources: tuple[str, ...] = ()  # referral sources that the tracker knows
    alone: bool = False  # one file is read, so no row of it stands in another
    hashed: Hasher = field(default_factory=lambda: Hasher(os.urandom(32)), repr=False)
    weeks: Weeks = field(default_factory=dict)  # what the files give together
    notes: list[str] = field(default_factory=list)  # on all of them, for the owner

    @cached_property
    def last_day(self) -> int:
        """Today, in days since 1970-01-01."""
        return day_number(self.today)

    def week_of(self, day: int) -> date:
        """First day of the week of a day; day 0, 1970-01-01, was a Thursday."""
        return from_day_number(day - (day + THURSDAY - self.plan.first_weekday) % 7)

    def row_of(self, day: int, clinician: str | None = None) -> dict[str, float]:
        """The figures of a week, of the whole practice in the owner's or first clinician's row."""
        if clinician is None:
            clinician = self.plan.clinicians[0].name if self.plan.clinicians else ""
        return self.weeks.setdefault((self.week_of(day), clinician), {})


@dataclass
class File:
    """One file: what it is, its wanted columns a row each, and what they give."""

    name: str
    source: Source
    headers: Mapping[str, str] = field(default_factory=dict)  # for each role, as the file has it
    report: tuple[str, frozenset[str]] = ("", frozenset())  # tells files of the same report
    numbers: list[int] = field(default_factory=list)  # of each row in the file, for messages
    cells: dict[str, list[list[Any]]] = field(default_factory=dict, repr=False)  # columns by role
    people: list[int] = field(default_factory=list, repr=False)  # a client's number; 0: blank
    whole: list[int] = field(default_factory=list, repr=False)  # hash of a row that may repeat
    key: list[int] = field(default_factory=list, repr=False)  # of what lasts in a later export
    day: Sequence[int] = ()  # since 1970-01-01
    second: Sequence[int] = ()  # of the day; NO_TIME: not given
    day_first: bool | None = None  # None: the file does not show it
    made: date = date.min  # as far as its own date tells
    notes: list[str] = field(default_factory=list)  # for the owner, in sentences
    sessions: list[Session] = field(default_factory=list, repr=False)
    tells: set[str] = field(default_factory=set)  # keys of Weekly its sessions can tell
    money: list[Amount] = field(default_factory=list)  # collected, on the day it came in
    paid: list[Amount] = field(default_factory=list)  # collected, on the day of the session
    billed: list[Amount] = field(default_factory=list)
    weeks: Weeks = field(default_factory=dict)
    months: dict[date, dict[str, float]] = field(default_factory=dict)
    arrivals: Counter[tuple[date, str]] = field(default_factory=Counter)  # by week and source
    unknown: list[str] = field(default_factory=list)  # on statuses nobody told the meaning of

    def column(self, role: str) -> list[object] | None:
        """The first column of a role; None when the file does not have it."""
        found = self.cells.get(role)
        return found[0] if found else None

    def keep(self, rows: Sequence[int]) -> None:
        """Keep these rows alone, given by their positions."""

        def at(values: Sequence[object]) -> list[Any]:
            return list(map(values.__getitem__, rows)) if values else []

        self.cells = {role: list(map(at, columns)) for role, columns in self.cells.items()}
        self.numbers, self.people = at(self.numbers), at(self.people)
        self.whole, self.key = at(self.whole), at(self.key)
        self.day, self.second = at(self.day), at(self.second)

    def places(self, rows: Sequence[int]) -> str:
        """Numbers of rows, given by their positions, in words for a message."""
        numbers = [str(self.numbers[row]) for row in rows]
        if len(numbers) == 1:
            return f"row {numbers[0]}"
        shown, more = numbers[:_SHOWN_ROWS], len(numbers) - _SHOWN_ROWS
        last = f"{more} more" if more > 0 else shown.pop()
        return f"rows {', '.join(shown)} and {last}"

    def leave_out(self, rows: int, why: str) -> None:
        """Say how many rows are not counted, and why; nothing where there are none."""
        if rows:
            self.notes.append(f"{self.name}: {rows} {'row is' if rows == 1 else 'rows are'} {why}")


@dataclass(frozen=True)
class Picks:
    """A file that was recognised: where the wanted columns stand, by positions counted from 0."""

    view: View
    source: Source
    header_row: int
    row_headers: Sequence[str]  # all of them, made plain
    columns: Mapping[str, Sequence[int]]  # of each wanted role that the file has
    headers: Mapping[str, str]  # of each of these as the file has it
    needed: int  # position a row must reach to be whole


@dataclass
class View:
    """One way to see a file as a table: a sheet, a calendar, or a text with one separator."""

    name: str
    exact = False  # whether a row with more cells than headers shows that columns are shifted

    def rows(self) -> Iterator[Row]:
        """All rows, from the first one of the file; refused where it is damaged."""
        raise NotImplementedError

    def check_worked(self) -> None:
        """Refuse a file whose formulas have no results, where those are needed."""

    def repeats(self) -> bool:
        """Whether rows may stand in it more than once."""
        return True

    def stops_inside(self, _last: Row, _picks: Picks) -> bool:
        """Whether the file stops in the middle of its last row, where its kind can."""
        return False

    def texts(self, most: int | None = _TOP_ROWS) -> Iterator[list[str]]:
        """Its top rows as text, or with None all of them."""
        for row in islice(self.rows(), most):
            yield ["" if cell is None else str(cell) for cell in row[:_MOST_COLUMNS]]


def read_table(picks: Picks, hashed: Hasher, alone: bool = False) -> File:
    """A file with its wanted columns, blank rows passed over; refused where it is damaged."""
    view, width, number = picks.view, len(picks.row_headers), picks.header_row + 2
    # A file read alone has no row that stands in another.
    collector = Collector(picks, hashed, not alone or "id" in picks.columns or view.repeats())
    last: Row = ()
    beyond: list[int] = []
    rows = islice(view.rows(), picks.header_row + 1, None)
    while taken := list(islice(rows, _ROWS)):
        numbers: Sequence[int] = range(number, number + len(taken))
        number += len(taken)
        if not all(map(any, taken)):
            numbers = list(compress(numbers, map(any, taken)))
            taken = list(filter(any, taken))
        if not taken:
            continue
        last = taken[-1]
        if set(map(len, taken)) != {width}:
            if view.exact:
                before = len(collector.file.numbers)
                beyond += [before + at for at, row in enumerate(taken) if any(row[width:])]
            taken = [(*row[:width], *[None] * (width - len(row))) for row in taken]
        collector.add(taken, numbers)
    if view.stops_inside(last, picks):
        raise FileRefused(
            f"{view.name} stops in the middle of its last row; export it again, the rest of it "
            "may be missing."
        )
    if beyond:
        raise FileRefused(
            f"{view.name} has more cells than headers in {collector.file.places(beyond)}, so its "
            "columns cannot be trusted; export it again, or put quotes around cells that hold "
            "the separator."
        )
    return collector.file


class Hasher:
    """Turns the text of a cell into a number that means nothing outside this import.

    It keeps no text: two cells with the same text give the same number, and nothing leads back.

    >>> one, other, blank = Hasher(b"salt").together([[" A  Client ", "a client", " "]])
    >>> one == other, blank
    (True, 0)
    """

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._seen: dict[int, int] = {}

    def together(self, columns: Sequence[Sequence[Any]]) -> list[int]:
        """One number a row, of all columns that name its client; 0 where they are blank."""
        numbers = list(map(self._each, columns))
        if len(numbers) == 1:
            return numbers[0]
        filled = (tuple(filter(None, parts)) for parts in zip(*numbers, strict=True))
        return [abs(hash(parts)) if len(parts) > 1 else sum(parts) for parts in filled]

    def _each(self, cells: Sequence[object]) -> list[int]:
        hashes = list(map(hash, cells))
        if not self._seen.keys() >= set(hashes):
            for cell in set(cells):
                text = "" if cell is None else " ".join(str(cell).split()).casefold()
                self._seen[hash(cell)] = abs(hash((self._salt, text))) if text else 0
        return list(map(self._seen.__getitem__, hashes))


class _Clean(dict[object, object]):
    """Each different cell of a column once: text without spaces around it, blank as no text."""

    def __missing__(self, cell: object) -> object:
        clean = cell.strip() if isinstance(cell, str) else "" if cell is None else cell
        self[cell] = clean
        return clean


class Collector:
    """Takes rows, some hundred at once, and puts of them what is wanted into a file."""

    def __init__(self, picks: Picks, hashed: Hasher, compares: bool) -> None:
        self._hashed = hashed
        self._compares = compares  # rows with those of other files, or with each other
        headers, places = picks.row_headers, picks.columns
        report = picks.source.name, frozenset(headers)
        self.file = File(picks.view.name, picks.source, picks.headers, report)
        self._columns: list[tuple[int, list[object], _Clean | None]] = []
        self._people: list[int] = []
        changing: set[int] = set()
        for one in (one for one in picks.source.columns if one.role in places):
            self._people += places[one.role] if one.person else ()
            changing.update(places[one.role] if one.changes else ())
            if one.role != "id" and not (one.sign or one.person):
                columns = self.file.cells[one.role] = [[] for _ in places[one.role]]
                clean = [None if one.role == "date" else _Clean() for _ in columns]  # dates differ
                self._columns += zip(places[one.role], columns, clean, strict=True)
        self._order = sorted(range(len(headers)), key=lambda place: (headers[place], place))
        self._lasting = [place for place in self._order if place not in changing]
        # What tells a row from all others; without it every column does.
        self._identity = [*places["id"], *places.get("amount", ())] if "id" in places else []

    def add(self, rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Take rows, each as wide as the headers, and their numbers in the file."""
        file, table = self.file, list(zip(*rows, strict=True))
        file.numbers += numbers
        for place, column, clean in self._columns:
            cells = table[place]
            column.extend(cells if clean is None else map(clean.__getitem__, cells))
        people = [table[place] for place in self._people] or [(None,) * len(rows)]
        # Cells that name a person are hashed at once: no column of them is ever made.
        file.people += self._hashed.together(people)
        if not self._compares:
            return

        def hashes(places: Sequence[int]) -> list[int]:
            return list(map(hash, zip(*[table[place] for place in places], strict=True)))

        whole, key = hashes(self._order), hashes(self._lasting)
        if identity := self._identity:  # rows with an id of their own are known by it
            named = list(zip(table[identity[0]], hashes(identity), strict=True))
            whole = [own if cell else one for (cell, own), one in zip(named, whole, strict=True)]
            key = [own if cell else one for (cell, own), one in zip(named, key, strict=True)]
        file.whole += whole
        file.key += key
