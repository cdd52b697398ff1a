"""What a leader would decide next, and the action worth most.

A decision is worded as a row ready to be typed into Actions; nothing is typed for the owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.records import Action
from practice_xl.domain.scorecard.closer import STUCK, Closer
from practice_xl.domain.scorecard.grid import OFF_TRACK, ON_TRACK, GridRow
from practice_xl.domain.scorecard.leader import almost_full
from practice_xl.domain.scorecard.phrases import say
from practice_xl.domain.scorecard.week_end import WeekEnd
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measure import Start

MOST_DECISIONS = 3
DUE_IN = WEEK * 2 + timedelta(days=4)  # the Friday two weeks on, where a week starts on Monday
LEVER_LABELS = {lever.key: lever.label for lever in LEVERS}
_NEVER_RECOMMENDED = "weekly_rhythm"  # only where clinically indicated


@dataclass(frozen=True)
class Decision:
    """A row ready to be typed into Actions, and why it is suggested.

    Attributes:
        key: Key of the measurable.
        measurable, lever: Labels of the drop-downs; lever may be blank.
        task, result: Words to start from.
        owner: ``"Me"`` or ``"Delegated"``.
        due: By when.
        because: The number behind it; every number in it stands in the grid.
    """

    key: str
    measurable: str
    lever: str
    task: str
    result: str
    owner: str
    due: date
    because: str


@dataclass(frozen=True)
class WorthMost:
    """The open action worth most now, and why, in words.

    ``reason`` is ``"lever"``, ``"off track"`` or ``"due"``.
    """

    action: Action
    reason: str
    because: str


def decide(
    week: WeekEnd,
    rows: Sequence[GridRow],
    answers: Sequence[Closer],
    as_of: date,
    lever_shares: Mapping[str, float] | None = None,
) -> tuple[Decision, ...]:
    """At most three decisions, each from a measurable off track or a result that is stuck.

    First what is off track and has no open action with owner and date, longest first; then open
    actions whose measurable has not come closer; one for each pair, so that the three differ.

    Args:
        week: The week read, or the last open one before it.
        rows: Its grid.
        answers: *closer?* of each action.
        as_of: First day of the week read; due dates are counted from it.
        lever_shares: Each lever's fair share of a year, where known: the best one is named for
            money collected. [currency]
    """
    open_rows = {action.row: action for action in week.open_actions}
    ready = {a.measurable for a in week.open_actions if a.owner and a.due}
    by_key = {row.key: row for row in rows}

    def on_track(row: int) -> bool:
        return by_key[open_rows[row].measurable or ""].status.word == ON_TRACK

    stuck = [
        open_rows[answer.row]
        for answer in answers
        if answer.word in STUCK and answer.row in open_rows and not on_track(answer.row)
    ]
    off = [row for row in rows if row.status.word == OFF_TRACK]
    off.sort(key=lambda row: -row.weeks_off_track)
    due = as_of + DUE_IN
    decisions: list[Decision] = []
    pairs: set[str] = set()
    for row in off:
        start = row.measure.start
        if start and row.key not in ready and row.measure.pair not in pairs:
            pairs.add(row.measure.pair)
            decisions.append(
                _begin(
                    row,
                    start,
                    _because(row, week),
                    almost_full(week),
                    due,
                    lever_shares or {},
                )
            )
    for action in stuck:
        stuck_row = by_key[action.measurable or ""]
        if stuck_row.measure.pair not in pairs:
            pairs.add(stuck_row.measure.pair)
            decisions.append(_again(stuck_row, _because(stuck_row, week), action, due))
    return tuple(decisions[:MOST_DECISIONS])


def action_worth_most(
    actions: Sequence[Action],
    lever_shares: Mapping[str, float],
    rows: Sequence[GridRow],
    day: date,
) -> WorthMost | None:
    """The one action worth most: by its lever, else by its measurable, else by its date.

    The open action whose lever has the greatest fair share; else the one on the measurable
    longest off track; else the earliest due.

    Args:
        actions: What was typed in Actions.
        lever_shares: Each lever's fair share of a year; one of nothing or less does not count.
        rows: The grid.
        day: Actions open on this day are looked at.

    Returns:
        None when no action is open. Ties go to the earliest due, then to the first row.
    """
    still = sorted(
        (action for action in actions if action.is_open(day)),
        key=lambda action: (action.due or date.max, action.row),
    )
    if not still:
        return None
    share = {lever: value for lever, value in lever_shares.items() if value > 0}
    best = max(still, key=lambda action: share.get(action.lever or "", 0.0))
    if share.get(best.lever or ""):
        words = f"“{LEVER_LABELS[best.lever or '']}” is the lever worth most among the open actions"
        return WorthMost(best, "lever", words)
    running = {row.key: row.weeks_off_track for row in rows}
    worst = max(still, key=lambda action: running.get(action.measurable or "", 0))
    if running.get(worst.measurable or ""):
        label = next(row.label for row in rows if row.key == worst.measurable)
        return WorthMost(worst, "off track", f"“{label}” has been off track longest")
    return WorthMost(still[0], "due", "It is due first" if still[0].due else "It stands first")


def _begin(
    row: GridRow, start: Start, because: str, full: bool, due: date, shares: Mapping[str, float]
) -> Decision:
    lever = start.lever
    worth = {key: value for key, value in shares.items() if key != _NEVER_RECOMMENDED and value > 0}
    if row.key == "collected" and worth:
        lever = max(worth, key=lambda key: worth[key])
    task = start.task
    if row.key == "collected" and full:
        task = "Choose the lever for the day you are full, and the day it begins"
    elif row.key == "collected" and lever:
        task = f"Decide on “{LEVER_LABELS[lever]}”, and the day it begins"
    return Decision(
        row.key,
        row.label,
        LEVER_LABELS.get(lever, ""),
        task,
        start.result,
        start.owner,
        due,
        because,
    )


def _again(row: GridRow, because: str, action: Action, due: date) -> Decision:
    start = row.measure.start
    return Decision(
        row.key,
        row.label,
        LEVER_LABELS.get(action.lever or "", ""),
        f"Look again at the open action on “{row.label}”: keep it, change it or hand it over",
        start.result if start else f"“{row.label}” moves again",
        "Delegated" if start and start.owner == "Delegated" else "Me",
        due,
        f"The action is open and the number has not come closer. {because}",
    )


def _because(row: GridRow, week: WeekEnd) -> str:
    value = week.this.get(row.key)
    if value is None:
        return f"{row.label}: not known this week."
    text = f"{row.label}: {say(row.key, value, week.plan, row.goal)}"
    if row.goal is not None:
        word = "goal" if row.direction == "up" else "limit"
        text += f", {word} {say(row.key, row.goal, week.plan)}"
    if row.weeks_off_track > 1:
        text += f"; off track {row.weeks_off_track} weeks running"
    return text + "."
