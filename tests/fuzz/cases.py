"""The undamaged workbooks, and every case made from its number alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from conftest import TODAY, steady_weeks, type_into

from practice_xl import making
from practice_xl.building.example import EXAMPLE_DAY, example_content
from practice_xl.building.tracker import build_tracker
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCKS
from practice_xl.tracker import Tracker

from .book import (
    SECRET,
    Book,
    Cell,
    DoesNotApply,
)
from .kinds import Damage, Must
from .machines import MACHINES
from .people import PEOPLE

SEED = 20261106
NOW = datetime(2026, 11, 6, 16, 0)


@dataclass(frozen=True)
class Base:
    """An undamaged workbook, what it says, and the day it is read."""

    data: bytes
    today: date
    numbers: str
    cells: dict[str, list[tuple[int, int, Cell]]]


@dataclass(frozen=True)
class Case:
    """One damaged workbook, made from its family and number alone."""

    family: str
    number: int
    damages: tuple[Damage, ...]
    base: str
    must: Must
    data: bytes

    def __str__(self) -> str:
        done = " + ".join(damage.name for damage in self.damages)
        return f"{self.family} {self.number} ({self.base}: {done}; {self.must.name})"


def make_bases(folder: Path) -> dict[str, Base]:
    """A filled practice of 60 weeks, a small one saved by openpyxl, a blank one with buttons."""
    content = example_content()
    marked = {"task": f"{SECRET} task", "result": f"{SECRET} result"}
    content = replace(
        content,
        plan={**content.plan, "practice_name": f"{SECRET} practice"},
        weekly=tuple(
            {**row, "private_note": f"{SECRET} {n}"} for n, row in enumerate(content.weekly)
        ),
        actions=tuple({**row, **marked} for row in content.actions),
    )
    filled = folder / "filled.xlsx"
    build_tracker(filled, first_week=content.first_week, content=content)
    plan = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}
    small = type_into(
        making.new(folder / "small.xlsx", TODAY),
        steady_weeks(9, private_note=SECRET),
        plan | {"practice_name": SECRET},
        Monthly=[{"month": date(2026, 9, 1), "overhead": 3000, "unpaid_balance": 9000}],
        TimeOff=[{"from": date(2026, 9, 7), "to": date(2026, 9, 9)}],
    )
    blank = making.new(folder / "blank.xlsm", TODAY)
    return {
        path.name: _base(path, day)
        for path, day in ((filled, EXAMPLE_DAY), (small, TODAY), (blank, TODAY))
    }


def _base(path: Path, today: date) -> Base:
    facts = Tracker(path, today, NOW).recalculate()
    data = path.read_bytes()
    return Base(data, today, numbers_of(facts), cells_of(data))


def numbers_of(facts: Any) -> str:
    """Everything the report says but the problems, for comparing."""
    return json.dumps({**as_json(facts), "problems": None}, sort_keys=True)


def cells_of(data: bytes) -> dict[str, list[tuple[int, int, Cell]]]:
    """What stands in every block, counted from the block's corner."""
    book = Book(data)
    found = {}
    for block in BLOCKS:
        sheet, area = book.block(block.name)
        cells = book.sheet(sheet)
        found[block.name] = [
            (row - area.top, column - area.left, cell._replace(style=""))
            for row in range(area.top, area.bottom + 1)
            for column, cell in sorted(cells.rows.get(row, {}).items())
            if area.left <= column <= area.right and cell.inner
        ]
    return found


ROUNDS = {"people": PEOPLE, "machines": MACHINES}


def make_case(family: str, number: int, bases: dict[str, Base]) -> Case:
    """Case ``number`` of a family: the damages in turn; of "both", two or three at once."""
    for attempt in range(100):
        chance = Random(f"{SEED} {family} {number} {attempt}")
        if family in ROUNDS:
            chosen = [ROUNDS[family][number % len(ROUNDS[family])]]
        else:
            chosen = chance.sample(PEOPLE, chance.choice((2, 2, 3)))
            chosen += [chance.choice(MACHINES)] * (chance.random() < 0.25)
        name = chance.choice(("filled.xlsx", "filled.xlsx", "small.xlsx", "blank.xlsm"))
        try:
            data, ends = bases[name].data, []
            for damage in chosen:
                data, must = _damaged(data, damage, chance)
                ends.append(must)
        except DoesNotApply:
            continue
        return Case(family, number, tuple(chosen), name, _together(ends), data)
    raise AssertionError(f"no workbook for {family} {number}")


def _damaged(data: bytes, damage: Damage, chance: Random) -> tuple[bytes, Must]:
    if damage in MACHINES:
        return damage.do(data, chance), damage.must  # type: ignore[arg-type, return-value]
    book = Book(data)
    must = damage.do(book, chance) or damage.must
    return book.bytes(), must


def _together(ends: list[Must]) -> Must:
    """How several damages must end together; a later one can undo an earlier one."""
    if ends[-1] is Must.REFUSE:
        return Must.REFUSE
    if {Must.EITHER, Must.REFUSE} & set(ends):
        return Must.EITHER
    return Must.COUNT if Must.COUNT in ends else Must.SAME
