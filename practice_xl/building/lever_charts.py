"""The charts of the sheet Levers: what each lever brings, and the year without and with them."""

from __future__ import annotations

from typing import Any

from practice_xl.building.chart_frame import block_cells, dress, finding, font, place
from practice_xl.building.looks import ACCENT, AMBER, GREY, INK, MIDDLE, PAPER
from practice_xl.building.page import Page
from practice_xl.schema.blocks import BEST_LINE, EFFECT_LINE, HEADLINES, LEVER_CHARTS, YEARS
from practice_xl.schema.sheets import LEVER_BARS

_HALF = 715  # width of the first of the two charts [pixels]
_MONEY_A_YEAR: dict[str, Any] = {  # every bar has its amount beside it
    "name": "Money a year, in your currency",
    "label_position": "none",
    "line": {"none": True},
    "major_gridlines": {"visible": False},
}
_NAMES: dict[str, Any] = {"label_position": "low", "major_gridlines": {"visible": False}}


def draw_levers(page: Page) -> None:
    """A bar for each lever in the total, its fair share of it; below, the others in words."""
    chart = page.looks.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": block_cells(page, LEVER_CHARTS, "lever"),
            "values": block_cells(page, LEVER_CHARTS, "chosen"),
            "name": "In the total: its share of it",
            "gap": 35,
            "data_labels": _amounts(page),
            "fill": {"color": ACCENT},
        }
    )
    dress(
        page,
        chart,
        finding(HEADLINES["Levers"], BEST_LINE),
        _MONEY_A_YEAR,
        {"name": "Lever", "reverse": True, "interval_unit": 1} | _NAMES,
    )
    chart.set_legend({"none": True})
    place(
        page,
        chart,
        LEVER_BARS,
        "Bar chart of money a year: each chosen lever's share of what they bring together, the "
        "largest on top. Below them in words: what each lever not chosen would bring alone.",
        width=_HALF,
    )


def draw_years(page: Page) -> None:
    """A bar for each year to compare: likely, with levers, the goal, the most when full."""
    chart = page.looks.workbook.add_chart({"type": "bar"})
    points = [
        {"fill": {"color": MIDDLE}},
        {"fill": {"color": ACCENT}},
        {"fill": {"color": ACCENT}},
        {
            "pattern": {"pattern": "small_grid", "fg_color": AMBER, "bg_color": "#F3E3CC"},
            "border": {"color": AMBER, "width": 0.75},
        },
        {
            "pattern": {"pattern": "percent_20", "fg_color": GREY, "bg_color": PAPER},
            "border": {"color": GREY, "width": 0.75},
        },
    ]
    chart.add_series(
        {
            "categories": block_cells(page, LEVER_CHARTS, "year", YEARS),
            "values": block_cells(page, LEVER_CHARTS, "amount", YEARS),
            "name": "Money a year",
            "fill": {"color": ACCENT},
            "points": points,
            "gap": 45,
            "data_labels": _amounts(page),
        }
    )
    dress(
        page,
        chart,
        finding(HEADLINES["Levers"], EFFECT_LINE),
        _MONEY_A_YEAR | {"min": 0},
        {"name": "A year", "reverse": True} | _NAMES,
    )
    chart.set_legend({"none": True})
    place(
        page,
        chart,
        LEVER_BARS,
        "Bar chart of money a year: likely now, with the three best levers, with all that are "
        "chosen, the goal, and the most you can earn when full.",
        left=_HALF + 10,
    )


def _amounts(page: Page) -> dict[str, Any]:
    return {"value": True, "num_format": "#,##0;-#,##0", "font": font(page, color=INK)}
