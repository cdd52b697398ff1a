"""Text as cells hold it: shared by many cells, or inside the cell."""

from __future__ import annotations

import re

from practice_xl.xlsx.markup import (
    Node,
    Unreadable,
    decode_controls,
    parse,
    searchable,
    unescape,
)

_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_PLAIN = re.compile(rb"\s*<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>\s*")


def text_of(node: Node) -> str:
    """The text of a shared or inline string, without its phonetic guide."""
    own = "".join(child.text for child in node.all("t"))
    runs = "".join(part.text for run in node.all("r") for part in run.all("t"))
    return decode_controls(own + runs)


def text_in(raw: bytes) -> str:
    """The text of a string element, from the bytes between its tags.

    Args:
        raw: Well-formed XML: ``<t>...</t>`` or rich text runs.
    """
    plain = _PLAIN.fullmatch(raw)
    if plain:
        return decode_controls(unescape(plain[1].decode()))
    return text_of(parse(b"<si>" + raw + b"</si>")) if raw else ""


class SharedStrings:
    """The shared strings part; each text is read when a cell first asks for it.

    Raises:
        Unreadable: The part is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self._items: list[bytes] = []
        self._texts: dict[int, str] = {}
        if data:
            found = _ITEM.finditer(searchable(data))
            spans = [match.span(1) for match in found]
            self._items = [data[start:end] if start >= 0 else b"" for start, end in spans]

    def __getitem__(self, number: int) -> str:
        text = self._texts.get(number)
        if text is None:
            if not 0 <= number < len(self._items):
                raise Unreadable("a cell whose text is missing")
            text = self._texts[number] = text_in(self._items[number])
        return text
