"""Numbers as words: amounts, percentages, dates."""

from __future__ import annotations

from datetime import date


def money(amount: float, currency: str, *, cents: bool = False) -> str:
    """An amount with its sign in front and thousands set apart.

    >>> money(61234.4, "$"), money(-800, "€"), money(12.5, "CHF", cents=True)
    ('$61,234', '-€800', 'CHF 12.50')
    """
    sign = "-" if round(amount, 2 if cents else 0) < 0 else ""
    gap = " " if currency[-1:].isalpha() else ""
    return f"{sign}{currency}{gap}{abs(amount):,.{2 if cents else 0}f}"


def percent(share: float) -> str:
    """A share as a whole percentage.

    >>> percent(0.884)
    '88 %'
    """
    return f"{round(share * 100):.0f} %"


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
    """A count and its noun.

    >>> plural(1, "check"), plural(2, "check"), plural(2, "week off", "weeks off")
    ('1 check', '2 checks', '2 weeks off')
    """
    return f"{count:g} {noun if count == 1 else nouns or noun + 's'}"


def and_list(things: list[str]) -> str:
    """Things as a sentence lists them.

    >>> and_list(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)
