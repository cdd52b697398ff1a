"""The real widths of Arial, read from the font that stands in for it with the same metrics."""

from __future__ import annotations

import struct
import subprocess
from functools import cache
from pathlib import Path


@cache
def widths(*, bold: bool) -> tuple[dict[str, int], int]:
    """Advance width of each character, and the units of an em, from the font's own tables."""
    style = "Bold" if bold else "Regular"
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", f"Arial:style={style}"], capture_output=True, text=True
    ).stdout
    data = Path(found).read_bytes()
    tables = {}
    for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, at)
        tables[tag] = offset
    (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    advance = [
        struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * glyph)[0] for glyph in range(metrics)
    ]
    return {
        chr(code): advance[min(glyph, metrics - 1)] for code, glyph in _glyphs(data, tables)
    }, units


def _glyphs(data: bytes, tables: dict[bytes, int]) -> list[tuple[int, int]]:
    start = tables[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    offsets = [struct.unpack_from(">HHI", data, start + 4 + 8 * n) for n in range(count)]
    table = next(start + at for _, _, at in offsets if data[start + at : start + at + 2] == b"\0\4")
    (double,) = struct.unpack_from(">H", data, table + 6)
    size = double // 2
    ends = struct.unpack_from(f">{size}H", data, table + 14)
    starts = struct.unpack_from(f">{size}H", data, table + 16 + double)
    deltas = struct.unpack_from(f">{size}h", data, table + 16 + 2 * double)
    ranges_at = table + 16 + 3 * double
    ranges = struct.unpack_from(f">{size}H", data, ranges_at)
    found = []
    for n in range(size):
        for code in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = code
            if ranges[n]:
                at = ranges_at + 2 * n + ranges[n] + 2 * (code - starts[n])
                (glyph,) = struct.unpack_from(">H", data, at)
            found.append((code, (glyph + deltas[n]) & 0xFFFF))
    return found


def width(text: str, size: float, *, bold: bool) -> float:
    """Width of a line of text. [points]"""
    advance, units = widths(bold=bold)
    return sum(advance.get(letter, units * 0.8) for letter in text) * size / units
