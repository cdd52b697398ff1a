"""The sheet Income: what came in, what is likely to come, how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from practice_xl.domain.amounts import money
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.income import (
    collected_in_month,
    months_shown,
)
from practice_xl.domain.projection import Band, PromiseCheck
from practice_xl.domain.report import Report
from practice_xl.domain.weeks import Numbers
from practice_xl.domain.windows import Figure
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
    HEADLINE_WIDTH,
    NOT_YET,
    Facts,
    Rows,
    figures,
    filled,
    wrap,
)

FIRST_GUESS = "first guess"  # a status of the projection
CEILING_WORDS = "at your usual slots and today's rate"
CEILING_LEVERS = "levers that raise the rate lift it"
_MONTH_COLUMNS = 6
_MEAN_OF = 4  # weeks; cash comes in lumps, and a mean shows where it goes


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
    return f"Most when full, {CEILING_WORDS}: {amount} a year; {CEILING_LEVERS}."


def _next(report: Report) -> list[list[Any]]:
    likely = report.projection.likely
    rows = [_band(likely.totals.get(size)) for size in ("13", "26", "52")]
    rows[-1] += [likely.goal, likely.chance_of_goal, _gap(likely.gap, report)]
    year = likely.year
    if year:
        unknown = year.goal is None or year.chance is None
        gap = None if unknown else (year.goal or 0.0) - year.band.p50
        rows.append([*_band(year.band), year.goal, year.chance, _gap(gap, report)])
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
        [planned, None, "" if planned is not None else "type an income goal in Plan"],
        [report.ceiling.value, None, report.ceiling.why or f"{CEILING_WORDS}; {CEILING_LEVERS}"],
        _with_words(report.still_to_set_aside),
        *_promise(report.projection.promise, report.practice.plan.currency),
    ]


def _promise(check: PromiseCheck, currency: str) -> list[list[Any]]:
    """What was said 13 weeks ago, and what came."""
    band, came = check.income, check.income_came
    if band is None or came is None:
        return [[None, None, check.words], []]
    low, high = money(band.p10, currency), money(band.p90, currency)
    found = "as expected: inside that range"
    if came < band.p10:
        found = "less than expected: worth a look at why, together with your coach"
    elif came > band.p90:
        found = "more than expected: good news"
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
    """Past weeks as a mean of 4, as the band of the weeks to come is; always as many before now."""
    chart, weeks = report.projection.likely.chart, report.practice.weeks
    if weeks.as_of is None:
        return []
    if chart is None:
        goal = None if weeks.plan.income_goal is None else weeks.plan.income_goal / 52
        past = [
            [start, value, None, None, None, None, goal]
            for start, value in zip(
                weeks.starts, _mean_of_four(weeks["collected"]).tolist(), strict=True
            )
        ]
        ahead = [[weeks.as_of + WEEK * week] for week in range(1, WEEKS_AHEAD + 1)]
    else:
        columns = (
            _mean_of_four(chart.collected),
            chart.low,
            chart.high - chart.low,
            chart.likely,
            chart.ceiling,
            chart.goal,
        )
        rows = [
            [start, *(float(value) for value in values)]
            for start, *values in zip(chart.starts, *columns, strict=True)
        ]
        now = sum(start <= weeks.as_of for start in chart.starts)
        past, ahead = rows[:now], rows[now:]
    past = past[-WEEKS_PAST:]
    before = [weeks.starts[0] - WEEK * back for back in range(WEEKS_PAST - len(past), 0, -1)]
    return [*([start] for start in before), *past, *ahead[:WEEKS_AHEAD]]


def _mean_of_four(collected: Numbers) -> Numbers:
    """Mean of each week and the three before it, as far as they are recorded."""
    padded = np.concatenate([np.full(_MEAN_OF - 1, np.nan), collected])
    four = sliding_window_view(padded, _MEAN_OF)
    known = ~np.isnan(four)
    total = np.where(known, four, 0.0).sum(axis=1)
    return np.where(np.isnan(collected), np.nan, total / np.maximum(known.sum(axis=1), 1))
