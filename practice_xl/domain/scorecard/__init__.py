"""The scorecard: one week read twice, as manager and as leader.

Here are the two scores and all of it together; the modules beside it have what was known at the end
of a week, the rules of the eight pairs, what to decide next, and the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Action, Month
from practice_xl.domain.scorecard import decisions as deciding
from practice_xl.domain.scorecard import leader, manager
from practice_xl.domain.scorecard.pairs import Pair, Point
from practice_xl.domain.scorecard.readings import ReadingContext, Readings, read_twice
from practice_xl.domain.scorecard.week_end import SHOWN, GridRow, WeekEnd, grid, week_ends
from practice_xl.domain.sources import NO_REFERRALS, Referrals
from practice_xl.domain.weeks import Weeks
from practice_xl.schema.measures import FEWEST_FOR_STATUS, PAIRS

FEWEST_PAIRS = 5
MANAGER_HEADING = "Manager: the week is in order"
LEADER_HEADING = "Leader: the practice is moving"


class Side(NamedTuple):
    """One of the two scores."""

    score: int | None  # 0 to 100; None with fewer than 5 known pairs or fewer than 4 open weeks
    points: int  # Points of the known pairs
    out_of: int  # What those pairs could have given: 2 for each, or 1 where half of it is known
    why: str = ""  # Why there is no score, in words; else empty


class PastScore(NamedTuple):
    """Both scores of a past week; None for a week off, an unknown week, or no score."""

    week: date  # First day of the week
    manager: int | None  # 0 to 100
    leader: int | None
    state: str = "unknown"  # ``"open"``, ``"off"`` or ``"unknown"``


class Scores(NamedTuple):
    """One week read twice."""

    week: date | None  # The week scored: the week read, or the last open one before it
    words: str  # Says so when that was not the week read; or that nothing is recorded yet
    manager: Side
    leader: Side
    pairs: tuple[Pair, ...]  # The eight pairs, in the schema's order
    history: tuple[PastScore, ...]  # The trailing 13 weeks, oldest first, each as known at its end


def _scores(weeks: Weeks, ends: Mapping[int, WeekEnd]) -> Scores:
    """Both scores of the week read and of the twelve weeks before it."""
    read: dict[int, tuple[Side, Side, tuple[Pair, ...]]] = {}
    for place, end in ends.items():
        if weeks.ordinary[place]:
            managed = [rule(end) for rule in manager.RULES.values()]
            led = [rule(end) for rule in leader.RULES.values()]
            n, pairs = len(end.four.places), tuple(map(Pair, PAIRS, managed, led))
            read[place] = (_side(managed, n), _side(led, n), pairs)
    history = []
    for place in range(len(weeks) - SHOWN, len(weeks)) if len(weeks) else ():
        start = weeks.starts[-1] - WEEK * (len(weeks) - 1 - place)
        state = ends[place].recent[-1].state if place >= 0 else "unknown"
        one, other = (side.score for side in read[place][:2]) if place in read else (None, None)
        history.append(PastScore(start, one, other, state))
    last, none = weeks.last_open, _side((), 0)
    if last is None:
        return Scores(None, none.why, none, none, (), tuple(history))
    words = ""
    if last < len(weeks) - 1:
        was = "a holiday week" if weeks.holiday[-1] else "a week off"
        words = (
            f"The week of {in_words(weeks.starts[-1])} was {was}: “this week” is the week of "
            f"{in_words(weeks.starts[last])}, the last open one."
        )
    return Scores(weeks.starts[last], words, *read[last], tuple(history))


def _side(points: Sequence[Point], open_weeks: int) -> Side:
    known = [(point.points, point.most) for point in points if point.points is not None]
    total, out_of = sum(points for points, _ in known), sum(most for _, most in known)
    if open_weeks < FEWEST_FOR_STATUS:
        return Side(None, total, out_of, f"needs {FEWEST_FOR_STATUS} weeks, has {open_weeks}")
    if len(known) < FEWEST_PAIRS:
        return Side(None, total, out_of, f"needs {FEWEST_PAIRS} known pairs, has {len(known)}")
    return Side(int(100 * total / out_of + 0.5), total, out_of)


class Scorecard(NamedTuple):
    """Everything the sheet Scorecard, the column *closer?* and Start show."""

    scores: Scores  # Both scores, the eight pairs and the history
    grid: tuple[GridRow, ...]  # The 17 measurables; empty before the first open week
    readings: Readings | None  # The week told twice; None before the first open week
    decisions: tuple[deciding.Decision, ...]  # At most three rows ready to be typed into Actions
    closer: tuple[deciding.Closer, ...]  # An answer for each action, in their order
    worth_most: deciding.WorthMost | None  # The open action worth most; None when none is open
    lever: deciding.LeverNow | None = None  # What box, reading and next step name; None: none pays
    almost_full: bool = False  # Whether that lever, and no new client, is the next right step
    sessions_planned: float | None = None  # The plan of the last 4 open weeks. [sessions]
    week: WeekEnd | None = None  # What was known at the end of the last open week; None before it


def scorecard(
    weeks: Weeks,
    months: Sequence[Month] = (),
    actions: Sequence[Action] = (),
    lever_shares: Mapping[str, float] | None = None,
    referrals: Referrals = NO_REFERRALS,
    results: Sequence[Action] = (),
    decided: deciding.LeverNow | None = None,
) -> Scorecard:
    """Read the week twice, under the Plan the weeks were read with, from what was typed.

    After a week off it is the last open week that is scored; a month counts from the week in which
    it has ended. ``lever_shares`` are of each lever in the total, of a year [currency]; ``results``
    those of the quarter and help with the billing, as open actions; ``decided`` is the lever of the
    decision that has a day.

    Source: docs/scoring.md (scoring version 2).

    >>> from practice_xl.domain.plan import Plan
    >>> from practice_xl.domain.weeks import read_weeks
    >>> weeks = read_weeks(range(4), {
    ...     "week_start": ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"],
    ...     "slots_offered": [25] * 4, "sessions_kept": [18, 20, 22, 20], "missed": [1] * 4,
    ...     "cancelled_in_time": [2] * 4, "notes_overdue": [0, 0, 0, 2],
    ...     "bills_unsent": [0] * 4, "admin_hours": [6] * 4}, Plan())
    >>> card = scorecard(weeks)
    >>> card.scores.pairs[1].manager
    Point(points=1, why='2 overdue, limit 0', most=2)
    >>> card.scores.manager.points, card.scores.manager.out_of
    (8, 14)
    """
    ends = week_ends(weeks, months, (*actions, *results), referrals)
    scores = _scores(weeks, ends)
    week = None if weeks.last_open is None else ends[weeks.last_open]
    answers = tuple(deciding.closer(action, week) for action in actions)
    if week is None or weeks.as_of is None:
        return Scorecard(scores, (), None, (), answers, None)
    now = ends[len(weeks) - 1]
    rows = grid(week, now.recent)
    lever = deciding.lever_now(actions, lever_shares or {}, week.end, decided)
    moved = {answer.row: answer.word for answer in answers}
    context = ReadingContext(week, {row.key: row for row in rows}, lever, moved)
    return Scorecard(
        scores,
        rows,
        read_twice(context),
        deciding.decide(week, rows, moved, weeks.as_of, lever),
        answers,
        deciding.action_worth_most(actions, lever_shares or {}, rows, now.end),
        lever,
        leader.almost_full(week),
        leader.sessions_planned(week),
        week,
    )
