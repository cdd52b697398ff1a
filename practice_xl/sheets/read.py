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
from practice_xl.schema.parts import cell_name, cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets.leading import read_arrivals, read_quarter, read_sources
from practice_xl.sheets.numbers import read_decisions, read_lever_inputs
from practice_xl.sheets.plan import VERSION, read_settings, workbook_version
from practice_xl.sheets.tables import (
    filled_places,
    from_finding,
    read_actions,
    read_bookings,
    read_clinicians,
    read_commitments,
    read_fees,
    read_hours,
    read_months,
    read_short_weeks,
    read_time_off,
)
from practice_xl.sheets.typed_tables import (
    Grid,
    TypedTable,
    made_before,
    read_grid,
    read_table,
    tables_dropped,
)

if TYPE_CHECKING:
    from practice_xl.books import Book

_TABS = {sheet.name: place for place, sheet in enumerate(SHEETS)}
COPY_SHEETS = {"Conversation", "Weekly totals"}  # a coach copy has these, and no Weekly
_A_COPY = Problem(
    "Start",
    "",
    "",
    "a coach copy",
    "your own tracker",
    "Open your tracker instead; the coach's notes come back with: practice-xl merge",
    blocking=True,
)
READ_TABLES = tuple(table for table in TABLES if table is not COACH_NOTES)
TYPED_SHEETS = tuple(dict.fromkeys(table.sheet for table in TABLES))
NEEDED_SHEETS = {"Plan", "Weekly"}  # whatever the version of the workbook


class Inputs(NamedTuple):
    """What one reading of a workbook gave."""

    practice: Practice  # Everything typed, cleaned
    # Everything that needs a look; with a blocking one ``practice`` is incomplete.
    problems: tuple[Problem, ...]
    # The cells as they were read, by sheet, to see later whether they still stand so.
    grids: dict[str, Grid]
    # Row for each row read of the table Actions, counted from 1 as if the table stood where a new
    # workbook has it: what is written beside it moves along with it.
    action_rows: tuple[int, ...] = ()
    lever_rows: tuple[tuple[int, str, str], ...] = ()  # The same for each (lever key, number key)
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
    """Read everything typed, each sheet once.

    Args:
        book: An open workbook, of whatever engine.
        today: The week read must have begun by this day.

    Returns:
        The practice and all problems found; nothing is raised for what was typed.
    """
    present = {sheet.name for sheet in book.sheets}
    if present >= COPY_SHEETS:
        return _stopped(_A_COPY, today)
    if WEEKLY.sheet not in present and (lost := _dropped_elsewhere(book)):
        return _stopped(lost, today)
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
        return _stopped(_tables_dropped(dropped), today)
    absent = [table for table in READ_TABLES if table.since > 1 and not tables.get(table.name)]
    if absent and not older:
        problems.append(made_before(absent))
    plan = _plan(book, grids.get("Plan"), tables, problems)
    weekly = tables.get("Weekly")
    weeks = read_weeks(weekly.rows if weekly else [], weekly.columns if weekly else {}, plan, today)
    if weekly:
        problems += [from_finding(weekly, finding) for finding in weeks.findings]
    actions, action_rows = read_actions(tables.get("Actions"))
    lever_inputs, lever_rows = read_lever_inputs(book, tables.get("LeverInputs"), plan.full_fee)
    sources, source_rows = read_sources(tables.get("Sources"))
    quarter, quarter_rows = read_quarter(tables.get("Quarter"), weeks, plan)
    decisions = read_decisions(
        book, tables.get("Decisions"), tables.get("DecisionInputs"), plan.full_fee, today
    )
    practice = Practice(
        plan,
        weeks,
        read_months(tables.get("Monthly")),
        actions,
        lever_inputs,
        sources,
        read_arrivals(tables.get("Arrivals"), sources, weeks, plan),
        quarter,
        decisions.decided,
        decisions.inputs,
    )
    return Inputs(
        practice,
        _in_order(problems),
        grids,
        action_rows,
        lever_rows,
        _commitments(book, grids.get(COACH_NOTES.sheet)),
        {
            "Sources": source_rows,
            "Quarter": quarter_rows,
            "DecisionInputs": decisions.places,
            "Fees": filled_places(tables.get("Fees"), "fee", "sessions"),
            "Clinicians": filled_places(tables.get("Clinicians"), "name"),
        },
        tuple(_filled_slots(weekly, plan)) if weekly else (),
    )


def _filled_slots(weekly: TypedTable, plan: Plan) -> Iterator[tuple[int, float]]:
    """The rows of Weekly whose slots Plan fills in: the place of each, and how many."""
    blank = [None] * len(weekly.rows)
    weeks, names, typed = (
        weekly.columns.get(key, blank) for key in ("week_start", "clinician", "slots_offered")
    )
    for row, week, name, slots in zip(weekly.rows, weeks, names, typed, strict=True):
        day = readable_date(week)
        if day is None or slots not in (None, ""):
            continue
        planned = planned_slots(plan, week_of(day, plan), str(name or ""))
        if planned is not None:
            yield row - weekly.header - 1, planned


def _commitments(book: Book, grid: Grid | None) -> tuple[Commitment, ...]:
    """The promises to the coach; a merge asks about notes that cannot be read, not this."""
    if grid is None:
        return ()
    return read_commitments(read_table(book, grid, COACH_NOTES, [], older=True))


def _stopped(problem: Problem, today: date) -> Inputs:
    """Nothing could be read, for one reason."""
    plan = Plan()
    return Inputs(Practice(plan, read_weeks([], {}, plan, today)), (problem,), {})


def _dropped_elsewhere(book: Book) -> Problem | None:
    """The rows of Weekly on a sheet of another name: a program that keeps one table a sheet."""
    for sheet in book.sheets:
        if found := read_table(book, read_grid(sheet), WEEKLY, [], older=True):
            return _tables_dropped([found])
    return None


def _tables_dropped(tables: Sequence[TypedTable]) -> Problem:
    first = tables[0]
    cell = cell_name(first.header, first.first_column)
    return tables_dropped([table.table.name for table in tables], first.table.sheet, cell)


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """What stops the work first; an older version before everything, for it may be the cause."""
    stopped = any(problem.blocking for problem in problems)
    ordered = sorted(fold(sorted(problems, key=_order)), key=_order)
    version = [problem for problem in ordered if problem.column == VERSION.label]
    rest = [problem for problem in ordered if problem.column != VERSION.label]
    return (*(problem._replace(blocking=stopped) for problem in version), *rest)


def _order(problem: Problem) -> tuple[bool, int, tuple[int, int]]:
    """What stops the work first; then as one goes through the workbook, tab by tab, row by row."""
    place = cell_position(problem.cell) if problem.cell else (0, 0)
    return not problem.blocking, _TABS.get(problem.sheet, len(_TABS)), place


def read_plan(book: Book) -> Plan:
    """Only the sheet Plan.

    Raises:
        NeedsAttention: A blocking problem in it.
    """
    problems: list[Problem] = []
    if "Plan" not in {sheet.name for sheet in book.sheets}:
        raise NeedsAttention([missing_sheet("Plan")])
    grid = read_grid(book.sheets["Plan"])
    older = workbook_version(book, grid) < SCHEMA_VERSION
    tables = {
        table.name: read_table(book, grid, table, problems, older=older) for table in PLAN_TABLES
    }
    plan = _plan(book, grid, tables, problems)
    if any(problem.blocking for problem in problems):
        raise NeedsAttention(problems)
    return plan


def unchanged(book: Book, inputs: Inputs) -> bool:
    """Whether everything typed still stands as it was read; reads each sheet once more."""
    return all(read_grid(book.sheets[name]) == grid for name, grid in inputs.grids.items())


def missing_sheet(name: str) -> Problem:
    """A sheet that is needed and is not there."""
    return Problem(
        name,
        "",
        "",
        f"no sheet named {name}",
        "every sheet of a new workbook, under its own name",
        "Give the sheet its name back, or undo its deletion.",
        blocking=True,
    )


def _plan(
    book: Book, grid: Grid | None, tables: dict[str, TypedTable | None], problems: list[Problem]
) -> Plan:
    settings = read_settings(book, grid, problems) if grid else {}
    return Plan(
        **settings,
        fees=read_fees(tables.get("Fees")),
        time_off=read_time_off(tables.get("TimeOff")),
        clinicians=read_clinicians(tables.get("Clinicians")),
        short_weeks=read_short_weeks(tables.get("ShortWeeks")),
        hours=read_hours(tables.get("Hours")),
        bookings=read_bookings(tables.get("Bookings")),
    )
