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

from practice_xl.coach.copy_file import Cells, CopyFile
from practice_xl.coach.inputs import Private
from practice_xl.domain.cell_values import EXCEL_EPOCH
from practice_xl.problems import FileRefused
from practice_xl.schema.parts import cell_name

_LIMIT = 30_000_000  # bytes unpacked; a copy has less than a tenth
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|"
    r"xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|"
    r"xl/(worksheets/sheet|drawings/drawing|charts/chart|tables/table)\d+\.xml|"
    r"xl/(worksheets|drawings)/_rels/(sheet|drawing)\d+\.xml\.rels"
)
_RELATION = re.compile(
    r"http://schemas\.openxmlformats\.org/(officeDocument|package)/2006/relationships/"
    r"(metadata/core-properties|officeDocument|extended-properties|worksheet|theme|styles|"
    r"sharedStrings|drawing|chart|table)"
)
_ELEMENTS = {  # what may stand in a part, by its root
    "worksheet": "sheetPr tabColor pageSetUpPr dimension sheetViews sheetView pane selection "
    "sheetFormatPr cols col sheetData row c v is t dataValidations dataValidation formula1 "
    "formula2 printOptions pageMargins pageSetup headerFooter oddHeader oddFooter rowBreaks "
    "colBreaks brk drawing tableParts tablePart extLst ext",
    "workbook": "fileVersion workbookPr bookViews workbookView sheets sheet definedNames "
    "definedName calcPr",
    "table": "tableColumns tableColumn tableStyleInfo autoFilter",
    "sst": "si t",
    "Properties": "Application DocSecurity ScaleCrop HeadingPairs vector variant lpstr i4 "
    "TitlesOfParts Company LinksUpToDate SharedDoc HyperlinksChanged AppVersion",
    "coreProperties": "title subject creator keywords description lastModifiedBy created "
    "modified category",
    "wsDr": "twoCellAnchor from to col colOff row rowOff graphicFrame nvGraphicFramePr cNvPr "
    "cNvGraphicFramePr graphicFrameLocks xfrm off ext graphic graphicData chart clientData",
}
_SMALL_LINES = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"  # the one extension of a sheet
_OF_SMALL_LINES = {
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main": "sparklineGroups "
    "sparklineGroup colorSeries colorNegative colorAxis colorMarkers colorFirst colorLast "
    "colorHigh colorLow sparklines sparkline",
    "http://schemas.microsoft.com/office/excel/2006/main": "f sqref",
}
_CELLS_IN_A_ROW = re.compile(r"[A-Z][a-z]+![A-Z]{1,2}(\d+):[A-Z]{1,2}\1")  # of a sheet of its own
_NOT_IN_CHARTS = {"externalData", "userShapes", "extLst", "pivotSource", "hlinkClick", "hlinkHover"}
_ATTRIBUTES = {"hidden", "veryHidden", "comment", "macro", "TargetMode", "totalsRowFunction"}
_EMPTY = {"subject", "creator", "keywords", "description", "lastModifiedBy", "category", "Company"}
_PRINTED = {"_xlnm.Print_Area", "_xlnm.Print_Titles"}
_LIMIT_OF_A_CELL = re.compile(r'"[^"]*"|-?[\d.]+')  # choices or a number, never a formula
_READ = {  # attributes that a person can read, by element
    "sheet": ("name",),
    "cNvPr": ("name", "descr", "title"),
    "table": ("name", "displayName"),
    "tableColumn": ("name",),
    "dataValidation": ("error", "prompt", "errorTitle", "promptTitle"),
}
_FONT = re.compile(r'&"[^"]*"|&\d+')  # how a header or footer is set
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_LONG = re.compile(r"(?<![\d.,])\d{9,}(?![\d.,])")
_OF_NUMBERS = ("xl/charts/", "xl/worksheets/", "xl/drawings/", "xl/styles")


def audit(
    content: bytes,
    cells: Mapping[str, Cells],
    private: Iterable[Private] = (),
    said: Iterable[str] = (),
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
        return list(dict.fromkeys(_findings(content, cells, private, said)))
    except (zipfile.BadZipFile, ElementTree.ParseError, FileRefused):
        return ["the file: not a coach copy that can be read"]


def _findings(
    content: bytes,
    cells: Mapping[str, Cells],
    private: Iterable[Private],
    said: Iterable[str],
) -> Iterator[str]:
    trees = {}
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > _LIMIT:
            yield "the file: larger than a copy can be"
            return
        if package.comment or any(part.comment or part.extra for part in parts):
            yield "the file: something beside its parts"
        for part in parts:
            data = package.read(part)
            if not _PARTS.fullmatch(part.filename):
                yield f"{part.filename}: a part that a copy does not have"
            elif b"<!" in data:
                yield f"{part.filename}: something that is not plain XML"
            else:
                trees[part.filename] = ElementTree.fromstring(data)  # noqa: S314 - no DTD
    for name, tree in trees.items():
        yield from (f"{name}: {what}" for what in _in_part(tree))
    yield from _in_cells(CopyFile(content, "the file"), cells)
    values = [value for sheet in cells.values() for value in sheet.values()]
    texts = {value for value in values if isinstance(value, str)}
    numbers = sorted(number for value in values if (number := _number(value)) is not None)
    for name, tree in trees.items():
        kept = (e.text for cache in _all(tree, "numCache", "strCache") for e in _all(cache, "v"))
        if not all(text in texts or _is_number(text, numbers) for text in kept if text):
            yield f"{name}: something that stands in no cell"
    own = "\n".join([*said, *texts])
    patterns = {text.where: whole_words(text.text) for text in private if text.text.split()}
    hunted = {where: words for where, words in patterns.items() if not words.search(own)}
    for name, tree in trees.items():
        yield from (f"{name}: {what}" for what in _in_text(name, tree, hunted))


_REFERENCES = ("f", "definedName", "sqref")  # texts of the file that name cells


def _in_part(tree: ElementTree.Element) -> Iterator[str]:
    """What of a part is not on the list: its elements, what they say of themselves, its links."""
    root = _local(tree)
    allowed = {root, *_ELEMENTS[root].split()} if root in _ELEMENTS else None
    for element in tree.iter():
        name, text = _local(element), element.text or ""
        drawn = _OF_SMALL_LINES.get(element.tag[1:].partition("}")[0])
        if drawn is not None:
            if root != "worksheet" or name not in drawn.split():
                yield f"the element {name}"
            if name == "f" and not _CELLS_IN_A_ROW.fullmatch(text):
                yield "a small line drawn from other cells than its own row"
        elif (allowed and name not in allowed) or (root == "chartSpace" and name in _NOT_IN_CHARTS):
            yield f"the element {name}"
        elif name == "ext" and root == "worksheet" and element.get("uri") != _SMALL_LINES:
            yield "an extension that a copy does not have"
        if any(map(element.get, _ATTRIBUTES)) or (name == "sheet" and element.get("state")):
            yield "something hidden, a link, a comment or a macro"
        if name in _EMPTY and text and root in ("coreProperties", "Properties"):
            yield "a document property is filled in"
        if name == "Relationship" and not _RELATION.fullmatch(element.get("Type", "")):
            yield "a link that a copy does not have"
        if name == "definedName" and element.get("name") not in _PRINTED:
            yield "a defined name"
        if name in ("formula1", "formula2") and not _LIMIT_OF_A_CELL.fullmatch(text):
            yield "a formula in a drop-down"


def _in_cells(copy: CopyFile, cells: Mapping[str, Cells]) -> Iterator[str]:
    """Each sheet, cell by cell, against what may stand there."""
    if copy.sheets != list(cells) or not copy.start:
        yield "xl/workbook.xml: other sheets than a copy has"
    for sheet, expected in cells.items():
        for (row, column), value in copy.cells(sheet).items():
            if not _same(value, expected.get((row, column))):
                yield f"{sheet}!{cell_name(row, column)}: something that was not to be there"


def _in_text(
    name: str, tree: ElementTree.Element, hunted: Mapping[str, re.Pattern[str]]
) -> Iterator[str]:
    """What a person can read against what is private; every text against patterns."""
    for element in tree.iter():
        reference = _local(element) in _REFERENCES  # a source called B is not the column B
        shown = [] if reference else [_FONT.sub("", element.text or "")]
        shown += [element.get(key, "") for key in _READ.get(_local(element), ())]
        for where, words in hunted.items():
            if any(words.search(text) for text in shown):
                do = "Change it there, and share again."
                yield f"a text that may not leave, typed in {where}. {do}"
        for text in (*element.attrib.values(), element.text or ""):
            if _MAIL.search(text):
                yield "an e-mail address"
            if _LONG.search(text) and not name.startswith(_OF_NUMBERS):
                yield "a long number"


def whole_words(text: str) -> re.Pattern[str]:
    """A pattern that finds a text as whole words, in whatever case and however it is spaced.

    >>> bool(whole_words("Oak Street").search("at oak  street, 9")), bool(
    ...     whole_words("Oak").search("cloaks"))
    (True, False)
    """
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _all(tree: ElementTree.Element, *names: str) -> Iterator[ElementTree.Element]:
    return (element for element in tree.iter() if _local(element) in names)


def _local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


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
    """A cell's number as a file keeps it: a date as its serial."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return float((day - EXCEL_EPOCH).days)
    return float(value) if isinstance(value, (int, float)) else None


def _same(value: Any, expected: Any) -> bool:
    if isinstance(value, str) or isinstance(expected, str):
        return bool(value == expected)
    one, other = _number(value), _number(expected)
    return one is not None and other is not None and _near(one, other)
