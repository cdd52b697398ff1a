"""Decisions with a date: the six kinds, each with its numbers."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from practice_xl.schema import parts
from practice_xl.schema.parts import Column, part

MOST_DECISIONS = 8
FROM_YOUR_WEEKS = "from your weeks"


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


number = partial(parts.number, high=1_000_000)
money = partial(parts.money, high=1_000_000)
tick = partial(parts.tick, low=0, high=1, default=0)
_OF_ALL = "share, 0 to 100 %"

# fmt: off
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
    number("change", "Slots added (fewer: -)", "sessions a week", "From that day.",
           low=-200, default=2),
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
KINDS = (RAISE_FEE, TIME_AWAY, SLOTS, LEAVE_PANEL, HELP, CLINICIAN)
KIND_BY_KEY = {kind.key: kind for kind in KINDS}
DECISION_NUMBERS = tuple((kind, number) for kind in KINDS for number in kind.numbers)
