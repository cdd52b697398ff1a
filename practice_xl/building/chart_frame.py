"""What every chart has: its cells, quiet axes, a title, lines told apart without colour."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from practice_xl.building.looks import FAINT, FONT, GREY, INK, PAPER, Look
from practice_xl.building.page import CHART_TO_COME, Page
from practice_xl.schema.blocks import GRID, GRID_WEEKS
from practice_xl.schema.layout import Chart
from practice_xl.schema.parts import Block, cell_name


def series(
    block: Block, key: str, name: str, look: Look, category: str = "week_start", rows: int = 0
) -> Look:
    """What a column of a block draws, or its first rows, as XlsxWriter takes it."""
    keys = [column.key for column in block.columns]
    first = block.first_row - 1
    last = first + (rows or block.rows) - 1
    at, of = (block.first_column - 1 + keys.index(each) for each in (category, key))
    found: Look = {
        "categories": [block.sheet, first, at, last, at],
        "values": [block.sheet, first, of, last, of],
        "name": name,
    }
    if category == "week_start":
        found["categories_data"] = weeks_to_come(block.rows)
    return found | look


def grid_weeks(row: int) -> list[Any]:
    """The 13 weeks of one row of the grid; ``row`` counts from 0, negative from the end."""
    at = GRID.first_row - 1 + (row if row >= 0 else GRID.rows + row)
    column = GRID.first_column  # the week after the goal
    return [GRID.sheet, at, column, at, column + GRID_WEEKS - 1]


def weeks_to_come(count: int) -> list[int]:
    """Dates for the categories until the cells are written; without them they count as text."""
    return [
        (date(2026, 1, 5) + timedelta(weeks=week) - date(1899, 12, 30)).days
        for week in range(count)
    ]


def font(page: Page, **more: Any) -> Look:
    """The type of a chart's words: the smallest that can be read in print."""
    return {"name": FONT, "size": page.sheet.least_type, "color": GREY} | more


def dress(page: Page, chart: Any, title: str, x_axis: Look, y_axis: Look) -> None:
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


def draw(
    page: Page,
    room: Chart,
    words: str,
    kind: Look,
    title: str,
    drawn: Iterable[Look],
    axes: tuple[Look, Look],
    *,
    lines: Iterable[Look] = (),
    hidden: Collection[int] = (),
    left: int = 0,
    width: int = 0,
) -> Any:
    """Put a chart into its room, with words for those who have it read aloud.

    Args:
        page: The sheet.
        room: Where the schema has it.
        words: What it shows.
        kind: Its type, as XlsxWriter takes it.
        title: The title, or the cell that holds it: see :func:`finding`.
        drawn: Its series, each as :func:`series` makes it.
        axes: More of the axis of categories, and of that of values.
        lines: Series drawn as lines over them.
        hidden: Series that the legend leaves out.
        left: Where it begins in the room. [pixels]
        width: Its width; 0 for all that is left of the room. [pixels]

    Returns:
        The XlsxWriter chart.
    """
    chart = page.looks.workbook.add_chart(kind)
    for each in drawn:
        chart.add_series(each)
    if lines:
        over = page.looks.workbook.add_chart({"type": "line"})
        for each in lines:
            over.add_series(each)
        chart.combine(over)
    dress(page, chart, title, *axes)
    if hidden:
        legend = {"position": "bottom", "font": font(page), "delete_series": list(hidden)}
        chart.set_legend(legend)
    chart.set_size({"width": width or room.width - left, "height": room.height})
    page.cells.insert_chart(
        room.cell, chart, {"description": words, "object_position": 2, "x_offset": left}
    )
    return chart


def line(color: str, dash: str, width: float = 2.0, marker: str = "none") -> Look:
    """A line told apart by its dashes and its marker, not by its colour alone."""
    look: Look = {"line": {"color": color, "width": width, "dash_type": dash}}
    look["marker"] = (
        {"type": "none"}
        if marker == "none"
        else {"type": marker, "size": 5, "fill": {"color": color}, "border": {"color": color}}
    )
    return look
