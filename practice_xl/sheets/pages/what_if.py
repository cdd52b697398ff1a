"""The sheets Levers and Decisions: what more a year could bring, and from which day on."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from practice_xl.domain.levers import LeverResult, LeversResult
from practice_xl.domain.wording import money
from practice_xl.schema import blocks
from practice_xl.schema.levers import DECISION_NUMBERS
from practice_xl.schema.parts import Kind
from practice_xl.schema.type_width import fit
from practice_xl.sheets.pages.page import HEADLINE_WIDTH, Facts, Rows, beside, lines_of, wrap

if TYPE_CHECKING:
    from practice_xl.domain.decisions import DecisionResult, DecisionsResult
    from practice_xl.domain.projection import Band, IncomeChart

NOT_IN_TOTAL = "–"
NOT_CHOSEN = "Not in the total; each alone, a year:"
_NO_BEST = "What each lever brings shows here once sessions and fees are typed."
_NO_YEAR = "The year with the levers shows here once sessions and fees are typed."
NONE_YET = "Nothing is decided yet. Three cells are enough: Yes, the decision, the day it begins."
_NO_FANS = "The year as now, and with what you decide, shows here."


def levers_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Levers, by name."""
    return {
        blocks.HEADLINES["Levers"].name: _headline(facts),
        blocks.LEVER_RESULTS.name: _results(facts),
        blocks.LEVER_CHARTS.name: _charts(facts),
    }


def _headline(facts: Facts) -> Rows:
    report, levers = facts.report, facts.report.levers
    lines = [levers.headline, "", ""]
    lines[blocks.BEST_LINE], *which = wrap(levers.which, HEADLINE_WIDTH, 2) or [_NO_BEST]
    lines[blocks.EFFECT_LINE] = report.with_levers_words or _year_like_now(levers) or _NO_YEAR
    losing = [f"“{lever.label}”" for lever in levers.each.values() if lever.on and lever.share < -1]
    cost = f"{' and '.join(losing)} would cost more than it brings: set On to No." if losing else ""
    rest = filter(None, [*which, levers.parts, cost, *levers.words])
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


def _results(facts: Facts) -> Rows:
    """Beside each row of LeverInputs: the number used; at a lever's first row what it brings."""
    cells: Rows = []
    for _, key, number in facts.lever_rows:
        lever = facts.report.levers.each[key]
        cells.append([lever.numbers.get(number)])
        if number == "change":  # the first of every lever
            why = (lever.why or lever.rests_on, lever.note)
            words = " ".join(f"{text.rstrip('.')}." for text in why if text)
            cells[-1] += [lever.alone, lever.share if lever.on else NOT_IN_TOTAL, words]
    return beside(blocks.LEVER_RESULTS, (place for place, *_ in facts.lever_rows), cells)


def _charts(facts: Facts) -> Rows:
    """A row for each lever, the chosen ones first; beside them the years to compare.

    The others have their amount in words and no bar: what is in the total is seen first.
    """
    levers = facts.report.levers.each.values()
    currency = facts.report.practice.plan.currency
    chosen = [lever for lever in levers if lever.on and (lever.share or lever.alone is not None)]
    others = [lever for lever in levers if not lever.on and lever.alone is not None]
    chosen.sort(key=lambda lever: -lever.share)
    others.sort(key=lambda lever: -(lever.alone or 0.0))
    bars: Rows = [[_besides(lever), lever.share] for lever in chosen]
    if chosen and others:
        bars += [[None, None], [NOT_CHOSEN, None]]
    for lever in others:
        bars.append([f"{_besides(lever)}: {money(lever.alone or 0.0, currency)}", None])
    both = zip_longest(bars, _years(facts), fillvalue=(None, None))
    return [[*bar, None, *year] for bar, year in both]


def _besides(lever: LeverResult) -> str:
    """A lever's label; of help with the billing, with what it brings besides money."""
    return lever.label + (", bills in order" if lever.key == "delegate_billing" else "")


def _years(facts: Facts) -> Rows:
    """Likely now and with the levers; the goal; what a full practice earns; blank if not known."""
    report = facts.report
    levers, likely = report.levers, report.projection.likely.totals.get("52")
    these = "what you chose" if levers.own else "the three worth most"
    years = {"A year like now": levers.today, f"With {these}": None}
    if report.with_levers is not None and likely is not None:
        years = {"Likely, as now": likely.p50, f"Likely, with {these}": report.with_levers.p50}
    elif levers.today is not None and levers.joint is not None:
        years[f"With {these}"] = levers.today + levers.collected
    years["Your goal"] = report.practice.plan.income_goal
    years["A full practice, as things are"] = report.ceiling.value
    return [[None if amount is None else label, amount] for label, amount in years.items()]


def decisions_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Decisions, by name."""
    decisions, headline = facts.report.decisions, blocks.HEADLINES["Decisions"]
    lines = [*headline_lines(facts), facts.status]
    return {
        headline.name: [[line] for line in lines],
        blocks.DECISION_USED.name: _used(facts, decisions),
        blocks.DECISION_RESULTS.name: _decided(decisions),
        blocks.DECISION_FANS.name: _fans(facts, decisions),
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
    if not both or not both.year or not both.more or not both.more_left:
        return [f"{names}.", title, decisions.each[0].words[0], ""]
    return [
        f"{names}.",
        f"With what you decided, likely {money(both.year.collected.p50, currency)} collected in "
        f"the next 12 months; as now, {likely}.",
        _more(both.more, currency, "collected"),
        _more(both.more_left, currency, "left after costs"),
    ]


def _more(band: Band, currency: str, what: str) -> str:
    """The difference as a sentence: "$4,210 more collected; 8 in 10 times between ..."."""
    word = than = "more" if band.p50 >= 0 else "less"
    ends = sorted((abs(band.p10), abs(band.p90)))
    if band.p10 < 0 < band.p90:
        ends, than = [band.p10, band.p90], "more"
    likely, low, high = (money(amount, currency) for amount in (abs(band.p50), *ends))
    return f"{likely} {word} {what}; 8 in 10 times between {low} and {high} {than}."


def _used(facts: Facts, decisions: DecisionsResult | None) -> Rows:
    """Beside each number of DecisionInputs the one that was used, of the kinds decided."""
    numbers, used = decisions.numbers if decisions else {}, []
    for kind, number in DECISION_NUMBERS:
        value: object = numbers.get((kind.key, number.key))
        if number.kind is Kind.TICK and value is not None:
            value = "yes" if value else "no"
        used.append([value])
    return beside(blocks.DECISION_USED, facts.beside.get("DecisionInputs", ()), used)


def _decided(decisions: DecisionsResult | None) -> Rows:
    """As now, all together where there are several, then each in the order of the table."""
    if decisions is None:
        return []
    rows: Rows = []
    now, together = decisions.as_now, decisions.together
    if now is not None:
        left = "Left after costs and tax" if decisions.taxed else "Left after costs, before tax"
        rows += [["As now"], ["Collected", *now.collected], [left, *now.left], []]
    if together and sum(one.year is not None for one in decisions.each) > 1:
        rows += _one(together)
    for one in decisions.each:
        rows += _one(one)
    return rows


def _one(one: DecisionResult) -> Rows:
    rows: Rows = [[one.name]]
    if one.year and one.more and one.more_left:
        rows += [
            ["Collected", *one.year.collected],
            ["    more than as now", *one.more],
            ["Left after costs", *one.year.left],
            ["    more than as now", *one.more_left],
        ]
    words = " ".join((*one.words, *one.parts))
    lines = fit(words, blocks.ROW_WIDTH, blocks.WORDS_SIZE, blocks.RESULT_WORDS)
    return rows + [[line] for line in lines] + [[]]


def _fans(facts: Facts, decisions: DecisionsResult | None) -> Rows:
    """The weeks to come as they are likely now, and with what is decided."""
    now = facts.report.projection.likely.chart
    if now is None:
        return []
    columns: list[object] = [now.starts[-blocks.DECISION_FANS.rows :], *_bands(now)]
    if decisions is not None and decisions.chart is not None:
        columns += _bands(decisions.chart)
    return [list(row) for row in zip(*columns, strict=True)]


def _bands(chart: IncomeChart) -> list[object]:
    ahead = slice(-blocks.DECISION_FANS.rows, None)
    return [chart.low[ahead], chart.likely[ahead], chart.high[ahead]]
