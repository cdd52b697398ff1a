"""The native charts, each drawn from the cells of one output block."""

from __future__ import annotations

from typing import Any

from practice_xl.building.chart_frame import (
    block_cells,
    dress,
    font,
    grid_weeks,
    line,
    place,
    weeks_to_come,
)
from practice_xl.building.looks import ACCENT, AMBER, GREY, INK
from practice_xl.building.page import Page
from practice_xl.schema.blocks import (
    CAPACITY_WEEKS,
    GRID_WEEKS,
    INCOME_SERIES,
    WATERFALL,
    WEEKS_CHARTED,
)
from practice_xl.schema.levers import LEVERS

_WEEKS: dict[str, Any] = {
    "name": "Week starting",
    "text_axis": True,  # bars of an axis of dates would be a seventh as wide
    "num_format": "d mmm yy",
    "interval_unit": 6,
}
_LEVERS_HEIGHT = 580  # of both charts on Levers [pixels]
_MIDDLE, _LIGHT = "#5E9BA1", "#B9D6D8"


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
                    "fg_color": _MIDDLE,
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
        ("ceiling", "Most you can earn, when full", line(GREY, "round_dot", 1.75)),
        ("goal", "Goal", line(AMBER, "dash", 1.75)),
    ):
        lines.add_series(
            weeks | {"values": block_cells(page, INCOME_SERIES, key), "name": name} | look
        )
    bars.combine(lines)
    dress(
        bars,
        "Money a week: what came in, and what is likely to",
        _WEEKS,
        {"name": "Money a week, in your currency", "num_format": "#,##0", "min": 0},
    )
    bars.set_legend({"position": "bottom", "font": font(9), "delete_series": [1]})
    place(
        page,
        bars,
        "B16",
        (1080, 450),
        "Chart of money a week. Bars: collected in the past 26 weeks. Striped bars: the range that "
        "holds 8 times in 10 in the next 52 weeks. Solid line: likely. Dotted line: the most you "
        "can earn when full. Dashed line: the goal.",
    )


def _capacity(page: Page) -> None:
    chart = page.looks.workbook.add_chart({"type": "line"})
    for key, name, look in (
        ("utilisation", "% worked", line(ACCENT, "solid", 2.25, "circle")),
        ("fill", "% full", line(_MIDDLE, "solid", 1.5, "diamond")),
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
        chart,
        "How full the practice was, and the chance that it is full",
        _WEEKS,
        {"name": "Share of slots; chance", "num_format": "0%", "min": 0, "max": 1.2},
    )
    place(
        page,
        chart,
        "B13",
        (1060, 440),
        "Line chart by week. The past 26 weeks: share of slots worked (circles) and booked "
        "(diamonds). The next 52 weeks: the chance of being full (dotted). Dashed line: what you "
        "call full.",
    )


def _scores(page: Page) -> None:
    chart = page.looks.workbook.add_chart({"type": "line"})
    for row, name, look in (
        (-2, "Manager: the week is in order", line(_MIDDLE, "dash", 2.25, "square")),
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
        chart,
        "Both scores over 13 weeks: both are needed; neither is better",
        _WEEKS | {"num_format": "d mmm", "interval_unit": 1},
        {"name": "Score, 0 to 100", "num_format": "0", "min": 0, "max": 100, "major_unit": 20},
    )
    place(
        page,
        chart,
        "B61",
        (1150, 330),
        "Line chart of the two scores over the trailing 13 weeks, from 0 to 100: manager (squares, "
        "dashed) and leader (circles, solid).",
    )


_SIGNS = {"total": "#,##0", "gain": "+#,##0;;", "loss": "-#,##0;;"}


def _waterfall(page: Page) -> None:
    steps = {"categories": block_cells(page, WATERFALL, "step")}
    bars = page.looks.workbook.add_chart({"type": "column", "subtype": "stacked"})
    none = {"fill": {"none": True}, "border": {"none": True}}
    for key, name, look in (
        ("base", "Below", none),
        ("total", "The year", {"fill": {"color": ACCENT}}),
        (
            "gain",
            "More",
            {"fill": {"color": _LIGHT}, "border": {"color": ACCENT, "width": 0.75}},
        ),
        (
            "loss",
            "Less",
            {"pattern": {"pattern": "small_grid", "fg_color": AMBER, "bg_color": "#F3E3CC"}},
        ),
    ):
        values = {"values": block_cells(page, WATERFALL, key), "name": name, "gap": 40}
        if key in _SIGNS:
            color = "#FFFFFF" if key == "total" else INK
            values["data_labels"] = {
                "value": True,
                "num_format": _SIGNS[key],
                "font": font(8, color=color),
                "position": "inside_end" if key == "total" else "center",
            }
        bars.add_series(steps | values | look)
    lines = page.looks.workbook.add_chart({"type": "line"})
    for key, name, look in (
        ("goal", "Goal", line(AMBER, "dash", 1.75)),
        ("ceiling", "Most you can earn, when full", line(GREY, "round_dot", 1.75)),
    ):
        lines.add_series(steps | {"values": block_cells(page, WATERFALL, key), "name": name} | look)
    bars.combine(lines)
    dress(
        bars,
        "From today's year to the year with the chosen levers",
        {"name": "Lever, by its fair share"},
        {"name": "Money a year, in your currency", "num_format": "#,##0"},
    )
    bars.set_legend({"position": "bottom", "font": font(9), "delete_series": [0]})
    place(
        page,
        bars,
        "B10",
        (790, _LEVERS_HEIGHT),
        "Waterfall chart: today's year, what each chosen lever adds or takes, and the year with "
        "all of them, against the goal (dashed) and the most you can earn (dotted).",
    )


def _ranking(page: Page) -> None:
    chart = page.looks.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": block_cells(page, WATERFALL, "lever", len(LEVERS)),
            "values": block_cells(page, WATERFALL, "alone", len(LEVERS)),
            "name": "Alone, a year",
            "fill": {"color": ACCENT},
            "gap": 45,
            "data_labels": {"value": True, "num_format": "#,##0;-#,##0", "font": font(8)},
        }
    )
    dress(
        chart,
        "What each lever alone would bring",
        {
            "name": "Money a year, in your currency",
            "num_format": "#,##0",
            "major_gridlines": {"visible": False},
        },
        {
            "name": "Lever",
            "reverse": True,
            "label_position": "low",
            "major_gridlines": {"visible": False},
        },
    )
    chart.set_legend({"none": True})
    place(
        page,
        chart,
        "B10",
        (490, _LEVERS_HEIGHT),
        "Bar chart: what each lever alone would add in a year, the largest on top.",
        across=795,
    )


_CHARTS = {
    "Income": (_income,),
    "Capacity": (_capacity,),
    "Scorecard": (_scores,),
    "Levers": (_waterfall, _ranking),
}
