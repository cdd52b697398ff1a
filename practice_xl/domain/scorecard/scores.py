"""The two scores of a week, and of the twelve weeks before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.cell_values import in_words
from practice_xl.domain.records import Action, Month
from practice_xl.domain.scorecard import leader, manager
from practice_xl.domain.scorecard.pairs import Pair, Point
from practice_xl.domain.scorecard.week_end import SHOWN, WeekEnd, week_ends
from practice_xl.domain.sources import NO_REFERRALS, Referrals
from practice_xl.domain.weeks import Weeks
from practice_xl.schema.measures import FEWEST_FOR_STATUS, PAIRS, SCORING_VERSION

FEWEST_PAIRS = 5
MANAGER_HEADING = "Manager: the week is in order"
LEADER_HEADING = "Leader: the practice is moving"
BOTH_NEEDED = "Both are needed; neither is better"


class Side(NamedTuple):
    """One of the two scores."""

    score: int | None  # 0 to 100; None with fewer than 5 known pairs or fewer than 4 open weeks
    points: int  # Points of the known pairs
    out_of: int  # What those pairs could have given: 2 for each, or 1 where half of it is known
    why: str = ""  # Why there is no score, in words; else empty


class PastScore(NamedTuple):
    """Both scores of a past week; None for a week off, an unknown week, or no score."""

    week: date  # First day of the week
    # 0 to 100
    manager: int | None
    leader: int | None
    state: str = "unknown"  # ``"open"``, ``"off"`` or ``"unknown"``


class Scores(NamedTuple):
    """One week read twice."""

    version: int  # The scoring version
    as_of: date | None  # First day of the week read; None before the first row
    # First day of the week that is scored: the week read, or the last open one before it
    week: date | None
    words: str  # Says so when that was not the week read; or that nothing is recorded yet
    # The two scores
    manager: Side
    leader: Side
    pairs: tuple[Pair, ...]  # The eight pairs, in the schema's order
    # The trailing 13 weeks, oldest first, each from what was known at its end
    history: tuple[PastScore, ...]


def score(weeks: Weeks, months: Sequence[Month] = (), actions: Sequence[Action] = ()) -> Scores:
    """Score the week read and the twelve weeks before it, under the weeks' Plan.

    Args:
        weeks: The weeks up to the week read.
        months: What was typed in Monthly; a month counts from the week in which it has ended.
        actions: What was typed in Actions.

    Returns:
        Both scores. When the week read was a week off, those of the last open week.

    Source: docs/scoring.md (scoring version 2).
    """
    return scores_of(weeks, ends_shown(weeks, months, actions))


def ends_shown(
    weeks: Weeks,
    months: Sequence[Month],
    actions: Sequence[Action],
    referrals: Referrals = NO_REFERRALS,
) -> dict[int, WeekEnd]:
    """What was known at the end of the last 13 weeks and of the last open one, by position."""
    positions = set(range(max(0, len(weeks) - SHOWN), len(weeks)))
    if weeks.last_open is not None:
        positions.add(weeks.last_open)
    return week_ends(weeks, months, actions, sorted(positions), referrals)


def scores_of(weeks: Weeks, ends: Mapping[int, WeekEnd]) -> Scores:
    """The scores, from what was known at the end of each week shown (see ``ends_shown``)."""
    last = weeks.last_open
    read: dict[int, tuple[Pair, ...]] = {
        place: pairs_of(end) for place, end in ends.items() if weeks.ordinary[place]
    }
    sides = {place: sides_of(ends[place], pairs) for place, pairs in read.items()}
    history = []
    for count in range(SHOWN if len(weeks) else 0):
        place = len(weeks) - SHOWN + count
        start = weeks.starts[-1] - WEEK * (SHOWN - 1 - count)
        state = ends[place].recent[-1].state if place >= 0 else "unknown"
        both = sides.get(place)
        history.append(
            PastScore(
                start, both[0].score if both else None, both[1].score if both else None, state
            )
        )
    if last is None:
        none = Side(None, 0, 0, _needs_weeks(0))
        return Scores(
            SCORING_VERSION, weeks.as_of, None, _needs_weeks(0), none, none, (), tuple(history)
        )
    return Scores(
        SCORING_VERSION,
        weeks.as_of,
        weeks.starts[last],
        _which_week(weeks, last),
        *sides[last],
        read[last],
        tuple(history),
    )


def pairs_of(week: WeekEnd) -> tuple[Pair, ...]:
    """The eight pairs as known at the end of an open week."""
    return tuple(Pair(name, manager.RULES[name](week), leader.RULES[name](week)) for name in PAIRS)


def sides_of(week: WeekEnd, pairs: Sequence[Pair]) -> tuple[Side, Side]:
    """Both scores of a week, from its pairs."""
    n = len(week.four.places)
    return _side([pair.manager for pair in pairs], n), _side([pair.leader for pair in pairs], n)


def _side(points: Sequence[Point], open_weeks: int) -> Side:
    known = [point for point in points if point.points is not None]
    total, out_of = sum(point.points or 0 for point in known), sum(point.most for point in known)
    if open_weeks < FEWEST_FOR_STATUS:
        return Side(None, total, out_of, _needs_weeks(open_weeks))
    if len(known) < FEWEST_PAIRS:
        return Side(None, total, out_of, f"needs {FEWEST_PAIRS} known pairs, has {len(known)}")
    return Side(int(100 * total / out_of + 0.5), total, out_of)


def _needs_weeks(has: int) -> str:
    return f"needs {FEWEST_FOR_STATUS} weeks, has {has}"


def _which_week(weeks: Weeks, last: int) -> str:
    if last == len(weeks) - 1:
        return ""
    was = "a holiday week" if weeks.holiday[-1] else "a week off"
    return (
        f"The week of {in_words(weeks.starts[-1])} was {was}: “this week” is the week of "
        f"{in_words(weeks.starts[last])}, the last open one."
    )
