from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Fee, Plan
from practice_xl.domain.windows import last_open_weeks
from practice_xl.schema.blocks import INCOME_SERIES
from practice_xl.sharing.build import build_copy
from practice_xl.sharing.counts import gives_few_weeks
from practice_xl.sharing.lever_report import OTHER_LEVERS
from practice_xl.sharing.report import CoachFacts, for_coach
from practice_xl.sharing.rows import coach_rows, fill_blocks, weekly_columns, weekly_totals
from practice_xl.sharing.small_weeks import given_away

from .practices import FIRST_WEEK, facts_of, texts_and_numbers, weekly

PLAN = Plan(usual_slots=24, full_fee=140.0, income_goal=118_000.0, sessions_goal=21.0)


def practice_of(kept: dict[int, int], blanks: set[tuple[str, int]], count: int) -> CoachFacts:
    rows = weekly(count)
    for number, sessions in kept.items():
        if number < count:
            rows[number]["sessions_kept"] = sessions
    for number, row in enumerate(rows):
        row["collected"] = 1000.37 + 211.13 * number + 7.77 * (number % 7)
        for key in list(row):
            if (key, number) in blanks:
                row[key] = None
    return for_coach(facts_of(rows, PLAN))


def known_totals(coach: CoachFacts) -> list[np.ndarray[Any, Any]]:
    """What an attentive reader knows of the weeks' money: a 0/1 row for each total shown."""
    weeks = coach.weeks
    count = len(weeks)
    collected = weeks["collected"]
    known = ~np.isnan(collected)
    equations = []

    def add(inside: Any) -> None:
        row = np.zeros(count)
        row[list(inside)] = 1
        equations.append(row * known)

    keys = [column.key for column in weekly_columns()]
    for offset, row in enumerate(weekly_totals(coach)):
        if row[keys.index("collected")] is not None:
            add([count - 1 - offset])
    report = coach.facts.report
    for size, figure in report.collected.items():
        if figure.value is not None:
            add(range(max(0, count - size), count))
    for size in (4, 13, 52):
        inside = last_open_weeks(weeks, size).span
        places = range(inside.start, inside.stop)
        for key in ("effective_rate", "session_rate", "rate_per_working_hour"):
            if report.rates[size][key].value is not None:
                needed = ("admin_hours", "ceo_hours") if key == "rate_per_working_hour" else ()
                add(
                    p
                    for p in places
                    if weeks.off[p]
                    or (weeks.open[p] and not any(np.isnan(weeks[k][p]) for k in needed))
                )
    if report.collected_year.value is not None:
        add(p for p, start in enumerate(weeks.starts) if start.year == weeks.starts[-1].year)
    for row in coach_rows(coach)["income_series"]:
        month, total = row[0], row[1]
        if month is not None and total is not None:
            add(_in_month(weeks, month))
    grid = {row.key: row for row in report.scorecard.grid}
    for size, mean in ((4, grid["collected"].mean4), (13, grid["collected"].mean13)):
        if mean is not None:
            inside = last_open_weeks(weeks, size).span
            add(p for p in range(inside.start, inside.stop) if weeks.open[p] or weeks.off[p])
    return equations


def _in_month(weeks: Any, month: Any) -> list[int]:
    fourth = [start + timedelta(days=3) for start in weeks.starts]
    return [p for p, d in enumerate(fourth) if (d.year, d.month) == (month.year, month.month)]


def determined(equations: list[np.ndarray[Any, Any]]) -> set[int]:
    """Weeks whose number follows: no solution of the equations can differ in them."""
    table = np.array(equations)
    _, sizes, rows = np.linalg.svd(table)
    rank = int((sizes > 1e-9).sum())
    free = rows[rank:]
    return {place for place in range(table.shape[1]) if not np.any(np.abs(free[:, place]) > 1e-7)}


small_weeks = st.dictionaries(st.integers(0, 29), st.integers(1, 4), min_size=1, max_size=4)
blanks = st.sets(
    st.tuples(
        st.sampled_from(
            [
                "missed",
                "cancelled_in_time",
                "missed_charged",
                "inquiries",
                "clients_started",
                "admin_hours",
                "slots_refilled",
                "collected",
                "sessions_kept",
            ]
        ),
        st.integers(0, 29),
    ),
    max_size=4,
)
pytestmark = pytest.mark.usefixtures("points_anew")  # the points have tests of their own
slow = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@slow
@given(small=small_weeks, empty=blanks, count=st.sampled_from([6, 9, 14, 21, 30]))
def test_money_of_a_small_week_does_not_follow_from_what_is_shown(
    small: dict[int, int], empty: set[tuple[str, int]], count: int
) -> None:
    try:
        coach = practice_of(small, empty, count)
    except Exception as refused:
        assert "needs 4 weeks" in str(refused)
        return
    weeks = coach.weeks
    secret = {
        place
        for place, kept in enumerate(weeks["sessions_kept"])
        if 1 <= kept < 5 and not np.isnan(weeks["collected"][place])
    }
    assert not secret & determined(known_totals(coach))
    texts, numbers = texts_and_numbers(build_copy(coach).cells)
    for place in secret:
        money = float(weeks["collected"][place])
        assert not any(abs(number - money) < 0.005 for number in numbers)
        said = re.compile(rf"(?<![\d,]){money:,.0f}(?![\d,])")
        assert not [text for text in texts if said.search(text)]


@slow
@given(empty=blanks, count=st.integers(4, 30))
def test_counts_of_few_weeks_do_not_follow_from_what_is_shown(
    empty: set[tuple[str, int]], count: int
) -> None:
    try:
        coach = practice_of({}, empty, count)
    except Exception as refused:
        assert "needs 4 weeks" in str(refused)
        return
    weeks, rates = coach.weeks, coach.facts.report.rates
    columns = {
        "fill": ("sessions_kept", "slots_offered"),
        "holes": ("sessions_kept", "slots_offered", "missed"),
        "missed_rate": ("sessions_kept", "missed", "cancelled_in_time"),
        "enforcement": ("missed", "missed_charged"),
    }
    sets = []
    for size in (4, 13, 52):
        places = last_open_weeks(weeks, size).places.tolist()
        for key, parts in columns.items():
            if rates[size][key].value is not None:
                sets.append({p for p in places if not any(np.isnan(weeks[k][p]) for k in parts)})
    for one in sets:
        assert len(one) >= 4
        for other in sets:
            assert len(one - other) == 0 or len(one - other) >= 4 or not other <= one
    shown = fill_blocks(coach)
    for value in set(shown.values()):
        assert sum(v == value for v in shown.values()) >= 4
    grid = {row.key: row for row in coach.facts.report.scorecard.grid}
    for key in ("inquiries", "net_clients", "missed_rate", "show_rate", "enforcement", "fill"):
        assert all(value in (None, "off") for value in grid[key].weeks)


def test_one_small_week_takes_a_second_with_it() -> None:
    coach = practice_of({20: 3}, set(), 30)
    hidden = coach.withheld.money_weeks
    assert 20 in hidden
    assert len(hidden) >= 2
    assert coach.facts.report.collected[13].value is not None  # the totals stay


def test_a_withheld_week_is_withheld_in_the_grid_and_the_chart() -> None:
    coach = practice_of({28: 3}, set(), 30)
    grid = {row.key: row for row in coach.facts.report.scorecard.grid}
    assert grid["collected"].weeks[-2] is None
    assert grid["sessions_kept"].weeks[-2] == 3
    rows = coach_rows(coach)["income_series"]
    week = FIRST_WEEK.toordinal() + 7 * 28
    keys = [column.key for column in INCOME_SERIES.columns]
    start, bar = keys.index("week_start"), keys.index("week_collected")
    bars = {row[start].toordinal(): row[bar] for row in rows if row[start] is not None}
    assert bars[week] is None


def test_fees_with_few_sessions_withhold_what_tells_them() -> None:
    plan = Plan(
        usual_slots=24,
        full_fee=140.0,
        income_goal=118_000.0,
        sessions_goal=21.0,
        fees=(
            Fee("a", "full", 140.0, 14),
            Fee("b", "sliding", 80.0, 2),
            Fee("c", "insurance", 100.0, 6),
        ),
    )
    coach = for_coach(facts_of(weekly(30), plan))
    levers = coach.facts.report.levers
    for key in ("sliding_cap", "insurer_rate", "leave_panel"):
        assert levers.each[key].alone is None
        assert "withheld" in levers.each[key].why
    assert levers.each["raise_fee"].alone is not None
    shown = sum(lever.share for key, lever in levers.each.items() if lever.on)
    assert shown == pytest.approx(levers.joint)
    text = " ".join(texts_and_numbers(build_copy(coach).cells)[0])
    assert "sliding sessions a week" not in text.casefold()
    if OTHER_LEVERS in levers.each:
        assert "Others, counted together" in text


def test_a_clinician_with_few_sessions_takes_a_second_one_along() -> None:
    rows = []
    for name, kept in (("one", 20), ("two", 12), ("three", 0)):
        for row in weekly(20):
            number = (row["week_start"] - FIRST_WEEK).days // 7
            few = 1 if name == "three" and number in (16, 18) else 0
            rows.append(
                row | {"clinician": name, "sessions_kept": kept or few, "slots_offered": 24}
            )
    coach = for_coach(facts_of(rows, PLAN))
    table = coach_rows(coach)["clinician_rates"]
    shown = {row[0]: row[5] for row in table if row[0]}
    assert sorted(shown) == ["Clinician 1", "Clinician 2", "Clinician 3"]
    assert sorted(map(str, shown.values())) == ["260.0", "<5", "<5"]
    assert "one" not in shown


def test_examples_of_what_follows() -> None:
    thirteen, four = frozenset(range(13)), frozenset(range(4))
    assert not gives_few_weeks([thirteen, four])
    assert gives_few_weeks([thirteen, frozenset(range(12))])
    assert gives_few_weeks([thirteen, frozenset(range(6)), frozenset(range(6, 12))])
    assert given_away([frozenset({1, 2}), frozenset({2, 3}), frozenset({1, 3})]) == {1, 2, 3}
