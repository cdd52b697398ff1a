"""The wanted columns of a file, as values: of people only hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from practice_xl.importers.amounts import read_amounts
from practice_xl.problems import FileRefused

Array = np.ndarray[Any, np.dtype[Any]]
_SHOWN_ROWS = 5


@dataclass(frozen=True)
class Cells:
    """One column of a file: its different values once, and which row has which.

    Attributes:
        codes: For each row the position in ``values``; -1 for a blank cell.
        values: The different values, as text, numbers or dates.
    """

    codes: Array
    values: Sequence[Any]

    def spread(self, converted: Sequence[Any] | Array, blank: Any, dtype: Any) -> Array:
        """One converted value a row.

        >>> Cells(np.array([0, -1, 0]), ["a"]).spread([7], 0, int).tolist()
        [7, 0, 7]
        """
        table = np.empty(len(self.values) + 1, dtype)
        table[:-1] = converted
        table[-1] = blank
        return np.asarray(table[self.codes])

    @property
    def filled(self) -> Array:
        """For each row whether the cell holds anything."""
        return np.asarray(self.codes >= 0)


@dataclass(frozen=True)
class Frame:
    """The wanted columns of one file; of people only hashes.

    Attributes:
        name: Name of the file, for messages.
        first_row: Row number, in the file, of the first row after the headers.
        columns: For each role its cells; several where the source wants many.
        people: For each role that names a person one hash a row, 0 for blank.
        headers: For each role the header the file gave it.
        rows: Number of rows.
        times: For a role of dates the times of day that stood behind them, where they were
            parted while reading.
    """

    name: str
    first_row: int
    rows: int
    columns: Mapping[str, tuple[Cells, ...]]
    people: Mapping[str, tuple[Array, ...]]
    headers: Mapping[str, str]
    times: Mapping[str, Cells] = field(default_factory=dict)

    def cells(self, role: str) -> Cells | None:
        """The first column of a role; None when the file does not have it."""
        found = self.columns.get(role, ())
        return found[0] if found else None

    def needed(self, role: str) -> Cells:
        """The first column of a role that the source cannot do without."""
        return self.columns[role][0]

    def places(self, mask: Array) -> str:
        """Row numbers of the marked rows, in words, for a message.

        >>> frame = Frame("a.csv", 2, 3, {}, {}, {})
        >>> frame.places(np.array([True, False, True]))
        'rows 2 and 4'
        """
        numbers = [int(row) + self.first_row for row in np.flatnonzero(mask)]
        shown = [str(number) for number in numbers[:_SHOWN_ROWS]]
        if len(numbers) == 1:
            return f"row {shown[0]}"
        if len(numbers) > _SHOWN_ROWS:
            return f"rows {', '.join(shown)} and {len(numbers) - _SHOWN_ROWS} more"
        return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def amounts(frame: Frame, role: str, counted: Array) -> Array | None:
    """Amounts of a role, added up over its columns, one a row; blank is 0. None without it.

    Args:
        frame: The file.
        role: Role of the columns.
        counted: The rows that count; text in another (a line of totals) does no harm.

    Raises:
        FileRefused: A cell holds text that is no amount; the message names its row.

    >>> cells = Cells(np.array([0, 1, -1]), ["(40.00)", "$1,200"])
    >>> frame = Frame("a.csv", 2, 3, {"paid": (cells,)}, {}, {"paid": "Paid"})
    >>> amounts(frame, "paid", np.array([True] * 3)).tolist()
    [-40.0, 1200.0, 0.0]
    """
    columns = frame.columns.get(role, ())
    if not columns:
        return None
    total = np.zeros(frame.rows)
    for cells in columns:
        numbers, unreadable = read_amounts(cells.values)
        bad = counted & cells.spread(unreadable, False, bool)
        if bad.any():
            raise FileRefused(
                f"{frame.name} holds text where an amount is expected, in the column "
                f"{frame.headers[role]}, {frame.places(bad)}; mend it there and import again."
            )
        total += cells.spread(numbers, 0.0, float)
    return total
