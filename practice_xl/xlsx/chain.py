"""What the workbook knows about its formulas: their order, and whether to work them out anew."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from practice_xl.xlsx.markup import attributes, searchable, with_attribute
from practice_xl.xlsx.package import Package

_ENTRY = rb"<((?:[\w.-]+:)?c)(\s[^>]*?)/>"
_CALCULATION = rb"<(?:[\w.-]+:)?calcPr((?:\s[^>]*?)?)(/?)>"


def without_entries(chain: bytes, gone: Collection[tuple[str, str]]) -> bytes:
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


def recalculating(workbook: bytes) -> bytes:
    """The workbook part, asking Excel to work out all formulas when it opens the file."""
    mask = searchable(workbook)
    match = re.search(_CALCULATION, mask)
    if match:
        raw = with_attribute(workbook[match.start(1) : match.end(1)], b"fullCalcOnLoad", "1")
        return workbook[: match.start(1)] + raw + workbook[match.end(1) :]
    return workbook  # without calcPr Excel works everything out anyway


def without_part(package: Package, part: str) -> dict[str, bytes]:
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
