"""The program's blocks, where their defined names stand: written once, and read to compare them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from practice_xl.books import area_of, named_cells
from practice_xl.domain.cell_values import readable_date
from practice_xl.domain.wording import day, percent
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.blocks import BESIDE_A_TABLE, BLOCK_BY_NAME, BLOCKS, GRID
from practice_xl.schema.parts import Block, Kind, cell_name
from practice_xl.schema.start_page import CLOCK_NAME
from practice_xl.sheets.pages.capacity import capacity_page
from practice_xl.sheets.pages.income import income_page
from practice_xl.sheets.pages.page import Facts, Rows, filled
from practice_xl.sheets.pages.scorecard import scorecard_page
from practice_xl.sheets.pages.start import start_page
from practice_xl.sheets.pages.typed_sheets import typed_sheets
from practice_xl.sheets.pages.what_if import decisions_page, levers_page
from practice_xl.sheets.typed_tables import UNDO, Grid, read_grid

if TYPE_CHECKING:
    from practice_xl.books import Book, Range

_GRID_COLUMNS = ("goal", "mean4", "mean13")  # its weeks are what was typed, not what is made of it
Shown = dict[tuple[str, str], str]  # numbers in words, by sheet and label


def block_rows(facts: Facts, now: datetime | None = None) -> dict[str, Rows]:
    """For each block of the schema exactly its cells: numbers, text, date-times or None.

    ``now`` is shown on Start as the time of the last run.
    """
    rows = (
        start_page(facts, now)
        | scorecard_page(facts)
        | levers_page(facts)
        | decisions_page(facts)
        | income_page(facts)
        | capacity_page(facts)
        | typed_sheets(facts)
    )
    return {
        name: [
            [value if value is None else _plain(value) for value in row]
            for row in filled(BLOCK_BY_NAME[name], block)
        ]
        for name, block in rows.items()
    }


def find_blocks(book: Book) -> dict[str, Range]:
    """The place of every block, by its defined name.

    Raises NeedsAttention where one is gone, no longer covers a block of its size on its sheet, or
    lies over cells that the owner types in or over another block.
    """
    blocks: dict[str, Range] = {}
    problems = []
    taken = [("a table", *area_of(table.range)) for sheet in book.sheets for table in sheet.tables]
    for block in BLOCKS:
        cells = named_cells(book, block.defined_name)
        if cells is None and block.since > 1:
            continue  # a tracker made before it
        rows, corner = block.rows, block.cell
        found = f"no place called {block.defined_name} of {rows} rows and {block.width} columns"
        expected = "the place where the program writes"
        if cells is not None and block in BESIDE_A_TABLE:
            rows = cells.shape[0]
        size = (rows, block.width), block.sheet
        if cells is not None and (cells.shape, cells.sheet.name) == size:
            name, area = area_of(cells)
            over = next((what for what, sheet, a in taken if sheet == name and a.touches(area)), "")
            found = f"the place {block.defined_name} over {over}" if over else ""
            expected = "a place of its own, where nothing is typed"
            corner = cell_name(cells.row, cells.column)
            taken.append(("another such place", name, area))
            blocks[block.name] = cells
        if found:
            where = block.sheet, corner, ""
            problems.append(Problem(*where, found, expected, UNDO, blocking=True))
    if problems:
        raise NeedsAttention(problems)
    return blocks


def write_blocks(places: dict[str, Range], rows: dict[str, Rows]) -> None:
    """Write every block, each in one call; one that follows the rows of a table at its height."""
    for name, place in places.items():
        written, height = rows[name], place.shape[0]
        blank = [[None] * len(written[0])] * (height - len(written))
        place.value = [*written, *blank][:height]


def _plain(value: object) -> object:
    """A value every engine writes alike: no numpy, no nan, no blank text, dates as date-times."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, str):  # Excel would take typed text that begins so for a formula
        return f" {value}" if value.startswith(("=", "+", "-", "@")) else value or None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


class Changed(NamedTuple):
    """A number that reads differently: where it stands, what it was, what it is."""

    sheet: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.sheet}: {self.label}: {self.before} -> {self.after}"


def read_shown(book: Book, grids: Mapping[str, Grid] | None = None) -> Shown:
    """Every labelled number of the program's blocks, in the words of the cell's format.

    By sheet and label, for example ``{("Income", "Next 13 weeks, Likely"): "24,300"}``. What an
    older workbook does not have is left out; ``grids`` are its sheets, where read already.
    """
    shown: Shown = {}
    for block in BLOCKS:
        if not block.labels:
            continue
        place = named_cells(book, block.defined_name)
        if place is None:  # an older version has no such block
            continue
        sheet, row, column = place.sheet.name, place.row, place.column
        height, width = place.shape
        grid = grids[sheet] if grids and sheet in grids else read_grid(book.sheets[sheet])
        columns = _columns(block, grid, row - 1, column, width)
        for down in range(min(height, block.rows)):
            label = grid.at(row + down, column - 1)
            same = block.labels.index(label) if label in block.labels else down  # rows may be new
            for across, (at, name) in columns.items():
                text = _in_words(grid.at(row + down, column + across), block.kind_at(same, at))
                if isinstance(label, str) and text:
                    shown[sheet, f"{label}, {name}" if name else label] = text
    return shown


def changed(before: Shown, after: Shown) -> list[Changed]:
    """The numbers that stand in both and read differently, in the order of the sheets.

    >>> print(*changed({("Income", "Goal"): "60,000"}, {("Income", "Goal"): "61,000"}))
    Income: Goal: 60,000 -> 61,000
    """
    return [
        Changed(sheet, label, text, after[sheet, label])
        for (sheet, label), text in before.items()
        if (sheet, label) in after and after[sheet, label] != text
    ]


def last_run(book: Book) -> datetime | None:
    """When the workbook was last recalculated; None when it never was."""
    clock = named_cells(book, CLOCK_NAME)
    value = clock.value if clock else None
    return value if isinstance(value, datetime) else None


def _columns(
    block: Block, grid: Grid, header_row: int, first: int, width: int
) -> dict[int, tuple[int, str]]:
    """Columns to compare: by their offset in the workbook, offset in the schema, and name in words.

    They are found by their headers, where they have some: an older workbook has them elsewhere.
    """
    compared = [
        (place, column)
        for place, column in enumerate(block.columns)
        if column.key
        and column.kind is not Kind.TEXT
        and (block is not GRID or column.key in _GRID_COLUMNS)
    ]
    if not block.headers:
        several = len(compared) > 1
        each = enumerate(compared, 1)
        return {at: (at, f"number {n}" if several else "") for n, (at, _) in each if at < width}
    headers = [grid.at(header_row, first + across) for across in range(width)]
    labels = [column.label for _, column in compared]
    found: dict[int, tuple[int, str]] = {}
    for place, column in compared:
        name = column.label
        at = (at for at, text in enumerate(headers) if text == name and at not in found)
        if (across := next(at, None)) is not None:
            alike = labels.count(name) > 1
            found[across] = place, f"{name.lower()} as {column.key}" if alike else name
    return found


def _in_words(value: object, kind: Kind) -> str:
    """A cell as it is read on the sheet; "" for text, which says the same in other words."""
    if kind is Kind.DATE or isinstance(value, date):
        when = readable_date(value)
        return day(when) if when else ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    if kind is Kind.SHARE:
        return percent(value)
    if kind is Kind.MONEY_RATE:
        return f"{value:,.2f}"
    return f"{value:,.0f}" if kind in (Kind.MONEY, Kind.COUNT) else f"{value:,.1f}"
