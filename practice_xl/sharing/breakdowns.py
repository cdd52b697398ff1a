"""Breakdowns: clinicians and fees with few sessions, and the levers that would tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from practice_xl.domain.levers import State
from practice_xl.domain.levers.choices import KEYS
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.sharing.counts import FEWEST_WEEKS, Figure, Places

_WITHOUT_RATE = {"collect_unpaid", "cut_overhead", "workshops"}  # levers without a session's money


def withheld_clinicians(weeks: Weeks) -> tuple[frozenset[str], frozenset[str]]:
    """Clinicians whose row is withheld; and those of whom only the 4 weeks are."""
    small = weeks.plan.small_cell
    kept: dict[str, float] = {}
    few: set[str] = set()
    few_4: set[str] = set()
    for name, own in weeks.clinicians:
        four, thirteen = last_open_weeks(own, 4), last_open_weeks(own, 13)
        sums = [float(np.nansum(window.values("sessions_kept"))) for window in (four, thirteen)]
        kept[name] = sums[1]
        n4, n13 = len(four.places), len(thirteen.places)
        if any(1 <= number < small for number in sums) or 1 <= n13 < FEWEST_WEEKS:
            few.add(name)
        elif n4 < FEWEST_WEEKS or 1 <= n13 - n4 < FEWEST_WEEKS:
            few_4.add(name)
    return frozenset(second_withheld(few, kept)), frozenset(few_4)


def other_weeks(weeks: Weeks) -> frozenset[tuple[str, int]]:
    """Names and windows of clinicians whose last open weeks are not the practice's.

    Slots booked of a clinician, beside those of the practice and of the others, would otherwise
    come down to the few weeks that are in the one and not in the other.
    """
    found = set()
    for size in (4, 13):
        whole = last_open_weeks(weeks, size).places.tolist()
        for name, own in weeks.clinicians:
            if last_open_weeks(own, size).places.tolist() != whole:
                found.add((name, size))
    return frozenset(found)


def second_withheld(few: Iterable[str], amounts: Mapping[str, float]) -> set[str]:
    """With one part withheld, the smallest other part too: else the total gives it away.

    >>> sorted(second_withheld({"A"}, {"A": 3, "B": 20, "C": 9}))
    ['A', 'C']
    >>> sorted(second_withheld({"A", "B"}, {"A": 3, "B": 2, "C": 9}))
    ['A', 'B']
    """
    withheld = set(few)
    others = [name for name in amounts if name not in withheld and amounts[name] > 0]
    if len(withheld) == 1 and others:
        withheld.add(min(others, key=lambda name: amounts[name]))
    return withheld


def withheld_tiers(state: State, small: int) -> Places:
    """Positions of fees with few sessions a week, and of a second one."""
    sessions = {str(place): state.kept * tier.share for place, tier in enumerate(state.tiers)}
    if len(sessions) < 2:
        return frozenset()
    few = {name for name, number in sessions.items() if 0 < number < small}
    return frozenset(map(int, second_withheld(few, sessions)))


def no_rate(figures: frozenset[Figure]) -> bool:
    """Whether money per session over 13 weeks is withheld; the levers rest on it."""
    keys = ("session_rate", "session_rate_charged", "effective_rate")
    return any((key, 13) in figures for key in keys)


def _only(place: int | None) -> set[int]:
    return set() if place is None else {place}


def withheld_levers(
    state: State, small: int, tiers: Places, counts: frozenset[Figure]
) -> frozenset[str]:
    """Levers whose worth would say how many sessions are withheld."""
    withheld = set()
    rests_on: dict[str, Callable[[], set[int]]] = {
        "raise_fee": lambda: {i for i, tier in enumerate(state.tiers) if tier.kind == "full"},
        "sliding_cap": lambda: {i for i, tier in enumerate(state.tiers) if tier.kind == "sliding"},
        "insurer_rate": lambda: _only(state.main_insurer),
        "leave_panel": lambda: _only(state.lowest_panel),
    }
    for key, places in rests_on.items():
        if places() & tiers:
            withheld.add(key)
    if 0 < state.waiting < small:
        withheld.add("delegate_billing")
    if ("levers_missed", 13) in counts:
        withheld |= {"enforce_policy", "fewer_missed", "refill", "group", "weekly_rhythm"}
        withheld.add("delegate_billing")
    if ("enforcement", 13) in counts:
        withheld |= {"enforce_policy", "fewer_missed"}
    if {("levers_cancelled", 13), ("refill_rate", 13)} & counts:
        withheld.add("refill")
    if ("show_rate", 13) in counts:
        withheld |= {"group", "weekly_rhythm"}
    if no_rate(counts):
        withheld |= set(KEYS) - _WITHOUT_RATE
    return frozenset(withheld)
