"""Typing a week on the page: the thirteen boxes, and the row they become in Weekly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.wording import day
from practice_xl.schema.inputs import WEEKLY, WEEKLY_NUMBERS
from practice_xl.tracker import Tracker

WEEKS_OFFERED = 13
KEYS = ("slots_offered", *WEEKLY_NUMBERS)


def week_form(path: Path, today: date) -> dict[str, object]:
    """The boxes with their help, and what the last weeks hold already."""
    from practice_xl.books import choose
    from practice_xl.sheets.enter import read_dated_rows
    from practice_xl.sheets.read import read_plan

    with choose(path) as book:
        plan = read_plan(book)
        rows = read_dated_rows(book, WEEKLY, plan)
    this = week_of(today, plan)
    weeks = [this - WEEK * back for back in range(WEEKS_OFFERED)]
    return {
        "week": this.isoformat(),
        "columns": [
            {"key": c.key, "label": c.label, "unit": c.unit, "help": c.help}
            for c in map(WEEKLY.column, KEYS)
        ],
        "weeks": [
            {
                "week": week.isoformat(),
                "words": day(week),
                "values": {
                    key: _as_typed(value)
                    for key, value in rows.values.get((week, ""), {}).items()
                    if key in KEYS and value is not None
                },
            }
            for week in weeks
        ],
    }


def type_week(tracker: Tracker, week: date, values: Mapping[str, str]) -> None:
    """Type the boxes into the week's row and recalculate; an empty box leaves its cell alone.

    Raises:
        NeedsAttention: Something typed is no number; the file is as it was.
    """
    from practice_xl.books import choose
    from practice_xl.sheets.enter import enter, read_dated_rows
    from practice_xl.sheets.read import read_plan

    with choose(tracker.path) as book:
        rows = read_dated_rows(book, WEEKLY, read_plan(book))
        typed = {key: _as_cell(text) for key, text in values.items() if text.strip()}
        enter(book, rows, {(week, ""): typed})
        Tracker(book, tracker.as_of, tracker.now).recalculate()
        book.save()


def _as_typed(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _as_cell(text: str) -> float | str:
    """A box as its cell holds it: a number where it is one, else the text as typed.

    >>> _as_cell(" 18 "), _as_cell("eighteen")
    (18.0, 'eighteen')
    """
    try:
        return float(text)
    except ValueError:
        return text.strip()
