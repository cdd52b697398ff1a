"""Formulas whose remembered result may be out of date once some cells have changed.

LibreOffice shows a remembered result whatever the file says about calculating anew; taking the
result out is the cure, and Excel works it out on opening.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, Place, parse_area
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import attributes, unescape
from practice_xl.xlsx.package import Package
from practice_xl.xlsx.values import Rows

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?<![\w.$])(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*|\[\d+\][\w.]*)!)?"
    r"(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
    r"|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w(!.])",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w.])[^\W\d][\w.\\]*(?![\w.(])")
_ANYWHERE = re.compile(
    r"\b(?:INDIRECT|OFFSET)\s*\(|\)\s*:|:\s*(?:INDEX|CHOOSE|IF|XLOOKUP)\s*\("
    r"|[\w.']:[^\W\d][\w.]*'?!|'[^'\[\]]+:[^']+'!",
    re.IGNORECASE,
)
_DEPTH = 5  # names that mean names that mean names
_SMALL = 64  # cells of an area up to which each one is noted by itself

_Cell = tuple[str, int, int]


@dataclass
class Reads:
    """Areas a formula reads, by sheet; ``anything`` when only a calculation could tell."""

    areas: list[tuple[str, Area]] = field(default_factory=list)
    anything: bool = False


class Scope(NamedTuple):
    """What words in formulas can mean: names (in small letters) and tables with their sheet."""

    names: Mapping[str, list[str]]
    tables: Mapping[str, tuple[str, Area]]


@dataclass
class _Formula:
    """One formula, or one shared by many cells: where it stands, what it fills, what it reads."""

    sheet: str
    places: list[Place] = field(default_factory=list)
    fills: list[Area] = field(default_factory=list)
    reads: Reads = field(default_factory=Reads)


def stale_formulas(
    package: Package,
    cells: Mapping[str, SheetCells],
    values: Mapping[str, Rows],
    grown: Mapping[str, Area],
) -> dict[str, dict[int, set[int]]]:
    """Cells whose formula can depend on the changed ones, directly or through others.

    Args:
        package: The workbook.
        cells: Every worksheet by name.
        values: The changed cells by sheet.
        grown: New areas of tables by their part.

    Returns:
        Columns by sheet and row; cells that are themselves replaced are not among them.
    """
    scope = _scope(package, cells, grown)
    formulas = [formula for sheet in cells.values() for formula in _formulas(sheet, scope, values)]
    stale: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for formula in _reached(formulas, values):
        for row, column in formula.places:
            stale[formula.sheet][row].add(column)
    return stale


def _scope(package: Package, cells: Mapping[str, SheetCells], grown: Mapping[str, Area]) -> Scope:
    names: dict[str, list[str]] = defaultdict(list)
    for name in package.defined_names:
        names[name.name.lower()].append(name.refers_to)
    tables: dict[str, tuple[str, Area]] = {}
    for entry in package.sheets:
        if entry.name in cells:
            for table in package.tables(entry.part):
                area = grown.get(table.part, table.area)
                tables[table.name.lower()] = (entry.name.lower(), area)
    return Scope(names, tables)


def _formulas(cells: SheetCells, scope: Scope, values: Mapping[str, Rows]) -> Iterator[_Formula]:
    replaced = values.get(cells.sheet, {})
    shared: dict[str, _Formula] = defaultdict(lambda: _Formula(cells.sheet))
    for place, raw, text in cells.formulas():
        if place[1] in replaced.get(place[0], ()):
            continue
        said = attributes(raw)
        area = parse_area(said.get("ref", ""))
        formula = shared[said["si"]] if said.get("t") == "shared" else _Formula(cells.sheet)
        formula.places.append(place)
        formula.fills.append(Area(*place, *place))
        if said.get("t") in ("array", "dataTable") and area:
            formula.fills.append(area)
        if text is None or said.get("t") == "dataTable":
            formula.reads.anything = True
        elif text:
            found = reads(unescape(text), cells.sheet.lower(), scope)
            if said.get("t") == "shared" and area:
                found.areas = [(sheet, widened(read, area)) for sheet, read in found.areas]
            formula.reads = found
        if said.get("t") != "shared":
            yield formula
    for formula in shared.values():
        if not formula.reads.areas:  # the cell that carried the text may be gone
            formula.reads.anything = True
        yield formula


def _reached(formulas: list[_Formula], values: Mapping[str, Rows]) -> list[_Formula]:
    """Formulas that a change can reach, each one once."""
    by_cell: dict[_Cell, list[int]] = defaultdict(list)
    by_area: dict[str, list[tuple[Area, int]]] = defaultdict(list)
    for number, formula in enumerate(formulas):
        for sheet, area in formula.reads.areas:
            size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
            if size > _SMALL:
                by_area[sheet].append((area, number))
            else:
                for cell in _cells(sheet, area):
                    by_cell[cell].append(number)
    waiting = [
        (sheet.lower(), row, column)
        for sheet, rows in values.items()
        for row, cells in rows.items()
        for column in cells
    ]
    reached = {number for number, formula in enumerate(formulas) if formula.reads.anything}
    queue = sorted(reached)
    seen = set(waiting)
    while waiting or queue:
        if waiting:
            sheet, row, column = cell = waiting.pop()
            found = by_cell.get(cell, [])
            far = by_area.get(sheet, [])
            hits = {number for area, number in far if area.holds(row, column)}
            if hits:
                by_area[sheet] = [pair for pair in far if pair[1] not in hits]
            new = {*found, *hits} - reached
            reached |= new
            queue += sorted(new)
        else:
            formula = formulas[queue.pop()]
            for area in formula.fills:
                for cell in _cells(formula.sheet.lower(), area):
                    if cell not in seen:
                        seen.add(cell)
                        waiting.append(cell)
    return [formulas[number] for number in sorted(reached)]


def _cells(sheet: str, area: Area) -> Iterator[_Cell]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield sheet, row, column


def reads(text: str, sheet: str, scope: Scope, depth: int = 0) -> Reads:
    """The cells a formula can read; too many rather than too few.

    Args:
        text: The formula, without its equals sign.
        sheet: The sheet it stands on, in small letters.
        scope: The workbook's names and tables.
        depth: How many names led here.

    >>> [(place, area.address) for place, area in
    ...     reads("SUM('My sheet'!A1:B2)+C3", "weekly", Scope({}, {})).areas]
    [('my sheet', 'A1:B2'), ('weekly', 'C3')]
    """
    found = Reads()
    text = _TEXT.sub('""', text)
    if depth > _DEPTH or _ANYWHERE.search(text):
        found.anything = True
        return found
    for match in _REFERENCE.finditer(text):
        area, place = parse_area(match["area"]), (match["sheet"] or "").lower()
        if area is None or "[" in place:
            continue
        if place.startswith("'"):
            place = place[1:-1].replace("''", "'")
        found.areas.append((place or sheet, area))
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if word in scope.tables:
            found.areas.append(scope.tables[word])
        for meaning in scope.names.get(word, ()):
            inner = reads(meaning, sheet, scope, depth + 1)
            found.areas += inner.areas
            found.anything = found.anything or inner.anything
    if "[" in text:  # inside a table its own name may be left out
        found.areas += [place for place in scope.tables.values() if place[0] == sheet]
    return found


def widened(area: Area, group: Area) -> Area:
    """The cells that a shared formula reads through one of its references, over all its cells."""
    bottom = min(LAST_ROW, area.bottom + group.bottom - group.top)
    right = min(LAST_COLUMN, area.right + group.right - group.left)
    return area._replace(bottom=bottom, right=right)
