"""The manager's side of the eight pairs: is this week in order?

Each rule takes what was known at the week's end and gives 0, 1, 2 or unknown, with the reason.

Source: docs/scoring.md (scoring version 2).
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np

from practice_xl.domain.scorecard import pairs
from practice_xl.domain.scorecard.pairs import NOT_RECORDED, Point, say
from practice_xl.domain.scorecard.week_end import WeekEnd, goal_of
from practice_xl.schema.inputs import WEEKLY_NUMBERS
from practice_xl.schema.measures import PAIRS

NEARLY = 0.10  # ten points below the goal still earn a point
LEEWAY = 3  # so many notes or bills over the limit still earn a point


def clients(week: WeekEnd) -> Point:
    """Show rate this week at its goal: 2; within 10 points of it: 1."""
    words = "{} of booked sessions took place, goal {}"
    unknown = "kept, missed and cancelled are not all recorded"
    return _this_week(week, "show_rate", NEARLY, words, unknown)


def notes(week: WeekEnd) -> Point:
    """Notes overdue within their limit: 2; up to 3 more: 1."""
    return _this_week(week, "notes_overdue", LEEWAY, "{} overdue, limit {}")


def billing(week: WeekEnd) -> Point:
    """Bills not sent within their limit: 2; up to 3 more: 1."""
    return _this_week(week, "bills_unsent", LEEWAY, "{} not sent, limit {}")


def referrals(week: WeekEnd) -> Point:
    """An event or referral contact this week: 2; in the last 4 weeks: 1."""
    done = [None if number is None else number >= 1 for number in week.last_four("outreach")]
    points = pairs.graded_over(done, done[-1] if done else None, True in done)
    words = {
        2: "a referral contact or event this week",
        1: "none this week, but in the last 4 weeks",
        0: "no referral contact or event in the last 4 weeks",
        None: f"outreach is {NOT_RECORDED} in each of the last 4 weeks",
    }
    return Point(points, words[points])


def capacity(week: WeekEnd) -> Point:
    """% full this week at the target: 2; within 10 points of it: 1."""
    unknown = f"slots offered are {NOT_RECORDED}"
    return _this_week(week, "fill", NEARLY, "{} full, target {}", unknown)


def income(week: WeekEnd) -> Point:
    """Money collected recorded in each of the last 4 weeks: 2; in some: 1."""
    known = [value is not None for value in week.last_four("collected")]
    points = pairs.graded(pairs.at_least(4, known), pairs.at_least(1, known))
    return Point(points, f"money collected recorded in {sum(known)} of the last {len(known)} weeks")


def time(week: WeekEnd) -> Point:
    """Admin hours within the limit: 2; recorded: 1."""
    unknown = f"admin hours {NOT_RECORDED}"
    return _this_week(week, "admin_hours", inf, "{} admin hours, limit {}", unknown)


def review(week: WeekEnd) -> Point:
    """The thirteen numbers there in each of the last 4 weeks: 2; this week: 1."""
    columns = np.array([week.four.values(key) for key in WEEKLY_NUMBERS])
    complete: list[bool] = (~np.isnan(columns).any(axis=0)).tolist()
    points = pairs.graded(pairs.at_least(4, complete), complete[-1] if complete else None)
    missing = int(np.isnan(columns[:, -1]).sum()) if complete else 0
    now = "this week's numbers all there"
    if missing:
        now = f"{missing} of this week's numbers missing"
    return Point(points, f"{now}; complete in {sum(complete)} of the last {len(complete)} weeks")


RULES: dict[str, Callable[[WeekEnd], Point]] = dict(
    zip(PAIRS, (clients, notes, billing, referrals, capacity, income, time, review), strict=True)
)


def _this_week(
    week: WeekEnd, key: str, leeway: float, words: str, unknown: str = NOT_RECORDED
) -> Point:
    """This week's value at its goal: 2; within a leeway of it: 1; ``words`` take both."""
    measure = pairs.MEASURE_OF[key]
    value, goal = week.this.get(key), goal_of(measure, week)
    if value is None or goal is None:
        none = "no goal" if measure.good == "up" else "no limit"
        return Point(None, unknown if value is None else none)
    points = pairs.nearly(value, goal, leeway, measure.good)
    return Point(points, words.format(say(key, value, week.plan, goal), say(key, goal, week.plan)))
