"""What holds for every practice: order, ceiling, weeks off, untidy input, same numbers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Plan, TimeOff
from practice_xl.domain.projection import project

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


@st.composite
def days_away(draw: st.DrawFn, first: date) -> TimeOff:
    """Some days or weeks within the coming 52 weeks, part weeks among them."""
    day = first + timedelta(days=draw(st.integers(7, 7 * 52)))
    return TimeOff(day, day + timedelta(days=draw(st.sampled_from([0, 1, 4, 6, 13, 20]))))


@QUICK
@given(practices(), st.data())
def test_a_further_week_off_never_raises_what_is_likely_up_to_any_week(frame, data):
    """Never by more than half a per cent, of sessions and of money, up to each of 52 weeks."""
    newest = frame.week_start.iloc[-1]
    before = tuple(data.draw(st.lists(days_away(newest), max_size=6)))
    working = data.draw(st.sampled_from([30, 47, 52]))
    base = project(frame, Plan(working_weeks=working, time_off=before))
    after = (*before, data.draw(days_away(newest)))
    more = project(frame, Plan(working_weeks=working, time_off=after))
    for was, now in ((base.sessions, more.sessions), (base.income, more.income)):
        assert (now.p50 <= 1.005 * was.p50 + 1e-6).all()


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
    # Losing the newest row is knowing a week less; the oldest holds the only count of clients.
    places = st.just(0) | st.integers(0, len(frame) - 2)
    rows = data.draw(st.lists(places, min_size=1, max_size=1 + len(frame) // 20))
    dirty = frame.astype(object)
    for row in dict.fromkeys(rows):
        mistake(dirty, row)
    shuffled = dirty.sample(frac=1, random_state=len(frame))
    clean, untidy = project(frame, horizon=13), project(shuffled, horizon=13)
    for before, after in ((clean.sessions, untidy.sessions), (clean.income, untidy.income)):
        assert not after.empty
        assert abs(after.p50.iloc[-1] / before.p50.iloc[-1] - 1) < 0.25


def test_the_week_of_the_only_count_of_clients_may_be_lost_or_tenfold():
    """Also where starts and ends tell another story than the sessions do."""
    kept = [12, 19, 16, 16, 9, 18, 15, 21, 12, 24, 12, 23, 22, 21, 17, 23, 25, 19, 19, 25, 22, 21]
    frame = pd.DataFrame(
        {
            "week_start": [MONDAY + timedelta(weeks=week) for week in range(len(kept))],
            "slots_offered": 32,
            "sessions_kept": kept,
            "clients_started": [0, 0, 0, 2, *18 * [0]],
            "clients_ended": [0, 1] * 11,
            "active_clients": [23, *21 * [None]],
        }
    )
    clean = project(frame, horizon=13).sessions.p50.iloc[-1]
    for mistake in (_gap, _blank, _ten_times_everything):
        dirty = frame.astype(object)
        mistake(dirty, 0)
        assert abs(project(dirty, horizon=13).sessions.p50.iloc[-1] / clean - 1) < 0.25


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
