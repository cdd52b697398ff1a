"""How the scorecard says a number: in the owner's words, with no more digits than help."""

from __future__ import annotations

from practice_xl.domain.plan import Plan
from practice_xl.schema.measures import MEASURABLES, Measure
from practice_xl.schema.parts import Kind

MEASURE_OF: dict[str, Measure] = {measure.key: measure for measure in MEASURABLES}

# What a number counts, as it reads inside a sentence: one of them, and several.
_NOUNS: dict[str, tuple[str, str]] = {
    "sessions_kept": ("session", "sessions"),
    "inquiries": ("inquiry", "inquiries"),
    "admin_hours": ("admin hour", "admin hours"),
    "ceo_hours": ("CEO hour", "CEO hours"),
    "notes_overdue": ("note", "notes"),
    "bills_unsent": ("bill", "bills"),
    "referrals_met": ("referral source", "referral sources"),
    "days_in_ar": ("day", "days"),
}


def say(key: str, value: float, plan: Plan, beside: float | None = None) -> str:
    """A value of a measure as the sheets write it.

    Args:
        key: Key of a measure of the grid.
        value: In the measure's own unit; shares are fractions.
        plan: Says the currency.
        beside: The goal it is read beside: where both would read the same and are not, the value
            gets one more digit.

    >>> say("fill", 0.8846, Plan()), say("collected", 3000, Plan())
    ('88 %', '$3,000')
    >>> say("session_rate", 147.5, Plan(currency="CHF")), say("net_clients", -0.04, Plan())
    ('CHF 147.50', '0')
    >>> say("show_rate", 0.896, Plan(), beside=0.90)
    '89.6 %'
    """
    kind = MEASURE_OF[key].kind
    digits = {Kind.SHARE: 0, Kind.MONEY: 0, Kind.MONEY_RATE: 2}.get(kind, 1)
    text = _figure(kind, value, plan.currency, digits)
    if beside is not None and abs(value - beside) > 1e-9:
        while digits < 4 and text == _figure(kind, beside, plan.currency, digits):
            digits += 1
            text = _figure(kind, value, plan.currency, digits)
    return text


def say_counted(key: str, value: float, plan: Plan) -> str:
    """A value with what it counts.

    >>> say_counted("bills_unsent", 1, Plan()), say_counted("admin_hours", 6.5, Plan())
    ('1 bill', '6.5 admin hours')
    """
    one, several = _NOUNS[key]
    text = say(key, value, plan)
    return f"{text} {one if text == '1' else several}"


def _figure(kind: Kind, value: float, currency: str, digits: int) -> str:
    scaled = round(value * 100 if kind is Kind.SHARE else value, digits) + 0.0
    sign, size = ("-" if scaled < 0 else ""), abs(scaled)
    text = f"{size:,.{digits}f}"
    if kind in (Kind.MONEY, Kind.MONEY_RATE):
        text = text.removesuffix(".00")
        return f"{sign}{currency}{' ' if currency[-1:].isalpha() else ''}{text}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return f"{sign}{text} %" if kind is Kind.SHARE else f"{sign}{text}"
