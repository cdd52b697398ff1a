"""How a program is declared, and how its report is known again by its headers.

The modules of :mod:`practice_xl.importers.programs` hold the declarations of all reports
in ``SOURCES``, and code only where the program is odd. Nothing else needs to know of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules

from practice_xl.importers import programs
from practice_xl.importers.statuses import MEANINGS, Flow, Meaning, Words, plain
from practice_xl.importers.tables import File, Picks, Reading, View


class Holds(Enum):
    """What a report holds, as the guide says it."""

    SESSIONS = "sessions"
    CALENDAR = "sessions that took place"
    MONEY = "money collected"
    CHARGES = "what was billed and paid for each session"
    REFERRALS = "new clients by referral source"
    FIGURES = "figures of this tracker"
    OVERHEAD = "overhead of each month"


@dataclass(frozen=True)
class Column:
    """One column a source wants."""

    role: str
    names: list[str]  # headers it may have, made plain, the best first
    needed: bool = False  # the source cannot be read without it
    person: bool = False  # it names a client: only a salted hash of each cell is kept
    many: bool = False  # every column of that header is wanted (client's and insurer's "Paid")
    sign: bool = False  # it only tells what the file is: its cells are not read
    changes: bool = False  # the same row may read differently in a later export
    also: bool = False  # of all columns marked so the source needs at least one
    words: dict[str, Meaning] = field(default_factory=dict, init=False)  # "*": any other word


@dataclass(frozen=True)
class Source:
    r"""A report that can be imported.

    Its table has a line for each column: role and marks, then the headers it may have; a line
    that ends with a comma goes on in the next. Under a column of words a line for each meaning.

    >>> table = "date, needed: day, date\nstatus: status\n    = not counted: cancelled, (blank)"
    >>> source = Source("A program", "report", Holds.SESSIONS, "Reports > Export", table)
    >>> source.columns[0].names, list(source.words["status"])
    (['day', 'date'], ['cancelled', ''])

    Roles with a meaning of their own: ``date``, ``time``, ``clinician``; in sessions ``charge``
    and ``fee`` (a missed session with one was charged), ``paid``, ``billed`` and ``written_off``;
    in money ``amount`` (or ``money_in`` and ``money_out``), ``refunded``, ``currency``, and ``id``
    (tells a row from all others).
    """

    program: str
    report: str
    holds: Holds
    menu: str  # where the program exports it
    table: str = field(repr=False)
    never: Sequence[str] = ()  # headers no such report has
    utc: bool = False  # its times are UTC
    below_zero: Flow | None = Flow.REFUND  # what such an amount is; None: nobody can know
    credits: bool = False  # it may write what was paid below zero
    rank: int = 0  # of two reports that tell of the same, the lower one is taken
    apart: bool = False  # other reports of the program may tell of other money: compared
    everything: bool = False  # it holds all money that came in, other reports' payouts among it
    about: str = ""  # what the owner should know when it is imported
    read: Callable[[File, Reading], None] | None = field(default=None, repr=False)  # where odd

    @property
    def name(self) -> str:
        """What it is called on the screen."""
        return f"{self.program} {self.report}".strip()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its table."""
        columns: list[Column] = []
        for line in re.sub(r",\s*\n\s*", ", ", self.table.strip()).splitlines():
            marks, _, texts = map(str.strip, line.partition(":"))
            role, *marked = marks.split(", ")
            if role.startswith("= "):
                words = texts.replace("(blank)", "").split(", ")
                columns[-1].words.update(dict.fromkeys(words, MEANINGS[role.removeprefix("= ")]))
            else:
                columns.append(Column(role, texts.split(", "), **dict.fromkeys(marked, True)))
        return tuple(columns)

    @cached_property
    def words(self) -> Words:
        """For each role that holds words what each means; of a status it may be known of none."""
        spoken = (one for one in self.columns if one.words or one.role in ("status", "kind"))
        return {column.role: column.words for column in spoken}


# Headers of a list of bills paid: no report of money that came in has one.
OUTGOING = (
    "vendor, vendor name, supplier, supplier name, payee, paid to, landlord, bill, bill number, "
    "bill no, bill date, bill id, bill payment, expense, expense date, expense account, "
    "expense category, purchase order"
).split(", ")
# Headers of a credit card's list: what comes in there is what you paid back.
CARD = ("card no", "card member", "cardmember", "post date")


@cache
def all_sources() -> tuple[Source, ...]:
    """The reports of every program: each module of programs declares its own."""
    names = sorted(module.name for module in iter_modules(programs.__path__))
    modules = (import_module(f"{programs.__name__}.{name}") for name in names)
    return tuple(source for module in modules for source in getattr(module, "SOURCES", ()))


def recognise(views: Sequence[View], sources: Sequence[Source]) -> Picks | str:
    """The source with the most columns found, the first of equals; else what a file nearly is."""
    near = ""
    for view in views:
        for place, row in enumerate(view.texts()):
            headers = list(map(plain, row))
            matches = [match_headers(view, source, place, headers, row) for source in sources]
            if picks := [match for match in matches if isinstance(match, Picks)]:
                return max(picks, key=lambda one: len(one.columns))
            near = near or next((str(match) for match in matches if match), "")
    return near


def match_headers(
    view: View, source: Source, place: int, headers: Sequence[str], row: Sequence[str]
) -> Picks | str:
    """Where a source's columns stand; else why it is not quite that, as the end of a sentence."""
    found: dict[str, tuple[int, ...]] = {}
    for wanted in source.columns:
        places = [at for name in wanted.names for at, cell in enumerate(headers) if cell == name]
        if places:
            found[wanted.role] = tuple(places) if wanted.many else (places[0],)
    lacking = [wanted for wanted in source.columns if wanted.needed and wanted.role not in found]
    also = [wanted.role for wanted in source.columns if wanted.also]
    if also and found.keys().isdisjoint(also):
        return ""
    if lacking:  # the one column that is missing, where the others leave little doubt
        some = any(wanted.needed and wanted.role in found for wanted in source.columns)
        if len(lacking) > 1 or not also or len(found) <= 2 or not some:
            return ""
        column = f"column “{lacking[0].names[0].capitalize()}”"
        return f"looks like {source.name}, but has no {column}; export it with that column."
    foreign = next((at for at, cell in enumerate(headers) if cell in source.never), None)
    if foreign is not None:
        header = headers[foreign]
        if source.holds is not Holds.MONEY or header not in (*OUTGOING, *CARD):
            return ""
        what = "bills you paid" if header in OUTGOING else "what you paid by credit card"
        return (
            f"has a column {row[foreign].strip()}, so it seems to tell of {what}, which is no "
            "income; import what clients paid instead."
        )
    width = max(at for at, cell in enumerate(row) if cell.strip()) + 1
    shown = {role: " ".join(row[at[0]].lstrip("\ufeff").split()) for role, at in found.items()}
    needed = max(found[one.role][0] for one in source.columns if one.needed)
    return Picks(view, source, place, headers[:width], found, shown, needed)
