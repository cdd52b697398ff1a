"""The thirteen levers: more income without one new client. Names, numbers, units, help."""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.schema.parts import Kind


class LeverNumber(NamedTuple):
    """One number of a lever; its row in the table LeverInputs.

    Attributes:
        key: ``"change"`` for the first number of a lever; further ones are set on the command
            line as ``lever.key``.
        label: What the row says.
        unit: Unit in words.
        kind: How the cell is read and shown.
        help: A sentence for the owner.
        high: Largest accepted value; the smallest is 0.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    help: str = ""
    high: float = 1_000_000


class Lever(NamedTuple):
    """A lever: its key, its label on the sheets, whether it starts switched on, its numbers.

    ``tells_parts``: its reason tells the fee or the sessions of a tier, so in the coach copy the
    reason leaves only if those are ticked. ``of_tier``: what it is worth alone is a figure of one
    tier, from which its fee could be solved, so it leaves only then too.
    """

    key: str
    label: str
    on: bool
    numbers: tuple[LeverNumber, ...]
    help: str
    tells_parts: bool = False
    of_tier: bool = False


def _share(key: str, label: str, text: str = "") -> LeverNumber:
    return LeverNumber(key, label, "share, 0 to 100 %", Kind.SHARE, text, 1)


def _money(key: str, label: str, unit: str = "currency", text: str = "") -> LeverNumber:
    return LeverNumber(key, label, unit, Kind.MONEY, text)


def _number(key: str, label: str, unit: str, text: str = "", high: float = 1000) -> LeverNumber:
    return LeverNumber(key, label, unit, Kind.NUMBER, text, high)


_CAUTIOUS = "A cautious guess: half of the rise, in per cent."
# Hasvold and Wootton, "Use of telephone and SMS reminders to improve attendance at hospital
# appointments: a systematic review", 2011: reminders avoid about a third of what is missed.
_REMINDERS = "Reminders, a word at booking. Half of what reviews of reminders report."

LEVERS: tuple[Lever, ...] = (
    Lever(
        "raise_fee",
        "Raise the full fee",
        True,
        (
            _money(
                "change",
                "Rise of the full fee",
                "currency a session",
                "5 % of the full fee, to whole 5s, unless you type another.",
            ),
            _share("loss", "Share of full-fee sessions lost", _CAUTIOUS),
        ),
        "The full fee goes up; some clients may leave.",
        tells_parts=True,
    ),
    Lever(
        "sliding_cap",
        "Cap sliding-scale places",
        True,
        (
            _number("change", "Sliding sessions moved to the full fee", "sessions a week"),
            _share("stay", "Share of them that stay", "A cautious guess."),
        ),
        "Fewer sessions at a reduced fee; lowest fee first.",
        tells_parts=True,
        of_tier=True,
    ),
    Lever(
        "enforce_policy",
        "Charge missed sessions",
        True,
        (
            _share(
                "change",
                "Share of missed sessions charged",
                "Not every missed visit may be charged; Medicaid generally forbids it.",
            ),
        ),
        "The late cancellation policy is kept more often.",
    ),
    Lever(
        "fewer_missed",
        "Fewer missed sessions",
        True,
        (_share("change", "Share of missed sessions avoided", _REMINDERS),),
        "Missed sessions take place instead.",
    ),
    Lever(
        "refill",
        "Refill cancelled slots",
        True,
        (
            _share(
                "change",
                "Share of in-time cancellations refilled",
                "A short-notice list. 25 points more than today, unless you type another.",
            ),
        ),
        "Slots cancelled in time go to current clients who want them.",
    ),
    Lever(
        "collect_unpaid",
        "Collect what is unpaid",
        True,
        (_share("change", "Share of the unpaid balance you go after"),),
        "Once only: money already earned comes in.",
    ),
    Lever(
        "insurer_rate",
        "Ask an insurer for a better rate",
        True,
        (
            _money(
                "change",
                "Rise of the insurer's rate",
                "currency a session",
                "5 % of what it pays now, unless you type another.",
            ),
        ),
        "The insurer you see most sessions for pays more.",
        tells_parts=True,
        of_tier=True,
    ),
    Lever(
        "leave_panel",
        "Leave the lowest-paying panel",
        False,
        (
            _share("change", "Share of the panel you leave", "100 % = all of it."),
            _share(
                "stay",
                "Share of those sessions that stay",
                "At the full fee. A guess: ask your clients first.",
            ),
        ),
        "The lowest insurance tier ends; those who stay pay the full fee.",
        tells_parts=True,
        of_tier=True,
    ),
    Lever(
        "delegate_billing",
        "Hand over the billing",
        False,
        (
            _number("change", "Hours freed", "hours a week", "Half of your admin hours.", 100),
            _money(
                "cost",
                "What the help costs",
                "currency a week",
                "Paid all 52 weeks. 6 % of your income, a guess: ask for an offer.",
            ),
            _share("used", "Share of the hours used for sessions", "An hour gives one slot."),
        ),
        "Someone else sends the bills; they stay caught up.",
    ),
    Lever(
        "group",
        "Run a group",
        False,
        (
            _number("change", "Groups", "a week", high=50),
            _number("attending", "People attending", "people a group", high=50),
            _money("fee", "Fee for each", "currency a person"),
            _number(
                "displaced",
                "Sessions it takes the place of",
                "sessions a week",
                "At least those for which there is no other slot.",
                200,
            ),
        ),
        "Several people in one slot.",
    ),
    Lever(
        "cut_overhead",
        "Cut the overhead",
        True,
        (_money("change", "Saving", "currency a month", "5 % of your overhead."),),
        "The practice costs less.",
    ),
    Lever(
        "weekly_rhythm",
        "Weekly instead of fortnightly",
        False,
        (
            _number(
                "change",
                "Clients who move from fortnightly to weekly",
                "clients",
                "Only where clinically indicated.",
                200,
            ),
        ),
        "Only where clinically indicated; never recommended.",
    ),
    Lever(
        "workshops",
        "Hold workshops",
        False,
        (
            _number("change", "Workshops", "a year", high=365),
            _number("tickets", "Tickets sold", "each time", high=10_000),
            _money("price", "Price of a ticket"),
            _money("cost", "Cost of holding one"),
        ),
        "Teaching that needs no new client.",
    ),
)
