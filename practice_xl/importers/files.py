"""What a file is, decided by its content and never by the end of its name.

Every way it can be damaged gives one sentence, raised outside the failing call: an exception of
a parser may carry cells of the file, and none of them travels with ours.
"""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from practice_xl.importers.calendar_files import CalendarView
from practice_xl.importers.columns import TableView
from practice_xl.importers.text_files import TextView
from practice_xl.importers.workbooks import SAVE_AS, open_sheets
from practice_xl.problems import FileRefused

MAX_FILE = 100_000_000  # bytes on disk
_SEPARATORS = (",", ";", "\t", "|")
_TOO_LARGE = "is far too large for an export; check which file it is."
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_views(path: Path) -> list[TableView]:
    """The ways a file can be seen as a table.

    Raises:
        FileRefused: It is no table, or is damaged; one sentence says what to do.
    """
    data = _read(path)
    if data.startswith(b"PK"):
        return open_sheets(path.name, data)
    text, encoding = _text(path.name, data)
    del data
    if text[:200].lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        return [CalendarView(path.name, text)]
    return [TextView(path.name, text, encoding, separator) for separator in _SEPARATORS]


def _read(path: Path) -> bytes:
    """The content of a file that may be a table."""
    name, problem, data = path.name, "", b""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            data = file.read() if size <= MAX_FILE else b""
            problem = "" if data or not size else _TOO_LARGE
    except FileNotFoundError:
        problem = "was not found; check the name and the folder."
    except IsADirectoryError:
        problem = "is a folder; give the names of the files inside it."
    except OSError:
        problem = (
            "may not be read; if it is open elsewhere, close it, or copy it to your own folder."
        )
    if problem:
        raise FileRefused(f"{name} {problem}")
    problem = _no_table(data)
    if problem:
        raise FileRefused(f"{name} {problem}")
    return data


def _no_table(data: bytes) -> str:
    """Why these bytes are no table, as the end of a sentence; empty when they may be."""
    if not data[:_CHUNK].strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        return "is empty; export it again."
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "is encrypted; open it in Excel, remove the password to open, and save it."
        return f"is in the old Excel format (.xls); {SAVE_AS}"
    if data.startswith(b"%PDF"):
        return "is a PDF; export the report as csv or as an Excel workbook instead."
    start = data[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<!--")):
        return f"is a web page with the name of a table; {SAVE_AS}"
    if start.startswith(b"<?xml"):
        return f"is XML, which no table is read from; {SAVE_AS}"
    return ""


def _text(name: str, data: bytes) -> tuple[bytes, str]:
    """The bytes of a text, in an encoding that writes ASCII as ASCII, and that encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data:
        low, high = data[:2000:2].count(0), data[1:2000:2].count(0)
        wide = max(low, high) * 10 > len(data[:2000])  # every second byte of most letters is 0
        candidates = (("utf-16-le" if high > low else "utf-16-be"),) if wide else ()
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        candidates = ("utf-8", "cp1252")
    for encoding in candidates:
        text = _checked(data, encoding)
        if text is not None:
            break
    else:
        raise FileRefused(
            f"{name} is not a text in any encoding known here, or is damaged; export it again, or "
            f"{SAVE_AS}"
        )
    end = text.find(b"\r")
    if end >= 0 and text[end + 1 : end + 2] != b"\n":  # lines end in it alone
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text, "utf-8" if encoding.startswith("utf-16") else encoding


def _checked(data: bytes, encoding: str) -> bytes | None:
    """The bytes, from UTF-16 as UTF-8; None unless all of them are text in that encoding."""
    wide = encoding.startswith("utf-16")
    if not wide and data.isascii():
        return None if b"\x00" in data or b"\x01" in data else data
    decoder = codecs.getincrementaldecoder(encoding)()
    narrow = bytearray()
    try:
        for start in range(0, len(data), _CHUNK):  # a part at a time: names are among them
            part = decoder.decode(data[start : start + _CHUNK])
            if "\x00" in part or "\x01" in part:
                return None
            if wide:
                narrow += part.encode()
        decoder.decode(b"", True)
    except UnicodeError:
        return None
    return bytes(narrow) if wide else data
