"""What was known at the end of a week: its numbers and the twelve weeks before it, no later ones.

Every score, status and reading is worked out from one of these, so the scores of past weeks
cannot look ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import isnan
from typing import NamedTuple

import numpy as np

from practice_xl.domain import capacity, costs, income
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.plan import Plan
from practice_xl.domain.plan_lines import PlanLines
from practice_xl.domain.records import Action, Month
from practice_xl.domain.sources import NO_REFERRALS, Referrals
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure, Window, last_open_weeks, mean
from practice_xl.schema.measures import MEASURABLES

SHOWN = 13  # weeks of the grid and of the history
OFF, HOLIDAY = "off", "holiday week"  # what such weeks read in the grid
_EPSILON = 1e-9

RATIOS: dict[str, Callable[[Window], Figure]] = {
    "utilisation": capacity.utilisation,
    "fill": capacity.fill,
    "show_rate": capacity.show_rate,
    "missed_rate": capacity.missed_rate,
    "enforcement": capacity.enforcement,
    "net_clients": capacity.net_clients,
    "session_rate": income.cash_without_fees,  # of one week: only what was recorded
}
REFERRAL_WEEKS, REFERRAL_FEWEST = 4, 3  # sources met are counted over 4 weeks; fewer say little
_TYPED = tuple(
    measure.key
    for measure in MEASURABLES
    if measure.key not in RATIOS and measure.key not in ("referrals_met", "days_in_ar")
)


class WeekValues(NamedTuple):
    """A week of the grid."""

    start: date  # Its first day
    # ``"open"``, ``"off"``, ``"holiday week"`` or ``"unknown"`` (sessions kept not recorded)
    state: str
    # The measures' values, None where unknown; empty unless the week was open
    values: Mapping[str, float | None]
    # What the plan had for this week: ``sessions_kept`` and ``collected``
    lines: Mapping[str, float | None]


@dataclass(frozen=True, eq=False)
class WeekEnd:
    """What was known at the end of a week."""

    weeks: Weeks  # The weeks up to this one, which is the last of them
    # What was typed in Monthly; only those closed by the week's end are looked at
    months: Sequence[Month]
    actions: Sequence[Action]  # What was typed in Actions
    # This week's values and those of up to 12 weeks before, oldest first
    recent: tuple[WeekValues, ...]
    referrals: Referrals = NO_REFERRALS  # What was typed in Referrals

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

    def days_unpaid(self, place: int) -> float | None:
        """Days of income unpaid as known at the end of an earlier week. [days]"""
        return costs.days_in_ar(self.weeks.until(place), self.months).value

    def mean_of(self, key: str, window: Window) -> float | None:
        """As :func:`mean_of`; sources met are from Referrals, where used.

        Days unpaid are known once a month: of a window, those known at its end.
        """
        if key == "days_in_ar":
            return self.days_unpaid(int(window.places[-1])) if len(window.places) else None
        mean = mean_of(key, window)
        return self.referrals.instead_of(mean, window) if key == "referrals_met" else mean

    def last_four(self, key: str) -> list[float | None]:
        """A column's values in the last 4 open weeks, oldest first; None where not recorded."""
        return [None if isnan(value) else value for value in self.four.values(key).tolist()]


def week_ends(
    weeks: Weeks,
    months: Sequence[Month],
    actions: Sequence[Action],
    positions: Sequence[int],
    referrals: Referrals = NO_REFERRALS,
) -> dict[int, WeekEnd]:
    """What was known at the end of each of some weeks, by their positions.

    The values of a week are worked out once, from the weeks up to it, and shared by all.
    """
    if not positions:
        return {}
    first = max(0, min(positions) - SHOWN + 1)
    unpaid = _DaysUnpaid(months)
    lines = PlanLines(weeks)
    known = {place: weeks.until(place) for place in range(first, max(positions) + 1)}
    values = {place: _values(of, lines, unpaid, referrals) for place, of in known.items()}
    return {
        place: WeekEnd(
            known[place],
            months,
            actions,
            tuple(values[at] for at in range(max(first, place - SHOWN + 1), place + 1)),
            referrals,
        )
        for place in positions
    }


def mean_of(key: str, window: Window) -> float | None:
    """Mean of a measure over a window: sum over sum for a rate, a week for an amount.

    ``collected`` is the money of the calendar span, weeks off included, for each full week;
    ``referrals_met`` is for 4 weeks, from 3 recorded ones up. ``days_in_ar`` is of months: see
    the grid.
    """
    if key in RATIOS:
        return RATIOS[key](window).value
    if key == "collected":
        return _money_a_week(window)
    figure = mean(window.values(key))
    if key == "referrals_met":
        known = figure.value if figure.n >= REFERRAL_FEWEST else None
        return None if known is None else known * REFERRAL_WEEKS
    return figure.value


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


def _values(known: Weeks, plan: PlanLines, unpaid: _DaysUnpaid, referrals: Referrals) -> WeekValues:
    """The values of the last of the weeks known; the plan's line rests on the first 4 open ones."""
    place = len(known) - 1
    start, off = known.starts[place], bool(known.off[place])
    lines = {
        "sessions_kept": plan.sessions(start),
        "collected": plan.income(start),
    }
    if known.holiday[place]:
        return WeekValues(start, HOLIDAY, {}, lines)
    if not known.open[place]:
        return WeekValues(start, "off" if off else "unknown", {}, lines)
    window = Window(known, 1, np.array([place]))
    values: dict[str, float | None] = {key: rate(window).value for key, rate in RATIOS.items()}
    for key in _TYPED:
        number = float(known[key][place])
        values[key] = None if isnan(number) else number
    four = last_open_weeks(known, REFERRAL_WEEKS)
    met = four.values("referrals_met")
    complete = len(met) == REFERRAL_WEEKS and not np.isnan(met).any()
    values["referrals_met"] = referrals.instead_of(float(met.sum()) if complete else None, four)
    values["days_in_ar"] = unpaid.at(known)
    return WeekValues(start, "open", values, lines)


class _DaysUnpaid:
    """Days of income unpaid as known at a week's end; worked out once for each month's end."""

    def __init__(self, months: Sequence[Month]) -> None:
        self._months = months
        self._found: dict[int, float | None] = {}

    def at(self, known: Weeks) -> float | None:
        closed = costs.closed_months(known, self._months)
        if len(closed) not in self._found:
            self._found[len(closed)] = costs.days_in_ar(known, closed).value
        return self._found[len(closed)]
