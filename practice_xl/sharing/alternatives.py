"""Whether the owner's own points may leave: only where every small count could be another one.

A point rests on one week: beside totals of 4 and 13 weeks it can come down to one number of one
week. So for each count below the small cell another practice is looked for, with other counts in
its weeks, the same totals, and the same points and scores. Where there is one for each, nobody who
has only the copy can tell the count. Where not, the points are those of weeks as a coach may know
them, see :mod:`~practice_xl.sharing.longer`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from practice_xl.domain.scorecard.manager import NEARLY
from practice_xl.domain.scorecard.week_end import reaches
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.sharing.counts import blocks

PARTS = {"missed": "missed_charged", "cancelled_in_time": "slots_refilled"}  # a count, a part of it
COUNTS = (*PARTS, *PARTS.values(), "inquiries", "clients_started", "clients_ended")
SHOWN = 13  # weeks that have a score in the copy
ROUNDS, MOST_TRIED = 3, 120  # each other practice looked at takes some milliseconds

Columns = dict[str, Numbers]
Cell = tuple[str, int]


def every_count_could_differ(weeks: Weeks, told: Callable[[Weeks], Any]) -> bool:
    """Whether each small count of a week could be another one, for all that is told.

    Args:
        weeks: The owner's.
        told: What the copy says of weeks in points, scores and reasons; compared by ``==``.

    Returns:
        False also where no other practice was found among those tried.
    """
    own = {key: weeks[key] for key in COUNTS}
    small = _small_counts(weeks, own)
    together = {place: places for places in blocks(weeks) for place in places}
    said, counts, tried = told(weeks), own, 0
    for _ in range(ROUNDS):  # each from the last other practice found, so more of them are reached
        for key, place in sorted(small, key=lambda cell: (-cell[1], cell[0])):
            if (key, place) not in small:
                continue
            for changed in _others(counts, key, place, together.get(place, ())):
                other = counts | changed
                if _grades(weeks, other) != _grades(weeks, counts):
                    continue
                tried += 1
                if told(Weeks(weeks.starts, {**weeks.columns, **other}, weeks.plan)) == said:
                    counts = other
                    small -= {
                        cell for cell in small if other[cell[0]][cell[1]] != own[cell[0]][cell[1]]
                    }
                    break
                if tried == MOST_TRIED:
                    return False
    return not small


def _small_counts(weeks: Weeks, counts: Columns) -> set[Cell]:
    return {
        (key, place)
        for key, values in counts.items()
        for place in range(max(0, len(weeks) - SHOWN), len(weeks))
        if 1 <= values[place] < weeks.plan.small_cell
    }


def _others(counts: Columns, key: str, place: int, block: Sequence[int]) -> Iterator[Columns]:
    """Practices with the same totals and another count in this cell, the simplest first.

    One is moved to or from another week, alone, with its part, or in exchange for one of another
    kind; or the whole of two weeks changes places.
    """
    missed, cancelled = PARTS
    steps: list[dict[str, int]] = [{key: 1}]
    for whole, part in PARTS.items():
        if key in (whole, part):
            steps.append({whole: 1, part: 1})
    if key in (missed, cancelled):
        steps.append({missed: 1, cancelled: -1})
    for other in block:
        if other == place or any(np.isnan(v[[place, other]]).any() for v in counts.values()):
            continue
        for source, to in ((place, other), (other, place)):
            for step in steps:
                changed = {name: counts[name].copy() for name in step}
                for name, count in step.items():
                    changed[name][source] -= count
                    changed[name][to] += count
                if _possible(counts | changed, [source, to]):
                    yield changed
        for keys in ((key,), tuple(COUNTS)):
            changed = {name: counts[name].copy() for name in keys}
            for values in changed.values():
                values[[place, other]] = values[[other, place]]
            if changed[key][place] != counts[key][place] and _possible(
                counts | changed, [place, other]
            ):
                yield changed


def _possible(counts: Columns, places: list[int]) -> bool:
    return all((counts[key][places] >= 0).all() for key in COUNTS) and all(
        (counts[part][places] <= counts[whole][places]).all() for whole, part in PARTS.items()
    )


def _grades(weeks: Weeks, counts: Columns) -> list[int]:
    """What a week's show rate and % full come to, for the weeks with a score: looked at first.

    Most other practices differ here already, and need not be scored.
    """
    last = slice(max(0, len(weeks) - SHOWN), None)
    kept, offered = weeks["sessions_kept"][last], weeks["slots_offered"][last]
    away = counts["missed"][last] + counts["cancelled_in_time"][last]
    booked = kept + away - counts["slots_refilled"][last]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = [*(kept / (kept + away)).tolist(), *(booked / offered).tolist()]
    goals = [weeks.plan.show_rate_goal] * len(kept) + [weeks.plan.target_utilisation] * len(kept)
    return [
        sum(reaches(share, level, "up") for level in (goal, goal - NEARLY))
        for share, goal in zip(shares, goals, strict=True)
        if goal is not None
    ]
