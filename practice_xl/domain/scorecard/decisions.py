"""What the actions bring closer, what a leader would decide next, and the action worth most.

A decision is worded as a row ready to be typed into Actions; nothing is typed for the owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.plan import Action
from practice_xl.domain.scorecard.leader import almost_full, is_ready, losing
from practice_xl.domain.scorecard.pairs import MEASURE_OF, say
from practice_xl.domain.scorecard.week_end import OFF_TRACK, ON_TRACK, GridRow, WeekEnd
from practice_xl.domain.windows import Window, last_open_weeks
from practice_xl.domain.wording import day
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import Start
from practice_xl.schema.parts import Kind

CLOSER, FURTHER, NO_CHANGE = "closer", "further", "no change"
NOT_DUE = "not due yet"  # nothing is said to lag before its date
TOO_EARLY, NO_NUMBER, NO_MEASURABLE = "too early", "no number yet", "no measurable named"
STUCK = (FURTHER, NO_CHANGE)
HIDDEN = "…"  # stands for a result that was named and is not shared
NO_RESULT = "No result named yet: what will be different when it is done?"
FEWEST, MOST_DECISIONS = 3, 3  # weeks with the number, before and since; rows suggested
SAME_SHARE, SAME_COUNT = 0.05, 0.5
LEVER_RESULT = "Each hour brings more, without one new client"
DUE_IN = WEEK * 2 + timedelta(days=4)  # the Friday two weeks on, where a week starts on Monday
LEVER_LABELS = {lever.key: lever.label for lever in LEVERS}
# Almost full, none of these is a decision: they ask for more clients than there is room for.
ASK_FOR_CLIENTS = ("fill", "sessions_kept", "inquiries", "net_clients", "referrals_met")
REPLACE = Start(
    "Replace those who leave: choose where the next clients come from",
    "At least as many clients start as end",
)


class Closer(NamedTuple):
    """What an action has moved."""

    row: int  # The action's place in Actions, 0 for the first
    word: str  # One of the words above
    words: str  # A sentence for the sheet


def closer(action: Action, week: WeekEnd | None) -> Closer:
    """Compare the weeks before an action was added with those since.

    Weeks begun before ``added`` are before it, the others since; of each the last 4 open ones
    count. Fewer than 3 weeks since, or no week at all: too early. Fewer than 3 numbers on either
    side: no number yet. Within 5 %, or 0.5 of a count: no change.
    """
    (word, before, since), due = _compared(action, week), action.due
    if week and due and due > week.end and word in STUCK:
        word = NOT_DUE
    said = word.capitalize()
    if week and due and due < week.end and action.status == "open":
        said = f"! Overdue since {day(due)}; {word}"
    moved = ""
    if week and action.measurable and before is not None and since is not None:
        then, now = (say(action.measurable, value, week.plan) for value in (before, since))
        moved = f": {then} before, {now} since" if then != now else f": {now} before and since"
    asked = "" if (action.result or "").strip() else f" {NO_RESULT}"
    return Closer(action.row, word, f"{said}{moved}.{asked}")


def _compared(action: Action, week: WeekEnd | None) -> tuple[str, float | None, float | None]:
    """The word of an action, and the means of up to 4 open weeks it rests on, in the unit."""
    key = action.measurable
    if key not in MEASURE_OF:
        return NO_MEASURABLE, None, None
    if week is None:
        return TOO_EARLY, None, None
    begun = sum(start < action.added for start in week.weeks.starts) if action.added else 0
    since = week.four._replace(places=week.four.places[week.four.places >= begun])
    if len(since.places) < FEWEST:
        return TOO_EARLY, None, None
    if not begun:
        return NO_NUMBER, None, None
    then = last_open_weeks(week.weeks.until(begun - 1), since.size)
    before, after = _mean(key, then, week), _mean(key, since, week)
    if before is None or after is None:
        return NO_NUMBER, before, after
    measure, same = MEASURE_OF[key], SAME_SHARE * abs(before)
    if measure.kind is Kind.COUNT or key == "net_clients":
        same = max(same, SAME_COUNT)
    change = after - before if measure.good == "up" else before - after
    if abs(change) <= same + 1e-9:
        return NO_CHANGE, before, after
    return CLOSER if change > 0 else FURTHER, before, after


def _mean(key: str, window: Window, week: WeekEnd) -> float | None:
    """Mean over a window in which 3 weeks or more have all that the measure is made of."""
    if key not in ("days_in_ar", "referrals_met"):
        # of these two what is recorded beside the first two may be blank: it counts as none
        some = 2 if key in ("fill", "session_rate") else None
        parts = MEASURE_OF[key].rests_on[:some] or (key,)
        columns = np.array([window.values(part) for part in parts])
        if int((~np.isnan(columns)).all(axis=0).sum()) < FEWEST:
            return None
    return week.mean_of(key, window)


def hide_unshared_text(actions: Sequence[Action]) -> tuple[Action, ...]:
    """The actions, with task and result blank wherever the owner did not tick them for sharing.

    A result that was named keeps a mark that it was, so that *closer?* reads the same.
    """
    return tuple(
        action
        if action.share
        else action._replace(task=None, result=HIDDEN if (action.result or "").strip() else None)
        for action in actions
    )


class Decision(NamedTuple):
    """A row ready to be typed into Actions, and why it is suggested."""

    key: str  # Key of the measurable
    measurable: str  # Labels of the drop-downs; lever may be blank
    lever: str
    task: str  # Words to start from
    result: str
    owner: str  # ``"Me"`` or ``"Delegated"``
    due: date  # By when
    because: str  # The number behind it; every number in it stands in the grid


class WorthMost(NamedTuple):
    """The open action worth most now, and why, in words."""

    action: Action
    because: str


class LeverNow(NamedTuple):
    """The one lever that box, reading and next step name.

    Of the decision with a day; else of an open action, else the best chosen.
    """

    key: str  # Of the schema
    action: Action | None = None  # The open action on it; None while there is none
    decided: str = ""  # The decision of it that has a day, in words; empty for none

    @property
    def label(self) -> str:
        """What the sheets call it."""
        return LEVER_LABELS[self.key]


def decide(
    week: WeekEnd,
    rows: Sequence[GridRow],
    moved: Mapping[int, str],
    as_of: date,
    lever: LeverNow | None = None,
) -> tuple[Decision, ...]:
    """At most three decisions, each from a measurable off track or a result that is stuck.

    Almost full, first the lever for that day, unless an action on it is ready; what asks for more
    clients is left out, unless the practice loses them: then replacing them comes first of all.
    Then what is off track and has no open action with owner and date, longest first; then open
    actions whose measurable has not come closer; one for each pair, so that the three differ.
    """
    full, by_key = almost_full(week), {row.key: row for row in rows}
    on_lever = f"Decide on “{lever.label}”, and the day it begins" if lever else ""
    chosen: dict[str, tuple[GridRow, Start, str]] = {}  # by pair: where to start, and why
    if losing(week):
        row = by_key["net_clients"]
        chosen["Capacity"] = row, REPLACE, _because(row, week)
    ready = lever and lever.action and is_ready(lever.action, week)
    if full and lever and not lever.decided and not ready:
        shown = say("fill", week.this.get("fill") or 0.0, week.plan)
        because = f"You are {shown} full: from here income grows through what an hour brings."
        give = f"Give the action on “{lever.label}” an owner and a day"
        start = Start(give if lever.action else on_lever, LEVER_RESULT, lever=lever.key)
        chosen["Income"] = by_key["collected"], start, because
    for row in _bare(rows, week):
        if row.measure.start and not (full and row.key in ASK_FOR_CLIENTS):
            start = row.measure.start
            if row.key == "collected" and lever:
                start = start._replace(task=on_lever, lever=lever.key)
            chosen.setdefault(row.measure.pair, (row, start, _because(row, week)))
    for action, row in _stuck(moved, week, by_key):
        start = row.measure.start or Start("", f"“{row.label}” moves again")
        task = f"Look again at the open action on “{row.label}”: keep it, change it or hand it over"
        start = start._replace(task=task, lever=action.lever or "")
        because = f"The action is open and the number has not come closer. {_because(row, week)}"
        chosen.setdefault(row.measure.pair, (row, start, because))
    decisions = []
    for row, (task, result, owner, key), because in list(chosen.values())[:MOST_DECISIONS]:
        label, due = LEVER_LABELS.get(key, ""), as_of + DUE_IN
        decisions.append(Decision(row.key, row.label, label, task, result, owner, due, because))
    return tuple(decisions)


def _bare(rows: Sequence[GridRow], week: WeekEnd) -> list[GridRow]:
    """What is off track without an open action with owner and date, longest first."""
    ready = {action.measurable for action in week.open_actions if action.owner and action.due}
    off = [row for row in rows if row.status.word == OFF_TRACK and row.key not in ready]
    return sorted(off, key=lambda row: -row.status.weeks_off_track)


def _stuck(
    moved: Mapping[int, str], week: WeekEnd, by_key: Mapping[str, GridRow]
) -> list[tuple[Action, GridRow]]:
    """Open actions whose measurable has not come closer and is not on track."""
    stuck = [action for action in week.open_actions if moved.get(action.row) in STUCK]
    pairs = [(action, by_key[action.measurable or ""]) for action in stuck]
    return [(action, row) for action, row in pairs if row.status.word != ON_TRACK]


def lever_now(
    actions: Sequence[Action], shares: Mapping[str, float], day: date, decided: LeverNow | None
) -> LeverNow | None:
    """The lever to name: of the open action with the greatest fair share, else the best chosen.

    That of the decision that has a day comes first. Shares are of each lever in the total, of a
    year [currency]; actions open on ``day`` are looked at.

    >>> lever_now([], {"raise_fee": 5_000, "refill": 2_000}, date(2026, 11, 2), None)
    LeverNow(key='raise_fee', action=None, decided='')
    """
    named = [a for a in actions if a.is_open(day) and a.lever in LEVER_LABELS]
    if decided:
        same = [action for action in named if action.lever == decided.key]
        return decided._replace(action=same[0] if same else None)
    if named:
        best = max(named, key=lambda action: shares.get(action.lever or "", 0.0))
        return LeverNow(best.lever or "", best)
    worth = {key: share for key, share in shares.items() if share > 0}
    return LeverNow(max(worth, key=lambda key: worth[key])) if worth else None


def action_worth_most(
    actions: Sequence[Action], lever_shares: Mapping[str, float], rows: Sequence[GridRow], day: date
) -> WorthMost | None:
    """The one action worth most: by its lever, else by its measurable, else by its date.

    The open action whose lever has the greatest fair share, above nothing; else the one on the
    measurable longest off track; else the earliest due. None when no action is open. Ties go to
    the earliest due, then to the first row.
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
        return WorthMost(best, words)
    running = {row.key: row.status.weeks_off_track for row in rows}
    worst = max(still, key=lambda action: running.get(action.measurable or "", 0))
    if running.get(worst.measurable or ""):
        label = MEASURE_OF[worst.measurable or ""].label
        return WorthMost(worst, f"“{label}” has been off track longest")
    return WorthMost(still[0], "It is due first" if still[0].due else "It stands first")


def _because(row: GridRow, week: WeekEnd) -> str:
    value = week.this.get(row.key)
    if value is None:
        return f"{row.label}: not known this week."
    text = f"{row.label}: {say(row.key, value, week.plan, row.goal)}"
    if row.goal is not None:
        word = "goal" if row.measure.good == "up" else "limit"
        text += f", {word} {say(row.key, row.goal, week.plan)}"
    if row.status.weeks_off_track > 1:
        text += f"; off track {row.status.weeks_off_track} weeks running"
    return text + "."
