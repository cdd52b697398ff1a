"""XML, as far as a workbook needs it.

Expat checks a part once, at the speed of C, and refuses document types. After that a plain search
finds elements by position, so that a patch can replace a few bytes and keep all the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat  # checked here: no document type ever gets through

_ATTRIBUTE = re.compile(rb"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TOKEN = rb"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
_ENTITY = r"&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);"
_ESCAPED = r"_x([0-9A-Fa-f]{4})_"
_NEEDS_ESCAPE = "[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
_PLAIN_TEXT = rb"\s*<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>\s*"
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class Unreadable(Exception):
    """A part that no well-meaning program writes; the text ends "... holds X"."""


def whole(text: str) -> int:
    """A number that an attribute says; Unreadable where it is none."""
    try:
        return int(text)
    except ValueError as error:
        raise Unreadable("a damaged number") from error


class Node:
    """One element of a small part: local name, attributes, children and its own text."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""

    def all(self, tag: str) -> list[Node]:
        """The children of that name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def get(self, name: str, default: str = "") -> str:
        """An attribute by its local name."""
        return self.attributes.get(name, default)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("a document type, which no workbook needs")


def _run(data: bytes, **handlers: object) -> None:
    """Check a part, and hand what is found in it to the handlers of expat."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # also an encoding unheard of
        raise Unreadable("damaged XML") from error


def parse(data: bytes) -> Node:
    """A small part as a tree, without its prefixes; Unreadable: damaged, or a document type."""
    root = Node("", {})
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(":")[2], local)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        stack[-1].text += text

    elements = {"StartElementHandler": start, "EndElementHandler": end}
    _run(data, buffer_text=True, CharacterDataHandler=characters, **elements)
    return root.children[0]


def searchable(data: bytes) -> bytes:
    """The part with the same length, in which every ``<`` and ``>`` opens or closes a tag.

    Comments, CDATA, processing instructions and any ``>`` inside text become blanks, so that a
    search finds elements alone. Most parts hold none of these and come back as they are. Unreadable
    is raised where the XML is damaged, declares a document type or is not UTF-8.
    """
    encodings: list[str] = []

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        encodings.append((encoding or "utf-8").lower())

    _run(data, XmlDeclHandler=declared)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or not {*encodings} <= {"utf-8", "us-ascii", "ascii"}:
        raise Unreadable("text in another encoding than UTF-8")
    start = data.find(b"?>") + 2 if data.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") else 0
    plain = data.count(b"<") == data.count(b">")
    if plain and data.find(b"<!", start) < 0 and data.find(b"<?", start) < 0:
        return data
    return masked(data)


def masked(data: bytes) -> bytes:
    """Whole tags and what stands between them, made searchable without checking them."""
    pieces: list[bytes] = []
    position = 0
    for match in re.finditer(_TOKEN, data):
        pieces.append(data[position : match.start()].replace(b">", b" "))
        token = match[0]
        if token[1:2] in b"!?":
            pieces.append(b" " * len(token))
        else:
            pieces.append(b"<" + token[1:-1].replace(b">", b" ") + b">")
        position = match.end()
    return b"".join(pieces) + data[position:]


def attributes(raw: bytes) -> dict[str, str]:
    """The attributes of one tag, from the bytes between its name and its end."""
    return {
        name.decode(): unescape((double or single).decode())
        for name, double, single in _ATTRIBUTE.findall(raw)
    }


def without_attributes(raw: bytes, names: set[bytes]) -> bytes:
    """The bytes of a tag's attributes, less the named ones; all others stay as written."""
    kept = b""
    position = 0
    for match in _ATTRIBUTE.finditer(raw):
        if match[1] in names:
            kept += raw[position : match.start()].rstrip()
            position = match.end()
    return kept + raw[position:]


def with_edits(data: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The bytes with spans of them replaced; at one place in the order given."""
    pieces: list[bytes] = []
    position = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (data[position:start], new)
        position = end
    return b"".join(pieces) + data[position:]


def with_tag(data: bytes, tag: bytes, name: bytes, new: Callable[[str], str]) -> bytes:
    """The part with an attribute of its first such tag made from the old one ("" for none).

    The attribute stays in its old place if it had one; everything else keeps its bytes.
    """
    found = re.search(rb"<(?:[\w.-]+:)?%b((?:\s[^>]*?)?)/?>" % tag, masked(data))
    if found is None:
        return data
    start, end = found.span(1)
    raw = data[start:end]
    old = attributes(raw).get(name.decode(), "")
    if (value := new(old)) == old:
        return data
    said = b'%b="%b"' % (name, escape(value).replace('"', "&quot;").encode())
    place = next((m.span() for m in _ATTRIBUTE.finditer(raw) if m[1] == name), None)
    if place is None:
        return data[:start] + raw.rstrip() + b" " + said + data[end:]
    return data[: start + place[0]] + said + data[start + place[1] :]


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _ENTITIES[name]
    return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))


def unescape(text: str) -> str:
    """Text as it was before XML escaped it; line ends become plain line feeds as XML asks."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(_ENTITY, _entity, text) if "&" in text else text


def escape(text: str) -> str:
    """Text as XML writes it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def decode_controls(text: str) -> str:
    r"""Undo a workbook's way of writing control characters.

    >>> decode_controls("a_x0007_b _x005F_x0041_")
    'a\x07b _x0041_'
    """
    if "_x" not in text:
        return text
    return re.sub(_ESCAPED, lambda found: chr(int(found[1], 16)), text)


def encode_controls(text: str) -> str:
    r"""Write control characters, and what only looks like one, the way a workbook does.

    >>> encode_controls("a\x07b _x0041_")
    'a_x0007_b _x005F_x0041_'
    """
    if text.isprintable() and "_x" not in text:
        return text
    return re.sub(_NEEDS_ESCAPE, lambda found: f"_x{ord(found[0]):04X}_", text)


def text_of(node: Node) -> str:
    """The text of a shared or inline string, without its phonetic guide."""
    own = "".join(child.text for child in node.all("t"))
    runs = "".join(part.text for run in node.all("r") for part in run.all("t"))
    return decode_controls(own + runs)


def text_in(raw: bytes) -> str:
    """The text of a string element from the XML between its tags: ``<t>...</t>``, or runs."""
    plain = re.fullmatch(_PLAIN_TEXT, raw)
    if plain:
        return decode_controls(unescape(plain[1].decode()))
    return text_of(parse(b"<si>" + raw + b"</si>")) if raw else ""
