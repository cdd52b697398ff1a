"""Building the copy: a new workbook from values, by the code that lays out the tracker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from practice_xl.building.charts import put_charts
from practice_xl.building.looks import ACCENT, FONT, SIZE, Looks
from practice_xl.building.output_blocks import put_block
from practice_xl.building.start import put_start
from practice_xl.coach import numbers
from practice_xl.coach.coach_table import put_coach_table
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.lever_table import put_lever_table
from practice_xl.coach.notes import Note
from practice_xl.coach.page import CoachPage
from practice_xl.coach.rows import coach_rows, hidden_labels, shared_blocks
from practice_xl.coach.tabs import TABS
from practice_xl.coach.written import put_conversation, put_numbers, put_weekly_totals
from practice_xl.domain.amounts import day
from practice_xl.schema.layout import ROW_HEIGHT
from practice_xl.schema.parts import Role, cell_position
from practice_xl.schema.start_page import START_PAGE

CREATED = datetime(2026, 1, 1)
TITLE = "Practice, coach copy"
TAB_TYPED = "#F2D66B"
WHAT_HOLDS = (
    "Counts and money of the practice as a whole, week by week, as the tracker says them; nothing "
    "here is about a client."
)
NOT_ANONYMOUS = "Who knows the clients of the practice could recognise a week: keep it to yourself."


@dataclass(frozen=True)
class Copy:
    """A copy that is built and not yet written.

    Attributes:
        content: The workbook. [bytes]
        cells: For each sheet, what was put into its cells, by (row, column).
        said: What its charts say by themselves.
    """

    content: bytes
    cells: dict[str, dict[tuple[int, int], Any]]
    said: tuple[str, ...] = ()


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
    values, hidden = _values(coach), hidden_labels()
    pages = {}
    for sheet in TABS:
        cells = workbook.add_worksheet(sheet.name)
        own = values.get(sheet.name, {})
        page = CoachPage(sheet, cells, looks, coach.plan.currency, own, hidden)
        page.set_widths()
        cells.set_tab_color(TAB_TYPED if sheet.role is Role.TYPED else ACCENT)
        if sheet.printed:
            page.heights(3, cell_position(sheet.printed.split(":")[1])[0], ROW_HEIGHT)
        page.head()
        pages[sheet.name] = page
    put_start(pages["Start"], macros=False)
    for block in shared_blocks(coach):
        if block is not START_PAGE:
            put_block(pages[block.sheet], block)
    found = numbers.numbers_of(coach, notes)
    put_numbers(pages["Start"], found)
    put_lever_table(pages["Levers"], coach)
    put_conversation(pages["Conversation"], coach, notes, found, earlier)
    put_weekly_totals(pages["Weekly totals"], coach)
    put_coach_table(pages["Coach"], coach, notes)
    for page in pages.values():
        page.put_rest()
        put_charts(page)
        page.finish()
    _draw_from_cells(workbook)
    pages["Start"].cells.activate()
    workbook.close()
    said = tuple(text for page in pages.values() for text in page.cells.said)
    cells_of = {name: dict(page.written) for name, page in pages.items()}
    return Copy(content.getvalue(), cells_of, said)


def _values(coach: CoachFacts) -> dict[str, dict[tuple[int, int], Any]]:
    """What stands in the blocks, by sheet and cell."""
    rows = coach_rows(coach)
    values: dict[str, dict[tuple[int, int], Any]] = {}
    for block in shared_blocks(coach):
        at = values.setdefault(block.sheet, {})
        for down, row in enumerate(rows[block.name]):
            for across, value in enumerate(row):
                at[block.first_row + down, block.first_column + across] = value
    start = values.setdefault("Start", {})
    name = f", {coach.plan.share_name}" if coach.plan.share_name else ""
    week = f"The week of {day(coach.weeks.as_of)}." if coach.weeks.as_of else ""
    back = "Type in the sheet Coach, save, and send the file back."
    start[3, 2] = f"{numbers.FORMAT_LINE}{name}. {week} {back}"
    start[4, 2], start[5, 2] = WHAT_HOLDS, NOT_ANONYMOUS
    return values


def _draw_from_cells(workbook: Any) -> None:
    """Let every chart keep the values of the cells it shows, its dates too."""
    for chart in workbook.charts:
        for drawn in (chart, chart.combined):
            if drawn is not None:
                drawn.formula_data = [None] * len(drawn.formula_data)


__all__ = ["TABS", "Copy", "build_copy"]
