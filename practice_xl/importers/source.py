"""What every source is made of: the columns it wants, how a file is read, and what was found.

A source names the columns it wants; nothing else of a file is read. A column that names a person
is read through a salted hash only (:mod:`practice_xl.importers.clients`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from practice_xl.domain.plan import Plan
from practice_xl.importers.frame import Array, Frame
from practice_xl.importers.statuses import Outcome


@dataclass(frozen=True)
class Wanted:
    """One column a source wants.

    Attributes:
        role: What the column is for, in code.
        headers: Headers it may have, the best first; spelled as :func:`plain` gives them.
        needed: True when the source cannot be read without it.
        person: True when it names a client: only a salted hash of each cell is kept.
        many: True when every column of that header is wanted (client's and insurer's "Paid").
        dated: True when it holds dates, perhaps with a time of day behind them.
        sign: True when it only tells what the file is: its cells are not read.
    """

    role: str
    headers: tuple[str, ...]
    needed: bool = False
    person: bool = False
    many: bool = False
    dated: bool = False
    sign: bool = False


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
