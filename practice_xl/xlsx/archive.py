"""What is let in, and the zip around it: read within limits, untouched parts copied as bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from practice_xl.problems import FileRefused
from practice_xl.xlsx.markup import Unreadable

MAX_FILE = 100_000_000  # bytes on disk; ten years of a practice need less than 2 million
MAX_TOTAL = 500_000_000  # bytes unpacked; the largest honest trackers stay far under 50 million
MAX_RATIO = 200  # sheets pack to a tenth or a fiftieth; a bomb to a thousandth
RATIO_FROM = 10_000_000  # bytes unpacked from which the ratio counts
MAX_PARTS = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx)."
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def read_bytes(path: Path) -> bytes:
    """The content of a file that is at least of the right kind.

    Args:
        path: The workbook.

    Returns:
        The whole file. [bytes]

    Raises:
        FileRefused: Missing, a folder, unreadable, too large, encrypted, or another format under
            an Excel workbook's name.
    """
    name = path.name
    if path.is_dir():
        raise FileRefused(f"{name} is a folder; give the name of the workbook inside it.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise FileRefused(f"{name} was not found; check the name and the folder.") from error
    except PermissionError as error:
        raise FileRefused(
            f"{name} may not be read; ask whoever owns it, or copy it to your own folder."
        ) from error
    except OSError as error:
        raise FileRefused(f"{name} could not be read; check the disk or the network.") from error
    if len(data) > MAX_FILE:
        raise FileRefused(f"{name} is far too large for a tracker; check which file it is.")
    reason = _other_format(data)
    if reason:
        raise FileRefused(f"{name} {reason}")
    return data


def _other_format(data: bytes) -> str:
    """Why these bytes are no workbook package, as the end of a sentence; empty when they may be."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    reason = f"is a text file with a workbook's name; {_SAVE_AS}"
    if data.startswith(b"PK\x03\x04"):
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

    info: zipfile.ZipInfo
    raw_name: bytes
    start: int  # of the local header
    data_start: int
    end: int  # of everything up to the next local header


class Archive:
    """The parts of one zip file held in memory.

    Args:
        data: The whole file. [bytes]

    Raises:
        Unreadable: Damaged, cut short, encrypted, duplicate or overlapping parts, or larger
            unpacked than any workbook of this kind.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                infos, self._directory = packed.infolist(), packed.start_dir
                self._comment = packed.comment
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as bad:
            raise Unreadable("a damaged or incomplete package") from bad
        _check_limits(infos)
        self._entries = {entry.info.filename: entry for entry in self._locate(infos)}
        self._spelling = {name.lower(): name for name in self._entries}
        self._cache: dict[str, bytes] = {}

    def _locate(self, infos: list[zipfile.ZipInfo]) -> list[_Entry]:
        ordered = sorted(infos, key=lambda info: info.header_offset)
        ends = [info.header_offset for info in ordered[1:]] + [self._directory]
        entries: list[_Entry] = []
        for info, end in zip(ordered, ends, strict=True):
            start = info.header_offset
            header = self._data[start : start + _LOCAL.size]
            if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
                raise Unreadable("a damaged package")
            *_, name_size, extra_size = _LOCAL.unpack(header)
            data_start = start + _LOCAL.size + name_size + extra_size
            raw_name = self._data[start + _LOCAL.size : start + _LOCAL.size + name_size]
            coding = "utf-8" if info.flag_bits & _UTF8_NAME else "cp437"
            if raw_name.decode(coding, "replace") != info.orig_filename:
                raise Unreadable("a damaged package")
            if data_start + info.compress_size > end:
                raise Unreadable("parts that overlap")
            entries.append(_Entry(info, raw_name, start, data_start, end))
        return entries

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._spelling

    @property
    def names(self) -> list[str]:
        """Names of all parts."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """One part unpacked, never more bytes than its declared size.

        Raises:
            Unreadable: The part is missing or damaged.
        """
        spelled = self._spelling.get(name.lower())
        if spelled is None:
            raise Unreadable("no part where one is expected")
        if spelled not in self._cache:
            self._cache[spelled] = self._unpack(spelled)
        return self._cache[spelled]

    def _unpack(self, name: str) -> bytes:
        entry = self._entries[name]
        info = entry.info
        packed = self._data[entry.data_start : entry.data_start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            data = packed
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            inflater = zlib.decompressobj(-15)
            try:
                data = inflater.decompress(packed, info.file_size + 1)
            except zlib.error as error:
                raise Unreadable("a damaged part") from error
        else:
            raise Unreadable("a part packed in a way Excel does not use")
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise Unreadable("a damaged part")
        return data

    def check_all(self) -> None:
        """Unpack every part once: nothing is written on top of a damaged file.

        Raises:
            Unreadable: A part is damaged.
        """
        for name in self._entries:
            if name not in self._cache:
                self._unpack(name)

    def patched(self, changed: Mapping[str, bytes], removed: Collection[str] = ()) -> bytes:
        """The whole file with some parts replaced; all others keep every packed byte.

        Args:
            changed: New content by part name; only parts that exist.
            removed: Names of parts to leave out.

        Returns:
            The new file. [bytes]
        """
        changed = {self._spelling[name.lower()]: data for name, data in changed.items()}
        removed = {self._spelling[name.lower()] for name in removed}
        entries = [entry for entry in self._entries.values() if entry.info.filename not in removed]
        first = min((entry.start for entry in self._entries.values()), default=0)
        out = io.BytesIO()
        out.write(self._data[:first])
        directory: list[bytes] = []
        for entry in entries:
            offset = out.tell()
            content = changed.get(entry.info.filename)
            if content is None:
                out.write(self._data[entry.start : entry.end])
                directory.append(_central_record(entry, offset))
            else:
                local, central = _new_entry(entry, content, offset)
                out.write(local)
                directory.append(central)
        start = out.tell()
        listing = b"".join(directory)
        out.write(listing)
        count = len(entries)
        out.write(
            _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), start, len(self._comment))
        )
        out.write(self._comment)
        return out.getvalue()


def _check_limits(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise Unreadable("more data than any practice tracker")
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted parts")
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
            raise Unreadable("data packed so tightly that it can only be a trap")
    names = [info.filename.lower() for info in infos]
    if len(set(names)) != len(names):
        raise Unreadable("the same part twice")


def _without_zip64(extra: bytes) -> bytes:
    kept = b""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind != 1:
            kept += extra[: 4 + size]
        extra = extra[4 + size :]
    return kept


def _dos_time(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _central(
    entry: _Entry, offset: int, flags: int, crc: int, packed: int, size: int, extra: bytes
) -> bytes:
    info = entry.info
    record = _CENTRAL.pack(
        b"PK\x01\x02",
        info.create_version,
        info.create_system,
        min(info.extract_version, 45),
        0,
        flags,
        info.compress_type,
        *_dos_time(info),
        crc,
        packed,
        size,
        len(entry.raw_name),
        len(extra),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        offset,
    )
    return record + entry.raw_name + extra + info.comment


def _central_record(entry: _Entry, offset: int) -> bytes:
    info = entry.info
    extra = _without_zip64(info.extra)
    return _central(
        entry, offset, info.flag_bits, info.CRC, info.compress_size, info.file_size, extra
    )


def _new_entry(entry: _Entry, content: bytes, offset: int) -> tuple[bytes, bytes]:
    info = entry.info
    if info.compress_type == zipfile.ZIP_DEFLATED:
        deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = deflater.compress(content) + deflater.flush()
    else:
        packed = content
    flags = info.flag_bits & _UTF8_NAME
    crc = zlib.crc32(content)
    local = _LOCAL.pack(
        b"PK\x03\x04",
        20,
        flags,
        info.compress_type,
        *_dos_time(info),
        crc,
        len(packed),
        len(content),
        len(entry.raw_name),
        0,
    )
    central = _central(entry, offset, flags, crc, len(packed), len(content), b"")
    return local + entry.raw_name + packed, central
