"""What became of an appointment, and which way money went: every program's words, in ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from practice_xl.problems import FileRefused

if TYPE_CHECKING:
    from practice_xl.importers.tables import File

OTHERWISE = "*"  # in a list of words: any other word
_LONGEST_WORD = 40  # a status is a word or three; anything longer may be a note
_MOST_STATUSES = 40


class Outcome(IntEnum):
    """What became of an appointment; of several people in one session the lowest counts."""

    KEPT = 0  # so a group is kept when anyone comes, and missed only if nobody does
    MISSED_CHARGED = 1
    MISSED = 2
    CLINICIAN_CANCELLED = 3
    CANCELLED_IN_TIME = 4
    CANCELLED = 5  # in time or late: the notice period decides
    BOOKED = 6
    UNKNOWN = 7
    NOT_COUNTED = 8  # certain, whatever another column leaves open


class Flow(IntEnum):
    """Which way an amount went."""

    MONEY_IN = 0  # as it stands, a negative one included
    REFUND = 1  # below zero, however it is written
    UNKNOWN = 2
    NOT_INCOME = 3  # certain, whatever another column leaves open


Meaning = Outcome | Flow
Words = Mapping[str, Mapping[str, int]]  # for each role that holds words what each means
MEANINGS: Mapping[str, Meaning] = {
    one.name.lower().replace("_", " "): one for one in (*Outcome, *Flow) if one.name != "UNKNOWN"
}
# What a mapping of appointments may call the words of a status, and what each means.
OWN_WORDS: Mapping[str, str] = {
    "kept": "the session took place",
    "missed": "a late cancel or no-show",
    "missed charged": "a late cancel or no-show, and a fee was charged",
    "cancelled in time": "the client cancelled, with notice",
    "clinician cancelled": "you cancelled",
    "not counted": "moved, a break, anything else",
}
# The same of money.
OWN_FLOWS: Mapping[str, str] = {
    "money in": "what a client or an insurer paid you",
    "refund": "what you paid back to a client",
    "not income": "failed, pending, a transfer, something you paid",
}


def plain(header: object) -> str:
    """A header without case, punctuation, underscores and extra spaces.

    >>> plain(" Created (UTC)"), plain("...of those, fee charged"), plain("staff_member_name")
    ('created utc', 'of those fee charged', 'staff member name')
    """
    text = "" if header is None else str(header).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def plain_status(word: object) -> str:
    """A status without case, punctuation and American spelling.

    >>> plain_status("Late_Canceled"), plain_status("No-Show"), plain_status("noshow")
    ('late cancelled', 'no show', 'no show')
    """
    text = re.sub(r"\bcanceled\b", "cancelled", plain(word))
    return re.sub(r"\bnoshow\b", "no show", text)


def judge(file: File, words: Words, unknown: int) -> list[int]:
    """What the words of each row mean: of several columns the highest; refused if no statuses."""
    result = [0] * len(file.day)
    for role, meant in words.items():
        if not (cells := file.column(role)):
            continue
        different, other = set(cells), meant.get(OTHERWISE, unknown)
        many = len(different - {""})
        if many > _MOST_STATUSES and other == unknown:
            raise FileRefused(
                f"The column {file.headers[role]} of {file.name} holds {many} different texts, so "
                "it is no status; check which columns the file has."
            )
        told = {cell: meant.get(plain_status(cell), other) for cell in different}
        here = list(map(told.__getitem__, cells))
        result = list(map(max, result, here)) if any(result) else here
    return result


def note_unknown(file: File, what: str, words: Words, rows: Sequence[int]) -> None:
    """List for the owner which words that are not known the given rows have: none is guessed.

    A text that looks like more than a status (long, with digits or an address), and every text of
    a column that mostly holds different ones, is counted but not shown.
    """
    counts: Counter[str] = Counter()
    for role, meant in words.items():
        cells = file.column(role)
        if cells is None or OTHERWISE in meant or not rows:
            continue
        hidden = holds_names(file.headers[role], cells)
        unknown = (cells[row] for row in rows if plain_status(cells[row]) not in meant)
        counts.update("(blank)" if cell == "" else shown_word(cell, hidden) for cell in unknown)
    file.unknown = [
        f"{file.source.name}: {number} {'row has' if number == 1 else 'rows have'} the status "
        f"“{status}”, which is not known here: the {what} was not counted."
        for status, number in sorted(counts.items())
    ]


def shown_word(value: object, hidden: bool = False) -> str:
    """A status as it may be shown.

    >>> shown_word("Tele  visit"), shown_word("x@y.z 5")
    ('Tele visit', '(a text that is no status)')
    """
    text = " ".join(str(value).split())
    if hidden or len(text) > _LONGEST_WORD or re.search(r"[\d@]", text):
        return "(a text that is no status)"
    return text


_STATUS_HEADERS = re.compile(
    r"\b(status|state|outcome|attendance|attended|result|type|kind|category|show|direction)\b"
)
_NAME_HEADERS = re.compile(
    r"(subject|summary|title|name|names|first|last|surname|description|details|event|note|notes"
    r"|comment|comments|memo|reason|location|e ?mail|phone|telephone|mobile|address|payee|payer"
    r"|with|who|(?:(?:client|patient|customer|person|people|invitee|attendee|guest|member|contact)"
    r"s?(?: (?:first|last|full|id|guid|number|e ?mail|phone))*(?: name)?))"
)


def names_people(header: str) -> bool:
    """Whether a column of that header holds names, titles or notes: its cells are never shown.

    >>> [names_people(header) for header in ("Subject", "Client Name", "Client Status", "Outcome")]
    [True, True, False, False]
    """
    return _NAME_HEADERS.fullmatch(plain(header)) is not None


def holds_names(header: str, cells: Sequence[object]) -> bool:
    """Whether a column is one of names, by its header or because most of its texts differ."""
    if names_people(header) or _STATUS_HEADERS.search(plain(header)):
        return names_people(header)
    filled = [cell for cell in cells if cell != ""]
    return len(set(filled)) > 1 and len(set(filled)) * 2 > len(filled)
