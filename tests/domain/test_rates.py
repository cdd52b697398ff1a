"""The rates: the worked figures of the product, and what must hold for every practice."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.costs import days_in_ar, month_rates, still_to_set_aside
from practice_xl.domain.income import RATES as INCOME
from practice_xl.domain.income import (
    closing,
    collected_year_to_date,
    effective_rate,
    income_ceiling,
    session_rate,
    total,
)
from practice_xl.domain.plan import Clinician, Fee, Month, Plan, ShortWeek, TimeOff
from practice_xl.domain.weeks import Weeks, read_weeks
from practice_xl.domain.windows import RATES as CAPACITY
from practice_xl.domain.windows import (
    active_clients,
    fill,
    last_open_weeks,
    net_clients,
    openings,
    utilisation,
)

FIRST = date(2026, 1, 5)
WEEK = timedelta(days=7)


def practice(plan: Plan | None = None, **columns: list) -> Weeks:
    """Weeks in a row from Monday 5 January 2026."""
    count = max(len(values) for values in columns.values())
    starts = [FIRST + WEEK * n for n in range(count)]
    return read_weeks(range(count), {"week_start": starts, **columns}, plan or Plan())


def test_a_week_of_25_slots_is_88_percent_worked_and_96_percent_full():
    """Kept 22, missed 1, in time 4, refilled 3 of 25 offered."""
    weeks = practice(
        slots_offered=[25],
        sessions_kept=[22],
        missed=[1],
        cancelled_in_time=[4],
        slots_refilled=[3],
    )
    window = last_open_weeks(weeks, 4)
    assert utilisation(window).value == 22 / 25
    assert fill(window).value == (22 + 1 + 4 - 3) / 25
    assert openings(window).value == 25 - 24


def test_money_that_arrives_on_a_week_off_counts_for_the_sessions_it_was_earned_in():
    """One week off in 13, money a week late at 150 a session: 150, not 137.50."""
    kept = [20] * 13
    kept[6] = 0
    slots = [25] * 13
    slots[6] = 0
    earned = [20, *kept[:-1]]  # each week's money is the week before's
    weeks = practice(
        slots_offered=slots,
        sessions_kept=kept,
        collected=[150 * k for k in earned],
        missed=[0] * 13,
    )
    window = last_open_weeks(weeks, 13)
    assert len(window.places) == 12
    assert session_rate(window).value == pytest.approx(150)
    assert effective_rate(window).value == pytest.approx(12 * 20 * 150 / (12 * 20))


def test_fees_charged_for_missed_sessions_are_not_money_per_session():
    """(3,000 - 2 charged at 100, of which 0.8 are paid) / 20 sessions."""
    weeks = practice(
        Plan(late_cancel_fee=100),
        sessions_kept=[20] * 13,
        missed=[3] * 13,
        missed_charged=[2] * 13,
        collected=[3000] * 13,
    )
    assert session_rate(last_open_weeks(weeks, 13)).value == pytest.approx(
        (3000 - 2 * 100 * 0.8) / 20
    )


def test_fees_speak_until_thirteen_weeks_of_money_are_there():
    """12 at 150 and 8 at 100 are 130 on average; the sheet says where it comes from."""
    plan = Plan(fees=(Fee("Full", "full", 150, 12), Fee("A", "insurance", 100, 8)))
    weeks = practice(plan, sessions_kept=[20] * 12, missed=[0] * 12, collected=[3000] * 12)
    rate = session_rate(last_open_weeks(weeks, 13))
    assert rate.value == (150 * 12 + 100 * 8) / 20
    assert "fees" in rate.why
    longer = practice(plan, sessions_kept=[20] * 13, missed=[0] * 13, collected=[3000] * 13)
    assert session_rate(last_open_weeks(longer, 13)).value == pytest.approx(3000 / 20)


def test_blank_is_not_zero():
    """A week in which a part is blank stays out of the ratio that needs it."""
    weeks = practice(
        slots_offered=[25, 25],
        sessions_kept=[20, 10],
        missed=[2, None],
        cancelled_in_time=[3, 1],
    )
    rates = {key: rate(last_open_weeks(weeks, 4)) for key, rate in CAPACITY.items()}
    assert rates["show_rate"].value == 20 / (20 + 2 + 3)
    assert rates["show_rate"].n == 1
    assert rates["utilisation"].value == 30 / 50
    assert rates["net_clients"].value is None
    assert rates["net_clients"].why == "not recorded"


def test_a_missing_week_is_unknown_and_a_week_inside_time_off_was_off():
    """Without a row, only TimeOff says that a week was off."""
    plan = Plan(usual_slots=25, time_off=(TimeOff(date(2026, 1, 12), date(2026, 1, 16)),))
    rows = {"week_start": [FIRST, FIRST + WEEK * 3], "sessions_kept": [20, 22]}
    weeks = read_weeks([0, 1], rows, plan)
    assert weeks.off.tolist() == [False, True, False, False]
    assert weeks.open.tolist() == [True, False, False, True]
    assert np.isnan(weeks["sessions_kept"][2])


def test_blank_slots_are_the_usual_ones_less_the_days_off():
    """One working day of five away: 25 slots become 20."""
    plan = Plan(usual_slots=25, time_off=(TimeOff(date(2026, 1, 9), date(2026, 1, 11)),))
    assert practice(plan, sessions_kept=[18])["slots_offered"].tolist() == [25 * 4 / 5]


def test_a_window_looks_back_at_most_twice_its_length():
    """Four open weeks, but not from longer ago than eight calendar weeks."""
    kept = [10, 20, 20, *[None] * 7, 30]
    weeks = practice(slots_offered=[25] * 11, sessions_kept=kept)
    assert last_open_weeks(weeks, 4).values("sessions_kept").tolist() == [30]
    assert len(last_open_weeks(weeks, 13).places) == 4


def test_clinicians_are_added_up_and_a_missing_one_makes_the_sessions_unknown():
    """Practice-level numbers need one row of the week; sessions need every clinician's."""
    plan = Plan(clinicians=(Clinician("A", 20), Clinician("B", 10)))
    rows = {
        "week_start": [FIRST, FIRST, FIRST + WEEK],
        "clinician": ["A", "B", "A"],
        "sessions_kept": [15, 8, 16],
        "inquiries": [2, None, 3],
    }
    weeks = read_weeks(range(3), rows, plan)
    assert weeks.as_of == FIRST
    assert weeks["sessions_kept"].tolist() == [15 + 8]
    assert weeks["slots_offered"].tolist() == [20 + 10]
    assert weeks["inquiries"].tolist() == [2]
    assert [name for name, _ in weeks.clinicians] == ["A", "B"]


def test_active_clients_roll_forward_from_the_one_number_typed():
    """20 recorded, then two start and one ends."""
    weeks = practice(
        sessions_kept=[20] * 3,
        active_clients=[20, None, None],
        clients_started=[1, 2, None],
        clients_ended=[0, 0, 1],
    )
    assert active_clients(last_open_weeks(weeks, 4)).value == 20 + 2 - 1
    assert net_clients(last_open_weeks(weeks, 4)).value == (1 + 2) / 2


def test_days_of_income_unpaid_are_the_balance_over_what_is_billed_a_day():
    """50,000 unpaid at 900 a day is 55.6 days."""
    weeks = practice(sessions_kept=[20] * 14, billed=[900 * 7] * 14)
    months = [Month(date(2026, 3, 1), unpaid_balance=50_000)]
    assert days_in_ar(weeks, months).value == pytest.approx(50_000 / 900)


def test_overhead_take_home_and_break_even_of_a_month():
    """January 2026 has five weeks by their fourth day: 1, 8, 15, 22 and 29 January."""
    weeks = read_weeks(
        range(6),
        {
            "week_start": [date(2025, 12, 29) + WEEK * n for n in range(6)],
            "sessions_kept": [16] * 6,
            "missed": [0] * 6,
            "collected": [2400] * 6,
        },
        Plan(tax_rate=0.25),
    )
    months = [Month(date(2026, 1, 1), overhead=1500, owner_pay=6000, tax_set_aside=1000)]
    rates = month_rates(weeks, months, 1)
    assert rates["overhead_share"].value == 1500 / 12_000
    assert rates["owner_pay_share"].value == 6000 / 12_000
    assert rates["tax_share"].value == 1000 / 12_000
    assert rates["overhead_per_session"].value == 1500 / 80 == 18.75
    assert rates["take_home"].value == (12_000 - 1500) * 0.75
    assert rates["break_even_sessions"].value == pytest.approx(1500 / 150)
    assert rates["break_even_with_pay"].value == pytest.approx((1500 + 6000 + 1000) / 150)
    assert still_to_set_aside(weeks, months).value == 0.25 * 10_500 - 1000


def test_the_ceiling_is_slots_times_what_is_kept_of_bookings_times_money_and_weeks():
    """25 slots, 22 booked and 20 kept, 150 a session, 48 weeks of which Christmas is half."""
    kept = {"sessions_kept": [20] * 13, "cancelled_in_time": [2] * 13, "collected": [3000] * 13}
    weeks = practice(
        Plan(working_weeks=48, short_weeks=(ShortWeek("christmas", 0.5),)),
        slots_offered=[25] * 13,
        **kept,
    )
    expected = 25 * 0.90 * (20 / 22) * 150 * (48 - 0.5)
    assert income_ceiling(weeks).value == pytest.approx(expected)
    busy = practice(Plan(working_weeks=48), slots_offered=[22] * 13, **kept)
    assert income_ceiling(busy).value == pytest.approx(22 * 1.00 * (20 / 22) * 150 * 48)


def test_what_closes_a_gap_does_so_as_the_ceiling_counts_a_year():
    """Each alone: 20 a week at 150 in 48 - 0.5 weeks, and 9,000 missing."""
    weeks = practice(
        Plan(working_weeks=48, short_weeks=(ShortWeek("christmas", 0.5),)),
        sessions_kept=[20] * 13,
        collected=[3000] * 13,
    )
    sessions, rate, more = closing(weeks, 9_000)
    assert (20 + sessions) * 150 * 47.5 == pytest.approx(20 * 150 * 47.5 + 9_000)
    assert 20 * (150 + rate) * 47.5 == pytest.approx(20 * 150 * 47.5 + 9_000)
    assert 20 * 150 * (47.5 + more) == pytest.approx(20 * 150 * 47.5 + 9_000)
    assert closing(weeks, 0) is closing(weeks, None) is None


def test_what_a_full_practice_earns_rests_on_fees_until_there_is_money_enough():
    """Four weeks of money say too little; the fees of Plan stand for it, else it is not known."""
    four = {"slots_offered": [25] * 4, "sessions_kept": [20] * 4, "collected": [0, 0, 800, 1600]}
    assert income_ceiling(practice(**four)).why.startswith("not known yet")
    by_fees = income_ceiling(practice(Plan(full_fee=160, working_weeks=48), **four))
    assert by_fees.value == pytest.approx(25 * 0.90 * 160 * 48)
    assert "from your fees" in by_fees.why


def test_totals_are_by_calendar():
    """The last 4 calendar weeks, weeks off included; the year begins with Plan's month."""
    weeks = practice(
        Plan(year_starts="February"),
        slots_offered=[25, 25, 0, 25, 25, 25],
        sessions_kept=[20, 20, 0, 20, 20, 20],
        collected=[1, 2, 4, 8, 16, 32],
    )
    assert total(weeks["collected"][-4:]).value == 4 + 8 + 16 + 32
    assert collected_year_to_date(weeks).value == 16 + 32  # the weeks of 2 and 9 February


counts = st.one_of(st.none(), st.integers(0, 30))
histories = st.integers(1, 30).flatmap(
    lambda n: st.fixed_dictionaries(
        {
            key: st.lists(counts, min_size=n, max_size=n)
            for key in (
                "slots_offered", "sessions_kept", "missed", "missed_charged", "cancelled_in_time",
                "slots_refilled", "inquiries", "clients_started", "clients_ended",
            )
        }
        | {"collected": st.lists(st.none() | st.floats(-500, 9000), min_size=n, max_size=n)}
    )
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(histories)
def test_no_figure_is_infinite_or_not_a_number(columns):
    """Whatever was typed, a figure is a number or it says why not."""
    weeks = practice(Plan(full_fee=100), **columns)
    for size in (4, 13, 52):
        window = last_open_weeks(weeks, size)
        for rate in (*CAPACITY.values(), *INCOME.values()):
            figure = rate(window)
            assert figure.value is None or np.isfinite(figure.value)
            assert figure.value is not None or figure.why


@settings(max_examples=60, deadline=None)
@given(histories)
def test_a_rate_lies_between_its_weekly_extremes(columns):
    """Sum over sum is a weighted mean of the weeks."""
    weeks = practice(**columns)
    window = last_open_weeks(weeks, 13)
    for rate in ("utilisation", "fill", "show_rate", "enforcement", "refill_rate"):
        whole = CAPACITY[rate](window)
        single = [CAPACITY[rate](last_open_weeks(weeks.until(int(p)), 1)) for p in window.places]
        known = [figure.value for figure in single if figure.value is not None]
        if whole.value is not None and known and whole.n == len(known):
            assert min(known) - 1e-9 <= whole.value <= max(known) + 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(5, 25), st.integers(50, 200))
def test_a_week_off_changes_no_session_rate(place, kept, fee):
    """A week off inside the window leaves money per session as it was."""
    steady = {
        "slots_offered": [25] * 14,
        "sessions_kept": [kept] * 14,
        "collected": [kept * fee] * 14,
    }
    off = {key: [*values[:place], 0, *values[place:]] for key, values in steady.items()}
    rates = [
        effective_rate(last_open_weeks(practice(**columns), 13)).value for columns in (steady, off)
    ]
    assert rates[0] == pytest.approx(rates[1])
