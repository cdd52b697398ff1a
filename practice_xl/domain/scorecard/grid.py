"""The grid: the trailing 13 weeks of each measurable, its goal, its means and its status."""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.domain.scorecard.week_end import (
    HOLIDAY,
    OFF,
    SHOWN,
    WeekEnd,
    WeekValues,
    reaches,
)
from practice_xl.schema.measures import FEWEST_FOR_STATUS, MEASURABLES, Measure

ON_TRACK, OFF_TRACK, UNKNOWN, NO_GOAL = "on track", "off track", "unknown", "no goal"
MARKS = {ON_TRACK: "✓", OFF_TRACK: "!", UNKNOWN: "?", NO_GOAL: "–"}
LINES = {"sessions_line": "sessions_kept", "income_line": "collected"}


class Status(NamedTuple):
    """How a measurable stands at the end of a week."""

    word: str  # On track, off track, unknown or no goal
    why: str = ""  # Why it is unknown, in words; else empty
    # Open weeks off track without a break, this week last, within the 13 weeks shown. Weeks off and
    # weeks without the number are passed over; 0 unless the word is off track. [weeks]
    weeks_off_track: int = 0


class GridRow(NamedTuple):
    """A measurable over the trailing 13 weeks, in its own unit; shares are fractions."""

    measure: Measure  # Its label, unit, kind and pair, from the schema
    # Its goal or limit; of a line, what the plan has for the week; None: no goal
    goal: float | None
    # 13 values, oldest first: a number, ``"off"``, ``"holiday week"`` or None: unknown
    weeks: tuple[float | str | None, ...]
    # Means of the last 4 and 13 open weeks; None when not recorded
    mean4: float | None
    mean13: float | None
    status: Status  # How it stands

    @property
    def key(self) -> str:
        """Key of the measure."""
        return self.measure.key

    @property
    def label(self) -> str:
        """What the sheets call it."""
        return self.measure.label

    @property
    def direction(self) -> str:
        """The good direction: ``"up"`` or ``"down"``."""
        return self.measure.good

    @property
    def mark(self) -> str:
        """The status as a mark beside its word, so that colour is never needed."""
        return MARKS[self.status.word]

    @property
    def weeks_off_track(self) -> int:
        """Open weeks off track running. [weeks]"""
        return self.status.weeks_off_track


def goal_of(measure: Measure, week: WeekEnd) -> float | None:
    """Goal or limit of a measure in a week; None: no goal."""
    key = measure.goal_key
    if key in LINES:
        return week.recent[-1].lines[LINES[key]]
    goal: float | None = getattr(week.plan, key) if key else None
    return goal


def status_of(measure: Measure, week: WeekEnd) -> Status:
    """How a measurable stands: this week's value against its goal.

    No word with fewer than 4 weeks in which the number is known.
    """
    usual, line = goal_of(measure, week), LINES.get(measure.goal_key)
    if usual is None:
        return Status(NO_GOAL)
    held: list[bool] = []
    for values in week.recent:
        value, goal = values.values.get(measure.key), values.lines[line] if line else usual
        if value is not None and goal is not None:
            held.append(reaches(value, goal, measure.good))
    if len(held) < FEWEST_FOR_STATUS:
        return Status(UNKNOWN, f"needs {FEWEST_FOR_STATUS} weeks, has {len(held)}")
    if week.this.get(measure.key) is None:
        return Status(UNKNOWN, "not known this week")
    if held[-1]:
        return Status(ON_TRACK)
    running = next((n for n, good in enumerate(reversed(held)) if good), len(held))
    return Status(OFF_TRACK, "", running)


def off_track(week: WeekEnd, running: int) -> list[Measure]:
    """Measurables off track for at least ``running`` weeks, in the grid's order."""
    return [
        measure for measure in MEASURABLES if status_of(measure, week).weeks_off_track >= running
    ]


def goals_set(week: WeekEnd) -> int:
    """How many measurables have a goal."""
    return sum(goal_of(measure, week) is not None for measure in MEASURABLES)


def grid(week: WeekEnd, shown: tuple[WeekValues, ...] = ()) -> tuple[GridRow, ...]:
    """The grid's 17 rows as known at the end of a week.

    Args:
        week: The week read, or the last open one before it.
        shown: The weeks to show, oldest first; those of ``week`` by default.
    """
    return tuple(_row(measure, week, shown or week.recent) for measure in MEASURABLES)


def _row(measure: Measure, week: WeekEnd, shown: tuple[WeekValues, ...]) -> GridRow:
    cells: list[float | str | None] = [
        values.state if values.state in (OFF, HOLIDAY) else values.values.get(measure.key)
        for values in shown
    ]
    padding: list[float | str | None] = [None] * (SHOWN - len(cells))
    return GridRow(
        measure,
        goal_of(measure, week),
        tuple(padding + cells),
        week.mean_of(measure.key, week.four),
        week.mean_of(measure.key, week.thirteen),
        status_of(measure, week),
    )
