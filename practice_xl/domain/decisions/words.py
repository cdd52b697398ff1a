"""What stands beside the numbers of a decision, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from practice_xl.domain.decisions.kinds import Played, breaks_even_at, left_of_a_session
from practice_xl.domain.projection import FullBy
from practice_xl.domain.wording import day, money, month
from practice_xl.schema.decisions import CLINICIAN, KIND_BY_KEY, LEAVE_PANEL, SLOTS

if TYPE_CHECKING:
    from practice_xl.domain.decisions import Year

BEFORE_TAX = "Before income and self-employment tax."
NO_OVERHEAD = "Your overhead is not in Monthly yet, so only what the decision costs is taken off."
NEEDS_WEEKS = "Needs two weeks with sessions, and the money collected or your fees in Plan."
NO_PANEL = "There is no insurance tier in Fees, so nothing changes."
NOT_BY_MONEY = ("time_away", "help")


def name(one: Played) -> str:
    """The decision and its days, short.

    >>> from practice_xl.domain.levers.state import State
    >>> from practice_xl.domain.plan import Decided, Plan
    >>> name(Played(Decided(1, "raise_fee", date(2027, 1, 4)), {"rise": 10}, State(), Plan()))
    'Raise the fee, from 4 Jan 2027'
    """
    label = KIND_BY_KEY[one.decided.kind].label
    if one.decided.kind == SLOTS.key:
        change = one.numbers["change"]
        label = f"{abs(change):g} {'slots more' if change > 0 else 'slots fewer'}"
    if one.decided.kind == "time_away":
        return f"{label}, {day(one.decided.begins)} to {day(one.ends)}"
    return f"{label}, from {day(one.decided.begins)}"


def left_out(one: Played, first: date) -> str:
    """Why a decision is not played on the weeks to come, from ``first`` on; empty where it is."""
    if (one.ends if one.decided.kind == "time_away" else one.decided.begins) < first:
        day_ = day(one.decided.begins)
        return f"It began on {day_}: your own weeks tell what it brings from here."
    unknown = one.state.unknown.get("rate") if one.decided.kind == "raise_fee" else None
    return f"{unknown}." if unknown else ""


def does_not_pay_back(one: Played) -> bool:
    """Whether it is not decided for its money: time, or fewer hours."""
    fewer = one.decided.kind == SLOTS.key and one.numbers["change"] <= 0
    return one.decided.kind in NOT_BY_MONEY or fewer


def beside(played: Sequence[Played], year: Year, now: Year, back: date | None) -> tuple[str, ...]:
    """When it has paid for itself, when full, the lowest month, and what to think of before."""
    state = played[0].state
    then, as_now = when_full(year.full), when_full(now.full)
    lowest, before = (money(y.lowest, state.currency) for y in (year, now))
    sentences = [
        _paid(played, back),
        f"Full: {then}, as now." if then == as_now else f"Full: {then}; as now, {as_now}.",
        f"Lowest month: {month(year.lowest_month)}, {lowest} left; as now, "
        f"{month(now.lowest_month)}, {before}.",
    ]
    if not played[0].plan.tax_rate:
        sentences.append(BEFORE_TAX)
    if "overhead" in state.unknown:
        sentences.append(NO_OVERHEAD)
    if len(played) == 1:
        kind, numbers = KIND_BY_KEY[played[0].decided.kind], played[0].numbers
        if kind is LEAVE_PANEL and state.lowest_panel is None:
            sentences.append(NO_PANEL)
        if kind is CLINICIAN:
            own = f"{numbers['own']:g}"
            sentences.append(f"While you have room, your {own} hours a week for her are only time.")
        sentences.append(kind.beside.format(**numbers))
    return tuple(sentences)


def _paid(played: Sequence[Played], back: date | None) -> str:
    if any(does_not_pay_back(one) for one in played):
        return "Paid for itself: does not apply."
    if back is None:
        return "Not paid for within two years."
    if back <= min(one.decided.begins for one in played):
        return "Paid for itself: from its first day."
    return f"Paid for itself by {month(back)}."


def when_full(full: FullBy) -> str:
    """When the practice is full, in a word or two."""
    likely = full.dates.get("p50")
    if full.status == "full now":
        return "now"
    return f"by {month(likely)}" if likely else "not at this pace"


def of_part(one: Played) -> tuple[str, ...]:
    """What tells figures of a part of the practice: a clinician's own."""
    numbers, state = one.numbers, one.state
    if one.decided.kind != CLINICIAN.key:
        return ()
    left = money(left_of_a_session(numbers), state.currency, digits=2)
    alone, whole = (
        breaks_even_at(numbers, state.working_weeks, rate) for rate in (0.0, state.session_rate)
    )
    told = f"A session of hers leaves {left}."
    if alone is None or whole is None:
        return (told,)
    even = f"She breaks even at {alone:.1f} sessions a week, {whole:.1f} with your own hours."
    return told, even
