"""The native charts, each drawn from the cells of a block: quiet axes, lines told apart by form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from practice_xl.building.looks import ACCENT, AMBER, FAINT, FONT, GREY, INK, MIDDLE, PAPER, Look
from practice_xl.building.page import CHART_TO_COME, Page, fixed
from practice_xl.schema import blocks, sheets
from practice_xl.schema.layout import Room
from practice_xl.schema.parts import Block

_WEEKS: Look = {
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
_LINES, _BARS = {"type": "line"}, {"type": "bar"}


def put_charts(page: Page) -> None:
    """The charts of a sheet, if it has any."""
    for put in _CHARTS.get(page.sheet.name, ()):
        put(page)


def _income(page: Page) -> None:
    hatched = {"pattern": "wide_upward_diagonal", "fg_color": MIDDLE, "bg_color": _LIGHT}
    band = {"pattern": hatched, "border": {"none": True}}
    lines = [("week_collected", "Collected, week by week", line(ACCENT, "solid", 1.5, "circle"))]
    for key, name, look in (
        ("likely", "Likely", line(INK, "solid", 2.25)),
        ("ceiling", "Full practice", line(GREY, "round_dot", 1.75)),
        ("goal", "Goal", line(AMBER, "dash", 1.75)),
    ):
        type_of_name = font(page, color=look["line"]["color"], bold=True)
        label = {"series_name": True, "position": "right", "font": type_of_name}
        no_line = {"line": {"none": True}, "marker": {"type": "none"}, "data_labels": label}
        lines += [(key, name, look), (f"{key}_end", name, no_line)]
    _draw(
        page,
        sheets.INCOME_CHART,
        "Chart of money a week. Line with circles: collected, week by week as typed. Striped area: "
        "the range that holds 8 times in 10 in the next 52 weeks; solid line: likely. Dotted line: "
        "the most you can earn when full, at your usual slots and today's rate. Dashed line: the "
        "goal.",
        {"type": "area", "subtype": "stacked"},
        _title_to_come(page, blocks.INCOME_SERIES),
        _series(
            blocks.INCOME_SERIES,
            ("low", "Below the likely range", {"fill": {"none": True}}),
            ("band", "8 in 10 times: between low and high", band),
        ),
        _WEEKS,
        {"name": "Money a week"} | _MONEY_A_WEEK,
        over=_series(blocks.INCOME_SERIES, *lines),
        legend={"delete_series": [0, *range(3, 9)]},
        plot={"layout": {"x": 0.09, "y": 0.13, "width": 0.73, "height": 0.6}},
    )


def _capacity(page: Page) -> None:
    _draw(
        page,
        sheets.CAPACITY_CHART,
        "Line chart by week. The past 26 weeks: share of slots worked (circles) and booked "
        "(diamonds). The next 52 weeks: the likely share booked (long dashes). Dashed line: what "
        "you call full.",
        _LINES,
        _title_to_come(page, blocks.CAPACITY_WEEKS),
        _series(
            blocks.CAPACITY_WEEKS,
            ("utilisation", "% worked", line(ACCENT, "solid", 2.25, "circle")),
            ("fill", "% full", line(MIDDLE, "solid", 1.5, "diamond")),
            ("likely", "Likely % full, mean of 4 weeks", line(MIDDLE, "long_dash", 2.25)),
            ("target", "Full means", line(AMBER, "dash", 1.75)),
        ),
        _WEEKS,
        {"name": "Share of slots", "num_format": "0 %", "min": 0, "max": 1.2},
    )


def _scores(page: Page) -> None:
    weeks = {"categories": _in_grid(0), "categories_data": _weeks_to_come(blocks.GRID_WEEKS)}
    manager, leader = line(MIDDLE, "dash", 2.25, "square"), line(ACCENT, "solid", 2.75, "circle")
    _draw(
        page,
        sheets.SCORES_CHART,
        "Line chart of the two scores over the trailing 13 weeks, from 0 to 100: manager (squares, "
        "dashed) and leader (circles, solid).",
        _LINES,
        _finding(blocks.SCORES, blocks.SCORES_LINE),
        [
            weeks | {"values": _in_grid(-2), "name": "Manager: the week is in order"} | manager,
            weeks | {"values": _in_grid(-1), "name": "Leader: the practice is moving"} | leader,
        ],
        _WEEKS | {"num_format": "d mmm", "interval_unit": 1},
        {"name": "Score, 0 to 100", "num_format": "0", "min": 0, "max": 100, "major_unit": 20},
    )


def _levers(page: Page) -> None:
    """A bar for each lever in the total, its fair share of it; below, the others in words."""
    look = {"gap": 35, "data_labels": _amounts(page), "fill": {"color": ACCENT}}
    _draw(
        page,
        sheets.LEVER_BARS,
        "Bar chart of money a year: each chosen lever's share of what they bring together, the "
        "largest on top. Below them in words: what each lever not chosen would bring alone.",
        _BARS,
        _finding(blocks.HEADLINES["Levers"], blocks.BEST_LINE),
        _series(blocks.LEVER_CHARTS, ("chosen", "In the total: its share of it", look), by="lever"),
        _MONEY_A_YEAR,
        {"name": "Lever", "reverse": True, "interval_unit": 1} | _NAMES,
        legend={"none": True},
        plot={"layout": {"x": 0.46, "y": 0.15, "width": 0.44, "height": 0.74}},  # beside names
        width=_HALF,
    )


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
    _draw(
        page,
        sheets.LEVER_BARS,
        "Bar chart of money a year: likely now, with the three best levers, with all that are "
        "chosen, the goal, and the most you can earn when full.",
        _BARS,
        _finding(blocks.HEADLINES["Levers"], blocks.EFFECT_LINE),
        _series(
            blocks.LEVER_CHARTS, ("amount", "Money a year", look), by="year", rows=blocks.YEARS
        ),
        _MONEY_A_YEAR | {"min": 0},
        {"name": "A year", "reverse": True} | _NAMES,
        legend={"none": True},
        left=_HALF + 10,
    )


def _amounts(page: Page) -> Look:
    return {"value": True, "num_format": "#,##0;-#,##0", "font": font(page, color=INK)}


def _fans(page: Page) -> None:
    """Two fans of money a week: as now, and with all that is decided."""
    _draw(
        page,
        sheets.DECISION_CHART,
        "Line chart of money a week in the next 52 weeks, mean of 4 weeks. As now: a solid line "
        "likely, dotted lines low and high. With what is decided: a thicker line likely, "
        "dashed lines low and high.",
        _LINES,
        _finding(blocks.HEADLINES["Decisions"], blocks.FANS_LINE),
        _series(
            blocks.DECISION_FANS,
            ("low", "As now: low and high", line(GREY, "round_dot", 1.25)),
            ("likely", "As now: likely", line(GREY, "solid", 2.25)),
            ("high", "As now: high", line(GREY, "round_dot", 1.25)),
            ("low_with", "With them: low and high", line(MIDDLE, "dash", 1.25)),
            ("likely_with", "With them: likely", line(ACCENT, "solid", 2.75)),
            ("high_with", "With them: high", line(MIDDLE, "dash", 1.25)),
        ),
        _WEEKS | {"num_format": "d mmm yy", "interval_unit": 4},
        {"name": "Money a week, in your currency"} | _MONEY_A_WEEK,
        legend={"delete_series": [2, 5]},
    )


_CHARTS = {
    "Income": (_income,),
    "Capacity": (_capacity,),
    "Scorecard": (_scores,),
    "Levers": (_levers, _years),
    "Decisions": (_fans,),
}


def _series(
    block: Block, *drawn: tuple[str, str, Look], by: str = "week_start", rows: int = 0
) -> list[Look]:
    """What columns of a block draw, or their first rows: the key, the name, the look of each."""
    keys = [column.key for column in block.columns]
    first, last = block.first_row - 1, block.first_row + (rows or block.rows) - 2
    dates = {"categories_data": _weeks_to_come(block.rows)} if by == "week_start" else {}

    def cells(key: str) -> list[object]:
        at = block.first_column - 1 + keys.index(key)
        return [block.sheet, first, at, last, at]

    return [
        {"categories": cells(by), "values": cells(key), "name": name} | dates | look
        for key, name, look in drawn
    ]


def _in_grid(row: int) -> list[object]:
    """The 13 weeks of one row of the grid; ``row`` counts from 0, negative from the end."""
    grid = blocks.GRID
    at = grid.first_row - 1 + row % grid.rows
    return [grid.sheet, at, grid.first_column, at, grid.first_column + blocks.GRID_WEEKS - 1]


def _weeks_to_come(count: int) -> list[int]:
    """Dates for the categories until the cells are written; without them they count as text."""
    first = (date(2026, 1, 5) - date(1899, 12, 30)).days
    return [first + 7 * week for week in range(count)]


def _finding(block: Block, row: int, across: int = 0) -> str:
    """A chart's title: the sentence in a cell of a block, which Recalculate writes anew."""
    return f"={block.sheet}!{fixed(block.first_row + row, block.first_column + across)}"


def _title_to_come(page: Page, block: Block) -> str:
    """A chart's title in the last column behind it, which until then says what is to come."""
    page.put(block.first_row, block.first_column + block.width - 1, CHART_TO_COME)
    return _finding(block, 0, block.width - 1)


def _draw(
    page: Page,
    room: Room,
    words: str,
    kind: Look,
    title: str,
    drawn: Sequence[Look],
    x_axis: Look,
    y_axis: Look,
    *,
    over: Sequence[Look] = (),
    legend: Mapping[str, object] = {},
    plot: Mapping[str, object] = {},
    left: int = 0,
    width: int = 0,
) -> None:
    """Put a chart into its room, with words for those who have it read aloud.

    ``over`` are series drawn as lines over the others. ``left`` is where it begins in the room,
    and ``width`` is 0 for all that is left of it. [pixels]
    """
    chart = page.looks.workbook.add_chart(kind)
    for each in drawn:
        chart.add_series(each)
    if over:
        lines = page.looks.workbook.add_chart(_LINES)
        for each in over:
            lines.add_series(each)
        chart.combine(lines)
    dress(page, chart, title, x_axis, y_axis)
    chart.set_legend({"position": "bottom", "font": font(page), **legend})
    chart.set_plotarea({"fill": {"color": PAPER}, **plot})
    chart.set_size({"width": width or room.size[0] - left, "height": room.size[1]})
    options = {"description": words, "object_position": 2, "x_offset": left}
    page.cells.insert_chart(room.place.row - 1, room.place.column - 1, chart, options)


def dress(page: Page, chart: Any, title: str, x_axis: Look, y_axis: Look) -> None:
    """Give an XlsxWriter chart its title at the upper left, and quiet axes named with their units.

    A title such as ``=Sheet!$A$1`` is the words of a cell, so that it says what was found.
    """
    size = {"size": page.sheet.type_printed_at(10)}
    name_font = font(page, bold=True, color=INK) | size
    layout = {"x": 0.012, "y": 0.02}
    chart.set_title({"name": title, "name_font": name_font, "overlay": False, "layout": layout})
    fonts = {"name_font": font(page, bold=False), "num_font": font(page)}
    quiet = {"line": {"color": GREY}, "major_tick_mark": "none", "label_position": "low"}
    chart.set_x_axis(fonts | quiet | x_axis)
    gridlines = {"visible": True, "line": {"color": FAINT, "width": 0.5}}
    chart.set_y_axis(fonts | {"line": {"none": True}, "major_gridlines": gridlines} | y_axis)
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": PAPER}})
    chart.set_plotarea({"fill": {"color": PAPER}})
    chart.show_blanks_as("gap")


def font(page: Page, **more: object) -> Look:
    """The type of a chart's words: the smallest that can be read in print."""
    return {"name": FONT, "size": page.sheet.least_type, "color": GREY} | more


def line(color: str, dash: str, width: float = 2.0, marker: str = "none") -> Look:
    """A line told apart by its dashes and its marker, not by its colour alone."""
    look: Look = {"line": {"color": color, "width": width, "dash_type": dash}}
    dot = {"type": marker, "size": 5, "fill": {"color": color}, "border": {"color": color}}
    return look | {"marker": {"type": "none"} if marker == "none" else dot}
