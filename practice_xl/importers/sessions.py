"""Appointments read from a file, and counted into the sessions of each week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import compress

from practice_xl.domain.calendar import week_of
from practice_xl.importers.clients import RULE, WEEKS_UNSEEN, starts_and_ends
from practice_xl.importers.clinicians import names_together, rows_of
from practice_xl.importers.declaration import Holds, Source
from practice_xl.importers.reading import Appointments, Export, Found, Money, Reading
from practice_xl.importers.statuses import Outcome, holds_names, judge, names_people, unknown_words
from practice_xl.importers.timestamps import NO_DAY, NO_TIME, from_day_number
from practice_xl.importers.weeks import Weeks, from_week_number, practice_row, week_number
from practice_xl.problems import FileRefused

_KEYS: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.KEPT: ("sessions_kept",),
    Outcome.MISSED: ("missed",),
    Outcome.MISSED_CHARGED: ("missed", "missed_charged"),
    Outcome.CLINICIAN_CANCELLED: ("clinician_cancelled",),
    Outcome.CANCELLED_IN_TIME: ("cancelled_in_time",),
}
_NOTICE_DECIDES = ("missed", "cancelled_in_time")
_MOST_CLINICIANS = 60
_KEPT = int(Outcome.KEPT)
_LAST_COUNTED = int(Outcome.CANCELLED_IN_TIME)
_NAMES, _SECONDS, _OUTCOMES = 12, 17, 4  # bits of a clinician, a second of the day, an outcome
_OUTCOME = (1 << _OUTCOMES) - 1
_TO_COME = (Outcome.KEPT, Outcome.BOOKED, Outcome.UNKNOWN)
WEEKS_AHEAD = 8

Decide = Callable[[Export, Reading, Found, list[int]], list[int]]


def read_sessions(export: Export, reading: Reading, decide: Decide | None = None) -> Found:
    """What a report of sessions gives: the appointments, and what was billed and paid for them.

    A missed session was charged when its charge (without that column, its fee) is above 0.

    Args:
        export: The file, recognised.
        reading: Today, and the owner's own words.
        decide: Decides what the words alone do not; takes and gives one outcome a row.
    """
    source, columns = export.source, export.columns
    found = Found(export, notes=list(export.notes))
    words = _words(source, reading)
    outcome = judge(columns, words, Outcome.UNKNOWN)
    if decide is not None:
        outcome = decide(export, reading, found, outcome)
    dated = export.times.dated
    fee = columns.amounts("charge", dated)
    fee = columns.amounts("fee", dated) if fee is None else fee
    if fee is not None:
        outcome = [
            Outcome.MISSED_CHARGED if one == Outcome.MISSED and charged > 0 else one
            for one, charged in zip(outcome, fee, strict=True)
        ]
    come = export.come(reading)
    if source.holds is not Holds.CHARGES:
        here = [of for role, of in words.items() if columns.cells(role) is not None]
        tells = {key for of in here for word in of.values() for key in _told(word)}
        if not here:
            tells.add("sessions_kept")
        if fee is not None and "missed" in tells:
            tells.add("missed_charged")
        _keep(export, found, words, outcome, come, frozenset(tells))
    _keep_amounts(export, found, outcome, come)
    return found


def _words(source: Source, reading: Reading) -> dict[str, Mapping[str, int]]:
    words: dict[str, Mapping[str, int]] = dict(source.words)
    if "status" in words:
        words["status"] = {**words["status"], **reading.statuses}
    return words


def _told(outcome: int) -> tuple[str, ...]:
    return _NOTICE_DECIDES if outcome == Outcome.CANCELLED else _KEYS.get(Outcome(outcome), ())


def _keep(
    export: Export,
    found: Found,
    words: Mapping[str, Mapping[str, int]],
    outcome: Sequence[int],
    come: Sequence[bool],
    tells: frozenset[str],
) -> None:
    """Put the appointments in ``found``: those that have come and are known, those to come."""
    days = export.times.day
    past: list[int] = []
    ahead: list[int] = []
    unknown: list[int] = []
    booked = left_out = 0
    for row, (one, here) in enumerate(zip(outcome, come, strict=True)):
        if here:
            if one <= _LAST_COUNTED:
                past.append(row)
            elif one == Outcome.UNKNOWN:
                unknown.append(row)
            else:
                booked += one == Outcome.BOOKED
                left_out += one == Outcome.NOT_COUNTED
        elif days[row] != NO_DAY and one in _TO_COME:
            ahead.append(row)
    if ahead:
        found.notes.append(
            f"{export.name}: {_rows(len(ahead))} after today and counted as bookings to come."
        )
    if booked:
        found.notes.append(
            f"{export.name}: {_rows(booked)} in the past, still marked as booked and not counted; "
            "mark what became of them there and import again."
        )
    if left_out:
        found.notes.append(f"{export.name}: {_rows(left_out)} no session and not counted.")
    found.unknown.update(unknown_words(export.columns, words, unknown))
    rows = [*past, *ahead]
    names, clinician = _clinicians(export, rows)
    found.appointments = Appointments(
        [days[row] for row in rows],
        [export.times.second[row] for row in rows],
        [clinician[row] for row in rows],
        names,
        [export.columns.people[row] for row in rows],
        [outcome[row] for row in past] + [Outcome.BOOKED] * len(ahead),
        tells,
    )


def _clinicians(export: Export, rows: Sequence[int]) -> tuple[tuple[str, ...], Sequence[int]]:
    """Names of the clinicians of these rows, a blank one at the end, and which row has which.

    Raises:
        FileRefused: The column does not name clinicians.
    """
    columns = export.columns
    cells = columns.cells("clinician")
    if cells is None:
        return ("",), [-1] * columns.rows
    header = columns.headers["clinician"]
    asked = export.source.program == ""  # an owner's mapping may name the wrong column
    if len(cells.values) > _MOST_CLINICIANS or (asked and names_people(header)):
        raise FileRefused(
            f"The column {header} of {columns.name} holds {len(cells.values)} "
            "different texts, so it does not name clinicians."
        )
    if asked and holds_names(header, cells) and len(cells.values) > 2:
        raise FileRefused(
            f"The column {header} of {columns.name} holds mostly different texts, so it does not "
            "name clinicians."
        )
    used = {cells.codes[row] for row in rows}  # not what a line of totals says
    names = (str(name) if code in used else "" for code, name in enumerate(cells.values))
    return (*names, ""), cells.codes


def _keep_amounts(
    export: Export, found: Found, outcome: Sequence[int], come: Sequence[bool]
) -> None:
    """Put in ``found`` what was billed, and what was paid, in the week of the session."""
    columns, dated = export.columns, export.times.dated
    rows = [
        row
        for row, (one, here) in enumerate(zip(outcome, come, strict=True))
        if here and one != Outcome.UNKNOWN
    ]
    days = [export.times.day[row] for row in rows]
    paid, billed = columns.amounts("paid", dated), columns.amounts("billed", dated)
    if paid is not None:
        found.money = Money(days, [paid[row] for row in rows], by_session=True)
    if billed is not None:
        off = columns.amounts("written_off", dated) or [0.0] * columns.rows
        found.billed = Money(days, [billed[row] - off[row] for row in rows], by_session=True)


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count} rows are"


@dataclass
class _Sessions:
    """Every session once.

    Attributes:
        counts: How many there are, by day, clinician and outcome in one number.
        told: For each file the days and clinicians it has sessions of, in one number each.
        beside: Rows that count as one session with another row.
        untimed: Whether a file gives no start times.
    """

    counts: Counter[int]
    told: list[set[int]]
    beside: int
    untimed: bool


def count_sessions(
    found: Sequence[Appointments], reading: Reading, weeks: Weeks, notes: list[str]
) -> dict[date, int]:
    """Count the sessions of each week and clinician, and the clients started and ended.

    Rows of one clinician that start at the same time are one session: kept if anyone came. Where
    a file gives no times, rows of one clinician, day and client are one.

    Args:
        found: Appointments of every file.
        reading: The Plan, for weeks and clinicians.
        weeks: Takes the figures.
        notes: Takes sentences for the owner.

    Returns:
        Sessions booked in the weeks to come, by the first day of the week.
    """
    names, places = names_together([part.clinicians for part in found])
    sessions = _gather(found, places)
    _say_how(sessions, notes)
    if not sessions.counts:
        return {}
    rows, labels = rows_of(names, reading.plan, notes)

    def place(both: int) -> tuple[int, int]:
        return week_number(both >> _NAMES, reading.plan), rows[both & ((1 << _NAMES) - 1)]

    told: dict[tuple[int, int], set[str]] = {}
    for part, here in zip(found, sessions.told, strict=True):
        for both in here:
            told.setdefault(place(both), set()).update(part.tells)
    counts = {where: dict.fromkeys(sorted(keys), 0) for where, keys in sorted(told.items())}
    for all_three, number in sessions.counts.items():
        both, outcome = all_three >> _OUTCOMES, all_three & _OUTCOME
        if outcome <= _LAST_COUNTED:
            count = counts[place(both)]
            for key in count.keys() & _told(outcome):
                count[key] += number
    for (week, row), count in counts.items():
        weeks.setdefault((from_week_number(week, reading.plan), labels[row]), {}).update(count)
    _count_clients(found, reading, weeks, notes)
    return _bookings(sessions, reading)


def _gather(found: Sequence[Appointments], places: Sequence[Sequence[int]]) -> _Sessions:
    """The rows of all files as sessions; of rows that are one session the lowest outcome counts."""
    keys: list[int] = []
    outcomes: list[int] = []
    untimed: dict[tuple[int, int], int] = {}
    told = []
    number = 0
    for part, names in zip(found, places, strict=True):
        both = [
            day << _NAMES | names[who] for day, who in zip(part.day, part.clinician, strict=True)
        ]
        told.append(set(compress(both, [one <= _LAST_COUNTED for one in part.outcome])))
        if NO_TIME not in part.second:
            keys += [one << _SECONDS | at for one, at in zip(both, part.second, strict=True)]
            outcomes += part.outcome
            continue
        rows = zip(both, part.second, part.client, part.outcome, strict=True)
        for one, second, client, outcome in rows:
            number += 1
            if second == NO_TIME:
                # The client tells rows apart; without a client every row is a session.
                key = one, client or -number
                untimed[key] = min(outcome, untimed.get(key, outcome))
            else:
                keys.append(one << _SECONDS | second)
                outcomes.append(outcome)
    timed: dict[int, int] = {}
    for outcome in sorted(set(outcomes), reverse=True):
        timed.update(dict.fromkeys(compress(keys, [one == outcome for one in outcomes]), outcome))
    counts = Counter([key >> _SECONDS << _OUTCOMES | one for key, one in timed.items()])
    beside = sum(one <= _LAST_COUNTED for one in outcomes)
    beside -= sum(n for key, n in counts.items() if key & _OUTCOME <= _LAST_COUNTED)
    counts.update(key[0] << _OUTCOMES | outcome for key, outcome in untimed.items())
    return _Sessions(counts, told, beside, bool(untimed))


def _say_how(sessions: _Sessions, notes: list[str]) -> None:
    if sessions.beside:
        are = "1 row starts" if sessions.beside == 1 else f"{sessions.beside} rows start"
        notes.append(
            f"{are} when another one of the same clinician does and count as one session "
            "with it, as couples and groups do. If two people worked at the same time, the file "
            "must have a column that names the clinician."
        )
    if sessions.untimed:
        notes.append(
            "Where a file gives no start times, every client's row of a day counts as one session; "
            "couples and groups may be counted more than once."
        )


def _bookings(sessions: _Sessions, reading: Reading) -> dict[date, int]:
    first = week_of(reading.today, reading.plan)
    booked: dict[date, int] = {}
    for all_three, number in sessions.counts.items():
        if all_three & _OUTCOME == Outcome.BOOKED:
            day = all_three >> _OUTCOMES >> _NAMES
            start = week_of(from_day_number(day), reading.plan)
            booked[start] = booked.get(start, 0) + number
    if not booked:
        return {}
    ahead = [first + timedelta(weeks=number) for number in range(1, WEEKS_AHEAD + 1)]
    return {week: booked.get(week, 0) for week in ahead}


def _count_clients(
    found: Sequence[Appointments], reading: Reading, weeks: Weeks, notes: list[str]
) -> None:
    covered: set[int] = set()
    seen: set[tuple[int, int]] = set()
    known = False
    for part in found:
        numbers = {day: week_number(day, reading.plan) for day in set(part.day)}
        in_weeks = map(numbers.__getitem__, part.day)
        kept = [
            one == Outcome.KEPT and client != 0
            for one, client in zip(part.outcome, part.client, strict=True)
        ]
        seen.update(compress(zip(part.client, in_weeks, strict=True), kept))
        known = known or any(part.client)
        counted = compress(part.day, [one <= _LAST_COUNTED for one in part.outcome])
        covered.update(numbers[day] for day in set(counted))
    if not known:
        return
    changes = starts_and_ends(seen, sorted(covered))
    name = practice_row(reading.plan)
    for number, (started, ended) in changes.items():
        if number in covered or started or ended:
            figures = weeks.setdefault((from_week_number(number, reading.plan), name), {})
            figures["clients_started"], figures["clients_ended"] = started, ended
    if changes:
        notes.append(RULE)
    else:
        notes.append(
            "New clients started and Clients ended stay blank: they need an export of at least "
            f"{WEEKS_UNSEEN + 1} weeks."
        )
