"""A table's part after the table has grown."""

from __future__ import annotations

import re

from practice_xl.xlsx.address import Area, parse_area
from practice_xl.xlsx.markup import attributes, searchable, with_attribute

_TABLE = re.compile(rb"<(?:[\w.-]+:)?table(\s[^>]*?)/?>")
_FILTER = re.compile(rb"<(?:[\w.-]+:)?autoFilter(\s[^>]*?)/?>")


def grown_table(data: bytes, area: Area) -> bytes:
    """The part of a table with its last row moved down, its filter with it.

    Args:
        data: The part.
        area: The whole table, header included.
    """
    mask = searchable(data)
    for pattern in (_FILTER, _TABLE):  # from the end of the part to its start
        match = pattern.search(mask)
        old = parse_area(attributes(match[1]).get("ref", "")) if match else None
        if match is None or old is None:
            continue
        new = old._replace(bottom=area.bottom)
        raw = with_attribute(data[match.start(1) : match.end(1)], b"ref", new.address)
        data = data[: match.start(1)] + raw + data[match.end(1) :]
    return data
