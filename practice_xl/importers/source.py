"""What every source is made of: the columns it wants, how a file is read, and what was found.

A source names the columns it wants; nothing else of a file is read. A column that names a person
is read through a salted hash only (:mod:`practice_xl.importers.clients`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.importers.statuses import Outcome
from practice_xl.problems import FileRefused

Array = np.ndarray[Any, np.dtype[Any]]
_SHOWN_ROWS = 5


@dataclass(frozen=True)
class Wanted:
    """One column a source wants.

    Attributes:
        role: What the column is for, in code.
        headers: Headers it may have, the best first; spelled as :func:`plain` gives them.
        needed: True when the source cannot be read without it.
        person: True when it names a client: only a salted hash of each cell is kept.
        many: True when every column of that header is wanted (client's and insurer's "Paid").
    """

    role: str
    headers: tuple[str, ...]
    needed: bool = False
    person: bool = False
    many: bool = False


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
        title: Rows above the headers, for a source that reads its period there.
        rows: Number of rows.
    """

    name: str
    first_row: int
    rows: int
    columns: Mapping[str, tuple[Cells, ...]]
    people: Mapping[str, tuple[Array, ...]]
    headers: Mapping[str, str]
    title: tuple[tuple[str, ...], ...] = ()

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


@dataclass(frozen=True)
class Reading:
    """What the owner decided, and what an import carries from file to file.

    Attributes:
        plan: Says on which weekday a week starts.
        today: Rows after it are future bookings and are not counted.
        notice_hours: Notice asked of clients who cancel; None when it was not given. [hours]
        day_first: True for 31/12, False for 12/31, None to let the file decide.
        zone: Time zone of the practice; None is this computer's.
        statuses: Words of the owner's own for outcomes, beside those a source knows.
        salt: Random bytes of this import; never kept, written or shown.
    """

    plan: Plan
    today: date
    notice_hours: float | None = None
    day_first: bool | None = None
    zone: tzinfo | None = None
    statuses: Mapping[str, Outcome] = field(default_factory=dict)
    salt: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Appointments:
    """Rows of appointments, one array a column.

    Attributes:
        day: Days since 1970-01-01.
        second: Second of the day the appointment starts; -1 where the file gives no time.
        clinician: Position in ``clinicians``; 0 is "not named".
        clinicians: Names as the file gives them; the first is blank.
        client: Salted hash of the client; 0 where unknown.
        outcome: An :class:`~practice_xl.importers.statuses.Outcome`.
        tells: Keys of Weekly this source can tell; the others stay blank.
    """

    day: Array
    second: Array
    clinician: Array
    clinicians: tuple[str, ...]
    client: Array = field(repr=False)
    outcome: Array
    tells: frozenset[str]


@dataclass(frozen=True)
class Money:
    """Amounts by day.

    Attributes:
        day: Days since 1970-01-01.
        amount: What came in; a refund is negative. [currency]
        by_session: True when the day is the session's, not the day the money came in.
        mark: Salted hash of each transaction, so that overlapping exports count it once; 0 where
            the file has none.
    """

    day: Array
    amount: Array
    by_session: bool = False
    mark: Array | None = field(default=None, repr=False)


@dataclass
class Found:
    """What one file gave."""

    appointments: Appointments | None = None
    money: Money | None = None
    weeks: dict[tuple[date, str], dict[str, float]] = field(default_factory=dict)
    months: dict[date, dict[str, float]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A kind of file that can be imported.

    Attributes:
        name: What it is called on the screen.
        columns: The columns it wants.
        read: Turns the wanted columns into figures.
        also: Of these roles at least one is needed, where no single one is.
    """

    name: str
    columns: tuple[Wanted, ...]
    read: Callable[[Frame, Reading], Found]
    also: tuple[str, ...] = ()


def plain(header: Any) -> str:
    """A header without case, punctuation, underscores and extra spaces.

    >>> plain(" Created (UTC)"), plain("...of those, fee charged"), plain("staff_member_name")
    ('created utc', 'of those fee charged', 'staff member name')
    """
    if header is None:
        return ""
    return " ".join(re.sub(r"[\W_]+", " ", str(header).casefold()).split())


def amounts(frame: Frame, role: str) -> Array | None:
    """Amounts of a role, added up over its columns, one a row; blank is 0. None without it.

    Raises:
        FileRefused: A cell holds text that is no amount; the message names its row.

    >>> cells = Cells(np.array([0, 1, -1]), ["(40.00)", "$1,200"])
    >>> amounts(Frame("a.csv", 2, 3, {"paid": (cells,)}, {}, {"paid": "Paid"}), "paid").tolist()
    [-40.0, 1200.0, 0.0]
    """
    from practice_xl.importers.amounts import read_amounts

    columns = frame.columns.get(role, ())
    if not columns:
        return None
    total = np.zeros(frame.rows)
    for cells in columns:
        numbers, unreadable = read_amounts(cells.values)
        bad = cells.spread(unreadable, False, bool)
        if bad.any():
            raise FileRefused(
                f"{frame.name} holds text where an amount is expected, in the column "
                f"{frame.headers[role]}, {frame.places(bad)}; mend it there and import again."
            )
        total += cells.spread(numbers, 0.0, float)
    return total
