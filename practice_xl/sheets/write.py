"""Writing what was worked out: each block once, as a whole, where its defined name stands."""

from __future__ import annotations

from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from practice_xl.books import named_cells
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.parts import Block, cell_name
from practice_xl.sheets.pages.actions import actions_page
from practice_xl.sheets.pages.capacity import capacity_page
from practice_xl.sheets.pages.checks import checks_page, statuses
from practice_xl.sheets.pages.decisions import decisions_page
from practice_xl.sheets.pages.income import income_page
from practice_xl.sheets.pages.levers import levers_page
from practice_xl.sheets.pages.page import Facts, Rows
from practice_xl.sheets.pages.plan import plan_page
from practice_xl.sheets.pages.referrals import referrals_page
from practice_xl.sheets.pages.scorecard import scorecard_page
from practice_xl.sheets.pages.start import start_page

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
        | statuses(facts)
        | scorecard_page(facts)
        | levers_page(facts)
        | decisions_page(facts)
        | income_page(facts)
        | capacity_page(facts)
        | actions_page(facts)
        | referrals_page(facts)
        | plan_page(facts)
        | checks_page(facts)
    )
    return {
        name: [[_plain(value) for value in row] for row in block] for name, block in rows.items()
    }


class _Place(NamedTuple):
    """Cells of a sheet: the first row and column, counted from 1, and how many of each."""

    sheet: str
    row: int
    column: int
    rows: int
    width: int

    def touches(self, other: _Place) -> bool:
        """Whether the two share a cell."""
        return (
            self.sheet == other.sheet
            and self.row < other.row + other.rows
            and other.row < self.row + self.rows
            and self.column < other.column + other.width
            and other.column < self.column + self.width
        )


def _tables(book: Book) -> list[_Place]:
    """Where tables stand: all that the owner types in, and tables of the owner's own."""
    found = []
    for sheet in book.sheets:
        for table in sheet.tables:
            whole = table.range
            found.append(_Place(sheet.name, whole.row, whole.column, *whole.shape))
    return found


def find_blocks(book: Book) -> dict[str, Range]:
    """The place of every block, by its defined name.

    Raises:
        NeedsAttention: A block's name is gone, no longer covers a block of its size on its sheet,
            or lies over cells that the owner types in or over another block.
    """
    places: dict[str, Range] = {}
    problems = []
    tables = _tables(book)
    others: list[_Place] = []
    for block in BLOCKS:
        place = named_cells(book, block.defined_name)
        size = (block.rows, block.width)
        if place is None and block.since > 1:
            continue  # a tracker made before it
        if place is None or place.shape != size or place.sheet.name != block.sheet:
            problems.append(_lost(block))
            continue
        corner = (place.row, place.column)
        here = _Place(block.sheet, *corner, block.rows, block.width)
        if any(here.touches(table) for table in tables):
            problems.append(_in_the_way(block, cell_name(*corner), "a table"))
        elif any(here.touches(other) for other in others):
            problems.append(_in_the_way(block, cell_name(*corner), "another such place"))
        others.append(here)
        places[block.name] = place
    if problems:
        raise NeedsAttention(problems)
    return places


def write_blocks(places: dict[str, Range], rows: dict[str, Rows]) -> None:
    """Write every block, each in one call."""
    for name, place in places.items():
        place.value = rows[name]


def _lost(block: Block) -> Problem:
    return Problem(
        block.sheet,
        block.cell,
        "",
        f"no place called {block.defined_name} of {block.rows} rows and {block.width} columns",
        "the place where the program writes",
        "Undo the change, or carry your rows over with: practice-xl upgrade FILE",
        blocking=True,
    )


def _in_the_way(block: Block, cell: str, over: str) -> Problem:
    return Problem(
        block.sheet,
        cell,
        "",
        f"the place {block.defined_name} over {over}",
        "a place of its own, where nothing is typed",
        "Undo the change, or carry your rows over with: practice-xl upgrade FILE",
        blocking=True,
    )


def _plain(value: Any) -> Any:
    """A value every engine writes alike: no numpy, no nan, no blank text, dates as date-times."""
    if value is None or value == "":
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):  # Excel would take typed text that begins so for a formula
        return f" {value}" if value[0] in "=+-@" else value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
