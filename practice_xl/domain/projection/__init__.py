"""Projection: 2,000 simulated futures of a practice, half by its clients, half by its sessions.

The method and how it is judged stand in the README, "How the numbers are worked out";
``scripts/evaluate_projection.py`` judges it. What each module holds:

- ``history``: the weeks so far in the symbols of the method, the ceiling;
- ``halves``: by clients and by sessions; ``draws``: the random numbers they share;
- ``money``: money for each session kept; ``futures``: all together, and weeks off to come;
- ``words``, ``likely``: what is shown of it; here, the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.middle import Numbers, quantiles
from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import Paths
from practice_xl.domain.projection.futures import PATHS, SEED, Futures, simulate
from practice_xl.domain.projection.likely import IncomeChart, LikelyIncome, read_income
from practice_xl.domain.projection.words import FULL_HORIZON, Band, Enough, FullBy, read_full
from practice_xl.domain.weeks import Weeks, read_weeks
from practice_xl.domain.wording import money

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Band", "FullBy", "Futures", "IncomeChart", "Projection", "PromiseCheck"]
__all__ += ["project", "simulate"]
CHECKED = 13  # weeks of the promise check


@dataclass(frozen=True, eq=False)
class Projection:
    """What is likely to come, and how sure that is."""

    weeks: Weeks  # The cleaned weeks it rests on
    plan: Plan | None = None  # None when the owner filled in no plan: priors stand for weeks off
    horizon: int = 52  # Weeks ahead. [weeks]
    # paths, seed: Of the simulation.
    paths: int = PATHS
    seed: int = SEED

    @cached_property
    def data(self) -> Enough:
        """How much may be said."""
        return Enough.of(int(self.weeks.open.sum()))

    @cached_property
    def futures(self) -> Futures | None:
        """The simulated weeks; None with 0 or 1 open week."""
        if self.data is Enough.ARITHMETIC:
            return None
        return simulate(self.weeks, self.plan, self.horizon, self.paths, self.seed)

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """Sessions kept from now up to and including each week: p10, p50, p90. [sessions]"""
        return self._frame(None if self.futures is None else self.futures.kept)

    @cached_property
    def income(self) -> pd.DataFrame:
        """The same of the money collected; empty without money or fees known. [currency]"""
        return self._frame(None if self.futures is None else self.futures.money)

    @cached_property
    def long_futures(self) -> Futures | None:
        """The same futures over 104 weeks."""
        if self.futures is None or self.horizon >= FULL_HORIZON:
            return self.futures
        return simulate(self.weeks, self.plan, FULL_HORIZON, self.paths, self.seed)

    @cached_property
    def full(self) -> FullBy:
        """When the practice will be full."""
        if self.long_futures is None:
            return FullBy("too little data", self.words)
        return read_full(self.long_futures, self.data)

    @cached_property
    def likely(self) -> LikelyIncome:
        """Likely income of the coming weeks, months and year."""
        if self.long_futures is None:
            return LikelyIncome("too little data", self.words, self.weeks.plan.income_goal)
        return read_income(self.long_futures, self.weeks, self.data)

    @cached_property
    def promise(self) -> PromiseCheck:
        """The projection as it would have read 13 weeks ago, beside what came.

        The same code, the rows known then. TimeOff that began since is left out: it may not have
        been planned yet, and knowing it would flatter the projection.
        """
        then, settings = max(0, len(self.weeks) - CHECKED), self.plan or self.weeks.plan
        known, since = self.weeks.until(then - 1), slice(then, None)
        if Enough.of(int(known.open.sum())) is Enough.ARITHMETIC:
            return PromiseCheck("Needs 13 weeks after the first two to compare.")
        as_of = known.starts[-1]
        planned = tuple(span for span in settings.time_off if span.first <= as_of)
        futures = simulate(known, replace(settings, time_off=planned), CHECKED)
        compared = np.asarray(self.weeks.open | self.weeks.off)[since]
        sessions = Band.of(futures.kept[compared].sum(axis=0, dtype=np.float64))
        came = float(np.nansum(self.weeks["sessions_kept"][since]))
        words = f"13 weeks ago, after the week of {in_words(as_of)}, sessions: "
        words += _beside(sessions, came, "")
        collected = self.weeks["collected"][since]
        paid = compared & ~np.isnan(collected)
        if futures.money is None or not paid.any():
            return PromiseCheck(words, as_of, sessions, came)
        income = Band.of(futures.money[paid].sum(axis=0, dtype=np.float64))
        total = float(collected[paid].sum())
        words += f" Income: {_beside(income, total, settings.currency)}"
        return PromiseCheck(words, as_of, sessions, came, income, total)

    @property
    def words(self) -> str:
        """What there is to say, in plain words."""
        if self.futures is None:
            has = "one week" if self.weeks.open.any() else "none"
            return f"A projection needs 2 weeks with sessions kept, has {has}."
        return f"{self.full.words} {self.likely.words}"

    def _frame(self, weekly: Paths | None) -> pd.DataFrame:
        import pandas as pd

        starts: tuple[date, ...] = ()
        totals: Numbers = np.empty((0, 3))
        if self.futures is not None and weekly is not None:
            starts, totals = self.futures.starts, quantiles(np.cumsum(weekly, axis=0))
        index = pd.DatetimeIndex(list(starts), name="week_start")
        return pd.DataFrame(totals, index=index, columns=list(Band._fields))


def project(
    weeks: pd.DataFrame,
    plan: Plan | None = None,
    horizon: int = 52,
    paths: int = PATHS,
    seed: int = SEED,
) -> Projection:
    """Project sessions and income, with a band that holds 8 of 10 outcomes.

    Args:
        weeks: Rows of Weekly under the keys of its columns, in any order; ``week_start`` is a
            column or the index. Missing columns are "not recorded", missing weeks unknown.
            Values may be dirty: what cannot be used is set aside. It is not changed.
        plan: Working weeks, TimeOff, slots, active clients, goals; all may be left out.
        horizon: Weeks ahead, the first is the week after the week read. [weeks]
        paths: How many futures are simulated; half follow clients where these are known.
        seed: The same input and seed give the same numbers. No global state is touched.

    Returns:
        The projection; ``sessions`` and ``income`` hold cumulative totals. With 0 or 1 open
        week both are empty and ``words`` says why.

    Source: README, "How the numbers are worked out".

    >>> import pandas as pd
    >>> weeks = pd.DataFrame({"week_start": pd.date_range("2026-01-05", periods=20, freq="7D"),
    ...     "slots_offered": 25, "sessions_kept": 20, "collected": 2400})
    >>> projection = project(weeks)
    >>> projection.income.loc["2026-05-25":"2026-06-08"].notna().all().all()
    np.True_
    >>> bool(projection.sessions.p50.iloc[-1] > 700)
    True
    """
    frame = weeks if "week_start" in weeks.columns else weeks.assign(week_start=weeks.index)
    columns = {str(key): [_plain(value) for value in frame[key].tolist()] for key in frame.columns}
    cleaned = read_weeks(range(len(weeks)), columns, plan or Plan())
    return Projection(cleaned, plan, horizon, paths, seed)


def _plain(value: object) -> object:
    """A value of a table as a cell has it, blank as None."""
    import pandas as pd

    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    return value.start_time if isinstance(value, pd.Period) else value


class PromiseCheck(NamedTuple):
    """A projection of 13 weeks ago and what came, over the weeks recorded since."""

    words: str  # The comparison as the sheet says it
    # First day of the week that was the last one known then; None: nothing to check.
    as_of: date | None = None
    # sessions, income: What was said; sessions_came, income_came: What came. [sessions], [currency]
    sessions: Band | None = None
    sessions_came: float | None = None
    income: Band | None = None
    income_came: float | None = None


def _beside(band: Band, came: float, currency: str) -> str:
    place = "below" if came < band.p10 else "above" if came > band.p90 else "inside"
    came_words = f"{money(came, currency)}, {place} the range we gave"
    return f"{band.in_words(currency)}. What came: {came_words}."
