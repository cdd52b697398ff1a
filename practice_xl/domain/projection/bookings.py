"""Bookings: slots booked for each session kept, and how they scatter from week to week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from practice_xl.domain.projection.draws import Paths
from practice_xl.domain.projection.history import History
from practice_xl.domain.projection.level import scatter_of

HALF_LIFE = 20
MOST_BOOKED = 1.6  # slots booked for one kept; more is a slip
# Who comes every week is booked every week: bookings scatter half as much as pure counts do,
# and less than sessions, which are missed and cancelled besides. Some are booked alike every week.
PRIOR_SCATTER, LEAST_SCATTER = 0.5, 0.02


class Bookings(NamedTuple):
    """What the past says about bookings.

    Attributes:
        per_kept: B / S, 1 to 1.6.
        scatter: Variance of a week's bookings over their mean.
        ceiling: c. [sessions]
        most: The most sessions a week can hold; more than c in an over-full practice. [sessions]
    """

    per_kept: float
    scatter: float
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
    scatter = scatter_of(weeks, PRIOR_SCATTER, LEAST_SCATTER)
    return Bookings(per_kept, scatter, history.ceiling, history.most)


def booked_share(bookings: Bookings, wanted: Paths, noise: Paths) -> Paths:
    """Share of the ceiling booked, 0 to 1.

    Args:
        bookings: What the past says about bookings.
        wanted: Bookings wanted on each path, (weeks, paths). [sessions]
        noise: Normals of the same shape.
    """
    booked = wanted + np.sqrt(np.float32(bookings.scatter) * wanted) * noise
    booked *= np.float32(1 / bookings.ceiling)
    share: Paths = np.clip(booked, 0, 1)
    return share
