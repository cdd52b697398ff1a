"""A sheet read whole: its cells as one rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from practice_xl.books import Sheet

FEWEST_ROWS, FEWEST_COLUMNS = 12, 12
# A workbook of ten years and several clinicians stays far below these; more is not a tracker.
MOST_ROWS, MOST_COLUMNS = 20_000, 400


class Grid(NamedTuple):
    """The cells of one sheet from A1 on, as they were read; row and column count from 1."""

    sheet: str
    cells: Sequence[Sequence[Any]]

    def at(self, row: int, column: int) -> Any:
        """Value of a cell; None beyond what was read."""
        if 0 < row <= len(self.cells) and 0 < column <= len(self.cells[0]):
            return self.cells[row - 1][column - 1]
        return None


def read_grid(sheet: Sheet) -> Grid:
    """All cells in use, in one read. Errors come as words, such as ``"#N/A"``."""
    last = sheet.used_range.last_cell
    rows = min(max(last.row, FEWEST_ROWS), MOST_ROWS)
    columns = min(max(last.column, FEWEST_COLUMNS), MOST_COLUMNS)
    block = sheet.range((1, 1), (rows, columns))
    return Grid(sheet.name, block.options(ndim=2, err_to_str=True).value)
