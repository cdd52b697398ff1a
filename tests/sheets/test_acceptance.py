"""The worked cases of the product, typed into real workbooks: two weeks, and the levers' year."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import openpyxl
import pytest
from conftest import MONDAY, TODAY, steady_weeks

from practice_xl.domain.report import Report
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.tracker import Tracker

NOW = datetime(2026, 11, 6, 16, 0)
FRIDAY = TODAY
WEEK = timedelta(days=7)
PLAN = {
    "usual_slots": 25,
    "full_fee": 150,
    "income_goal": 3000 * 47,
    "sessions_goal": 20,
    "referrals_goal": 3,
}


def report_of(path) -> Report:
    return Tracker(path, TODAY, NOW).recalculate().report


def test_week_a_is_well_managed_and_not_led(make_tracker):
    """Two notes overdue, one bill unsent, an outreach event, show rate fine; under the lines."""
    weeks = steady_weeks(
        13, sessions_kept=17, missed=1, cancelled_in_time=0, collected=2500, ceo_hours=0,
        notes_overdue=2, bills_unsent=1, outreach=1, referrals_met=0,
    )  # fmt: skip
    scores = report_of(make_tracker(weeks, PLAN)).scorecard.scores
    assert scores.manager.score >= 70
    assert scores.leader.score <= 30


def test_week_b_is_led_although_the_desk_is_full(make_tracker):
    """On the lines, almost full, a lever chosen, billing delegated, three sources met."""
    weeks = steady_weeks(
        13, sessions_kept=22, missed=0, missed_charged=0, cancelled_in_time=0, collected=3300,
        billed=3300, ceo_hours=1, notes_overdue=5, bills_unsent=5, admin_hours=10,
        outreach=1, referrals_met=1,
    )  # fmt: skip
    rows = [
        {"added": MONDAY - 3 * WEEK, "measurable": label, "lever": lever, "task": "do it",
         "result": "it moves", "owner": owner, "due": FRIDAY + WEEK, "status": "open"}
        for label, lever, owner in (
            ("Money collected", "Raise the full fee", "Me"),
            ("Bills not sent", "Hand over the billing", "Delegated"),
            ("Notes overdue", None, "Me"),
            ("Admin hours", None, "Me"),
            ("% worked", None, "Me"),
            ("% full", None, "Me"),
        )
    ]  # fmt: skip
    scores = report_of(make_tracker(weeks, PLAN, Actions=rows)).scorecard.scores
    assert scores.leader.score >= 80
    assert 40 <= scores.manager.score <= 80


def test_each_action_is_told_whether_it_brings_the_practice_closer(make_tracker):
    """Beside its row: four weeks before against those since; and a task without a result."""
    weeks = steady_weeks(12)
    for week in weeks[-4:]:
        week["notes_overdue"] = 0
    for week in weeks[:-4]:
        week["notes_overdue"] = 6
    rows = [
        {"added": MONDAY - 3 * WEEK, "measurable": "Notes overdue", "task": "an hour a day",
         "result": "no note late", "owner": "Me", "due": FRIDAY, "status": "open"},
        {"added": FRIDAY, "measurable": "Notes overdue", "task": "think", "status": "open"},
    ]  # fmt: skip
    path = make_tracker(weeks, PLAN, Actions=rows)
    answers = report_of(path).scorecard.closer
    assert [answer.word for answer in answers] == ["closer", "too early"]
    asked = ["No result named yet" in answer.words for answer in answers]
    assert asked == [False, True]


GOLDEN = {
    "slots_offered": 30,
    "sessions_kept": 20,
    "missed": 2,
    "missed_charged": 0,
    "cancelled_in_time": 1,
    "slots_refilled": 0,
    "collected": 3000,
}
GOLDEN_PLAN = {"full_fee": 150, "working_weeks": 48, "collectable": 0.8}


@pytest.mark.parametrize(
    ("sets", "gain"),
    [
        ({"raise_fee": "10", "raise_fee.loss": "0"}, 20 * 10 * 48),
        ({"enforce_policy": "0.5"}, 2 * 0.5 * 150 * 0.8 * 48),
        ({"refill": "50%"}, 0.5 * 1 * 150 * 48),
        (
            {"raise_fee": "10", "raise_fee.loss": "0", "enforce_policy": "0.5", "refill": "0.5"},
            48 * (20.5 * 160 + 2 * 0.5 * 160 * 0.8) - 48 * 3000,
        ),
    ],
)
def test_the_levers_of_the_golden_week(make_tracker, sets, gain):
    """9,600, 5,760, 3,600 alone; together 19,584, not 18,960."""
    path = make_tracker(steady_weeks(13, **GOLDEN), GOLDEN_PLAN)
    assert Tracker(path, TODAY).levers(sets).joint == pytest.approx(gain)


def test_a_raise_with_two_tiers_moves_only_the_full_one(make_tracker):
    """Full 150 x 12 and insurance 100 x 8: 10 more with 10 % lost costs 3,456 a year."""
    fees = [
        {"tier": "Full", "kind": "full", "fee": 150, "sessions": 12},
        {"tier": "Panel", "kind": "insurance", "fee": 100, "sessions": 8},
    ]
    weeks = steady_weeks(13, **GOLDEN | {"missed": 0, "collected": 2600})
    path = make_tracker(weeks, GOLDEN_PLAN, Fees=fees)
    result = Tracker(path, TODAY).levers({"raise_fee": "10", "raise_fee.loss": "0.1"})
    assert result.joint == pytest.approx(48 * (10.8 * 160 + 8 * 100) - 48 * 2600)


def test_missed_sessions_that_are_charged_already_gain_little_when_they_take_place(make_tracker):
    """A quarter of 2 at 150, less what was paid for them at 0.8: 720 a year, not 3,600."""
    weeks = steady_weeks(13, **GOLDEN | {"missed_charged": 2, "collected": 3000 + 2 * 150 * 0.8})
    path = make_tracker(weeks, GOLDEN_PLAN)
    gain = 48 * (0.5 * 150 - 0.5 * 150 * 0.8)
    assert Tracker(path, TODAY).levers({"fewer_missed": "0.25"}).joint == pytest.approx(gain)
    assert gain == pytest.approx(720)


def test_money_that_is_unpaid_comes_in_once(make_tracker):
    """16,000 unpaid, 2,000 of it over 90 days, 3,000 billed a week, 30 days may stand: 1,829."""
    month = {"month": date(2026, 10, 1), "unpaid_balance": 16_000, "unpaid_over_90": 2_000}
    weeks = steady_weeks(20, **GOLDEN | {"billed": 3000})
    path = make_tracker(weeks, GOLDEN_PLAN, Monthly=[month])
    result = Tracker(path, TODAY).levers({"collect_unpaid": "1"})
    once = 0.90 * (14_000 - 30 * 3000 / 7) + 0.40 * 2_000
    assert (result.joint, result.once) == (pytest.approx(once), pytest.approx(once))
    assert round(once) == 1829


def test_levers_that_are_chosen_show_on_income_and_start(make_tracker):
    """With these levers, likely so much instead of so much; the goal is so much."""
    facts = Tracker(make_tracker(steady_weeks(30), PLAN), TODAY, NOW).recalculate()
    words = facts.report.with_levers_words
    assert words.startswith("With ")
    assert "the goal is $141,000" in words
    band, likely = facts.report.with_levers, facts.report.projection.likely.totals["52"]
    for part in ("p10", "p50", "p90"):
        added = getattr(band, part) - getattr(likely, part)
        assert added == pytest.approx(facts.report.levers.collected)


@pytest.mark.parametrize("count", [3, 12])
def test_little_data_gets_what_can_be_said_and_a_sentence_for_what_cannot(make_tracker, count):
    """No Fees, no Monthly, three weeks: levers without data say what to type."""
    report = report_of(make_tracker(steady_weeks(count), {"usual_slots": 25, "full_fee": 150}))
    levers = report.levers
    assert levers.joint is not None
    for lever in levers.each.values():
        assert lever.alone is not None or lever.why
    assert levers.each["collect_unpaid"].alone is None
    assert levers.each["sliding_cap"].why
    if count == 3:
        assert "first guess" in report.projection.likely.words
        assert report.scorecard.scores.manager.why == "needs 4 weeks, has 3"
    else:
        assert report.projection.full.dates["p50"] is None


@pytest.mark.parametrize(
    ("value", "shown", "rise", "asked"),
    [
        (0.1, "0%", 140 * 0.1, False),
        ("10%", "General", 140 * 0.1, False),
        (0.1, "General", 5, True),  # 5 % of the fee, to whole 5s
        (0.4, "$0.00", 5, True),
        (15, "General", 15, False),
    ],
)
def test_a_rise_typed_as_a_percentage_is_a_share_of_the_full_fee(
    make_tracker, value, shown, rise, asked
):
    """An amount below 1 for a fee of 140 is asked about, and the usual rise counts meanwhile."""
    path = make_tracker(steady_weeks(14), {"full_fee": 140, "usual_slots": 25})
    book = openpyxl.load_workbook(path)
    row, column = TABLE_BY_NAME["LeverInputs"].place
    cell = book["Levers"].cell(row + 1, column + 3)
    cell.value, cell.number_format = value, shown
    book.save(path)
    facts = Tracker(path, TODAY).recalculate()
    assert facts.report.levers.each["raise_fee"].numbers["change"] == pytest.approx(rise)
    assert [problem.cell for problem in facts.problems] == [cell.coordinate] * asked


def test_zeros_are_no_measure_of_the_slots(make_tracker):
    """A week off typed as 0 while usual slots are blank leaves the other weeks as they are."""
    weeks = [week | {"slots_offered": None} for week in steady_weeks(8, sessions_kept=18)]
    weeks[3] = {"week_start": weeks[3]["week_start"], "slots_offered": 0}
    facts = Tracker(make_tracker(weeks), TODAY).recalculate()
    assert facts.problems == ()
    assert facts.report.rates[13]["effective_rate"].value == pytest.approx(7 * 3000 / (7 * 18))
