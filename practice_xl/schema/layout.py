"""Where everything stands: each sheet stacks its parts, and places and widths follow from them.

A part is a table, a block, a chart, or room for what is laid out by hand. Nothing else says where
one stands: a row more in one part moves everything below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from practice_xl.schema import parts
from practice_xl.schema.parts import PLACES, Block, Column, Kind, Place, Table, cell_name
from practice_xl.schema.type_width import characters, column_width, text_width

_ROW, _COLUMN = 3, 2  # below a sheet's title and purpose, beside its margin
MARGIN, GAP = 2.0, 3.0  # widths of column A, and of a column between two stacks [characters]
GROUP_LINES = 4  # below the name of a group of a table's columns, how its cells are meant
ROW_HEIGHT = 17.25  # of a report's line [points]
_LINE = 23  # the same, as drawn [pixels]
_FIGURE = 12.5  # width of a column of figures on a report [characters]
_TYPED = {Kind.DATE: 13.0, Kind.MONEY: 11.0}  # width of a column of a table, by what it holds
_NARROWEST = 8.0
_LABEL = 11.2  # size of the labels of rows, at most [points]
_TYPE = 10.2  # of headers, and of what is typed, at most [points]
_SET_IN = 1.5  # what an indent takes of a column [characters]


class Room(NamedTuple):
    """Cells laid out by hand, or room for charts: rows, widths of its columns, lines above it."""

    name: str
    rows: int
    widths: tuple[float, ...] = ()
    above: int = 0
    size: tuple[int, int] = (0, 0)  # Width and height of the charts in it together [pixels]

    @property
    def place(self) -> Place:
        """Where its first cell stands."""
        return PLACES[self.name]


def chart(name: str, width: int, height: int) -> Room:
    """Room for charts side by side, of that size together. [pixels]"""
    return Room(name, -(-height // _LINE), size=(width, height))


Part = Block | Table | Room


class Stack:
    """Parts of a sheet, one below the other from a row and a column on: made, they have places.

    A number among the parts stands for that many blank rows.
    """

    def __init__(
        self, sheet: str, parts: tuple[Part | int, ...], column: int = _COLUMN, row: int = _ROW
    ) -> None:
        self.sheet, self.column = sheet, column
        self.standing = tuple(part for part in parts if not isinstance(part, int))
        STACKS[sheet].append(self)
        for part in parts:
            if isinstance(part, int):
                row += part
                continue
            row += lines_above(part)
            labelled = isinstance(part, Block) and bool(part.labels)
            PLACES[part.name] = Place(row, column + labelled)
            row += rows_of(part)

    @property
    def next_column(self) -> int:
        """Where a stack to the right of this one begins: one column is left free."""
        return max(PLACES[part.name].column + len(widths_of(part)) for part in self.standing) + 1

    def beside(self, part: Block | Table, at: Part, gap: int = 1) -> Stack:
        """A part to the right of this stack and a gap, headers beside the first row of ``at``."""
        row = PLACES[at.name].row - lines_above(part) + isinstance(part, Block)
        return Stack(self.sheet, (part,), self.next_column - 1 + gap, row)


STACKS = defaultdict[str, list[Stack]](list)  # by sheet, as they are made


def spaced(*parts: Part) -> tuple[Part | int, ...]:
    """The parts with a blank row between each two, for a stack."""
    return tuple(each for part in parts for each in (1, part))[1:]


def lines_above(part: Part) -> int:
    """Lines of a part above its first row, which is that of the headers in a table."""
    if isinstance(part, Block):
        return bool(part.title) + part.headers
    if isinstance(part, Table):
        return 1 + bool(part.title) + (1 + GROUP_LINES if part.groups else 0)
    return part.above


def rows_of(part: Part) -> int:
    """Rows of a part, from its first row on; a table's header is one of them."""
    return part.rows + isinstance(part, Table)


def widths_of(part: Part) -> tuple[float, ...]:
    """Widths that a part asks for, from its first column on; 0 for a column that may be any."""
    if isinstance(part, Room):
        return part.widths
    if isinstance(part, Table):
        whole = bool(part.title)  # one of several beside each other
        return tuple(column.width or _typed_width(column, whole=whole) for column in part.columns)
    kinds = {Kind.TEXT: 0.0}
    return tuple(column.width or kinds.get(column.kind, _FIGURE) for column in part.columns)


def sheet_widths(sheet: str) -> tuple[float, ...]:
    """Width of each column of a sheet, from A on: the widest that a part standing in it asks for.

    A column in which nothing stands is a gap.
    """
    wanted = defaultdict[int, float](float, {1: MARGIN})
    for part in (part for stack in STACKS[sheet] for part in stack.standing):
        first = PLACES[part.name].column
        for column, width in enumerate(widths_of(part), first):
            wanted[column] = max(width, wanted[column])
        if isinstance(part, Block) and part.labels:
            longest = max(characters(text_width(label, _LABEL)) for label in part.labels)
            wanted[first - 1] = max(longest, wanted[first - 1])
    found = {column: width or _FIGURE for column, width in wanted.items()}
    return tuple(found.get(column, GAP) for column in range(1, max(found) + 1))


def breaks_before(*parts: Part) -> tuple[int, ...]:
    """Rows after which a new page begins, so that each of the parts begins one."""
    return tuple(PLACES[part.name].row - lines_above(part) - 1 for part in parts)


def breaks_between(sheet: str) -> tuple[int, ...]:
    """Columns after which a new page begins: as many stacks side by side as a page can hold."""
    widths, breaks, first = sheet_widths(sheet), list[int](), 0
    page = parts.PAPER_ACROSS / parts.WIDER_IN_PRINT
    for stack, after in pairwise(STACKS[sheet]):
        if column_width(*widths[first : after.next_column - 2]) > page:
            first = stack.next_column - 1
            breaks.append(first)
    return tuple(breaks)


def last_printed(
    widths: tuple[float, ...], parts: Sequence[Part], rows: int = 0, columns: int = 0
) -> str:
    """The cell in the last row and column of what prints on a sheet of such widths.

    Of the last part as many rows and columns as are said; 0 for all.
    """
    ends = [_end(part, widths) for part in parts[:-1]] + [_end(parts[-1], widths, rows, columns)]
    return cell_name(*map(max, zip(*ends, strict=True)))


def _end(part: Part, widths: tuple[float, ...], rows: int = 0, columns: int = 0) -> tuple[int, int]:
    """Last row and column of a part, or of so many of its rows and columns."""
    place = PLACES[part.name]
    down, across = place.row + (rows or rows_of(part)), place.column
    if isinstance(part, Room) and any(part.size):
        left = part.size[0]
        while left > 0:
            left -= round((widths[across - 1] if across <= len(widths) else parts.NOT_SET) * 7 + 5)
            across += 1
    else:
        across += columns or len(widths_of(part))
    return down - 1, across - 1


def _typed_width(column: Column, *, whole: bool) -> float:
    """As wide as what it holds, the longest word of its header, and the labels of its list.

    ``whole`` where its header and unit stand on one line each: their rows are not high.
    """
    headers, units = ([text] if whole else text.split() for text in (column.label, column.unit))
    texts = [text_width(text, _TYPE, bold=True) for text in headers]
    texts += [text_width(text, _TYPE) for text in (*column.choices, *units)]
    return max(_TYPED.get(column.kind, _NARROWEST), characters(max(texts)) + _SET_IN)
