"""The rows of each typed table, as the domain's records; what cannot be read is a problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from practice_xl.domain.cell_values import (
    NotReadableError,
    as_date,
    as_tick,
    in_words,
    is_blank,
    readable_date,
)
from practice_xl.domain.findings import NOT_LISTED, Finding, expected_of, read_cell, show_typed
from practice_xl.domain.plan import Booked, Clinician, Fee, Hours, ShortWeek, TimeOff
from practice_xl.domain.records import Action, Commitment, Month
from practice_xl.problems import Problem
from practice_xl.schema.inputs import ACTIONS, WEEKLY
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Kind, Table
from practice_xl.schema.settings import HOLIDAY_BY_NAME
from practice_xl.sheets.typed_tables import TypedTable, choice_key


def from_finding(table: TypedTable, finding: Finding) -> Problem:
    """A problem of a cell; in Weekly the week is said beside the header."""
    row = int(str(finding.row))
    problem = table.problem(
        row, finding.key, finding.found, finding.expected, finding.do, blocking=finding.blocking
    )
    if table.table is not WEEKLY or finding.key == "week_start":
        return problem
    index = table.rows.index(row)
    week = (
        readable_date(table.columns["week_start"][index]) if "week_start" in table.columns else None
    )
    if week is None:
        return problem
    return problem._replace(column=f"{problem.column}, week of {in_words(week)}")


def read_fees(table: TypedTable | None, problems: list[Problem]) -> list[Fee]:
    """The fees; a row without a fee or its sessions is left out, and said."""
    fees = []
    for row, cells in each_row(table, problems):
        kind = cells["kind"] or "full"
        if cells["fee"] is None or cells["sessions"] is None:
            if table:
                problems.append(
                    table.problem(
                        row,
                        "fee" if cells["fee"] is None else "sessions",
                        "nothing",
                        "a fee and the sessions a week at it",
                        "Type both, or clear the row; until then it is left out.",
                    )
                )
            continue
        fees.append(Fee(str(cells["tier"] or kind), kind, cells["fee"], cells["sessions"]))
    return fees


def read_time_off(table: TypedTable | None, problems: list[Problem]) -> list[TimeOff]:
    """The spans of days off; one without a first day is left out, and said."""
    spans = []
    for row, cells in each_row(table, problems):
        first, last = cells["from"], cells["to"] or cells["from"]
        if first is None or last < first:
            if table:
                problems.append(
                    table.problem(
                        row,
                        "to" if first else "from",
                        "a last day before the first" if first else "no first day",
                        "the first day off and the last",
                        "Correct the dates; until then the row is left out.",
                    )
                )
            continue
        spans.append(TimeOff(first, last))
    return spans


def read_clinicians(table: TypedTable | None, problems: list[Problem]) -> list[Clinician]:
    """The clinicians who have a name."""
    return [
        Clinician(str(cells["name"]).strip(), cells["usual_slots"])
        for _, cells in each_row(table, problems)
        if cells["name"]
    ]


def read_short_weeks(table: TypedTable | None, problems: list[Problem]) -> list[ShortWeek]:
    """The short weeks that name a holiday or a date."""
    weeks = []
    for row, cells in each_row(table, problems):
        if cells["holiday"]:
            weeks.append(ShortWeek(cells["holiday"], cells["share"], cells["why"] or ""))
        elif table and cells["holiday"] is None and cells["share"] is not None:
            problems.append(
                table.problem(
                    row,
                    "holiday",
                    "no holiday",
                    "a holiday from the list, or a date",
                    "Type it, or clear the row; until then the row is left out.",
                )
            )
    return weeks


def read_hours(table: TypedTable | None, problems: list[Problem]) -> list[Hours]:
    """The changes of hours, in the order of their days."""
    changes = []
    for row, cells in each_row(table, problems):
        if cells["from"] is None or cells["usual_slots"] is None:
            if table:
                problems.append(
                    table.problem(
                        row,
                        "usual_slots" if cells["from"] else "from",
                        "nothing",
                        "the day the hours change and the slots from then on",
                        "Type both, or clear the row; until then it is left out.",
                    )
                )
            continue
        name = str(cells["clinician"] or "").strip()
        changes.append(Hours(cells["from"], cells["usual_slots"], name))
    return sorted(changes, key=lambda change: change.first)


def read_bookings(table: TypedTable | None, problems: list[Problem]) -> list[Booked]:
    """The weeks to come with their bookings and the day these were counted, in order."""
    booked = [
        Booked(cells["week"], cells["booked"], cells["as_of"])
        for _, cells in each_row(table, problems)
        if None not in (cells["week"], cells["booked"], cells["as_of"])
    ]
    return sorted(booked, key=lambda one: one.week)


def read_months(table: TypedTable | None, problems: list[Problem]) -> tuple[Month, ...]:
    """The months in order; of two rows for one month the last counts, and that is said."""
    months: dict[date, Month] = {}
    for row, cells in each_row(table, problems):
        month = cells.pop("month")
        if month is None:
            if table:
                problems.append(
                    table.problem(
                        row,
                        "month",
                        "no month",
                        "the first day of the month",
                        "Type the date, for example 2026-03-01; until then the row is left out.",
                    )
                )
            continue
        first = month.replace(day=1)
        if first in months and table:
            problems.append(
                table.problem(
                    row,
                    "month",
                    f"a second row for {first:%B %Y}",
                    "one row a month",
                    "The last one counts. Delete the one that is wrong.",
                )
            )
        months[first] = Month(first, **cells)
    return tuple(months[first] for first in sorted(months))


def read_actions(
    table: TypedTable | None, problems: list[Problem]
) -> tuple[tuple[Action, ...], list[int]]:
    """The actions, and the row of each as a new workbook has it."""
    actions: list[Action] = []
    rows: list[int] = []
    for row, cells in each_row(table, problems):
        cells["status"] = cells["status"] or "open"
        actions.append(Action(**cells, row=len(actions)))
        rows.append(as_laid_out(table, row))
    return tuple(actions), rows


def read_commitments(table: TypedTable | None) -> tuple[Commitment, ...]:
    """What was promised to the coach by a day and is still open."""
    rows = [cells for _, cells in each_row(table, [])]
    return tuple(
        Commitment(str(cells["commitment"]), cells["due"])
        for cells in rows
        if cells["commitment"] and cells["due"] and cells["status"] in (None, "open")
    )


def as_laid_out(table: TypedTable | None, row: int) -> int:
    """The row, were the table where a new workbook has it, not moved by rows put in above."""
    if table is None:
        return row
    return row - table.header + table.table.place[0]


def filled_places(table: TypedTable | None, *keys: str) -> tuple[int, ...]:
    """Places of the rows that hold all of these, counted from 0 for the first below the headers."""
    return tuple(
        row - table.header - 1
        for row, cells in each_row(table, [])
        if table and all(cells[key] not in (None, "") for key in keys)
    )


def each_row(table: TypedTable | None, problems: list[Problem]) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a table, each cell read by the kind of its column; a missing column is blank."""
    if table is None:
        return []
    rows = []
    for index, row in enumerate(table.rows):
        cells: dict[str, Any] = dict.fromkeys(table.table.keys)
        for key, values in table.columns.items():
            cells[key] = _cell(table, row, key, values[index], problems)
        rows.append((row, cells))
    return rows


def _cell(table: TypedTable, row: int, key: str, value: Any, problems: list[Problem]) -> Any:
    column = table.table.column(key)
    if is_blank(value):
        return False if column.kind is Kind.TICK else None
    if column.kind is Kind.TEXT or (column.kind is Kind.CHOICE and not column.choices):
        return str(value)
    if column.kind is Kind.TICK:
        try:
            return as_tick(value)
        except NotReadableError:
            problems.append(
                table.problem(
                    row,
                    key,
                    "neither a yes nor a no",
                    "x for yes, or nothing",
                    "Type x, or clear the cell; until then it counts as not ticked.",
                )
            )
            return False
    if column.kind is Kind.HOLIDAY:
        return _holiday(table, row, key, value, problems)
    if column.kind is Kind.DATE:
        try:
            return as_date(value)
        except NotReadableError:
            problems.append(
                table.problem(
                    row,
                    key,
                    "something that is no date",
                    "a date",
                    "Type the date, for example 2026-03-02.",
                    blocking=True,
                )
            )
            return None
    if column.kind is Kind.CHOICE:
        found = choice_key(column, value, _choice_keys(table.table, key))
        if found is None:
            problems.append(
                table.problem(
                    row,
                    key,
                    NOT_LISTED if isinstance(value, str) else show_typed(value),
                    expected_of(column),
                    "Choose from the list; until then the cell counts as blank.",
                )
            )
        return found
    findings: list[Finding] = []
    number = read_cell(row, column, value, findings, table.columns[key])
    problems += [from_finding(table, finding) for finding in findings]
    return number


def _holiday(
    table: TypedTable, row: int, key: str, value: Any, problems: list[Problem]
) -> str | date | None:
    """The key of a holiday, or a date; "" for anything else, which is said."""
    named = HOLIDAY_BY_NAME.get(" ".join(str(value).split()).casefold())
    if named:
        return named.key
    try:
        return as_date(value)
    except NotReadableError:
        problems.append(
            table.problem(
                row,
                key,
                "neither of the two",
                "a holiday from the list, or a date",
                "Choose from the list, or type a date; until then the row is left out.",
            )
        )
        return ""


def _choice_keys(table: Table, key: str) -> Sequence[str]:
    if key == "measurable":
        return [measure.key for measure in MEASURABLES]
    if table is ACTIONS and key == "lever":
        return [lever.key for lever in LEVERS]
    return table.column(key).choices
