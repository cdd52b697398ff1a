"""``report --json``: everything worked out, for scripts and other programs.

Dates are ISO, shares are fractions, and a value that cannot be known is null, with the reason in
"words" or "why". The same values stand in the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import Side
from practice_xl.domain.scorecard.week_end import GridRow
from practice_xl.domain.windows import Figure
from practice_xl.problems import Problem
from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MONTH_RATES
from practice_xl.sheets.pages.page import Facts

_UNITS = {rate.key: rate.unit for rate in (*CAPACITY_RATES, *INCOME_RATES, *MONTH_RATES)}
NO_DECISIONS: dict[str, object] = {"each": [], "together": {}}
_UNITS |= {
    "days_in_ar": "days",
    "income_ceiling": "currency a year",
    "still_to_set_aside": "currency",
}


def as_json(facts: Facts) -> dict[str, object]:
    """The whole report as plain dictionaries, lists, numbers and text."""
    report = facts.report
    return {
        "as_of_week": report.as_of.isoformat() if report.as_of else None,
        "practice": report.practice.plan.practice_name,
        "first_weeks": list(report.first_weeks),
        "rates": _rates(report),
        "full": report.projection.full.as_dict(),
        "income": _income(report),
        "levers": _levers(report),
        "decisions": report.decisions.as_dict() if report.decisions else NO_DECISIONS,
        "scorecard": _scorecard(report),
        "sources": _sources(report),
        "quarter": _quarter(report),
        "problems": [problem.as_dict() for problem in facts.problems],
    }


def problems_only(problems: Sequence[Problem]) -> dict[str, object]:
    """What can be said of a workbook with blocking problems: the problems."""
    return {"as_of_week": None, "problems": [problem.as_dict() for problem in problems]}


def _rates(report: Report) -> dict[str, Any]:
    rates: dict[str, Any] = {
        str(size): {key: _figure(key, figure) for key, figure in rates.items()}
        for size, rates in report.rates.items()
    }
    rates["months"] = {
        str(count): {key: _figure(key, figure) for key, figure in months.items()}
        for count, months in report.month_rates.items()
    }
    aside = _figure("still_to_set_aside", report.still_to_set_aside)
    for months in rates["months"].values():
        months["still_to_set_aside"] = aside
    return rates


def _figure(key: str, figure: Figure) -> dict[str, Any]:
    cells = {"value": figure.value, "unit": _UNITS[key], "n": figure.n}
    return cells | {"why": figure.why} if figure.why else cells


def _income(report: Report) -> dict[str, object]:
    collected = {str(size): figure.value for size, figure in report.collected.items()}
    collected["year_to_date"] = report.collected_year.value
    return {
        "collected": collected,
        **report.projection.likely.as_dict(),
        "ceiling": report.ceiling.value,
    }


def _levers(report: Report) -> dict[str, object]:
    band = report.with_levers
    return report.levers.as_dict() | {
        "projection": None if band is None else band.as_dict(),
        "with_levers": report.with_levers_words,
    }


def _scorecard(report: Report) -> dict[str, object]:
    card = report.scorecard
    return {
        "version": card.scores.version,
        "week": card.scores.week.isoformat() if card.scores.week else None,
        "words": card.scores.words,
        "manager": _side(card.scores.manager),
        "leader": _side(card.scores.leader),
        "pairs": [
            {
                "pair": pair.name,
                "manager": pair.manager.points,
                "leader": pair.leader.points,
                "manager_why": pair.manager.why,
                "leader_why": pair.leader.why,
            }
            for pair in card.scores.pairs
        ],
        "history": [
            {"week": past.week.isoformat(), "manager": past.manager, "leader": past.leader}
            for past in card.scores.history
        ],
        "grid": [_grid_row(row) for row in card.grid],
        "readings": {"manager": card.readings.manager, "leader": card.readings.leader}
        if card.readings
        else None,
    }


def _sources(report: Report) -> list[dict[str, object]]:
    """What each source brings, under a neutral key."""
    return [
        {
            "key": f"source_{number}",
            "inquiries": of.inquiries,
            "started": of.started,
            "conversion": of.conversion,
            "worth": of.worth,
            "weeks_since": of.weeks_since,
            "strong": of.strong,
            "share": of.share,
        }
        for number, of in enumerate(report.referrals.each, 1)
    ]


def _quarter(report: Report) -> list[dict[str, object]]:
    return [
        {
            "measurable": of.result.measurable,
            "from": of.start,
            "to": of.result.to,
            "now": of.now,
            "by": of.by.isoformat(),
            "done": of.done,
            "line": of.line,
            "chance": of.chance,
            "sure": of.result.sure,
            "status": of.status,
        }
        for of in report.quarter
    ]


def _side(side: Side) -> dict[str, object]:
    return {"score": side.score, "points": side.points, "out_of": side.out_of, "why": side.why}


def _grid_row(row: GridRow) -> dict[str, object]:
    return {
        "key": row.key,
        "goal": row.goal,
        "direction": row.measure.good,
        "weeks": list(row.weeks),
        "mean4": row.mean4,
        "mean13": row.mean13,
        "status": row.status.word,
        "weeks_off_track": row.weeks_off_track,
    }
