"""A worksheet part with some cells replaced and every other byte kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from practice_xl.xlsx.address import Area, Place, cell_name, parse_area
from practice_xl.xlsx.cells import Row, SheetCells
from practice_xl.xlsx.formats import Formats
from practice_xl.xlsx.markup import attributes, with_attribute, without_attributes
from practice_xl.xlsx.values import Stored, cell_content

_SPANS = re.compile(rb'\s+spans="([0-9]+):([0-9]+)"')
_ANY_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")
_HAS_PLACE = re.compile(rb"\sr\s*=")
_OF_OLD_VALUE = {b"t", b"cm", b"vm"}


class _Edit(NamedTuple):
    start: int
    end: int
    new: bytes


def patched_sheet(
    cells: SheetCells, changes: Mapping[Place, Stored], stale: Collection[Place] = ()
) -> bytes:
    """The part with new values in some cells.

    Args:
        cells: The worksheet.
        changes: New value by row and column; None empties a cell and keeps its style.
        stale: Cells whose formula stays and whose remembered result goes.

    Returns:
        The new part. [bytes]
    """
    return _Patch(cells).made(changes, stale)


class _Patch:
    """The edits to one part, collected first and applied together."""

    def __init__(self, cells: SheetCells) -> None:
        self.cells = cells
        self.prefix = cells.prefix.decode()
        self.edits: list[_Edit] = []
        self.formats = Formats(cells)

    def made(self, changes: Mapping[Place, Stored], stale: Collection[Place]) -> bytes:
        by_row: dict[int, dict[int, Stored]] = defaultdict(dict)
        for place, value in changes.items():
            by_row[place[0]][place[1]] = value
        following = sorted(self.cells.rows)
        new_rows: list[tuple[int, dict[int, Stored]]] = []
        for number in sorted(by_row):
            row = self.cells.rows.get(number)
            if row is not None:
                self._change_row(row, by_row[number])
            else:
                new_rows.append((number, by_row[number]))
        self._add_rows(new_rows, following)
        for place in stale:
            self._forget_result(self.cells.rows[place[0]], place[1])
        filled = [place for place, value in changes.items() if value is not None]
        if filled:
            self._widen_dimension(filled)
        return self._applied()

    def _applied(self) -> bytes:
        data = self.cells.data
        pieces: list[bytes] = []
        position = 0
        for edit in sorted(self.edits, key=lambda one: (one.start, one.end)):
            pieces += (data[position : edit.start], edit.new)
            position = edit.end
        return b"".join(pieces) + data[position:]

    def _change_row(self, row: Row, values: Mapping[int, Stored]) -> None:
        data = self.cells.data
        tag = data[row.start : row.inner_start]
        placed = list(self.cells.placed_cells(row))
        existing = dict(placed)
        added: dict[int, bytes] = defaultdict(bytes)
        for column in sorted(values):
            match = existing.get(column)
            if match is not None:
                self.edits.append(self._replaced(row.number, column, match, values[column]))
            elif values[column] is not None:
                before = (m.start() for c, m in placed if c > column)
                new = self._cell(row.number, column, values[column], tag)
                added[next(before, row.inner_end)] += new
        if not added:
            return
        if row.inner_end == row.end:  # a row without cells, <row .../>
            opened = tag.rstrip()[:-2].rstrip() + b">"
            end = f"</{self.prefix}row>".encode()
            inner = b"".join(added.values())
            self.edits.append(_Edit(row.start, row.end, _with_spans(opened, values) + inner + end))
            return
        self.edits += (_Edit(place, place, new) for place, new in added.items())
        widened = _with_spans(tag, values)
        if widened != tag:
            self.edits.append(_Edit(row.start, row.inner_start, widened))

    def _replaced(self, row: int, column: int, match: re.Match[bytes], value: Stored) -> _Edit:
        raw = without_attributes(self.cells.data[match.start(1) : match.end(1)], _OF_OLD_VALUE)
        if not _HAS_PLACE.search(raw):
            raw = f' r="{cell_name(row, column)}"'.encode() + raw
        return _Edit(match.start(), match.end(), self._written(raw.rstrip(), value))

    def _cell(self, row: int, column: int, value: Stored, row_tag: bytes) -> bytes:
        style = self.formats.of_new_cell(row_tag, column)
        said = f' s="{style}"' if style else ""
        return self._written(f' r="{cell_name(row, column)}"{said}'.encode(), value)

    def _written(self, raw: bytes, value: Stored) -> bytes:
        kind, content = cell_content(value, self.prefix)
        said = f' t="{kind}"'.encode() if kind else b""
        name = self.cells.prefix + b"c"
        if not content:
            return b"<" + name + raw + b"/>"
        return b"<" + name + raw + said + b">" + content.encode() + b"</" + name + b">"

    def _add_rows(self, rows: list[tuple[int, dict[int, Stored]]], following: list[int]) -> None:
        added: dict[int, bytes] = defaultdict(bytes)
        _, inner_start, inner_end = self.cells.sheet_data
        remaining = iter(following)
        after = next(remaining, None)
        for number, values in rows:
            filled = {column: value for column, value in values.items() if value is not None}
            if not filled:
                continue
            while after is not None and after < number:
                after = next(remaining, None)
            inner = b"".join(self._cell(number, c, filled[c], b"") for c in sorted(filled))
            opened, closed = f'<{self.prefix}row r="{number}">', f"</{self.prefix}row>"
            place = inner_end if after is None else self.cells.rows[after].start
            added[place] += opened.encode() + inner + closed.encode()
        start = self.cells.sheet_data[0]
        if added and inner_start == inner_end and self.cells.data[:inner_end].endswith(b"/>"):
            tag = self.cells.data[start:inner_start].rstrip()[:-2].rstrip() + b">"
            end = f"</{self.prefix}sheetData>".encode()
            self.edits.append(_Edit(start, inner_start, tag + b"".join(added.values()) + end))
            return
        self.edits += (_Edit(place, place, new) for place, new in added.items())

    def _forget_result(self, row: Row, column: int) -> None:
        match = next(m for c, m in self.cells.placed_cells(row) if c == column)
        value = self.cells.patterns.value.search(self.cells.mask, *match.span(2))
        if value is None:
            return
        raw = self.cells.data[match.start(1) : match.end(1)]
        self.edits.append(
            _Edit(match.start(1), match.end(1), without_attributes(raw, {b"t"}).rstrip())
        )
        self.edits.append(_Edit(value.start(), value.end(), b""))

    def _widen_dimension(self, filled: Collection[Place]) -> None:
        head = self.cells.mask[: self.cells.sheet_data[0]]
        match = re.search(rb"<(?:[\w.-]+:)?dimension(\s[^>]*?)/?>", head)
        area = parse_area(attributes(match[1]).get("ref", "")) if match else None
        if match is None or area is None:
            return
        rows, columns = [row for row, _ in filled], [column for _, column in filled]
        wide = area.joined(Area(min(rows), min(columns), max(rows), max(columns)))
        if wide != area:
            start, end = match.span(1)
            raw = with_attribute(self.cells.data[start:end], b"ref", wide.address)
            self.edits.append(_Edit(start, end, raw))


def _with_spans(tag: bytes, columns: Collection[int]) -> bytes:
    """The row's tag with its hint about used columns widened, or without one too odd to widen."""
    match = _SPANS.search(tag)
    if match is None:
        return _ANY_SPANS.sub(b"", tag)
    first, last = min(int(match[1]), *columns), max(int(match[2]), *columns)
    return tag[: match.start()] + f' spans="{first}:{last}"'.encode() + tag[match.end() :]
