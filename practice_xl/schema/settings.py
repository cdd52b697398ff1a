"""The Plan: every value with its label, unit, limits and help, in the order of the sheet."""

from __future__ import annotations

from practice_xl.schema.measures import SCORING_VERSION
from practice_xl.schema.parts import MONTHS, WEEKDAYS, Kind, Setting, Share

CURRENCIES = ("$", "£", "€", "A$", "C$", "NZ$", "CHF", "kr", "R", "₹")
_MOST_MONEY = 10_000_000


def _money(key: str, label: str, unit: str, text: str, *, first: bool = False) -> Setting:
    return Setting(key, label, unit, Kind.MONEY, text, 0, _MOST_MONEY, first=first)


def _count(
    key: str, label: str, unit: str, text: str, *, high: float = 200, first: bool = False
) -> Setting:
    return Setting(key, label, unit, Kind.NUMBER, text, 0, high, first=first)


def _share(key: str, label: str, text: str) -> Setting:
    return Setting(key, label, "share, 0 to 100 %", Kind.SHARE, text, 0, 1)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "currency",
        "Currency",
        "symbol",
        Kind.CHOICE,
        "The sign in front of amounts.",
        choices=CURRENCIES,
        first=True,
        share=Share.ALWAYS,
    ),
    _count(
        "usual_slots",
        "Usual slots",
        "sessions a week",
        "Client slots you can give in a usual week.",
        first=True,
    ),
    _money("full_fee", "Full fee", "currency a session", "Your fee for one session.", first=True),
    _money(
        "income_goal",
        "Income goal",
        "currency a year",
        "Money you want to collect in a year, before overhead and tax.",
        first=True,
    ),
    _count(
        "sessions_goal",
        "Sessions goal",
        "sessions a week",
        "Sessions you want to keep in a usual week.",
        first=True,
    ),
    Setting(
        "practice_name",
        "Practice name",
        "text",
        Kind.TEXT,
        "For your own files. Not in the coach copy.",
    ),
    Setting(
        "week_starts_on",
        "A week starts on",
        "weekday",
        Kind.CHOICE,
        "Choose it before the first week is typed.",
        choices=WEEKDAYS,
    ),
    Setting(
        "year_starts",
        "The business year starts in",
        "month",
        Kind.CHOICE,
        "January for most.",
        choices=MONTHS,
    ),
    Setting(
        "plan_start",
        "The plan starts on",
        "date",
        Kind.DATE,
        "Blank = your first week here.",
    ),
    _count(
        "sessions_start",
        "Sessions at the start",
        "sessions a week",
        "Blank = the mean of your first 4 open weeks.",
    ),
    Setting(
        "sessions_goal_by",
        "Sessions goal reached by",
        "date",
        Kind.DATE,
        "Blank = the goal holds from the start.",
    ),
    _share("target_utilisation", "Full means", "Share of slots booked at which you call it full."),
    Setting(
        "working_weeks",
        "Weeks worked in a year",
        "weeks",
        Kind.NUMBER,
        "52 less holidays, illness and training.",
        1,
        52,
    ),
    Setting(
        "session_minutes",
        "Length of a session",
        "minutes",
        Kind.NUMBER,
        "With your clients, notes not included.",
        5,
        480,
    ),
    _money(
        "late_cancel_fee",
        "Fee for a missed session",
        "currency",
        "Blank = the full fee, and moves with it.",
    ),
    _share("collectable", "Missed-session fees that are paid", "Of those you charge."),
    _share("show_rate_goal", "Goal: sessions that took place", "Of all that were booked."),
    _share("missed_rate_limit", "Limit: sessions missed", "Of all that were booked."),
    _share("enforcement_goal", "Goal: missed and charged", "Of the missed sessions."),
    _count("inquiries_goal", "Goal: inquiries", "people a week", "Blank = no goal."),
    _count("net_clients_goal", "Goal: clients gained", "clients a week", "Blank = no goal."),
    _money("session_rate_goal", "Goal: money per session", "currency", "Blank = no goal."),
    _count("notes_limit", "Limit: notes overdue", "notes", "At the end of a week."),
    _count("bills_limit", "Limit: bills not sent", "bills", "At the end of a week."),
    _count("admin_hours_limit", "Limit: admin hours", "hours a week", "Notes, billing, phone."),
    _count("ceo_hours_goal", "Goal: CEO hours", "hours a week", "On the practice, not in it."),
    _count(
        "referrals_goal",
        "Goal: referral sources met",
        "people in 4 weeks",
        "Strong ones: who has sent, or is likely to send, clients you want.",
    ),
    _count(
        "days_in_ar_goal",
        "Goal: days of income unpaid",
        "days",
        "Needs Billed in Weekly and Unpaid balance in Monthly.",
        high=400,
    ),
    _share("tax_rate", "Tax rate", "Of profit. Blank = everything before tax."),
    _count(
        "waiting",
        "Sessions current clients still want",
        "sessions a week",
        "Sessions a week your current clients want and cannot get.",
    ),
    _count(
        "active_clients",
        "Active clients",
        "clients",
        "At the plan's start; one number is enough to follow it by starts and ends.",
        high=2000,
    ),
    Setting(
        "tax_dates",
        "Tax is due on",
        "days of the year",
        Kind.DAYS,
        "Such as 15 April, 15 June. Blank = the usual days for $ (US) and £ (UK).",
    ),
    Setting(
        "share_name",
        "Your name for your coach",
        "text",
        Kind.TEXT,
        "A code name agreed with your coach; it stands on the copy and names its file.",
    ),
    _money(
        "collected_before",
        "Collected before your first week here",
        "currency",
        "In that week's business year, before the first week typed. Blank = not known.",
    ),
    Setting(
        "scoring_version",
        "Scoring version",
        "",
        Kind.NUMBER,
        "Kept by the program: leave it as it is.",
        1,
        SCORING_VERSION,
    ),
    Setting(
        "schema_version",
        "Version of this workbook",
        "",
        Kind.NUMBER,
        "Kept by the program: leave it as it is.",
        1,
        1000,
    ),
)

FIRST_FIVE = tuple(setting for setting in SETTINGS if setting.first)
LATER = tuple(setting for setting in SETTINGS if not setting.first)
SETTING_BY_KEY = {setting.key: setting for setting in SETTINGS}
