"""Files as tables: the rows of each kind of file, and the columns taken out of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, count, islice
from typing import Any

from practice_xl.importers.columns import Cells, Columns, rows_in_words
from practice_xl.importers.people import Hasher
from practice_xl.problems import FileRefused

TOP_ROWS = 30  # headers are looked for in these
_MOST_COLUMNS = 2000
_ROWS = 250  # taken at once: few enough to stay near the processor
_POSITIVE = 2**63 - 1

Row = Sequence[Any]


@dataclass(frozen=True)
class Picks:
    """Where the wanted columns stand in a table.

    Attributes:
        header_row: Position of the header row, counted from 0.
        row_headers: All of its headers, as :func:`~practice_xl.importers.statuses.plain` has them.
        columns: For each role the positions of its columns.
        people: Positions of the columns that name a client.
        headers: For each wanted column there is its header, by role.
        needed: Position a row must reach to be whole.
        changing: Positions of columns that may read differently when exported again.
        identity: Positions that tell a row from all others; without them every column does.
    """

    header_row: int
    row_headers: Sequence[str]
    columns: Mapping[str, tuple[int, ...]]
    people: Sequence[int]
    headers: Mapping[str, str]
    needed: int
    changing: frozenset[int]
    identity: tuple[int, ...]

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
                f"{self.name} has more cells than headers in {rows_in_words(beyond)}, so its "
                "columns cannot be trusted; export it again, or put quotes around cells that hold "
                "the separator."
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
        self._distinct = distinct and not picks.identity

    def add(self, rows: Sequence[Row], numbers: Sequence[int]) -> None:
        """Take rows, each as wide as the headers, and their numbers in the file."""
        table = list(zip(*rows, strict=True))

        def hashes(places: Sequence[int]) -> list[int]:
            return list(map(hash, zip(*[table[place] for place in places], strict=True)))

        self._numbers += numbers
        for place, codes in self._codes.items():
            codes.extend(map(self._known[place].__getitem__, table[place]))
        self._people += self._clients(table, len(rows))
        if self._distinct:
            return
        whole = hashes(self._order)
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
            self._whole or self._numbers,
            self._key or self._numbers,
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
