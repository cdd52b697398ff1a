"""What a leader decides: referral sources, the quarter, and trackers made before them."""

from __future__ import annotations

from datetime import datetime, timedelta

import openpyxl
import pytest
from conftest import MONDAY, TODAY, WEEK, steady_weeks

from practice_xl.report_json import as_json
from practice_xl.schema.blocks import QUARTER_RESULTS, REFERRALS, REFERRALS_HEADLINE
from practice_xl.schema.inputs import ARRIVALS, QUARTER, SOURCES
from practice_xl.schema.parts import cell_name
from practice_xl.sheets.pages.friday import friday_page
from practice_xl.tracker import Tracker
from practice_xl.tracker import open as open_tracker
from practice_xl.upgrading import upgrade
from practice_xl.xlsx.book import ClosedBook

NOW = datetime(2026, 11, 6, 16)
LATER = {"Quarter", "Sources", "Arrivals"}
THREE = (  # of product's three sources: 6 asked and 3 began, 10 and 1, 4 and 2
    {"source": "A"},
    {},
    {"source": "B"},
    {"source": "C", "wanted": "x"},
)
CAME = (
    {"week": MONDAY + timedelta(days=3), "source": "A", "inquiries": 4, "started": 1, "met": "x"},
    {"week": MONDAY - WEEK, "source": " a", "inquiries": 2, "started": 2},
    {"week": MONDAY - 9 * WEEK, "source": "B", "inquiries": 10, "started": 1},
    {"week": MONDAY - 2 * WEEK, "source": "C", "inquiries": 4, "started": 2, "met": "x"},
)


def weeks(count, **changes):
    return steady_weeks(count, **{"inquiries": 10, "clients_started": 2} | changes)


def beside(path, block):
    """A block's cells as they stand after a recalculation."""
    with ClosedBook(path) as book:
        first = (block.first_row, block.first_column)
        last = (first[0] + block.rows - 1, first[1] + block.width - 1)
        return book.sheets[block.sheet].range(first, last).options(ndim=2).value


def test_what_a_source_brings_stands_beside_its_row(make_tracker):
    """A blank row between them stays blank; three of four new clients met lately."""
    path = make_tracker(weeks(12), {"referrals_goal": 2}, Sources=THREE, Arrivals=CAME)
    facts = Tracker(path, TODAY, NOW).recalculate()
    rows = beside(path, REFERRALS)
    assert [row[0] for row in rows[:4]] == ["Source 1", None, "Source 2", "Source 3"]
    assert rows[0][1:4] == [6, 3, pytest.approx((3 + 4 * 6 / 20) / (6 + 4))]
    assert set(rows[1]) == {None}
    assert [row[8] for row in rows[:4]] == ["strong", None, None, "strong"]
    assert [row[6] for row in rows[:4]] == [0, None, "–", 2]
    unnamed = 10 * 2 - 6
    assert rows[3][7] == pytest.approx(2 / (6 + unnamed))
    [[first], [second], [third], _] = beside(path, REFERRALS_HEADLINE)
    assert first.startswith(f"Three sources sent 6 of {6 + unnamed} new clients; two of them were")
    assert second.startswith(f"Other or unknown: {10 * 10 - 20} inquiries and {unnamed} new")
    assert "needs 26 weeks" in third
    referrals = next(p for p in facts.report.scorecard.scores.pairs if p.name == "Referrals")
    assert "met in 4 weeks: 2, goal 2" in referrals.leader.why
    sources = as_json(facts)["sources"]
    assert [(s["key"], s["started"], s["weeks_since"]) for s in sources] == [
        ("source_1", 3, 0),
        ("source_2", 1, None),
        ("source_3", 2, 2),
    ]


def test_a_name_that_is_no_source_and_more_than_weekly_has_are_asked_about(make_tracker):
    """Neither stops the work; the name is not repeated."""
    came = ({"week": MONDAY, "source": "Anna K.", "inquiries": 1}, *CAME[2:3])
    path = make_tracker(weeks(12, inquiries=8), Sources=THREE, Arrivals=came)
    row = ARRIVALS.place[0] + 1
    facts = Tracker(path, TODAY).report()
    assert [(p.sheet, p.cell[1:], p.blocking) for p in facts.problems] == [
        ("Referrals", str(row), False),
        ("Referrals", str(row + 1), False),
    ]
    assert "Anna" not in "".join(map(str, facts.problems))
    assert "10 from all sources together; expected at most 8" in str(facts.problems[1])
    assert [f.inquiries for f in facts.report.referrals.each] == [0, 10, 0]


def test_where_a_result_of_the_quarter_stands_is_said_beside_its_row(make_tracker):
    """A share may be typed with its sign; below a blank row the answer stands beside its own."""
    named = ({"measurable": "Sessions missed", "to": "5 %"}, {}, {"measurable": "fill", "to": 0.99})
    path = make_tracker(weeks(20), Quarter=named)
    facts = Tracker(path, TODAY, NOW).recalculate()
    assert facts.problems == ()
    rows = beside(path, QUARTER_RESULTS)
    assert [row[6] is not None for row in rows[:4]] == [True, False, True, False]
    standing = as_json(facts)["quarter"][1]
    assert rows[2][4] == pytest.approx(standing["line"]) == pytest.approx(39 / 92)
    assert list(standing) == "measurable from to now by done line chance sure status".split()
    assert (standing["by"], standing["measurable"]) == ("2026-12-31", "fill")


def test_a_result_that_cannot_be_meant_so_is_asked_about(make_tracker):
    """5 for 5 %; a goal behind the beginning; a fourth for one quarter; nothing to reach."""
    named = (
        {"measurable": "Sessions missed", "to": 5},
        {"measurable": "Sessions kept", "from": 20, "to": 18},
        *({"measurable": "Sessions kept", "to": 30},) * 4,
        {"to": 4},
    )
    facts = Tracker(make_tracker(weeks(20), Quarter=named), TODAY).report()
    row, column = QUARTER.place
    assert not any(problem.blocking for problem in facts.problems)
    assert [problem.cell for problem in facts.problems] == [
        cell_name(row + at, column + QUARTER.keys.index(key))
        for at, key in ((1, "to"), (2, "to"), (6, "measurable"), (7, "measurable"))
    ]
    assert "which means 500 %" in facts.problems[0].found
    assert len(facts.report.quarter) == 3


def made_before(path):
    """Take out what today's edition added, with openpyxl."""
    book = openpyxl.load_workbook(path)
    del book["Referrals"]
    book["Actions"].tables.pop(QUARTER.name)
    row, column = QUARTER.place
    for at in range(column, column + 20):
        book["Actions"].cell(row, at).value = None
    for name in ("out_referrals", "out_referrals_headline", "out_quarter", "list_sources"):
        book.defined_names.pop(name)
    book.save(path)
    return path


def test_a_tracker_without_the_tables_reads_as_before_and_gains_them_by_an_upgrade(make_tracker):
    """One line says so; every number is that of a tracker whose tables are empty."""
    whole = as_json(Tracker(make_tracker(weeks(14)), TODAY).report())
    path = made_before(make_tracker(weeks(14), name="before.xlsx"))
    facts = Tracker(path, TODAY, NOW).recalculate()
    [problem] = facts.problems
    assert not problem.blocking and "practice-xl upgrade" in problem.do
    assert all(name in problem.found for name in LATER)
    assert as_json(facts) | {"problems": []} == whole | {"problems": []}
    upgrade(path, TODAY, NOW)
    after = Tracker(path, TODAY, NOW).recalculate()
    assert as_json(after) == whole
    with ClosedBook(path) as book:
        assert SOURCES.name in book.sheets["Referrals"].tables


def test_start_says_in_how_many_weeks_something_was_typed(make_tracker):
    """Of the last 13; a week off does not break it, a week without a row does."""
    typed = weeks(16)
    del typed[10]
    typed[12] = {"week_start": typed[12]["week_start"], "slots_offered": 0}
    path = make_tracker(typed)
    facts = Tracker(path, TODAY, NOW).recalculate()
    about = friday_page(facts).about
    assert "typed in 12 of the last 13 weeks" in about


def copied(path, *, parts):
    """The texts of the sheet Conversation of a coach copy."""
    [copy] = open_tracker(path, TODAY).share(
        overwrite=True, confirm_names=lambda _: True, confirm_parts=lambda _: parts
    )
    cells = [cell.value for row in openpyxl.load_workbook(copy)["Conversation"] for cell in row]
    return " | ".join(str(value) for value in cells if value is not None)


def test_a_copy_tells_the_quarter_and_counts_of_sources_by_another_name_if_ticked(make_tracker):
    """The owner's words only where the row is ticked; a source's name never."""
    named = (
        {
            "measurable": "% full",
            "to": 0.99,
            "when_then": "When free, then I fill it",
            "share": "x",
        },
        {"measurable": "Sessions kept", "to": 30, "obstacle": "the winter"},
    )
    sources = ({"source": "The Tulip Clinic", "note": "ask Zoe"}, {"source": "B"}, {"source": "C"})
    came = tuple(row | {"source": "The Tulip Clinic"} for row in CAME[:2])
    path = make_tracker(weeks(20), Quarter=named, Sources=sources, Arrivals=came)
    for parts in (False, True):
        text = copied(path, parts=parts)
        assert "% full: from" in text and "When free, then I fill it" in text
        assert "Sessions kept: from " in text and " to 30, now " in text and "winter" not in text
        assert "Tulip" not in text and "Zoe" not in text
        assert ("Source 1 | 6 inquiries, 3 new" in text) is parts
        assert ("Referral sources." in text) is parts
