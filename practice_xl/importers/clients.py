"""Counting clients without knowing them: a salted hash while reading, starts and ends after.

The rule, as the owner reads it: *a client has ended when not seen for 5 weeks, and has started
when seen after at least 5 weeks without a session.* So starts less ends follow the clients seen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

WEEKS_UNSEEN = 5
RULE = (
    f"A client counts as ended when not seen for {WEEKS_UNSEEN} weeks, in the fifth of them; and "
    f"as started when seen after {WEEKS_UNSEEN} weeks or more without a session."
)


class Hasher:
    """Turns the text of a cell into a number that means nothing outside this import.

    It keeps no text: two cells with the same text give the same number, and nothing leads back.
    What it has seen is remembered by Python's own salted hash of the text, which is quicker.

    >>> number = Hasher(b"salt of this import")
    >>> number(" A  Client ") == number("a client"), number("  ")
    (True, 0)
    """

    def __init__(self, salt: bytes) -> None:
        self._keyed = hashlib.blake2b(key=salt, digest_size=8)
        self._seen: dict[int, int] = {}

    def __call__(self, cell: Any) -> int:
        """The number of one cell."""
        return self.each([cell])[0]

    def each(self, cells: Sequence[Any]) -> list[int]:
        """One number a cell; 0 for a blank one."""
        hashes = list(map(hash, cells))
        for new in set(hashes) - self._seen.keys():
            self._seen[new] = self._number(cells[hashes.index(new)])
        return list(map(self._seen.__getitem__, hashes))

    def _number(self, cell: Any) -> int:
        text = "" if cell is None else " ".join(str(cell).split()).casefold()
        digest = self._keyed.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return (int.from_bytes(digest.digest(), "little") or 1) if text else 0


def starts_and_ends(
    seen: Iterable[tuple[int, int]], weeks: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Clients started and ended in each week, where the files can tell.

    Args:
        seen: Salted hash of a client, and number of a week with a session of that client.
        weeks: Numbers of the weeks the files cover, in order.

    Returns:
        For each covered week that has five weeks of the files before it: started, ended.
        Earlier weeks are unknown: their clients may have been there before.

    A client seen in weeks 0 to 2 ends in week 7; one first seen in week 6 started then.

    >>> seen = [(7, 0), (7, 1), (7, 2), *((8, week) for week in range(9)), (9, 6), (9, 7), (9, 8)]
    >>> starts_and_ends(seen, range(9))
    {5: (0, 0), 6: (1, 0), 7: (0, 1), 8: (0, 0)}
    """
    of_client: dict[int, set[int]] = {}
    for client, week in seen:
        of_client.setdefault(client, set()).add(week)
    result: dict[int, tuple[int, int]] = {}
    for first, last in _stretches(weeks):
        started: Counter[int] = Counter()
        ended: Counter[int] = Counter()
        for mine in of_client.values():
            inside = sorted(week for week in mine if first <= week <= last)
            if inside:
                started[inside[0]] += 1
                ended[inside[-1] + WEEKS_UNSEEN] += 1
            for week, after in pairwise(inside):
                if after - week > WEEKS_UNSEEN:
                    ended[week + WEEKS_UNSEEN] += 1
                    started[after] += 1
        for number in range(first + WEEKS_UNSEEN, last + 1):
            result[number] = started[number], ended[number]
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
