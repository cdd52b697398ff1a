"""What each lever is worth, worked out by hand, and what the owner is told about it."""

from datetime import date, timedelta

import pytest

from practice_xl.domain.levers import cost_levers, what_if
from practice_xl.domain.levers.effect import LeverInput, choose
from practice_xl.domain.levers.state import State, Tier, state_of
from practice_xl.domain.plan import Fee, Month, Plan
from practice_xl.domain.weeks import read_weeks
from practice_xl.schema.levers import LEVERS

MONDAY = date(2026, 1, 5)
USUAL = {"sessions_kept": 20, "missed": 2, "missed_charged": 0, "cancelled_in_time": 1,
         "slots_refilled": 0, "slots_offered": 30, "collected": 3000}  # fmt: skip
PLAN = Plan(full_fee=150, working_weeks=48)
TWO_TIERS = (Fee("Own", "full", 150, 12), Fee("Panel", "insurance", 100, 8))


def weeks_of(count=13, plan=PLAN, **numbers):
    row = {key: value for key, value in (USUAL | numbers).items() if value is not None}
    columns = {key: [value] * count for key, value in row.items()}
    columns["week_start"] = [MONDAY + timedelta(weeks=n) for n in range(count)]
    return read_weeks(range(count), columns, plan)


def rows(sets):
    return [
        LeverInput(*f"{name}.change".split(".")[:2], value, True) for name, value in sets.items()
    ]


def evaluate(weeks, plan, months=(), inputs=()):
    return cost_levers(state_of(weeks, plan, months), inputs)


def worth(sets, plan=PLAN, months=(), **numbers):
    weeks = weeks_of(plan=plan, **numbers)
    return what_if(state_of(weeks, plan, months), [], sets)


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ({"raise_fee": 10, "raise_fee.loss": 0}, 48 * 20 * 10),
        ({"enforce_policy": 0.5}, 48 * 2 * 0.5 * 150 * 0.8),
        ({"refill": 0.5}, 48 * 0.5 * 150),
        (
            {"raise_fee": 10, "raise_fee.loss": 0, "enforce_policy": 0.5, "refill": 0.5},
            48 * (20.5 * 160 + 2 * 0.5 * 160 * 0.8) - 48 * 20 * 150,
        ),
    ],
)
def test_levers_are_worth_what_the_worked_example_says(sets, expected):
    result = worth(sets)
    assert result.today == pytest.approx(48 * 20 * 150)
    assert result.joint == pytest.approx(expected)
    assert sum(lever.share for lever in result.each.values()) == pytest.approx(expected)


def test_the_worked_example_adds_up_to_19584_not_to_the_sum_of_its_parts():
    result = worth({"raise_fee": 10, "raise_fee.loss": 0, "enforce_policy": 0.5, "refill": 0.5})
    assert result.headline == "$19,584 more a year, before tax, without one new client."
    alone = [result.each[key].alone for key in ("raise_fee", "enforce_policy", "refill")]
    assert sum(alone) == pytest.approx(9_600 + 5_760 + 3_600)
    assert result.which.startswith(
        "You chose “Raise the full fee”, “Charge missed sessions” and “Refill cancelled slots”"
    )


def test_a_missed_session_that_was_charged_anyway_gains_little_by_taking_place():
    result = worth({"fewer_missed": 0.25}, missed_charged=2, collected=3000 + 2 * 150 * 0.8)
    assert result.joint == pytest.approx(48 * (0.5 * 150 - 0.5 * 150 * 0.8))


def test_a_raise_that_loses_a_tenth_of_full_fee_sessions_is_a_net_loss():
    plan = Plan(full_fee=150, working_weeks=48, fees=TWO_TIERS, active_clients=25)
    result = worth({"raise_fee": 10, "raise_fee.loss": 0.1}, plan, missed=0, collected=2600)
    assert result.joint == pytest.approx(48 * (10.8 * 160 + 8 * 100) - 48 * 2600)
    assert result.headline == "These levers together cost $3,456 a year."
    assert result.each["raise_fee"].note == (
        "A net loss of $3,456 a year. "
        "Losing one of your 15 full-fee clients would cost more than the rise brings."
    )


def test_money_unpaid_comes_in_once_and_is_said_apart():
    months = [Month(date(2026, 3, 1), unpaid_balance=16_000, unpaid_over_90=2_000)]
    result = worth({"collect_unpaid": 1, "enforce_policy": 0.5}, months=months, billed=3000)
    once = 0.90 * (16_000 - 2_000 - 30 * 3_000 / 7) + 0.40 * 2_000
    assert result.once == pytest.approx(once)
    assert result.joint == pytest.approx(once + 5_760)
    assert result.headline.endswith("without one new client, of which $1,829 once only.")


SHOW = 20 / 23
STATE = State(
    kept=20, missed=2, cancelled=1, charged=0.5, slots=22.5, show_rate=SHOW,
    tiers=(Tier("insurance", 100, 8 / 20), Tier("full", 150, 12 / 20)), full_fee=150, late_fee=150,
    waiting=2, working_weeks=48, unpaid=16_000, over_90=2_000, daily=3_000 / 7, overhead=1_500,
)  # fmt: skip
TODAY = 20 * 130 + 2 * 0.5 * 150 * 0.8
SLIDING = State(
    kept=20, missed=2, charged=0.5, slots=22.5, full_fee=150, late_fee=150, working_weeks=48,
    tiers=(Tier("sliding", 90, 5 / 20), Tier("full", 150, 15 / 20)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("state", "sets", "expected"),
    [
        (STATE, {"raise_fee": 10, "raise_fee.loss": 0.1},
         48 * (10.8 * 160 + 8 * 100 + 2 * 18.8 / 20 * 0.5 * 160 * 0.8 - TODAY)),
        (SLIDING, {"sliding_cap": 2, "sliding_cap.stay": 0.5},
         48 * (3 * 90 + 16 * 150 + 2 * 19 / 20 * 0.5 * 120 - 5 * 90 - 15 * 150 - 2 * 0.5 * 120)),
        (STATE, {"enforce_policy": 0.75}, 48 * 2 * 0.25 * 150 * 0.8),
        (STATE, {"fewer_missed": 0.25}, 48 * (0.5 * 130 - 0.5 * 0.5 * 150 * 0.8)),
        (STATE, {"refill": 1}, 48 * 0.5 * 130),  # one slot wanted, room for half a one
        (STATE, {"collect_unpaid": 0.5},
         0.5 * (0.90 * (14_000 - 30 * 3_000 / 7) + 0.40 * 2_000)),
        (STATE, {"insurer_rate": 5}, 48 * 8 * 5),
        (STATE, {"leave_panel": 1, "leave_panel.stay": 0.7},
         48 * (17.6 * 150 + 2 * 17.6 / 20 * 0.5 * 150 * 0.8 - TODAY)),
        (STATE, {"delegate_billing": 3, "delegate_billing.cost": 60, "delegate_billing.used": 0.5},
         48 * 1.5 * 130 - 52 * 60),  # 2 are waited for, the hours give 1.5 slots
        (STATE, {"group": 1, "group.attending": 6, "group.fee": 60, "group.displaced": 1},
         48 * (6 * 60 * SHOW - 1 * 130)),
        (STATE, {"group": 1, "group.attending": 2, "group.fee": 20, "group.displaced": 0},
         48 * (2 * 20 * SHOW - 0.5 * 130)),  # the half slot it lacks it takes from a session
        (STATE, {"cut_overhead": 75}, 12 * 75),
        (STATE, {"weekly_rhythm": 3}, 48 * 0.5 * 130),  # 1.5 wanted, room for half a one
        (STATE, {"workshops": 3, "workshops.tickets": 8, "workshops.price": 40,
                 "workshops.cost": 100}, 3 * (8 * 40 - 100)),
    ],
)  # fmt: skip
def test_every_lever_agrees_with_a_case_worked_by_hand(state, sets, expected):
    lever = next(iter(sets))
    result = what_if(state, [], sets)
    assert result.joint == pytest.approx(expected)
    assert result.each[lever].alone == pytest.approx(expected)
    assert result.each[lever].share == pytest.approx(expected)


def test_a_late_fee_of_its_own_does_not_follow_the_full_fee():
    own = Plan(full_fee=150, late_cancel_fee=75, working_weeks=48)
    paid = {"missed_charged": 1, "collected": 3000 + 75 * 0.8}
    assert worth({"raise_fee": 10, "raise_fee.loss": 0}, own, **paid).joint == pytest.approx(9_600)


def test_what_came_in_wins_over_fees_and_the_words_say_by_how_much():
    plan = Plan(full_fee=150, working_weeks=48, fees=TWO_TIERS)
    result = worth({"insurer_rate": 5}, plan, collected=20 * 117)
    assert result.state.factor == pytest.approx(117 / 130)
    assert result.joint == pytest.approx(48 * 8 * 5 * 117 / 130)
    assert (
        "Your fees say $130.00 a session, $117.00 came in: 10 % less. "
        "The figures rest on what came in." in result.words
    )


def test_levers_that_bring_nothing_say_why():
    months = [Month(date(2026, 3, 1), unpaid_balance=100, unpaid_over_90=0, overhead=0)]
    full = weeks_of(missed=0, missed_charged=0, slots_offered=20)
    each = evaluate(full, PLAN, months).each
    assert {key: lever.why for key, lever in each.items() if lever.why} == {
        "sliding_cap": "No sliding tier in Fees",
        "enforce_policy": "No session was missed in these weeks",
        "fewer_missed": "No session was missed in these weeks",
        "refill": "No room: all your slots are taken",
        "collect_unpaid": "What is unpaid is within your 30 days",
        "insurer_rate": "No insurance tier in Fees",
        "leave_panel": "No insurance tier in Fees",
        "cut_overhead": "Its change is 0",
        "weekly_rhythm": "No room: all your slots are taken",
    }


def test_three_weeks_without_fees_and_monthly_say_what_can_be_said():
    result = evaluate(weeks_of(3), PLAN)
    assert result.today == pytest.approx(48 * 20 * 150)
    assert result.each["enforce_policy"].alone == pytest.approx(5_760)
    assert result.each["collect_unpaid"].alone is None
    assert result.each["collect_unpaid"].why == "Type Unpaid balance in Monthly"
    assert result.each["cut_overhead"].why == "Type Overhead in Monthly"
    assert result.words[0] == "From three weeks only: read it as a first idea."
    assert "Type Overhead in Monthly." in result.words


def test_numbers_never_recorded_are_unknown_and_not_zero():
    result = evaluate(weeks_of(missed=None, missed_charged=None, slots_offered=None), PLAN)
    unknown = {key: lever.why for key, lever in result.each.items() if lever.alone is None}
    assert unknown["fewer_missed"] == "Late cancels and no-shows are not recorded"
    assert unknown["refill"] == "No room can be counted: type Usual slots in Plan"
    assert result.each["raise_fee"].alone is not None
    shares = sum(lever.share for lever in result.each.values())
    assert shares == pytest.approx(result.joint)


def test_a_workbook_without_a_week_asks_for_the_first_one():
    result = evaluate(read_weeks([], {}, PLAN), PLAN)
    assert (result.today, result.joint, result.keys) == (None, None, ())
    assert result.words == ("Type your first week in Weekly.",)
    assert set(result.as_dict()["each"]) == {lever.key for lever in LEVERS}


def test_a_lever_that_is_off_is_costed_alone_and_has_no_share():
    group = evaluate(weeks_of(), PLAN).each["group"]
    assert (group.on, group.share) == (False, 0)
    assert group.alone == pytest.approx(48 * 6 * 60 * 20 / 23)  # six at two fifths of the fee


def test_without_a_yes_the_three_worth_most_are_in_the_total():
    """Among the seven that are the owner's to decide, and without what she refused."""
    result = evaluate(weeks_of(cancelled_in_time=1, slots_refilled=0), PLAN)
    three = ["raise_fee", "enforce_policy", "refill"]
    assert not result.own
    assert sorted(result.keys) == sorted(three)
    assert result.joint == pytest.approx(sum(result.shares.values()))
    refused = evaluate(weeks_of(), PLAN, [], [LeverInput("raise_fee", "change", None, False)])
    assert "raise_fee" not in refused.keys
    assert "weekly_rhythm" not in refused.keys


def test_with_one_yes_the_chosen_ones_are_those_and_the_next_best_two_stand_beside():
    """The next two are worked out together with what was chosen, not added to it."""
    chosen = [LeverInput("raise_fee", "change", 10, True), LeverInput("raise_fee", "loss", 0)]
    result = evaluate(weeks_of(cancelled_in_time=1, slots_refilled=0), PLAN, [], chosen)
    assert (result.own, result.keys) == (True, ("raise_fee",))
    assert result.joint == pytest.approx(9_600)
    numbers = [*chosen, LeverInput("enforce_policy", "change", 0.5, True)]
    with_both = [*numbers, LeverInput("refill", "change", None, True)]
    together = evaluate(weeks_of(cancelled_in_time=1, slots_refilled=0), PLAN, [], with_both)
    assert result.with_next_two == pytest.approx(together.joint)
    assert result.as_dict()["each"]["refill"]["share"] is None


def test_what_is_spent_less_is_no_money_collected():
    """75 a month saved is 900 a year that no projection of collected money may hold."""
    result = what_if(STATE, [], {"cut_overhead": 75, "raise_fee": 10, "raise_fee.loss": 0})
    assert result.joint - result.collected == pytest.approx(12 * 75)
    assert "$900 is spent less" in result.parts


def test_blank_numbers_fall_back_on_defaults_that_follow_what_was_typed():
    state = state_of(weeks_of(), PLAN)
    choices = choose(state, [LeverInput("raise_fee", "change", 15), LeverInput("group", "fee", 45)])
    assert choices["raise_fee"].numbers == {"change": 15, "loss": 15 / 150 / 2}
    assert choices["group"].numbers["fee"] == 45
    assert choose(state)["refill"].numbers == {"change": 0.25}
    assert choose(state, [LeverInput("refill", "change", 40)])["refill"].change == 0.25


def test_a_what_if_turns_on_only_the_levers_it_names_and_keeps_typed_numbers():
    typed = [LeverInput("raise_fee", "loss", 0, True), LeverInput("enforce_policy", "change", 1)]
    result = what_if(state_of(weeks_of(), PLAN), typed, {"raise_fee": "10", "refill": "50%"})
    assert [key for key, lever in result.each.items() if lever.on] == ["raise_fee", "refill"]
    assert result.joint == pytest.approx(48 * (20.5 * 160 - 20 * 150))


def test_a_what_if_reads_as_a_few_lines():
    assert worth({"enforce_policy": 0.5, "collect_unpaid": 1}).lines[:5] == [
        "$5,760 more a year, before tax, without one new client.",
        "You chose “Charge missed sessions”.",
        "Charge missed sessions: $5,760 alone, $5,760 of the total",
        "    2 missed sessions a week, 0 % charged today",
        "Collect what is unpaid: not known yet. Type Unpaid balance in Monthly.",
    ]


def test_a_what_if_that_cannot_be_read_says_everything_that_is_accepted():
    with pytest.raises(ValueError, match="There is no lever") as caught:
        what_if(STATE, [], {"rise_fee": 10, "refill": 40, "raise_fee.lost": 0, "group": "many"})
    levers = ", ".join(lever.key for lever in LEVERS)
    assert str(caught.value).splitlines() == [
        f"There is no lever 'rise_fee'. The levers are: {levers}.",
        "refill takes a share from 0 to 1, for example 0.4 for 40 %; found 40.",
        "'raise_fee.lost' is not a number of this lever. It takes: raise_fee, raise_fee.loss.",
        "group takes a week, from 0 to 50; found many.",
    ]


def test_notes_say_where_a_lever_breaks_even():
    state = State(**(STATE._asdict() | {"clients": 40}))
    each = what_if(state, [], {"raise_fee": 10, "delegate_billing.cost": 120}).each
    assert each["raise_fee"].note.startswith("You could lose one of your 24 full-fee clients")
    assert "Level if 67 % stay." in each["leave_panel"].note
    assert 52 * 120 / (48 * 130) == 1.0
    assert each["delegate_billing"].note.startswith("Pays for itself with 1 more session a week")
