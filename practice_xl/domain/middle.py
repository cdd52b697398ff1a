"""The middle of some numbers; numpy's own median would load its masked arrays for nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def median(values: object) -> float:
    """The middle of one number or more, or the mean of the two in the middle; nan with a nan.

    >>> median([3, 1, 2]), median(np.array([4.0, 1.0, 2.0, 8.0]))
    (2.0, 3.0)
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    if np.isnan(ordered[-1]):  # nan is sorted to the end
        return float("nan")
    half = len(ordered) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def quantiles(values: object, shares: Sequence[float] = (0.1, 0.5, 0.9)) -> Numbers:
    """The values below which these shares (0 to 1) of the numbers lie, linear between neighbours.

    None of the numbers may be nan. With several axes those of the last one are taken, and the
    shares stand along it.

    >>> quantiles([0, 10, 20, 30, 40]).tolist(), quantiles(np.float32([[4, 0], [1, 3]])).shape
    ([4.0, 20.0, 36.0], (2, 3))
    """
    ordered = np.sort(np.asarray(values), axis=-1)
    place = np.array(shares) * (ordered.shape[-1] - 1)
    below = place.astype(int)
    low = ordered[..., below].astype(float)
    high = ordered[..., np.minimum(below + 1, ordered.shape[-1] - 1)].astype(float)
    return np.asarray(low + (place - below) * (high - low))
