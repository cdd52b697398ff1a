"""Which levers are on, with what numbers: what the owner typed, and defaults from the data.

A blank number falls back on its default, and a default follows what was typed beside it: a
higher rise of the fee comes with a higher share of sessions lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from practice_xl.domain.cell_values import NotReadableError, as_share
from practice_xl.domain.levers.state import State
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
    state: State, typed: Mapping[str, Mapping[str, float]] | None = None
) -> dict[str, dict[str, float | None]]:
    """Default of each number of every lever; None where the data to work it out is missing.

    >>> default_numbers(State(refilled=0.2))["refill"]
    {'change': 0.45}
    """
    typed = typed or {}
    fee, insurer = state.full_fee or None, state.main_insurer
    rise = None if fee is None else max(SMALLEST_RISE, _to_fives(RISE * fee))
    risen = typed.get("raise_fee", {}).get("change", rise)
    loss = None if fee is None or risen is None else min(1.0, risen / fee / 2)
    hours = 2.0 if state.admin_hours is None else math.floor(state.admin_hours + 0.5) / 2
    year = state.kept * state.session_rate * state.working_weeks
    help_costs = float(round(BILLING_SHARE * year / 52))
    groups = typed.get("group", {}).get("change", 1.0)
    squeezed = 0.0 if state.slots is None else max(0.0, groups - state.room)

    def part(share: float) -> float | None:
        return None if fee is None else _to_fives(share * fee)

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


def _to_fives(amount: float) -> float:
    """An amount to the nearest 5, halves up.

    >>> _to_fives(7.5), _to_fives(7.4)
    (10.0, 5.0)
    """
    return 5.0 * math.floor(amount / 5 + 0.5)


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


def only(state: State, rows: Iterable[LeverInput], sets: Mapping[str, Any]) -> list[LeverInput]:
    """Rows with only the levers on that ``sets`` names, and its numbers in place of the owner's.

    Args:
        state: What a percentage is a share of.
        rows: Rows of LeverInputs; their numbers stay where ``sets`` does not name them.
        sets: Numbers by ``"lever"`` (its first number) or ``"lever.number"``. Text such as
            ``"50%"`` is read as the number it shows. Shares are fractions, 0 to 1. ``"10%"`` of a
            rise in currency is a tenth of the fee.

    Raises:
        ValueError: A name is not known or a number is out of range; one sentence for each,
            with what is accepted.

    >>> rows = only(State(full_fee=140), [], {"raise_fee": "10%", "raise_fee.loss": 0})
    >>> [key for key, choice in choose(State(), rows).items() if choice.on], rows[-2].value
    (['raise_fee'], 14.0)
    >>> only(State(), [], {"refill": 40})
    Traceback (most recent call last):
        ...
    ValueError: refill takes a share from 0 to 1, for example 0.4 for 40 %; found 40.
    """
    named, wrong = [], []
    for name, value in sets.items():
        try:
            named.append(_as_input(state, name, value))
        except ValueError as problem:
            wrong.append(str(problem))
    if wrong:
        raise ValueError("\n".join(wrong))
    on = {row.lever for row in named}
    return [*(LeverInput(key, "change", on=key in on) for key in KEYS), *rows, *named]


def _as_input(state: State, name: str, value: object) -> LeverInput:
    """A number as a row of LeverInputs; raises ValueError with what is accepted, in a sentence."""
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
