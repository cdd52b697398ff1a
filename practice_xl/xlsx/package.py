"""The parts of a workbook and how they hang together: sheets, names, tables, styles, text."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import NamedTuple

from practice_xl.problems import FileRefused
from practice_xl.xlsx.address import Area, parse_area
from practice_xl.xlsx.archive import Archive
from practice_xl.xlsx.markup import Node, Unreadable, parse, whole
from practice_xl.xlsx.shared import SharedStrings, Styles, read_styles

_WORKBOOK_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
)
_BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"

MOST_STYLE_TAGS = 400_000  # Excel holds 65,490 cell styles, of a few tags each


class Relation(NamedTuple):
    """A link from one part to another; ``kind`` is the last word of its type."""

    identity: str
    kind: str
    target: str


class SheetEntry(NamedTuple):
    """One sheet as the workbook lists it; charts on a sheet of their own are listed too."""

    name: str
    part: str
    sheet_id: str
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

    @property
    def header(self) -> Area | None:
        """The header row; None when the table shows none."""
        return self.area._replace(bottom=self.area.top) if self.header_rows else None


class Package:
    """A workbook's parts, read when asked for.

    Args:
        data: The whole file. [bytes]
        file_name: Its name, for messages.

    Raises:
        FileRefused: Damaged, dangerous, or no Excel workbook of the open kind.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self.data = data
        self.file_name = file_name
        self._links: dict[str, list[Relation]] = {}
        try:
            self.archive = Archive(data)
            self.workbook_part = self._find_workbook()
            self.workbook = parse(self.archive.read(self.workbook_part))
        except Unreadable as error:
            raise self.refusal(error) from error
        if not self.sheets:
            raise self.refusal(Unreadable("no sheets"))

    def refusal(self, reason: Unreadable) -> FileRefused:
        """The failure to raise for something unreadable in this file."""
        return FileRefused(
            f"{self.file_name} cannot be used, it holds {reason}; "
            "open it in Excel and save it again, or take the copy from your backup."
        )

    def read(self, part: str) -> bytes:
        """One part unpacked.

        Raises:
            FileRefused: It is missing or damaged.
        """
        try:
            return self.archive.read(part)
        except Unreadable as error:
            raise self.refusal(error) from error

    def parse(self, part: str) -> Node:
        """One small part as a tree.

        Raises:
            FileRefused: It is missing, damaged or declares a document type.
        """
        try:
            return parse(self.archive.read(part))
        except Unreadable as error:
            raise self.refusal(error) from error

    def _find_workbook(self) -> str:
        if "[Content_Types].xml" not in self.archive or "_rels/.rels" not in self.archive:
            raise Unreadable("something else than a workbook")
        main = [r.target for r in self._relations("") if r.kind == "officeDocument"]
        for part in main:
            if self._types.get(part) in _WORKBOOK_TYPES:
                return main[0]
            if self._types.get(part) == _BINARY_TYPE:
                raise Unreadable("the binary format .xlsb")
        if main and main[0].endswith("workbook.xml"):
            return main[0]
        raise Unreadable("another kind of document")

    @cached_property
    def _types(self) -> dict[str, str]:
        """The content type of each part."""
        listed = parse(self.archive.read("[Content_Types].xml")).all("Override")
        return {node.get("PartName").lstrip("/"): node.get("ContentType") for node in listed}

    def _relations(self, part: str) -> list[Relation]:
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self.archive:
            return []
        found = []
        for node in parse(self.archive.read(source)).all("Relationship"):
            if node.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, node.get("Target")))
            kind = node.get("Type").rpartition("/")[2]
            found.append(Relation(node.get("Id"), kind, target.lstrip("/")))
        return found

    def relations(self, part: str) -> list[Relation]:
        """The links of a part to others inside the package.

        Raises:
            FileRefused: The list of links is damaged.
        """
        if part not in self._links:
            try:
                self._links[part] = self._relations(part)
            except Unreadable as error:
                raise self.refusal(error) from error
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
            entries.append(
                SheetEntry(node.get("name"), relation.target, node.get("sheetId"), worksheet)
            )
        return entries

    @cached_property
    def defined_names(self) -> list[DefinedName]:
        """All names, of the workbook and of single sheets."""
        listed = self.workbook.first("definedNames")
        names = []
        for node in listed.all("definedName") if listed else []:
            said = node.get("localSheetId")
            sheet = self._whole(said) if said else None
            if sheet is None or 0 <= sheet < len(self.sheets):
                name = node.get("name").removeprefix("_xlnm.")  # as Excel shows its own names
                names.append(DefinedName(name, sheet, node.text))
        return names

    def _whole(self, text: str) -> int:
        try:
            return whole(text)
        except Unreadable as error:
            raise self.refusal(error) from error

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether dates count from 1 January 1904, as old Macs did."""
        properties = self.workbook.first("workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    @cached_property
    def strings(self) -> SharedStrings:
        """The text that cells share."""
        for relation in self.relations(self.workbook_part):
            if relation.kind == "sharedStrings" and relation.target in self.archive:
                try:
                    return SharedStrings(self.read(relation.target))
                except Unreadable as error:
                    raise self.refusal(error) from error
        return SharedStrings(b"")

    @cached_property
    def styles(self) -> Styles:
        """The number formats of the cell styles."""
        for relation in self.relations(self.workbook_part):
            if relation.kind == "styles" and relation.target in self.archive:
                data = self.read(relation.target)
                try:
                    if data.count(b"<") > MOST_STYLE_TAGS:
                        raise Unreadable("more cell styles than Excel can hold")
                    return read_styles(data)
                except Unreadable as error:
                    raise self.refusal(error) from error
        return Styles()

    def tables(self, sheet_part: str) -> list[TableEntry]:
        """The tables of one sheet.

        Raises:
            FileRefused: A table's part is damaged.
        """
        tables = []
        for relation in self.relations(sheet_part):
            if relation.kind != "table":
                continue
            node = self.parse(relation.target)
            area = parse_area(node.get("ref"))
            if area is None:
                raise self.refusal(Unreadable("a table without a place"))
            tables.append(
                TableEntry(
                    node.get("displayName") or node.get("name"),
                    relation.target,
                    area,
                    self._whole(node.get("headerRowCount", "1")),
                    self._whole(node.get("totalsRowCount", "0")),
                )
            )
        return tables

    @cached_property
    def is_signed(self) -> bool:
        """Whether a digital signature covers the parts."""
        linked = any(
            relation.target.startswith("_xmlsignatures/") for relation in self.relations("")
        )
        return linked or any(name.startswith("_xmlsignatures/") for name in self.archive.names)

    def parts_of_type(self, content_type: str) -> list[str]:
        """Names of the parts of one content type, in the order the package lists them."""
        names = (name for name, kind in self._types.items() if kind == content_type)
        return [name for name in names if name in self.archive]
