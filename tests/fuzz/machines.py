"""What machines do to a file: disks, connections, other programs."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from practice_xl.schema.blocks import BLOCKS

from .book import (
    Book,
    DoesNotApply,
    packed,
    parts_of,
)
from .kinds import Damage, Must

MACHINES: list[Damage] = []


def machines(must: Must, name: str = "") -> Callable[..., Any]:
    """Note a damage that machines do: from the whole file to the whole file."""

    def note(do: Callable[[bytes, Random], bytes]) -> Callable[..., Any]:
        MACHINES.append(Damage(name or do.__name__, must, do))  # type: ignore[arg-type]
        return do

    return note


@machines(Must.REFUSE)
def cut_short(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) - 22)]


@machines(Must.EITHER)
def flip_bits(data: bytes, chance: Random) -> bytes:
    new = bytearray(data)
    for _ in range(chance.choice((1, 1, 8, 64))):
        new[chance.randrange(len(new))] ^= 1 << chance.randrange(8)
    return bytes(new)


@machines(Must.EITHER)
def flip_bits_of_the_directory(data: bytes, chance: Random) -> bytes:
    new, start = bytearray(data), data.rindex(b"PK\x05\x06")
    (first,) = struct.unpack("<L", data[start + 16 : start + 20])
    for _ in range(chance.randint(1, 4)):
        new[chance.randrange(first, len(new))] ^= 1 << chance.randrange(8)
    return bytes(new)


@machines(Must.EITHER)
def overwrite_a_run(data: bytes, chance: Random) -> bytes:
    start, size = chance.randrange(len(data)), chance.choice((1, 512, 4096))
    return data[:start] + bytes(size) + data[start + size :]


@machines(Must.EITHER)
def add_bytes_around(data: bytes, chance: Random) -> bytes:
    junk = chance.randbytes(chance.choice((1, 100, 70_000)))
    return chance.choice((junk + data, data + junk))


@machines(Must.REFUSE)
def another_kind_of_file(data: bytes, chance: Random) -> bytes:
    kinds = (b"", b"PK", b"PK\x03\x04", b"week;kept\n1;2\n", bytes(900), b"<html>", data[4:])
    return chance.choice((*kinds, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


@machines(Must.EITHER)
def lose_a_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    del parts[chance.choice(sorted(parts))]
    return packed(parts)


@machines(Must.REFUSE)
def lose_a_needed_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    sheets = [f"xl/worksheets/sheet{number}.xml" for number in (2, 4, 7, 8, 9)]
    del parts[chance.choice(("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", *sheets))]
    return packed(parts)


@machines(Must.EITHER)
def empty_a_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    parts[chance.choice(sorted(parts))] = chance.choice((b"", b"\0" * 50, b"<a/>", b"\xff\xfe<"))
    return packed(parts)


@machines(Must.EITHER)
def swap_parts(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return packed(parts)


@machines(Must.REFUSE)
def the_same_part_twice(data: bytes, chance: Random) -> bytes:
    name = chance.choice(sorted(parts_of(data)))
    return _with_entry(data, name.upper() if chance.random() < 0.5 else name, b"<a/>")


@machines(Must.SAME)
def add_unknown_parts(data: bytes, chance: Random) -> bytes:
    name = chance.choice(("../../etc/x", "/abs", "a\\b.xml", "xl/ü.bin", "x" * 300, ".DS_Store"))
    return _with_entry(data, name, chance.randbytes(200))


@machines(Must.REFUSE)
def pack_a_bomb(data: bytes, _chance: Random) -> bytes:
    return _with_entry(data, "xl/media/image9.png", bytes(12_000_000))


def _with_entry(data: bytes, name: str, content: bytes) -> bytes:
    import io
    import warnings

    out = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as opened:
        warnings.simplefilter("ignore")
        opened.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@machines(Must.EITHER)
def pack_otherwise(data: bytes, chance: Random) -> bytes:
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    return packed(parts_of(data), chance.choice(methods))


@machines(Must.SAME)
def store_unpacked(data: bytes, _chance: Random) -> bytes:
    return packed(parts_of(data), zipfile.ZIP_STORED)


@machines(Must.EITHER)
def lie_in_the_directory(data: bytes, chance: Random) -> bytes:
    new = bytearray(data)
    entries = [match.start() for match in re.finditer(b"PK\x01\x02", data)]
    entry, at = chance.choice(entries), chance.choice((8, 10, 16, 20, 24, 28, 30, 32, 42))
    size = 4 if at in (16, 20, 24, 42) else 2
    new[entry + at : entry + at + size] = chance.randbytes(size)
    return bytes(new)


def _in_a_sheet(data: bytes, chance: Random, change: Callable[[str], str]) -> bytes:
    parts = parts_of(data)
    name = f"xl/worksheets/sheet{chance.choice((2, 4, 7, 8, 9))}.xml"
    parts[name] = change(parts[name].decode()).encode()
    return packed(parts)


@machines(Must.REFUSE)
def a_cell_at_the_end_of_the_sheet(data: bytes, chance: Random) -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _in_a_sheet(data, chance, lambda text: text.replace("</sheetData>", far))


@machines(Must.EITHER)
def enormous_extents(data: bytes, chance: Random) -> bytes:
    far = (
        '<row r="1048577"/>',
        '<row r="99999999999999999999"/>',
        '<row r="1048576"><c r="B1048576"><v>1</v></c></row>',
        '<row r="60000"><c r="ZZ60000"><v>1</v></c></row>',
        '<row r="5000"><c r="XFD5000"><v>1</v></c></row>',
        '<row r="5000"><c r="XFE5000"><v>1</v></c></row>',
        '<row r="5000"><c r="A0"><v>1</v></c></row>',
        '<row r="5000"><c r="ZZZZ5000"><v>1</v></c></row>',
        "".join(f'<row r="{number}"/>' for number in range(5000, 70_000)),
    )
    row = chance.choice(far) + "</sheetData>"
    return _in_a_sheet(data, chance, lambda text: text.replace("</sheetData>", row))


@machines(Must.SAME)
def a_dimension_that_lies(data: bytes, chance: Random) -> bytes:
    lie = chance.choice(("A1", "A1:XFD1048576", "B2:A1", "", "nonsense"))
    tag = f'<dimension ref="{lie}"/>'
    return _in_a_sheet(data, chance, lambda text: re.sub(r"<dimension [^>]*/>", tag, text))


@machines(Must.EITHER)
def odd_areas(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    places = ("A1:XFD1048576", "A1", "B6:B6", "ZZZ1:ZZZZ9", "", "B6:Y2000000", "B6:Y1048576", "B:Y")
    tables = sorted(name for name in parts if name.startswith("xl/tables/"))
    name = chance.choice(tables)
    ref = f' ref="{chance.choice(places)}"'.encode()
    parts[name] = re.sub(rb'\sref="[^"]*"', ref, parts[name], count=1)
    return packed(parts)


@machines(Must.EITHER)
def odd_names(data: bytes, chance: Random) -> bytes:
    book = Book(data)
    places = ("A:XFD", "$A$1:$XFD$1048576", "$A$0", "", "#N/A", "$B$3:$B$3", "$1:$9")
    chosen = f"out_{chance.choice(BLOCKS).name}"
    book.rename(lambda n, r: f"{r.partition('!')[0]}!{chance.choice(places)}" if n == chosen else r)
    return book.bytes()


@machines(Must.EITHER)
def odd_values(data: bytes, chance: Random) -> bytes:
    values = (
        "NaN",
        "INF",
        "-INF",
        "1e999",
        "abc",
        "",
        " 7 ",
        "0x10",
        "1_000",
        "١٢",
        "1,5",
        "9" * 400,
    )
    kinds = ("", ' t="n"', ' t="s"', ' t="b"', ' t="e"', ' t="d"', ' t="str"', ' t="zzz"')

    def change(text: str) -> str:
        found = list(re.finditer(r'<c r="([A-Z]+\d+)"[^>]*><v>[^<]*</v></c>', text))
        match = chance.choice(found) if found else None
        if match is None:
            return text
        new = f'<c r="{match[1]}"{chance.choice(kinds)}><v>{chance.choice(values)}</v></c>'
        return text[: match.start()] + new + text[match.end() :]

    return _in_a_sheet(data, chance, change)


@machines(Must.EITHER)
def odd_numbers_in_attributes(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    text = parts[name].decode()
    found = list(re.finditer(r'="\d+"', text))
    if not found:
        raise DoesNotApply("no number")
    match = chance.choice(found)
    odd = chance.choice(("-1", "0", "4294967296", "99999999999999999999", "", "x", "1.5"))
    parts[name] = (text[: match.start()] + f'="{odd}"' + text[match.end() :]).encode()
    return packed(parts)


@machines(Must.EITHER)
def change_bytes_of_a_part(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    name = chance.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    part = bytearray(parts[name])
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(part) or 1)
        part[place : place + chance.randrange(4)] = chance.choice(
            (b"", b"9", b"-", b"A", b"<a/>", b'"', b"&#0;", b"&lt;", b"\xc3", b"]]>")
        )
    parts[name] = bytes(part)
    return packed(parts)


@machines(Must.REFUSE)
def cut_a_sheet_short(data: bytes, chance: Random) -> bytes:
    return _in_a_sheet(data, chance, lambda text: text[: chance.randrange(len(text) - 1)])


@machines(Must.REFUSE)
def declare_a_document_type(data: bytes, chance: Random) -> bytes:
    evil = '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet '
    return _in_a_sheet(data, chance, lambda text: text.replace("<worksheet ", evil, 1))


@machines(Must.REFUSE)
def another_encoding(data: bytes, chance: Random) -> bytes:
    parts = parts_of(data)
    name = f"xl/worksheets/sheet{chance.choice((2, 9))}.xml"
    text = parts[name].decode()
    if "UTF-8" not in text:
        raise DoesNotApply("names no encoding")
    coding = chance.choice(("utf-16", "iso-8859-7"))
    parts[name] = text.replace("UTF-8", coding).encode(coding, "xmlcharrefreplace")
    return packed(parts)


@machines(Must.SAME)
def written_by_another_program(data: bytes, chance: Random) -> bytes:
    def prefixed(text: str) -> str:
        text = re.sub(r"<(/?)(?![\w.]+:)([A-Za-z])", r"<\1x:\2", text)
        return text.replace('xmlns="http', 'xmlns:x="http', 1)

    ways: tuple[Callable[[str], str], ...] = (
        prefixed,
        lambda text: "\ufeff" + text,
        lambda text: text.replace("<c ", "<!-- <c r='A1'/> --><c "),
        lambda text: re.sub(r' spans="[^"]*"', "", text),
        lambda text: re.sub(r'="([^"\']*)"', r"='\1'", text),
        lambda text: text.replace("<row ", "\n  <row "),
    )
    return _in_a_sheet(data, chance, chance.choice(ways))
