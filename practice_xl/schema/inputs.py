"""The tables the owner types in: every column with its unit, help, share rule and limits."""

from __future__ import annotations

from math import inf

from practice_xl.schema import parts
from practice_xl.schema.levers import DECISION_NUMBERS, KINDS, LEVER_NUMBERS, LEVERS, MOST_DECISIONS
from practice_xl.schema.measures import MEASURABLES, MEASURES
from practice_xl.schema.parts import ALIAS, AS_IS, TICKED, choice, count, date, money, number, text
from practice_xl.schema.settings import HOLIDAYS

FORMATTED_ROWS = 2000  # formats and validation reach this row; a patched table needs them there
WEEKS_LAID_OUT = 104
WEEKS_BEFORE = 12  # pre-dated weeks before the day the workbook was made
QUARTER_ROWS = 48  # of results of quarters: four years of three each
SOURCE_ROWS = 30
WORD_OF_MOUTH = "Word of mouth"
NEVER_A_NAME = (
    f"A client who recommends you is entered as {WORD_OF_MOUTH}, never by name. "
    "Never pay for a referral."
)
_MEASURABLES = tuple(measure.label for measure in MEASURABLES)
_LEVERS = tuple(lever.label for lever in LEVERS)
_KINDS = tuple(kind.label for kind in KINDS)

# fmt: off
WEEKLY = parts.Table("Weekly", "Weekly", (
    date("week_start", "Week starting", "date",
         "First day of the week. The weeks are filled in for you.", AS_IS),
    text("clinician", "Clinician", "name", "Who. Leave blank when it is you.", ALIAS),
    *(measure.column for measure in MEASURES if measure.column),
    text("private_note", "Private note", "text",
         "About the practice, never about a client. Never leaves this workbook.", width=24,
         optional=True),
), rows=WEEKS_LAID_OUT,
    help="One row a week. Thirteen numbers, under three minutes; slots are filled in for you.",
    prefilled=True, groups=(
    ("slots_offered", "Sessions of the week",
     "Slots: leave blank for your usual ones. Kept: all that took place, refilled ones too. Late "
     "or no-show: inside your notice period; of those, how many you charged. In time: the client "
     "cancelled earlier; refilled: somebody else came."),
    ("inquiries", "Clients coming and going",
     "Who asked, who came for the first time, who ended."),
    ("collected", "Money, time and what is still open",
     "Money that came in, from whatever week. Admin: notes, billing, phone. CEO: work on the "
     "practice itself. Notes and bills: still open at the week's end."),
    ("clinician_cancelled", "If you like: optional, never missed when blank",
     "Sessions you called off; first talks; what you expect to be paid for the week; events and "
     "calls; sources of clients you met; clients now; how much you liked the week.")))
MONTHLY = parts.Table("Monthly", "Monthly", (
    date("month", "Month", "first day", "The month these figures are of.", AS_IS),
    money("overhead", "Overhead", "currency",
          "What the practice cost, other clinicians' and helpers' pay included; your own pay "
          "and tax not.", AS_IS),
    money("owner_pay", "Owner pay", "currency", "What you paid yourself.", AS_IS),
    money("tax_set_aside", "Tax set aside", "currency", "What you put aside for tax.", AS_IS),
    money("unpaid_balance", "Unpaid balance", "currency",
          "What was billed and not yet paid, at the month's end.", AS_IS),
    money("unpaid_over_90", "Unpaid over 90", "currency", "How much of it is over 90 days old.",
          AS_IS),
), rows=36, help="One row a month, when you have the figures. Everything works without it.",
    prefilled=True)
FEES = parts.Table("Fees", "Plan", (
    text("tier", "Tier", "name", "What you call it.", ALIAS, width=18),
    choice("kind", "Kind", "", "Full, sliding, or an insurer's rate.", AS_IS,
           choices=("full", "sliding", "insurance")),
    money("fee", "Fee", "currency", "What is paid for one session.", TICKED),
    number("sessions", "Sessions", "per week", "Sessions a week at this fee.", TICKED),
), rows=10, help="Your fees, one row each. Leave empty when everyone pays the full fee.",
    title="Fees, when there are several")
CLINICIANS = parts.Table("Clinicians", "Plan", (
    text("name", "Name", "name", "As typed in Weekly.", ALIAS, width=16),
    count("usual_slots", "Usual slots", "sessions a week", "Client slots in a usual week.",
          TICKED, width=11),
), rows=10, help="Only when you are several. On your own, leave empty.", title="Clinicians")
TIME_OFF = parts.Table("TimeOff", "Plan", (
    date("from", "From", "first day off", "First day off.", AS_IS),
    date("to", "To", "last day off", "Last day off.", AS_IS),
), rows=20, help="Days away, past and planned. A week wholly inside needs no row in Weekly.",
    title="Time off")
SHORT_WEEKS = parts.Table("ShortWeeks", "Plan", (
    parts.Column("holiday", "Holiday or date", "every year, or one date",
                 "Choose a holiday, whose week is found each year, or type the date of a single "
                 "week.", AS_IS, kind=parts.Kind.HOLIDAY,
                 choices=tuple(holiday.label for holiday in HOLIDAYS), width=22),
    parts.part("share", "Usual share", "of a usual week",
               "How much of a usual week that week is, for example 50%. Blank = a usual week.",
               AS_IS),
    text("why", "Why", "text", "For yourself. Not in the coach copy.", width=32),
), rows=12,
    help="Weeks that are short every year. They count in money, and are passed over in scores.",
    title="Short weeks: shares of US therapists, elsewhere a guess", since=3)
HOURS = parts.Table("Hours", "Plan", (
    date("from", "From", "first day", "The day the new hours begin.", AS_IS),
    text("clinician", "Clinician", "name", "Who. Leave blank when it is you.", ALIAS, width=16),
    count("usual_slots", "Usual slots", "sessions a week",
          "Client slots in a usual week from that day on; 0 = has left.", TICKED, width=11),
), rows=10,
    help="When your usual slots change, and from which day. Earlier weeks stay as they were.",
    title="Changes of hours", since=3)
BOOKINGS = parts.Table("Bookings", "Plan", (
    date("week", "Week", "first day", "The first day of the week."),
    count("booked", "Booked", "sessions", "Sessions booked for that week.", width=9),
    date("as_of", "As of", "date", "The day they were counted."),
), rows=8, help="Each import that looks ahead fills this in again; it is shown for 10 days.",
    title="Bookings to come", since=3)
ACTIONS = parts.Table("Actions", "Actions", (
    date("added", "Added", "date", "The day you wrote it down.", AS_IS),
    choice("measurable", "Measurable", "", "The number it should move.", AS_IS,
           choices=_MEASURABLES, width=15),
    choice("lever", "Lever", "", "The lever it works on; may stay blank.", AS_IS,
           choices=_LEVERS, width=15),
    text("task", "Task", "text", "What to do. About the practice, never about a client.", TICKED,
         width=25),
    text("result", "Result it should create", "text", "What will be different when it is done.",
         TICKED, width=25),
    choice("owner", "Owner", "", "Who does it.", ALIAS, choices=("Me", "Delegated"), width=12.5),
    date("due", "Due", "date", "By when.", AS_IS),
    choice("status", "Status", "", "Open until it is done or dropped.", AS_IS,
           choices=("open", "done", "dropped"), width=10.5),
    date("closed", "Closed", "date", "The day it was done or dropped.", AS_IS),
    parts.tick("share", "Share", "x = yes",
               "Tick with x to let task and result into the coach copy.", width=9),
), rows=11, help="What you decided to do, and the result each should create.", prefilled=True)
QUARTER = parts.Table("Quarter", "Actions", (
    date("quarter", "Quarter", "first day",
         "The first day of its quarter. Blank = the one now running.", AS_IS),
    choice("measurable", "Measurable", "",
           "The number that should have moved when the quarter is over.", AS_IS,
           choices=_MEASURABLES, width=24),
    number("from", "From", "its own unit",
           "Where it stands at the beginning. Blank = the mean of the 4 open weeks before.",
           AS_IS, low=-parts.MOST_MONEY, high=parts.MOST_MONEY, width=12.5),
    number("to", "To", "its own unit", "Where it should stand, for example 5% or 22.", AS_IS,
           low=-parts.MOST_MONEY, high=parts.MOST_MONEY, width=12.5),
    date("by", "By", "date", "By when. Blank = the last day of the quarter.", AS_IS),
    text("when_then", "When ... then I will ...", "text",
         "What you will do when the moment comes. About the practice, never a client.", TICKED,
         width=36),
    text("obstacle", "Obstacle", "text", "What is most likely to stand in the way.", TICKED,
         width=30),
    parts.rating("sure", "How sure", "1 to 10",
                 "How sure you are that it will be there by then, from 1 to 10.", AS_IS, high=10,
                 width=9),
    parts.tick("share", "Share", "x = yes",
               "Tick with x to let your words of this row into the coach copy."),
), rows=11,
    help="At most three results for a quarter. Only Measurable and To must be typed.",
    title="The quarter: three results", since=3)
SOURCES = parts.Table("Sources", "Referrals", (
    text("source", "Source", "name",
         f"Who sends you clients, or should. {NEVER_A_NAME}", ALIAS, width=27),
    choice("kind", "Kind", "", "What it is; may stay blank.", AS_IS,
           choices=("Colleague", "Doctor or clinic", "School or college", "Employer", "Insurer",
                    "Directory", "Own website", WORD_OF_MOUTH, "Other"), width=19),
    parts.tick("wanted", "Wanted", "x = yes",
               "Tick with x the sources from which you want more clients.", AS_IS),
    text("next_step", "Next step", "text",
         "What you will do next. About the source, never about a client.", width=13),
    text("note", "Note", "text", "For yourself. Never in the coach copy.", width=14),
), rows=14,
    help=f"Your referral sources, one row each. {NEVER_A_NAME}", title="Who sends clients", since=3)
ARRIVALS = parts.Table("Arrivals", "Referrals", (
    date("week", "Week", "a day of it", "A day of the week they came in.", AS_IS, width=14),
    choice("source", "Source", "from the list",
           f"One of the sources at the left. {NEVER_A_NAME}", ALIAS, width=27),
    count("inquiries", "Inquiries", "people", "How many asked that week.", TICKED, width=12),
    count("started", "Started", "clients", "How many new clients began that week.", TICKED,
          width=12),
    parts.tick("met", "Met", "x = yes", "Tick with x when you met this source that week.", TICKED),
), rows=24,
    help="One row for each week and source. What is not entered counts as other or unknown.",
    title="Who came from whom, week by week", since=3)
COACH_NOTES = parts.Table("CoachNotes", "Coach", (
    text("id", "Id", "", "Kept by the program: leave it as it is.", AS_IS),
    date("date", "Date", "date", "Day of the note.", AS_IS),
    text("topic", "Topic", "text", "What it is about.", AS_IS, width=20),
    text("comment", "Comment", "text", "The note.", AS_IS, width=44),
    text("commitment", "Commitment", "text", "What was promised.", AS_IS, width=36),
    date("due", "Due", "date", "By when.", AS_IS),
    choice("status", "Status", "", "Open until it is kept or dropped.", AS_IS,
           choices=("open", "done", "dropped")),
), rows=14, help="Your coach's notes. They come back in the coach copy and are merged here.",
    prefilled=True)
LEVER_INPUTS = parts.Table("LeverInputs", "Levers", (
    text("lever", "Lever", "", "", AS_IS, width=24.5),
    choice("on", "On", "", "Yes = chosen, No = never. All blank = the three worth most count.",
           AS_IS, choices=("Yes", "No")),
    text("number", "Number", "", "", AS_IS, width=24),
    number("value", "Value", "", "Blank = worked out from your own weeks; shown under Used.",
           AS_IS, high=1_000_000),
    text("unit", "Unit", "", "", AS_IS, width=14.5),
    text("help", "Help", "", "", AS_IS, width=21.5),
), rows=len(LEVER_NUMBERS), help="Which levers to count, and how far each goes.")
DECIDED = parts.Table("Decisions", "Decisions", (
    choice("use", "Use", "", "Yes = decided, and counted below. Blank = not counted.", AS_IS,
           choices=("Yes",), width=7),
    choice("decision", "Decision", "", "What you decide.", AS_IS, choices=_KINDS, width=27),
    date("begins", "Begins", "date", "The day it begins.", AS_IS),
    date("ends", "Ends", "last day away", "Only for time away: the last day.", AS_IS),
    number("number", "Number", "if another",
           "Its first number, where this decision has another one than stands to the right: "
           "the rise, the weeks away, the slots, the share, the hours, her sessions.", AS_IS,
           low=-200, high=1_000_000, width=12),
    text("note", "Note", "text", "For yourself.", TICKED, width=27),
), rows=MOST_DECISIONS,
    help="What you decide, and from when. Three cells are enough: Yes, the decision, its day.",
    since=3)
DECISION_INPUTS = parts.Table("DecisionInputs", "Decisions", (
    text("decision", "Decision", "", "", AS_IS, width=26),
    text("number", "Number", "", "", AS_IS, width=33),
    number("value", "Value", "", "Blank = what stands under Used.", AS_IS, low=-inf, high=inf,
           width=10),
    text("unit", "Unit", width=17), text("default", "While blank", width=15),
    text("help", "Help", width=62),
), rows=len(DECISION_NUMBERS),
    help="Every number has a default; type only what is different for you.",
    title="The numbers behind them", since=3)
PLAN_TABLES = (FEES, CLINICIANS, TIME_OFF, SHORT_WEEKS, HOURS, BOOKINGS)
TABLES: tuple[parts.Table, ...] = (
    WEEKLY, MONTHLY, *PLAN_TABLES, ACTIONS, QUARTER, SOURCES, ARRIVALS, COACH_NOTES, LEVER_INPUTS,
    DECIDED, DECISION_INPUTS,
)
# fmt: on

# The thirteen numbers of a week, asked for by the pair "Review" and by Start.
WEEKLY_NUMBERS = tuple(
    column.key
    for column in WEEKLY.columns
    if not column.optional and column.key not in ("week_start", "clinician", "slots_offered")
)
TABLE_BY_NAME = {table.name: table for table in TABLES}
