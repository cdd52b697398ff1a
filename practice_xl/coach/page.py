"""One sheet of the copy: laid out by the same code as the tracker, filled with values at once.

What a tracker needs and a copy must not have is left out here: defined names, conditional formats
that read the Plan, drop-downs outside the coach's table. Every cell written is kept in ``written``:
the audit holds the finished file to it, cell by cell.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from practice_xl.building import looks
from practice_xl.building.page import CHART_TO_COME, Page, height
from practice_xl.domain.wording import as_shown
from practice_xl.schema.parts import Kind, Role, Sheet

Rows = Iterable[Sequence[object]]
Kinds = Sequence[Kind]
_MONEY = (Kind.MONEY, Kind.MONEY_RATE)
_LONGEST = 32_000  # characters of a cell; Excel stops at 32,767
_A4 = 9  # as XlsxWriter numbers paper
_SET_IN = 2  # what the indent and the edge take of a column's width [characters]
LINE: looks.Look = {"bottom": 1, "bottom_color": looks.FAINT, "valign": "top", "text_wrap": True}


class CoachCells:
    """A worksheet that leaves out what a copy must not have."""

    def __init__(self, cells: Any, *, typed: bool) -> None:
        self._cells = cells
        self.values: dict[tuple[int, int], Any] = {}  # of the page; a None leaves a header out too
        self._typed = typed  # whether the coach types here
        self.said: list[str] = []  # by charts, drop-downs and tables themselves
        self.headers: dict[tuple[int, int], str] = {}  # of tables, by row and column, from 1

    def __getattr__(self, name: str) -> object:
        return getattr(self._cells, name)

    def insert_chart(self, *place: Any) -> int:
        """The chart, its words kept for the audit."""
        *_, chart, options = place
        drawn = [part for part in (chart, chart.combined) if part is not None]
        self.said += [str(one["name"]) for part in drawn for one in part.series]
        titles = (axis["title"].name for part in drawn for axis in (part.x_axis, part.y_axis))
        self.said += [options["description"], *filter(None, titles)]
        return int(self._cells.insert_chart(*place))

    def conditional_format(self, *_args: Any, **_options: Any) -> int:
        """Nothing: a condition is a formula, and a copy has none."""
        return 0

    def data_validation(self, *place: Any) -> int:
        """What a cell takes: only where the coach types."""
        if not self._typed:
            return 0
        *_, options = place
        self.said += [text for text in options.values() if isinstance(text, str)]
        self.said.append('"{}"'.format(",".join(options.get("source", ()))))
        return int(self._cells.data_validation(*place))

    def add_table(self, row: int, column: int, *rest: Any) -> int:
        """A table where the coach types; elsewhere its headers alone."""
        *end, options = rest
        for offset, one in enumerate(options["columns"], start=column):
            if (row + 1, offset + 1) in self.values:
                continue
            self.headers[row + 1, offset + 1] = one["header"]
            self._cells.write_string(row, offset, one["header"], one["header_format"])
        if not self._typed:
            return 0
        self.said.append(options["name"])
        plain = {key: options[key] for key in ("name", "style", "autofilter", "columns")}
        return int(self._cells.add_table(row, column, *end, plain))


class CoachPage(Page):
    """A sheet of the copy. A cell with a value in ``values`` shows it, whatever is laid out."""

    def __init__(
        self, sheet: Sheet, formats: looks.Looks, currency: str = "", hidden: Collection[str] = ()
    ) -> None:
        self._typed = sheet.role is Role.TYPED
        cells = CoachCells(formats.workbook.add_worksheet(sheet.name), typed=self._typed)
        super().__init__(sheet, cells, formats)
        self.currency = currency
        self.values = cells.values  # by (row, column), from 1; None leaves the cell blank
        self.hidden = hidden  # labels that may not leave
        self.written: dict[tuple[int, int], Any] = cells.headers

    def put(self, row: int, column: int, value: Any, kind: Kind | None = None, **look: Any) -> None:
        """Write a cell: its own value where it has one, else what is laid out there.

        A number is rounded to what its format shows: no cell carries more digits than one reads.
        """
        value = self.values.get((row, column), value)
        if isinstance(value, str):
            gone = value == CHART_TO_COME or value.rstrip(" ↑↓") in self.hidden
            value = None if gone else value[:_LONGEST]
        if kind in _MONEY:
            look["num_format"] = looks.currency_format(self.currency, kind)
        elif kind is not None:
            look.setdefault("num_format", looks.number_format(kind))
        if look.get("bg_color") in (looks.TYPED, looks.TYPED_BAND) and not self._typed:
            look["bg_color"] = looks.PAPER
        if isinstance(value, float):
            value = as_shown(value, looks.digits_shown(look.get("num_format", "")))
        value = None if value == "" else value
        if value is not None:
            self.written[row, column] = value
        super().put(row, column, value, Kind.DATE if isinstance(value, date) else None, **look)

    def put_rows(self, row: int, headers: Sequence[str], rows: Rows, kinds: Kinds = ()) -> int:
        """Headers and rows from the second column on, each as high as its words need.

        Without ``kinds`` every column is text. Returns the row after the last one.
        """
        shown = kinds or [Kind.TEXT] * len(headers)
        size = max(looks.SIZE, math.ceil(self.sheet.least_type))
        for look, cells in ((looks.HEADER, headers), *((LINE, cells) for cells in rows)):
            tall = 0.0
            for column, (value, kind) in enumerate(zip(cells, shown, strict=True), start=2):
                side = {"align": "right" if kind in looks.NUMERIC else "left"}
                as_kind = None if look is looks.HEADER else kind
                self.put(row, column, value, as_kind, **(look | side))
                if isinstance(value, str):
                    tall = max(tall, height(value, self.width(column) - _SET_IN, size))
            if tall:
                self.cells.set_row(row - 1, tall)
            row += 1
        return row

    def put_sheet(self, row: int, headers: Sequence[str], *rest: Any) -> None:
        """As ``put_rows``: all that the sheet holds, its headers always in view."""
        self.put_rows(row, headers, *rest)
        self.cells.freeze_panes(row, 2)
        self.cells.repeat_rows(row - 1)

    def put_rest(self) -> None:
        """Write the values that stand where nothing is laid out."""
        for (row, column), value in self.values.items():
            if value is not None and (row, column) not in self.written:
                self.put(row, column, value, Kind.DATE if isinstance(value, date) else None)

    def money_column(self, kind: Kind, column: int, first: int, last: int) -> None:
        """Nothing: the copy's money carries its sign in the format of each cell."""

    def name(self, name: str, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Nothing: a copy has no names."""

    def finish(self) -> None:
        """Set up how the sheet prints."""
        super().finish()
        self.cells.set_paper(_A4)
        self.cells.set_header(f'&L&"Arial,Bold"&10{self.sheet.name}&R&"Arial,Regular"&9Coach copy')
        self.cells.set_footer('&R&"Arial,Regular"&8Page &P of &N')
