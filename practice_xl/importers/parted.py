"""Dates of a text file, parted from the times of day behind them, all rows at once.

A file of a hundred thousand appointments has a few thousand different days and some dozens of
times, but nearly as many different pairs of both: parted, each is looked at once.
"""

from __future__ import annotations

import numpy as np

from practice_xl.importers.frame import Array, Cells

LONGEST_DATE = 48  # bytes; a longer cell is cut, and no date
_NARROWEST = 3  # bytes of the shortest text with a time in it, 1:0
_WORD = 8  # bytes compared at once
_BLANK, _COLON, _T = b" :T"
_DIGIT = np.zeros(256, bool)
_DIGIT[list(b"0123456789")] = True


def part_dates(cells: Array) -> tuple[Cells, Cells]:
    """The days, and the times of day that follow them (``9:30 AM``).

    Args:
        cells: One text a row, as bytes of a fixed width (``S48``); blank where there is none.

    >>> texts = [b"3/31/26 9:30 AM", b"2026-03-31T17:00", b"46112.5", b""]
    >>> days, times = part_dates(np.array(texts, "S48"))
    >>> days.values[:3], days.codes.tolist()
    (['3/31/26', '2026-03-31', '46112.5'], [0, 1, 2, -1])
    >>> times.values[:2], times.codes.tolist()
    (['9:30 AM', '17:00'], [0, 1, -1, -1])
    """
    letters = _letters(cells)
    rows = np.arange(len(letters))
    colon = (letters == _COLON).argmax(axis=1)
    hour = colon - np.where(_DIGIT[letters[rows, colon - 2]], 2, 1)
    before = letters[rows, hour - 1]
    timed = (
        (letters[rows, colon] == _COLON)
        & (hour > 0)
        & _DIGIT[letters[rows, colon - 1]]
        & ((before == _BLANK) | (before == _T))
    )
    times = np.zeros_like(letters)
    for place in np.unique(hour[timed]).tolist():  # a file has a handful of different places
        here = rows[timed & (hour == place)]
        times[here, : letters.shape[1] - place] = letters[here, place:]
        letters[here, place - 1 :] = 0
    return _different(letters), _different(times)


def _letters(cells: Array) -> Array:
    """The bytes of each cell without spaces around it, a row each, as wide as the widest."""
    stripped = np.char.strip(cells)
    width = max(int(np.char.str_len(stripped).max(initial=0)), _NARROWEST)
    return stripped.astype(f"S{width}").view(np.uint8).reshape(len(cells), width)


def _different(letters: Array) -> Cells:
    """The different rows of letters, each once, and which row has which; -1 for a blank one."""
    import pandas as pd

    used = np.flatnonzero(letters.any(axis=0))
    width = int(used[-1]) + 1 if len(used) else 1
    padded = np.zeros((len(letters), -(-width // _WORD) * _WORD), np.uint8)
    padded[:, :width] = letters[:, :width]
    codes = np.zeros(len(letters), np.int64)
    for word in padded.view(np.uint64).T:  # what was told apart so far, and eight bytes more
        found, different = pd.factorize(word)
        codes, _ = pd.factorize(codes * len(different) + found)
    _, first = np.unique(codes, return_index=True)
    values = [padded[row].tobytes().rstrip(b"\0").decode(errors="replace") for row in first]
    blank = [place for place, value in enumerate(values) if not value.strip()]
    return Cells(np.where(np.isin(codes, blank), -1, codes) if blank else codes, values)
