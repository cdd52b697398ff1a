"""Writing what was worked out: each block once, as a whole, where its defined name stands."""

from __future__ import annotations

from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from practice_xl.books import area_of, named_cells
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.blocks import BESIDE_A_TABLE, BLOCK_BY_NAME, BLOCKS
from practice_xl.schema.parts import cell_name
from practice_xl.sheets.pages.capacity import capacity_page
from practice_xl.sheets.pages.income import income_page
from practice_xl.sheets.pages.page import Facts, Rows, filled
from practice_xl.sheets.pages.scorecard import scorecard_page
from practice_xl.sheets.pages.start import start_page
from practice_xl.sheets.pages.typed_sheets import typed_sheets
from practice_xl.sheets.pages.what_if import decisions_page, levers_page
from practice_xl.sheets.typed_tables import UNDO

if TYPE_CHECKING:
    from practice_xl.books import Book, Range


def block_rows(facts: Facts, now: datetime | None = None) -> dict[str, Rows]:
    """Every block's rows, as they go into the cells.

    Args:
        facts: What was worked out.
        now: When; shown on Start. None leaves it blank.

    Returns:
        For each block of the schema, exactly its size; cells are numbers, text, dates or None.
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

    Raises:
        NeedsAttention: A block's name is gone, no longer covers a block of its size on its sheet,
            or lies over cells that the owner types in or over another block.
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
        if (
            cells is not None
            and cells.shape == (rows, block.width)
            and cells.sheet.name == block.sheet
        ):
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
