"""A tick lets the owner's words leave the workbook: only a clear yes is one."""

from __future__ import annotations

import pytest
from conftest import TODAY, steady_weeks

from practice_xl.tracker import Tracker

ACTION = {"task": "Ask for the fee", "result": "Charged more often"}


@pytest.mark.parametrize(
    ("typed", "ticked", "asked"),
    [
        ("x", True, False),
        (" X ", True, False),
        (True, True, False),
        (1, True, False),
        (None, False, False),
        (False, False, False),
        (0, False, False),
        ("no", False, False),
        ("not yet", False, True),
        ("?", False, True),
    ],
)
def test_only_a_clear_yes_shares_an_action(make_tracker, typed, ticked, asked):
    """A no, an unticked box and a word in doubt share nothing; the doubt is a check."""
    path = make_tracker(steady_weeks(5), Actions=[{**ACTION, "share": typed}])
    facts = Tracker(path, TODAY).report()
    [action] = facts.report.practice.actions
    assert action.share is ticked
    checks = [problem for problem in facts.problems if problem.column == "Share"]
    assert [problem.found for problem in checks] == ["neither a yes nor a no"] * asked
