"""A sheet as it is drawn and printed, worked out from the finished file alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import font
import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import MultiCellRange

PAPER = {"landscape": (734.0, 480.0), "portrait": (537.0, 690.0)}  # Letter and A4, the smaller
PRINTED_WIDER = 1.07  # columns in print, against those on a screen
INDENT, EDGES = 9.0, 3.0  # what an indent and a cell's edges take [points]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


class Corner(NamedTuple):
    """A cell, counted from 1, and how far to the right and down in it. [EMU]"""

    column: int
    right: int
    row: int
    down: int


class Chart(NamedTuple):
    """Where a chart stands."""

    corner: Corner
    end: Corner

    def covers(self, row: int, column: int) -> bool:
        """Whether some of a cell is under it."""
        last_row = self.end.row - (self.end.down == 0)
        last_column = self.end.column - (self.end.right == 0)
        return self.corner.row <= row <= last_row and self.corner.column <= column <= last_column


@dataclass
class View:
    """A worksheet, its columns and rows in points, its charts as rectangles of cells."""

    sheet: Any
    charts: list[Chart]
    chart_type: list[float]  # sizes of type in its charts [points]
    sign: str  # of the currency, which a condition adds to the format of money
    across: int  # columns that print, where all rows do; 0 for all

    def width(self, column: int) -> float:
        """Width of a column on a screen. [points]"""
        return self._widths.get(column, 48.0)

    @cached_property
    def _widths(self) -> dict[int, float]:
        return {
            column: int(each.width * 7 + 0.5) * 0.75
            for each in self.sheet.column_dimensions.values()
            for column in range(each.min, min(each.max, 200) + 1)
        }

    def height(self, row: int) -> float:
        return self.sheet.row_dimensions[row].height or 15.0

    @cached_property
    def filled(self) -> dict[tuple[int, int], Any]:
        """The cells that show something."""
        return {
            (cell.row, cell.column): cell
            for row in self.sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }

    @cached_property
    def area(self) -> tuple[int, int, int, int]:
        """What prints: first row, first column, last row, last column."""
        if self.sheet.print_area:
            left, top, right, bottom = range_boundaries(self.sheet.print_area.split("!")[-1])
            return top, left, bottom, right
        ends = [chart.end for chart in self.charts]
        last_row = max([self.sheet.max_row, *(end.row for end in ends)])
        last = self.across or max([self.sheet.max_column, *(end.column for end in ends)])
        return 1, 1, last_row, last

    @cached_property
    def scale(self) -> float:
        """Size in print, as a part of that on the screen, on the smaller of two papers."""
        top, left, bottom, right = self.area
        setup = self.sheet.page_setup
        if not self.sheet.sheet_properties.pageSetUpPr.fitToPage:
            return (setup.scale or 100) / 100
        across, down = PAPER[setup.orientation or "portrait"]
        width = sum(self.width(column) for column in range(left, right + 1)) * PRINTED_WIDER
        scale = min(1.0, across / width)
        pages = 1 if setup.fitToHeight is None else setup.fitToHeight
        if pages:
            height = sum(self.height(row) for row in range(top, bottom + 1))
            scale = min(scale, down * pages / height)
        return scale

    def page_widths(self) -> list[float]:
        """Widths of the pages beside each other, as printed. [points]"""
        _, left, _, right = self.area
        breaks = [each.id for each in self.sheet.col_breaks.brk or []]
        edges = [left - 1, *breaks, right]
        return [
            sum(self.width(c) for c in range(one + 1, other + 1)) * PRINTED_WIDER * self.scale
            for one, other in pairwise(edges)
        ]

    def pages(self) -> int:
        """Sheets of paper, on the smaller of two papers."""
        top, _, bottom, _ = self.area
        _, down = PAPER[self.sheet.page_setup.orientation or "portrait"]
        across = len(self.page_widths())
        edges = [top - 1, *(each.id for each in self.sheet.row_breaks.brk or []), bottom]
        tall = [sum(map(self.height, range(a + 1, b + 1))) for a, b in pairwise(edges)]
        return across * sum(max(1, ceil(height * self.scale / down)) for height in tall)

    def prints(self, row: int, column: int) -> bool:
        top, left, bottom, right = self.area
        return top <= row <= bottom and left <= column <= right

    def words(self, cell: Any) -> str:
        return shown(cell, self.sign if cell.coordinate in self.money else "")

    @cached_property
    def money(self) -> Any:
        """The cells to whose format a condition on the Plan adds the currency's sign."""
        rules = self.sheet.conditional_formatting
        ranges = [
            each
            for rule in rules
            if any("plan_currency" in (one.formula or [""])[0] for one in rule.rules)
            for each in rule.sqref.ranges
        ]
        return MultiCellRange(ranges)

    def cut(self, typed: Collection[str] = ()) -> Iterator[str]:
        """Cells whose words or number do not fit; fills of cells that are not looked at."""
        for (_, column), cell in self.filled.items():
            if cell.fill.fgColor.rgb[-6:] in typed:
                continue
            words = self.words(cell)
            needed = font.width(words, cell.font.sz, bold=bool(cell.font.b)) + EDGES
            where = f"{self.sheet.title}!{cell.coordinate} {words[:60]!r}"
            own = self.width(column) * 1.02
            if cell.alignment.wrap_text and isinstance(cell.value, str):
                problem = self._wrapped(cell, words, own)
                if problem:
                    yield f"{where}: {problem}"
            elif not isinstance(cell.value, str):
                if needed > own:
                    yield f"{where}: {needed:.0f} of {own:.0f} points, shown as ####"
            elif needed + INDENT * (cell.alignment.indent or 0) > self._room(cell) * 1.02:
                yield f"{where}: {needed:.0f} of {self._room(cell):.0f} points"

    def _wrapped(self, cell: Any, words: str, own: float) -> str:
        room = own - EDGES - INDENT * (cell.alignment.indent or 0)
        size, bold = cell.font.sz, bool(cell.font.b)
        lines = 0
        for paragraph in words.split("\n"):
            line = ""
            lines += 1
            for word in paragraph.replace("-", "- ").split():
                if font.width(word, size, bold=bold) > room:
                    return f"the word {word!r} is wider than its column"
                longer = f"{line} {word}".strip()
                if line and font.width(longer, size, bold=bold) > room:
                    lines += 1
                    longer = word
                line = longer
        height = self.sheet.row_dimensions[cell.row].height
        needed = lines * size * 1.17
        return f"{needed:.0f} of {height:.0f} points high" if height and needed > height + 1 else ""

    def _room(self, cell: Any) -> float:
        """Width of a cell with the empty ones that its words may run over."""
        row, column = cell.row, cell.column
        align = cell.alignment.horizontal or "general"
        room = self.width(column)
        if align in ("general", "left", "center"):
            right = self.area[3] if self.prints(row, column) else 400
            at = column + 1
            while at <= right and (row, at) not in self.filled:
                room += self.width(at)
                at += 1
        if align in ("right", "center"):
            at = column - 1
            while at >= 1 and (row, at) not in self.filled:
                room += self.width(at)
                at -= 1
        return room

    def small(self) -> Iterator[str]:
        """Type below 8 points in print."""
        for (row, column), cell in self.filled.items():
            size = cell.font.sz * self.scale
            if self.prints(row, column) and size < 7.95:
                yield f"{self.sheet.title}!{cell.coordinate}: {size:.1f} points in print"
        for size in self.chart_type:
            if size * self.scale < 7.95:
                yield f"{self.sheet.title}: a chart's type of {size * self.scale:.1f} points"

    def covered(self) -> Iterator[str]:
        """Cells that show something under a chart, and charts over each other."""
        for chart in self.charts:
            for row, column in self.filled:
                if chart.covers(row, column):
                    yield f"{self.sheet.title}!{get_column_letter(column)}{row} is under a chart"
        for one, other in combinations(self.charts, 2):
            (x1, y1, x2, y2), (u1, v1, u2, v2) = self._box(one), self._box(other)
            if x1 < u2 and u1 < x2 and y1 < v2 and v1 < y2:
                yield f"{self.sheet.title}: two charts lie over each other"

    def _box(self, chart: Chart) -> tuple[float, ...]:
        """Left, top, right and bottom of a chart. [points]"""
        return tuple(
            sum(map(size, range(1, place))) + offset / 12700
            for corner in chart
            for size, place, offset in (
                (self.width, corner.column, corner.right),
                (self.height, corner.row, corner.down),
            )
        )

    def outside(self) -> Iterator[str]:
        """Charts that stand outside what prints, or pages wider than the paper."""
        for chart in self.charts:
            if not all(self.prints(corner.row, corner.column) for corner in chart):
                yield f"{self.sheet.title}: a chart outside the print area"
        across = PAPER[self.sheet.page_setup.orientation or "portrait"][0]
        for width in self.page_widths():
            if width > across + 1:
                yield f"{self.sheet.title}: a page of {width:.0f} points on {across:.0f}"


def views(path: Path) -> list[View]:
    """Every sheet of a workbook as it is drawn and printed."""
    book = openpyxl.load_workbook(path)
    sign = "$" if "plan_currency" in book.defined_names else ""
    drawings, across = _drawings(path), _whole_columns(path)
    return [
        View(sheet, *drawings.get(n, ([], [])), sign, across.get(n, 0))
        for n, sheet in enumerate(book, start=1)
    ]


def _whole_columns(path: Path) -> dict[int, int]:
    """The last column that prints of sheets of which all rows do: openpyxl does not read it."""
    with zipfile.ZipFile(path) as parts:
        workbook = parts.read("xl/workbook.xml").decode()
    areas = re.findall(r'Print_Area" localSheetId="(\d+)">[^<!]+!\$A:\$([A-Z]+)<', workbook)
    return {int(sheet) + 1: column_index_from_string(column) for sheet, column in areas}


def _corner(place: Any) -> Corner:
    column, right, row, down = (int(part.text) for part in place)
    return Corner(column + 1, right, row + 1, down)


def _drawings(path: Path) -> dict[int, tuple[list[Chart], list[float]]]:
    found: dict[int, tuple[list[Chart], list[float]]] = {}
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            at = re.fullmatch(r"xl/worksheets/_rels/sheet(\d+)\.xml\.rels", name)
            drawing = at and re.search(rb"drawings/(drawing\d+)\.xml", parts.read(name))
            if not at or not drawing:
                continue
            part = drawing[1].decode()
            boxes = []
            for anchor in ElementTree.fromstring(parts.read(f"xl/drawings/{part}.xml")):
                if anchor.find(f".//{A}graphicData") is None:
                    continue
                boxes.append(Chart(*(_corner(anchor.find(f"{X}{end}")) for end in ("from", "to"))))
            rels = parts.read(f"xl/drawings/_rels/{part}.xml.rels") if boxes else b""
            charts = re.findall(rb"charts/(chart\d+)\.xml", rels)
            sizes = [
                int(size) / 100
                for chart in charts
                for size in re.findall(
                    rb'sz="(\d+)"', parts.read(f"xl/charts/{chart.decode()}.xml")
                )
            ]
            found[int(at[1])] = (boxes, sizes)
    return found


def shown(cell: Any, sign: str) -> str:
    """What a cell shows, with its number format."""
    value, form = cell.value, cell.number_format
    if isinstance(value, str):
        return value
    if isinstance(value, date) or hasattr(value, "year"):
        return value.strftime("%d %b %Y" if "yyyy" in form else "%d %b")
    prefix = re.match(r'"([^"]*)"', form)
    plain = form.split(";")[0]
    digits = len(plain.partition(".")[2].rstrip(' %"')) if "0.0" in plain else 0
    if "%" in form:
        return f"{value * 100:.{digits}f} %"
    if form == "General":
        return f"{value:g}"
    number = f"{value:,.{digits}f}" if "," in form else f"{value:.{digits}f}"
    return (prefix[1] if prefix else sign) + number
