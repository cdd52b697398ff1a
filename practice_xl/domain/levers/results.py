"""All levers costed together, ready for the sheet, for ``report --json`` and for a what-if."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from practice_xl.domain.amounts import money
from practice_xl.domain.levers import reasons, words
from practice_xl.domain.levers.choices import (
    KEYS,
    PLACE,
    Choice,
    LeverInput,
    choose,
    only,
    switched_on,
    what_is_missing,
    without_unknown,
)
from practice_xl.domain.levers.effect import annual_income
from practice_xl.domain.levers.shares import fair_shares, places_in_all, subsets
from practice_xl.domain.levers.state import State
from practice_xl.domain.levers.usual_week import state_of
from practice_xl.domain.plan import Plan
from practice_xl.domain.records import Month
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.schema.levers import LEVERS

AT_MOST = 3
NEVER_RECOMMENDED = "weekly_rhythm"
NOTHING = 0.5  # less than this a year is nothing [currency]


@dataclass(frozen=True)
class LeverResult:
    """What one lever is worth.

    Attributes:
        key, label: Its name in code and on the sheets.
        on: Whether it is switched on.
        alone: What it adds in the first year on its own, at its numbers, whether on or off; None
            when that cannot be known, and ``why`` says what to type. [currency a year]
        share: Its fair share of the joint total; 0 when off or not known. [currency a year]
        once: The part of ``alone`` that comes once only. [currency]
        rests_on: What it rests on, in words.
        why: Why it is worth nothing, or cannot be known; else empty.
        note: Where it breaks even, a net loss, what it is for: sentences, or empty.
        break_even: See :func:`practice_xl.domain.levers.words.break_even`.
        numbers: The numbers it was worked out with.
    """

    key: str
    label: str
    on: bool
    alone: float | None
    share: float
    once: float
    rests_on: str
    why: str
    note: str
    break_even: float | None
    numbers: Mapping[str, float | None]


@dataclass(frozen=True)
class BestThree:
    """The combination of at most three chosen levers worth most.

    Attributes:
        keys: The levers, in the schema's order.
        gain: What they add together in the first year. [currency a year]
        once: The part that comes once only. [currency]
        words: The combination as a sentence.
    """

    keys: tuple[str, ...]
    gain: float
    once: float
    words: str


@dataclass(frozen=True)
class LeversResult:
    """All levers, costed together.

    Attributes:
        state: The usual week it rests on.
        choices: The levers and numbers it was worked out with.
        today: Income of a year as it is; None when not known. [currency a year]
        joint: What the levers that are on add together in the first year; None when none of them
            can be known. [currency a year]
        once: The part of it that comes once only. [currency]
        each: Every lever, by its key, in the schema's order.
        best_three: None when no chosen lever is worth anything.
        headline: The joint total as a sentence.
        words: What it rests on and what could not be known, as sentences.
    """

    state: State
    choices: Mapping[str, Choice]
    today: float | None
    joint: float | None
    once: float
    each: Mapping[str, LeverResult]
    best_three: BestThree | None
    headline: str
    words: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """The levers that are on, as text: what they bring together, each, and what it rests on."""
        lines = [self.headline]
        for lever in self.each.values():
            if not lever.on:
                continue
            if lever.alone is None:
                lines.append(f"{lever.label}: not known yet. {lever.why}.")
                continue
            amounts = (money(value, self.state.currency) for value in (lever.alone, lever.share))
            lines.append("{}: {} alone, {} of the total".format(lever.label, *amounts))
            lines += [f"    {text}" for text in (lever.why, lever.rests_on, lever.note) if text]
        return lines + list(self.words)

    def as_dict(self) -> dict[str, Any]:
        """The part ``levers`` of ``report --json``."""
        best = self.best_three
        return {
            "today": self.today,
            "joint": self.joint,
            "once": self.once,
            "each": {
                lever.key: {
                    "on": lever.on,
                    "alone": lever.alone,
                    "share": lever.share,
                    "why": lever.why,
                    "rests_on": lever.rests_on,
                    "note": lever.note,
                }
                for lever in self.each.values()
            },
            "best_three": None
            if best is None
            else {"levers": list(best.keys), "gain": best.gain, "once": best.once},
            "words": " ".join((self.headline, *self.words)),
        }


def evaluate(
    weeks: Weeks,
    plan: Plan,
    months: Sequence[Month] = (),
    inputs: Iterable[LeverInput] = (),
) -> LeversResult:
    """Cost the levers from a practice's own weeks.

    Args:
        weeks: The practice's weeks.
        plan: Fees, goals, working weeks.
        months: Rows of Monthly.
        inputs: Rows of LeverInputs; blank numbers fall back on their defaults.
    """
    state = state_of(weeks, plan, months)
    return cost_levers(state, choose(state, inputs))


def what_if(state: State, inputs: Iterable[LeverInput], sets: Mapping[str, Any]) -> LeversResult:
    """Cost only the levers that ``sets`` names, for ``practice-xl levers FILE --set ...``.

    Args:
        state: The practice's usual week.
        inputs: Rows of LeverInputs: numbers that ``sets`` does not name.
        sets: Numbers by ``"lever"`` (its first number) or ``"lever.number"``.

    Raises:
        ValueError: A name is not known or a number out of range, in full sentences.

    >>> from practice_xl.domain.levers.state import Tier
    >>> state = State(kept=20, tiers=(Tier("full", 150, 1.0),), full_fee=150, working_weeks=48)
    >>> what_if(state, [], {"raise_fee": 10, "raise_fee.loss": 0}).headline
    '$9,600 a year, no new client'
    """
    return cost_levers(state, choose(state, only(inputs, sets)))


def cost_levers(state: State, choices: Mapping[str, Choice]) -> LeversResult:
    """Work out every subset of the levers at once, and from them all there is to say."""
    missing = {key: what_is_missing(state, choice) for key, choice in choices.items()}
    known = without_unknown(state, choices)
    year = annual_income(state, choices, subsets(len(KEYS)))
    total, once = year.total, np.broadcast_to(year.once, year.total.shape)
    gain = total - total[0]

    on = switched_on(known)
    rows = places_in_all(on)
    shares = dict(zip(np.flatnonzero(on).tolist(), fair_shares(gain[rows]).tolist(), strict=True))
    joint = float(gain[rows[-1]])
    joint_known = bool(on.any()) or not switched_on(choices).any()
    each = {}
    for lever in LEVERS:
        choice, row = choices[lever.key], 1 << PLACE[lever.key]
        alone = None if missing[lever.key] else float(gain[row])
        why = missing[lever.key]
        if alone is not None and abs(alone) < NOTHING:
            why = reasons.why_nothing(state, choice)
        each[lever.key] = LeverResult(
            key=lever.key,
            label=lever.label,
            on=choice.on,
            alone=alone,
            share=shares.get(PLACE[lever.key], 0.0),
            once=0.0 if alone is None else float(once[row]),
            rests_on="" if alone is None else reasons.rests_on(state, choice),
            why=why,
            note=words.note(state, choice, alone),
            break_even=words.break_even(state, choice),
            numbers=choice.numbers,
        )
    today_known = "sessions_kept" not in state.unknown and "rate" not in state.unknown
    joint_once = float(once[rows[-1]])
    return LeversResult(
        state=state,
        choices=choices,
        today=float(total[0]) if today_known else None,
        joint=joint if joint_known else None,
        once=joint_once,
        each=each,
        best_three=_best_three(state, gain, once, on),
        headline=_headline(state, joint if joint_known else None, joint_once),
        words=tuple(words.where_from(state)),
    )


def _best_three(
    state: State, gain: Numbers, once: Numbers, on: np.ndarray[Any, np.dtype[np.bool_]]
) -> BestThree | None:
    """The best of the subsets of at most three levers; of equals, the one with fewer levers."""
    allowed = on.copy()
    allowed[PLACE[NEVER_RECOMMENDED]] = False
    rows = places_in_all(allowed)
    sizes = subsets(len(KEYS))[rows].sum(axis=1)
    rows, sizes = rows[sizes <= AT_MOST], sizes[sizes <= AT_MOST]
    row = rows[np.argmax(gain[rows] - NOTHING * sizes)]
    if gain[row] < NOTHING:
        return None
    chosen = [LEVERS[place] for place in np.flatnonzero(subsets(len(KEYS))[row])]
    amount = money(float(gain[row]), state.currency)
    labels = words.and_list([f"“{lever.label}”" for lever in chosen])
    together = " together" if len(chosen) > 1 else ""
    part = words.once_only(float(once[row]), state.currency)
    return BestThree(
        tuple(lever.key for lever in chosen),
        float(gain[row]),
        float(once[row]),
        f"Worth most: {labels}, {amount} a year{together}{part}.",
    )


def _headline(state: State, joint: float | None, once: float) -> str:
    if joint is None:
        return "What the levers are worth cannot be said yet"
    if joint <= -NOTHING:
        return f"These levers together cost {money(-joint, state.currency)} a year"
    amount = money(joint, state.currency)
    return f"{amount} a year, no new client{words.once_only(once, state.currency)}"
