"""Every share rule in turn, set to never: nothing of what it holds leaves, nor what rests on it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import of_today

from practice_xl.coach.build import build_copy
from practice_xl.coach.inputs import SHARED_SHEETS, for_coach
from practice_xl.coach.notes import Note
from practice_xl.domain.levers.effect import LeverInput
from practice_xl.domain.plan import Action, Booked, Decided, DecisionInput, Hours, Result, TimeOff
from practice_xl.domain.report import Practice, work_out
from practice_xl.domain.sources import Arrival, Source
from practice_xl.domain.weeks import Weeks
from practice_xl.problems import FileRefused
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import COACH_NOTES, TABLES, WEEKLY
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Block, Column, Kind, Share
from practice_xl.schema.settings import SETTINGS
from practice_xl.sheets.pages.page import Facts

from .test_rules import practice_of

RECORDS = {  # where a table's rows stand in the Plan or the practice
    "Fees": "fees",
    "TimeOff": "time_off",
    "Clinicians": "clinicians",
    "ShortWeeks": "short_weeks",
    "Hours": "hours",
    "Bookings": "bookings",
    "Monthly": "months",
    "Actions": "actions",
    "LeverInputs": "lever_inputs",
    "Sources": "sources",
    "Arrivals": "arrivals",
    "Quarter": "quarter",
    "Decisions": "decisions",
    "DecisionInputs": "decision_inputs",
}
FIELDS = {
    "from": "first",
    "to": "last",
    "holiday": "when",
    "booked": "sessions",
    "decision": "kind",
}
NOTE = {"topic": "a topic", "comment": "a comment", "commitment": "a promise", "status": "open"}
EVERY: list[tuple[str, ...]] = [
    *(("setting", setting.key) for setting in SETTINGS),
    *(
        ("column", table.name, column.key)
        for table in TABLES
        for column in table.columns
        if column.key != "share"  # the tick decides, and is told nowhere
        and table.name in {*RECORDS, "Weekly", "CoachNotes"}  # what is read: the rest cannot leave
    ),
    *(("measure", measure.key) for measure in MEASURES),
    *(("block", block.name) for block in BLOCKS if block.sheet in SHARED_SHEETS),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All of them in the long mode; else a dozen that change from day to day."""
    if "rule" in metafunc.fixturenames:
        metafunc.parametrize("rule", of_today(metafunc.config, EVERY), ids="-".join)


def rich(plan: dict[str, Any] | None = None, **changes: Any) -> Facts:
    """A practice in which every table has a row."""
    owner = practice_of(5, "some")
    practice = owner.report.practice
    week = practice.weeks.as_of or date.min
    more: dict[str, Any] = {
        "time_off": (TimeOff(week + timedelta(days=14), week + timedelta(days=20)),),
        "hours": (Hours(practice.weeks.starts[0], 22.0, practice.plan.clinicians[0].name),),
        "bookings": (Booked(week + timedelta(days=7), 15.0, week),),
    }
    own = replace(practice.plan, **(more | (plan or {})))
    columns = dict(practice.weeks.columns) | changes.pop("columns", {})
    clinicians = changes.pop("names", practice.weeks.clinicians)
    weeks = Weeks(practice.weeks.starts, columns, own, clinicians=clinicians)
    first: dict[str, Any] = {
        "months": practice.months,
        "actions": (
            Action(week, "missed_rate", "raise_fee", "a task", "a result", "Me", share=True),
        ),
        "lever_inputs": (LeverInput("raise_fee", "change", 12.0, True),),
        "sources": (Source("The clinic", "Colleague", wanted=True),),
        "quarter": (Result("fill", 0.9, week, 0.5, week, "when", "what", 7.0, share=True),),
        "arrivals": (Arrival(week, "The clinic", 2.0, 1.0, met=True),),
        "decisions": (Decided(1, "raise_fee", week + timedelta(days=70), None, 12.0),),
        "decision_inputs": (DecisionInput("raise_fee", "loss", 0.1),),
    }
    made = Practice(own, weeks, **(first | changes))
    return owner._replace(report=work_out(made), beside={"Actions": (0,)})


def canary(kind: Kind, value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value - timedelta(days=7)
    if isinstance(value, str) or kind in (Kind.TEXT, Kind.CHOICE, Kind.DAYS):
        return "canaryzq"
    return date(2027, 3, 1) if kind is Kind.DATE else (value or 1) * 1.25


def set_never(monkeypatch: pytest.MonkeyPatch, old: Any, new: Any) -> None:
    """Let every module of the coach see the schema with a rule changed."""
    for name, module in list(sys.modules.items()):
        if name.startswith("practice_xl.coach"):
            for key, value in list(vars(module).items()):
                if value is old:
                    monkeypatch.setattr(module, key, new)
                elif value is TABLES:
                    changed = tuple(new if table is old else table for table in TABLES)
                    monkeypatch.setattr(module, key, changed)


def never(records: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    return tuple(
        r._replace(share=Share.NEVER) if getattr(r, "key", getattr(r, "name", "")) == key else r
        for r in records
    )


def told(facts: Facts, notes: list[Note]) -> Any:
    """What leaves: the copy, or that there is none."""
    try:
        return build_copy(for_coach(facts, parts=True), notes).cells
    except FileRefused:
        return None


def test_what_is_set_to_never_leaves_nothing(
    rule: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is typed there, the copy is the same; its cells and its label are absent."""
    what, key = rule[0], rule[-1]
    one = other = rich()
    notes = [[Note("2026-01-05 01", NOTE, 6)]] * 2
    practice = one.report.practice
    label = ""
    if what == "setting":
        setting = next(s for s in SETTINGS if s.key == key)
        set_never(monkeypatch, SETTINGS, never(SETTINGS, key))
        if setting.kind is Kind.CHOICE:
            typed: Any = next(c for c in setting.choices if c != getattr(practice.plan, key))
        else:
            typed = canary(setting.kind, getattr(practice.plan, key, None))
        if hasattr(practice.plan, key) and key not in ("week_starts_on", "scoring_version"):
            other = rich({key: typed})
    elif what == "measure" or (what == "column" and rule[1] == "Weekly"):
        set_never(monkeypatch, MEASURES, never(MEASURES, key))
        set_never(monkeypatch, WEEKLY, WEEKLY._replace(columns=never(WEEKLY.columns, key)))
        measure = next((m for m in MEASURES if m.key == key), None)
        if key in practice.weeks.columns:
            label = WEEKLY.column(key).label
            other = rich(columns={key: practice.weeks[key] * 0 + 1.0})
        elif key == "clinician":
            other = rich(names=())
        elif measure and measure.rates:
            label = measure.label
    elif what == "column" and rule[1] == "CoachNotes":
        set_never(
            monkeypatch, COACH_NOTES, COACH_NOTES._replace(columns=never(COACH_NOTES.columns, key))
        )
        label = COACH_NOTES.column(key).label
        notes[1] = [
            notes[0][0]._replace(cells=NOTE | {key: "canaryzq"})
            if key != "id"
            else notes[0][0]._replace(id="canaryzq")
        ]
    elif what == "column":
        table = next(t for t in TABLES if t.name == rule[1])
        set_never(monkeypatch, table, table._replace(columns=never(table.columns, key)))
        name = RECORDS[rule[1]]
        rows = getattr(practice, name, None) or getattr(practice.plan, name)
        assert rows, "the practice has a row in every table"
        field = key if table.name == "Quarter" else FIELDS.get(key, key)
        field = "start" if (table.name, key) == ("Quarter", "from") else field
        if field in rows[0]._fields:
            value = canary(table.column(key).kind, getattr(rows[0], field))
            if not isinstance(value, float) and key in (
                "measurable",
                "lever",
                "decision",
                "number",
                "kind",
                "status",
                "owner",
            ):
                value = {
                    "measurable": "fill",
                    "lever": "refill",
                    "number": "loss" if table.name == "LeverInputs" else "rise",
                    "decision": "help",
                    "kind": "sliding",
                    "status": "done",
                    "owner": "Delegated",
                }[key]
            changed = (rows[0]._replace(**{field: value}), *rows[1:])
            of_plan = hasattr(practice.plan, name)
            if key not in ("name", "clinician", "source"):  # a name is another one everywhere
                other = rich({name: changed}) if of_plan else rich(**{name: changed})
        if table.name == "LeverInputs":
            column = table.place[1] + table.keys.index(key)
            cells = told(one, notes[0])["Levers"]
            assert not [at for at in cells if at[1] == column and at[0] >= table.place[0]]
    else:
        block = next(b for b in BLOCKS if b.name == key)
        set_never(monkeypatch, BLOCKS, never(BLOCKS, key))
        cells = told(one, notes[0])[block.sheet]
        rows = range(block.first_row, block.first_row + block.rows)
        columns = range(block.first_column, block.first_column + block.width)
        left = {at for at in cells if at[0] in rows and at[1] in columns}
        assert not left
        assert not block.title or block.title not in cells.values()
        return
    copies = [told(facts, said) for facts, said in zip((one, other), notes, strict=True)]
    assert copies[0] == copies[1]
    if copies[0] and label:
        sheets = [
            cells
            for name, cells in copies[0].items()
            if what == "measure" or name in (rule[1], "Levers", "Weekly totals")
        ]
        labels = {str(v).rstrip(" ↑↓") for cells in sheets for v in cells.values()}
        assert label not in labels


def test_a_column_of_a_block_set_to_never_is_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    block = next(b for b in BLOCKS if b.name == "income_series")
    columns = (*block.columns[:-1], block.columns[-1]._replace(share=Share.NEVER))
    blocks = tuple(b._replace(columns=columns) if b is block else b for b in BLOCKS)
    set_never(monkeypatch, BLOCKS, blocks)
    cells = told(rich(), [])["Income"]
    last = block.first_column + block.width - 1
    rows = range(block.first_row - 1, block.first_row + block.rows)
    assert not [at for at in cells if at[1] == last and at[0] in rows]


def test_what_is_new_has_no_rule_and_so_is_never() -> None:
    assert Column("a", "A").share is Share.NEVER
    assert Block("a", "Start", (), 1).share is Share.NEVER


@pytest.mark.parametrize("seed", [1, 5, 6, 10, 12])
def test_the_copy_s_figures_are_those_of_report_json(seed: int) -> None:
    """Rounded to what is shown: goal, means and weeks of the grid, the tiles, the levers."""
    owner = practice_of(seed, "some")
    copy = build_copy(for_coach(owner, parts=True))
    report = as_json(owner)
    shown = {
        round(float(v), 2)
        for cells in copy.cells.values()
        for v in cells.values()
        if isinstance(v, (int, float))
    }

    def stands(value: float | None) -> bool:
        return value is None or any(
            abs(value - v) <= 0.5 + 1e-9 for v in shown if abs(v) >= 2 or abs(value - v) <= 0.051
        )

    projection = report["income"]["projection"]
    figures = [projection[weeks][key] for weeks in projection for key in projection[weeks]]
    figures += [report["levers"]["joint"], report["income"]["ceiling"], report["income"]["goal"]]
    figures += [lever["share"] for lever in report["levers"]["each"].values()]
    for row in report["scorecard"]["grid"]:
        figures += [row["goal"], row["mean4"], row["mean13"], *row["weeks"]]
    numbers = [value for value in figures if not isinstance(value, str)]
    missing = [value for value in numbers if not stands(value)]
    assert not missing
