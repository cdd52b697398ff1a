"""The public face of the projection: ``project`` and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import Numbers
from practice_xl.domain.projection.full import FULL_HORIZON, FullBy, nothing_to_say, read_full
from practice_xl.domain.projection.futures import PATHS, SEED, Futures, simulate
from practice_xl.domain.projection.likely import LikelyIncome, read_income
from practice_xl.domain.projection.promise import PromiseCheck, promise_check
from practice_xl.domain.projection.words import Enough, enough
from practice_xl.domain.weeks import Weeks, read_weeks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Projection:
    """What is likely to come, and how sure that is.

    Attributes:
        weeks: The cleaned weeks it rests on.
        plan: None when the owner filled in no plan.
        data: How much may be said.
        futures: The simulated weeks; None with 0 or 1 open week.
        paths, seed: Of the simulation.
    """

    weeks: Weeks
    plan: Plan | None
    data: Enough
    futures: Futures | None
    paths: int = PATHS
    seed: int = SEED

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """Sessions kept from now up to and including each week: p10, p50, p90. [sessions]"""
        return self._frame(None if self.futures is None else self.futures.kept_totals)

    @cached_property
    def income(self) -> pd.DataFrame:
        """Money collected from now up to and including each week: p10, p50, p90. [currency]

        Empty when neither money nor fees are known.
        """
        return self._frame(None if self.futures is None else self.futures.money_totals)

    @cached_property
    def long_futures(self) -> Futures | None:
        """The same futures over 104 weeks."""
        if self.futures is None or len(self.futures.starts) >= FULL_HORIZON:
            return self.futures
        return simulate(self.weeks, self.plan, FULL_HORIZON, self.paths, self.seed)

    @cached_property
    def full(self) -> FullBy:
        """When the practice will be full."""
        if self.long_futures is None:
            return nothing_to_say("too little data", _too_little(self.weeks))
        return read_full(self.long_futures, self.data)

    @cached_property
    def likely(self) -> LikelyIncome:
        """Likely income of the coming weeks, months and year."""
        if self.long_futures is None:
            goal = self.weeks.plan.income_goal
            return LikelyIncome("too little data", _too_little(self.weeks), {}, goal=goal)
        return read_income(self.long_futures, self.weeks, self.data)

    @cached_property
    def promise(self) -> PromiseCheck:
        """The projection of 13 weeks ago beside what came."""
        return promise_check(self.weeks, self.plan)

    @property
    def words(self) -> str:
        """What there is to say, in plain words."""
        if self.futures is None:
            return _too_little(self.weeks)
        return f"{self.full.words} {self.likely.words}"

    def _frame(self, totals: Numbers | None) -> pd.DataFrame:
        import pandas as pd

        starts = self.futures.starts if self.futures is not None and totals is not None else ()
        index = pd.DatetimeIndex(list(starts), name="week_start")
        values = np.empty((0, 3)) if totals is None else totals
        return pd.DataFrame(values, index=index, columns=["p10", "p50", "p90"])


def project_weeks(
    weeks: Weeks,
    plan: Plan | None = None,
    horizon: int = 52,
    paths: int = PATHS,
    seed: int = SEED,
) -> Projection:
    """Project cleaned weeks; what the sheets call.

    Args:
        weeks: Cleaned weeks up to the week read.
        plan: None leaves weeks off and clients to the priors.
        horizon: Weeks of the frames ``sessions`` and ``income``. [weeks]
        paths: How many futures are simulated.
        seed: Of the random numbers.
    """
    data = enough(int(weeks.open.sum()))
    if data is Enough.ARITHMETIC:
        return Projection(weeks, plan, data, None, paths, seed)
    futures = simulate(weeks, plan, horizon, paths, seed)
    return Projection(weeks, plan, data, futures, paths, seed)


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
    columns = _columns(weeks)
    labels = range(len(weeks))
    return project_weeks(read_weeks(labels, columns, plan or Plan()), plan, horizon, paths, seed)


def _columns(weeks: pd.DataFrame) -> dict[str, list[object]]:
    """Plain values of each column, blank as None."""
    frame = weeks if "week_start" in weeks.columns else weeks.assign(week_start=weeks.index)
    return {str(key): [_plain(value) for value in frame[key].tolist()] for key in frame.columns}


def _plain(value: object) -> object:
    import pandas as pd

    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    return value.start_time if isinstance(value, pd.Period) else value


def _too_little(weeks: Weeks) -> str:
    count = int(weeks.open.sum())
    has = "one week" if count else "none"
    return f"A projection needs 2 weeks with sessions kept, has {has}."
