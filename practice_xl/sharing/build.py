"""Building the copy: a new workbook from values, by the code that lays out the tracker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from practice_xl.building import tracker
from practice_xl.building.charts import put_charts
from practice_xl.building.looks import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    FONT,
    GREY,
    NUMERIC,
    SIZE,
    TYPED,
    TYPED_BAND,
    Looks,
    number_format,
)
from practice_xl.building.start import put_start
from practice_xl.building.written import put_block
from practice_xl.domain.amounts import day, plural
from practice_xl.schema.blocks import START_PAGE
from practice_xl.schema.inputs import COACH_NOTES, LEVER_INPUTS, TABLE_CELLS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Kind, Role, Share, Sheet, cell_position
from practice_xl.schema.sheets import CAPACITY, INCOME, LEVERS_SHEET, SCORECARD, START
from practice_xl.sharing import numbers
from practice_xl.sharing.conversation import topics
from practice_xl.sharing.notes import Note, with_blank_rows
from practice_xl.sharing.page import CoachPage
from practice_xl.sharing.report import CoachFacts
from practice_xl.sharing.rows import (
    coach_rows,
    hidden_money_rows,
    shared_blocks,
    status,
    weekly_columns,
    weekly_totals,
)

CREATED = datetime(2026, 1, 1)
TITLE = "Practice, coach copy"
SENT_HEADER = "As sent"

START_COPY = replace(
    START,
    purpose="The practice on one page, for a talk with the coach.",
    printed=f"A1:G{numbers.FIRST_ROW + len(numbers.LINES)}",
)
LEVERS_COPY = replace(
    LEVERS_SHEET,
    purpose="More income without one new client, from the practice's own last 13 open weeks.",
)
CONVERSATION = Sheet(
    "Conversation",
    "What to talk about: three questions, what changed, what was promised, what the actions moved.",
    (2, 70, 28, 12, 52),
)
WEEKLY_TOTALS = Sheet(
    "Weekly totals",
    "Totals of the last 52 weeks. Counts of few people are not here: they leave as figures of "
    "4 weeks or longer.",
    (2, 13, *([11] * 14)),
)
COACH_SHEET = Sheet(
    "Coach",
    "Type here, save, and send the file back: your notes are merged into the tracker.",
    (2, 15, 12.5, 22, 46, 40, 12.5, 10, 10),
    role=Role.TYPED,
)
SHEETS: tuple[Sheet, ...] = (
    START_COPY,
    CONVERSATION,
    SCORECARD,
    LEVERS_COPY,
    INCOME,
    CAPACITY,
    WEEKLY_TOTALS,
    COACH_SHEET,
)
_HEADER: dict[str, Any] = {
    "bold": True,
    "font_size": 9,
    "font_color": ACCENT,
    "bottom": 2,
    "bottom_color": ACCENT,
    "text_wrap": True,
    "valign": "bottom",
}
_LINE: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT, "valign": "top", "text_wrap": True}
_FIRST = 5  # row of the first header on the sheets that only a copy has


@dataclass(frozen=True)
class Copy:
    """A copy that is built and not yet written.

    Attributes:
        content: The workbook. [bytes]
        cells: For each sheet, what was put into its cells, by (row, column).
    """

    content: bytes
    cells: dict[str, dict[tuple[int, int], Any]]


def build_copy(
    coach: CoachFacts, notes: Sequence[Note] = (), earlier: Mapping[str, Any] | None = None
) -> Copy:
    """Build the copy in memory.

    Args:
        coach: What it is made from.
        notes: The coach's notes so far.
        earlier: The numbers of the copy before it, where one is at hand.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    content = BytesIO()
    workbook = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        },
    )
    workbook.set_properties({"title": TITLE, "created": CREATED})
    workbook.set_size(2400, 1500)
    looks = Looks(workbook)
    values = _values(coach)
    pages = {}
    for sheet in SHEETS:
        cells = workbook.add_worksheet(sheet.name)
        page = CoachPage(sheet, cells, looks, coach.plan.currency, values.get(sheet.name, {}))
        for column, width in enumerate(sheet.widths):
            cells.set_column(column, column, width)
        cells.set_tab_color(ACCENT if sheet.role is not Role.TYPED else "#F2D66B")
        if sheet.printed:
            page.heights(3, cell_position(sheet.printed.split(":")[1])[0], tracker.ROW_HEIGHT)
        page.head()
        pages[sheet.name] = page
    put_start(pages["Start"], macros=False)
    for block in shared_blocks(coach):
        if block is not START_PAGE:
            put_block(pages[block.sheet], block)
    found = numbers.numbers_of(coach, notes)
    _put_numbers(pages["Start"], found)
    _put_lever_numbers(pages["Levers"], coach)
    _put_conversation(pages["Conversation"], coach, notes, found, earlier)
    _put_weekly_totals(pages["Weekly totals"], coach)
    _put_coach(pages["Coach"], coach, notes)
    for page in pages.values():
        page.put_rest()
        put_charts(page)
        page.finish()
    _draw_from_cells(workbook)
    pages["Start"].cells.activate()
    workbook.close()
    return Copy(content.getvalue(), {name: dict(page.written) for name, page in pages.items()})


def _values(coach: CoachFacts) -> dict[str, dict[tuple[int, int], Any]]:
    """What stands in the blocks, by sheet and cell."""
    rows = coach_rows(coach)
    values: dict[str, dict[tuple[int, int], Any]] = {}
    for block in shared_blocks(coach):
        at = values.setdefault(block.sheet, {})
        for down, row in enumerate(rows[block.name]):
            for across, value in enumerate(row):
                at[block.first_row + down, block.first_column + across] = value
    week = coach.weeks.as_of
    start = values["Start"]
    start[3, 2] = f"{numbers.FORMAT_LINE}. The week of {day(week)}." if week else None
    start[4, 2] = "Nothing here is about a client. Small numbers are withheld, also in the totals."
    start[5, 2] = "Type in the sheet Coach, save, and send the file back."
    return values


def _put_numbers(page: CoachPage, found: Mapping[str, Any]) -> None:
    top = numbers.FIRST_ROW - 1
    page.fill(top, 2, 6, bottom=2, bottom_color=ACCENT)
    page.put(
        top, 2, numbers.NUMBERS_TITLE, bold=True, font_color=ACCENT, bottom=2, bottom_color=ACCENT
    )
    for offset, line in enumerate(numbers.LINES):
        row, value = numbers.FIRST_ROW + offset, found.get(line.key)
        page.fill(row, 2, 6, bottom=1, bottom_color=FAINT)
        edge: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT}
        page.put(row, numbers.LABEL_COLUMN, line.label, **edge, indent=1)
        page.put(row, numbers.VALUE_COLUMN, value, line.kind, **edge, align="left")
        page.put(row, numbers.KEY_COLUMN, line.key, **edge, font_size=8, font_color=GREY)


def _put_lever_numbers(page: CoachPage, coach: CoachFacts) -> None:
    """Lever, on, number, value and unit, in the tracker's places; without its drop-downs."""
    row, column = cell_position(TABLE_CELLS[LEVER_INPUTS.name])
    place = {key: column + index for index, key in enumerate(LEVER_INPUTS.keys)}
    for key, at in place.items():
        if LEVER_INPUTS.column(key).share is not Share.NEVER or key == "help":
            page.put(row, at, LEVER_INPUTS.column(key).header, **_HEADER)
    typed = {
        (entry.lever, entry.number): entry for entry in coach.facts.report.practice.lever_inputs
    }
    for lever in LEVERS:
        result = coach.facts.report.levers.each[lever.key]
        for number in lever.numbers:
            row += 1
            first = number is lever.numbers[0]
            edge: dict[str, Any] = {"top": 1, "top_color": FAINT} if first else {}
            entry = typed.get((lever.key, number.key))
            value = (
                entry.value
                if entry and LEVER_INPUTS.column("value").share is not Share.NEVER
                else None
            )
            page.put(
                row,
                place["lever"],
                lever.label,
                **edge,
                bold=first,
                font_color="#1F2A30" if first else GREY,
            )
            if first:
                page.put(row, place["on"], "Yes" if result.on else "No", **edge)
            page.put(row, place["number"], number.label, **edge)
            align = {"align": "right"} if number.kind in NUMERIC else {}
            page.put(row, place["value"], value, number.kind, **edge, **align)
            page.put(
                row, place["unit"], number.unit, **edge, font_size=8, font_color=GREY, indent=1
            )
            help_text = number.help or (lever.help if first else "")
            page.put(
                row,
                place["help"],
                help_text or None,
                **edge,
                font_size=8,
                font_color=GREY,
                text_wrap=True,
            )
            page.cells.set_row(row - 1, 25)


def _put_conversation(
    page: CoachPage,
    coach: CoachFacts,
    notes: Sequence[Note],
    found: Mapping[str, Any],
    earlier: Mapping[str, Any] | None,
) -> None:
    page.put(3, 2, status(coach), font_size=8, font_color=GREY)
    row = _FIRST
    for topic in topics(coach, notes, found, earlier):
        page.put(row, 2, topic.title, bold=True, font_size=12, font_color=ACCENT)
        row += 1
        if topic.headers:
            for offset, header in enumerate(topic.headers):
                page.put(row, 2 + offset, header or None, **_HEADER)
            row += 1
        for cells in topic.rows:
            for offset, value in enumerate(cells):
                look = dict(_LINE) if topic.headers else {"indent": 1}
                page.put(row, 2 + offset, value if value != "" else None, **look)
            if topic.headers:
                longest = max(
                    -(-len(str(cells[at])) // (64, 26, 11, 48)[at]) for at in range(len(cells))
                )
                page.cells.set_row(row - 1, 15 * max(1, longest))
            row += 1
        row += 1


def _put_weekly_totals(page: CoachPage, coach: CoachFacts) -> None:
    columns, rows = weekly_columns(), weekly_totals(coach)
    page.put(3, 2, status(coach), font_size=8, font_color=GREY)
    hidden = hidden_money_rows(coach)
    if hidden:
        page.put(
            4,
            2,
            f"Money of {plural(len(hidden), 'week')} is withheld: few sessions, or a week beside "
            "one with few. “–” marks them.",
            font_color=GREY,
        )
    for offset, column in enumerate(columns):
        side = "right" if column.kind in NUMERIC else "left"
        page.put(_FIRST, 2 + offset, column.header, **(_HEADER | {"align": side}))
    page.cells.set_row(_FIRST - 1, 40)
    for number, row in enumerate(rows, start=1):
        for offset, (column, value) in enumerate(zip(columns, row, strict=True)):
            look: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT}
            if column.kind in NUMERIC:
                look["align"] = "right"
            withheld = value is None and column.kind is Kind.MONEY and number - 1 in hidden
            shown = "–" if withheld else value
            page.put(_FIRST + number, 2 + offset, shown, column.kind, **look)
    page.cells.freeze_panes(_FIRST, 2)
    page.cells.repeat_rows(_FIRST - 1)


def _put_coach(page: CoachPage, coach: CoachFacts, notes: Sequence[Note]) -> None:
    """The coach's table: the notes so far, then blank rows with their ids."""
    week = coach.weeks.as_of
    rows = with_blank_rows(notes, week) if week else list(notes)
    columns = [column for column in COACH_NOTES.columns if column.share is Share.ALWAYS]
    first_row, first_column = cell_position(TABLE_CELLS[COACH_NOTES.name])
    header = page.looks.get(
        bold=True,
        font_size=9,
        font_color="#FFFFFF",
        bg_color=ACCENT,
        text_wrap=True,
        border=1,
        border_color=ACCENT_SOFT,
    )
    headers = [*(column.header for column in columns), SENT_HEADER]
    page.cells.add_table(
        first_row - 1,
        first_column - 1,
        first_row - 1 + len(rows),
        first_column + len(headers) - 2,
        {
            "name": COACH_NOTES.name,
            "style": None,
            "autofilter": False,
            "columns": [{"header": text, "header_format": header} for text in headers],
        },
    )
    for offset, text in enumerate(headers):
        page.written[first_row, first_column + offset] = text
    page.put(
        3, 2, "Leave Id and As sent as they are: merge finds your notes by them.", font_color=GREY
    )
    for number, note in enumerate(rows):
        row = first_row + 1 + number
        fill = TYPED_BAND if number % 2 else TYPED
        for offset, column in enumerate(columns):
            value = note.id if column.key == "id" else note.cells.get(column.key)
            own = column.key == "id"
            look: dict[str, Any] = {
                "border": 1,
                "border_color": FAINT,
                "valign": "top",
                "text_wrap": True,
                "bg_color": "#FFFFFF" if own else fill,
                "font_color": GREY if own else "#1F2A30",
                "num_format": number_format(column.kind),
            }
            page.put(row, first_column + offset, value, **look)
        page.put(
            row,
            first_column + len(columns),
            note.mark,
            font_size=8,
            font_color=GREY,
            border=1,
            border_color=FAINT,
        )
    last = first_row - 1 + len(rows)
    choices = COACH_NOTES.column("status").choices
    at = first_column - 1 + [column.key for column in columns].index("status")
    validate: Any = page.cells._cells  # the page leaves drop-downs out everywhere else
    validate.data_validation(
        first_row,
        at,
        last,
        at,
        {
            "validate": "list",
            "source": list(choices),
            "error_type": "warning",
            "error_message": "Choose open, done or dropped.",
        },
    )
    page.cells.freeze_panes(first_row, 0)
    page.cells.repeat_rows(first_row - 1)


def _draw_from_cells(workbook: Any) -> None:
    """Let every chart keep the values of the cells it shows, its dates too."""
    for chart in workbook.charts:
        for drawn in (chart, chart.combined):
            if drawn is not None:
                drawn.formula_data = [None] * len(drawn.formula_data)
