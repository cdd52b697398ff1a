"""What became of an appointment: every program's words, in ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from practice_xl.importers.frame import Array, Cells

_LONGEST_WORD = 40  # a status is a word or three; anything longer may be a note
_BLANK = "(blank)"


class Outcome(IntEnum):
    """What became of an appointment; of several people in one session the lowest counts.

    So a group is kept when anyone comes, and missed only if nobody does.
    """

    KEPT = 0
    MISSED_CHARGED = 1
    MISSED = 2
    CLINICIAN_CANCELLED = 3
    CANCELLED_IN_TIME = 4
    CANCELLED = 5  # in time or late: the notice period decides
    BOOKED = 6
    NOT_COUNTED = 7
    UNKNOWN = 8


OWN_WORDS: Mapping[str, Outcome] = {
    "kept": Outcome.KEPT,
    "missed": Outcome.MISSED,
    "missed charged": Outcome.MISSED_CHARGED,
    "cancelled in time": Outcome.CANCELLED_IN_TIME,
    "clinician cancelled": Outcome.CLINICIAN_CANCELLED,
    "not counted": Outcome.NOT_COUNTED,
}
"""The words a mapping may use, as :func:`plain_status` spells them."""


def plain_status(word: Any) -> str:
    """A status without case, punctuation and American spelling.

    >>> plain_status("Late_Canceled"), plain_status("No-Show"), plain_status("noshow")
    ('late cancelled', 'no show', 'no show')
    """
    text = " ".join(re.sub(r"[\W_]+", " ", str(word).casefold()).split())
    text = re.sub(r"\bcanceled\b", "cancelled", text)
    return re.sub(r"\bnoshow\b", "no show", text)


def outcomes(cells: Cells, words: Mapping[str, Outcome]) -> Array:
    """What became of each row's appointment; UNKNOWN for a blank or a word not in ``words``.

    >>> from practice_xl.importers.frame import Cells
    >>> outcomes(Cells(np.array([0, 1, -1]), ["Show", "Perhaps"]), {"show": Outcome.KEPT}).tolist()
    [0, 8, 8]
    """
    known = [words.get(plain_status(value), Outcome.UNKNOWN) for value in cells.values]
    return cells.spread(known, Outcome.UNKNOWN, np.int8)


def unknown_words(cells: Cells, unknown: Array) -> Counter[str]:
    """How many of the marked rows have which status, to be listed for the owner.

    A text that looks like more than a status (long, with digits or an address) is counted but
    not shown.

    >>> from practice_xl.importers.frame import Cells
    >>> unknown_words(Cells(np.array([0, 0, 1]), ["Perhaps", "x@y.z 5"]), np.array([True] * 3))
    Counter({'Perhaps': 2, '(a text that is no status)': 1})
    """
    counts: Counter[str] = Counter()
    codes, rows = np.unique(cells.codes[unknown], return_counts=True)
    for code, count in zip(codes.tolist(), rows.tolist(), strict=True):
        counts[_BLANK if code < 0 else shown_word(cells.values[code])] += count
    return counts


def shown_word(value: Any) -> str:
    """A status as it may be shown."""
    text = " ".join(str(value).split())
    if len(text) > _LONGEST_WORD or re.search(r"[\d@]", text):
        return "(a text that is no status)"
    return text
