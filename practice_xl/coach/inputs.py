"""What a copy is made from: the inputs under other names, without what may not leave.

The schema's share rules decide, and nothing else. What may not leave is taken out of the inputs,
and everything is worked out again from what is left, by the code that the tracker uses. So no
sentence, score or chart can rest on what is not here: with other names and other unticked text
the copy is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from practice_xl.domain.aliases import under_aliases
from practice_xl.domain.levers import LeversResult
from practice_xl.domain.levers.words import where_from
from practice_xl.domain.plan import Plan
from practice_xl.domain.report import Practice, Report, work_out
from practice_xl.domain.scorecard.readings import hide_unshared_text
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure
from practice_xl.domain.wording import plural
from practice_xl.problems import FileRefused
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import (
    ACTIONS,
    ARRIVALS,
    BOOKINGS,
    CLINICIANS,
    COACH_NOTES,
    DECIDED,
    DECISION_INPUTS,
    FEES,
    HOURS,
    LEVER_INPUTS,
    MONTHLY,
    QUARTER,
    SHORT_WEEKS,
    SOURCES,
    TIME_OFF,
    WEEKLY,
)
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Block, Column, Kind, Share, Table
from practice_xl.schema.settings import CURRENCIES, SETTINGS
from practice_xl.schema.start_page import CLOCK_LABEL
from practice_xl.sheets.pages.page import Facts

SHARED_SHEETS = ("Start", "Scorecard", "Levers", "Decisions", "Income", "Capacity")
FEW_CLIENTS = 5  # with fewer a coach could recognise someone
_FIELDS = {  # where a record calls a column by another name
    "from": ("first", "start"),
    "to": ("last",),
    "holiday": ("when",),
    "booked": ("sessions",),
    "decision": ("kind",),
}
_WITHHELD = Figure(None, 0, "not shared")
_OF_TIER = "What it brings alone is a figure of one tier, and those are not in this copy."


class CoachFacts(Facts):
    """What the pages of a copy are made from: worked out again from what may leave.

    Attributes:
        found: How many checks need a look in the tracker.
        parts: Whether fees and sessions of a tier, an insurer or a clinician are ticked.
    """

    found: int = 0
    parts: bool = False

    @property
    def plan(self) -> Plan:
        """The Plan under other names."""
        return self.report.practice.plan

    @property
    def weeks(self) -> Weeks:
        """The weeks, without the columns that may not leave."""
        return self.report.practice.weeks

    @property
    def checks(self) -> str:
        """How many checks need a look in the tracker."""
        need = "needs" if self.found == 1 else "need"
        look = f"{plural(self.found, 'check')} {need} a look in the tracker."
        return look if self.found else "Nothing needs a look."

    @property
    def status(self) -> str:
        """The small line on every sheet of the copy."""
        return (
            f"Coach copy. {self.weeks_read}. Figures as the tracker had them; Plan, and what else "
            "is named and not here, stands there."
        )

    def sheet(self, name: str) -> str:
        """How a sentence speaks of a sheet: those that are not here are the tracker's."""
        return name if name in shared_sheets(self) else f"the tracker's {name}"


def for_coach(facts: Facts, *, parts: bool = False) -> CoachFacts:
    """Take out what may not leave, and work everything out again.

    Args:
        facts: The owner's.
        parts: Let fees and sessions of a tier, an insurer or a clinician leave in this copy.

    Raises:
        FileRefused: There is no week to share.
    """
    practice = shared_inputs(facts.report.practice)
    if practice.weeks.as_of is None or practice.weeks.last_open is None:
        raise FileRefused("There is no week to share yet. Type one in Weekly, then share.")
    report = _without_figures(work_out(practice))
    if not parts:
        decisions = report.decisions and report.decisions.without_parts()
        report = report._replace(levers=_without_parts(report.levers), decisions=decisions)
    promised = () if COACH_NOTES.column("commitment").share is Share.NEVER else facts.commitments
    shown = CoachFacts(*facts._replace(report=report, problems=(), commitments=promised))
    shown.found, shown.parts = len(facts.problems), parts
    return shown


def shared_inputs(practice: Practice) -> Practice:
    """The inputs as they may leave, under other names."""
    named, (of_plan, of_practice) = under_aliases(practice), _tables()
    never = {s.key for s in SETTINGS if s.share is Share.NEVER}
    kept: dict[str, Any] = {f.name: f.default for f in fields(Plan) if f.name in never}
    if named.plan.currency not in CURRENCIES:
        kept["currency"] = ""
    rows = {key: _allowed(table, getattr(named.plan, key)) for key, table in of_plan.items()}
    plan = replace(named.plan, **(rows | kept))
    told = WEEKLY.column("clinician").share is not Share.NEVER
    staff = tuple((name, _shared_weeks(of, plan)) for name, of in named.weeks.clinicians)
    weeks = replace(_shared_weeks(named.weeks, plan), clinicians=staff if told else ())
    results = tuple(r for r in named.quarter if r.measurable not in hidden_measures())
    ticked = named._replace(
        actions=hide_unshared_text(named.actions), quarter=_ticked(QUARTER, results)
    )
    own = {key: _allowed(table, getattr(ticked, key)) for key, table in of_practice.items()}
    return Practice(plan, weeks, **own)


def _tables() -> tuple[dict[str, Table], dict[str, Table]]:
    """The tables whose rows stand in the Plan, and in the practice, by where."""
    plan = {
        "fees": FEES,
        "clinicians": CLINICIANS,
        "hours": HOURS,
        "time_off": TIME_OFF,
        "short_weeks": SHORT_WEEKS,
        "bookings": BOOKINGS,
    }
    practice = {
        "months": MONTHLY,
        "actions": ACTIONS,
        "lever_inputs": LEVER_INPUTS,
        "sources": SOURCES,
        "arrivals": ARRIVALS,
        "quarter": QUARTER,
        "decisions": DECIDED,
        "decision_inputs": DECISION_INPUTS,
    }
    return plan, practice


def hidden_columns() -> frozenset[str]:
    """Columns of Weekly and Monthly that may not leave: their own rule, or that of a measure.

    A measure that may not leave takes with it what it is worked out from, so that no sentence and
    no score can tell it; not the sessions kept, without which there is nothing to share.
    """
    hidden = {column.key for column in MONTHLY.columns if column.share is Share.NEVER}
    for measure in MEASURES:
        if measure.share is Share.NEVER:
            hidden |= {measure.key} | set(measure.rests_on) - {"sessions_kept"}
    return frozenset(hidden)


def hidden_measures() -> frozenset[str]:
    """Measures that may not leave, or that rest on a column that may not."""
    gone = hidden_columns()
    return frozenset(m.key for m in MEASURES if m.key in gone or gone & set(m.rests_on))


def hidden_labels() -> frozenset[str]:
    """Labels of measures that may not leave, and of the moment of the last click."""
    hidden = hidden_measures()
    return frozenset(m.label for m in MEASURES if m.key in hidden) | {CLOCK_LABEL}


def hidden_places(
    columns: Sequence[Column], row: int, column: int, rows: int
) -> dict[tuple[int, int], None]:
    """The cells of columns that may not leave, headers among them, as blanks.

    Args:
        columns: Of a block or a table.
        row: Where it begins, counted from 1.
        column: Its first column.
        rows: How many rows it has.
    """
    at = [column + place for place, one in enumerate(columns) if one.share is Share.NEVER]
    return {(row + down, place): None for place in at for down in range(rows)}


def shared_blocks(coach: CoachFacts) -> list[Block]:
    """The blocks that stand in a copy: their share rule says so, and its sheets have them."""
    rules = {Share.NUMBER, Share.TICKED} if coach.parts else {Share.NUMBER}
    sheets = shared_sheets(coach)
    return [block for block in BLOCKS if block.sheet in sheets and block.share in rules]


def shared_sheets(coach: CoachFacts) -> tuple[str, ...]:
    """The sheets of the program that stand in a copy; Decisions where something is decided."""
    decided = coach.report.decisions is not None
    return tuple(sheet for sheet in SHARED_SHEETS if decided or sheet != DECIDED.sheet)


def _shared_weeks(weeks: Weeks, plan: Plan) -> Weeks:
    hidden, blank = hidden_columns(), np.full(len(weeks), np.nan)
    columns = {key: blank if key in hidden else of for key, of in weeks.columns.items()}
    return Weeks(weeks.starts, columns, plan)


def ticked_text(table: Table) -> list[str]:
    """Keys of the words of a table that leave where the owner ticked the row."""
    return [c.key for c in table.columns if c.share is Share.TICKED and c.kind is Kind.TEXT]


def _ticked(table: Table, records: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows of a table, the owner's words only where the row is ticked."""
    gone = dict.fromkeys(ticked_text(table))
    return tuple(record if record.share else record._replace(**gone) for record in records)


def _allowed(table: Table, records: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows of a table without the columns that may not leave.

    None of them, where it is a column that no row can do without. The tick that lets a row's words
    leave stays: it is shown nowhere.
    """
    if not records:
        return ()
    hidden = hidden_columns()
    gone = [c for c in table.columns if c.share is Share.NEVER or c.key in hidden]
    keys = [c.key for c in gone if (c.key, c.kind) != ("share", Kind.TICK)]
    never = {field for key in keys for field in (key, *_FIELDS.get(key, ()))}
    blank = never & set(records[0]._fields)
    defaults = records[0]._field_defaults
    if not blank <= defaults.keys():
        return ()
    return tuple(record._replace(**{key: defaults[key] for key in blank}) for record in records)


def _without_figures(report: Report) -> Report:
    """The report without the figures of measures that may not leave."""
    hidden = hidden_measures()

    def shared(rates: Mapping[str, Figure]) -> dict[str, Figure]:
        return {key: _WITHHELD if key in hidden else rate for key, rate in rates.items()}

    grid = tuple(
        row._replace(goal=None, weeks=(None,) * len(row.weeks), mean4=None, mean13=None)
        if row.key in hidden
        else row
        for row in report.scorecard.grid
    )
    return report._replace(
        rates={size: shared(rates) for size, rates in report.rates.items()},
        month_rates={count: shared(rates) for count, rates in report.month_rates.items()},
        scorecard=report.scorecard._replace(grid=grid),
    )


def _without_parts(levers: LeversResult) -> LeversResult:
    """The levers without reasons and figures that tell the fee or the sessions of a tier.

    What a lever brings alone, and a rise that is a part of a tier's fee, would let that fee be
    solved; its share of the total leaves, as the total does.
    """
    each = dict(levers.each)
    for lever in LEVERS:
        own = each[lever.key]
        if lever.tells_parts:
            own = own._replace(rests_on="", note="", break_even=None)
        if lever.of_tier:
            untold = {number.key for number in lever.numbers if number.kind is Kind.MONEY}
            numbers = {key: of for key, of in own.numbers.items() if key not in untold}
            told = own.rests_on if own.why else _OF_TIER
            own = own._replace(alone=None, numbers=numbers, rests_on=told)
        each[lever.key] = own
    words = tuple(where_from(levers.state._replace(notes=())))
    return levers._replace(each=each, words=words)


class Private(NamedTuple):
    """A text that may not leave, and where it was typed, in words."""

    text: str
    where: str


def private_texts(facts: Facts) -> list[Private]:
    """Everything typed that may not leave, to be looked for in the finished file."""
    return [private for private in _private(facts) if private.text.strip()]


def _private(facts: Facts) -> Iterator[Private]:
    """Names that leave under another one, words that never leave, and words not ticked."""
    practice, plan = facts.report.practice, facts.report.practice.plan
    yield Private(plan.practice_name or "", "Plan, Practice name")
    for name, _ in practice.weeks.clinicians:
        yield Private(name, "Weekly, Clinician")
    of_plan, of_practice = _tables()
    tables = [(table, getattr(plan, key)) for key, table in of_plan.items()]
    tables += [(table, getattr(practice, key)) for key, table in of_practice.items()]
    for table, records in tables:
        typed = [c for c in table.columns if c.kind is Kind.TEXT and c.share is not Share.NUMBER]
        for number, record in enumerate(records):
            row = table.place[0] + 1 + number
            if table is ACTIONS and number < len(facts.action_rows):
                row = facts.action_rows[number]
            for column in typed:
                text = getattr(record, column.key, None)
                if isinstance(text, str) and not (column.share is Share.TICKED and record.share):
                    yield Private(text, f"{table.sheet}, row {row}, {column.label}")
