"""Which style a cell has, or gets when it is first written: its own, its row's, its column's."""

from __future__ import annotations

import re
from functools import cached_property

from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import Unreadable, attributes, masked, whole

_COLUMN = rb"<(?:[\w.-]+:)?col(\s[^>]*?)/?>"


class Formats:
    """The styles of one worksheet's cells, by their number; "" for the workbook's normal one."""

    def __init__(self, cells: SheetCells) -> None:
        self.cells = cells

    @cached_property
    def _columns(self) -> list[tuple[int, int, str]]:
        """Columns with a style: the first, the last, the style."""
        found = []
        for match in re.finditer(_COLUMN, masked(self.cells.head)):
            said = attributes(match[1])
            if said.get("style", "0") != "0":
                span = self._whole(said.get("min", "0")), self._whole(said.get("max", "0"))
                found.append((*span, said["style"]))
        return found

    def of_new_cell(self, row_tag: bytes, column: int) -> str:
        """The style of a cell that the file does not hold yet; ``row_tag`` is empty for a new row.

        Where the row has a format of its own it goes before the column's, as in Excel.
        """
        if b"customFormat" in row_tag:
            said = attributes(row_tag)
            if said.get("customFormat") in ("1", "true") and said.get("s"):
                return said["s"]
        return next((s for first, last, s in self._columns if first <= column <= last), "")

    def shows_date(self, row: int, column: int) -> bool:
        """Whether a number in this cell is shown as a date or a time."""
        return self._whole(self._of(row, column) or "0") in self.cells.package.styles.dates

    def code(self, row: int, column: int) -> str:
        """The number format of a cell."""
        codes, style = self.cells.package.styles.codes, self._whole(self._of(row, column) or "0")
        return codes[style] if style < len(codes) else "General"

    def _whole(self, text: str) -> int:
        try:
            return whole(text)
        except Unreadable as error:
            raise self.cells.package.refusal(error) from error

    def _of(self, row: int, column: int) -> str:
        found = self.cells.rows.get(row, b"")
        mask, start, end = self.cells.inside(found)
        for place, match in self.cells.placed(mask, start, end):
            if place == column:
                return attributes(match[1]).get("s", "")
        return self.of_new_cell(found[:start], column)
