"""Appointments counted into the sessions of each week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from practice_xl.importers.clients import RULE, WEEKS_UNSEEN, starts_and_ends
from practice_xl.importers.clinicians import names_together, rows_of
from practice_xl.importers.frame import Array
from practice_xl.importers.source import Appointments, Reading
from practice_xl.importers.statuses import Outcome
from practice_xl.importers.weeks import Weeks, from_week_number, practice_row, week_numbers

COUNTED: dict[str, tuple[Outcome, ...]] = {
    "sessions_kept": (Outcome.KEPT,),
    "missed": (Outcome.MISSED, Outcome.MISSED_CHARGED),
    "missed_charged": (Outcome.MISSED_CHARGED,),
    "cancelled_in_time": (Outcome.CANCELLED_IN_TIME,),
    "clinician_cancelled": (Outcome.CLINICIAN_CANCELLED,),
}
_LAST_COUNTED = Outcome.CANCELLED_IN_TIME


def count_sessions(
    found: Sequence[Appointments], reading: Reading, weeks: Weeks, notes: list[str]
) -> None:
    """Count the sessions of each week and clinician, and the clients started and ended.

    Rows of one clinician that start at the same time are one session: kept if anyone came. Where
    a file gives no times, rows of one clinician, day and client are one.

    Args:
        found: Appointments of every file, with rows after ``reading.today`` taken out.
        reading: The Plan, for weeks and clinicians.
        weeks: Takes the figures.
        notes: Takes sentences for the owner.
    """
    found = [part for part in found if len(part.day)]
    if not found:
        return
    names, clinician = names_together(found)
    day = np.concatenate([part.day for part in found])
    second = np.concatenate([part.second for part in found])
    client = np.concatenate([part.client for part in found])
    outcome = np.concatenate([part.outcome for part in found])
    counted = outcome <= _LAST_COUNTED
    week = week_numbers(day, reading.plan)
    rows, labels = rows_of(names, reading.plan, notes)
    row = rows[clinician]
    if (counted & (second < 0)).any():
        notes.append(
            "Where a file gives no start times, every client's row of a day counts as one session; "
            "couples and groups may be counted more than once."
        )
    keep = _one_a_session(clinician, day, second, client, outcome, counted)
    size = len(labels)
    place = (week - week.min()) * size + row
    span = int(place.max()) + 1
    tells = _told(found, place, span)
    kinds = _LAST_COUNTED + 1
    by_kind = np.bincount(place[keep] * kinds + outcome[keep], minlength=span * kinds)
    by_kind = by_kind.reshape(span, kinds)
    counts = {key: by_kind[:, list(of)].sum(axis=1) for key, of in COUNTED.items()}
    for number in np.unique(place[counted]).tolist():
        monday, who = divmod(number, size)
        figures = weeks.setdefault(
            (from_week_number(monday + week.min(), reading.plan), labels[who]), {}
        )
        for key, values in counts.items():
            if tells[key][number]:
                figures[key] = figures.get(key, 0) + int(values[number])
    _count_clients(client, week, outcome, counted, reading, weeks, notes)


def _one_a_session(
    clinician: Array, day: Array, second: Array, client: Array, outcome: Array, counted: Array
) -> Array:
    """Marks one row of each session: the one whose outcome is the session's."""
    timed = second >= 0
    # Without a time the client tells rows apart; without a client every row is a session.
    nobody = -np.arange(1, len(day) + 1)
    apart = np.where(timed, 0, np.where(client > 0, client, nobody))
    places = np.flatnonzero(counted)
    moment = day * 86400 + np.where(timed, second, -1)
    order = np.lexsort((outcome[places], apart[places], clinician[places], moment[places]))
    places = places[order]
    first = np.ones(len(places), bool)
    for values in (moment, clinician, apart):
        ordered = values[places]
        same = ordered[1:] == ordered[:-1]
        first[1:] = same if values is moment else first[1:] & same
    first[1:] = ~first[1:]
    keep = np.zeros(len(day), bool)
    keep[places[first]] = True
    return keep


def _told(found: Sequence[Appointments], place: Array, span: int) -> dict[str, Array]:
    """For each key, in which rows of Weekly a source that can tell it has appointments."""
    tells = {key: np.zeros(span, bool) for key in COUNTED}
    start = 0
    for part in found:
        here = place[start : start + len(part.day)]
        for key in part.tells:
            tells[key][here] = True
        start += len(part.day)
    return tells


def _count_clients(
    client: Array,
    week: Array,
    outcome: Array,
    counted: Array,
    reading: Reading,
    weeks: Weeks,
    notes: list[str],
) -> None:
    if not (client[counted] > 0).any():
        return
    seen = (outcome == Outcome.KEPT) & (client > 0)
    covered = np.unique(week[counted])
    changes = starts_and_ends(client[seen], week[seen], covered)
    with_sessions = set(covered.tolist())
    name = practice_row(reading.plan)
    for number, (started, ended) in changes.items():
        if number in with_sessions or started or ended:
            figures = weeks.setdefault((from_week_number(number, reading.plan), name), {})
            figures["clients_started"], figures["clients_ended"] = started, ended
    if changes:
        notes.append(RULE)
    else:
        notes.append(
            "New clients started and Clients ended stay blank: they need an export of at least "
            f"{WEEKS_UNSEEN + 1} weeks."
        )
