"""A new tracker: every sheet of the schema, empty or with what an owner typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from practice_xl.building import input_tables
from practice_xl.building.charts import put_charts
from practice_xl.building.content import Content, OwnColumn
from practice_xl.building.glossary import put_words
from practice_xl.building.looks import ACCENT, AMBER, GREY, SIZE, Look, new_workbook, number_format
from practice_xl.building.output_blocks import put_block
from practice_xl.building.page import Page
from practice_xl.building.start import BUTTON_ROW, put_start
from practice_xl.domain.calendar import next_month
from practice_xl.domain.cell_values import readable_date
from practice_xl.schema import inputs
from practice_xl.schema.blocks import BLOCKS, REFERRALS
from practice_xl.schema.layout import GROUP_LINES, ROW_HEIGHT
from practice_xl.schema.parts import PLACES, Block, Kind, Role, Table, cell_name, cell_position
from practice_xl.schema.sheets import SHEETS, START
from practice_xl.schema.type_width import column_width, fit

_MIXED = ("Levers", "Decisions")  # the owner types in some cells, Python writes the others
_TYPED_FIRST = {  # the column one begins with in a row
    "Weekly": "sessions_kept",
    "Monthly": "overhead",
    "Actions": "added",
    "Sources": "source",
    "CoachNotes": "date",
}
_BLANK_ROWS = 3  # at least, below those typed
_ROWS_IN_VIEW = 8  # rows above the one where typing begins


def build_tracker(
    path: str | Path, *, first_week: date, content: Content | None = None, macros: bool = False
) -> None:
    """Make a new workbook.

    Args:
        path: Where; a file that stands there is replaced. ``.xlsm`` with macros, else ``.xlsx``.
        first_week: Start of the first week filled in in Weekly; 104 follow each other.
        content: What is typed in it; by default nothing but the Plan's defaults.
        macros: Whether it gets buttons, and the macros they run.
    """
    content = content or Content()
    looks, made = new_workbook("Practice tracker")
    workbook = looks.workbook
    pages = {sheet.name: Page(sheet, workbook.add_worksheet(sheet.name), looks) for sheet in SHEETS}
    for page in pages.values():
        _put_sheet(page, content, first_week, macros=macros)
    for block in BLOCKS:
        put_block(pages[block.sheet], block)
    for page in pages.values():
        own = [column for column in content.own_columns if column.table.sheet == page.sheet.name]
        _put_own_columns(page, own)
        put_charts(page)
        page.finish()
    if macros:
        _put_buttons(workbook)
    pages["Start"].cells.activate()
    workbook.close()
    try:
        Path(path).write_bytes(made.getvalue())
    except OSError:
        Path(path).unlink(missing_ok=True)
        raise


def _put_sheet(page: Page, content: Content, first_week: date, *, macros: bool) -> None:
    name = page.sheet.name
    page.set_widths()
    if name == "Checks":
        style = page.looks.get(text_wrap=True, valign="top")
        for column, width in enumerate(page.sheet.widths[1:], start=1):
            page.cells.set_column(column, column, width, style)
    if page.sheet.printed and page.sheet is not START:
        page.heights(3, cell_position(page.sheet.printed.split(":")[1])[0], ROW_HEIGHT)
    fills_in = Role.TYPED if name in _MIXED else page.sheet.role
    page.head(tuple(dict.fromkeys((fills_in, Role.WRITTEN))))
    if name == "Start":
        put_start(page, macros=macros)
    elif name == "Plan":
        input_tables.put_plan(page, content)
    elif name == "Levers":
        input_tables.put_levers(page, content)
    elif name == "Decisions":
        input_tables.put_decisions(page, content)
    elif name == "Words":
        put_words(page)
    elif tables := [table for table in inputs.TABLES if table.sheet == name]:
        _put_typed(page, tables, content, first_week)


def _put_typed(page: Page, tables: Sequence[Table], content: Content, first_week: date) -> None:
    """Tables side by side, with nothing below them; one begins to type in the first."""
    for each in tables:
        row, column = each.place
        input_tables.style_columns(page, each.columns, column)
        input_tables.put_table(page, each, _rows(each, content, first_week))
        if each is inputs.SOURCES:
            page.name(input_tables.list_name("source"), row + 1, column, REFERRALS.rows)
    table = tables[0]
    row, column = table.place
    rows = _rows(table, content, first_week)
    if table.groups:
        _put_groups(page, table)
    if table.name in input_tables.TALL_ROWS:
        page.heights(row + 1, row + max(table.rows, len(rows)), input_tables.TALL_ROWS[table.name])
    begin = row + 1 + _rows_before(table, rows)
    top = max(row, begin - 1 - _ROWS_IN_VIEW)
    page.cells.freeze_panes(row, column if table is inputs.WEEKLY else 0, top)
    page.begin_at(begin, column + table.keys.index(_TYPED_FIRST[table.name]))
    page.cells.repeat_rows(row - 1)
    if table is inputs.WEEKLY:
        _mark_this_week(page)
    if "due" in table.keys:
        _mark_overdue(page, table)


def _put_groups(page: Page, table: Table) -> None:
    """Above the columns of a group its name, and below it how its cells are meant."""
    row, column = table.place
    look: Look = {"font_size": page.sheet.least_type, "font_color": GREY}
    starts = [column + table.keys.index(key) for key, *_ in table.groups]
    ends = [*starts[1:], column + len(table.columns)]
    for (_, words, meant), first, end in zip(table.groups, starts, ends, strict=True):
        top = row - 2 - GROUP_LINES
        page.put(top, first, words, **look, bold=True)
        room = column_width(*page.sheet.widths[first - 1 : end - 1]) - SIZE
        for at, line in enumerate(fit(meant, room, page.sheet.least_type, GROUP_LINES), top + 1):
            page.put(at, first, line, **look)


def _mark_this_week(page: Page) -> None:
    """Let the row of the week that today is in stand out, whenever the file is opened."""
    row, column = inputs.WEEKLY.place[0] + 1, inputs.WEEKLY.place[1]
    start = f"${cell_name(row, column)}"
    look: Look = {"bold": True, "font_color": ACCENT, "top": 1, "bottom": 1}
    when = f"=AND({start}<=TODAY(),TODAY()<{start}+7)"
    rows, columns = inputs.FORMATTED_ROWS - row + 1, len(inputs.WEEKLY.columns)
    page.mark(row, column, rows, columns, when, **look, border_color=ACCENT)


def _mark_overdue(page: Page, table: Table) -> None:
    """Let a date that is past stand out, with a mark, as long as its row is open."""
    row, first = table.place[0] + 1, table.place[1]
    due, status = (first + table.keys.index(key) for key in ("due", "status"))
    cell, still = (f"${cell_name(row, at)}" for at in (due, status))
    late = f'=AND(ISNUMBER({cell}),{cell}<TODAY(),OR({still}="open",{still}=""))'
    look: Look = {"bold": True, "font_color": AMBER}
    look["num_format"] = f'"! "{number_format(Kind.DATE)}'
    page.mark(row, due, inputs.FORMATTED_ROWS - row + 1, 1, late, **look)


def _rows_before(table: Table, rows: Sequence[Mapping[str, object]]) -> int:
    """Rows above the one where typing begins: those typed; in a new Weekly, all but four weeks."""
    key = _TYPED_FIRST[table.name]
    typed = [number for number, row in enumerate(rows) if row.get(key) is not None]
    if typed:
        return min(typed[-1] + 1, max(table.rows, len(rows)) - 1)
    return inputs.WEEKS_BEFORE - 3 if table is inputs.WEEKLY else 0


def _rows(table: Table, content: Content, first_week: date) -> Sequence[Mapping[str, object]]:
    """What was typed, as it stood, and below it the weeks or months that follow, or blank rows.

    A week belongs to the month of its fourth day.
    """
    rows: list[Mapping[str, object]] = list(content.rows(table))
    after: Callable[[date], date]
    if table is inputs.WEEKLY:
        key, first, after = "week_start", first_week, _next_week
    elif table is inputs.MONTHLY:
        key, first, after = "month", (first_week + timedelta(days=3)).replace(day=1), next_month
    else:
        return [*rows, *[{}] * _BLANK_ROWS]
    days = (readable_date(row.get(key)) for row in rows)
    day = max((after(day) for day in days if day), default=first)
    while len(rows) < table.rows:
        rows.append({key: day})
        day = after(day)
    return rows


def _next_week(day: date) -> date:
    return day + timedelta(weeks=1)


def _put_own_columns(page: Page, columns: Sequence[OwnColumn]) -> None:
    """Columns of the owner's own, at the right of their tables where there is room."""
    taken: set[int] = set()
    parts: tuple[Block | Table, ...] = (*BLOCKS, *inputs.TABLES)
    for part in parts:
        if part.sheet == page.sheet.name:
            first = PLACES[part.name].column
            labels = isinstance(part, Block)  # to the left of its cells
            taken.update(range(first - labels, first + len(part.columns)))
    for column in columns:
        row, first = column.table.place
        place = first + len(column.table.columns) + 1
        while place in taken:
            place += 1
        taken.add(place)
        page.put(row, place, column.header)
        for index, value in column.cells.items():
            page.put(row + 1 + index, place, value)


def _put_buttons(workbook: object) -> None:
    from practice_xl.building.macros import Button, add_macros

    row = BUTTON_ROW - 1
    start = [
        Button("Recalculate", "Recalculate", row, 1, help="Work the numbers out"),
        Button("ShareWithCoach", "Share with coach", row, 3),
        Button("AddCoachNotes", "Add coach's notes", row, 5),
        Button("ImportFromSoftware", "Import", row, 7),
    ]
    weekly = [Button("Recalculate", "Recalculate", 0, 10)]
    add_macros(workbook, {"Start": start, "Weekly": weekly})
