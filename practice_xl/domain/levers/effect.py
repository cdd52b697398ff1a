"""Which levers are on, with what numbers, and the income of a year with any of them on.

A blank number falls back on its default, and a default follows what was typed beside it: a higher
rise of the fee comes with a higher share of sessions lost.

Levers touch each other: a higher fee makes a refilled slot worth more, and fewer missed sessions
leave fewer to charge. So every set of levers is worked out as a whole, in one order: price,
attendance, money. Separate effects are never added up.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import factorial
from typing import NamedTuple

import numpy as np

from practice_xl.domain.levers.state import State
from practice_xl.domain.weeks import Flags, Numbers
from practice_xl.domain.wording import as_shown
from practice_xl.schema.levers import LEVERS

RISE, SMALLEST_RISE = 0.05, 5.0
OF_A_WHOLE = ("raise_fee", "insurer_rate", "cut_overhead")  # may be typed as a percentage
LARGE_FEE = 10.0  # nobody changes a larger fee by less than 1
BILLING_SHARE = 0.06  # of income: what a billing service may ask
CALENDAR_WEEKS = 52  # help is paid in weeks off too
KEYS = tuple(lever.key for lever in LEVERS)
PLACE = {key: place for place, key in enumerate(KEYS)}
NUMBERS = {lever.key: {number.key: number for number in lever.numbers} for lever in LEVERS}


def default_numbers(
    state: State, typed: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float | None]]:
    """Default of each number of every lever; None where the data to work it out is missing.

    >>> default_numbers(State(refilled=0.2), {})["refill"]
    {'change': 0.45}
    """

    def part(share: float) -> float | None:  # of the full fee, to the nearest 5
        return None if fee is None else 5.0 * as_shown(share * fee / 5)

    fee, insurer = state.full_fee or None, state.main_insurer
    rise = None if fee is None else max(SMALLEST_RISE, part(RISE) or 0.0)
    risen = typed.get("raise_fee", {}).get("change", rise)
    loss = None if fee is None or risen is None else min(1.0, risen / fee / 2)
    hours = 2.0 if state.admin_hours is None else as_shown(state.admin_hours) / 2
    year = state.kept * state.session_rate * state.working_weeks
    help_costs = float(round(BILLING_SHARE * year / 52))
    groups = typed.get("group", {}).get("change", 1.0)
    squeezed = 0.0 if state.slots is None else max(0.0, groups - state.room)
    from_state: dict[str, dict[str, float | None]] = {
        "raise_fee": {"change": rise, "loss": loss},
        "enforce_policy": {"change": max(state.charged, 0.5)},
        "refill": {"change": min(1.0, state.refilled + 0.25)},
        "insurer_rate": {"change": 0.0 if insurer is None else RISE * insurer.fee},
        "delegate_billing": {"change": hours, "cost": help_costs},
        "group": {"fee": part(0.4), "displaced": squeezed},
        "cut_overhead": {"change": None if "overhead" in state.unknown else RISE * state.overhead},
        "workshops": {"price": part(0.25), "cost": part(1.0)},
    }
    return {
        lever.key: {n.key: n.default for n in lever.numbers} | from_state.get(lever.key, {})
        for lever in LEVERS
    }


def what_changes(state: State, lever: str, number: str) -> float | None:
    """What a percentage typed for a number in currency is a share of; None: it is of nothing.

    >>> what_changes(State(full_fee=140), "raise_fee", "change")
    140
    """
    insurer = state.main_insurer
    wholes = (state.full_fee, insurer.fee if insurer else None, state.overhead)
    whole = dict(zip(OF_A_WHOLE, wholes, strict=True)).get(lever)
    return (whole or None) if number == "change" else None


def is_slip(change: float, whole: float | None) -> bool:
    """Whether a change in currency is so small that a percentage was probably meant.

    >>> is_slip(0.1, 140), is_slip(0.5, 8), is_slip(5, 140)
    (True, False, False)
    """
    return whole is not None and whole > LARGE_FEE and 0 < change < 1


class LeverInput(NamedTuple):
    """One row of the table LeverInputs, as typed; None is blank."""

    # Keys of the schema; the first number of a lever is ``"change"``
    lever: str
    number: str
    value: float | None = None  # The number, in its unit; blank or out of range: the default
    on: bool | None = None  # Yes or No; the first row of a lever that says either counts
    percent: bool = False  # The value is a share of what it changes: 0.1 is a tenth of the fee


class Choice(NamedTuple):
    """A lever, what the owner said of it, and all its numbers; None: even a default is not known.

    ``on`` is None where she said nothing: it may then be among the three worth most.
    """

    lever: str
    on: bool | None
    numbers: Mapping[str, float | None]

    @property
    def change(self) -> float:
        """The first number, 0 when it is not known."""
        return self.numbers["change"] or 0.0


def choose(state: State, rows: Iterable[LeverInput] = ()) -> dict[str, Choice]:
    """Every lever with all its numbers: the owner's where typed, else the defaults.

    >>> state = State(kept=20, full_fee=150)
    >>> choose(state)["raise_fee"].numbers
    {'change': 10.0, 'loss': 0.03333333333333333}
    >>> choose(state, [LeverInput("raise_fee", "change", 15)])["raise_fee"].numbers["loss"]
    0.05
    >>> tenth = LeverInput("raise_fee", "change", 0.1, percent=True)
    >>> choose(state, [tenth])["raise_fee"].change
    15.0
    """
    typed: dict[str, dict[str, float]] = {key: {} for key in KEYS}
    on: dict[str, bool] = {}
    for row in rows:
        if row.on is not None:
            on.setdefault(row.lever, row.on)
        whole = what_changes(state, row.lever, row.number) if row.percent else 1.0
        if row.value is None or whole is None:
            continue
        if 0 <= row.value * whole <= NUMBERS[row.lever][row.number].high:
            typed[row.lever][row.number] = row.value * whole
    defaults = default_numbers(state, typed)
    if state.billing_helped:  # unless she types more of it
        defaults["delegate_billing"] |= {"change": 0.0, "cost": 0.0}
    return {key: Choice(key, on.get(key), defaults[key] | typed[key]) for key in KEYS}


class Yearly(NamedTuple):
    """The first year of a set of levers; every part has the shape of the sets asked for."""

    collected: Numbers  # Money collected; the only part to set against a goal. [currency]
    saved: Numbers  # What less is spent: savings, less what help and workshops cost. [currency]
    once: Numbers  # The part of the money collected that comes once only. [currency]
    slots_used: Numbers  # Slots of sessions, missed sessions and groups. [slots a week]
    slots: Numbers  # Slots there are, with those that delegating adds; nan when not recorded

    @property
    def total(self) -> Numbers:
        """Money collected and less spent, what comes once included. [currency]"""
        return self.collected + self.saved


class _Levers(NamedTuple):
    """Numbers of the levers where they are on, 0 where they are off."""

    choices: Mapping[str, Choice]
    on: Flags

    def when_on(self, lever: str, number: str = "change") -> Numbers:
        return np.where(self.on[..., PLACE[lever]], self.value(lever, number), 0.0)

    def value(self, lever: str, number: str) -> float:
        return self.choices[lever].numbers.get(number) or 0.0


def annual_income(state: State, choices: Mapping[str, Choice], on: Flags) -> Yearly:
    """Income of a year with a set of levers on, or of many sets at once.

    Args:
        state: The practice's usual week.
        choices: The numbers of every lever, by its key.
        on: Which levers are on, in the schema's order along the last axis; any axes before it
            are sets evaluated at once.

    Returns:
        The year in its parts. With every lever off it is the year as it is today.
    """
    levers = _Levers(choices, on)
    rise = levers.when_on("raise_fee")
    sessions, pay = _price(state, levers, rise)
    left = sessions / state.kept if state.kept > 0 else np.ones(sessions.shape)
    missed, cancelled = state.missed * left, state.cancelled * left
    full_rate = (state.full_fee + rise) * state.factor
    some = sessions > 0
    rate = np.where(some, pay / np.where(some, sessions, 1.0), full_rate)

    avoided = missed * levers.when_on("fewer_missed")
    sessions, missed = sessions + avoided, missed - avoided
    wanted = np.maximum(0.0, levers.when_on("refill") - state.refilled) * cancelled
    wanted = wanted + levers.when_on("weekly_rhythm") / 2 * state.show_rate
    extra = levers.when_on("delegate_billing") * levers.value("delegate_billing", "used")
    wanted = wanted + np.minimum(state.waiting, extra)
    slots = np.nan if state.slots is None else state.slots + extra
    # Not more groups than slots; where the slots are not known (nan), fmin keeps the groups.
    groups = np.fmin(levers.when_on("group"), np.maximum(0.0, slots - missed))
    # A group takes the place of at least the sessions whose slots it needs.
    needed = np.fmax(0.0, groups - np.maximum(0.0, slots - sessions - missed))
    displaced = np.maximum(levers.when_on("group", "displaced") * (groups > 0), needed)
    displaced = np.minimum(sessions, displaced)
    # fmax takes 0 where the slots are not known: then no room is counted.
    room = np.fmax(0.0, slots + displaced - groups - sessions - missed)
    sessions = sessions - displaced + np.minimum(wanted, room)

    charged = np.maximum(state.charged, levers.when_on("enforce_policy"))
    late_fee = state.late_fee + (rise if state.late_fee_follows else 0.0)
    each_group = levers.value("group", "attending") * levers.value("group", "fee") * state.show_rate
    weekly = sessions * rate + missed * charged * late_fee * state.collectable + groups * each_group
    runs = levers.when_on("workshops")
    tickets = runs * levers.value("workshops", "tickets") * levers.value("workshops", "price")
    saved = (
        12 * levers.when_on("cut_overhead")
        - CALENDAR_WEEKS * levers.when_on("delegate_billing", "cost")
        - runs * levers.value("workshops", "cost")
    )
    once = levers.when_on("collect_unpaid") * state.recoverable
    collected = state.working_weeks * weekly + tickets + once
    return Yearly(collected, saved, once, sessions + missed + groups, np.asarray(slots))


def _price(state: State, levers: _Levers, rise: Numbers) -> tuple[Numbers, Numbers]:
    """Sessions a week and the money for them.

    Tiers are gone through lowest fee first, which is the order in which sliding places move.
    """
    loss, to_move = levers.when_on("raise_fee", "loss"), levers.when_on("sliding_cap")
    better, leaving = levers.when_on("insurer_rate"), levers.when_on("leave_panel")
    full_fee, main, lowest = state.full_fee + rise, state.main_insurer, state.lowest_panel
    sessions = pay = at_full_fee = np.zeros_like(rise)
    for tier in state.tiers:
        here, fee = np.full_like(rise, state.kept * tier.share), np.full_like(rise, tier.fee)
        if tier.kind == "full":
            here, fee = here * (1 - loss), fee + rise
        if tier.kind == "sliding":
            moved = np.minimum(to_move, here)
            to_move, here = to_move - moved, here - moved
            at_full_fee = at_full_fee + moved * levers.value("sliding_cap", "stay")
        if tier is main:
            fee = fee + better
        if tier is lowest:
            moved = here * leaving
            here = here - moved
            at_full_fee = at_full_fee + moved * levers.value("leave_panel", "stay")
        sessions, pay = sessions + here, pay + here * fee
    return sessions + at_full_fee, (pay + at_full_fee * full_fee) * state.factor


@lru_cache(maxsize=16)
def subsets(count: int) -> Flags:
    """Every subset of ``count`` things: row i holds the bits of i, lowest first.

    >>> subsets(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    numbers = np.arange(2**count)[:, np.newaxis]
    table: Flags = (numbers >> np.arange(count)) & 1 == 1
    table.setflags(write=False)
    return table


def fair_shares(worth: Numbers) -> Numbers:
    """Fair share of each of n things in what all of them are worth together.

    Args:
        worth: What each subset is worth, shape (2**n,), in the order of :func:`subsets`.

    Returns:
        Shape (n,); the sum is what all are worth less what none is.

    Two things worth 9 and 5 alone and 16 together share the 2 that neither earns alone:

    >>> fair_shares(np.array([0.0, 9, 5, 16]))
    array([10.,  6.])
    """
    count = len(worth).bit_length() - 1
    # What a thing adds to s of the others weighs as many orders as begin with those s.
    orders = [factorial(s) * factorial(count - 1 - s) / factorial(count) for s in range(count)]
    weights = np.array(orders)[subsets(count - 1).sum(axis=1)] if count else np.empty(0)
    pairs = (worth.reshape(-1, 2, 2**place) for place in range(count))
    return np.array([weights @ (pair[:, 1] - pair[:, 0]).ravel() for pair in pairs])


def places_in_all(chosen: Flags) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Rows, among the subsets of all things, of the subsets of the chosen ones.

    >>> places_in_all(np.array([True, False, True])).tolist()
    [0, 1, 4, 5]
    """
    places = np.flatnonzero(chosen)
    return subsets(len(places)).astype(np.intp) @ (1 << places)
