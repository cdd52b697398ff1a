"""The sheet Levers: more income without one new client."""

from __future__ import annotations

from typing import Any

from practice_xl.domain.levers import LeverResult, LeversResult
from practice_xl.domain.wording import money
from practice_xl.schema.blocks import BEST_LINE, EFFECT_LINE, HEADLINES, LEVER_CHARTS, LEVER_RESULTS
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.schema.levers import LEVERS
from practice_xl.sheets.pages.page import HEADLINE_WIDTH, Facts, Rows, empty, filled, lines_of, wrap

NOT_IN_TOTAL = "–"
NOT_CHOSEN = "Not in the total; each alone, a year:"
_NO_BEST = "What each lever brings shows here once sessions and fees are typed."
_NO_YEAR = "The year with the levers shows here once sessions and fees are typed."
_FIRST_NUMBER = {lever.key: lever.numbers[0].key for lever in LEVERS}


def levers_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Levers, by name."""
    return {
        HEADLINES["Levers"].name: filled(HEADLINES["Levers"], _headline(facts)),
        LEVER_RESULTS.name: _results(facts),
        LEVER_CHARTS.name: filled(LEVER_CHARTS, _charts(facts)),
    }


def _headline(facts: Facts) -> list[list[str]]:
    report, levers = facts.report, facts.report.levers
    lines = [levers.headline, "", ""]
    lines[BEST_LINE], *which = wrap(levers.which, HEADLINE_WIDTH, 2) or [_NO_BEST]
    lines[EFFECT_LINE] = report.with_levers_words or _year_like_now(levers) or _NO_YEAR
    rest = [*which, levers.parts, *_losing(levers), *levers.words]
    lines += lines_of(" ".join(rest), 2)
    lines.append(facts.status)
    return [[line] for line in lines]


def _year_like_now(levers: LeversResult) -> str:
    """The year without and with the levers where there is no projection of money."""
    if levers.today is None or levers.joint is None or not levers.keys:
        return ""
    currency = levers.state.currency
    with_them = money(levers.today + levers.collected, currency)
    return f"A year like now brings {money(levers.today, currency)}; with these, {with_them}."


def _losing(levers: LeversResult) -> list[str]:
    """Levers that are on and cost more than they bring, in a sentence."""
    names = [f"“{lever.label}”" for lever in levers.each.values() if lever.on and lever.share < -1]
    if not names:
        return []
    return [f"{' and '.join(names)} would cost more than it brings: set On to No."]


def _results(facts: Facts) -> Rows:
    """Beside each row of LeverInputs: the number used; at a lever's first row what it brings."""
    rows = empty(LEVER_RESULTS)
    table_row = TABLE_BY_NAME["LeverInputs"].place[0]
    for row, key, number in facts.lever_rows:
        place = row - table_row - 1
        if not 0 <= place < len(rows):
            continue
        lever = facts.report.levers.each[key]
        rows[place][0] = lever.numbers.get(number)
        if number == _FIRST_NUMBER[key]:
            rows[place][1:] = [lever.alone, lever.share if lever.on else NOT_IN_TOTAL, _why(lever)]
    return rows


def _why(lever: LeverResult) -> str:
    sentences = [lever.why] if lever.why else [lever.rests_on]
    if lever.note:
        sentences.append(lever.note)
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences if sentence)


def _charts(facts: Facts) -> list[list[Any]]:
    """A row for each lever, the chosen ones first; beside them the years to compare.

    The others have their amount in words and no bar: what is in the total is seen first.
    """
    levers = facts.report.levers.each.values()
    currency = facts.report.practice.plan.currency
    chosen = [lever for lever in levers if lever.on and (lever.share or lever.alone is not None)]
    others = [lever for lever in levers if not lever.on and lever.alone is not None]
    bars: list[list[Any]] = [
        [_besides(lever), lever.share] for lever in sorted(chosen, key=lambda lever: -lever.share)
    ]
    bars += [[None, None], [NOT_CHOSEN, None]] if chosen and others else []
    bars += [
        [f"{_besides(lever)}: {money(lever.alone or 0.0, currency)}", None]
        for lever in sorted(others, key=lambda lever: -(lever.alone or 0.0))
    ]
    years: list[list[Any]] = [
        [label if amount is not None else None, amount] for label, amount in _years(facts)
    ]
    height = max(len(bars), len(years))
    bars += [[None, None]] * (height - len(bars))
    years += [[]] * (height - len(years))
    return [[*bar, None, *year] for bar, year in zip(bars, years, strict=True)]


def _besides(lever: LeverResult) -> str:
    """A lever's label; of help with the billing, with what it brings besides money."""
    return lever.label + (", bills in order" if lever.key == "delegate_billing" else "")


def _years(facts: Facts) -> list[tuple[str, float | None]]:
    """Likely now and with the levers; the goal; what a full practice earns."""
    report = facts.report
    levers, likely = report.levers, report.projection.likely.totals.get("52")
    these = "what you chose" if levers.own else "the three worth most"
    if report.with_levers is not None and likely is not None:
        years: list[tuple[str, float | None]] = [
            ("Likely, as now", likely.p50),
            (f"Likely, with {these}", report.with_levers.p50),
        ]
    else:
        known = levers.today is not None and levers.joint is not None
        with_them = (levers.today or 0.0) + levers.collected if known else None
        years = [("A year like now", levers.today), (f"With {these}", with_them)]
    return [
        *years,
        ("Your goal", report.practice.plan.income_goal),
        ("A full practice, as things are", report.ceiling.value),
    ]
