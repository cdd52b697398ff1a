"""All parts that change together when cells do, worked out from one workbook and its new values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from practice_xl.xlsx import chain, charts
from practice_xl.xlsx.address import Area, Place, cell_name
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.markup import Unreadable, searchable
from practice_xl.xlsx.package import Package, SheetEntry
from practice_xl.xlsx.patch import patched_sheet
from practice_xl.xlsx.tables import grown_table
from practice_xl.xlsx.values import Stored

_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")

Values = Mapping[str, Mapping[Place, Stored]]


def patched_workbook(
    package: Package, cells: Mapping[str, SheetCells], values: Values, grown: Mapping[str, Area]
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
    package: Package, cells: Mapping[str, SheetCells], values: Values, grown: Mapping[str, Area]
) -> tuple[dict[str, bytes], set[str]]:
    parts: dict[str, bytes] = {}
    removed: set[str] = set()
    sheets = {entry.name: entry for entry in package.sheets if entry.is_worksheet}
    stale: Mapping[str, Collection[Place]] = {}
    if any(_FORMULA.search(package.read(entry.part)) for entry in sheets.values()):
        from practice_xl.xlsx.dependents import stale_formulas

        stale = stale_formulas(package, cells, values, grown)
    for name, entry in sheets.items():
        if values.get(name) or stale.get(name):
            new = values.get(name, {})
            parts[entry.part] = patched_sheet(cells[name], new, stale.get(name, ()))
    for part, area in grown.items():
        parts[part] = grown_table(package.read(part), area)
    if any(stale.values()):
        workbook = package.workbook_part
        parts[workbook] = chain.recalculating(package.read(workbook))
    _drop_from_chain(package, _gone_formulas(sheets, cells, values), parts, removed)
    parts.update(charts.refreshed(package, cells, values))
    return parts, removed


def _gone_formulas(
    sheets: Mapping[str, SheetEntry], cells: Mapping[str, SheetCells], values: Values
) -> set[tuple[str, str]]:
    gone: set[tuple[str, str]] = set()
    for name, new in values.items():
        sheet = cells[name]
        if not sheet.has_formulas:
            continue
        for row in {row for row, _ in new}:
            for column in sheet.formula_columns(row):
                if (row, column) in new:
                    gone.add((sheets[name].sheet_id, cell_name(row, column)))
    return gone


def _drop_from_chain(
    package: Package, gone: set[tuple[str, str]], parts: dict[str, bytes], removed: set[str]
) -> None:
    links = package.relations(package.workbook_part)
    part = next((r.target for r in links if r.kind == "calcChain"), "")
    if not gone or part not in package.archive:
        return
    shorter = chain.without_entries(package.read(part), gone)
    if shorter:
        parts[part] = shorter
    else:
        removed.add(part)
        parts.update(chain.without_part(package, part))
