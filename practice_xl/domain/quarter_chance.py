"""The chance that a result of the quarter is reached by its day.

Of sessions kept, money collected and % full the projection's futures say it; of any other measure
its own drift and scatter.
"""

from __future__ import annotations

from datetime import date
from math import erf, hypot, sqrt
from typing import TYPE_CHECKING

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.scorecard.phrases import MEASURE_OF
from practice_xl.domain.scorecard.week_end import WeekEnd
from practice_xl.domain.weeks import Numbers

if TYPE_CHECKING:
    from practice_xl.domain.projection import Futures

WEEKS = 4  # open weeks that a result is taken over
FEWEST = 8  # of the last 13 weeks with a number, before a chance is said
_LEAST = 1e-9


def chance_of(
    key: str, to: float, start: float, week: WeekEnd, by: date, futures: Futures | None
) -> float | None:
    """Chance that the mean of the last 4 open weeks at ``by`` reaches ``to``, 0 to 1.

    None with numbers of fewer than 8 weeks, or where the way from ``start`` lies inside the
    scatter of such a mean: too early to tell.

    Args:
        key: Of a measurable.
        to: Where it should be. [its unit]
        start: Where it began. [its unit]
        week: What was known at the end of the week read, or of the last open one.
        by: The last day.
        futures: Of the projection.
    """
    known = [shown.values.get(key) for shown in week.recent]
    values = np.array([value for value in known if value is not None])
    if len(values) < FEWEST:
        return None
    drift, scatter, error = _line(values)
    if abs(start - to) < scatter / sqrt(WEEKS):
        return None
    good = MEASURE_OF[key].good
    ahead = max(0, (by - week.end).days // WEEK.days)
    means = _means_ahead(key, values, ahead, futures) if ahead and futures is not None else None
    if means is not None:
        return float((means >= to if good == "up" else means <= to).mean())
    spread = hypot(scatter / sqrt(WEEKS), error * ahead) or _LEAST
    likely = float(values[-WEEKS:].mean()) + drift * ahead
    beyond = (likely - to if good == "up" else to - likely) / spread
    return 0.5 * (1 + erf(beyond / sqrt(2)))


def _line(values: Numbers) -> tuple[float, float, float]:
    """A straight line through weekly values: its drift a week, the scatter, the drift's error."""
    at = np.arange(len(values)) - (len(values) - 1) / 2
    drift = float((at * values).sum() / (at**2).sum())
    rest = values - values.mean() - drift * at
    scatter = sqrt(float((rest**2).sum() / (len(values) - 2)))
    return drift, scatter, scatter / sqrt(float((at**2).sum()))


def _means_ahead(key: str, values: Numbers, ahead: int, futures: Futures) -> Numbers | None:
    """Mean over the last 4 open weeks at the end of week ``ahead`` of each path.

    None for a measure that the paths do not follow. Weeks off and holiday weeks are passed over,
    and weeks already recorded fill up the four.
    """
    ahead = min(ahead, len(futures.starts))
    if key == "fill":
        return np.asarray(futures.booking[ahead - 1], dtype=float)
    paths = {"sessions_kept": futures.kept, "collected": futures.money}.get(key)
    if paths is None:
        return None
    coming = paths[:, :ahead].astype(float)
    past = np.broadcast_to(values[-WEEKS:], (len(coming), len(values[-WEEKS:])))
    every = np.concatenate([past, coming], axis=1)
    counts = np.concatenate([np.ones_like(past), futures.ordinary[:, :ahead]], axis=1) > 0
    back = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    chosen = counts & (back <= WEEKS)
    return np.asarray((every * chosen).sum(axis=1) / chosen.sum(axis=1))
