"""Appointments and amounts put together into the figures of each week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.importers.clients import RULE, WEEKS_UNSEEN, starts_and_ends
from practice_xl.importers.dates import day_number, from_day_number
from practice_xl.importers.source import Appointments, Array, Money, Reading
from practice_xl.importers.statuses import Outcome

Weeks = dict[tuple[date, str], dict[str, float]]
COUNTED: dict[str, tuple[Outcome, ...]] = {
    "sessions_kept": (Outcome.KEPT,),
    "missed": (Outcome.MISSED, Outcome.MISSED_CHARGED),
    "missed_charged": (Outcome.MISSED_CHARGED,),
    "cancelled_in_time": (Outcome.CANCELLED_IN_TIME,),
    "clinician_cancelled": (Outcome.CLINICIAN_CANCELLED,),
}
_LAST_COUNTED = Outcome.CANCELLED_IN_TIME
_THURSDAY = 3  # 1970-01-01


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
    names, clinician = _together(found)
    day = np.concatenate([part.day for part in found])
    second = np.concatenate([part.second for part in found])
    client = np.concatenate([part.client for part in found])
    outcome = np.concatenate([part.outcome for part in found])
    counted = outcome <= _LAST_COUNTED
    week = week_numbers(day, reading.plan)
    rows, labels = _rows_of(names, reading.plan, notes)
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


def add_money(found: Sequence[Money], reading: Reading, weeks: Weeks, notes: list[str]) -> None:
    """Add up the money of each week; it is the practice's, so it stands in one row a week.

    A week that has other figures and lies inside the files' days collected 0.

    Args:
        found: Amounts of every file, with rows after ``reading.today`` taken out.
        reading: The Plan, for weeks.
        weeks: Takes the figures.
        notes: Takes sentences for the owner.
    """
    found = [part for part in found if len(part.day)]
    real = [part for part in found if not part.by_session]
    if real and len(real) < len(found):
        notes.append(
            "Money collected is taken from the payments; what the appointments say was paid is "
            "left aside, so that nothing counts twice."
        )
    elif found and not real:
        notes.append(
            "Money collected stands in the week of the session, because these files do not say "
            "when it was paid; import the payments as well for the week it came in."
        )
    used = real or found
    if not used:
        return
    day = np.concatenate([part.day for part in used])
    week = week_numbers(day, reading.plan)
    first = int(week.min())
    amount = np.concatenate([part.amount for part in used])
    again = _again(used)
    if again.any():
        notes.append(
            f"Transactions that stand in the files more than once count once: {again.sum()}."
        )
    sums = np.bincount(week - first, weights=np.where(again, 0.0, amount))
    paid = set((week - first).tolist())
    name = practice_row(reading.plan)
    others = {start for start, _ in weeks}
    for number, amount in enumerate(sums.tolist()):
        start = from_week_number(number + first, reading.plan)
        if number in paid or start in others:
            weeks.setdefault((start, name), {})["collected"] = round(amount, 2) + 0.0


def practice_row(plan: Plan) -> str:
    """Whose row carries what is the whole practice's: the owner's, or the first clinician's."""
    return plan.clinicians[0].name if plan.clinicians else ""


def week_numbers(day: Array, plan: Plan) -> Array:
    """Number of the week of each day, counted from 1970.

    >>> week_numbers(np.array([day_number(date(2026, 3, 8)), day_number(date(2026, 3, 9))]), Plan())
    array([2931, 2932])
    """
    return np.asarray((day + (_THURSDAY - plan.first_weekday) % 7) // 7)


def from_week_number(number: int, plan: Plan) -> date:
    """First day of a week.

    >>> from_week_number(2932, Plan())
    datetime.date(2026, 3, 9)
    """
    return from_day_number(int(number) * 7 - (_THURSDAY - plan.first_weekday) % 7)


def until_today(day: Array, reading: Reading) -> Array:
    """For each row whether its day has come by ``today``."""
    return np.asarray(day <= day_number(reading.today))


def _together(found: Sequence[Appointments]) -> tuple[list[str], Array]:
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


def _rows_of(names: Sequence[str], plan: Plan, notes: list[str]) -> tuple[Array, list[str]]:
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


def _again(found: Sequence[Money]) -> Array:
    """Rows whose transaction stands above already."""
    parts = [
        np.zeros(len(part.day), np.int64) if part.mark is None else part.mark for part in found
    ]
    marks = np.concatenate(parts)
    again = np.ones(len(marks), bool)
    again[np.unique(marks, return_index=True)[1]] = False
    return np.asarray(again & (marks != 0))


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
