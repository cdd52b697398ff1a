"""What a file is, decided by its content and never by the end of its name, and its rows.

Every way it can be damaged gives one sentence, raised outside the failing call: an exception of
a parser may carry cells of the file, and none of them travels with ours.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.importers.programs.calendars import CalendarView
from practice_xl.importers.statuses import plain
from practice_xl.importers.tables import Picks, Row, View
from practice_xl.problems import FileRefused

if TYPE_CHECKING:
    from zipfile import ZipFile

MAX_FILE = 100_000_000  # bytes on disk
_BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_views(name: str, data: bytes) -> list[View]:
    """The ways a file can be seen as a table; refused where it is none, or is damaged."""
    if data.startswith(b"PK"):
        return _open_sheets(name, data)
    text, encoding = _text(name, data)
    if text[:200].lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        return [CalendarView(name, text)]
    lines, marks = text.splitlines(keepends=True), text.count(b'"')
    return [
        TextView(name, lines, encoding, part, marks, bool(marks) or f"{part} ".encode() in text)
        for part in ",;\t|"
    ]


def read_bytes(path: Path) -> bytes:
    """The content of a file that may be a table; refused where it may not be read, or is none."""
    data, why = b"", "is far too large for an export; check which file it is."
    try:
        if path.stat().st_size <= MAX_FILE:
            data = path.read_bytes()
            why = _no_table(data)
    except FileNotFoundError:
        why = "was not found; check the name and the folder."
    except IsADirectoryError:
        why = "is a folder; give the names of the files inside it."
    except OSError:
        why = "may not be read; if it is open elsewhere, close it, or copy it to your own folder."
    if why:
        raise FileRefused(f"{path.name} {why}")
    return data


def _no_table(data: bytes) -> str:
    """Why these bytes are no table, as the end of a sentence; empty when they may be."""
    if not data[: 1 << 20].strip(_BLANKS):
        return "is empty; export it again."
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "is encrypted; open it in Excel, remove the password to open, and save it."
        return f"is in the old Excel format (.xls); {SAVE_AS}"
    start = data[:2000].replace(b"\x00", b"").lstrip(_BLANKS).lower()
    if start.startswith(b"%pdf"):
        return "is a PDF; export the report as csv or as an Excel workbook instead."
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<!--")):
        return f"is a web page with the name of a table; {SAVE_AS}"
    if start.startswith(b"<?xml"):
        return f"is XML, which no table is read from; {SAVE_AS}"
    return ""


def _text(name: str, data: bytes) -> tuple[bytes, str]:
    """The bytes of a text, in an encoding that writes ASCII as ASCII, and that encoding."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if data.isascii() and b"\x00" not in data and b"\x01" not in data:
        return data, "ascii"
    encodings = ["utf-8", "cp1252", "mac_roman"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\x00" in data:  # every second byte of most letters is 0
        low, high = data[:2000:2].count(0), data[1:2000:2].count(0)
        encodings = ["utf-16-le" if high > low else "utf-16-be"]
    for encoding in encodings:
        with suppress(UnicodeError):
            text = data.decode(encoding)
            if "\x00" not in text and "\x01" not in text:
                return (text.encode(), "utf-8") if "16" in encoding else (data, encoding)
    raise FileRefused(
        f"{name} is not a text in any encoding known here, or is damaged; export it again, or "
        f"{SAVE_AS}"
    )


@dataclass
class TextView(View):
    """A text file whose cells are parted by one separator."""

    lines: Sequence[bytes] = field(repr=False)
    encoding: str
    separator: str
    marks: int  # quotation marks in it
    quoted: bool  # cells may stand in quotation marks, or begin with a space
    exact = True

    def rows(self) -> Iterator[Row]:
        """All rows; refused where a cell that begins with a quotation mark never ends."""
        problem, part = "", self.separator
        lines = map(str, self.lines, repeat(self.encoding))
        if not self.quoted:
            yield from (line.rstrip("\r\n").split(part) for line in lines)
            return
        try:
            yield from csv.reader(lines, delimiter=part, skipinitialspace=True)
        except csv.Error:
            problem = (
                f"has a cell of more than {csv.field_size_limit():,} characters, which no export "
                "writes; look at the file in a text editor, or export it again."
            )
        if self._ends_open():
            problem = (
                "stops inside a cell that begins with a quotation mark; export it again, the rest "
                "of it may be missing."
            )
        if problem:
            raise FileRefused(f"{self.name} {problem}")

    def _ends_open(self) -> bool:
        """Whether the file ends inside a cell that begins with a quotation mark."""
        if self.marks % 2 == 0:
            return False
        lines = map(str, self.lines, repeat(self.encoding))
        reader = csv.reader(lines, delimiter=self.separator, skipinitialspace=True, strict=True)
        try:
            deque(reader, maxlen=0)
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def repeats(self) -> bool:
        """Whether a line stands in it more than once."""
        different, last = set(self.lines), self.lines[-1]
        ended = {last + end for end in (b"\n", b"\r\n", b"\r")}
        return len(different) < len(self.lines) or not different.isdisjoint(ended)

    def stops_inside(self, last: Row, picks: Picks) -> bool:
        """Whether the last row is cut: short, without an end, and no line of totals."""
        if not last or len(last) >= len(picks.row_headers):
            return False
        end = self.lines[-1]
        whole = end.endswith((b"\n", b"\r")) or not end.strip(b' \t"' + self.separator.encode())
        date_at = picks.columns.get("date", (picks.needed,))[0]
        first = str(last[date_at] or "").strip() if date_at < len(last) else ""
        if not whole and not first and len(last) > 1:
            return not plain(last[0]).startswith(("total", "grand total"))
        return (len(last) <= picks.needed or not whole) and first[:1].isdigit()


SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
_DAMAGED = f"is a damaged workbook; export it again, or {SAVE_AS}"
LAST_ROW = 1_048_576  # of Excel; openpyxl would count up to a damaged number without end
MAX_UNPACKED = 600_000_000  # bytes of a workbook once unpacked
_UNWORKED = re.compile(
    rb'<c(?![^>]*t="str")[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


@dataclass
class SheetView(View):
    """A worksheet of an .xlsx file, read row by row."""

    sheet: Any = field(repr=False)
    data: bytes = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """All rows; refused where the sheet is damaged."""
        rows = self.sheet.iter_rows(values_only=True)
        try:
            yield from islice(rows, LAST_ROW)
            damaged = next(rows, None) is not None
        except Exception:  # whatever a damaged part makes openpyxl raise
            damaged = True
        if damaged:
            raise FileRefused(f"{self.name} {_DAMAGED}")

    def check_worked(self) -> None:
        """Refuse a workbook that holds formulas whose results were never saved."""
        import zipfile

        unworked = False
        with suppress(Exception), zipfile.ZipFile(io.BytesIO(self.data)) as package:
            names = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
            parts = (package.read(name) for name in names if name.endswith(".xml"))
            unworked = any(b"<f" in part and _UNWORKED.search(part) for part in parts)
        if unworked:
            raise FileRefused(
                f"{self.name} holds formulas whose results were never saved; open it in Excel, "
                "save it, and import it again."
            )


def _open_sheets(name: str, data: bytes) -> list[View]:
    """The worksheets of a workbook; refused where it is damaged, or none."""
    import zipfile

    sheets: list[Any] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            problem = _unsafe(package)
        if not problem:
            import openpyxl

            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = list(book.worksheets)
    except Exception:  # whatever a damaged part makes zipfile or openpyxl raise
        problem = _DAMAGED
    if problem:
        raise FileRefused(f"{name} {problem}")
    for sheet in sheets:
        sheet.reset_dimensions()  # the extent a file claims is not to be believed
    return [SheetView(name, sheet, data) for sheet in sheets]


def _unsafe(package: ZipFile) -> str:
    """Why a package must not be opened, as the end of a sentence; empty when it may be."""
    parts = package.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        return "is far too large once unpacked; check which file it is."
    if not any(part.filename.startswith("xl/") for part in parts):
        return f"is a package, but no Excel workbook; {SAVE_AS}"
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with package.open(part) as file:
                if b"<!DOCTYPE" in file.read(1000):
                    return f"holds parts no Excel workbook has; {SAVE_AS}"
    return ""
