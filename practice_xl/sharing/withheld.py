"""Small cells: what may not leave, decided before any sentence, chart or total is made.

A count that can point at one person leaves only as a figure of 4 weeks or longer. Money of a week
with few sessions is withheld. Both would be worth nothing if the rest of the copy gave the number
back: 13 weeks less 12 of them is one week. So every total, rate and mean of the copy is taken as a
set of weeks whose sum the reader knows, and no combination of these sets may come down to fewer
weeks than allowed. What would do so is withheld too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from practice_xl.domain.calendar import WEEK, month_of, next_month, weeks_of_month, year_of
from practice_xl.domain.costs import closed_months
from practice_xl.domain.income import months_shown
from practice_xl.domain.levers import State
from practice_xl.domain.levers.choices import KEYS
from practice_xl.domain.practice import Practice
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.schema.blocks import MONTHS_PAST
from practice_xl.schema.measures import MONTH_WINDOWS, WINDOWS

FEWEST_WEEKS = 4  # a figure of fewer weeks can point at one person
WEEKS_SHOWN = 52  # weeks of the sheet Weekly totals; none earlier leaves by itself
BLOCK_26 = 26  # the chart shows % full for the weeks 14 to 26 back as one figure

_WITHOUT_RATE = {"collect_unpaid", "cut_overhead", "workshops"}  # levers without a session's money

Places = frozenset[int]  # positions of weeks
Figure = tuple[str, Hashable]  # a key, and the window, month or year it is of


@dataclass(frozen=True)
class Withheld:
    """What may not leave in one copy.

    Attributes:
        figures: Figures, by key and window: rates, totals, months.
        money_weeks: Positions of the weeks whose money is withheld.
        clinicians: Names of clinicians whose row is withheld; in a copy, their other names.
        clinicians_4: Names whose figures of 4 weeks are withheld, the others not.
        tiers: Positions of fees whose sessions are withheld.
        levers: Keys of levers whose worth is withheld, as it would give one of these away.
    """

    figures: frozenset[Figure] = frozenset()
    money_weeks: Places = frozenset()
    clinicians: frozenset[str] = frozenset()
    clinicians_4: frozenset[str] = frozenset()
    tiers: Places = frozenset()
    levers: frozenset[str] = frozenset()


def what_to_withhold(practice: Practice, state: State) -> Withheld:
    """Everything that may not leave, for a practice and its usual week."""
    counts = withheld_counts(practice.weeks)
    weeks_, totals = withheld_money(practice)
    clinicians, only_4 = withheld_clinicians(practice.weeks)
    tiers = withheld_tiers(state, practice.plan.small_cell)
    levers = _levers(state, practice.plan.small_cell, tiers, counts | totals)
    return Withheld(counts | totals, weeks_, clinicians, only_4, tiers, levers)


# Counts that can point at one person ------------------------------------------------------------

_COUNTS: dict[str, dict[str, tuple[str, ...]]] = {
    # figure: for each count it rests on, the columns a week must have recorded to enter it.
    # "sessions" stands for missed sessions and for slots booked, which say the same together.
    "levers_missed": {"sessions": ("missed",)},
    "levers_cancelled": {"cancelled": ("cancelled_in_time",)},
    "fill": {"sessions": ("sessions_kept", "slots_offered")},
    "openings": {"sessions": ("sessions_kept", "slots_offered")},
    "missed_rate": dict.fromkeys(
        ("sessions", "cancelled"), ("sessions_kept", "missed", "cancelled_in_time")
    ),
    "show_rate": dict.fromkeys(
        ("sessions", "cancelled"), ("sessions_kept", "missed", "cancelled_in_time")
    ),
    "holes": {"sessions": ("sessions_kept", "slots_offered", "missed")},
    "enforcement": dict.fromkeys(("sessions", "charged"), ("missed", "missed_charged")),
    "refill_rate": dict.fromkeys(
        ("cancelled", "refilled"), ("cancelled_in_time", "slots_refilled")
    ),
    "net_clients": dict.fromkeys(("started", "ended"), ("clients_started", "clients_ended")),
    "inquiries": {"inquiries": ("inquiries",)},
    "conversion": dict.fromkeys(("started", "inquiries"), ("clients_started", "inquiries")),
    "average_stay": {"ended": ("sessions_kept", "clients_ended")},
    # money per session, beside the money all in, says how many missed sessions were charged
    "session_rate": {"charged": ("sessions_kept", "collected", "missed_charged")},
}
_ONLY_FROM = {"conversion": 13, "average_stay": 52}


def withheld_counts(weeks: Weeks) -> frozenset[Figure]:
    """Figures of counts that would come down to fewer than 4 weeks, alone or with others."""
    known: dict[str, list[Places]] = {}
    withheld: set[Figure] = set()
    sizes = (13, 4, *(size for size in WINDOWS if size not in (4, 13)))
    for size in sizes:  # 13 weeks first: the levers rest on them
        window = last_open_weeks(weeks, size)
        for key, parts in _COUNTS.items():
            if size < _ONLY_FROM.get(key, 0) or (key.startswith("levers") and size != 13):
                continue
            sets = {
                count: _recorded(weeks, window.places.tolist(), columns)
                for count, columns in parts.items()
            }
            if not _accept(known, sets):
                withheld.add((key, size))
    earlier = last_open_weeks(weeks, BLOCK_26).places[:-13].tolist()
    sets = {"sessions": _recorded(weeks, earlier, ("sessions_kept", "slots_offered"))}
    if not _accept(known, sets):
        withheld.add(("fill", BLOCK_26))
    return frozenset(withheld)


def _recorded(weeks: Weeks, places: Iterable[int], columns: Sequence[str]) -> Places:
    return frozenset(
        place for place in places if not any(np.isnan(weeks[key][place]) for key in columns)
    )


def _accept(known: dict[str, list[Places]], sets: Mapping[str, Places]) -> bool:
    """Add the sets of a figure to what a reader knows, unless that says too much."""
    tried = {count: [*known.get(count, []), places] for count, places in sets.items()}
    if any(gives_few_weeks(all_sets) for all_sets in tried.values()):
        return False
    known.update(tried)
    return True


def gives_few_weeks(sets: Sequence[Places], fewest: int = FEWEST_WEEKS) -> bool:
    """Whether some combination of totals is a figure of fewer weeks than ``fewest``.

    >>> gives_few_weeks([frozenset(range(13)), frozenset(range(4))])
    False
    >>> gives_few_weeks([frozenset(range(6)), frozenset(range(4))])
    True
    >>> gives_few_weeks([frozenset({0, 1})]), gives_few_weeks([frozenset()])
    (True, False)
    """
    distinct = list(dict.fromkeys(places for places in sets if places))
    if any(len(places) < fewest for places in distinct):
        return True
    table, sizes = _atoms(distinct)
    if table.size == 0:
        return False
    rank = np.linalg.matrix_rank(table)
    small = [place for place, size in enumerate(sizes) if size < fewest]
    for count in range(1, fewest):
        for chosen in combinations(small, count):
            if sum(sizes[place] for place in chosen) >= fewest:
                continue
            rest = np.delete(table, chosen, axis=1)
            if rest.shape[1] == 0 or np.linalg.matrix_rank(rest) < rank:
                return True
    return False


def _atoms(sets: Sequence[Places]) -> tuple[np.ndarray[Any, Any], list[int]]:
    """Weeks that are in the same sets, together: a column each, and how many weeks it is."""
    members: dict[tuple[bool, ...], int] = {}
    for week in sorted(frozenset().union(*sets)):
        signature = tuple(week in places for places in sets)
        members[signature] = members.get(signature, 0) + 1
    table = np.array(list(members), dtype=np.float64).T if members else np.empty((0, 0))
    return table, list(members.values())


# Money of weeks with few sessions ---------------------------------------------------------------


def withheld_money(practice: Practice) -> tuple[Places, frozenset[Figure]]:
    """Weeks whose money is withheld, and totals of money that would give one of them away.

    The money of a week is withheld where 1 <= sessions kept < small_cell. Where a total gives it
    away, the nearest week of that total is withheld too; where there is none, the total is.
    """
    weeks, small = practice.weeks, practice.plan.small_cell
    kept = weeks["sessions_kept"]
    small_weeks = frozenset(np.flatnonzero((kept >= 1) & (kept < small)).tolist())
    if not small_weeks:
        return frozenset(), frozenset()
    hidden, gone = set(small_weeks), set[Figure]()
    for column, totals in (
        ("collected", collected_totals(practice)),
        ("billed", billed_totals(practice)),
    ):
        known = frozenset(np.flatnonzero(~np.isnan(weeks[column])).tolist())
        hidden |= _hide_more(hidden, small_weeks & known, known, len(weeks), totals, gone)
    return frozenset(hidden), frozenset(gone)


def _hide_more(
    hidden: set[int],
    small: Places,
    known: Places,
    count: int,
    totals: dict[Figure, Places],
    gone: set[Figure],
) -> set[int]:
    hidden = set(hidden)
    alone = {place for place in known if place >= count - WEEKS_SHOWN}
    while True:
        shown = {key: places for key, places in totals.items() if key not in gone}
        sets = [*shown.values(), *(frozenset({place}) for place in alone - hidden)]
        found = sorted(small & given_away(sets))
        if not found:
            return hidden
        place = found[0]
        through = min((p for p in shown.values() if place in p), key=len, default=frozenset())
        others = (through & alone) - hidden
        if others:
            hidden.add(min(others, key=lambda other: (abs(other - place), other)))
        else:
            gone |= {key for key, places in shown.items() if places == through}


def given_away(sets: Iterable[Places]) -> Places:
    """Weeks whose own number follows from the totals.

    >>> sorted(given_away([frozenset({0, 1, 2}), frozenset({1}), frozenset({2, 3})]))
    [1]
    >>> sorted(given_away([frozenset({0, 1, 2}), frozenset({1}), frozenset({2})]))
    [0, 1, 2]
    """
    distinct = [places for places in dict.fromkeys(sets) if places]
    if not distinct:
        return frozenset()
    weeks = sorted(frozenset().union(*distinct))
    table = np.array([[week in places for week in weeks] for places in distinct], dtype=np.float64)
    _, sizes, rows = np.linalg.svd(table, full_matrices=False)
    rows = rows[sizes > 1e-9 * max(1.0, float(sizes[0]))]
    alone = np.einsum("ij,ij->j", rows, rows) > 1 - 1e-9
    return frozenset(week for week, is_alone in zip(weeks, alone.tolist(), strict=True) if is_alone)


def collected_totals(practice: Practice) -> dict[Figure, Places]:
    """Every total of money collected that a copy could tell, and the weeks in it."""
    weeks = practice.weeks
    collected, count = weeks["collected"], len(weeks)
    known = ~np.isnan(collected)
    totals: dict[Figure, Places] = {}

    def of(places: Iterable[int]) -> Places:
        return frozenset(int(place) for place in places if known[place])

    for size in WINDOWS:
        totals["collected", size] = of(range(max(0, count - size), count))
        for key, needed in (
            ("effective_rate", ()),
            ("session_rate", ()),
            ("rate_per_working_hour", ("admin_hours", "ceo_hours")),
            ("net_collection", ("billed",)),
        ):
            totals[key, size] = _money_of(weeks, size, known, needed)
    charged = ~np.isnan(weeks["missed_charged"]) | (weeks["missed"] == 0)
    for size in WINDOWS:
        totals["session_rate_charged", size] = _money_of(weeks, size, known & charged, ())
    if weeks.as_of is not None:
        year = year_of(weeks.as_of, weeks.plan)
        totals["year", "collected"] = of(
            place for place, start in enumerate(weeks.starts) if year_of(start, weeks.plan) == year
        )
        first = max(0, count - 13)
        recorded = weeks.open | weeks.off
        totals["promise", 13] = of(place for place in range(first, count) if recorded[place])
    place_of = {start: place for place, start in enumerate(weeks.starts)}
    months = months_shown(weeks, MONTHS_PAST + 1)
    for month in months:
        inside = [place_of[week] for week in weeks_of_month(month, weeks.plan) if week in place_of]
        totals["month", month] = of(inside)
    closed = [m for m in closed_months(weeks, practice.months) if m.overhead is not None]
    for size in MONTH_WINDOWS:
        inside = [
            place_of[week]
            for month in closed[-size:]
            for week in weeks_of_month(month.month, weeks.plan)
            if week in place_of
        ]
        totals["months", size] = of(inside)
    year_months = [m for m in closed if weeks.as_of and m.month >= year_of(weeks.as_of, weeks.plan)]
    totals["aside", "year"] = of(
        place_of[week]
        for month in year_months
        if month.tax_set_aside is not None
        for week in weeks_of_month(month.month, weeks.plan)
        if week in place_of
    )
    return totals


def _money_of(weeks: Weeks, size: int, known: Any, needed: Sequence[str]) -> Places:
    window = last_open_weeks(weeks, size)
    inside = range(window.span.start, window.span.stop)
    return frozenset(
        place
        for place in inside
        if known[place]
        and (
            weeks.off[place]
            or (weeks.open[place] and not any(np.isnan(weeks[key][place]) for key in needed))
        )
    )


def billed_totals(practice: Practice) -> dict[Figure, Places]:
    """Every total of money billed that a copy could tell, and the weeks in it."""
    weeks = practice.weeks
    known = ~np.isnan(weeks["billed"])
    totals: dict[Figure, Places] = {
        ("net_collection", size): _money_of(weeks, size, known, ("collected",)) for size in WINDOWS
    }
    if weeks.as_of is None:
        return totals
    first = weeks.starts[max(0, len(weeks) - 14)]
    for month in closed_months(weeks, practice.months):
        end = next_month(month.month)
        if end < first - WEEK * 5:
            continue
        places = [
            place
            for place, start in enumerate(weeks.starts)
            if end - WEEK * 14 + (WEEK / 7) <= start and start + WEEK <= end
        ][-13:]
        totals["days_in_ar", month_of(month.month)] = frozenset(p for p in places if known[p])
    return totals


# Breakdowns -------------------------------------------------------------------------------------


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


def _levers(state: State, small: int, tiers: Places, counts: frozenset[Figure]) -> frozenset[str]:
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
