"""The sheet Income: what came in, what is likely to come, how sure that is."""

from __future__ import annotations

from datetime import date
from math import isnan
from typing import Any

from practice_xl.domain.calendar import WEEK, month_of, next_month
from practice_xl.domain.income import closing, collected_in_month, weeks_of_work
from practice_xl.domain.projection import Band, PromiseCheck
from practice_xl.domain.report import Report
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.wording import day, money, plural
from practice_xl.schema import blocks
from practice_xl.schema.measures import INCOME_RATES, MONTH_RATES, MONTH_WINDOWS, WINDOWS
from practice_xl.sheets.pages import page
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows

FIRST_GUESS = "first guess"  # a status of the projection
CEILING_LEVERS = "levers that raise the rate lift it"
_KEYS = [column.key for column in blocks.INCOME_SERIES.columns]
_FIRST_OF_WEEKS = _KEYS.index("week_start")
_APART = 0.09  # of the highest line, between the names at the ends of two [a share]


def income_page(facts: Facts) -> dict[str, Rows]:
    """The blocks of the sheet Income, by name."""
    report = facts.report
    keys = (*(rate.key for rate in INCOME_RATES), "days_in_ar")
    rates = [[report.rates[size][key] for size in WINDOWS] for key in keys]
    rates.append([report.collected[size] for size in WINDOWS])
    left = [[report.month_rates[size][rate.key] for size in MONTH_WINDOWS] for rate in MONTH_RATES]
    return {
        blocks.HEADLINES["Income"].name: _headline(facts),
        blocks.INCOME_NEXT.name: _next(report),
        blocks.INCOME_RATES_BLOCK.name: list(map(page.figures, rates)),
        blocks.MONTH_RATES_BLOCK.name: list(map(page.figures, left)),
        blocks.INCOME_YEAR.name: _year(report),
        blocks.INCOME_SERIES.name: _series(report),
    }


def _headline(facts: Facts) -> Rows:
    report, block = facts.report, blocks.HEADLINES["Income"]
    likely = report.projection.likely
    answer, _, reason = likely.words.partition(". ")
    if likely.status == FIRST_GUESS:  # the answer first, then how little it rests on
        guess, (answer, _, reason) = answer, reason.partition(". ")
        answer, reason = f"{answer.rstrip('.')} (a first guess)", f"{guess}. {reason}"
    lines = [f"{answer.rstrip('.')}.", *page.wrap(reason, page.HEADLINE_WIDTH, 2)]
    if report.with_levers:  # the levers by name, and the year with them
        lines += [*page.wrap(report.levers.which, page.HEADLINE_WIDTH, 1), report.with_levers_words]
    lines = [line for line in [*lines, _ceiling(report)] if line]
    lines += [""] * (block.rows - 1 - len(lines))
    return [[line] for line in [*lines, facts.status]]


def _ceiling(report: Report) -> str:
    if report.ceiling.value is None:
        return ""
    amount = money(report.ceiling.value, report.practice.plan.currency)
    rests = report.ceiling.why or page.CEILING_WORDS
    return f"A full practice earns {amount} a year, {rests}; {CEILING_LEVERS}."


def _next(report: Report) -> Rows:
    likely = report.projection.likely
    rows = [_band(likely.totals.get(size)) for size in ("13", "26", "52")]
    chance = None if likely.chance_of_goal is None else page.chance_cell(likely.chance_of_goal)
    rows[-1] += [likely.goal, chance, _gap(likely.gap, report)]
    year = likely.year
    if year:
        rows.append([*_band(year.band), year.goal])
        if year.goal is not None:
            rows[-1] += [page.chance_cell(year.chance), year_words(report)]
    return rows


def _gap(gap: float | None, report: Report) -> float | str | None:
    """What is missing to the goal; in words where nothing is."""
    if gap is None or round(gap) >= 0:
        return gap
    return f"{money(-gap, report.practice.plan.currency)} above"


def year_words(report: Report) -> str:
    """How far the business year is likely to end below its goal, or above it; else empty."""
    year = report.projection.likely.year
    if year is None or year.goal is None:
        return ""
    beyond = year.band.p50 - year.goal
    side = "above" if beyond >= 0 else "below"
    return f"{money(abs(beyond), report.practice.plan.currency)} {side}"


def _band(band: Band | None) -> list[object]:
    return [band.p10, band.p50, band.p90] if band else [NOT_YET] * 3


def _year(report: Report) -> Rows:
    if report.as_of is None:
        return []
    year, aside = report.collected_year, report.still_to_set_aside
    planned = report.lines.year.to_date if report.lines.year else None
    return [
        [year.value, None, year.why],
        [planned, None, _year_words(report)],
        [report.ceiling.value, None, report.ceiling.why or page.CEILING_WORDS],
        [aside.value, None, aside.why],
        *_promise(report.projection.promise, report.practice.plan.currency),
        *_closing(report),
        _pay(report),
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


def _promise(check: PromiseCheck, currency: str) -> Rows:
    """What was said 13 weeks ago, and what came."""
    band, came = check.income, check.income_came
    if band is None or came is None:
        return [[None, None, check.words], [None]]
    low, high = money(band.p10, currency), money(band.p90, currency)
    found = "inside the range we gave"
    if came < band.p10:
        found = "below the range we gave: worth a look at why, together with your coach"
    elif came > band.p90:
        found = "above the range we gave"
    return [[band.p50, None, f"8 in 10 between {low} and {high}"], [came, None, found]]


def _pay(report: Report) -> list[object]:
    """How much more the owner was paid than was left to take home."""
    pay, left = report.owner_pay, report.month_rates[12]["take_home"]
    if pay.value is None or left.value is None or pay.n != left.n:
        why = pay.why or left.why or "type Owner pay in Monthly, for every month"
        return [NOT_YET, None, why]
    paid, taken = (money(n, report.practice.plan.currency) for n in (pay.value, left.value))
    words = f"in {plural(left.n, 'month')} {paid} to yourself, {taken} to take home"
    return [max(0.0, pay.value - left.value), None, words]


def _closing(report: Report) -> Rows:
    """What would close the gap to the goal: more sessions, or more for each, or more weeks."""
    gap = report.projection.likely.gap
    found = closing(report.practice.weeks, gap)
    if found is None:
        why = "nothing is missing" if gap is not None and gap <= 0 else "not known yet"
        return [[NOT_YET, None, why], [NOT_YET], [NOT_YET]]
    (sessions, rate, weeks), kept = found, report.rates[13]
    slots, room = kept["holes"].value, kept["openings"].value
    words = "as many weeks as now, at the same money"
    if slots is not None and sessions > max(slots, room or 0.0):
        words += ": more than your slots hold"
    free = 52 - report.practice.plan.working_weeks
    more_weeks = "as many sessions a week as now"
    if weeks > free:
        more_weeks += ": more than a year has"
    return [
        [sessions, None, words],
        [rate, None, "on every session, with none lost"],
        [weeks, None, more_weeks],
    ]


def _series(report: Report) -> Rows:
    rows, weeks = page.filled(blocks.INCOME_SERIES, _months(report)), _weeks(report)
    if weeks:  # the fan is closed after the last week, so that it does not fall to 0
        likely = weeks[-1][_KEYS.index("likely") - _FIRST_OF_WEEKS]
        closed = [None, None, likely, None if likely is None else 0.0]
        weeks += [closed] * (len(rows) - len(weeks))
    for row, week in zip(rows, weeks, strict=False):
        row[_FIRST_OF_WEEKS : _FIRST_OF_WEEKS + len(week)] = week
    rows[0][-1] = _chart_title(report)
    return rows


def _chart_title(report: Report) -> str:
    """What the chart shows, in which currency."""
    weeks = report.practice.weeks
    if report.projection.likely.chart is None or weeks.as_of is None:
        return "What is likely to come in shows here once sessions and money are typed."
    currency = report.practice.plan.currency
    return f"Money a week in {currency}: what came to {day(weeks.as_of)}, then what is likely"


def _months(report: Report) -> Rows:
    weeks = report.practice.weeks
    back = range(blocks.MONTHS_PAST, 0, -1)
    shown = [next_month(month_of(weeks.as_of), -n) for n in back] if weeks.as_of else []
    rows: Rows = [
        [month, *_in_month(weeks, month), report.lines.income_of_month(month)] for month in shown
    ]
    for month in report.projection.likely.months:
        rows.append([month.first, *_in_month(weeks, month.first), month.goal, *_band(month.band)])
    return rows


def _in_month(weeks: Weeks, month: date) -> tuple[float | None, float | None]:
    """Collected in a month, and in the same whole month of the year before."""
    before = month.replace(year=month.year - 1)
    whole = weeks.as_of is not None and next_month(before) <= weeks.as_of + WEEK
    earlier = collected_in_month(weeks, before)
    told = earlier.value if whole and not earlier.why else None
    return collected_in_month(weeks, month).value, told


def _weeks(report: Report) -> Rows:
    """Past weeks as typed, the fan from the last of them on; one goal, a full week's money.

    Weeks before the first one typed are not shown; a week off is a gap in the lines.
    """
    weeks = report.practice.weeks
    if weeks.as_of is None:
        return []
    full = _full_week(report)
    first = max(weeks.starts[0], weeks.as_of - WEEK * (blocks.WEEKS_PAST - 1))
    count = (weeks.as_of - first).days // 7 + 1 + blocks.WEEKS_AHEAD
    fan = _fan(report)
    typed = dict(zip(weeks.starts, weeks["collected"].tolist(), strict=True))
    rows: Rows = []
    for start in (first + WEEK * number for number in range(count)):
        goal, share = report.lines.income(start), report.lines.share(start)
        collected = typed.get(start)
        came = collected if collected or share else None
        ceiling = full * report.lines.weight(start) if full is not None and share else None
        rows.append([start, came, *fan.get(start, [None] * 3), ceiling, goal or None])
    _name_lines(rows)
    return rows


def _fan(report: Report) -> dict[date, list[float]]:
    """Low, the height of the band above it, and likely, of each week to come.

    In the last week typed they meet in what came.
    """
    chart, weeks = report.projection.likely.chart, report.practice.weeks
    if chart is None or weeks.as_of is None:
        return {}
    columns = (chart.low, chart.high - chart.low, chart.likely)
    rows = zip(chart.starts, *(column.tolist() for column in columns), strict=True)
    fan = {start: values for start, *values in rows if start > weeks.as_of}
    came = float(weeks["collected"][-1])
    if not isnan(came):
        fan[weeks.as_of] = [came, 0.0, came]
    return fan


def _name_lines(rows: list[list[Any]]) -> None:
    """Beside the lines where their names stand: at the last week, apart from each other."""
    places = [_KEYS.index(key) - _FIRST_OF_WEEKS for key in blocks.INCOME_LINES]
    ends = {place: rows[-1][place] for place in places if rows[-1][place] is not None}
    highest = max((v for row in rows for v in row[1:] if v is not None), default=0.0)
    at = -highest
    for place in sorted(ends, key=ends.__getitem__):
        at = max(ends[place], at + _APART * highest)
        ends[place] = at
    for row in rows:
        row += [ends.get(place) if row is rows[-1] else None for place in places]


def _full_week(report: Report) -> float | None:
    """What a full practice earns in an ordinary week. [currency]"""
    ceiling, worked = report.ceiling.value, weeks_of_work(report.practice.weeks)
    return None if ceiling is None or worked <= 0 else ceiling / worked
