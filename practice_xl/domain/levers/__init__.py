"""More income without one new client: thirteen levers costed from the practice's own weeks.

* :mod:`.state`: a usual week, what the levers start from
* :mod:`.effect`: which are on, with what numbers, and the income of a year with any of them
* :mod:`.words`: what each rests on, why one is worth nothing, what else to know

Here: all of it together, ready for the sheet, for ``report --json`` and for a what-if.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from practice_xl.domain.cell_values import NotReadableError, as_share
from practice_xl.domain.levers import effect, words
from practice_xl.domain.levers.effect import KEYS, NUMBERS, LeverInput, places_in_all, subsets
from practice_xl.domain.levers.state import State
from practice_xl.domain.weeks import Flags, Numbers
from practice_xl.domain.wording import NUMBER_WORDS, and_list, money
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Kind

AT_MOST = 3
# What the owner alone decides: an insurer's rate is not hers to set, more sessions for a client are
# never recommended, and the others are plans of their own.
HERS = (
    *("raise_fee", "sliding_cap", "enforce_policy", "fewer_missed", "refill"),
    *("collect_unpaid", "cut_overhead"),
)
TOLD = ("on", "alone", "share", "why", "rests_on", "note")  # of each, by ``report --json``
NOTHING = 0.5  # less than this a year is nothing [currency]


class LeverResult(NamedTuple):
    """What one lever is worth."""

    key: str  # Its name in code
    label: str  # What the sheets call it
    on: bool  # Whether it is in the total: chosen, or among the three worth most
    # What it adds in the first year on its own, at its numbers, whether on or off; None when that
    # cannot be known, and ``why`` says what to type. [currency a year]
    alone: float | None
    share: float  # Its fair share of the joint total; 0 when it is not in it. [currency a year]
    rests_on: str  # What it rests on, in words
    why: str  # Why it is worth nothing, or cannot be known; else empty
    note: str  # Where it breaks even, a net loss, what it is for: sentences, or empty
    numbers: Mapping[str, float | None]  # The numbers it was worked out with


class LeversResult(NamedTuple):
    """All levers, costed together."""

    state: State  # The usual week it rests on
    today: float | None  # Income of a year as it is; None when not known. [currency a year]
    own: bool  # Whether the owner chose; else the three worth most together are in the total
    # What the levers in the total add together in the first year, before tax; None when none of
    # them can be known. [currency a year]
    joint: float | None
    once: float  # The part of it that comes once only. [currency]
    collected: float  # The part that is collected; the rest is spent less. [currency a year]
    with_next_two: float | None  # Where she chose: the total with the next best two
    each: Mapping[str, LeverResult]  # Every lever, by its key, in the schema's order
    words: tuple[str, ...]  # What it rests on and what could not be known, as sentences
    headline: str = ""  # The joint total as a sentence
    which: str = ""  # The levers in the total by name, a sentence
    parts: str = ""  # What of it is collected and what is spent less, in sentences

    @property
    def keys(self) -> tuple[str, ...]:
        """The levers in the total, the greatest fair share first."""
        inside = [lever for lever in self.each.values() if lever.on and lever.alone is not None]
        return tuple(lever.key for lever in sorted(inside, key=lambda lever: -lever.share))

    @property
    def shares(self) -> dict[str, float]:
        """Fair share of each lever in the total. [currency a year]"""
        return {key: self.each[key].share for key in self.keys}

    @property
    def lines(self) -> list[str]:
        """The levers in the total, as text: what they bring together, each, and why."""
        lines = [*filter(None, (self.headline, self.which, self.parts))]
        for lever in (lever for lever in self.each.values() if lever.on):
            if lever.alone is None:
                lines.append(f"{lever.label}: not known yet. {lever.why}.")
                continue
            amounts = (money(value, self.state.currency) for value in (lever.alone, lever.share))
            lines.append("{}: {} alone, {} of the total".format(lever.label, *amounts))
            lines += [f"    {text}" for text in (lever.why, lever.rests_on, lever.note) if text]
        return lines + list(self.words)

    def as_dict(self) -> dict[str, object]:
        """The part ``levers`` of ``report --json``."""
        return {
            "today": self.today,
            "chosen": self.own,
            "joint": self.joint,
            "once": self.once,
            "collected": None if self.joint is None else self.collected,
            "spent_less": None if self.joint is None else self.joint - self.collected,
            "with_next_two": self.with_next_two,
            "each": {
                lever.key: {key: getattr(lever, key) for key in TOLD}
                | ({} if lever.on else {"share": None})
                for lever in self.each.values()
            },
            "words": " ".join(filter(None, (self.headline, self.which, self.parts, *self.words))),
        }


def what_if(state: State, inputs: Iterable[LeverInput], sets: Mapping[str, object]) -> LeversResult:
    """Cost only the levers that ``sets`` names, for ``practice-xl levers FILE --set ...``.

    Args:
        state: The practice's usual week.
        inputs: Rows of LeverInputs: numbers that ``sets`` does not name.
        sets: Numbers by ``"lever"`` (its first number) or ``"lever.number"``: in the number's unit,
            shares from 0 to 1, or text that shows one. ``"10%"`` of a rise in currency is a tenth
            of the fee.

    Raises:
        ValueError: Names that are not known and numbers out of range: what is accepted instead, a
            sentence for each.

    >>> from practice_xl.domain.levers.state import Tier
    >>> state = State(kept=20, tiers=(Tier("full", 150, 1.0),), full_fee=150, working_weeks=48)
    >>> what_if(state, [], {"raise_fee": 10, "raise_fee.loss": 0}).headline
    '$9,600 more a year, before tax, without one new client.'
    >>> what_if(state, [], {"refill": 40})
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
    switches = (LeverInput(key, "change", on=key in on) for key in KEYS)
    return cost_levers(state, [*switches, *inputs, *named])


def _as_input(state: State, name: str, value: object) -> LeverInput:
    """A number that ``what_if`` is given as a row of LeverInputs."""
    lever, _, number = name.strip().partition(".")
    number = number or "change"
    if lever not in NUMBERS:
        raise ValueError(f"There is no lever '{lever}'. The levers are: {', '.join(KEYS)}.")
    numbers = NUMBERS[lever]
    if number not in numbers:
        names = [lever if key == "change" else f"{lever}.{key}" for key in numbers]
        raise ValueError(f"'{name}' is not a number of this lever. It takes: {', '.join(names)}.")
    limits, whole = numbers[number], effect.what_changes(state, lever, number)
    accepted = f"{limits.unit}, from 0 to {limits.high:,.0f}"
    if limits.kind is Kind.SHARE:
        accepted = "a share from 0 to 1, for example 0.4 for 40 %"
    try:
        read = as_share(value)
    except NotReadableError:
        read = None
    if read is not None and str(value).strip().endswith("%") and limits.kind is not Kind.SHARE:
        read = None if whole is None else read * whole
    elif read is not None and effect.is_slip(read, whole):
        raise ValueError(
            f"{name}={value} is less than 1 {limits.unit}. For {read * 100:g} % type "
            f"{name}={read * 100:g}%; else type the amount."
        )
    if read is None or not 0 <= read <= limits.high:
        raise ValueError(f"{name} takes {accepted}; found {value}.")
    return LeverInput(lever, number, read)


def cost_levers(state: State, inputs: Iterable[LeverInput] = ()) -> LeversResult:
    """Work out every subset of the levers at once, and from them all there is to say.

    As soon as one lever reads Yes, the chosen ones are those that do. Until then they are the at
    most three worth most together, among those the owner alone decides on and did not refuse.

    Args:
        state: The practice's usual week.
        inputs: Rows of LeverInputs: what was typed of each lever.
    """
    choices = effect.choose(state, inputs)
    missing = {key: words.what_is_missing(state, choice) for key, choice in choices.items()}
    year = effect.annual_income(state, choices, subsets(len(KEYS)))
    gain, collected = year.total - year.total[0], year.collected - year.collected[0]
    own = any(choice.on for choice in choices.values())
    hers = np.array([k in HERS and choices[k].on is not False and not missing[k] for k in KEYS])
    chosen = np.array([bool(choices[key].on) and not missing[key] for key in KEYS])
    on = chosen if own else _best(gain, hers, AT_MOST)
    two = _best(gain, hers & ~on, 2, on) & ~on if own else np.zeros_like(on)
    rows, shares = places_in_all(on), np.zeros(len(KEYS))
    shares[on] = effect.fair_shares(gain[rows])
    each = {}
    for place, (key, choice) in enumerate(choices.items()):
        why = missing[key]
        alone = None if why else float(gain[1 << place])
        if alone is not None and abs(alone) < NOTHING:
            why = words.why_nothing(state, choice)
        each[key] = LeverResult(
            key=key,
            label=LEVERS[place].label,
            on=bool(choice.on or on[place]),
            alone=alone,
            share=float(shares[place]),
            rests_on="" if alone is None else words.rests_on(state, choice),
            why=why,
            note=words.note(state, choice, alone),
            numbers=choice.numbers,
        )
    asked = [key for key in KEYS if choices[key].on or (not own and key in HERS)]
    known, total = on.any() or not all(missing[key] for key in asked), rows[-1]
    result = LeversResult(
        state=state,
        today=None if {"sessions_kept", "rate"} & state.unknown.keys() else float(year.total[0]),
        own=own,
        joint=float(gain[total]) if known else None,
        once=float(year.once[total]),
        collected=float(collected[total]),
        with_next_two=float(gain[places_in_all(on | two)[-1]]) if two.any() else None,
        each=each,
        words=tuple(words.where_from(state)),
    )
    next_two = [f"“{LEVERS[place].label}”" for place in np.flatnonzero(two)]
    return result._replace(
        headline=_headline(result), which=_which(result), parts=_parts(result, next_two)
    )


def _best(gain: Numbers, allowed: Flags, most: int, beside: Flags | None = None) -> Flags:
    """At most so many of the allowed levers, worth most together beside those given.

    One that adds nothing is not among them; of equals, the fewer. ``gain`` is what every subset
    adds. [currency a year]
    """
    given = 0 if beside is None else int(places_in_all(beside)[-1])
    rows = places_in_all(allowed)
    sizes = subsets(len(KEYS))[rows].sum(axis=1)
    rows, sizes = rows[sizes <= most], sizes[sizes <= most]
    row = rows[np.argmax(gain[rows | given] - NOTHING * sizes)]
    chosen: Flags = subsets(len(KEYS))[row].copy()
    while chosen.any():
        shares = effect.fair_shares(gain[places_in_all(chosen)])
        if shares.min() >= NOTHING:
            break
        chosen[np.flatnonzero(chosen)[shares.argmin()]] = False
    return chosen


def _headline(result: LeversResult) -> str:
    """The joint total as a sentence."""
    joint, currency = result.joint, result.state.currency
    if joint is None:
        return "What the levers are worth cannot be said yet."
    if not result.keys:
        return "No lever pays today."
    if joint <= -NOTHING:
        return f"These levers together cost {money(-joint, currency)} a year."
    amount, part = money(joint, currency), words.once_only(result.once, currency)
    return f"{amount} more a year, before tax, without one new client{part}."


def _which(result: LeversResult) -> str:
    """The levers in the total, by name, and the total, in a sentence; empty where there is none."""
    labels = [f"“{result.each[key].label}”" for key in result.keys]
    named, amount = and_list(labels), money(result.joint or 0.0, result.state.currency)
    together = f", {amount} together" if len(labels) > 1 else ""
    if result.own or not labels:
        return f"You chose {named}{together}." if labels else ""
    return f"The {NUMBER_WORDS[len(labels)]} worth most{together}: {named}."


def _parts(result: LeversResult, next_two: list[str]) -> str:
    """What of the total is collected and what is spent less; the total with the next best two."""
    currency, spent = result.state.currency, (result.joint or 0.0) - result.collected
    collected, less, sentence = money(result.collected, currency), money(abs(spent), currency), ""
    if spent <= -NOTHING:
        sentence = f"{collected} more is collected, and {less} of it goes on costs."
    elif spent >= NOTHING and result.collected >= NOTHING:
        sentence = f"Of the total, {collected} is collected and {less} is spent less."
    elif spent >= NOTHING:
        sentence = "All of it is money you spend less."
    if result.with_next_two is None or not result.keys:
        return sentence
    best, two = "two" if len(next_two) > 1 else "one", and_list(next_two)
    amount = money(result.with_next_two, currency)
    return f"{sentence} With the next best {best}, {two}: {amount}.".strip()
