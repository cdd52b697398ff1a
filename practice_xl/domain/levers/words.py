"""The levers in words: amounts, where one breaks even, what all of it rests on.

Plain words only, and never the name of a tier: these sentences may be shared.
"""

from __future__ import annotations

from practice_xl.domain.levers.effect import CALENDAR_WEEKS, PLACE, Choice
from practice_xl.domain.levers.state import STATE_WEEKS, State
from practice_xl.domain.wording import NUMBER_WORDS, money, percent, plural
from practice_xl.schema.levers import LEVERS

LITTLE_ROOM = 0.05  # less than this a week is no room [sessions]
FEWEST_WEEKS = 4
_NO_MISSED = "No session was missed in these weeks"
_NO_ROOM = "No room: all your slots are taken"
_NO_PANEL = "No insurance tier in Fees"


def what_is_missing(state: State, choice: Choice) -> str:
    """Why the worth of a lever cannot be known, in words; empty when it can."""
    for key in LEVERS[PLACE[choice.lever]].needs:
        if key in state.unknown:
            return state.unknown[key]
    if None not in choice.numbers.values():
        return ""
    key = "overhead" if choice.lever == "cut_overhead" else "rate"
    return state.unknown.get(key, "Type its numbers on Levers")


def rests_on(state: State, choice: Choice) -> str:
    """What a lever's worth rests on, in words; empty where even that is not known.

    >>> from practice_xl.domain.levers.effect import choose
    >>> state = State(kept=20, missed=2.1, charged=0.12)
    >>> rests_on(state, choose(state)["enforce_policy"])
    '2.1 missed sessions a week, 12 % charged today'
    """
    change, currency = choice.change, state.currency
    number = {key: value or 0.0 for key, value in choice.numbers.items()}
    room = f"{plural(state.room, 'slot')} to refill a week"

    def fee(amount: float) -> str:
        return money(amount, currency, digits=0 if amount == round(amount) else 2)

    def weekly(share: float, noun: str = "session") -> str:
        return f"{plural(state.kept * share, noun)} a week"

    match choice.lever:
        case "raise_fee":
            return f"{weekly(state.share_of('full'), 'full-fee session')} at {fee(state.full_fee)}"
        case "sliding_cap":
            fees = [tier.fee for tier in state.tiers if tier.kind == "sliding"]
            lowest = f", from {fee(fees[0])}" if fees else ""
            return f"{weekly(state.share_of('sliding'), 'sliding session')}{lowest}"
        case "enforce_policy" | "fewer_missed":
            charged = f", {percent(state.charged)} charged today" if state.missed > 0 else ""
            return f"{plural(state.missed, 'missed session')} a week{charged}"
        case "refill":
            refilled = f", {percent(state.refilled)} refilled today" if state.cancelled > 0 else ""
            cancelled = plural(state.cancelled, "session")
            return f"{cancelled} a week cancelled in time{refilled}; {room}"
        case "collect_unpaid":
            old = "age not recorded"
            if state.over_90 is not None:
                old = f"{money(state.over_90, currency)} over 90 days"
            unpaid = f"{money(state.unpaid, currency)} unpaid, {old}"
            return f"{unpaid}; {state.days_goal:.0f} days may stand"
        case "insurer_rate" if tier := state.main_insurer:
            return f"The panel with most sessions: {weekly(tier.share)} at {fee(tier.fee)}"
        case "leave_panel" if tier := state.lowest_panel:
            full = f"the full fee is {fee(state.full_fee)}"
            return f"The lowest panel: {weekly(tier.share)} at {fee(tier.fee)}; {full}"
        case "delegate_billing" if change or not state.billing_helped:
            cost = money(number["cost"], currency)
            waiting = f"; {plural(state.waiting, 'session')} a week waited for"
            freed = f"{plural(change, 'hour')} freed for {cost} a week"
            return freed + (waiting if state.waiting else "")
        case "group":
            people = f"{number['attending']:.0f} people at {fee(number['fee'])}"
            return f"{people}, {percent(state.show_rate)} come; {room}"
        case "cut_overhead":
            if "overhead" in state.unknown:
                return "The saving you typed"
            return f"{money(state.overhead, currency)} overhead a month"
        case "weekly_rhythm":
            return f"{plural(change / 2, 'more session')} a week asked for; {room}"
        case "workshops":
            tickets = f"{plural(number['tickets'], 'ticket')} at {fee(number['price'])}"
            return f"{plural(change, 'workshop')} a year, {tickets}"
    return ""


def why_nothing(state: State, choice: Choice) -> str:
    """Why a lever brings nothing, in words, when all it needs is known."""
    no_room = state.room < LITTLE_ROOM
    reasons: dict[str, tuple[tuple[bool, str], ...]] = {
        "raise_fee": ((state.share_of("full") <= 0, "No full-fee sessions in Fees"),),
        "sliding_cap": ((state.share_of("sliding") <= 0, "No sliding tier in Fees"),),
        "enforce_policy": (
            (state.missed == 0, _NO_MISSED),
            (choice.change <= state.charged, f"You already charge {percent(state.charged)}"),
            (state.late_fee == 0, "A missed session costs nothing in Plan"),
        ),
        "fewer_missed": ((state.missed == 0, _NO_MISSED),),
        "refill": (
            (state.cancelled == 0, "Nothing was cancelled in time in these weeks"),
            (choice.change <= state.refilled, f"You already refill {percent(state.refilled)}"),
            (no_room, _NO_ROOM),
        ),
        "collect_unpaid": (
            (state.recoverable <= 1, f"What is unpaid is within your {state.days_goal:.0f} days"),
        ),
        "insurer_rate": ((state.main_insurer is None, _NO_PANEL),),
        "leave_panel": ((state.lowest_panel is None, _NO_PANEL),),
        "delegate_billing": ((state.billing_helped, "It is handed over already"),),
        "weekly_rhythm": ((no_room, _NO_ROOM),),
    }
    found = [why for holds, why in reasons.get(choice.lever, ()) if holds]
    found += ["Its change is 0"] if choice.change == 0 else []
    return (*found, "It brings nothing with these numbers")[0]


def once_only(amount: float, currency: str) -> str:
    """The part of an amount that comes once only; empty when there is none.

    >>> once_only(1829, "$"), once_only(0, "$")
    (', of which $1,829 once only', '')
    """
    return f", of which {money(amount, currency)} once only" if amount >= 0.5 else ""


def note(state: State, choice: Choice, alone: float | None) -> str:
    """What else to know: a net loss, where a lever breaks even, what it is for; sentences.

    A rise d of the fee is level where d / (fee + d) of the full-fee sessions are lost; leaving a
    panel where its fee / the full fee of its sessions stay; help where so many sessions pay for it.
    """
    fee, change, panel = state.full_fee, choice.change, state.lowest_panel
    sentences = []
    if alone is not None and alone <= -0.5 and choice.lever != "delegate_billing":
        sentences.append(f"A net loss of {money(-alone, state.currency)} a year.")
    if choice.lever == "raise_fee" and fee > 0 and change > 0:
        sentences.append(_could_lose(state, change / (fee + change)))
    if choice.lever == "leave_panel" and panel and fee > 0:
        sentences.append(
            f"Level if {percent(panel.fee / fee)} stay."
            if panel.fee <= fee
            else "Even if everyone stays it loses: the panel pays more than the full fee."
        )
    year = state.working_weeks * state.session_rate
    cost = CALENDAR_WEEKS * (choice.numbers.get("cost") or 0.0)
    if choice.lever == "delegate_billing" and year > 0 and cost > 0:
        sentences.append(
            f"Pays for itself with {plural(cost / year, 'more session')} a week. "
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
        sentences.insert(0, f"From {NUMBER_WORDS[weeks]} weeks only: read it as a first idea.")
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
    number = NUMBER_WORDS[lost] if lost < len(NUMBER_WORDS) else lost
    return f"You could lose {number} of {whose} and still earn the same."
