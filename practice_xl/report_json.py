"""``report --json``: everything worked out, for scripts and other programs.

Dates are ISO, shares are fractions, and a value that cannot be known is null, with the reason in
"words" or "why". The same values stand in the cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import Scorecard
from practice_xl.domain.windows import Figure
from practice_xl.problems import Problem
from practice_xl.schema.measures import MEASURES, SCORING_VERSION
from practice_xl.sheets.pages.page import Facts

_UNITS = {measure.key: measure.unit for measure in MEASURES}
_UNITS |= {"income_ceiling": "currency a year", "still_to_set_aside": "currency"}
_OF_A_SOURCE = ("inquiries", "started", "conversion", "worth", "weeks_since", "strong", "share")
NO_DECISIONS: dict[str, object] = {"each": [], "together": {}}


def as_json(facts: Facts) -> dict[str, object]:
    """The whole report as plain dictionaries, lists, numbers and text."""
    report, band = facts.report, facts.report.with_levers
    aside = {"still_to_set_aside": report.still_to_set_aside}
    return {
        "as_of_week": report.as_of.isoformat() if report.as_of else None,
        "practice": report.practice.plan.practice_name,
        "first_weeks": list(report.first_weeks),
        "rates": {str(size): _figures(of) for size, of in report.rates.items()}
        | {"months": {str(n): _figures(of | aside) for n, of in report.month_rates.items()}},
        "full": report.projection.full.as_dict(),
        "income": {
            "collected": {str(size): figure.value for size, figure in report.collected.items()}
            | {"year_to_date": report.collected_year.value},
            **report.projection.likely.as_dict(),
            "ceiling": report.ceiling.value,
        },
        "levers": report.levers.as_dict()
        | {"projection": band and band.as_dict(), "with_levers": report.with_levers_words},
        "decisions": report.decisions.as_dict() if report.decisions else NO_DECISIONS,
        "scorecard": _scorecard(report.scorecard),
        "sources": [
            {"key": f"source_{number}", **_of(figures, *_OF_A_SOURCE)}  # a neutral key
            for number, figures in enumerate(report.referrals.each, 1)
        ],
        "quarter": _quarter(report),
        "problems": [problem._asdict() for problem in facts.problems],
    }


def problems_only(problems: Sequence[Problem]) -> dict[str, object]:
    """What can be said of a workbook with blocking problems: the problems."""
    return {"as_of_week": None, "problems": [problem._asdict() for problem in problems]}


def _figures(figures: dict[str, Figure]) -> dict[str, object]:
    return {
        key: {"value": value, "unit": _UNITS[key], "n": n} | ({"why": why} if why else {})
        for key, (value, n, why) in figures.items()
    }


def _scorecard(card: Scorecard) -> dict[str, object]:
    scores = card.scores
    return {
        "version": SCORING_VERSION,
        "week": scores.week.isoformat() if scores.week else None,
        "words": scores.words,
        "manager": scores.manager._asdict(),
        "leader": scores.leader._asdict(),
        "pairs": [
            {
                "pair": pair.name,
                "manager": pair.manager.points,
                "leader": pair.leader.points,
                "manager_why": f"{pair.name}: {pair.manager.why}",
                "leader_why": f"{pair.name}: {pair.leader.why}",
            }
            for pair in scores.pairs
        ],
        "history": [
            {"week": past.week.isoformat(), **_of(past, "manager", "leader")}
            for past in scores.history
        ],
        "grid": [
            {
                **_of(row, "key", "goal", "mean4", "mean13"),
                "weeks_off_track": row.status.weeks_off_track,
                "direction": row.measure.good,
                "weeks": list(row.weeks),
                "status": row.status.word,
            }
            for row in card.grid
        ],
        "readings": card.readings._asdict() if card.readings else None,
    }


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


def _of(record: object, *names: str) -> dict[str, object]:
    """Some fields of a record."""
    return {name: getattr(record, name) for name in names}
