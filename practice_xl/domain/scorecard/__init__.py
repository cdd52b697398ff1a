"""The scorecard: one week read twice, as manager and as leader.

A module for each subject:

* :mod:`.week_end`: what was known at the end of a week
* :mod:`.pairs`, :mod:`.manager`, :mod:`.leader`, :mod:`.scores`: the eight pairs, the two scores
* :mod:`.grid`: the trailing 13 weeks of each measurable
* :mod:`.closer`, :mod:`.decisions`: what the actions bring, and what to decide next
* :mod:`.readings`, :mod:`.reading_manager`, :mod:`.reading_leader`, :mod:`.phrases`: the words
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from practice_xl.domain.records import Action, Month
from practice_xl.domain.scorecard.closer import Closer, closer_all, not_begun
from practice_xl.domain.scorecard.decisions import (
    Decision,
    LeverNow,
    WorthMost,
    action_worth_most,
    decide,
    lever_now,
)
from practice_xl.domain.scorecard.grid import GridRow, grid
from practice_xl.domain.scorecard.leader import almost_full, sessions_planned
from practice_xl.domain.scorecard.pairs import Pair, Point
from practice_xl.domain.scorecard.readings import Readings, compose, hide_unshared_text
from practice_xl.domain.scorecard.scores import (
    BOTH_NEEDED,
    LEADER_HEADING,
    MANAGER_HEADING,
    PastScore,
    Scores,
    Side,
    ends_shown,
    score,
    scores_of,
)
from practice_xl.domain.scorecard.week_end import WeekEnd
from practice_xl.domain.sources import NO_REFERRALS, Referrals
from practice_xl.domain.weeks import Weeks

__all__ = [
    "BOTH_NEEDED",
    "LEADER_HEADING",
    "MANAGER_HEADING",
    "Closer",
    "Decision",
    "GridRow",
    "Pair",
    "PastScore",
    "Point",
    "Readings",
    "Scorecard",
    "Scores",
    "Side",
    "WorthMost",
    "action_worth_most",
    "hide_unshared_text",
    "score",
    "scorecard",
]


class Scorecard(NamedTuple):
    """Everything the sheet Scorecard, the column *closer?* and Start show."""

    scores: Scores  # Both scores, the eight pairs and the history
    grid: tuple[GridRow, ...]  # The 17 measurables; empty before the first open week
    readings: Readings | None  # The week told twice; None before the first open week
    decisions: tuple[Decision, ...]  # At most three rows ready to be typed into Actions
    closer: tuple[Closer, ...]  # An answer for each action, in their order
    worth_most: WorthMost | None  # The open action worth most; None when none is open
    # The lever that box, reading and next step name; None when none pays
    lever: LeverNow | None = None
    almost_full: bool = False  # Whether that lever, and no new client, is the next right step
    # What the plan has for the last 4 open weeks; None without a goal. [sessions a week]
    sessions_planned: float | None = None
    week: WeekEnd | None = None  # What was known at the end of the last open week; None before it


def scorecard(
    weeks: Weeks,
    months: Sequence[Month] = (),
    actions: Sequence[Action] = (),
    lever_shares: Mapping[str, float] | None = None,
    referrals: Referrals = NO_REFERRALS,
    results: Sequence[Action] = (),
    decided: LeverNow | None = None,
) -> Scorecard:
    """Read the week twice, under the Plan the weeks were read with.

    Args:
        weeks: The weeks up to the week read.
        months: What was typed in Monthly.
        actions: What was typed in Actions.
        lever_shares: Fair share of a year of each lever in the total. [currency]
        referrals: What was typed in Referrals.
        results: Results of the quarter and help with the billing, as open actions.
        decided: The lever of the decision that has a day.

    >>> from practice_xl.domain.plan import Plan
    >>> from practice_xl.domain.weeks import read_weeks
    >>> weeks = read_weeks(range(4), {
    ...     "week_start": ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"],
    ...     "slots_offered": [25] * 4, "sessions_kept": [18, 20, 22, 20], "missed": [1] * 4,
    ...     "cancelled_in_time": [2] * 4, "notes_overdue": [0, 0, 0, 2],
    ...     "bills_unsent": [0] * 4, "admin_hours": [6] * 4}, Plan())
    >>> card = scorecard(weeks)
    >>> card.scores.pairs[1].manager
    Point(points=1, why='Notes: 2 overdue, limit 0', most=2)
    >>> card.scores.manager.points, card.scores.manager.out_of
    (8, 14)
    """
    ends = ends_shown(weeks, months, (*actions, *results), referrals)
    scores = scores_of(weeks, ends)
    if weeks.last_open is None or weeks.as_of is None:
        return Scorecard(scores, (), None, (), tuple(map(not_begun, actions)), None)
    week = ends[weeks.last_open]
    rows = grid(week, ends[len(weeks) - 1].recent)
    now = ends[len(weeks) - 1].end
    answers = closer_all(actions, week)
    lever = lever_now(actions, lever_shares or {}, week.end, decided)
    return Scorecard(
        scores,
        rows,
        compose(
            week,
            rows,
            {answer.row: answer.word for answer in answers},
            lever=lever,
        ),
        decide(week, rows, answers, weeks.as_of, lever),
        answers,
        action_worth_most(actions, lever_shares or {}, rows, now),
        lever,
        almost_full(week),
        sessions_planned(week),
        week,
    )
