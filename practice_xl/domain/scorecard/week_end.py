"""What was known at the end of a week: its numbers and the twelve weeks before it, no later ones.

Every score, status and reading is worked out from one of these, so the scores of past weeks
cannot look ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import isnan
from typing import NamedTuple

import numpy as np

from practice_xl.domain import costs, income, windows
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.plan import Action, Month, Plan
from practice_xl.domain.plan_lines import PlanLines
from practice_xl.domain.sources import Referrals
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Window, last_open_weeks, mean
from practice_xl.schema.measures import FEWEST_FOR_STATUS, MEASURABLES, Measure

SHOWN = 13  # weeks of the grid and of the history
AWAY = OFF, HOLIDAY = "off", "holiday week"  # what such weeks read in the grid
_EPSILON = 1e-9
ON_TRACK, OFF_TRACK, UNKNOWN, NO_GOAL = "on track", "off track", "unknown", "no goal"
MARKS = {ON_TRACK: "✓", OFF_TRACK: "!", UNKNOWN: "?", NO_GOAL: "–"}  # so colour is never needed
LINES = ("sessions_line", "income_line")  # goals that follow the plan
RATIOS = {m.key: windows.RATES[m.key] for m in MEASURABLES if m.key in windows.RATES}
RATIOS["session_rate"] = income.cash_without_fees  # of one week: only what was recorded
REFERRAL_WEEKS, REFERRAL_FEWEST = 4, 3  # sources met are counted over 4 weeks; fewer say little
_TYPED = tuple(m.key for m in MEASURABLES if m.column and m.key != "referrals_met")


class WeekValues(NamedTuple):
    """A week of the grid."""

    state: str  # "open", "off", "holiday week" or "unknown": sessions kept are not recorded
    values: Mapping[str, float | None]  # By measure, None where unknown; empty unless it was open
    lines: Mapping[str, float | None]  # What the plan has for it, by LINES


@dataclass(frozen=True, eq=False)
class WeekEnd:
    """What was known at the end of a week."""

    weeks: Weeks  # The weeks up to this one, which is the last of them
    months: Sequence[Month]  # Of Monthly; those closed by the week's end count
    actions: Sequence[Action]  # What was typed in Actions
    recent: tuple[WeekValues, ...]  # This week's and those of up to 12 before, oldest first
    referrals: Referrals  # What was typed in Referrals
    plan_lines: PlanLines  # What the plan has for each week

    @property
    def plan(self) -> Plan:
        """The Plan the weeks were read under."""
        return self.weeks.plan

    @property
    def end(self) -> date:
        """Last day of the week."""
        return self.weeks.starts[-1] + WEEK - timedelta(days=1)

    @property
    def this(self) -> Mapping[str, float | None]:
        """This week's values of the 17 measures."""
        return self.recent[-1].values

    @cached_property
    def four(self) -> Window:
        """The last 4 open weeks."""
        return last_open_weeks(self.weeks, 4)

    @cached_property
    def thirteen(self) -> Window:
        """The last 13 open weeks."""
        return last_open_weeks(self.weeks, 13)

    @cached_property
    def open_actions(self) -> tuple[Action, ...]:
        """Actions added on or before the week's end and not closed by then."""
        return tuple(action for action in self.actions if action.is_open(self.end))

    def mean_of(self, key: str, window: Window) -> float | None:
        """Mean of a measure over a window: sum over sum for a rate, a week for an amount.

        ``collected`` is the money of the calendar span, weeks off included, for each full week.
        ``referrals_met`` is for 4 weeks, from 3 recorded ones up, and from Referrals where used.
        Days unpaid are known once a month: of a window, those known at its end.
        """
        if key == "days_in_ar":
            known = self.weeks.until(window.span.stop - 1)
            return costs.days_in_ar(known, self.months).value
        if key in RATIOS:
            return RATIOS[key](window).value
        if key == "collected":
            return _money_a_week(window)
        figure = mean(window.values(key))
        if key != "referrals_met":
            return figure.value
        enough = figure.value is not None and figure.n >= REFERRAL_FEWEST
        typed = (figure.value or 0.0) * REFERRAL_WEEKS if enough else None
        return self.referrals.instead_of(typed, window)

    def last_four(self, key: str) -> list[float | None]:
        """A column's values in the last 4 open weeks, oldest first; None where not recorded."""
        return [None if isnan(value) else value for value in self.four.values(key).tolist()]


def week_ends(
    weeks: Weeks, months: Sequence[Month], actions: Sequence[Action], referrals: Referrals
) -> dict[int, WeekEnd]:
    """What was known at the end of the last 13 weeks and of the last open one, by position.

    The values of a week are worked out once, from the weeks up to it, and shared by all.
    """
    last, count = weeks.last_open, len(weeks)
    positions = sorted({*range(max(0, count - SHOWN), count), *([] if last is None else [last])})
    first, lines = max(0, min(positions, default=0) - SHOWN + 1), PlanLines(weeks)
    known = {place: weeks.until(place) for place in range(first, count)}
    values = {place: _values(of, lines, months, referrals) for place, of in known.items()}
    ends = {}
    for place in positions:
        recent = tuple(values[at] for at in range(max(first, place - SHOWN + 1), place + 1))
        ends[place] = WeekEnd(known[place], months, actions, recent, referrals, lines)
    return ends


def reaches(value: float, goal: float, good: str) -> bool:
    """Whether a value is at its goal, or better; the limit itself is good.

    >>> reaches(0.1 + 0.2, 0.3, "down"), reaches(17.9, 18, "up")
    (True, False)
    """
    return value >= goal - _EPSILON if good == "up" else value <= goal + _EPSILON


def _money_a_week(window: Window) -> float | None:
    """Money of the calendar span for each full week in it. [currency a week]

    A part week counts as its share, a week off as none, and a holiday week as the share of a usual
    week that was worked in it: so an ordinary holiday neither costs a point nor earns one.
    """
    weeks, span = window.weeks, window.span
    collected, kept = weeks["collected"][span], weeks["sessions_kept"][span]
    known = ~np.isnan(collected)
    ordinary, holiday = weeks.ordinary[span] & known, weeks.holiday[span] & known
    share = weeks.exposure[span]
    usual = float(share[ordinary].sum())
    if usual <= 0:
        return None
    each = float(kept[ordinary].sum()) / usual  # sessions of a full week
    worked = np.where(np.isnan(kept), share, np.minimum(1.0, kept / each if each > 0 else share))
    full_weeks = usual + float(worked[holiday].sum())
    cash = collected[ordinary | holiday | (weeks.off[span] & known)]
    return float(cash.sum()) / full_weeks


def _values(
    known: Weeks, plan: PlanLines, months: Sequence[Month], referrals: Referrals
) -> WeekValues:
    """The values of the last of the weeks known; the plan's line rests on the first 4 open ones."""
    start = known.starts[-1]
    lines = dict(zip(LINES, (plan.sessions(start), plan.income(start)), strict=True))
    if known.holiday[-1]:
        return WeekValues(HOLIDAY, {}, lines)
    if not known.open[-1]:
        return WeekValues(OFF if known.off[-1] else "unknown", {}, lines)
    window = Window(known, 1, np.array([len(known) - 1]))
    values: dict[str, float | None] = {key: rate(window).value for key, rate in RATIOS.items()}
    typed = {key: float(known[key][-1]) for key in _TYPED}
    values |= {key: None if isnan(number) else number for key, number in typed.items()}
    four = last_open_weeks(known, REFERRAL_WEEKS)
    met = four.values("referrals_met")
    complete = len(met) == REFERRAL_WEEKS and not np.isnan(met).any()
    values["referrals_met"] = referrals.instead_of(float(met.sum()) if complete else None, four)
    values["days_in_ar"] = costs.days_in_ar(known, months).value
    return WeekValues("open", values, lines)


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
    goal: float | None  # Its goal or limit; of a line, the plan for the week; None: no goal
    weeks: tuple[float | str | None, ...]  # 13, oldest first; None: unknown
    mean4: float | None  # Means of the last 4 and 13 open weeks; None when not recorded
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


def goal_of(measure: Measure, week: WeekEnd) -> float | None:
    """Goal or limit of a measure in a week; None: no goal."""
    key, lines = measure.goal_key, week.recent[-1].lines
    goal: float | None = getattr(week.plan, key, None)
    return lines.get(key, goal)


def status_of(measure: Measure, week: WeekEnd) -> Status:
    """How a measurable stands: this week's value against its goal.

    No word with fewer than 4 weeks in which the number is known.
    """
    usual = goal_of(measure, week)
    if usual is None:
        return Status(NO_GOAL)
    held: list[bool] = []
    for values in week.recent:
        value, goal = values.values.get(measure.key), values.lines.get(measure.goal_key, usual)
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


def grid(week: WeekEnd, shown: tuple[WeekValues, ...]) -> tuple[GridRow, ...]:
    """The grid's 17 rows as known at the end of a week."""
    rows = []
    for measure in MEASURABLES:
        cells = [of.state if of.state in AWAY else of.values.get(measure.key) for of in shown]
        cells = [None] * (SHOWN - len(shown)) + cells
        four, thirteen = (week.mean_of(measure.key, of) for of in (week.four, week.thirteen))
        goal, status = goal_of(measure, week), status_of(measure, week)
        rows.append(GridRow(measure, goal, tuple(cells), four, thirteen, status))
    return tuple(rows)
