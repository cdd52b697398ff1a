"""The sheet Decisions: its two tables, and the chart of the year without and with them."""

from __future__ import annotations

from typing import Any

from practice_xl.building.chart_frame import (
    block_cells,
    dress,
    finding,
    font,
    line,
    place,
    weeks_to_come,
)
from practice_xl.building.content import Content
from practice_xl.building.input_tables import cell_look, put_table
from practice_xl.building.looks import ACCENT, FAINT, GREY, MIDDLE
from practice_xl.building.page import Page
from practice_xl.schema.blocks import DECISION_FANS, FANS_LINE, HEADLINES
from practice_xl.schema.decisions import DECISION_NUMBERS, FROM_YOUR_WEEKS, DecisionKind
from practice_xl.schema.inputs import DECIDED, DECISION_INPUTS
from practice_xl.schema.parts import Column, Kind
from practice_xl.schema.sheets import DECISION_CHART


def put_decisions(page: Page, content: Content) -> None:
    """The decisions as typed, and beside them a row for each number of each kind."""
    put_table(page, DECIDED, content.decisions, alone=False)
    put_table(page, DECISION_INPUTS, _input_rows(content), alone=False, unlimited=("value",))
    row, column = DECISION_INPUTS.place
    page.put(row - 2, column, DECISION_INPUTS.title, bold=True, font_size=11, font_color=ACCENT)
    at = {key: column + offset for offset, key in enumerate(DECISION_INPUTS.keys)}
    small: dict[str, Any] = {"font_size": 8, "font_color": GREY}
    rows = zip(DECISION_NUMBERS, _input_rows(content), strict=True)
    for below, ((kind, number), cells) in enumerate(rows, start=row + 1):
        first = number is kind.numbers[0]
        edge: dict[str, Any] = {"top": 1, "top_color": FAINT} if first else {}
        name = {"bold": True} if first else small
        page.put(below, at["decision"], kind.label, **edge, **name)
        page.put(below, at["number"], number.label, **edge, indent=1)
        page.put(below, at["unit"], number.unit, **edge, **small, indent=1)
        page.put(below, at["default"], cells["default"], **edge, **small, indent=1)
        page.put(below, at["help"], number.help, **edge, **small, indent=1)
        look = cell_look(number.kind, band=True)
        page.put(below, at["value"], cells["value"], number.kind, **look)
        _limit_value(page, below, at["value"], kind, number)


def _input_rows(content: Content) -> list[dict[str, Any]]:
    return [
        {
            "decision": kind.label,
            "number": number.label,
            "value": content.decision_inputs.get((kind.key, number.key)),
            "unit": number.unit,
            "default": while_blank(number),
            "help": number.help,
        }
        for kind, number in DECISION_NUMBERS
    ]


def while_blank(number: Column) -> str:
    """What counts while a number is blank, in words.

    >>> from practice_xl.schema.decisions import LEAVE_PANEL, RAISE_FEE
    >>> [while_blank(number) for number in (*RAISE_FEE.numbers[:2], LEAVE_PANEL.numbers[1])]
    ['from your weeks', 'no', '70 %']
    """
    if number.default is None:
        return FROM_YOUR_WEEKS
    if number.kind is Kind.TICK:
        return "no"
    if number.kind is Kind.SHARE:
        return f"{100 * number.default:g} %"
    return f"{number.default:g}"


def _limit_value(page: Page, row: int, column: int, kind: DecisionKind, number: Column) -> None:
    words = {
        "input_title": kind.label[:32],
        "input_message": f"{number.label}, {number.unit}. Blank = what stands under Used.",
        "error_title": kind.label[:32],
    }
    if number.kind is Kind.TICK:
        rule: dict[str, Any] = {"validate": "list", "source": ["x"]}
        words["error_message"] = f"{number.label}: type x for yes, or leave the cell blank."
    else:
        share = number.kind is Kind.SHARE
        example = "0 % to 100 %" if share else f"{number.low:,.0f} to {number.high:,.0f}"
        limits = {"minimum": number.low, "maximum": number.high}
        rule = {"validate": "decimal", "criteria": "between", **limits}
        words["error_message"] = f"{number.label}: type {example}, or leave the cell blank."
    page.cells.data_validation(row - 1, column - 1, row - 1, column - 1, rule | words)


def draw_fans(page: Page) -> None:
    """Two fans of money a week: as now, and with all that is decided."""
    chart = page.looks.workbook.add_chart({"type": "line"})
    for key, name, look in (
        ("low", "As now: low and high", line(GREY, "round_dot", 1.25)),
        ("likely", "As now: likely", line(GREY, "solid", 2.25)),
        ("high", "As now: high", line(GREY, "round_dot", 1.25)),
        ("low_with", "With them: low and high", line(MIDDLE, "dash", 1.25)),
        ("likely_with", "With them: likely", line(ACCENT, "solid", 2.75)),
        ("high_with", "With them: high", line(MIDDLE, "dash", 1.25)),
    ):
        chart.add_series(
            {
                "categories": block_cells(page, DECISION_FANS, "week_start"),
                "categories_data": weeks_to_come(DECISION_FANS.rows),
                "values": block_cells(page, DECISION_FANS, key),
                "name": name,
            }
            | look
        )
    dress(
        page,
        chart,
        finding(HEADLINES["Decisions"], FANS_LINE),
        {"name": "Week starting", "text_axis": True, "num_format": "d mmm yy", "interval_unit": 4},
        {"name": "Money a week, in your currency", "num_format": "#,##0", "min": 0},
    )
    chart.set_legend({"position": "bottom", "font": font(page), "delete_series": [2, 5]})
    place(
        page,
        chart,
        DECISION_CHART,
        "Line chart of money a week in the next 52 weeks, mean of 4 weeks. As now: a solid line "
        "likely, dotted lines low and high. With what is decided: a thicker line likely, "
        "dashed lines low and high.",
    )
