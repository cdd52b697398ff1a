"""Addresses of cells: letters and numbers, one-based, both ends of an area included."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

Place = tuple[int, int]  # row and column

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_COLUMNS = r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})"
_ROWS = r"\$?(\d{1,7}):\$?(\d{1,7})"


class Area(NamedTuple):
    """A rectangle of cells; rows and columns count from 1, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    def touches(self, other: Area) -> bool:
        """Whether the two share a cell."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def joined(self, other: Area) -> Area:
        """The smallest area around both."""
        return Area(*map(min, self[:2], other[:2]), *map(max, self[2:], other[2:]))

    @property
    def address(self) -> str:
        """The area as it is written in a file, for example ``"A1:D9"``."""
        first = cell_name(self.top, self.left)
        last = cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


@cache
def column_number(letters: str) -> int:
    """Number of a column.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """Letters of a column.

    >>> column_letters(27), column_letters(16384)
    ('AA', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The address of one cell, without dollar signs."""
    return f"{column_letters(column)}{row}"


def parse_area(text: str) -> Area | None:
    """The area that a reference without a sheet means; None when it is something else.

    >>> parse_area("$B$2:D9")
    Area(top=2, left=2, bottom=9, right=4)
    >>> parse_area("C:D")
    Area(top=1, left=3, bottom=1048576, right=4)
    >>> parse_area("plan_currency") is None
    True
    """
    if match := _AREA.fullmatch(text):
        left, top = column_number(match[1]), int(match[2])
        right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
    elif match := re.fullmatch(_COLUMNS, text):
        top, bottom = 1, LAST_ROW
        left, right = column_number(match[1]), column_number(match[2])
    elif match := re.fullmatch(_ROWS, text):
        left, right = 1, LAST_COLUMN
        top, bottom = int(match[1]), int(match[2])
    else:
        return None
    area = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    inside = area.top >= 1 and area.bottom <= LAST_ROW and area.right <= LAST_COLUMN
    return area if inside else None


def parse_reference(text: str) -> tuple[str, Area] | None:
    """Sheet and area of a reference such as ``'My sheet'!$A$1:$B$2``; None for anything else."""
    sheet, mark, rest = text.lstrip("=").rpartition("!")
    area = parse_area(rest)
    if not mark or area is None:
        return None
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    elif not sheet or sheet[0] == "[" or any(sign in sheet for sign in ",:'( "):
        return None
    return (sheet, area) if "[" not in sheet else None
