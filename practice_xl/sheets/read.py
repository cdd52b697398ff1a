"""Reading what was typed: every sheet once, as one rectangle, into a Practice and its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from practice_xl.books import named_cells
from practice_xl.domain import cell_values, findings
from practice_xl.domain.calendar import planned_slots, week_of
from practice_xl.domain.cell_values import as_number, is_blank, plain, readable_date
from practice_xl.domain.plan import Commitment, Plan
from practice_xl.domain.report import Practice
from practice_xl.domain.weeks import read_weeks
from practice_xl.problems import NeedsAttention, Problem, fold
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.inputs import COACH_NOTES, PLAN_TABLES, TABLES, WEEKLY
from practice_xl.schema.parts import Column, Kind, cell_name, cell_position
from practice_xl.schema.settings import KEPT_BY_PROGRAM, SETTING_BY_KEY, SETTINGS
from practice_xl.schema.sheets import SHEETS
from practice_xl.sheets import tables as rows
from practice_xl.sheets import typed_tables
from practice_xl.sheets.numbers import read_decisions, read_lever_inputs, read_quarter
from practice_xl.sheets.typed_tables import UPGRADE, Grid, TypedTable, read_grid, read_table

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
    needed = NEEDED_SHEETS if older else {sheet.name for sheet in SHEETS if sheet.since == 1}
    problems = [missing_sheet(sheet.name) for sheet in SHEETS if sheet.name in needed - present]
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
    """An older version first, for it may be the cause; what stops the work; then by tab and row."""

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


def read_settings(book: Book, grid: Grid, problems: list[Problem]) -> dict[str, Any]:
    """The settings that hold a value, by key; a blank one is left to the Plan's default.

    A blank goal, limit or date is None: unknown, never 0.
    """
    places = _places(book, grid)
    settings: dict[str, object] = {}
    version = workbook_version(book, grid)
    if version != SCHEMA_VERSION:  # a newer one stops the work, an older one goes on
        newer, place = version > SCHEMA_VERSION, places.get(VERSION.key)
        expected = f"version {SCHEMA_VERSION}, which this practice_xl makes"
        do = f"Bring it up to date, with everything you typed carried over: {UPGRADE}"
        if newer:
            do = "Install the newer practice_xl, and press Recalculate again."
        where = "Plan", cell_name(*place) if place else "", VERSION.label
        problems.append(Problem(*where, f"version {version}", expected, do, blocking=newer))
    elif absent := [setting.label for setting in SETTINGS if setting.key not in places]:
        more = f" and {len(absent) - 3} more" if len(absent) > 3 else ""
        found = f"no row for {', '.join(absent[:3])}{more}"
        do = f"Until it is back, the usual value counts. To have every row again: {UPGRADE}"
        expected = "a label with its value beside it"
        problems.append(Problem("Plan", "", "", found, expected, do))
    for setting in SETTINGS:
        place = places.get(setting.key)
        if place is None:
            continue
        value = grid.at(*place)
        if is_blank(value):
            if setting.key.endswith(_BLANK_MEANS_UNKNOWN):
                settings[setting.key] = None
            continue
        found, do, stops = "", _USUAL, False
        try:
            settings[setting.key] = _value(setting, value)
        except cell_values.NotReadableError as wrong:
            found = findings.NOT_LISTED
            if setting.kind is not Kind.CHOICE:
                found, do = findings.why_not(None, value, wrong)
                do, stops = _TYPE_A.get(setting.kind, do), True
        except ValueError as wrong:
            found = str(wrong)
        if found:
            where = "Plan", cell_name(*place), setting.label
            problems.append(Problem(*where, found, findings.expected_of(setting), do, stops))
    return settings


def raw_settings(book: Book, grid: Grid) -> dict[str, object]:
    """What was typed for each setting, as it stands, for carrying it over; blank is None."""
    typed = {
        key: grid.at(*place)
        for key, place in _places(book, grid).items()
        if key not in KEPT_BY_PROGRAM
    }
    return {key: None if is_blank(value) else value for key, value in typed.items()}


def workbook_version(book: Book, grid: Grid) -> int:
    """The version of the schema that the workbook was made with; 1 where it does not say."""
    place = _places(book, grid).get(VERSION.key)
    try:
        version = as_number(grid.at(*place)) if place else None
    except cell_values.NotReadableError:
        version = None
    return int(version) if version else 1


VERSION = SETTING_BY_KEY["schema_version"]
_LABELS_WITHIN = 6  # the labels stand in one of the first columns
# Settings without which nothing can be worked out keep their default when blank; of those that end
# so blank says "I have none".
_BLANK_MEANS_UNKNOWN = ("_goal", "_limit", "_goal_by", "_start")


def _places(book: Book, grid: Grid) -> dict[str, tuple[int, int]]:
    """Row and column of each setting's value: beside its label, or at its defined name."""
    keys = {plain(setting.label): setting.key for setting in SETTINGS}
    columns = [
        {plain(row[place]): number for number, row in reversed(list(enumerate(grid.cells)))}
        for place in range(_LABELS_WITHIN)
    ]
    labels = max(columns, key=lambda column: len(keys.keys() & column.keys()))
    value = columns.index(labels) + 2
    places = {keys[text]: (row + 1, value) for text, row in labels.items() if text in keys}
    for setting in SETTINGS:
        cell = None if setting.key in places else named_cells(book, setting.plan_name)
        if cell is not None and cell.sheet.name == grid.sheet:
            places[setting.key] = cell.row, cell.column
    return places


def _value(setting: Column, value: object) -> object:
    """The value of a setting. Raises NotReadableError; ValueError: it is outside its limits."""
    if read := typed_tables.READERS.get(setting.kind):
        return read(value)
    if setting.kind is Kind.CHOICE:
        text = str(value).strip()
        known = {choice.casefold(): choice for choice in setting.choices}
        if setting.key == "currency" and len(text) <= 4:
            return known.get(text.casefold(), text)
        if text.casefold() not in known:
            raise cell_values.NotReadableError(value)
        return known[text.casefold()]
    share, money = setting.kind is Kind.SHARE, setting.kind is Kind.MONEY
    number = cell_values.as_share(value) if share else as_number(value, money=money)
    if number is None or findings.outside(number, setting):
        raise ValueError(findings.too_large_a_share(number or 0) if share else f"{number:,.12g}")
    number = findings.without_dust(number)
    return int(number) if setting.key in KEPT_BY_PROGRAM else number


_USUAL = "Until it is put right, the usual value counts."
_TYPE_A = {
    Kind.DATE: "Type the date, for example 2026-03-02, and press Recalculate again.",
    Kind.DAYS: "Type the days, for example 15 April, 15 June, and press Recalculate again.",
    Kind.SHARE: "Type it as a percentage, for example 90 %, and press Recalculate again.",
}
