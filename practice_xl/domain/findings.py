"""What is found in a cell: read as its column asks, or said in words that repeat no name."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from datetime import date
from math import isinf
from typing import Any, NamedTuple

from practice_xl.domain.cell_values import AmbiguousError, NotReadableError, as_number, as_share
from practice_xl.domain.middle import median
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.parts import Column, Kind

MOST_OF_ANYTHING = 1e9  # no fee, no money and no count of a practice is larger
DUST = 1e-6  # what sums of formulas leave behind: a number so close to a whole one is whole
FEWEST_AMOUNTS, LIKE_USUAL = 3, 20.0  # so many amounts tell whether 1.200 beside them is 1,200
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty none nil"
).split()
_AWAY = frozenset(
    "sick ill illness vacation holiday holidays off away leave closed conference training break "
    "pto ooo urlaub".split()
)
_NONE = frozenset(("-", "–", "—", "x", "n/a", "na", "none", "nil", "/", "."))
_SHOWN = frozenset(_NUMBER_WORDS) | _AWAY | _NONE
# What a cell shows in place of a result; any other text that begins with # may be someone's name.
_ERRORS = frozenset(
    "#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #FIELD! #BLOCKED! #CONNECT! #BUSY! "
    "#UNKNOWN! #GETTING_DATA".split()
)
_NOT_WORKED_OUT = "#CALC!"  # also how a closed file gives a formula saved without its result
_FORMULA = "a formula that is not worked out"
_WHOLE = (Kind.COUNT, Kind.RATING)
_EXAMPLE: dict[Kind, object] = {Kind.MONEY: 1200, Kind.HOURS: 6, Kind.RATING: 4, Kind.SHARE: "90 %"}
NOT_LISTED = "a word that is not on the list"
LEFT_OUT = "Until it is put right, it is left out of the numbers."
_WEEKLY_COUNTS = tuple(column for column in WEEKLY.columns if column.kind is Kind.COUNT)


class Finding(NamedTuple):
    """A problem of one cell, before anyone knows the cell's address."""

    row: Hashable  # Label of the row in what was cleaned
    key: str  # Key of the column
    # The words of the message
    found: str
    expected: str
    do: str
    blocking: bool = False  # True when nothing can be worked out until it is put right


def show_typed(value: object) -> str:
    """What was found, in words that never repeat a name or a note.

    >>> show_typed("eighteen"), show_typed("Anna K."), show_typed("#N/A"), show_typed(18.5)
    ("'eighteen'", 'text that is no number', 'the error #N/A', '18.5')
    """
    if isinstance(value, str):
        text = value.strip()
        if text == _NOT_WORKED_OUT:
            return _FORMULA
        if text in _ERRORS:
            return f"the error {text}"
        if text.casefold() in _SHOWN or not any(char.isalpha() for char in text):
            return f"'{text[:20]}'"
        return "text that is no number"
    if isinstance(value, date):
        return "a date"
    if isinstance(value, float):
        return f"{value:,.12g}"
    return str(value)[:20]


def expected_of(column: Column) -> str:
    """What a column accepts, in words.

    >>> expected_of(WEEKLY.column("sessions_kept"))
    'a whole number from 0 to 200'
    """
    whole = {
        Kind.DATE: "a date",
        Kind.DAYS: "days of the year, for example 15 April, 15 June",
        Kind.CHOICE: "one of: " + ", ".join(column.choices),
        Kind.SHARE: "a share from 0 % to 100 %",
    }
    if column.kind in whole:
        return whole[column.kind]
    noun = "an amount" if column.kind is Kind.MONEY else "a number"
    noun = "a whole number" if column.kind in _WHOLE else noun
    limits = "" if isinf(column.high) else f" from {column.low:,.12g} to {column.high:,.12g}"
    return noun + limits


def read_cell(
    label: Hashable, column: Column, value: Any, findings: list[Finding], others: Sequence[Any] = ()
) -> float | None:
    """A number cell of any typed table: the number, or None with the finding added.

    ``label`` is the row, given back in the finding; ``others`` are the other cells of the column,
    which may tell what ``"1.200"`` means.
    """
    if (  # nearly every cell, so worth a short way
        type(value) is float
        and 0 <= value <= MOST_OF_ANYTHING
        and value.is_integer()
        and column.low <= value <= column.high
    ):
        return value or 0.0
    try:
        number = _read(column, value, others)
    except NotReadableError as wrong:
        found, do = why_not(column, value, wrong)
        findings.append(Finding(label, column.key, found, expected_of(column), do, blocking=True))
        return None
    if number is None:
        return None
    number = without_dust(number, column)
    in_parts = column.kind in _WHOLE and number != int(number)
    if not (in_parts or outside(number, column) or abs(number) > MOST_OF_ANYTHING):
        return number
    found, do = f"{number:,.12g}", LEFT_OUT
    if column.kind is Kind.SHARE:
        found, do = too_large_a_share(number), f"Type it as 90 %. {LEFT_OUT}"
    findings.append(Finding(label, column.key, found, expected_of(column), do))
    return None


def why_not(column: Column | None, value: object, wrong: NotReadableError) -> tuple[str, str]:
    """What was found in a cell that is no number, and what to do about it, in words."""
    if isinstance(wrong, AmbiguousError):
        small, large = wrong.readings
        found = f"{show_typed(value)}, which could mean {small:,.12g} or {large:,.12g}"
        return found, f"Type it without the dot, for example {large:.12g}, and recalculate."
    found = show_typed(value)
    away = isinstance(value, str) and value.strip().casefold() in _AWAY | _NONE
    if away and column in _WEEKLY_COUNTS:
        if column is WEEKLY.column("slots_offered"):
            return found, "For a week away, type 0 here and clear the rest of the row."
        return found, (
            "For a week away, type 0 under Slots offered and clear this cell. "
            "If you worked and there were none, type 0 here."
        )
    if found == _FORMULA:
        return found, "Open the file in your spreadsheet program, save it, and recalculate."
    example = _EXAMPLE.get(column.kind, 18) if column else 18
    return found, f"Type the number, for example {example}, and press Recalculate again."


def without_dust(number: float, column: Column | None = None) -> float:
    """A number, whole where only the dust of a formula keeps it from being so.

    >>> without_dust(13.0000000002), without_dust(13.5)
    (13.0, 13.5)
    """
    nearest = float(round(number))
    exact = column is not None and column.kind not in _WHOLE
    return nearest if abs(number - nearest) < (DUST / 1000 if exact else DUST) else number


def outside(number: float, column: Column) -> bool:
    """Whether a number lies outside its limits, by more than dust."""
    return not column.low - DUST <= number <= column.high + DUST


def too_large_a_share(number: float) -> str:
    """A share outside its limits, as the cell means it and as it was probably meant.

    >>> too_large_a_share(90)
    '90, which means 9,000 %'
    """
    shown = f"{number:,.12g}"
    return f"{shown}, which means {100 * number:,.12g} %" if number > 2 else shown


def _read(column: Column, value: object, others: Sequence[object]) -> float | None:
    if column.kind in (Kind.SHARE, Kind.NUMBER):
        return as_share(value)
    if column.kind not in (Kind.MONEY, Kind.MONEY_RATE):
        return as_number(value)
    try:
        return as_number(value, money=True)
    except AmbiguousError as unclear:
        usual = _usual_amount(others)
        for reading in unclear.readings:
            if usual and usual / LIKE_USUAL < abs(reading) < usual * LIKE_USUAL:
                return reading
        raise


def _usual_amount(values: Sequence[object]) -> float | None:
    """The usual amount of a column; None while too few can be read for certain."""
    amounts = []
    for value in values:
        with suppress(NotReadableError):
            if number := as_number(value, money=True):
                amounts.append(abs(number))
    return median(amounts) if len(amounts) >= FEWEST_AMOUNTS else None
