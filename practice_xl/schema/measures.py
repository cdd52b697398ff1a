"""The measures of the practice, in the order of the sheets: each is declared here, once.

Its column of Weekly, its row among the rates and in the scorecard's grid, its goal in Plan, its
pair, the choice in Actions, where to start when it is off track, and whether it leaves in the coach
copy all derive from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from practice_xl.schema import parts
from practice_xl.schema.parts import AS_IS, count, hours, money, money_rate, number, part, rating

WINDOWS = (4, 13, 52)  # open recorded weeks
MONTH_WINDOWS = (1, 3, 12)  # closed months
FEWEST_FOR_STATUS = 4  # usable weeks before a status word is given
SCORING_VERSION = 2

PAIRS = ("Clients", "Notes", "Billing", "Referrals", "Capacity", "Income", "Time", "Review")


class Start(NamedTuple):
    """Where to start when a measure is off track: the words of a row for Actions."""

    task: str  # What to do
    result: str  # What will be different
    owner: str = "Me"  # ``"Me"`` or ``"Delegated"``
    lever: str = ""  # Key of the lever it works on; empty for none


class Measure(NamedTuple):
    """A number of the practice."""

    key: str  # Name in code and in ``report --json``
    label: str  # What the sheets say
    unit: str = ""  # Unit in words
    help: str = ""  # What it means, in a sentence for the owner
    share: parts.Share = parts.NEVER  # When it leaves in the coach copy
    kind: parts.Kind = parts.Kind.NUMBER  # How it is shown
    column: parts.Column | None = None  # Its column of Weekly; None when it is worked out
    rates: str = ""  # The sheet that lists it over weeks; "months": Income, over closed months
    # Columns of Weekly and Monthly it is worked out from, which leave only where it does
    rests_on: tuple[str, ...] = ()
    good: str = ""  # ``"up"`` or ``"down"``, the direction that is good: it is one of MEASURABLES
    # Its goal or limit in Plan; the key of another's, or of a line of the plan
    goal: parts.Column | str | None = None
    pair: str = ""  # The pair it belongs to; empty for none
    start: Start | None = None  # Where to start when it is off track
    rate_label: str = ""  # What the list of rates calls it

    @property
    def goal_key(self) -> str:
        """Key of its goal; empty for none."""
        return self.goal.key if isinstance(self.goal, parts.Column) else self.goal or ""


def _measure(
    typed: bool,
    kind: Callable[..., parts.Column],
    key: str,
    label: str,
    unit: str,
    help: str,
    share: parts.Share,
    rates: str = "",
    rests_on: tuple[str, ...] = (),
    *,
    header: str = "",
    asked: str = "",
    listed: str = "",
    goal: parts.Column | str | None = None,
    **more: Any,
) -> Measure:
    """A measure, with ``more`` of its column and of itself; its goal leaves where it does.

    Its column may say another header, or ask in other words, than the reports, and the list of
    rates call it otherwise.
    """
    limits = {name: more.pop(name) for name in parts.Column._fields if name in more}
    column = kind(key, header or label, unit, asked or help, share, **limits)
    if isinstance(goal, parts.Column):
        goal = goal._replace(share=share)
    own = (key, label, unit, help, share, column.kind, column if typed else None)
    return Measure(*own, rates, rests_on, goal=goal, rate_label=listed or label, **more)


_typed, _rate = partial(_measure, True), partial(_measure, False)
_OF_ALL, _NO_GOAL = parts.OF_ALL, "Blank = no goal."
# fmt: off
# What is counted to say how many sessions were booked
_BOOKED = ("slots_offered", "sessions_kept", "missed", "cancelled_in_time", "slots_refilled",
           "clinician_cancelled")
MEASURES: tuple[Measure, ...] = (
    _rate(part, "utilisation", "% worked", "share of slots", "Sessions kept of slots offered.",
          AS_IS, "Capacity", ("slots_offered", "sessions_kept"), good="up", goal="worked_goal",
          pair="Capacity",
          start=Start("Keep a short-notice list and offer each freed slot from it",
                      "Slots that come free are used again", lever="refill")),
    _rate(part, "fill", "% full", "share of slots",
          "Slots booked of slots offered: kept, missed and cancelled in time, less refilled.",
          AS_IS, "Capacity", _BOOKED, good="up", goal="target_utilisation", pair="Capacity",
          start=Start("Choose where the next clients come from, and set aside time to ask there",
                      "The open slots fill with clients you want")),
    _rate(number, "openings", "Room for clients", "slots a week",
          "Slots offered less slots booked: what a new client could take.", AS_IS, "Capacity",
          _BOOKED),
    _rate(number, "holes", "Slots to refill", "slots a week",
          "Slots that stood empty: offered, less kept and missed.", AS_IS, "Capacity",
          ("slots_offered", "sessions_kept", "missed")),
    _typed(count, "slots_offered", "Slots offered", "sessions",
           "Client slots you could give this week. Blank = your usual slots less the days in Time "
           "off. Type only when different; 0 = a week off.", AS_IS, each=True),
    _typed(count, "sessions_kept", "Sessions kept", "sessions",
           "Sessions that took place, refilled slots included. One meeting = one session = one "
           "slot, however many attend.", AS_IS, each=True, good="up", goal="sessions_line",
           pair="Clients",
           start=Start("Look at the open slots of the next four weeks and decide how each is "
                       "filled", "Sessions a week are back on the plan's line")),
    _typed(count, "missed", "Late cancels + no-shows", "sessions",
           "Sessions missed: no-shows, and cancellations too late to count as in time.", AS_IS,
           each=True),
    _typed(count, "missed_charged", "...of those, fee charged", "sessions",
           "How many of the late cancels and no-shows you charged a fee for.", AS_IS, each=True),
    _typed(count, "cancelled_in_time", "Cancelled in time", "sessions",
           "Cancelled by the client inside your notice period.", AS_IS, each=True),
    _typed(count, "slots_refilled", "Cancelled slots refilled", "sessions",
           "In-time cancellations given to another session. Those sessions are already inside "
           "Sessions kept.", AS_IS, each=True),
    _rate(part, "show_rate", "Sessions that took place", "share of bookings",
          "Sessions kept, of all kept, missed and cancelled in time.", AS_IS, "Capacity",
          ("sessions_kept", "missed", "cancelled_in_time"), good="up", pair="Clients",
          goal=part("show_rate_goal", "Goal: sessions that took place", _OF_ALL,
                    "Of all that were booked."),
          start=Start("Send a reminder before each session",
                      "More of the booked sessions take place", lever="fewer_missed")),
    _rate(part, "missed_rate", "Sessions missed", "share of bookings",
          "Late cancels and no-shows, of all kept, missed and cancelled in time.", AS_IS,
          "Capacity", ("sessions_kept", "missed", "cancelled_in_time"), good="down", pair="Clients",
          goal=part("missed_rate_limit", "Limit: sessions missed", _OF_ALL,
                    "Of all that were booked."),
          start=Start("Say the cancellation policy again at booking, and send a reminder",
                      "Fewer sessions are missed", lever="fewer_missed")),
    _rate(part, "enforcement", "Missed and charged", "share of missed",
          "Missed sessions for which a fee was charged.", AS_IS, "Capacity",
          ("missed", "missed_charged"), good="up", pair="Income",
          goal=part("enforcement_goal", "Goal: missed and charged", _OF_ALL,
                    "Of the missed sessions."),
          start=Start("Decide which missed sessions are charged, and charge them the same day",
                      "The policy is kept as you meant it", lever="enforce_policy")),
    _rate(part, "refill_rate", "Cancelled slots refilled", "share of cancelled",
          "In-time cancellations given to another session.", AS_IS, "Capacity",
          ("cancelled_in_time", "slots_refilled")),
    _rate(part, "conversion", "Inquiries that became clients", "share of inquiries",
          "New clients of inquiries, from 13 weeks up; may exceed 100 %.", AS_IS, "Capacity",
          ("inquiries", "clients_started")),
    _typed(count, "inquiries", "Inquiries", "people", "People who asked about working with you.",
           AS_IS, good="up", pair="Referrals",
           goal=number("inquiries_goal", "Goal: inquiries", "people a week", _NO_GOAL),
           start=Start("Arrange to meet the people who send clients you want",
                       "More of the right people ask")),
    _typed(count, "clients_started", "New clients started", "clients",
           "Clients who had their first session.", AS_IS),
    _typed(count, "clients_ended", "Clients ended", "clients", "Clients whose work with you ended.",
           AS_IS),
    _rate(number, "net_clients", "Clients gained", "clients a week",
          "New clients less clients ended.", AS_IS, "Capacity",
          ("clients_started", "clients_ended"), good="up", pair="Capacity",
          goal=number("net_clients_goal", "Goal: clients gained", "clients a week", _NO_GOAL),
          start=Start("Look at why work ends, and at what happens between a first call and a first "
                      "session", "At least as many clients start as end")),
    _typed(money, "collected", "Money collected", "currency",
           "Money that came in this week, whichever week it was for. A refund is negative.", AS_IS,
           low=-parts.MOST_MONEY, good="up", goal="income_line", pair="Income",
           start=Start("Choose one lever that needs no new client, and the day it begins",
                       "Money collected is back on the plan's line", lever="raise_fee")),
    _rate(money_rate, "effective_rate", "Cash per session", "currency a session",
          "Money collected for each session kept in the same weeks, whatever it was paid for.",
          AS_IS, "Income"),
    _rate(money_rate, "earned_rate", "Money per session, all in", "currency a session",
          "What a session brings: money set beside the sessions it was paid for, however late.",
          AS_IS, "Income", ("collected", "sessions_kept")),
    _rate(money_rate, "session_rate", "Money per session", "currency a session",
          "The same without the fees charged for missed sessions.", AS_IS, "Income",
          ("collected", "sessions_kept", "missed_charged"), good="up",
          goal=money("session_rate_goal", "Goal: money per session", "currency", _NO_GOAL),
          pair="Income", listed="Money per session, missed ones apart",
          start=Start("Set the new fee and the day it begins", "Money per session reaches its goal",
                      lever="raise_fee")),
    _rate(money_rate, "rate_per_working_hour", "Money per working hour", "currency an hour",
          "Money collected for each hour of sessions, admin and CEO time.", AS_IS, "Income",
          ("collected", "sessions_kept", "admin_hours", "ceo_hours")),
    _rate(part, "net_collection", "Collected of what was billed", "share of billed",
          "How much of what was billed has been collected, where you type Billed.", AS_IS, "Income",
          ("collected", "billed")),
    _typed(hours, "admin_hours", "Admin hours", "hours", "Hours on notes, billing and the phone.",
           AS_IS, good="down", pair="Time",
           goal=number("admin_hours_limit", "Limit: admin hours", "hours a week",
                       "Notes, billing, phone."),
           start=Start("Hand over one kind of admin work that someone else can do",
                       "Hours come free every week", owner="Delegated", lever="delegate_billing")),
    _typed(hours, "ceo_hours", "CEO hours", "hours", "Hours working on the practice, not in it.",
           AS_IS, good="up", pair="Time",
           goal=number("ceo_hours_goal", "Goal: CEO hours", "hours a week",
                       "On the practice, not in it."),
           start=Start("Book a fixed hour for working on the practice",
                       "The practice is led every week, not only managed")),
    _typed(count, "notes_overdue", "Notes overdue", "notes",
           "Notes later than your own deadline, at the end of the week.", AS_IS, good="down",
           pair="Notes",
           goal=number("notes_limit", "Limit: notes overdue", "notes", "At the end of a week."),
           start=Start("Put time for notes in the calendar, right after the sessions",
                       "Notes are done by your own deadline without catching up")),
    _typed(count, "bills_unsent", "Bills not sent", "bills",
           "Bills not sent, at the end of the week.", AS_IS, good="down", pair="Billing",
           goal=number("bills_limit", "Limit: bills not sent", "bills", "At the end of a week."),
           start=Start("Find someone to send the bills, and show them how",
                       "Bills stay caught up without you", owner="Delegated",
                       lever="delegate_billing")),
    _typed(count, "clinician_cancelled", "Clinician cancelled", "sessions",
           "Sessions that you cancelled.", AS_IS, each=True, optional=True),
    _typed(count, "consults", "Consults", "people", "First conversations with people who asked.",
           AS_IS, optional=True),
    _typed(money, "billed", "Billed", "currency",
           "What you expect to be paid for this week's sessions: contracted rates, not list fees.",
           AS_IS, optional=True),
    _typed(count, "outreach", "Outreach", "contacts", "Events and referral contacts done.", AS_IS,
           optional=True),
    _typed(count, "referrals_met", "Referral sources met, 4 weeks", "people",
           "Strong referral sources met: who has sent, or is likely to send, clients you want.",
           AS_IS, optional=True, good="up", pair="Referrals",
           goal=number("referrals_goal", "Goal: referral sources met", "people in 4 weeks",
                       "Strong ones: who has sent, or is likely to send, clients you want."),
           header="Referrals met",
           start=Start("Name the strong referral sources to meet, and invite the first of them",
                       "The people who send clients you want know you")),
    _rate(number, "days_in_ar", "Days of income unpaid", "days",
          "What is unpaid at a month's end, in days of what is billed.", AS_IS,
          rests_on=("billed", "unpaid_balance"), good="down", pair="Billing",
          goal=number("days_in_ar_goal", "Goal: days of income unpaid", "days",
                      "Needs Billed in Weekly and Unpaid balance in Monthly.", high=400),
          start=Start("Go through what is unpaid, the oldest first",
                      "Money already earned comes in sooner", owner="Delegated",
                      lever="collect_unpaid")),
    _typed(count, "active_clients", "Active clients", "clients",
           "The last number you typed, carried on by new and ended clients.", AS_IS, high=2000,
           optional=True, rates="Capacity",
           asked="Clients you are working with. One number now and then is enough."),
    _rate(number, "average_stay", "Sessions a client stays", "sessions",
          "Sessions kept for each client who ended; over 52 weeks, with 5 ended or more.", AS_IS,
          "Capacity", ("sessions_kept", "clients_ended")),
    _typed(rating, "enjoyed", "Enjoyed", "1 to 5", "How much you enjoyed the week, 1 to 5.", AS_IS,
           optional=True, good="up"),
    _rate(part, "overhead_share", "Overhead", "share of collected",
          "Overhead, as a share of what was collected.", AS_IS, "months",
          ("collected", "overhead")),
    _rate(part, "owner_pay_share", "Your pay", "share of collected",
          "What you paid yourself, as a share of what was collected.", AS_IS, "months",
          ("collected", "owner_pay")),
    _rate(part, "tax_share", "Tax set aside", "share of collected",
          "What you put aside for tax, as a share of what was collected.", AS_IS, "months",
          ("collected", "tax_set_aside")),
    _rate(money_rate, "overhead_per_session", "Overhead per session", "currency a session",
          "Overhead for each session kept.", AS_IS, "months", ("sessions_kept", "overhead")),
    _rate(money, "take_home", "Take-home", "currency",
          "Collected, less overhead, less tax where Plan has a tax rate.", AS_IS, "months",
          ("collected", "overhead")),
    _rate(number, "break_even_sessions", "Sessions a month to break even", "sessions a month",
          "How many sessions pay for the overhead of a month.", AS_IS, "months",
          ("collected", "sessions_kept", "overhead")),
    _rate(number, "break_even_with_pay", "Sessions a month to break even with your pay",
          "sessions a month",
          "How many sessions pay for a month's overhead, your pay and the tax set aside.", AS_IS,
          "months", ("collected", "sessions_kept", "overhead", "owner_pay", "tax_set_aside")),
)
# fmt: on
MEASURE_BY_KEY = {measure.key: measure for measure in MEASURES}
# The rows of the scorecard's grid, and the choices of Measurable in Actions
MEASURABLES = tuple(measure for measure in MEASURES if measure.good)
CAPACITY_RATES = tuple(measure for measure in MEASURES if measure.rates == "Capacity")
INCOME_RATES = tuple(measure for measure in MEASURES if measure.rates == "Income")
MONTH_RATES = tuple(measure for measure in MEASURES if measure.rates == "months")
# In Plan, in this order
GOALS = tuple(each.goal for each in MEASURES if isinstance(each.goal, parts.Column))
