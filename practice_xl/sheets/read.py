"""Reading what was typed: every sheet once, as one rectangle, into a Practice and its problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from practice_xl.domain.cleaning import Finding, expected_of, in_words, read_cell, show_typed
from practice_xl.domain.levers import LeverInput
from practice_xl.domain.plan import Clinician, Fee, Plan, TimeOff
from practice_xl.domain.practice import Practice
from practice_xl.domain.records import Action, Month
from practice_xl.domain.typed import NotReadableError, as_date, as_tick, is_blank
from practice_xl.domain.weeks import read_weeks
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.inputs import (
    ACTIONS,
    CLINICIANS,
    FEES,
    LEVER_INPUTS,
    MONTHLY,
    TABLE_CELLS,
    TIME_OFF,
    WEEKLY,
)
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Kind, Table, cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets.grid import Grid, TypedTable, choice_key, read_grid, read_table
from practice_xl.sheets.plan import read_settings

if TYPE_CHECKING:
    import xlwings as xw

TYPED_SHEETS = ("Plan", "Weekly", "Monthly", "Actions", "Levers")


@dataclass(frozen=True)
class Inputs:
    """What one reading of a workbook gave.

    Attributes:
        practice: Everything typed, cleaned.
        problems: Everything that needs a look; with a blocking one ``practice`` is incomplete.
        grids: The cells as they were read, by sheet, to see later whether they still stand so.
        action_rows: Row for each row read of the table Actions, counted from 1 as if the table
            stood where a new workbook has it: what is written beside it moves along with it.
        lever_rows: The same for each (lever key, number key).
    """

    practice: Practice
    problems: tuple[Problem, ...]
    grids: dict[str, Grid]
    action_rows: tuple[int, ...] = ()
    lever_rows: tuple[tuple[int, str, str], ...] = ()

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that stop the work."""
        return tuple(problem for problem in self.problems if problem.blocking)


def read_inputs(book: xw.Book, today: date) -> Inputs:
    """Read everything typed, each sheet once.

    Args:
        book: An open workbook, of whatever engine.
        today: The week read must have begun by this day.

    Returns:
        The practice and all problems found; nothing is raised for what was typed.
    """
    problems: list[Problem] = []
    present = {sheet.name for sheet in book.sheets}
    problems += [_missing_sheet(sheet.name) for sheet in SHEETS if sheet.name not in present]
    grids = {name: read_grid(book.sheets[name]) for name in TYPED_SHEETS if name in present}
    tables = {
        table.name: read_table(book, grids[table.sheet], table, problems)
        for table in (FEES, TIME_OFF, CLINICIANS, WEEKLY, MONTHLY, ACTIONS, LEVER_INPUTS)
        if table.sheet in grids
    }
    plan = _plan(book, grids.get("Plan"), tables, problems)
    weekly = tables.get("Weekly")
    weeks = read_weeks(weekly.rows if weekly else [], weekly.columns if weekly else {}, plan, today)
    if weekly:
        problems += [_from_finding(weekly, finding) for finding in weeks.findings]
    months = _months(tables.get("Monthly"), problems)
    actions, action_rows = _actions(tables.get("Actions"), problems)
    lever_inputs, lever_rows = _lever_inputs(tables.get("LeverInputs"), problems)
    practice = Practice(plan, weeks, months, actions, lever_inputs)
    ordered = sorted(problems, key=lambda problem: not problem.blocking)
    return Inputs(practice, tuple(ordered), grids, tuple(action_rows), tuple(lever_rows))


def read_plan(book: xw.Book) -> Plan:
    """Only the sheet Plan.

    Raises:
        NeedsAttention: A blocking problem in it.
    """
    problems: list[Problem] = []
    if "Plan" not in {sheet.name for sheet in book.sheets}:
        raise NeedsAttention([_missing_sheet("Plan")])
    grid = read_grid(book.sheets["Plan"])
    tables = {
        table.name: read_table(book, grid, table, problems)
        for table in (FEES, TIME_OFF, CLINICIANS)
    }
    plan = _plan(book, grid, tables, problems)
    if any(problem.blocking for problem in problems):
        raise NeedsAttention(problems)
    return plan


def unchanged(book: xw.Book, inputs: Inputs) -> bool:
    """Whether everything typed still stands as it was read; reads each sheet once more."""
    return all(read_grid(book.sheets[name]) == grid for name, grid in inputs.grids.items())


def _missing_sheet(name: str) -> Problem:
    return Problem(
        name,
        "",
        "",
        f"no sheet named {name}",
        "all twelve sheets under their own names",
        "Give the sheet its name back, or undo its deletion.",
        blocking=True,
    )


def _from_finding(table: TypedTable, finding: Finding) -> Problem:
    row = int(str(finding.row))
    problem = table.problem(
        row, finding.key, finding.found, finding.expected, finding.do, blocking=finding.blocking
    )
    if table.table is not WEEKLY or finding.key == "week_start":
        return problem
    index = table.rows.index(row)
    try:
        week = as_date(table.columns["week_start"][index])
    except (NotReadableError, KeyError):
        week = None
    heading = f"{problem.column}, week of {in_words(week)}" if week else problem.column
    return Problem(
        problem.sheet,
        problem.cell,
        heading,
        problem.found,
        problem.expected,
        problem.do,
        problem.blocking,
    )


def _plan(
    book: xw.Book,
    grid: Grid | None,
    tables: dict[str, TypedTable | None],
    problems: list[Problem],
) -> Plan:
    settings = read_settings(book, grid, problems) if grid else {}
    return Plan(
        **settings,
        fees=tuple(_fees(tables.get("Fees"), problems)),
        time_off=tuple(_time_off(tables.get("TimeOff"), problems)),
        clinicians=tuple(_clinicians(tables.get("Clinicians"), problems)),
    )


def _fees(table: TypedTable | None, problems: list[Problem]) -> list[Fee]:
    fees = []
    for row, cells in _each(table, problems):
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


def _time_off(table: TypedTable | None, problems: list[Problem]) -> list[TimeOff]:
    spans = []
    for row, cells in _each(table, problems):
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


def _clinicians(table: TypedTable | None, problems: list[Problem]) -> list[Clinician]:
    return [
        Clinician(str(cells["name"]).strip(), cells["usual_slots"])
        for _, cells in _each(table, problems)
        if cells["name"]
    ]


def _months(table: TypedTable | None, problems: list[Problem]) -> tuple[Month, ...]:
    months: dict[date, Month] = {}
    for row, cells in _each(table, problems):
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


def _actions(
    table: TypedTable | None, problems: list[Problem]
) -> tuple[tuple[Action, ...], list[int]]:
    actions: list[Action] = []
    rows: list[int] = []
    for row, cells in _each(table, problems):
        cells["status"] = cells["status"] or "open"
        actions.append(Action(**cells, row=len(actions)))
        rows.append(_as_laid_out(table, row))
    return tuple(actions), rows


def _lever_inputs(
    table: TypedTable | None, problems: list[Problem]
) -> tuple[tuple[LeverInput, ...], list[tuple[int, str, str]]]:
    inputs = []
    places = []
    by_label = {name.casefold(): lever for lever in LEVERS for name in (lever.key, lever.label)}
    for row, cells in _each(table, problems):
        lever = by_label.get(str(cells["lever"] or "").strip().casefold())
        name = str(cells["number"] or "").strip().casefold()
        numbers = lever.numbers if lever else ()
        number = next((n for n in numbers if name in (n.label.casefold(), n.key)), None)
        if lever is None or number is None:
            if table:
                problems.append(
                    table.problem(
                        row,
                        "lever" if lever is None else "number",
                        "a name that is not one of the levers",
                        "the name as a new workbook has it",
                        "Undo the change; until then the row is left out.",
                    )
                )
            continue
        places.append((_as_laid_out(table, row), lever.key, number.key))
        value, on = cells["value"], cells["on"]
        if table and value is not None and value > number.high:
            problems.append(
                table.problem(
                    row,
                    "value",
                    f"{value:g}",
                    f"{number.unit}, up to {number.high:g}",
                    "It is left out, and worked out from your own weeks instead.",
                )
            )
            value = None
        first = number is numbers[0]
        inputs.append(
            LeverInput(lever.key, number.key, value, on == "Yes" if first and on else None)
        )
    return tuple(inputs), places


def _as_laid_out(table: TypedTable | None, row: int) -> int:
    """The row, were the table where a new workbook has it, not moved by rows put in above."""
    if table is None:
        return row
    return row - table.header + cell_position(TABLE_CELLS[table.table.name])[0]


def _each(table: TypedTable | None, problems: list[Problem]) -> list[tuple[int, dict[str, Any]]]:
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
    if column.kind is Kind.TEXT:
        return str(value)
    if column.kind is Kind.TICK:
        try:
            return as_tick(value)
        except NotReadableError:
            problems.append(
                table.problem(
                    row,
                    key,
                    "something else",
                    "x for yes, or nothing",
                    "Type x, or clear the cell; until then it counts as not ticked.",
                )
            )
            return False
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
                    "something else" if isinstance(value, str) else show_typed(value),
                    expected_of(column),
                    "Choose from the list; until then the cell counts as blank.",
                )
            )
        return found
    findings: list[Finding] = []
    number = read_cell(row, column, value, findings)
    problems += [_from_finding(table, finding) for finding in findings]
    return number


def _choice_keys(table: Table, key: str) -> Sequence[str]:
    if table is ACTIONS and key == "measurable":
        return [measure.key for measure in MEASURES]
    if table is ACTIONS and key == "lever":
        return [lever.key for lever in LEVERS]
    return table.column(key).choices
