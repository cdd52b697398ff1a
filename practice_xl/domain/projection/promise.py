"""The promise check: what the projection said 13 weeks ago beside what came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.futures import simulate
from practice_xl.domain.projection.words import FIRST_GUESS_FROM, Band, day
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.wording import money

CHECKED = 13


class PromiseCheck(NamedTuple):
    """A projection of 13 weeks ago and what came, over the weeks recorded since.

    Attributes:
        as_of: First day of the week that was the last one known then; None: nothing to check.
        weeks: Weeks compared, at most 13; weeks not recorded are in neither number. [weeks]
        sessions, income: What was said.
        sessions_came, income_came: What came. [sessions], [currency]
        words: The comparison as the sheet says it.
    """

    as_of: date | None
    weeks: int
    sessions: Band | None
    sessions_came: float | None
    income: Band | None
    income_came: float | None
    words: str


def promise_check(weeks: Weeks, plan: Plan | None = None) -> PromiseCheck:
    """The projection as it would have read 13 weeks ago, beside what came.

    The same code, the rows known then. TimeOff that began since is left out: it may not have
    been planned yet, and knowing it would flatter the projection.

    Args:
        weeks: The weeks up to the week read.
        plan: None reads the Plan the weeks were read under.
    """
    settings = weeks.plan if plan is None else plan
    then = len(weeks) - 1 - CHECKED
    if then < 0 or int(weeks.until(then).open.sum()) < FIRST_GUESS_FROM:
        return PromiseCheck(
            None, 0, None, None, None, None, "Needs 13 weeks after the first two to compare."
        )
    as_of = weeks.starts[then]
    known = weeks.until(then)
    before = replace(
        settings, time_off=tuple(span for span in settings.time_off if span.first <= as_of)
    )
    futures = simulate(known, before, CHECKED)
    since = slice(then + 1, None)
    compared = np.asarray(weeks.open | weeks.off)[since]
    sessions = Band.of(futures.kept[:, compared].sum(axis=1, dtype=np.float64))
    came = float(np.nansum(weeks["sessions_kept"][since]))
    words = (
        f"13 weeks ago, after the week of {day(as_of)}, sessions: {sessions.in_words()}. "
        f"What came: {came:,.0f}, {_place(came, sessions)}."
    )
    income, income_came = None, None
    paid = compared & ~np.isnan(weeks["collected"][since])
    if futures.money is not None and paid.any():
        income = Band.of(futures.money[:, paid].sum(axis=1, dtype=np.float64))
        income_came = float(weeks["collected"][since][paid].sum())
        words += (
            f" Income: {income.in_words(settings.currency)}. "
            f"What came: {money(income_came, settings.currency)}, {_place(income_came, income)}."
        )
    return PromiseCheck(as_of, int(compared.sum()), sessions, came, income, income_came, words)


def _place(came: float, band: Band) -> str:
    if came < band.p10:
        return "below the range we gave"
    return "above the range we gave" if came > band.p90 else "inside the range we gave"
