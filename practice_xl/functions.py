"""Functions for cells, for people who like formulas (Excel on Windows, through xlwings).

They are the same pure functions the sheets are worked out with. To get them, press *Import
Functions* on xlwings' ribbon; the workbook's settings name this module.
"""

from __future__ import annotations

from collections.abc import Callable

from practice_xl.engines import xlwings_free  # noqa: F401 - before xlwings, see there

# isort: split
import xlwings as xw

from practice_xl.domain.capacity import share_worked
from practice_xl.domain.income import ceiling

_NUMBERS = "needs numbers"


@xw.func(category="Practice")
def PRACTICE_UTILISATION(kept: object, offered: object) -> float | str | None:  # noqa: N802
    """Share of offered slots that became kept sessions; empty when none was offered.

    >>> PRACTICE_UTILISATION(18, 24)
    0.75
    """
    return _worked_out(share_worked, kept, offered)


@xw.func(category="Practice")
def PRACTICE_CEILING(  # noqa: N802
    offered: object, rate: object, weeks: object
) -> float | str | None:
    """Income of a year when every slot is worked: slots a week, money per session, weeks.

    >>> PRACTICE_CEILING(25, 150, 48)
    180000.0
    """
    return _worked_out(ceiling, offered, rate, weeks)


@xw.func(category="Practice")
def PRACTICE_FEE_FOR_GOAL(  # noqa: N802
    goal: object, sessions: object, weeks: object
) -> float | str | None:
    """Money each session must bring to reach a yearly goal: sessions a week, weeks a year.

    >>> PRACTICE_FEE_FOR_GOAL(144_000, 20, 48)
    150.0
    """
    return _worked_out(fee_for_goal, goal, sessions, weeks)


def fee_for_goal(goal: float, sessions: float, weeks: float) -> float | None:
    """Money each session must bring for the year's income to reach a goal.

    Args:
        goal: Income of a year. [currency]
        sessions: Sessions kept in a week. [sessions]
        weeks: Weeks worked in a year.

    Returns:
        [currency a session]; None without sessions or weeks, where no fee reaches a goal.

    >>> fee_for_goal(goal=144_000, sessions=20, weeks=48)
    150.0
    """
    return goal / (sessions * weeks) if sessions > 0 and weeks > 0 else None


def _worked_out(measure: Callable[..., float | None], *cells: object) -> float | str | None:
    """The measure of these cells; empty when one is empty, a word when one is no number."""
    if any(cell is None or cell == "" for cell in cells):
        return None
    numbers = []
    for cell in cells:
        try:
            numbers.append(float(cell))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return _NUMBERS
    return measure(*numbers)
