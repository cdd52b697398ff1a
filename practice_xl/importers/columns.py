"""The wanted columns of a file, each different value once; of people only salted hashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from operator import itemgetter
from typing import Any, Protocol

from practice_xl.importers.amounts import read_amounts
from practice_xl.importers.clients import Hasher
from practice_xl.problems import FileRefused

TOP_ROWS = 30  # headers are looked for in these
_SHOWN_ROWS = 5
_POSITIVE = 2**63 - 1

Row = Sequence[Any]


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
        return [table[code] for code in self.codes]


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

        def kept(values: Sequence[Any]) -> list[Any]:
            return [values[row] for row in rows]

        cells = {
            role: tuple(Cells(kept(one.codes), one.values) for one in group)
            for role, group in self.cells_of.items()
        }
        numbers, people = kept(self.numbers), kept(self.people)
        whole, key = kept(self.whole), kept(self.key)
        return replace(self, numbers=numbers, cells_of=cells, people=people, whole=whole, key=key)

    def places(self, rows: Sequence[int]) -> str:
        """Numbers of rows, given by their positions, in words for a message.

        >>> Columns("a.csv", [2, 3, 4], {}, [], {}).places([0, 2])
        'rows 2 and 4'
        """
        shown = [str(self.numbers[row]) for row in rows[:_SHOWN_ROWS]]
        if len(rows) == 1:
            return f"row {shown[0]}"
        if len(rows) > _SHOWN_ROWS:
            return f"rows {', '.join(shown)} and {len(rows) - _SHOWN_ROWS} more"
        return f"rows {', '.join(shown[:-1])} and {shown[-1]}"

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
        alone: Whether the file is imported alone, so that its rows need not be known again in
            another one.
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
    alone: bool = False

    @property
    def width(self) -> int:
        """Number of columns of the header row."""
        return len(self.row_headers)


class TableView(Protocol):
    """One way to see a file as a table: a sheet, or a text with one separator."""

    name: str

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text."""

    def columns(self, picks: Picks, hashed: Hasher) -> Columns:
        """The wanted columns of all rows under the headers."""

    def labelled(self, wanted: Callable[[str], bool], /) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted, as text."""

    def unworked(self) -> bool:
        """Whether it holds formulas whose results were never saved."""


class Collector:
    """Takes the rows of a file, some thousand at once, and keeps of them what is wanted."""

    def __init__(self, picks: Picks, hashed: Hasher) -> None:
        self._picks = picks
        self._hashed = hashed
        self._known: dict[int, dict[Any, int]] = {
            place: defaultdict(count().__next__)
            for group in picks.columns.values()
            for place in group
        }
        self._codes: dict[int, list[int]] = {place: [] for place in self._known}
        self._people: list[int] = []
        self._whole: list[int] = []
        self._key: list[int] = []
        headers = picks.row_headers
        self._order = sorted(range(len(headers)), key=lambda place: (headers[place], place))
        self._lasting = [place for place in self._order if place not in picks.changing]
        self._rows = 0

    def add(self, rows: Sequence[Row], lines: Sequence[int] = ()) -> None:
        """Take rows, each as wide as the headers.

        Args:
            rows: Their cells.
            lines: A hash of each row's own line, where that is enough to find a row again.
        """
        for place, codes in self._codes.items():
            codes.extend(map(self._known[place].__getitem__, map(itemgetter(place), rows)))
        self._people += self._clients(rows) if self._picks.people else [0] * len(rows)
        whole = list(lines) or self._hashes(rows, self._order)
        changing = not lines and len(self._lasting) < len(self._order)
        key = self._hashes(rows, self._lasting) if changing else whole
        identity = self._picks.identity
        if identity:
            for at, row in enumerate(rows):
                if row[identity[0]]:
                    whole[at] = key[at] = hash(tuple([row[place] for place in identity]))
        self._whole += whole
        self._key += key
        self._rows += len(rows)

    def _hashes(self, rows: Sequence[Row], places: Sequence[int]) -> list[int]:
        columns = [map(itemgetter(place), rows) for place in places]
        return [hash(cells) for cells in zip(*columns, strict=True)]

    def _clients(self, rows: Sequence[Row]) -> list[int]:
        first, *more = self._picks.people
        numbers = self._hashed.each([row[first] for row in rows])
        for place in more:
            others = self._hashed.each([row[place] for row in rows])
            numbers = [
                hash((one, two)) & _POSITIVE if two else one
                for one, two in zip(numbers, others, strict=True)
            ]
        return numbers

    def columns(self, name: str) -> Columns:
        """What was kept."""
        picks = self._picks
        cells = {place: _cells(self._codes[place], self._known[place]) for place in self._codes}
        first = picks.header_row + 2
        return Columns(
            name,
            range(first, first + self._rows),
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
