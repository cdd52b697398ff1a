"""What an owner decides: the numbers behind levers and decisions, and results of a quarter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from practice_xl.domain.calendar import span_of
from practice_xl.domain.cell_values import NotReadableError, as_tick, in_words, is_blank, plain
from practice_xl.domain.findings import too_large_a_share
from practice_xl.domain.levers.effect import OF_A_WHOLE, LeverInput, is_slip
from practice_xl.domain.plan import Decided, DecisionInput, Result
from practice_xl.domain.weeks import Weeks
from practice_xl.schema import levers as schema
from practice_xl.schema.levers import CLINICIAN, DECISION_NUMBERS, LEAVE_PANEL, LEVERS, RAISE_FEE
from practice_xl.schema.measures import MEASURE_BY_KEY
from practice_xl.schema.parts import Column, Kind
from practice_xl.sheets.tables import LEFT_OUT, Row, read_rows, rows_as_typed
from practice_xl.sheets.typed_tables import TypedTable

if TYPE_CHECKING:
    from practice_xl.books import Book

_MOST_SHARE = 2  # a share above it was meant in per cent
_MOST_RESULTS = 3  # that a leader names for a quarter
_UNTIL_THEN = "Until then the row is left out."
_BY_LABEL = {kind.label: kind for kind in schema.KINDS}


def read_lever_inputs(
    book: Book, table: TypedTable | None, fee: float | None
) -> dict[int, LeverInput]:
    """The numbers in LeverInputs by the place of their row; slips of the fee are asked about."""
    by_name = {name.casefold(): lever for lever in LEVERS for name in (lever.key, lever.label)}

    def input_of(row: Row) -> LeverInput | None:
        cells = row.cells
        lever = by_name.get(str(cells["lever"] or "").strip().casefold())
        name = str(cells["number"] or "").strip().casefold()
        numbers = lever.numbers if lever else ()
        number = next((n for n in numbers if name in (n.label.casefold(), n.key)), None)
        if lever is None or number is None:
            row.ask("number" if lever else "lever", *_no_number("levers"))
            return None
        value, on, percent = cells["value"], cells["on"], False
        first = number is numbers[0]
        if value and number.kind is Kind.MONEY and value <= number.high:
            percent = is_percentage(book, row.table, row.number)
        asked = None
        if value is not None and value > number.high:
            do = "It is left out, and worked out from your own weeks instead."
            asked = f"{value:,.12g}", f"{number.unit}, up to {number.high:,.12g}", do
        elif percent and (number.key != "change" or lever.key not in OF_A_WHOLE):
            do = "Type the amount; until then a usual one counts."
            asked = "a percentage", number.unit, do
        elif first and number.kind is Kind.MONEY and not percent and is_slip(value or 0.0, fee):
            asked = _which_unit(value, fee or 0.0)
        if asked:
            row.ask("value", *asked)
            value = None
        chosen = on == "Yes" if first and on else None
        return LeverInput(lever.key, number.key, value, chosen, percent)

    return read_rows(table, input_of)


def is_percentage(book: Book, table: TypedTable, row: int, key: str = "value") -> bool:
    """Whether a number was typed, or is shown, as a percentage."""
    typed = table.columns[key][table.rows.index(row)]
    if isinstance(typed, str):
        return typed.strip().endswith("%")
    cell = book.sheets[table.sheet].range((row, table.places[key]))
    return "%" in str(cell.number_format)


def _which_unit(value: float, fee: float) -> tuple[str, str, str]:
    """What is asked where an amount was probably meant as a percentage of the fee."""
    percent = f"{100 * value:,.4g}"
    do = f"For {percent} % type {percent}%, or the amount: {value * fee:,.12g}. "
    do += "Until then its usual value counts."
    return f"{value:,.12g} in currency", f"an amount, or a percentage such as {percent} %", do


def _no_number(what: str) -> tuple[str, str, str]:
    found, expected = f"a name that is not one of the {what}", "the name as a new workbook has it"
    return found, expected, f"Undo the change; {LEFT_OUT}"


def read_decisions(
    book: Book, tables: Mapping[str, TypedTable | None], fee: float | None, today: date
) -> tuple[tuple[Decided, ...], tuple[DecisionInput, ...], tuple[int, ...]]:
    """The decisions that read Yes, and every number typed behind them in DecisionInputs.

    Slips of the fee and too short a notice are asked about. Last comes for each number of the
    schema the place of its row, 0 for the first; -1 where it is gone.
    """
    numbers = tables.get("DecisionInputs")
    inputs, places = _read_inputs(book, numbers, fee)
    typed = {(entry.kind, entry.number): entry.value for entry in inputs}

    def decided_of(row: Row) -> Decided | None:
        one = _decided(book, row, fee) if row.cells["use"] == "Yes" else None
        if one:
            _ask_notice(row, one, typed, today)
        return one

    found = tuple(read_rows(tables.get("Decisions"), decided_of).values())
    if any(one.kind == CLINICIAN.key for one in found) and (CLINICIAN.key, "payroll") not in typed:
        _ask_payroll(numbers)
    return found, inputs, places


def _decided(book: Book, row: Row, fee: float | None) -> Decided | None:
    """A row that reads Yes; None where it cannot be played, which is asked about."""
    place, cells = row.place + 1, row.cells
    kind, begins, ends = _BY_LABEL.get(cells["decision"]), cells["begins"], cells["ends"]
    asked = None
    if place > schema.MOST_DECISIONS:
        asked = "use", f"row {place}", f"at most {schema.MOST_DECISIONS} decisions", "Clear one."
    elif kind is None:
        asked = "decision", "nothing", "a decision from the list", "Choose one."
    elif begins is None:
        asked = "begins", "nothing", "the day it begins", "Type the date, such as 2027-01-04."
    elif kind is schema.TIME_AWAY and ends and ends < begins:
        asked = "ends", "a last day before the first", "the last day away", "Correct the dates."
    if asked:
        row.ask(*asked[:-1], f"{asked[-1]} {_UNTIL_THEN}")
    if asked or kind is None:
        return None
    number = cells["number"]
    if number is not None:
        number = _number(book, row, "number", kind.numbers[0], fee)
    return Decided(place, kind.key, begins, ends if kind is schema.TIME_AWAY else None, number)


def _number(book: Book, row: Row, key: str, number: Column, fee: float | None) -> float | None:
    """A cell as its number asks; None where it is asked about, and its default counts."""
    value = row.cells[key]
    if number.kind is Kind.TICK:
        try:
            return float(as_tick(value))
        except NotReadableError:
            do = "Until it is put right, its usual value counts."
            row.ask(key, "neither a yes nor a no", "x for yes, or nothing", do)
            return None
    read = row.number_in(number._replace(key=key), value)
    if read is None or number is not RAISE_FEE.numbers[0] or not is_slip(read, fee):
        return read
    if is_percentage(book, row.table, row.number, key):
        return read * (fee or 0.0)
    row.ask(key, *_which_unit(read, fee or 0.0))
    return None


def _read_inputs(
    book: Book, table: TypedTable | None, fee: float | None
) -> tuple[tuple[DecisionInput, ...], tuple[int, ...]]:
    by_label = {(plain(kind.label), plain(n.label)): (kind, n) for kind, n in DECISION_NUMBERS}
    inputs, places = [], dict.fromkeys(((kind.key, n.key) for kind, n in DECISION_NUMBERS), -1)
    for row in rows_as_typed(table):
        known = by_label.get((plain(row.cells["decision"]), plain(row.cells["number"])))
        if known is None:
            row.ask("decision", *_no_number("decisions' numbers"))
            continue
        kind, number = known
        places[kind.key, number.key] = row.place
        if is_blank(row.cells["value"]):
            continue
        read = _number(book, row, "value", number, fee)
        if read is not None:
            inputs.append(DecisionInput(kind.key, number.key, read))
    return tuple(inputs), tuple(places.values()) if table else ()


def _ask_notice(row: Row, one: Decided, typed: dict[tuple[str, str], float], today: date) -> None:
    """Ask about a day that comes sooner than those it concerns must be told."""
    kind = schema.KIND_BY_KEY[one.kind]
    if kind is RAISE_FEE and not typed.get((kind.key, "everyone")):
        return
    earliest = today + timedelta(weeks=kind.notice)
    if kind.notice and today <= one.begins < earliest:
        what = "your contract" if kind is LEAVE_PANEL else "your agreement"
        expected = f"{in_words(earliest)} or later: {kind.notice} weeks of notice"
        do = f"See {what}. It counts from the day you typed."
        row.ask("begins", in_words(one.begins), expected, do)


def _ask_payroll(numbers: TypedTable | None) -> None:
    """What an employer pays on top is not 0 because it is blank."""
    label = next(n.label for n in CLINICIAN.numbers if n.key == "payroll")
    for row in rows_as_typed(numbers):
        if plain(row.cells["number"]) == plain(label):
            expected = "a share of her pay; 0 % for a contractor"
            do = "Ask your accountant, and type it. Until then 7.65 % counts."
            row.ask("value", "nothing", expected, do, header=f"{CLINICIAN.label}, {label}")


def read_quarter(table: TypedTable | None, weeks: Weeks) -> dict[int, Result]:
    """The results of quarters by the place of their row, at most three for a quarter."""
    firsts: list[date] = []

    def result_of(row: Row) -> Result | None:
        key, to, start = (row.cells.pop(name) for name in ("measurable", "to", "from"))
        asked = _no_result(key, to, start)
        result = None if asked else Result(key, to, start=start, **row.cells)
        if result and weeks.as_of:
            first, _ = span_of(result, weeks.as_of, weeks.plan)
            if firsts.count(first) == _MOST_RESULTS:
                found = f"a fourth result for the quarter from {in_words(first)}"
                do = "Clear it, or give it another quarter; until then it is left out."
                asked = "measurable", found, "at most three: what matters most", do
            else:
                firsts.append(first)
        if asked:
            row.ask(*asked)
        return None if asked else result

    return read_rows(table, result_of)


def _no_result(
    key: str | None, to: float | None, start: float | None
) -> tuple[str, str, str, str] | None:
    """What to ask of a row that is no result: something is missing, or cannot be meant so."""
    if key is None or to is None:
        where = "measurable" if key is None else "to"
        do = f"Choose and type both; {LEFT_OUT}"
        return where, "nothing", "a measurable, and where it should be", do
    measure = MEASURE_BY_KEY[key]
    if measure.kind is Kind.SHARE and max(to, start or 0) > _MOST_SHARE:
        where, number = ("to", to) if to > _MOST_SHARE else ("from", start or 0)
        do = f"Type it with its sign, for example {number:g}%; {LEFT_OUT}"
        return where, too_large_a_share(number), "a share", do
    if start is None or not (to < start if measure.good == "up" else to > start):
        return None
    good = "more" if measure.good == "up" else "less"
    found = f"{to:,.12g}, where {start:,.12g} under From is better"
    expected = f"where it should be; of {measure.label} {good} is good"
    return "to", found, expected, f"Is one of the two another number? Correct it; {LEFT_OUT}"
