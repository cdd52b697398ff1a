"""The compression VBA keeps its modules in.

Source: [MS-OVBA] 2.4.1, Microsoft's published description of the format.
"""

from __future__ import annotations

import struct
from collections import defaultdict

from practice_xl.problems import FileRefused

CHUNK = 4096
_SIGNATURE = 1
_LOOK_BACK = 32  # earlier places tried for each match: close to the best, and quick


def _token_bits(written: int) -> int:
    """Bits of a copy token that hold how far back to copy from; the rest hold how much."""
    return max((written - 1).bit_length(), 4)


def decompress(data: bytes) -> bytes:
    """The text or bytes inside a compressed container.

    Raises:
        FileRefused: Not such a container, or a damaged one.
    """
    if not data or data[0] != _SIGNATURE:
        raise FileRefused("A macro inside the workbook is cut short or damaged.")
    out = bytearray()
    at = 1
    try:
        while at < len(data):
            header = struct.unpack_from("<H", data, at)[0]
            end = min(at + (header & 0xFFF) + 3, len(data))
            at += 2
            if header & 0x8000:
                _decompress_chunk(data, at, end, out)
            else:
                out += data[at:end]
            at = end
    except (struct.error, IndexError) as reason:
        raise FileRefused("A macro inside the workbook is cut short or damaged.") from reason
    return bytes(out)


def _decompress_chunk(data: bytes, at: int, end: int, out: bytearray) -> None:
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                return
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            token = struct.unpack_from("<H", data, at)[0]
            at += 2
            length_bits = 16 - _token_bits(len(out) - start)
            back = (token >> length_bits) + 1
            if back > len(out) - start:
                raise IndexError(back)
            for _ in range((token & (1 << length_bits) - 1) + 3):
                out.append(out[-back])


def compress(data: bytes) -> bytes:
    """The same bytes as a compressed container.

    >>> decompress(compress(b"Sub Recalculate()" * 400)) == b"Sub Recalculate()" * 400
    True
    """
    out = bytearray([_SIGNATURE])
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        packed = _compress_chunk(chunk)
        kind = 0xB000
        if len(packed) >= CHUNK:  # does not shrink: kept as it is, which is always a whole chunk
            packed, kind = chunk.ljust(CHUNK, b"\0"), 0x3000
        out += struct.pack("<H", len(packed) - 1 | kind) + packed
    return bytes(out)


def _compress_chunk(chunk: bytes) -> bytes:
    out = bytearray()
    places: defaultdict[bytes, list[int]] = defaultdict(list)
    at = 0
    while at < len(chunk):
        flags_at = len(out)
        out.append(0)
        for bit in range(8):
            if at >= len(chunk):
                break
            back, length = _longest_match(chunk, at, places)
            if length:
                out[flags_at] |= 1 << bit
                length_bits = 16 - _token_bits(at)
                out += struct.pack("<H", back - 1 << length_bits | length - 3)
            else:
                out.append(chunk[at])
            for place in range(at, at + max(length, 1)):
                places[chunk[place : place + 3]].append(place)
            at += max(length, 1)
    return bytes(out)


def _longest_match(chunk: bytes, at: int, places: defaultdict[bytes, list[int]]) -> tuple[int, int]:
    best_back = best_length = 0
    if at == 0 or at + 3 > len(chunk):
        return 0, 0
    most = min((1 << 16 - _token_bits(at)) + 2, len(chunk) - at)
    for place in reversed(places[chunk[at : at + 3]][-_LOOK_BACK:]):
        length = 3
        while length < most and chunk[place + length] == chunk[at + length]:
            length += 1
        if length > best_length:
            best_back, best_length = at - place, length
    return best_back, best_length
