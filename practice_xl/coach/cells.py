"""The cells of one sheet of a small workbook, read without a program: for copies and the roster.

Copies come back saved by whatever the coach has, so a sheet is found by its name and relation.
Values only; styles are passed over, so a date is read as its serial number.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from practice_xl.schema.parts import cell_position

MOST_BYTES = 30_000_000  # unpacked, of one part; a copy has less than a tenth in all


def read_sheet(content: bytes, sheet: str) -> dict[tuple[int, int], Any]:
    """The values of a sheet by (row, column), counted from 1.

    Args:
        content: The workbook. [bytes]
        sheet: Name of the sheet.

    Raises:
        ValueError: It is no workbook, or has no such sheet; the text says so in words.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            tree = {name: _part(package, name) for name in _needed(package, sheet)}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError) as error:
        raise ValueError("it is not a workbook, or it is damaged") from error
    strings = shared_strings(tree)
    cells: dict[tuple[int, int], Any] = {}
    for name, root in tree.items():
        if name.endswith("sharedStrings.xml"):
            continue
        for element in root.iter():
            if local_name(element.tag) == "c":
                value = cell_value(element, strings)
                if value is not None:
                    cells[cell_position(element.get("r", ""))] = value
    return cells


def shared_strings(trees: Mapping[str, ElementTree.Element]) -> list[str]:
    """The shared strings of a workbook, in their order."""
    table = next((t for name, t in trees.items() if name.endswith("sharedStrings.xml")), None)
    if table is None:
        return []
    return [
        "".join(t.text or "" for t in si.iter() if local_name(t.tag) == "t")
        for si in table
        if local_name(si.tag) == "si"
    ]


def cell_value(cell: ElementTree.Element, strings: list[str]) -> Any:
    """The value of a ``<c>`` element: a number, text, or None."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(e.text or "" for e in cell.iter() if local_name(e.tag) == "t")
    text = next((e.text for e in cell if local_name(e.tag) == "v"), None)
    if text is None:
        return None
    if kind == "s":
        place = int(text)
        return strings[place] if 0 <= place < len(strings) else None
    return float(text) if kind == "n" else text


def local_name(tag: str) -> str:
    """A tag without its namespace.

    >>> local_name("{http://example.org}row")
    'row'
    """
    return tag.rpartition("}")[2]


def _needed(package: zipfile.ZipFile, sheet: str) -> list[str]:
    book = _part(package, "xl/workbook.xml")
    relation = None
    for element in book.iter():
        if local_name(element.tag) == "sheet" and element.get("name") == sheet:
            relation = next(v for k, v in element.attrib.items() if local_name(k) == "id")
    if relation is None:
        raise ValueError(f"it has no sheet {sheet}")
    names = []
    for entry in _part(package, "xl/_rels/workbook.xml.rels"):
        target = posixpath.normpath(posixpath.join("xl", entry.get("Target", "")))
        target = target.removeprefix("/").lstrip("/")
        if entry.get("Id") == relation or target.endswith("sharedStrings.xml"):
            names.append(target)
    return names


def _part(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if package.getinfo(name).file_size > MOST_BYTES:
        raise ValueError("it is far too large for a coach copy")
    data = package.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("it holds something that a workbook never has")
    return ElementTree.fromstring(data)  # noqa: S314 - no DTD, see above
