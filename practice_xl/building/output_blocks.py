"""The blocks that Python writes: their names, titles, headers, labels and number formats."""

from __future__ import annotations

from practice_xl.building.input_tables import column_style
from practice_xl.building.looks import (
    ACCENT,
    AMBER,
    FAINT,
    GREY,
    HEADER,
    HEADING,
    INK,
    MONTH_FORMAT,
    NUMERIC,
    SIZE,
    WRITTEN,
    Look,
    number_format,
)
from practice_xl.building.page import (
    Page,
    put_headline,
    put_line,
    put_scores,
    put_status,
    right_edge,
)
from practice_xl.schema import blocks
from practice_xl.schema.inputs import ACTIONS
from practice_xl.schema.parts import Block, Column, Kind, cell_name
from practice_xl.schema.sheets import REASON_SIZE, SCORECARD
from practice_xl.schema.start_page import START_PAGE

_EDGE: Look = {"bottom": 1, "bottom_color": FAINT}
_OVERFLOWING = (blocks.PAIR_POINTS, blocks.DECISIONS, blocks.INCOME_YEAR, blocks.MEASURES_NOW)
_ON_SCORECARD = SCORECARD.least_type
NOT_CHECKED = "Nothing is checked yet: recalculate first."


def put_block(page: Page, block: Block) -> None:
    """Lay a block out, empty: it is written by Recalculate."""
    page.name(block.defined_name, block.first_row, block.first_column, block.rows, block.width)
    if block in blocks.HEADLINES.values():
        put_headline(page, block)
    elif block in blocks.STATUSES.values():
        put_status(page, block)
    elif block is blocks.SCORES:
        put_scores(page, block)
    elif block is blocks.CHECKS_BLOCK:
        _checks(page, block)
    elif block is blocks.CLOSER:
        _closer(page, block)
    elif block is not START_PAGE:
        _figures(page, block)


def _checks(page: Page, block: Block) -> None:
    last = block.first_column + block.width - 1
    put_line(page, block.first_row, block.first_column, last, NOT_CHECKED, **HEADING)
    put_line(page, block.first_row + 1, block.first_column, last, font_color=GREY)
    header_row = block.first_row + 3
    for offset, column in enumerate(block.columns):
        page.put(header_row, block.first_column + offset, column.label, bg_color=WRITTEN, **HEADER)
    page.cells.freeze_panes(header_row, 0)
    page.cells.repeat_rows(header_row - 1)
    page.begin_at(header_row + 1, block.first_column)
    page.titles(header_row, block.first_column, block.rows - 3, block.width, across=True)


def _closer(page: Page, block: Block) -> None:
    row, column = block.first_row, block.first_column
    last = ACTIONS.place[1] + len(ACTIONS.columns) - 1
    put_status(page, block, last)
    put_line(page, row + 1, column, last, blocks.PROMISED, bold=True, font_color=ACCENT)
    for offset in range(2, blocks.CLOSER_TOP - 2):
        put_line(page, row + offset, column, last)
    header = row + blocks.CLOSER_TOP - 1
    page.put(
        header, column, blocks.CLOSER_HEADER, bg_color=WRITTEN, **HEADER | {"valign": "vcenter"}
    )
    look: Look = {"text_wrap": True, "valign": "top", "font_size": 9}
    for at in range(header + 1, header + 1 + ACTIONS.rows):
        page.put(at, column, None, bg_color=WRITTEN, **look, **_EDGE)
    first = cell_name(header + 1, column)
    look = {"bold": True, "font_color": AMBER}
    page.mark(header + 1, column, blocks.CLOSER_ROWS, 1, f'=LEFT({first},1)="!"', **look)


def _figures(page: Page, block: Block) -> None:
    row, column = block.first_row, block.first_column
    label_column = column - 1 if block.labels else column
    if block.title:
        at = row - (2 if block.headers else 1)
        page.put(at, label_column, block.title, **HEADING, valign="bottom")
        page.cells.set_row(at - 1, 28)
    if block.headers:
        _headers(page, block)
    if block is not blocks.DECISIONS:
        top = row - 1 if block.headers else row
        columns, rows = block.width + column - label_column, block.rows + row - top
        page.titles(top, label_column, rows, columns, across=block.headers)
    for offset, label in enumerate(block.labels):
        within = block is blocks.PAIR_POINTS and (offset + 1) % blocks.PAIR_LINES
        look = {} if within else dict(_EDGE)
        if page.sheet is SCORECARD:
            look["font_size"] = _ON_SCORECARD
        if block is blocks.PAIR_POINTS:
            look |= {"font_size": REASON_SIZE, "bold": True}
        page.put(row + offset, label_column, label or None, **look)
    if block is blocks.MEASURES_NOW:
        _draw_weeks(page, block)
    if block is blocks.CLINICIAN_RATES:
        _rows_that_fill_up(page, block)
    rows = block.rows
    if table := blocks.BESIDE_A_TABLE.get(block):  # blank rows below it would print
        rows = table.rows
        for at, what in enumerate(block.columns, start=column):
            page.cells.set_column(at - 1, at - 1, page.width(at), column_style(page, what))
    for down in range(rows):
        for across in range(block.width):
            kind = block.kind_at(down, across)
            look = _figure_look(block, down, across, kind)
            # the scorecard's 13 weeks are narrow: the currency's sign stands with goal and means
            plain = block in (blocks.GRID, blocks.MEASURES_NOW) and block.columns[
                across
            ].key.startswith("week_")
            page.put(row + down, column + across, None, None if plain else kind, **look)
        if block in _OVERFLOWING:
            last = right_edge(page, block)
            look = _figure_look(block, down, block.width - 1, Kind.TEXT)
            page.fill(row + down, column + block.width, last, **look)


def _draw_weeks(page: Page, block: Block) -> None:
    """A line of the last 13 weeks beside each measure; a week off is a gap in it."""
    keys = [column.key for column in block.columns]
    across = block.first_column + keys.index("drawn")
    left = block.first_column + keys.index("week_1")
    right = left + blocks.GRID_WEEKS - 1
    for offset in range(block.rows):
        row = block.first_row + offset
        page.cells.add_sparkline(
            row - 1,
            across - 1,
            {
                "range": f"{block.sheet}!{cell_name(row, left)}:{cell_name(row, right)}",
                "series_color": ACCENT,
                "last_point": True,
                "last_color": ACCENT,
                "weight": 1.5,
                "show_hidden": True,
            },
        )


def _rows_that_fill_up(page: Page, block: Block) -> None:
    """Show rows only once they are written: most practices need none of them."""
    row, column = block.first_row, block.first_column
    look: Look = {"bg_color": WRITTEN, "bottom": 1, "border_color": FAINT}
    when = f'=${cell_name(row, column)}<>""'
    page.mark(row, column, block.rows, block.width - 1, when, **look)


def _headers(page: Page, block: Block) -> None:
    row, column = block.first_row - 1, block.first_column
    if block.labels:
        page.put(row, column - 1, None, **HEADER)
    for offset, what in enumerate(block.columns):
        if block is blocks.GRID and not what.label:
            page.put(row, column + offset, None, **HEADER)
            continue
        look = dict(HEADER)
        if block.sheet == "Scorecard":
            look["font_size"] = _ON_SCORECARD
        if what.key == "month":
            look["align"] = "left"
        elif what.kind in NUMERIC or what.key == "bar":
            look["align"] = "right"
        elif what.key in ("status", "why", "strong", "words"):
            look["indent"] = 1
        if block in _OVERFLOWING:
            look["text_wrap"] = False
            if what.label == "Points":
                look["align"] = "center"
        if not what.key and block not in _OVERFLOWING:
            continue  # the gap between two halves of a block
        page.put(row, column + offset, what.label or None, **look)
    if block in _OVERFLOWING:
        page.fill(row, column + block.width, right_edge(page, block), **HEADER)


def _figure_look(block: Block, down: int, across: int, kind: Kind) -> dict[str, object]:
    look: Look = {} if block is blocks.CLINICIAN_RATES else {"bg_color": WRITTEN, **_EDGE}
    column = block.columns[across]
    if not column.key and block not in _OVERFLOWING:
        return {}
    if (
        block is blocks.INCOME_SERIES
        and down >= blocks.MONTHS_SHOWN
        and across < blocks.MONTH_COLUMNS
    ):
        return {"num_format": number_format(kind, written=True)}
    if column.key == "month":
        return look | {"num_format": MONTH_FORMAT, "align": "left"}
    look["num_format"] = number_format(kind, written=True)
    if kind in NUMERIC:
        look["align"] = "right"
    if column.key.startswith("n_"):
        look |= {"font_size": 8, "font_color": GREY}
    if block is blocks.GRID:
        look |= _grid_look(column, kind)
    if block is blocks.WEEKLY_SLOTS:
        look |= {"italic": True, "font_color": GREY, "font_size": SIZE}
    if block is blocks.FULL or column.key == "bar":
        drawn = column.key == "bar" or (block is blocks.FULL and not block.labels[down])
        look |= {"align": "right", "font_color": ACCENT if drawn else INK}
    if block.name == "lever_results" and column.key == "why":
        look |= {"text_wrap": True, "font_size": 8, "font_color": GREY, "indent": 1}
    if block in blocks.BESIDE_A_TABLE and kind is Kind.TEXT:
        look["indent"] = 1
    if block is blocks.PAIR_POINTS:
        points = {"align": "center", "bold": True, "font_color": ACCENT}
        look |= {"font_size": REASON_SIZE}
        if column.key in ("manager", "leader"):
            look |= points
        if down % blocks.PAIR_LINES < blocks.PAIR_LINES - 1:
            look.pop("bottom")
    elif block is blocks.DECISIONS and down % 2:
        look |= {"font_size": _ON_SCORECARD, "font_color": GREY}
    elif block is blocks.DECISIONS:
        look |= {"font_size": _ON_SCORECARD}
        look.pop("bottom")
    elif block is blocks.MEASURES_NOW:
        look |= _grid_look(column, kind)
    elif block is blocks.ALIASES:
        look |= {"indent": 1}
    return look


def _grid_look(column: Column, kind: Kind) -> dict[str, object]:
    look: Look = {"font_size": _ON_SCORECARD}
    if kind is Kind.DATE:
        look |= {"num_format": "d mmm", "font_color": GREY}
    elif column.key.startswith("week_") and kind is Kind.MONEY_RATE:
        look["num_format"] = "#,##0"
    elif kind in (Kind.COUNT, Kind.RATING) and column.key in ("mean4", "mean13", "goal"):
        look["num_format"] = "0.0"
    if column.key == "status":
        look |= {"align": "left", "indent": 1}
    return look
