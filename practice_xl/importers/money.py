"""Amounts of payments, added up into the money of each week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from practice_xl.importers.frame import Array, Frame, amounts
from practice_xl.importers.source import Found, Money, Reading
from practice_xl.importers.stamps import Stamps, read_stamps
from practice_xl.importers.weeks import (
    Weeks,
    from_week_number,
    practice_row,
    until_today,
    week_numbers,
)


def read_payments(frame: Frame, reading: Reading) -> Found:
    """Money of a list of payments, in the week it was paid: the columns ``date``, ``amount``."""
    found = Found()
    stamps = read_stamps(frame, "date", reading, found.notes)
    keep_money(found, reading, stamps, amounts(frame, "amount", stamps.dated))
    return found


def keep_money(
    found: Found,
    reading: Reading,
    stamps: Stamps,
    amount: Array | None,
    *,
    by_session: bool = False,
    mark: Array | None = None,
) -> None:
    """Put the amounts of a file in ``found``: those that have a date, by today; if it has any."""
    if amount is None:
        return
    keep = stamps.dated & until_today(stamps.day, reading)
    marks = None if mark is None else mark[keep]
    found.money = Money(stamps.day[keep], amount[keep], by_session, marks)


def add_money(found: Sequence[Money], reading: Reading, weeks: Weeks, notes: list[str]) -> None:
    """Add up the money of each week; it is the practice's, so it stands in one row a week.

    A week that has other figures and lies inside the files' days collected 0.

    Args:
        found: Amounts of every file, with rows after ``reading.today`` taken out.
        reading: The Plan, for weeks.
        weeks: Takes the figures.
        notes: Takes sentences for the owner.
    """
    found = [part for part in found if len(part.day)]
    real = [part for part in found if not part.by_session]
    if real and len(real) < len(found):
        notes.append(
            "Money collected is taken from the payments; what the appointments say was paid is "
            "left aside, so that nothing counts twice."
        )
    elif found and not real:
        notes.append(
            "Money collected stands in the week of the session, because these files do not say "
            "when it was paid; import the payments as well for the week it came in."
        )
    used = real or found
    if not used:
        return
    day = np.concatenate([part.day for part in used])
    week = week_numbers(day, reading.plan)
    first = int(week.min())
    amount = np.concatenate([part.amount for part in used])
    again = _again(used)
    if again.any():
        notes.append(
            f"Transactions that stand in the files more than once count once: {again.sum()}."
        )
    sums = np.bincount(week - first, weights=np.where(again, 0.0, amount))
    paid = set((week - first).tolist())
    name = practice_row(reading.plan)
    others = {start for start, _ in weeks}
    for number, amount in enumerate(sums.tolist()):
        start = from_week_number(number + first, reading.plan)
        if number in paid or start in others:
            weeks.setdefault((start, name), {})["collected"] = round(amount, 2) + 0.0


def _again(found: Sequence[Money]) -> Array:
    """Rows whose transaction stands above already."""
    parts = [
        np.zeros(len(part.day), np.int64) if part.mark is None else part.mark for part in found
    ]
    marks = np.concatenate(parts)
    again = np.ones(len(marks), bool)
    again[np.unique(marks, return_index=True)[1]] = False
    return np.asarray(again & (marks != 0))
