"""The levers in words: amounts, where one breaks even, what all of it rests on.

Plain words only, and never the name of a tier: these sentences may be shared.
"""

from __future__ import annotations

from practice_xl.domain.levers.choices import Choice
from practice_xl.domain.levers.effect import CALENDAR_WEEKS
from practice_xl.domain.levers.state import STATE_WEEKS, State
from practice_xl.domain.wording import money, percent

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


def and_list(things: list[str]) -> str:
    """Things as a sentence lists them.

    >>> and_list(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


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
