"""What is written on the sheets that are typed in: their status, what stands beside their tables.

The sheet Checks, on which all that needs a look is listed, is here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.report import clinician_aliases, source_aliases, tier_aliases
from practice_xl.domain.scorecard.pairs import say
from practice_xl.domain.wording import day
from practice_xl.problems import Problem
from practice_xl.schema import blocks
from practice_xl.schema.measures import MEASURE_BY_KEY
from practice_xl.schema.parts import Block, cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows, chance_cell, empty, filled

NONE_YET = "Type below who sends you clients, and at the right who came from whom each week."
_TABS = {sheet.name: number for number, sheet in enumerate(SHEETS)}


def typed_sheets(facts: Facts) -> dict[str, Rows]:
    """The blocks of Weekly, Monthly, Actions, Referrals, Plan, Coach, Words and Checks."""
    lines: dict[str, Rows] = {block.name: [[facts.status]] for block in blocks.STATUSES.values()}
    return lines | {
        blocks.STATUSES["Weekly"].name: [[f"{facts.status} {facts.streak}".strip()]],
        blocks.WEEKLY_SLOTS.name: _beside(blocks.WEEKLY_SLOTS, facts.slots),
        blocks.CLOSER.name: _closer(facts),
        blocks.QUARTER_RESULTS.name: _quarter(facts),
        blocks.REFERRALS_HEADLINE.name: _referrals_headline(facts),
        blocks.REFERRALS.name: _referrals(facts),
        blocks.ALIASES.name: _aliases(facts),
        blocks.CHECKS_BLOCK.name: _checks(facts),
    }


def _beside(block: Block, cells: Iterable[tuple[int, Any]], across: int = 0) -> Rows:
    """A block with values in one column, each at the place of its row in the table beside it."""
    rows = empty(block)
    for place, value in cells:
        if 0 <= place < len(rows):
            rows[place][across] = value
    return rows


def _closer(facts: Facts) -> Rows:
    """Above Actions the status and what is promised to the coach; a sentence beside each row."""
    places = facts.beside.get("Actions", ())
    answers = zip(places, facts.report.scorecard.closer, strict=True)
    below = ((blocks.CLOSER_TOP + place, answer.words) for place, answer in answers)
    rows = _beside(blocks.CLOSER, below)
    head = [facts.status, blocks.PROMISED, *_promised(facts)]
    rows[: len(head)] = [[line] for line in head]
    rows[blocks.CLOSER_TOP - 1][0] = blocks.CLOSER_HEADER
    return rows


def _promised(facts: Facts) -> list[str]:
    """The open commitments, the earliest due first; a mark before those past their date."""
    week = facts.report.as_of
    end = week + WEEK - timedelta(days=1) if week else date.min
    lines = [
        f"{'! overdue since' if promise.due <= end else 'due'} {day(promise.due)}: "
        f"{promise.text.strip()}"
        for promise in sorted(facts.commitments, key=lambda promise: promise.due)
    ]
    most = blocks.CLOSER_TOP - 4  # the status, the heading, a blank line and the header
    if len(lines) > most:
        lines[most - 1 :] = [f"and {len(lines) - most + 1} more: see the sheet Coach"]
    return lines or [blocks.NOTHING_PROMISED]


def _quarter(facts: Facts) -> Rows:
    """Beside each result of a quarter: from, now, the way, the line, the chance, a sentence."""
    rows, plan = empty(blocks.QUARTER_RESULTS), facts.report.practice.plan
    for standing, place in zip(facts.report.quarter, facts.beside.get("Quarter", ()), strict=False):
        if place < len(rows):
            key, to = standing.result.measurable, standing.result.to
            shares = (standing.done, standing.line)
            rows[place] = [
                MEASURE_BY_KEY[key].label,
                *(
                    NOT_YET if n is None else say(key, n, plan, to)
                    for n in (standing.start, standing.now)
                ),
                *(NOT_YET if share is None else share for share in shares),
                chance_cell(standing.chance),
                standing.words,
            ]
    return rows


def _referrals_headline(facts: Facts) -> Rows:
    words = [*(facts.report.referrals.words or (NONE_YET,)), "", ""][
        : blocks.REFERRALS_HEADLINE.rows - 1
    ]
    return filled(blocks.REFERRALS_HEADLINE, [[line] for line in (*words, facts.status)])


def _referrals(facts: Facts) -> Rows:
    """Beside each source what it brings, and its name in a copy."""
    rows, names = empty(blocks.REFERRALS), source_aliases(facts.report.practice)
    places = facts.beside.get("Sources", ())
    for source, name, place in zip(facts.report.referrals.each, names, places, strict=False):
        if place < len(rows):
            rows[place] = [
                name,
                source.inquiries,
                source.started,
                NOT_YET if source.conversion is None else source.conversion,
                NOT_YET if source.worth is None else source.worth,
                source.last_met or NOT_YET,
                NOT_YET if source.weeks_since is None else source.weeks_since,
                NOT_YET if source.share is None else source.share,
                "strong" if source.strong else "wanted" if source.source.wanted else "",
            ]
    return rows


def _aliases(facts: Facts) -> Rows:
    """Beside each tier and each clinician, what a coach copy calls them."""
    practice = facts.report.practice
    names = clinician_aliases(practice)
    staff = [names[clinician.name.casefold()] for clinician in practice.plan.clinicians]
    rows = empty(blocks.ALIASES)
    for across, table, said in ((0, "Fees", tier_aliases(practice.plan)), (1, "Clinicians", staff)):
        for place, name in zip(facts.beside.get(table, ()), said, strict=False):
            if place < len(rows):
                rows[place][across] = name
    return rows


def _checks(facts: Facts) -> Rows:
    """Every problem, as one goes through the workbook."""
    problems = sorted(facts.problems, key=_place)
    shown = [_row(problem) for problem in problems[: blocks.CHECKS_SHOWN]]
    if len(problems) > blocks.CHECKS_SHOWN:
        more = f"and {len(problems) - blocks.CHECKS_SHOWN + 1} more"
        shown[-1] = [more, "", "", "", "", "practice-xl check shows all of them."]
    headers = [column.label for column in blocks.CHECKS_BLOCK.columns]
    answer = "Nothing needs a look." if not problems else facts.checks.split(":")[0] + "."
    rows = [[answer], [facts.weeks_read + "."], [], headers, *shown]
    return filled(blocks.CHECKS_BLOCK, rows)


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
