"""The projection: worked cases, the words for every case, and whether its bands hold."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from practice_xl.domain.plan import Fee, Plan, TimeOff
from practice_xl.domain.projection import Band, Projection, project
from practice_xl.domain.projection.halves import read_bookings, read_caseload, read_level
from practice_xl.domain.projection.history import read_history
from practice_xl.domain.projection.money import read_per_session
from practice_xl.domain.weeks import read_weeks

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import evaluate_projection as judge

MONDAY = date(2025, 1, 6)


def steady(count: int, kept: object = 20, **columns: object) -> pd.DataFrame:
    """Weeks that are all alike, 25 slots and 150 a session unless said otherwise."""
    frame = pd.DataFrame(
        {
            "week_start": [MONDAY + timedelta(weeks=week) for week in range(count)],
            "slots_offered": 25,
            "sessions_kept": kept,
        }
    )
    frame["collected"] = frame.sessions_kept * 150
    return frame.assign(**columns)


def history_of(frame: pd.DataFrame, plan: Plan | None = None):
    plan = plan or Plan()
    weeks = read_weeks(range(len(frame)), frame.to_dict("list"), plan)
    return read_history(weeks, plan)


# The past, read


def test_one_count_of_clients_is_rolled_forward_and_back():
    frame = steady(4, clients_started=[1, 0, 2, 0], clients_ended=[0, 1, 0, 1])
    frame["active_clients"] = [None, 20, None, None]
    history = history_of(frame)
    assert history.clients.tolist() == [20 + 1, 20, 20 + 2, 20 + 2 - 1]
    assert (history.clients - history.started + history.ended).tolist() == [21 - 1, 21, 20, 22]


def test_the_clients_of_the_plan_count_at_its_start():
    frame = steady(3, clients_started=[1, 1, 1], clients_ended=0)
    plan = Plan(active_clients=10, plan_start=MONDAY + timedelta(weeks=1))
    assert history_of(frame, plan).clients.tolist() == [10, 11, 12]
    assert history_of(frame, Plan(active_clients=10)).clients.tolist() == [11, 12, 13]


def test_without_a_count_the_sessions_of_the_last_half_year_stand_in_for_clients():
    frame = steady(40, kept=14, clients_started=[2] + 39 * [0], clients_ended=0)
    assert history_of(frame).clients.tolist() == 40 * [14 / 0.70]


def test_a_count_that_the_sessions_do_not_speak_for_is_not_followed():
    frame = steady(40, kept=14, clients_started=0, clients_ended=0)
    frame["active_clients"] = [5 * 14 / 0.70 + 4, *[None] * 39]
    assert history_of(frame).clients.tolist() == 40 * [14 / 0.70]
    frame["active_clients"] = [5 * 14 / 0.70 + 3, *[None] * 39]
    assert history_of(frame).clients.tolist() == 40 * [5 * 14 / 0.70 + 3]


def test_bookings_scatter_by_themselves():
    frame = steady(40, kept=[18, 20] * 20, missed=[2, 0] * 20)  # 20 booked in every week
    bookings = read_bookings(history_of(frame))
    w = 2.0 ** (-np.arange(40)[::-1] / 20)
    kept = np.array([18, 20] * 20)
    assert bookings.per_kept == pytest.approx(20 * w.sum() / (w * kept).sum())
    assert bookings.together == pytest.approx(0.35 * 26 / (26 + 38))
    assert bookings.scatter == pytest.approx(0.5 * 8 / (8 + 39) / (1 - bookings.together))


def test_clients_are_not_followed_when_starts_are_missing_in_a_third_of_the_weeks():
    frame = steady(6, active_clients=20, clients_ended=0)
    frame["clients_started"] = [0, None, 1, None, 0, 0]
    assert not history_of(frame).follows_clients
    frame["clients_started"] = [0, None, 1, 0, 0, 0]
    assert history_of(frame).follows_clients


def test_a_week_off_and_an_empty_week_count_as_off_and_a_short_week_as_part():
    frame = steady(8, kept=[20, 0, 20, 0, 9, 20, 20, 20])
    frame["slots_offered"] = [25, 0, 25, 25, 12, 25, 25, 25]
    history = history_of(frame)
    assert np.flatnonzero(history.off).tolist() == [1, 3]
    assert history.exposure[4] == 12 / 25
    assert history.ceiling == 25


def test_an_unknown_ceiling_is_a_fifth_above_the_best_week():
    history = history_of(steady(4, kept=[10, 15, 12, 14]).drop(columns="slots_offered"))
    assert history.ceiling == pytest.approx(1.2 * 15)
    assert not history.slots_known


def test_the_estimates_of_a_steady_practice_lie_between_prior_and_past():
    frame = steady(30, clients_started=0.0, clients_ended=0.0, active_clients=25)
    history = history_of(frame)
    assert read_level(history).weights.sum() == pytest.approx(1)
    assert (abs(read_level(history).means - 20) < 0.01).all()
    w = 2.0 ** (-np.arange(30) / 20)
    prior = 3 * 25 / 2
    kappa = (0.70 * prior + 20 * w.sum()) / (prior + 25 * w.sum())
    caseload = read_caseload(history, read_bookings(history))
    assert caseload.kept_per_client == pytest.approx(kappa)
    assert read_per_session(history, None).mean == pytest.approx(150)


def test_money_of_weeks_off_is_inside_the_money_for_a_session():
    frame = steady(13)
    frame.loc[12, ["slots_offered", "sessions_kept"]] = 0
    frame["collected"] = [0, *[20 * 150] * 12]  # a week late
    assert read_per_session(history_of(frame), None).mean == pytest.approx(150, rel=0.03)


# What is said


def test_a_steady_practice_goes_on():
    projection = project(steady(40))
    year = projection.sessions.iloc[-1]
    assert year.p50 == pytest.approx(20 * 52 * (1 - 0.06), rel=0.05)
    assert year.p50 <= 25 * 52
    assert projection.income.p50.iloc[-1] == pytest.approx(150 * year.p50, rel=0.03)


@pytest.mark.parametrize("count", [0, 1])
def test_no_projection_from_fewer_than_two_weeks(count):
    projection = project(steady(count))
    for frame in (projection.sessions, projection.income):
        assert list(frame.columns) == ["p10", "p50", "p90"]
        assert frame.empty
        assert frame.index.name == "week_start"
    assert "needs 2 weeks" in projection.words
    assert projection.full.as_dict()["chance"] == {"13": None, "26": None, "52": None}
    assert projection.likely.as_dict()["projection"]["52"] == dict.fromkeys(("p10", "p50", "p90"))
    assert projection.promise.as_of is None


@pytest.mark.parametrize(
    ("frame", "plan", "status", "words"),
    [
        (steady(1), Plan(), "too little data", "A projection needs 2 weeks"),
        (steady(3), Plan(), "first guess", "needs 4 weeks, has 3"),
        (steady(9), Plan(), "no date yet", "A month needs 13 weeks, has 9"),
        (steady(20, kept=24), Plan(), "full now", "You are full now"),
        (
            steady(60, kept=6, clients_started=0, clients_ended=0, active_clients=8),
            Plan(),
            "not at this pace",
            "Not full at this pace. The chance of reaching 90 % once within a year is less than 2",
        ),
        (
            steady(20).drop(columns="slots_offered"),
            Plan(),
            "no slots",
            "Type your usual slots in Plan",
        ),
        (
            steady(
                20,
                kept=[*range(4, 24)],
                clients_started=1,
                clients_ended=0,
                active_clients=[*[None] * 19, 30],
            ),
            Plan(),
            "date",
            "Likely full (90 % booked) in ",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_when_will_i_be_full_has_words_for_every_case(frame, plan, status, words):
    full = project(frame, plan).full
    assert full.status == status
    assert words in full.words
    if status in ("date", "full now"):
        assert full.dates["p50"] >= full.starts[0]
        assert full.weeks["p10"] <= full.weeks["p50"]
    if status == "no date yet":
        assert set(full.weeks.values()) == {None}
        assert 0 <= full.chance["13"] <= full.chance["26"] <= full.chance["52"] <= 1


def test_a_goal_above_the_ceiling_is_said_plainly():
    likely = project(steady(30), Plan(income_goal=400_000)).likely
    assert likely.above_ceiling
    assert likely.chance_of_goal < 0.02
    assert likely.ceiling == pytest.approx(25 * 0.90 * 150 * 47)  # steady weeks, all kept
    assert "no number of new clients reaches it; fee, hours or weeks must change" in likely.words


def test_a_goal_within_reach_has_a_chance_and_a_gap():
    likely = project(steady(30), Plan(income_goal=150_000, currency="£")).likely
    assert likely.gap == pytest.approx(150_000 - likely.totals["52"].p50)
    assert 0 < likely.chance_of_goal < 1
    assert "8 in 10 between £" in likely.words
    assert "Chance of reaching £150,000" in likely.words
    assert "P10" not in likely.words


def test_two_weeks_are_a_first_guess_wide():
    likely, long = project(steady(2)).likely, project(steady(40)).likely
    assert likely.words.startswith("A first guess, wide, from 2 weeks.")
    first, later = likely.totals["26"], long.totals["26"]
    assert first.p90 / first.p10 > 1.5 * later.p90 / later.p10


def test_without_money_the_fees_speak_and_without_fees_nothing():
    frame = steady(20).drop(columns="collected")
    assert project(frame).income.empty
    assert not project(frame).sessions.empty
    assert project(frame).likely.status == "no money recorded"
    plan = Plan(fees=(Fee("Full", "full", 150, 12), Fee("A", "insurance", 100, 8)))
    with_fees = project(frame, plan)
    assert "it rests on your fees" in with_fees.likely.words
    assert with_fees.income.p50.iloc[-1] == pytest.approx(
        130 * with_fees.sessions.p50.iloc[-1], rel=0.05
    )


def test_a_week_of_time_off_brings_nothing_and_lowers_the_total():
    away = MONDAY + timedelta(weeks=30 + 4)
    plan = Plan(time_off=(TimeOff(away, away + timedelta(days=13)),))
    base, off = project(steady(30), Plan()), project(steady(30), plan)
    assert (off.futures.kept[4:6] == 0).all()
    assert off.futures.off[4:6].all()
    assert off.sessions.p50.iloc[12] < base.sessions.p50.iloc[12] - 20
    some = project(steady(30), Plan(time_off=(TimeOff(away, away + timedelta(days=1)),)))
    assert some.futures.kept[4].max() <= 25 * 3 / 5
    assert some.futures.kept[4].max() > 0


def test_a_planned_week_takes_the_place_of_the_next_week_off_and_of_none_before_it():
    away = MONDAY + timedelta(weeks=30 + 20)
    plan = Plan(time_off=(TimeOff(away, away + timedelta(days=6)),))
    base, off = project(steady(30), Plan()).futures, project(steady(30), plan).futures
    assert (off.off[:20] == base.off[:20]).all()
    assert (off.kept[:20] == base.kept[:20]).all()
    assert (off.kept.cumsum(axis=0) <= base.kept.cumsum(axis=0)).all()
    lost = (base.kept - off.kept)[20:].sum(axis=0)
    none_to_come = ~base.off[20:].any(axis=0)
    assert (lost == base.kept[20])[none_to_come].all()
    assert lost[base.off[20:].sum(axis=0) > 2].mean() < 0.01 * 20


def test_the_month_in_progress_is_what_came_and_the_rest_expected():
    frame = steady(20)  # the week read begins on 19 May 2025; one more week belongs to May
    likely = project(frame, Plan(income_goal=141_000, working_weeks=47)).likely
    may = likely.months[0]
    assert may.first == date(2025, 5, 1)
    assert may.so_far == 4 * 20 * 150  # 28 April belongs to May by its fourth day
    assert may.band.p50 == pytest.approx(5 * 20 * 150, rel=0.08)
    # 20 of 52 weeks worked, one before the first row: the weeks off are spread over 31 to come
    assert may.goal == pytest.approx((4 + (47 * 51 / 52 - 20) / 31) * 141_000 / 47)
    assert len(likely.months) == 1 + 12
    assert all(month.so_far == 0 for month in likely.months[1:])
    assert likely.as_dict()["months"][12]["month"] == "2026-05"
    assert likely.year.so_far == 20 * 20 * 150
    assert likely.year.first == date(2025, 1, 1)
    assert likely.year.band.p50 == pytest.approx(52 * 20 * 150 * (1 - 0.04), rel=0.06)


def test_the_promise_check_knows_only_the_rows_of_then():
    frame = steady(40)
    frame.loc[27:, "sessions_kept"] = 8  # the last 13 weeks went badly
    frame.loc[27:, "collected"] = 8 * 150
    projection = project(frame, Plan())
    promise = projection.promise
    then = project(frame.iloc[:27], Plan(), horizon=13).sessions.iloc[-1]
    assert promise.as_of == MONDAY + timedelta(weeks=26)
    assert promise.sessions.p50 == pytest.approx(then.p50)
    assert promise.sessions_came == 13 * 8
    assert promise.income_came == 13 * 8 * 150
    assert "What came: 104, below the range we gave." in promise.words
    assert Projection(projection.weeks.until(13)).promise.sessions is None


def test_a_scenario_shares_its_random_numbers_with_the_base():
    base = project(steady(30)).futures
    dearer = project(steady(30, collected=20 * 165)).futures
    assert (base.kept == dearer.kept).all()
    assert dearer.money.sum() == pytest.approx(base.money.sum() * 165 / 150, rel=1e-3)


def test_the_chart_joins_past_and_future():
    chart = project(steady(30), Plan(income_goal=140_000)).likely.chart
    assert len(chart.starts) == 30 + 52 == len(chart.low) == len(chart.goal)
    assert np.isnan(chart.likely[:30]).all()
    assert np.isnan(chart.collected[30:]).all()
    assert chart.goal[0] == 140_000 / 52
    assert (chart.low[30:] <= chart.likely[30:]).all()
    assert (chart.likely[30:] < chart.ceiling[30:]).all()


def test_a_payer_once_a_month_is_no_slip_and_one_slip_is_told():
    frame = steady(24)
    frame["collected"] = [0, 0, 0, 4 * 20 * 150] * 6
    assert project(frame).income.p50.iloc[-1] == pytest.approx(52 * 0.94 * 3000, rel=0.1)
    slip = steady(24)
    slip.loc[10, "collected"] = 30_000
    assert "Left out: 1 of the amounts collected" in project(slip).likely.words


def test_the_words_say_the_numbers_of_the_sheet_and_a_first_guess_is_rounded_everywhere():
    band = Band(54_321, 61_234, 69_012)
    assert band.in_words("$") == "likely $61,234; 8 in 10 between $54,321 and $69,012"
    assert band.to_three_digits() == Band(54_300, 61_200, 69_000)


# Whether it is right


def test_bands_hold_and_errors_are_below_exponential_smoothing():
    """A small part of scripts/evaluate_projection.py, with margins for its few practices."""
    cases, full = judge.evaluate(40, first=1000, workers=1, paths=200)
    lines = judge.tabulate(cases)
    assert 0.76 <= judge.summary(lines)["coverage"] <= 0.86
    for rows in (lines[lines.history <= 8], *(lines[lines.horizon == h] for h in judge.HORIZONS)):
        assert 0.72 <= judge.summary(rows)["coverage"] <= 0.90
    assert judge.summary(lines)["pinball / SES"] <= 0.73
    assert judge.summary(lines)["error / SES"] <= 0.80
    chance = np.array([case.chance for case in full])
    happened = np.array([case.happened for case in full], dtype=float)
    assert abs(chance.mean() - happened.mean()) <= 0.055
    # 40 practices, each cut several times: two standard errors of a third of them are about 0.15.
    for low, high in ((0, 0.3), (0.3, 0.7), (0.7, 1.01)):
        inside = (chance >= low) & (chance < high)
        assert abs(chance[inside].mean() - happened[inside].mean()) <= 0.13
    assert ((chance - happened) ** 2).mean() < 0.14
