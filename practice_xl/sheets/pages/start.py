"""The sheet Start: one page for the owner, and the Friday card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from practice_xl.domain.amounts import day, money, percent
from practice_xl.domain.calendar import already_booked
from practice_xl.domain.levers import LeversResult
from practice_xl.domain.levers.words import once_only
from practice_xl.domain.projection.words import share
from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import Side, WorthMost
from practice_xl.schema.start_page import (
    CARD_PLACE,
    CARD_ROWS,
    CARD_SECTIONS,
    CARD_TITLE,
    CLOCK_PLACE,
    DAY_FULL,
    DAY_FULL_PLACE,
    START_LINES,
    START_PAGE,
    TILES,
)
from practice_xl.sheets.pages.page import (
    CEILING_WORDS,
    FULL_NOW,
    NOT_YET,
    Facts,
    Rows,
    empty,
    first_step,
    in_words,
    put_lines,
    wrap,
)
from practice_xl.sheets.pages.scorecard import scores_before, side_words

CARD_WIDTH = 145  # characters a line of the card holds


def start_page(facts: Facts, now: datetime | None) -> dict[str, Rows]:
    """The block of the sheet Start: labels, tiles, the day you are full, the Friday card."""
    rows = empty(START_PAGE)
    row, column = CLOCK_PLACE
    for offset, label in enumerate(START_LINES):
        rows[row + offset][0] = label
    rows[row][column] = now
    booked = already_booked(facts.report.practice.plan, now.date()) if now else ""
    read = f"{facts.weeks_read}; {booked}" if booked else facts.weeks_read
    put_lines(rows, row + 1, column, [read, facts.checks, facts.next_for_you])
    tiles = _tiles(facts.report)
    for key, label, _, (row, column) in TILES:
        value, note = tiles[key]
        rows[row - 1][column] = label
        rows[row][column] = NOT_YET if value is None else value
        rows[row + 1][column] = note
    _day_full(rows, facts.report)
    put_lines(rows, *CARD_PLACE, friday_card(facts))
    return {START_PAGE.name: rows}


def friday_card(facts: Facts) -> list[str]:
    """Both readings and the next right step, each section at its own row."""
    card, first = facts.report.scorecard, facts.report.first_weeks
    sections = [("What your first weeks say", " ".join(first))] if first else []
    if card.readings:
        sections = [
            ("As a manager would say it" + _score(card.scores.manager), card.readings.manager),
            ("As a leader would say it" + _score(card.scores.leader), card.readings.leader),
            sections[0] if first else ("The next right step", next_step(facts)),
        ]
    lines = [CARD_TITLE, *[""] * (CARD_ROWS - 1)]
    ends = (*CARD_SECTIONS[1:], CARD_ROWS)
    for (heading, text), row, end in zip(sections, CARD_SECTIONS, ends, strict=False):
        lines[row] = heading
        room = end - row - 1
        for offset, line in enumerate(wrap(text, CARD_WIDTH, room), start=1):
            lines[row + offset] = line
    return lines


def _score(side: Side) -> str:
    return "" if side.score is None else f": {side.score} of 100"


def next_step(facts: Facts) -> str:
    """The open action worth most, or what a leader would decide, in a sentence."""
    step = first_step(facts.report.scorecard)
    if isinstance(step, WorthMost):
        return f"Do: {in_words(step.action)}. ({step.because}.)"
    if step is not None:
        return f"Decide: {step.task}. ({step.because})"
    return "Nothing is off track: keep to what you decided."


def _tiles(report: Report) -> dict[str, tuple[Any, str]]:
    levers, projection, card = report.levers, report.projection, report.scorecard
    full = report.rates[4]["fill"]
    worked = report.rates[4]["utilisation"].value
    before = scores_before(card)
    year = projection.likely.totals.get("52")
    return {
        "no_new_client": (levers.joint, _levers_note(levers)),
        "fill": (
            full.value,
            f"{percent(worked)} worked; {_over(full.n)}" if worked is not None else full.why,
        ),
        "full_by": _full_by(report),
        "likely_income": (
            year.p50 if year else None,
            _likely_note(report) if year else projection.likely.words,
        ),
        "manager": (card.scores.manager.score, side_words(card.scores.manager, before[0])),
        "leader": (card.scores.leader.score, side_words(card.scores.leader, before[1])),
    }


def _over(weeks: int) -> str:
    return "one open week" if weeks == 1 else f"last {weeks} open weeks"


def _levers_note(levers: LeversResult) -> str:
    """Which levers the figure is of, by name; it is before tax, and what comes once is said."""
    if not levers.keys:
        return levers.words[0] if levers.joint is None and levers.words else levers.headline
    names = [levers.each[key].label.lower() for key in levers.keys]
    once = once_only(levers.once, levers.state.currency).removeprefix(", ")
    whose = "you chose" if levers.own else "the three worth most" if len(names) == 3 else "best"
    return f"before tax; {whose}: {', '.join(names)}" + (f"; {once}" if once else "")


def _full_by(report: Report) -> tuple[Any, str]:
    """The date, or "now"; and early and late, or the chances, short enough for a tile."""
    full = report.projection.full
    likely, early, late = (full.dates.get(part) for part in ("p50", "p10", "p90"))
    if full.status == FULL_NOW:
        return "now", "the last open weeks were booked full"
    if likely and early:
        return likely, f"early {day(early)}, late {day(late) if late else 'after two years'}"
    half, year = full.chance.get("26"), full.chance.get("52")
    if half is not None and year is not None:
        return None, f"{share(half)} chance in 26 weeks, {share(year)} in a year"
    return None, full.words


def _likely_note(report: Report) -> str:
    likely, plan = report.projection.likely, report.practice.plan
    year = likely.totals["52"]
    low, high = money(year.p10, plan.currency), money(year.p90, plan.currency)
    note = f"8 in 10: {low} to {high}"
    if likely.goal is not None:
        note += f"; goal {money(likely.goal, plan.currency)}"
    return note


def _day_full(rows: Rows, report: Report) -> None:
    """Full by, what a full practice earns, the goal, what is still missing, and the lever."""
    top, left = DAY_FULL_PLACE
    plan, ceiling = report.practice.plan, report.ceiling
    goal = plan.income_goal
    gap = None if goal is None or ceiling.value is None else max(0.0, goal - ceiling.value)
    lever = report.scorecard.lever
    worth = report.levers.shares.get(lever.key) if lever else None
    values: dict[str, tuple[Any, str]] = {
        "full_by": _full_by(report),
        "ceiling": (ceiling.value, ceiling.why or CEILING_WORDS),
        "goal": (goal, "" if goal is not None else "type an income goal in Plan"),
        "gap": (gap, _missing_words(report, gap)),
        "lever": (
            lever.label if lever else None,
            "" if worth is None else f"{money(worth, plan.currency)} a year, its fair share",
        ),
    }
    rows[top][left] = "The day you are full"
    for offset, (key, label, _) in enumerate(DAY_FULL, start=1):
        value, words = values[key]
        rows[top + offset][left] = label
        rows[top + offset][left + 2] = NOT_YET if value is None else value
        rows[top + offset][left + 4] = words


def _missing_words(report: Report, missing: float | None) -> str:
    """What still misses when full; of a practice that is full, likely beside the goal."""
    if missing is None:
        return ""
    if missing > 0 and report.projection.likely.above_ceiling:
        return "no number of new clients closes it: fee, hours or weeks must change"
    if missing > 0:
        return "in a year as usual; a good year may still reach the goal"
    if report.projection.full.status != FULL_NOW:
        return "being full reaches the goal"
    likely = report.projection.likely
    if likely.gap is None or likely.goal is None:
        return "you are full"
    likely_words = f"likely {money(likely.goal - likely.gap, report.practice.plan.currency)}"
    if likely.gap <= 0:
        return f"you are full; {likely_words}, at the goal or above"
    below = money(likely.gap, report.practice.plan.currency)
    return f"you are full; {likely_words}, {below} below it: fewer sessions than a full year"
