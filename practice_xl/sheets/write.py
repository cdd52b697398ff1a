"""Writing what was worked out: each block once, as a whole, where its defined name stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.parts import Block
from practice_xl.sheets.pages.actions import actions_page
from practice_xl.sheets.pages.capacity import capacity_page
from practice_xl.sheets.pages.checks import checks_page, statuses
from practice_xl.sheets.pages.income import income_page
from practice_xl.sheets.pages.levers import levers_page
from practice_xl.sheets.pages.page import Facts, Rows
from practice_xl.sheets.pages.scorecard import scorecard_page
from practice_xl.sheets.pages.start import start_page

if TYPE_CHECKING:
    import xlwings as xw


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
        | income_page(facts)
        | capacity_page(facts)
        | actions_page(facts)
        | checks_page(facts)
    )
    return {
        name: [[_plain(value) for value in row] for row in block] for name, block in rows.items()
    }


def find_blocks(book: xw.Book) -> dict[str, xw.Range]:
    """The place of every block, by its defined name.

    Raises:
        NeedsAttention: A block's name is gone, or no longer covers a block of its size.
    """
    places: dict[str, xw.Range] = {}
    problems = []
    for block in BLOCKS:
        try:
            place = book.names[block.defined_name].refers_to_range
            if place.shape != (block.rows, block.width):
                raise KeyError(block.defined_name)
            places[block.name] = place
        except Exception:
            problems.append(_lost(block))
    if problems:
        raise NeedsAttention(problems)
    return places


def write_blocks(places: dict[str, xw.Range], rows: dict[str, Rows]) -> None:
    """Write every block, each in one call."""
    for name, place in places.items():
        place.value = rows[name]


def _lost(block: Block) -> Problem:
    return Problem(
        block.sheet,
        block.cell,
        "",
        f"no place called {block.defined_name} of {block.rows} rows and {block.width} columns",
        "the place where Python writes",
        "Undo the change, or carry your rows over with: practice-xl upgrade FILE",
        blocking=True,
    )


def _plain(value: Any) -> Any:
    """A value every engine writes alike: no numpy, no nan, no blank text, dates as date-times."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value == "":
        return None
    if isinstance(value, str) and value[0] in "=+-@":
        return f" {value}"  # Excel would take typed text that begins so for a formula
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
