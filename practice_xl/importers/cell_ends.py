"""Where the cells of a text end, quotes minded."""

from __future__ import annotations

import numpy as np

from practice_xl.importers.frame import Array

_QUOTE, _NEWLINE, _RETURN = b'"\n\r'
_PART = 1 << 18  # bytes looked through at once


class OpenQuoteError(ValueError):
    """The text ends inside a quoted cell."""


def ends_of_cells(data: bytes, text: Array, separator: int) -> Array:
    """-1, and where each cell ends: at a separator, a line end, or the end of the text.

    A quote counts where it opens a cell; anywhere else in a cell without quotes it is a letter.

    Raises:
        OpenQuoteError: The text ends inside a quoted cell.

    >>> data = b'"a,b",6" x'
    >>> ends_of_cells(data, np.frombuffer(data, np.uint8), ord(",")).tolist()
    [-1, 5, 10]
    """
    ends = bytearray(np.array([-1], np.int32))
    inside, start = False, 0
    while start < len(data):
        stop = data.find(b"\n", start + _PART) + 1 or len(data)
        part = text[start:stop]
        marks = part == separator
        marks |= part == _NEWLINE
        if inside or data.find(b'"', start, stop) >= 0:
            marks |= part == _QUOTE
            places = np.flatnonzero(marks) + start
            places, inside = _outside_quotes(text, places, separator, inside)
        else:
            places = np.flatnonzero(marks) + start
        ends += places.astype(np.int32).tobytes()
        start = stop
    if inside:
        raise OpenQuoteError
    if not data.endswith(b"\n"):
        ends += np.array([len(data)], np.int32).tobytes()
    return np.frombuffer(ends, np.int32)


def _outside_quotes(text: Array, places: Array, separator: int, inside: bool) -> tuple[Array, bool]:
    """Of the places of separators, line ends and quotes in some lines, those that end a cell.

    Args:
        text: The bytes of the whole text.
        places: The places in these lines.
        separator: What parts the cells of a row.
        inside: Whether these lines begin inside a quoted cell.

    Returns:
        The places, and whether the lines end inside a quoted cell.
    """
    quoted = text[places] == _QUOTE
    quotes = places[quoted]
    real = quoted
    opening, closing = quotes[int(inside) :: 2], quotes[int(not inside) :: 2]
    edge = np.zeros(256, bool)
    edge[[separator, _NEWLINE, _QUOTE]] = True
    tidy = (edge[text[opening - 1]] | (opening == 0)).all()
    edge[_RETURN] = True
    if not (tidy and edge[text[np.minimum(closing + 1, len(text) - 1)]].all()):
        real = np.isin(places, _real_quotes(text, quotes.tolist(), separator, inside))
    within = np.logical_xor.accumulate(real) ^ inside
    return places[~within & ~quoted], bool(within[-1]) if len(within) else inside


def _real_quotes(text: Array, places: list[int], separator: int, inside: bool) -> list[int]:
    """The quotes that open or close a cell, where others stand among them."""
    real: list[int] = []
    passed = -1
    for place in places:
        if place == passed:
            continue
        if inside:
            if place + 1 < len(text) and text[place + 1] == _QUOTE:
                passed = place + 1  # two of them are one, inside a cell
            else:
                inside = False
                real.append(place)
        elif place == 0 or text[place - 1] in (separator, _NEWLINE):
            inside = True
            real.append(place)
    return real
