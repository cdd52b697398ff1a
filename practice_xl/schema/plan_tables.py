"""The tables on the sheet Plan: fees, time off, clinicians, short weeks, changes of hours."""

from __future__ import annotations

from practice_xl.schema.holidays import HOLIDAYS
from practice_xl.schema.measure import MOST_COUNT, MOST_MONEY
from practice_xl.schema.parts import Block, Column, Kind, Share, Table


def money_column(key: str, header: str, text: str, share: Share = Share.NUMBER) -> Column:
    """A column of amounts, 0 or more."""
    return Column(key, header, "currency", Kind.MONEY, text, 0, MOST_MONEY, share=share)


def date_column(key: str, header: str, unit: str, text: str) -> Column:
    """A column of dates."""
    return Column(key, header, unit, Kind.DATE, text, share=Share.NUMBER)


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
        money_column("fee", "Fee", "What is paid for one session.", Share.TICKED),
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
        date_column("from", "From", "first day off", "First day off."),
        date_column("to", "To", "last day off", "Last day off."),
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
            width=11,
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
        date_column("from", "From", "first day", "The day the new hours begin."),
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
            width=11,
        ),
    ),
    rows=10,
    since=3,
    title="Changes of hours",
    help="When usual slots change: from which day. What was before is not read anew.",
)

BOOKINGS = Table(
    "Bookings",
    "Plan",
    (
        Column("week", "Week", "first day", Kind.DATE, "The first day of the week."),
        Column(
            "booked",
            "Booked",
            "sessions",
            Kind.COUNT,
            "Sessions booked for that week.",
            0,
            MOST_COUNT,
            width=9,
        ),
        Column("as_of", "As of", "date", Kind.DATE, "The day they were counted."),
    ),
    rows=8,
    since=3,
    title="Bookings to come",
    help="Filled in anew by each import that looks ahead; after 10 days no longer shown.",
)

PLAN_TABLES = (FEES, CLINICIANS, TIME_OFF, SHORT_WEEKS, HOURS, BOOKINGS)
ALIASES = Block(  # between Fees and Clinicians, beside the names of both
    "aliases",
    "Plan",
    (Column("tier", "In the copy", width=13), Column("clinician", "In the copy", width=13)),
    max(FEES.rows, CLINICIANS.rows),
    since=3,
)
