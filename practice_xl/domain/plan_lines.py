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

from practice_xl.domain import calendar
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


class _Year(NamedTuple):
    """What the weeks of a business year take from it, and leave."""

    worked: float  # Weeks of work, less what its holiday weeks take. [weeks]
    before: float  # Share of its plan that lies before the first row, 0 to 1
    past: list[date]  # Its weeks up to the week read, from the first row on
    spread: float  # What weeks off still expected leave of each week to come, 0 to 2


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
        self._years: dict[date, _Year] = {}

    def share(self, week: date) -> float:
        """Share of a usual week: as recorded, or as ShortWeeks and TimeOff have it; 0 to 1."""
        place = self.weeks.place_of(week)
        if place is not None and (self.weeks.open[place] or self.weeks.off[place]):
            return float(self.weeks.exposure[place])
        plan = self.weeks.plan
        return calendar.holiday_share(week, plan) * calendar.share_open(week, plan.time_off)

    def sessions(self, week: date) -> float | None:
        """Sessions planned for a week; None without a goal. [sessions]

        Straight from the plan's start to its goal, flat after; without a start the first row, at
        the mean of the first 4 ordinary weeks; without a date the goal throughout. Times the
        week's share.
        """
        weeks, plan = self.weeks, self.weeks.plan
        goal, by, begin = plan.sessions_goal, plan.sessions_goal_by, plan.sessions_start
        if goal is None:
            return None
        if begin is None:
            begin = mean(weeks["sessions_kept"][weeks.ordinary][:FIRST_OPEN_WEEKS]).value
        if by is not None and begin is not None and len(weeks):
            first = weeks.plan_begins
            length = (by - first).days
            done = 1.0 if length <= 0 else min(1.0, max(0.0, (week - first).days / length))
            goal = begin + (goal - begin) * done
        return goal * self.share(week)

    def income(self, week: date) -> float | None:
        """Income planned for a week; None without a goal. [currency]"""
        unit = self.full_week(calendar.year_of(week, self.weeks.plan))
        return None if unit is None else unit * self.weight(week)

    def weight(self, week: date) -> float:
        """Share of an ordinary week's income; of weeks to come, less the weeks off expected."""
        share = self.share(week)
        if self.weeks.as_of is not None and week > self.weeks.as_of:
            share *= self._of(calendar.year_of(week, self.weeks.plan)).spread
        return share

    def full_week(self, year: date) -> float | None:
        """Income planned for an ordinary week of a business year. [currency]"""
        goal, worked = self.weeks.plan.income_goal, self._of(year).worked
        return None if goal is None or worked <= 0 else goal / worked

    def income_of_month(self, month: date) -> float | None:
        """The sum of a month's weeks; none before the first row or the plan. [currency]"""
        plan, starts = self.weeks.plan, self.weeks.starts
        first = max(starts[0], self.weeks.plan_begins) if starts else date.min
        weeks = calendar.weeks_of_month(month, plan)
        lines = [self.income(week) for week in weeks if week >= first]
        known = [line for line in lines if line is not None]
        return sum(known) if known else None

    @cached_property
    def year(self) -> YearPlan | None:
        """The business year of the week after the week read; None before the first row."""
        plan, year = self.weeks.plan, year_read(self.weeks)
        if year is None:
            return None
        before = self._of(year).before
        whole = before == 0 or plan.collected_before is not None
        if plan.income_goal is None or self.full_week(year) is None:
            return YearPlan(year, None, None, whole)
        past = sum(self.income(week) or 0.0 for week in self._of(year).past)
        earlier = plan.income_goal * before
        if whole:
            return YearPlan(year, plan.income_goal, earlier + past, True)
        return YearPlan(year, plan.income_goal - earlier, past, False)

    def _of(self, year: date) -> _Year:
        """What the weeks of a year take and leave; every week of it asks for it."""
        if year not in self._years:
            plan, starts, as_of = self.weeks.plan, self.weeks.starts, self.weeks.as_of
            months = [calendar.next_month(year, count) for count in range(12)]
            weeks = [week for month in months for week in calendar.weeks_of_month(month, plan)]
            shares = calendar.holiday_weeks(weeks[0], weeks[-1], plan).items()
            open_ = [share for week, share in shares if calendar.share_open(week, plan.time_off)]
            short = sum(1 - share for share in open_)
            nominal, worked = len(weeks) - short, plan.working_weeks - short
            earlier = sum(self.share(week) for week in weeks if starts and week < starts[0])
            before = min(1.0, earlier / nominal) if nominal > 0 else 0.0
            past = [week for week in starts if calendar.year_of(week, plan) == year]
            left = worked * (1.0 - before) - sum(self.share(week) for week in past)
            coming = sum(self.share(week) for week in weeks if as_of is None or week > as_of)
            spread = max(0.0, left / coming) if coming > 0 else 1.0
            self._years[year] = _Year(worked, before, past, min(MOST_SPREAD, spread))
        return self._years[year]
