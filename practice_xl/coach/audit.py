"""The audit: the finished file is opened again, and every part of it is held to an allow-list.

It trusts nothing that wrote the file: each cell is one that was meant to be there, and every other
text stands in a cell, in a chart or a drop-down that was meant, or in the frame of every copy. What
it does not know is a finding, and a finding deletes the copy. Findings say what and where, never
the text itself.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

from practice_xl.coach.copy_file import Cells, CopyFile
from practice_xl.coach.inputs import TypedText
from practice_xl.problems import FileRefused
from practice_xl.schema.parts import cell_name
from practice_xl.xlsx.markup import decode_controls
from practice_xl.xlsx.values import as_serial

_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|"
    r"xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|"
    r"xl/(worksheets/sheet|drawings/drawing|charts/chart|tables/table)\d+\.xml|"
    r"xl/(worksheets|drawings)/_rels/(sheet|drawing)\d+\.xml\.rels"
)
_WITHOUT_A_LIST = {"Types", "Relationships", "styleSheet", "theme", "chartSpace"}  # roots of parts
_ELEMENTS = frozenset(  # what may stand in all others
    "worksheet sheetPr tabColor pageSetUpPr dimension sheetViews sheetView pane selection "
    "sheetFormatPr cols col sheetData row c v is t dataValidations dataValidation formula1 "
    "formula2 printOptions pageMargins pageSetup headerFooter oddHeader oddFooter rowBreaks "
    "colBreaks brk drawing tableParts tablePart extLst ext sparklineGroups sparklineGroup "
    "colorSeries colorNegative colorAxis colorMarkers colorFirst colorLast colorHigh colorLow "
    "sparklines sparkline f sqref "
    "workbook fileVersion workbookPr bookViews workbookView sheets sheet definedNames definedName "
    "calcPr table tableColumns tableColumn tableStyleInfo autoFilter sst si "
    "Properties Application DocSecurity ScaleCrop HeadingPairs vector variant lpstr i4 "
    "TitlesOfParts LinksUpToDate SharedDoc HyperlinksChanged AppVersion Company "
    "coreProperties title subject creator keywords description lastModifiedBy created modified "
    "category wsDr twoCellAnchor from to colOff rowOff graphicFrame nvGraphicFramePr cNvPr "
    "cNvGraphicFramePr graphicFrameLocks xfrm off graphic graphicData chart clientData".split()
)
_NOT_IN_CHARTS = {"externalData", "userShapes", "extLst", "pivotSource", "hlinkClick", "hlinkHover"}
_SMALL_LINE = "{http://schemas.microsoft.com/office/excel/2006/main}f"  # draws cells, no formula
_ATTRIBUTES = {"hidden", "veryHidden", "comment", "macro", "TargetMode", "totalsRowFunction"}
_READ = {  # attributes that a person can read, or that say what an element is
    "sheet": ("name", "state"),
    "cNvPr": ("name", "descr", "title"),
    "table": ("name", "displayName"),
    "tableColumn": ("name",),
    "dataValidation": ("error", "prompt", "errorTitle", "promptTitle"),
    "definedName": ("name",),
    "ext": ("uri",),
}
_OF_EVERY_COPY = {
    *("Microsoft Excel", "Worksheets", "Named Ranges", "General", "false", "Coach copy"),
    *("Page", "of", "_xlnm.Print_Area", "_xlnm.Print_Titles", "2026-01-01T00:00:00Z"),
    *(f"Chart {number}" for number in range(1, 9)),
    "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}",  # small lines: the one extension of a sheet
}
_CHANGE_IT = "Change it there, and share again."
_SET = re.compile(r'&"[^"]*"|&\d+|&[LRPN]')  # how a header or footer is set
_PLACE = re.compile(r"[$A-Z\d:]+|Print_Area|Print_Titles")


def audit(
    content: bytes, cells: Mapping[str, Cells], private: Iterable[TypedText], said: Iterable[str]
) -> list[str]:
    """Everything in a copy that the allow-list does not know.

    Args:
        content: The finished file. [bytes]
        cells: For each sheet that may be there, in order, what its cells may hold.
        private: Texts that may not leave: where one is found, it is said where it was typed.
        said: What charts and drop-downs say by themselves.

    Returns:
        A sentence for each finding, with the part or the cell; empty when the copy may leave.
    """
    try:
        return list(dict.fromkeys(_findings(content, cells, list(private), said)))
    except (zipfile.BadZipFile, ElementTree.ParseError, FileRefused):
        return ["the file: not a coach copy that can be read"]


def _findings(
    content: bytes, cells: Mapping[str, Cells], private: list[TypedText], said: Iterable[str]
) -> Iterator[str]:
    trees = {}
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
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
    yield from _in_cells(CopyFile(content, "the file"), cells)
    values = {_plain(value) for sheet in cells.values() for value in sheet.values()}
    texts = {value for value in values if isinstance(value, str)}
    known = {*texts, *said, *cells, *_OF_EVERY_COPY}
    for name, tree in trees.items():
        texts, strange = _read(tree, values)
        yield from (f"{name}: {what}" for what in strange)
        for text in texts:
            if text not in known and not _is_place(text, cells):
                typed = [own for own in private if whole_words(own.text).search(text)]
                for own in typed:
                    where = f"{own.sheet}!{own.cell}".rstrip("!")
                    where = f"typed in {where}, {own.header}. {_CHANGE_IT}"
                    yield f"{name}: a text that may not leave, {where}"
                if not typed:
                    yield f"{name}: something that stands in no cell"


def _in_cells(copy: CopyFile, cells: Mapping[str, Cells]) -> Iterator[str]:
    """Each sheet, cell by cell, against what may stand there."""
    if copy.sheets != list(cells) or not copy.start:
        yield "xl/workbook.xml: other sheets than a copy has"
    for sheet, expected in cells.items():
        for at, value in copy.cells(sheet).items():
            if _plain(value) != _plain(expected.get(at)):
                yield f"{sheet}!{cell_name(*at)}: something that was not to be there"


def _read(tree: ElementTree.Element, values: Collection[object]) -> tuple[set[str], list[str]]:
    """What a person can read in a part, and what of its markup is not on the list.

    Numbers are left out, but in a chart those that no cell has.
    """
    root = _local(tree)
    texts: set[str] = set()
    strange: list[str] = []
    for element in tree.iter():
        name, text = _local(element), element.text
        if root == "worksheet" and name in ("c", "v"):
            continue  # a cell, looked at before
        listed = name in _ELEMENTS if root not in _WITHOUT_A_LIST else name not in _NOT_IN_CHARTS
        if not listed or (root == "worksheet" and name == "f" and element.tag != _SMALL_LINE):
            strange.append(f"the element {name}")
        if any(map(element.get, _ATTRIBUTES)):
            strange.append("something hidden, a link, a comment or a macro")
        if text:
            texts |= {piece.strip() for piece in _SET.split(text)} if text[0] == "&" else {text}
        texts.update(element.get(key, "") for key in _READ.get(name, ()))
    told = set()
    for text in texts:
        with contextlib.suppress(ValueError):
            number = _plain(float(text))
            if root != "chartSpace" or number in values:
                continue
        told.add(decode_controls(text))
    return told, strange


def _is_place(text: str, cells: Mapping[str, Cells]) -> bool:
    """Whether a text names cells of the copy's own sheets, or holds nothing.

    >>> _is_place("'Weekly totals'!$A:$B,Start!$5:$5", {"Weekly totals": {}, "Start": {}})
    True
    >>> _is_place("[1]Weekly!A1", {"Weekly": {}})
    False
    """
    places = (place.rpartition("!") for place in text.split(","))
    return not text or all(
        sheet.strip("'") in ("", *cells) and _PLACE.fullmatch(at) for sheet, _, at in places
    )


def whole_words(text: str) -> re.Pattern[str]:
    """A pattern that finds a text as whole words, in whatever case and however it is spaced.

    >>> [bool(whole_words("Oak St").search(text)) for text in ("at oak  st, 9", "Oak Stone")]
    [True, False]
    """
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _plain(value: object) -> object:
    """A cell's value as files keep it: a date as its serial, a number as near as programs write it.

    >>> _plain(1092.9281250000001) == _plain(1092.928125), _plain(date(1900, 3, 1))
    (True, 61.0)
    """
    if isinstance(value, date):
        value = int(as_serial(value))
    return value if value is None or isinstance(value, str) else float(f"{value:.13g}")
