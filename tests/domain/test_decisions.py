"""Decisions with a date: every case to the cent with scatter switched off, near it with scatter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.decisions import decide
from practice_xl.domain.decisions.kinds import (
    Course,
    Played,
    apply_all,
    breaks_even_at,
    left_of_a_session,
    numbers_of,
)
from practice_xl.domain.levers.state import State, Tier, state_of
from practice_xl.domain.plan import Decided, DecisionInput, Fee, Plan, TimeOff
from practice_xl.domain.projection import Projection
from practice_xl.domain.weeks import read_weeks
from practice_xl.schema.levers import KINDS

MONDAY = date(2026, 11, 9)  # the first week to come
WEEK = timedelta(weeks=1)
STATE = State(
    kept=20, slots=24, tiers=(Tier("full", 150, 1.0),), full_fee=150, clients=20, admin_hours=8
)
PANEL = STATE._replace(tiers=(Tier("insurance", 100, 0.4), Tier("full", 150, 0.6)))


def steady(share=47 / 52, kept=20, booked=0.7, weeks=104, rate=150.0, started=0.025, **changes):
    """Scatter switched off: one future, every week alike, money paid at once."""
    one = np.ones((weeks, 1))
    course = Course(
        starts=tuple(MONDAY + WEEK * week for week in range(weeks)),
        kept=one * kept * share,
        earned=one * kept * share * rate,
        collected=one * kept * share * rate,
        spent=0 * one,
        booked=one * booked,
        open=one * share,
        started=one * started,
        slots=one * 24,
        full=one,
        fee=one * rate,
        lags=np.array([1.0]),
    )
    return replace(course, **changes)


def decision(kind, week, ends=None, state=STATE, plan=None, **numbers):
    decided = Decided(1, kind, MONDAY + WEEK * week, ends)
    typed = {(kind, key): value for key, value in numbers.items()}
    return Played(decided, numbers_of(decided, typed, state), state, plan or Plan())


def gained(course, *played, weeks=52):
    """What more is collected, less what is spent, in the first year."""
    after = apply_all(course, list(played))
    return float((after.collected - course.collected - after.spent)[:weeks].sum(axis=0)[0])


@pytest.mark.parametrize(
    ("course", "one", "expected"),
    [
        (
            steady(),
            decision("raise_fee", 13, rise=10, everyone=1, loss=0),
            10 * 20 * 47 * 39 / 52,
        ),
        (
            steady(),
            decision("raise_fee", 13, rise=10),
            10 * 20 * 47 / 52 * sum(1 - 0.975**j for j in range(1, 40)),
        ),
        (
            steady(share=1),
            decision("time_away", 4, weeks=6, lost=5, back=1),
            -(6 * 20 * 150 + 150 * (5 + 4 + 3 + 2 + 1)),
        ),
        (
            steady(rate=130.0, full=np.full((104, 1), 0.6)),
            decision("leave_panel", 13, state=PANEL, stay=0.7),
            20 * 0.4 * (0.7 * 150 - 100) * 47 * 39 / 52,
        ),
        (steady(), decision("help", 26, cost=90), -90 * 26),
        (
            steady(),
            decision(
                *("clinician", 0),
                **{"sessions": 10, "rate": 120, "pay": 0.5, "payroll": 0.0765, "billing": 0},
                **{"monthly": 350, "own": 1.5, "ramp": 0, "wait": 0},
            ),
            10 * 47 * (120 - 60 * 1.0765) - 350 * 12,
        ),
    ],
)
def test_every_case_to_the_cent(course, one, expected):
    """20 sessions a week at 150; "from week 13" is after 13 full weeks."""
    assert gained(course, one) == pytest.approx(expected, abs=0.005)


def test_a_full_year_of_a_higher_fee():
    assert gained(steady(), decision("raise_fee", 0, rise=10, everyone=1, loss=0)) == (
        pytest.approx(10 * 20 * 47)
    )


def test_her_hours_take_slots_only_where_the_practice_is_full():
    numbers = {"sessions": 0, "own": 1.5, "monthly": 0, "ramp": 0}
    hire = decision("clinician", 0, **numbers)
    assert gained(steady(booked=0.7), hire) == 0
    assert gained(steady(booked=0.95), hire) == pytest.approx(-1.5 * 150 * 47)


def test_her_pay_leaves_before_insurers_pay():
    """For 13 weeks only her pay and the rent leave; the year is behind, the next one is not."""
    hire = decision("clinician", 4, rate=120, payroll=0.0765, wait=13, ramp=0, sessions=10)
    course = steady()
    after = apply_all(course, [hire])
    assert (after.collected[:17] == course.collected[:17]).all()
    assert (after.spent[4:] > 0).all() and (after.spent[:4] == 0).all()
    assert gained(course, hire, weeks=17) < 0 < gained(course, hire, weeks=104)


def test_where_a_clinician_breaks_even():
    numbers = decision(
        *("clinician", 0), rate=120, pay=0.5, payroll=0.0765, billing=0, monthly=350, own=1.5
    ).numbers
    left = 120 - 60 * 1.0765
    assert left_of_a_session(numbers) == pytest.approx(left)
    assert breaks_even_at(numbers, 47) == pytest.approx(350 * 12 / 47 / left)
    assert breaks_even_at(numbers, 47, 150) == pytest.approx((350 * 12 / 47 + 1.5 * 150) / left)
    assert breaks_even_at(numbers | {"pay": 1.0}, 47) is None


def test_new_slots_fill_only_in_a_full_practice_and_the_last_ones_go_first():
    more = decision("slots", 0, change=4, filled=0.75, ramp=0)
    assert gained(steady(share=1, booked=0.6), more) == 0
    assert gained(steady(share=1, booked=1.0), more) == pytest.approx(4 * 0.75 * 150 * 52)
    fewer = decision("slots", 0, change=-6)  # 18 of 24: two in ten bookings do not fit
    assert gained(steady(share=1, booked=0.7), fewer) == 0
    assert gained(steady(share=1, booked=0.9), fewer) == pytest.approx(-20 * 150 * 52 * (1 - 5 / 6))


def test_days_of_time_off_are_not_taken_twice():
    away = TimeOff(MONDAY + WEEK * 4, MONDAY + WEEK * 6 - timedelta(days=3))
    plan = Plan(time_off=(away,))
    kept = np.ones((104, 1)) * 20
    kept[4:6] = 0
    course = steady(share=1, kept=1)
    course = replace(course, kept=kept, earned=kept * 150, collected=kept * 150)
    leave = decision("time_away", 4, plan=plan, weeks=6, lost=0)
    assert gained(course, leave) == pytest.approx(-4 * 20 * 150)


def test_money_of_earlier_sessions_arrives_while_away():
    course = steady(share=1, lags=np.array([0.0, 0.0, 1.0]))
    after = apply_all(course, [decision("time_away", 4, weeks=2, lost=0)])
    assert np.flatnonzero((after.collected < course.collected)[:, 0]).tolist() == [6, 7]
    assert np.flatnonzero((after.kept == 0)[:, 0]).tolist() == [4, 5]


ANY = st.builds(
    decision,
    st.sampled_from([kind.key for kind in KINDS]),
    st.integers(0, 60),
    state=st.just(PANEL),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, min_size=2, max_size=4))
def test_decisions_do_not_depend_on_their_order(played):
    courses = [apply_all(steady(booked=0.92), list(order)) for order in permutations(played)]
    for course in courses[1:]:
        assert (course.collected == courses[0].collected).all()
        assert (course.spent == courses[0].spent).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.floats(0, 30), st.floats(0, 25), st.floats(0, 5))
def test_a_leave_never_raises_sessions(week, weeks, lost, back):
    course = steady(booked=0.92)
    after = apply_all(course, [decision("time_away", week, weeks=weeks, lost=lost, back=back)])
    assert (after.kept <= course.kept + 1e-9).all()
    assert (after.collected <= course.collected + 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 700), st.integers(0, 60), st.floats(0, 40), st.booleans())
def test_a_later_day_never_brings_more_of_a_raise_without_loss(day, later, rise, everyone):
    lags = np.array([0.5, 0.3, 0.2])
    first, second = (
        gained(steady(lags=lags), one._replace(decided=one.decided._replace(begins=begins)))
        for one in [decision("raise_fee", 0, rise=rise, everyone=float(everyone), loss=0)]
        for begins in (MONDAY + timedelta(days=day), MONDAY + timedelta(days=day + later))
    )
    assert second <= first + 1e-6


# On the projection's own futures


def projected(missed=None, **changes):
    """Two years of 20 sessions a week at 150, five weeks off a year, money paid within the week."""
    weeks = 104
    off = [week % 10 == 5 for week in range(weeks)]
    kept = [0 if away else 20 + (week % 3) - 1 for week, away in enumerate(off)]
    columns = {
        "week_start": [MONDAY - WEEK * (weeks - week) for week in range(weeks)],
        "slots_offered": [0 if away else 25 for away in off],
        "sessions_kept": kept,
        "collected": [150 * sessions for sessions in kept],
        "missed": [missed] * weeks,
        "missed_charged": [missed] * weeks,
    }
    plan = Plan(**{"usual_slots": 25, "full_fee": 150, "working_weeks": 47} | changes)
    return Projection(read_weeks(range(weeks), columns, plan), plan, 104)


@pytest.fixture(scope="module")
def projection():
    return projected()


def decided_on(projection, *decided, **numbers):
    state = state_of(projection.weeks, projection.weeks.plan)
    typed = [DecisionInput(*key.split("__"), value) for key, value in numbers.items()]
    return decide(projection, state, decided, typed)


def test_with_scatter_the_likely_difference_is_the_case(projection):
    """What the projection expects of the year is what a rise of a tenth is a fifteenth of."""
    raised = Decided(1, "raise_fee", MONDAY + WEEK * 13, number=10)
    result = decided_on(projection, raised, raise_fee__everyone=1, raise_fee__loss=0)
    money = projection.long_futures.money[13:52].sum(axis=0)
    (one,) = result.each
    assert one.more.p50 == pytest.approx(np.median(money) / 15, rel=0.02)
    assert one.more.p50 == pytest.approx(10 * 20 * 47 * 39 / 52, rel=0.05)
    assert one.more.p10 < one.more.p50 < one.more.p90
    assert one.pays_back == raised.begins


def test_nothing_decided_is_nothing_changed(projection):
    result = decided_on(projection)
    year = projection.likely.totals["52"]
    assert result.together is None and result.each == ()
    assert result.as_now.collected == pytest.approx(year)
    hire = Decided(3, "clinician", MONDAY + WEEK * 80)
    later = decided_on(projection, hire)
    assert later.together.year.collected == pytest.approx(year)
    assert later.together.more_left == pytest.approx((0, 0, 0))


def test_in_place_of_usual_weeks_off_a_leave_costs_less(projection):
    away = Decided(1, "time_away", MONDAY + WEEK * 20, MONDAY + WEEK * 24 - timedelta(days=1))
    on_top = decided_on(projection, away, time_away__lost=0).each[0]
    instead = decided_on(projection, away, time_away__lost=0, time_away__instead=1).each[0]
    assert on_top.more.p50 < instead.more.p50 - 1000 and instead.more.p50 <= 1
    assert "does not apply" in instead.words[0] and instead.pays_back is None


def test_what_began_before_the_weeks_to_come_is_told_by_the_weeks(projection):
    (one,) = decided_on(projection, Decided(1, "help", MONDAY - WEEK * 9)).each
    assert one.more is None and one.words[0].startswith("It began on")


def test_a_rise_of_a_fee_that_is_not_known_asks_for_it_and_the_others_are_played():
    """Missed sessions were charged, at nobody knows what: nor is the money for a session known."""
    raised, helped = (Decided(row, kind, MONDAY) for row, kind in enumerate(("raise_fee", "help")))
    result = decided_on(projected(missed=1, full_fee=None), raised, helped)
    assert result.each[0].words == ("Type the full fee in Plan, or the money collected in Weekly.",)
    assert result.each[1].more is not None and result.together.more == result.each[1].more


def test_the_decision_that_leaves_most_names_the_lever(projection):
    helped = Decided(1, "help", MONDAY + WEEK * 4)
    raised = Decided(2, "raise_fee", MONDAY + WEEK * 8)
    result = decided_on(projection, helped, raised)
    assert result.taken.decided == raised and result.lever.key == "raise_fee"
    assert decided_on(projection, helped).lever.key == "delegate_billing"


def test_help_with_the_billing_is_an_action_in_no_row_of_actions(projection):
    """So what is said of the first row of Actions is never said of it."""
    (action,) = decided_on(projection, Decided(1, "help", MONDAY)).delegated(MONDAY)
    assert action.owner == "Delegated" and action.row < 0


def test_box_and_reading_name_the_same_decision(projection):
    """A clinician may leave more; the lever with a day is what both name."""
    hired = Decided(1, "clinician", MONDAY + WEEK * 4)
    raised = Decided(2, "raise_fee", MONDAY + WEEK * 8)
    result = decided_on(projection, hired, raised)
    assert result.taken.name == result.lever.decided == "Raise the fee, from 4 Jan 2027"
    assert decided_on(projection, hired).taken.decided == hired
    assert decided_on(projection, hired).lever is None


def test_tax_is_taken_off_what_is_left_where_plan_has_a_rate(projection):
    taxed, untaxed = projected(tax_rate=0.25), projected(tax_rate=0.0)
    raised = Decided(1, "raise_fee", MONDAY + WEEK * 8)
    before, after = (decided_on(one, raised) for one in (projection, taxed))
    assert after.as_now.left.p50 == pytest.approx(0.75 * before.as_now.left.p50)
    assert any("income and self-employment tax" in text for text in before.each[0].words)
    assert not any("income and self-employment tax" in text for text in after.each[0].words)
    none = decided_on(untaxed, raised)
    assert none.taxed
    assert not any("income and self-employment tax" in text for text in none.each[0].words)


def test_insurers_pay_what_they_pay():
    """Only full tiers rise; sliding places where ticked."""
    fees = (
        Fee("A", "insurance", 100, 8),
        Fee("Low", "sliding", 80, 4),
        Fee("Full", "full", 150, 8),
    )
    state = State(
        kept=20,
        tiers=tuple(Tier(fee.kind, fee.fee, fee.sessions / 20) for fee in fees),
        full_fee=150,
    )
    course = steady(rate=116.0, full=np.full((104, 1), 0.4))
    for sliding, sessions in ((0, 8), (1, 12)):
        rise = {"rise": 10, "everyone": 1, "loss": 0, "sliding": sliding}
        one = decision("raise_fee", 0, state=state, **rise)
        assert gained(course, one) == pytest.approx(10 * sessions * 47)
