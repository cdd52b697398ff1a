"""What a reading may draw on, and how it says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from practice_xl.domain.records import Action
from practice_xl.domain.scorecard.decisions import LeverNow
from practice_xl.domain.scorecard.grid import GridRow
from practice_xl.domain.scorecard.phrases import say
from practice_xl.domain.scorecard.week_end import WeekEnd, reaches

HIDDEN = "…"  # stands for a result that was named and is not shared


class ReadingContext(NamedTuple):
    """What a reading may draw on."""

    week: WeekEnd  # The week read, or the last open one before it
    rows: dict[str, GridRow]  # Its grid, by key
    lever: LeverNow | None = None  # The lever to name where the practice is almost full

    def value(self, key: str) -> float | None:
        """This week's value."""
        return self.week.this.get(key)

    def says(self, key: str, value: float | None = None) -> str:
        """A value of a measure in words; its own of this week by default."""
        own = self.value(key) if value is None else value
        return "" if own is None else say(key, own, self.week.plan, self.rows[key].goal)

    def goal(self, key: str) -> str:
        """The goal of a measure in words; empty without one."""
        goal = self.rows[key].goal
        return "" if goal is None else say(key, goal, self.week.plan)

    def held(self, key: str) -> bool | None:
        """Whether this week's value is at its goal; None when either is unknown."""
        value, goal = self.value(key), self.rows[key].goal
        if value is None or goal is None:
            return None
        return reaches(value, goal, self.rows[key].direction)

    def pick(self, *wordings: str) -> str:
        """One of several wordings, the same each time for the same week."""
        return wordings[self.week.end.toordinal() // 7 % len(wordings)]

    def actions(self, *keys: str) -> list[Action]:
        """Open actions on these measurables."""
        return [action for action in self.week.open_actions if action.measurable in keys]


def joined(parts: Sequence[str]) -> str:
    """Words in a row.

    >>> joined(["notes", "bills", "admin"])
    'notes, bills and admin'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def sentence(text: str) -> str:
    """A sentence from a clause.

    >>> sentence("18 sessions took place")
    '18 sessions took place.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
