"""What was typed: the Plan, which every number is held against, and rows of the other tables."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.measures import SCORING_VERSION
from practice_xl.schema.parts import MONTHS, WEEKDAYS
from practice_xl.schema.settings import TAX_DATES


class Fee(NamedTuple):
    """One row of the table Fees."""

    tier: str  # What the owner calls it, for example ``"Full"`` or ``"Insurer A"``
    kind: str  # ``"full"``, ``"sliding"`` or ``"insurance"``
    fee: float  # What is paid for one session of this tier. [currency]
    sessions: float  # Sessions a week at this fee. [sessions]


class TimeOff(NamedTuple):
    """Days away; ``last`` is the last day off, not the day of return."""

    first: date
    last: date


class Clinician(NamedTuple):
    """One row of the table Clinicians. ``usual_slots`` None: the Plan's usual slots."""

    name: str
    usual_slots: float | None = None


class ShortWeek(NamedTuple):
    """One row of the table ShortWeeks: a week that is short every year, or once."""

    # The key of a holiday of :mod:`practice_xl.schema.holidays`, past and future alike, or a date,
    # for the one week that holds it
    when: str | date
    share: float | None = None  # The share of a usual week, 0 to 1; None: a usual week
    why: str = ""  # What the owner typed beside it; never leaves the workbook


class Hours(NamedTuple):
    """One row of the table Hours: usual slots a week from a day on, 0 for who has left."""

    first: date  # The first day of the new hours
    usual_slots: float  # Client slots in a usual week from then on. [sessions]
    clinician: str = ""  # Whose; empty for the owner


class Booked(NamedTuple):
    """One row of the table Bookings: sessions booked for a week to come."""

    week: date  # The first day of the week
    sessions: float  # Sessions booked. [sessions]
    as_of: date  # The day they were counted


@dataclass(frozen=True)
class Plan:
    """Every value of the sheet Plan, in its order; None is blank, and blank is unknown.

    Money is in ``currency``; shares are fractions from 0 to 1. What each value means, its unit
    and its limits stand in :mod:`practice_xl.schema`.

    >>> Plan(full_fee=150).missed_fee, Plan(full_fee=150, late_cancel_fee=75).missed_fee
    (150, 75)
    """

    currency: str = "$"
    usual_slots: float | None = None
    full_fee: float | None = None
    income_goal: float | None = None
    sessions_goal: float | None = None
    practice_name: str | None = None
    week_starts_on: str = "Monday"
    year_starts: str = "January"
    plan_start: date | None = None
    sessions_start: float | None = None
    sessions_goal_by: date | None = None
    target_utilisation: float = 0.90
    working_weeks: float = 47
    session_minutes: float = 50
    late_cancel_fee: float | None = None
    collectable: float = 0.80
    show_rate_goal: float | None = 0.90
    missed_rate_limit: float | None = 0.10
    enforcement_goal: float | None = None
    inquiries_goal: float | None = None
    net_clients_goal: float | None = None
    session_rate_goal: float | None = None
    notes_limit: float | None = 0
    bills_limit: float | None = 0
    admin_hours_limit: float | None = 8
    ceo_hours_goal: float | None = 1
    referrals_goal: float | None = None
    days_in_ar_goal: float | None = 30
    tax_rate: float | None = None
    waiting: float = 0
    active_clients: float | None = None
    tax_dates: tuple[tuple[int, int], ...] | None = None
    share_name: str | None = None
    collected_before: float | None = None
    scoring_version: int = SCORING_VERSION
    schema_version: int = SCHEMA_VERSION
    fees: tuple[Fee, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    clinicians: tuple[Clinician, ...] = ()
    short_weeks: tuple[ShortWeek, ...] = ()
    hours: tuple[Hours, ...] = ()
    bookings: tuple[Booked, ...] = ()

    def __post_init__(self) -> None:
        """A goal, or usual slots, of 0 says nothing: it is taken as blank."""
        for key in ("income_goal", "sessions_goal", "usual_slots", "full_fee"):
            if getattr(self, key) == 0:
                object.__setattr__(self, key, None)

    @property
    def missed_fee(self) -> float | None:
        """What a charged late cancel or no-show costs: blank means the full fee. [currency]"""
        return self.full_fee if self.late_cancel_fee is None else self.late_cancel_fee

    @property
    def worked_goal(self) -> float | None:
        """The goal of % worked: that of % full, as far as people come; None without one, 0 to 1.

        >>> round(Plan(target_utilisation=0.9, show_rate_goal=0.9).worked_goal, 9)
        0.81
        """
        shown = self.show_rate_goal
        return None if shown is None else self.target_utilisation * shown

    @property
    def tax_days(self) -> tuple[tuple[int, int], ...]:
        """Month and day of every date tax is due; by the currency where none is typed.

        >>> Plan(currency="£").tax_days
        ((1, 31), (7, 31))
        """
        return TAX_DATES.get(self.currency, ()) if self.tax_dates is None else self.tax_dates

    @cached_property
    def first_weekday(self) -> int:
        """Weekday a week starts on, 0 for Monday to 6 for Sunday."""
        return WEEKDAYS.index(self.week_starts_on) if self.week_starts_on in WEEKDAYS else 0

    @cached_property
    def first_month(self) -> int:
        """Month the business year starts in, 1 to 12."""
        return MONTHS.index(self.year_starts) + 1 if self.year_starts in MONTHS else 1

    @property
    def mean_fee(self) -> float | None:
        """Mean of Fees weighted by sessions a week; None while Fees is empty. [currency]

        >>> Plan(fees=(Fee("Full", "full", 150, 12), Fee("A", "insurance", 100, 8))).mean_fee
        130.0
        """
        sessions = sum(fee.sessions for fee in self.fees)
        total = sum(fee.fee * fee.sessions for fee in self.fees)
        return total / sessions if sessions > 0 else None


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

    added: date | None = None  # Day it was written down; None: from the beginning
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

        >>> Action(status="done", closed=date(2026, 3, 9)).is_open(date(2026, 3, 8))
        True
        """
        added = self.added is None or self.added <= day
        return added and (self.status == "open" or (self.closed is not None and self.closed > day))

    def is_overdue(self, day: date) -> bool:
        """Still open on ``day``, and due before it."""
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
    ends: date | None = None  # The last day away; None: as many weeks as its number says
    number: float | None = None  # Its first number, typed beside it; None: as DecisionInputs has it


class Result(NamedTuple):
    """One row of the table Quarter: a result the owner named for a quarter."""

    measurable: str  # Key of the measure it should move
    to: float  # Where it should be. [unit of the measurable]
    quarter: date | None = None  # A day of its quarter; None: that of ``by``, else the one running
    start: float | None = None  # Where it began; None: the mean of the 4 open weeks before
    by: date | None = None  # By when; None: the quarter's last day
    # The owner's words; they leave only where ``share`` is True
    when_then: str | None = None
    obstacle: str | None = None
    sure: float | None = None  # How sure the owner is, 1 to 10; None when blank
    share: bool = False  # Whether the words are ticked for the coach copy
