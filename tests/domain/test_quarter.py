"""The quarter: three results, the line, the chance; each the open action of its measurable."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from practice_xl.domain.calendar import span_of
from practice_xl.domain.plan import Action, Plan, Result, TimeOff
from practice_xl.domain.quarter import as_actions
from practice_xl.domain.report import Practice, work_out
from practice_xl.domain.weeks import read_weeks

FIRST = date(2026, 9, 28)  # a Monday: a quarter of 13 whole weeks
BY = FIRST + timedelta(weeks=13, days=-1)
BEFORE = 20  # weeks typed before the quarter


def standing(result, in_quarter=6, plan=None, actions=(), **columns):
    """Where a result stands at the end of week 6 of 13, and the report it is from."""
    count = BEFORE + in_quarter
    starts = [FIRST + timedelta(weeks=at - BEFORE) for at in range(count)]
    typed = {"slots_offered": [100] * count, "sessions_kept": [20] * count, **columns}
    plan = plan or Plan()
    weeks = read_weeks(range(count), {"week_start": starts, **typed}, plan)
    report = work_out(Practice(plan, weeks, actions=tuple(actions), quarter=(result,)))
    return report.quarter[0], report


def missed(before, since, in_quarter=6):
    """Sessions kept, missed and cancelled of each week: so many of 200 missed."""
    lost = [before] * BEFORE + [since] * in_quarter
    return {
        "slots_offered": [200] * len(lost),
        "sessions_kept": [200 - each for each in lost],
        "missed": lost,
        "cancelled_in_time": [0] * len(lost),
    }


MISSED = Result("missed_rate", 0.05, quarter=date(2026, 10, 1), start=None, by=BY, sure=7)


def test_missed_from_8_to_5_now_6_and_a_half_is_half_the_way_and_on_the_line():
    """In week 6 of 13 the line is 46 %; the quarter begins here with its Monday."""
    found, _ = standing(MISSED, **missed(16, 13))
    assert (found.first, found.by) == (date(2026, 10, 1), BY)
    assert [found.start, found.now] == pytest.approx([0.08, 13 / 200])
    assert found.done == pytest.approx(0.5)
    assert found.line == pytest.approx((6 * 7 - 3) / (13 * 7 - 3))
    assert round(6 / 13, 2) == 0.46
    assert found.status == "on the line" and "7 of 10 sure" in found.words
    later, _ = standing(MISSED, 8, **missed(16, 13, 8))
    assert later.status == "off the line"


def test_a_quarter_needs_only_a_measurable_and_a_goal():
    """The one running, to its end, from the mean of the four open weeks before it."""
    found, _ = standing(Result("sessions_kept", 30))
    assert (found.first, found.by) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (found.start, found.now, found.done) == (20, 20, 0)
    february = Plan(year_starts="February")
    assert standing(Result("sessions_kept", 30), plan=february)[0].first == date(2026, 11, 1)
    ended = Result("sessions_kept", 30, by=date(2026, 9, 1))
    assert span_of(ended, date(2026, 11, 2), Plan()) == (date(2026, 7, 1), date(2026, 9, 1))


@pytest.mark.parametrize(
    ("result", "kept", "status"),
    [
        (Result("sessions_kept", 20.0), 20, "already there"),
        (Result("sessions_kept", 19.0), 20, "needs a look"),
        (Result("sessions_kept", 24.0), 25, "already there"),
        (Result("sessions_kept", 24.0), 20, "off the line"),
        (Result("sessions_kept", 24.0, start=18.0), 22, "on the line"),
        (Result("sessions_kept", 24.0, by=FIRST + timedelta(days=34)), 25, "done"),
        (Result("sessions_kept", 24.0, by=FIRST + timedelta(days=34)), 22, "not done"),
    ],
)
def test_where_a_result_stands(result, kept, status):
    """The quarter's first weeks brought ``kept``; 20 a week before."""
    found, _ = standing(result, sessions_kept=[20] * BEFORE + [kept] * 6)
    assert found.status == status
    assert found.words.lower().startswith(status)


def test_too_early_is_said_where_it_is():
    """Two weeks of a quarter; fewer than four weeks before it; seven weeks in all."""
    assert standing(Result("sessions_kept", 30), 2)[0].status == "too early to tell"
    blank = [None] * (BEFORE - 2)
    few, _ = standing(Result("sessions_kept", 30), sessions_kept=[*blank, *[20] * 8])
    assert few.start is None and "type From" in few.words
    seven = [None] * (BEFORE - 1) + [20] * 7
    typed, _ = standing(Result("sessions_kept", 30, start=20.0), sessions_kept=seven)
    assert (typed.chance, typed.status) == (None, "off the line")
    moves = np.tile([14, 26], 13).tolist()
    inside, _ = standing(Result("admin_hours", 19.0), admin_hours=moves)
    assert inside.chance is None and "too early to tell how likely" in inside.words


def test_the_chance_follows_the_projection_or_the_measures_own_drift():
    """The higher the goal the smaller it is; what falls steadily will be there."""
    chances = [standing(Result("sessions_kept", to))[0].chance for to in (20.5, 22.0, 30.0)]
    assert chances == sorted(chances, reverse=True) and chances[0] > 0.1 and chances[2] < 0.05
    hours = [12 - 0.2 * at + (0.3 if at % 2 else -0.3) for at in range(26)]
    falls = [standing(Result("admin_hours", to), admin_hours=hours)[0] for to in (6.5, 2.0)]
    assert falls[0].chance > 0.5 > falls[1].chance


def test_weeks_off_at_its_end_are_passed_over():
    """Two weeks away before the day: the four open weeks before them decide."""
    away = Plan(time_off=(TimeOff(BY - timedelta(days=13), BY),))
    goal = Result("sessions_kept", 19.0, start=10.0, by=BY)
    chances = [standing(goal, plan=plan)[0].chance for plan in (Plan(), away)]
    assert chances[1] == pytest.approx(chances[0], abs=0.1)


def test_a_result_counts_as_the_open_action_of_its_measurable():
    """From the quarter's first day to its last; it is no row of Actions."""
    weeks = standing(MISSED)[1].practice.weeks
    [action] = as_actions([MISSED], weeks)
    days = [action.is_open(day) for day in (FIRST, date(2026, 10, 1), BY, BY + timedelta(days=1))]
    assert days == [False, True, True, False]
    assert (action.owner, action.due, action.measurable) == ("Me", BY, "missed_rate")
    late = {"notes_overdue": [5] * (BEFORE + 6)}
    review = {}
    for key in ("notes_overdue", "missed_rate"):
        _, report = standing(Result(key, 0.0, start=5.0), plan=Plan(notes_limit=0), **late)
        review[key] = [decision.key for decision in report.scorecard.decisions]
        assert len(report.scorecard.closer) == 0
    assert "notes_overdue" in review["missed_rate"]
    assert "notes_overdue" not in review["notes_overdue"]
    _, report = standing(MISSED, actions=[Action(measurable="notes_overdue", task="x")], **late)
    assert report.scorecard.worth_most.action.task == "x"
