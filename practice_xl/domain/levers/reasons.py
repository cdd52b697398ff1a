"""What each lever rests on, and why one brings nothing, in words.

Plain words only, and never the name of a tier: these phrases may be shared.
"""

from __future__ import annotations

from collections.abc import Callable

from practice_xl.domain.levers.choices import Choice
from practice_xl.domain.levers.state import State, Tier
from practice_xl.domain.levers.words import count, fee_in_words
from practice_xl.domain.wording import money, percent

LITTLE_ROOM = 0.05  # less than this a week is no room [sessions]


def rests_on(state: State, choice: Choice) -> str:
    """What a lever's worth rests on, in words; empty where even that is not known.

    >>> from practice_xl.domain.levers.choices import choose
    >>> state = State(kept=20, missed=2.1, charged=0.12)
    >>> rests_on(state, choose(state)["enforce_policy"])
    '2.1 missed sessions a week, 12 % charged today'
    """
    return _RESTS_ON[choice.lever](state, choice)


def why_nothing(state: State, choice: Choice) -> str:
    """Why a lever brings nothing, in words, when all it needs is known."""
    find = _WHY_NOTHING.get(choice.lever)
    reason = find(state, choice) if find else ""
    if not reason and choice.change == 0:
        reason = "Its change is 0"
    return reason or "It brings nothing with these numbers"


def _at(state: State, tier: Tier) -> str:
    fee = fee_in_words(tier.fee, state.currency)
    return f"{count(state.kept * tier.share, 'session')} a week at {fee}"


def _full(state: State, _choice: Choice) -> str:
    sessions = count(state.kept * state.share_of("full"), "full-fee session")
    return f"{sessions} a week at {fee_in_words(state.full_fee, state.currency)}"


def _sliding(state: State, _choice: Choice) -> str:
    tiers = [tier for tier in state.tiers if tier.kind == "sliding"]
    sessions = count(state.kept * state.share_of("sliding"), "sliding session")
    lowest = f", from {fee_in_words(tiers[0].fee, state.currency)}" if tiers else ""
    return f"{sessions} a week{lowest}"


def _missed(state: State, _choice: Choice) -> str:
    charged = f", {percent(state.charged)} charged today" if state.missed > 0 else ""
    return f"{count(state.missed, 'missed session')} a week{charged}"


def _refill(state: State, _choice: Choice) -> str:
    refilled = f", {percent(state.refilled)} refilled today" if state.cancelled > 0 else ""
    return f"{count(state.cancelled, 'session')} a week cancelled in time{refilled}; {_room(state)}"


def _room(state: State) -> str:
    return f"{count(state.room, 'slot')} to refill a week"


def _unpaid(state: State, _choice: Choice) -> str:
    old = (
        "age not recorded"
        if state.over_90 is None
        else f"{_money(state, state.over_90)} over 90 days"
    )
    return f"{_money(state, state.unpaid)} unpaid, {old}; {state.days_goal:.0f} days may stand"


def _insurer(state: State, _choice: Choice) -> str:
    place = state.main_insurer
    return (
        "" if place is None else f"The panel with most sessions: {_at(state, state.tiers[place])}"
    )


def _panel(state: State, _choice: Choice) -> str:
    place = state.lowest_panel
    if place is None:
        return ""
    full = fee_in_words(state.full_fee, state.currency)
    return f"The lowest panel: {_at(state, state.tiers[place])}; the full fee is {full}"


def _delegate(state: State, choice: Choice) -> str:
    if state.billing_helped and choice.change == 0:
        return ""
    cost = _money(state, choice.numbers["cost"] or 0.0)
    freed = f"{count(choice.change, 'hour')} freed for {cost} a week"
    waiting = f"; {count(state.waiting, 'session')} a week waited for" if state.waiting else ""
    return freed + waiting


def _group(state: State, choice: Choice) -> str:
    people = choice.numbers["attending"] or 0.0
    fee = fee_in_words(choice.numbers["fee"] or 0.0, state.currency)
    return f"{people:.0f} people at {fee}, {percent(state.show_rate)} come; {_room(state)}"


def _overhead(state: State, _choice: Choice) -> str:
    known = "overhead" not in state.unknown
    return f"{_money(state, state.overhead)} overhead a month" if known else "The saving you typed"


def _rhythm(state: State, choice: Choice) -> str:
    return f"{count(choice.change / 2, 'more session')} a week asked for; {_room(state)}"


def _workshops(state: State, choice: Choice) -> str:
    price = fee_in_words(choice.numbers["price"] or 0.0, state.currency)
    tickets = count(choice.numbers["tickets"] or 0.0, "ticket")
    return f"{count(choice.change, 'workshop')} a year, {tickets} at {price}"


def _money(state: State, amount: float) -> str:
    return money(amount, state.currency)


_RESTS_ON: dict[str, Callable[[State, Choice], str]] = {
    "raise_fee": _full,
    "sliding_cap": _sliding,
    "enforce_policy": _missed,
    "fewer_missed": _missed,
    "refill": _refill,
    "collect_unpaid": _unpaid,
    "insurer_rate": _insurer,
    "leave_panel": _panel,
    "delegate_billing": _delegate,
    "group": _group,
    "cut_overhead": _overhead,
    "weekly_rhythm": _rhythm,
    "workshops": _workshops,
}

_NO_MISSED = "No session was missed in these weeks"
_NO_ROOM = "No room: all your slots are taken"
_NO_PANEL = "No insurance tier in Fees"


def _why_enforce(state: State, choice: Choice) -> str:
    if state.missed == 0:
        return _NO_MISSED
    if choice.change <= state.charged:
        return f"You already charge {percent(state.charged)}"
    return "A missed session costs nothing in Plan" if state.late_fee == 0 else ""


def _why_fewer(state: State, _choice: Choice) -> str:
    return _NO_MISSED if state.missed == 0 else ""


def _why_refill(state: State, choice: Choice) -> str:
    if state.cancelled == 0:
        return "Nothing was cancelled in time in these weeks"
    if choice.change <= state.refilled:
        return f"You already refill {percent(state.refilled)}"
    return _NO_ROOM if state.room < LITTLE_ROOM else ""


_WHY_NOTHING: dict[str, Callable[[State, Choice], str]] = {
    "raise_fee": lambda s, _: "" if s.share_of("full") > 0 else "No full-fee sessions in Fees",
    "sliding_cap": lambda s, _: "" if s.share_of("sliding") > 0 else "No sliding tier in Fees",
    "enforce_policy": _why_enforce,
    "fewer_missed": _why_fewer,
    "refill": _why_refill,
    "collect_unpaid": lambda s, _: (
        "" if s.recoverable > 1 else f"What is unpaid is within your {s.days_goal:.0f} days"
    ),
    "insurer_rate": lambda s, _: _NO_PANEL if s.main_insurer is None else "",
    "leave_panel": lambda s, _: _NO_PANEL if s.lowest_panel is None else "",
    "delegate_billing": lambda s, _: "It is handed over already" if s.billing_helped else "",
    "weekly_rhythm": lambda s, _: _NO_ROOM if s.room < LITTLE_ROOM else "",
}
