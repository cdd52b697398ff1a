"""The tables the owner types in: every column with its unit, limits, help and share rule."""

from __future__ import annotations

from practice_xl.schema.holidays import HOLIDAYS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measure import MOST_COUNT, MOST_MONEY
from practice_xl.schema.measures import MEASURABLES, MEASURES
from practice_xl.schema.parts import Column, Kind, Share, Table

FORMATTED_ROWS = 2000  # formats and validation reach this row; a patched table needs them there
WEEKS_LAID_OUT = 104
WEEKS_BEFORE = 12  # pre-dated weeks before the day the workbook was made


def _money(key: str, header: str, text: str, share: Share = Share.NUMBER) -> Column:
    return Column(key, header, "currency", Kind.MONEY, text, 0, MOST_MONEY, share=share)


def _date(key: str, header: str, unit: str, text: str) -> Column:
    return Column(key, header, unit, Kind.DATE, text, share=Share.NUMBER)


WEEKLY = Table(
    "Weekly",
    "Weekly",
    (
        _date(
            "week_start",
            "Week starting",
            "date",
            "First day of the week. The weeks are filled in for you.",
        ),
        Column(
            "clinician",
            "Clinician",
            "name",
            Kind.TEXT,
            "Who. Leave blank when it is you.",
            share=Share.ALIAS,
        ),
        *(measure.column for measure in MEASURES if measure.typed),
        Column(
            "private_note",
            "Private note",
            "text",
            Kind.TEXT,
            "About the practice, never about a client. Never leaves this workbook.",
            optional=True,
            width=24,
        ),
    ),
    rows=WEEKS_LAID_OUT,
    help="One row a week. Thirteen numbers, under three minutes; slots are filled in for you.",
    groups=(
        ("slots_offered", "Sessions of the week"),
        ("inquiries", "Clients coming and going"),
        ("collected", "Money, time and what is still open"),
        ("clinician_cancelled", "If you like: optional, never missed when blank"),
    ),
    prefilled=True,
)

# The thirteen numbers of a week, asked for by the pair "Review" and by Start.
WEEKLY_NUMBERS = tuple(
    column.key
    for column in WEEKLY.columns
    if not column.optional and column.key not in ("week_start", "clinician", "slots_offered")
)

MONTHLY = Table(
    "Monthly",
    "Monthly",
    (
        _date("month", "Month", "first day", "The month these figures are of."),
        _money(
            "overhead",
            "Overhead",
            "What the practice cost, other clinicians' and helpers' pay included; your own pay and "
            "tax not.",
        ),
        _money("owner_pay", "Owner pay", "What you paid yourself."),
        _money("tax_set_aside", "Tax set aside", "What you put aside for tax."),
        _money(
            "unpaid_balance",
            "Unpaid balance",
            "What was billed and not yet paid, at the month's end.",
        ),
        _money("unpaid_over_90", "Unpaid over 90", "How much of that is more than 90 days old."),
    ),
    rows=36,
    help="One row a month, when you have the figures. Everything works without it.",
    prefilled=True,
)

FEES = Table(
    "Fees",
    "Plan",
    (
        Column("tier", "Tier", "name", help="What you call it.", share=Share.ALIAS, width=18),
        Column(
            "kind",
            "Kind",
            "",
            Kind.CHOICE,
            "Full, sliding, or an insurer's rate.",
            share=Share.NUMBER,
            choices=("full", "sliding", "insurance"),
        ),
        _money("fee", "Fee", "What is paid for one session.", Share.TICKED),
        Column(
            "sessions",
            "Sessions",
            "per week",
            Kind.NUMBER,
            "Sessions a week at this fee.",
            0,
            MOST_COUNT,
            share=Share.TICKED,
        ),
    ),
    rows=10,
    title="Fees, when there are several",
    help="Your fees, one row each. Leave empty when everyone pays the full fee.",
)

TIME_OFF = Table(
    "TimeOff",
    "Plan",
    (
        _date("from", "From", "first day off", "First day off."),
        _date("to", "To", "last day off", "Last day off."),
    ),
    rows=20,
    title="Time off",
    help="Days away, past and planned. A week wholly inside needs no row in Weekly.",
)

CLINICIANS = Table(
    "Clinicians",
    "Plan",
    (
        Column("name", "Name", "name", help="As typed in Weekly.", share=Share.ALIAS, width=16),
        Column(
            "usual_slots",
            "Usual slots",
            "sessions a week",
            Kind.COUNT,
            "Client slots in a usual week.",
            0,
            MOST_COUNT,
            share=Share.TICKED,
        ),
    ),
    rows=10,
    title="Clinicians",
    help="Only when you are several. On your own, leave empty.",
)

SHORT_WEEKS = Table(
    "ShortWeeks",
    "Plan",
    (
        Column(
            "holiday",
            "Holiday or date",
            "every year, or one date",
            Kind.HOLIDAY,
            "Choose a holiday, which is found anew each year, or type the date of a single week.",
            choices=tuple(holiday.label for holiday in HOLIDAYS),
            share=Share.NUMBER,
            width=22,
        ),
        Column(
            "share",
            "Usual share",
            "of a usual week",
            Kind.SHARE,
            "How much of a usual week that week is, for example 50%. Blank = a usual week.",
            0,
            1,
            share=Share.NUMBER,
        ),
        Column("why", "Why", "text", help="For yourself. Not in the coach copy.", width=32),
    ),
    rows=12,
    since=3,
    title="Short weeks: shares of US therapists, elsewhere a guess",
    help="Weeks that are short every year. They count in money, and are passed over in scores.",
)

HOURS = Table(
    "Hours",
    "Plan",
    (
        _date("from", "From", "first day", "The day the new hours begin."),
        Column(
            "clinician",
            "Clinician",
            "name",
            help="Who. Leave blank when it is you.",
            share=Share.ALIAS,
            width=16,
        ),
        Column(
            "usual_slots",
            "Usual slots",
            "sessions a week",
            Kind.COUNT,
            "Client slots in a usual week from that day on; 0 = left.",
            0,
            MOST_COUNT,
            share=Share.TICKED,
        ),
    ),
    rows=10,
    since=3,
    title="Changes of hours",
    help="When usual slots change: from which day. What was before is not read anew.",
)

ACTIONS = Table(
    "Actions",
    "Actions",
    (
        _date("added", "Added", "date", "The day you wrote it down."),
        Column(
            "measurable",
            "Measurable",
            "",
            Kind.CHOICE,
            "The number it should move.",
            choices=tuple(measure.label for measure in MEASURABLES),
            share=Share.NUMBER,
            width=24,
        ),
        Column(
            "lever",
            "Lever",
            "",
            Kind.CHOICE,
            "The lever it works on; may stay blank.",
            choices=tuple(lever.label for lever in LEVERS),
            share=Share.NUMBER,
            width=24,
        ),
        Column(
            "task",
            "Task",
            "text",
            help="What to do. About the practice, never about a client.",
            share=Share.TICKED,
            width=36,
        ),
        Column(
            "result",
            "Result it should create",
            "text",
            help="What will be different when it is done.",
            share=Share.TICKED,
            width=36,
        ),
        Column(
            "owner",
            "Owner",
            "",
            Kind.CHOICE,
            "Who does it.",
            choices=("Me", "Delegated"),
            share=Share.ALIAS,
        ),
        _date("due", "Due", "date", "By when."),
        Column(
            "status",
            "Status",
            "",
            Kind.CHOICE,
            "Open until it is done or dropped.",
            choices=("open", "done", "dropped"),
            share=Share.NUMBER,
        ),
        _date("closed", "Closed", "date", "The day it was done or dropped."),
        Column(
            "share",
            "Share",
            "x = yes",
            Kind.TICK,
            "Tick with x to let task and result into the coach copy.",
        ),
    ),
    rows=50,
    help="What you decided to do, and the result each should create.",
    prefilled=True,
)

COACH_NOTES = Table(
    "CoachNotes",
    "Coach",
    (
        Column("id", "Id", "", help="Kept by the program: leave it as it is.", share=Share.NUMBER),
        _date("date", "Date", "date", "Day of the note."),
        Column("topic", "Topic", "text", help="What it is about.", share=Share.NUMBER, width=20),
        Column("comment", "Comment", "text", help="The note.", share=Share.NUMBER, width=44),
        Column(
            "commitment",
            "Commitment",
            "text",
            help="What was promised.",
            share=Share.NUMBER,
            width=36,
        ),
        _date("due", "Due", "date", "By when."),
        Column(
            "status",
            "Status",
            "",
            Kind.CHOICE,
            "Open until it is kept or dropped.",
            choices=("open", "done", "dropped"),
            share=Share.NUMBER,
        ),
    ),
    rows=50,
    help="Your coach's notes. They come back in the coach copy and are merged here.",
    prefilled=True,
)

LEVER_INPUTS = Table(
    "LeverInputs",
    "Levers",
    (
        Column("lever", "Lever", width=24.5, share=Share.NUMBER),
        Column(
            "on",
            "On",
            "",
            Kind.CHOICE,
            "Yes = chosen, No = never. All blank = the three worth most are counted.",
            choices=("Yes", "No"),
            share=Share.NUMBER,
        ),
        Column("number", "Number", width=24, share=Share.NUMBER),
        Column(
            "value",
            "Value",
            "",
            Kind.NUMBER,
            "Blank = worked out from your own weeks; shown under Used.",
            0,
            1_000_000,
            share=Share.NUMBER,
        ),
        Column("unit", "Unit", share=Share.NUMBER, width=14.5),
        Column("help", "Help", share=Share.NUMBER, width=21.5),
    ),
    rows=sum(len(lever.numbers) for lever in LEVERS),
    help="Which levers to count, and how far each goes.",
)

PLAN_TABLES = (FEES, TIME_OFF, CLINICIANS, SHORT_WEEKS, HOURS)
TABLES: tuple[Table, ...] = (WEEKLY, MONTHLY, *PLAN_TABLES, ACTIONS, COACH_NOTES, LEVER_INPUTS)
TABLE_BY_NAME = {table.name: table for table in TABLES}
