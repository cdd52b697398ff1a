"""``report --json``: everything worked out, for scripts and other programs.

Dates are ISO, shares are fractions, and a value that cannot be known is null, with the reason in
"words" or "why". The same values stand in the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import Side
from practice_xl.domain.windows import Figure
from practice_xl.problems import Problem
from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MONTH_RATES, SCORING_VERSION
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


def _rates(report: Report) -> dict[str, object]:
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


def _figure(key: str, figure: Figure) -> dict[str, str | float | None]:
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
    card, scores = report.scorecard, report.scorecard.scores
    return {
        "version": SCORING_VERSION,
        "week": scores.week.isoformat() if scores.week else None,
        "words": scores.words,
        "manager": _side(scores.manager),
        "leader": _side(scores.leader),
        "pairs": [
            {
                "pair": pair.name,
                "manager": pair.manager.points,
                "leader": pair.leader.points,
                "manager_why": pair.manager.why,
                "leader_why": pair.leader.why,
            }
            for pair in scores.pairs
        ],
        "history": [
            {"week": past.week.isoformat(), **_of(past, "manager", "leader")}
            for past in scores.history
        ],
        "grid": [
            {
                **_of(row, "key", "goal", "mean4", "mean13", "weeks_off_track"),
                "direction": row.measure.good,
                "weeks": list(row.weeks),
                "status": row.status.word,
            }
            for row in card.grid
        ],
        "readings": _of(card.readings, "manager", "leader") if card.readings else None,
    }


def _sources(report: Report) -> list[dict[str, object]]:
    """What each source brings, under a neutral key."""
    told = ("inquiries", "started", "conversion", "worth", "weeks_since", "strong", "share")
    each = enumerate(report.referrals.each, 1)
    return [{"key": f"source_{number}", **_of(figures, *told)} for number, figures in each]


def _quarter(report: Report) -> list[dict[str, object]]:
    return [
        {
            "measurable": at.result.measurable,
            "from": at.start,
            "to": at.result.to,
            "now": at.now,
            "by": at.by.isoformat(),
            **_of(at, "done", "line", "chance"),
            "sure": at.result.sure,
            "status": at.status,
        }
        for at in report.quarter
    ]


def _side(side: Side) -> dict[str, object]:
    return _of(side, "score", "points", "out_of", "why")


def _of(record: object, *names: str) -> dict[str, object]:
    """Some fields of a record."""
    return {name: getattr(record, name) for name in names}
