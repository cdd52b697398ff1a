"""Rows of a text file: where every cell stands in its bytes.

All cells are found at once, as positions. A cell is taken out only when it is asked for, and of
a column only its different values: what nobody asks for never becomes an object.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from practice_xl.importers.cell_ends import ends_of_cells
from practice_xl.importers.frame import Array, Cells

_QUOTE, _NEWLINE, _BLANK, _COLON, _T = b'"\n :T'
_TRIMMED = np.zeros(256, bool)
_TRIMMED[list(b" \t\r")] = True
_DIGIT = np.zeros(256, bool)
_DIGIT[list(b"0123456789")] = True
_WORD = 8  # bytes compared at once
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPACES = 3  # around a cell, as many rows may have them
_LONG_CELL = 256  # bytes, as a note has
_LONGEST_DATE = 48


class Rows:
    r"""The cells of a text, by row and column.

    Args:
        data: The text, in an encoding that writes ASCII as ASCII.
        encoding: That encoding.
        separator: What parts the cells of a row.

    Raises:
        OpenQuoteError: The text ends inside a quoted cell.

    >>> rows = Rows(b'Day,Who\n1 May,"B, a"\n2 May\n', "utf-8", ",")
    >>> len(rows), rows.text(1, 1), rows.text(2, 1)
    (3, 'B, a', '')
    >>> column = rows.column(0, 1)
    >>> column.values, column.codes.tolist()
    (['1 May', '2 May'], [0, 1])
    """

    def __init__(self, data: bytes, encoding: str, separator: str) -> None:
        self._data = data
        self._encoding = encoding
        self._separator = separator
        self._bytes = np.frombuffer(data.ljust(_LONGEST_DATE, b"\0"), np.uint8)
        count = len(self._bytes) - _WORD + 1
        self._words: Array = np.ndarray(count, "<u8", self._bytes.data, 0, (1,))
        self._ends = ends_of_cells(data, self._bytes, ord(separator))
        closing = self._bytes[np.minimum(self._ends[1:], len(data) - 1)] == _NEWLINE
        closing[-1] = True
        last = np.flatnonzero(closing)
        self._first = np.concatenate(([0], last[:-1] + 1))
        self.widths = np.asarray(last - self._first + 1)

    def __len__(self) -> int:
        return len(self._first)

    def text(self, row: int, column: int) -> str:
        """One cell; blank where the row is shorter."""
        start, end = (int(places[0]) for places in self._bounds(np.array([row]), column))
        return self._taken(start, end)

    def filled(self, row: int) -> bool:
        """Whether any cell of a row holds something."""
        return self._filled_from(row, 0)

    def column(self, column: int, first: int) -> Cells:
        """The different values of a column from a row on, blank cells as -1."""
        return self._cells(*self._bounds(np.arange(first, len(self)), column))

    def dated_column(self, column: int, first: int) -> tuple[Cells, Cells]:
        r"""A column of dates, parted before a time of day (``9:30``): the days, and the times.

        >>> rows = Rows(b"3/31/26 9:30 AM\n2026-03-31T17:00\n46112.5\n", "utf-8", ",")
        >>> days, times = rows.dated_column(0, 0)
        >>> days.values, times.values, times.codes.tolist()
        (['3/31/26', '2026-03-31', '46112.5'], ['9:30 AM', '17:00'], [0, 1, -1])
        """
        start, end = self._bounds(np.arange(first, len(self)), column)
        width = min(max(int((end - start).max(initial=0)), len("1:0")), _LONGEST_DATE)
        windows = np.lib.stride_tricks.sliding_window_view(self._bytes, width)
        window = windows[np.minimum(start, len(windows) - 1)]
        rows = np.arange(len(start))
        colon = (window == _COLON).argmax(axis=1)
        hour = colon - np.where(_DIGIT[window[rows, colon - 2]], 2, 1)
        before = window[rows, hour - 1]
        timed = (
            (window[rows, colon] == _COLON)
            & (colon < end - start)
            & (hour > 0)
            & (start < len(windows))  # else at the end of the text, and not parted
            & _DIGIT[window[rows, colon - 1]]
            & ((before == _BLANK) | (before == _T))
        )
        days = self._cells(start, np.where(timed, start + hour - 1, end))
        return days, self._cells(np.where(timed, start + hour, end), end)

    def people(self, column: int, first: int, hashed: Callable[[Any], int]) -> Array:
        """A salted hash for each cell of a column; each different cell is seen once, and let go."""
        codes, start, end = self._different(*self._bounds(np.arange(first, len(self)), column))
        numbers = np.zeros(len(start) + 1, np.int64)
        for place, (begin, stop) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
            numbers[place] = hashed(self._taken(begin, stop))
        return np.asarray(numbers[codes])

    def beyond(self, width: int, first: int) -> Array:
        """For each row from one on whether a cell to the right of so many columns is filled."""
        result = np.zeros(len(self) - first, bool)
        for row in (first + np.flatnonzero(self.widths[first:] > width)).tolist():
            result[row - first] = self._filled_from(row, width)
        return result

    def _filled_from(self, row: int, column: int) -> bool:
        at = int(self._first[row]) + column
        start = int(self._ends[at]) + 1
        end = int(self._ends[self._first[row] + self.widths[row]])
        return bool(self._data[start:end].strip(b' \t\r"' + self._separator.encode()))

    def _bounds(self, rows: Array, column: int) -> tuple[Array, Array]:
        """Start and end of a cell in each of these rows, spaces and quotes left out."""
        at = self._first[rows] + column
        there = self.widths[rows] > column
        if not there.all():
            at = np.where(there, at, 0)
        start, end = self._ends[at] + 1, self._ends[at + 1]
        if not there.all():
            start = np.where(there, start, end)
        start, end = self._trimmed(start, end)
        quoted = (end - start > 1) & (self._bytes[np.minimum(start, len(self._data) - 1)] == _QUOTE)
        if quoted.any():
            start = start + quoted
            end = end - (quoted & (self._bytes[end - 1] == _QUOTE))
            start, end = self._trimmed(start, end)
        return start, end

    def _trimmed(self, start: Array, end: Array) -> tuple[Array, Array]:
        start, end = start.copy(), end.copy()
        rows = np.flatnonzero(start < end)
        for _ in range(_SPACES):
            before = rows[_TRIMMED[self._bytes[start[rows]]]]
            start[before] += 1
            behind = rows[_TRIMMED[self._bytes[end[rows] - 1]]]
            end[behind] -= 1
            rows = np.union1d(before, behind) if len(before) or len(behind) else before
            end[rows] = np.maximum(start[rows], end[rows])
            rows = rows[start[rows] < end[rows]]
            if not len(rows):
                break
        for row in rows.tolist():
            cell = self._data[start[row] : end[row]]
            start[row] += len(cell) - len(cell.lstrip(b" \t\r"))
            end[row] = start[row] + len(cell.strip(b" \t\r"))
        return start, end

    def _cells(self, start: Array, end: Array) -> Cells:
        codes, start, end = self._different(start, end)
        values = [self._taken(*bounds) for bounds in zip(start.tolist(), end.tolist(), strict=True)]
        for place, value in enumerate(values):
            if value.isspace():  # of another kind than a plain one
                codes[codes == place] = -1
        return Cells(codes, values)

    def _different(self, start: Array, end: Array) -> tuple[Array, Array, Array]:
        """For each cell which of the different ones it is, -1 for blank; and where those stand.

        Cells are told apart by a number made of their bytes, eight at a time; that the number
        told all of them apart is made certain.
        """
        import pandas as pd

        filled = np.flatnonzero(end > start)
        begin, size = start[filled], (end - start)[filled]
        if size.max(initial=0) > _LONG_CELL:
            return self._one_by_one(start, end)
        words = [self._word(begin, size, at) for at in range(0, int(size.max(initial=1)), _WORD)]
        key = words[0]
        for word in words[1:]:
            key = (key ^ (key >> np.uint64(29))) * _MIX + word
        found, different = pd.factorize(key)
        first = np.empty(len(different), np.int64)
        first[found[::-1]] = np.arange(len(found) - 1, -1, -1)
        if len(words) > 1 and any((word != word[first][found]).any() for word in words):
            return self._one_by_one(start, end)
        codes = np.full(len(start), -1, np.int64)
        codes[filled] = found
        return codes, begin[first], (begin + size)[first]

    def _word(self, start: Array, size: Array, at: int) -> Array:
        """Eight bytes of each cell from a place on, 0 beyond its end."""
        place = start + at
        word = self._words[np.minimum(place, len(self._words) - 1)]
        over = place - (len(self._words) - 1)  # near the end of the text
        if over.max(initial=0) > 0:
            word = word >> (np.clip(over, 0, _WORD) * 8).astype(np.uint64)
        return np.asarray(word & _MASKS[np.clip(size - at, 0, _WORD)])

    def _one_by_one(self, start: Array, end: Array) -> tuple[Array, Array, Array]:
        """The same, cell by cell: for long cells, and two with one number, if ever there are."""
        known: dict[bytes, int] = {}
        first: list[int] = []
        codes = np.full(len(start), -1, np.int64)
        for row in np.flatnonzero(end > start).tolist():
            code = known.setdefault(self._data[start[row] : end[row]], len(known))
            if code == len(first):
                first.append(row)
            codes[row] = code
        return codes, start[first], end[first]

    def _taken(self, start: int, end: int) -> str:
        return self._data[start:end].decode(self._encoding, "replace").replace('""', '"')
