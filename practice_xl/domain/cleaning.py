"""Cleaning the rows of Weekly: what can be used is used, what cannot is left out and reported.

Rates and projection share this one cleaning. Nothing is changed in the workbook: a row that
cannot be used stays as typed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from practice_xl.domain.calendar import week_of
from practice_xl.domain.cell_values import NotReadableError, as_date, in_words, is_blank
from practice_xl.domain.findings import Finding, read_cell
from practice_xl.domain.odd_weeks import ask_about_rows, has_begun, other_calendar
from practice_xl.domain.plan import Plan, Row
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.parts import Kind

NUMBERS = tuple(c.key for c in WEEKLY.columns if c.kind not in (Kind.DATE, Kind.TEXT))
ONE_ROW = "one row for each week and clinician"
LAST_COUNTS = "The last one counts. Delete the one that is wrong."
FALLS_IN = "It is counted in the week it falls in."
_COLUMNS = {column.key: column for column in WEEKLY.columns}


def clean_rows(
    labels: Sequence[Hashable],
    columns: Mapping[str, Sequence[Any]],
    plan: Plan,
    today: date | None = None,
) -> tuple[list[Row], list[Finding]]:
    """Read the rows of Weekly, leaving out what cannot be used.

    Args:
        labels: A label for each row, given back in the findings.
        columns: For each key of Weekly that is there, one raw value a row. A missing key is
            "not recorded".
        plan: Says on which weekday a week starts.
        today: Weeks that begin after it must not hold sessions; None: no such check.

    Returns:
        The usable rows, oldest first, the last of duplicates; and everything found.
    """
    findings: list[Finding] = []
    dates = columns.get("week_start", [None] * len(labels))
    names = columns.get("clinician", [None] * len(labels))
    typed = [(key, columns[key]) for key in NUMBERS if key in columns]
    kept_rows: dict[tuple[date, str], Row] = {}
    for position, label in enumerate(labels):
        numbers = {}
        for key, values in typed:
            if values[position] is not None:
                number = read_cell(label, _COLUMNS[key], values[position], findings, values)
                if number is not None:
                    numbers[key] = number
        filled = bool(numbers) or any(not is_blank(values[position]) for _, values in typed)
        day = _day(label, dates[position], filled, findings)
        if day is None or not filled:
            continue
        week = week_of(day, plan)
        name = "" if is_blank(names[position]) else str(names[position]).strip()
        row = Row(label, week, day, name, numbers)
        if (week, name.casefold()) in kept_rows:
            found = f"a second row for the week of {in_words(week)}"
            findings.append(Finding(label, "week_start", found, ONE_ROW, LAST_COUNTS))
        kept_rows[week, name.casefold()] = row
    rows = sorted(kept_rows.values(), key=lambda row: row.week)
    if today is not None and (moved := other_calendar(rows, plan, today)):
        return [], [moved]
    for row in rows:
        if row.week != row.typed:
            found, asked = f"{row.typed:%A}, {in_words(row.typed)}", f"a {plan.week_starts_on}"
            do = f"{FALLS_IN} Do your weeks begin on a {row.typed:%A}? Then say so on Plan."
            findings.append(Finding(row.label, "week_start", found, asked, do))
    if today is not None:
        rows = [row for row in rows if has_begun(row, today, findings)]
    ask_about_rows(rows, plan, findings)
    return rows, findings


def _day(label: Hashable, value: Any, filled: bool, findings: list[Finding]) -> date | None:
    """The date of a row; a row with figures needs one."""
    found = "no date"
    try:
        day = as_date(value)
    except NotReadableError:
        day, found = None, "something that is no date"
    if day is None and (filled or found != "no date"):
        do = "Type the date, for example 2026-03-02, or clear the row."
        asked = "the first day of a week"
        findings.append(Finding(label, "week_start", found, asked, do, blocking=True))
    return day
