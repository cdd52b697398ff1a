"""How a program is declared: the headers of its report, what they hold, and what its words mean.

A program is one module in :mod:`practice_xl.importers.programs`: the declarations of its reports
in ``SOURCES``, and code only where the program is odd. Nothing else needs to know of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from practice_xl.importers.statuses import Flow

if TYPE_CHECKING:
    from practice_xl.importers.reading import Export, Found, Reading


class Holds(Enum):
    """What a report holds, as the guide says it."""

    SESSIONS = "sessions"
    CALENDAR = "sessions that took place"
    MONEY = "money collected"
    CHARGES = "what was billed and paid for each session"
    FIGURES = "figures of this tracker"


@dataclass(frozen=True)
class Column:
    """One column a source wants.

    Attributes:
        role: What the column is for, in code.
        headers: Headers it may have, the best first, with commas between them; spelled as
            :func:`~practice_xl.importers.statuses.plain` gives them.
        needed: True when the source cannot be read without it.
        person: True when it names a client: only a salted hash of each cell is kept.
        many: True when every column of that header is wanted (client's and insurer's "Paid").
        sign: True when it only tells what the file is: its cells are not read.
        changes: True when the same row may read differently in a later export.
    """

    role: str
    headers: str
    needed: bool = False
    person: bool = False
    many: bool = False
    sign: bool = False
    changes: bool = False

    @property
    def names(self) -> list[str]:
        """The headers one by one."""
        return self.headers.split(", ")


def wanted(table: str) -> tuple[Column, ...]:
    r"""Columns written as a table, one a line: role and marks, then the headers.

    A line that ends with a comma goes on in the next.

    >>> [one.names for one in wanted("date, needed: day, date\npaid, many, changes: paid")]
    [['day', 'date'], ['paid']]
    """
    found = []
    for line in re.sub(r",\s*\n\s*", ", ", table.strip()).splitlines():
        marks, headers = line.strip().split(": ")
        role, *marked = marks.split(", ")
        found.append(Column(role, headers, **dict.fromkeys(marked, True)))
    return tuple(found)


@dataclass(frozen=True)
class Source:
    """A report that can be imported.

    Roles with a meaning of their own: ``date``, ``time``, ``clinician``; in sessions ``charge``
    and ``fee`` (a missed session with one was charged), ``paid``, ``billed`` and ``written_off``;
    in money ``amount`` (or ``money_in`` and ``money_out``), ``refunded``, ``currency``, and ``id``
    (tells a row from all others).

    Attributes:
        program: Whose report it is.
        report: What the report is called.
        holds: What is in it.
        menu: Where the program exports it.
        columns: The columns it wants.
        words: For each role that holds words: what each means, an Outcome or a Flow. ``"*"`` is
            any other word, ``""`` a blank cell.
        also: Of these roles at least one is needed, where no single one is.
        never: Headers no such report has, as in a column.
        utc: True when its times are UTC.
        below_zero: What an amount below zero is; None when nobody can know.
        rank: Of two reports that tell of the same, the lower one is taken.
        apart: True when other reports of the program may tell of other money; they are compared.
        everything: True when it holds all money that came in, other reports' payouts among it.
        about: What the owner should know when it is imported.
        read: Reads it, where the program is odd.
    """

    program: str
    report: str
    holds: Holds
    menu: str
    columns: tuple[Column, ...]
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    never: Sequence[str] = ()
    utc: bool = False
    below_zero: Flow | None = Flow.REFUND
    rank: int = 0
    apart: bool = False
    everything: bool = False
    about: str = ""
    read: Callable[[Export, Reading], Found] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What it is called on the screen."""
        return f"{self.program} {self.report}".strip()


OUTGOING = (
    "vendor, vendor name, supplier, supplier name, payee, paid to, landlord, bill, bill number, "
    "bill no, bill date, bill id, bill payment, expense, expense date, expense account, "
    "expense category, purchase order"
).split(", ")
"""Headers of a list of bills paid: no report of money that came in has one."""

CARD = ("card no", "card member", "cardmember", "post date")
"""Headers of a credit card's list: what comes in there is what you paid back."""
