"""One way to see a file as a table, and which of its columns are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from practice_xl.importers.frame import Frame

TOP_ROWS = 30  # headers are looked for in these

Hash = Callable[[Any], int]


@dataclass(frozen=True)
class Picks:
    """Where the wanted columns stand.

    Attributes:
        header_row: Position of the header row, counted from 0.
        width: Number of columns of the header row.
        columns: For each role the positions of its columns.
        people: The same for roles that name a person.
        headers: For each role its header.
        needed: Positions a row must reach to be whole.
        dated: Roles whose columns hold dates.
        found: How many of the wanted columns there are.
    """

    header_row: int
    width: int
    columns: Mapping[str, tuple[int, ...]]
    people: Mapping[str, tuple[int, ...]]
    headers: Mapping[str, str]
    needed: tuple[int, ...]
    dated: frozenset[str]
    found: int


class Grid(Protocol):
    """One way to see a file as a table: a sheet, or a text with one separator."""

    name: str

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text."""

    def frame(self, picks: Picks, hashed: Hash) -> Frame:
        """The wanted columns of all rows under the headers."""

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted, as text."""
