"""What cells share: their text, and the styles that say which numbers are dates."""

from __future__ import annotations

import re

from practice_xl.xlsx.markup import (
    Node,
    Unreadable,
    decode_controls,
    parse,
    searchable,
    unescape,
    whole,
)

_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_PLAIN = re.compile(rb"\s*<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>\s*")
_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODES = re.compile(r"[dmyhs]", re.IGNORECASE)


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


def shows_date(code: str) -> bool:
    """Whether a number format shows a date or a time.

    >>> shows_date("ddd d mmm yyyy"), shows_date("[h]:mm"), shows_date('0.0 "hours a day"')
    (True, True, False)
    """
    section = _NOT_CODES.sub("", code).partition(";")[0]
    return "general" not in section.lower() and _DATE_CODES.search(section) is not None


def date_styles(sheet: Node) -> frozenset[int]:
    """Numbers of the cell styles whose format shows a date or a time.

    Args:
        sheet: The parsed styles part.
    """
    own: dict[int, bool] = {}
    formats = sheet.first("numFmts")
    for node in formats.all("numFmt") if formats else []:
        own[whole(node.get("numFmtId", "0"))] = shows_date(node.get("formatCode"))
    cells = sheet.first("cellXfs")
    found = set()
    for number, node in enumerate(cells.all("xf") if cells else []):
        identity = whole(node.get("numFmtId", "0"))
        if own.get(identity, identity in _BUILT_IN):
            found.add(number)
    return frozenset(found)


def format_codes(sheet: Node) -> tuple[str, ...]:
    """The number format of each cell style; built in ones other than percentages as General.

    Args:
        sheet: The parsed styles part.
    """
    known = {9: "0%", 10: "0.00%"}
    formats = sheet.first("numFmts")
    for node in formats.all("numFmt") if formats else []:
        known[whole(node.get("numFmtId", "0"))] = node.get("formatCode")
    cells = sheet.first("cellXfs")
    ids = (whole(node.get("numFmtId", "0")) for node in (cells.all("xf") if cells else []))
    return tuple(known.get(identity, "General") for identity in ids)
