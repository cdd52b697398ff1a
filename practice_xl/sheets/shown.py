"""The numbers that stand on Python's sheets, by their labels: to compare two versions' answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from practice_xl.domain.amounts import day, percent
from practice_xl.domain.typed import NotReadableError, as_date
from practice_xl.schema.blocks import BLOCKS, CLOCK_NAME, GRID
from practice_xl.schema.parts import Block, Kind
from practice_xl.sheets.grid import Grid, read_grid

if TYPE_CHECKING:
    import xlwings as xw

_GRID_COLUMNS = ("goal", "mean4", "mean13")  # its weeks are what was typed, not what is made of it


class Changed(NamedTuple):
    """A number that reads differently: where it stands, what it was, what it is."""

    sheet: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.sheet}: {self.label}: {self.before} -> {self.after}"


Shown = dict[tuple[str, str], str]


def read_shown(book: xw.Book, grids: Mapping[str, Grid] | None = None) -> Shown:
    """Every labelled number of Python's blocks, in the words of the cell's format.

    Args:
        book: A workbook of this or an older version; a block that it does not have is left out.
        grids: Its sheets, where they have been read already.

    Returns:
        By sheet and label, for example ``{("Income", "Next 13 weeks, Likely"): "24,300"}``.
    """
    shown: Shown = {}
    for block in BLOCKS:
        if not block.labels:
            continue
        try:
            place = book.names[block.defined_name].refers_to_range
            sheet, row, column = place.sheet.name, place.row, place.column
            height, width = place.shape
        except Exception:  # noqa: S112 - an older version has no such block
            continue
        grid = grids[sheet] if grids and sheet in grids else read_grid(book.sheets[sheet])
        for down in range(min(height, block.rows)):
            label = grid.at(row + down, column - 1)
            for across in range(min(width, block.width)):
                text = _in_words(grid.at(row + down, column + across), block.kind_at(down, across))
                if isinstance(label, str) and text and _is_compared(block, across):
                    shown[sheet, _name(block, label, across)] = text
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


def last_run(book: xw.Book) -> datetime | None:
    """When the workbook was last recalculated; None when it never was."""
    try:
        value = book.names[CLOCK_NAME].refers_to_range.value
    except Exception:
        return None
    return value if isinstance(value, datetime) else None


def _is_compared(block: Block, across: int) -> bool:
    return block is not GRID or block.columns[across].key in _GRID_COLUMNS


def _name(block: Block, label: str, across: int) -> str:
    header = block.columns[across].header
    if not header and sum(column.kind is not Kind.TEXT for column in block.columns) > 1:
        header = f"number {across + 1}"
    return f"{label}, {header}" if header else label


def _in_words(value: Any, kind: Kind) -> str:
    """A cell as it is read on the sheet; "" for text, which says the same in other words."""
    if kind is Kind.DATE or isinstance(value, date):
        try:
            when = as_date(value)
        except NotReadableError:
            return ""
        return day(when) if when else ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    if kind is Kind.SHARE:
        return percent(value)
    if kind is Kind.MONEY_RATE:
        return f"{value:,.2f}"
    return f"{value:,.0f}" if kind in (Kind.MONEY, Kind.COUNT) else f"{value:,.1f}"
