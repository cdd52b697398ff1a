"""All parts that change when cells do; every other part, and every other byte, is kept."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from practice_xl.xlsx import markup
from practice_xl.xlsx.address import Area, cell_name, parse_area
from practice_xl.xlsx.cells import VALUE, SheetCells
from practice_xl.xlsx.dependents import refreshed_charts, stale_formulas
from practice_xl.xlsx.package import Package, Relation
from practice_xl.xlsx.values import Rows, Stored, area_around, cell_content

_SPANS = rb'\s+spans="([0-9]+):([0-9]+)"'
_ANY_SPANS = rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')"""
_USUAL = re.compile(rb'( r="[A-Z]+[0-9]+"(?: s="[0-9]+")?+)(?: t="[A-Za-z]+")?+')
_HAS_PLACE = rb"\sr\s*="
_OF_OLD_VALUE = {b"t", b"cm", b"vm"}

Changes = Mapping[str, Rows]  # new values by sheet


def patched_workbook(
    package: Package, cells: Mapping[str, SheetCells], values: Changes, grown: Mapping[str, Area]
) -> bytes:
    """The whole file after the changes; every part they do not concern keeps its packed bytes.

    ``values`` has only real differences, by sheet; ``grown`` new areas by the part of the table.
    Raises FileRefused where a part is damaged.
    """
    with package.reading():
        package.archive.check_all()
        sheets = {entry.name: entry for entry in package.sheets if entry.is_worksheet}
        stale: Mapping[str, Mapping[int, Collection[int]]] = {}
        if any(sheet.formulas for sheet in cells.values()):
            stale = stale_formulas(package, cells, values, grown)
        read, main = package.archive.read, package.workbook_part
        others = {part: _grown_table(read(part), area) for part, area in grown.items()}
        if stale:  # without calcPr Excel works all out
            others[main] = markup.with_tag(read(main), b"calcPr", b"fullCalcOnLoad", lambda _: "1")
        replaced = any(
            (row, column) in cells[name].formulas
            for name, rows in values.items()
            for row, new in rows.items()
            for column in new
        )
        # The order in which Excel last calculated names every formula; Excel makes it anew.
        links = package.relations(main) if replaced else []
        chains = (link for link in links if link.kind == "calcChain")
        chain = next((link for link in chains if link.target in package.archive), None)
        if chain:
            others |= _without_part(package, chain)
        others |= refreshed_charts(package, cells, values)
        for content in others.values():
            markup.searchable(content)  # nothing is written that could not be read again
        patched = {
            entry.part: _Patch(cells[name]).made(values.get(name, {}), stale.get(name, {}))
            for name, entry in sheets.items()
            if name in values or name in stale
        }
        return package.archive.patched(others | patched, [chain.target] if chain else [])


def _without_part(package: Package, link: Relation) -> dict[str, bytes]:
    """The lists that mention a part of the workbook, without it: its link and its content type."""
    folder, name = posixpath.split(package.workbook_part)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    changed: dict[str, bytes] = {}
    for source, tag, attribute, value in (
        (links, b"Relationship", "Id", link.identity),
        ("[Content_Types].xml", b"Override", "PartName", f"/{link.target}"),
    ):
        data = package.archive.read(source)
        found = re.finditer(rb"<(?:[\w.-]+:)?" + tag + rb"(\s[^>]*?)/>", markup.searchable(data))
        match = next((m for m in found if markup.attributes(m[1]).get(attribute) == value), None)
        if match:
            changed[source] = data[: match.start()] + data[match.end() :]
    return changed


def _grown_table(data: bytes, grown: Area) -> bytes:
    """The part of a table with its last row moved down, its filter with it."""

    def down(ref: str) -> str:
        area = parse_area(ref)
        return area._replace(bottom=grown.bottom).address if area else ref

    return markup.with_tag(
        markup.with_tag(data, b"autoFilter", b"ref", down), b"table", b"ref", down
    )


class _Patch:
    """The rows of one part, as they become."""

    def __init__(self, cells: SheetCells) -> None:
        self.cells = cells
        self.prefix = cells.prefix.decode()

    def made(self, changes: Rows, stale: Mapping[int, Collection[int]]) -> bytes:
        """The new part; Unreadable where it could not be read again.

        None empties a cell and keeps its style. ``stale`` has, by row, the columns whose formula
        stays and whose remembered result goes.
        """
        rows = dict(self.cells.rows)
        for number, values in changes.items():
            filled = {column: value for column, value in values.items() if value is not None}
            if number in rows:
                rows[number] = self._changed(number, rows[number], values)
            elif filled:
                inner = b"".join(self._cell(number, c, filled[c], b"") for c in sorted(filled))
                opened, closed = f'<{self.prefix}row r="{number}">', f"</{self.prefix}row>"
                rows[number] = opened.encode() + inner + closed.encode()
        for number, columns in stale.items():
            for column in columns:
                rows[number] = self._without_result(rows[number], column)
        head, tail = self._widened(changes), self.cells.tail
        if rows and not self.cells.rows and head.endswith(b"/>"):
            head = head[:-2].rstrip() + b">"
            tail = f"</{self.prefix}sheetData>".encode() + tail
        new = (rows[number] for number in sorted({*changes, *stale} & rows.keys()))
        markup.searchable(b"".join((head, *new, tail)))  # all other rows are as they were
        return b"".join((head, *(rows[number] for number in sorted(rows)), tail))

    def _changed(self, number: int, row: bytes, values: Mapping[int, Stored]) -> bytes:
        mask, start, end = self.cells.inside(row)
        placed = self.cells.placed(mask, start, end)
        tag, edits = row[:start], []
        for column, match in placed:
            if column in values:
                raw = self._kept(number, column, row[match.start(1) : match.end(1)])
                edits.append((*match.span(), self._written(raw, values[column])))
        new = sorted(values.keys() - {column for column, _ in placed})
        added = [column for column in new if values[column] is not None]
        for column in added:
            place = next((match.start() for other, match in placed if other > column), end)
            edits.append((place, place, self._cell(number, column, values[column], tag)))
        if added and mask.endswith(b"/>", 0, start):  # a row without cells, <row .../>
            tag = tag.rstrip()[:-2].rstrip() + b">"
            edits.append((end, end, f"</{self.prefix}row>".encode()))
        return (_with_spans(tag, values) if added else tag) + markup.with_edits(row, edits)[start:]

    def _kept(self, row: int, column: int, raw: bytes) -> bytes:
        """What stays of a cell's attributes when it gets another value."""
        usual = _USUAL.fullmatch(raw)
        if usual:
            return usual[1]
        raw = markup.without_attributes(raw, _OF_OLD_VALUE)
        if not re.search(_HAS_PLACE, raw):
            raw = f' r="{cell_name(row, column)}"'.encode() + raw
        return raw.rstrip()

    def _cell(self, row: int, column: int, value: Stored, row_tag: bytes) -> bytes:
        style = self.cells.style_of_new(row_tag, column)
        said = f' s="{style}"' if style else ""
        return self._written(f' r="{cell_name(row, column)}"{said}'.encode(), value)

    def _written(self, raw: bytes, value: Stored) -> bytes:
        kind, content = cell_content(value, self.prefix)
        said = f' t="{kind}"'.encode() if kind else b""
        name = self.cells.prefix + b"c"
        if not content:
            return b"<" + name + raw + b"/>"
        return b"<" + name + raw + said + b">" + content.encode() + b"</" + name + b">"

    def _without_result(self, row: bytes, column: int) -> bytes:
        mask, start, end = self.cells.inside(row)
        match = next(m for c, m in self.cells.placed(mask, start, end) if c == column)
        value = VALUE.search(mask, *match.span(3))
        if value is None:
            return row
        raw = markup.without_attributes(row[match.start(1) : match.end(1)], {b"t"}).rstrip()
        return markup.with_edits(row, [(*match.span(1), raw), (*value.span(), b"")])

    def _widened(self, changes: Rows) -> bytes:
        """The head of the part, whose hint about the used area holds the new values too."""
        new = area_around(changes)

        def wide(ref: str) -> str:
            area = parse_area(ref)
            return area.joined(new).address if area and new else ref

        return markup.with_tag(self.cells.head, b"dimension", b"ref", wide)


def _with_spans(tag: bytes, columns: Collection[int]) -> bytes:
    """The row's tag with its hint about used columns widened, or without one too odd to widen."""
    match = re.search(_SPANS, tag)
    if match is None:
        return re.sub(_ANY_SPANS, b"", tag)
    first, last = min(int(match[1]), *columns), max(int(match[2]), *columns)
    return tag[: match.start()] + f' spans="{first}:{last}"'.encode() + tag[match.end() :]
