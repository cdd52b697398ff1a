"""The fair calendar: an ordinary holiday costs nothing, and the plan adds up to its goal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.calendar import holiday_weeks, weeks_of_month, year_of
from practice_xl.domain.plan import Hours, Plan, ShortWeek, TimeOff
from practice_xl.domain.plan_lines import PlanLines
from practice_xl.domain.projection.history import read_history
from practice_xl.domain.scorecard import scorecard
from practice_xl.domain.weeks import read_weeks

WEEK = timedelta(days=7)
FIRST = date(2026, 6, 1)
SHARES = {date(2026, 11, 23): 0.68, date(2026, 12, 21): 0.52, date(2026, 12, 28): 0.60}
RULES = (
    ShortWeek("christmas", 0.5),
    ShortWeek("new_year", 0.6),
    ShortWeek("thanksgiving", 0.7),
    ShortWeek("fourth_of_july"),
)
PLAN = Plan(usual_slots=24, full_fee=150, sessions_goal=20, income_goal=140_000, short_weeks=RULES)


def practice(until, typed="full", plan=PLAN, falls_from=None):
    """24 slots, 20 kept at 150, four of them cancelled in time; the holidays typed three ways."""
    rows = {
        key: []
        for key in (
            "week_start",
            "slots_offered",
            "sessions_kept",
            "missed",
            "cancelled_in_time",
            "slots_refilled",
            "collected",
            "inquiries",
            "clients_started",
            "clients_ended",
            "ceo_hours",
            "admin_hours",
        )
    }
    week = FIRST
    while week + WEEK <= until:
        share = SHARES.get(week, 1.0) if typed != "full" else 1.0
        kept = 20 if falls_from is None or week < falls_from else 15
        kept = round(kept * share)
        slots = round(24 * share) if typed == "slots" else 24
        values = (
            week,
            slots,
            kept,
            0,
            slots - kept if typed == "slots" else 24 - kept,
            0,
            kept * 150,
            1,
            1,
            1,
            1,
            6,
        )
        for key, value in zip(rows, values, strict=True):
            rows[key].append(value)
        week += WEEK
    return read_weeks(range(len(rows["week_start"])), rows, plan, until)


@pytest.mark.parametrize("read", [(2027, 1, 4), (2027, 1, 15), (2027, 1, 22), (2027, 2, 19)])
@pytest.mark.parametrize("typed", ["slots", "cancelled"])
def test_an_ordinary_holiday_costs_no_leader_point(read, typed):
    """Typed as shorter slots or as cancellations: as if there had been no holiday."""
    without = scorecard(practice(date(*read))).scores.leader
    with_holidays = scorecard(practice(date(*read), typed)).scores.leader
    assert with_holidays.score == without.score is not None


def test_a_practice_that_falls_after_the_holidays_loses_its_points_within_four_weeks():
    """From 20 to 15 sessions a week in January, against a plan of 20."""
    fallen = scorecard(practice(date(2027, 2, 1), "slots", falls_from=date(2027, 1, 4))).scores
    steady = scorecard(practice(date(2027, 2, 1), "slots")).scores
    assert (steady.pairs[0].leader.points, fallen.pairs[0].leader.points) == (2, 0)


def test_a_holiday_week_says_so_in_the_grid_and_this_week_is_the_one_before():
    """Read in the week between the years: the scores are those of 14 December."""
    card = scorecard(practice(date(2027, 1, 1), "slots"))
    assert card.grid[0].weeks[-2:] == (card.grid[0].weeks[-2], "holiday week")
    assert card.scores.week == date(2026, 12, 14)
    assert "was a holiday week" in card.scores.words


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, {date(2026, 11, 23): 0.7, date(2026, 12, 21): 0.5, date(2026, 12, 28): 0.6}),
        (2028, {date(2028, 11, 20): 0.7, date(2028, 12, 25): 0.5, date(2029, 1, 1): 0.6}),
    ],
)
def test_the_rules_find_the_week_of_each_holiday(year, expected):
    found = holiday_weeks(date(year, 10, 2) - timedelta(days=4), date(year + 1, 1, 4), PLAN)
    assert {week: share for week, share in found.items() if week >= date(year, 10, 1)} == expected


def test_new_hours_hold_from_their_day_and_are_no_part_week():
    """30 slots, then 20 from 7 September on: what was typed before stays as it was."""
    plan = Plan(usual_slots=30, hours=(Hours(date(2026, 9, 7), 20),))
    weeks = read_weeks(
        range(6),
        {"week_start": [date(2026, 8, 17) + WEEK * n for n in range(6)], "sessions_kept": [18] * 6},
        plan,
    )
    assert weeks["slots_offered"].tolist() == [30, 30, 30, 20, 20, 20]
    assert weeks.exposure.tolist() == [1] * 6


def test_the_lines_take_the_share_of_a_part_week_and_of_a_holiday():
    """140,000 over 47 working weeks less 1.6 of holidays in 2026 (two New Years, 53 weeks)."""
    weeks = practice(date(2027, 1, 3), "slots")
    lines, full = PlanLines(weeks), 140_000 / (47 - 0.5 - 0.4 - 0.4 - 0.3)
    assert lines.income(date(2026, 11, 16)) == pytest.approx(full)
    assert lines.income(date(2026, 12, 21)) == pytest.approx(0.5 * full)
    assert lines.sessions(date(2026, 12, 28)) == pytest.approx(0.6 * 20)


@settings(max_examples=40, deadline=None)
@given(
    count=st.integers(1, 120),
    begins=st.integers(0, 51),
    away=st.sets(st.integers(0, 60), max_size=4),
    before=st.sampled_from([None, 20_000]),
)
def test_the_plan_of_the_business_year_adds_up_to_its_goal(count, begins, away, before):
    """Months past and to come; of a first year the part since the first row."""
    first = date(2025, 1, 6) + WEEK * begins
    starts = [first + WEEK * n for n in range(count)]
    off = tuple(
        TimeOff(starts[-1] + WEEK * n, starts[-1] + WEEK * n + timedelta(days=6)) for n in away
    )
    plan = replace(PLAN, time_off=off, collected_before=before)
    weeks = read_weeks(range(count), {"week_start": starts, "sessions_kept": [20] * count}, plan)
    lines = PlanLines(weeks)
    year = year_of(starts[-1], plan)
    assert lines.year is not None and lines.year.goal is not None
    months = [date(year.year, month, 1) for month in range(1, 13)]
    total = sum(lines.income_of_month(month) or 0.0 for month in months)
    year_weeks = [week for month in months for week in weeks_of_month(month, plan)]
    if before is not None and year_weeks[0] < first:
        total += lines.year.to_date - sum(lines.income(w) for w in starts if w in year_weeks)
    full = lines.full_week(year)
    past = total - sum(lines.income(week) for week in year_weeks if week > starts[-1])
    coming = full * sum(lines.share(week) for week in year_weeks if week > starts[-1])
    if past <= lines.year.goal <= past + 2 * coming:  # else too much or too little was worked
        assert total == pytest.approx(lines.year.goal)


def test_one_share_of_a_week_for_lines_scores_and_projection():
    """A part week is one everywhere; hours cut for good are new hours after 4 weeks, not before."""
    slots = [30] * 20 + [15] + [30] * 9 + [20] * 8
    weeks = read_weeks(
        range(len(slots)),
        {
            "week_start": [FIRST + WEEK * place for place in range(len(slots))],
            "slots_offered": slots,
            "sessions_kept": [round(0.8 * number) for number in slots],
        },
        Plan(sessions_goal=24),
    )
    assert weeks.exposure.tolist() == [1] * 20 + [15 / 30] + [1] * 17
    assert weeks.new_hours == [30]
    assert weeks.until(32).exposure[30:].tolist() == [20 / 30] * 3
    assert weeks.until(33).exposure[30:].tolist() == [1] * 4
    lines, history = PlanLines(weeks), read_history(weeks, weeks.plan)
    assert lines.sessions(weeks.starts[20]) == 24 * 15 / 30
    assert (history.exposure == weeks.exposure).all()
    assert history.ceiling == 20
