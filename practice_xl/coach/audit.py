"""The audit: the finished file is opened again, and every part of it is held to an allow-list.

It trusts nothing that wrote the file. What it does not know is a finding, and a finding deletes
the copy. Findings say what and where, never the text itself.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from practice_xl.coach.cells import cell_value, local_name, shared_strings
from practice_xl.coach.inputs import Private
from practice_xl.coach.numbers import FORMAT_LINE
from practice_xl.domain.cell_values import EXCEL_EPOCH
from practice_xl.schema.parts import cell_position

_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|"
    r"xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|"
    r"xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/sheet\d+\.xml\.rels|"
    r"xl/drawings/drawing\d+\.xml|xl/drawings/_rels/drawing\d+\.xml\.rels|"
    r"xl/charts/chart\d+\.xml|xl/tables/table\d+\.xml"
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = frozenset(
    _RELATION + name
    for name in (
        "officeDocument",
        "extended-properties",
        "worksheet",
        "theme",
        "styles",
        "sharedStrings",
        "drawing",
        "chart",
        "table",
    )
) | {"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"}
_CONTENT = re.compile(
    r"application/vnd\.openxmlformats-package\.(relationships|core-properties)\+xml|application/xml|"
    r"application/vnd\.openxmlformats-officedocument\."
    r"(extended-properties|theme|drawing|drawingml\.chart|spreadsheetml\.(sheet\.main|worksheet|"
    r"styles|sharedStrings|table))\+xml"
)
_ELEMENTS: dict[str, frozenset[str]] = {
    "worksheet": frozenset(
        "worksheet sheetPr tabColor pageSetUpPr dimension sheetViews sheetView pane selection "
        "sheetFormatPr cols col sheetData row c v is t dataValidations dataValidation formula1 "
        "printOptions pageMargins pageSetup headerFooter oddHeader oddFooter rowBreaks brk drawing "
        "tableParts tablePart".split()
    ),
    "workbook": frozenset(
        "workbook fileVersion workbookPr bookViews workbookView sheets sheet definedNames "
        "definedName calcPr".split()
    ),
    "table": frozenset("table tableColumns tableColumn tableStyleInfo autoFilter".split()),
    "sst": frozenset("sst si t".split()),
    "Properties": frozenset(
        "Properties Application DocSecurity ScaleCrop HeadingPairs vector variant lpstr i4 "
        "TitlesOfParts Company LinksUpToDate SharedDoc HyperlinksChanged AppVersion".split()
    ),
    "coreProperties": frozenset(
        "coreProperties title subject creator keywords description lastModifiedBy created "
        "modified category".split()
    ),
    "wsDr": frozenset(
        "wsDr twoCellAnchor from to col colOff row rowOff graphicFrame nvGraphicFramePr cNvPr "
        "cNvGraphicFramePr graphicFrameLocks xfrm off ext graphic graphicData chart "
        "clientData".split()
    ),
}
_NOT_IN_CHARTS = frozenset(
    "externalData userShapes extLst pivotSource hlinkClick hlinkHover".split()
)
_PRINTED = frozenset({"_xlnm.Print_Area", "_xlnm.Print_Titles"})
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_LONG = re.compile(r"(?<![\d.,])\d{9,}(?![\d.,])")
_NAMED = {  # attributes that a person can read, by element
    "sheet": ("name",),
    "cNvPr": ("name", "descr", "title"),
    "table": ("name", "displayName"),
    "tableColumn": ("name",),
    "dataValidation": ("error", "prompt", "errorTitle", "promptTitle"),
}
_FONT = re.compile(r'&"[^"]*"|&\d+')  # how a header or footer is set
_LIMIT = 30_000_000  # bytes unpacked; a copy has less than a tenth

Cells = Mapping[str, Mapping[tuple[int, int], Any]]


def audit(
    content: bytes, cells: Cells, private: Iterable[Private] = (), said: Iterable[str] = ()
) -> list[str]:
    """Everything in a copy that the allow-list does not know.

    Args:
        content: The finished file. [bytes]
        cells: For each sheet that may be there, in order, what its cells may hold.
        private: Texts that must not be in it, in whatever case. Not looked for are those which the
            sheets say by themselves, as a tier called Usual: the cells are made without them.
        said: What the charts say by themselves.

    Returns:
        A sentence for each finding, with the part or the cell; empty when the copy may leave.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > _LIMIT:
                return ["the file: larger than a copy can be"]
            parts = {part.filename: package.read(part) for part in package.infolist()}
            extra = _around(package)
    except zipfile.BadZipFile:
        return ["the file: not a workbook"]
    findings = extra
    trees: dict[str, ElementTree.Element] = {}
    for name, data in parts.items():
        if not _PARTS.fullmatch(name):
            findings.append(f"{name}: a part that a copy does not have")
            continue
        head = data[:200].lower()
        if b"<!doctype" in data.lower() or b"<!entity" in head or b"<!--" in data:
            findings.append(f"{name}: something that is not plain XML")
            continue
        try:
            trees[name] = ElementTree.fromstring(data)  # noqa: S314 - no DTD, see above
        except ElementTree.ParseError:
            findings.append(f"{name}: not XML")
    for name, tree in trees.items():
        findings += _check_part(name, tree)
    findings += _check_cells(trees, cells)
    findings += _check_charts(trees, cells)
    findings += _check_text(trees, _hunted(private, cells, said))
    return findings


def _around(package: zipfile.ZipFile) -> list[str]:
    """What can hide beside the parts: comments of the archive, names twice, odd fields."""
    findings = []
    names = [part.filename for part in package.infolist()]
    if package.comment or any(part.comment for part in package.infolist()):
        findings.append("the file: a comment of the archive")
    if len(names) != len(set(names)):
        findings.append("the file: a part twice")
    if any(part.extra for part in package.infolist()):
        findings.append("the file: an extra field of the archive")
    return findings


def _check_part(name: str, tree: ElementTree.Element) -> list[str]:
    findings = []
    root = local_name(tree.tag)
    found = {local_name(element.tag) for element in tree.iter()}
    allowed = _ELEMENTS.get(root)
    if allowed is not None and not found <= allowed:
        findings.append(f"{name}: {', '.join(sorted(found - allowed))}")
    if root == "chartSpace" and found & _NOT_IN_CHARTS:
        findings.append(f"{name}: {', '.join(sorted(found & _NOT_IN_CHARTS))}")
    if root == "Relationships":
        for relation in tree:
            if relation.get("Type") not in _RELATIONS or relation.get("TargetMode"):
                findings.append(f"{name}: a link that a copy does not have")
    elif root == "Types":
        for entry in tree:
            if not _CONTENT.fullmatch(entry.get("ContentType", "")):
                findings.append(f"{name}: a kind of content that a copy does not have")
    elif root == "workbook":
        findings += _check_workbook(name, tree)
    elif root == "coreProperties":
        for element in tree:
            if local_name(element.tag) not in ("title", "created", "modified") and element.text:
                findings.append(f"{name}: a document property is filled in")
    elif root == "Properties":
        for element in tree.iter():
            if local_name(element.tag) in ("Company", "Manager") and element.text:
                findings.append(f"{name}: a document property is filled in")
    elif root == "table":
        for element in tree.iter():
            if set(element.attrib) & {"calculatedColumnFormula", "totalsRowFunction", "comment"}:
                findings.append(f"{name}: a formula or a comment of a table")
    return findings


def _check_workbook(name: str, tree: ElementTree.Element) -> list[str]:
    findings = []
    for element in tree.iter():
        local = local_name(element.tag)
        if local == "definedName" and element.get("name") not in _PRINTED:
            findings.append(f"{name}: a defined name")
        if local == "definedName" and (element.get("hidden") or element.get("comment")):
            findings.append(f"{name}: a hidden name")
        if local == "sheet" and element.get("state"):
            findings.append(f"{name}: a hidden sheet")
    return findings


def _check_cells(trees: Mapping[str, ElementTree.Element], cells: Cells) -> list[str]:
    """Each sheet, cell by cell, against what may stand there."""
    book, strings = trees.get("xl/workbook.xml"), shared_strings(trees)
    if book is None:
        return ["the file: no workbook in it"]
    names = [e.get("name", "") for e in book.iter() if local_name(e.tag) == "sheet"]
    if names != list(cells):
        return ["xl/workbook.xml: other sheets than a copy has"]
    findings = []
    said = False
    for number, name in enumerate(names, start=1):
        tree = trees.get(f"xl/worksheets/sheet{number}.xml")
        if tree is None:
            findings.append(f"{name}: missing")
            continue
        for element in tree.iter():
            local = local_name(element.tag)
            if local in ("row", "col") and element.get("hidden"):
                findings.append(f"{name}: hidden rows or columns")
            if local == "formula1" and not (element.text or "").startswith('"'):
                findings.append(f"{name}: a formula in a drop-down")
            if local != "c":
                continue
            address = element.get("r", "")
            value = cell_value(element, strings)
            expected = cells[name].get(cell_position(address))
            said = said or (isinstance(value, str) and value.startswith(FORMAT_LINE))
            if value is not None and not _same(value, expected):
                findings.append(f"{name}!{address}: something that was not to be there")
    if not said:
        findings.append(f"Start: the line “{FORMAT_LINE}” is missing")
    return findings


def _check_charts(trees: Mapping[str, ElementTree.Element], cells: Cells) -> list[str]:
    """What charts keep of the cells they draw: nothing but what may stand in a cell."""
    values = [value for sheet in cells.values() for value in sheet.values()]
    texts = {value for value in values if isinstance(value, str)}
    numbers = sorted(number for value in values if (number := _number(value)) is not None)
    findings = []
    for name, tree in trees.items():
        if not name.startswith("xl/charts/"):
            continue
        for cache in tree.iter():
            if local_name(cache.tag) not in ("numCache", "strCache"):
                continue
            kept = [e.text or "" for e in cache.iter() if local_name(e.tag) == "v"]
            if not all(text in texts or _is_number(text, numbers) for text in kept if text):
                findings.append(f"{name}: something that stands in no cell")
    return findings


def _is_number(text: str, numbers: Sequence[float]) -> bool:
    """Whether a text is one of the sorted numbers, as near as programs write them."""
    try:
        number = float(text)
    except ValueError:
        return False
    place = bisect_left(numbers, number)
    return any(_near(number, other) for other in numbers[max(0, place - 1) : place + 1])


def _near(number: float, other: float) -> bool:
    return abs(number - other) <= 1e-9 * max(1.0, abs(other))


def _number(value: Any) -> float | None:
    """A cell's number as a chart keeps it; a date as its serial."""
    if isinstance(value, (date, datetime)):
        day = value.date() if isinstance(value, datetime) else value
        return float((day - EXCEL_EPOCH).days)
    return float(value) if isinstance(value, (int, float)) else None


def _hunted(
    private: Iterable[Private], cells: Cells, said: Iterable[str]
) -> dict[str, re.Pattern[str]]:
    """What to look for, by where it was typed."""
    values = [value for sheet in cells.values() for value in sheet.values()]
    own = "\n".join([*said, *(value for value in values if isinstance(value, str))])
    patterns = {text.where: whole_words(text.text) for text in private if text.text.split()}
    return {where: words for where, words in patterns.items() if not words.search(own)}


def _check_text(
    trees: Mapping[str, ElementTree.Element], hunted: Mapping[str, re.Pattern[str]]
) -> list[str]:
    """What a person can read, against what is private; every text, against patterns."""
    findings = []
    for name, tree in trees.items():
        for text in _readable(tree):
            findings += [
                f"{name}: a text that may not leave, typed in {where}. Change it there, and share "
                "again."
                for where, words in hunted.items()
                if words.search(text)
            ]
        numbers = name.startswith(("xl/charts/", "xl/worksheets/", "xl/drawings/", "xl/styles"))
        texts = {text for e in tree.iter() for text in (*e.attrib.values(), e.text or "")}
        for text in texts:
            if _MAIL.search(text):
                findings.append(f"{name}: an e-mail address")
            if not numbers and _LONG.search(text):
                findings.append(f"{name}: a long number")
    return list(dict.fromkeys(findings))


def whole_words(text: str) -> re.Pattern[str]:
    """A pattern that finds a text as whole words, in whatever case and however it is spaced.

    >>> bool(whole_words("Oak Street").search("at oak  street, 9")), bool(
    ...     whole_words("Oak").search("cloaks"))
    (True, False)
    """
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _readable(tree: ElementTree.Element) -> Iterator[str]:
    """Texts of a part that a person can read: never the names and attributes of the markup."""
    for element in tree.iter():
        if element.text and element.text.strip():
            yield _FONT.sub("", element.text)
        if local_name(element.tag) in _NAMED:
            yield from (element.get(key, "") for key in _NAMED[local_name(element.tag)])


def _same(value: Any, expected: Any) -> bool:
    if isinstance(expected, (date, datetime)):
        day = expected.date() if isinstance(expected, datetime) else expected
        return isinstance(value, float) and int(value) == (day - EXCEL_EPOCH).days
    if isinstance(expected, (int, float)):
        return isinstance(value, float) and _near(value, float(expected))
    if isinstance(expected, str) and isinstance(value, str):
        return value == expected or value == _escaped(expected)
    return False


def _escaped(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", text)
