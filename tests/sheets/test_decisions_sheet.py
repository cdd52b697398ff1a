"""The sheet Decisions: three cells, what they bring, what is asked about."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from conftest import TODAY, steady_weeks, type_into

from practice_xl import making
from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCK_BY_NAME, DECISION_USED
from practice_xl.schema.inputs import DECISION_INPUTS
from practice_xl.schema.levers import DECISION_NUMBERS, KINDS
from practice_xl.tracker import Tracker
from practice_xl.upgrading import upgrade

NOW = datetime(2026, 11, 6, 16, 0)
PLAN = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "tax_rate": 0.2}
RAISE = {"use": "Yes", "decision": "Raise the fee", "begins": date(2027, 2, 1)}


def number(kind, key, value):
    """The row of DecisionInputs in which a number is typed."""
    at = next(i for i, (k, n) in enumerate(DECISION_NUMBERS) if (k.key, n.key) == (kind, key))
    return [*([{}] * at), {"value": value}]


@pytest.fixture
def tracker(make_tracker):
    """A year of 20 sessions a week at 150, 92 % full; decisions typed beside it."""

    def make(*decisions, **tables):
        weeks = steady_weeks(52, slots_offered=25)
        return make_tracker(weeks, PLAN, Decisions=decisions, **tables)

    return make


def block(path, name):
    """The cells of a block, as a stranger reads them."""
    what = BLOCK_BY_NAME[name]
    sheet = openpyxl.load_workbook(path, data_only=True)[what.sheet]
    return [
        [sheet.cell(what.first_row + r, what.first_column + c).value for c in range(what.width)]
        for r in range(what.rows)
    ]


def test_from_almost_full_to_a_dated_decision_in_three_cells(tmp_path):
    """Start offers it with its day; three cells later the box, the reading and the step name it."""
    path = making.example(tmp_path / "example.xlsx")
    Tracker(path, EXAMPLE_DAY, NOW).recalculate()
    start = " ".join(str(c) for row in block(path, "start") for c in row if c)
    assert "On Decisions, give it a day: Raise the fee, from 1 Feb 2027." in start
    three = {"use": "Yes", "decision": "Raise the fee", "begins": date(2027, 2, 1)}
    type_into(path, Decisions=[three])
    facts = Tracker(path, EXAMPLE_DAY, NOW).recalculate()
    rows = [[str(cell) for cell in row if cell is not None] for row in block(path, "start")]
    assert ["You decided", "Raise the fee, from 1 Feb 2027"] in [row[-2:] for row in rows]
    assert "“Raise the full fee” is decided" in facts.report.scorecard.readings.leader
    assert facts.report.scorecard.lever.key == "raise_fee"
    (one,) = as_json(facts)["decisions"]["each"]
    assert (one["row"], one["kind"], one["begins"]) == (1, "raise_fee", "2027-02-01")
    assert set(one) == {
        *("row", "kind", "begins", "collected", "difference", "left_after_costs"),
        *("pays_back", "words"),
    }
    assert one["difference"]["p10"] < one["difference"]["p50"] < one["difference"]["p90"]
    assert one["collected"]["without"] == as_json(facts)["income"]["projection"]["52"]


def test_what_stands_beside_the_decisions(tracker):
    """Each, and all together; the number used; the two fans."""
    path = tracker(RAISE, {"use": "Yes", "decision": "Time away", "begins": date(2027, 3, 1)})
    facts = Tracker(path, TODAY, NOW).recalculate()
    decisions = facts.report.decisions
    rows = {row[0]: row[1:] for row in block(path, "decision_results") if row[0]}
    assert rows["Collected"] == pytest.approx(list(decisions.each[1].year.collected))
    names = [row[0] for row in block(path, "decision_results") if row[0] and row[1] is None]
    assert names[:2] == ["As now", "All together"]
    assert "Raise the fee, from 1 Feb 2027" in names
    assert "Time away, 1 Mar 2027 to 11 Apr 2027" in names
    used = dict(
        zip(DECISION_NUMBERS, [row[0] for row in block(path, "decision_used")], strict=True)
    )
    by_key = {(kind.key, n.key): value for (kind, n), value in used.items()}
    assert by_key["raise_fee", "rise"] == 10 and by_key["raise_fee", "everyone"] == "no"
    assert by_key["clinician", "sessions"] is None
    fans = block(path, "decision_fans")
    assert all(isinstance(value, float | int) for row in fans for value in row[1:])


def test_a_decision_that_is_off_changes_nothing(tracker):
    """A row without Yes, and numbers typed for later, are as good as blank."""
    before = as_json(Tracker(tracker(), TODAY, NOW).recalculate())
    off = tracker(RAISE | {"use": None}, DecisionInputs=number("raise_fee", "rise", 40))
    assert as_json(Tracker(off, TODAY, NOW).recalculate()) == before
    assert before["decisions"] == {"each": [], "together": {}}


def test_without_a_decision_nothing_of_it_is_loaded(tracker):
    path = tracker()
    code = (
        "import sys; from datetime import date;"
        "from practice_xl.tracker import Tracker; Tracker(sys.argv[1], date(2026, 11, 6)).report();"
        "print([name for name in sys.modules if name.startswith('practice_xl.domain.decisions')])"
    )
    run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"use": "Yes", "begins": date(2027, 2, 1)}, "Decision", "a decision from the list"),
        ({"use": "Yes", "decision": "Raise the fee"}, "Begins", "the day it begins"),
        (
            {
                **{"use": "Yes", "decision": "Time away"},
                **{"begins": date(2027, 2, 8), "ends": date(2027, 2, 1)},
            },
            "Ends",
            "a last day before the first",
        ),
        (RAISE | {"number": 0.1}, "Number", "0.1 in currency"),
        (
            {"use": "Yes", "decision": "Leave a panel", "begins": date(2026, 12, 1)},
            "Begins",
            "13 weeks of notice",
        ),
        (
            {"use": "Yes", "decision": "First clinician", "begins": date(2027, 2, 1)},
            "First clinician, Payroll tax and other employer cost",
            "0 % for a contractor",
        ),
    ],
)
def test_what_is_asked_about(tracker, row, column, words):
    """It never stops the work, and it says where and what to type."""
    facts = Tracker(tracker(row), TODAY, NOW).recalculate()
    (problem,) = facts.problems
    assert problem.column == column and words in str(problem)
    assert problem.sheet == "Decisions" and problem.cell and not problem.blocking


def test_notice_is_asked_about_only_for_current_clients(tracker):
    soon = RAISE | {"begins": TODAY + timedelta(weeks=5)}
    assert not Tracker(tracker(soon), TODAY, NOW).recalculate().problems
    everyone = tracker(soon, DecisionInputs=number("raise_fee", "everyone", "x"))
    (problem,) = Tracker(everyone, TODAY, NOW).recalculate().problems
    assert "8 weeks of notice" in str(problem) and "See your agreement" in str(problem)


def test_a_word_where_a_number_belongs_stops_the_work(tracker):
    path = tracker(DecisionInputs=number("slots", "change", "two"))
    (problem,) = Tracker(path, TODAY).check()
    assert problem.blocking and problem.sheet == "Decisions"


def test_help_with_the_billing_hands_it_over(tracker):
    """It counts as the delegation of the pair Billing, before it has begun."""
    helped = {"use": "Yes", "decision": "Help with billing or admin", "begins": date(2027, 1, 4)}
    without, with_it = (
        Tracker(tracker(*rows), TODAY, NOW).recalculate().report.scorecard.scores
        for rows in ((), (helped,))
    )
    billing = [next(p.leader for p in s.pairs if p.name == "Billing") for s in (without, with_it)]
    assert "billing is not handed over" in billing[0].why
    assert "billing is handed over" in billing[1].why
    assert billing[1].points == (billing[0].points or 0) + 1


def test_an_upgraded_version_2_tracker_has_them_and_an_earlier_one_goes_on(tmp_path):
    stored = Path(__file__).parents[1] / "stored" / "version_2.xlsx"
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(stored.read_bytes())
    upgrade(path, EXAMPLE_DAY, NOW)
    row = {**RAISE, "note": "spring"}
    type_into(path, Decisions=[row], DecisionInputs=number("raise_fee", "rise", 15))
    typed = as_json(Tracker(path, EXAMPLE_DAY, NOW).recalculate())["decisions"]
    upgrade(path, EXAMPLE_DAY, datetime(2026, 11, 6, 17))
    assert as_json(Tracker(path, EXAMPLE_DAY).report())["decisions"] == typed
    book = openpyxl.load_workbook(path)
    del book["Decisions"]
    written = [b.defined_name for b in BLOCK_BY_NAME.values() if b.sheet == "Decisions"]
    for name in written:
        del book.defined_names[name]
    book.save(path)
    facts = Tracker(path, EXAMPLE_DAY, NOW).recalculate()
    assert facts.report.decisions is None
    assert not [problem for problem in facts.problems if problem.blocking]


def test_a_copy_shows_kind_dates_and_differences_and_no_note(tracker):
    path = tracker({**RAISE, "note": "Marigold"}, {**RAISE, "decision": "First clinician"})
    Tracker(path, TODAY, NOW).recalculate()
    options = {"confirm": lambda _inside: True}
    (copy, *_) = Tracker(path, TODAY).share(**options)
    book = openpyxl.load_workbook(copy)
    said = [str(c.value) for row in book["Decisions"].iter_rows() for c in row if c.value]
    assert "Raise the fee, from 1 Feb 2027" in said
    assert not any(
        "Marigold" in text
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for text in map(str, row)
    )
    assert not any("A session of hers leaves" in text for text in said)


def test_every_number_of_every_kind_has_its_row():
    assert DECISION_INPUTS.rows == DECISION_USED.rows == sum(len(kind.numbers) for kind in KINDS)
