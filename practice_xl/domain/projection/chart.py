"""The fan chart of income: past bars, the band to come, the ceiling and the goal."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.income import income_ceiling
from practice_xl.domain.projection.draws import Numbers, quantiles
from practice_xl.domain.projection.futures import Futures
from practice_xl.domain.weeks import Weeks

YEAR = 52
SMOOTHED = 4  # weeks in a point of the band: single weeks hide the course


class IncomeChart(NamedTuple):
    """The fan chart: a line for each week, past and to come. Money a week. [currency]

    Attributes:
        starts: First day of each week.
        collected: Past weeks as collected, nan to come.
        low, likely, high: Band of the mean week over 4 weeks, nan in the past.
        ceiling: What a full practice earns (``income_ceiling``), over 52 weeks; nan: not known.
        goal: Income goal over 52 weeks; nan without one.
    """

    starts: tuple[date, ...]
    collected: Numbers
    low: Numbers
    likely: Numbers
    high: Numbers
    ceiling: Numbers
    goal: Numbers


def read_chart(futures: Futures, weeks: Weeks) -> IncomeChart | None:
    """The fan chart: a year back, a year ahead; None when no money is known."""
    money = futures.money
    if money is None or futures.per_session is None:
        return None
    past = weeks["collected"][-YEAR:]
    before, ahead = np.full(len(past), np.nan), np.full(YEAR, np.nan)
    total = np.cumsum(np.pad(money.T[:YEAR], ((1, 0), (0, 0))), axis=0, dtype=np.float64)
    end = np.maximum(np.arange(1, YEAR + 1), SMOOTHED)
    band = quantiles(((total[end] - total[end - SMOOTHED]) / SMOOTHED).astype(np.float32))
    most = income_ceiling(weeks).value
    goal = weeks.plan.income_goal
    return IncomeChart(
        starts=weeks.starts[-YEAR:] + futures.starts[:YEAR],
        collected=np.concatenate([past, ahead]),
        low=np.concatenate([before, band[:, 0]]),
        likely=np.concatenate([before, band[:, 1]]),
        high=np.concatenate([before, band[:, 2]]),
        ceiling=np.full(len(past) + YEAR, np.nan if most is None else most / YEAR),
        goal=np.full(len(past) + YEAR, np.nan if goal is None else goal / YEAR),
    )
