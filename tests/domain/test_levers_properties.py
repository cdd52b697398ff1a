"""What holds for every practice and every choice of levers."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.levers import cost_levers
from practice_xl.domain.levers.effect import (
    KEYS,
    PLACE,
    LeverInput,
    annual_income,
    choose,
    fair_shares,
    places_in_all,
    subsets,
)
from practice_xl.domain.levers.state import State, Tier
from practice_xl.schema.levers import LEVERS

EVERY = subsets(len(LEVERS))


def number(low, high):
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


@st.composite
def states(draw, room=None):
    kept, missed = draw(number(1, 60)), draw(number(0, 8))
    fees = sorted(draw(st.lists(number(40, 250), min_size=1, max_size=4)))
    kinds = ["full", "sliding", "insurance"]
    tiers = tuple(Tier(draw(st.sampled_from(kinds)), fee, 1 / len(fees)) for fee in fees)
    empty = draw(number(0, 12)) if room is None else room
    unpaid = draw(number(0, 30_000))
    return State(
        kept=kept, missed=missed, cancelled=draw(number(0, 6)), charged=draw(number(0, 1)),
        refilled=draw(number(0, 1)), slots=kept + missed + empty, show_rate=draw(number(0.5, 1)),
        tiers=tiers, factor=draw(number(0.5, 1.2)), full_fee=draw(number(100, 250)),
        late_fee=draw(number(0, 200)), late_fee_follows=draw(st.booleans()),
        waiting=draw(number(0, 4)), working_weeks=draw(number(30, 52)), unpaid=unpaid,
        over_90=unpaid * draw(number(0, 1)), daily=draw(number(50, 900)), overhead=1_500, weeks=13,
    )  # fmt: skip


@st.composite
def typed(draw):
    """Rows of LeverInputs: any number of any lever, on or off."""
    rows = []
    for lever in LEVERS:
        on = draw(st.booleans())
        for item in lever.numbers:
            value = draw(st.none() | number(0, min(item.high, 60)))
            rows.append(LeverInput(lever.key, item.key, value, on))
    return rows


@settings(max_examples=60, deadline=None)
@given(states(), typed())
def test_fair_shares_add_up_to_the_joint_total_for_every_choice(state, rows):
    result = cost_levers(state, rows)
    total = sum(lever.share for lever in result.each.values())
    assert total == pytest.approx(result.joint, abs=0.001)
    assert all(lever.share == 0 for lever in result.each.values() if not lever.on)


@settings(max_examples=60, deadline=None)
@given(states(), typed())
def test_sessions_never_take_more_slots_than_there_are(state, rows):
    year = annual_income(state, choose(state, rows), EVERY)
    assert (year.slots_used <= year.slots + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(states(room=0.0))
def test_without_room_only_sessions_that_were_missed_can_be_won(state):
    each = cost_levers(state).each
    assert each["refill"].alone == pytest.approx(0, abs=1e-6)
    assert each["weekly_rhythm"].alone == pytest.approx(0, abs=1e-6)
    won = state.session_rate - state.charged * state.late_fee * state.collectable
    expected = state.working_weeks * 0.15 * state.missed * won
    assert each["fewer_missed"].alone == pytest.approx(expected, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(states(), typed(), st.randoms(use_true_random=False))
def test_income_does_not_depend_on_the_order_levers_are_listed_in(state, rows, random):
    shuffled = random.sample(rows, len(rows))
    listed = annual_income(state, choose(state, rows), EVERY).total
    assert (annual_income(state, choose(state, shuffled), EVERY).total == listed).all()


@settings(max_examples=60, deadline=None)
@given(states(), typed())
def test_all_sets_at_once_agree_with_each_set_on_its_own(state, rows):
    choices = choose(state, rows)
    together = annual_income(state, choices, EVERY).total
    for row in (0, 1, 77, 4096, 8191):
        alone = annual_income(state, choices, EVERY[row]).total
        assert alone == pytest.approx(together[row])


def test_fair_shares_are_the_mean_over_every_order_of_adding():
    worth = np.array([0, 4, 7, 1, 3, 9, 2, 8, 6, 5, 11, 14, 10, 13, 12, 20.0])
    orders = list(itertools.permutations(range(4)))
    expected = np.zeros(4)
    for order in orders:
        present = 0
        for thing in order:
            expected[thing] += worth[present | 1 << thing] - worth[present]
            present |= 1 << thing
    assert fair_shares(worth) == pytest.approx(expected / len(orders))


def test_shares_of_a_choice_come_from_its_own_subsets_only():
    state = State(kept=20, missed=2, cancelled=1, slots=30, tiers=(Tier("full", 150, 1.0),),
                  full_fee=150, late_fee=150, working_weeks=48)  # fmt: skip
    choices = choose(state, [LeverInput("raise_fee", "loss", 0), LeverInput("refill", "change", 1)])
    chosen = np.isin(KEYS, ["raise_fee", "refill"])
    gain = annual_income(state, choices, EVERY).total - 48 * 20 * 150
    shares = fair_shares(gain[places_in_all(chosen)])
    assert shares == pytest.approx([48 * (20 * 10 + 10 / 2), 48 * (150 + 10 / 2)])
    assert PLACE["raise_fee"] < PLACE["refill"]
