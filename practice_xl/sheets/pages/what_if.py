"""The sheets Levers and Decisions: what more a year could bring, and from which day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practice_xl.domain.levers import LeverResult, LeversResult
from practice_xl.domain.wording import money
from practice_xl.schema.blocks import (
    BEST_LINE,
    DECISION_FANS,
    DECISION_RESULTS,
    DECISION_USED,
    EFFECT_LINE,
    HEADLINES,
    LEVER_CHARTS,
    LEVER_RESULTS,
    RESULT_WORDS,
    ROW_WIDTH,
    WORDS_SIZE,
)
from practice_xl.schema.levers import DECISION_NUMBERS, LEVERS
from practice_xl.schema.parts import Kind
from practice_xl.schema.type_width import fit
from practice_xl.sheets.pages.page import HEADLINE_WIDTH, Facts, Rows, empty, filled, lines_of, wrap

if TYPE_CHECKING:
    from practice_xl.domain.decisions import DecisionResult, DecisionsResult
    from practice_xl.domain.projection import Band, IncomeChart

NOT_IN_TOTAL = "–"
NOT_CHOSEN = "Not in the total; each alone, a year:"
_NO_BEST = "What each lever brings shows here once sessions and fees are typed."
_NO_YEAR = "The year with the levers shows here once sessions and fees are typed."
_FIRST_NUMBER = {lever.key: lever.numbers[0].key for lever in LEVERS}
NONE_YET = "Nothing is decided yet. Three cells are enough: Yes, the decision, the day it begins."
_NO_FANS = "The year as now, and with what you decide, shows here."


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
    lines += lines_of(" ".join(words for words in rest if words), 2)
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
    for place, key, number in facts.lever_rows:
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


def _charts(facts: Facts) -> Rows:
    """A row for each lever, the chosen ones first; beside them the years to compare.

    The others have their amount in words and no bar: what is in the total is seen first.
    """
    levers = facts.report.levers.each.values()
    currency = facts.report.practice.plan.currency
    chosen = [lever for lever in levers if lever.on and (lever.share or lever.alone is not None)]
    others = [lever for lever in levers if not lever.on and lever.alone is not None]
    bars: Rows = [
        [_besides(lever), lever.share] for lever in sorted(chosen, key=lambda lever: -lever.share)
    ]
    bars += [[None, None], [NOT_CHOSEN, None]] if chosen and others else []
    bars += [
        [f"{_besides(lever)}: {money(lever.alone or 0.0, currency)}", None]
        for lever in sorted(others, key=lambda lever: -(lever.alone or 0.0))
    ]
    years: Rows = [
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


def decisions_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Decisions, by name."""
    decisions, headline = facts.report.decisions, HEADLINES["Decisions"]
    lines = [*headline_lines(facts), facts.status]
    return {
        headline.name: filled(headline, [[line] for line in lines]),
        DECISION_USED.name: _used(facts, decisions),
        DECISION_RESULTS.name: filled(DECISION_RESULTS, _decided(decisions)),
        DECISION_FANS.name: filled(DECISION_FANS, _fans(facts, decisions)),
    }


def headline_lines(facts: Facts) -> list[str]:
    """What is decided, the title of the chart, and what more is collected and left."""
    decisions, now = facts.report.decisions, facts.report.projection.likely
    currency = facts.report.practice.plan.currency
    year = now.totals.get("52")
    likely = "" if year is None else f"likely {money(year.p50, currency)}"
    as_now = f"As now, {likely} in the next 12 months; a decision is drawn beside it."
    title = as_now if likely else _NO_FANS
    if decisions is None:
        return [NONE_YET, title, "", ""]
    names = "; ".join(one.name for one in decisions.each)
    both = decisions.together
    if both is None or both.year is None or both.more is None or both.more_left is None:
        return [f"{names}.", title, decisions.each[0].words[0], ""]
    return [
        f"{names}.",
        f"With what you decided, likely {money(both.year.collected.p50, currency)} collected in "
        f"the next 12 months; as now, {likely}.",
        f"{_more(both.more, currency, 'collected')}",
        f"{_more(both.more_left, currency, 'left after costs')}",
    ]


def _more(band: Band, currency: str, what: str) -> str:
    """The difference as a sentence: "$4,210 more collected; 8 in 10 times between ..."."""
    word = "more" if band.p50 >= 0 else "less"
    low, high = sorted((abs(band.p10), abs(band.p90)))
    if band.p10 < 0 < band.p90:
        low, high = band.p10, band.p90
        return (
            f"{money(abs(band.p50), currency)} {word} {what}; 8 in 10 times between "
            f"{money(low, currency)} and {money(high, currency)} more."
        )
    return (
        f"{money(abs(band.p50), currency)} {word} {what}; 8 in 10 times between "
        f"{money(low, currency)} and {money(high, currency)} {word}."
    )


def _used(facts: Facts, decisions: DecisionsResult | None) -> Rows:
    """Beside each number of DecisionInputs the one that was used, of the kinds decided."""
    rows, places = empty(DECISION_USED), facts.beside.get("DecisionInputs", ())
    for (kind, number), place in zip(DECISION_NUMBERS, places, strict=False):
        used = decisions.numbers.get((kind.key, number.key)) if decisions else None
        if 0 <= place < len(rows) and used is not None:
            yes = number.kind is Kind.TICK
            rows[place][0] = ("yes" if used else "no") if yes else used
    return rows


def _decided(decisions: DecisionsResult | None) -> Rows:
    """As now, all together where there are several, then each in the order of the table."""
    if decisions is None:
        return []
    rows: Rows = []
    now = decisions.as_now
    if now is not None:
        left = "Left after costs and tax" if decisions.taxed else "Left after costs, before tax"
        rows += [["As now"], _amounts("Collected", now.collected), _amounts(left, now.left), []]
    several = len([one for one in decisions.each if one.year]) > 1
    if several and decisions.together:
        rows += _one(decisions.together)
    for one in decisions.each:
        rows += _one(one)
    return rows


def _one(one: DecisionResult) -> Rows:
    rows: Rows = [[one.name]]
    if one.year and one.more and one.more_left:
        rows += [
            _amounts("Collected", one.year.collected),
            _amounts("    more than as now", one.more),
            _amounts("Left after costs", one.year.left),
            _amounts("    more than as now", one.more_left),
        ]
    rows += [
        [line]
        for line in fit(" ".join((*one.words, *one.parts)), ROW_WIDTH, WORDS_SIZE, RESULT_WORDS)
    ]
    return [*rows, []]


def _amounts(label: str, band: Band) -> list[Any]:
    return [label, band.p10, band.p50, band.p90]


def _fans(facts: Facts, decisions: DecisionsResult | None) -> Rows:
    """The weeks to come as they are likely now, and with what is decided."""
    now = facts.report.projection.likely.chart
    if now is None:
        return []
    columns: list[Any] = [now.starts[-DECISION_FANS.rows :], *_bands(now)]
    if decisions is not None and decisions.chart is not None:
        columns += _bands(decisions.chart)
    return [list(row) for row in zip(*columns, strict=True)]


def _bands(chart: IncomeChart) -> list[Any]:
    ahead = slice(-DECISION_FANS.rows, None)
    return [chart.low[ahead], chart.likely[ahead], chart.high[ahead]]
