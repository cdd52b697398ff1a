"""Fair shares of a joint result: what each lever adds, on average over every order of adding it.

A lever's fair share is its Shapley value, worked out exactly from every subset of the levers, so
the shares add up to the joint total.

Source: L. S. Shapley, "A value for n-person games", 1953.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial
from typing import Any

import numpy as np

from practice_xl.domain.weeks import Numbers

Switches = np.ndarray[Any, np.dtype[np.bool_]]


@lru_cache(maxsize=16)
def subsets(count: int) -> Switches:
    """Every subset of ``count`` things: row i holds the bits of i, lowest first.

    >>> subsets(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    numbers = np.arange(2**count)[:, np.newaxis]
    table: Switches = (numbers >> np.arange(count)) & 1 == 1
    table.setflags(write=False)
    return table


@lru_cache(maxsize=16)
def _weights(count: int) -> Numbers:
    """Weight of adding one thing to each subset of the others, in the order of ``subsets``."""
    sizes = subsets(count - 1).sum(axis=1)
    by_size = np.array(
        [factorial(s) * factorial(count - 1 - s) / factorial(count) for s in range(count)]
    )
    weights: Numbers = by_size[sizes]
    return weights


def fair_shares(worth: Numbers) -> Numbers:
    """Fair share of each of n things in what all of them are worth together.

    Args:
        worth: What each subset is worth, shape (2**n,), in the order of :func:`subsets`.

    Returns:
        Shape (n,); the sum is what all are worth less what none is.

    Two things worth 9 and 5 alone and 16 together share the 2 that neither earns alone:

    >>> fair_shares(np.array([0.0, 9, 5, 16]))
    array([10.,  6.])
    """
    count = len(worth).bit_length() - 1
    shares = np.empty(count)
    for place in range(count):
        pairs = worth.reshape(-1, 2, 2**place)
        added = (pairs[:, 1] - pairs[:, 0]).ravel()
        shares[place] = _weights(count) @ added
    return shares


def places_in_all(chosen: Switches) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Rows, among the subsets of all things, of the subsets of the chosen ones.

    >>> places_in_all(np.array([True, False, True])).tolist()
    [0, 1, 4, 5]
    """
    places = np.flatnonzero(chosen)
    return subsets(len(places)).astype(np.intp) @ (1 << places)
