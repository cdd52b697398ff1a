"""What else was typed: a month of the sheet Monthly, an action, a result of a quarter."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, timedelta
from typing import NamedTuple

from practice_xl.domain.calendar import QUARTER, month_of, next_month, quarter_of
from practice_xl.domain.plan import Plan


class Row(NamedTuple):
    """A week of one clinician. Numbers that cannot be used are absent."""

    label: Hashable  # Its label in what was cleaned
    week: date  # First day of the week it counts in
    typed: date  # The day that was typed
    clinician: str  # The name; blank for the owner
    numbers: dict[str, float]  # By key of the column


class Month(NamedTuple):
    """One closed month; None is not recorded. Money in the Plan's currency."""

    month: date
    overhead: float | None = None
    owner_pay: float | None = None
    tax_set_aside: float | None = None
    unpaid_balance: float | None = None
    unpaid_over_90: float | None = None


class Action(NamedTuple):
    """One row of the sheet Actions."""

    # Day it was written down; None when blank (then it counts from the beginning)
    added: date | None = None
    measurable: str | None = None  # Key of the measure it should move (a Measure of the schema)
    lever: str | None = None  # Key of the lever it works on (a Lever of the schema)
    # The owner's own words. They leave the workbook only when ``share`` is True.
    task: str | None = None
    result: str | None = None
    owner: str | None = None  # ``"Me"`` or ``"Delegated"``; None when blank
    due: date | None = None  # By when
    status: str = "open"  # ``"open"``, ``"done"`` or ``"dropped"``
    closed: date | None = None  # Day it was done or dropped
    share: bool = False  # Whether the owner ticked it for the coach copy
    row: int = 0  # Its place in the table, 0 for the first

    def is_open(self, day: date) -> bool:
        """Open on ``day``: added by then, and not done or dropped by then.

        >>> Action(added=date(2026, 3, 2), status="done", closed=date(2026, 3, 9)).is_open(
        ...     date(2026, 3, 8))
        True
        """
        if self.added is not None and self.added > day:
            return False
        if self.status == "open":
            return True
        return self.closed is not None and self.closed > day

    def is_overdue(self, day: date) -> bool:
        """Still open on ``day``, and due before it.

        >>> Action(due=date(2026, 3, 6)).is_overdue(date(2026, 3, 8))
        True
        """
        return self.is_open(day) and self.due is not None and self.due < day


class Commitment(NamedTuple):
    """What was promised to the coach, in a row of the coach's notes, and is still open."""

    text: str  # The promise, as it was typed
    due: date  # By when


class DecisionInput(NamedTuple):
    """One number of DecisionInputs that was typed: of which kind of decision, which number."""

    kind: str
    number: str
    value: float


class Decided(NamedTuple):
    """One row of the sheet Decisions that reads Yes."""

    row: int  # Its place in the table, 1 for the first
    kind: str  # Key of the kind of decision
    begins: date  # The day it begins
    # The last day away, for time away only; None: as many weeks as its number says
    ends: date | None = None
    number: float | None = None  # Its first number, typed beside it; None: as DecisionInputs has it


class Result(NamedTuple):
    """One row of the table Quarter: a result the owner named for a quarter."""

    measurable: str  # Key of the measure it should move
    to: float  # Where it should be. [unit of the measurable]
    quarter: date | None = None  # A day of its quarter; None: that of ``by``, else the one running
    # Where it began; None: the mean of the 4 open weeks before the quarter
    start: float | None = None
    by: date | None = None  # By when; None: the quarter's last day
    # The owner's words; they leave only where ``share`` is True
    when_then: str | None = None
    obstacle: str | None = None
    sure: float | None = None  # How sure the owner is, 1 to 10; None when blank
    share: bool = False  # Whether the words are ticked for the coach copy

    def span(self, as_of: date, plan: Plan) -> tuple[date, date]:
        """Its first and last day.

        Args:
            as_of: First day of the week read: the quarter running is the one it belongs to.
            plan: Says with which month business years, and so quarters, begin.

        >>> Result("fill", 0.9).span(date(2026, 9, 28), Plan())
        (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
        """
        first = quarter_of(self.quarter or self.by or month_of(as_of), plan.first_month)
        return first, self.by or next_month(first, QUARTER) - timedelta(days=1)
