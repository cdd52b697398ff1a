"""The middle of some numbers; numpy's own median would load its masked arrays for nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def median(values: object) -> float:
    """The middle value, or the mean of the two in the middle.

    Args:
        values: Numbers, in any order; at least one.

    Returns:
        nan when one of the numbers is nan.

    >>> median([3, 1, 2]), median(np.array([4.0, 1.0, 2.0, 8.0]))
    (2.0, 3.0)
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    if np.isnan(ordered[-1]):  # nan is sorted to the end
        return float("nan")
    half = len(ordered) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def quantiles(values: object, shares: Sequence[float]) -> list[float]:
    """The values below which these shares of the numbers lie, linear between two neighbours.

    Args:
        values: Numbers, in any order; at least one, none of them nan.
        shares: From 0 to 1.

    >>> quantiles([0, 10, 20, 30, 40], (0.1, 0.5, 0.9))
    [4.0, 20.0, 36.0]
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    last = len(ordered) - 1
    found = []
    for share in shares:
        place = share * last
        below = min(int(place), last)
        low, high = ordered[below], ordered[min(below + 1, last)]
        part = place - below
        # from the nearer neighbour, as numpy does: the same digits
        inside = high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part
        found.append(float(inside))
    return found
