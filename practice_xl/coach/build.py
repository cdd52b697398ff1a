"""Building the copy: a new workbook from values, by the code that lays out the tracker."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from practice_xl.building import charts, input_tables, output_blocks, start
from practice_xl.building.content import Content
from practice_xl.building.looks import ACCENT, FAINT, GREY, PAPER, Look, new_workbook
from practice_xl.building.page import height
from practice_xl.coach import copy_file, inputs
from practice_xl.coach.conversation import Topic, numbers_of, topics
from practice_xl.coach.copy_file import WEEKLY_TOTALS, Cells, Numbers
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import BLANK_ROWS, SENT, SENT_HEADER, Note
from practice_xl.coach.page import CoachPage
from practice_xl.domain.wording import day
from practice_xl.schema import sheets
from practice_xl.schema.inputs import COACH_NOTES, LEVER_INPUTS, WEEKLY
from practice_xl.schema.layout import ROW_HEIGHT
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Column, Kind, Role, Share, Sheet, cell_position
from practice_xl.schema.start_page import CLOCK_LABEL, START_PAGE
from practice_xl.schema.type_width import column_width, fit
from practice_xl.sheets.write import block_rows

TITLE = "Practice, coach copy"
LEVERS_PURPOSE = "More income without one new client, from the practice's own last 13 open weeks."
WEEKS_SHOWN = 52  # weeks of the sheet Weekly totals; none earlier leaves by itself
_HINT = (
    "One row for each note; a commitment with its date comes back in the next copy. Leave Id and "
    "As sent as they are: merge finds your notes by them."
)
_FIRST = 5  # row of the first header of a sheet that only a copy has
_LINES, _SET_IN = 4, 12.0  # lines of a sentence at most; what its indent takes [points]
_BETWEEN = 8  # height of the row below a topic [points]
_LOWEST = 18  # height of a row to type in [points]

TABS: tuple[Sheet, ...] = (
    sheets.START._replace(purpose="The practice on one page, for a talk with the coach."),
    Sheet(
        "Conversation",
        "What to talk about: what matters first, three questions, what was promised, what changed.",
        (2, 54, 32, 11, 42),
        landscape=False,
    ),
    sheets.SCORECARD,
    sheets.LEVERS_SHEET._replace(purpose=LEVERS_PURPOSE),
    sheets.DECISIONS_SHEET,
    sheets.INCOME,
    sheets.CAPACITY,
    Sheet(
        WEEKLY_TOTALS,
        "Totals of the whole practice in the last 52 weeks.",
        (2, 13, *([12.5] * 22)),
        breaks_across=(13,),
    ),
    Sheet(
        COACH_NOTES.sheet,
        "Type here, save, and send the file back: your notes are merged into the tracker.",
        (2, 15, 12.5, 22, 46, 40, 12.5, 10, 10),
        role=Role.TYPED,
    ),
)


class Copy(NamedTuple):
    """A copy that is built and not yet written."""

    content: bytes  # The workbook
    cells: dict[str, Cells]  # For each sheet, what was put into its cells, by (row, column)
    said: tuple[str, ...]  # What its charts, drop-downs and tables say by themselves


def build_copy(
    coach: CoachFacts, notes: Sequence[Note] = (), earlier: Numbers | None = None
) -> Copy:
    """Build the copy in memory, with the numbers of the one before it where they are at hand."""
    looks, content = new_workbook(TITLE)
    hidden = {m.label for m in MEASURES if m.key in inputs.hidden_measures()} | {CLOCK_LABEL}
    pages = {}
    for sheet in tabs_of(coach):
        page = CoachPage(sheet, looks, coach.plan.currency, hidden)
        page.set_widths()
        if sheet.printed:
            page.heights(3, cell_position(sheet.printed.split(":")[1])[0], ROW_HEIGHT)
        page.head(())
        pages[sheet.name] = page
    _fill(pages, coach)
    for block in inputs.shared_blocks(coach):
        if block.name == START_PAGE.name:
            start.put_start(pages["Start"], macros=False)
        output_blocks.put_block(pages[block.sheet], block)  # which lays nothing out there
    notes = shared_notes(notes)
    found = numbers_of(coach, notes)
    _put_numbers(pages["Start"], found)
    input_tables.put_levers(pages["Levers"], _levers(coach))
    told = topics(coach, notes, found, earlier)
    _put_conversation(pages["Conversation"], coach.status, told)
    _put_weekly_totals(pages[WEEKLY_TOTALS], coach)
    _put_notes(pages[COACH_NOTES.sheet], coach, notes)
    for page in pages.values():
        page.put_rest()
        charts.put_charts(page)
        page.finish()
    for chart in looks.workbook.charts:  # each keeps the values of the cells it shows
        for drawn in filter(None, (chart, chart.combined)):
            drawn.formula_data = [None] * len(drawn.formula_data)
    pages["Start"].cells.activate()
    looks.workbook.close()
    said = (TITLE, *(text for page in pages.values() for text in page.cells.said))
    return Copy(content.getvalue(), {name: page.written for name, page in pages.items()}, said)


def tabs_of(coach: CoachFacts) -> list[Sheet]:
    """The sheets of this copy."""
    decided = sheets.DECISIONS_SHEET.name in coach.sheets
    return [tab for tab in TABS if decided or tab is not sheets.DECISIONS_SHEET]


def _fill(pages: Mapping[str, CoachPage], coach: CoachFacts) -> None:
    """Say what stands in the blocks of each page; None where a column may not leave."""
    rows = block_rows(coach)
    for block in inputs.shared_blocks(coach):
        values, first = pages[block.sheet].values, block.first_column
        for down, row in enumerate(rows[block.name], start=block.first_row):
            values |= {(down, column): value for column, value in enumerate(row, start=first)}
        top, rows_of = block.first_row - block.headers, block.rows + block.headers
        values |= inputs.hidden_places(block.columns, top, first, rows_of)
    levers = (LEVER_INPUTS.columns, *LEVER_INPUTS.place, LEVER_INPUTS.rows + 1)
    pages["Levers"].values |= inputs.hidden_places(*levers)
    name = f", {coach.plan.share_name}" if coach.plan.share_name else ""
    said = f"{copy_file.FORMAT_LINE}{name}. The week of {day(coach.week)}. "
    pages["Start"].values |= {
        (3, 2): f"{said}Type in the sheet Coach, save, and send the file back.",
        (4, 2): "Counts and money of the practice as a whole, week by week, as the tracker says "
        "them; nothing here is about a client.",
        (5, 2): "Anyone who knows the clients of the practice could recognise a week: keep it to "
        "yourself.",
    }


def _levers(coach: CoachFacts) -> Content:
    """What was typed on Levers; of a percentage of a fee the amount it came to."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for entry in coach.report.practice.lever_inputs:
        used = coach.report.levers.each[entry.lever].numbers.get(entry.number)
        rows[entry.lever, entry.number] = {"value": used if entry.percent else entry.value}
        if entry.on is not None:
            rows[entry.lever, entry.number]["on"] = "Yes" if entry.on else "No"
    return Content(lever_inputs=rows)


def _put_numbers(page: CoachPage, found: Numbers) -> None:
    """The list below the page of Start, which the roster and the next copy read."""
    row, column = START_PAGE.first_row + START_PAGE.rows + 1, START_PAGE.first_column
    last = column + START_PAGE.width - 1
    look: Look = {"bottom": 2, "bottom_color": ACCENT, "font_color": ACCENT}
    page.fill(row, column, last, **look)
    page.put(row, column, copy_file.NUMBERS_TITLE, **look, bold=True)
    edge: Look = {"bottom": 1, "bottom_color": FAINT}
    for at, line in enumerate(copy_file.LINES, start=row + 1):
        page.fill(at, column, last, **edge)
        page.put(at, column, line.label, **edge)
        value = found.get(line.key)
        if line.key == "full_by" and value is None:  # how it stands, in words
            value = found.get("full_status")
        value = copy_file.UNKNOWN if value is None else value
        page.put(at, column + copy_file.ACROSS, value, line.kind, **edge, align="left")


def _put_conversation(page: CoachPage, status: str, told: Sequence[Topic]) -> None:
    row, across = _FIRST, column_width(*page.sheet.widths[1:]) - _SET_IN
    for at, line in enumerate(fit(status, across, page.sheet.least_type, 2), start=3):
        page.put(at, 2, line, font_size=8, font_color=GREY)
    for topic in told:
        page.put(row, 2, topic.title, bold=True, font_size=12, font_color=ACCENT)
        row += 1
        if topic.headers:
            row = page.put_rows(row, topic.headers, topic.rows)
        for (sentence,) in () if topic.headers else topic.rows:
            for line in fit(sentence, across, page.sheet.least_type, _LINES):
                page.put(row, 2, line, indent=1)
                row += 1
        page.cells.set_row(row - 1, _BETWEEN)
        row += 1


def _put_weekly_totals(page: CoachPage, coach: CoachFacts) -> None:
    """The columns that hold anything, of all clinicians together, the latest week first."""
    weeks = coach.weeks
    shown: list[tuple[Column, list[object]]] = []
    for column in WEEKLY.columns:
        if column.share is not Share.NUMBER:
            continue
        values = weeks.starts if column.kind is Kind.DATE else weeks.columns.get(column.key, ())
        told = [None if isinstance(v, float) and math.isnan(v) else v for v in values]
        if any(value is not None for value in told[-WEEKS_SHOWN:]):
            shown.append((column, told[: -WEEKS_SHOWN - 1 : -1]))
    page.put(3, 2, coach.status, font_size=8, font_color=GREY)
    headers, kinds = [c.label for c, _ in shown], [c.kind for c, _ in shown]
    page.put_sheet(_FIRST, headers, zip(*(told for _, told in shown), strict=True), kinds)
    page.cells.repeat_columns(0, 1)


def _put_notes(page: CoachPage, coach: CoachFacts, notes: Sequence[Note]) -> None:
    """The notes so far, then blank rows with ids of this week: the only place to type in."""
    taken = {note.id for note in notes}
    names = (f"{coach.week} {number:02d}" for number in range(1, BLANK_ROWS + len(notes) + 1))
    blank = [Note(name) for name in names if name not in taken][:BLANK_ROWS]
    cells = [
        {**note.cells, "id": note.id, SENT: None if note.is_blank else note.mark}
        for note in (*notes, *blank)
    ]
    columns = tuple(column for column in COACH_NOTES.columns if column.share is Share.NUMBER)
    table = COACH_NOTES._replace(columns=(*columns, Column(SENT, SENT_HEADER)), rows=len(cells))
    row, first = table.place
    input_tables.put_table(page, table, cells)
    page.put(3, 2, _HINT, font_color=GREY)
    places = {key: first + at for at, key in enumerate(table.keys)}
    for below, values in enumerate(cells, start=row + 1):
        told = ((str(values.get(key) or ""), page.width(at)) for key, at in places.items())
        page.cells.set_row(below - 1, max(_LOWEST, *(height(*text) for text in told)))
        for key in {"id", SENT} & places.keys():  # not for typing
            look: Look = {"bg_color": PAPER, "border": 1, "border_color": FAINT, "valign": "top"}
            page.put(below, places[key], values[key], **look, font_size=8, font_color=GREY)
    page.cells.freeze_panes(row, 0)
    page.cells.repeat_rows(row - 1)
    page.begin_at(row + 1 + len(notes), first + 1)


def shared_notes(notes: Sequence[Note]) -> list[Note]:
    """The notes without the columns that may not leave; none where the id is one of them."""
    hidden = {column.key for column in COACH_NOTES.columns if column.share is Share.NEVER}
    if "id" in hidden:
        return []
    return [
        note._replace(cells={key: of for key, of in note.cells.items() if key not in hidden})
        for note in notes
    ]
