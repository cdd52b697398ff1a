"""The wanted columns of a file, each different value once, and its amounts as numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import add
from typing import Any, TypeVar

from practice_xl.domain.cell_values import NotReadableError, as_number
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


def rows_in_words(numbers: Sequence[int]) -> str:
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
        return rows_in_words(at(self.numbers, rows))

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
            numbers = read_amounts(cells.values)
            here = cells.each(numbers, 0.0)
            rows = [row for row, one in enumerate(here) if one is None and counted[row]]
            if rows:
                raise FileRefused(
                    f"{self.name} holds text where an amount is expected, in the column "
                    f"{self.headers[role]}, {self.places(rows)}; mend it there and import again."
                )
            if None in numbers:
                here = [one or 0.0 for one in here]
            total = list(map(add, total, here)) if total else here
        return total


_COMMA_CENTS = re.compile(r"\d,\d{1,2}\D*$")
_POINT_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(?![\d.,])")
_POINT_CENTS = re.compile(r"\.\d{1,2}\D*$")
_CODE = re.compile(r"\b[A-Za-z]{1,3}\$|\b[A-Z]{3}\b")


def read_amounts(values: Sequence[Any]) -> list[float | None]:
    """Numbers of a column's different values; None for a value that is none.

    A column that writes cents behind a comma anywhere writes thousands with a point: its
    ``1.200`` is 1,200, which no single cell could tell.

    >>> read_amounts(["1.200", "40,50", "CA$ 12"])
    [1200.0, 40.5, 12.0]
    >>> read_amounts(["1.200", "n/a", "-"])
    [1.2, None, 0.0]
    """
    texts = [value for value in values if isinstance(value, str)]
    comma = any(map(_COMMA_CENTS.search, texts)) and not any(map(_POINT_CENTS.search, texts))
    return [_number(value, comma) for value in values]


def _number(value: Any, comma: bool) -> float | None:
    if isinstance(value, str):
        value = _CODE.sub("", value).strip()
        if value in ("-", "–", "—"):
            return 0.0
        if value.endswith("-"):
            value = f"-{value[:-1]}"
        if comma and _POINT_THOUSANDS.search(value):
            value = value.replace(".", "")
    try:
        return as_number(value) or 0.0
    except NotReadableError:
        return None
