"""The blocks that Python writes: their names, titles, headers, labels and number formats."""

from __future__ import annotations

from practice_xl.building import looks
from practice_xl.building.input_tables import style_columns
from practice_xl.building.looks import Look
from practice_xl.building.page import CHART_TO_COME, Page
from practice_xl.domain.scorecard import LEADER_HEADING, MANAGER_HEADING
from practice_xl.schema import blocks
from practice_xl.schema.inputs import ACTIONS
from practice_xl.schema.parts import Block, Column, Kind, cell_name
from practice_xl.schema.sheets import REASON_SIZE
from practice_xl.schema.start_page import START_PAGE

TO_COME = "The answer stands here after the first Recalculate: type your weeks in Weekly first."
NOT_CHECKED = "Nothing is checked yet: recalculate first."
_TITLE_LINES = {  # of a headline, that are the titles of charts
    "Levers": (blocks.BEST_LINE, blocks.EFFECT_LINE),
    "Decisions": (blocks.FANS_LINE,),
}
_OVERFLOWING = (blocks.PAIR_POINTS, blocks.DECISIONS, blocks.INCOME_YEAR, blocks.MEASURES_NOW)
_OF_WEEKS = (blocks.GRID, blocks.MEASURES_NOW)
_MONTHS = blocks.INCOME_SERIES.columns[: blocks.MONTH_COLUMNS]


def put_block(page: Page, block: Block) -> None:
    """Lay a block out, empty: it is written by Recalculate."""
    page.name(block.defined_name, block.first_row, block.first_column, block.rows, block.width)
    if block in blocks.HEADLINES.values():
        _headline(page, block)
    elif block in blocks.STATUSES.values():
        page.line(block.first_row, block.first_column, page.right_edge(block), **looks.STATUS)
    elif block is blocks.SCORES:
        _scores(page, block)
    elif block is blocks.CHECKS_BLOCK:
        _checks(page, block)
    elif block is blocks.CLOSER:
        _closer(page, block)
    elif block is not START_PAGE:
        _figures(page, block)


def _headline(page: Page, block: Block) -> None:
    """The answer in large type, the reasons, and in the last line what to do next."""
    texts = dict.fromkeys(_TITLE_LINES.get(block.sheet, ()), CHART_TO_COME) | {0: TO_COME}
    row, column, end = block.first_row, block.first_column, block.rows - 1
    shown: dict[int, Look] = {0: looks.STRONG | {"font_size": 14}, end: looks.STATUS}
    page.heights(row + 1, row + end - 1, 17)
    page.cells.set_row(row - 1, 26)
    for down in range(block.rows):
        last = page.right_edge(block)
        page.line(row + down, column, last, texts.get(down), **shown.get(down, {}))
    page.begin_at(row, column)


def _scores(page: Page, block: Block) -> None:
    """The headline of the Scorecard, and both scores in large figures."""
    row, manager, leader = block.first_row, block.first_column, block.first_column + block.width - 1
    scores = blocks.SCORE_PLACE[0]
    heading: Look = {"bold": True, "font_size": 13, "font_color": looks.INK}
    large: Look = {"font_size": 38, "align": "left", "num_format": "0"}
    shown = {0: looks.STRONG | {"font_size": 13}, 2: looks.STATUS, scores - 1: heading}
    shown |= {scores: looks.STRONG | large, scores + 1: looks.QUIET, scores + 2: looks.QUIET}
    texts = {0: TO_COME, blocks.SCORES_LINE: CHART_TO_COME}
    for down in range(block.rows):
        look = shown.get(down, {})
        page.line(row + down, manager, leader - 1, texts.get(down), **look)
        page.line(row + down, leader, page.right_edge(block), **look)
    page.line(row + scores - 1, manager, manager, MANAGER_HEADING, **heading)
    page.line(row + scores - 1, leader, leader, LEADER_HEADING, **heading)
    page.cells.set_row(row + scores - 1, 50)
    page.begin_at(row, manager)


def _checks(page: Page, block: Block) -> None:
    row, column = block.first_row, block.first_column
    last, header = column + block.width - 1, row + 3
    page.line(row, column, last, NOT_CHECKED, **looks.HEADING)
    page.line(row + 1, column, last, font_color=looks.GREY)
    for offset, what in enumerate(block.columns):
        page.put(header, column + offset, what.label, bg_color=looks.WRITTEN, **looks.HEADER)
    page.cells.freeze_panes(header, 0)
    page.cells.repeat_rows(header - 1)
    page.begin_at(header + 1, column)
    page.titles(header, column, block.rows - 3, block.width, across=True)


def _closer(page: Page, block: Block) -> None:
    row, column = block.first_row, block.first_column
    last = ACTIONS.place[1] + len(ACTIONS.columns) - 1
    page.line(row, column, last, **looks.STATUS)
    page.line(row + 1, column, last, blocks.PROMISED, **looks.STRONG)
    for offset in range(2, blocks.CLOSER_TOP - 2):
        page.line(row + offset, column, last)
    header = row + blocks.CLOSER_TOP - 1
    look: Look = looks.HEADER | {"valign": "vcenter", "bg_color": looks.WRITTEN}
    page.put(header, column, blocks.CLOSER_HEADER, **look)
    look = looks.EDGE | {"text_wrap": True, "valign": "top"}
    look |= {"font_size": 9, "bg_color": looks.WRITTEN}
    for at in range(header + 1, header + 1 + ACTIONS.rows):
        page.put(at, column, None, **look)
    when = f'=LEFT({cell_name(header + 1, column)},1)="!"'
    page.mark(header + 1, column, blocks.CLOSER_ROWS, 1, when, bold=True, font_color=looks.AMBER)


def _figures(page: Page, block: Block) -> None:
    row, column = block.first_row, block.first_column
    label_column = column - bool(block.labels)
    if block.title:
        at = row - 1 - block.headers
        page.put(at, label_column, block.title, **looks.HEADING, valign="bottom")
        page.cells.set_row(at - 1, 28)
    if block.headers:
        _headers(page, block)
    if block is not blocks.DECISIONS:
        columns, rows = block.width + column - label_column, block.rows + block.headers
        page.titles(row - block.headers, label_column, rows, columns, across=block.headers)
    for offset, label in enumerate(block.labels):
        look: Look = {} if _goes_on(block, offset) else looks.EDGE
        if block is blocks.PAIR_POINTS:
            look = look | {"font_size": REASON_SIZE, "bold": True}
        page.put(row + offset, label_column, label or None, **look)
    if block is blocks.MEASURES_NOW:
        _draw_weeks(page, block)
    if block is blocks.CLINICIAN_RATES:
        _rows_that_fill_up(page, block)
    rows = block.rows
    if table := blocks.BESIDE_A_TABLE.get(block):  # blank rows below it would print
        rows = table.rows
        style_columns(page, block.columns, column)
    for down in range(rows):
        for across, what in enumerate(block.columns):
            kind = block.kind_at(down, across)
            # the scorecard's 13 weeks are narrow: the currency's sign stands with goal and means
            shown = None if what.key.startswith("week_") and block in _OF_WEEKS else kind
            look = _figure_look(block, down, what, kind)
            page.put(row + down, column + across, None, shown, **look)
        if block in _OVERFLOWING:
            look = _figure_look(block, down, block.columns[-1], Kind.TEXT)
            page.fill(row + down, column + block.width, page.right_edge(block), **look)


def _draw_weeks(page: Page, block: Block) -> None:
    """A line of the last 13 weeks beside each measure; a week off is a gap in it."""
    keys = [column.key for column in block.columns]
    across, left = (block.first_column + keys.index(key) for key in ("drawn", "week_1"))
    drawn: Look = {"series_color": looks.ACCENT, "weight": 1.5, "show_hidden": True}
    drawn |= {"last_point": True, "last_color": looks.ACCENT}
    for row in range(block.first_row, block.first_row + block.rows):
        end = cell_name(row, left + blocks.GRID_WEEKS - 1)
        weeks = {"range": f"{block.sheet}!{cell_name(row, left)}:{end}"}
        page.cells.add_sparkline(row - 1, across - 1, drawn | weeks)


def _rows_that_fill_up(page: Page, block: Block) -> None:
    """Show rows only once they are written: most practices need none of them."""
    row, column = block.first_row, block.first_column
    look: Look = {"bg_color": looks.WRITTEN, "bottom": 1, "border_color": looks.FAINT}
    when = f'=${cell_name(row, column)}<>""'
    page.mark(row, column, block.rows, block.width - 1, when, **look)


def _headers(page: Page, block: Block) -> None:
    row, column = block.first_row - 1, block.first_column
    if block.labels:
        page.put(row, column - 1, None, **looks.HEADER)
    for offset, what in enumerate(block.columns):
        look = dict(looks.HEADER)
        if what.key == "month":
            look["align"] = "left"
        elif block is blocks.GRID and not what.label:
            pass  # the weeks stand in its first row
        elif what.kind in looks.NUMERIC or what.key == "bar":
            look["align"] = "right"
        elif what.key in ("status", "why", "strong", "words"):
            look["indent"] = 1
        if block in _OVERFLOWING:
            look["text_wrap"] = False
            if what.label == "Points":
                look["align"] = "center"
        elif not what.key:
            continue  # the gap between two halves of a block
        page.put(row, column + offset, what.label or None, **look)
    if block in _OVERFLOWING:
        page.fill(row, column + block.width, page.right_edge(block), **looks.HEADER)


def _goes_on(block: Block, down: int) -> bool:
    """Whether a row belongs together with the one below it: there is no line between them."""
    if block is blocks.PAIR_POINTS:
        return (down + 1) % blocks.PAIR_LINES > 0
    return block is blocks.DECISIONS and down % 2 == 0


def _figure_look(block: Block, down: int, column: Column, kind: Kind) -> Look:
    key = column.key
    if not key and block not in _OVERFLOWING:
        return {}
    look: Look = {"num_format": looks.number_format(kind, written=True)}
    if block is blocks.INCOME_SERIES and down >= blocks.MONTHS_SHOWN and column in _MONTHS:
        return look
    if block is not blocks.CLINICIAN_RATES:
        look |= {"bg_color": looks.WRITTEN} | looks.EDGE
    if key == "month":
        return look | {"num_format": looks.MONTH_FORMAT, "align": "left"}
    drawn = key == "bar" or (block is blocks.FULL and not block.labels[down])
    if drawn:
        look["font_color"] = looks.ACCENT
    if kind in looks.NUMERIC or drawn or block is blocks.FULL:
        look["align"] = "right"
    if key.startswith("n_"):
        look |= looks.QUIET
    if key == "why":
        look |= looks.QUIET | {"text_wrap": True, "indent": 1}
    if kind is Kind.TEXT and block in blocks.BESIDE_A_TABLE:
        look["indent"] = 1
    if block in _OF_WEEKS:
        look |= _of_a_week(key, kind)
    if block is blocks.WEEKLY_SLOTS:
        look |= {"italic": True, "font_color": looks.GREY}
    if block is blocks.PAIR_POINTS:
        points = {"align": "center", "bold": True, "font_color": looks.ACCENT}
        look |= {"font_size": REASON_SIZE} | (points if key in ("manager", "leader") else {})
    if block is blocks.DECISIONS and down % 2:
        look["font_color"] = looks.GREY
    if _goes_on(block, down):
        look["bottom"] = 0
    return look


def _of_a_week(key: str, kind: Kind) -> Look:
    if kind is Kind.DATE:
        return {"num_format": "d mmm", "font_color": looks.GREY}
    if key.startswith("week_") and kind is Kind.MONEY_RATE:
        return {"num_format": "#,##0"}
    if kind in (Kind.COUNT, Kind.RATING) and key in ("mean4", "mean13", "goal"):
        return {"num_format": "0.0"}
    return {"align": "left", "indent": 1} if key == "status" else {}
