"""All parts that change together when cells do, worked out from one workbook and its new values."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from practice_xl.xlsx import charts
from practice_xl.xlsx.address import Area, cell_name, parse_area
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import Unreadable, attributes, searchable, with_attribute
from practice_xl.xlsx.package import Package, SheetEntry
from practice_xl.xlsx.patch import patched_sheet
from practice_xl.xlsx.values import Rows

_ENTRY = rb"<((?:[\w.-]+:)?c)(\s[^>]*?)/>"
_CALCULATION = rb"<(?:[\w.-]+:)?calcPr((?:\s[^>]*?)?)(/?)>"
_SIZES = (rb"<(?:[\w.-]+:)?autoFilter(\s[^>]*?)/?>", rb"<(?:[\w.-]+:)?table(\s[^>]*?)/?>")

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
    try:
        package.archive.check_all()
        parts, removed = _changed_parts(package, cells, values, grown)
        for content in parts.values():
            searchable(content)  # nothing is written that could not be read again
        return package.archive.patched(parts, removed)
    except Unreadable as error:
        raise package.refusal(error) from error


def _changed_parts(
    package: Package, cells: Mapping[str, SheetCells], values: Changes, grown: Mapping[str, Area]
) -> tuple[dict[str, bytes], set[str]]:
    parts: dict[str, bytes] = {}
    removed: set[str] = set()
    sheets = {entry.name: entry for entry in package.sheets if entry.is_worksheet}
    stale: Mapping[str, Mapping[int, Collection[int]]] = {}
    if any(sheet.has_formulas for sheet in cells.values()):
        from practice_xl.xlsx.dependents import stale_formulas

        stale = stale_formulas(package, cells, values, grown)
    for name, entry in sheets.items():
        if name in values or name in stale:
            parts[entry.part] = patched_sheet(cells[name], values.get(name, {}), stale.get(name))
    for part, area in grown.items():
        parts[part] = _grown_table(package.read(part), area)
    if stale:
        workbook = package.workbook_part
        parts[workbook] = _recalculating(package.read(workbook))
    _drop_from_chain(package, _gone_formulas(sheets, cells, values), parts, removed)
    parts.update(charts.refreshed(package, cells, values))
    return parts, removed


def _gone_formulas(
    sheets: Mapping[str, SheetEntry], cells: Mapping[str, SheetCells], values: Changes
) -> set[tuple[str, str]]:
    return {
        (sheets[name].sheet_id, cell_name(row, column))
        for name, rows in values.items()
        for row, new in rows.items()
        for column in cells[name].formula_columns(row)
        if column in new
    }


def _drop_from_chain(
    package: Package, gone: set[tuple[str, str]], parts: dict[str, bytes], removed: set[str]
) -> None:
    links = package.relations(package.workbook_part)
    part = next((r.target for r in links if r.kind == "calcChain"), "")
    if not gone or part not in package.archive:
        return
    shorter = _without_entries(package.read(part), gone)
    if shorter:
        parts[part] = shorter
    else:
        removed.add(part)
        parts.update(_without_part(package, part))


def _without_entries(chain: bytes, gone: Collection[tuple[str, str]]) -> bytes:
    """The calculation chain less the cells that hold no formula any more.

    Args:
        chain: The part.
        gone: Sheet id and address of each cell.

    Returns:
        The new part; empty when no entry is left, and the part has to go.
    """
    pieces: list[bytes] = []
    position = 0
    sheet = written = ""
    left = 0
    mask = searchable(chain)
    for match in re.finditer(_ENTRY, mask):
        said = attributes(match[2])
        sheet = said.get("i", sheet)
        pieces.append(chain[position : match.start()])
        position = match.end()
        if (sheet, said.get("r", "")) in gone:
            continue
        left += 1
        raw = match[2]
        if "i" not in said and written != sheet:  # the entry that named the sheet is gone
            raw = with_attribute(raw, b"i", sheet)
        pieces.append(b"<" + match[1] + raw + b"/>")
        written = sheet
    return b"".join(pieces) + chain[position:] if left else b""


def _recalculating(workbook: bytes) -> bytes:
    """The workbook part, asking Excel to work out all formulas when it opens the file."""
    mask = searchable(workbook)
    match = re.search(_CALCULATION, mask)
    if match:
        raw = with_attribute(workbook[match.start(1) : match.end(1)], b"fullCalcOnLoad", "1")
        return workbook[: match.start(1)] + raw + workbook[match.end(1) :]
    return workbook  # without calcPr Excel works everything out anyway


def _without_part(package: Package, part: str) -> dict[str, bytes]:
    """The lists that mention a part of the workbook, without it: its link and its content type."""
    folder, name = posixpath.split(package.workbook_part)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    relations = package.relations(package.workbook_part)
    identity = next(relation.identity for relation in relations if relation.target == part)
    changed: dict[str, bytes] = {}
    for source, tag, attribute, value in (
        (links, b"Relationship", "Id", identity),
        ("[Content_Types].xml", b"Override", "PartName", f"/{part}"),
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
