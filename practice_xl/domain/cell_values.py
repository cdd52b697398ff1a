"""What a person typed in a cell, read as a number, a whole number or a date.

Spreadsheets hand over floats, Decimals, numpy scalars, dates, serials, text and error words.
These functions are the one normaliser for all of them.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from practice_xl.schema.parts import MONTHS

EXCEL_EPOCH = date(1899, 12, 30)
# A serial number below this is a date before 2000, above it one after 2099: not a week typed here.
FIRST_SERIAL, LAST_SERIAL = 36526, 73050
NOTHING = 1e-9  # what is left where a formula should give 0

# How a number may be written, what sets its thousands apart and what its decimals.
_FORMS = (
    (r"[-+]?(\d+(\.\d*)?|\.\d+)", "", "."),
    (r"[-+]?\d{1,3}(\.\d{3}){2,}", ".", ","),
    (r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", ",", "."),
    (r"[-+]?\d{1,3}(\.\d{3})*,\d{1,2}|[-+]?\d+,\d{1,2}", ".", ","),
)
_ONE_DOT = r"[-+]?[1-9]\d{0,2}\.\d{3}"  # 1.2 in one country, 1,200 in another
_NOISE = r"(?i)[\s\u00a0\u202f'$€£¥₹]|\b(?:usd|eur|gbp|chf|cad|aud|nzd|kr)\b"


class NotReadableError(ValueError):
    """The cell holds something that is not what its column asks for."""


class AmbiguousError(NotReadableError):
    """An amount that one country reads as another does not; ``readings`` has both."""

    def __init__(self, value: str, readings: tuple[float, float]) -> None:
        super().__init__(value)
        self.readings = readings


def as_number(value: object, *, money: bool = False) -> float | None:
    """A typed number, or None for a blank cell.

    Text such as ``"$1,200"``, ``"18"``, ``"(40)"`` or ``"1.200,50"`` is read as the number it
    shows. A number closer to zero than any amount is 0. Of an amount of ``money`` ``"1.200"`` does
    not say how large it is.

    Raises:
        AmbiguousError: An amount that may be 1.2 or 1,200.
        NotReadableError: The cell holds a date, an error or text that is no number.

    >>> as_number("$1,200"), as_number(" 18 "), as_number("(40)"), as_number("12,5")
    (1200.0, 18.0, -40.0, 12.5)
    >>> as_number(1e-320), as_number("") is None
    (0.0, True)
    """
    if is_blank(value):
        return None
    if isinstance(value, (date, timedelta)):
        raise NotReadableError(value)
    if not isinstance(value, str):
        return _finite(value)
    noise, one_dot, forms = _patterns()
    text = noise.sub("", value)
    sign = -1 if text.startswith("(") and text.endswith(")") else 1
    text = text.strip("()").replace("−", "-")
    if money and one_dot.fullmatch(text):
        raise AmbiguousError(value, (sign * float(text), sign * float(text.replace(".", ""))))
    for form, thousands, decimals in forms:
        if form.fullmatch(text):
            return sign * float(text.replace(thousands, "").replace(decimals, "."))
    raise NotReadableError(value)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], list[tuple[re.Pattern[str], str, str]]]:
    """The ways to write a number, compiled when text is first read: most cells hold numbers."""
    return re.compile(_NOISE), re.compile(_ONE_DOT), [(re.compile(f), t, d) for f, t, d in _FORMS]


def as_share(value: object) -> float | None:
    """A typed share, or None for a blank cell: as :func:`as_number`, and text may end in %.

    >>> as_share("90%"), as_share("12,5 %"), as_share(0.9)
    (0.9, 0.125, 0.9)
    """
    if not isinstance(value, str) or not value.rstrip().endswith("%"):
        return as_number(value)
    number = as_number(value.rstrip()[:-1])
    if number is None:
        raise NotReadableError(value)
    return number / 100


def as_date(value: object) -> date | None:
    """A typed date, or None for a blank cell.

    Dates, date-times, Excel serials and ISO text (``"2026-03-02"``) are read; other text is
    refused, because 3/2 is March in one country and February in another. So is, however it is
    written, a day before 2000 or after 2099.

    Raises:
        NotReadableError: The cell holds something else.

    >>> as_date("2026-03-02"), as_date(46083)
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2))
    """
    if is_blank(value):
        return None
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
    elif isinstance(value, str):
        try:
            day = datetime.fromisoformat(value.strip()).date()
        except ValueError:
            raise NotReadableError(value) from None
    else:
        serial = _finite(value)
        if not FIRST_SERIAL <= serial <= LAST_SERIAL:
            raise NotReadableError(value)
        day = EXCEL_EPOCH + timedelta(days=int(serial))
    if not FIRST_SERIAL <= (day - EXCEL_EPOCH).days <= LAST_SERIAL:
        raise NotReadableError(value)  # 1926 for 2026, or the year 9999 for "for ever"
    return day


def readable_date(value: object) -> date | None:
    """A typed date; None for a blank cell and for what is no date."""
    try:
        return as_date(value)
    except NotReadableError:
        return None


def as_days(value: object) -> tuple[tuple[int, int], ...]:
    """Days of the year, each its month and day, such as the days tax is due.

    They are text such as ``"15 April, June 15"``, or a date, of which the year is not used.

    Raises:
        NotReadableError: The cell holds something else, or a day that not every year has.

    >>> as_days("15 April, June 15; 31 Jan")
    ((4, 15), (6, 15), (1, 31))
    """
    from calendar import monthrange

    if not isinstance(value, str):
        day = as_date(value)
        return ((day.month, min(day.day, monthrange(2026, day.month)[1])),) if day else ()
    days = []
    for part in re.split("[,;]", value):
        words = part.split()
        begun = tuple(word.casefold() for word in words if len(word) >= 3)
        named = [month.casefold().startswith(begun) for month in MONTHS]
        month = named.index(True) + 1 if True in named else 0
        number = next((int(word) for word in words if word.isascii() and word.isdigit()), 0)
        if len(words) != 2 or not month or not 1 <= number <= monthrange(2026, month)[1]:
            raise NotReadableError(value)
        days.append((month, number))
    return tuple(days)


def plain(value: object) -> str:
    """The text of a name or a label, whatever its case and spaces; empty for a blank cell.

    >>> plain("Dr.  Lane ")
    'dr. lane'
    """
    return "" if value is None else " ".join(str(value).split()).casefold()


def is_blank(value: object) -> bool:
    """True for an empty cell: nothing, only spaces, or a not-a-number from pandas.

    >>> is_blank(" "), is_blank(float("nan")), is_blank(0)
    (True, True, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return bool(value != value)  # noqa: PLR0124 - only nan and NaT differ from themselves


def _finite(value: Any) -> float:
    number = getattr(value, "item", lambda: value)()  # a numpy scalar becomes Python's own
    a_number = hasattr(number, "as_integer_ratio") and not isinstance(number, bool)  # Decimal too
    if not a_number or not math.isfinite(number):
        raise NotReadableError(value)
    found = float(number)
    return 0.0 if abs(found) < NOTHING else found


_YES = frozenset(("x", "✓", "✔", "☑", "yes", "y", "true", "1"))
_NO = frozenset(("no", "n", "false", "0", "-", "☐"))


def as_tick(value: object) -> bool:
    """Whether a cell is ticked. Only a clear yes ticks it: a tick lets text leave the workbook.

    Raises:
        NotReadableError: Neither a yes nor a no.

    >>> as_tick("X"), as_tick(True), as_tick(None), as_tick("no"), as_tick(0.0)
    (True, True, False, False, False)
    """
    if is_blank(value):
        return False
    text = f"{value:g}" if isinstance(value, float) else str(value).strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise NotReadableError(value)


def in_words(day: date) -> str:
    """A date as people write it.

    >>> in_words(date(2025, 3, 3))
    '3 March 2025'
    """
    return f"{day.day} {day:%B %Y}"
