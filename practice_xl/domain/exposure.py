"""What share of a usual week each week was: one rule for lines, scores, rates and projection.

A week off is 0, a holiday week the share that ShortWeeks leaves of it, any other week the slots it
offered over those that are usual. New hours are no part weeks: what is usual begins anew with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from practice_xl.domain.middle import Numbers, median

USUAL_WEEKS, LEAST_EXPOSURE = 26, 0.4  # of slots that are usual; one odd day weighs no more
# Slots that stay so much higher or lower for four open weeks, after four that were alike, are new
# hours, typed in Hours or not.
NEW_HOURS, BESIDE = 0.15, 4


def changes(slots: Numbers, typed: Collection[int] = ()) -> list[int]:
    """Where the slots of open weeks changed for good: as Hours says, or for four weeks at least.

    Args:
        slots: Of the open weeks with slots known, oldest first. [sessions]
        typed: Places of the first of them after each change in Hours.

    >>> changes(np.array([30.0] * 9 + [20] * 4)), changes(np.array([30.0] * 9 + [20] * 3))
    ([9], [])
    >>> changes(np.array([30.0] * 9 + [20] * 2 + [30] * 9))
    []
    """
    found: list[int] = []
    for at in range(1, len(slots)):
        before = slots[max(found[-1] if found else 0, at - BESIDE) : at]
        after = slots[at : at + BESIDE]
        if at in typed or (len(before) >= BESIDE - 1 and _for_good(before, after)):
            found.append(at)
    return found


def _for_good(before: Numbers, after: Numbers) -> bool:
    if len(after) < BESIDE or after[0] == before[-1]:
        return False
    steady = all(np.ptp(part) <= NEW_HOURS * part.max() for part in (before, after))
    return steady and abs(float(np.log(median(after) / median(before)))) > NEW_HOURS


def exposure(
    slots: Numbers, off: np.ndarray[Any, Any], listed: Mapping[int, float], new: Collection[int]
) -> Numbers:
    """Share of a usual week that each week was, 0 to 1.

    Args:
        slots: Slots offered, nan where unknown. [sessions]
        off: Weeks off.
        listed: Share left of each holiday week, by place.
        new: Places at which other hours begin.

    Returns:
        0 in a week off; the share of a holiday week; else x = slots over the median of the last
        26 open weeks since the hours are what they are, this one included, from 0.4 to 1.
        Unknown slots: 1.

    >>> exposure(np.array([25.0, 0, 15]), np.array([False, True, False]), {}, ())
    array([1.  , 0.  , 0.75])
    """
    recent: list[float] = []
    shares = np.ones(len(slots))
    for place, offered in enumerate(slots.tolist()):
        if place in new:
            recent = []
        if off[place]:
            shares[place] = 0.0
        elif place in listed:
            shares[place] = listed[place]
        elif offered > 0:
            recent = [*recent, offered][-USUAL_WEEKS:]
            shares[place] = min(1.0, max(LEAST_EXPOSURE, offered / median(recent)))
    return shares
