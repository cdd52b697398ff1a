"""Money that lags: the rate of a session is not bent by when it is paid."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from practice_xl.domain.money_lag import earned_rate, money_lag
from practice_xl.domain.plan import Plan
from practice_xl.domain.weeks import read_weeks

MONDAY = date(2025, 10, 6)


def weeks_of(kept, collected, slots=25):
    rows = {
        "week_start": [MONDAY + timedelta(weeks=week) for week in range(len(kept))],
        "slots_offered": [slots if sessions else 0 for sessions in kept],
        "sessions_kept": list(kept),
        "collected": list(collected),
    }
    return read_weeks(range(len(kept)), rows, Plan())


@pytest.mark.parametrize("before", [0, 4], ids=["just opened", "opened long ago"])
@pytest.mark.parametrize("size", [13, 52])
def test_paid_six_weeks_late_while_growing_a_session_still_brings_150(before, size):
    kept = np.rint(np.linspace(4, 16, 21))
    collected = 150 * np.concatenate([np.full(6, before), kept[:-6]])
    assert collected.sum() / kept.sum() < 120  # what cash over sessions says
    weeks = weeks_of(kept, collected)
    assert earned_rate(weeks, size).value == pytest.approx(150, rel=0.05)
    assert money_lag(weeks).lags.argmax() == 6


@pytest.mark.parametrize("phase", range(4))
@pytest.mark.parametrize("count", [16, 30, 60])
def test_a_lump_every_four_weeks_reads_150_in_every_one_of_the_four_weeks(phase, count):
    lumps = np.where((np.arange(count) + phase) % 4 == 0, 4 * 20 * 150, 0)
    weeks = weeks_of([20] * count, lumps)
    assert earned_rate(weeks, 13).value == pytest.approx(150, rel=0.05)
    assert money_lag(weeks).step is None


@pytest.mark.parametrize("later", [0, 1])
@pytest.mark.parametrize("scatter", [0.0, 0.06])
def test_a_fee_raised_six_weeks_ago_is_told_and_counts_from_its_week(later, scatter):
    rng = np.random.default_rng(3)
    kept = rng.poisson(20, 52)
    due = kept * np.where(np.arange(52) < 46, 120, 160) * (1 + scatter * rng.standard_normal(52))
    collected = np.concatenate([[2400.0] * later, due[: 52 - later]])
    weeks = weeks_of(kept, collected, slots=40)
    found = money_lag(weeks)
    assert abs(found.step - 46) <= 1
    assert found.before == pytest.approx(120, rel=0.05)
    assert found.rate == pytest.approx(160, rel=0.05)
    assert earned_rate(weeks, 13).value == found.rate
    assert "each session brings about $1" in found.change(weeks.starts, "$")


def test_scatter_alone_is_no_change_of_fee():
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        kept = rng.poisson(18, 70)
        collected = kept * 150 * (1 + 0.1 * rng.standard_normal(70))
        found += money_lag(weeks_of(kept, collected, slots=40)).step is not None
    assert found <= 2


def test_a_week_off_with_money_a_week_late_is_150_and_not_137():
    weeks = weeks_of([20] * 12 + [0], [3000] * 13)
    assert earned_rate(weeks, 13).value == pytest.approx(150, rel=0.01)


def test_what_is_not_recorded_is_in_neither_money_nor_sessions():
    collected = [3000.0] * 20
    collected[15] = None
    assert earned_rate(weeks_of([20] * 20, collected), 13).value == pytest.approx(150)
    nothing = earned_rate(weeks_of([20] * 20, [None] * 20), 13)
    assert (nothing.value, nothing.n, nothing.why) == (None, 0, "not recorded")
