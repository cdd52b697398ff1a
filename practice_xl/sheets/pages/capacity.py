"""The sheet Capacity: how full, when full."""

from __future__ import annotations

from typing import Any

import numpy as np

from practice_xl.domain.amounts import percent
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.capacity import fill, utilisation
from practice_xl.domain.income import sessions_line
from practice_xl.domain.report import Report
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import last_open_weeks
from practice_xl.schema.blocks import (
    CAPACITY_RATES_BLOCK,
    CAPACITY_WEEKS,
    CLINICIAN_RATES,
    FULL,
    HEADLINES,
    WEEKS_CHARTED,
    WEEKS_PAST,
)
from practice_xl.schema.measures import CAPACITY_RATES, WINDOWS
from practice_xl.sheets.pages.page import Facts, Rows, figures, filled, lines_of


def capacity_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Capacity, by name."""
    report = facts.report
    return {
        HEADLINES["Capacity"].name: filled(HEADLINES["Capacity"], _headline(facts)),
        FULL.name: filled(FULL, _full(report)),
        CAPACITY_RATES_BLOCK.name: [
            figures([report.rates[size][rate.key] for size in WINDOWS]) for rate in CAPACITY_RATES
        ],
        CLINICIAN_RATES.name: filled(CLINICIAN_RATES, _clinicians(report)),
        CAPACITY_WEEKS.name: filled(CAPACITY_WEEKS, _weeks(report)),
    }


def _headline(facts: Facts) -> list[list[str]]:
    report = facts.report
    rates = report.rates[4]
    full, room = rates["fill"], rates["openings"]
    words = lines_of(f"{report.projection.full.words} {_room(room.value)}", 2)
    if full.value is None:
        answer = "How full you are shows here once slots offered and sessions kept are typed."
        return [[answer], *([line] for line in words), [facts.status]]
    worked = rates["utilisation"].value or 0.0
    answer = f"{percent(full.value)} full and {percent(worked)} worked, over the last open weeks."
    return [[answer], *([line] for line in words), [facts.status]]


def _room(room: float | None) -> str:
    if room is None:
        return ""
    if room < 0.5:
        return "There is no room for a new client just now."
    return f"Room for about {room:.0f} more {'session' if round(room) == 1 else 'sessions'} a week."


def _full(report: Report) -> list[list[Any]]:
    full = report.projection.full
    return [
        [_rounded(full.chance.get(size)) for size in ("13", "26", "52")],
        [full.weeks.get(key) for key in ("p10", "p50", "p90")],
        [full.dates.get(key) for key in ("p10", "p50", "p90")],
    ]


def _rounded(chance: float | None) -> float | None:
    return None if chance is None else round(chance, 3)


def _clinicians(report: Report) -> list[list[Any]]:
    rows = []
    whole = report.practice.weeks
    for name, weeks in whole.clinicians or ((("", whole),) if len(whole) else ()):
        four, thirteen = last_open_weeks(weeks, 4), last_open_weeks(weeks, 13)
        kept = thirteen.values("sessions_kept")
        rows.append(
            [
                name or "Me",
                utilisation(four).value,
                utilisation(thirteen).value,
                fill(four).value,
                fill(thirteen).value,
                float(np.nansum(kept)) if len(kept) else None,
                len(kept),
            ]
        )
    return rows


def _weeks(report: Report) -> list[list[Any]]:
    weeks = report.practice.weeks
    if weeks.as_of is None:
        return []
    first = max(0, len(weeks) - WEEKS_PAST)
    rows = [_past(weeks, place) for place in range(first, len(weeks))]
    chances = report.projection.full.chance_by_week
    for ahead in range(1, WEEKS_CHARTED - len(rows) + 1):
        start = weeks.as_of + WEEK * ahead
        chance = float(chances[ahead - 1]) if ahead <= len(chances) else None
        target = weeks.plan.target_utilisation
        rows.append([start, None, None, sessions_line(weeks, start), None, None, target, chance])
    return rows[:WEEKS_CHARTED]


def _past(weeks: Weeks, place: int) -> list[Any]:
    start = weeks.starts[place]
    slots, kept = weeks["slots_offered"][place], weeks["sessions_kept"][place]
    is_open = bool(weeks.open[place]) and slots > 0
    return [
        start,
        _or_blank(slots),
        _or_blank(kept),
        sessions_line(weeks, start),
        kept / slots if is_open else None,
        weeks.booked[place] / slots if is_open else None,
        weeks.plan.target_utilisation,
        None,
    ]


def _or_blank(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
