"""The sheet Decisions: what each decision brings from its day on."""

from __future__ import annotations

from practice_xl.domain.wording import money
from practice_xl.schema.decisions import DECISION_FANS, DECISION_RESULTS, DECISION_USED
from practice_xl.schema.headlines import HEADLINES
from practice_xl.sheets.pages.page import Facts, Rows, empty, filled

NONE_YET = "Nothing is decided yet. Three cells are enough: Yes, the decision, the day it begins."
_NO_FANS = "The year as now, and with what you decide, shows here."


def decisions_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Decisions, by name."""
    headline = HEADLINES["Decisions"]
    lines = [[NONE_YET], [_as_now(facts)], [""], [""], [facts.status]]
    return {
        headline.name: filled(headline, lines),
        DECISION_USED.name: empty(DECISION_USED),
        DECISION_RESULTS.name: empty(DECISION_RESULTS),
        DECISION_FANS.name: filled(DECISION_FANS, _fans(facts)),
    }


def _as_now(facts: Facts) -> str:
    year = facts.report.projection.likely.totals.get("52")
    if year is None:
        return _NO_FANS
    likely = money(year.p50, facts.report.practice.plan.currency)
    return f"As now, likely {likely} in the next 12 months; what you decide is drawn beside it."


def _fans(facts: Facts) -> list[list[object]]:
    """The weeks to come as they are likely now."""
    chart = facts.report.projection.likely.chart
    if chart is None:
        return []
    ahead = slice(-DECISION_FANS.rows, None)
    columns = (chart.starts, chart.low, chart.likely, chart.high)
    return [list(row) for row in zip(*(column[ahead] for column in columns), strict=True)]
