"""Appointments read from a file, and counted into the sessions of each week.

A client is a salted hash while a file is read. Starts less ends follow the clients seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import count, pairwise
from math import inf
from operator import sub
from typing import Any

from practice_xl.domain.plan import Plan
from practice_xl.importers.declaration import Holds
from practice_xl.importers.money import amounts
from practice_xl.importers.statuses import Outcome, holds_names, judge, names_people, note_unknown
from practice_xl.importers.tables import Amount, File, Reading, Session
from practice_xl.importers.timestamps import NO_TIME, day_number
from practice_xl.problems import FileRefused

# Keys of Weekly an outcome is counted in, or may be.
_KEYS: Mapping[int, tuple[str, ...]] = {
    Outcome.KEPT: ("sessions_kept",),
    Outcome.MISSED: ("missed",),
    Outcome.MISSED_CHARGED: ("missed", "missed_charged"),
    Outcome.CLINICIAN_CANCELLED: ("clinician_cancelled",),
    Outcome.CANCELLED_IN_TIME: ("cancelled_in_time",),
    Outcome.CANCELLED: ("missed", "cancelled_in_time"),  # the notice period decides
}
_MOST_CLINICIANS = 60
_KEPT, _BOOKED, _UNKNOWN = int(Outcome.KEPT), int(Outcome.BOOKED), int(Outcome.UNKNOWN)
_MISSED, _CHARGED = int(Outcome.MISSED), int(Outcome.MISSED_CHARGED)
_LAST_COUNTED = int(Outcome.CANCELLED_IN_TIME)
_TO_COME = (_KEPT, _BOOKED, _UNKNOWN)
WEEKS_AHEAD = 8
WEEKS_UNSEEN = 5
RULE = (
    f"A client counts as ended when not seen for {WEEKS_UNSEEN} weeks, in the fifth of them; and "
    f"as started when seen after {WEEKS_UNSEEN} weeks or more without a session."
)
_TOO_SHORT = (
    "New clients started and Clients ended stay blank: they need an export of at least "
    f"{WEEKS_UNSEEN + 1} weeks."
)

Decide = Callable[[File, Reading, list[int]], None]


def read_sessions(file: File, reading: Reading, decide: Decide | None = None) -> None:
    """What a report of sessions gives: the appointments, and what was billed and paid for them.

    A missed session was charged when its charge (without that column, its fee) is above 0. What
    the words alone do not say is decided by ``decide``: it changes the outcomes, one a row.
    """
    words = {role: dict(of) for role, of in file.source.words.items()}
    if "status" in words:
        for own in reading.mappings:
            words["status"] |= {} if own.columns else own.words
    outcome = judge(file, words, Outcome.UNKNOWN)
    if decide is not None:
        decide(file, reading, outcome)
    fee = amounts(file, "charge") or amounts(file, "fee")
    if fee:
        pairs = zip(outcome, fee, strict=True)
        outcome = [_CHARGED if one == _MISSED and paid > 0 else one for one, paid in pairs]
    if file.source.holds is not Holds.CHARGES:
        here = [set(of.values()) for role, of in words.items() if role in file.cells] or [{_KEPT}]
        file.tells = {key for of in here for word in of for key in _KEYS.get(word, ())}
        if fee and "missed" in file.tells:
            file.tells.add("missed_charged")
        _keep(file, reading, outcome)
        if _UNKNOWN in outcome:
            come = (row for row, day in enumerate(file.day) if day <= reading.last_day)
            note_unknown(file, "session", words, [row for row in come if outcome[row] == _UNKNOWN])
    _keep_amounts(file, reading, outcome)


def _keep(file: File, reading: Reading, outcome: Sequence[int]) -> None:
    """Keep the sessions that have come and are known, and those to come."""
    last = reading.last_day
    rows = list(zip(file.day, file.second, _clinicians(file), file.people, outcome, strict=True))
    past = [row for row in rows if row[0] <= last and row[4] <= _LAST_COUNTED]
    others = [row for row in rows if row[0] > last or row[4] > _LAST_COUNTED]
    ahead = [(*row[:4], _BOOKED) for row in others if row[0] > last and row[4] in _TO_COME]
    left = Counter(row[4] for row in others if row[0] <= last)
    file.leave_out(len(ahead), "after today and counted as bookings to come.")
    file.leave_out(
        left[_BOOKED],
        "in the past, still marked as booked and not counted; mark what became of them there and "
        "import again.",
    )
    file.leave_out(left[Outcome.NOT_COUNTED], "no session and not counted.")
    file.sessions = past + ahead


def _clinicians(file: File) -> Sequence[str]:
    """The clinician of each row; blank where none is named."""
    cells = file.column("clinician")
    if cells is None:
        return [""] * len(file.day)
    spelled = {cell: " ".join(str(cell).split()) for cell in set(cells)}
    header, many = file.headers["clinician"], len(spelled.keys() - {""})
    asked = file.source.program == ""  # an owner's mapping may name the wrong column
    mostly = asked and many > 2 and holds_names(header, cells)
    if mostly or many > _MOST_CLINICIANS or (asked and names_people(header)):
        raise FileRefused(
            f"The column {header} of {file.name} holds {many} "
            f"{'mostly ' if mostly else ''}different texts, so it does not name clinicians."
        )
    return list(map(spelled.__getitem__, cells))


def _keep_amounts(file: File, reading: Reading, outcome: Sequence[int]) -> None:
    """Keep what was billed, and what was paid, in the week of the session."""
    last = reading.last_day

    def counted(found: Sequence[float]) -> list[Amount]:
        rows = zip(file.day, found, outcome, strict=True)
        return [(day, amount) for day, amount, one in rows if day <= last and one != _UNKNOWN]

    if paid := amounts(file, "paid"):
        if file.source.credits and sum(one < 0 for one in paid) > sum(one > 0 for one in paid):
            paid = [-amount + 0.0 for amount in paid]
            file.notes.append(f"{file.name} writes payments below zero; they count as money in.")
        file.paid = counted(paid)
    if billed := amounts(file, "billed"):
        off = amounts(file, "written_off") or [0.0] * len(billed)
        file.billed = counted(list(map(sub, billed, off)))


def count_sessions(
    parts: Sequence[tuple[File, Sequence[Session]]], reading: Reading
) -> dict[date, int]:  # sessions booked in the weeks to come, by the first day of the week
    """Count the sessions of each week and clinician, and the clients started and ended."""
    rows = [row for _, part in parts for row in part]
    spelled: dict[str, str] = {}
    names = {one: spelled.setdefault(one.casefold(), one) for one in {row[2]: 0 for row in rows}}
    if len(names) > len(spelled):
        rows = [(*row[:2], names[row[2]], *row[3:]) for row in rows]
    sessions = _each_once(rows, reading.notes)
    if not sessions:
        return {}
    labels = labels_of(spelled.values(), reading.plan, reading.notes)
    figures: dict[tuple[int, str], dict[str, float]] = {}
    for file, part in parts:
        for day, name in {(row[0], row[2]): 0 for row in part if row[0] <= reading.last_day}:
            row = figures[day, names[name]] = reading.row_of(day, labels[names[name]])
            row |= {key: row.get(key, 0) for key in file.tells}
    booked = Counter[date]()
    for (day, name, outcome), number in sessions.items():
        if outcome == _BOOKED:
            booked[reading.week_of(day)] += number
        else:
            for key in figures[day, name].keys() & _KEYS[outcome]:
                figures[day, name][key] += number
    _count_clients(rows, reading)
    ahead = [reading.week_of(reading.last_day + 7 * number) for number in range(1, WEEKS_AHEAD + 1)]
    return {week: booked[week] for week in ahead} if booked else {}


def _each_once(rows: Sequence[Session], notes: list[str]) -> Counter[tuple[int, str, int]]:
    """How many sessions there are, by day, clinician and outcome.

    Rows of one clinician that start at the same time are one session, and the lowest outcome
    counts: kept if anyone came. Without a start time the client tells rows of a day apart;
    without a client, too, every row is a session.
    """
    lowest: dict[tuple[Any, ...], int] = {}
    nameless = count(-1, -1)
    untimed = 0
    for row in rows:
        place: tuple[Any, ...] = row[:3]
        if row[1] == NO_TIME:
            untimed += 1
            place = *place, row[3] or next(nameless)
        if lowest.setdefault(place, row[4]) > row[4]:
            lowest[place] = row[4]
    beside = len(rows) - len(lowest)
    if untimed and beside:
        beside = len(rows) - untimed - sum(second != NO_TIME for _, second, *_ in lowest)
    if beside:
        start, count_as = ("row starts", "counts") if beside == 1 else ("rows start", "count")
        notes.append(
            f"{beside} {start} when another one of the same clinician does and {count_as} as one "
            "session with it, as couples and groups do. If two people worked at the same time, the "
            "file must have a column that names the clinician."
        )
    if untimed:
        notes.append(
            "Where a file gives no start times, every client's row of a day counts as one session; "
            "couples and groups may be counted more than once."
        )
    return Counter([(place[0], place[2], outcome) for place, outcome in lowest.items()])


def _count_clients(rows: Sequence[Session], reading: Reading) -> None:
    numbers = {day: day_number(reading.week_of(day)) // 7 for day in {row[0] for row in rows}}
    seen = defaultdict[int, set[int]](set)
    for day, _, _, client, outcome in rows:
        if outcome == _KEPT:
            seen[client].add(numbers[day])
    seen.pop(0, None)  # not told
    if not seen and not any(row[3] for row in rows):
        return
    covered = {number for day, number in numbers.items() if day <= reading.last_day}
    changes = starts_and_ends(seen, sorted(covered))
    for number, (started, ended) in changes.items():
        if number in covered or started or ended:
            row = reading.row_of(number * 7 + 6)
            row.update(clients_started=started, clients_ended=ended)
    reading.notes.append(RULE if changes else _TOO_SHORT)


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
    holes = [(week, after) for week, after in pairwise(weeks) if after - week > WEEKS_UNSEEN]
    firsts = [*weeks[:1], *(after for _, after in holes)]
    lasts = [*(week for week, _ in holes), *weeks[-1:]]
    for first, last in zip(firsts, lasts, strict=True):
        started, ended = Counter[float](), Counter[float]()
        for mine in seen.values():
            inside = sorted(week for week in mine if first <= week <= last)
            for week, after in pairwise([-inf, *inside, inf]):
                if after - week > WEEKS_UNSEEN:
                    ended[week + WEEKS_UNSEEN] += 1
                    started[after] += 1
        told = range(first + WEEKS_UNSEEN, last + 1)
        result |= {number: (started[number], ended[number]) for number in told}
    return result


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
    missing = sum(labels[name] not in listed for name in named)
    if missing:
        who = "1 clinician" if missing == 1 else f"{missing} clinicians"
        notes.append(
            f"The files name {who} missing from Plan's table Clinicians, with rows of their own "
            "here; list the names there as the files spell them."
        )
    return labels


def _listed(name: str, listed: Sequence[str]) -> str:
    """Plan's name for a name: the same, or the only one whose words it contains; else itself."""
    words = set(name.casefold().replace(",", " ").split())
    same = [own for own in listed if own.casefold() == name.casefold()]
    inside = [own for own in listed if not name or set(own.casefold().split()) <= words]
    return same[0] if same else inside[0] if len(inside) == 1 else name
