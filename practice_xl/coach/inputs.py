"""What a copy is made from: the inputs under other names, without what may not leave.

The schema's share rules decide, and nothing else. What may not leave is taken out of the inputs,
and everything is worked out again from what is left, by the code that the tracker uses. So no
sentence, score or chart can rest on what is not here: with other names and other unticked text
the copy is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from practice_xl.building.content import field_of
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.levers import LeversResult
from practice_xl.domain.levers.words import where_from
from practice_xl.domain.plan import Plan
from practice_xl.domain.report import Practice, Report, under_aliases, work_out
from practice_xl.domain.scorecard.decisions import hide_unshared_text
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure
from practice_xl.domain.wording import plural
from practice_xl.problems import FileRefused
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import COACH_NOTES, DECIDED, MONTHLY, QUARTER, TABLES, WEEKLY
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Block, Column, Kind, Share, Table, cell_name
from practice_xl.schema.settings import CURRENCIES, SETTINGS
from practice_xl.sheets.pages.page import Facts

SHARED_SHEETS = ("Start", "Scorecard", "Levers", "Decisions", "Income", "Capacity")
_FIELDS = {  # where a record calls a column by another name
    "from": ("first", "start"),
    "to": ("last",),
    "holiday": ("when",),
    "booked": ("sessions",),
    "decision": ("kind",),
}
_ROWS = {"monthly": "months"}  # what the rows of a table are called, if not as the table is
_WITHHELD = Figure(None, 0, "not shared")
_OF_TIER = "What it brings alone is a figure of one tier, and those are not in this copy."
Records = tuple[Any, ...]  # of one table, as the domain has them


class CoachFacts(Facts):
    """What the pages of a copy are made from: worked out again from what may leave."""

    plan: Plan  # Under other names
    weeks: Weeks  # Without the columns that may not leave
    week: date  # The first day of the week read
    end: date  # Its last day
    sheets: tuple[str, ...]  # The sheets of the program that stand in the copy
    found: int  # How many checks need a look in the tracker
    parts: bool  # Whether fees and sessions of a tier, an insurer or a clinician are ticked

    @property
    def checks(self) -> str:
        """How many checks need a look in the tracker."""
        if not self.found:
            return "Nothing needs a look."
        need = "needs" if self.found == 1 else "need"
        return f"{plural(self.found, 'check')} {need} a look in the tracker."

    @property
    def status(self) -> str:
        """The small line on every sheet of the copy."""
        return (
            f"Coach copy. {self.weeks_read}. Figures as the tracker had them; Plan, and what else "
            "is named and not here, stands there."
        )

    def sheet(self, name: str) -> str:
        """How a sentence speaks of a sheet: those that are not here are the tracker's."""
        return name if name in self.sheets else f"the tracker's {name}"


def for_coach(facts: Facts, *, parts: bool = False) -> CoachFacts:
    """Take out what may not leave, and work everything out again.

    With ``parts`` fees and sessions of a tier, an insurer or a clinician leave in this copy.

    Raises:
        FileRefused: There is no week to share.
    """
    practice = shared_inputs(facts.report.practice)
    week = practice.weeks.as_of
    if week is None or practice.weeks.last_open is None:
        raise FileRefused("There is no week to share yet. Type one in Weekly, then share.")
    report = _without_figures(work_out(practice))
    if not parts:
        decisions = report.decisions and report.decisions.without_parts()
        report = report._replace(levers=_without_parts(report.levers), decisions=decisions)
    promised = () if COACH_NOTES.column("commitment").share is Share.NEVER else facts.commitments
    shown = CoachFacts(*facts._replace(report=report, problems=(), commitments=promised))
    shown.plan, shown.weeks = practice.plan, practice.weeks
    shown.week, shown.end = week, week + WEEK - timedelta(days=1)
    decided = report.decisions is not None
    shown.sheets = tuple(s for s in SHARED_SHEETS if decided or s != DECIDED.sheet)
    shown.found, shown.parts = len(facts.problems), parts
    return shown


def shared_inputs(practice: Practice) -> Practice:
    """The inputs as they may leave, under other names."""
    named = under_aliases(practice)
    results = (r for r in named.quarter if r.measurable not in hidden_measures())
    words: dict[str, Any] = dict.fromkeys(c.key for c in QUARTER.columns if _leaves_ticked(c))
    named = named._replace(
        actions=hide_unshared_text(named.actions),
        quarter=tuple(r if r.share else r._replace(**words) for r in results),
    )
    rows: dict[str, Any] = {key: _allowed(table, of) for key, table, of in _tables(named)}
    kept = {key: rows.pop(key) for key in rows.keys() - Practice._fields}
    never = {s.key for s in SETTINGS if s.share is Share.NEVER}
    kept |= {f.name: f.default for f in fields(Plan) if f.name in never}
    if named.plan.currency not in CURRENCIES:
        kept["currency"] = ""
    plan = replace(named.plan, **kept)
    told = WEEKLY.column("clinician").share is not Share.NEVER
    staff = tuple((name, _shared_weeks(of, plan)) for name, of in named.weeks.clinicians)
    weeks = replace(_shared_weeks(named.weeks, plan), clinicians=staff if told else ())
    return Practice(plan, weeks, **rows)


def _tables(practice: Practice) -> Iterator[tuple[str, Table, Records]]:
    """The tables read row by row, with their rows, by their field of the practice or its Plan."""
    held = {field.name: getattr(practice.plan, field.name) for field in fields(Plan)}
    held |= practice._asdict()
    for table in TABLES:
        name = field_of(table.name)
        key = _ROWS.get(name, name)
        if key in held:
            yield key, table, held[key]


def _leaves_ticked(column: Column) -> bool:
    """Whether it holds words that leave where the owner ticked the row."""
    return column.share is Share.TICKED and column.kind is Kind.TEXT


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


def hidden_places(
    columns: Sequence[Column], row: int, column: int, rows: int
) -> dict[tuple[int, int], None]:
    """The cells of columns of a block or a table that may not leave, headers too, as blanks."""
    at = [column + place for place, one in enumerate(columns) if one.share is Share.NEVER]
    return {(row + down, place): None for place in at for down in range(rows)}


def shared_blocks(coach: CoachFacts) -> list[Block]:
    """The blocks that stand in a copy: their share rule says so, and its sheets have them."""
    rules = {Share.NUMBER, Share.TICKED} if coach.parts else {Share.NUMBER}
    return [block for block in BLOCKS if block.sheet in coach.sheets and block.share in rules]


def _shared_weeks(weeks: Weeks, plan: Plan) -> Weeks:
    hidden, blank = hidden_columns(), np.full(len(weeks), np.nan)
    columns = {key: blank if key in hidden else of for key, of in weeks.columns.items()}
    return Weeks(weeks.starts, columns, plan)


def _allowed(table: Table, records: Records) -> Records:
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
    blank, defaults = never & set(records[0]._fields), records[0]._field_defaults
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
            own = own._replace(rests_on="", note="")
        if lever.of_tier:
            kinds = {number.key: number.kind for number in lever.numbers}
            numbers = {k: of for k, of in own.numbers.items() if kinds.get(k) is not Kind.MONEY}
            told = own.rests_on if own.why else _OF_TIER
            own = own._replace(alone=None, numbers=numbers, rests_on=told)
        each[lever.key] = own
    words = tuple(where_from(levers.state._replace(notes=())))
    return levers._replace(each=each, words=words)


class TypedText(NamedTuple):
    """A text that a person typed; the cell as a new workbook has it, empty for several."""

    sheet: str
    cell: str
    header: str
    text: str


def typed_texts(facts: Facts) -> Iterator[tuple[TypedText, bool]]:
    """Every name and every text of the owner's tables, and whether it leaves: its row is ticked."""
    for _, table, records in _tables(facts.report.practice):
        columns = [c for c in table.columns if c.kind is Kind.TEXT and c.share is not Share.NUMBER]
        places = dict(enumerate(facts.beside.get(table.name, ())))
        for number, record in enumerate(records):
            row = table.place[0] + 1 + places.get(number, number)
            for column in columns:
                text = getattr(record, column.key, None)
                if isinstance(text, str) and text.strip():
                    cell = cell_name(row, table.place[1] + table.keys.index(column.key))
                    typed = TypedText(table.sheet, cell, column.label, text)
                    yield typed, _leaves_ticked(column) and record.share


def private_texts(facts: Facts) -> list[TypedText]:
    """Everything typed that may not leave, to be looked for in the finished file."""
    practice = facts.report.practice
    names = [TypedText("Plan", "", "Practice name", practice.plan.practice_name or "")]
    names += [TypedText("Weekly", "", "Clinician", name) for name, _ in practice.weeks.clinicians]
    names += [text for text, leaves in typed_texts(facts) if not leaves]
    return [name for name in names if name.text.strip()]
