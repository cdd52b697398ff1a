"""The Friday page for a browser: what Start shows, and the lines its two charts are drawn from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from practice_xl.domain.wording import day, money
from practice_xl.problems import Problem
from practice_xl.schema.measures import MEASURE_BY_KEY

if TYPE_CHECKING:
    from practice_xl.sheets.pages.friday import Figure
    from practice_xl.sheets.pages.page import Facts

WEEKS_SHOWN = 26  # of the past, on the income chart
TICKS = 4


def friday_page(facts: Facts, today: date) -> dict[str, object]:
    """Everything the page shows of a practice, as text and plain numbers."""
    from practice_xl.sheets.pages import friday
    from practice_xl.sheets.pages.page import as_text

    def shown(figure: Figure) -> dict[str, str]:
        value = as_text(figure.value, figure.kind, currency)
        return {"label": figure.label, "value": value, "note": figure.note}

    page, currency = friday.friday_page(facts, today), facts.report.practice.plan.currency
    return {
        "title": page.title,
        "about": page.about,
        "readings": [{"title": reading.heading, "text": reading.text} for reading in page.readings],
        "next": {"title": page.next_step.heading, "text": page.next_step.text},
        "tiles": [shown(figure) for figure in page.tiles],
        "overdue": list(page.overdue),
        "full": [shown(figure) for figure in page.full],
        "full_words": page.full_words,
        "quarter": _quarter(facts),
        "decisions": _decisions(facts),
        "income": _income(facts),
        "scores": _scores(facts),
    }


def _quarter(facts: Facts) -> list[str]:
    """The results of the running quarter, each with where it stands."""
    standings = facts.report.quarter
    last = max((one.first for one in standings), default=None)
    return [
        f"{MEASURE_BY_KEY[one.result.measurable].label}. {one.words}"
        for one in standings
        if one.first == last
    ]


def _decisions(facts: Facts) -> list[str]:
    """What is decided, and what it brings; nothing while nothing is."""
    from practice_xl.sheets.pages.what_if import headline_lines

    if facts.report.decisions is None:
        return []
    names, _chart, *brings = headline_lines(facts)
    return [line for line in (names, *brings) if line]


def problem_lines(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """What needs a look, the blocking ones first, as the page lists it."""
    ordered = sorted(problems, key=lambda problem: not problem.blocking)
    return [
        {
            "where": str(problem).splitlines()[0],
            "found": problem.found,
            "expected": problem.expected,
            "todo": problem.do,
            "blocking": problem.blocking,
        }
        for problem in ordered
    ]


def _income(facts: Facts) -> dict[str, object] | None:
    chart = facts.report.projection.likely.chart
    if chart is None:
        return None
    first = max(0, len(chart.starts) - 52 - WEEKS_SHOWN)
    most = max(
        (v for line in (chart.collected, chart.high) for v in line[first:] if not math.isnan(v)),
        default=1.0,
    )
    currency = facts.report.practice.plan.currency
    return {
        "title": "Money a week: what came in, and what is likely",
        "weeks": [day(start) for start in chart.starts[first:]],
        "came": _line(chart.collected[first:]),
        "low": _line(chart.low[first:]),
        "likely": _line(chart.likely[first:]),
        "high": _line(chart.high[first:]),
        "goal": _line(chart.goal[first:]),
        "ticks": [[value, money(value, currency)] for value in round_ticks(most)],
    }


def round_ticks(most: float) -> list[float]:
    """Four or five round values from 0 up to or past ``most``, for an axis.

    >>> round_ticks(3_700)
    [0.0, 1000.0, 2000.0, 3000.0, 4000.0]
    """
    step = 10 ** math.floor(math.log10(max(most, 1) / TICKS))
    wide = next(size * step for size in (1, 2, 2.5, 5, 10) if size * step * TICKS >= most)
    return [float(wide * count) for count in range(TICKS + 1)]


def _line(values: Iterable[float]) -> list[float | None]:
    return [None if math.isnan(value) else round(float(value), 2) for value in values]


def _scores(facts: Facts) -> dict[str, object]:
    history = facts.report.scorecard.scores.history
    return {
        "title": "Both scores, week by week",
        "weeks": [day(past.week) for past in history],
        "manager": [past.manager for past in history],
        "leader": [past.leader for past in history],
    }
