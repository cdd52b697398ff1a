"""Bookings: slots booked for each session kept, and how they scatter from week to week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from practice_xl.domain.projection.draws import Numbers, Paths
from practice_xl.domain.projection.history import History
from practice_xl.domain.projection.level import scatter_of

HALF_LIFE = 20
# Bookings of neighbouring weeks move together (a school term, a wave of illness, a
# busy month), so the difference of one week to the next shows only part of their scatter. Their
# correlation is a third, before looking, worth half a year of weeks.
TOGETHER, TOGETHER_WEEKS, MOST_TOGETHER = 0.35, 26, 0.5
MOST_BOOKED = 1.6  # slots booked for one kept; more is a slip
# Who comes every week is booked every week: bookings scatter half as much as pure counts do,
# and less than sessions, which are missed and cancelled besides. Some are booked alike every week.
PRIOR_SCATTER, LEAST_SCATTER = 0.5, 0.02


class Bookings(NamedTuple):
    """What the past says about bookings.

    Attributes:
        per_kept: B / S, 1 to 1.6.
        scatter: Variance of a week's bookings over their mean.
        together: Correlation of neighbouring weeks' scatter, 0 to 0.5.
        ceiling: c. [sessions]
        most: The most sessions a week can hold; more than c in an over-full practice. [sessions]
    """

    per_kept: float
    scatter: float
    together: float
    ceiling: float
    most: float


def read_bookings(history: History) -> Bookings:
    """B / S of the open weeks, recent ones weighing more, and the scatter of B."""
    w = history.weights(HALF_LIFE) * history.open
    kept = float((w * history.kept).sum())
    per_kept = 1.0
    if kept > 0:
        per_kept = float(np.clip((w * history.booked).sum() / kept, 1.0, MOST_BOOKED))
    weeks = (history.booked / history.exposure)[history.open]
    together = together_of(weeks)
    scatter = scatter_of(weeks, PRIOR_SCATTER, LEAST_SCATTER) / (1 - together)
    return Bookings(per_kept, scatter, together, history.ceiling, history.most)


def together_of(weeks: Numbers) -> float:
    """Correlation of the bookings of neighbouring weeks, 0 to 0.5, from weeks one and two apart.

    Args:
        weeks: Bookings of the open weeks, oldest first. [sessions]

    >>> together_of(np.array([20.0]))
    0.35
    """
    if len(weeks) < 3:
        return TOGETHER
    one = float((np.diff(weeks) ** 2).mean())
    two = float(((weeks[2:] - weeks[:-2]) ** 2).mean())
    found = float(np.clip(two / one - 1, -1, 1)) if one > 0 else 0.0
    n = len(weeks) - 2
    likely = (TOGETHER_WEEKS * TOGETHER + n * found) / (TOGETHER_WEEKS + n)
    return float(np.clip(likely, 0, MOST_TOGETHER))


def booked_share(bookings: Bookings, wanted: Paths, noise: Paths) -> Paths:
    """Share of the ceiling booked, 0 to 1.

    Args:
        bookings: What the past says about bookings.
        wanted: Bookings wanted on each path, (weeks, paths). [sessions]
        noise: Normals of the same shape.
    """
    near = np.float32(bookings.together)
    own = np.float32(np.sqrt(1 - bookings.together**2))
    moved = noise.copy()
    for week in range(1, len(moved)):
        moved[week] *= own
        moved[week] += near * moved[week - 1]
    booked = wanted + np.sqrt(np.float32(bookings.scatter) * wanted) * moved
    booked *= np.float32(1 / bookings.ceiling)
    share: Paths = np.clip(booked, 0, 1)
    return share
