"""What is let in, and what is around it: the zip, read within limits, and a password (AES-256)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.xlsx.markup import Unreadable

MAX_FILE = 100_000_000  # bytes on disk; ten years of a practice need less than 2 million
MAX_TOTAL = 500_000_000  # bytes unpacked; the largest honest trackers stay far under 50 million
MAX_RATIO = 200  # sheets pack to a tenth or a fiftieth; a bomb to a thousandth
RATIO_FROM = 10_000_000  # bytes unpacked from which the ratio counts
MAX_PARTS = 20_000

FEWEST_CHARACTERS, MOST = 8, 255  # Excel takes no longer one
UNREADABLE = (
    "The password has a character that cannot be read. Nothing was written; use letters, digits "
    "and signs of your keyboard."
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a locked workbook begins, or an old one
_SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx)."
_LOCAL = struct.Struct("<4s5H3L2H")  # the header before each part
_LISTED = struct.Struct("<4s6H3L5H2L")  # its entry in the directory at the end
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 0xFFFF
_FOR_MORE_THAN_4_GB = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def read_bytes(path: Path) -> bytes:
    """The content of a file that is at least of the right kind. [bytes]

    Raises FileRefused where it is missing, unreadable, too large, encrypted or of another format.
    """
    name = path.name
    if path.is_dir():
        raise FileRefused(f"{name} is a folder; give the name of the workbook inside it.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        why = "could not be read; check the disk or the network."
        if isinstance(error, FileNotFoundError):
            why = "was not found; check the name and the folder."
        elif isinstance(error, PermissionError):
            why = "may not be read; ask whoever owns it, or copy it to your own folder."
        raise FileRefused(f"{name} {why}") from error
    if reason := _other_format(data):
        raise FileRefused(f"{name} {reason}")
    return data


def _other_format(data: bytes) -> str:
    """Why these bytes are no workbook package, as the end of a sentence; empty when they may be."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    reason = f"is a text file with a workbook's name; {_SAVE_AS}"
    if len(data) > MAX_FILE:
        reason = "is far too large for a tracker; check which file it is."
    elif data.startswith(b"PK\x03\x04"):
        ods = b"mimetypeapplication/vnd.oasis.opendocument" in data[:120]
        reason = f"is an OpenDocument file (.ods); {_SAVE_AS}" if ods else ""
    elif not data:
        reason = "is empty; take the copy from your backup."
    elif data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        reason = "is encrypted; open it in Excel, remove the password to open, and save it."
    elif data.startswith(_OLE):
        reason = f"is in the old Excel format (.xls); {_SAVE_AS}"
    elif start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        reason = f"is a web page or XML file with a workbook's name; {_SAVE_AS}"
    elif b"\x00" in data[:4000]:
        reason = "is not an Excel workbook, or is damaged; take the copy from your backup."
    return reason


class _Entry(NamedTuple):
    """One part as it lies in the file."""

    name: str
    listed: bytes  # its entry in the directory
    flags: int
    method: int
    crc: int
    packed: int  # bytes
    size: int  # bytes unpacked
    start: int  # of its header
    content: int  # where its packed bytes begin
    end: int  # of everything up to the next header


class Archive:
    """The parts of one zip file, of which ``data`` is the whole content.

    Raises Unreadable for damaged, encrypted, duplicate, overlapping or absurdly large parts.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._end = data.rfind(b"PK\x05\x06", -_END.size - _LONGEST_COMMENT)
        try:
            entries = list(self._listed())
        except (struct.error, UnicodeDecodeError) as error:
            raise Unreadable("a damaged or incomplete package") from error
        if len(entries) > MAX_PARTS or sum(entry.size for entry in entries) > MAX_TOTAL:
            raise Unreadable("more data than any practice tracker")
        for entry in entries:
            if entry.flags & _ENCRYPTED:
                raise Unreadable("encrypted parts")
            if entry.size > RATIO_FROM and entry.size > MAX_RATIO * entry.packed:
                raise Unreadable("data packed so tightly that it can only be a trap")
        if len({entry.name.lower() for entry in entries}) != len(entries):
            raise Unreadable("the same part twice")
        self._entries = {entry.name: entry for entry in entries}
        self._spelling = {name.lower(): name for name in self._entries}
        self._cache: dict[str, bytes] = {}

    def _listed(self) -> Iterator[_Entry]:
        """Every part of the directory at the end, held against the header before the part."""
        data = self._data
        *_, count, length, offset, _ = _END.unpack_from(data, max(self._end, 0))
        place = directory = self._end - length
        shift = directory - offset
        if self._end < 0 or place < 0 or shift < 0:
            raise Unreadable("a damaged or incomplete package")
        found = []
        for _ in range(count):
            mark, _, _, flags, method, _, _, crc, packed, size, *sizes, _, _, _, start = (
                _LISTED.unpack_from(data, place)
            )
            listed = data[place : place + _LISTED.size + sum(sizes)]
            if mark != b"PK\x01\x02" or place + len(listed) > self._end:
                raise Unreadable("a damaged or incomplete package")
            if _FOR_MORE_THAN_4_GB in (packed, size, start):
                raise Unreadable("parts in the form for files of more than 4 GB")
            raw_name = listed[_LISTED.size : _LISTED.size + sizes[0]]
            name = raw_name.decode("utf-8" if flags & _UTF8_NAME or raw_name.isascii() else "cp437")
            header = _LOCAL.unpack_from(data, start + shift)
            content = start + shift + _LOCAL.size + header[-2] + header[-1]
            if header[0] != b"PK\x03\x04" or not data.startswith(
                raw_name, start + shift + _LOCAL.size
            ):
                raise Unreadable("a damaged package")
            entry = _Entry(
                name, listed, flags, method, crc, packed, size, start + shift, content, 0
            )
            found.append(entry)
            place += len(listed)
        ordered = sorted(found, key=lambda entry: entry.start)
        ends = [entry.start for entry in ordered[1:]] + [directory]
        for entry, end in zip(ordered, ends, strict=True):
            if entry.content + entry.packed > end:
                raise Unreadable("parts that overlap")
            yield entry._replace(end=end)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._spelling

    @property
    def names(self) -> list[str]:
        """Names of all parts."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """One part unpacked, never more than its declared size; Unreadable: missing, damaged."""
        spelled = self._spelling.get(name.lower())
        if spelled is None:
            raise Unreadable("no part where one is expected")
        if spelled not in self._cache:
            self._cache[spelled] = self._unpack(self._entries[spelled])
        return self._cache[spelled]

    def _unpack(self, entry: _Entry) -> bytes:
        data = self._data[entry.content : entry.content + entry.packed]
        if entry.method == _DEFLATED:
            try:
                data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, entry.size + 1)
            except zlib.error as error:
                raise Unreadable("a damaged part") from error
        elif entry.method != _STORED:
            raise Unreadable("a part packed in a way Excel does not use")
        if len(data) != entry.size or zlib.crc32(data) != entry.crc:
            raise Unreadable("a damaged part")
        return data

    def check_all(self) -> None:
        """Unpack every part once, for nothing is written on top of an Unreadable one."""
        for name, entry in self._entries.items():
            if name not in self._cache:
                self._unpack(entry)

    def patched(self, changed: Mapping[str, bytes], removed: Collection[str] = ()) -> bytes:
        """The whole file with parts changed or removed; all others keep every packed byte."""
        changed = {self._spelling[name.lower()]: data for name, data in changed.items()}
        gone = {self._spelling[name.lower()] for name in removed}
        entries = [entry for name, entry in self._entries.items() if name not in gone]
        first = min((entry.start for entry in self._entries.values()), default=0)
        out, directory = bytearray(self._data[:first]), bytearray()
        for entry in entries:
            place, listed = len(out), entry.listed
            if entry.name in changed:
                part, listed = _with_content(entry, changed[entry.name])
                out += part
            else:
                out += self._data[entry.start : entry.end]
            directory += listed[: _LISTED.size - 4] + struct.pack("<L", place)
            directory += listed[_LISTED.size :]
        count, comment = len(entries), self._data[self._end + _END.size :]
        end = (b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), len(comment))
        return bytes(out + directory + _END.pack(*end) + comment)


def _with_content(entry: _Entry, content: bytes) -> tuple[bytes, bytes]:
    """A part with other content: its header and packed bytes, and its entry in the directory."""
    packed = content
    if entry.method == _DEFLATED:
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = deflater.compress(content) + deflater.flush()
    mark, made, needed, _, method, time, day, _, _, _, name, extra, *rest = _LISTED.unpack_from(
        entry.listed
    )
    flags = entry.flags & _UTF8_NAME
    sizes = zlib.crc32(content), len(packed), len(content), name, 0
    header = _LOCAL.pack(b"PK\x03\x04", 20, flags, method, time, day, *sizes)
    listed = _LISTED.pack(mark, made, needed, flags, method, time, day, *sizes, *rest)
    raw_name = entry.listed[_LISTED.size : _LISTED.size + name]
    comment = entry.listed[_LISTED.size + name + extra :]
    return header + raw_name + packed, listed + raw_name + comment


def is_locked(path: Path) -> bool:
    """Whether a file is locked with a password, or a workbook of the old kind."""
    try:
        with path.open("rb") as file:
            return file.read(len(_OLE)) == _OLE
    except OSError:
        return False


def check_password(password: str) -> None:
    """Raise FileRefused for a password that is too short, or that Excel could not take."""
    if not FEWEST_CHARACTERS <= len(password.encode("utf-16-le", "surrogatepass")) // 2 <= MOST:
        raise FileRefused(
            f"A password needs {FEWEST_CHARACTERS} to {MOST} characters. Nothing was written."
        )
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise FileRefused(UNREADABLE)


def lock(content: bytes, password: str) -> bytes:
    """A workbook locked with a password, and opened again to be sure, or FileRefused."""
    check_password(password)
    ooxml = _ooxml()
    locked = BytesIO()
    ooxml(BytesIO(content)).encrypt(password, locked)
    if unlock(locked.getvalue(), password) != content:
        raise FileRefused("The locked copy did not open again, so it was not written.")
    return locked.getvalue()


def unlock(content: bytes, password: str) -> bytes:
    """The workbook inside a locked one, or FileRefused where the password is another one."""
    ooxml, opened = _ooxml(), BytesIO()
    try:
        file = ooxml(BytesIO(content))
        file.load_key(password=password, verify_password=True)
        file.decrypt(opened, verify_integrity=True)
    except Exception as error:
        raise FileRefused("The password does not open this file.") from error
    return opened.getvalue()


def _ooxml() -> Any:
    """What locks and opens; raises NotAvailable where it is not installed."""
    try:
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError as error:
        raise NotAvailable(
            "A password needs one more part: pip install msoffcrypto-tool. Then share again."
        ) from error
    return OOXMLFile
