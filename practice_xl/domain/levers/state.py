"""A usual week of the practice: what the levers start from.

Weekly means of the last 13 open recorded weeks, the Fees as money really came in, and what
Monthly says is unpaid. What is not known is 0 here, and ``unknown`` says what to type.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

STATE_WEEKS = 13
# Of money billed long ago less comes in: shares taken up to and over 90 days.
COLLECTED_SOON, COLLECTED_LATE = 0.90, 0.40
CAUTIOUS_SHOW_RATE = 0.90


class Tier(NamedTuple):
    """A fee and the share of the week's sessions paid at it."""

    kind: str  # ``"full"``, ``"sliding"`` or ``"insurance"``
    fee: float  # The fee of the table Fees. [currency a session]
    share: float  # Sessions at this fee, of all sessions; 0 to 1


class State(NamedTuple):
    """A usual week, and what a year is made of. Unknown amounts are 0 and named in ``unknown``."""

    # Sessions kept, missed, cancelled in time. [sessions a week]
    kept: float = 0.0
    missed: float = 0.0
    cancelled: float = 0.0
    charged: float = 0.0  # Share of missed sessions that were charged, 0 to 1
    refilled: float = 0.0  # Share of in-time cancellations given to another session, 0 to 1
    # Slots offered; None when not recorded: no room is counted. [sessions a week]
    slots: float | None = None
    # Sessions that took place of those that could have, 0 to 1
    show_rate: float = CAUTIOUS_SHOW_RATE
    tiers: tuple[Tier, ...] = ()  # Fees, lowest fee first; one full tier where Fees is empty
    factor: float = 1.0  # What came in for a session, of what Fees say; multiplies every fee
    # The full fee: of the full tiers in Fees, else of Plan. [currency a session]
    full_fee: float = 0.0
    late_fee: float = 0.0  # What a charged missed session costs. [currency a session]
    late_fee_follows: bool = True  # True when it is the full fee, and rises with it
    collectable: float = 0.8  # Share of charged missed sessions that is paid, 0 to 1
    waiting: float = 0.0  # Sessions current clients want and cannot get. [sessions a week]
    working_weeks: float = 47.0  # Weeks worked in a year
    # Unpaid at the last month's end, and more than 90 days old; ``over_90`` None: the age is not
    # recorded. [currency]
    unpaid: float = 0.0
    over_90: float | None = 0.0
    daily: float = 0.0  # Billed, else collected, a day. [currency a day]
    days_goal: float = 30.0  # Days of income that may stand unpaid. [days]
    overhead: float = 0.0  # Mean of the closed months. [currency a month]
    admin_hours: float | None = None  # Hours of notes, billing and phone. [hours a week]
    clients: float | None = None  # Active clients. [clients]
    billing_helped: bool = False  # Whether the billing is handed over already
    weeks: int = 0  # Open recorded weeks it rests on
    currency: str = "$"  # Sign before amounts
    # What is not known, by key, with what to do about it in words
    unknown: Mapping[str, str] = MappingProxyType({})
    notes: tuple[str, ...] = ()  # Sentences on where the figures come from

    @property
    def room(self) -> float:
        """Slots that stand empty: offered, less kept and missed. [sessions a week]

        >>> State(kept=20, missed=2, slots=30).room, State(kept=20, slots=None).room
        (8, 0.0)
        """
        return 0.0 if self.slots is None else max(0.0, self.slots - self.kept - self.missed)

    @property
    def session_rate(self) -> float:
        """Money for a session, as it came in. [currency a session]"""
        return self.factor * sum(tier.fee * tier.share for tier in self.tiers)

    @property
    def recoverable(self) -> float:
        """What can be collected of the unpaid balance, once. [currency]

        Nine tenths of what is newer than 90 days and beyond the goal, four tenths of what is
        older. Where the age is not recorded, four tenths of what is beyond the goal.

        16,000 unpaid, 2,000 of it over 90 days, 3,000 billed a week, a goal of 30 days:

        >>> round(State(unpaid=16_000, over_90=2_000, daily=3_000 / 7, days_goal=30).recoverable)
        1829
        """
        allowed = self.days_goal * self.daily
        if self.over_90 is None:
            return COLLECTED_LATE * max(0.0, self.unpaid - allowed)
        newer = max(0.0, self.unpaid - self.over_90 - allowed)
        return COLLECTED_SOON * newer + COLLECTED_LATE * self.over_90

    def share_of(self, kind: str) -> float:
        """Share of the sessions paid at fees of a kind, 0 to 1."""
        return sum(tier.share for tier in self.tiers if tier.kind == kind)

    @property
    def lowest_panel(self) -> int | None:
        """Position of the lowest insurance tier; None when there is none."""
        return next((i for i, tier in enumerate(self.tiers) if tier.kind == "insurance"), None)

    @property
    def main_insurer(self) -> int | None:
        """Position of the insurance tier with most sessions; None when there is none."""
        places = [i for i, tier in enumerate(self.tiers) if tier.kind == "insurance"]
        return max(places, key=lambda place: self.tiers[place].share, default=None)
