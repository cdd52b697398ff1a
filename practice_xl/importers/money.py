"""Amounts read from a file, and added up into the money of each week."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from operator import add
from typing import Any

from practice_xl.domain.cell_values import NotReadableError, as_number
from practice_xl.importers.statuses import Flow, judge, note_unknown
from practice_xl.importers.tables import Amount, File, Reading
from practice_xl.importers.timestamps import day_number
from practice_xl.problems import FileRefused

_NOTHING = 0.005
_COMMA_CENTS = re.compile(r"\d,\d{1,2}\D*$")
_POINT_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(?![\d.,])")
_POINT_CENTS = re.compile(r"\.\d{1,2}\D*$")
_CODE = re.compile(r"\b[A-Za-z]{1,3}\$|\b[A-Z]{3}\b")


def read_amounts(cells: Iterable[object]) -> dict[object, float | None]:
    """The number of each different cell of a column; None for a cell that is none.

    A column that writes cents behind a comma anywhere writes thousands with a point: its
    ``1.200`` is 1,200, which no single cell could tell.

    >>> read_amounts(["1.200", "40,50", "CA$ 12"])
    {'1.200': 1200.0, '40,50': 40.5, 'CA$ 12': 12.0}
    >>> read_amounts(["1.200", "n/a", "-"])
    {'1.200': 1.2, 'n/a': None, '-': 0.0}
    """
    different = dict.fromkeys(cells)
    texts = [cell for cell in different if isinstance(cell, str)]
    comma = any(map(_COMMA_CENTS.search, texts)) and not any(map(_POINT_CENTS.search, texts))
    return {cell: _number(cell, comma) for cell in different}


def _number(value: object, comma: bool) -> float | None:
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


def amounts(file: File, role: str) -> list[float] | None:
    """Amount of a role in each row, over its columns; None without it. Refused where it is text."""
    total: list[float] | None = None
    for cells in file.cells.get(role, ()):
        known = read_amounts(set(cells))
        if None in known.values():
            rows = [row for row, cell in enumerate(cells) if known[cell] is None]
            raise FileRefused(
                f"{file.name} holds text where an amount is expected, in the column "
                f"{file.headers[role]}, {file.places(rows)}; mend it there and import again."
            )
        here: list[Any] = list(map(known.__getitem__, cells))
        total = list(map(add, total, here)) if total else here
    return total


def received(file: File) -> list[float]:
    """The amount of each payment: one column, or what came in; less what was refunded of it."""
    amount = amounts(file, "amount") or amounts(file, "money_in") or [0.0] * len(file.day)
    if refunded := amounts(file, "refunded"):
        amount = [came - abs(back) for came, back in zip(amount, refunded, strict=True)]
    return amount


def read_money(
    file: File,
    reading: Reading,
    flow: Sequence[int] | None = None,  # of each row, where the words alone do not tell
    amount: Sequence[float] | None = None,  # of each row, where the columns alone do not tell
) -> None:
    """Money of a list of payments, on the day it was paid; refused where nobody can add it up."""
    source, last = file.source, reading.last_day
    flow = judge(file, source.words, Flow.UNKNOWN) if flow is None else flow
    amount = received(file) if amount is None else amount
    come = [row for row, day in enumerate(file.day) if day <= last]
    unknown = [row for row in come if flow[row] == Flow.UNKNOWN]
    note_unknown(file, "amount", source.words, unknown)
    cells = file.column("amount")
    rows = [row for row in come if flow[row] <= Flow.REFUND and not (cells and cells[row] == "")]
    currencies = file.column("currency")
    used = {str(currencies[row]).upper() for row in rows} - {""} if currencies else ()
    if len(used) > 1:
        raise FileRefused(
            f"{file.name} holds amounts in {len(used)} currencies; export one currency at a time."
        )
    if source.below_zero is None:  # nobody can know why
        negative = sum(amount[row] < 0 for row in rows)
        if negative:
            has = "1 amount" if negative == 1 else f"{negative} amounts"
            raise FileRefused(
                f"{file.name} has {has} below zero, and nothing says what they are; add "
                'below_zero = "refund" to the mapping if they are refunds, or below_zero = '
                '"not income" if you paid them.'
            )
        if rows and abs(sum(amount[row] for row in rows)) < _NOTHING:
            raise FileRefused(
                f"The amounts of {file.name} come to 0, so they do not tell what came in; name "
                "another column for the amount in the mapping."
            )
    if source.below_zero is Flow.NOT_INCOME:
        rows = [row for row in rows if amount[row] >= 0]
    file.leave_out(len(come) - len(rows) - len(unknown), "no income and not counted.")
    back = {row for row in rows if flow[row] == Flow.REFUND}
    file.money = [(file.day[at], -abs(amount[at]) if at in back else amount[at]) for at in rows]


def add_up(parts: Sequence[tuple[File, Sequence[Amount]]], key: str, reading: Reading) -> None:
    """Add up the amounts of each week; they are the practice's, so they stand in one row a week."""
    days: defaultdict[int, float] = defaultdict(float)
    for day, amount in chain.from_iterable(rows for _, rows in parts):
        days[day] += amount
    sums: defaultdict[date, float] = defaultdict(float)
    for day, amount in days.items():
        sums[reading.week_of(day)] += amount
    first, last = min(sums, default=date.max), max(sums, default=date.min)
    others = {start for start, _ in reading.weeks if first < start < last}
    for start in sorted(sums.keys() | others):  # a week of other figures in between has 0
        reading.row_of(day_number(start))[key] = round(sums[start], 2) + 0.0
