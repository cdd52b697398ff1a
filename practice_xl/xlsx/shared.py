"""What cells share: their text, and the styles that say which numbers are dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from practice_xl.xlsx.markup import (
    Node,
    Unreadable,
    attributes,
    decode_controls,
    parse,
    searchable,
    unescape,
    whole,
)

_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_PLAIN = re.compile(rb"\s*<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>\s*")
_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_PERCENTAGES = {9: "0%", 10: "0.00%"}
_FORMAT = rb"""\snumFmtId\s*=\s*["']([^"']*)"""
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


class Styles(NamedTuple):
    """The cell styles of a workbook, by their number.

    Attributes:
        codes: The number format of each; built in ones other than percentages as General.
        dates: Those that show a number as a date or a time.
    """

    codes: tuple[str, ...] = ()
    dates: frozenset[int] = frozenset()


def read_styles(data: bytes) -> Styles:
    """The styles part.

    Raises:
        Unreadable: It is damaged.
    """
    mask = searchable(data)
    own: dict[int, str] = {}
    for start, end in _tags(mask, b"numFmts", b"numFmt"):
        said = attributes(data[start:end])
        own[whole(said.get("numFmtId", "0"))] = said.get("formatCode", "")
    found = (re.search(_FORMAT, mask[start:end]) for start, end in _tags(mask, b"cellXfs", b"xf"))
    used = [whole(match[1].decode()) if match else 0 for match in found]
    dates = {key: shows_date(code) for key, code in own.items()}
    return Styles(
        tuple(own.get(key, _PERCENTAGES.get(key, "General")) for key in used),
        frozenset(n for n, key in enumerate(used) if dates.get(key, key in _BUILT_IN)),
    )


def _tags(mask: bytes, section: bytes, tag: bytes) -> Iterator[tuple[int, int]]:
    """Where the attributes of each tag of a section stand."""
    place = re.search(rb"(?s)<((?:[\w.-]+:)?)%b[\s>].*?</\1%b\s*>" % (section, section), mask)
    if place:
        pattern = re.compile(rb"<(?:[\w.-]+:)?%b(\s[^>]*)>" % tag)
        yield from (match.span(1) for match in pattern.finditer(mask, *place.span()))
