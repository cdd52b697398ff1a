"""One sheet of the copy: laid out by the same code as the tracker, filled with values at once.

What a tracker needs and a copy must not have is left out here: defined names, conditional formats
that read the Plan, drop-downs outside the coach's table. Every cell written is kept in ``written``:
the audit holds the finished file to it, cell by cell.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from practice_xl.building.looks import ACCENT, GREY, Looks, currency_format, number_format
from practice_xl.building.page import Page, print_on_pages
from practice_xl.schema.parts import Kind, Role, Sheet

_MONEY = (Kind.MONEY, Kind.MONEY_RATE)
_LONGEST = 32_000  # characters of a cell; Excel stops at 32,767
_A4 = 9  # as XlsxWriter numbers paper


def height(text: str | None, width: float, size: int = 10) -> float:
    """Height of a row in which a text wraps within a column. [points]

    Args:
        text: None for no text.
        width: Of the column, less what is set in. [characters]
        size: Of the type. [points]

    >>> height("one line", 20), height("words for two lines", 11)
    (17.0, 30.0)
    """
    lines = len(textwrap.wrap(str(text or ""), max(4, int(width * 10.5 / size)))) or 1
    return 4.0 + lines * 1.3 * size


def digits_shown(number_format: str) -> int:
    """Digits behind the point that a number format shows; of a share, two more than in per cent.

    >>> digits_shown('"$"#,##0'), digits_shown("0 %"), digits_shown("#,##0.0;-#,##0.0")
    (0, 2, 1)
    """
    shown = number_format.split(";", maxsplit=1)[0]
    decimals = len(shown.partition(".")[2].rstrip(' %"')) if "0.0" in shown else 0
    if not shown or shown == "General":
        return 2
    return decimals + 2 * ("%" in shown)


def as_shown(value: float, digits: int) -> float:
    """A number rounded as spreadsheets show it: halves away from zero.

    >>> as_shown(0.125, 2), as_shown(-2.5, 0), as_shown(92.485, 2)
    (0.13, -3.0, 92.49)
    """
    scale = 10.0**digits
    size = math.floor(abs(value) * scale + 0.5 + 1e-9) / scale
    return round(math.copysign(size, value), digits) + 0.0


class Quiet:
    """A worksheet that leaves out what a copy must not have."""

    def __init__(self, cells: Any) -> None:
        self.own = cells
        self.said: list[str] = []  # what the charts say by themselves

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    def insert_chart(self, cell: str, chart: Any, options: dict[str, Any]) -> int:
        """The chart, its words kept for the audit."""
        drawn = [part for part in (chart, chart.combined) if part is not None]
        self.said += [str(one["name"]) for part in drawn for one in part.series]
        self.said += [options["description"], "Chart"]
        return int(self.own.insert_chart(cell, chart, options))

    def conditional_format(self, *_args: Any, **_options: Any) -> int:
        """Nothing: a condition is a formula, and a copy has none."""
        return 0

    def data_validation(self, *_args: Any, **_options: Any) -> int:
        """Nothing: only the coach's table has drop-downs, and it sets them itself."""
        return 0


class CoachPage(Page):
    """A sheet of the copy. A cell with a value in ``values`` shows it, whatever is laid out there.

    Attributes:
        values: Values by (row, column), counted from 1; None leaves the cell blank.
        hidden: Labels that may not leave.
        written: What was written, by (row, column).
    """

    def __init__(
        self,
        sheet: Sheet,
        cells: Any,
        looks: Looks,
        currency: str,
        values: dict[tuple[int, int], Any],
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(sheet, Quiet(cells), looks)
        self.currency = currency
        self.values = values
        self.hidden = hidden
        self.written: dict[tuple[int, int], Any] = {}

    def set_widths(self) -> None:
        """Give every column its width, with paper under it; the sheet ends with the last one."""
        paper = self.looks.get()
        for column, width in enumerate(self.sheet.widths):
            self.cells.set_column(column, column, width, paper)

    def head(self, roles: Iterable[Role] = ()) -> None:  # noqa: ARG002 - the copy has no roles
        """The title, and what the sheet is for."""
        self.cells.set_row(0, 30)
        self.put(1, 2, self.sheet.name, font_size=20, bold=True, font_color=ACCENT)
        self.cells.set_row(1, 18)
        self.put(2, 2, self.sheet.purpose, font_color=GREY)

    def put(self, row: int, column: int, value: Any, kind: Kind | None = None, **look: Any) -> None:
        """Write a cell: its own value where it has one, else what is laid out there.

        A number is rounded to what its format shows: no cell carries more digits than one reads.
        """
        value = self.values.get((row, column), value)
        if isinstance(value, str) and value.rstrip(" ↑↓") in self.hidden:
            value = None
        if kind in _MONEY:
            look["num_format"] = currency_format(self.currency, kind)
        elif kind is not None:
            look.setdefault("num_format", number_format(kind))
        style = self.looks.get(**look)
        at = (row - 1, column - 1)
        if isinstance(value, float):
            value = as_shown(value, digits_shown(look.get("num_format", "")))
        if isinstance(value, str):
            value = value[:_LONGEST]
        self.written[row, column] = value
        if value is None or value == "":
            self.written.pop((row, column))
            self.cells.write_blank(*at, None, style)
        elif isinstance(value, str):
            self.cells.write_string(*at, value, style)
        elif isinstance(value, (datetime, date)):
            self.cells.write_datetime(*at, value, style)
        else:
            self.cells.write_number(*at, value, style)

    def put_rest(self) -> None:
        """Write the values that stand where nothing is laid out."""
        for (row, column), value in self.values.items():
            if value is not None and (row, column) not in self.written:
                look: dict[str, Any] = {}
                if isinstance(value, (datetime, date)):
                    look["num_format"] = number_format(Kind.DATE)
                self.put(row, column, value, **look)

    def money_column(self, kind: Kind, column: int, first: int, last: int) -> None:
        """Nothing: the copy's money carries its sign in the format of each cell."""

    def name(self, name: str, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Nothing: a copy has no names."""

    def choices(self, place: tuple[int, int, int, int], options: dict[str, Any]) -> None:
        """A drop-down after all; rows and columns of ``place`` count from 0, as XlsxWriter's."""
        self.cells.own.data_validation(*place, options)

    def finish(self) -> None:
        """Set up how the sheet prints."""
        self.cells.set_paper(_A4)
        self.cells.set_header(f'&L&"Arial,Bold"&10{self.sheet.name}&R&"Arial,Regular"&9Coach copy')
        self.cells.set_footer('&R&"Arial,Regular"&8Page &P of &N')
        print_on_pages(self.sheet, self.cells)
