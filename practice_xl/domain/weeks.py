"""The practice's weeks: one line for each calendar week, all clinicians together.

Blank is not zero: a number that was not recorded is nan here, and stays out of every ratio that
needs it. A week without a row is unknown, unless TimeOff covers it: then it was a week off.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from practice_xl.domain import cleaning, middle
from practice_xl.domain.calendar import WEEK, holiday_weeks, planned_slots, week_of
from practice_xl.domain.findings import Finding
from practice_xl.domain.middle import median
from practice_xl.domain.plan import Plan, Row
from practice_xl.schema.measures import MEASURES

Numbers = middle.Numbers
Flags = middle.Flags
Columns = dict[str, Numbers]  # the values of each number of Weekly, one a week
SESSIONS = (
    "sessions_kept",
    "missed",
    "missed_charged",
    "cancelled_in_time",
    "slots_refilled",
    "clinician_cancelled",
)
PRACTICE_LEVEL = tuple(m.key for m in MEASURES if m.column and not m.column.each)
USUAL_WEEKS, LEAST_EXPOSURE = 26, 0.4  # of slots that are usual; one odd day weighs no more
# Slots that stay so much higher or lower for four open weeks, after four that were alike, are new
# hours, typed in Hours or not.
NEW_HOURS, BESIDE = 0.15, 4


@dataclass(frozen=True, eq=False)
class Weeks:
    """Consecutive calendar weeks, from the first recorded to the week read."""

    starts: tuple[date, ...]  # First day of each week, without gaps; empty: nothing recorded yet
    # For each number of Weekly, its values in the same order, nan where not recorded;
    # ``slots_offered`` filled in from the usual slots and TimeOff where it was blank
    columns: Columns
    plan: Plan  # The Plan they were read under
    findings: tuple[Finding, ...] = ()  # What cleaning found
    clinicians: tuple[tuple[str, Weeks], ...] = ()  # Of each, if several

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, key: str) -> Numbers:
        """Values of one column, a nan for each week in which it was not recorded."""
        return self.columns[key]

    @property
    def as_of(self) -> date | None:
        """First day of the week read: the last one here. None before the first row."""
        return self.starts[-1] if self.starts else None

    @property
    def plan_begins(self) -> date:
        """First week of the plan: as Plan says, else the first row. Needs at least one week."""
        return week_of(self.plan.plan_start or self.starts[0], self.plan)

    @cached_property
    def off(self) -> Flags:
        """Weeks off: no slots offered, and no session kept."""
        return np.asarray((self["slots_offered"] == 0) & ~(self["sessions_kept"] > 0))

    @cached_property
    def open(self) -> Flags:
        """Open recorded weeks: sessions kept are known, and it was not a week off."""
        return np.asarray(~np.isnan(self["sessions_kept"]) & ~self.off)

    @cached_property
    def holiday(self) -> Flags:
        """Holiday weeks of Plan's ShortWeeks, weeks off apart."""
        return np.isin(np.arange(len(self)), list(self._shares)) & ~self.off

    @cached_property
    def ordinary(self) -> Flags:
        """Open recorded weeks that are no holiday weeks: what rates and scores rest on."""
        return np.asarray(self.open & ~self.holiday)

    @cached_property
    def new_hours(self) -> list[int]:
        """Places of the first open week after each change of hours, typed in Hours or not."""
        slots = self["slots_offered"]
        places = np.flatnonzero(self.ordinary & (slots > 0))
        starts = [self.starts[place] for place in places]
        days = [week_of(row.first, self.plan) for row in self.plan.hours]
        typed = {bisect_left(starts, day) for day in days}
        return [int(places[at]) for at in changes(slots[places], typed)]

    @cached_property
    def exposure(self) -> Numbers:
        """Share of a usual week that each week was, 0 to 1; for lines, scores and projection.

        0 in a week off; the share that ShortWeeks leaves of a holiday week; else slots over the
        median of the last 26 open weeks since the hours are what they are, this one included, from
        0.4 to 1. Unknown slots: 1.
        """
        recent: list[float] = []
        shares = np.where(self.off, 0.0, 1.0)
        for place, offered in enumerate(self["slots_offered"].tolist()):
            if place in self.new_hours:
                recent = []
            if self.off[place]:
                continue
            if place in self._shares:
                shares[place] = self._shares[place]
            elif offered > 0:
                recent = [*recent, offered][-USUAL_WEEKS:]
                shares[place] = min(1.0, max(LEAST_EXPOSURE, offered / median(recent)))
        return shares

    @cached_property
    def _shares(self) -> dict[int, float]:
        """Share of each holiday week, by position."""
        if not self.starts:
            return {}
        listed = holiday_weeks(self.starts[0], self.starts[-1], self.plan)
        return {(week - self.starts[0]) // WEEK: share for week, share in listed.items()}

    @cached_property
    def booked(self) -> Numbers:
        """Slots booked: kept + missed + cancelled in time - refilled (+ clinician cancelled).

        A blank among the last four counts as 0 here, and only here. [sessions]
        """
        known = {key: np.nan_to_num(self[key]) for key in SESSIONS[1:]}
        taken = self["sessions_kept"] + known["missed"] + known["cancelled_in_time"]
        return taken - known["slots_refilled"] + known["clinician_cancelled"]

    @property
    def last_open(self) -> int | None:
        """Position of the last ordinary week; None when there is none."""
        places = np.flatnonzero(self.ordinary)
        return int(places[-1]) if len(places) else None

    def until(self, position: int) -> Weeks:
        """The weeks as they were known at the end of the week at ``position``."""
        end = position + 1
        columns = {key: values[:end] for key, values in self.columns.items()}
        each = tuple((name, weeks.until(position)) for name, weeks in self.clinicians)
        part = Weeks(self.starts[:end], columns, self.plan, clinicians=each)
        same = ["off", "open", "holiday", "ordinary", "booked"]  # none looks ahead
        begun = [place for place in self.new_hours if place < end]
        if not begun or self.ordinary[begun[-1] : end].sum() >= BESIDE:  # new hours were known then
            same.append("exposure")
        for name in same:
            part.__dict__[name] = getattr(self, name)[:end]  # worked out once
        return part

    def place_of(self, week: date) -> int | None:
        """Position of the week that begins on a day; None where it is not among these."""
        inside = bool(self.starts) and self.starts[0] <= week <= self.starts[-1]
        return (week - self.starts[0]) // WEEK if inside else None


def changes(slots: Numbers, typed: Collection[int] = ()) -> list[int]:
    """Where the slots of open weeks changed for good: as Hours says, or for four weeks at least.

    ``typed`` are the places of the first of them after each change in Hours. [sessions]

    >>> changes(np.array([30.0] * 9 + [20] * 4)), changes(np.array([30.0] * 9 + [20] * 3))
    ([9], [])
    >>> changes(np.array([30.0] * 9 + [20] * 2 + [30] * 9))
    []
    """
    found: list[int] = []
    for at in range(1, len(slots)):
        before = slots[max(found[-1] if found else 0, at - BESIDE) : at]
        after = slots[at : at + BESIDE]
        enough = len(after) == BESIDE and len(before) >= BESIDE - 1 and after[0] != before[-1]
        steady = enough and all(np.ptp(part) <= NEW_HOURS * part.max() for part in (before, after))
        if at in typed or (steady and abs(np.log(median(after) / median(before))) > NEW_HOURS):
            found.append(at)
    return found


def read_weeks(
    labels: Sequence[Hashable],
    columns: Mapping[str, Sequence[object]],
    plan: Plan,
    today: date | None = None,
) -> Weeks:
    """Clean the rows of Weekly and put them together into the practice's weeks.

    Args:
        labels: A label for each row, given back in the findings.
        columns: Raw values for each key of Weekly that is there.
        plan: Usual slots, TimeOff and Clinicians fill in what was left blank.
        today: The day the week read must have begun by; None takes the last recorded week.

    Returns:
        The weeks up to the week read (``as_of``): the latest with sessions kept recorded or no
        slots offered. Several clinicians are added up: practice-level numbers are recorded when
        any row has them, sessions and slots when every clinician's row does.

    >>> weeks = read_weeks([0, 1], {"week_start": ["2026-03-02", "2026-03-16"],
    ...     "sessions_kept": [18, 20], "missed": [1, ""]}, Plan(usual_slots=25))
    >>> [start.day for start in weeks.starts], weeks["sessions_kept"], weeks["slots_offered"]
    ([2, 9, 16], array([18., nan, 20.]), array([25., 25., 25.]))
    """
    rows, findings = cleaning.clean_rows(labels, columns, plan, today)
    findings += cleaning.names_not_listed(rows, plan)
    if not rows:
        return Weeks((), {key: np.empty(0) for key in cleaning.NUMBERS}, plan, tuple(findings))
    first, last = rows[0].week, max(rows[-1].week, week_of(today or rows[-1].week, plan))
    starts = tuple(first + WEEK * count for count in range((last - first) // WEEK + 1))
    listed = (clinician.name.casefold() for clinician in plan.clinicians)
    names = dict.fromkeys([*(row.clinician.casefold() for row in rows), *listed])
    single = {name: _one_clinician(rows, name, starts, plan) for name in names}
    weeks = _together(single, starts, plan)
    end = max(np.flatnonzero(weeks.open | weeks.off).tolist(), default=-1)
    if end >= 0:
        findings += cleaning.ask_about_clinicians(rows, plan, starts[end])
    if end >= 0 and len(single) > 1:
        labelled = {row.clinician.casefold(): row.clinician for row in rows}
        each = [(labelled.get(name, name), Weeks(starts, single[name], plan)) for name in single]
        weeks = replace(weeks, clinicians=tuple(each))
    return replace(weeks.until(end), findings=tuple(findings))


def _one_clinician(rows: list[Row], name: str, starts: tuple[date, ...], plan: Plan) -> Columns:
    """A clinician's numbers on the practice's calendar; a week off counts no sessions."""
    columns: Columns = {key: np.full(len(starts), np.nan) for key in cleaning.NUMBERS}
    for row in rows:
        if row.clinician.casefold() == name:
            place = (row.week - starts[0]) // WEEK
            for key, number in row.numbers.items():
                columns[key][place] = number
    slots, kept = columns["slots_offered"], columns["sessions_kept"]
    for place in np.flatnonzero(np.isnan(slots)).tolist():
        planned = planned_slots(plan, starts[place], name)
        slots[place] = np.nan if planned is None else planned
    slots[(slots == 0) & (kept > 0)] = np.nan  # sessions without a slot: the slots are not known
    off = slots == 0
    for key in SESSIONS[:-1]:
        columns[key][off & np.isnan(columns[key])] = 0.0
    return columns


def _together(single: dict[str, Columns], starts: tuple[date, ...], plan: Plan) -> Weeks:
    """Add the clinicians up. A clinician counts from the first week recorded to the last one.

    Who has no row for four weeks while others have is taken as away from then on.
    """
    if len(single) == 1:
        return Weeks(starts, dict(next(iter(single.values()))), plan)
    here = _here(np.array([~np.isnan(columns["sessions_kept"]) for columns in single.values()]))
    total: Columns = {}
    for key in cleaning.NUMBERS:
        stack = np.array([columns[key] for columns in single.values()])
        if key not in PRACTICE_LEVEL:
            stack[~here] = 0.0
        known = ~np.isnan(stack)
        added = np.nansum(stack, axis=0)
        if key == "active_clients":
            total[key] = _summed_levels(stack)
        elif key == "enjoyed":
            count = known.sum(axis=0)
            total[key] = np.where(count > 0, added / np.maximum(count, 1), np.nan)
        elif key in PRACTICE_LEVEL or key == "clinician_cancelled":
            total[key] = np.where(known.any(axis=0), added, np.nan)
        else:
            total[key] = stack.sum(axis=0)
    return Weeks(starts, total, plan)


def _here(typed: Flags) -> Flags:
    """In which weeks each clinician counts, (clinicians, weeks)."""
    here, places = np.zeros_like(typed), [np.flatnonzero(row) for row in typed]
    latest = max((known[-1] for known in places if len(known)), default=-1)
    for row, known in zip(here, places, strict=True):
        if len(known):
            gone = latest - known[-1] >= cleaning.AWAY_WEEKS
            row[known[0] : known[-1] + 1 if gone else None] = True
    return here


def _summed_levels(stack: Numbers) -> Numbers:
    """The last number of each clinician, added up, in the weeks in which any was recorded."""
    known = ~np.isnan(stack)
    place = np.maximum.accumulate(np.where(known, np.arange(stack.shape[1]), -1), axis=1)
    last = np.where(place >= 0, np.take_along_axis(stack, np.maximum(place, 0), axis=1), 0.0)
    return np.where(known.any(axis=0), last.sum(axis=0), np.nan)
