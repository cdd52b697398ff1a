"""The sheet Decisions: what each decision brings from its day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practice_xl.domain.wording import money
from practice_xl.schema.blocks import (
    DECISION_FANS,
    DECISION_RESULTS,
    DECISION_USED,
    HEADLINES,
    RESULT_WORDS,
    ROW_WIDTH,
    WORDS_SIZE,
)
from practice_xl.schema.decisions import DECISION_NUMBERS
from practice_xl.schema.parts import Kind
from practice_xl.schema.type_width import fit
from practice_xl.sheets.pages.page import Facts, Rows, empty, filled

if TYPE_CHECKING:
    from practice_xl.domain.decisions import DecisionResult, DecisionsResult
    from practice_xl.domain.projection import Band, IncomeChart

NONE_YET = "Nothing is decided yet. Three cells are enough: Yes, the decision, the day it begins."
_NO_FANS = "The year as now, and with what you decide, shows here."


def decisions_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Decisions, by name."""
    decisions, headline = facts.report.decisions, HEADLINES["Decisions"]
    lines = [*headline_lines(facts), facts.status]
    return {
        headline.name: filled(headline, [[line] for line in lines]),
        DECISION_USED.name: _used(facts, decisions),
        DECISION_RESULTS.name: filled(DECISION_RESULTS, _results(decisions)),
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


def _results(decisions: DecisionsResult | None) -> list[list[Any]]:
    """As now, all together where there are several, then each in the order of the table."""
    if decisions is None:
        return []
    rows: list[list[Any]] = []
    now = decisions.as_now
    if now is not None:
        left = "Left after costs and tax" if decisions.taxed else "Left after costs, before tax"
        rows += [["As now"], _amounts("Collected", now.collected), _amounts(left, now.left), []]
    several = len([one for one in decisions.each if one.year]) > 1
    if several and decisions.together:
        rows += _result(decisions.together)
    for one in decisions.each:
        rows += _result(one)
    return rows


def _result(one: DecisionResult) -> list[list[Any]]:
    rows: list[list[Any]] = [[one.name]]
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


def _fans(facts: Facts, decisions: DecisionsResult | None) -> list[list[Any]]:
    """The weeks to come as they are likely now, and with what is decided."""
    now = facts.report.projection.likely.chart
    if now is None:
        return []
    columns: list[Any] = [now.starts[-DECISION_FANS.rows :], *_band(now)]
    if decisions is not None and decisions.chart is not None:
        columns += _band(decisions.chart)
    return [list(row) for row in zip(*columns, strict=True)]


def _band(chart: IncomeChart) -> list[Any]:
    ahead = slice(-DECISION_FANS.rows, None)
    return [chart.low[ahead], chart.likely[ahead], chart.high[ahead]]
