"""All parts that change together when cells do, worked out from one workbook and its new values."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from practice_xl.xlsx.address import Area, parse_area, parse_reference
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import attributes, escape, searchable, unescape, with_attribute
from practice_xl.xlsx.package import Package, Relation
from practice_xl.xlsx.patch import patched_sheet
from practice_xl.xlsx.values import CellError, Rows, Stored, cell_content

_CALCULATION = rb"<(?:[\w.-]+:)?calcPr((?:\s[^>]*?)?)(/?)>"
_SIZES = (rb"<(?:[\w.-]+:)?autoFilter(\s[^>]*?)/?>", rb"<(?:[\w.-]+:)?table(\s[^>]*?)/?>")

MAX_POINTS = 100_000  # of a chart

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CACHED = rb"(?s)<((?:[\w.-]+:)?)(num|str)Ref>\s*<\1f>([^<]*)</\1f>\s*<\1\2Cache>(.*?)</\1\2Cache>"
_FORMAT = rb"\s*<((?:[\w.-]+:)?)formatCode>[^<]*</\1formatCode>"

Changes = Mapping[str, Rows]  # new values by sheet


def patched_workbook(
    package: Package, cells: Mapping[str, SheetCells], values: Changes, grown: Mapping[str, Area]
) -> bytes:
    """The whole file after the changes; every part they do not concern keeps its packed bytes.

    Args:
        package: The workbook as it is.
        cells: Every worksheet by name.
        values: New values by sheet; only real differences.
        grown: New areas by table part.

    Returns:
        The new file. [bytes]

    Raises:
        FileRefused: A part is damaged.
    """
    with package.reading():
        package.archive.check_all()
        sheets = {entry.name: entry for entry in package.sheets if entry.is_worksheet}
        stale: Mapping[str, Mapping[int, Collection[int]]] = {}
        if any(next(sheet.formulas(), None) for sheet in cells.values()):
            from practice_xl.xlsx.dependents import stale_formulas

            stale = stale_formulas(package, cells, values, grown)
        others = {part: _grown_table(package.read(part), area) for part, area in grown.items()}
        if stale:
            others[package.workbook_part] = _recalculating(package.read(package.workbook_part))
        chain = _chain(package) if _replaces_formulas(cells, values) else None
        if chain:
            others |= _without_part(package, chain)
        others |= refreshed_charts(package, cells, values)
        for content in others.values():
            searchable(content)  # nothing is written that could not be read again
        patched = {
            entry.part: patched_sheet(cells[name], values.get(name, {}), stale.get(name))
            for name, entry in sheets.items()
            if name in values or name in stale
        }
        return package.archive.patched(others | patched, [chain.target] if chain else [])


def _replaces_formulas(cells: Mapping[str, SheetCells], values: Changes) -> bool:
    return any(
        not cells[name].formula_columns(row).isdisjoint(new)
        for name, rows in values.items()
        for row, new in rows.items()
    )


def _chain(package: Package) -> Relation | None:
    """The order in which Excel last calculated; it names every formula, and Excel makes it anew."""
    links = package.relations(package.workbook_part)
    found = (link for link in links if link.kind == "calcChain" and link.target in package.archive)
    return next(found, None)


def _recalculating(workbook: bytes) -> bytes:
    """The workbook part, asking Excel to work out all formulas when it opens the file."""
    mask = searchable(workbook)
    match = re.search(_CALCULATION, mask)
    if match:
        raw = with_attribute(workbook[match.start(1) : match.end(1)], b"fullCalcOnLoad", "1")
        return workbook[: match.start(1)] + raw + workbook[match.end(1) :]
    return workbook  # without calcPr Excel works everything out anyway


def _without_part(package: Package, link: Relation) -> dict[str, bytes]:
    """The lists that mention a part of the workbook, without it: its link and its content type."""
    folder, name = posixpath.split(package.workbook_part)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    changed: dict[str, bytes] = {}
    for source, tag, attribute, value in (
        (links, b"Relationship", "Id", link.identity),
        ("[Content_Types].xml", b"Override", "PartName", f"/{link.target}"),
    ):
        data = package.read(source)
        found = re.finditer(rb"<(?:[\w.-]+:)?" + tag + rb"(\s[^>]*?)/>", searchable(data))
        match = next((m for m in found if attributes(m[1]).get(attribute) == value), None)
        if match:
            changed[source] = data[: match.start()] + data[match.end() :]
    return changed


def _grown_table(data: bytes, area: Area) -> bytes:
    """The part of a table with its last row moved down, its filter with it.

    Args:
        data: The part.
        area: The whole table, header included.
    """
    mask = searchable(data)
    for pattern in _SIZES:  # from the end of the part to its start
        match = re.search(pattern, mask)
        old = parse_area(attributes(match[1]).get("ref", "")) if match else None
        if match is None or old is None:
            continue
        new = old._replace(bottom=area.bottom)
        raw = with_attribute(data[match.start(1) : match.end(1)], b"ref", new.address)
        data = data[: match.start(1)] + raw + data[match.end(1) :]
    return data


def refreshed_charts(
    package: Package, cells: Mapping[str, SheetCells], values: Mapping[str, Rows]
) -> dict[str, bytes]:
    """The parts of charts that draw changed cells, with new remembered points.

    Args:
        package: The workbook.
        cells: Every worksheet by name.
        values: The changed cells by sheet.
    """
    changed = {sheet.lower(): sheet for sheet in values}
    parts: dict[str, bytes] = {}
    for part in package.parts_of_type(_CHART_TYPE):
        data = package.read(part)
        pieces: list[bytes] = []
        position = 0
        for match in re.finditer(_CACHED, searchable(data)):
            place = _place(package, unescape(data[slice(*match.span(3))].decode()))
            if place is None or place[0].lower() not in changed:
                continue
            sheet = changed[place[0].lower()]
            if not _touched(place[1], values[sheet]):
                continue
            kept = re.match(_FORMAT, data[slice(*match.span(4))])
            points = _points(cells[sheet], values[sheet], place[1], match[1], match[2] == b"num")
            pieces += (data[position : match.start(4)], kept[0] if kept else b"", points)
            position = match.end(4)
        if pieces:
            parts[part] = b"".join(pieces) + data[position:]
    return parts


def _place(package: Package, text: str) -> tuple[str, Area] | None:
    place = parse_reference(text)
    if place is None:
        word = text.rpartition("!")[2].lower()
        meanings = [name.refers_to for name in package.defined_names if name.name.lower() == word]
        place = parse_reference(meanings[0]) if len(meanings) == 1 else None
    if place is None:
        return None
    area = place[1]
    size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
    return place if size <= MAX_POINTS else None


def _touched(area: Area, changes: Rows) -> bool:
    return any(
        area.left <= column <= area.right
        for row, values in changes.items()
        if area.top <= row <= area.bottom
        for column in values
    )


def _points(cells: SheetCells, new: Rows, area: Area, prefix: bytes, numbers: bool) -> bytes:
    name = prefix.decode()
    points: list[str] = []
    number = 0
    for row in range(area.top, area.bottom + 1):
        old, changed = cells.row_values(row), new.get(row, {})
        for column in range(area.left, area.right + 1):
            value = changed[column] if column in changed else old.get(column)
            text = _point(value, numbers)
            if text:
                points.append(f'<{name}pt idx="{number}"><{name}v>{text}</{name}v></{name}pt>')
            number += 1
    return f'<{name}ptCount val="{number}"/>{"".join(points)}'.encode()


def _point(value: Stored, numbers: bool) -> str:
    """The remembered form of a value; empty for a gap."""
    if value is None or isinstance(value, CellError):
        return ""
    if isinstance(value, str):
        return "" if numbers else escape(value)
    if isinstance(value, bool):
        return str(int(value)) if numbers else str(value).upper()
    return cell_content(float(value), "")[1].removeprefix("<v>").removesuffix("</v>")
