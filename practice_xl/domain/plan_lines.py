"""What the plan has for each week, past and to come: sessions, and the one weekly income goal.

The plan of a business year adds up to its goal: an ordinary week has the goal over the working
weeks less what its holiday weeks take, a part week its share of that, a week off nothing; the weeks
off still expected are spread over the weeks to come.

Source: docs/scoring.md.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import NamedTuple

from practice_xl.domain.calendar import (
    holiday_share,
    share_open,
    shortfall,
    week_of,
    weeks_of_month,
    weeks_of_year,
    year_of,
)
from practice_xl.domain.income import year_read
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import mean

FIRST_OPEN_WEEKS = 4  # their mean is where the sessions line starts, when Plan does not say
MOST_SPREAD = 2.0  # no week to come is asked for more than twice an ordinary one


class YearPlan(NamedTuple):
    """The business year as planned."""

    first: date  # Its first day
    # The income goal; of the weeks since the first row alone, where the year began before it and
    # Plan does not say what was collected then. None without a goal. [currency]
    goal: float | None
    to_date: float | None  # What the plan has up to the week read. [currency]
    whole: bool  # False where the goal is that of a part of the year


class PlanLines:
    """The plan's lines of a practice.

    >>> from practice_xl.domain.plan import Plan
    >>> from practice_xl.domain.weeks import read_weeks
    >>> weeks = read_weeks([0, 1], {"week_start": ["2026-01-05", "2026-01-12"],
    ...     "slots_offered": [24, 0], "sessions_kept": [18, 0]},
    ...     Plan(income_goal=94_000, sessions_goal=20, collected_before=0))
    >>> lines = PlanLines(weeks)
    >>> lines.income(date(2026, 1, 5)), lines.income(date(2026, 1, 12))
    (2000.0, 0.0)
    >>> lines.sessions(date(2026, 1, 5))
    20.0
    """

    def __init__(self, weeks: Weeks) -> None:
        self.weeks = weeks
        self._spreads: dict[date, float] = {}
        self._shortfalls: dict[date, float] = {}

    def share(self, week: date) -> float:
        """Share of a usual week: as recorded, or as ShortWeeks and TimeOff have it; 0 to 1."""
        place = self.weeks.place_of(week)
        if place is not None and (self.weeks.open[place] or self.weeks.off[place]):
            return float(self.weeks.exposure[place])
        plan = self.weeks.plan
        return holiday_share(week, plan) * share_open(week, plan.time_off)

    def sessions(self, week: date) -> float | None:
        """Sessions planned for a week; None without a goal. [sessions]

        Straight from the plan's start to its goal, flat after; without a start the first row, at
        the mean of the first 4 ordinary weeks; without a date the goal throughout. Times the
        week's share.
        """
        goal = self._usual_sessions(week)
        return None if goal is None else goal * self.share(week)

    def income(self, week: date) -> float | None:
        """Income planned for a week; None without a goal. [currency]"""
        unit = self.full_week(year_of(week, self.weeks.plan))
        return None if unit is None else unit * self.weight(week)

    def weight(self, week: date) -> float:
        """Share of an ordinary week's income; of weeks to come, less the weeks off expected."""
        share = self.share(week)
        if self.weeks.as_of is not None and week > self.weeks.as_of:
            share *= self._spread(year_of(week, self.weeks.plan))
        return share

    def full_week(self, year: date) -> float | None:
        """Income planned for an ordinary week of a business year. [currency]"""
        plan = self.weeks.plan
        worked = plan.working_weeks - self._shortfall(year)
        if plan.income_goal is None or worked <= 0:
            return None
        return plan.income_goal / worked

    def income_of_month(self, month: date) -> float | None:
        """The sum of a month's weeks; none before the first row or the plan. [currency]"""
        plan = self.weeks.plan
        starts = self.weeks.starts
        first = max(starts[0], plan_begins(self.weeks)) if starts else date.min
        lines = [self.income(week) for week in weeks_of_month(month, plan) if week >= first]
        known = [line for line in lines if line is not None]
        return sum(known) if known else None

    @cached_property
    def year(self) -> YearPlan | None:
        """The business year of the week after the week read; None before the first row."""
        plan, year = self.weeks.plan, year_read(self.weeks)
        if year is None:
            return None
        before = self._before(year)
        whole = before == 0 or plan.collected_before is not None
        if plan.income_goal is None or self.full_week(year) is None:
            return YearPlan(year, None, None, whole)
        past = sum(self.income(week) or 0.0 for week in self._past(year))
        earlier = plan.income_goal * before
        if whole:
            return YearPlan(year, plan.income_goal, earlier + past, True)
        return YearPlan(year, plan.income_goal - earlier, past, False)

    def _usual_sessions(self, week: date) -> float | None:
        weeks, plan = self.weeks, self.weeks.plan
        goal, by = plan.sessions_goal, plan.sessions_goal_by
        if goal is None or by is None or not len(weeks):
            return goal
        begin = plan.sessions_start
        if begin is None:
            begin = mean(weeks["sessions_kept"][weeks.ordinary][:FIRST_OPEN_WEEKS]).value
        if begin is None:
            return goal
        first = plan_begins(weeks)
        length = (by - first).days
        done = 1.0 if length <= 0 else min(1.0, max(0.0, (week - first).days / length))
        return begin + (goal - begin) * done

    def _spread(self, year: date) -> float:
        """What the weeks off still expected leave of each week to come of a year, 0 to 2."""
        if year not in self._spreads:
            plan, as_of = self.weeks.plan, self.weeks.as_of
            worked = (plan.working_weeks - self._shortfall(year)) * (1.0 - self._before(year))
            past = sum(self.share(week) for week in self._past(year))
            weeks = weeks_of_year(year, plan)
            coming = sum(self.share(week) for week in weeks if as_of is None or week > as_of)
            left = max(0.0, (worked - past) / coming) if coming > 0 else 1.0
            self._spreads[year] = min(MOST_SPREAD, left)
        return self._spreads[year]

    def _shortfall(self, year: date) -> float:
        """What the holiday weeks of a year take; every week of the year asks for it. [weeks]"""
        if year not in self._shortfalls:
            self._shortfalls[year] = shortfall(year, self.weeks.plan)
        return self._shortfalls[year]

    def _before(self, year: date) -> float:
        """Share of a year's plan that lies before the first row, 0 to 1."""
        weeks = weeks_of_year(year, self.weeks.plan)
        if not self.weeks.starts or weeks[0] >= self.weeks.starts[0]:
            return 0.0
        nominal = len(weeks) - self._shortfall(year)
        earlier = sum(self.share(week) for week in weeks if week < self.weeks.starts[0])
        return min(1.0, earlier / nominal) if nominal > 0 else 0.0

    def _past(self, year: date) -> list[date]:
        return [week for week in self.weeks.starts if year_of(week, self.weeks.plan) == year]


def plan_begins(weeks: Weeks) -> date:
    """First week of the plan: as Plan says, else the first row. Needs at least one week."""
    return week_of(weeks.plan.plan_start or weeks.starts[0], weeks.plan)
