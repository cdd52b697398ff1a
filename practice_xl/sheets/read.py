"""Reading what was typed: every sheet once, as one rectangle, into a Practice and its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from practice_xl.domain.calendar import planned_slots, week_of
from practice_xl.domain.cell_values import readable_date
from practice_xl.domain.plan import Commitment, Plan
from practice_xl.domain.report import Practice
from practice_xl.domain.weeks import read_weeks
from practice_xl.problems import NeedsAttention, Problem, fold
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.inputs import COACH_NOTES, PLAN_TABLES, TABLES, WEEKLY
from practice_xl.schema.parts import cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets import tables as rows
from practice_xl.sheets import typed_tables
from practice_xl.sheets.numbers import read_decisions, read_lever_inputs, read_quarter
from practice_xl.sheets.plan import VERSION, read_settings, workbook_version
from practice_xl.sheets.typed_tables import Grid, TypedTable, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

_TABS = {sheet.name: place for place, sheet in enumerate(SHEETS)}
COPY_SHEETS = {"Conversation", "Weekly totals"}  # a coach copy has these, and no Weekly
_MERGE = "Open your tracker instead; the coach's notes come back with: practice-xl merge"
_A_COPY = Problem("Start", "", "", "a coach copy", "your own tracker", _MERGE, blocking=True)
READ_TABLES = tuple(table for table in TABLES if table is not COACH_NOTES)
TYPED_SHEETS = tuple(dict.fromkeys(table.sheet for table in TABLES))
Tables = Mapping[str, TypedTable | None]  # by name; None: not there
NEEDED_SHEETS = {"Plan", "Weekly"}  # whatever the version of the workbook


class Inputs(NamedTuple):
    """What one reading of a workbook gave."""

    practice: Practice  # Everything typed, cleaned
    # Everything that needs a look; with a blocking one ``practice`` is incomplete.
    problems: tuple[Problem, ...]
    # The cells as they were read, by sheet, to see later whether they still stand so.
    grids: dict[str, Grid]
    # The place of each row of LeverInputs that is known, and its (lever key, number key).
    lever_rows: tuple[tuple[int, str, str], ...] = ()
    commitments: tuple[Commitment, ...] = ()  # What was promised to the coach and is still open
    # For tables with a block beside them, the place of each row read, 0 for the first.
    beside: Mapping[str, tuple[int, ...]] = {}
    # Slots filled in from Plan: the place of each such row of Weekly, and how many.
    slots: tuple[tuple[int, float], ...] = ()

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that stop the work."""
        return tuple(problem for problem in self.problems if problem.blocking)


def read_inputs(book: Book, today: date) -> Inputs:
    """Read everything typed, each sheet once, the weeks that have begun by ``today``.

    Nothing is raised for what was typed: all problems found are in what comes back.
    """
    present = {sheet.name for sheet in book.sheets}
    if present >= COPY_SHEETS:
        return _stopped(_A_COPY, today)
    # A program that keeps one table a sheet has Weekly on one of another name.
    found = (read_table(book, read_grid(sheet), WEEKLY, [], older=True) for sheet in book.sheets)
    if WEEKLY.sheet not in present and (lost := next(filter(None, found), None)):
        return _stopped(typed_tables.tables_dropped([lost]), today)
    grids = {name: read_grid(book.sheets[name]) for name in TYPED_SHEETS if name in present}
    older = "Plan" in grids and workbook_version(book, grids["Plan"]) < SCHEMA_VERSION
    problems = [
        missing_sheet(sheet.name)
        for sheet in SHEETS
        if sheet.name not in present
        and sheet.since == 1
        and not (older and sheet.name not in NEEDED_SHEETS)
    ]
    tables = {
        table.name: read_table(book, grids[table.sheet], table, problems, older=older)
        for table in READ_TABLES
        if table.sheet in grids
    }
    if dropped := [table for table in tables.values() if table and table.dropped]:
        return _stopped(typed_tables.tables_dropped(dropped), today)
    absent = [table for table in READ_TABLES if table.since > 1 and not tables.get(table.name)]
    if absent and not older:
        problems.append(typed_tables.made_before(absent))
    plan, beside = _plan(book, grids.get("Plan"), tables, problems)
    weekly = tables.get("Weekly")
    weeks = read_weeks(weekly.rows if weekly else [], weekly.columns if weekly else {}, plan, today)
    if weekly:
        problems += [rows.from_finding(weekly, finding) for finding in weeks.findings]
    actions = rows.read_rows(tables.get("Actions"), rows.action_of)
    levers = read_lever_inputs(book, tables.get("LeverInputs"), plan.full_fee)
    sources = rows.read_sources(tables.get("Sources"))
    quarter = read_quarter(tables.get("Quarter"), weeks)
    decisions = read_decisions(book, tables, plan.full_fee, today)
    decided, numbers, beside["DecisionInputs"] = decisions
    beside |= {"Actions": tuple(actions), "Sources": tuple(sources), "Quarter": tuple(quarter)}
    practice = Practice(
        plan,
        weeks,
        rows.read_months(tables.get("Monthly")),
        tuple(actions.values()),
        tuple(levers.values()),
        tuple(sources.values()),
        rows.read_arrivals(tables.get("Arrivals"), tuple(sources.values()), weeks),
        tuple(quarter.values()),
        decided,
        numbers,
    )
    notes = grids.get(COACH_NOTES.sheet)  # of which a merge asks about what cannot be read
    promises = read_table(book, notes, COACH_NOTES, [], older=True) if notes else None
    return Inputs(
        practice,
        _in_order(problems),
        grids,
        tuple((place, row.lever, row.number) for place, row in levers.items()),
        tuple(rows.read_rows(promises, rows.commitment_of).values()),
        beside,
        tuple(_filled_slots(weekly, plan)),
    )


def _filled_slots(weekly: TypedTable | None, plan: Plan) -> Iterator[tuple[int, float]]:
    """The rows of Weekly whose slots Plan fills in: the place of each, and how many."""
    for row in rows.rows_as_typed(weekly):
        day, slots = readable_date(row.cells["week_start"]), row.cells["slots_offered"]
        if day is not None and slots in (None, ""):
            who = str(row.cells["clinician"] or "")
            planned = planned_slots(plan, week_of(day, plan), who)
            if planned is not None:
                yield row.place, planned


def _stopped(problem: Problem, today: date) -> Inputs:
    """Nothing could be read, for one reason."""
    plan = Plan()
    return Inputs(Practice(plan, read_weeks([], {}, plan, today)), (problem,), {})


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """What stops the work first; an older version before everything, for it may be the cause.

    Then as one goes through the workbook, tab by tab, row by row.
    """

    def order(problem: Problem) -> tuple[bool, bool, int, tuple[int, int]]:
        place = cell_position(problem.cell) if problem.cell else (0, 0)
        tab = _TABS.get(problem.sheet, len(_TABS))
        return problem.column != VERSION.label, not problem.blocking, tab, place

    stopped = any(problem.blocking for problem in problems)
    ordered = sorted(fold(sorted(problems, key=lambda one: order(one)[1:])), key=order)
    return tuple(
        one._replace(blocking=stopped) if one.column == VERSION.label else one for one in ordered
    )


def read_plan(book: Book) -> Plan:
    """Only the sheet Plan; raises NeedsAttention for a blocking problem in it."""
    problems: list[Problem] = []
    if "Plan" not in {sheet.name for sheet in book.sheets}:
        raise NeedsAttention([missing_sheet("Plan")])
    grid = read_grid(book.sheets["Plan"])
    older = workbook_version(book, grid) < SCHEMA_VERSION
    tables = {
        table.name: read_table(book, grid, table, problems, older=older) for table in PLAN_TABLES
    }
    plan, _ = _plan(book, grid, tables, problems)
    if any(problem.blocking for problem in problems):
        raise NeedsAttention(problems)
    return plan


def unchanged(book: Book, inputs: Inputs) -> bool:
    """Whether everything typed still stands as it was read; reads each sheet once more."""
    return all(read_grid(book.sheets[name]) == grid for name, grid in inputs.grids.items())


def missing_sheet(name: str) -> Problem:
    """A sheet that is needed and is not there."""
    expected = "every sheet of a new workbook, under its own name"
    do = "Give the sheet its name back, or undo its deletion."
    return Problem(name, "", "", f"no sheet named {name}", expected, do, blocking=True)


def _plan(
    book: Book, grid: Grid | None, tables: Tables, problems: list[Problem]
) -> tuple[Plan, dict[str, tuple[int, ...]]]:
    """The Plan, and the places of its rows that have a block beside them."""
    settings = read_settings(book, grid, problems) if grid else {}
    fees = rows.read_rows(tables.get("Fees"), rows.fee_of)
    time_off = rows.read_rows(tables.get("TimeOff"), rows.time_off_of)
    clinicians = rows.read_rows(tables.get("Clinicians"), rows.clinician_of)
    short_weeks = rows.read_rows(tables.get("ShortWeeks"), rows.short_week_of)
    hours = rows.read_rows(tables.get("Hours"), rows.hours_of).values()
    bookings = rows.read_rows(tables.get("Bookings"), rows.booked_of).values()
    plan = Plan(
        **settings,
        fees=tuple(fees.values()),
        time_off=tuple(time_off.values()),
        clinicians=tuple(clinicians.values()),
        short_weeks=tuple(short_weeks.values()),
        hours=tuple(sorted(hours, key=lambda change: change.first)),
        bookings=tuple(sorted(bookings, key=lambda one: one.week)),
    )
    return plan, {"Fees": tuple(fees), "Clinicians": tuple(clinicians)}
