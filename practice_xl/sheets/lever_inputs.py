"""The levers' numbers as typed in LeverInputs: amounts, shares, and percentages of a fee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_xl.domain.levers.choices import OF_A_WHOLE, LeverInput, is_slip
from practice_xl.problems import Problem
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Column, Kind
from practice_xl.sheets.tables import as_laid_out, each_row
from practice_xl.sheets.typed_tables import TypedTable

if TYPE_CHECKING:
    from practice_xl.books import Book


def read_lever_inputs(
    book: Book, table: TypedTable | None, fee: float | None, problems: list[Problem]
) -> tuple[tuple[LeverInput, ...], list[tuple[int, str, str]]]:
    """The levers' numbers, and (row, lever key, number key) of each, as a new workbook has them.

    Args:
        book: Says which cells are formatted as a percentage.
        table: LeverInputs.
        fee: The full fee: a change by less than 1 of a fee above 10 is asked about.
        problems: What is found is added here.
    """
    inputs = []
    places = []
    by_label = {name.casefold(): lever for lever in LEVERS for name in (lever.key, lever.label)}
    for row, cells in each_row(table, problems):
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
        places.append((as_laid_out(table, row), lever.key, number.key))
        value, on = cells["value"], cells["on"]
        if table and value is not None and value > number.high:
            problems.append(
                table.problem(
                    row,
                    "value",
                    f"{value:,.12g}",
                    f"{number.unit}, up to {number.high:,.12g}",
                    "It is left out, and worked out from your own weeks instead.",
                )
            )
            value = None
        first = number is numbers[0]
        percent = False
        if table and value and number.kind is Kind.MONEY:
            percent = is_percentage(book, table, row)
            if percent and (number.key != "change" or lever.key not in OF_A_WHOLE):
                problems.append(_no_amount(table, row, number))
                value = None
            elif first and not percent and is_slip(value, fee):
                problems.append(_which_unit(table, row, value, fee or 0.0))
                value = None
        inputs.append(
            LeverInput(lever.key, number.key, value, on == "Yes" if first and on else None, percent)
        )
    return tuple(inputs), places


def is_percentage(book: Book, table: TypedTable, row: int, key: str = "value") -> bool:
    """Whether a number was typed, or is shown, as a percentage."""
    typed = table.columns[key][table.rows.index(row)]
    if isinstance(typed, str):
        return typed.strip().endswith("%")
    cell = book.sheets[table.sheet].range((row, table.places[key]))
    return "%" in str(cell.number_format)


def _which_unit(table: TypedTable, row: int, value: float, fee: float) -> Problem:
    return table.problem(
        row,
        "value",
        f"{value:,.12g} in currency",
        f"an amount, or a percentage such as {100 * value:,.4g} %",
        f"For {100 * value:,.4g} % type {100 * value:,.4g}%, or the amount: {value * fee:,.12g}. "
        "Until then it is worked out from your own weeks.",
    )


def _no_amount(table: TypedTable, row: int, number: Column) -> Problem:
    return table.problem(
        row, "value", "a percentage", number.unit, "Type the amount; until then a usual one counts."
    )
