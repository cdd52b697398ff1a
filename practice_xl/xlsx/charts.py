"""What charts remember of the cells they draw, brought up to date with the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from practice_xl.xlsx.address import Area, parse_reference
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import escape, searchable, unescape
from practice_xl.xlsx.package import Package
from practice_xl.xlsx.values import CellError, Rows, Stored, cell_content

MAX_POINTS = 100_000

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CACHED = re.compile(
    rb"<((?:[\w.-]+:)?)(num|str)Ref>\s*<\1f>([^<]*)</\1f>\s*<\1\2Cache>(.*?)</\1\2Cache>", re.DOTALL
)
_FORMAT = re.compile(rb"\s*<((?:[\w.-]+:)?)formatCode>[^<]*</\1formatCode>")


def refreshed(
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
        for match in _CACHED.finditer(searchable(data)):
            place = _place(package, unescape(data[slice(*match.span(3))].decode()))
            if place is None or place[0].lower() not in changed:
                continue
            sheet = changed[place[0].lower()]
            if not _touched(place[1], values[sheet]):
                continue
            kept = _FORMAT.match(data[slice(*match.span(4))])
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
