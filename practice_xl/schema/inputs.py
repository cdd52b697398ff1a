"""The tables the owner types in: every column with its unit, limits, help and share rule."""

from __future__ import annotations

from practice_xl.schema.actions import ACTIONS, QUARTER
from practice_xl.schema.decisions import DECIDED, DECISION_INPUTS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Column, Kind, Share, Table
from practice_xl.schema.plan_tables import PLAN_TABLES, date_column, money_column
from practice_xl.schema.referrals import ARRIVALS, SOURCES

FORMATTED_ROWS = 2000  # formats and validation reach this row; a patched table needs them there
WEEKS_LAID_OUT = 104
WEEKS_BEFORE = 12  # pre-dated weeks before the day the workbook was made


WEEKLY = Table(
    "Weekly",
    "Weekly",
    (
        date_column(
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
        date_column("month", "Month", "first day", "The month these figures are of."),
        money_column(
            "overhead",
            "Overhead",
            "What the practice cost, other clinicians' and helpers' pay included; your own pay and "
            "tax not.",
        ),
        money_column("owner_pay", "Owner pay", "What you paid yourself."),
        money_column("tax_set_aside", "Tax set aside", "What you put aside for tax."),
        money_column(
            "unpaid_balance",
            "Unpaid balance",
            "What was billed and not yet paid, at the month's end.",
        ),
        money_column("unpaid_over_90", "Unpaid over 90", "How much of it is over 90 days old."),
    ),
    rows=36,
    help="One row a month, when you have the figures. Everything works without it.",
    prefilled=True,
)

COACH_NOTES = Table(
    "CoachNotes",
    "Coach",
    (
        Column("id", "Id", "", help="Kept by the program: leave it as it is.", share=Share.NUMBER),
        date_column("date", "Date", "date", "Day of the note."),
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
        date_column("due", "Due", "date", "By when."),
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

TABLES: tuple[Table, ...] = (
    WEEKLY,
    MONTHLY,
    *PLAN_TABLES,
    ACTIONS,
    QUARTER,
    SOURCES,
    ARRIVALS,
    COACH_NOTES,
    LEVER_INPUTS,
    DECIDED,
    DECISION_INPUTS,
)
TABLE_BY_NAME = {table.name: table for table in TABLES}
