"""A rule that is changed by a little is noticed: each change below makes its named test fail.

Nothing in the working tree is edited. The tests run in a process of their own, in which one module
is compiled from its source with the change made; then the next change, in the same process.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
RATES, LINES = "domain/test_rates.py", "domain/test_costs_and_lines.py"
SCORECARD, LEVERS = "domain/test_scorecard.py", "domain/test_levers.py"
BY_HAND = f"{SCORECARD}::test_each_rule_gives_the_points_worked_out_by_hand"
CLOSER = f"{SCORECARD}::test_closer_compares_the_weeks_before_an_action_with_those_since"
SIZES = f"{LINES}::test_up_to_thirteen_sessions_in_ten_slots_are_taken_as_typed"
RULES, STALE = "coach/test_rules.py", "engines/test_dependents.py"
FOURTH_DAY = f"{LINES}::test_a_week_belongs_to_the_month_and_year_of_its_fourth_day"


@dataclass(frozen=True)
class Change:
    """One rule, changed.

    Attributes:
        rule: What it says, and how it is changed.
        module: Its module, in ``practice_xl``.
        old, new: A text that stands in its source once, and what stands there instead.
        caught_by: The test that must fail then.
    """

    rule: str
    module: str
    old: str
    new: str
    caught_by: str

    @property
    def name(self) -> str:
        return f"practice_xl.{self.module}"

    @property
    def path(self) -> Path:
        return ROOT.joinpath(*self.name.split(".")).with_suffix(".py")


CHANGES = [
    Change(
        "a window looks back at most twice its length: three times",
        "domain.windows",
        "LOOK_BACK = 2",
        "LOOK_BACK = 3",
        f"{RATES}::test_a_window_looks_back_at_most_twice_its_length",
    ),
    Change(
        "booked is less the slots refilled: and them",
        "domain.weeks",
        '- known["slots_refilled"]',
        '+ known["slots_refilled"]',
        f"{RATES}::test_a_week_of_25_slots_is_88_percent_worked_and_96_percent_full",
    ),
    Change(
        "money per session is less the fees charged: and them",
        "domain.income",
        "earned.value - fees.value",
        "earned.value + fees.value",
        f"{RATES}::test_fees_charged_for_missed_sessions_are_not_money_per_session",
    ),
    Change(
        "money of weeks off inside the span counts: it does not",
        "domain.income",
        "np.flatnonzero(used | weeks.off[span])",
        "np.flatnonzero(used)",
        f"{RATES}::test_money_that_arrives_on_a_week_off_counts_for_the_sessions_it_was_earned_in",
    ),
    Change(
        "the ceiling takes the target or % full, whichever is more: less",
        "domain.income",
        "max(plan.target_utilisation, full)",
        "min(plan.target_utilisation, full)",
        f"{RATES}::test_the_ceiling_is_slots_times_what_is_kept_of_bookings_times_money_and_weeks",
    ),
    Change(
        "a week belongs to the month of its fourth day: third",
        "domain.calendar",
        "timedelta(days=3)).replace",
        "timedelta(days=2)).replace",
        FOURTH_DAY,
    ),
    Change(
        "a week belongs to the month of its fourth day: fifth",
        "domain.calendar",
        "timedelta(days=3)).replace",
        "timedelta(days=4)).replace",
        FOURTH_DAY,
    ),
    Change(
        "room is never below zero: it may be",
        "domain.windows",
        "Figure(max(0.0, figure.value), figure.n",
        "Figure(figure.value, figure.n",
        f"{LINES}::test_room_and_holes_are_never_below_zero",
    ),
    Change(
        "tax is taken on a profit only: on a loss too",
        "domain.costs",
        "* max(0.0, profit)",
        "* profit",
        f"{LINES}::test_a_loss_is_not_taxed",
    ),
    Change(
        "a month is closed when it ended by the week's end: the day before",
        "domain.costs",
        "next_month(month.month) <= end",
        "next_month(month.month) < end",
        f"{LINES}::test_a_month_that_ends_with_the_week_read_is_closed",
    ),
    Change(
        "1.3 times the slots are believed: 1.4 times",
        "domain.cleaning",
        "MOST_OF_MEDIAN = 1.3, 4.0",
        "MOST_OF_MEDIAN = 1.4, 4.0",
        SIZES,
    ),
    Change(
        "1.3 times the slots are believed: less than 1.3 times",
        "domain.cleaning",
        "if sessions > most or",
        "if sessions >= most or",
        SIZES,
    ),
    Change(
        "full from the target on: above it only",
        "domain.projection.words",
        "recent.mean() >= target - 1e-9",
        "recent.mean() > target + 1e-9",
        f"{LINES}::test_four_weeks_booked_just_to_the_target_are_full",
    ),
    Change(
        "almost full from 10 points below the target: 9 points",
        "domain.scorecard.leader",
        "ALMOST_FULL = 0.10",
        "ALMOST_FULL = 0.09",
        BY_HAND,
    ),
    Change(
        "an action may be 14 days past due: 13 days",
        "domain.scorecard.leader",
        "PAST_DUE = timedelta(days=14)",
        "PAST_DUE = timedelta(days=13)",
        BY_HAND,
    ),
    Change(
        "billing done within 8 weeks: 8 weeks and a day",
        "domain.scorecard.leader",
        "done > end - DONE_LATELY",
        "done >= end - DONE_LATELY",
        BY_HAND,
    ),
    Change(
        "3 notes over the limit earn a point: 4",
        "domain.scorecard.manager",
        "LEEWAY = 3",
        "LEEWAY = 4",
        BY_HAND,
    ),
    Change(
        "within 5 % is no change: within 4 %",
        "domain.scorecard.decisions",
        "SAME_SHARE, SAME_COUNT = 0.05, 0.5",
        "SAME_SHARE, SAME_COUNT = 0.04, 0.5",
        CLOSER,
    ),
    Change(
        "half of a count is no change: less than half",
        "domain.scorecard.decisions",
        "SAME_SHARE, SAME_COUNT = 0.05, 0.5",
        "SAME_SHARE, SAME_COUNT = 0.05, 0.4",
        CLOSER,
    ),
    Change(
        "a group's slots leave less room for others: they do not",
        "domain.levers.effect",
        "slots + displaced - groups - sessions - missed)",
        "slots + displaced - sessions - missed)",
        f"{LINES}::test_the_slot_of_a_group_is_no_room_for_a_refilled_one",
    ),
    Change(
        "a lever's reason that tells the fee of a tier leaves only if ticked: any other does",
        "coach.inputs",
        "if lever.tells_parts:",
        "if not lever.tells_parts:",
        f"{RULES}::test_fees_and_sessions_of_a_tier_leave_only_if_ticked",
    ),
    Change(
        "what a lever of one tier brings alone leaves only if ticked: always",
        "coach.inputs",
        "if lever.of_tier:",
        "if lever.of_tier and not lever.tells_parts:",
        f"{RULES}::test_the_fee_of_a_tier_cannot_be_solved_from_what_a_lever_brings",
    ),
    Change(
        "a formula that reads a changed cell through a name loses its result: it keeps it",
        "xlsx.dependents",
        "found += inner",
        "found += inner[1:]",
        f"{STALE}::test_a_result_goes_only_if_it_can_be_wrong",
    ),
    Change(
        "a shared formula reads further down in each of its rows: only what the first reads",
        "xlsx.dependents",
        "area.bottom + group.bottom - group.top",
        "area.bottom",
        f"{STALE}::test_shared_and_array_formulas_follow_too",
    ),
]
EACH_RULE = pytest.mark.parametrize("change", CHANGES, ids=[change.rule for change in CHANGES])


@EACH_RULE
def test_what_is_changed_stands_in_the_source_once(change):
    """A change that finds nothing to change, or two places, would prove nothing."""
    assert change.path.read_text(encoding="utf-8").count(change.old) == 1


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    """By what the cases of each named test failed under its changed rule.

    Unchanged they pass, or the suite fails where they stand.
    """
    ours = ("COV", "PYTEST", "PRACTICE_XL")  # nothing of this run reaches into the other
    outside = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    run = subprocess.run(
        [sys.executable, __file__], cwd=ROOT, env=outside, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@EACH_RULE
def test_a_changed_rule_is_caught_by_a_figure_that_is_wrong(outcomes, change):
    """The changed module still works; the named test finds another figure than the right one."""
    assert set(outcomes[change.rule].values()) == {"AssertionError"}


# -- the process of its own ------------------------------------------------------------------


class Changed(importlib.machinery.SourceFileLoader):
    """Compiles a module's source with the change made; no bytecode is read or kept."""

    def __init__(self, change: Change) -> None:
        super().__init__(change.name, str(change.path))
        self._change = change

    def get_code(self, fullname: str) -> CodeType:
        source = self._change.path.read_text(encoding="utf-8")
        changed = source.replace(self._change.old, self._change.new)
        return compile(changed, self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the changed module before the one on the disk."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        if fullname != self._change.name:
            return None
        return importlib.util.spec_from_loader(fullname, Changed(self._change))


class Outcomes:
    """A plugin of pytest: by what each failed case failed."""

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        if call.excinfo is not None:
            self.failed[item.nodeid] = call.excinfo.typename


def run_tests(change: Change) -> dict[str, str]:
    """Run the named test with everything of ours imported anew, one module of it changed."""
    for name, module in list(sys.modules.items()):
        a_test = TESTS in Path(getattr(module, "__file__", None) or "/").parents
        if name.partition(".")[0] == "practice_xl" or (a_test and name != "__main__"):
            del sys.modules[name]
    before = list(sys.meta_path)
    sys.meta_path.insert(0, Finder(change))
    result = Outcomes()
    plain = ["-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    options = [*plain, "-x", "-qq"]
    try:
        ended = pytest.main([*options, f"tests/{change.caught_by}"], plugins=[result])
    finally:
        sys.meta_path[:] = before
    assert ended in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED), change.caught_by
    return result.failed


if __name__ == "__main__":
    told = {change.rule: run_tests(change) for change in CHANGES}
    sys.stdout.write("\n" + json.dumps(told) + "\n")
