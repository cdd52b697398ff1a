"""Which levers are on, with what numbers: what the owner typed, and defaults from the data.

A blank number falls back on its default, and a default follows what was typed beside it: a
higher rise of the fee comes with a higher share of sessions lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from practice_xl.domain.cell_values import NotReadableError, as_share
from practice_xl.domain.levers.state import State
from practice_xl.domain.wording import as_shown
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Kind

RISE, SMALLEST_RISE = 0.05, 5.0
OF_A_WHOLE = ("raise_fee", "insurer_rate", "cut_overhead")  # may be typed as a percentage
LARGE_FEE = 10.0  # nobody changes a larger fee by less than 1
BILLING_SHARE = 0.06  # of income: what a billing service may ask
KEYS = tuple(lever.key for lever in LEVERS)
PLACE = {key: place for place, key in enumerate(KEYS)}
_NUMBERS = {lever.key: {number.key: number for number in lever.numbers} for lever in LEVERS}


def default_numbers(
    state: State, typed: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float | None]]:
    """Default of each number of every lever; None where the data to work it out is missing.

    >>> default_numbers(State(refilled=0.2), {})["refill"]
    {'change': 0.45}
    """

    def fives(amount: float) -> float:
        return 5.0 * as_shown(amount / 5)

    fee, insurer = state.full_fee or None, state.main_insurer
    rise = None if fee is None else max(SMALLEST_RISE, fives(RISE * fee))
    risen = typed.get("raise_fee", {}).get("change", rise)
    loss = None if fee is None or risen is None else min(1.0, risen / fee / 2)
    hours = 2.0 if state.admin_hours is None else as_shown(state.admin_hours) / 2
    year = state.kept * state.session_rate * state.working_weeks
    help_costs = float(round(BILLING_SHARE * year / 52))
    groups = typed.get("group", {}).get("change", 1.0)
    squeezed = 0.0 if state.slots is None else max(0.0, groups - state.room)

    def part(share: float) -> float | None:
        return None if fee is None else fives(share * fee)

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
        if 0 <= row.value * whole <= _NUMBERS[row.lever][row.number].high:
            typed[row.lever][row.number] = row.value * whole
    defaults = default_numbers(state, typed)
    if state.billing_helped:  # unless she types more of it
        defaults["delegate_billing"] |= {"change": 0.0, "cost": 0.0}
    return {key: Choice(key, on.get(key), defaults[key] | typed[key]) for key in KEYS}


def as_input(state: State, name: str, value: object) -> LeverInput:
    """A number of the command line as a row of LeverInputs.

    Args:
        state: What a percentage is a share of.
        name: ``"lever"`` (its first number) or ``"lever.number"``.
        value: A number in its unit, shares from 0 to 1, or text that shows one; ``"10%"`` of a
            rise in currency is a tenth of the fee.

    Raises:
        ValueError: The name is not known or the number out of range: what is accepted, in words.

    >>> as_input(State(full_fee=140), "raise_fee", "10%").value
    14.0
    >>> as_input(State(), "refill", 40)
    Traceback (most recent call last):
        ...
    ValueError: refill takes a share from 0 to 1, for example 0.4 for 40 %; found 40.
    """
    lever, _, number = name.strip().partition(".")
    number = number or "change"
    if lever not in _NUMBERS:
        raise ValueError(f"There is no lever '{lever}'. The levers are: {', '.join(KEYS)}.")
    numbers = _NUMBERS[lever]
    if number not in numbers:
        names = [lever if key == "change" else f"{lever}.{key}" for key in numbers]
        raise ValueError(f"'{name}' is not a number of this lever. It takes: {', '.join(names)}.")
    limits, whole = numbers[number], what_changes(state, lever, number)
    accepted = f"{limits.unit}, from 0 to {limits.high:,.0f}"
    if limits.kind is Kind.SHARE:
        accepted = "a share from 0 to 1, for example 0.4 for 40 %"
    try:
        read = as_share(value)
    except NotReadableError:
        read = None
    if read is not None and str(value).strip().endswith("%") and limits.kind is not Kind.SHARE:
        read = None if whole is None else read * whole
    elif read is not None and is_slip(read, whole):
        raise ValueError(
            f"{name}={value} is less than 1 {limits.unit}. For {read * 100:g} % type "
            f"{name}={read * 100:g}%; else type the amount."
        )
    if read is None or not 0 <= read <= limits.high:
        raise ValueError(f"{name} takes {accepted}; found {value}.")
    return LeverInput(lever, number, read)
