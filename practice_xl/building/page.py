"""One sheet being made: its head, the lines above its numbers, its cells, how it prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from practice_xl.building import looks
from practice_xl.building.looks import Look, Looks
from practice_xl.schema.parts import NOT_SET, Block, Kind, Role, Sheet, cell_name, cell_position
from practice_xl.schema.settings import CURRENCIES
from practice_xl.schema.type_width import column_width, fit
from practice_xl.xlsx.values import as_serial

_CHIP_FROM, _CHIP_WIDTH = 25, 24  # where the words of the roles begin; their width. [characters]
REWRITTEN = ", again at every Recalculate"
CHART_TO_COME = "The chart fills in after the first Recalculate."
_MONEY = (Kind.MONEY, Kind.MONEY_RATE)
_LAST_ROW = 1_048_575  # of any sheet, counted from 0: a print area of whole columns
_LAST_COLUMN = 103  # counted from 0: beyond what any screen shows at once


def height(text: str, width: float, size: float = looks.SIZE) -> float:
    """Height of a row in which a text wraps within a column of so many characters. [points]

    >>> height("one line", 20), height("words for two lines", 11)
    (16.0, 28.0)
    """
    lines = len(fit(text, column_width(width), size, len(text) + 1)) or 1
    return 4.0 + lines * looks.LINE_HEIGHT * size


class Page:
    """A sheet of the workbook being made. Rows and columns count from 1, as in addresses."""

    def __init__(self, sheet: Sheet, cells: Any, looks: Looks) -> None:
        self.sheet = sheet  # what the schema says of it
        self.cells = cells  # the XlsxWriter worksheet
        self.looks = looks  # the formats of the workbook
        self._least_type = sheet.least_type
        self._money: dict[Kind, set[tuple[int, int]]] = {kind: set() for kind in _MONEY}
        self._money_ranges: dict[Kind, list[str]] = {kind: [] for kind in _MONEY}
        cells.hide_gridlines(2)
        self._regions = 0  # rectangles whose headers a screen reader is told

    def set_widths(self) -> None:
        """Give every column its width, and paper under every cell, as far as one sees."""
        paper = self.looks.get()
        for column, width in enumerate(self.sheet.widths):
            self.cells.set_column(column, column, width, paper)
        self.cells.set_column(len(self.sheet.widths), _LAST_COLUMN, None, paper)

    def head(self, roles: Sequence[Role]) -> None:
        """The title, who fills the sheet in, and what it is for, in the first two rows."""
        self.cells.set_tab_color(looks.ROLE_TAB[self.sheet.role])
        self.cells.set_row(0, 30)
        self.put(1, 2, self.sheet.name, font_size=20, bold=True, font_color=looks.ACCENT)
        self.cells.set_row(1, 18)
        self.put(2, 2, self.sheet.purpose, font_color=looks.GREY)
        column = 2
        while sum(map(self.width, range(2, column))) < _CHIP_FROM:
            column += 1
        again = REWRITTEN if len(roles) == 1 and roles[0] is Role.WRITTEN else ""
        for role in roles:
            column = self._chip(role, looks.ROLE_WORDS[role] + again, column) + 1

    def _chip(self, role: Role, words: str, column: int) -> int:
        look: Look = {"bg_color": looks.ROLE_FILL[role], "font_size": 9, "font_color": looks.GREY}
        look |= {"top": 1, "bottom": 1, "border_color": looks.FAINT}
        self.put(1, column, words, indent=1, left=1, **look)
        reach = self.width(column)
        while reach < max(_CHIP_WIDTH, 0.95 * len(words)):
            column += 1
            reach += self.width(column)
            self.put(1, column, None, **look)
        return column

    def width(self, column: int) -> float:
        """Width of a column. [characters]"""
        widths = self.sheet.widths
        return widths[column - 1] if column <= len(widths) else NOT_SET

    def put(self, row: int, column: int, value: Any, kind: Kind | None = None, **look: Any) -> None:
        """Write a cell, or with None only how it looks. ``kind`` adds its number format.

        Type that could not be read in print is made as large as it must be.
        """
        look["font_size"] = max(look.get("font_size", looks.SIZE), self._least_type)
        if kind is not None:
            look.setdefault("num_format", looks.number_format(kind))
            if kind in _MONEY:
                self._money[kind].add((column, row))
        if isinstance(value, date):
            if kind is not Kind.DATE:
                look["num_format"] = looks.number_format(Kind.DATE)
            value = as_serial(value)
        # text stays text, whatever it begins with
        write = self.cells.write_string if isinstance(value, str) else self.cells.write
        write(row - 1, column - 1, value, self.looks.get(**look))

    def heights(self, first: int, last: int, height: float) -> None:
        """Give rows a height, so that charts and text stand alike in every program. [points]"""
        for row in range(first, last + 1):
            self.cells.set_row(row - 1, height)

    def fill(self, row: int, first: int, last: int, **look: Any) -> None:
        """Let a row look the same from one column to another, both included."""
        for column in range(first, last + 1):
            self.put(row, column, None, **look)

    def line(self, row: int, first: int, last: int, text: str | None = None, **look: Any) -> None:
        """A line of text that the program writes, and that runs on over the cells beside it."""
        self.put(row, first, text, bg_color=looks.WRITTEN, indent=1, **look)
        self.fill(row, first + 1, last, bg_color=looks.WRITTEN, **look)

    def right_edge(self, block: Block) -> int:
        """The last column of the first page that prints, or of the table on the sheet."""
        sheet = self.sheet
        if sheet.printed:
            last = cell_position(sheet.printed.split(":")[1])[1]
            return min((last, *(column - 1 for column in sheet.breaks_across)))
        return sheet.printed_across or max(block.first_column + block.width - 1, len(sheet.widths))

    def money_column(self, kind: Kind, column: int, first: int, last: int) -> None:
        """Say that a whole column, beyond the laid-out rows too, holds money."""
        self._money_ranges[kind].append(f"{cell_name(first, column)}:{cell_name(last, column)}")

    def mark(self, row: int, column: int, rows: int, columns: int, when: str, **look: Any) -> None:
        """Let the cells of a rectangle look otherwise where a formula of its first cell is true."""
        style = self.looks.workbook.add_format(look)
        where = (row - 1, column - 1, row + rows - 2, column + columns - 2)
        rule = {"type": "formula", "criteria": when, "format": style}
        self.cells.conditional_format(*where, rule)

    def name(self, name: str, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Give a rectangle its defined name."""
        first, last = fixed(row, column), fixed(row + rows - 1, column + columns - 1)
        place = first if first == last else f"{first}:{last}"
        self.looks.workbook.define_name(name, f"={self.sheet.name}!{place}")

    def titles(self, row: int, column: int, rows: int, columns: int, *, across: bool) -> None:
        """Let a screen reader say a rectangle's headers with each of its cells.

        Its first column holds what the rows are called; ``across`` says that its first row holds
        headers. Screen readers look for defined names of this form, in which the rectangle and the
        sheet's number stand.
        """
        self._regions += 1
        corner, end = cell_name(row, column), cell_name(row + rows - 1, column + columns - 1)
        names = [sheet.name for sheet in self.looks.workbook.worksheets()]
        sheet = names.index(self.sheet.name) + 1
        kind = "TitleRegion" if across else "RowTitleRegion"
        self.name(f"{kind}{self._regions}.{corner}.{end}.{sheet}", row, column)

    def begin_at(self, row: int, column: int) -> None:
        """The cell that is chosen when the sheet is first opened: where one reads or types."""
        self.cells.set_selection(row - 1, column - 1, row - 1, column - 1)

    def finish(self) -> None:
        """Show money in the Plan's currency, and set up how the sheet prints."""
        for kind in _MONEY:
            ranges = [*self._money_ranges[kind], *_runs(self._money[kind])]
            more = {"multi_range": " ".join(ranges)} if len(ranges) > 1 else {}
            for symbol in CURRENCIES if ranges else ():
                look = {"num_format": looks.currency_format(symbol, kind)}
                rule = {"type": "formula", "criteria": f'=plan_currency="{symbol}"'}
                rule["format"] = self.looks.workbook.add_format(look)
                self.cells.conditional_format(ranges[0], rule | more)
        self.cells.set_header(f'&L&"Arial,Bold"&10{self.sheet.name}&R&"Arial,Regular"&9&F')
        self.cells.set_footer('&L&"Arial,Regular"&8Printed &D&R&"Arial,Regular"&8Page &P of &N')
        self._set_paper_up()

    def _set_paper_up(self) -> None:
        """Which way it prints, what of it, and on how many pages."""
        sheet, cells = self.sheet, self.cells
        if sheet.landscape:
            cells.set_landscape()
        cells.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        if sheet.printed:
            cells.print_area(sheet.printed)
        if sheet.printed_across:
            cells.print_area(0, 0, _LAST_ROW, sheet.printed_across - 1)
        if sheet.breaks or sheet.breaks_across:
            cells.set_print_scale(sheet.scale)
            cells.set_h_pagebreaks(sheet.breaks)
            cells.set_v_pagebreaks(sheet.breaks_across)
        else:
            cells.fit_to_pages(1, 1 if sheet.printed else 0)


def fixed(row: int, column: int) -> str:
    """Address that a formula keeps wherever it stands.

    >>> fixed(6, 2)
    '$B$6'
    """
    return f"${cell_name(1, column)[:-1]}${row}"


def _runs(cells: set[tuple[int, int]]) -> list[str]:
    """Addresses of runs down the columns, which cover exactly these cells, each (column, row)."""
    found = []
    numbered = enumerate(sorted(cells))
    for (column, _), run in groupby(numbered, lambda at: (at[1][0], at[1][1] - at[0])):
        rows = [row for _, (_, row) in run]
        found.append(f"{cell_name(rows[0], column)}:{cell_name(rows[-1], column)}")
    return found
