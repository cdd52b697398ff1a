"""The sheet Capacity: how full, when full."""

from __future__ import annotations

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.report import Report
from practice_xl.domain.windows import fill, last_open_weeks, utilisation
from practice_xl.domain.wording import month, percent
from practice_xl.schema import blocks
from practice_xl.schema.measures import CAPACITY_RATES, WINDOWS
from practice_xl.sheets.pages import page
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows

_SQUARES = 8
MEAN_OF = 4  # weeks; the likely share of slots booked is a mean of so many


def capacity_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Capacity, by name."""
    report = facts.report
    rates = [[report.rates[size][rate.key] for size in WINDOWS] for rate in CAPACITY_RATES]
    return {
        blocks.HEADLINES["Capacity"].name: _headline(facts),
        blocks.FULL.name: _full(report),
        blocks.CAPACITY_RATES_BLOCK.name: list(map(page.figures, rates)),
        blocks.CLINICIAN_RATES.name: _clinicians(report),
        blocks.CAPACITY_WEEKS.name: _chart(report),
    }


def _headline(facts: Facts) -> Rows:
    report = facts.report
    rates = report.rates[4]
    full, room = rates["fill"], rates["openings"]
    answer = "How full you are shows here once slots offered and sessions kept are typed."
    if full.value is not None:
        worked = rates["utilisation"].value or 0.0
        over = "in one open week" if full.n == 1 else f"over the last {full.n} open weeks"
        answer = f"{percent(full.value)} full and {percent(worked)} worked, {over}."
    when, rest = report.projection.full.words, ""
    if len(when) > page.HEADLINE_WIDTH:
        when, _, rest = when.partition(". ")
        when += "."
    lines = [answer, when, *page.lines_of(f"{rest} {_room(room.value)}".strip(), 1), facts.status]
    return [[line] for line in lines]


def _room(room: float | None) -> str:
    if room is None:
        return ""
    if room < 0.5:
        return "There is no room for a new client just now."
    return f"Room for about {room:.0f} more {'session' if round(room) == 1 else 'sessions'} a week."


def _full(report: Report) -> list[list[object]]:
    full = report.projection.full
    if full.status == page.FULL_NOW:  # when it will be full again is another question
        return [[NOT_YET] * 3, [], [page.FULL_NOW, NOT_YET, NOT_YET], [NOT_YET] * 3]
    chances = [full.chance.get(size) for size in ("13", "26", "52")]
    parts = ("p10", "p50", "p90")
    months = [full.dates.get(part) for part in parts]
    rows: Rows = [
        [page.chance_cell(chance) for chance in chances],
        [_bar(chance) or "" for chance in chances],
        [full.weeks.get(part) for part in parts],
        [when and month(when) for when in months],
    ]
    return [list(map(page.known, row)) for row in rows]


def _clinicians(report: Report) -> Rows:
    rows: Rows = []
    whole = report.practice.weeks
    for name, weeks in whole.clinicians or ((("", whole),) if len(whole) else ()):
        four, thirteen = last_open_weeks(weeks, 4), last_open_weeks(weeks, 13)
        kept = thirteen.values("sessions_kept")
        worked = [utilisation(window).value for window in (four, thirteen)]
        booked = [fill(window).value for window in (four, thirteen)]
        sessions = float(np.nansum(kept)) if len(kept) else None
        rows.append([name or "Me", *worked, *booked, sessions, len(kept), _bar(booked[1])])
    return rows


def _bar(share: float | None) -> str | None:
    """A share drawn as eight squares.

    >>> _bar(0.93), _bar(1.2)
    ('███████░', '████████')
    """
    if share is None:
        return None
    count = round(_SQUARES * min(1.0, max(0.0, share)))
    return "█" * count + "░" * (_SQUARES - count)


def _chart(report: Report) -> Rows:
    rows = page.filled(blocks.CAPACITY_WEEKS, _weeks(report))
    means = f"full means {percent(report.practice.plan.target_utilisation)} of your slots"
    rows[0][-1] = f"How full, week by week; {means}"
    return rows


def _weeks(report: Report) -> Rows:
    """The weeks of the chart: always as many before the week read, recorded or not, as after it."""
    weeks, full = report.practice.weeks, report.projection.full
    if weeks.as_of is None:
        return []
    target = weeks.plan.target_utilisation
    rows: Rows = []
    for back in range(blocks.WEEKS_PAST - 1, -1, -1):
        place = len(weeks) - 1 - back
        shares: list[float | None] = [None, None]
        if place >= 0 and weeks.open[place] and (slots := weeks["slots_offered"][place]) > 0:
            shares = [weeks["sessions_kept"][place] / slots, weeks.booked[place] / slots]
        rows.append([weeks.as_of - WEEK * back, *shares, target, None])
    for ahead in range(1, blocks.WEEKS_AHEAD + 1):
        settled = MEAN_OF <= ahead <= len(full.booked)  # before, recorded weeks are still in it
        likely = float(full.booked[ahead - 1][1]) if settled else None
        rows.append([weeks.as_of + WEEK * ahead, None, None, target, likely])
    return rows
