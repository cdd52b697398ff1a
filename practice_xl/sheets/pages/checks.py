"""The sheet Checks, and the status line of the sheets that hold nothing else from Python."""

from __future__ import annotations

from typing import Any

from practice_xl.problems import Problem
from practice_xl.schema.blocks import CHECK_COLUMNS, CHECKS_BLOCK, CHECKS_SHOWN, STATUSES
from practice_xl.sheets.pages.page import Facts, Rows, filled


def checks_page(facts: Facts) -> dict[str, Rows]:
    """The block of the sheet Checks."""
    problems = list(facts.problems)
    shown = [_row(problem) for problem in problems[:CHECKS_SHOWN]]
    if len(problems) > CHECKS_SHOWN:
        more = f"and {len(problems) - CHECKS_SHOWN + 1} more"
        shown[-1] = [more, "", "", "", "", "practice-xl check shows all of them."]
    headers = [column.header for column in CHECK_COLUMNS]
    answer = "Nothing needs a look." if not problems else facts.checks.split(":")[0] + "."
    rows = [[answer], [facts.weeks_read + "."], [], headers, *shown]
    return {CHECKS_BLOCK.name: filled(CHECKS_BLOCK, rows)}


def statuses(facts: Facts) -> dict[str, Rows]:
    """The status line of the sheets that are typed in."""
    return {block.name: [[facts.checks]] for block in STATUSES.values()}


def _row(problem: Problem) -> list[Any]:
    stops = " This stops the work." if problem.blocking else ""
    return [
        problem.sheet,
        problem.cell,
        problem.column,
        problem.found,
        problem.expected,
        problem.do + stops,
    ]
