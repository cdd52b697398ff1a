"""People without their names: clients as numbers, and whose row of Weekly a session belongs to.

A client is a salted hash while a file is read; starts and ends come after. The rule, as the owner
reads it: *a client has ended when not seen for 5 weeks, and has started when seen after at least 5
weeks without a session.* So starts less ends follow the clients seen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from practice_xl.domain.plan import Plan

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
        if not all(map(self._seen.__contains__, hashes)):
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


def names_together(files: Sequence[Sequence[str]]) -> tuple[list[str], list[list[int]]]:
    """Names of all files once, whatever their case, and for each file where its names are.

    >>> names_together([["Ash", ""], ["ASH", "Birch"]])
    (['Ash', '', 'Birch'], [[0, 1], [0, 2]])
    """
    names: list[str] = []
    known: dict[str, int] = {}
    places = []
    for file in files:
        here = []
        for name in (" ".join(one.split()) for one in file):
            if name.casefold() not in known:
                known[name.casefold()] = len(names)
                names.append(name)
            here.append(known[name.casefold()])
        places.append(here)
    return names, places


def rows_of(names: Sequence[str], plan: Plan, notes: list[str]) -> tuple[list[int], list[str]]:
    """Position of each name among the names of Weekly's rows, and those."""
    named = [name for name in names if name]
    if not plan.clinicians:
        if len(named) > 1:
            notes.append(
                f"The files name {len(named)} clinicians and Plan none, so their sessions are "
                "counted together; list them in Plan's table Clinicians to keep them apart."
            )
        return [0] * len(names), [""]
    labels = [clinician.name for clinician in plan.clinicians]
    rows, missing = [], 0
    for name in names:
        place = _listed(name, labels[: len(plan.clinicians)])
        if place is None:
            missing += bool(name)
            labels.append(name)
            place = len(labels) - 1
        rows.append(place)
    if missing:
        who = "1 clinician" if missing == 1 else f"{missing} clinicians"
        notes.append(
            f"The files name {who} missing from Plan's table Clinicians, with rows of their own "
            "here; list the names there as the files spell them."
        )
    return rows, labels


def _listed(name: str, listed: Sequence[str]) -> int | None:
    """Which of Plan's names a file means: the same, or the only one whose words it contains."""
    if not name:
        return 0 if len(listed) == 1 else None
    plain = name.casefold()
    for place, own in enumerate(listed):
        if own.casefold() == plain:
            return place
    words = set(plain.replace(",", " ").split())
    inside = [place for place, own in enumerate(listed) if set(own.casefold().split()) <= words]
    return inside[0] if len(inside) == 1 else None
