"""The sheet Checks, and the status line of the sheets that hold nothing else from Python."""

from __future__ import annotations

import re
from typing import Any

from practice_xl.problems import Problem
from practice_xl.schema.blocks import CHECKS_BLOCK, CHECKS_SHOWN, STATUSES
from practice_xl.schema.parts import cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets.pages.page import Facts, Rows, filled

_TABS = {sheet.name: number for number, sheet in enumerate(SHEETS)}


def checks_page(facts: Facts) -> dict[str, Rows]:
    """The block of the sheet Checks."""
    problems = sorted(facts.problems, key=_place)
    shown = [_row(problem) for problem in problems[:CHECKS_SHOWN]]
    if len(problems) > CHECKS_SHOWN:
        more = f"and {len(problems) - CHECKS_SHOWN + 1} more"
        shown[-1] = [more, "", "", "", "", "practice-xl check shows all of them."]
    headers = [column.label for column in CHECKS_BLOCK.columns]
    answer = "Nothing needs a look." if not problems else facts.checks.split(":")[0] + "."
    rows = [[answer], [facts.weeks_read + "."], [], headers, *shown]
    return {CHECKS_BLOCK.name: filled(CHECKS_BLOCK, rows)}


def statuses(facts: Facts) -> dict[str, Rows]:
    """The status line of the sheets that are typed in: what to do next, what was found."""
    return {block.name: [[facts.status]] for block in STATUSES.values()}


def _place(problem: Problem) -> tuple[int, int, int]:
    """Where a problem stands: the order of the tabs, then down the sheet, then across."""
    sheet = _TABS.get(problem.sheet, len(_TABS))
    cell = re.fullmatch(r"([A-Z]{1,3}\d+).*", problem.cell)
    return (sheet, *(cell_position(cell[1]) if cell else (0, 0)))


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
