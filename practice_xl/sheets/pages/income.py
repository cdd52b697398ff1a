"""The sheet Income: what came in, what is likely to come, how sure that is."""

from __future__ import annotations

from datetime import date
from typing import Any

from practice_xl.domain.calendar import WEEK, shortfall_of_a_year
from practice_xl.domain.income import (
    collected_in_month,
    months_shown,
)
from practice_xl.domain.projection import Band, PromiseCheck
from practice_xl.domain.report import Report
from practice_xl.domain.windows import Figure
from practice_xl.domain.wording import day, money
from practice_xl.schema.blocks import (
    INCOME_NEXT,
    INCOME_RATES_BLOCK,
    INCOME_SERIES,
    INCOME_YEAR,
    MONTH_RATES_BLOCK,
    MONTHS_PAST,
    MONTHS_TO_WEEKS,
    WEEKS_AHEAD,
    WEEKS_CHARTED,
    WEEKS_PAST,
)
from practice_xl.schema.headlines import HEADLINES
from practice_xl.schema.measures import INCOME_RATES, MONTH_RATES, MONTH_WINDOWS, WINDOWS
from practice_xl.sheets.pages.page import (
    CEILING_WORDS,
    HEADLINE_WIDTH,
    NOT_YET,
    Facts,
    Rows,
    figures,
    filled,
    wrap,
)

FIRST_GUESS = "first guess"  # a status of the projection
CEILING_LEVERS = "levers that raise the rate lift it"
_MONTH_COLUMNS = 6


def income_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Income, by name."""
    report = facts.report
    rates = [figures([report.rates[size][rate.key] for size in WINDOWS]) for rate in INCOME_RATES]
    rates.append(figures([report.rates[size]["days_in_ar"] for size in WINDOWS]))
    rates.append(figures([report.collected[size] for size in WINDOWS]))
    return {
        HEADLINES["Income"].name: filled(HEADLINES["Income"], _headline(facts)),
        INCOME_NEXT.name: filled(INCOME_NEXT, _next(report)),
        INCOME_RATES_BLOCK.name: rates,
        MONTH_RATES_BLOCK.name: [
            figures([report.month_rates[count][rate.key] for count in MONTH_WINDOWS])
            for rate in MONTH_RATES
        ],
        INCOME_YEAR.name: filled(INCOME_YEAR, _year(report)),
        INCOME_SERIES.name: filled(INCOME_SERIES, _series(report)),
    }


def _headline(facts: Facts) -> list[list[str]]:
    report, block = facts.report, HEADLINES["Income"]
    likely = report.projection.likely
    answer, _, reason = likely.words.partition(". ")
    if likely.status == FIRST_GUESS:  # the answer first, then how little it rests on
        guess, (answer, _, reason) = answer, reason.partition(". ")
        answer, reason = f"{answer.rstrip('.')} (a first guess)", f"{guess}. {reason}"
    lines = [f"{answer.rstrip('.')}.", *wrap(reason, HEADLINE_WIDTH, 2)]
    if report.with_levers:  # the levers by name, and the year with them
        lines += [*wrap(report.levers.which, HEADLINE_WIDTH, 1), report.with_levers_words]
    lines = [line for line in [*lines, _ceiling(report)] if line]
    lines += [""] * (block.rows - 1 - len(lines))
    return [[line] for line in [*lines, facts.status]]


def _ceiling(report: Report) -> str:
    if report.ceiling.value is None:
        return ""
    amount = money(report.ceiling.value, report.practice.plan.currency)
    rests = report.ceiling.why or CEILING_WORDS
    return f"A full practice earns {amount} a year, {rests}; {CEILING_LEVERS}."


def _next(report: Report) -> list[list[Any]]:
    likely = report.projection.likely
    rows = [_band(likely.totals.get(size)) for size in ("13", "26", "52")]
    rows[-1] += [likely.goal, likely.chance_of_goal, _gap(likely.gap, report)]
    year = likely.year
    if year:
        rows.append([*_band(year.band), year.goal, year.chance])
    return rows


def _gap(gap: float | None, report: Report) -> float | str | None:
    """What is missing to the goal; in words where nothing is."""
    if gap is None or round(gap) >= 0:
        return gap
    return f"{money(-gap, report.practice.plan.currency)} above"


def _band(band: Band | None) -> list[Any]:
    return [band.p10, band.p50, band.p90] if band else [NOT_YET] * 3


def _year(report: Report) -> list[list[Any]]:
    if report.as_of is None:
        return []
    year = report.lines.year
    planned = year.to_date if year else None
    return [
        _with_words(report.collected_year),
        [planned, None, _year_words(report)],
        [report.ceiling.value, None, report.ceiling.why or CEILING_WORDS],
        _with_words(report.still_to_set_aside),
        *_promise(report.projection.promise, report.practice.plan.currency),
    ]


def _year_words(report: Report) -> str:
    """Which year it is, and that a first one may be the part of it since the first week."""
    year = report.lines.year
    if year is None or year.to_date is None or year.goal is None:
        return "type an income goal in Plan"
    goal = money(year.goal, report.practice.plan.currency)
    if year.whole:
        return f"of {goal} in the year from {day(year.first)}"
    return f"of {goal}, the goal of the weeks since your first; Plan asks what came before"


def _promise(check: PromiseCheck, currency: str) -> list[list[Any]]:
    """What was said 13 weeks ago, and what came."""
    band, came = check.income, check.income_came
    if band is None or came is None:
        return [[None, None, check.words], []]
    low, high = money(band.p10, currency), money(band.p90, currency)
    found = "inside the range we gave"
    if came < band.p10:
        found = "below the range we gave: worth a look at why, together with your coach"
    elif came > band.p90:
        found = "above the range we gave"
    return [
        [band.p50, None, f"8 in 10 between {low} and {high}"],
        [came, None, found],
    ]


def _with_words(figure: Figure) -> list[Any]:
    return [figure.value, None, figure.why]


def _series(report: Report) -> list[list[Any]]:
    months, weeks = _months(report), _weeks(report)
    blank: list[Any] = [None] * _MONTH_COLUMNS
    gap: list[Any] = [None] * MONTHS_TO_WEEKS
    months += [blank] * (WEEKS_CHARTED - len(months))
    weeks += [[]] * (WEEKS_CHARTED - len(weeks))
    return [[*month, *gap, *week] for month, week in zip(months, weeks, strict=True)]


def _months(report: Report) -> list[list[Any]]:
    weeks = report.practice.weeks
    shown = months_shown(weeks, MONTHS_PAST + 1)[:-1]
    rows: list[list[Any]] = [
        [
            month,
            collected_in_month(weeks, month).value,
            report.lines.income_of_month(month),
        ]
        for month in shown
    ]
    for month in report.projection.likely.months:
        collected = collected_in_month(weeks, month.month).value
        rows.append([month.month, collected, month.plan, *_band(month.band)])
    return [row + [None] * (_MONTH_COLUMNS - len(row)) for row in rows]


def _weeks(report: Report) -> list[list[Any]]:
    """Past weeks as typed, the band to come; the one goal of each week, and a full week's money."""
    chart, weeks = report.projection.likely.chart, report.practice.weeks
    if weeks.as_of is None:
        return []
    full = _full_week(report)
    first = weeks.as_of - WEEK * (WEEKS_PAST - 1)
    starts = [first + WEEK * count for count in range(WEEKS_PAST + WEEKS_AHEAD)]
    band: dict[date, list[float]] = {}
    if chart is not None:
        columns = (chart.low, chart.high - chart.low, chart.likely)
        rows = zip(chart.starts, *(column.tolist() for column in columns), strict=True)
        band = {start: values for start, *values in rows if start > weeks.as_of}
    typed = dict(zip(weeks.starts, weeks["collected"].tolist(), strict=True))
    return [
        [
            start,
            typed.get(start),
            *band.get(start, [None] * 3),
            None if full is None or start < weeks.starts[0] else full * report.lines.share(start),
            None if start < weeks.starts[0] else report.lines.income(start),
        ]
        for start in starts
    ]


def _full_week(report: Report) -> float | None:
    """What a full practice earns in an ordinary week. [currency]"""
    weeks, plan = report.practice.weeks, report.practice.plan
    if report.ceiling.value is None or weeks.as_of is None:
        return None
    worked = plan.working_weeks - shortfall_of_a_year(plan, weeks.as_of)
    return report.ceiling.value / worked if worked > 0 else None
