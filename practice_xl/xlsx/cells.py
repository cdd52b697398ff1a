"""The cells of one worksheet, found by position and read when asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, column_number, parse_area
from practice_xl.xlsx.markup import (
    Unreadable,
    attributes,
    decode_controls,
    parse,
    searchable,
    unescape,
)
from practice_xl.xlsx.package import Package
from practice_xl.xlsx.strings import text_in, text_of
from practice_xl.xlsx.values import (
    NOT_WORKED_OUT,
    CellError,
    Serial,
    Stored,
    as_serial,
)

MAX_EXTENT = 50_000_000  # cells between A1 and the last one filled; a tracker needs 100,000

_USUAL = re.compile(rb' r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?')
_PLAIN = re.compile(
    rb'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="([a-z]+)")?><v>([^<]*)</v></c>'
)
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_CELL_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})[0-9]+["']""")


class Patterns(NamedTuple):
    """What to search for, with the prefix this part gives its elements."""

    row: re.Pattern[bytes]
    row_end: bytes
    cell: re.Pattern[bytes]
    filled: re.Pattern[bytes]
    value: re.Pattern[bytes]
    inline: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    sheet_data: re.Pattern[bytes]
    merged: re.Pattern[bytes]


@lru_cache(maxsize=8)
def patterns(prefix: bytes) -> Patterns:
    """The searches for a part whose elements carry this prefix (with its colon, or empty)."""
    p = re.escape(prefix)

    def compiled(text: bytes) -> re.Pattern[bytes]:
        return re.compile(text.replace(b"@", p), re.DOTALL)

    return Patterns(
        row=compiled(rb"<@row(?=[\s/>])([^>]*?)(/?)>"),
        row_end=b"</" + prefix + b"row",
        cell=compiled(rb"<@c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</@c\s*>)"),
        filled=compiled(rb"<@c((?:\s[^>]*)?)(?<!/)>(.*?)</@c\s*>"),
        value=compiled(rb"<@v(?:\s[^>]*)?>([^<]*)</@v\s*>"),
        inline=compiled(rb"<@is(?:\s[^>]*)?>(.*)</@is\s*>"),
        formula=compiled(rb"<@f(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</@f\s*>)"),
        sheet_data=compiled(rb"<@sheetData(?=[\s/>])[^>]*?(/?)>"),
        merged=compiled(rb"<@mergeCell\s([^>]*?)/?>"),
    )


class Row(NamedTuple):
    """Where one row lies in the part: its tag, and what is between its tags. [bytes]"""

    number: int
    start: int
    inner_start: int
    inner_end: int
    end: int


class FormulaArea(NamedTuple):
    """Cells that hang on one formula: ``kind`` is array, dataTable or shared."""

    kind: str
    area: Area
    master: Area


class SheetCells:
    """Cells of a worksheet part.

    Args:
        package: The workbook.
        part: Name of the worksheet's part.
        sheet: Name of the sheet, for messages.

    Raises:
        FileRefused: The part is damaged, or its cells reach absurdly far.
    """

    def __init__(self, package: Package, part: str, sheet: str) -> None:
        self.package = package
        self.sheet = sheet
        self.data = package.read(part)
        try:
            self.mask = searchable(self.data)
            root = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s/>]", self.mask)
            if root is None:
                raise Unreadable("a sheet of an unknown kind")
            self.prefix = root[1]
            self.patterns = patterns(self.prefix)
            self.sheet_data = self._find_sheet_data()
            self.rows = self._find_rows()
            self._check_extent()
        except Unreadable as error:
            raise package.refusal(error) from error
        self._values: dict[int, dict[int, Stored]] = {}

    def _find_sheet_data(self) -> tuple[int, int, int]:
        """Start of the tag, start of what is inside, end of what is inside. [bytes]"""
        opening = self.patterns.sheet_data.search(self.mask)
        if opening is None:
            raise Unreadable("a sheet without room for cells")
        if opening[1]:
            return opening.start(), opening.end(), opening.end()
        end = self.mask.find(b"</" + self.prefix + b"sheetData", opening.end())
        return opening.start(), opening.end(), end

    def _find_rows(self) -> dict[int, Row]:
        rows: dict[int, Row] = {}
        _, position, stop = self.sheet_data
        previous = 0
        find = self.patterns.row.search
        while opening := find(self.mask, position, stop):
            said = _ROW_NUMBER.search(opening[1])
            number = int(said[1]) if said else previous + 1
            if not previous < number <= LAST_ROW:
                raise Unreadable("rows out of order")
            start, inner = opening.span()
            if opening[2]:
                rows[number] = Row(number, start, inner, inner, inner)
                position = inner
            else:
                inner_end = self.mask.find(self.patterns.row_end, inner, stop)
                position = self.mask.find(b">", inner_end) + 1
                rows[number] = Row(number, start, inner, inner_end, position)
            previous = number
        return rows

    def _check_extent(self) -> None:
        if not self.rows or max(self.rows) * LAST_COLUMN <= MAX_EXTENT:
            return
        if self.extent.bottom * self.extent.right > MAX_EXTENT:
            raise Unreadable(f"cells far outside any table on the sheet {self.sheet}")

    @cached_property
    def extent(self) -> Area:
        """The area around all cells that hold something; A1 when none does."""
        found: Area | None = None
        for number, row in self.rows.items():
            columns = [column for column, _, _ in self._filled(row)]
            if columns:
                here = Area(number, min(columns), number, max(columns))
                found = here if found is None else found.joined(here)
        return found or Area(1, 1, 1, 1)

    @property
    def is_empty(self) -> bool:
        """Whether no cell of the sheet holds anything."""
        return self.extent == Area(1, 1, 1, 1) and not self.row_values(1)

    def _filled(self, row: Row) -> Iterator[tuple[int, re.Match[bytes], re.Match[bytes] | None]]:
        """Cells of a row that are not self-closing: column, the match, the usual attributes."""
        if self.mask.find(b"</", row.inner_start, row.inner_end) < 0:
            return  # empty cells only
        for match in self.patterns.filled.finditer(self.mask, row.inner_start, row.inner_end):
            usual = _USUAL.fullmatch(match[1])
            if usual:
                yield column_number(usual[1].decode()), match, usual
                continue
            place = _CELL_PLACE.search(match[1])
            if place is None:
                column = next(c for c, m in self.placed_cells(row) if m.start() == match.start())
            else:
                column = column_number(place[1].decode())
            yield column, match, None

    def placed_cells(self, row: Row) -> Iterator[tuple[int, re.Match[bytes]]]:
        """All cells of a row with their column, counted where the file does not say it."""
        column = 0
        for match in self.patterns.cell.finditer(self.mask, row.inner_start, row.inner_end):
            place = _CELL_PLACE.search(match[1])
            column = column_number(place[1].decode()) if place else column + 1
            yield column, match

    def row_values(self, number: int) -> dict[int, Stored]:
        """Values of one row by column; empty cells are left out.

        Raises:
            FileRefused: A cell of the row is damaged.
        """
        values = self._values.get(number)
        if values is None:
            row = self.rows.get(number)
            try:
                values = {} if row is None else self._read_row(row)
            except (Unreadable, ValueError) as error:
                reason = Unreadable(f"a damaged cell on the sheet {self.sheet}")
                raise self.package.refusal(reason) from error
            self._values[number] = values
        return values

    def _read_row(self, row: Row) -> dict[int, Stored]:
        values: dict[int, Stored] = {}
        start, end = row.inner_start, row.inner_end
        closed = self.data.count(b"</c>", start, end) if self.mask is self.data else 0
        plain = _PLAIN.findall(self.data, start, end) if closed else []
        if plain and len(plain) == closed:
            dates, texts = self._date_styles, self.package.strings
            for letters, style, kind, text in plain:  # nine cells in ten, so worth a short way
                if not kind and text:
                    number = float(text)
                    if number - number != 0:
                        raise Unreadable("a number without end")
                    value: Stored = Serial(number) if style in dates else number
                elif kind == b"s":
                    value = texts[int(text)]
                else:
                    value = self._decoded(unescape(text.decode()), int(style or 0), kind.decode())
                if value is not None:
                    values[column_number(letters.decode())] = value
            return values
        for column, match, usual in self._filled(row):
            value = self._value(match, usual)
            if value is not None:
                values[column] = value
        return values

    @cached_property
    def _date_styles(self) -> frozenset[bytes]:
        return frozenset(str(number).encode() for number in self.package.date_styles)

    def _value(self, match: re.Match[bytes], usual: re.Match[bytes] | None) -> Stored:
        if usual is not None:
            style, kind = int(usual[2] or 0), (usual[3] or b"n").decode()
        else:
            said = attributes(match[1])
            style, kind = int(said.get("s", "0")), said.get("t", "n")
        start, end = match.span(2)
        content = self.data[start:end]
        if b"<!" in content or b"<?" in content:
            return self._odd_value(content, style, kind)
        if kind == "inlineStr":
            inline = self.patterns.inline.search(content)
            return text_in(inline[1]) if inline else None
        found = self.patterns.value.search(content)
        if found is None or not (found[1] or kind == "str"):
            # a formula saved without its result is not a blank cell; one that gives "" is
            return NOT_WORKED_OUT if self.patterns.formula.search(content) else None
        return self._decoded(unescape(found[1].decode()), style, kind)

    def _odd_value(self, content: bytes, style: int, kind: str) -> Stored:
        cell = parse(b"<c>" + content + b"</c>")
        inline, value = cell.first("is"), cell.first("v")
        if kind == "inlineStr" and inline is not None:
            return text_of(inline)
        return self._decoded(value.text, style, kind) if value is not None else None

    def _decoded(self, text: str, style: int, kind: str) -> Stored:
        if kind == "s":
            return self.package.strings[int(text)]
        if kind == "str":
            return decode_controls(text)
        if not text.strip():
            return None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return CellError(text.strip())
        if kind == "d":
            try:
                moment = dt.datetime.fromisoformat(text.strip())
            except ValueError:
                return text
            return Serial(as_serial(moment, counts_from_1904=self.package.counts_from_1904))
        number = float(text)
        if number - number != 0:
            raise Unreadable("a number without end")
        return Serial(number) if style in self.package.date_styles else number

    def formula_columns(self, number: int) -> set[int]:
        """Columns of one row whose cells hold a formula."""
        row = self.rows.get(number)
        mark = b"<" + self.prefix + b"f"
        if row is None or self.mask.find(mark, row.inner_start, row.inner_end) < 0:
            return set()
        found = self.patterns.formula.search
        return {c for c, match, _ in self._filled(row) if found(self.mask, *match.span(2))}

    @cached_property
    def has_formulas(self) -> bool:
        """Whether any cell of the sheet holds a formula."""
        _, start, end = self.sheet_data
        return self.patterns.formula.search(self.mask, start, end) is not None

    def formulas(self) -> Iterator[tuple[tuple[int, int], bytes, str | None]]:
        """Cells with a formula: row and column, the bytes of its attributes, its escaped text.

        The text is empty where another cell shares its formula, None where it is oddly written.
        """
        mark = b"<" + self.prefix + b"f"
        for number, row in self.rows.items():
            if self.mask.find(mark, row.inner_start, row.inner_end) < 0:
                continue
            for column, match, _ in self._filled(row):
                found = self.patterns.formula.search(self.mask, *match.span(2))
                if found is None:
                    continue
                text = self.data[slice(*found.span(2))] if found.start(2) >= 0 else b""
                plain = b"<!" not in text and b"<?" not in text
                yield (number, column), found[1], text.decode() if plain else None

    @cached_property
    def merged(self) -> list[Area]:
        """Areas of merged cells."""
        tail = self.sheet_data[2]
        found = (attributes(m[1]) for m in self.patterns.merged.finditer(self.mask, tail))
        areas = (parse_area(said.get("ref", "")) for said in found)
        return [area for area in areas if area is not None]

    @cached_property
    def formula_areas(self) -> list[FormulaArea]:
        """Areas that belong to one formula: arrays, spills, data tables, shared formulas."""
        if not self.has_formulas:
            return []
        found: list[FormulaArea] = []
        for number, row in self.rows.items():
            inner = self.mask[row.inner_start : row.inner_end]
            if b"ref" not in inner:
                continue
            for column, match, _ in self._filled(row):
                formula = self.patterns.formula.search(self.mask, *match.span(2))
                said = attributes(formula[1]) if formula else {}
                area = parse_area(said.get("ref", ""))
                if area is not None:
                    master = Area(number, column, number, column)
                    found.append(FormulaArea(said.get("t", "array"), area, master))
        return found
