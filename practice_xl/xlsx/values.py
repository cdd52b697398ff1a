"""The values a cell can hold, and how a file writes them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from practice_xl.problems import FileRefused
from practice_xl.xlsx.address import Area
from practice_xl.xlsx.markup import encode_controls, escape

MAX_TEXT = 32_767  # characters Excel keeps in one cell
DAYS_1904 = 1462  # from the start of the old Mac calendar back to the usual one

_EPOCH = dt.datetime(1899, 12, 30)
_LAST_SERIAL = 2_958_466.0  # 1 January of the year 10000


class CellRefused(FileRefused, ValueError):
    """A value or a cell that cannot be written without doing harm; the text names the cell."""


class CellError(str):
    """An error in a cell, such as ``#N/A``: text that xlwings turns into None unless asked."""

    __slots__ = ()


NOT_WORKED_OUT = CellError("#CALC!")


class Serial(float):
    """A number that its cell shows as a date or a time."""

    __slots__ = ()


Stored = None | bool | float | str
Rows = Mapping[int, Mapping[int, Stored]]  # values by row and column


def as_date(serial: float, counts_from_1904: bool = False) -> dt.datetime | float:
    """The moment a serial number means, to the millisecond as Excel keeps it.

    Args:
        serial: Days since 30 December 1899. [days] Serials below 61 are a day off in Excel's own
            display, which believes in 29 February 1900; xlwings counts as this does.
        counts_from_1904: Whether the workbook uses the old Mac calendar.

    Returns:
        The moment; the number itself when it lies outside the years 1899 to 9999.

    >>> as_date(45292.5)
    datetime.datetime(2024, 1, 1, 12, 0)
    """
    days = serial + DAYS_1904 if counts_from_1904 else serial
    if not 0 <= days < _LAST_SERIAL:
        return float(serial)
    whole = math.floor(days)
    if whole == days:
        return dt.datetime.fromordinal(_EPOCH.toordinal() + whole)
    milliseconds = round((days - whole) * 86_400_000)
    try:
        return _EPOCH + dt.timedelta(days=whole, milliseconds=milliseconds)
    except OverflowError:
        return float(serial)


def as_serial(moment: dt.date, *, counts_from_1904: bool = False) -> float:
    """The serial number of a date or a moment. [days]

    >>> as_serial(dt.date(2024, 1, 1))
    45292.0
    """
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    span = moment.replace(tzinfo=None) - _EPOCH
    serial = span.days + (span.seconds + span.microseconds / 1e6) / 86_400
    return serial - DAYS_1904 if counts_from_1904 else serial


def as_stored(value: object, cell: str, *, counts_from_1904: bool = False) -> Stored:
    """A value in the form a cell holds it: a bool, float or str, a date as its serial number.

    Args:
        value: None, text, a number, a truth value, a date or a moment; also numpy's and Decimal.
        cell: Sheet and address, for the message.
        counts_from_1904: Whether the workbook uses the old Mac calendar.

    Raises:
        CellRefused: ``nan``, endless, too long, half a character, or of a kind no cell can hold.
    """
    if value is None or isinstance(value, (bool, CellError)):
        return value
    if isinstance(value, str):
        return _text(value, cell)
    if isinstance(value, (dt.datetime, dt.date)):
        if value != value:  # noqa: PLR0124 - a missing moment of pandas is unlike itself
            raise CellRefused(f"{cell} would get a missing date; leave it empty instead.")
        if value.year < 1900:
            raise CellRefused(f"{cell} would get a date before 1900, which no cell can hold.")
        return as_serial(value, counts_from_1904=counts_from_1904)
    if isinstance(value, dt.time):
        since_midnight = dt.datetime.combine(_EPOCH, value.replace(tzinfo=None)) - _EPOCH
        return since_midnight / dt.timedelta(days=1)
    if hasattr(value, "as_integer_ratio"):  # every number, Decimal too
        return _number(value, cell)
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        return as_stored(value.item(), cell, counts_from_1904=counts_from_1904)
    raise CellRefused(f"{cell} would get something that is no number, text or date.")


def _text(value: str, cell: str) -> str:
    try:
        length = len(value) if value.isascii() else len(value.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        raise CellRefused(f"{cell} would get half a character; type the text again.") from error
    if length > MAX_TEXT:
        raise CellRefused(f"{cell} would get more than {MAX_TEXT:,} characters; shorten the text.")
    return str(value)


def _number(value: Any, cell: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise CellRefused(f"{cell} would get a value that is not a finite number.")
    return number


def same(current: Stored, new: Stored) -> bool:
    """Whether writing the new value would change nothing in the cell.

    >>> same(Serial(2.0), 2.0), same(True, 1.0), same(CellError("#N/A"), "#N/A")
    (True, False, False)
    """
    if type(current) is type(new):
        return current == new
    if isinstance(current, Serial) and isinstance(new, float):
        return as_date(current) == as_date(new)  # Excel keeps fewer digits of a moment than we do
    return False


def area_around(rows: Rows) -> Area | None:
    """The area around all cells that hold something; None when none does."""
    filled = [(row, c) for row, cells in rows.items() for c, of in cells.items() if of is not None]
    if not filled:
        return None
    numbers, columns = zip(*filled, strict=True)
    return Area(min(numbers), min(columns), max(numbers), max(columns))


def cell_content(value: Stored, prefix: str) -> tuple[str, str]:
    """The type attribute and the inner XML of a cell with this value.

    Text stays in the cell itself, so that the part with shared text keeps its bytes.

    >>> cell_content("=1+1", "")
    ('inlineStr', '<is><t xml:space="preserve">=1+1</t></is>')
    """
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return "b", f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, float):
        short = value.is_integer() and abs(value) < 1e15
        return "", f"<{prefix}v>{int(value) if short else repr(float(value))}</{prefix}v>"
    if isinstance(value, CellError):
        return "e", f"<{prefix}v>{escape(value)}</{prefix}v>"
    text = escape(encode_controls(value))
    space = ' xml:space="preserve"'
    return "inlineStr", f"<{prefix}is><{prefix}t{space}>{text}</{prefix}t></{prefix}is>"
