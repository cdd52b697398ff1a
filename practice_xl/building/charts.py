"""The native charts, each drawn from the cells of one output block."""

from __future__ import annotations

from practice_xl.building import chart_frame
from practice_xl.building.looks import ACCENT, AMBER, GREY, INK, MIDDLE, PAPER, Look
from practice_xl.building.page import Page
from practice_xl.schema import blocks, sheets

_WEEKS: dict[str, object] = {
    "name": "Week starting",
    "text_axis": True,  # bars of an axis of dates would be a seventh as wide
    "num_format": "mmm yy",
    "interval_unit": 13,
}
_MONEY_A_WEEK: Look = {"num_format": "#,##0", "min": 0}
_MONEY_A_YEAR: Look = {  # every bar has its amount beside it
    "name": "Money a year, in your currency",
    "label_position": "none",
    "line": {"none": True},
    "major_gridlines": {"visible": False},
}
_NAMES: Look = {"label_position": "low", "major_gridlines": {"visible": False}}
_LIGHT = "#B9D6D8"
_HALF = 715  # width of the first of the two charts of Levers [pixels]


def put_charts(page: Page) -> None:
    """The charts of a sheet, if it has any."""
    for put in _CHARTS.get(page.sheet.name, ()):
        put(page)


def _income(page: Page) -> None:
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": MIDDLE, "bg_color": _LIGHT}
    band = {"pattern": hatched, "border": {"none": True}}
    fan = (
        chart_frame.series(
            blocks.INCOME_SERIES, "low", "Below the likely range", {"fill": {"none": True}}
        ),
        chart_frame.series(
            blocks.INCOME_SERIES, "band", "8 in 10 times: between low and high", band
        ),
    )
    typed = chart_frame.line(ACCENT, "solid", 1.5, "circle")
    lines = [
        chart_frame.series(blocks.INCOME_SERIES, "week_collected", "Collected, week by week", typed)
    ]
    for key, name, look in (
        ("likely", "Likely", chart_frame.line(INK, "solid", 2.25)),
        ("ceiling", "Full practice", chart_frame.line(GREY, "round_dot", 1.75)),
        ("goal", "Goal", chart_frame.line(AMBER, "dash", 1.75)),
    ):
        lines.append(chart_frame.series(blocks.INCOME_SERIES, key, name, look))
        type_of_name = chart_frame.font(page, color=look["line"]["color"], bold=True)
        label = {"series_name": True, "position": "right", "font": type_of_name}
        no_line = {"line": {"none": True}, "marker": {"type": "none"}, "data_labels": label}
        lines.append(chart_frame.series(blocks.INCOME_SERIES, f"{key}_end", name, no_line))
    chart = chart_frame.draw(
        page,
        sheets.INCOME_CHART,
        "Chart of money a week. Line with circles: collected, week by week as typed. Striped area: "
        "the range that holds 8 times in 10 in the next 52 weeks; solid line: likely. Dotted line: "
        "the most you can earn when full, at your usual slots and today's rate. Dashed line: the "
        "goal.",
        {"type": "area", "subtype": "stacked"},
        chart_frame.title_to_come(page, blocks.INCOME_SERIES),
        fan,
        (_WEEKS, {"name": "Money a week"} | _MONEY_A_WEEK),
        lines=lines,
        hidden=(0, *range(3, 9)),
    )
    chart.set_plotarea(
        {"fill": {"color": PAPER}, "layout": {"x": 0.09, "y": 0.13, "width": 0.73, "height": 0.6}}
    )


def _capacity(page: Page) -> None:
    chart_frame.draw(
        page,
        sheets.CAPACITY_CHART,
        "Line chart by week. The past 26 weeks: share of slots worked (circles) and booked "
        "(diamonds). The next 52 weeks: the likely share booked (long dashes). Dashed line: what "
        "you call full.",
        {"type": "line"},
        chart_frame.title_to_come(page, blocks.CAPACITY_WEEKS),
        (
            chart_frame.series(blocks.CAPACITY_WEEKS, key, name, look)
            for key, name, look in (
                ("utilisation", "% worked", chart_frame.line(ACCENT, "solid", 2.25, "circle")),
                ("fill", "% full", chart_frame.line(MIDDLE, "solid", 1.5, "diamond")),
                (
                    "likely",
                    "Likely % full, mean of 4 weeks",
                    chart_frame.line(MIDDLE, "long_dash", 2.25),
                ),
                ("target", "Full means", chart_frame.line(AMBER, "dash", 1.75)),
            )
        ),
        (_WEEKS, {"name": "Share of slots", "num_format": "0 %", "min": 0, "max": 1.2}),
    )


def _scores(page: Page) -> None:
    weeks = {
        "categories": chart_frame.grid_weeks(0),
        "categories_data": chart_frame.weeks_to_come(blocks.GRID_WEEKS),
    }
    chart_frame.draw(
        page,
        sheets.SCORES_CHART,
        "Line chart of the two scores over the trailing 13 weeks, from 0 to 100: manager (squares, "
        "dashed) and leader (circles, solid).",
        {"type": "line"},
        chart_frame.finding(blocks.SCORES, blocks.SCORES_LINE),
        (
            weeks | {"values": chart_frame.grid_weeks(row), "name": name} | look
            for row, name, look in (
                (
                    -2,
                    "Manager: the week is in order",
                    chart_frame.line(MIDDLE, "dash", 2.25, "square"),
                ),
                (
                    -1,
                    "Leader: the practice is moving",
                    chart_frame.line(ACCENT, "solid", 2.75, "circle"),
                ),
            )
        ),
        (
            _WEEKS | {"num_format": "d mmm", "interval_unit": 1},
            {"name": "Score, 0 to 100", "num_format": "0", "min": 0, "max": 100, "major_unit": 20},
        ),
    )


def _levers(page: Page) -> None:
    """A bar for each lever in the total, its fair share of it; below, the others in words."""
    look = {"gap": 35, "data_labels": _amounts(page), "fill": {"color": ACCENT}}
    chart = chart_frame.draw(
        page,
        sheets.LEVER_BARS,
        "Bar chart of money a year: each chosen lever's share of what they bring together, the "
        "largest on top. Below them in words: what each lever not chosen would bring alone.",
        {"type": "bar"},
        chart_frame.finding(blocks.HEADLINES["Levers"], blocks.BEST_LINE),
        [
            chart_frame.series(
                blocks.LEVER_CHARTS, "chosen", "In the total: its share of it", look, "lever"
            )
        ],
        (_MONEY_A_YEAR, {"name": "Lever", "reverse": True, "interval_unit": 1} | _NAMES),
        width=_HALF,
    )
    chart.set_legend({"none": True})
    names = {"x": 0.46, "y": 0.15, "width": 0.44, "height": 0.74}  # room for them at the left
    chart.set_plotarea({"fill": {"color": PAPER}, "layout": names})


def _years(page: Page) -> None:
    """A bar for each year to compare: likely, with levers, the goal, the most when full."""
    goal = {"pattern": "small_grid", "fg_color": AMBER, "bg_color": "#F3E3CC"}
    full = {"pattern": "percent_20", "fg_color": GREY, "bg_color": PAPER}
    points = [
        *({"fill": {"color": color}} for color in (MIDDLE, ACCENT, ACCENT)),
        {"pattern": goal, "border": {"color": AMBER, "width": 0.75}},
        {"pattern": full, "border": {"color": GREY, "width": 0.75}},
    ]
    look: Look = {"fill": {"color": ACCENT}, "points": points, "gap": 45}
    look["data_labels"] = _amounts(page)
    chart = chart_frame.draw(
        page,
        sheets.LEVER_BARS,
        "Bar chart of money a year: likely now, with the three best levers, with all that are "
        "chosen, the goal, and the most you can earn when full.",
        {"type": "bar"},
        chart_frame.finding(blocks.HEADLINES["Levers"], blocks.EFFECT_LINE),
        [
            chart_frame.series(
                blocks.LEVER_CHARTS, "amount", "Money a year", look, "year", blocks.YEARS
            )
        ],
        (_MONEY_A_YEAR | {"min": 0}, {"name": "A year", "reverse": True} | _NAMES),
        left=_HALF + 10,
    )
    chart.set_legend({"none": True})


def _amounts(page: Page) -> Look:
    return {"value": True, "num_format": "#,##0;-#,##0", "font": chart_frame.font(page, color=INK)}


def _fans(page: Page) -> None:
    """Two fans of money a week: as now, and with all that is decided."""
    chart_frame.draw(
        page,
        sheets.DECISION_CHART,
        "Line chart of money a week in the next 52 weeks, mean of 4 weeks. As now: a solid line "
        "likely, dotted lines low and high. With what is decided: a thicker line likely, "
        "dashed lines low and high.",
        {"type": "line"},
        chart_frame.finding(blocks.HEADLINES["Decisions"], blocks.FANS_LINE),
        (
            chart_frame.series(blocks.DECISION_FANS, key, name, look)
            for key, name, look in (
                ("low", "As now: low and high", chart_frame.line(GREY, "round_dot", 1.25)),
                ("likely", "As now: likely", chart_frame.line(GREY, "solid", 2.25)),
                ("high", "As now: high", chart_frame.line(GREY, "round_dot", 1.25)),
                ("low_with", "With them: low and high", chart_frame.line(MIDDLE, "dash", 1.25)),
                ("likely_with", "With them: likely", chart_frame.line(ACCENT, "solid", 2.75)),
                ("high_with", "With them: high", chart_frame.line(MIDDLE, "dash", 1.25)),
            )
        ),
        (
            _WEEKS | {"num_format": "d mmm yy", "interval_unit": 4},
            {"name": "Money a week, in your currency"} | _MONEY_A_WEEK,
        ),
        hidden=(2, 5),
    )


_CHARTS = {
    "Income": (_income,),
    "Capacity": (_capacity,),
    "Scorecard": (_scores,),
    "Levers": (_levers, _years),
    "Decisions": (_fans,),
}
