"""The numbers behind levers and decisions, carried over by an upgrade to the rows of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from practice_xl.problems import Problem
from practice_xl.schema.decisions import DECISION_NUMBERS
from practice_xl.schema.inputs import DECISION_INPUTS, LEVER_INPUTS
from practice_xl.schema.levers import LEVER_NUMBERS
from practice_xl.schema.parts import Kind
from practice_xl.sheets.typed_tables import TypedTable

if TYPE_CHECKING:
    from practice_xl.books import Book

NumberKey = tuple[str, str]  # of the lever or decision, and of one of its numbers
LEVER_KEYS = {(of.label, number.label): (of.key, number.key) for of, number in LEVER_NUMBERS}
DECISION_KEYS = {(of.label, number.label): (of.key, number.key) for of, number in DECISION_NUMBERS}
# Switches that every tracker of versions 1 and 2 began with: those are no choice of the owner.
_OFF_AT_FIRST = ("leave_panel", "delegate_billing", "group", "weekly_rhythm", "workshops")


def number_rows(
    table: TypedTable,
    rows: list[dict[str, Any]],
    what: str,
    known: Mapping[tuple[str, str], NumberKey],
    lost: list[Problem],
) -> dict[int, NumberKey]:
    """Which lever or decision, and which of its numbers, each row is for, by the row's place.

    Args:
        table: LeverInputs or DecisionInputs.
        rows: Its rows.
        what: ``"lever"`` or ``"decision"``: the column that names it.
        known: Its numbers by their two labels.
        lost: What cannot be carried over is added here.
    """
    found: dict[int, NumberKey] = {}
    for index, row in enumerate(rows):
        key = known.get((str(row.get(what)), str(row.get("number"))))
        if key and key not in found.values():
            found[index] = key
        elif row:
            where = table.header + 1 + index
            lost.append(
                table.problem(
                    where,
                    next(iter(row)),
                    f"a row for no {what}, or a second one for the same number",
                    f"one row for each number of a {what}",
                    f"Give {what.capitalize()} and Number the words they had, or clear the row; "
                    "then upgrade again.",
                    blocking=True,
                )
            )
    return found


def keep_percentages(book: Book, table: TypedTable, rows: list[dict[str, Any]]) -> None:
    """An amount that its cell shows as a percentage is one: a tenth of the fee, not 0.1 of a $."""
    for index, row in enumerate(rows):
        value = row.get("value")
        if isinstance(value, float):
            place = (table.header + 1 + index, table.places["value"])
            kinds = {n.kind for _, n in LEVER_NUMBERS if n.label == row.get("number")}
            if Kind.MONEY in kinds and "%" in str(
                book.sheets[table.sheet].range(place).number_format
            ):
                row["value"] = f"{100 * value:.12g}%"


def new_rows(
    levers: Mapping[int, NumberKey], decisions: Mapping[int, NumberKey]
) -> dict[str, dict[int, int]]:
    """Where a row of the old inputs stands in the new ones; other tables keep their rows."""
    found = {}
    for table, old, numbers in (
        (LEVER_INPUTS, levers, LEVER_KEYS),
        (DECISION_INPUTS, decisions, DECISION_KEYS),
    ):
        order = list(numbers.values())
        found[table.name] = {index: order.index(key) for index, key in old.items()}
    return found


def lever_inputs(
    rows: list[dict[str, Any]], levers: Mapping[int, NumberKey], version: int
) -> dict[NumberKey, dict[str, Any]]:
    """What is typed in LeverInputs; not what every tracker of versions 1 and 2 began with."""
    inputs: dict[NumberKey, dict[str, Any]] = {}
    for index, key in levers.items():
        row = rows[index]
        typed: dict[str, Any] = {name: row[name] for name in ("on", "value") if name in row}
        if version < 3 and typed.get("on") == ("No" if key[0] in _OFF_AT_FIRST else "Yes"):
            del typed["on"]
        inputs[key] = typed
    return inputs
