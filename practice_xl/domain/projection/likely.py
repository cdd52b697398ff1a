"""Likely income: the coming weeks, months and year against the goal and the ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK, month_of, year_of
from practice_xl.domain.income import income_ceiling
from practice_xl.domain.middle import Numbers, quantiles
from practice_xl.domain.money_lag import money_lag
from practice_xl.domain.plan_lines import PlanLines
from practice_xl.domain.projection.draws import Paths
from practice_xl.domain.projection.futures import Futures
from practice_xl.domain.projection.words import HORIZONS, Band, Enough, rounded, share
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.wording import money

YEAR = 52
MONTHS_AHEAD = 12
SMOOTHED = 4  # weeks in a point of the chart's band: single weeks hide the course


class Ahead(NamedTuple):
    """A month, or the business year, in progress: collected so far and the rest expected."""

    first: date  # Its first day
    band: Band  # Its total. [currency]
    so_far: float  # Collected in its weeks up to the week read. [currency]
    # What the plan has for the month. Of a year its income goal; of its weeks since the first row,
    # where what came before is not known. None without a goal. [currency]
    goal: float | None
    chance: float | None = None  # Of reaching the year's goal, 0 to 1; None without one


class LikelyIncome(NamedTuple):
    """Income of the next 13, 26 and 52 weeks, the months and the year."""

    # ``"too little data"``, ``"no money recorded"``, ``"first guess"``, ``"band"`` or
    # ``"everything"``.
    status: str
    words: str  # The answer as the sheet says it
    goal: float | None  # Income goal of 12 months
    # Band of the next 13, 26 and 52 weeks; empty when it cannot be said
    totals: Mapping[str, Band] = {}
    months: tuple[Ahead, ...] = ()  # The month in progress and the 12 after it
    year: Ahead | None = None  # The business year in progress
    chance_of_goal: float | None = None  # Of reaching it in the next 52 weeks, 0 to 1
    # Goal less the likely income of the next 52 weeks; negative when above the goal.
    gap: float | None = None
    ceiling: float | None = None  # What a full practice earns in a year; see ``income_ceiling``
    # True when the goal is more than the ceiling, and it may be said: from 13 weeks on, and never
    # where one future in ten reaches the goal.
    above_ceiling: bool = False
    chart: IncomeChart | None = None  # The fan chart; None when there is nothing to draw

    def as_dict(self) -> dict[str, object]:
        """The projection's keys of the block ``income`` of ``report --json``."""
        nothing = dict.fromkeys(Band._fields)
        bands = {key: band.as_dict() for key, band in self.totals.items()}
        year = {**nothing, "goal": self.goal, "chance": None}
        if self.year:
            chance = rounded(self.year.chance, 3)
            year = {**self.year.band.as_dict(), "goal": self.year.goal, "chance": chance}
        months = [
            {"month": f"{month.first:%Y-%m}", **month.band.as_dict(), "plan": rounded(month.goal)}
            for month in self.months
        ]
        return {
            "projection": {str(h): bands.get(str(h), nothing) for h in HORIZONS},
            "months": months,
            "year": year,
            "goal": self.goal,
            "chance_of_goal": rounded(self.chance_of_goal, 3),
            "gap": rounded(self.gap),
            "ceiling": rounded(self.ceiling),
            "words": self.words,
        }


def read_income(futures: Futures, weeks: Weeks, data: Enough) -> LikelyIncome:
    """Likely income, from futures of 60 weeks or more: thirteen months reach beyond a year."""
    goal, ceiling = weeks.plan.income_goal, income_ceiling(weeks).value
    money = futures.money
    if money is None:
        words = "Type the money collected, or your fees in Plan."
        return LikelyIncome("no money recorded", words, goal)
    totals = {str(h): Band.of(_total(money[:h])) for h in HORIZONS}
    if data is Enough.FIRST_GUESS:
        totals = {horizon: band.to_three_digits() for horizon, band in totals.items()}
    year, chance, gap, above = totals[str(YEAR)], None, None, False
    if goal is not None:
        chance, gap = float((_total(money[:YEAR]) >= goal).mean()), goal - year.p50
        if ceiling is not None and data is Enough.EVERYTHING:
            above = goal > max(ceiling, year.p90)
    months, ahead = _months(futures.starts, money, weeks), _year(futures.starts, money, weeks)
    chart = read_chart(futures, weeks)
    likely = LikelyIncome(
        data.value, "", goal, totals, months, ahead, chance, gap, ceiling, above, chart
    )
    return likely._replace(words=_words(likely, futures, weeks))


def _words(likely: LikelyIncome, futures: Futures, weeks: Weeks) -> str:
    currency, year = futures.plan.currency, likely.totals[str(YEAR)]
    goal, ceiling, chance = likely.goal, likely.ceiling, likely.chance_of_goal
    words = f"The next 12 months: {year.in_words(currency)}."
    if likely.status == Enough.FIRST_GUESS.value:
        words = f"A first guess, wide, from {int(futures.history.open.sum())} weeks. {words}"
    if futures.per_session and futures.per_session.from_fees:
        words += " No money is recorded yet: it rests on your fees."
    if futures.history.set_aside:
        words += (
            f" Left out: {futures.history.set_aside} of the amounts collected, more than five "
            "times the usual. Check them."
        )
    lag = money_lag(weeks)
    if lag and lag.step is not None:
        words += f" {lag.change(weeks.starts, currency)}"
    if ceiling is not None and year.p50 > ceiling:
        words += (
            f" That is more than the {money(ceiling, currency)} of a full practice in a year as "
            "Plan has it: you are there, and what raises it from here is fee, hours or weeks."
        )
    if goal is None or chance is None:
        return words
    if likely.above_ceiling and ceiling is not None:
        return (
            f"{words} The goal of {money(goal, currency)} lies above what a full practice earns "
            f"as things are, {money(ceiling, currency)}: no number of new clients reaches "
            "it; fee, hours or weeks must change."
        )
    words += f" Chance of reaching {money(goal, currency)}: {share(chance)}."
    if goal > year.p50:
        words += f" The gap is {money(goal - year.p50, currency)}."
    return words


def _collected(weeks: Weeks, inside: list[bool]) -> float:
    return float(np.nansum(weeks["collected"][np.array(inside, dtype=bool)]))


def _total(money: Paths) -> Numbers:
    """Money of some weeks on each path, (paths,). [currency]"""
    return np.asarray(money.sum(axis=0, dtype=np.float64))


def _months(starts: Sequence[date], money: Paths, weeks: Weeks) -> tuple[Ahead, ...]:
    coming, past = ([month_of(week) for week in each] for each in (starts, weeks.starts))
    months, lines = [], PlanLines(weeks)
    for month in list(dict.fromkeys(coming))[: MONTHS_AHEAD + 1]:
        so_far = _collected(weeks, [other == month for other in past])
        band = Band.of(so_far + _total(money[[other == month for other in coming]]))
        months.append(Ahead(month, band, so_far, lines.income_of_month(month)))
    return tuple(months)


def _year(starts: Sequence[date], money: Paths, weeks: Weeks) -> Ahead:
    plan = weeks.plan
    year, planned = year_of(starts[0], plan), PlanLines(weeks).year
    so_far = _collected(weeks, [year_of(start, plan) == year for start in weeks.starts])
    if weeks.starts and year_of(weeks.starts[0] - WEEK, plan) == year:
        so_far += plan.collected_before or 0.0
    left = sum(year_of(start, plan) == year for start in starts[: YEAR + 2])
    totals = so_far + _total(money[:left])
    goal = planned.goal if planned else None
    chance = None if goal is None else float((totals >= goal).mean())
    return Ahead(year, Band.of(totals), so_far, goal, chance)


class IncomeChart(NamedTuple):
    """The fan chart: a line for each week, past and to come. Money a week. [currency]"""

    starts: tuple[date, ...]  # First day of each week
    collected: Numbers  # Past weeks as collected, nan to come
    # low, likely, high: Band of the mean week over 4 weeks, nan in the past.
    low: Numbers
    likely: Numbers
    high: Numbers
    # What a full practice earns (``income_ceiling``), over 52 weeks; nan: not known.
    ceiling: Numbers
    goal: Numbers  # Income goal over 52 weeks; nan without one


def read_chart(futures: Futures, weeks: Weeks) -> IncomeChart | None:
    """The fan chart: a year back, a year ahead; None when no money is known."""
    money = futures.money
    if money is None:
        return None
    past = weeks["collected"][-YEAR:]
    total = np.cumsum(np.pad(money[:YEAR], ((1, 0), (0, 0))), axis=0, dtype=np.float64)
    end = np.maximum(np.arange(1, YEAR + 1), SMOOTHED)
    band = quantiles(((total[end] - total[end - SMOOTHED]) / SMOOTHED).astype(np.float32))
    starts = weeks.starts[-YEAR:] + futures.starts[:YEAR]
    collected = np.pad(past, (0, YEAR), constant_values=np.nan)
    low, likely, high = np.pad(band, ((len(past), 0), (0, 0)), constant_values=np.nan).T
    most, goal = income_ceiling(weeks).value, weeks.plan.income_goal
    ceiling, goals = (np.full(len(starts), line, dtype=float) / YEAR for line in (most, goal))
    return IncomeChart(starts, collected, low, likely, high, ceiling, goals)
