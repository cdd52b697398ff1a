"""The native charts, each drawn from the cells of one output block."""

from __future__ import annotations

from typing import Any

from practice_xl.building.chart_frame import (
    block_cells,
    dress,
    finding,
    font,
    grid_weeks,
    line,
    place,
    weeks_to_come,
)
from practice_xl.building.decisions import draw_fans
from practice_xl.building.lever_charts import draw_levers, draw_years
from practice_xl.building.looks import ACCENT, AMBER, GREY, INK, MIDDLE
from practice_xl.building.page import Page
from practice_xl.schema.blocks import (
    CAPACITY_WEEKS,
    GRID_WEEKS,
    INCOME_SERIES,
    SCORES,
    WEEKS_CHARTED,
)
from practice_xl.schema.headlines import CHANCE_LINE, HEADLINES, LIKELY_LINE, SCORES_LINE
from practice_xl.schema.sheets import CAPACITY_CHART, INCOME_CHART, SCORES_CHART

_WEEKS: dict[str, Any] = {
    "name": "Week starting",
    "text_axis": True,  # bars of an axis of dates would be a seventh as wide
    "num_format": "d mmm yy",
    "interval_unit": 6,
}
_LIGHT = "#B9D6D8"


def put_charts(page: Page) -> None:
    """The charts of a sheet, if it has any."""
    for draw in _CHARTS.get(page.sheet.name, ()):
        draw(page)


def _income(page: Page) -> None:
    weeks = {
        "categories": block_cells(page, INCOME_SERIES, "week_start"),
        "categories_data": weeks_to_come(WEEKS_CHARTED),
    }
    bars = page.looks.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for key, name, look in (
        ("week_collected", "Collected, mean of 4 weeks", {"fill": {"color": ACCENT}}),
        ("low", "Below the likely range", {"fill": {"none": True}, "border": {"none": True}}),
        (
            "band",
            "8 in 10 times: between low and high",
            {
                "pattern": {
                    "pattern": "wide_upward_diagonal",
                    "fg_color": MIDDLE,
                    "bg_color": _LIGHT,
                }
            },
        ),
    ):
        values = {"values": block_cells(page, INCOME_SERIES, key), "name": name, "gap": 12}
        bars.add_series(weeks | values | look)
    lines = page.looks.workbook.add_chart({"type": "line"})
    for key, name, look in (
        ("likely", "Likely", line(INK, "solid", 2.25)),
        (
            "ceiling",
            "Most when full, at your usual slots and today's rate",
            line(GREY, "round_dot", 1.75),
        ),
        ("goal", "Goal", line(AMBER, "dash", 1.75)),
    ):
        lines.add_series(
            weeks | {"values": block_cells(page, INCOME_SERIES, key), "name": name} | look
        )
    bars.combine(lines)
    dress(
        page,
        bars,
        finding(HEADLINES["Income"], LIKELY_LINE),
        _WEEKS,
        {"name": "Money a week, in your currency", "num_format": "#,##0", "min": 0},
    )
    bars.set_legend({"position": "bottom", "font": font(page), "delete_series": [1]})
    place(
        page,
        bars,
        INCOME_CHART,
        "Chart of money a week. Bars: collected in the past 26 weeks. Striped bars: the range that "
        "holds 8 times in 10 in the next 52 weeks. Solid line: likely. Dotted line: the most you "
        "can earn when full, at your usual slots and today's rate. Dashed line: the goal.",
    )


def _capacity(page: Page) -> None:
    chart = page.looks.workbook.add_chart({"type": "line"})
    for key, name, look in (
        ("utilisation", "% worked", line(ACCENT, "solid", 2.25, "circle")),
        ("fill", "% full", line(MIDDLE, "solid", 1.5, "diamond")),
        ("likely", "Likely % full, mean of 4 weeks", line(MIDDLE, "long_dash", 2.25)),
        ("target", "Full means", line(AMBER, "dash", 1.75)),
        ("chance", "Chance of being full", line(INK, "round_dot", 2.25)),
    ):
        chart.add_series(
            {
                "categories": block_cells(page, CAPACITY_WEEKS, "week_start"),
                "categories_data": weeks_to_come(WEEKS_CHARTED),
                "values": block_cells(page, CAPACITY_WEEKS, key),
                "name": name,
            }
            | look
        )
    dress(
        page,
        chart,
        finding(HEADLINES["Capacity"], CHANCE_LINE),
        _WEEKS,
        {"name": "Share of slots; chance", "num_format": "0 %", "min": 0, "max": 1.2},
    )
    place(
        page,
        chart,
        CAPACITY_CHART,
        "Line chart by week. The past 26 weeks: share of slots worked (circles) and booked "
        "(diamonds). The next 52 weeks: the likely share booked (long dashes) and the chance of "
        "being full (dotted). Dashed line: what you "
        "call full.",
    )


def _scores(page: Page) -> None:
    chart = page.looks.workbook.add_chart({"type": "line"})
    for row, name, look in (
        (-2, "Manager: the week is in order", line(MIDDLE, "dash", 2.25, "square")),
        (-1, "Leader: the practice is moving", line(ACCENT, "solid", 2.75, "circle")),
    ):
        chart.add_series(
            {
                "categories": grid_weeks(page, 0),
                "categories_data": weeks_to_come(GRID_WEEKS),
                "values": grid_weeks(page, row),
                "name": name,
            }
            | look
        )
    dress(
        page,
        chart,
        finding(SCORES, SCORES_LINE),
        _WEEKS | {"num_format": "d mmm", "interval_unit": 1},
        {"name": "Score, 0 to 100", "num_format": "0", "min": 0, "max": 100, "major_unit": 20},
    )
    place(
        page,
        chart,
        SCORES_CHART,
        "Line chart of the two scores over the trailing 13 weeks, from 0 to 100: manager (squares, "
        "dashed) and leader (circles, solid).",
    )


_CHARTS = {
    "Income": (_income,),
    "Capacity": (_capacity,),
    "Scorecard": (_scores,),
    "Levers": (draw_levers, draw_years),
    "Decisions": (draw_fans,),
}
