"""The measures: the rates Python works out, the eight pairs, and the grid of the scorecard."""

from __future__ import annotations

from dataclasses import dataclass

from practice_xl.schema.parts import Kind, Share

WINDOWS = (4, 13, 52)  # open recorded weeks
MONTH_WINDOWS = (1, 3, 12)  # closed months
FEWEST_FOR_STATUS = 4  # usable weeks before a status word is given
SCORING_VERSION = 2

PAIRS = ("Clients", "Notes", "Billing", "Referrals", "Capacity", "Income", "Time", "Review")


@dataclass(frozen=True)
class Rate:
    """A rate over a window of open recorded weeks, or (``monthly``) of closed months.

    ``person`` marks a rate of counts that can point at one person: the coach copy gives it for
    4 weeks or longer only, and withholds it where the week is small.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    help: str
    person: bool = False


CAPACITY_RATES: tuple[Rate, ...] = (
    Rate(
        "utilisation",
        "% worked",
        "share of slots",
        Kind.SHARE,
        "Sessions kept of slots offered.",
    ),
    Rate(
        "fill",
        "% full",
        "share of slots",
        Kind.SHARE,
        "Slots booked of slots offered: kept, missed and cancelled in time, less refilled.",
    ),
    Rate(
        "openings",
        "Room for clients",
        "slots a week",
        Kind.NUMBER,
        "Slots offered less slots booked: what a new client could take.",
    ),
    Rate(
        "holes",
        "Slots to refill",
        "slots a week",
        Kind.NUMBER,
        "Slots that stood empty: offered, less kept and missed.",
    ),
    Rate(
        "show_rate",
        "Sessions that took place",
        "share of bookings",
        Kind.SHARE,
        "Kept, of kept, missed and cancelled in time.",
        True,
    ),
    Rate(
        "missed_rate",
        "Sessions missed",
        "share of bookings",
        Kind.SHARE,
        "Late cancels and no-shows, of kept, missed and cancelled in time.",
        True,
    ),
    Rate(
        "enforcement",
        "Missed and charged",
        "share of missed",
        Kind.SHARE,
        "Missed sessions for which a fee was charged.",
        True,
    ),
    Rate(
        "refill_rate",
        "Cancelled slots refilled",
        "share of cancelled",
        Kind.SHARE,
        "In-time cancellations given to another session.",
        True,
    ),
    Rate(
        "conversion",
        "Inquiries that became clients",
        "share of inquiries",
        Kind.SHARE,
        "New clients of inquiries, from 13 weeks up; may exceed 100 %.",
        True,
    ),
    Rate(
        "net_clients",
        "Clients gained",
        "clients a week",
        Kind.NUMBER,
        "New clients less clients ended.",
        True,
    ),
    Rate(
        "active_clients",
        "Active clients",
        "clients",
        Kind.COUNT,
        "The last number you typed, carried on by new and ended clients.",
        True,
    ),
    Rate(
        "average_stay",
        "Sessions a client stays",
        "sessions",
        Kind.NUMBER,
        "Sessions kept for each client who ended; over 52 weeks, with 5 ended or more.",
        True,
    ),
)

INCOME_RATES: tuple[Rate, ...] = (
    Rate(
        "effective_rate",
        "Cash per session",
        "currency a session",
        Kind.MONEY_RATE,
        "Money collected for each session kept in the same weeks, whatever it was paid for.",
    ),
    Rate(
        "earned_rate",
        "Money per session, all in",
        "currency a session",
        Kind.MONEY_RATE,
        "What a session brings: money set beside the sessions it was paid for, however late.",
    ),
    Rate(
        "session_rate",
        "Money per session",
        "currency a session",
        Kind.MONEY_RATE,
        "The same without the fees charged for missed sessions.",
    ),
    Rate(
        "rate_per_working_hour",
        "Money per working hour",
        "currency an hour",
        Kind.MONEY_RATE,
        "Money collected for each hour of sessions, admin and CEO time.",
    ),
    Rate(
        "net_collection",
        "Collected of what was billed",
        "share of billed",
        Kind.SHARE,
        "Money collected of money billed, where billed is typed.",
    ),
)

MONTH_RATES: tuple[Rate, ...] = (
    Rate("overhead_share", "Overhead", "share of collected", Kind.SHARE, "Overhead of collected."),
    Rate(
        "overhead_per_session",
        "Overhead per session",
        "currency a session",
        Kind.MONEY_RATE,
        "Overhead for each session kept.",
    ),
    Rate(
        "take_home",
        "Take-home",
        "currency",
        Kind.MONEY,
        "Collected, less overhead, less tax where Plan has a tax rate.",
    ),
    Rate(
        "break_even_sessions",
        "Sessions to break even",
        "sessions a month",
        Kind.NUMBER,
        "Overhead of a month, in sessions.",
    ),
    Rate(
        "break_even_with_pay",
        "Sessions to break even with your pay",
        "sessions a month",
        Kind.NUMBER,
        "Overhead, your pay and tax set aside of a month, in sessions.",
    ),
)


@dataclass(frozen=True)
class Measure:
    """A row of the scorecard's grid, and a choice of the column Measurable in Actions.

    Attributes:
        key: Name in code.
        label: What the sheets say.
        unit: Unit in words.
        kind: How it is shown.
        good: ``"up"`` or ``"down"``: the direction that is good.
        goal: The Plan's key that holds its goal or limit; ``"sessions_line"`` and
            ``"income_line"`` for the plan's lines; empty for no goal.
        pair: The pair it belongs to; empty for none.
        share: When its weekly figures may leave in the coach copy.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    good: str
    goal: str
    pair: str
    share: Share = Share.TOTALS


MEASURES: tuple[Measure, ...] = (
    Measure("utilisation", "% worked", "of slots", Kind.SHARE, "up", "worked_goal", "Capacity"),
    # Beside a week's sessions and money these two would tell its missed and charged sessions.
    Measure(
        "fill",
        "% full",
        "of slots",
        Kind.SHARE,
        "up",
        "target_utilisation",
        "Capacity",
        Share.POOLED,
    ),
    Measure(
        "sessions_kept", "Sessions kept", "sessions", Kind.COUNT, "up", "sessions_line", "Clients"
    ),
    Measure(
        "show_rate",
        "Sessions that took place",
        "of bookings",
        Kind.SHARE,
        "up",
        "show_rate_goal",
        "Clients",
        Share.POOLED,
    ),
    Measure(
        "missed_rate",
        "Sessions missed",
        "of bookings",
        Kind.SHARE,
        "down",
        "missed_rate_limit",
        "Clients",
        Share.POOLED,
    ),
    Measure(
        "enforcement",
        "Missed and charged",
        "of missed",
        Kind.SHARE,
        "up",
        "enforcement_goal",
        "Income",
        Share.POOLED,
    ),
    Measure(
        "inquiries",
        "Inquiries",
        "people",
        Kind.COUNT,
        "up",
        "inquiries_goal",
        "Referrals",
        Share.POOLED,
    ),
    Measure(
        "net_clients",
        "Clients gained",
        "clients",
        Kind.NUMBER,
        "up",
        "net_clients_goal",
        "Capacity",
        Share.POOLED,
    ),
    Measure("collected", "Money collected", "currency", Kind.MONEY, "up", "income_line", "Income"),
    Measure(
        "session_rate",
        "Money per session",
        "currency",
        Kind.MONEY_RATE,
        "up",
        "session_rate_goal",
        "Income",
        Share.POOLED,
    ),
    Measure("admin_hours", "Admin hours", "hours", Kind.HOURS, "down", "admin_hours_limit", "Time"),
    Measure("ceo_hours", "CEO hours", "hours", Kind.HOURS, "up", "ceo_hours_goal", "Time"),
    Measure("notes_overdue", "Notes overdue", "notes", Kind.COUNT, "down", "notes_limit", "Notes"),
    Measure(
        "bills_unsent", "Bills not sent", "bills", Kind.COUNT, "down", "bills_limit", "Billing"
    ),
    Measure(
        "referrals_met",
        "Referral sources met, 4 weeks",
        "people",
        Kind.COUNT,
        "up",
        "referrals_goal",
        "Referrals",
    ),
    Measure(
        "days_in_ar",
        "Days of income unpaid",
        "days",
        Kind.NUMBER,
        "down",
        "days_in_ar_goal",
        "Billing",
    ),
    Measure("enjoyed", "Enjoyed", "1 to 5", Kind.RATING, "up", "", ""),
)
