"""The scorecard as the coach may read it: worked out from the weeks as a coach may know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from practice_xl.domain.practice import Practice
from practice_xl.domain.records import Action
from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import (
    GridRow,
    Pair,
    Readings,
    Scorecard,
    Scores,
    Side,
    action_worth_most,
    hide_unshared_text,
)
from practice_xl.domain.scorecard.closer import closer_all
from practice_xl.domain.scorecard.decisions import WorthMost, decide
from practice_xl.domain.scorecard.grid import NO_GOAL, OFF_TRACK, ON_TRACK, UNKNOWN, Status, grid
from practice_xl.domain.scorecard.manager import review
from practice_xl.domain.scorecard.phrases import MEASURE_OF
from practice_xl.domain.scorecard.readings import compose
from practice_xl.domain.scorecard.scores import ends_shown, pairs_of, score, sides_of
from practice_xl.domain.scorecard.week_end import OFF, WeekEnd, reaches
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.sharing.alternatives import every_count_could_differ
from practice_xl.sharing.counts import FEWEST_WEEKS
from practice_xl.sharing.longer import PERSON_MEASURES, ends_for_coach, weeks_for_coach
from practice_xl.sharing.reasons import POINTS_REST_ON, owners_pair, safe_pair
from practice_xl.sharing.withheld import Withheld

READ_OVER_4 = (
    "Here missed, cancelled, inquiries, started and ended are read over 4 weeks or longer, so a "
    "score can differ a little from the tracker's"
)


@dataclass(frozen=True)
class CoachCard:
    """The scorecard and the actions as the coach may read them."""

    scorecard: Scorecard
    actions: tuple[Action, ...]


def coach_card(
    report: Report, practice: Practice, withheld: Withheld, shares: Mapping[str, float]
) -> CoachCard:
    """The scorecard for the coach.

    Args:
        report: The owner's.
        practice: Under other names.
        withheld: What may not leave.
        shares: Each lever's fair share of a year, as far as it may leave. [currency]
    """
    weeks, months = practice.weeks, practice.months
    actions = hide_unshared_text(practice.actions)
    place = weeks.last_open
    if place is None or weeks.as_of is None:
        raise ValueError("a coach copy needs open weeks")
    own = ends_shown(weeks, months, actions)
    means = {row.key: _means(row, own[place], withheld) for row in report.scorecard.grid}
    this_week = {key: means[key][0] for key in PERSON_MEASURES}
    safe = weeks_for_coach(weeks, withheld)
    ends = ends_for_coach(safe, months, actions, withheld, this_week)
    week = ends[place]
    rows = tuple(_row(row, means[row.key]) for row in grid(week, ends[len(weeks) - 1].recent))
    answers = closer_all(actions, week)
    scores = report.scorecard.scores
    if not _may_leave(practice, withheld):
        scores = _scores(scores, own, ends, withheld, place)
    else:
        scores = replace(scores, pairs=tuple(owners_pair(pair) for pair in scores.pairs))
    readings = compose(
        week,
        rows,
        {answer.row: answer.word for answer in answers},
        with_typed_text=True,
        for_coach=True,
    )
    card = Scorecard(
        scores,
        rows,
        Readings(readings.manager, readings.leader.replace(" full this week", " full lately")),
        decide(week, rows, answers, weeks.as_of, shares, for_coach=True),
        tuple(replace(a, words=a.coach_words, before=None, since=None) for a in answers),
        _worth_most(action_worth_most(actions, shares, rows, own[len(weeks) - 1].end)),
    )
    return CoachCard(card, actions)


def _may_leave(practice: Practice, withheld: Withheld) -> bool:
    """Whether the owner's own points may leave; else they are worked out anew, see ``_scores``."""
    if withheld.money_weeks or withheld.figures & POINTS_REST_ON:
        return False

    def told(weeks: Weeks) -> tuple[object, ...]:
        scores = score(weeks, practice.months, practice.actions)
        return tuple(owners_pair(pair) for pair in scores.pairs), scores.history

    return every_count_could_differ(practice.weeks, told)


def _scores(
    owners: Scores,
    own: Mapping[int, WeekEnd],
    ends: Mapping[int, WeekEnd],
    withheld: Withheld,
    last: int,
) -> Scores:
    """The scores of each week shown, from what a coach may know at its end.

    They can differ a little from the owner's, and the sheet says so.
    """
    pairs: dict[int, tuple[Pair, ...]] = {}
    sides: dict[int, tuple[Side, Side]] = {}
    for place, end in ends.items():
        if end.weeks.open[place]:
            pairs[place] = tuple(_pair(pair, own[place]) for pair in pairs_of(end))
            if place == last:
                pairs[place] = tuple(safe_pair(pair, withheld) for pair in pairs[place])
            sides[place] = sides_of(end, pairs[place])
    shown = len(owners.history)
    first = len(own[max(own)].weeks) - shown
    history = tuple(
        replace(
            past,
            manager=sides[first + at][0].score if first + at in sides else None,
            leader=sides[first + at][1].score if first + at in sides else None,
        )
        for at, past in enumerate(owners.history)
    )
    manager, leader = sides[last]
    words = f"{owners.words.rstrip('.')}. {READ_OVER_4}." if owners.words else f"{READ_OVER_4}."
    return replace(
        owners, manager=manager, leader=leader, pairs=pairs[last], history=history, words=words
    )


def _pair(pair: Pair, own: WeekEnd) -> Pair:
    """Whether a number is there says nothing of it: the numbers typed are counted as they are."""
    return replace(pair, manager=review(own)) if pair.name == "Review" else pair


def _means(row: GridRow, week: WeekEnd, withheld: Withheld) -> tuple[float | None, float | None]:
    """Means of the last 4 and 13 open weeks; None where they are withheld."""
    return _mean(row, 4, week, withheld), _mean(row, 13, week, withheld)


def _mean(row: GridRow, size: int, week: WeekEnd, withheld: Withheld) -> float | None:
    figures = {(row.key, size)}
    if row.key == "collected":
        figures.add(("effective_rate", size))
    if row.key == "session_rate":
        figures.add(("session_rate_charged", size))
    if row.key == "days_in_ar" and any(key == "days_in_ar" for key, _ in withheld.figures):
        return None
    if figures & withheld.figures:
        return None
    if row.key in PERSON_MEASURES:
        places = (week.four if size == 4 else week.thirteen).places
        of_the_week_read = last_open_weeks(week.weeks, size).places
        if len(places) < FEWEST_WEEKS or places.tolist() != of_the_week_read.tolist():
            return None
    return row.mean4 if size == 4 else row.mean13


def _row(row: GridRow, means: tuple[float | None, float | None]) -> GridRow:
    """A row with the means that may leave; no single weeks of what is read over 4 weeks."""
    four, thirteen = means
    status = row.status
    cells = row.weeks
    if row.key in PERSON_MEASURES:
        cells = tuple(OFF if value == OFF else None for value in cells)
        if status.word == UNKNOWN or four is None:
            status = _status_of_mean(row, four)
    elif status.word == UNKNOWN and row.goal is not None and not status.why.startswith("needs"):
        status = Status(UNKNOWN, "not known this week, or withheld")
    return replace(row, weeks=cells, mean4=four, mean13=thirteen, status=status)


def _status_of_mean(row: GridRow, mean: float | None) -> Status:
    """The status of the mean of 4 weeks, where there is no run of weeks to tell."""
    if row.goal is None:
        return Status(NO_GOAL)
    if mean is None:
        return Status(UNKNOWN, "withheld")
    return Status(ON_TRACK if reaches(mean, row.goal, row.direction) else OFF_TRACK)


def _worth_most(worth: WorthMost | None) -> WorthMost | None:
    """The action worth most; where its text is not ticked, called by its measurable."""
    if worth is None or (worth.action.task or "").strip():
        return worth
    measure = MEASURE_OF.get(worth.action.measurable or "")
    about = f"on “{measure.label}”" if measure else "that was added first"
    return replace(worth, action=replace(worth.action, task=f"the action {about}"))


__all__: Sequence[str] = ["READ_OVER_4", "CoachCard", "coach_card"]
