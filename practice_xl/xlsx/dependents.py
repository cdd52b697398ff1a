"""What a file remembers of cells that change: results of formulas, and the points of charts.

LibreOffice shows a remembered result whatever the file says; so it is taken out, for Excel anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, Place, parse_area, parse_reference
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import escape, searchable, unescape, with_edits
from practice_xl.xlsx.package import Package
from practice_xl.xlsx.values import CellError, Rows, Stored, cell_content

_TEXT = r'"(?:[^"]|"")*"'
_REFERENCE = (
    r"(?i)(?<![\w.$])(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*|\[\d+\][\w.]*)!)?"
    r"(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
    r"|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w(!.])"
)
_WORD = r"(?<![\w.])[^\W\d][\w.\\]*(?![\w.(])"
_ANYWHERE = (
    r"(?i)\b(?:INDIRECT|OFFSET)\s*\(|\)\s*:|:\s*(?:INDEX|CHOOSE|IF|XLOOKUP)\s*\("
    r"|[\w.']:[^\W\d][\w.]*'?!|'[^'\[\]]+:[^']+'!"
)
_DEPTH = 5  # names that mean names that mean names

MAX_POINTS = 100_000  # of a chart

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CACHED = rb"(?s)<((?:[\w.-]+:)?)(num|str)Ref>\s*<\1f>([^<]*)</\1f>\s*<\1\2Cache>(.*?)</\1\2Cache>"
_FORMAT = rb"\s*<((?:[\w.-]+:)?)formatCode>[^<]*</\1formatCode>"

Reads = list[tuple[str, Area]]  # areas a formula reads, by sheet in small letters

# What words in formulas can mean: names (in small letters), and tables with their sheet
Scope = tuple[Mapping[str, list[str]], Mapping[str, tuple[str, Area]]]
# A cell with a formula: its sheet and place, all it fills, what it reads; None: only Excel can tell
_Formula = tuple[str, Place, list[Area], Reads | None]


def stale_formulas(
    package: Package,
    cells: Mapping[str, SheetCells],
    values: Mapping[str, Rows],
    grown: Mapping[str, Area],
) -> Mapping[str, Mapping[int, Collection[int]]]:
    """Columns, by sheet and row, whose formula can depend on changed cells or grown tables.

    Directly or through others; cells that are themselves replaced are not among them.
    """
    names: dict[str, list[str]] = defaultdict(list)
    for name in package.defined_names:
        names[name.name.lower()].append(name.refers_to)
    tables = {
        table.name.lower(): (entry.name.lower(), grown.get(table.part, table.area))
        for entry in package.sheets
        if entry.name in cells
        for table in package.tables(entry.part)
    }
    scope = names, tables
    formulas = [formula for sheet in cells.values() for formula in _formulas(sheet, scope, values)]
    stale: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    waiting = [(sheet.lower(), area) for sheet in values for area in _areas(values[sheet])]
    reading: dict[str, list[tuple[Area, _Formula]]] = defaultdict(list)
    for formula in formulas:
        sheet, (row, column), fills, known = formula
        if known is None:
            stale[sheet][row].add(column)
            waiting += ((sheet.lower(), area) for area in fills)
        for other, area in known or ():
            reading[other].append((area, formula))
    while waiting:
        sheet, changed = waiting.pop()
        hit = [formula for area, formula in reading[sheet] if area.touches(changed)]
        if hit:
            reading[sheet] = [pair for pair in reading[sheet] if not pair[0].touches(changed)]
        for own, (row, column), fills, _ in hit:
            if column not in stale[own][row]:
                stale[own][row].add(column)
                waiting += ((own.lower(), area) for area in fills)
    return stale


def _areas(values: Rows) -> list[Area]:
    """The changed cells as runs down the columns."""
    runs: list[Area] = []
    for column, row in sorted((column, row) for row, cells in values.items() for column in cells):
        if runs and (column, row) == (runs[-1].left, runs[-1].bottom + 1):
            runs[-1] = runs[-1]._replace(bottom=row)
        else:
            runs.append(Area(row, column, row, column))
    return runs


def _formulas(cells: SheetCells, scope: Scope, values: Mapping[str, Rows]) -> Iterator[_Formula]:
    replaced = values.get(cells.sheet, {})
    found = [
        (place, said, None if text is None else unescape(text))
        for place, (said, text) in cells.formulas.items()
        if place[1] not in replaced.get(place[0], ())
    ]
    sheet = cells.sheet.lower()
    shared: dict[str, Reads] = {}  # where the cell that carries the text is gone: anything
    for _, said, text in found:
        area = parse_area(said.get("ref", "")) if said.get("t") == "shared" else None
        known = reads(text, sheet, scope) if area and text else None
        if area and known is not None:
            shared[said["si"]] = [(other, widened(read, area)) for other, read in known]
    for place, said, text in found:
        kind, fills, known = said.get("t"), [Area(*place, *place)], None
        area = parse_area(said.get("ref", ""))
        if kind in ("array", "dataTable") and area:
            fills.append(area)
        if kind == "shared":
            known = shared.get(said["si"])
        elif text is not None and kind != "dataTable":
            known = reads(text, sheet, scope)
        yield cells.sheet, place, fills, known


def reads(text: str, sheet: str, scope: Scope, depth: int = 0) -> Reads | None:
    """The cells a formula can read; too many rather than too few. None: only Excel could tell.

    ``text`` is the formula without its equals sign, ``sheet`` where it stands, in small letters,
    and ``depth`` how many names led here.

    >>> [(place, area.address) for place, area in
    ...     reads("SUM('My sheet'!A1:B2)+C3", "weekly", ({}, {}))]
    [('my sheet', 'A1:B2'), ('weekly', 'C3')]
    """
    names, tables = scope
    found: Reads = []
    text = re.sub(_TEXT, '""', text)
    if depth > _DEPTH or re.search(_ANYWHERE, text):
        return None
    for match in re.finditer(_REFERENCE, text):
        area, place = parse_area(match["area"]), (match["sheet"] or "").lower()
        if area is None or "[" in place:
            continue
        if place.startswith("'"):
            place = place[1:-1].replace("''", "'")
        found.append((place or sheet, area))
    for match in re.finditer(_WORD, text):
        word = match[0].lower()
        if word in tables:
            found.append(tables[word])
        for meaning in names.get(word, ()):
            inner = reads(meaning, sheet, scope, depth + 1)
            if inner is None:
                return None
            found += inner
    if "[" in text:  # inside a table its own name may be left out
        found += [place for place in tables.values() if place[0] == sheet]
    return found


def widened(area: Area, group: Area) -> Area:
    """The cells that a shared formula reads through one of its references, over all its cells."""
    bottom = min(LAST_ROW, area.bottom + group.bottom - group.top)
    right = min(LAST_COLUMN, area.right + group.right - group.left)
    return area._replace(bottom=bottom, right=right)


def refreshed_charts(
    package: Package, cells: Mapping[str, SheetCells], values: Mapping[str, Rows]
) -> dict[str, bytes]:
    """The parts of charts that draw changed cells, with new remembered points."""
    changed = {sheet.lower(): sheet for sheet in values}
    parts: dict[str, bytes] = {}
    for part in package.parts_of_type(_CHART_TYPE):
        data = package.archive.read(part)
        edits = []
        for match in re.finditer(_CACHED, searchable(data)):
            place = _place(package, unescape(data[slice(*match.span(3))].decode()))
            if place is None or place[0].lower() not in changed:
                continue
            sheet = changed[place[0].lower()]
            left, right = place[1].left, place[1].right
            rows = (row for row in values[sheet] if place[1].top <= row <= place[1].bottom)
            if not any(left <= column <= right for row in rows for column in values[sheet][row]):
                continue
            kept = re.match(_FORMAT, data[slice(*match.span(4))])
            points = _points(cells[sheet], values[sheet], place[1], match[1], match[2] == b"num")
            edits.append((*match.span(4), (kept[0] if kept else b"") + points))
        if edits:
            parts[part] = with_edits(data, edits)
    return parts


def _place(package: Package, text: str) -> tuple[str, Area] | None:
    place = parse_reference(text)
    if place is None:
        word = text.rpartition("!")[2].lower()
        meanings = [name.refers_to for name in package.defined_names if name.name.lower() == word]
        place = parse_reference(meanings[0]) if len(meanings) == 1 else None
    top, left, bottom, right = place[1] if place else (0, 0, 0, 0)
    return place if (bottom - top + 1) * (right - left + 1) <= MAX_POINTS else None


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
