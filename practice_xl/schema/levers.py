"""The thirteen levers, and the six kinds of decisions with a date: names, numbers, units, help.

A lever brings more income without one new client.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from practice_xl.schema import parts
from practice_xl.schema.parts import Column, part

MOST_DECISIONS = 8
FROM_YOUR_WEEKS = "from your weeks"


class Lever(NamedTuple):
    """A lever."""

    key: str  # Its name in code
    label: str  # The same on the sheets
    help: str  # What it does, in a sentence
    # Its numbers, each a row of the table LeverInputs. The key of the first is ``"change"``;
    # further ones are set on the command line as ``lever.key``. One without a default is worked out
    # from the practice's own weeks while it is blank.
    numbers: tuple[Column, ...]
    # What of the practice it rests on: where that is not known, neither is the lever.
    needs: tuple[str, ...] = ("sessions_kept", "rate")
    # True when its reason tells the fee or the sessions of a tier, so in the coach copy the reason
    # leaves only if those are ticked.
    tells_parts: bool = False
    # True when what it is worth alone is a figure of one tier, from which its fee could be solved,
    # so it leaves only then too.
    of_tier: bool = False


class DecisionKind(NamedTuple):
    """One thing that can be decided."""

    key: str  # Its name in code
    label: str  # The same in the drop-down
    # Its numbers, each a row of the table DecisionInputs; the first is the one that may be typed
    # beside the decision itself. Without a default, a blank one is worked out from the practice's
    # own weeks.
    numbers: tuple[Column, ...]
    beside: str  # What to think of before, as sentences
    notice: int = 0  # How long before it begins others must be told. [weeks]
    lever: str = ""  # The lever it is, with a date; empty for none


number = partial(parts.number, high=1000)
money = partial(parts.money, high=1_000_000)
tick = partial(parts.tick, low=0, high=1, default=0)
_OF_ALL, _CAUTIOUS = parts.OF_ALL, "A cautious guess: half of the rise, in per cent."
# Hasvold and Wootton, "Use of telephone and SMS reminders to improve attendance at hospital
# appointments: a systematic review", 2011: reminders avoid about a third of what is missed.
_REMINDERS = "Reminders, a word at booking. Half of what reviews of reminders report."
_OF_MISSED = ("sessions_kept", "missed", "charged", "rate")

# fmt: off
LEVERS: tuple[Lever, ...] = (
    Lever("raise_fee", "Raise the full fee", "The full fee goes up; some clients may leave.",
          (money("change", "Rise of the full fee", "currency a session",
                 "5 % of the full fee, to the nearest 5, unless you type another."),
           part("loss", "Share of full-fee sessions lost", _OF_ALL, _CAUTIOUS)), tells_parts=True),
    Lever("sliding_cap", "Cap sliding-scale places",
          "Fewer sessions at a reduced fee; lowest fee first.",
          (number("change", "Sliding sessions moved to the full fee", "sessions a week", default=1),
           part("stay", "Share of them that stay", _OF_ALL, "A cautious guess.", default=0.7)),
          tells_parts=True, of_tier=True),
    Lever("enforce_policy", "Charge missed sessions",
          "The late cancellation policy is kept more often.",
          (part("change", "Share of missed sessions charged", _OF_ALL,
                "Not every missed visit may be charged; Medicaid generally forbids it."),),
          _OF_MISSED),
    Lever("fewer_missed", "Fewer missed sessions", "Missed sessions take place instead.",
          (part("change", "Share of missed sessions avoided", _OF_ALL, _REMINDERS, default=0.15),),
          _OF_MISSED),
    Lever("refill", "Refill cancelled slots",
          "Slots cancelled in time go to current clients who want them.",
          (part("change", "Share of in-time cancellations refilled", _OF_ALL,
                "A short-notice list. 25 points more than today, unless you type another."),),
          ("sessions_kept", "cancelled_in_time", "refilled", "slots", "rate")),
    Lever("collect_unpaid", "Collect what is unpaid", "Once only: money already earned comes in.",
          (part("change", "Share of the unpaid balance you go after", _OF_ALL, default=1),),
          ("unpaid",)),
    Lever("insurer_rate", "Ask an insurer for a better rate",
          "The insurer you see most sessions for pays more.",
          (money("change", "Rise of the insurer's rate", "currency a session",
                 "5 % of what it pays now, unless you type another."),),
          tells_parts=True, of_tier=True),
    Lever("leave_panel", "Leave the lowest-paying panel",
          "The lowest insurance tier ends; those who stay pay the full fee.",
          (part("change", "Share of the panel you leave", _OF_ALL, "100 % = all of it.", default=1),
           part("stay", "Share of those sessions that stay", _OF_ALL,
                "At the full fee. A guess: ask your clients first.", default=0.7)),
          tells_parts=True, of_tier=True),
    Lever("delegate_billing", "Hand over the billing",
          "Someone else sends the bills; they stay caught up.",
          (number("change", "Hours freed", "hours a week", "Half of your admin hours.", high=100),
           money("cost", "What the help costs", "currency a week",
                 "Paid all 52 weeks. 6 % of your income, a guess: ask for a quote."),
           part("used", "Share of the hours used for sessions", _OF_ALL,
                "Each hour makes room for one slot.", default=0.5))),
    Lever("group", "Run a group", "Several people in one slot.",
          (number("change", "Groups", "a week", high=50, default=1),
           number("attending", "People attending", "people a group", high=50, default=6),
           money("fee", "Fee for each", "currency a person"),
           number("displaced", "Sessions it takes the place of", "sessions a week",
                  "At least those for which there is no other slot.", high=200))),
    Lever("cut_overhead", "Cut the overhead", "The practice costs less.",
          (money("change", "Saving", "currency a month", "5 % of your overhead."),), needs=()),
    Lever("weekly_rhythm", "Weekly instead of fortnightly",
          "Only where clinically indicated; never recommended.",
          (number("change", "Clients who move from fortnightly to weekly", "clients",
                  "Only where clinically indicated.", high=200, default=1),),
          ("sessions_kept", "slots", "rate")),
    Lever("workshops", "Hold workshops", "Teaching that needs no new client.",
          (number("change", "Workshops", "a year", high=365, default=2),
           number("tickets", "Tickets sold", "each time", high=10_000, default=10),
           money("price", "Price of a ticket", "currency"),
           money("cost", "Cost of holding one", "currency")), needs=()),
)
RAISE_FEE = DecisionKind("raise_fee", "Raise the fee", (
    money("rise", "Rise of the full fee", "currency a session", "5 %, to the nearest 5."),
    tick("everyone", "For current clients too", "x = yes",
         "Blank = new clients only, as they start."),
    tick("sliding", "Sliding places too", "x = yes", "Blank = only those who pay the full fee."),
    part("loss", "Share of these sessions lost", _OF_ALL,
         "For current clients half of the rise in %, a cautious guess; for new ones none."),
), "See your agreement for the notice current clients have. In the US, give self-pay "
    "clients a new Good Faith Estimate first. An insurer's rate stays as it is.", notice=8,
    lever="raise_fee")
TIME_AWAY = DecisionKind("time_away", "Time away", (
    number("weeks", "Weeks away", "weeks", "Counts until you type an end.", high=104, default=6),
    number("lost", "Clients who do not come back", "clients",
           "A guess: none in two weeks, then 6 % of them for each week more.", high=200),
    number("back", "Clients won back", "clients a week", "After you return.", high=50, default=1),
    tick("instead", "In place of usual weeks off", "x = yes", "Blank = on top of them.", default=0),
), "Money for earlier sessions still arrives while you are away.")
SLOTS = DecisionKind("slots", "More or fewer slots", (
    number("change", "Slots added (fewer: -)", "sessions a week", "From that day.", low=-200,
           high=1_000_000, default=2),
    part("filled", "Share of new slots that fill", _OF_ALL, "As many as you work today."),
    number("ramp", "Weeks until they are filled", "weeks", "A guess.", high=104, default=13),
), "New slots fill only while you are full; the last slots empty first.")
LEAVE_PANEL = DecisionKind("leave_panel", "Leave a panel", (
    part("part", "Share of the panel you leave", _OF_ALL,
         "The lowest-paying one. 100 % = all.", default=1),
    part("stay", "Share of those sessions that stay", _OF_ALL,
         "At the full fee. A guess.", default=0.7),
), "Check your contract: most ask for 90 days of notice.", notice=13, lever="leave_panel")
HELP = DecisionKind("help", "Help with billing or admin", (
    number("hours", "Hours freed", "hours a week", "Half of your admin hours.", high=100),
    money("cost", "What the help costs", "currency a week", "6 % of income, a guess."),
), "Not by money alone: it buys {hours:g} hours a week, and bills in order.",
    lever="delegate_billing")
CLINICIAN = DecisionKind("clinician", "First clinician", (
    number("sessions", "Her sessions, once grown", "a week", "In every working week.",
           high=200, default=15),
    money("rate", "Money for each session", "currency", "As much as yours brings."),
    part("pay", "Her pay", _OF_ALL, "Of what her sessions bring.", default=0.5),
    part("payroll", "Payroll tax and other employer cost", _OF_ALL, "Of her pay; contractor: 0."),
    part("billing", "Billing and card cost", _OF_ALL, "Of what her sessions bring.", default=0.05),
    money("monthly", "Room, software, insurance", "currency a month", "What she alone costs.",
          default=350),
    number("own", "Your own hours for her", "hours a week", "To supervise her.", high=60,
           default=1.5),
    number("ramp", "Weeks until she has them all", "weeks", "They come one by one.", high=104,
           default=26),
    number("wait", "Weeks until insurers pay", "weeks", "13 where she must be credentialed.",
           high=52, default=0),
), "Employee or contractor, and who may supervise: ask your accountant and your board.")
# fmt: on
LEVER_NUMBERS = tuple((lever, number) for lever in LEVERS for number in lever.numbers)
KINDS = (RAISE_FEE, TIME_AWAY, SLOTS, LEAVE_PANEL, HELP, CLINICIAN)
KIND_BY_KEY = {kind.key: kind for kind in KINDS}
DECISION_NUMBERS = tuple((kind, number) for kind in KINDS for number in kind.numbers)
