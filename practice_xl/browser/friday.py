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
    from practice_xl.sheets.pages.what_if import headline_lines

    def shown(figure: Figure) -> dict[str, str]:
        value = as_text(figure.value, figure.kind, currency)
        return {"label": figure.label, "value": value, "note": figure.note}

    report, page = facts.report, friday.friday_page(facts, today)
    currency, history = report.practice.plan.currency, report.scorecard.scores.history
    decided, _chart, *brings = headline_lines(facts) if report.decisions else ("", "")
    running = max((one.first for one in report.quarter), default=None)
    return {
        "title": page.title,
        "about": page.about,
        "readings": [{"title": reading.heading, "text": reading.text} for reading in page.readings],
        "next": {"title": page.next_step.heading, "text": page.next_step.text},
        "tiles": [shown(figure) for figure in page.tiles],
        "overdue": list(page.overdue),
        "full": [shown(figure) for figure in page.full],
        "full_words": page.full_words,
        "quarter": [  # the results of the running one, each with where it stands
            f"{MEASURE_BY_KEY[one.result.measurable].label}. {one.words}"
            for one in report.quarter
            if one.first == running
        ],
        "decisions": [line for line in (decided, *brings) if line],  # and what they bring
        "income": _income(facts),
        "scores": {
            "title": "Both scores, week by week",
            "weeks": [day(past.week) for past in history],
            "manager": [past.manager for past in history],
            "leader": [past.leader for past in history],
        },
    }


def problem_lines(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """What needs a look, the blocking ones first, as the page lists it."""
    return [
        {
            "where": str(problem).splitlines()[0],
            "found": problem.found,
            "expected": problem.expected,
            "todo": problem.do,
            "blocking": problem.blocking,
        }
        for problem in sorted(problems, key=lambda problem: not problem.blocking)
    ]


def _income(facts: Facts) -> dict[str, object] | None:
    chart = facts.report.projection.likely.chart
    if chart is None:
        return None
    first = max(0, len(chart.starts) - 52 - WEEKS_SHOWN)
    came, high = _line(chart.collected[first:]), _line(chart.high[first:])
    most = max((value for value in (*came, *high) if value is not None), default=1.0)
    currency = facts.report.practice.plan.currency
    return {
        "title": "Money a week: what came in, and what is likely",
        "weeks": [day(start) for start in chart.starts[first:]],
        "came": came,
        "low": _line(chart.low[first:]),
        "likely": _line(chart.likely[first:]),
        "high": high,
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
