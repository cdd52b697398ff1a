"""Counting clients without knowing them: a salted hash while reading, starts and ends after.

The rule, as the owner reads it: *a client has ended when not seen for 5 weeks, and has started
when seen after at least 5 weeks without a session.* So starts less ends follow the clients seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from practice_xl.importers.frame import Array, Frame

WEEKS_UNSEEN = 5
RULE = (
    f"A client counts as ended when not seen for {WEEKS_UNSEEN} weeks, in the fifth of them; and "
    f"as started when seen after {WEEKS_UNSEEN} weeks or more without a session."
)
_MASK = 2**63 - 1


def hasher(salt: bytes) -> Callable[[Any], int]:
    """Makes what turns the text of a cell into a number that means nothing outside this import.

    It keeps no text: two cells with the same text give the same number, and nothing leads back.
    What it has seen is remembered by Python's own salted hash of the text, which is quicker.

    >>> number = hasher(b"salt of this import")
    >>> number(" A  Client ") == number("a client"), number("  ")
    (True, 0)
    """
    keyed = hashlib.blake2b(key=salt, digest_size=8)
    seen: dict[int, int] = {}

    def number(cell: Any, known: Callable[[int], int | None] = seen.get) -> int:
        found = known(hash(cell))
        if found is not None:
            return found
        text = "" if cell is None else " ".join(str(cell).split()).casefold()
        digest = keyed.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        found = (int.from_bytes(digest.digest(), "little") & _MASK) or 1 if text else 0
        seen[hash(cell)] = found
        return found

    return number


def clients_of(frame: Frame) -> Array:
    """One number a row for its client, from all columns that name the person; 0 where none does."""
    result = np.zeros(frame.rows, np.int64)
    for columns in frame.people.values():
        for numbers in columns:
            result = np.where(numbers == 0, result, ((result * 1_000_003) ^ numbers) & _MASK)
    return result


def starts_and_ends(client: Array, week: Array, weeks: Array) -> dict[int, tuple[int, int]]:
    """Clients started and ended in each week, where the file can tell.

    Args:
        client: Salted hash of each client seen; all above 0.
        week: Number of the week of each of those sessions.
        weeks: Numbers of the weeks the files cover, in order.

    Returns:
        For each covered week that has five weeks of the files before it: started, ended.
        Earlier weeks are unknown: their clients may have been there before.

    A client seen in weeks 0 to 2 ends in week 7; one first seen in week 6 started then.

    >>> seen = np.array([7, 7, 7] + [8] * 9 + [9, 9, 9])
    >>> when = np.array([0, 1, 2] + list(range(9)) + [6, 7, 8])
    >>> starts_and_ends(seen, when, np.arange(9))
    {5: (0, 0), 6: (1, 0), 7: (0, 1), 8: (0, 0)}
    """
    result: dict[int, tuple[int, int]] = {}
    for first, last in _stretches(weeks.tolist()):
        inside = (week >= first) & (week <= last)
        started, ended = _changes(client[inside], week[inside], first, last)
        for number in range(first + WEEKS_UNSEEN, last + 1):
            result[number] = (started.get(number, 0), ended.get(number, 0))
    return result


def _stretches(weeks: Sequence[int]) -> list[tuple[int, int]]:
    """First and last week of each run of weeks without a hole of five weeks or more."""
    stretches: list[tuple[int, int]] = []
    for week in weeks:
        if stretches and week - stretches[-1][1] <= WEEKS_UNSEEN:
            stretches[-1] = (stretches[-1][0], week)
        else:
            stretches.append((week, week))
    return stretches


def _changes(
    client: Array, week: Array, first: int, last: int
) -> tuple[dict[int, int], dict[int, int]]:
    order = np.lexsort((week, client))
    client, week = client[order], week[order]
    same = np.append(client[1:] == client[:-1], False)  # the next session is the same client's
    following = np.append(week[1:], 0)
    left = ~same | (following - week > WEEKS_UNSEEN)
    ended = week[left] + WEEKS_UNSEEN
    earlier = np.append(False, client[1:] == client[:-1])
    before = np.append(0, week[:-1])
    came = ~earlier | (week - before > WEEKS_UNSEEN)
    started = week[came]
    return _count(started[started >= first + WEEKS_UNSEEN]), _count(ended[ended <= last])


def _count(weeks: Array) -> dict[int, int]:
    numbers, counts = np.unique(weeks, return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))
