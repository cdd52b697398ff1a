"""Whose row of Weekly a session belongs to, by the names in the files and in Plan."""

from __future__ import annotations

from collections.abc import Sequence

from practice_xl.domain.plan import Plan


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
