"""The rows of each typed table, as the domain's records; what cannot be read is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from practice_xl.domain import cell_values, findings, plan, sources
from practice_xl.domain.calendar import week_of
from practice_xl.domain.cell_values import in_words, is_blank, plain
from practice_xl.domain.weeks import Weeks
from practice_xl.problems import Problem
from practice_xl.schema import inputs
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Column, Kind, Table
from practice_xl.sheets.typed_tables import READERS, TypedTable, choice_key, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

LEFT_OUT = "until then the row is left out."

# What is found, expected, and to be done, where a cell of this kind cannot be read.
_NOT_READABLE = {
    Kind.TICK: (
        "neither a yes nor a no",
        "x for yes, or nothing",
        "Type x, or clear the cell; until then it counts as not ticked.",
    ),
    Kind.DATE: ("something that is no date", "a date", "Type the date, for example 2026-03-02."),
    Kind.HOLIDAY: (
        "neither of the two",
        "a holiday from the list, or a date",
        f"Choose from the list, or type a date; {LEFT_OUT}",
    ),
}
T = TypeVar("T")


class Row(NamedTuple):
    """One row of a table: its number on the sheet, counted from 1, and what its cells mean."""

    table: TypedTable
    number: int
    cells: dict[str, Any]

    @property
    def place(self) -> int:
        """Its place in the table, 0 for the first row below the headers."""
        return self.number - self.table.header - 1

    def ask(self, key: str, *words: str, blocking: bool = False, header: str = "") -> None:
        """Add a problem of one of its cells: what was found, expected, and to be done."""
        problem = self.table.problem(self.number, key, *words, blocking=blocking, header=header)
        self.table.problems.append(problem)

    def lacks(self, *keys: str, expected: str) -> bool:
        """Whether one of two cells is blank that belong together, which is asked about."""
        blank = next((key for key in keys if self.cells[key] is None), None)
        if blank:
            do = "Type both, or clear the row; until then it is left out."
            self.ask(blank, "nothing", expected, do)
        return blank is not None

    def number_in(self, column: Column, value: object, others: Sequence[Any] = ()) -> float | None:
        """A cell as a number; None where it is none, which is asked about."""
        found: list[findings.Finding] = []
        number = findings.read_cell(self.number, column, value, found, others)
        self.table.problems.extend([from_finding(self.table, finding) for finding in found])
        return number


def from_finding(table: TypedTable, finding: findings.Finding) -> Problem:
    """A problem of a cell; in Weekly the week is said beside the header."""
    row, header = int(str(finding.row)), ""
    starts = table.columns.get("week_start") if table.table is inputs.WEEKLY else None
    if starts and finding.key != "week_start":
        week = cell_values.readable_date(starts[table.rows.index(row)])
        header = _of_week(table.table.column(finding.key), week) if week else ""
    return table.problem(row, *finding[1:-1], blocking=finding.blocking, header=header)


def _of_week(column: Column, week: date) -> str:
    return f"{column.label}, week of {in_words(week)}"


def rows_as_typed(table: TypedTable | None) -> Iterator[Row]:
    """The rows of a table, each cell as it was typed; a missing column is blank."""
    for index, number in enumerate(table.rows if table else ()):
        assert table is not None  # noqa: S101 - it has rows
        cells = {key: values[index] for key, values in table.columns.items()}
        yield Row(table, number, dict.fromkeys(table.table.keys) | cells)


def each_row(table: TypedTable | None) -> Iterator[Row]:
    """The rows of a table, each cell read by the kind of its column; a missing column is blank."""
    for row in rows_as_typed(table):
        for key in row.table.columns:
            row.cells[key] = _cell(row, key, row.cells[key])
        yield row


def _cell(row: Row, key: str, value: object) -> object:
    """What one cell means; None, or for a tick no, where that is asked about."""
    column = row.table.table.column(key)
    listed = column.kind is not Kind.CHOICE or column.choices
    kind = column.kind if listed else Kind.TEXT
    if is_blank(value):
        return False if kind is Kind.TICK else None
    if read := READERS.get(kind):
        try:
            return read(value)
        except cell_values.NotReadableError:
            row.ask(key, *_NOT_READABLE[kind], blocking=kind is Kind.DATE)
            return {Kind.TICK: False, Kind.HOLIDAY: ""}.get(kind)
    if kind is not Kind.CHOICE:
        return row.number_in(column, value, row.table.columns[key])
    found = choice_key(column, value, _choice_keys(row.table.table, key))
    if found is None:
        typed = findings.NOT_LISTED if isinstance(value, str) else findings.show_typed(value)
        do = "Choose from the list; until then the cell counts as blank."
        row.ask(key, typed, findings.expected_of(column), do)
    return found


def _choice_keys(table: Table, key: str) -> Sequence[str]:
    if key == "measurable":
        return [measure.key for measure in MEASURABLES]
    if table is inputs.ACTIONS and key == "lever":
        return [lever.key for lever in LEVERS]
    return table.column(key).choices


def read_rows(table: TypedTable | None, record: Callable[[Row], T | None]) -> dict[int, T]:
    """The records of a table by the place of their row, 0 for the first below the headers.

    A row of which ``record`` makes none is left out.
    """
    made = ((row.place, record(row)) for row in each_row(table))
    return {place: one for place, one in made if one is not None}


def fee_of(row: Row) -> plan.Fee | None:
    """A fee; without one, or without its sessions, none, which is asked about."""
    if row.lacks("fee", "sessions", expected="a fee and the sessions a week at it"):
        return None
    cells, kind = row.cells, row.cells["kind"] or "full"
    return plan.Fee(str(cells["tier"] or kind), kind, cells["fee"], cells["sessions"])


def time_off_of(row: Row) -> plan.TimeOff | None:
    """A span of days off; without a first day none, which is asked about."""
    first, last = row.cells["from"], row.cells["to"] or row.cells["from"]
    if first is not None and last >= first:
        return plan.TimeOff(first, last)
    key, found = ("to", "a last day before the first") if first else ("from", "no first day")
    row.ask(key, found, "the first day off and the last", f"Correct the dates; {LEFT_OUT}")
    return None


def clinician_of(row: Row) -> plan.Clinician | None:
    """A clinician who has a name."""
    name = row.cells["name"]
    return plan.Clinician(str(name).strip(), row.cells["usual_slots"]) if name else None


def short_week_of(row: Row) -> plan.ShortWeek | None:
    """A short week that names a holiday or a date."""
    when, share, why = (row.cells[key] for key in ("holiday", "share", "why"))
    if when:
        return plan.ShortWeek(when, share, why or "")
    if when is None and share is not None:
        expected = "a holiday from the list, or a date"
        row.ask("holiday", "no holiday", expected, f"Type it, or clear the row; {LEFT_OUT}")
    return None


def hours_of(row: Row) -> plan.Hours | None:
    """A change of hours with its day and its slots."""
    expected = "the day the hours change and the slots from then on"
    if row.lacks("from", "usual_slots", expected=expected):
        return None
    who = str(row.cells["clinician"] or "").strip()
    return plan.Hours(row.cells["from"], row.cells["usual_slots"], who)


def booked_of(row: Row) -> plan.Booked | None:
    """A week to come with its bookings and the day these were counted."""
    cells = [row.cells[key] for key in inputs.BOOKINGS.keys]
    return None if None in cells else plan.Booked(*cells)


def action_of(row: Row) -> plan.Action:
    """An action, open unless it says otherwise; its row counts from the first that is read."""
    row.cells["status"] = row.cells["status"] or "open"
    return plan.Action(**row.cells, row=row.table.rows.index(row.number))


def commitment_of(row: Row) -> plan.Commitment | None:
    """What was promised to the coach by a day and is still open."""
    text, due, status = (row.cells[key] for key in ("commitment", "due", "status"))
    kept = text and due and status in (None, "open")
    return plan.Commitment(str(text), due) if kept else None


def read_months(table: TypedTable | None) -> tuple[plan.Month, ...]:
    """The months in order; of two rows for one month the last counts, and that is said."""
    months: dict[date, plan.Month] = {}
    for row in each_row(table):
        month = row.cells.pop("month")
        if month is None:
            do = f"Type the date, for example 2026-03-01; {LEFT_OUT}"
            row.ask("month", "no month", "the first day of the month", do)
            continue
        first = month.replace(day=1)
        if first in months:
            found = f"a second row for {first:%B %Y}"
            do = "The last one counts. Delete the one that is wrong."
            row.ask("month", found, "one row a month", do)
        months[first] = plan.Month(first, **row.cells)
    return tuple(months[first] for first in sorted(months))


def read_sources(table: TypedTable | None) -> dict[int, sources.Source]:
    """The sources that have a name, by the place of their row; of two alike the first."""
    known: set[str] = set()

    def source_of(row: Row) -> sources.Source | None:
        name = str(row.cells["source"] or "").strip()
        if plain(name) in known:
            do = "The first one counts. Delete the other, or give it a name of its own."
            row.ask("source", "a second row for the same source", "one row for each source", do)
            return None
        known.update([plain(name)] if name else [])
        return sources.Source(name, row.cells["kind"], row.cells["wanted"]) if name else None

    return read_rows(table, source_of)


def source_names(book: Book) -> tuple[str, ...]:
    """Names of the sources in a tracker; none where it has no such sheet yet."""
    sheet = inputs.SOURCES.sheet
    if sheet not in {other.name for other in book.sheets}:
        return ()
    table = read_table(book, read_grid(book.sheets[sheet]), inputs.SOURCES, [], older=True)
    return tuple(source.source for source in read_sources(table).values())


def read_arrivals(
    table: TypedTable | None, known: Sequence[sources.Source], weeks: Weeks
) -> tuple[sources.Arrival, ...]:
    """Who came from which source; a row that names none of them counts as other or unknown."""
    arrivals: list[sources.Arrival] = []
    first: dict[date, int] = {}  # row of each week
    by_name = {plain(source.source): source.source for source in known}
    for row in each_row(table):
        cells, day, name = row.cells, row.cells["week"], str(row.cells["source"] or "").strip()
        source = by_name.get(plain(name))
        if day is None or source is None:
            row.ask(
                "week" if day is None else "source",
                "nothing" if day is None or not name else "a name that is not in Sources",
                "a day of the week" if day is None else "one of the sources at the left",
                "Type it, or clear the row; until then it counts as other or unknown.",
            )
            continue
        counts = cells["inquiries"] or 0.0, cells["started"] or 0.0
        arrivals.append(sources.Arrival(week_of(day, weeks.plan), source, *counts, cells["met"]))
        first.setdefault(arrivals[-1].week, row.number)
    if table:
        referrals = sources.Referrals(known, arrivals)
        table.problems.extend(_more_than_weekly(table, first, referrals, weeks))
    return tuple(arrivals)


def _more_than_weekly(
    table: TypedTable, rows: Mapping[date, int], referrals: sources.Referrals, weeks: Weeks
) -> Iterator[Problem]:
    """Weeks in which more came from the sources than Weekly says came at all."""
    for week, key, typed, named in sources.too_many(referrals, weeks):
        weekly = inputs.WEEKLY.column(sources.IN_WEEKLY[key]).label
        found, header = f"{named:g} from all sources together", table.table.column(key)
        expected = f"at most {typed:g}, as Weekly has under {weekly}"
        do = "Correct the one that is wrong. "
        do += "Until then nothing of that week is other or unknown."
        where = rows[week], key
        yield table.problem(*where, found, expected, do, header=_of_week(header, week))
