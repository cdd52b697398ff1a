"""The sheet Levers: more income without one new client."""

from __future__ import annotations

from typing import Any

from practice_xl.domain.levers import LeverResult, LeversResult
from practice_xl.schema.blocks import HEADLINES, LEVER_RESULTS, WATERFALL
from practice_xl.schema.inputs import TABLE_CELLS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import cell_position
from practice_xl.sheets.pages.page import Facts, Rows, empty, filled, lines_of

_FIRST_NUMBER = {lever.key: lever.numbers[0].key for lever in LEVERS}


def levers_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Levers, by name."""
    return {
        HEADLINES["Levers"].name: filled(HEADLINES["Levers"], _headline(facts)),
        LEVER_RESULTS.name: _results(facts),
        WATERFALL.name: filled(WATERFALL, _charts(facts)),
    }


def _headline(facts: Facts) -> list[list[str]]:
    report = facts.report
    levers = report.levers
    lines = [f"{levers.headline}."]
    lines.append(levers.best_three.words if levers.best_three else "")
    lines.append(report.effect.words if report.effect else "")
    lines += lines_of(" ".join([*_losing(levers), *levers.words]), 2)
    lines.append(facts.status)
    return [[line] for line in lines]


def _losing(levers: LeversResult) -> list[str]:
    """Levers that are on and cost more than they bring, in a sentence."""
    names = [f"“{lever.label}”" for lever in levers.each.values() if lever.on and lever.share < -1]
    if not names:
        return []
    return [f"{' and '.join(names)} would cost more than it brings: set On to No."]


def _results(facts: Facts) -> Rows:
    """Beside each row of LeverInputs: the number used; at a lever's first row what it brings."""
    rows = empty(LEVER_RESULTS)
    table_row = cell_position(TABLE_CELLS["LeverInputs"])[0]
    for row, key, number in facts.lever_rows:
        place = row - table_row - 1
        if not 0 <= place < len(rows):
            continue
        lever = facts.report.levers.each[key]
        rows[place][0] = lever.numbers.get(number)
        if number == _FIRST_NUMBER[key]:
            rows[place][1:] = [lever.alone, lever.share if lever.on else "off", _why(lever)]
    return rows


def _why(lever: LeverResult) -> str:
    sentences = [lever.why] if lever.why else [lever.rests_on]
    if lever.note:
        sentences.append(lever.note)
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences if sentence)


def _charts(facts: Facts) -> list[list[Any]]:
    levers = facts.report.levers
    steps = _waterfall(facts, levers)
    ranked = [[lever.label, lever.alone] for lever in levers.ranked]
    height = max(len(steps), len(ranked))
    steps += [[None] * 7] * (height - len(steps))
    ranked += [[]] * (height - len(ranked))
    return [[*step, None, *rank] for step, rank in zip(steps, ranked, strict=True)]


def _waterfall(facts: Facts, levers: LeversResult) -> list[list[Any]]:
    """Step, invisible base, year total, more, less, goal, ceiling; fair shares, largest first."""
    if levers.today is None or levers.joint is None:
        return []
    plan = facts.report.practice.plan
    goal, ceiling = plan.income_goal, facts.report.ceiling.value
    steps: list[list[Any]] = [["A year like now", None, levers.today, None, None, goal, ceiling]]
    chosen = [lever for lever in levers.each.values() if lever.on and lever.share]
    level = levers.today
    for lever in sorted(chosen, key=lambda lever: -lever.share):
        gain, loss = max(0.0, lever.share), max(0.0, -lever.share)
        base = level - loss
        level += lever.share
        steps.append([lever.label, base, None, gain or None, loss or None, goal, ceiling])
    steps.append(["With these", None, level, None, None, goal, ceiling])
    return steps
