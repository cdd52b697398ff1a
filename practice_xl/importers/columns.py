"""The wanted columns of a file, each different value once; of people only salted hashes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, count, islice
from typing import Any, TypeVar

from practice_xl.importers.amounts import read_amounts
from practice_xl.importers.clients import Hasher
from practice_xl.problems import FileRefused

TOP_ROWS = 30  # headers are looked for in these
_SHOWN_ROWS = 5
_MOST_COLUMNS = 2000
_ROWS = 100  # taken at once: few enough to stay near the processor
_POSITIVE = 2**63 - 1

Row = Sequence[Any]
T = TypeVar("T")


def at(values: Sequence[T], rows: Sequence[int]) -> list[T]:
    """The values of these rows, given by their positions."""
    return list(map(values.__getitem__, rows))


def _places(numbers: Sequence[int]) -> str:
    """Numbers of rows in words for a message."""
    shown = [str(number) for number in numbers[:_SHOWN_ROWS]]
    if len(numbers) == 1:
        return f"row {shown[0]}"
    if len(numbers) > _SHOWN_ROWS:
        return f"rows {', '.join(shown)} and {len(numbers) - _SHOWN_ROWS} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


@dataclass(frozen=True)
class Cells:
    """One column of a file: its different values once, and which row has which.

    Attributes:
        codes: For each row the position in ``values``; -1 for a blank cell.
        values: The different values, as text, numbers or dates.
    """

    codes: Sequence[int]
    values: Sequence[Any]

    def each(self, converted: Sequence[Any], blank: Any) -> list[Any]:
        """One converted value a row.

        >>> Cells([0, -1, 0], ["a"]).each([7], 0)
        [7, 0, 7]
        """
        table = [*converted, blank]
        return at(table, self.codes)


@dataclass(frozen=True)
class Columns:
    """The wanted columns of one file.

    Attributes:
        name: Name of the file, for messages.
        numbers: For each row its number in the file, for messages.
        cells_of: For each role its columns; several where the source wants many.
        people: For each row a salted hash of the columns that name its client; 0 for blank.
        headers: For each role the header the file gave it.
        whole: A hash of each row as a whole, to find it again.
        key: A hash of what stays the same in a row when the file is exported again.
        all_headers: Every header of the file.
    """

    name: str
    numbers: Sequence[int]
    cells_of: Mapping[str, tuple[Cells, ...]]
    people: Sequence[int]
    headers: Mapping[str, str]
    whole: Sequence[int] = field(default=(), repr=False)
    key: Sequence[int] = field(default=(), repr=False)
    all_headers: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.numbers)

    def cells(self, role: str) -> Cells | None:
        """The first column of a role; None when the file does not have it."""
        found = self.cells_of.get(role, ())
        return found[0] if found else None

    def needed(self, role: str) -> Cells:
        """The first column of a role that the source cannot do without."""
        return self.cells_of[role][0]

    def only(self, rows: Sequence[int]) -> Columns:
        """The same file with these rows alone, given by their positions."""
        cells = {
            role: tuple(Cells(at(one.codes, rows), one.values) for one in group)
            for role, group in self.cells_of.items()
        }
        return replace(
            self,
            numbers=at(self.numbers, rows),
            cells_of=cells,
            people=at(self.people, rows),
            whole=at(self.whole, rows),
            key=at(self.key, rows),
        )

    def places(self, rows: Sequence[int]) -> str:
        """Numbers of rows, given by their positions, in words for a message.

        >>> Columns("a.csv", [2, 3, 4], {}, [], {}).places([0, 2])
        'rows 2 and 4'
        """
        return _places(at(self.numbers, rows))

    def amounts(self, role: str, counted: Sequence[bool]) -> list[float] | None:
        """Amounts of a role, added up over its columns, one a row; blank is 0. None without it.

        Args:
            role: Role of the columns.
            counted: Whether each row counts; text in another (a line of totals) does no harm.

        Raises:
            FileRefused: A cell holds text that is no amount; the message names its row.

        >>> cells = Cells([0, 1, -1], ["(40.00)", "$1,200"])
        >>> columns = Columns("a.csv", [2, 3, 4], {"paid": (cells,)}, [], {"paid": "Paid"})
        >>> columns.amounts("paid", [True] * 3)
        [-40.0, 1200.0, 0.0]
        """
        total: list[float] | None = None
        for cells in self.cells_of.get(role, ()):
            numbers, unreadable = read_amounts(cells.values)
            if any(unreadable):
                bad = cells.each(unreadable, False)
                rows = [row for row, odd in enumerate(bad) if odd and counted[row]]
                if rows:
                    raise FileRefused(
                        f"{self.name} holds text where an amount is expected, in the column "
                        f"{self.headers[role]}, {self.places(rows)}; mend it there and import "
                        "again."
                    )
            here = cells.each(numbers, 0.0)
            total = (
                here if total is None else [one + two for one, two in zip(total, here, strict=True)]
            )
        return total


@dataclass(frozen=True)
class Picks:
    """Where the wanted columns stand in a table.

    Attributes:
        header_row: Position of the header row, counted from 0.
        row_headers: All of its headers, as :func:`~practice_xl.importers.statuses.plain` has them.
        columns: For each role the positions of its columns.
        people: Positions of the columns that name a client.
        headers: For each role its header.
        needed: Positions a row must reach to be whole.
        changing: Positions of columns that may read differently when exported again.
        identity: Positions that tell a row from all others; without them every column does.
        found: How many of the wanted columns there are.
    """

    header_row: int
    row_headers: Sequence[str]
    columns: Mapping[str, tuple[int, ...]]
    people: tuple[int, ...]
    headers: Mapping[str, str]
    needed: tuple[int, ...]
    changing: frozenset[int]
    identity: tuple[int, ...]
    found: int

    @property
    def width(self) -> int:
        """Number of columns of the header row."""
        return len(self.row_headers)


class TableView(ABC):
    """One way to see a file as a table: a sheet, a calendar, or a text with one separator.

    Attributes:
        name: Name of the file.
        exact: Whether a row with more cells than headers shows that the columns are shifted.
    """

    exact = False

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """All rows, from the first one of the file.

        Raises:
            FileRefused: The file is damaged there.
        """

    def unworked(self) -> bool:
        """Whether it holds formulas whose results were never saved."""
        return False

    def repeats(self) -> bool:
        """Whether rows may stand in it more than once."""
        return True

    def stops_inside(self, _last: Row, _picks: Picks) -> bool:
        """Whether the file stops in the middle of its last row, where its kind can."""
        return False

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text."""
        return map(_as_text, islice(self.rows(), TOP_ROWS))

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted, as text."""
        for row in map(_as_text, self.rows()):
            if wanted(next((cell for cell in row if cell.strip()), "")):
                yield row

    def columns(self, picks: Picks, hashed: Hasher, alone: bool = False) -> Columns:
        """The wanted columns of all rows under the headers; blank rows are passed over.

        Cells that name a person are hashed some hundred rows at a time: no column of them is ever
        made.

        Args:
            picks: The columns.
            hashed: Turns what names a person into a number.
            alone: Whether the file is the only one, so that no row stands in another.

        Raises:
            FileRefused: The file is damaged, or its rows are wider than its headers.
        """
        collector, width = (
            Collector(picks, hashed, alone, alone and not self.repeats()),
            picks.width,
        )
        last: Row = ()
        beyond: list[int] = []
        rows, number = self.rows(), picks.header_row + 2
        for _ in range(picks.header_row + 1):
            next(rows)
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
                if self.exact:
                    beyond += [n for n, row in zip(numbers, taken, strict=True) if any(row[width:])]
                taken = [(*row[:width], *[None] * (width - len(row))) for row in taken]
            collector.add(taken, numbers)
        if self.stops_inside(last, picks):
            raise FileRefused(
                f"{self.name} stops in the middle of its last row; export it again, the rest of it "
                "may be missing."
            )
        if beyond:
            raise FileRefused(
                f"{self.name} has more cells than headers in {_places(beyond)}, so its columns "
                "cannot be trusted; export it again, or put quotes around cells that hold the "
                "separator."
            )
        return collector.columns(self.name)


def _as_text(row: Row) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row[:_MOST_COLUMNS]]


class Collector:
    """Takes the rows of a file, some hundred at once, and keeps of them what is wanted."""

    def __init__(self, picks: Picks, hashed: Hasher, alone: bool, distinct: bool) -> None:
        self._picks = picks
        self._hashed = hashed
        self._known: dict[int, dict[Any, int]] = {
            place: defaultdict(count().__next__)
            for group in picks.columns.values()
            for place in group
        }
        self._codes: dict[int, list[int]] = {place: [] for place in self._known}
        self._numbers: list[int] = []
        self._people: list[int] = []
        self._whole: list[int] = []
        self._key: list[int] = []
        headers = picks.row_headers
        self._order = sorted(range(len(headers)), key=lambda place: (headers[place], place))
        changing = frozenset() if alone else picks.changing
        self._lasting = [place for place in self._order if place not in changing]
        self._distinct = distinct

    def add(self, rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Take rows, each as wide as the headers, and their numbers in the file."""
        table = list(zip(*rows, strict=True))

        def hashes(places: Sequence[int]) -> list[int]:
            return list(map(hash, zip(*[table[place] for place in places], strict=True)))

        self._numbers += numbers
        for place, codes in self._codes.items():
            codes.extend(map(self._known[place].__getitem__, table[place]))
        self._people += self._clients(table, len(rows))
        whole = list(numbers) if self._distinct else hashes(self._order)
        key = hashes(self._lasting) if len(self._lasting) < len(self._order) else whole
        if identity := self._picks.identity:  # rows with an id of their own are known by it
            named = list(zip(table[identity[0]], hashes(identity), strict=True))
            whole = [own if cell else one for (cell, own), one in zip(named, whole, strict=True)]
            key = [own if cell else one for (cell, own), one in zip(named, key, strict=True)]
        self._whole += whole
        self._key += key

    def _clients(self, table: Sequence[Row], rows: int) -> list[int]:
        numbers = [0] * rows
        for place in self._picks.people:
            more = self._hashed.each(table[place])
            if any(numbers):
                more = [
                    hash((one, two)) & _POSITIVE if two else one
                    for one, two in zip(numbers, more, strict=True)
                ]
            numbers = more
        return numbers

    def columns(self, name: str) -> Columns:
        """What was kept."""
        picks = self._picks
        cells = {place: _cells(self._codes[place], self._known[place]) for place in self._codes}
        return Columns(
            name,
            self._numbers,
            {role: tuple(cells[at] for at in group) for role, group in picks.columns.items()},
            self._people,
            picks.headers,
            self._whole,
            self._key,
            frozenset(picks.row_headers),
        )


def _cells(codes: list[int], known: Mapping[Any, int]) -> Cells:
    """A column of codes: blank cells as -1, no text with spaces around it."""
    values = [value.strip() if isinstance(value, str) else value for value in known]
    filled = [value for value in values if value is not None and value != ""]
    if len(filled) < len(values):
        place = iter(range(len(filled)))
        new = [-1 if value is None or value == "" else next(place) for value in values]
        codes = [new[code] for code in codes]
    return Cells(codes, filled)
