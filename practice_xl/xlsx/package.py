"""The parts of a workbook and how they hang together: sheets, names, tables, styles, text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

from practice_xl.problems import FileRefused
from practice_xl.xlsx.address import Area, parse_area
from practice_xl.xlsx.archive import Archive
from practice_xl.xlsx.markup import Unreadable, attributes, parse, searchable, text_in, whole

_WORKBOOK_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
)
_BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"

MOST_STYLE_TAGS = 400_000  # Excel holds 65,490 cell styles, of a few tags each

_ITEM = rb"(?s)<(?:\w+:)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)"
_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_PERCENTAGES = {9: "0%", 10: "0.00%"}
_FORMAT = rb"""\snumFmtId\s*=\s*["']([^"']*)"""
_NOT_CODES = r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]'


class Relation(NamedTuple):
    """A link from one part to another; ``kind`` is the last word of its type."""

    identity: str
    kind: str
    target: str


class SheetEntry(NamedTuple):
    """One sheet as the workbook lists it; charts on a sheet of their own are listed too."""

    name: str
    part: str
    is_worksheet: bool


class DefinedName(NamedTuple):
    """A name; ``sheet`` is None for the whole workbook, else its position among the sheets."""

    name: str
    sheet: int | None
    refers_to: str


class TableEntry(NamedTuple):
    """A table of one sheet."""

    name: str
    part: str
    area: Area
    header_rows: int
    totals_rows: int


def shows_date(code: str) -> bool:
    """Whether a number format shows a date or a time.

    >>> shows_date("ddd d mmm yyyy"), shows_date("[h]:mm"), shows_date('0.0 "hours a day"')
    (True, True, False)
    """
    section = re.sub(_NOT_CODES, "", code.lower()).partition(";")[0]
    return "general" not in section and not {*"dmyhs"}.isdisjoint(section)


class Styles(NamedTuple):
    """The cell styles of a workbook, by their number."""

    codes: tuple[str, ...] = ()  # The format of each; built in ones but percentages as General
    dates: frozenset[int] = frozenset()  # Those that show a number as a date or a time


def _tags(mask: bytes, section: bytes, tag: bytes) -> Iterator[tuple[int, int]]:
    """Where the attributes of each tag of a section stand."""
    place = re.search(rb"(?s)<((?:[\w.-]+:)?)%b[\s>].*?</\1%b\s*>" % (section, section), mask)
    if place:
        pattern = re.compile(rb"<(?:[\w.-]+:)?%b(\s[^>]*)>" % tag)
        yield from (match.span(1) for match in pattern.finditer(mask, *place.span()))


class Package:
    """A workbook's parts, read when asked for; ``file_name`` is for messages.

    Raises FileRefused where it is damaged, dangerous, or no Excel workbook of the open kind.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self._file_name = file_name
        self._links: dict[str, list[Relation]] = {}
        with self.reading():
            self.archive = Archive(data)
            self.workbook_part = self._find_workbook()
            self.workbook = parse(self.archive.read(self.workbook_part))
            if not self.sheets:
                raise Unreadable("no sheets")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what is Unreadable inside into FileRefused, which names the file."""
        try:
            yield
        except Unreadable as reason:
            raise FileRefused(
                f"{self._file_name} cannot be used, it holds {reason}; "
                "open it in Excel and save it again, or take the copy from your backup."
            ) from reason

    def _find_workbook(self) -> str:
        if "[Content_Types].xml" not in self.archive or "_rels/.rels" not in self.archive:
            raise Unreadable("something else than a workbook")
        main = next((r.target for r in self.relations("") if r.kind == "officeDocument"), "")
        if self._types.get(main) == _BINARY_TYPE:
            raise Unreadable("the binary format .xlsb")
        if self._types.get(main) in _WORKBOOK_TYPES or main.endswith("workbook.xml"):
            return main
        raise Unreadable("another kind of document")

    @cached_property
    def _types(self) -> dict[str, str]:
        """The content type of each part."""
        listed = parse(self.archive.read("[Content_Types].xml")).all("Override")
        return {node.get("PartName").lstrip("/"): node.get("ContentType") for node in listed}

    def relations(self, part: str) -> list[Relation]:
        """The links of a part inside the package; raises FileRefused where they are damaged."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if part not in self._links:
            nodes = []
            if source in self.archive:
                with self.reading():
                    nodes = parse(self.archive.read(source)).all("Relationship")
            self._links[part] = [
                Relation(
                    node.get("Id"),
                    node.get("Type").rpartition("/")[2],
                    posixpath.normpath(posixpath.join("/", folder, node.get("Target"))).lstrip("/"),
                )
                for node in nodes
                if node.get("TargetMode") != "External"
            ]
        return self._links[part]

    @cached_property
    def sheets(self) -> list[SheetEntry]:
        """All sheets in tab order."""
        targets = {relation.identity: relation for relation in self.relations(self.workbook_part)}
        listed = self.workbook.first("sheets")
        entries = []
        for node in listed.all("sheet") if listed else []:
            relation = targets.get(node.get("id"), Relation("", "", ""))
            worksheet = relation.kind == "worksheet"
            entries.append(SheetEntry(node.get("name"), relation.target, worksheet))
        return entries

    @cached_property
    def defined_names(self) -> list[DefinedName]:
        """All names, of the workbook and of single sheets."""
        listed = self.workbook.first("definedNames")
        names = []
        for node in listed.all("definedName") if listed else []:
            said = node.get("localSheetId")
            with self.reading():
                sheet = whole(said) if said else None
            if sheet is None or 0 <= sheet < len(self.sheets):
                name = node.get("name").removeprefix("_xlnm.")  # as Excel shows its own names
                names.append(DefinedName(name, sheet, node.text))
        return names

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether dates count from 1 January 1904, as old Macs did."""
        properties = self.workbook.first("workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    @cached_property
    def strings(self) -> dict[int, str]:
        """The text that cells share, by its number."""
        with self.reading():
            data = self._of_workbook("sharedStrings")
            found = re.finditer(_ITEM, searchable(data)) if data else ()
            spans = [match.span(1) for match in found]
            texts = (text_in(data[start:end]) if start >= 0 else "" for start, end in spans)
            return dict(enumerate(texts))

    @cached_property
    def styles(self) -> Styles:
        """The number formats of the cell styles."""
        with self.reading():
            mask = data = self._of_workbook("styles")
            if data.count(b"<") > MOST_STYLE_TAGS:
                raise Unreadable("more cell styles than Excel can hold")
            if data:
                mask = searchable(data)
            own: dict[int, str] = {}
            for start, end in _tags(mask, b"numFmts", b"numFmt"):
                said = attributes(data[start:end])
                own[whole(said.get("numFmtId", "0"))] = said.get("formatCode", "")
            spans = _tags(mask, b"cellXfs", b"xf")
            found = (re.search(_FORMAT, mask[start:end]) for start, end in spans)
            used = [whole(match[1].decode()) if match else 0 for match in found]
            dates = {key: shows_date(code) for key, code in own.items()}
            return Styles(
                tuple(own.get(key, _PERCENTAGES.get(key, "General")) for key in used),
                frozenset(n for n, key in enumerate(used) if dates.get(key, key in _BUILT_IN)),
            )

    def _of_workbook(self, kind: str) -> bytes:
        """The part of this kind that the workbook links to; empty where it has none."""
        links = [link.target for link in self.relations(self.workbook_part) if link.kind == kind]
        return next((self.archive.read(part) for part in links if part in self.archive), b"")

    def tables(self, sheet_part: str) -> list[TableEntry]:
        """The tables of one sheet; raises FileRefused where one's part is damaged."""
        tables = []
        with self.reading():
            for relation in self.relations(sheet_part):
                if relation.kind != "table":
                    continue
                node = parse(self.archive.read(relation.target))
                area = parse_area(node.get("ref"))
                if area is None:
                    raise Unreadable("a table without a place")
                name = node.get("displayName") or node.get("name")
                headers = whole(node.get("headerRowCount", "1"))
                totals = whole(node.get("totalsRowCount", "0"))
                tables.append(TableEntry(name, relation.target, area, headers, totals))
        return tables

    @cached_property
    def is_signed(self) -> bool:
        """Whether a digital signature covers the parts."""
        linked = [relation.target for relation in self.relations("")]
        return any(n.startswith("_xmlsignatures/") for n in [*linked, *self.archive.names])

    def parts_of_type(self, content_type: str) -> list[str]:
        """Names of the parts of one content type, in the order the package lists them."""
        names = (name for name, kind in self._types.items() if kind == content_type)
        return [name for name in names if name in self.archive]
