"""Whose row of Weekly a session belongs to, by the names in the files and in Plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.importers.frame import Array
from practice_xl.importers.source import Appointments


def names_together(found: Sequence[Appointments]) -> tuple[list[str], Array]:
    """Names of all files once, whatever their case, and each row's position among them."""
    names: list[str] = []
    known: dict[str, int] = {}
    rows = []
    for part in found:
        places = []
        for name in part.clinicians:
            key = " ".join(name.split()).casefold()
            if key not in known:
                known[key] = len(names)
                names.append(" ".join(name.split()))
            places.append(known[key])
        rows.append(np.array(places)[part.clinician])
    return names, np.concatenate(rows)


def rows_of(names: Sequence[str], plan: Plan, notes: list[str]) -> tuple[Array, list[str]]:
    """Position of each name among the names of Weekly's rows, and those."""
    named = [name for name in names if name]
    if not plan.clinicians:
        if len(named) > 1:
            notes.append(
                f"The files name {len(named)} clinicians and Plan none, so their sessions are "
                "counted together; list them in Plan's table Clinicians to keep them apart."
            )
        return np.zeros(len(names), int), [""]
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
    return np.array(rows), labels


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
