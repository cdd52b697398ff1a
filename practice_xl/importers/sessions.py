"""Appointments read from a file, and counted into the sessions of each week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import compress, count

from practice_xl.domain.calendar import week_of
from practice_xl.importers.columns import at
from practice_xl.importers.declaration import Holds
from practice_xl.importers.people import (
    RULE,
    WEEKS_UNSEEN,
    names_together,
    rows_of,
    starts_and_ends,
)
from practice_xl.importers.reading import Appointments, Export, Found, Money, Reading, Weeks
from practice_xl.importers.statuses import Outcome, holds_names, judge, names_people, unknown_words
from practice_xl.importers.timestamps import DAY, NO_DAY, NO_TIME, from_day_number
from practice_xl.problems import FileRefused

_KEYS: Mapping[int, tuple[str, ...]] = {
    Outcome.KEPT: ("sessions_kept",),
    Outcome.MISSED: ("missed",),
    Outcome.MISSED_CHARGED: ("missed", "missed_charged"),
    Outcome.CLINICIAN_CANCELLED: ("clinician_cancelled",),
    Outcome.CANCELLED_IN_TIME: ("cancelled_in_time",),
    Outcome.CANCELLED: ("missed", "cancelled_in_time"),  # the notice period decides
}
"""Keys of Weekly an outcome is counted in, or may be."""

_MOST_CLINICIANS = 60
_KEPT, _BOOKED = int(Outcome.KEPT), int(Outcome.BOOKED)
_UNKNOWN, _NOT_COUNTED = int(Outcome.UNKNOWN), int(Outcome.NOT_COUNTED)
_MISSED, _CHARGED = int(Outcome.MISSED), int(Outcome.MISSED_CHARGED)
_LAST_COUNTED = int(Outcome.CANCELLED_IN_TIME)
_TO_COME = (_KEPT, _BOOKED, _UNKNOWN)
WEEKS_AHEAD = 8
_NAMES = 12  # bits of a clinician
_NAME, _NO_CLIENT = (1 << _NAMES) - 1, 1 << 66

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
    found = export.found()
    words: dict[str, Mapping[str, int]] = dict(source.words)
    if "status" in words:
        words["status"] = {**words["status"], **reading.statuses}
    outcome = judge(columns, words, Outcome.UNKNOWN)
    if decide is not None:
        outcome = decide(export, reading, found, outcome)
    fee = columns.amounts("charge", export.times.dated)
    fee = columns.amounts("fee", export.times.dated) if fee is None else fee
    if fee is not None:
        outcome = [
            _CHARGED if one == _MISSED and charged > 0 else one
            for one, charged in zip(outcome, fee, strict=True)
        ]
    come = export.come(reading)
    if source.holds is not Holds.CHARGES:
        here = [of for role, of in words.items() if columns.cells(role) is not None]
        tells = {key for of in here for word in of.values() for key in _KEYS.get(word, ())}
        if not here:
            tells.add("sessions_kept")
        if fee is not None and "missed" in tells:
            tells.add("missed_charged")
        _keep(export, found, words, outcome, come, frozenset(tells))
    _keep_amounts(export, found, outcome, come)
    return found


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
    past = [row for row, one in enumerate(outcome) if one <= _LAST_COUNTED and come[row]]
    left: list[int] = []
    ahead: list[int] = []
    if len(past) < len(outcome):
        left = [row for row, one in enumerate(outcome) if one > _LAST_COUNTED and come[row]]
        ahead = [row for row, here in enumerate(come) if not here and outcome[row] in _TO_COME]
        ahead = [row for row in ahead if days[row] != NO_DAY]
    counts = Counter(at(outcome, left))
    found.leave_out(len(ahead), "after today and counted as bookings to come.")
    found.leave_out(
        counts[_BOOKED],
        "in the past, still marked as booked and not counted; mark what became of them there and "
        "import again.",
    )
    found.leave_out(counts[_NOT_COUNTED], "no session and not counted.")
    unknown = [row for row in left if outcome[row] == _UNKNOWN]
    found.unknown.update(unknown_words(export.columns, words, unknown))
    rows = [*past, *ahead]
    names, clinician = _clinicians(export, rows)
    found.appointments = Appointments(
        at(days, rows),
        at(export.times.second, rows),
        at(clinician, rows),
        names,
        at(export.columns.people, rows),
        at(outcome, past) + [_BOOKED] * len(ahead),
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
    header, many = columns.headers["clinician"], len(cells.values)
    asked = export.source.program == ""  # an owner's mapping may name the wrong column
    mostly = asked and many > 2 and holds_names(header, cells)
    if mostly or many > _MOST_CLINICIANS or (asked and names_people(header)):
        raise FileRefused(
            f"The column {header} of {columns.name} holds {many} "
            f"{'mostly ' if mostly else ''}different texts, so it does not name clinicians."
        )
    used = {cells.codes[row] for row in rows}  # not what a line of totals says
    names = (str(name) if code in used else "" for code, name in enumerate(cells.values))
    return (*names, ""), cells.codes


def _keep_amounts(
    export: Export, found: Found, outcome: Sequence[int], come: Sequence[bool]
) -> None:
    """Put in ``found`` what was billed, and what was paid, in the week of the session."""
    columns, dated = export.columns, export.times.dated
    rows = [row for row, here in enumerate(come) if here and outcome[row] != _UNKNOWN]
    days = at(export.times.day, rows)
    paid, billed = columns.amounts("paid", dated), columns.amounts("billed", dated)
    if paid is not None:
        found.money = Money(days, at(paid, rows), by_session=True)
    if billed is not None:
        off = columns.amounts("written_off", dated) or [0.0] * columns.rows
        found.billed = Money(days, [billed[row] - off[row] for row in rows], by_session=True)


def count_sessions(
    found: Sequence[Appointments], reading: Reading, weeks: Weeks, notes: list[str]
) -> dict[date, int]:
    """Count the sessions of each week and clinician, and the clients started and ended.

    Args:
        found: Appointments of every file.
        reading: The Plan, for weeks and clinicians.
        weeks: Takes the figures.
        notes: Takes sentences for the owner.

    Returns:
        Sessions booked in the weeks to come, by the first day of the week.
    """
    names, places = names_together([part.clinicians for part in found])
    owned = [
        [day << _NAMES | here[who] for day, who in zip(part.day, part.clinician, strict=True)]
        for part, here in zip(found, places, strict=True)
    ]
    sessions = _each_once(found, owned, notes)
    if not sessions:
        return {}
    rows, labels = rows_of(names, reading.plan, notes)

    def row_of(owner: int) -> dict[str, float]:
        start = reading.week_start(reading.week_number(owner >> _NAMES))
        return weeks.setdefault((start, labels[rows[owner & _NAME]]), {})

    tomorrow = reading.last_day + 1 << _NAMES
    for part, mine in zip(found, owned, strict=True):
        for owner in set(mine):
            row = row_of(owner) if owner < tomorrow else {}
            row |= {key: row.get(key, 0) for key in part.tells}
    for (owner, outcome), number in sessions.items():
        if outcome <= _LAST_COUNTED:
            row = row_of(owner)
            for key in row.keys() & _KEYS[outcome]:
                row[key] += number
    _count_clients(found, reading, weeks, notes)
    return _bookings(sessions, reading)


def _each_once(
    found: Sequence[Appointments], owned: Sequence[Sequence[int]], notes: list[str]
) -> Counter[tuple[int, int]]:
    """How many sessions there are, by outcome and by day and clinician in one number.

    Rows of one clinician that start at the same time are one session, and the lowest outcome
    counts: kept if anyone came. Without a start time the client tells rows of a day apart;
    without a client, too, every row is a session.
    """
    untimed = sum(part.second.count(NO_TIME) for part in found)
    bits = 70 if untimed else 17  # of a client's number, or of a second of the day
    lowest: dict[int, int] = {}
    nameless = count(_NO_CLIENT)
    for part, mine in zip(found, owned, strict=True):
        start = part.second
        if NO_TIME in start:
            start = [
                DAY + (client or next(nameless)) if second == NO_TIME else second
                for second, client in zip(start, part.client, strict=True)
            ]
        for owner, second, outcome in zip(mine, start, part.outcome, strict=True):
            key = owner << bits | second
            if lowest.setdefault(key, outcome) > outcome:
                lowest[key] = outcome
    beside = sum(map(len, owned)) - len(lowest)
    if untimed and beside:
        start_of = (1 << bits) - 1
        beside = sum(map(len, owned)) - untimed - sum(key & start_of < DAY for key in lowest)
    if beside:
        are = "1 row starts" if beside == 1 else f"{beside} rows start"
        notes.append(
            f"{are} when another one of the same clinician does and count as one session "
            "with it, as couples and groups do. If two people worked at the same time, the file "
            "must have a column that names the clinician."
        )
    if untimed:
        notes.append(
            "Where a file gives no start times, every client's row of a day counts as one session; "
            "couples and groups may be counted more than once."
        )
    return Counter([(key >> bits, outcome) for key, outcome in lowest.items()])


def _bookings(sessions: Counter[tuple[int, int]], reading: Reading) -> dict[date, int]:
    booked = Counter[date]()
    for (owner, outcome), number in sessions.items():
        if outcome == _BOOKED:
            booked[week_of(from_day_number(owner >> _NAMES), reading.plan)] += number
    first = week_of(reading.today, reading.plan)
    ahead = [first + timedelta(weeks=number) for number in range(1, WEEKS_AHEAD + 1)]
    return {week: booked[week] for week in ahead} if booked else {}


def _count_clients(
    found: Sequence[Appointments], reading: Reading, weeks: Weeks, notes: list[str]
) -> None:
    covered: set[int] = set()
    seen: set[tuple[int, int]] = set()
    for part in found:
        numbers = {day: reading.week_number(day) for day in set(part.day)}
        covered.update(number for day, number in numbers.items() if day <= reading.last_day)
        in_weeks = map(numbers.__getitem__, part.day)
        kept = [one == _KEPT for one in part.outcome]
        seen.update(compress(zip(part.client, in_weeks, strict=True), kept))
    seen = {(client, week) for client, week in seen if client}
    if not any(any(part.client) for part in found):
        return
    changes = starts_and_ends(seen, sorted(covered))
    name = reading.practice_row
    for number, (started, ended) in changes.items():
        if number in covered or started or ended:
            figures = weeks.setdefault((reading.week_start(number), name), {})
            figures["clients_started"], figures["clients_ended"] = started, ended
    if changes:
        notes.append(RULE)
    else:
        notes.append(
            "New clients started and Clients ended stay blank: they need an export of at least "
            f"{WEEKS_UNSEEN + 1} weeks."
        )
