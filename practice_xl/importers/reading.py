"""What every export is read into: sessions and amounts, one after another, and their weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Plan
from practice_xl.importers.columns import Columns, at
from practice_xl.importers.declaration import Source
from practice_xl.importers.timestamps import NO_DAY, Timestamps, day_number, from_day_number

Weeks = dict[tuple[date, str], dict[str, float]]
"""Figures by key of Weekly, for the first day of each week and a clinician."""

_THURSDAY = 3  # 1970-01-01
_WEEKS_TO_COMPARE = 2
_NEAR = 3  # days from the edge of a month


@dataclass(frozen=True)
class Reading:
    """What the owner decided, and what an import carries from file to file.

    Attributes:
        plan: Says on which weekday a week starts.
        today: Rows after it are bookings to come.
        notice_hours: Notice asked of clients who cancel; None when it was not given. [hours]
        day_first: True for 31/12, False for 12/31, None to let the file decide.
        zone: Time zone of the practice; None is this computer's.
        statuses: Words of the owner's own for outcomes, beside those a source knows.
        salt: Random bytes of this import; never kept, written or shown.
        sources: Names of the referral sources that the tracker knows.
    """

    plan: Plan
    today: date
    notice_hours: float | None = None
    day_first: bool | None = None
    zone: tzinfo | None = None
    statuses: Mapping[str, int] = field(default_factory=dict)
    salt: bytes = field(default=b"", repr=False)
    sources: tuple[str, ...] = ()

    @property
    def last_day(self) -> int:
        """Today, in days since 1970-01-01."""
        return day_number(self.today)

    @property
    def practice_row(self) -> str:
        """Whose row carries what is the whole practice's: the owner's, or the first clinician's."""
        return self.plan.clinicians[0].name if self.plan.clinicians else ""

    @property
    def days_ahead(self) -> int:
        """Days from the start of a week to 1970-01-01."""
        return (_THURSDAY - self.plan.first_weekday) % 7

    def week_number(self, day: int) -> int:
        """Number of the week of a day, counted from 1970."""
        return (day + self.days_ahead) // 7

    def week_start(self, number: int) -> date:
        """First day of a week, by its number.

        >>> reading = Reading(Plan(), date(2026, 3, 8))
        >>> reading.week_start(reading.week_number(reading.last_day))
        datetime.date(2026, 3, 2)
        """
        return from_day_number(number * 7 - self.days_ahead)


@dataclass(frozen=True)
class Export:
    """One file, recognised: its wanted columns, and when each row was.

    Attributes:
        source: What it is.
        columns: Its wanted columns.
        times: When each row was.
        made: The day the file was made, as far as its own date tells.
        notes: What was found on the way.
    """

    source: Source
    columns: Columns
    times: Timestamps
    made: date
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.columns.name

    @property
    def report(self) -> tuple[str, frozenset[str]]:
        """Tells files of one and the same report."""
        return self.source.name, self.columns.all_headers

    @property
    def span(self) -> range:
        """The days from the first row to the last."""
        days = [day for day in self.times.day if day != NO_DAY]
        return range(min(days), max(days) + 1) if days else range(0)

    def only(self, rows: Sequence[int]) -> Export:
        """The same export with these rows alone, given by their positions."""
        return replace(self, columns=self.columns.only(rows), times=self.times.only(rows))

    def come(self, reading: Reading) -> list[bool]:
        """For each row whether it has a date, and that day has come."""
        return [NO_DAY < day <= reading.last_day for day in self.times.day]

    def found(self) -> Found:
        """What the file gives, to be filled in."""
        return Found(self.name, self.source.name, self, notes=list(self.notes))


@dataclass(frozen=True)
class Appointments:
    """Rows of appointments, one list a field.

    Attributes:
        day: Days since 1970-01-01.
        second: Second of the day the appointment starts; NO_TIME where the file gives no time.
        clinician: Position in ``clinicians``; the last, -1, is "not named".
        clinicians: Names as the file gives them; the last is blank.
        client: Salted hash of the client; 0 where unknown.
        outcome: An :class:`~practice_xl.importers.statuses.Outcome`.
        tells: Keys of Weekly this source can tell; the others stay blank.
    """

    day: Sequence[int]
    second: Sequence[int]
    clinician: Sequence[int]
    clinicians: tuple[str, ...]
    client: Sequence[int] = field(repr=False)
    outcome: Sequence[int]
    tells: frozenset[str]

    def only(self, rows: Sequence[int]) -> Appointments:
        """The same with these rows alone, given by their positions."""
        return replace(
            self,
            day=at(self.day, rows),
            second=at(self.second, rows),
            clinician=at(self.clinician, rows),
            client=at(self.client, rows),
            outcome=at(self.outcome, rows),
        )

    def marks(self) -> list[Hashable]:
        """What each row is compared by with a report of another program."""
        return list(zip(self.day, self.second, strict=True))


@dataclass(frozen=True)
class Money:
    """Amounts by day.

    Attributes:
        day: Days since 1970-01-01.
        amount: What came in; a refund is negative. [currency]
        by_session: True when the day is the session's, not the day the money came in.
    """

    day: Sequence[int]
    amount: Sequence[float]
    by_session: bool = False

    def only(self, rows: Sequence[int]) -> Money:
        """The same with these rows alone, given by their positions."""
        return replace(self, day=at(self.day, rows), amount=at(self.amount, rows))

    def marks(self) -> list[Hashable]:
        """What each row is compared by with a report of another program."""
        return list(zip(self.day, self.amount, strict=True))


@dataclass
class Found:
    """What one file gave."""

    name: str
    kind: str
    export: Export | None = None
    appointments: Appointments | None = None
    money: Money | None = None
    billed: Money | None = None
    weeks: Weeks = field(default_factory=dict)
    arrivals: Weeks = field(default_factory=dict)  # for each week and referral source
    months: dict[date, dict[str, float]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, rows: int, why: str) -> None:
        """Say how many rows are not counted, and why; nothing where there are none."""
        if rows:
            self.notes.append(f"{self.name}: {rows} {'row is' if rows == 1 else 'rows are'} {why}")


def cut_weeks(found: Found, reading: Reading) -> list[str]:
    """Sentences about a first or last week that may not be in a file as a whole.

    An export of a month begins and ends in the middle of a week. That shows where the first week
    begins later, or the last one ends earlier, than is usual in the file. Of the week of today
    nothing is said: it is not over. Payments come on any day, so theirs must begin or end with a
    month, too.

    >>> june = range(day_number(date(2026, 6, 1)), day_number(date(2026, 7, 1)))
    >>> file = Found("june.csv", "", money=Money(june, june))
    >>> cut_weeks(file, Reading(Plan(), date(2026, 8, 1)))[0][:30]
    'june.csv ends on 30 June 2026,'
    """
    rows = found.appointments or found.money
    days = sorted(day for day in set(rows.day) if day <= reading.last_day) if rows else []
    weekdays: dict[int, list[int]] = {}
    for day in days:
        weekday = (day + reading.days_ahead) % 7
        weekdays.setdefault(reading.week_number(day), []).append(weekday)
    if len(weekdays) <= _WEEKS_TO_COMPARE:
        return []
    begin, end = from_day_number(days[0]), from_day_number(days[-1])
    any_day = found.appointments is not None
    first, *later = [within[0] for within in weekdays.values()]
    *earlier, last = [within[-1] for within in weekdays.values()]
    cut = []
    if first > _median(later) and (any_day or begin.day <= _NEAR):
        cut.append(("begins", begin))
    over = max(weekdays) != reading.week_number(reading.last_day)
    if last < _median(earlier) and over and (any_day or (end + timedelta(_NEAR)).day <= _NEAR):
        cut.append(("ends", end))
    return [
        f"{found.name} {verb} on {in_words(day)}, inside a week: if that is where the export "
        f"{verb}, that week's figures are too low; export whole weeks."
        for verb, day in cut
    ]


def _median(values: Sequence[int]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else sum(ordered[middle - 1 : middle + 1]) / 2
