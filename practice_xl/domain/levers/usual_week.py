"""Reading the usual week from Weekly, Plan, Fees and Monthly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from practice_xl.domain.calendar import next_month
from practice_xl.domain.capacity import active_clients, enforcement, refill_rate, show_rate
from practice_xl.domain.costs import closed_months, daily_billed
from practice_xl.domain.income import session_rate
from practice_xl.domain.levers.state import CAUTIOUS_SHOW_RATE, STATE_WEEKS, State, Tier
from practice_xl.domain.plan import Plan
from practice_xl.domain.records import Month
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Window, last_open_weeks, mean

OVERHEAD_MONTHS = 12


def state_of(
    weeks: Weeks, plan: Plan, months: Sequence[Month] = (), *, billing_helped: bool = False
) -> State:
    """Read the state from Weekly, Plan, Fees and Monthly.

    Args:
        weeks: The practice's weeks; the last 13 open ones count.
        plan: Fees, goals and working weeks.
        months: Rows of Monthly; only closed months count.
        billing_helped: Whether the billing is handed over already.
    """
    window = last_open_weeks(weeks, STATE_WEEKS)
    unknown: dict[str, str] = {}
    notes: list[str] = []
    kept = _mean(window, "sessions_kept", "Type your first week in Weekly", unknown)
    missed = _mean(window, "missed", "Late cancels and no-shows are not recorded", unknown)
    cancelled = _mean(window, "cancelled_in_time", "Cancelled in time is not recorded", unknown)
    slots = mean(window.values("slots_offered")).value
    if slots is None:
        unknown["slots"] = "No room can be counted: type Usual slots in Plan"
    charged = enforcement(window).value
    if charged is None and missed > 0:
        unknown["charged"] = "How many missed sessions were charged is not recorded"
    refilled = refill_rate(window).value
    if refilled is None and cancelled > 0:
        unknown["refilled"] = "How many cancelled slots were refilled is not recorded"
    shown = show_rate(window).value
    tiers, full_fee, factor = _fees(window, plan, unknown, notes)
    late_fee = full_fee if plan.missed_fee is None else plan.missed_fee
    unpaid, over_90, daily = _unpaid(weeks, months, unknown)
    return State(
        kept=kept,
        missed=missed,
        cancelled=cancelled,
        charged=charged or 0.0,
        refilled=refilled or 0.0,
        slots=slots,
        show_rate=CAUTIOUS_SHOW_RATE if shown is None else shown,
        tiers=tiers,
        factor=factor,
        full_fee=full_fee,
        late_fee=late_fee,
        late_fee_follows=plan.late_cancel_fee is None,
        collectable=plan.collectable,
        waiting=plan.waiting,
        working_weeks=plan.working_weeks,
        unpaid=unpaid,
        over_90=over_90,
        daily=daily,
        days_goal=30.0 if plan.days_in_ar_goal is None else plan.days_in_ar_goal,
        overhead=_overhead(weeks, months, unknown),
        admin_hours=mean(window.values("admin_hours")).value,
        clients=active_clients(window).value,
        billing_helped=billing_helped,
        weeks=len(window.places),
        currency=plan.currency,
        unknown=unknown,
        notes=tuple(notes),
    )


def _mean(window: Window, key: str, why: str, unknown: dict[str, str]) -> float:
    value = mean(window.values(key)).value
    if value is None:
        unknown[key] = why
    elif key == "sessions_kept" and value <= 0:
        unknown[key] = "No session was kept in these weeks"
    return value or 0.0


def _fees(
    window: Window, plan: Plan, unknown: dict[str, str], notes: list[str]
) -> tuple[tuple[Tier, ...], float, float]:
    """Tiers, the full fee, and what came in of what they say."""
    figure = session_rate(window)
    came_in = figure.value if figure.value is None or figure.value > 0 else None
    fees = sorted((fee for fee in plan.fees if fee.sessions > 0), key=lambda fee: fee.fee)
    said = plan.mean_fee
    if not said:
        full_fee = plan.full_fee or came_in
        if full_fee is None:
            unknown["rate"] = "Type the full fee in Plan, or the money collected in Weekly"
            return (Tier("full", 0.0, 1.0),), 0.0, 1.0
        if not plan.full_fee:
            notes.append("No full fee in Plan: your money per session stands in for it.")
        said = full_fee
        tiers: tuple[Tier, ...] = (Tier("full", full_fee, 1.0),)
    else:
        sessions = sum(fee.sessions for fee in fees)
        tiers = tuple(Tier(fee.kind, fee.fee, fee.sessions / sessions) for fee in fees)
        full = [tier for tier in tiers if tier.kind == "full"]
        share = sum(tier.share for tier in full)
        own = sum(tier.fee * tier.share for tier in full) / share if full else plan.full_fee
        full_fee = own or max(tier.fee for tier in tiers)
        if not own:
            notes.append("No full fee in Fees or Plan: the highest fee stands in for it.")
    if came_in is None:
        why = figure.why or _nothing_left(figure.value)
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
    return tiers, full_fee, factor


def _nothing_left(rate: float | None) -> str:
    """Why money per session is none or less, in words."""
    return "more was given back than collected" if rate else "nothing was collected yet"


def _unpaid(
    weeks: Weeks, months: Sequence[Month], unknown: dict[str, str]
) -> tuple[float, float | None, float]:
    """Unpaid balance, how much is over 90 days, and income a day, at the last month's end."""
    known = [month for month in closed_months(weeks, months) if month.unpaid_balance is not None]
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


def _overhead(weeks: Weeks, months: Sequence[Month], unknown: dict[str, str]) -> float:
    known = [m.overhead for m in closed_months(weeks, months) if m.overhead is not None]
    if not known:
        unknown["overhead"] = "Type Overhead in Monthly"
        return 0.0
    return float(np.mean(known[-OVERHEAD_MONTHS:]))
