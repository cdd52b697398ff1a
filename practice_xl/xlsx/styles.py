"""The number format of each cell style, and which show a number as a date or a time."""

from __future__ import annotations

import re

from practice_xl.xlsx.markup import Node, whole

_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODES = re.compile(r"[dmyhs]", re.IGNORECASE)


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
