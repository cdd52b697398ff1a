"""What every chart has: its cells, quiet axes, a title, lines told apart without colour."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from practice_xl.building.headlines import CHART_TO_COME
from practice_xl.building.looks import FAINT, FONT, GREY, INK, PAPER
from practice_xl.building.page import Page
from practice_xl.schema.blocks import GRID, GRID_WEEKS
from practice_xl.schema.layout import Chart
from practice_xl.schema.parts import Block, cell_name


def block_cells(page: Page, block: Block, key: str, rows: int = 0) -> list[Any]:
    """The cells of one column of a block, or its first rows, as XlsxWriter takes them."""
    index = [column.key for column in block.columns].index(key)
    column = block.first_column - 1 + index
    first = block.first_row - 1
    return [page.sheet.name, first, column, first + (rows or block.rows) - 1, column]


def grid_weeks(page: Page, row: int) -> list[Any]:
    """The 13 weeks of one row of the grid; ``row`` counts from 0, negative from the end."""
    at = GRID.first_row - 1 + (row if row >= 0 else GRID.rows + row)
    column = GRID.first_column  # the week after the goal
    return [page.sheet.name, at, column, at, column + GRID_WEEKS - 1]


def weeks_to_come(count: int) -> list[int]:
    """Dates for the categories until the cells are written; without them they count as text."""
    return [
        (date(2026, 1, 5) + timedelta(weeks=week) - date(1899, 12, 30)).days
        for week in range(count)
    ]


def font(page: Page, **more: Any) -> dict[str, Any]:
    """The type of a chart's words: the smallest that can be read in print."""
    return {"name": FONT, "size": page.sheet.least_type, "color": GREY} | more


def dress(
    page: Page, chart: Any, title: str, x_axis: dict[str, Any], y_axis: dict[str, Any]
) -> None:
    """Title at the upper left, quiet axes, the legend below; an axis is named with its unit.

    Args:
        page: The sheet it stands on.
        chart: An XlsxWriter chart.
        title: The title; ``=Sheet!$A$1`` for the words of a cell, so that it says what was found.
        x_axis: More of the axis of categories.
        y_axis: More of the axis of values.
    """
    chart.set_title(
        {
            "name": title,
            "name_font": font(page, bold=True, color=INK)
            | {"size": page.sheet.type_printed_at(10)},
            "overlay": False,
            "layout": {"x": 0.012, "y": 0.02},
        }
    )
    fonts = {"name_font": font(page, bold=False), "num_font": font(page)}
    chart.set_x_axis(
        fonts
        | {"line": {"color": GREY}, "major_tick_mark": "none", "label_position": "low"}
        | x_axis
    )
    gridlines = {"visible": True, "line": {"color": FAINT, "width": 0.5}}
    chart.set_y_axis(fonts | {"line": {"none": True}, "major_gridlines": gridlines} | y_axis)
    chart.set_legend({"position": "bottom", "font": font(page)})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": PAPER}})
    chart.set_plotarea({"fill": {"color": PAPER}})
    chart.show_blanks_as("gap")


def finding(block: Block, row: int) -> str:
    """A chart's title: the sentence in a row of a block, which Recalculate writes anew."""
    letters = cell_name(1, block.first_column)[:-1]
    return f"={block.sheet}!${letters}${block.first_row + row}"


def title_to_come(page: Page, block: Block) -> str:
    """A chart's title in the block behind it, which says what is to come until it is written."""
    keys = [column.key for column in block.columns]
    column = block.first_column + keys.index("title")
    page.put(block.first_row, column, CHART_TO_COME)
    return f"={block.sheet}!${cell_name(1, column)[:-1]}${block.first_row}"


def place(
    page: Page, chart: Any, room: Chart, words: str, *, left: int = 0, width: int = 0
) -> None:
    """Put a chart into its room, with words for those who have it read aloud.

    Args:
        page: The sheet.
        chart: An XlsxWriter chart.
        room: Where the schema has it.
        words: What it shows.
        left: Where it begins in the room. [pixels]
        width: Its width; 0 for all that is left of the room. [pixels]
    """
    chart.set_size({"width": width or room.width - left, "height": room.height})
    page.cells.insert_chart(
        room.cell, chart, {"description": words, "object_position": 2, "x_offset": left}
    )


def line(color: str, dash: str, width: float = 2.0, marker: str = "none") -> dict[str, Any]:
    """A line told apart by its dashes and its marker, not by its colour alone."""
    look: dict[str, Any] = {"line": {"color": color, "width": width, "dash_type": dash}}
    look["marker"] = (
        {"type": "none"}
        if marker == "none"
        else {"type": marker, "size": 5, "fill": {"color": color}, "border": {"color": color}}
    )
    return look
