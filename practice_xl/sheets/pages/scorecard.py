"""The sheet Scorecard: one week read twice."""

from __future__ import annotations

from practice_xl.domain.scorecard import LEADER_HEADING, MANAGER_HEADING, Scorecard, Side
from practice_xl.domain.scorecard.pairs import Point
from practice_xl.domain.scorecard.week_end import HOLIDAY, LINES, MARKS, GridRow
from practice_xl.domain.wording import capital, day, money, one_decimal, percent
from practice_xl.schema import blocks
from practice_xl.schema.measures import SCORING_VERSION
from practice_xl.schema.parts import Kind
from practice_xl.schema.sheets import REASON_SIZE, SCORECARD
from practice_xl.schema.type_width import column_width, fit
from practice_xl.sheets.pages.page import NOT_YET, NOTHING_NEW, Facts, Rows, filled, known


def scorecard_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Scorecard, by name."""
    card = facts.report.scorecard
    return {
        blocks.SCORES.name: _scores(facts, card),
        blocks.PAIR_POINTS.name: _pairs(card),
        blocks.DECISIONS.name: _decisions(card, bool(facts.report.first_weeks)),
        blocks.MEASURES_NOW.name: _measures(facts, card),
        blocks.GRID.name: _grid(card),
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


def _scores(facts: Facts, card: Scorecard) -> Rows:
    scores = card.scores
    answer = _answer(card) or f"{facts.weeks_read}."
    rows = filled(blocks.SCORES, [[answer], [_course(card)], [facts.status], [scores.words]])
    rows[-1][0] = f"Scoring version {SCORING_VERSION}."
    row, column = blocks.SCORE_PLACE
    earlier = [past for past in scores.history if past.state == "open"][:-1]
    before = earlier[-1] if earlier else None  # the open week before the one read
    for place, heading, side, last in (
        (column, MANAGER_HEADING, scores.manager, before and before.manager),
        (blocks.SCORES.width - 1, LEADER_HEADING, scores.leader, before and before.leader),
    ):
        rows[row - 1][place] = heading
        rows[row][place] = NOT_YET if side.score is None else str(side.score)
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
    rows, widths = filled(blocks.PAIR_POINTS), SCORECARD.widths
    first, leader = blocks.PAIR_POINTS.first_column, blocks.PAIR_POINTS.width - 2
    last = blocks.GRID.first_column + blocks.GRID.width - 1
    rooms = (widths[first : first + leader - 1], widths[first + leader : last])
    for number, pair in enumerate(card.scores.pairs):
        lines = rows[blocks.PAIR_LINES * number :]
        for point, at, room in zip((pair.manager, pair.leader), (0, leader), rooms, strict=True):
            lines[0][at] = dots(point)
            told = fit(capital(point.why), column_width(*room), REASON_SIZE, blocks.PAIR_LINES)
            for row, line in zip(lines, told, strict=False):
                row[at + 1] = line
    return rows


def dots(point: Point) -> str:
    """Points as filled and hollow dots.

    >>> dots(Point(1, "")), dots(Point(1, "", 1)), dots(Point(None, ""))
    ('●○', '●', '?')
    """
    if point.points is None:
        return "?"
    return "●" * point.points + "○" * (point.most - point.points)


def _measures(facts: Facts, card: Scorecard) -> Rows:
    """The measures told first: their mean of four weeks, how they stand, the weeks drawn."""
    by_key, currency = {row.key: row for row in card.grid}, facts.report.practice.plan.currency
    drawn = [column.key for column in blocks.MEASURES_NOW.columns].index("week_1")
    rows = filled(blocks.MEASURES_NOW)
    for cells, key in zip(rows, blocks.MATTER, strict=True):
        if row := by_key.get(key):
            cells[:2] = known(row.mean4), this_week(row, currency)
            # a week off or a holiday week is a gap
            cells[drawn:] = [None if isinstance(week, str) else week for week in row.weeks]
    return rows


def this_week(row: GridRow, currency: str) -> str:
    """How a measure stands, with the number and the goal it is judged by: this week's.

    Without them a reader looks at the mean of four weeks, which may lie on the other side.
    """
    value, words = row.weeks[-1], _status(row)
    if row.status.why:
        words += f": {row.status.why}"
    elif isinstance(value, (int, float)):
        words += f": {_in_unit(value, row.measure.kind, currency)} this week"
    if row.goal is None:
        return words
    word = "the goal is at least" if row.measure.good == "up" else "the goal is at most"
    if row.measure.goal_key in LINES:
        word = "the plan for this week is"
    return f"{words}; {word} {_in_unit(row.goal, row.measure.kind, currency)}"


def _status(row: GridRow) -> str:
    """The status as mark and word; off track for more than a week, for how long."""
    running = f", {row.status.weeks_off_track} weeks" if row.status.weeks_off_track > 1 else ""
    return f"{MARKS[row.status.word]} {row.status.word}{running}"


def _in_unit(value: float, kind: Kind, currency: str) -> str:
    if kind in (Kind.MONEY, Kind.MONEY_RATE):
        return money(value, currency)
    return percent(value) if kind is Kind.SHARE else one_decimal(value)


def _decisions(card: Scorecard, first_weeks: bool) -> Rows:
    rows, keys = filled(blocks.DECISIONS), [column.key for column in blocks.DECISIONS.columns]
    for number, decision in enumerate(card.decisions):
        told = decision._replace(task=f"{decision.task}.")
        rows[2 * number] = [getattr(told, key, None) for key in keys]
        result = f"Result: {decision.result}. ({decision.because})"
        rows[2 * number + 1][keys.index("task")] = result
    if first_weeks:
        rows[0][0] = "What a leader would decide next stands here from the fourth week on."
    elif not card.decisions and card.grid:
        rows[0][0] = NOTHING_NEW
    return rows


def _grid(card: Scorecard) -> Rows:
    if not card.grid:
        return []
    history = card.scores.history
    return [
        [None, *(past.week for past in history)],
        *map(_grid_row, card.grid),
        [None, *(past.manager for past in history)],
        [None, *(past.leader for past in history)],
    ]


def _grid_row(row: GridRow) -> list[object]:
    weeks = ("holiday" if week == HOLIDAY else week for week in row.weeks)
    return [known(row.goal), *weeks, row.mean4, row.mean13, _status(row)]
