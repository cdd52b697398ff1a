"""People without their names: clients as numbers, and whose row of Weekly a session belongs to.

A client is a salted hash while a file is read; starts and ends come after. The rule, as the owner
reads it: *a client has ended when not seen for 5 weeks, and has started when seen after at least 5
weeks without a session.* So starts less ends follow the clients seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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

    >>> one, other, blank = Hasher(b"salt").together([[" A  Client ", "a client", " "]])
    >>> one == other, blank
    (True, 0)
    """

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._seen: dict[int, int] = {}

    def together(self, columns: Sequence[Sequence[Any]]) -> list[int]:
        """One number a row, of all columns that name its client; 0 where they are blank."""
        numbers = list(map(self._each, columns))
        if len(numbers) == 1:
            return numbers[0]
        filled = (tuple(filter(None, parts)) for parts in zip(*numbers, strict=True))
        return [abs(hash(parts)) if len(parts) > 1 else sum(parts) for parts in filled]

    def _each(self, cells: Sequence[object]) -> list[int]:
        for cell in set(cells):
            if hash(cell) not in self._seen:
                text = "" if cell is None else " ".join(str(cell).split()).casefold()
                self._seen[hash(cell)] = abs(hash((self._salt, text))) if text else 0
        return list(map(self._seen.__getitem__, map(hash, cells)))


def starts_and_ends(
    seen: Mapping[int, Collection[int]], weeks: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Clients started and ended in each covered week that has five weeks of the files before it.

    Earlier weeks are unknown: their clients may have been there before. It takes for each client
    the numbers of the weeks with a session, and the numbers of the weeks covered, in order.

    A client seen in weeks 0 to 2 ends in week 7; one first seen in week 6 started then.

    >>> starts_and_ends({7: {0, 1, 2}, 8: set(range(9)), 9: {6, 7, 8}}, range(9))
    {5: (0, 0), 6: (1, 0), 7: (0, 1), 8: (0, 0)}
    """
    result: dict[int, tuple[int, int]] = {}
    for first, last in _stretches(weeks):
        started: Counter[int] = Counter()
        ended: Counter[int] = Counter()
        for mine in seen.values():
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


def labels_of(names: Iterable[str], plan: Plan, notes: list[str]) -> dict[str, str]:
    """For each clinician a file names the name of the row in Weekly; blank for the owner's."""
    listed = [clinician.name for clinician in plan.clinicians]
    named = [name for name in names if name]
    if not listed:
        if len(named) > 1:
            notes.append(
                f"The files name {len(named)} clinicians and Plan none, so their sessions are "
                "counted together; list them in Plan's table Clinicians to keep them apart."
            )
        return dict.fromkeys(("", *named), "")
    labels = {name: _listed(name, listed) for name in ("", *named)}
    missing = sum(labels[name] is None for name in named)
    if missing:
        who = "1 clinician" if missing == 1 else f"{missing} clinicians"
        notes.append(
            f"The files name {who} missing from Plan's table Clinicians, with rows of their own "
            "here; list the names there as the files spell them."
        )
    return {name: name if label is None else label for name, label in labels.items()}


def _listed(name: str, listed: Sequence[str]) -> str | None:
    """Which of Plan's names a file means: the same, or the only one whose words it contains."""
    if not name:
        return listed[0] if len(listed) == 1 else None
    plain = name.casefold()
    words = set(plain.replace(",", " ").split())
    same = [own for own in listed if own.casefold() == plain]
    inside = same or [own for own in listed if set(own.casefold().split()) <= words]
    return inside[0] if same or len(inside) == 1 else None
