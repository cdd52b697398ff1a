"""The levers in words: amounts, where one breaks even, what all of it rests on.

Plain words only, and never the name of a tier: these sentences may be shared.
"""

from __future__ import annotations

from collections.abc import Callable

from practice_xl.domain.levers.choices import Choice
from practice_xl.domain.levers.effect import CALENDAR_WEEKS
from practice_xl.domain.levers.state import STATE_WEEKS, State, Tier
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


FEWEST_WEEKS = 4
_SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def headline(state: State, joint: float | None, once: float, some: bool) -> str:
    """The joint total as a sentence.

    >>> headline(State(), 9_600, 0, True)
    '$9,600 more a year, before tax, without one new client.'
    """
    if joint is None:
        return "What the levers are worth cannot be said yet."
    if not some:
        return "No lever pays today."
    if joint <= -0.5:
        return f"These levers together cost {money(-joint, state.currency)} a year."
    amount = money(joint, state.currency)
    part = once_only(once, state.currency)
    return f"{amount} more a year, before tax, without one new client{part}."


def once_only(amount: float, currency: str) -> str:
    """The part of an amount that comes once only; empty when there is none.

    >>> once_only(1829, "$"), once_only(0, "$")
    (', of which $1,829 once only', '')
    """
    return f", of which {money(amount, currency)} once only" if amount >= 0.5 else ""


def fee_in_words(amount: float, currency: str) -> str:
    """A fee, with cents where it has any.

    >>> fee_in_words(150, "CHF"), fee_in_words(92.5, "$")
    ('CHF 150', '$92.50')
    """
    return money(amount, currency, cents=amount != round(amount))


def count(number: float, noun: str) -> str:
    """A number with its noun, one decimal at most.

    >>> count(2.06, "missed session"), count(1, "hour")
    ('2.1 missed sessions', '1 hour')
    """
    text = f"{number:.1f}".removesuffix(".0")
    return f"{text} {noun}" if text == "1" else f"{text} {noun}s"


def break_even(state: State, choice: Choice) -> float | None:
    """Where a lever neither gains nor loses; None for levers that have no such point.

    ``raise_fee``: the share of full-fee sessions that can be lost, d / (fee + d). ``leave_panel``:
    the share that has to stay, its fee / the full fee. ``delegate_billing``: the sessions a week
    that pay for the help.

    >>> from practice_xl.domain.levers.choices import LeverInput, choose
    >>> state = State(full_fee=150)
    >>> break_even(state, choose(state, [LeverInput("raise_fee", "change", 10)])["raise_fee"])
    0.0625
    """
    rate = state.session_rate
    if choice.lever == "raise_fee" and state.full_fee > 0:
        return choice.change / (state.full_fee + choice.change)
    if choice.lever == "leave_panel" and state.lowest_panel is not None and state.full_fee > 0:
        return state.tiers[state.lowest_panel].fee / state.full_fee
    if choice.lever == "delegate_billing" and rate > 0 and state.working_weeks > 0:
        return CALENDAR_WEEKS * (choice.numbers["cost"] or 0.0) / (state.working_weeks * rate)
    return None


def note(state: State, choice: Choice, alone: float | None) -> str:
    """What else to know: where it breaks even, a net loss, what it is for; sentences."""
    level = break_even(state, choice)
    sentences = []
    if alone is not None and alone <= -0.5 and choice.lever != "delegate_billing":
        sentences.append(f"A net loss of {money(-alone, state.currency)} a year.")
    if choice.lever == "raise_fee" and level is not None and choice.change > 0:
        sentences.append(_could_lose(state, level))
    if choice.lever == "leave_panel" and level is not None:
        sentences.append(
            f"Level if {percent(level)} stay."
            if level <= 1
            else "Even if everyone stays it loses: the panel pays more than the full fee."
        )
    if choice.lever == "delegate_billing" and level:
        sentences.append(
            f"Pays for itself with {count(level, 'more session')} a week. "
            "What it is for: the bills stay caught up."
        )
        if state.waiting == 0:
            sentences.append(
                "No client waits for a session yet (Plan: “Sessions current clients still want”)."
            )
    if choice.lever == "weekly_rhythm":
        sentences.append("Only where clinically indicated; it is never recommended here.")
    return " ".join(sentences)


def where_from(state: State) -> list[str]:
    """Sentences on how much the figures rest on, and on what could not be known."""
    weeks = state.weeks
    if weeks == 0:
        return [state.unknown.get("sessions_kept", "Type your first week in Weekly") + "."]
    sentences = list(state.notes)
    if weeks == 1:
        sentences.insert(0, "From one week: this is a year in which every week is like it.")
    elif weeks < FEWEST_WEEKS:
        sentences.insert(0, f"From {_SMALL[weeks]} weeks only: read it as a first idea.")
    elif weeks < STATE_WEEKS:
        sentences.insert(0, f"From {weeks} open weeks; {STATE_WEEKS} make it steadier.")
    else:
        sentences.insert(0, f"From your last {STATE_WEEKS} open weeks.")
    return sentences + [f"{reason}." for reason in dict.fromkeys(state.unknown.values())]


def _could_lose(state: State, level: float) -> str:
    share = state.share_of("full")
    clients = None if state.clients is None else round(state.clients * share)
    if not clients:
        return f"You could lose {percent(level)} of your full-fee sessions and still earn the same."
    whose = f"your {clients}" if share > 0.999 else f"your {clients} full-fee clients"
    lost = int(level * clients + 1e-9)
    if lost == 0:
        return f"Losing one of {whose} would cost more than the rise brings."
    return (
        f"You could lose {_SMALL[lost] if lost < 10 else lost} of {whose} and still earn the same."
    )
