"""Numbers as words: amounts, percentages, dates; rounded as the cells beside them show them."""

from __future__ import annotations

import math
from datetime import date

NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def as_shown(value: float, digits: int = 0) -> float:
    """A number rounded as spreadsheets show it: halves away from zero.

    >>> as_shown(0.125, 2), as_shown(-2.5), as_shown(92.485, 2), as_shown(20.25, 1)
    (0.13, -3.0, 92.49, 20.3)
    """
    scale = 10.0**digits
    size = math.floor(abs(value) * scale + 0.5 + 1e-9) / scale
    return round(math.copysign(size, value), digits) + 0.0


def money(amount: float, currency: str, digits: int = 0) -> str:
    """An amount with its sign in front and thousands set apart.

    >>> money(61234.5, "$"), money(-800, "€"), money(12.5, "CHF", digits=2)
    ('$61,235', '-€800', 'CHF 12.50')
    """
    shown = as_shown(amount, digits)
    gap = " " if currency[-1:].isalpha() else ""
    return f"{'-' if shown < 0 else ''}{currency}{gap}{abs(shown):,.{digits}f}"


def percent(share: float) -> str:
    """A share as a whole percentage.

    >>> percent(0.884), percent(0.625)
    ('88 %', '63 %')
    """
    return f"{as_shown(share * 100):.0f} %"


def one_decimal(value: float) -> str:
    """A number with a decimal where there is one.

    >>> one_decimal(20.25), one_decimal(21.0)
    ('20.3', '21')
    """
    return f"{as_shown(value, 1):.1f}".removesuffix(".0")


def day(when: date) -> str:
    """A date as people write it, short.

    >>> day(date(2026, 11, 2))
    '2 Nov 2026'
    """
    return f"{when.day} {when:%b %Y}"


def month(when: date) -> str:
    """A month as people write it.

    >>> month(date(2027, 3, 1))
    'March 2027'
    """
    return f"{when:%B %Y}"


def plural(count: float, noun: str, nouns: str = "") -> str:
    """A count, with a decimal where there is one, and its noun.

    >>> plural(1, "check"), plural(2.06, "session"), plural(2, "week off", "weeks off")
    ('1 check', '2.1 sessions', '2 weeks off')
    """
    text = one_decimal(count)
    return f"{text} {noun if text == '1' else nouns or noun + 's'}"


def capital(text: str) -> str:
    """Text as a sentence begins.

    >>> capital("no limit")
    'No limit'
    """
    return text[:1].upper() + text[1:]


def and_list(things: list[str]) -> str:
    """Things as a sentence lists them.

    >>> and_list(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)
