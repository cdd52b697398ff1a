"""What is written on the sheets that are typed in: their status, what stands beside their tables.

The sheet Checks, on which all that needs a look is listed, is here too.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import repeat

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.plan import Plan
from practice_xl.domain.quarter import Standing
from practice_xl.domain.report import clinician_aliases, source_aliases, tier_aliases
from practice_xl.domain.scorecard.pairs import say
from practice_xl.domain.sources import SourceFigures
from practice_xl.domain.wording import day
from practice_xl.problems import Problem
from practice_xl.schema import blocks
from practice_xl.schema.measures import MEASURE_BY_KEY
from practice_xl.schema.parts import cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows, beside, chance_cell, known

NONE_YET = "Type below who sends you clients, and at the right who came from whom each week."
_TABS = {sheet.name: number for number, sheet in enumerate(SHEETS)}


def typed_sheets(facts: Facts) -> dict[str, Rows]:
    """The blocks of Weekly, Monthly, Actions, Referrals, Plan, Coach, Words and Checks."""
    lines: dict[str, Rows] = {block.name: [[facts.status]] for block in blocks.STATUSES.values()}
    places, slots = (place for place, _ in facts.slots), ([count] for _, count in facts.slots)
    return lines | {
        blocks.STATUSES["Weekly"].name: [[f"{facts.status} {facts.streak}".strip()]],
        blocks.WEEKLY_SLOTS.name: beside(blocks.WEEKLY_SLOTS, places, slots),
        blocks.CLOSER.name: _closer(facts),
        blocks.QUARTER_RESULTS.name: _quarter(facts),
        blocks.REFERRALS_HEADLINE.name: _referrals_headline(facts),
        blocks.REFERRALS.name: _referrals(facts),
        blocks.ALIASES.name: _aliases(facts),
        blocks.CHECKS_BLOCK.name: _checks(facts),
    }


def _closer(facts: Facts) -> Rows:
    """Above Actions the status and what is promised to the coach; a sentence beside each row."""
    places = (blocks.CLOSER_TOP + place for place in facts.beside.get("Actions", ()))
    answers = ([answer.words] for answer in facts.report.scorecard.closer)
    rows = beside(blocks.CLOSER, places, answers)
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
    rows = map(_standing, facts.report.quarter, repeat(facts.report.practice.plan))
    return beside(blocks.QUARTER_RESULTS, facts.beside.get("Quarter", ()), rows)


def _standing(one: Standing, plan: Plan) -> list[object]:
    key, to = one.result.measurable, one.result.to
    ends = (NOT_YET if n is None else say(key, n, plan, to) for n in (one.start, one.now))
    shares = known(one.done), known(one.line), chance_cell(one.chance)
    return [MEASURE_BY_KEY[key].label, *ends, *shares, one.words]


def _referrals_headline(facts: Facts) -> Rows:
    block = blocks.REFERRALS_HEADLINE
    words = [*(facts.report.referrals.words or (NONE_YET,)), "", ""][: block.rows - 1]
    return [[line] for line in (*words, facts.status)]


def _referrals(facts: Facts) -> Rows:
    """Beside each source what it brings, and its name in a copy."""
    names = source_aliases(facts.report.practice)
    rows = map(_source, names, facts.report.referrals.each)
    return beside(blocks.REFERRALS, facts.beside.get("Sources", ()), rows)


def _source(name: str, source: SourceFigures) -> list[object]:
    counts = [name, source.inquiries, source.started]
    rates = [source.conversion, source.worth, source.last_met, source.weeks_since, source.share]
    strong = "strong" if source.strong else "wanted" if source.source.wanted else ""
    return [*counts, *map(known, rates), strong]


def _aliases(facts: Facts) -> Rows:
    """Beside each tier and each clinician, what a coach copy calls them."""
    practice = facts.report.practice
    names = clinician_aliases(practice)
    staff = [names[clinician.name.casefold()] for clinician in practice.plan.clinicians]
    tiers = ([name] for name in tier_aliases(practice.plan))
    left = beside(blocks.ALIASES, facts.beside.get("Fees", ()), tiers)
    right = beside(blocks.ALIASES, facts.beside.get("Clinicians", ()), ([None, n] for n in staff))
    return [[tier, name] for (tier, _), (_, name) in zip(left, right, strict=True)]


def _checks(facts: Facts) -> Rows:
    """Every problem, as one goes through the workbook."""
    problems = sorted(facts.problems, key=_place)
    shown: Rows = []
    for one in problems[: blocks.CHECKS_SHOWN]:
        stops = " This stops the work." if one.blocking else ""
        shown.append([one.sheet, one.cell, one.column, one.found, one.expected, one.do + stops])
    if len(problems) > blocks.CHECKS_SHOWN:
        more = f"and {len(problems) - blocks.CHECKS_SHOWN + 1} more"
        shown[-1] = [more, "", "", "", "", "practice-xl check shows all of them."]
    headers: list[object] = [column.label for column in blocks.CHECKS_BLOCK.columns]
    answer = "Nothing needs a look." if not problems else facts.checks.split(":")[0] + "."
    return [[answer], [facts.weeks_read + "."], [], headers, *shown]


def _place(problem: Problem) -> tuple[int, int, int]:
    """Where a problem stands: the order of the tabs, then down the sheet, then across."""
    sheet = _TABS.get(problem.sheet, len(_TABS))
    cell = re.fullmatch(r"([A-Z]{1,3}\d+).*", problem.cell)
    return (sheet, *(cell_position(cell[1]) if cell else (0, 0)))
