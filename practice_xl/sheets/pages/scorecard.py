"""The sheet Scorecard: one week read twice."""

from __future__ import annotations

from typing import Any

from practice_xl.domain.scorecard import (
    LEADER_HEADING,
    MANAGER_HEADING,
    GridRow,
    Scorecard,
    Side,
)
from practice_xl.domain.wording import day
from practice_xl.schema.blocks import DECISIONS, GRID, PAIR_POINTS, READINGS, SCORE_PLACE, SCORES
from practice_xl.schema.headlines import SCORES_LINE
from practice_xl.sheets.pages.page import NOTHING_NEW, Facts, Rows, empty, filled, put_lines, wrap

LEADER_COLUMN = SCORES.width - 1
MANAGER_WIDTH, LEADER_WIDTH = 88, 102  # characters a line holds
UNKNOWN_POINTS = "?"


def scorecard_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Scorecard, by name."""
    card = facts.report.scorecard
    return {
        SCORES.name: _scores(facts, card),
        PAIR_POINTS.name: _pairs(card),
        READINGS.name: _readings(card),
        DECISIONS.name: _decisions(card, bool(facts.report.first_weeks)),
        GRID.name: _grid(card),
    }


def side_words(side: Side, before: int | None) -> str:
    """Points and last week's score beside a score.

    >>> side_words(Side(79, 11, 14), 70)
    '11 of 14 points; 70 the week before'
    """
    if side.score is None:
        return side.why
    words = f"{side.points} of {side.out_of} points"
    return words if before is None else f"{words}; {before} the week before"


def scores_before(card: Scorecard) -> tuple[int | None, int | None]:
    """Both scores of the open week before the one read; None where there was none."""
    earlier = [past for past in card.scores.history if past.state == "open"][:-1]
    return (earlier[-1].manager, earlier[-1].leader) if earlier else (None, None)


def _scores(facts: Facts, card: Scorecard) -> Rows:
    rows = empty(SCORES)
    scores = card.scores
    rows[0][0] = _answer(card) or f"{facts.weeks_read}."
    rows[SCORES_LINE][0] = _course(card)
    rows[2][0] = facts.status
    rows[3][0] = scores.words
    rows[-1][0] = f"Scoring version {scores.version}."
    row, column = SCORE_PLACE
    before = scores_before(card)
    for place, heading, side, last in (
        (column, MANAGER_HEADING, scores.manager, before[0]),
        (LEADER_COLUMN, LEADER_HEADING, scores.leader, before[1]),
    ):
        rows[row - 1][place] = heading
        rows[row][place] = "–" if side.score is None else side.score
        rows[row + 1][place] = side_words(side, last)
    return rows


def _answer(card: Scorecard) -> str:
    """Both scores and their week, in a sentence; empty before the first week."""
    scores = card.scores
    if scores.week is None:
        return ""
    week = f"the week of {day(scores.week)}"
    if scores.manager.score is None or scores.leader.score is None:
        return f"{week[0].upper()}{week[1:]}, read twice."
    return f"In order: {scores.manager.score}. Moving: {scores.leader.score}. Read for {week}."


def _course(card: Scorecard) -> str:
    """Where both scores came from in the weeks shown, in a sentence."""
    known = [
        (past.manager, past.leader)
        for past in card.scores.history
        if past.manager is not None and past.leader is not None
    ]
    if len(known) < 2:
        return "Both scores are drawn from the fourth week on; both are needed, neither is better."
    (manager, leader), (manager_now, leader_now) = known[0], known[-1]
    return (
        f"In these {len(known)} weeks: in order {_moved(manager, manager_now)}; "
        f"moving {_moved(leader, leader_now)}. Both are needed; neither is better."
    )


def _moved(before: int, now: int) -> str:
    return f"{now}, as at first" if now == before else f"from {before} to {now}"


def _pairs(card: Scorecard) -> Rows:
    rows = empty(PAIR_POINTS)
    for row, pair in zip(rows, card.scores.pairs, strict=False):
        row[0] = UNKNOWN_POINTS if pair.manager.points is None else pair.manager.points
        row[1] = _without_name(pair.manager.why, pair.name)
        row[-2] = UNKNOWN_POINTS if pair.leader.points is None else pair.leader.points
        row[-1] = _without_name(pair.leader.why, pair.name)
    return rows


def _without_name(why: str, pair: str) -> str:
    """The reason without its pair's name, which stands in the row's label."""
    words = why.removeprefix(f"{pair}: ")
    return words[:1].upper() + words[1:]


def _readings(card: Scorecard) -> Rows:
    rows = empty(READINGS)
    if card.readings:
        put_lines(rows, 0, 0, wrap(card.readings.manager, MANAGER_WIDTH, READINGS.rows))
        put_lines(rows, 0, LEADER_COLUMN, wrap(card.readings.leader, LEADER_WIDTH, READINGS.rows))
    return rows


def _decisions(card: Scorecard, first_weeks: bool) -> Rows:
    rows = empty(DECISIONS)
    keys = [column.key for column in DECISIONS.columns]
    task = keys.index("task")
    for number, decision in enumerate(card.decisions):
        row = rows[2 * number]
        row[keys.index("measurable")] = decision.measurable
        row[keys.index("lever")] = decision.lever
        row[task] = decision.task + "."
        row[keys.index("owner")] = decision.owner
        row[keys.index("due")] = decision.due
        rows[2 * number + 1][task] = f"Result: {decision.result}. ({decision.because})"
    if first_weeks:
        rows[0][0] = "What a leader would decide next stands here from the fourth week on."
    elif not card.decisions and card.grid:
        rows[0][0] = NOTHING_NEW
    return rows


def _grid(card: Scorecard) -> Rows:
    if not card.grid:
        return empty(GRID)
    history = card.scores.history
    rows: list[list[Any]] = [[None, *(past.week for past in history)]]
    rows += [_grid_row(row) for row in card.grid]
    rows.append([None, *(past.manager for past in history)])
    rows.append([None, *(past.leader for past in history)])
    return filled(GRID, rows)


def _grid_row(row: GridRow) -> list[Any]:
    goal = "–" if row.goal is None else row.goal
    return [
        goal,
        *row.weeks,
        row.mean4,
        row.mean13,
        f"{row.mark} {row.status.word}",
        row.weeks_off_track or None,
    ]
