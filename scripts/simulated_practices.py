"""Simulated practices to judge the projection by, written apart from its method.

Nothing here shares an equation with ``practice_xl.domain.projection``. Clients are single
people: each comes weekly, every other week or monthly, stays for a time of their own (log-normal,
not at a constant risk), and cancels on their own. They wait when there is no room. Starts follow
a course of the practice (ramp, plateau, decline, a break in between), seasons, bursts after an
event, and the owner closing the list. Weeks off are taken in blocks, some at the same time every
year, and the holidays are short weeks. Some owners change their hours for good. Money arrives from
clients in the week, from insurers weeks later (from some two months later), from some in one sum a
month; some raise their fee on one day. In a third of the practices sessions scatter by a second
law: all clients of a week stay away or come together (weather, school, illness).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

COURSES = ("ramp", "plateau", "decline", "break", "waves")
COUNTED = [
    "slots_offered",
    "sessions_kept",
    "missed",
    "cancelled_in_time",
    "slots_refilled",
    "clients_started",
    "clients_ended",
    "active_clients",
]
PAYERS = ("clients", "insurers", "late", "monthly", "mixed")
SHORT = ((11, 23, 0.68), (12, 22, 0.52), (12, 29, 0.60), (7, 2, 0.90))  # month, day, share


@dataclass(frozen=True)
class Practice:
    """A simulated practice, every week of it known.

    Attributes:
        rows: One row a week under the keys of Weekly, index 0, 1, 2 ...
        slots: Slots of a usual week at first. [sessions]
        hours: Slots of a usual week, week by week. [sessions]
        course, payer: What kind of practice it is.
    """

    rows: pd.DataFrame
    slots: int
    course: str
    payer: str
    hours: np.ndarray


def simulate_practice(seed: int, weeks: int = 210) -> Practice:
    """One practice from a seed.

    Args:
        seed: The same seed gives the same practice.
        weeks: How many weeks of it. [weeks]
    """
    rng = np.random.default_rng([20260301, seed])
    course = str(rng.choice(COURSES, p=[0.35, 0.3, 0.12, 0.13, 0.1]))
    slots = int(rng.integers(8, 36))
    first_week = date(2021, 1, 4) + timedelta(weeks=int(rng.integers(0, 52)))
    off = _weeks_off(rng, first_week, weeks)
    wish = _starts_wished(rng, course, slots, off, first_week)
    stay = float(rng.uniform(12, 60))  # weeks, median
    show = float(rng.uniform(0.80, 0.95))
    rhythm = rng.dirichlet([7, 3, 1])

    left: list[float] = []  # weeks each client still stays
    every: list[int] = []  # comes every so many weeks
    for _ in range(int(slots * rng.uniform(0.0, 0.9) * (0.3 if course == "ramp" else 1.2))):
        left.append(float(rng.lognormal(np.log(stay), 0.9) * rng.uniform()))
        every.append(int(rng.choice([1, 2, 4], p=rhythm)))
    hours = _hours(np.random.default_rng([1, seed]), slots, weeks)
    mood = _mood(np.random.default_rng([2, seed]), weeks)
    waiting, rows = 0, []
    slump = 1.0
    for week in range(weeks):
        usual, holiday = int(hours[week]), _holiday(first_week, week)
        open_slots = 0 if off[week] else usual
        if not off[week] and rng.random() < 0.05:
            open_slots = int(np.ceil(usual * rng.uniform(0.4, 0.8)))  # a course, a sick child
        load = sum(1 / rhythm_ for rhythm_ in every)
        waiting += int(rng.poisson(wish[week]))
        started = 0
        while waiting and load < 0.97 * usual and not (off[week] and started):
            waiting -= 1
            started += 1
            left.append(float(rng.lognormal(np.log(stay), 0.9)))
            every.append(int(rng.choice([1, 2, 4], p=rhythm)))
            load += 1 / every[-1]
        waiting = int(rng.binomial(waiting, 0.6)) if waiting else 0
        slump = 1 + 0.8 * (slump - 1) + 0.02 * rng.standard_normal()
        season = 1 - 0.10 * _bump(first_week, week, (7, 8)) - 0.06 * _bump(first_week, week, (12,))
        share = min(1.0, season * slump * holiday * float(mood[week]))
        comes = [client for client in every if rng.random() < share / client]
        booked = min(len(comes), open_slots)
        kept = int(rng.binomial(booked, show))
        lost = booked - kept
        late = int(rng.binomial(lost, 0.45))
        refilled = int(rng.binomial(lost - late, 0.25))
        rows.append((open_slots, kept + refilled, late, lost - late, refilled, started))
        left = [time - 1 for time in left]
        stays = [place for place, time in enumerate(left) if time > 0]
        rows[-1] += (len(left) - len(stays), len(stays))
        left, every = [left[place] for place in stays], [every[place] for place in stays]
    frame = pd.DataFrame(rows, columns=COUNTED)
    payer = str(rng.choice(PAYERS))
    frame["collected"] = _money(rng, frame["sessions_kept"].to_numpy(), payer)
    frame.insert(0, "week_start", pd.date_range(first_week, periods=weeks, freq="7D"))
    return Practice(frame, slots, course, payer, hours)


def _hours(rng: np.random.Generator, slots: int, weeks: int) -> np.ndarray:
    """Slots of a usual week: one practice in four cuts or lengthens its hours once, for good."""
    hours = np.full(weeks, slots)
    if rng.random() < 0.25:
        hours[int(rng.integers(20, weeks - 20)) :] = max(
            5, round(slots * rng.choice([0.6, 0.7, 1.4]))
        )
    return hours


def _mood(rng: np.random.Generator, weeks: int) -> np.ndarray:
    """What all clients of a week do together, in a third of the practices; else 1."""
    if rng.random() > 1 / 3:
        return np.ones(weeks)
    return np.minimum(np.exp(0.22 * rng.standard_normal(weeks) - 0.024), 1.25)


def _holiday(first: date, week: int) -> float:
    """Share of their sessions that clients come to in a holiday week; 1 in others."""
    start = first + timedelta(weeks=week)
    days = [(start + timedelta(days=day)) for day in range(7)]
    return min(
        [share for month, at, share in SHORT if any((d.month, d.day) == (month, at) for d in days)],
        default=1.0,
    )


def _weeks_off(rng: np.random.Generator, first: date, weeks: int) -> np.ndarray:
    """Blocks of one to three weeks: the same time each year, and some when it falls so."""
    off = np.zeros(weeks, dtype=bool)
    fixed = [(int(rng.integers(28, 34)), int(rng.integers(1, 4))), (51, int(rng.integers(1, 3)))]
    if rng.random() < 0.25:
        fixed = []
    for week in range(weeks):
        number = (first + timedelta(weeks=week)).isocalendar().week
        off[week] = any(start <= number < start + length for start, length in fixed)
    for _ in range(rng.poisson(weeks / 52 * rng.uniform(0.5, 3))):
        start = int(rng.integers(0, weeks))
        off[start : start + int(rng.choice([1, 2], p=[0.8, 0.2]))] = True
    return off


def _starts_wished(
    rng: np.random.Generator, course: str, slots: int, off: np.ndarray, first: date
) -> np.ndarray:
    """People a week who would like to start: the course, seasons, bursts."""
    weeks = len(off)
    time = np.arange(weeks)
    base = slots * rng.uniform(0.012, 0.05)
    shape = {
        "ramp": np.minimum(1.6, 0.6 + time / rng.uniform(40, 160)),
        "plateau": np.full(weeks, 1.0),
        "decline": np.maximum(0.15, 1.2 - time / rng.uniform(90, 300)),
        "break": np.where(time < rng.uniform(0.3, 0.8) * weeks, 1.0, rng.uniform(0.4, 2.2)),
        "waves": 1 + 0.6 * np.sin(2 * np.pi * time / rng.uniform(40, 120)),
    }[course]
    season = np.array([1 + 0.35 * _bump(first, week, (1, 9)) for week in range(weeks)])
    season -= np.array([0.45 * _bump(first, week, (7, 8, 12)) for week in range(weeks)])
    bursts = np.zeros(weeks)
    for event in np.flatnonzero(rng.random(weeks) < 0.02):
        bursts[event : event + 4] += rng.exponential(0.8)
    return base * shape * season * np.where(off, 0.3, 1.0) + bursts * base * 3


def _bump(first: date, week: int, months: tuple[int, ...]) -> float:
    """1 in these months, 0 in others."""
    return float((first + timedelta(weeks=week)).month in months)


def _money(rng: np.random.Generator, kept: np.ndarray, payer: str) -> np.ndarray:
    """Money of each week from the sessions of that week and weeks before."""
    fee = rng.uniform(80, 220) * (1 + 0.04 * (np.arange(len(kept)) // 52))
    if rng.random() < 0.25:
        fee[int(rng.integers(10, len(kept) - 10)) :] *= rng.uniform(1.1, 1.35)
    due = kept * fee * (1 + 0.06 * rng.standard_normal(len(kept)))
    share = {"clients": 0.0, "insurers": 0.9, "late": 0.9, "monthly": 1.0, "mixed": 0.5}[payer]
    money = (1 - share) * due
    lag = rng.multinomial(1, [0.2, 0.4, 0.3, 0.1], size=len(kept)).argmax(axis=1) + 2
    lag += 4 if payer == "late" else 0
    for week, (amount, later) in enumerate(zip(share * due, lag, strict=True)):
        paid = (week // 4 + 1) * 4 if payer == "monthly" else week + later
        if paid < len(kept):
            money[paid] += amount * rng.uniform(0.94, 1.0)
    return np.round(money, 2)
