"""Edges: of room, months, tax, the plan's lines, slips of the hand, and what is not known yet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from practice_xl.domain.calendar import month_of, year_of
from practice_xl.domain.cell_values import NotReadableError, as_date, as_number
from practice_xl.domain.cleaning import clean_rows
from practice_xl.domain.costs import closed_months, days_in_ar, month_rates, still_to_set_aside
from practice_xl.domain.costs import take_home as left_over
from practice_xl.domain.income import (
    collected_year_to_date,
    income_ceiling,
    session_rate,
)
from practice_xl.domain.levers import what_if
from practice_xl.domain.levers.state import State, Tier
from practice_xl.domain.plan import Clinician, Month, Plan
from practice_xl.domain.plan_lines import PlanLines
from practice_xl.domain.projection import Projection
from practice_xl.domain.weeks import Weeks, read_weeks
from practice_xl.domain.windows import (
    average_stay,
    conversion,
    fill,
    holes,
    last_open_weeks,
    openings,
)

FIRST = date(2026, 1, 5)
WEEK = timedelta(days=7)


def practice(plan: Plan | None = None, first: date = FIRST, **columns: list) -> Weeks:
    """Weeks in a row from Monday 5 January 2026, or another first day."""
    count = max(map(len, columns.values()), default=0)
    starts = [first + WEEK * n for n in range(count)]
    return read_weeks(range(count), {"week_start": starts, **columns}, plan or Plan())


def test_room_and_holes_are_never_below_zero():
    """27 booked and 26 kept in 25 slots: more than full, and still no room."""
    window = last_open_weeks(practice(slots_offered=[25], sessions_kept=[26], missed=[1]), 4)
    assert fill(window).value == 27 / 25
    assert (openings(window).value, holes(window).value) == (0, 0)


def test_the_slot_of_a_group_is_no_room_for_a_refilled_one():
    """22.5 slots, 20 kept and 2 missed leave half a slot; a group takes it and half a session."""
    state = State(
        kept=20, missed=2, cancelled=1, slots=22.5, show_rate=0.9, full_fee=150,
        tiers=(Tier("full", 150, 1.0),), working_weeks=48,
    )  # fmt: skip
    group = {"group": 1, "group.attending": 6, "group.fee": 60, "group.displaced": 0}
    both = what_if(state, [], {**group, "refill": 1})
    assert both.joint == pytest.approx(48 * (6 * 60 * 0.9 - 0.5 * 150))


def test_a_week_belongs_to_the_month_and_year_of_its_fourth_day():
    """Monday 28 December 2026: its Thursday is 31 December. 29 December 2025: 1 January."""
    assert month_of(date(2026, 12, 28)) == date(2026, 12, 1)
    assert year_of(date(2026, 12, 28), Plan()) == date(2026, 1, 1)
    assert month_of(date(2025, 12, 29)) == date(2026, 1, 1)
    assert year_of(date(2025, 12, 29), Plan()) == date(2026, 1, 1)


@pytest.mark.parametrize(("kept", "used"), [(13, True), (14, False)])
def test_up_to_thirteen_sessions_in_ten_slots_are_taken_as_typed(kept, used):
    """1.3 times the slots is a full week with extra sessions; more is a slip of the hand."""
    columns = {"week_start": [FIRST], "slots_offered": [10], "sessions_kept": [kept]}
    rows, findings = clean_rows([0], columns, Plan())
    assert ("sessions_kept" in rows[0].numbers, findings == []) == (used, used)


def test_without_slots_four_times_the_usual_week_is_a_slip():
    """Five weeks of 10, then 41: more than 4 * 10 is left out, and 40 is not."""
    for last, used in ((40, True), (41, False)):
        starts = [FIRST + WEEK * n for n in range(6)]
        columns = {"week_start": starts, "sessions_kept": [10, 10, 10, 10, 10, last]}
        rows, findings = clean_rows(range(6), columns, Plan())
        assert ("sessions_kept" in rows[-1].numbers) is used
        assert [finding.expected for finding in findings] == ([] if used else ["about 10"])


def test_four_weeks_booked_just_to_the_target_are_full():
    """9 of 10 slots is 90 %: full now; one booking less in four weeks is not."""
    weeks = {"slots_offered": [10] * 20, "missed": [0] * 20, "cancelled_in_time": [0] * 20}
    just = practice(sessions_kept=[9] * 20, **weeks)
    below = practice(sessions_kept=[*[9] * 19, 8], **weeks)
    assert Projection(just, Plan()).full.status == "full now"
    assert Projection(below, Plan()).full.status != "full now"


def test_a_loss_is_not_taxed():
    """3,000 in, 4,000 out: the owner is 1,000 short, and no tax is due on that."""
    assert left_over(3_000, 4_000, 0.25) == 3_000 - 4_000
    assert left_over(10_000, 4_000, 0.25) == 6_000 - 0.25 * 6_000
    assert left_over(10_000, 4_000, None) == 6_000


def test_a_month_that_ends_with_the_week_read_is_closed():
    """May 2026 ends on a Sunday; the week before its last is too early."""
    may = Month(date(2026, 5, 1), overhead=1500)
    weeks = practice(first=date(2026, 5, 4), sessions_kept=[20] * 4, collected=[3000] * 4)
    assert closed_months(weeks, [may]) == [may]
    assert closed_months(weeks.until(2), [may]) == []
    assert closed_months(practice(), [may]) == []


def test_a_month_with_a_week_missing_has_no_share_and_no_take_home():
    """What is not recorded is not guessed; what needs no money of the month still shows."""
    columns = {"sessions_kept": [20] * 17, "missed": [0] * 17, "collected": [3000] * 17}
    columns["collected"][-1] = columns["sessions_kept"][-2] = None
    weeks = practice(Plan(tax_rate=0.2), first=date(2026, 2, 2), **columns)
    may = [Month(date(2026, 5, 1), overhead=1500, tax_set_aside=100)]
    rates = month_rates(weeks, may, 1)
    assert {key: rate.why for key, rate in rates.items() if rate.value is None} == {
        "overhead_share": "some weeks of these months are not recorded",
        "owner_pay_share": "some weeks of these months are not recorded",
        "tax_share": "some weeks of these months are not recorded",
        "overhead_per_session": "some weeks of these months are not recorded",
        "take_home": "some weeks of these months are not recorded",
        "break_even_with_pay": "type Owner pay and Tax set aside in Monthly",
    }
    assert rates["break_even_sessions"].value == pytest.approx(1500 / 150)
    assert still_to_set_aside(weeks, may).why.startswith("needs a closed month")


def test_before_anything_is_typed_every_figure_says_what_to_type():
    """No week, no month, no tax rate, no goal: a reason instead of a figure."""
    january, none, one = (
        FIRST.replace(day=1),
        practice(),
        practice(Plan(tax_rate=0.2), sessions_kept=[20]),
    )
    assert still_to_set_aside(one, []).why == "type Overhead in Monthly"
    assert still_to_set_aside(none, []).why == "type a tax rate in Plan"
    assert month_rates(none, [], 3)["take_home"].why == "type Overhead in Monthly"
    assert days_in_ar(none, []).why == "type Unpaid balance in Monthly"
    assert collected_year_to_date(none).why == "nothing recorded yet"
    assert income_ceiling(none).value is None
    assert (PlanLines(none).sessions(FIRST), PlanLines(none).income_of_month(january)) == (
        None,
        None,
    )


def test_days_unpaid_need_four_weeks_of_billing_and_pass_over_blank_ones():
    """2,100 in each of 4 weeks of 13 is 300 a day; three such weeks say too little."""
    unpaid = [Month(date(2026, 3, 1), unpaid_balance=9_000)]
    four = practice(sessions_kept=[20] * 13, billed=[*[None] * 8, *[2100] * 4, None])
    assert days_in_ar(four, unpaid).value == pytest.approx(9_000 / 300)
    three = practice(sessions_kept=[20] * 13, billed=[*[None] * 9, *[2100] * 3, None])
    assert days_in_ar(three, unpaid).why == "type Billed in Weekly, for 4 weeks"


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan(), [None] * 3),
        (Plan(sessions_goal=20), [20] * 3),
        # from the first row, at the mean of 8, 10, 12 and 14, to 20 five weeks on
        (
            Plan(sessions_goal=20, sessions_goal_by=FIRST + 5 * WEEK),
            [11, 11 + (20 - 11) / 5, 20],
        ),
        # a start of its own, two weeks before; a goal's date that is past is flat
        (
            Plan(
                sessions_goal=20,
                sessions_goal_by=FIRST + 2 * WEEK,
                plan_start=FIRST - 2 * WEEK,
                sessions_start=10,
            ),
            [10 + 10 * 2 / 4, 10 + 10 * 3 / 4, 20],
        ),
        (Plan(sessions_goal=20, sessions_goal_by=FIRST, sessions_start=10), [20] * 3),
    ],
)
def test_the_sessions_line_begins_where_plan_says_or_where_the_weeks_do(plan, expected):
    """Weeks 0, 1 and 9 from the first row; flat after the goal's date."""
    weeks = practice(plan, sessions_kept=[8, 10, 12, 14, 30])
    line = [PlanLines(weeks).sessions(FIRST + WEEK * n) for n in (0, 1, 9)]
    assert line == (expected if None in expected else pytest.approx(expected))


def test_rates_of_few_people_wait_until_there_are_enough():
    """Conversion from 13 usable weeks; a client's stay from 26 of 52, and from 5 who ended."""
    ended = [0] * 47 + [1] * 5
    weeks = practice(
        sessions_kept=[20] * 52, inquiries=[0] * 51 + [2], clients_started=[0] * 51 + [3],
        clients_ended=ended,
    )  # fmt: skip
    assert conversion(last_open_weeks(weeks, 13)).value == 3 / 2
    assert conversion(last_open_weeks(weeks, 4)).why == "needs 13 weeks, has 4"
    assert conversion(last_open_weeks(weeks.until(11), 13)).why == "needs 13 weeks, has 12"
    assert average_stay(last_open_weeks(weeks, 52)).value == 52 * 20 / 5
    assert average_stay(last_open_weeks(weeks, 13)).why == "needs 26 weeks, has 13"
    fewer = last_open_weeks(weeks.until(50), 52)
    assert average_stay(fewer).why == "needs 5 clients ended"


def test_fees_that_were_charged_need_a_fee_to_be_taken_out():
    """One missed session charged, and no fee in Plan: money per session cannot be known."""
    weeks = practice(sessions_kept=[20], missed=[1], missed_charged=[1], collected=[3000])
    assert session_rate(last_open_weeks(weeks, 13)).why == "needs the full fee, in Plan"


def test_two_clinicians_add_up_their_clients_and_share_how_they_enjoyed_the_week():
    """The last number of each for clients, also in a week in which only one typed hers."""
    weeks = read_weeks(
        range(4),
        {
            "week_start": [FIRST, FIRST, FIRST + WEEK, FIRST + WEEK],
            "clinician": ["A", "B"] * 2,
            "sessions_kept": [15, 8] * 2,
            "active_clients": [30, 12, None, 14],
            "clinician_cancelled": [None, 2] * 2,
            "enjoyed": [3, 4, None, 5],
        },
        Plan(clinicians=(Clinician("A", 20), Clinician("B", 10))),
    )
    assert weeks["active_clients"].tolist() == [30 + 12, 30 + 14]
    assert weeks["enjoyed"].tolist() == [(3 + 4) / 2, 5]
    assert weeks["clinician_cancelled"].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (np.int64(18), 18),
        (Decimal("18.5"), 18.5),
        ("−40", -40),
        ("1.200,50 €", 1200.5),
        ("CHF 1'200", 1200),
        (float("nan"), None),
    ],
)
def test_a_number_is_read_however_it_is_held_or_written(value, number):
    """numpy, Decimal, a typographic minus, the comma and apostrophe of other countries."""
    assert as_number(value) == number


@pytest.mark.parametrize("value", [True, FIRST, timedelta(hours=3), float("inf"), "1,2,3", "#N/A"])
def test_what_is_no_number_is_refused(value):
    """A tick, a date, a time, an error: never 1 or 46,027."""
    with pytest.raises(NotReadableError):
        as_number(value)


@pytest.mark.parametrize("value", [18, 99_999, "3/2/2026", "#REF!", True])
def test_what_is_no_date_of_this_century_is_refused(value):
    """18 is a count in the wrong column, 3/2 a different day in different countries."""
    with pytest.raises(NotReadableError):
        as_date(value)


def test_a_month_without_tax_set_aside_counts_as_none_set_aside():
    """Two months of 12,000 less 2,000 at 25 %: 5,000 less the 1,000 of the one that was typed."""
    weeks = practice(
        Plan(tax_rate=0.25), first=date(2025, 12, 29), sessions_kept=[20] * 9, collected=[3000] * 9
    )
    months = [
        Month(date(2026, 1, 1), overhead=2000, tax_set_aside=1000),
        Month(date(2026, 2, 1), overhead=2000),
    ]
    figure = still_to_set_aside(weeks, months)
    assert figure.value == 0.25 * (5 * 3000 + 4 * 3000 - 4000) - 1000
    assert figure.why == "of 2 months; next tax date 15 Apr 2026"
