"""A point, a pair, reasoning with what is not known, and how a reason says its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from practice_xl.domain.plan import Plan
from practice_xl.domain.scorecard.week_end import reaches
from practice_xl.domain.wording import as_shown, money
from practice_xl.schema.measures import MEASURABLES, Measure
from practice_xl.schema.parts import Kind

MOST = 2  # points on either side of a pair
WEEKS = 4  # of the rules that look back
NOT_RECORDED = "not recorded"
MEASURE_OF: dict[str, Measure] = {measure.key: measure for measure in MEASURABLES}
NOUNS = {  # what a number counts, as it reads inside a sentence
    "sessions_kept": "session",
    "admin_hours": "admin hour",
    "ceo_hours": "CEO hour",
    "notes_overdue": "note",
    "bills_unsent": "bill",
    "referrals_met": "referral source",
    "days_in_ar": "day",
}


class Point(NamedTuple):
    """One side of a pair."""

    points: int | None  # 0, 1 or 2; None when it cannot be known. Unknown is never zero.
    why: str  # The reason in words, with the number behind it
    most: int = MOST  # What they are out of: 1 where only half of a rule of 1 + 1 is known


class Pair(NamedTuple):
    """One subject read twice: is it in order, and is it moving?"""

    name: str  # A pair of the schema, for example ``"Billing"``
    manager: Point  # The two points, each known or unknown on its own
    leader: Point


def graded(two: bool | None, one: bool | None) -> int | None:
    """Points of a rule for 2 and, failing that, a rule for 1.

    >>> graded(True, None), graded(False, True), graded(False, False), graded(None, True)
    (2, 1, 0, None)
    """
    if two or two is None:
        return MOST if two else None
    return None if one is None else int(one)


def nearly(value: float, goal: float, leeway: float, good: str = "up") -> int:
    """Points of a value at its goal: 2; within ``leeway`` of it, in its own unit: 1.

    >>> nearly(18, 20, leeway=2), nearly(5, 2, leeway=3, good="down"), nearly(17.9, 20, leeway=2)
    (1, 1, 0)
    """
    within = goal - leeway if good == "up" else goal + leeway
    return MOST if reaches(value, goal, good) else int(reaches(value, within, good))


def graded_over(weeks: Sequence[bool | None], two: bool | None, one: bool) -> int | None:
    """Points of a rule over the last 4 weeks.

    2 as soon as that is certain. 1 and 0 only when all four weeks are recorded: so a better
    number never makes a known point unknown, and never makes an unknown one less than full.

    >>> known, unknown = [True, False, False, True], [True, None, False, True]
    >>> [graded_over(unknown, two, True) for two in (True, None)], graded_over(known, False, True)
    ([2, None], 1)
    """
    if two:
        return MOST
    return None if None in weeks or len(weeks) < WEEKS else int(one)


def halves(why: str, *parts: bool | None) -> Point:
    """A point of rules that give 1 each, each known or unknown on its own.

    >>> halves("", True, None), halves("", None, None).points
    (Point(points=1, why='', most=1), None)
    """
    known = [part for part in parts if part is not None]
    return Point(sum(known), why, most=len(known)) if known else Point(None, why)


def at_least(count: int, weeks: Sequence[bool | None]) -> bool | None:
    """Whether something held in ``count`` of the last 4 weeks; a week missing is unknown.

    >>> [at_least(3, weeks) for weeks in ([True] * 3, [True, None, False], [False] * 2)]
    [True, None, False]
    """
    held = weeks.count(True)
    if held >= count:
        return True
    return None if held + weeks.count(None) + WEEKS - len(weeks) >= count else False


def say(key: str, value: float, plan: Plan, beside: float | None = None) -> str:
    """A value of a measure of the grid, in its own unit, as the sheets write it.

    Where it would read the same as the goal ``beside`` it and is not, it gets one more digit.

    >>> say("collected", 3000, Plan()), say("session_rate", 147.5, Plan(currency="CHF"))
    ('$3,000', 'CHF 147.50')
    >>> say("net_clients", -0.04, Plan()), say("show_rate", 0.896, Plan(), beside=0.90)
    ('0', '89.6 %')
    """
    kind = MEASURE_OF[key].kind
    digits = {Kind.SHARE: 0, Kind.MONEY: 0, Kind.MONEY_RATE: 2}.get(kind, 1)
    text = _figure(kind, value, plan.currency, digits)
    if beside is not None and abs(value - beside) > 1e-9:
        while digits < 4 and text == _figure(kind, beside, plan.currency, digits):
            digits += 1
            text = _figure(kind, value, plan.currency, digits)
    return text


def _figure(kind: Kind, value: float, currency: str, digits: int) -> str:
    if kind in (Kind.MONEY, Kind.MONEY_RATE):
        return money(value, currency, digits).removesuffix(".00")
    text = f"{as_shown(value * 100 if kind is Kind.SHARE else value, digits):,.{digits}f}"
    if digits:
        text = text.rstrip("0").removesuffix(".")
    return f"{text} %" if kind is Kind.SHARE else text
