"""Counts that can point at one person: they leave only as figures of four weeks or longer.

That would be worth nothing if the rest of the copy gave a week back: 13 weeks less 12 of them is
one week. So every figure is taken as a set of weeks whose sum the reader knows, and no combination
of these sets may come down to fewer weeks than allowed. What would do so is withheld too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.schema.measures import WINDOWS

FEWEST_WEEKS = 4  # a figure of fewer weeks can point at one person
BLOCK_26 = 26  # the chart shows % full for the weeks 14 to 26 back as one figure

Places = frozenset[int]  # positions of weeks
Figure = tuple[str, Hashable]  # a key, and the window, month or year it is of
Sets = dict[str, list[Places]]  # for each count, the weeks whose sum a reader knows
BOOKED_MORE = "booked_more"  # slots booked beyond the sessions kept, as if it were a column


@dataclass(frozen=True)
class Counts:
    """What a reader may know of the counts.

    Attributes:
        withheld: Figures that would come down to fewer than 4 weeks, alone or with others.
        spread: For each column, the weeks over which each of its sums may be spread: 4 or more,
            and no other figure makes fewer of them.
    """

    withheld: frozenset[Figure] = frozenset()
    spread: Mapping[str, tuple[Places, ...]] = field(default_factory=dict)


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


_SPREAD: dict[str, tuple[str, tuple[str, ...]]] = {
    # column: the count it is, and what a week must have recorded for it
    BOOKED_MORE: ("sessions", ("sessions_kept",)),
    "missed": ("sessions", ("missed",)),
    "cancelled_in_time": ("cancelled", ("cancelled_in_time",)),
    "missed_charged": ("charged", ("missed_charged",)),
    "inquiries": ("inquiries", ("inquiries",)),
    "clients_started": ("started", ("clients_started",)),
    "clients_ended": ("ended", ("clients_ended",)),
}


def read_counts(weeks: Weeks) -> Counts:
    """Which figures may leave, and over which weeks the counts behind them are spread."""
    known: Sets = {}
    withheld = _withheld(weeks, known)
    spread: dict[str, tuple[Places, ...]] = {}
    for key, (count, columns) in _SPREAD.items():
        sets = (_recorded(weeks, places, columns) for places in blocks(weeks))
        spread[key] = tuple(places for places in sets if places and _accept(known, {count: places}))
    return Counts(withheld, spread)


def blocks(weeks: Weeks) -> list[list[int]]:
    """The open weeks, the latest first: the last 4, up to the 13th, up to the 52nd, the others.

    A block of fewer than 4 weeks goes together with the later one.
    """
    cuts: list[list[int]] = []
    taken: set[int] = set()
    everything = np.flatnonzero(weeks.open).tolist()
    windows = [last_open_weeks(weeks, size).places.tolist() for size in WINDOWS]
    for places in (*windows, everything):
        rest = [place for place in places if place not in taken]
        taken |= set(rest)
        if cuts and (len(rest) < FEWEST_WEEKS or len(cuts[-1]) < FEWEST_WEEKS):
            cuts[-1] += rest
        else:
            cuts.append(rest)
    return cuts


def _withheld(weeks: Weeks, known: Sets) -> frozenset[Figure]:
    """Figures that would say too much; what the others say is added to ``known``."""
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


def _accept(known: Sets, sets: Mapping[str, Places]) -> bool:
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
