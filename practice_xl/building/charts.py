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
    title_to_come,
    weeks_to_come,
)
from practice_xl.building.decisions import draw_fans
from practice_xl.building.lever_charts import draw_levers, draw_years
from practice_xl.building.looks import ACCENT, AMBER, GREY, INK, MIDDLE, PAPER
from practice_xl.building.page import Page
from practice_xl.schema.blocks import (
    CAPACITY_WEEKS,
    GRID_WEEKS,
    INCOME_LINES,
    INCOME_SERIES,
    SCORES,
    SCORES_LINE,
    WEEKS_CHARTED,
)
from practice_xl.schema.sheets import CAPACITY_CHART, INCOME_CHART, SCORES_CHART

_WEEKS: dict[str, Any] = {
    "name": "Week starting",
    "text_axis": True,  # bars of an axis of dates would be a seventh as wide
    "num_format": "d mmm yy",
    "interval_unit": 6,
}
_LIGHT = "#B9D6D8"
_LINE_NAMES = {"likely": "Likely", "ceiling": "Full practice", "goal": "Goal"}


def put_charts(page: Page) -> None:
    """The charts of a sheet, if it has any."""
    for draw in _CHARTS.get(page.sheet.name, ()):
        draw(page)


def _income(page: Page) -> None:
    weeks = {
        "categories": block_cells(page, INCOME_SERIES, "week_start"),
        "categories_data": weeks_to_come(WEEKS_CHARTED),
    }

    def series(key: str, name: str, look: dict[str, Any]) -> dict[str, Any]:
        return weeks | {"values": block_cells(page, INCOME_SERIES, key), "name": name} | look

    hatched = {"pattern": "wide_upward_diagonal", "fg_color": MIDDLE, "bg_color": _LIGHT}
    fan = page.looks.workbook.add_chart({"type": "area", "subtype": "stacked"})
    fan.add_series(series("low", "Below the likely range", {"fill": {"none": True}}))
    band = {"pattern": hatched, "border": {"none": True}}
    fan.add_series(series("band", "8 in 10 times: between low and high", band))
    lines = page.looks.workbook.add_chart({"type": "line"})
    typed = line(ACCENT, "solid", 1.5, "circle")
    lines.add_series(series("week_collected", "Collected, week by week", typed))
    for key, look in zip(
        INCOME_LINES,
        (line(INK, "solid", 2.25), line(GREY, "round_dot", 1.75), line(AMBER, "dash", 1.75)),
        strict=True,
    ):
        name = _LINE_NAMES[key]
        lines.add_series(series(key, name, look))
        label = {
            "series_name": True,
            "position": "right",
            "font": font(page, color=look["line"]["color"], bold=True),
        }
        no_line = {"line": {"none": True}, "marker": {"type": "none"}, "data_labels": label}
        lines.add_series(series(f"{key}_end", name, no_line))
    fan.combine(lines)
    dress(
        page,
        fan,
        title_to_come(page, INCOME_SERIES),
        _WEEKS | {"num_format": "mmm yy", "interval_unit": 13},
        {"name": "Money a week", "num_format": "#,##0", "min": 0},
    )
    fan.set_legend({"position": "bottom", "font": font(page), "delete_series": [0, *range(3, 9)]})
    fan.set_plotarea(
        {"fill": {"color": PAPER}, "layout": {"x": 0.09, "y": 0.13, "width": 0.73, "height": 0.6}}
    )
    place(
        page,
        fan,
        INCOME_CHART,
        "Chart of money a week. Line with circles: collected, week by week as typed. Striped area: "
        "the range that holds 8 times in 10 in the next 52 weeks; solid line: likely. Dotted line: "
        "the most you can earn when full, at your usual slots and today's rate. Dashed line: the "
        "goal.",
    )


def _capacity(page: Page) -> None:
    chart = page.looks.workbook.add_chart({"type": "line"})
    for key, name, look in (
        ("utilisation", "% worked", line(ACCENT, "solid", 2.25, "circle")),
        ("fill", "% full", line(MIDDLE, "solid", 1.5, "diamond")),
        ("likely", "Likely % full, mean of 4 weeks", line(MIDDLE, "long_dash", 2.25)),
        ("target", "Full means", line(AMBER, "dash", 1.75)),
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
        title_to_come(page, CAPACITY_WEEKS),
        _WEEKS | {"num_format": "mmm yy", "interval_unit": 13},
        {"name": "Share of slots", "num_format": "0 %", "min": 0, "max": 1.2},
    )
    place(
        page,
        chart,
        CAPACITY_CHART,
        "Line chart by week. The past 26 weeks: share of slots worked (circles) and booked "
        "(diamonds). The next 52 weeks: the likely share booked (long dashes). Dashed line: what "
        "you call full.",
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
