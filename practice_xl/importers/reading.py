"""What every export is read into: sessions and amounts, one after another, and what to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo

from practice_xl.domain.plan import Plan
from practice_xl.importers.columns import Columns, at
from practice_xl.importers.declaration import Source
from practice_xl.importers.statuses import Outcome
from practice_xl.importers.timestamps import NO_DAY, Timestamps, day_number


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
    """

    plan: Plan
    today: date
    notice_hours: float | None = None
    day_first: bool | None = None
    zone: tzinfo | None = None
    statuses: Mapping[str, Outcome] = field(default_factory=dict)
    salt: bytes = field(default=b"", repr=False)


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
        last = day_number(reading.today)
        return [NO_DAY < day <= last for day in self.times.day]


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
        return Appointments(
            at(self.day, rows),
            at(self.second, rows),
            at(self.clinician, rows),
            self.clinicians,
            at(self.client, rows),
            at(self.outcome, rows),
            self.tells,
        )


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
        return Money(at(self.day, rows), at(self.amount, rows), self.by_session)


@dataclass
class Found:
    """What one file gave."""

    export: Export | None = None
    appointments: Appointments | None = None
    money: Money | None = None
    billed: Money | None = None
    weeks: dict[tuple[date, str], dict[str, float]] = field(default_factory=dict)
    months: dict[date, dict[str, float]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
