"""What a lever's numbers are when the owner has typed none: from the data, else cautious guesses.

Where a guess comes from stands in the help of each number, in the schema.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from practice_xl.domain.levers.state import State

RISE, SMALLEST_RISE = 0.05, 5.0
OF_A_WHOLE = ("raise_fee", "insurer_rate", "cut_overhead")  # may be typed as a percentage
LARGE_FEE = 10.0  # nobody changes a larger fee by less than 1
BILLING_SHARE = 0.06  # of income: what a billing service may ask


def default_numbers(
    state: State, typed: Mapping[str, Mapping[str, float]] | None = None
) -> dict[str, dict[str, float | None]]:
    """Default of each number of every lever; None where the data to work it out is missing.

    Args:
        state: The practice's usual week.
        typed: Numbers the owner typed, by lever and number: a higher rise of the fee comes with a
            higher loss, more groups take the place of more sessions.

    >>> default_numbers(State(refilled=0.2))["refill"]
    {'change': 0.45}
    """
    typed = typed or {}
    fee = state.full_fee if state.full_fee > 0 else None
    rise = None if fee is None else max(SMALLEST_RISE, _to_fives(RISE * fee))
    risen = typed.get("raise_fee", {}).get("change", rise)
    loss = None if fee is None or risen is None else min(1.0, risen / fee / 2)
    panel = state.main_insurer
    hours = 2.0 if state.admin_hours is None else math.floor(state.admin_hours + 0.5) / 2
    year = state.kept * state.session_rate * state.working_weeks
    groups = typed.get("group", {}).get("change", 1.0)
    squeezed = 0.0 if state.slots is None else max(0.0, groups - state.room)
    return {
        "raise_fee": {"change": rise, "loss": loss},
        "sliding_cap": {"change": 1.0, "stay": 0.7},
        "enforce_policy": {"change": max(state.charged, 0.5)},
        "fewer_missed": {"change": 0.15},
        "refill": {"change": min(1.0, state.refilled + 0.25)},
        "collect_unpaid": {"change": 1.0},
        "insurer_rate": {"change": 0.0 if panel is None else RISE * state.tiers[panel].fee},
        "leave_panel": {"change": 1.0, "stay": 0.7},
        "delegate_billing": {
            "change": hours,
            "cost": float(round(BILLING_SHARE * year / 52)),
            "used": 0.5,
        },
        "group": {
            "change": 1.0,
            "attending": 6.0,
            "fee": _part_of(fee, 0.4),
            "displaced": squeezed,
        },
        "cut_overhead": {"change": None if "overhead" in state.unknown else RISE * state.overhead},
        "weekly_rhythm": {"change": 1.0},
        "workshops": {
            "change": 2.0,
            "tickets": 10.0,
            "price": _part_of(fee, 0.25),
            "cost": _part_of(fee, 1.0),
        },
    }


def what_changes(state: State, lever: str, number: str) -> float | None:
    """What a percentage typed for a number in currency is a share of; None: it is of nothing.

    >>> what_changes(State(full_fee=140), "raise_fee", "change")
    140
    """
    if number != "change":
        return None
    if lever == "raise_fee":
        return state.full_fee or None
    if lever == "insurer_rate":
        return None if state.main_insurer is None else state.tiers[state.main_insurer].fee
    return (state.overhead or None) if lever == "cut_overhead" else None


def is_slip(change: float, whole: float | None) -> bool:
    """Whether a change in currency is so small that a percentage was probably meant.

    >>> is_slip(0.1, 140), is_slip(0.5, 8), is_slip(5, 140)
    (True, False, False)
    """
    return whole is not None and whole > LARGE_FEE and 0 < change < 1


def _part_of(fee: float | None, share: float) -> float | None:
    return None if fee is None else _to_fives(share * fee)


def _to_fives(amount: float) -> float:
    """An amount to the nearest 5, halves up.

    >>> _to_fives(7.5), _to_fives(7.4)
    (10.0, 5.0)
    """
    return 5.0 * math.floor(amount / 5 + 0.5)
