"""The two readings: the week as a manager would tell it, and as a leader would.

Each sentence is chosen by this week's numbers and open actions. Every number in them stands in
the grid. They may quote a task of the owner's; the coach copy gives tasks
that were not ticked as blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from practice_xl.domain.records import Action
from practice_xl.domain.scorecard import reading_leader, reading_manager
from practice_xl.domain.scorecard.decisions import LeverNow
from practice_xl.domain.scorecard.grid import GridRow
from practice_xl.domain.scorecard.reading_context import HIDDEN, ReadingContext
from practice_xl.domain.scorecard.week_end import WeekEnd


class Readings(NamedTuple):
    """One week told twice, a paragraph each."""

    manager: str
    leader: str


def compose(
    week: WeekEnd,
    rows: Sequence[GridRow],
    moved: dict[int, str],
    lever: LeverNow | None = None,
) -> Readings:
    """Tell the week twice.

    Args:
        week: The week read, or the last open one before it.
        rows: Its grid.
        moved: The word of *closer?* for each action's row.
        lever: The lever to name where the practice is almost full.
    """
    context = ReadingContext(week, {row.key: row for row in rows}, lever)
    return Readings(reading_manager.paragraph(context), reading_leader.paragraph(context, moved))


def hide_unshared_text(actions: Sequence[Action]) -> tuple[Action, ...]:
    """The actions, with task and result blank wherever the owner did not tick them for sharing.

    A result that was named keeps a mark that it was, so that *closer?* reads the same.
    """
    return tuple(
        action
        if action.share
        else action._replace(task=None, result=HIDDEN if (action.result or "").strip() else None)
        for action in actions
    )
