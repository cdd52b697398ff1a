"""Simulated futures of a practice: half follow its clients, half the level of its sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

import numpy as np

from practice_xl.domain.calendar import WEEK, holiday_share, share_open, slots_of_all
from practice_xl.domain.middle import Flags, Numbers
from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import Draws, Paths, beta, draw
from practice_xl.domain.projection.halves import read_bookings, read_caseload, read_level
from practice_xl.domain.projection.history import History, read_history
from practice_xl.domain.projection.money import PerSession, read_per_session
from practice_xl.domain.weeks import Weeks

PATHS, SEED = 2000, 1
NEAR_FULL = 0.5  # near the most a week holds, chance takes more than it gives
BOOKING_MEAN = 4  # full is a matter of a month, not of one good week
# Half a year of weeks (25.96) stands behind the prior share of weeks off: 0.091, or nearly five
# weeks a year, is the mean of the practices the method was measured on.
PRIOR_WEEKS, PRIOR_SHARE = 25.96, 0.091
# Weeks off come in blocks: one week in four after a week off is off too, worth six of them.
PRIOR_STAYS, PRIOR_STAYS_WEEKS = 0.25, 6
LONGEST_BLOCK = 4
YEAR = 52


@dataclass(frozen=True, eq=False)
class Futures:
    """Simulated futures. Arrays are (weeks, paths) and read-only in spirit: never write to them.

    Scenarios of the same weeks, plan and seed share every random number: path 17 of one is path
    17 of the other, so a difference between the two is a real one.
    """

    starts: tuple[date, ...]  # First day of each coming week
    history: History  # What the futures were made from
    plan: Plan  # What they were simulated under; its defaults when there was none
    per_session: PerSession | None  # Money for each kept session; None when it cannot be known
    kept: Paths  # Sessions kept. [sessions]
    off: Flags  # Weeks off
    booked: Paths  # Share of the slots booked, 0 to 1
    # Money collected, and what the sessions of each week bring, whenever it is paid; None without
    # money or fees recorded. [currency]
    money: Paths | None
    earned: Paths | None
    # Share of the clients of a week who are new in it, 0 to 1, (weeks, caseload paths), of the
    # first paths; None where clients are not followed.
    started: Paths | None

    @property
    def ordinary(self) -> Flags:
        """Weeks that are neither off nor a holiday week, (weeks, paths)."""
        short = np.array([holiday_share(start, self.plan) < 1 for start in self.starts])
        return np.asarray(~(self.off | short[:, None]))

    @cached_property
    def booking(self) -> Paths:
        """Mean share booked of the last four open weeks, (weeks, paths); it waits in a week off.

        It begins with the last three weeks recorded, and passes over holiday weeks to come.
        """
        count, ordinary = self.booked.shape[1], self.ordinary
        recent = self.history.booked_share[-(BOOKING_MEAN - 1) :]
        last = np.zeros((BOOKING_MEAN, count), dtype=np.float32)  # the oldest first
        last[BOOKING_MEAN - len(recent) :] = recent[:, None]
        total = last.sum(axis=0)
        seen = np.full(count, len(recent), dtype=np.float32)
        mean = np.zeros_like(self.booked)
        for week, share in enumerate(self.booked):
            open_ = ordinary[week]
            change = np.where(open_, share - last[0], np.float32(0))
            total += change
            last = np.where(open_, np.concatenate([last[1:], [last[0] + change]]), last)
            seen = np.minimum(seen + open_, BOOKING_MEAN)
            np.divide(total, np.maximum(seen, 1), out=mean[week])
        return mean

    @cached_property
    def full(self) -> Flags:
        """Whether the last four open weeks are booked to the target together, (weeks, paths)."""
        return self.booking >= np.float32(self.plan.target_utilisation - 1e-6)

    def chance_full(self, weeks: int) -> float:
        """Chance of being full within so many weeks, once, 0 to 1."""
        return float((self.full & ~self.off)[:weeks].any(axis=0).mean())


def simulate(
    weeks: Weeks, plan: Plan | None, horizon: int = 52, paths: int = PATHS, seed: int = SEED
) -> Futures:
    """Simulate the weeks after the week read.

    The arguments are those of :func:`practice_xl.project`, with at least one open week; the first
    weeks are the same for every horizon.
    """
    settings = plan or Plan()
    history = read_history(weeks, settings)
    draws = draw(seed, horizon, paths)
    starts = tuple(weeks.starts[-1] + WEEK * week for week in range(1, horizon + 1))
    shares = np.array([share_open(week, settings.time_off) for week in starts])
    holidays = np.array([holiday_share(week, settings) for week in starts])
    hours = hours_shares(starts, settings, history.ceiling)
    drawn = drawn_off(history, plan, draws)
    whole, planned, booked, started = _sessions(history, draws, shares, holidays, hours, drawn)
    kept, off = take_off(whole, planned, drawn, shares)
    per_session = read_per_session(history, plan)
    earned = money = None
    if per_session is not None:
        paid = per_session.paths(draws)
        earned, _ = take_off(whole * paid, planned * paid, drawn, shares)
        money = per_session.collected(earned, draws)
    made_from = (starts, history, settings, per_session)
    return Futures(*made_from, kept, off, booked, money, earned, started)


def _sessions(
    history: History, draws: Draws, shares: Numbers, holidays: Numbers, hours: Numbers, drawn: Flags
) -> tuple[Paths, Paths, Paths, Paths | None]:
    """Sessions and share booked of both halves, the caseload paths first.

    Returns:
        Sessions kept if nobody were ever away, the same with TimeOff, and the share of the
        ceiling booked, each (weeks, paths); the share of the clients new in a week, (weeks,
        caseload paths), None where clients are not followed.
    """
    level, bookings = read_level(history), read_bookings(history)
    if not history.follows_clients:
        draws = _all_level(draws)
    wanted, noise, started = level.paths(history, draws), draws.weekly["level_noise"], None
    booked = wanted * np.float32(bookings.per_kept)
    scatter = np.full(wanted.shape[1], level.scatter)
    if history.follows_clients:
        count = draws.weekly["started"].shape[1]
        caseload = read_caseload(history, bookings)
        quiet = drawn[:, :count] | (shares == 0)[:, None]
        comes, books, started = caseload.paths(bookings, draws, quiet, history.most)
        wanted = np.concatenate([comes, wanted], axis=1)
        booked = np.concatenate([books, booked], axis=1)
        noise = np.concatenate([draws.weekly["client_noise"], noise], axis=1)
        scatter = np.concatenate([np.full(count, caseload.scatter), scatter])
    most = history.most * holidays * hours
    booked = booked / np.maximum(hours, 1e-3).astype(np.float32)[:, None]
    wanted = wanted * (holidays * history.open_part).astype(np.float32)[:, None]
    whole = _counted(wanted, scatter, noise, most)
    planned, days_off = whole, np.flatnonzero(shares < 1)
    if len(days_off):
        planned, part = whole.copy(), shares[days_off]
        part_wanted = wanted[days_off] * part.astype(np.float32)[:, None]
        planned[days_off] = _counted(part_wanted, scatter, noise[days_off], most[days_off] * part)
    share = bookings.share(booked, draws.weekly["booking_noise"], history.ceiling)
    return whole, planned, share, started


def _counted(wanted: Paths, scatter: Numbers, noise: Paths, most: Numbers) -> Paths:
    """Whole sessions around what clients want, from 0 to the most a week can hold."""
    top = most.astype(np.float32)[:, None]
    spread = np.sqrt(wanted * scatter.astype(np.float32))
    np.minimum(spread, NEAR_FULL * spread + np.maximum(top - wanted, 0), out=spread)
    spread *= noise
    spread += wanted
    np.rint(spread, out=spread)
    kept: Paths = np.clip(spread, 0, top, out=spread)
    return kept


def _all_level(draws: Draws) -> Draws:
    """The same random numbers with every path a level path."""
    weekly = draws.weekly
    steps = np.diff(weekly["started_walk"], axis=0, prepend=np.float32(0))
    steps = np.concatenate([steps, weekly["level_steps"]], axis=1)
    noise = np.concatenate([weekly["client_noise"], weekly["level_noise"]], axis=1)
    return draws._replace(weekly=weekly | {"level_steps": steps, "level_noise": noise})


def hours_shares(starts: Sequence[date], plan: Plan, ceiling: float) -> Numbers:
    """Usual slots of each coming week by Hours, over those now; 1 where no row begins in them.

    ``ceiling`` is the slots of an open week now, for where Plan does not say. [sessions]
    """
    if all(row.first < starts[0] for row in plan.hours):
        return np.ones(len(starts))
    slots = [slots_of_all(plan, week) for week in (starts[0] - WEEK, *starts)]
    now, *coming = [ceiling if each is None else each for each in slots]
    return np.array(coming) / (now or ceiling)


def drawn_off(history: History, plan: Plan | None, draws: Draws) -> Flags:
    """Weeks off as they come without TimeOff, (weeks, paths): a share a path, in blocks."""
    prior = PRIOR_SHARE
    if plan is not None:
        prior = min(max((YEAR - plan.working_weeks) / YEAR, 0.002), 0.9)
    a = prior * PRIOR_WEEKS + _weeks_off(history.off)
    b = (1 - prior) * PRIOR_WEEKS + float(history.worked.sum())
    share = beta(a, b, draws.spread["off_share"]).astype(np.float32)
    was, then = history.off[:-1], history.off[1:] | history.worked[1:]
    stayed = float((was & history.off[1:]).sum()) + PRIOR_STAYS * PRIOR_STAYS_WEEKS
    stays = np.maximum(share, np.float32(stayed / (float((was & then).sum()) + PRIOR_STAYS_WEEKS)))
    begins = share * (1 - stays) / np.maximum(1 - share, np.float32(1e-3))
    off = np.empty(draws.weekly["away"].shape, dtype=bool)
    away = np.full(len(share), bool(history.off[-1]))
    for week, uniform in enumerate(draws.weekly["away"]):
        away = uniform < np.where(away, stays, begins)
        off[week] = away
    return off


def _weeks_off(off: Flags) -> float:
    """Weeks off so far; of one long absence four count: it was an event, and no habit.

    >>> _weeks_off(np.array([False, True, True, False] + [True] * 13))
    6.0
    """
    blocks = (len(list(block)) for away, block in groupby(off.tolist()) if away)
    return float(sum(min(block, LONGEST_BLOCK) for block in blocks))


def take_off(whole: Paths, planned: Paths, drawn: Flags, shares: Numbers) -> tuple[Paths, Flags]:
    """Take the weeks off out of sessions, or out of money.

    Planned days off take the place of the next weeks off that would have come in the same 52
    weeks: what they cost is owed, and a drawn week off is worked until it has brought back what
    is owed. So on every path, up to every week, one more day off never makes the total larger,
    and the weeks before it stay as they were.

    Takes the whole if nobody were ever away, (weeks, paths), the same with the days of TimeOff
    taken out, the weeks off drawn without TimeOff, and the share of each week open by plan. Gives
    the same with weeks off at 0, and which weeks are off.

    >>> ten, off = np.full((4, 1), 10, dtype=np.float32), np.zeros((4, 1), dtype=bool)
    >>> off[2] = True
    >>> take_off(ten, ten, off, np.ones(4))[0].T.tolist()
    [[10.0, 10.0, 0.0, 10.0]]
    >>> less = ten * np.float32([[1], [0.4], [1], [1]])
    >>> take_off(ten, less, off, np.array([1, 0.4, 1, 1]))[0].T.tolist()
    [[10.0, 4.0, 6.0, 10.0]]
    """
    kept, off = np.where(drawn, np.float32(0), planned), drawn | (shares == 0)[:, None]
    for start in range(0, len(shares), YEAR):
        days_off = np.flatnonzero(shares[start : start + YEAR] < 1)
        if not len(days_off):
            continue
        owed = np.zeros_like(whole[0])
        for week in range(start + int(days_off[0]), min(start + YEAR, len(shares))):
            back = np.where(drawn[week], np.minimum(planned[week], owed), np.float32(0))
            kept[week] += back
            off[week] &= ~(back > 0)
            owed -= back
            if shares[week] < 1:
                owed += np.where(drawn[week], np.float32(0), whole[week] - planned[week])
    return kept, off
