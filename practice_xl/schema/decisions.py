"""Decisions with a date: the six kinds, their tables, and what is written beside them."""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.schema.parts import Block, Column, Kind, Share, Table
from practice_xl.schema.plan_tables import date_column
from practice_xl.schema.type_width import column_width

MOST_DECISIONS = 8
FROM_YOUR_WEEKS = "from your weeks"


class DecisionNumber(NamedTuple):
    """One number of a decision; its row in the table DecisionInputs.

    Attributes:
        key, label: Its name in code and on the sheet.
        unit: Unit in words.
        kind: How the cell is read and shown.
        default: What counts while it is blank; None: worked out from the practice's own weeks.
        help: A sentence for the owner.
        low, high: Smallest and largest accepted value.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    default: float | None
    help: str
    low: float = 0
    high: float = 1_000_000


class DecisionKind(NamedTuple):
    """One thing that can be decided.

    Attributes:
        key, label: Its name in code and in the drop-down.
        numbers: Its numbers; the first is the one that may be typed beside the decision itself.
        beside: What to think of before, as sentences.
        notice: How long before it begins others must be told. [weeks]
        lever: The lever it is, with a date; empty for none.
    """

    key: str
    label: str
    numbers: tuple[DecisionNumber, ...]
    beside: str
    notice: int = 0
    lever: str = ""


def _number(
    key: str, label: str, unit: str, default: float | None, text: str, **limits: float
) -> DecisionNumber:
    return DecisionNumber(key, label, unit, Kind.NUMBER, default, text, **limits)


def _money(key: str, label: str, unit: str, default: float | None, text: str) -> DecisionNumber:
    return DecisionNumber(key, label, unit, Kind.MONEY, default, text)


def _share(key: str, label: str, default: float | None, text: str) -> DecisionNumber:
    return DecisionNumber(key, label, "share, 0 to 100 %", Kind.SHARE, default, text, 0, 1)


def _yes(key: str, label: str, text: str) -> DecisionNumber:
    return DecisionNumber(key, label, "x = yes", Kind.TICK, 0, text, 0, 1)


RAISE_FEE = DecisionKind(
    "raise_fee",
    "Raise the fee",
    (
        _money("rise", "Rise of the full fee", "currency a session", None, "5 %, to whole 5s."),
        _yes("everyone", "For current clients too", "Blank = new clients only, as they start."),
        _yes("sliding", "Sliding places too", "Blank = only those who pay the full fee."),
        _share(
            "loss",
            "Share of these sessions lost",
            None,
            "For current clients half of the rise in %, a cautious guess; for new ones none.",
        ),
    ),
    "See your agreement for the notice current clients have. In the US, give self-pay clients a "
    "new Good Faith Estimate first. An insurer's rate stays as it is.",
    notice=8,
    lever="raise_fee",
)
TIME_AWAY = DecisionKind(
    "time_away",
    "Time away",
    (
        _number("weeks", "Weeks away", "weeks", 6, "Counts while no end is typed.", high=104),
        _number(
            "lost",
            "Clients who do not come back",
            "clients",
            None,
            "A guess: none in two weeks, then 6 % of them for each week more.",
            high=200,
        ),
        _number("back", "Clients won back", "clients a week", 1, "After you return.", high=50),
        _yes("instead", "In place of usual weeks off", "Blank = on top of them."),
    ),
    "Money for earlier sessions still arrives while you are away.",
)
SLOTS = DecisionKind(
    "slots",
    "More or fewer slots",
    (
        _number(
            "change", "Slots more (fewer: -)", "sessions a week", 2, "From that day.", low=-200
        ),
        _share("filled", "Share of new slots that fill", None, "As many as are worked today."),
        _number("ramp", "Weeks until they are filled", "weeks", 13, "A guess.", high=104),
    ),
    "New slots fill only while you are full; the last slots empty first.",
)
LEAVE_PANEL = DecisionKind(
    "leave_panel",
    "Leave a panel",
    (
        _share("part", "Share of the panel you leave", 1, "The lowest-paying one. 100 % = all."),
        _share("stay", "Share of those sessions that stay", 0.7, "At the full fee. A guess."),
    ),
    "Check your contract: most ask for 90 days of notice.",
    notice=13,
    lever="leave_panel",
)
HELP = DecisionKind(
    "help",
    "Help with billing or admin",
    (
        _number(
            "hours", "Hours freed", "hours a week", None, "Half of your admin hours.", high=100
        ),
        _money("cost", "What the help costs", "currency a week", None, "6 % of income, a guess."),
    ),
    "Not by money alone: it buys {hours:g} hours a week, and bills in order.",
    lever="delegate_billing",
)
CLINICIAN = DecisionKind(
    "clinician",
    "First clinician",
    (
        _number(
            "sessions", "Her sessions, once grown", "a week", 15, "All working weeks.", high=200
        ),
        _money("rate", "Money for each session", "currency", None, "As much as yours brings."),
        _share("pay", "Her pay", 0.5, "Of what her sessions bring."),
        _share(
            "payroll", "Payroll tax and other employer cost", None, "Of her pay; contractor: 0."
        ),
        _share("billing", "Billing and card cost", 0.05, "Of what her sessions bring."),
        _money("monthly", "Room, software, insurance", "currency a month", 350, "For her alone."),
        _number("own", "Your own hours for her", "hours a week", 1.5, "To supervise.", high=60),
        _number("ramp", "Weeks until she has them all", "weeks", 26, "One by one.", high=104),
        _number("wait", "Weeks until insurers pay", "weeks", 0, "13 for credentialing.", high=52),
    ),
    "Employee or contractor, and who may supervise: ask your accountant and your board.",
)
KINDS = (RAISE_FEE, TIME_AWAY, SLOTS, LEAVE_PANEL, HELP, CLINICIAN)
KIND_BY_KEY = {kind.key: kind for kind in KINDS}
NUMBERS = tuple((kind, number) for kind in KINDS for number in kind.numbers)

DECIDED = Table(
    "Decisions",
    "Decisions",
    (
        Column(
            "use",
            "Use",
            "",
            Kind.CHOICE,
            "Yes = decided, and counted below. Blank = not counted.",
            choices=("Yes",),
            share=Share.NUMBER,
            width=7,
        ),
        Column(
            "decision",
            "Decision",
            "",
            Kind.CHOICE,
            "What you decide.",
            choices=tuple(kind.label for kind in KINDS),
            share=Share.NUMBER,
            width=27,
        ),
        date_column("begins", "Begins", "date", "The day it begins."),
        date_column("ends", "Ends", "last day away", "Only for time away: the last day."),
        Column(
            "number",
            "Number",
            "if another",
            Kind.NUMBER,
            "Its first number, where this decision has another one than stands to the right: the "
            "rise, the weeks away, the slots, the share, the hours, her sessions.",
            -200,
            1_000_000,
            share=Share.NUMBER,
            width=12,
        ),
        Column("note", "Note", "text", help="For yourself.", share=Share.TICKED, width=27),
    ),
    rows=MOST_DECISIONS,
    since=3,
    help="What you decide, and from when. Three cells are enough: Yes, the decision, its day.",
)
DECISION_INPUTS = Table(
    "DecisionInputs",
    "Decisions",
    (
        Column("decision", "Decision", share=Share.NUMBER, width=26),
        Column("number", "Number", share=Share.NUMBER, width=33),
        Column(
            "value",
            "Value",
            kind=Kind.NUMBER,
            help="Blank = what stands under Used.",
            share=Share.NUMBER,
            width=10,
        ),
        Column("unit", "Unit", width=17),
        Column("default", "While blank", width=15),
        Column("help", "Help", width=62),
    ),
    rows=len(NUMBERS),
    since=3,
    title="The numbers behind them",
    help="Every number has a default; type only what is different for you.",
)


def _column(key: str, header: str = "", kind: Kind = Kind.TEXT, width: float = 0) -> Column:
    return Column(key, header, kind=kind, share=Share.NUMBER, width=width)


DECISION_USED = Block(
    "decision_used",
    "Decisions",
    (_column("used", "Used", Kind.NUMBER, 10),),
    len(NUMBERS),
    kinds=tuple(number.kind for _, number in NUMBERS),
    since=3,
)
RESULT_WORDS = 9  # lines of words for each decision
WORDS_SIZE = 10  # of their type [points]
_WHAT, _AMOUNT = 31, 11.5  # widths of the results' columns [characters]
ROW_WIDTH = column_width(_WHAT, *(_AMOUNT,) * 3)  # [points]
RESULT_ROWS = 96  # a decision takes about ten of them
ROWS_PRINTED = 32  # as now, all together, and two decisions: one page
DECISION_RESULTS = Block(
    "decision_results",
    "Decisions",
    (
        _column("what", "The next 12 months", width=_WHAT),
        _column("low", "Low", Kind.MONEY, _AMOUNT),
        _column("likely", "Likely", Kind.MONEY, _AMOUNT),
        _column("high", "High", Kind.MONEY, _AMOUNT),
    ),
    RESULT_ROWS,
    "What they bring (8 in 10 times between low and high)",
    share=Share.NUMBER,
    since=3,
)
DECISION_FANS = Block(
    "decision_fans",
    "Decisions",
    (
        _column("week_start", "Week starting", Kind.DATE),
        *(
            _column(key, header, Kind.MONEY)
            for key, header in (
                ("low", "Low, as now"),
                ("likely", "Likely, as now"),
                ("high", "High, as now"),
                ("low_with", "Low, with"),
                ("likely_with", "Likely, with"),
                ("high_with", "High, with"),
            )
        ),
    ),
    52,
    "Behind the chart",
    share=Share.NUMBER,
    since=3,
)
DECISION_BLOCKS = (DECISION_USED, DECISION_RESULTS, DECISION_FANS)
