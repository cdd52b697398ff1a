"""No count of one week, and no money of a small one, follows from a copy: not from its scores,
its history, its readings or its answers either.

For a random practice a second one is made, with other counts in its weeks and the same sums. If
both give the same cells, nobody who has only the copy can tell which of them it is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from practice_xl.domain import projection as projection_module
from practice_xl.domain.plan import Plan
from practice_xl.domain.records import Action, Month
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.sharing import alternatives, card
from practice_xl.sharing.build import build_copy
from practice_xl.sharing.conversation import topics
from practice_xl.sharing.numbers import numbers_of
from practice_xl.sharing.report import CoachFacts, for_coach
from practice_xl.sharing.rows import coach_rows, weekly_totals

from .practices import FIRST_WEEK, facts_of, weekly
from .test_withheld import known_totals

TOGETHER = (("missed", "missed_charged"), ("cancelled_in_time", "slots_refilled"))  # part, of it
ALONE = ("inquiries", "clients_started", "clients_ended")
COUNTS = (*TOGETHER[0], *TOGETHER[1], *ALONE)
Rows = list[dict[str, Any]]
slow = settings(
    max_examples=18,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Case:
    """A practice: its rows, Plan, actions and months."""

    rows: Rows
    plan: Plan
    actions: tuple[Action, ...]
    months: tuple[Month, ...]

    def coach(self, rows: Rows | None = None) -> CoachFacts:
        return for_coach(facts_of(rows or self.rows, self.plan, self.months, self.actions))

    def cells(self, rows: Rows | None = None) -> dict[str, dict[tuple[int, int], Any]]:
        return build_copy(self.coach(rows)).cells


@st.composite
def cases(draw: st.DrawFn, small: int = 0) -> Case:
    """Small and ordinary practices, with goals that a week can just meet or miss."""
    count = draw(st.sampled_from([8, 13, 17, 24, 31, 56]))
    usual = draw(st.sampled_from([4, 9, 18]))
    number = st.integers(0, 3)
    rows: Rows = []
    for place in range(count):
        missed, cancelled = draw(number), draw(number)
        kept = max(1, usual + draw(st.integers(-2, 2)))
        rows.append(
            {
                "week_start": FIRST_WEEK + timedelta(weeks=place),
                "slots_offered": usual + 5,
                "sessions_kept": kept,
                "missed": missed,
                "missed_charged": draw(st.integers(0, missed)),
                "cancelled_in_time": cancelled,
                "slots_refilled": draw(st.integers(0, cancelled)),
                "inquiries": draw(number),
                "clients_started": draw(st.integers(0, 1)),
                "clients_ended": draw(st.integers(0, 1)),
                "collected": 117.37 * kept + 13.11 * draw(st.integers(0, 9)),
                "billed": 120.0 * kept,
                "admin_hours": draw(st.integers(5, 9)),
                "ceo_hours": draw(st.integers(0, 2)),
                "notes_overdue": draw(number),
                "bills_unsent": draw(number),
                "outreach": draw(st.integers(0, 1)),
                "referrals_met": draw(st.integers(0, 1)),
            }
        )
    for place in draw(st.sets(st.integers(0, count - 2), max_size=small)):
        rows[place]["sessions_kept"] = draw(st.integers(1, 4))
    plan = Plan(
        usual_slots=usual + 5,
        full_fee=140.0,
        income_goal=47 * 117.0 * usual * draw(st.sampled_from([0.9, 1.0, 1.1])),
        sessions_goal=float(usual),
        show_rate_goal=draw(st.sampled_from([0.75, 0.85, 0.9, 0.95])),
        missed_rate_limit=draw(st.sampled_from([0.02, 0.1])),
        target_utilisation=draw(st.sampled_from([0.8, 0.9, 0.95])),
        enforcement_goal=draw(st.sampled_from([None, 0.5])),
        inquiries_goal=draw(st.sampled_from([None, 1.0, 2.0])),
        net_clients_goal=draw(st.sampled_from([None, 0.1])),
        referrals_goal=3.0,
    )
    last = FIRST_WEEK + timedelta(weeks=count - 1)
    actions = tuple(
        Action(
            row=row,
            added=last - timedelta(days=draw(st.integers(2, 90))),
            measurable=key,
            lever=draw(st.sampled_from([None, "refill"])),
            owner="Me",
            due=last,
            status="open",
        )
        for row, key in enumerate(
            draw(
                st.lists(
                    st.sampled_from(["inquiries", "show_rate", "fill", "net_clients"]), max_size=3
                )
            )
        )
    )
    months = (Month(date(2026, 5, 1), overhead=900.0, unpaid_balance=2000.0, unpaid_over_90=100.0),)
    return Case(rows, plan, actions, months)


def plain_case(kept: int) -> Case:
    """A practice of 30 weeks with uneven counts."""
    rows = [
        row
        | {
            "sessions_kept": kept,
            "missed": number % 3,
            "missed_charged": number % 2 * (number % 3 > 0),
        }
        for number, row in enumerate(weekly(30))
    ]
    for row in rows:
        row |= {"active_clients": None, "slots_offered": kept + 5}
    return Case(rows, Plan(usual_slots=kept + 5, full_fee=140.0, sessions_goal=18.0), (), ())


def blocks(rows: Rows) -> Iterator[list[int]]:
    """Complete weeks that are in the same windows: their sums are all that a copy rests on."""
    count = len(rows)
    cuts = [0, *(count - size for size in (52, 26, 13, 4) if count > size), count]
    for first, last in pairwise(cuts):
        yield [p for p in range(first, last) if all(rows[p][key] is not None for key in COUNTS)]


def turned(rows: Rows, by: int) -> Rows:
    """The counts of each block moved on by some weeks, all of a week together."""
    new = [dict(row) for row in rows]
    for block in blocks(rows):
        for at, place in enumerate(block):
            for key in COUNTS:
                new[block[(at + by) % len(block)]][key] = rows[place][key]
    return new


def moved(rows: Rows, odd: int) -> Rows:
    """One of each count moved to the next week, where it has one to give."""
    new = [dict(row) for row in rows]
    for block in blocks(rows):
        places = block[odd:] + block[:odd]
        for to, source in zip(places[::2], places[1::2], strict=False):
            if all(rows[source][key] == 0 for key in COUNTS):
                to, source = source, to
            for whole, part in TOGETHER:
                if rows[source][whole]:
                    new[source][whole] -= 1
                    new[to][whole] += 1
                too_many = new[source][part] > new[source][whole]
                if too_many or (rows[source][part] and rows[to][part] < new[to][whole]):
                    new[source][part] -= 1
                    new[to][part] += 1
            for key in ALONE:
                if rows[source][key]:
                    new[source][key] -= 1
                    new[to][key] += 1
    return new


def others(rows: Rows) -> Iterator[Rows]:
    """Practices that differ in single weeks only, until each count has another value somewhere."""
    yield turned(rows, 1)
    yield moved(rows, 0)
    yield moved(rows, 1)
    for by in range(2, 12):
        yield turned(rows, by)


def undecided(rows: Rows) -> set[tuple[str, int]]:
    """Counts that a block's sum alone does not tell: those of a block of nothing are all nothing.

    Where every missed session was charged and every cancelled slot refilled, the parts follow from
    the whole; they are moved together, so nothing else needs to be taken out.
    """
    return {
        (key, place)
        for block in blocks(rows)
        for key in COUNTS
        for place in block
        if len(block) > 1 and any(rows[p][key] for p in block)
    }


@pytest.fixture
def one_projection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One projection for all practices of an example: its figures weigh all the weeks there are."""
    found: list[Any] = []
    project = projection_module.project_weeks

    def projected(*arguments: Any) -> Any:
        if not found:
            found.append(project(*arguments))
        return found[0]

    monkeypatch.setattr(projection_module, "project_weeks", projected)
    yield
    found.clear()


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-9, abs=1e-9)
    return bool(one == other)


def told(coach: CoachFacts) -> dict[str, Any]:
    """Everything that a copy's cells are made of, by the code that fills them."""
    found = numbers_of(coach, ())
    spoken = [(topic.title, topic.rows) for topic in topics(coach, (), found)]
    return {
        **{name: [list(row) for row in rows] for name, rows in coach_rows(coach).items()},
        "weekly totals": weekly_totals(coach),
        "numbers": [list(found.values())],
        "conversation": [[title, *map(str, rows)] for title, rows in spoken],
    }


def changed(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [
        f"{name} {down}.{across}: {left!r} and {right!r}"
        for name in one
        for down, (row, twin) in enumerate(zip(one[name], other[name], strict=True))
        for across, (left, right) in enumerate(zip(row, twin, strict=True))
        if not same(left, right)
    ]


@slow
@given(
    case=cases(), blanks=st.sets(st.tuples(st.sampled_from(COUNTS), st.integers(0, 55)), max_size=3)
)
def test_every_count_of_a_week_could_be_another_one(
    case: Case, blanks: set[tuple[str, int]], one_projection: Any, points_anew: None
) -> None:
    for key, place in blanks:
        if place < len(case.rows):
            case.rows[place][key] = None
    coach = case.coach()
    shown, open_ = told(coach), undecided(case.rows)
    for world in others(case.rows):
        differing = {
            (key, place)
            for place, row in enumerate(world)
            for key in COUNTS
            if row[key] != case.rows[place][key]
        }
        if open_ & differing:
            assert not changed(shown, told(case.coach(world)))
            open_ -= differing
        if not open_:
            break
    assert not open_


@pytest.mark.parametrize("kept", [3, 9, 18])
def test_the_finished_copy_is_the_same_cell_by_cell(
    kept: int, one_projection: Any, points_anew: None
) -> None:
    case = plain_case(kept)
    cells = case.cells()
    for world in (turned(case.rows, 1), moved(case.rows, 0)):
        assert world != case.rows
        twin = case.cells(world)
        assert not [
            f"{sheet}!{at}: {cells[sheet].get(at)!r} and {twin[sheet].get(at)!r}"
            for sheet in cells
            for at in cells[sheet].keys() | twin[sheet].keys()
            if not same(cells[sheet].get(at), twin[sheet].get(at))
        ]


def test_a_week_without_a_missed_session_is_not_told_from_one_with_two(one_projection: Any) -> None:
    """9 sessions kept, a goal of 95 %: 2 points for the week would say that nobody was away."""
    case = plain_case(9)
    case = replace(case, plan=replace(case.plan, show_rate_goal=0.95))
    for number, row in enumerate(case.rows):
        row |= {"missed": number % 2, "missed_charged": 0, "cancelled_in_time": 0}
        row["slots_refilled"] = 0
    none, one = case.coach(), case.coach(turned(case.rows, 1))
    assert [row["missed"] for row in case.rows[-4:]] == [0, 1, 0, 1]
    own = none.facts.report.scorecard.scores.pairs[0].manager
    assert own == one.facts.report.scorecard.scores.pairs[0].manager
    assert own.why == "Clients: 94.7 % of booked sessions took place over 4 weeks, goal 95 %"
    assert not changed(told(none), told(one))


@slow
@given(case=cases())
def test_the_owners_own_points_leave_only_where_every_small_count_could_be_another(
    case: Case, one_projection: Any
) -> None:
    """Each other practice that was found fills every cell of the copy alike."""
    worlds: list[Weeks] = []
    search = alternatives.every_count_could_differ

    def watched(weeks: Weeks, told: Callable[[Weeks], Any]) -> bool:
        said: list[Any] = []

        def telling(other: Weeks) -> Any:
            said.append(told(other))
            if said[-1] == said[0]:
                worlds.append(other)
            return said[-1]

        return search(weeks, telling)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(card, "every_count_could_differ", watched)
        coach = case.coach()
        own = facts_of(case.rows, case.plan, case.months, case.actions).report.scorecard.scores
        if coach.facts.report.scorecard.scores.words != own.words:  # worked out anew
            return
        patch.setattr(card, "every_count_could_differ", lambda *_: True)
        shown, first = told(coach), max(0, len(case.rows) - 13)
        small = {
            (key, place)
            for place in range(first, len(case.rows))
            for key in COUNTS
            if 1 <= case.rows[place][key] < case.plan.small_cell
        }
        for world in worlds[1:]:
            rows = [
                row | {key: int(world[key][place]) for key in COUNTS}
                for place, row in enumerate(case.rows)
            ]
            other = {
                (key, place) for key, place in small if rows[place][key] != case.rows[place][key]
            }
            if other:
                assert not changed(shown, told(case.coach(rows)))
                small -= other
    assert not small


def test_a_clinician_with_other_weeks_than_the_practice_shows_no_share_of_slots_booked() -> None:
    rows = []
    for name in ("one", "two"):
        for number, row in enumerate(weekly(20)):
            away = name == "two" and number == 17
            own = {"clinician": name, "slots_offered": 0 if away else 24}
            rows.append(row | own | ({"sessions_kept": 0, "missed": 0} if away else {}))
    table = coach_rows(for_coach(facts_of(rows)))["clinician_rates"]
    shown = {row[0]: row[3:5] for row in table if row[0]}
    assert shown["Clinician 2"] == ["–", "–"]
    assert all(isinstance(value, float) for value in shown["Clinician 1"])


@slow
@given(case=cases(small=3))
def test_money_of_a_small_week_could_be_another_amount(case: Case, one_projection: Any) -> None:
    coach = case.coach()
    weeks, hidden = coach.weeks, sorted(coach.withheld.money_weeks)
    assume(hidden)
    levelled = [place for place in hidden if place >= last_open_weeks(weeks, 13).span.start]
    groups = [group for group in (levelled, sorted(set(hidden) - set(levelled))) if len(group) > 1]
    totals = [*known_totals(coach), *(np.isin(np.arange(len(weeks)), group) for group in groups)]
    table = np.array(totals, dtype=float)[:, hidden]
    _, sizes, rows = np.linalg.svd(table)
    free = rows[int((sizes > 1e-9).sum()) :]
    shift = np.zeros(len(weeks))
    shift[hidden] = 2000 * free.sum(axis=0)
    world = [
        row | {"collected": row["collected"] + float(more)}
        for row, more in zip(case.rows, shift, strict=True)
    ]
    assert not changed(told(coach), told(case.coach(world)))
