"""Simulated futures of a practice: half follow its clients, half the level of its sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.caseload import booked_per_kept, caseload_paths, read_caseload
from practice_xl.domain.projection.days_off import Flags, away, open_shares
from practice_xl.domain.projection.draws import Draws, Numbers, Paths, draw, quantiles
from practice_xl.domain.projection.history import History, read_history
from practice_xl.domain.projection.level import level_paths, read_level
from practice_xl.domain.projection.money import PerSession, money_paths, read_per_session
from practice_xl.domain.weeks import Weeks

PATHS, SEED = 2000, 1
BOOKING_MEAN = 4  # full is a matter of a month, not of one good week


@dataclass(frozen=True)
class Futures:
    """Simulated futures. Arrays are (paths, weeks) and read-only in spirit: never write to them.

    Scenarios of the same weeks, plan and seed share every random number: path 17 of one is path
    17 of the other, so a difference between the two is a real one.

    Attributes:
        starts: First day of each coming week.
        history: What the futures were made from.
        plan: What they were simulated under; its defaults when there was none.
        per_session: Money for each kept session; None when it cannot be known.
        clients_followed: Whether half of the paths follow clients.
    """

    starts: tuple[date, ...]
    history: History
    plan: Plan
    per_session: PerSession | None
    clients_followed: bool
    _kept: Paths
    _off: Flags
    _money: Paths | None
    _share: Paths

    @property
    def kept(self) -> Paths:
        """Sessions kept, (paths, weeks). [sessions]"""
        return self._kept.T

    @property
    def money(self) -> Paths | None:
        """Money collected, (paths, weeks); None without money or fees recorded. [currency]"""
        return None if self._money is None else self._money.T

    @property
    def off(self) -> Flags:
        """Weeks off, (paths, weeks)."""
        return self._off.T

    @cached_property
    def kept_totals(self) -> Numbers:
        """P10, P50, P90 of the sessions kept up to and including each week, (weeks, 3)."""
        return quantiles(np.cumsum(self._kept, axis=0))

    @cached_property
    def money_totals(self) -> Numbers | None:
        """P10, P50, P90 of the money up to and including each week, (weeks, 3)."""
        if self._money is None:
            return None
        return quantiles(np.cumsum(self._money, axis=0))

    def money_between(self, first: int, end: int) -> Numbers:
        """Money of each path from week ``first`` to before week ``end``, (paths,). [currency]"""
        if self._money is None:
            return np.full(self._kept.shape[1], np.nan)
        return np.asarray(self._money[first:end].sum(axis=0, dtype=np.float64))

    @cached_property
    def booking(self) -> Paths:
        """Mean share booked of the last four open weeks, (weeks, paths); it waits in a week off.

        Only of the paths that follow clients, where there are any: these know of starts, stays
        and room, and their chances of being full came true more often as said.
        """
        count = self._share.shape[1] // 2 if self.clients_followed else self._share.shape[1]
        shares, off = self._share[:, : max(count, 1)], self._off[:, : max(count, 1)]
        every = np.arange(shares.shape[1])
        last = np.zeros((BOOKING_MEAN, len(every)), dtype=np.float32)
        total, seen = np.zeros_like(last[0]), np.zeros_like(last[0])
        place = np.zeros(len(every), dtype=np.intp)
        mean = np.zeros_like(shares)
        for week, share in enumerate(shares):
            open_ = ~off[week]
            change = np.where(open_, share - last[place, every], np.float32(0))
            total += change
            last[place, every] += change
            place = (place + open_) % BOOKING_MEAN
            seen = np.minimum(seen + open_, BOOKING_MEAN)
            np.divide(total, np.maximum(seen, 1), out=mean[week])
        return mean

    @cached_property
    def full_after(self) -> Numbers:
        """Weeks until each path is full, 1 for the first; inf when not in these weeks. [weeks]"""
        full = self.booking >= np.float32(self.plan.target_utilisation - 1e-6)
        full &= ~self._off[:, : full.shape[1]]
        first = np.argmax(full, axis=0) + 1.0
        return np.where(full.any(axis=0), first, np.inf)

    @cached_property
    def booked_quantiles(self) -> Numbers:
        """P10, P50, P90 of the share booked over the last four open weeks, (weeks, 3)."""
        return quantiles(self.booking)

    def chance_full(self, weeks: int) -> float:
        """Chance of being full within so many weeks, 0 to 1."""
        return float((self.full_after <= weeks).mean())

    @cached_property
    def open_share(self) -> Numbers:
        """Expected share of each week that is open, 0 to 1, (weeks,)."""
        planned = open_shares(self.starts[0], len(self.starts), self.plan)
        return np.asarray((1.0 - self._off.mean(axis=1)) * planned, dtype=float)


def simulate(
    weeks: Weeks, plan: Plan | None, horizon: int = 52, paths: int = PATHS, seed: int = SEED
) -> Futures:
    """Simulate the weeks after the week read.

    Args:
        weeks: Cleaned weeks with at least one open week.
        plan: Working weeks, TimeOff, active clients, target; None uses priors and defaults.
        horizon: How many weeks ahead. [weeks]
        paths: How many futures; half of them, rounded down, follow clients where these are known.
        seed: Of the random numbers. The same input and seed give the same numbers.

    Returns:
        The futures. The first weeks are the same for every horizon.
    """
    settings = plan or Plan()
    history = read_history(weeks, settings)
    draws = draw(seed, horizon, paths)
    off, shares = away(history, plan, draws)
    kept, share = _sessions(history, draws, off, shares)
    kept[off] = 0.0
    per_session = read_per_session(history, plan)
    return Futures(
        starts=tuple(history.next_week + WEEK * week for week in range(horizon)),
        history=history,
        plan=settings,
        per_session=per_session,
        clients_followed=history.follows_clients,
        _kept=kept,
        _off=off,
        _money=None if per_session is None else money_paths(kept, per_session, draws),
        _share=share,
    )


def _sessions(history: History, draws: Draws, off: Flags, shares: Numbers) -> tuple[Paths, Paths]:
    """Sessions kept and share booked of both halves, the caseload paths first."""
    level = read_level(history)
    if not history.follows_clients:
        draws = _all_level(draws)
        levels, kept = level_paths(history, level, draws, shares)
        return kept, _booked(history, levels, level.scatter, draws.booking_noise)
    count = draws.started.shape[1]
    levels, kept = level_paths(history, level, draws, shares)
    caseload = read_caseload(history)
    wanted, theirs = caseload_paths(history, caseload, draws, off[:, :count], shares)
    booked = (
        _booked(history, wanted, caseload.scatter, draws.booking_noise[:, :count]),
        _booked(history, levels, level.scatter, draws.booking_noise[:, count:]),
    )
    return np.concatenate([theirs, kept], axis=1), np.concatenate(booked, axis=1)


def _booked(history: History, wanted: Paths, scatter: float, noise: Paths) -> Paths:
    """Share of the ceiling booked, 0 to 1, where clients want so many sessions.

    Bookings scatter from week to week as sessions do: of 20 wanted, 17 to 23 are booked. Without
    this the chance of being full is said too low, because a good month is never seen.
    """
    booked = wanted + np.sqrt(np.float32(scatter) * wanted) * noise
    booked *= np.float32(booked_per_kept(history) / history.ceiling)
    share: Paths = np.clip(booked, 0, 1)
    return share


def _all_level(draws: Draws) -> Draws:
    """The same random numbers with every path a level path."""
    return replace(
        draws,
        level_walk=np.concatenate([draws.started_walk, draws.level_walk], axis=1),
        level_noise=np.concatenate([draws.client_noise, draws.level_noise], axis=1),
    )
