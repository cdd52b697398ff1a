"""The Plan: every value with its label, unit, limits and help, in the order of the sheet."""

from __future__ import annotations

from practice_xl.schema.measure import MOST_MONEY
from practice_xl.schema.measures import GOALS, SCORING_VERSION
from practice_xl.schema.parts import MONTHS, WEEKDAYS, Kind, Setting, Share

CURRENCIES = ("$", "£", "€", "A$", "C$", "NZ$", "CHF", "kr", "R", "₹")


def _money(key: str, label: str, unit: str, text: str, *, first: bool = False) -> Setting:
    return Setting(
        key, label, unit, Kind.MONEY, text, 0, MOST_MONEY, first=first, share=Share.NUMBER
    )


def _count(
    key: str, label: str, unit: str, text: str, *, high: float = 200, first: bool = False
) -> Setting:
    return Setting(key, label, unit, Kind.NUMBER, text, 0, high, first=first, share=Share.NUMBER)


def _share(key: str, label: str, text: str) -> Setting:
    return Setting(key, label, "share, 0 to 100 %", Kind.SHARE, text, 0, 1, share=Share.NUMBER)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "currency",
        "Currency",
        "symbol",
        Kind.CHOICE,
        "The sign in front of amounts.",
        choices=CURRENCIES,
        first=True,
        share=Share.NUMBER,
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
        share=Share.NUMBER,
    ),
    Setting(
        "year_starts",
        "The business year starts in",
        "month",
        Kind.CHOICE,
        "January for most.",
        choices=MONTHS,
        share=Share.NUMBER,
    ),
    Setting(
        "plan_start",
        "The plan starts on",
        "date",
        Kind.DATE,
        "Blank = your first week here.",
        share=Share.NUMBER,
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
        share=Share.NUMBER,
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
        share=Share.NUMBER,
    ),
    Setting(
        "session_minutes",
        "Length of a session",
        "minutes",
        Kind.NUMBER,
        "With your clients, notes not included.",
        5,
        480,
        share=Share.NUMBER,
    ),
    _money(
        "late_cancel_fee",
        "Fee for a missed session",
        "currency",
        "Blank = the full fee, and moves with it.",
    ),
    _share("collectable", "Missed-session fees that are paid", "Of those you charge."),
    *GOALS,
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
        share=Share.NUMBER,
    ),
    Setting(
        "share_name",
        "Your name for your coach",
        "text",
        Kind.TEXT,
        "A code name agreed with your coach; it stands on the copy and names its file.",
        share=Share.ALIAS,
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
        share=Share.NUMBER,
    ),
    Setting(
        "schema_version",
        "Version of this workbook",
        "",
        Kind.NUMBER,
        "Kept by the program: leave it as it is.",
        1,
        1000,
        share=Share.NUMBER,
    ),
)

FIRST_FIVE = tuple(setting for setting in SETTINGS if setting.first)
LATER = tuple(setting for setting in SETTINGS if not setting.first)
SETTING_BY_KEY = {setting.key: setting for setting in SETTINGS}
