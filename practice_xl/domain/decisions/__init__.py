"""Decisions with a date: what if, from when?

Levers say what a change is worth in a year; a decision begins on a day. It is played on the same
simulated futures as the projection, so the difference has a range. :mod:`.kinds` has the course of
a practice and the six kinds that change it. Here: what each decision brings alone and all together,
beside the course without them, in numbers and in sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import month_of
from practice_xl.domain.decisions import kinds
from practice_xl.domain.decisions.kinds import Ahead, Course, Played
from practice_xl.domain.levers.state import State
from practice_xl.domain.middle import quantiles
from practice_xl.domain.plan import Action, Decided, DecisionInput
from practice_xl.domain.projection import Band, FullBy, Futures, IncomeChart, Projection, simulate
from practice_xl.domain.projection.likely import read_chart
from practice_xl.domain.projection.words import read_full
from practice_xl.domain.scorecard.decisions import LeverNow
from practice_xl.domain.wording import day, money, month
from practice_xl.schema.levers import CLINICIAN, KIND_BY_KEY, LEAVE_PANEL, SLOTS

NO_OVERHEAD = "Your overhead is not in Monthly yet, so only what the decision costs is taken off."
NEEDS_WEEKS = "Needs two weeks with sessions, and the money collected or your fees in Plan."
NOT_BY_MONEY = ("time_away", "help")
NOTHING = 0.5  # less than this is nothing [currency]
MONTHS = 12


class Year(NamedTuple):
    """The next 12 months of one course."""

    collected: Band  # What is collected. [currency]
    # What is left after overhead and what decisions cost; after tax where Plan has a tax rate.
    # [currency]
    left: Band
    lowest_month: date  # First day of the month that likely leaves least
    lowest: float  # What it leaves, before tax. [currency]
    full: FullBy  # When the practice will be full


class DecisionResult(NamedTuple):
    """What one decision brings, or all of them together."""

    name: str  # What the sheets call it
    decided: Decided | None  # The row it was typed in; None for all together
    words: tuple[str, ...]  # What to know beside the numbers, as sentences
    parts: tuple[str, ...] = ()  # What tells figures of a part of the practice, as sentences
    year: Year | None = None  # The next 12 months with it; None where ``words`` says why
    more: Band | None = None  # What more is collected in them. [currency]
    more_left: Band | None = None  # What more is left. [currency]
    # First day of the week by which it has paid for itself; None: not within two years, or it does
    # not apply
    pays_back: date | None = None

    @property
    def lever(self) -> str:
        """Key of the lever it is; empty for none."""
        return KIND_BY_KEY[self.decided.kind].lever if self.decided else ""

    def as_dict(self, as_now: Year | None) -> dict[str, object]:
        """A part of the block ``decisions`` of ``report --json``."""
        row = self.decided
        about = {"row": row.row, "kind": row.kind, "begins": row.begins.isoformat()} if row else {}
        years = {"with": self.year, "without": as_now if self.year else None}
        return about | {
            "collected": {key: year and year.collected.as_dict() for key, year in years.items()},
            "difference": self.more and self.more.as_dict(),
            "left_after_costs": {key: year and year.left.as_dict() for key, year in years.items()},
            "pays_back": self.pays_back and self.pays_back.isoformat(),
            "words": " ".join((*self.words, *self.parts)),
        }


class DecisionsResult(NamedTuple):
    """All decisions that read Yes."""

    each: tuple[DecisionResult, ...]  # In the order of the table
    numbers: Mapping[tuple[str, str], float]  # By kind and number
    taxed: bool  # Whether what is left is after tax
    as_now: Year | None = None  # The next 12 months without any of them; None: no money is known
    together: DecisionResult | None = None  # All of them at once; None where none could be played
    chart: IncomeChart | None = None  # Money week by week with all of them, None likewise

    @property
    def taken(self) -> DecisionResult | None:
        """The decision to name: of those with a lever, else of all, the one that leaves most."""

        def worth(one: DecisionResult) -> tuple[bool, float]:
            return bool(one.lever), one.more_left.p50 if one.more_left else -np.inf

        return max(self.each, key=worth, default=None)

    @property
    def lever(self) -> LeverNow | None:
        """The lever of the decision taken; None where it is none."""
        taken = self.taken
        return LeverNow(taken.lever, decided=taken.name) if taken and taken.lever else None

    def delegated(self, week: date) -> tuple[Action, ...]:
        """Help with the billing, as an action that hands it over, in no row, open then or later."""
        return tuple(
            Action(min(row.begins, week), "bills_unsent", owner="Delegated", due=row.begins, row=-1)
            for one in self.each
            if (row := one.decided) and row.kind == "help"
        )

    def without_parts(self) -> DecisionsResult:
        """The same without the sentences that tell figures of a part of the practice."""
        return self._replace(each=tuple(one._replace(parts=()) for one in self.each))

    def as_dict(self) -> dict[str, object]:
        """The block ``decisions`` of ``report --json``."""
        return {
            "each": [one.as_dict(self.as_now) for one in self.each],
            "together": self.together.as_dict(self.as_now) if self.together else {},
        }


def decide(
    projection: Projection,
    state: State,
    decided: Sequence[Decided],
    inputs: Sequence[DecisionInput] = (),
) -> DecisionsResult:
    """Play the decisions on the projection's own futures."""
    plan, futures = projection.weeks.plan, projection.long_futures
    typed = {(entry.kind, entry.number): entry.value for entry in inputs}
    played = [Played(one, kinds.numbers_of(one, typed, state), state, plan) for one in decided]
    numbers = {(p.decided.kind, key): value for p in played for key, value in p.numbers.items()}
    course = kinds.read_course(futures, state) if futures else None
    taxed = plan.tax_rate is not None
    if not futures or not course:
        each = [DecisionResult(_name(one), one.decided, (NEEDS_WEEKS,)) for one in played]
        return DecisionsResult(tuple(each), numbers, taxed)
    table = _Table(projection, futures, course, state)
    now = table.year(course, futures)
    each, coming = [], []
    for one in played:
        if why := _left_out(one, futures.starts[0]):
            each.append(DecisionResult(_name(one), one.decided, (why,)))
            continue
        coming.append(one)
        alone = table.result([one], now)
        each.append(alone._replace(name=_name(one), decided=one.decided, parts=_of_part(one)))
    if not coming:
        return DecisionsResult(tuple(each), numbers, taxed, now)
    together = table.result(coming, now)
    chart = read_chart(table.with_them(coming)[1], projection.weeks)
    return DecisionsResult(tuple(each), numbers, taxed, now, together, chart)


class _Table(NamedTuple):
    """The course to compare with, and what it is worked out from."""

    projection: Projection
    futures: Futures
    course: Course
    state: State

    def with_them(self, played: list[Played]) -> tuple[Course, Futures]:
        """The course and the futures with so many decisions."""
        instead = tuple(one.leave for one in played if one.numbers.get("instead"))
        futures, course = self.futures, self.course
        if instead:
            p = self.projection
            plan = replace(p.weeks.plan, time_off=(*p.weeks.plan.time_off, *instead))
            futures = simulate(p.weeks, plan, len(futures.starts), p.paths, p.seed)
            course = kinds.read_course(futures, self.state) or course
        course = kinds.apply_all(course, played)
        changed = replace(
            futures,
            plan=self.futures.plan,
            kept=course.kept,
            off=futures.off | (course.open <= 0),
            money=course.collected.astype(np.float32),
            booked=course.booked.astype(np.float32),
        )
        return course, changed

    def result(self, played: list[Played], now: Year) -> DecisionResult:
        """What some decisions bring together."""
        course, futures = self.with_them(played)
        year, before = self.year(course, futures), self.course
        more = _year(course.collected) - _year(before.collected)
        more_left = self._left(course) - self._left(before)
        cash = course.collected - before.collected - course.spent
        likely = np.median(np.cumsum(cash, axis=0), axis=1)
        back, paid = _pays_back(likely, course.starts, played)
        said, bands = (paid, *_beside(played, year, now)), (Band.of(more), Band.of(more_left))
        return DecisionResult("All together", None, said, (), year, *bands, back)

    def year(self, course: Course, futures: Futures) -> Year:
        """The next 12 months of a course."""
        collected, left = Band.of(_year(course.collected)), Band.of(self._left(course))
        full = read_full(futures, self.projection.data)
        return Year(collected, left, *_lowest(course, self.state.overhead), full)

    def _left(self, course: Course) -> Ahead:
        profit = _year(course.collected - course.spent) - MONTHS * self.state.overhead
        return profit - (self.projection.weeks.plan.tax_rate or 0.0) * np.maximum(profit, 0)


def _year(money: Ahead) -> Ahead:
    return np.asarray(money[: kinds.YEAR].sum(axis=0, dtype=np.float64))


def _lowest(course: Course, overhead: float) -> tuple[date, float]:
    """The whole month of the next twelve that likely leaves least."""
    months = np.array([month_of(start) for start in course.starts])
    whole = list(dict.fromkeys(months))[1 : MONTHS + 1]
    net = course.collected - course.spent
    sums = [net[months == month].sum(axis=0, dtype=np.float64) for month in whole]
    left = [quantiles(total, (0.5,))[0] for total in sums]
    place = int(np.argmin(left))
    return whole[place], float(left[place]) - overhead


def _pays_back(
    total: Ahead, starts: tuple[date, ...], played: list[Played]
) -> tuple[date | None, str]:
    """First day of the week from which the likely total since the beginning is never below 0.

    And the same in a sentence. It does not apply where time, or fewer hours, is what is decided.
    """
    rows = [one.decided for one in played]
    fewer = any(one.decided.kind == SLOTS.key and one.numbers["change"] <= 0 for one in played)
    if fewer or any(row.kind in NOT_BY_MONEY for row in rows):
        return None, "Paid for itself: does not apply."
    began, below = min(row.begins for row in rows), np.flatnonzero(total < -NOTHING)
    back = began if total[-1] > NOTHING else None
    if len(below):
        back = next(iter(starts[below[-1] + 1 :]), None)
    if back is None:
        return None, "Not paid for within two years."
    return back, "Paid for itself" + (
        f" by {month(back)}." if back > began else ": from its first day."
    )


def _name(one: Played) -> str:
    """The decision and its days, short: "Raise the fee, from 4 Jan 2027"."""
    label = KIND_BY_KEY[one.decided.kind].label
    if one.decided.kind == SLOTS.key:
        change = one.numbers["change"]
        label = f"{abs(change):g} {'slots more' if change > 0 else 'slots fewer'}"
    if one.decided.kind == "time_away":
        return f"{label}, {day(one.decided.begins)} to {day(one.ends)}"
    return f"{label}, from {day(one.decided.begins)}"


def _left_out(one: Played, first: date) -> str:
    """Why a decision is not played on the weeks to come, from ``first`` on; empty where it is."""
    if (one.ends if one.decided.kind == "time_away" else one.decided.begins) < first:
        begun = day(one.decided.begins)
        return f"It began on {begun}: your own weeks tell what it brings from here."
    unknown = one.state.unknown.get("rate") if one.decided.kind == "raise_fee" else None
    return f"{unknown}." if unknown else ""


def _beside(played: list[Played], year: Year, now: Year) -> list[str]:
    """When full, the lowest month, and what to think of before."""
    state = played[0].state
    then, as_now = _when_full(year.full), _when_full(now.full)
    lowest, before = (money(y.lowest, state.currency) for y in (year, now))
    sentences = [
        f"Full: {then}, as now." if then == as_now else f"Full: {then}; as now, {as_now}.",
        f"Lowest month: {month(year.lowest_month)}, {lowest} left; as now, "
        f"{month(now.lowest_month)}, {before}.",
    ]
    if played[0].plan.tax_rate is None:
        sentences.append("Before income and self-employment tax.")
    if "overhead" in state.unknown:
        sentences.append(NO_OVERHEAD)
    if len(played) == 1:
        kind, numbers = KIND_BY_KEY[played[0].decided.kind], played[0].numbers
        if kind is LEAVE_PANEL and state.lowest_panel is None:
            sentences.append("There is no insurance tier in Fees, so nothing changes.")
        if kind is CLINICIAN:
            own = f"{numbers['own']:g}"
            sentences.append(f"While you have room, your {own} hours a week for her are only time.")
        sentences.append(kind.beside.format(**numbers))
    return sentences


def _when_full(full: FullBy) -> str:
    """When the practice is full, in a word or two."""
    likely = full.dates.get("p50")
    if full.status == "full now":
        return "now"
    return f"by {month(likely)}" if likely else "not at this pace"


def _of_part(one: Played) -> tuple[str, ...]:
    """What tells figures of a part of the practice: a clinician's own."""
    numbers, state = one.numbers, one.state
    if one.decided.kind != CLINICIAN.key:
        return ()
    left = money(kinds.left_of_a_session(numbers), state.currency, digits=2)
    alone, whole = (
        kinds.breaks_even_at(numbers, state.working_weeks, rate)
        for rate in (0.0, state.session_rate)
    )
    told = f"A session of hers leaves {left}."
    if alone is None or whole is None:
        return (told,)
    even = f"She breaks even at {alone:.1f} sessions a week, {whole:.1f} with your own hours."
    return told, even
