"""Decisions with a date: what if, from when?

Levers say what a change is worth in a year; a decision begins on a day. It is played on the same
simulated futures as the projection, so the difference has a range. :mod:`.kinds` has the course of
a practice and the six kinds that change it, :mod:`.words` the sentences. Here: what each decision
brings alone and all together, beside the course without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import month_of
from practice_xl.domain.decisions import words
from practice_xl.domain.decisions.kinds import (
    YEAR,
    Ahead,
    Course,
    Played,
    apply_all,
    numbers_of,
    read_course,
)
from practice_xl.domain.levers.state import State
from practice_xl.domain.middle import quantiles
from practice_xl.domain.plan import Action, Decided, DecisionInput
from practice_xl.domain.projection import Band, FullBy, Futures, IncomeChart, Projection, simulate
from practice_xl.domain.projection.full import read_full
from practice_xl.domain.projection.likely import read_chart
from practice_xl.domain.scorecard.decisions import LeverNow
from practice_xl.schema.decisions import KIND_BY_KEY

NOTHING = 0.5  # less than this is nothing [currency]
MONTHS = 12


class Lowest(NamedTuple):
    """The month that likely leaves least: its first day, and what it leaves. [currency]"""

    month: date
    left: float


class Year(NamedTuple):
    """The next 12 months of one course."""

    collected: Band  # What is collected. [currency]
    # What is left after overhead and what decisions cost; after tax where Plan has a tax rate.
    # [currency]
    left: Band
    lowest: Lowest  # The month that likely leaves least, before tax
    full: FullBy  # When the practice will be full


class DecisionResult(NamedTuple):
    """What one decision brings, or all of them together."""

    played: Played | None  # It and its numbers; None for all together
    year: Year | None  # The next 12 months with it; None where ``words`` says why
    more: Band | None  # What more is collected in them. [currency]
    more_left: Band | None  # What more is left. [currency]
    # First day of the week by which it has paid for itself; None: not within two years, or it does
    # not apply
    pays_back: date | None
    words: tuple[str, ...]  # What to know beside the numbers, as sentences
    parts: tuple[str, ...] = ()  # Of these, what tells figures of a part of the practice

    @property
    def decided(self) -> Decided | None:
        """The row it was typed in; None for all together."""
        return self.played.decided if self.played else None

    @property
    def name(self) -> str:
        """What the sheets call it."""
        return words.name(self.played) if self.played else "All together"

    def as_dict(self, as_now: Year | None) -> dict[str, object]:
        """A part of the block ``decisions`` of ``report --json``."""
        row = self.decided
        with_it = (self.year.collected, self.year.left) if self.year else (None, None)
        without = (as_now.collected, as_now.left) if as_now and self.year else (None, None)
        about = {"row": row.row, "kind": row.kind, "begins": row.begins.isoformat()} if row else {}
        return about | {
            "collected": {"with": _band(with_it[0]), "without": _band(without[0])},
            "difference": _band(self.more),
            "left_after_costs": {"with": _band(with_it[1]), "without": _band(without[1])},
            "pays_back": self.pays_back.isoformat() if self.pays_back else None,
            "words": " ".join((*self.words, *self.parts)),
        }


class DecisionsResult(NamedTuple):
    """All decisions that read Yes."""

    each: tuple[DecisionResult, ...]  # In the order of the table
    as_now: Year | None  # The next 12 months without any of them; None where no money is known
    together: DecisionResult | None  # All of them at once; None where none could be played
    numbers: Mapping[tuple[str, str], float]  # By kind and number
    chart: IncomeChart | None  # Money week by week with all of them, None likewise
    currency: str  # Sign before amounts
    taxed: bool  # Whether what is left is after tax

    @property
    def taken(self) -> DecisionResult | None:
        """The decision to name: of those with a lever, else of all, the one that leaves most."""

        def worth(one: DecisionResult) -> tuple[bool, float]:
            return bool(_lever(one)), one.more_left.p50 if one.more_left else -np.inf

        return max(self.each, key=worth, default=None)

    @property
    def lever(self) -> LeverNow | None:
        """The lever of the decision taken; None where it is none."""
        taken = self.taken
        if taken is None or not _lever(taken):
            return None
        return LeverNow(_lever(taken), decided=taken.name)

    def delegated(self, week: date) -> tuple[Action, ...]:
        """Help with the billing, as the action that hands it over, open in that week or later."""
        return tuple(
            Action(min(row.begins, week), "bills_unsent", owner="Delegated", due=row.begins)
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
    played = [Played(one, numbers_of(one, typed, state), state, plan) for one in decided]
    course = read_course(futures, state) if futures else None
    table = _Table(projection, futures, course, state) if futures and course else None
    now = table.year(table.course, table.futures) if table else None
    first = futures.starts[0] if futures else date.max
    coming = [one for one in played if not _has_begun(one, first)]
    each = []
    for one in played:
        if table and now and one in coming:
            parts = tuple(words.of_part(one, state))
            each.append(table.result([one], now)._replace(played=one, parts=parts))
        else:
            why = words.begun(one) if table and now else words.NEEDS_WEEKS
            each.append(DecisionResult(one, None, None, None, None, (why,)))
    together = table.result(coming, now) if table and now and coming else None
    chart = table.chart(coming) if table and now and coming else None
    numbers = {(p.decided.kind, key): value for p in played for key, value in p.numbers.items()}
    return DecisionsResult(
        tuple(each), now, together, numbers, chart, plan.currency, plan.tax_rate is not None
    )


class _Table:
    """The courses to compare: what is worked out once for all decisions."""

    def __init__(
        self, projection: Projection, futures: Futures, course: Course, state: State
    ) -> None:
        self.projection, self.futures, self.course, self.state = projection, futures, course, state
        self.tax_rate = projection.weeks.plan.tax_rate or 0.0

    def with_them(self, played: list[Played]) -> tuple[Course, Futures]:
        """The course and the futures with so many decisions."""
        instead = tuple(one.leave for one in played if one.numbers.get("instead"))
        futures, course = self.futures, self.course
        if instead:
            p = self.projection
            plan = replace(p.weeks.plan, time_off=(*p.weeks.plan.time_off, *instead))
            futures = simulate(p.weeks, plan, len(futures.starts), p.paths, p.seed)
            course = read_course(futures, self.state) or course
        course = apply_all(course, played)
        off = futures.off | (course.open <= 0)
        changed = replace(
            futures,
            plan=self.futures.plan,
            kept=course.kept,
            off=off,
            money=np.asarray(course.collected, dtype=np.float32),
            booked=np.asarray(course.booked, dtype=np.float32),
        )
        return course, changed

    def result(self, played: list[Played], now: Year) -> DecisionResult:
        """What some decisions bring together."""
        course, futures = self.with_them(played)
        year, before = self.year(course, futures), self.course
        more = _year(course.collected) - _year(before.collected)
        more_left = self._left(course) - self._left(before)
        cash = course.collected - before.collected - course.spent
        back = None
        if not any(words.does_not_pay_back(one) for one in played):
            back = _pays_back(np.median(np.cumsum(cash, axis=0), axis=1), course.starts, played)
        said = words.beside(played, year, now, back, self.state, taxed=self.tax_rate > 0)
        return DecisionResult(None, year, Band.of(more), Band.of(more_left), back, said)

    def year(self, course: Course, futures: Futures) -> Year:
        """The next 12 months of a course."""
        return Year(
            Band.of(_year(course.collected)),
            Band.of(self._left(course)),
            _lowest(course, self.state.overhead),
            read_full(futures, self.projection.data),
        )

    def chart(self, played: list[Played]) -> IncomeChart | None:
        """Money week by week with some decisions."""
        return read_chart(self.with_them(played)[1], self.projection.weeks)

    def _left(self, course: Course) -> Ahead:
        profit = _year(course.collected - course.spent) - MONTHS * self.state.overhead
        return profit - self.tax_rate * np.maximum(profit, 0)


def _year(money: Ahead) -> Ahead:
    return np.asarray(money[:YEAR].sum(axis=0, dtype=np.float64))


def _lowest(course: Course, overhead: float) -> Lowest:
    """The whole month of the next twelve that likely leaves least."""
    months = [month_of(start) for start in course.starts]
    whole = list(dict.fromkeys(months))[1 : MONTHS + 1]
    net = course.collected - course.spent
    left = [
        quantiles(net[[m == month for m in months]].sum(axis=0, dtype=np.float64), (0.5,))[0]
        for month in whole
    ]
    place = int(np.argmin(left))
    return Lowest(whole[place], float(left[place]) - overhead)


def _pays_back(total: Ahead, starts: tuple[date, ...], played: list[Played]) -> date | None:
    """First day of the week from which the likely total since the beginning is never below 0."""
    below = np.flatnonzero(total < -NOTHING)
    if not len(below):
        began = min(one.decided.begins for one in played)
        return began if total[-1] > NOTHING else None
    return starts[below[-1] + 1] if below[-1] + 1 < len(starts) else None


def _has_begun(one: Played, first: date) -> bool:
    """Whether the practice's own weeks tell it already: it began before the weeks to come."""
    last = one.ends if one.decided.kind == "time_away" else one.decided.begins
    return last < first


def _lever(one: DecisionResult) -> str:
    return KIND_BY_KEY[one.decided.kind].lever if one.decided else ""


def _band(band: Band | None) -> dict[str, float] | None:
    return band.as_dict() if band else None
