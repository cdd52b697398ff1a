"""What holds for every practice: order, ceiling, weeks off, untidy input, same numbers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Plan, TimeOff
from practice_xl.domain.projection import Projection, project

MONDAY = date(2025, 1, 6)
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@st.composite
def practices(draw: st.DrawFn, fewest: int = 2, most: int = 70) -> pd.DataFrame:
    """A tracker: a level that wanders under a ceiling, weeks off, some columns not kept."""
    count = draw(st.integers(fewest, most))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    slots = draw(st.integers(6, 35))
    level = slots * draw(st.floats(0.2, 0.95)) * np.exp(0.05 * rng.standard_normal(count).cumsum())
    off = rng.random(count) < draw(st.sampled_from([0.0, 0.1, 0.25]))
    off[:2] = False
    kept = np.where(off, 0, np.minimum(rng.poisson(level), slots))
    frame = pd.DataFrame(
        {
            "week_start": [MONDAY + timedelta(weeks=week) for week in range(count)],
            "slots_offered": np.where(off, 0, slots),
            "sessions_kept": kept,
            "missed": np.where(off, 0, rng.binomial(slots - kept, 0.1)),
            "collected": np.round(kept * 120 * rng.normal(1, 0.1, count), 2),
        }
    )
    if draw(st.booleans()):
        frame["clients_started"] = rng.poisson(0.6, count)
        frame["clients_ended"] = rng.poisson(0.5, count)
        frame["active_clients"] = [round(1.3 * kept[:4].mean()) + 3, *[None] * (count - 1)]
    return frame


def last(projection: Projection, week: int = 52) -> pd.Series:
    return projection.income.p50.iloc[week - 1]


@QUICK
@given(practices(), st.sampled_from([13, 52, 80]))
def test_bands_are_ordered_totals_never_fall_and_sessions_stay_under_the_ceiling(frame, horizon):
    projection = project(frame, horizon=horizon)
    for totals in (projection.sessions, projection.income):
        if totals.empty:
            continue
        assert len(totals) == horizon
        assert totals.index[0] == pd.Timestamp(frame.week_start.iloc[-1] + timedelta(weeks=1))
        assert np.isfinite(totals).all().all()
        assert (totals.p10 <= totals.p50).all()
        assert (totals.p50 <= totals.p90).all()
        assert (totals.diff().dropna() >= -1e-9).all().all()
    ceiling = frame.slots_offered[frame.slots_offered > 0].median()
    assert (projection.sessions.p90 <= ceiling * np.arange(1, horizon + 1) + 1e-6).all()
    assert projection.futures.kept.max() <= ceiling


@QUICK
@given(practices(), st.lists(st.integers(1, 50), max_size=5), st.integers(1, 50))
def test_a_further_week_off_never_raises_likely_income(frame, planned, further):
    first = frame.week_start.iloc[-1]
    spans = [first + timedelta(weeks=week) for week in planned]
    before = tuple(TimeOff(day, day + timedelta(days=6)) for day in spans)
    more = first + timedelta(weeks=further)
    after = (*before, TimeOff(more, more + timedelta(days=4)))
    base = project(frame, Plan(time_off=before))
    one_more = project(frame, Plan(time_off=after))
    if not base.income.empty:
        assert last(one_more) <= 1.005 * last(base) + 1


def _text(frame, row):
    frame.loc[row, "sessions_kept"] = "eighteen"


def _ten_times_kept(frame, row):
    frame.loc[row, "sessions_kept"] = 10 * frame.sessions_kept[row]


def _ten_times_collected(frame, row):
    frame.loc[row, "collected"] = 10 * frame.collected[row]


def _ten_times_slots(frame, row):
    frame.loc[row, "slots_offered"] = 10 * frame.slots_offered[row]


def _ten_times_clients(frame, row):
    for key in ("clients_started", "clients_ended", "missed"):
        if key in frame:
            frame.loc[row, key] = 10 * frame[key][row]


def _ten_times_everything(frame, row):
    for key in frame.columns[1:]:
        if pd.notna(frame[key][row]):
            frame.loc[row, key] = 10 * frame[key][row]


def _gap(frame, row):
    frame.loc[row, "week_start"] = None
    frame.loc[row, list(frame.columns[1:])] = None


def _blank(frame, row):
    frame.loc[row, list(frame.columns[1:])] = None


def _other_day(frame, row):
    frame.loc[row, "week_start"] += timedelta(days=int(row) % 6 + 1)


def _twice(frame, row):
    frame.loc[len(frame) + 1000] = frame.loc[row]


def _money_as_text(frame, row):
    frame.loc[row, "collected"] = f"${frame.collected[row]:,.2f}"


MISTAKES = [
    _text, _ten_times_kept, _ten_times_collected, _ten_times_slots, _ten_times_clients,
    _ten_times_everything, _gap, _blank, _other_day, _twice, _money_as_text,
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__.strip("_"))
@settings(QUICK, max_examples=10)
@given(practices(fewest=10), st.data())
def test_untidy_input_hardly_moves_the_next_quarter(mistake, frame, data):
    places = range(len(frame) - 1)  # losing the newest row is knowing a week less
    rows = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=1 + len(frame) // 20))
    dirty = frame.astype(object)
    for row in dict.fromkeys(rows):
        mistake(dirty, row)
    shuffled = dirty.sample(frac=1, random_state=len(frame))
    clean, untidy = project(frame, horizon=13), project(shuffled, horizon=13)
    for before, after in ((clean.sessions, untidy.sessions), (clean.income, untidy.income)):
        assert not after.empty
        assert abs(after.p50.iloc[-1] / before.p50.iloc[-1] - 1) < 0.25


@QUICK
@given(practices())
def test_same_input_same_numbers_in_any_row_order_with_dates_in_any_form(frame):
    state = np.random.get_state()[1].copy()
    original = frame.copy(deep=True)
    base = project(frame)
    assert (np.random.get_state()[1] == state).all()
    pd.testing.assert_frame_equal(frame, original)
    as_index = frame.set_index(pd.to_datetime(frame.pop("week_start")))
    as_text = as_index.reset_index().assign(week_start=lambda f: f.week_start.astype(str))
    for other in (as_index, as_index.iloc[::-1], as_text.sample(frac=1, random_state=3)):
        pd.testing.assert_frame_equal(project(other).sessions, base.sessions)
        pd.testing.assert_frame_equal(project(other).income, base.income)


def test_a_longer_horizon_begins_with_the_shorter_one():
    frame = pd.DataFrame(
        {"week_start": pd.date_range("2025-01-06", periods=30, freq="7D"), "sessions_kept": 12}
    )
    short, long = project(frame, horizon=13), project(frame, horizon=104)
    pd.testing.assert_frame_equal(short.sessions, long.sessions.iloc[:13])
