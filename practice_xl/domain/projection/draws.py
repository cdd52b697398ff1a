"""Random numbers drawn beforehand, one array for each purpose, shared by base and scenario.

A difference between two projections is then a difference of the practice, never of luck. The
numbers of a week do not depend on how many weeks follow. Weekly numbers come in mirrored pairs
(z and -z, u and 1 - u) and numbers of a whole path are evenly spread, which halves the noise of
2,000 paths. Poisson, beta and gamma are drawn by inversion: a small change of a rate then moves
the draw a little, and never the draws after it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np

from practice_xl.domain.middle import Numbers

Paths = np.ndarray[tuple[int, ...], np.dtype[np.float32]]  # (weeks, paths): a week is contiguous

WOBBLE_MEMORY = 0.97  # sessions a client comes to drift for months, then come back
LONGEST = 104  # weeks drawn at least: the check of 13 weeks takes the first of the same ones
GRID = 600  # points of the inverse of a distribution; its error is below that of 10,000 paths


# The numbers of each week in the order they are drawn: which, and for all paths or for one half.
WEEKLY = {
    "away": ("uniforms", "all"),  # is the week drawn as a week off?
    "level_steps": ("normals", "level"),
    "level_noise": ("normals", "level"),
    "wobble": ("normals", "clients"),
    "started_walk": ("cumulated normals", "clients"),
    "ended_walk": ("cumulated normals", "clients"),
    "client_noise": ("normals", "clients"),
    "started": ("uniforms", "clients"),
    "ended": ("uniforms", "clients"),
    "fee_walk": ("cumulated normals", "all"),
    "fee_noise": ("normals", "all"),
    "booking_noise": ("normals", "all"),
}
SPREADS = ("off_share", "drift", "level", "kept_per_client", "ended", "started", "fee", "trend")


class Draws(NamedTuple):
    """Random numbers of one seed, of unit scale."""

    weekly: dict[str, Paths]  # For each purpose of WEEKLY, (weeks, paths)
    # For each purpose of SPREADS evenly spread uniforms, (paths,), in an order of their own
    spread: dict[str, Numbers]
    bell: dict[str, Numbers]  # The normals belonging to ``spread``


def draw(seed: int, weeks: int, paths: int) -> Draws:
    """The random numbers of a seed; the first weeks are the same however many are drawn.

    The first half of the paths, rounded down, follow clients.

    >>> few, many = draw(1, 13, 20).weekly, draw(1, 52, 20).weekly
    >>> bool((few["away"] == many["away"][:13]).all())
    True
    """
    drawn = _drawn(seed, max(weeks, LONGEST), paths)
    return drawn._replace(weekly={key: array[:weeks] for key, array in drawn.weekly.items()})


@lru_cache(maxsize=4)
def _drawn(seed: int, weeks: int, paths: int) -> Draws:
    streams = (np.random.Generator(np.random.SFC64([seed, number])) for number in count())
    middle = (np.arange(paths) + 0.5) / paths
    values = np.linspace(-8, 8, 32 * GRID)
    inverse = _invert(values, -(values**2) / 2, middle)  # the bell curve's
    spread, bell, weekly = {}, {}, {}
    for purpose in SPREADS:
        order = next(streams).permutation(paths)
        spread[purpose], bell[purpose] = middle[order], inverse[order]
    numbers = {"all": paths, "level": paths - paths // 2, "clients": paths // 2}
    for purpose, (kind, half) in WEEKLY.items():
        shape = weeks, (numbers[half] + 1) // 2
        if kind == "uniforms":
            drawn = next(streams).random(shape, dtype=np.float32)
            mirrored = 1 - drawn
        else:
            drawn = next(streams).standard_normal(shape, dtype=np.float32)
            mirrored = -drawn
        both: Paths = np.concatenate([drawn, mirrored], axis=1)[:, : numbers[half]]
        weekly[purpose] = np.cumsum(both, axis=0) if kind == "cumulated normals" else both
    for week in range(1, weeks):
        weekly["wobble"][week] += np.float32(WOBBLE_MEMORY) * weekly["wobble"][week - 1]
    for array in weekly.values():
        array.flags.writeable = False
    return Draws(weekly, spread, bell)


def poisson(rate: Paths, uniform: Paths) -> Paths:
    """Poisson counts by inversion: the smallest k whose cumulated chance exceeds ``uniform``.

    >>> poisson(np.float32([0.5, 0.5, 3.0]), np.float32([0.3, 0.7, 0.5])).tolist()
    [0.0, 1.0, 3.0]
    """
    count = np.zeros_like(rate)
    if not rate.size:
        return count
    chance = np.exp(-rate)
    cumulated = chance.copy()
    # Beyond this many a count is less likely than float32 can tell from nothing.
    for k in range(1, int(rate.max() + 6 * np.sqrt(rate.max()) + 8)):
        above = uniform >= cumulated
        if not above.any():
            break
        count += above
        chance *= rate / np.float32(k)
        cumulated += chance
    return count


def beta(a: float, b: float, uniform: Numbers) -> Numbers:
    """Quantiles of a beta distribution, by a grid in log odds.

    >>> beta(3.5, 96.5, np.array([0.5])).round(3).tolist()
    [0.032]
    """
    centre, width = np.log(a / b), 9 * np.sqrt(1 / a + 1 / b)
    odds = np.linspace(centre - 1.5 * width, centre + width, GRID)
    log_share = -np.logaddexp(0, -odds)
    return np.exp(_invert(log_share, a * log_share + b * (log_share - odds), uniform))


def gamma(shape: float, rate: float, uniform: Numbers) -> Numbers:
    """Quantiles of a gamma distribution, by a grid in logarithms.

    >>> gamma(4.0, 2.0, np.array([0.5])).round(2).tolist()
    [1.84]
    """
    centre, width = np.log(shape), 9 / np.sqrt(shape)
    log_value = np.linspace(centre - 1.5 * width, centre + min(width, 4.0), GRID)
    return np.exp(_invert(log_value, shape * log_value - np.exp(log_value), uniform)) / rate


def _invert(values: Numbers, log_density: Numbers, uniform: Numbers) -> Numbers:
    density = np.exp(log_density - log_density.max())
    cumulated = np.cumsum(density) - density / 2
    return np.interp(uniform, cumulated / density.sum(), values)
