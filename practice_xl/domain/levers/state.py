"""A usual week of the practice: what the levers start from.

Weekly means of the last 13 open recorded weeks, the Fees as money really came in, and what
Monthly says is unpaid. What is not known is 0 here, and ``unknown`` says what to type.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from practice_xl.domain import windows
from practice_xl.domain.calendar import next_month
from practice_xl.domain.costs import closed_months, daily_billed
from practice_xl.domain.income import session_rate
from practice_xl.domain.plan import Fee, Month, Plan
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Window, last_open_weeks, mean

STATE_WEEKS = 13
OVERHEAD_MONTHS = 12
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
    slots: float | None = None  # Slots offered; None: no room is counted. [sessions a week]
    show_rate: float = CAUTIOUS_SHOW_RATE  # Of those that could have taken place, 0 to 1
    tiers: tuple[Tier, ...] = ()  # Fees, lowest fee first; one full tier where Fees is empty
    factor: float = 1.0  # What came in for a session, of what Fees say; multiplies every fee
    full_fee: float = 0.0  # Of the full tiers in Fees, else of Plan. [currency a session]
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
    unknown: Mapping[str, str] = MappingProxyType({})  # By key, with what to do
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
    def panels(self) -> list[Tier]:
        """The insurance tiers, lowest fee first."""
        return [tier for tier in self.tiers if tier.kind == "insurance"]

    @property
    def lowest_panel(self) -> Tier | None:
        """The insurance tier with the lowest fee; None when there is none."""
        return next(iter(self.panels), None)

    @property
    def main_insurer(self) -> Tier | None:
        """The insurance tier with most sessions; None when there is none."""
        return max(self.panels, key=lambda tier: tier.share, default=None)


def state_of(
    weeks: Weeks, plan: Plan, months: Sequence[Month] = (), *, billing_helped: bool = False
) -> State:
    """Read the state from Weekly, Plan, Fees and Monthly."""
    window = last_open_weeks(weeks, STATE_WEEKS)
    unknown: dict[str, str] = {}
    notes: list[str] = []

    def known(key: str, value: float | None, why: str) -> float:
        if value is None:
            unknown[key] = why
        return value or 0.0

    def usual(key: str, why: str) -> float:
        return known(key, mean(window.values(key)).value, why)

    kept = usual("sessions_kept", "Type your first week in Weekly")
    if kept <= 0:
        unknown.setdefault("sessions_kept", "No session was kept in these weeks")
    missed = usual("missed", "Late cancels and no-shows are not recorded")
    cancelled = usual("cancelled_in_time", "Cancelled in time is not recorded")
    slots = mean(window.values("slots_offered")).value
    known("slots", slots, "No room can be counted: type Usual slots in Plan")
    charged, refilled = windows.enforcement(window).value, windows.refill_rate(window).value
    if missed > 0:
        known("charged", charged, "How many missed sessions were charged is not recorded")
    if cancelled > 0:
        known("refilled", refilled, "How many cancelled slots were refilled is not recorded")
    shown = windows.show_rate(window).value
    tiers, full_fee, factor = _fees(window, plan, unknown, notes)
    unpaid, over_90, daily = _unpaid(weeks, months, unknown)
    overheads = [m.overhead for m in closed_months(weeks, months, "overhead")[-OVERHEAD_MONTHS:]]
    overhead = mean(np.array(overheads, dtype=np.float64)).value
    return State(
        kept=kept, missed=missed, cancelled=cancelled, slots=slots,
        charged=charged or 0.0, refilled=refilled or 0.0,
        show_rate=CAUTIOUS_SHOW_RATE if shown is None else shown,
        tiers=tiers, factor=factor, full_fee=full_fee,
        late_fee=full_fee if plan.missed_fee is None else plan.missed_fee,
        late_fee_follows=plan.late_cancel_fee is None,
        collectable=plan.collectable, waiting=plan.waiting, working_weeks=plan.working_weeks,
        unpaid=unpaid, over_90=over_90, daily=daily,
        days_goal=30.0 if plan.days_in_ar_goal is None else plan.days_in_ar_goal,
        overhead=known("overhead", overhead, "Type Overhead in Monthly"),
        admin_hours=mean(window.values("admin_hours")).value,
        clients=windows.active_clients(window).value, billing_helped=billing_helped,
        weeks=len(window.places), currency=plan.currency, unknown=unknown, notes=tuple(notes),
    )  # fmt: skip


def _fees(
    window: Window, plan: Plan, unknown: dict[str, str], notes: list[str]
) -> tuple[tuple[Tier, ...], float, float]:
    """Tiers, the full fee, and what came in of what they say."""
    figure = session_rate(window)
    came_in = figure.value if figure.value is not None and figure.value > 0 else None
    fees = sorted((fee for fee in plan.fees if fee.sessions > 0), key=lambda fee: fee.fee)
    said = plan.mean_fee
    if not said:
        said = plan.full_fee or came_in
        if said is None:
            unknown["rate"] = "Type the full fee in Plan, or the money collected in Weekly"
            return (Tier("full", 0.0, 1.0),), 0.0, 1.0
        if not plan.full_fee:
            notes.append("No full fee in Plan: your money per session stands in for it.")
        fees = [Fee("", "full", said, 1.0)]
    sessions = sum(fee.sessions for fee in fees)
    tiers = tuple(Tier(fee.kind, fee.fee, fee.sessions / sessions) for fee in fees)
    full = [tier for tier in tiers if tier.kind == "full"]
    share = sum(tier.share for tier in full)
    own = sum(tier.fee * tier.share for tier in full) / share if full else plan.full_fee
    if not own:
        notes.append("No full fee in Fees or Plan: the highest fee stands in for it.")
    if came_in is None:
        none = "more was given back than collected" if figure.value else "nothing was collected yet"
        why = figure.why or none
        notes.append(f"The figures rest on your fees alone. Money per session: {why}.")
    elif figure.why:
        notes.append(f"Money per session: {figure.why}.")
    factor = 1.0 if came_in is None else came_in / said
    if abs(factor - 1) >= 0.01:
        more = "more" if factor > 1 else "less"
        notes.append(
            f"Your fees say {plan.currency}{said:,.2f} a session, {plan.currency}"
            f"{came_in:,.2f} came in: {abs(factor - 1) * 100:.0f} % {more}. "
            "The figures rest on what came in."
        )
    return tiers, own or max(tier.fee for tier in tiers), factor


def _unpaid(
    weeks: Weeks, months: Sequence[Month], unknown: dict[str, str]
) -> tuple[float, float | None, float]:
    """Unpaid balance, how much is over 90 days, and income a day, at the last month's end."""
    known = closed_months(weeks, months, "unpaid_balance")
    if not known:
        unknown["unpaid"] = "Type Unpaid balance in Monthly"
        return 0.0, 0.0, 0.0
    last = known[-1]
    end = next_month(last.month)
    daily = daily_billed(weeks, end).value
    if daily is None:
        daily = daily_billed(weeks, end, "collected").value
    if daily is None:
        unknown["unpaid"] = "Needs 4 weeks of money before that month's end"
    unpaid = last.unpaid_balance or 0.0
    over_90 = None if last.unpaid_over_90 is None else min(last.unpaid_over_90, unpaid)
    return unpaid, over_90, daily or 0.0
