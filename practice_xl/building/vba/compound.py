"""Compound files, the container a VBA project lives in: read one, write one.

Only what a VBA project needs: version 3, sectors of 512 bytes, at most 109 sectors of the table
that chains them (about 7 MB). What is written is the same on every run: no times, no identifiers.

Source: [MS-CFB], Microsoft's published description of the format.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from practice_xl.problems import FileRefused

SECTOR = 512
SMALL_SECTOR = 64
SMALL_BELOW = 4096  # shorter streams share one stream of small sectors

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1
_IN_HEADER = 109  # sectors of the table that the header itself can name
_HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
_ENTRY = struct.Struct("<64sHBBIII16x4x16xIQ")


def read_streams(data: bytes) -> dict[str, bytes]:
    """Every stream of a compound file.

    Args:
        data: The whole file.

    Returns:
        The streams by path, folders separated by ``/``, for example ``"VBA/dir"``.

    Raises:
        FileRefused: Not a compound file, a damaged one, or of a kind that holds no VBA project.
    """
    try:
        return _read(data)
    except (struct.error, IndexError, RecursionError, UnicodeDecodeError) as reason:
        raise FileRefused("The macros inside the workbook are cut short or damaged.") from reason


def _read(data: bytes) -> dict[str, bytes]:
    header = _HEADER.unpack_from(data)
    signature, shift, tables, directory_start = header[0], header[4], header[7], header[8]
    small_start, further_tables = header[11], header[14]
    if signature != _SIGNATURE or shift != 9 or further_tables:
        raise FileRefused("The macros inside the workbook are in a form not known here.")
    body = data[SECTOR:]
    named = struct.unpack_from(f"<{tables}I", data, _HEADER.size)
    chains = [link for number in named for link in struct.unpack("<128I", _sector(body, number))]
    directory = _chain(body, directory_start, chains)
    entries = [_ENTRY.unpack_from(directory, at) for at in range(0, len(directory), _ENTRY.size)]
    small_table = _chain(body, small_start, chains)
    small_chains = list(struct.unpack(f"<{len(small_table) // 4}I", small_table))
    small_body = _chain(body, entries[0][7], chains)
    found: dict[str, bytes] = {}

    def visit(number: int, folder: str) -> None:
        if number == _FREE:
            return
        name, length, kind, _, left, right, child, first, size = entries[number]
        path = folder + name[: length - 2].decode("utf-16-le")
        size &= 0xFFFFFFFF  # the upper half may hold rubbish in this version
        visit(left, folder)
        if kind == _STORAGE:
            visit(child, path + "/")
        elif size < SMALL_BELOW:
            found[path] = _chain(small_body, first, small_chains, SMALL_SECTOR)[:size]
        else:
            found[path] = _chain(body, first, chains)[:size]
        visit(right, folder)

    visit(entries[0][6], "")
    return found


def _sector(body: bytes, number: int, size: int = SECTOR) -> bytes:
    piece = body[number * size : (number + 1) * size]
    if len(piece) < size:
        raise IndexError(number)
    return piece


def _chain(body: bytes, number: int, chains: list[int], size: int = SECTOR) -> bytes:
    pieces: list[bytes] = []
    while number < _TABLE:
        if len(pieces) > len(chains):
            raise IndexError(number)
        pieces.append(_sector(body, number, size))
        number = chains[number]
    return b"".join(pieces)


@dataclass
class _Node:
    """A folder or a stream on its way into the file."""

    name: str
    kind: int
    content: bytes = b""
    children: dict[str, _Node] = field(default_factory=dict)
    number: int = 0
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    first: int = 0

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le")
        links = (self.left, self.right, self.child)
        return _ENTRY.pack(
            name, len(name), self.kind, _BLACK, *links, self.first, len(self.content)
        )


def write_streams(streams: Mapping[str, bytes]) -> bytes:
    """A compound file that holds these streams.

    Args:
        streams: Content by path, folders separated by ``/``; names of at most 31 letters.

    Returns:
        The whole file, the same for the same streams.

    >>> read_streams(write_streams({"VBA/dir": b"x" * 5000, "PROJECT": b"y"}))["PROJECT"]
    b'y'
    """
    root = _Node("Root Entry", _ROOT)
    for path, content in streams.items():
        *folders, name = path.split("/")
        node = root
        for folder in folders:
            node = node.children.setdefault(folder, _Node(folder, _STORAGE))
        node.children[name] = _Node(name, _STREAM, content)
    nodes = [root]
    _number(root, nodes)
    for node in nodes:
        node.child = _tree(list(node.children.values()))
    return _laid_out(nodes)


def _number(node: _Node, nodes: list[_Node]) -> None:
    for child in node.children.values():
        child.number = len(nodes)
        nodes.append(child)
        _number(child, nodes)


def _tree(siblings: list[_Node]) -> int:
    """Links siblings as the search tree readers expect; all black, which the format allows."""
    if not siblings:
        return _FREE
    siblings = sorted(siblings, key=lambda node: (len(node.name), node.name.upper()))
    middle = len(siblings) // 2
    siblings[middle].left = _tree(siblings[:middle])
    siblings[middle].right = _tree(siblings[middle + 1 :])
    return siblings[middle].number


class _Sectors:
    """Sectors of one size in a row, and the table that chains them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.body = bytearray()
        self.chains: list[int] = []

    def add(self, content: bytes, padding: bytes = b"\0") -> int:
        """Appends a chain; returns the number of its first sector."""
        if not content:
            return _END
        first = len(self.chains)
        content += padding * (-len(content) % self.size)
        self.body += content
        self.chains += [*range(first + 1, first + len(content) // self.size), _END]
        return first


def _laid_out(nodes: list[_Node]) -> bytes:
    small, large = _Sectors(SMALL_SECTOR), _Sectors(SECTOR)
    for node in nodes:
        if node.kind == _STREAM:
            sectors = small if len(node.content) < SMALL_BELOW else large
            node.first = sectors.add(node.content)
    root = nodes[0]
    root.content = bytes(small.body)
    root.first = large.add(root.content)
    small_table = struct.pack(f"<{len(small.chains)}I", *small.chains)
    small_start = large.add(small_table, b"\xff")
    unused = _ENTRY.pack(b"", 0, 0, 0, _FREE, _FREE, _FREE, 0, 0)
    directory = b"".join(node.packed() for node in nodes) + unused * (-len(nodes) % 4)
    directory_start = large.add(directory)
    tables = -(-len(large.chains) // 127)  # 128 links to a sector, one of them for itself
    if tables > _IN_HEADER:
        raise ValueError("more than a compound file of this simple form can hold")
    named = range(len(large.chains), len(large.chains) + tables)
    links = large.chains + [_TABLE] * tables
    links += [_FREE] * (tables * 128 - len(links))
    header = _HEADER.pack(
        _SIGNATURE,
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, directory_start, 0, SMALL_BELOW),
        *(small_start, -(-len(small_table) // SECTOR), _END, 0),
    )
    header += struct.pack("<109I", *named, *[_FREE] * (_IN_HEADER - tables))
    return header + large.body + struct.pack(f"<{len(links)}I", *links)
