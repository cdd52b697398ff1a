"""The course of a practice in each simulated future, as decisions change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from practice_xl.domain.calendar import share_open
from practice_xl.domain.levers.state import State
from practice_xl.domain.plan import TimeOff
from practice_xl.domain.projection import Futures
from practice_xl.domain.projection.caseload import PRIOR_ENDED

# Of week and future, (weeks, futures); (weeks, 1) where all futures are alike.
Ahead = np.ndarray[Any, np.dtype[Any]]
NEARLY_FULL = 0.10  # below the target by so much the first new slot begins to fill
FULL_WEEKS = 4  # full is a matter of a month
SURE_OF_GROWTH = 0.25  # how far a new clinician grows differs by a quarter


@dataclass(frozen=True)
class Course:
    """What comes week by week, (weeks, futures) unless said otherwise."""

    starts: tuple[date, ...]  # First day of each week
    kept: Ahead  # Sessions kept. [sessions]
    earned: Ahead  # What they bring, whenever it is paid. [currency]
    collected: Ahead  # What is collected. [currency]
    spent: Ahead  # What decisions cost. [currency]
    booked: Ahead  # Share of the slots that is booked, 0 to 1
    open: Ahead  # Share of the week that is worked, 0 to 1
    started: Ahead  # Share of the clients who are new in the week, 0 to 1
    slots: Ahead  # Slots of a week, (weeks, 1). [sessions]
    full: Ahead  # Share of the sessions paid at the full fee, (weeks, 1)
    fee: Ahead  # Mean fee of a session, as Fees says. [currency]
    lags: Ahead  # Share of what is earned that is paid 0, 1, 2 ... weeks later.
    target: float = 0.9  # Share of the slots that is full, 0 to 1
    growth: Ahead | float = 1.0  # How far new things grow in each future, around 1, (1, futures)

    def since(self, day: date) -> Ahead:
        """Share of each week's working days from ``day`` on, 0 to 1, (weeks, 1)."""
        before = [share_open(start, [TimeOff(day, date.max)]) for start in self.starts]
        return 1.0 - np.array(before)[:, None]

    def scaled(self, sessions: Ahead | float, money: Ahead | float) -> Course:
        """With so many times the sessions, bringing so many times what they brought."""
        earned = self.earned * money
        return replace(
            self,
            kept=self.kept * sessions,
            booked=np.minimum(self.booked * sessions, 1),
            earned=earned,
            collected=self.collected + self.paid(earned - self.earned),
        )

    def paid(self, earned: Ahead) -> Ahead:
        """When money earned is paid: so many weeks later, as the practice's money always is."""
        money = np.zeros_like(earned)
        for lag in np.flatnonzero(self.lags).tolist():
            money[lag:] += self.lags[lag] * earned[: len(earned) - lag]
        return money

    @property
    def how_full(self) -> Ahead:
        """0 with room, 1 when full, and between the two over the last points of % full."""
        total = np.cumsum(np.pad(self.booked, ((FULL_WEEKS, 0), (0, 0)), mode="edge"), axis=0)
        mean = (total[FULL_WEEKS:] - total[:-FULL_WEEKS]) / FULL_WEEKS
        full: Ahead = np.clip((mean - self.target + NEARLY_FULL) / NEARLY_FULL, 0, 1)
        return full


def read_course(futures: Futures, state: State) -> Course | None:
    """The course as it is without any decision; None where no money is known.

    Args:
        futures: The projection's own.
        state: The usual week: fees and who pays them.
    """
    money, earned, per_session = futures.money, futures.earned, futures.per_session
    if money is None or earned is None or per_session is None:
        return None
    weeks, paths = earned.shape
    fee = sum(tier.fee * tier.share for tier in state.tiers)
    lags = per_session.lags if per_session.lags[0] < 1 else per_session.lags[:1]
    lags = np.where(lags > 0.005, lags, 0)
    bell = np.random.default_rng(paths).standard_normal(paths // 2)
    bell = np.concatenate([bell, -bell, np.zeros(paths % 2)])
    return Course(
        starts=futures.starts,
        kept=futures.kept.T,
        earned=earned,
        collected=money.T,
        spent=np.zeros((weeks, 1)),
        booked=futures.booked.T,
        open=np.where(futures.off.T, 0.0, 1.0),
        started=_started(futures, weeks, paths),
        slots=np.full((weeks, 1), futures.history.ceiling),
        full=np.full((weeks, 1), state.share_of("full")),
        fee=np.full((weeks, 1), fee),
        lags=lags / lags.sum(),
        target=futures.plan.target_utilisation,
        growth=np.exp(SURE_OF_GROWTH * bell)[None, :],
    )


def _started(futures: Futures, weeks: int, paths: int) -> Ahead:
    """New clients of a week, of all; futures that follow no clients have as many as the others."""
    found = np.full((weeks, paths), PRIOR_ENDED, dtype=np.float32)
    if futures.started is not None:
        followed = futures.started.shape[1]
        found[:] = futures.started.mean(axis=1, keepdims=True)
        found[:, :followed] = futures.started
    return found
