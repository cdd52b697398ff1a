"""The manager's side of the eight pairs: is this week in order?

Each rule takes what was known at the week's end and gives 0, 1, 2 or unknown, with the reason.

Source: docs/scoring.md (scoring version 2).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from practice_xl.domain.scorecard.pairs import (
    NOT_RECORDED,
    Point,
    at_least,
    graded,
    graded_over,
    say,
)
from practice_xl.domain.scorecard.week_end import WeekEnd, reaches
from practice_xl.schema.inputs import WEEKLY_NUMBERS
from practice_xl.schema.measures import PAIRS

NEARLY = 0.10  # ten points below the goal still earn a point
LEEWAY = 3  # so many notes or bills over the limit still earn a point


def clients(week: WeekEnd) -> Point:
    """Show rate this week at its goal: 2; within 10 points of it: 1."""
    goal = week.plan.show_rate_goal
    value = week.this.get("show_rate")
    if value is None or goal is None:
        why = "kept, missed and cancelled are not all recorded" if value is None else "no goal"
        return Point(None, why)
    return Point(
        _near(value, goal),
        f"{say('show_rate', value, week.plan, goal)} of booked sessions took place, "
        f"goal {say('show_rate', goal, week.plan)}",
    )


def notes(week: WeekEnd) -> Point:
    """Notes overdue within their limit: 2; up to 3 more: 1."""
    return _within(week, "notes_overdue", week.plan.notes_limit, "overdue")


def billing(week: WeekEnd) -> Point:
    """Bills not sent within their limit: 2; up to 3 more: 1."""
    return _within(week, "bills_unsent", week.plan.bills_limit, "not sent")


def referrals(week: WeekEnd) -> Point:
    """An event or referral contact this week: 2; in the last 4 weeks: 1."""
    done = [None if number is None else number >= 1 for number in week.last_four("outreach")]
    this = done[-1] if done else None
    points = graded_over(done, this, True in done)
    words = {
        2: "a referral contact or event this week",
        1: "none this week, but in the last 4 weeks",
        0: "no referral contact or event in the last 4 weeks",
        None: f"outreach is {NOT_RECORDED} in each of the last 4 weeks",
    }
    return Point(points, words[points])


def capacity(week: WeekEnd) -> Point:
    """% full this week at the target: 2; within 10 points of it: 1."""
    goal, value = week.plan.target_utilisation, week.this.get("fill")
    if value is None:
        return Point(None, f"slots offered are {NOT_RECORDED}")
    return Point(
        _near(value, goal),
        f"{say('fill', value, week.plan, goal)} full, target {say('fill', goal, week.plan)}",
    )


def income(week: WeekEnd) -> Point:
    """Money collected recorded in each of the last 4 weeks: 2; in some: 1."""
    recorded = [value is not None for value in week.last_four("collected")]
    points = graded(at_least(4, recorded), at_least(1, recorded))
    return Point(
        points, f"money collected recorded in {sum(recorded)} of the last {len(recorded)} weeks"
    )


def time(week: WeekEnd) -> Point:
    """Admin hours within the limit: 2; recorded: 1."""
    value, limit = week.this.get("admin_hours"), week.plan.admin_hours_limit
    if value is None or limit is None:
        return Point(None, f"{'admin hours ' + NOT_RECORDED if value is None else 'no limit'}")
    return Point(
        2 if reaches(value, limit, "down") else 1,
        f"{say('admin_hours', value, week.plan, limit)} admin hours, "
        f"limit {say('admin_hours', limit, week.plan)}",
    )


def review(week: WeekEnd) -> Point:
    """The thirteen numbers there in each of the last 4 weeks: 2; this week: 1."""
    columns = np.array([week.four.values(key) for key in WEEKLY_NUMBERS])
    complete: list[bool] = (~np.isnan(columns).any(axis=0)).tolist()
    points = graded(at_least(4, complete), complete[-1] if complete else None)
    missing = int(np.isnan(columns[:, -1]).sum()) if complete else 0
    now = (
        f"{missing} of this week's numbers missing" if missing else "this week's numbers all there"
    )
    return Point(points, f"{now}; complete in {sum(complete)} of the last {len(complete)} weeks")


RULES: dict[str, Callable[[WeekEnd], Point]] = dict(
    zip(PAIRS, (clients, notes, billing, referrals, capacity, income, time, review), strict=True)
)


def _near(value: float, goal: float) -> int | None:
    return graded(reaches(value, goal, "up"), reaches(value, goal - NEARLY, "up"))


def _within(week: WeekEnd, key: str, limit: float | None, word: str) -> Point:
    value = week.this.get(key)
    if value is None or limit is None:
        return Point(None, f"{NOT_RECORDED if value is None else 'no limit'}")
    return Point(
        graded(reaches(value, limit, "down"), reaches(value, limit + LEEWAY, "down")),
        f"{say(key, value, week.plan)} {word}, limit {say(key, limit, week.plan)}",
    )
