"""Amounts as programs write them: ``$1,200.00``, ``(40)``, ``1.200,50``, ``40-``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from practice_xl.domain.cell_values import NotReadableError, as_number

_COMMA_CENTS = re.compile(r"\d,\d{1,2}\D*$")
_POINT_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(?![\d.,])")
_POINT_CENTS = re.compile(r"\.\d{1,2}\D*$")
_CODE = re.compile(r"\b[A-Za-z]{1,3}\$|\b[A-Z]{3}\b")


def read_amounts(values: Sequence[Any]) -> tuple[list[float], list[bool]]:
    """Numbers of a column's different values.

    A column that writes cents behind a comma anywhere writes thousands with a point: its
    ``1.200`` is 1,200, which no single cell could tell.

    Args:
        values: The different values of one column.

    Returns:
        For each value its number (0 where it has none), and whether it could not be read.

    >>> read_amounts(["1.200", "40,50", "CA$ 12"])
    ([1200.0, 40.5, 12.0], [False, False, False])
    >>> read_amounts(["1.200", "n/a", "-"])
    ([1.2, 0.0, 0.0], [False, True, False])
    """
    texts = [value for value in values if isinstance(value, str)]
    comma = any(_COMMA_CENTS.search(text) for text in texts) and not any(
        _POINT_CENTS.search(text) for text in texts
    )
    numbers: list[float] = []
    unreadable: list[bool] = []
    for value in values:
        number = _number(value, comma)
        numbers.append(0.0 if number is None else number)
        unreadable.append(number is None)
    return numbers, unreadable


def _number(value: Any, comma: bool) -> float | None:
    if isinstance(value, str):
        value = _CODE.sub("", value).strip()
        if value in ("-", "–", "—"):
            return 0.0
        if value.endswith("-"):
            value = f"-{value[:-1]}"
        if comma and _POINT_THOUSANDS.search(value):
            value = value.replace(".", "")
    try:
        return as_number(value) or 0.0
    except NotReadableError:
        return None
