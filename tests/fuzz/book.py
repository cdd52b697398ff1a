"""A workbook taken apart as text, so that it can be damaged the way people and machines do.

Nothing of the package reads or writes here: parts are cut up with plain searches, as Excel and
XlsxWriter lay them out, and put together again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from practice_xl.schema.inputs import TABLES
from practice_xl.schema.parts import Kind, Table, cell_name, cell_position
from practice_xl.schema.settings import SETTINGS

SECRET = "Zebrowski"  # stands in every private text; no message may repeat it
_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_NAME = re.compile(r'(<definedName name="([^"]+)"[^>]*>)([^<]*)(</definedName>)')
_SCHEMA = {table.name: table for table in TABLES}


class DoesNotApply(Exception):
    """What was to be damaged is not there, or not any more."""


class Cell(NamedTuple):
    """One cell: its style and type attributes, and what is between its tags."""

    style: str = ""
    kind: str = ""
    inner: str = ""

    @property
    def number(self) -> float | None:
        """Its number; None for text, errors, formulas and blanks."""
        found = re.fullmatch(r"<v>([-+.\deE]+)</v>", self.inner)
        return float(found[1]) if found and self.kind in ("", "n") else None

    def number_as(self, value: float) -> Cell:
        return Cell(self.style, "", f"<v>{value!r}</v>")

    def text_as(self, text: str) -> Cell:
        text = text.replace("&", "&amp;").replace("<", "&lt;")
        inner = f'<is><t xml:space="preserve">{text}</t></is>'
        return Cell(self.style, "inlineStr", inner)

    def error_as(self, error: str) -> Cell:
        return Cell(self.style, "e", f"<v>{error}</v>")


class Area(NamedTuple):
    """Rows and columns from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def moved(self, across: bool, at: int, by: int) -> Area | None:
        """After ``by`` rows (or columns) were put in before ``at``; negative: taken out."""
        low, high = (self.left, self.right) if across else (self.top, self.bottom)
        if by > 0:
            low, high = low + by * (low >= at), high + by * (high >= at)
        else:
            low = low if low < at else max(low + by, at)
            high = high if high < at else max(high + by, at - 1)
        if high < low:
            return None
        return replace_area(self, across, low, high)

    def shifted(self, rows: int, columns: int) -> Area:
        return Area(self.top + rows, self.left + columns, self.bottom + rows, self.right + columns)

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


def replace_area(area: Area, across: bool, low: int, high: int) -> Area:
    names = ("left", "right") if across else ("top", "bottom")
    return area._replace(**dict(zip(names, (low, high), strict=True)))


def area_of(text: str) -> Area:
    first, _, last = text.replace("$", "").partition(":")
    return Area(*cell_position(first), *cell_position(last or first))


@dataclass
class Sheet:
    """A worksheet: everything before its cells, the cells, everything after them."""

    head: str
    rows: dict[int, dict[int, Cell]]
    row_attributes: dict[int, str]
    tail: str

    @staticmethod
    def read(text: str) -> Sheet:
        start, end = re.search("<sheetData>", text), text.find("</sheetData>")
        if start is None or end < 0:
            raise DoesNotApply("no cells")
        rows, kept = {}, {}
        for match in _ROW.finditer(text, start.end(), end):
            number = int(match[1])
            kept[number] = re.sub(r' spans="[^"]*"', "", match[2])
            rows[number] = dict(_cells(match[3] or ""))
        return Sheet(text[: start.end()], rows, kept, text[end:])

    def written(self) -> str:
        lines = []
        for number in sorted(self.rows):
            cells = [
                f'<c r="{cell_name(number, column)}"{_said("s", cell.style)}{_said("t", cell.kind)}'
                + (f">{cell.inner}</c>" if cell.inner else "/>")
                for column, cell in sorted(self.rows[number].items())
            ]
            said = self.row_attributes.get(number, "")
            lines.append(f'<row r="{number}"{said}>{"".join(cells)}</row>')
        return self.head + "".join(lines) + self.tail

    def at(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column, Cell())

    def put(self, row: int, column: int, cell: Cell) -> None:
        self.rows.setdefault(row, {})[column] = cell

    def shift(self, across: bool, at: int, by: int) -> None:
        """Put in (or, when negative, take out) rows or columns before ``at``."""

        def new(place: int) -> int | None:
            if place < at:
                return place
            return place + by if by > 0 or place >= at - by else None

        if across:
            for number, cells in self.rows.items():
                moved = ((new(column), cell) for column, cell in cells.items())
                self.rows[number] = {column: cell for column, cell in moved if column}
        else:
            self.rows = {r: c for r, c in ((new(n), c) for n, c in self.rows.items()) if r}
            kept = ((new(n), said) for n, said in self.row_attributes.items())
            self.row_attributes = {r: said for r, said in kept if r}

    def merge(self, area: Area) -> None:
        found = re.search(r'<mergeCells count="\d+">', self.tail)
        cell = f'<mergeCell ref="{area}"/>'
        if found:
            self.tail = self.tail.replace(found[0], found[0] + cell, 1)
        else:
            end = "</sheetData>"
            merged = f'{end}<mergeCells count="1">{cell}</mergeCells>'
            self.tail = self.tail.replace(end, merged, 1)


def _said(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""


def _cells(text: str) -> Iterator[tuple[int, Cell]]:
    for letters, said, inner in _CELL.findall(text):
        style, kind = (re.search(rf'\b{name}="([^"]*)"', said) for name in "st")
        cell = Cell(style[1] if style else "", kind[1] if kind else "", inner)
        yield cell_position(f"{letters}1")[1], cell


@dataclass
class TypedTable:
    """A table of the owner, where it stands now."""

    schema: Table
    sheet: str
    part: str
    area: Area
    headers: list[str]

    @property
    def body(self) -> range:
        return range(self.area.top + 1, self.area.bottom + 1)

    def column(self, key: str) -> int:
        header = self.schema.column(key).label
        if header not in self.headers:
            raise DoesNotApply(f"no column {key}")
        return self.area.left + self.headers.index(header)


class Book:
    """The parts of a workbook, each cut up when it is first asked for."""

    def __init__(self, data: bytes) -> None:
        self.parts = parts_of(data)
        self._sheets: dict[str, Sheet] = {}

    def text(self, part: str) -> str:
        if part not in self.parts:
            raise DoesNotApply(f"no part {part}")
        return self.parts[part].decode()

    def edit(self, part: str, change: Callable[[str], str]) -> None:
        self.parts[part] = change(self.text(part)).encode()

    @property
    def sheet_parts(self) -> dict[str, str]:
        """Part of each sheet by name, in tab order."""
        links = dict(_links(self.text("xl/_rels/workbook.xml.rels")))
        listed = re.findall(
            r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"', self.text("xl/workbook.xml")
        )
        return {name: _full(links[identity], "xl") for name, identity in listed}

    def sheet(self, name: str) -> Sheet:
        part = self.sheet_parts.get(name)
        if part is None:
            raise DoesNotApply(f"no sheet {name}")
        if part not in self._sheets:
            self._sheets[part] = _read_sheet(self.text(part))
        return self._sheets[part]

    def table(self, name: str) -> TypedTable:
        """A table of the schema by its name."""
        schema = _SCHEMA[name]
        for part in self.table_parts(schema.sheet):
            text = self.text(part)
            if re.search(rf'displayName="{name}"', text):
                headers = re.findall(r'<tableColumn [^>]*?name="([^"]*)"', text)
                area = area_of(re.search(r'\sref="([^"]*)"', text)[1])  # type: ignore[index]
                return TypedTable(schema, schema.sheet, part, area, headers)
        raise DoesNotApply(f"no table {name}")

    def table_parts(self, sheet: str) -> list[str]:
        part = self.sheet_parts.get(sheet, "")
        folder, _, file = part.rpartition("/")
        links = self.parts.get(f"{folder}/_rels/{file}.rels", b"").decode()
        targets = [_full(target, folder) for _, target in _links(links)]
        return [t for t in targets if t.startswith("xl/tables/") and t in self.parts]

    @property
    def names(self) -> dict[str, str]:
        return {match[2]: match[3] for match in _NAME.finditer(self.text("xl/workbook.xml"))}

    def rename(self, change: Callable[[str, str], str | None]) -> None:
        """Let each name refer to something else; None deletes it."""

        def one(match: re.Match[str]) -> str:
            refers = change(match[2], match[3])
            return "" if refers is None else match[1] + refers + match[4]

        self.edit("xl/workbook.xml", lambda text: _NAME.sub(one, text))

    def block(self, name: str) -> tuple[str, Area]:
        """Sheet and area of a block that Python writes."""
        refers = self.names.get(f"out_{name}", "")
        sheet, mark, place = refers.rpartition("!")
        if not mark or "#REF" in refers:
            raise DoesNotApply(f"no block {name}")
        return sheet.strip("'"), area_of(place)

    def shift(self, sheet: str, across: bool, at: int, by: int) -> None:
        """Rows or columns put in or taken out, with tables, names and merged cells following."""
        body = self.sheet(sheet)
        for part in self.table_parts(sheet):
            area = area_of(re.search(r'\sref="([^"]*)"', self.text(part))[1])  # type: ignore[index]
            moved = area.moved(across, at, by)
            if moved is None:
                raise DoesNotApply("a whole table would go")
            self.edit(part, lambda text, old=area, new=moved: text.replace(f'"{old}"', f'"{new}"'))
        body.shift(across, at, by)

        def merged(match: re.Match[str]) -> str:
            area = area_of(match[1]).moved(across, at, by)
            return f'<mergeCell ref="{area}"/>' if area else ""

        body.tail = re.sub(r'<mergeCell ref="([^"]*)"/>', merged, body.tail)

        def follow(_name: str, refers: str) -> str:
            place, mark, cells = refers.rpartition("!")
            if place.strip("'") != sheet or not re.fullmatch(r"[$A-Z0-9:]*[A-Z]\$?\d+", cells):
                return refers
            area = area_of(cells).moved(across, at, by)
            return f"{place}{mark}{_absolute(area)}" if area else f"{place}!#REF!"

        self.rename(follow)

    def bytes(self) -> bytes:
        self.settle()
        return packed(self.parts)

    def settle(self) -> dict[str, bytes]:
        """All parts, with what was done to sheets written back."""
        for part, sheet in self._sheets.items():
            if part in self.parts:
                self.parts[part] = sheet.written().encode()
        self._sheets.clear()
        return self.parts


def _absolute(area: Area) -> str:
    ends = (cell_name(area.top, area.left), cell_name(area.bottom, area.right))
    return ":".join(re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", end) for end in dict.fromkeys(ends))


def refer(sheet: str, area: Area) -> str:
    """How a name refers to an area."""
    return f"{sheet}!{_absolute(area)}"


@lru_cache(maxsize=256)
def _kept_sheet(text: str) -> Sheet:
    return Sheet.read(text)


def _read_sheet(text: str) -> Sheet:
    kept = _kept_sheet(text)
    rows = {number: dict(cells) for number, cells in kept.rows.items()}
    return replace(kept, rows=rows, row_attributes=dict(kept.row_attributes))


def _links(text: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<Relationship [^>]*>", text):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        yield said.get("Id", ""), said.get("Target", "")


def _full(target: str, folder: str) -> str:
    if target.startswith("/"):
        return target[1:]
    while target.startswith("../"):
        target, folder = target[3:], folder.rpartition("/")[0]
    return f"{folder}/{target}"


@lru_cache(maxsize=8)
def _kept_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of a workbook by its name."""
    return dict(_kept_parts(data))


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as opened:
        for name, data in parts.items():
            opened.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, method, 1)
    return out.getvalue()


def typed_dates(book: Book) -> Iterator[tuple[Sheet, int, int]]:
    """Every typed cell that holds a date as a number: its sheet, row and column."""
    for schema in TABLES:
        table = book.table(schema.name)
        sheet = book.sheet(table.sheet)
        for key in (c.key for c in schema.columns if c.kind is Kind.DATE):
            for row in range(table.body.start, max(sheet.rows, default=0) + 1):
                if sheet.at(row, table.column(key)).number is not None:
                    yield sheet, row, table.column(key)
    for setting in SETTINGS:
        if setting.kind is Kind.DATE:
            plan, area = book.sheet("Plan"), plan_cell(book, setting.plan_name)
            if plan.at(area.top, area.left).number is not None:
                yield plan, area.top, area.left


def plan_cell(book: Book, name: str) -> Area:
    """Where the value of a setting stands."""
    refers = book.names.get(name, "")
    if not refers.startswith("Plan!") or "#REF" in refers:
        raise DoesNotApply(f"no name {name}")
    return area_of(refers.partition("!")[2])


# What a recalculation may have changed, for checking what it did.


def changed_cells(before: str, after: str) -> Iterator[tuple[int, int, Cell, Cell]]:
    """Row, column, and both versions of every cell that differs between two sheet parts."""
    rows = [{int(m[1]): m[3] or "" for m in _ROW.finditer(text)} for text in (before, after)]
    for number in sorted({*rows[0], *rows[1]}):
        old, new = (found.get(number, "") for found in rows)
        if old == new:
            continue
        cells = [dict(_cells(text)) for text in (old, new)]
        for column in sorted({*cells[0], *cells[1]}):
            was, now = (found.get(column, Cell()) for found in cells)
            if was != now:
                yield number, column, was, now
