"""Money of weeks with few sessions: which weeks, which totals, and the weeks withheld with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from practice_xl.domain.calendar import WEEK, month_of, next_month, weeks_of_month, year_of
from practice_xl.domain.costs import closed_months
from practice_xl.domain.income import months_shown
from practice_xl.domain.practice import Practice
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.schema.blocks import MONTHS_PAST
from practice_xl.schema.measures import MONTH_WINDOWS, WINDOWS
from practice_xl.sharing.counts import Figure, Places

WEEKS_SHOWN = 52  # weeks of the sheet Weekly totals; none earlier leaves by itself


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
