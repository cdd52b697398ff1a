"""A point, a pair, and reasoning with what is not known: true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST = 2  # points on either side of a pair
WEEKS = 4  # of the rules that look back
UNKNOWN = "not recorded"


class Point(NamedTuple):
    """One side of a pair."""

    points: int | None  # 0, 1 or 2; None when it cannot be known. Unknown is never zero.
    why: str  # The reason in words, with the number behind it
    # What the points are out of: 1 where only one half of a rule of 1 + 1 is known
    most: int = MOST


class Pair(NamedTuple):
    """One subject read twice: is it in order, and is it moving?"""

    name: str  # A pair of the schema, for example ``"Billing"``
    # The two points, each known or unknown on its own
    manager: Point
    leader: Point


def graded(two: bool | None, one: bool | None) -> int | None:
    """Points of a rule for 2 and, failing that, a rule for 1.

    >>> graded(True, None), graded(False, True), graded(False, False)
    (2, 1, 0)
    >>> graded(None, True) is None and graded(False, None) is None
    True
    """
    if two or two is None:
        return MOST if two else None
    return None if one is None else int(one)


def graded_over(weeks: Sequence[bool | None], two: bool | None, one: bool) -> int | None:
    """Points of a rule over the last 4 weeks.

    2 as soon as that is certain. 1 and 0 only when all four weeks are recorded: so a better
    number never makes a known point unknown, and never makes an unknown one less than full.

    >>> graded_over([True, None, True, True], two=True, one=True)
    2
    >>> graded_over([True, None, False, True], two=None, one=True) is None
    True
    >>> graded_over([True, False, False, True], two=False, one=True)
    1
    """
    if two:
        return MOST
    return None if None in weeks or len(weeks) < WEEKS else int(one)


def halves(why: str, *parts: bool | None) -> Point:
    """A point of rules that give 1 each, each known or unknown on its own.

    >>> halves("", True, None), halves("", None, None).points
    (Point(points=1, why='', most=1), None)
    """
    known = [part for part in parts if part is not None]
    return Point(sum(known), why, most=len(known)) if known else Point(None, why)


def either(*parts: bool | None) -> bool | None:
    """True when any is; unknown when none is true and any is unknown.

    >>> either(False, True, None), either(False, None), either(False, False)
    (True, None, False)
    """
    if any(parts):
        return True
    return None if None in parts else False


def at_least(count: int, weeks: Iterable[bool | None], of: int = WEEKS) -> bool | None:
    """Whether something held in ``count`` of the last ``of`` weeks; a week missing is unknown.

    >>> at_least(3, [True, True, None, True]), at_least(3, [True, False, None, True])
    (True, None)
    >>> at_least(3, [False, False, None, True]), at_least(1, [False, False])
    (False, None)
    """
    held = list(weeks)[-of:]
    held += [None] * (of - len(held))
    if held.count(True) >= count:
        return True
    return None if held.count(True) + held.count(None) >= count else False
