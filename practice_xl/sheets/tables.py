"""The rows of each typed table, as the domain's records; what cannot be read is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from practice_xl.domain.cell_values import (
    NotReadableError,
    as_date,
    as_tick,
    in_words,
    is_blank,
    readable_date,
)
from practice_xl.domain.findings import NOT_LISTED, Finding, expected_of, read_cell, show_typed
from practice_xl.domain.plan import (
    Action,
    Booked,
    Clinician,
    Commitment,
    Fee,
    Hours,
    Month,
    ShortWeek,
    TimeOff,
)
from practice_xl.problems import Problem
from practice_xl.schema.inputs import ACTIONS, WEEKLY
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Kind, Table
from practice_xl.schema.settings import HOLIDAY_BY_NAME
from practice_xl.sheets.typed_tables import TypedTable, choice_key

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
        "Choose from the list, or type a date; until then the row is left out.",
    ),
}


class Row(NamedTuple):
    """One row of a table: its number on the sheet, counted from 1, and what its cells mean."""

    table: TypedTable
    number: int
    cells: dict[str, Any]

    @property
    def place(self) -> int:
        """Its place in the table, 0 for the first row below the headers."""
        return self.number - self.table.header - 1

    def ask(self, key: str, found: str, expected: str, do: str, *, blocking: bool = False) -> None:
        """Add a problem of one of its cells."""
        self.table.ask(self.number, key, found, expected, do, blocking=blocking)

    def lacks(self, *keys: str, expected: str) -> bool:
        """Whether one of two cells is blank that belong together, which is asked about."""
        blank = next((key for key in keys if self.cells[key] is None), None)
        if blank:
            do = "Type both, or clear the row; until then it is left out."
            self.ask(blank, "nothing", expected, do)
        return blank is not None


def from_finding(table: TypedTable, finding: Finding) -> Problem:
    """A problem of a cell; in Weekly the week is said beside the header."""
    row = int(str(finding.row))
    problem = table.problem(
        row, finding.key, finding.found, finding.expected, finding.do, blocking=finding.blocking
    )
    if table.table is not WEEKLY or finding.key == "week_start":
        return problem
    starts = table.columns.get("week_start")
    week = readable_date(starts[table.rows.index(row)]) if starts else None
    return (
        problem._replace(column=f"{problem.column}, week of {in_words(week)}") if week else problem
    )


def read_fees(table: TypedTable | None) -> tuple[Fee, ...]:
    """The fees; a row without a fee or its sessions is left out, and said."""
    fees = []
    for row in each_row(table):
        cells, kind = row.cells, row.cells["kind"] or "full"
        if not row.lacks("fee", "sessions", expected="a fee and the sessions a week at it"):
            fees.append(Fee(str(cells["tier"] or kind), kind, cells["fee"], cells["sessions"]))
    return tuple(fees)


def read_time_off(table: TypedTable | None) -> tuple[TimeOff, ...]:
    """The spans of days off; one without a first day is left out, and said."""
    spans = []
    for row in each_row(table):
        first, last = row.cells["from"], row.cells["to"] or row.cells["from"]
        if first is not None and last >= first:
            spans.append(TimeOff(first, last))
            continue
        row.ask(
            "to" if first else "from",
            "a last day before the first" if first else "no first day",
            "the first day off and the last",
            "Correct the dates; until then the row is left out.",
        )
    return tuple(spans)


def read_clinicians(table: TypedTable | None) -> tuple[Clinician, ...]:
    """The clinicians who have a name."""
    named = [row.cells for row in each_row(table) if row.cells["name"]]
    return tuple(Clinician(str(cells["name"]).strip(), cells["usual_slots"]) for cells in named)


def read_short_weeks(table: TypedTable | None) -> tuple[ShortWeek, ...]:
    """The short weeks that name a holiday or a date."""
    weeks = []
    for row in each_row(table):
        cells = row.cells
        if cells["holiday"]:
            weeks.append(ShortWeek(cells["holiday"], cells["share"], cells["why"] or ""))
        elif cells["holiday"] is None and cells["share"] is not None:
            row.ask(
                "holiday",
                "no holiday",
                "a holiday from the list, or a date",
                "Type it, or clear the row; until then the row is left out.",
            )
    return tuple(weeks)


def read_hours(table: TypedTable | None) -> tuple[Hours, ...]:
    """The changes of hours, in the order of their days."""
    expected = "the day the hours change and the slots from then on"
    changes = [
        Hours(cells["from"], cells["usual_slots"], str(cells["clinician"] or "").strip())
        for row in each_row(table)
        if (cells := row.cells) and not row.lacks("from", "usual_slots", expected=expected)
    ]
    return tuple(sorted(changes, key=lambda change: change.first))


def read_bookings(table: TypedTable | None) -> tuple[Booked, ...]:
    """The weeks to come with their bookings and the day these were counted, in order."""
    booked = [
        Booked(cells["week"], cells["booked"], cells["as_of"])
        for _, _, cells in each_row(table)
        if None not in (cells["week"], cells["booked"], cells["as_of"])
    ]
    return tuple(sorted(booked, key=lambda one: one.week))


def read_months(table: TypedTable | None) -> tuple[Month, ...]:
    """The months in order; of two rows for one month the last counts, and that is said."""
    months: dict[date, Month] = {}
    for row in each_row(table):
        month = row.cells.pop("month")
        if month is None:
            row.ask(
                "month",
                "no month",
                "the first day of the month",
                "Type the date, for example 2026-03-01; until then the row is left out.",
            )
            continue
        first = month.replace(day=1)
        if first in months:
            found = f"a second row for {first:%B %Y}"
            do = "The last one counts. Delete the one that is wrong."
            row.ask("month", found, "one row a month", do)
        months[first] = Month(first, **row.cells)
    return tuple(months[first] for first in sorted(months))


def read_actions(table: TypedTable | None) -> tuple[tuple[Action, ...], tuple[int, ...]]:
    """The actions, and the row of each as a new workbook has it."""
    rows = each_row(table)
    for row in rows:
        row.cells["status"] = row.cells["status"] or "open"
    actions = tuple(Action(**row.cells, row=place) for place, row in enumerate(rows))
    return actions, tuple(row.table.as_laid_out(row.number) for row in rows)


def read_commitments(table: TypedTable | None) -> tuple[Commitment, ...]:
    """What was promised to the coach by a day and is still open."""
    return tuple(
        Commitment(str(cells["commitment"]), cells["due"])
        for _, _, cells in each_row(table)
        if cells["commitment"] and cells["due"] and cells["status"] in (None, "open")
    )


def filled_places(table: TypedTable | None, *keys: str) -> tuple[int, ...]:
    """Places of the rows that hold all of these, counted from 0 for the first below the headers."""
    quiet = table and table._replace(problems=[])  # what is wrong in them has been said
    return tuple(
        row.place
        for row in each_row(quiet)
        if all(row.cells[key] not in (None, "") for key in keys)
    )


def each_row(table: TypedTable | None) -> list[Row]:
    """The rows of a table, each cell read by the kind of its column; a missing column is blank."""
    rows = []
    for index, number in enumerate(table.rows if table else ()):
        assert table is not None  # noqa: S101 - it has rows
        row = Row(table, number, dict.fromkeys(table.table.keys))
        for key, values in table.columns.items():
            row.cells[key] = _cell(row, key, values[index])
        rows.append(row)
    return rows


def _cell(row: Row, key: str, value: object) -> object:
    """What one cell means; None, or for a tick no, where that is asked about."""
    column = row.table.table.column(key)
    if is_blank(value):
        return False if column.kind is Kind.TICK else None
    if column.kind is Kind.TEXT or (column.kind is Kind.CHOICE and not column.choices):
        return str(value)
    try:
        if column.kind is Kind.TICK:
            return as_tick(value)
        if column.kind is Kind.DATE:
            return as_date(value)
        if column.kind is Kind.HOLIDAY:
            named = HOLIDAY_BY_NAME.get(" ".join(str(value).split()).casefold())
            return named.key if named else as_date(value)
    except NotReadableError:
        row.ask(key, *_NOT_READABLE[column.kind], blocking=column.kind is Kind.DATE)
        return {Kind.TICK: False, Kind.HOLIDAY: ""}.get(column.kind)
    if column.kind is Kind.CHOICE:
        found = choice_key(column, value, _choice_keys(row.table.table, key))
        if found is None:
            typed = NOT_LISTED if isinstance(value, str) else show_typed(value)
            do = "Choose from the list; until then the cell counts as blank."
            row.ask(key, typed, expected_of(column), do)
        return found
    findings: list[Finding] = []
    number = read_cell(row.number, column, value, findings, row.table.columns[key])
    row.table.problems.extend([from_finding(row.table, finding) for finding in findings])
    return number


def _choice_keys(table: Table, key: str) -> Sequence[str]:
    if key == "measurable":
        return [measure.key for measure in MEASURABLES]
    if table is ACTIONS and key == "lever":
        return [lever.key for lever in LEVERS]
    return table.column(key).choices
