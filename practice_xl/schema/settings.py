"""The Plan: every value with its label, unit, help, share rule and limits; holidays; tax days."""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.schema import parts
from practice_xl.schema.measures import GOALS, SCORING_VERSION
from practice_xl.schema.parts import AS_IS, OF_ALL, Column, choice, date, money, number, part, text

CURRENCIES = ("$", "£", "€", "A$", "C$", "NZ$", "CHF", "kr", "R", "₹")

# fmt: off
FIRST_FIVE: tuple[Column, ...] = (
    choice("currency", "Currency", "symbol", "The sign in front of amounts.", AS_IS,
           choices=CURRENCIES),
    number("usual_slots", "Usual slots", "sessions a week",
           "Client slots you can give in a usual week.", AS_IS),
    money("full_fee", "Full fee", "currency a session", "Your fee for one session.", AS_IS),
    money("income_goal", "Income goal", "currency a year",
          "Money you want to collect in a year, before overhead and tax.", AS_IS),
    number("sessions_goal", "Sessions goal", "sessions a week",
           "Sessions you want to keep in a usual week.", AS_IS),
)
LATER: tuple[Column, ...] = (
    text("practice_name", "Practice name", "text", "For your own files. Not in the coach copy."),
    choice("week_starts_on", "A week starts on", "weekday",
           "Choose it before you type the first week.", AS_IS, choices=parts.WEEKDAYS),
    choice("year_starts", "The business year starts in", "month",
           "January for most practices.", AS_IS, choices=parts.MONTHS),
    date("plan_start", "The plan starts on", "date", "Blank = your first week here.", AS_IS),
    number("sessions_start", "Sessions at the start", "sessions a week",
           "Blank = the mean of your first 4 open weeks.", AS_IS),
    date("sessions_goal_by", "Sessions goal reached by", "date",
         "Blank = the goal holds from the start.", AS_IS),
    part("target_utilisation", "Full means", OF_ALL,
         "Share of slots booked at which you call it full.", AS_IS),
    number("working_weeks", "Weeks worked in a year", "weeks",
           "52 less holidays, illness and training.", AS_IS, low=1, high=52),
    number("session_minutes", "Length of a session", "minutes",
           "Time with your client, without the notes.", AS_IS, low=5, high=480),
    money("late_cancel_fee", "Fee for a missed session", "currency",
          "Blank = the full fee, and moves with it.", AS_IS),
    part("collectable", "Missed-session fees that are paid", OF_ALL,
         "How many of those you charge are paid.", AS_IS),
    *GOALS,
    part("tax_rate", "Tax rate", OF_ALL,
         "A share of profit. Blank = every figure is before tax.", AS_IS),
    number("waiting", "Sessions current clients still want", "sessions a week",
           "Sessions a week your current clients want and cannot get.", AS_IS),
    number("active_clients", "Active clients", "clients",
           "At the plan's start; one number is enough to follow it by starts and ends.", AS_IS,
           high=2000),
    Column("tax_dates", "Tax is due on", "days of the year",
           "Such as 15 April, 15 June. Blank = the usual days for $ (US) and £ (UK).", AS_IS,
           kind=parts.Kind.DAYS),
    text("share_name", "Your name for your coach", "text",
         "A code name agreed with your coach; it stands on the copy and names its file.",
         parts.ALIAS),
    money("collected_before", "Collected before your first week here", "currency",
          "In that week's business year, before the first week typed. Blank = not known.", AS_IS),
    number("scoring_version", "Scoring version", "", "Kept by the program: leave it as it is.",
           AS_IS, low=1, high=SCORING_VERSION),
    number("schema_version", "Version of this workbook", "",
           "Kept by the program: leave it as it is.", AS_IS, low=1, high=1000),
)
# fmt: on
SETTINGS = FIRST_FIVE + LATER
KEPT_BY_PROGRAM = ("scoring_version", "schema_version")  # an upgrade takes today's
SETTING_BY_KEY = {setting.key: setting for setting in SETTINGS}


class Holiday(NamedTuple):
    """A holiday that comes back every year: a rule, never a date."""

    key: str  # Name in code
    label: str  # What the sheet says; no spreadsheet program takes it for a date
    month: int  # Its month, 1 to 12
    day: int | None  # Its day of the month; None for Thanksgiving, the fourth Thursday
    other_names: tuple[str, ...]  # What else is understood, in small letters
    share: float | None  # Its week's share of a usual week in every new tracker; None for none
    us_share: float  # The same where the practice is in the US


# fmt: off
# The shares are rounded from the weeks of 582 agency therapists in Oklahoma, 2014 to 2019.
HOLIDAYS: tuple[Holiday, ...] = (
    Holiday("thanksgiving", "Thanksgiving", 11, None,
            ("4th thursday of november", "4th thursday in november"), None, 0.70),
    Holiday("christmas", "Christmas", 12, 25,
            ("christmas day", "25 december", "december 25"), 0.50, 0.50),
    Holiday("new_year", "New Year", 1, 1, ("new year's day", "1 january", "january 1"), 0.60, 0.60),
    Holiday("fourth_of_july", "Fourth of July", 7, 4,
            ("4 july", "july 4", "4th of july", "independence day"), None, 0.90),
)
# fmt: on
HOLIDAY_BY_NAME = {
    name: holiday
    for holiday in HOLIDAYS
    for name in (holiday.key, holiday.label.casefold(), *holiday.other_names)
}
WHY_SHORT = "Many clients are away."
# By Plan's currency, until the owner types others
TAX_DATES = {"$": ((4, 15), (6, 15), (9, 15), (1, 15)), "£": ((1, 31), (7, 31))}
