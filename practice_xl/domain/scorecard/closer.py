"""Is what was decided bringing the practice closer? Each action against its measurable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.domain.records import Action
from practice_xl.domain.scorecard.phrases import MEASURE_OF, say
from practice_xl.domain.scorecard.week_end import WeekEnd, mean_of
from practice_xl.domain.windows import Window, last_open_weeks
from practice_xl.domain.wording import day
from practice_xl.schema.parts import Kind

CLOSER, FURTHER, NO_CHANGE = "closer", "further", "no change"
NOT_DUE = "not due yet"  # nothing is said to lag before its date
TOO_EARLY, NO_NUMBER, NO_MEASURABLE = "too early", "no number yet", "no measurable named"
STUCK = (FURTHER, NO_CHANGE)
NO_RESULT = "No result named yet: what will be different when it is done?"
WEEKS, FEWEST = 4, 3
SAME_SHARE, SAME_COUNT = 0.05, 0.5


class Closer(NamedTuple):
    """What an action has moved."""

    row: int  # The action's place in Actions, 0 for the first
    # Closer, further, no change, not due yet, too early, no number yet, or no measurable named
    word: str
    # Means of the measurable over up to 4 open weeks, in its unit
    before: float | None
    since: float | None
    result_named: bool  # False for a task without the result it should create
    words: str  # A sentence for the sheet


def closer(action: Action, week: WeekEnd) -> Closer:
    """Compare the weeks before an action was added with those since.

    Weeks begun before ``added`` are before it, the others since; of each the last 4 open ones
    count. Fewer than 3 weeks since: too early. Fewer than 3 numbers on either side: no number
    yet. Within 5 %, or 0.5 of a count: no change.
    """
    if action.measurable not in MEASURE_OF:
        return _closer(action, NO_MEASURABLE, None, None, week.plan, week.end)
    weeks, key = week.weeks, action.measurable
    begun = 0
    if action.added is not None:
        begun = sum(start < action.added for start in weeks.starts)
    since = last_open_weeks(weeks, WEEKS)
    since = Window(weeks, WEEKS, since.places[since.places >= begun])
    if len(since.places) < FEWEST:
        return _closer(action, TOO_EARLY, None, None, week.plan, week.end)
    if not begun:
        return _closer(action, NO_NUMBER, None, None, week.plan, week.end)
    then = last_open_weeks(weeks.until(begun - 1), WEEKS)
    before, after = _mean(key, then, week), _mean(key, since, week)
    if before is None or after is None:
        return _closer(action, NO_NUMBER, before, after, week.plan, week.end)
    word = _moved(key, before, after)
    if word in STUCK and action.due is not None and action.due > week.end:
        word = NOT_DUE
    return _closer(action, word, before, after, week.plan, week.end)


def closer_all(actions: Sequence[Action], week: WeekEnd) -> tuple[Closer, ...]:
    """Each action's answer, in their order."""
    return tuple(closer(action, week) for action in actions)


def not_begun(action: Action) -> Closer:
    """The answer while no week is recorded yet."""
    word = TOO_EARLY if action.measurable in MEASURE_OF else NO_MEASURABLE
    return _closer(action, word, None, None, Plan())


def _moved(key: str, before: float, after: float) -> str:
    measure = MEASURE_OF[key]
    same = SAME_SHARE * abs(before)
    if measure.kind is Kind.COUNT or measure.key == "net_clients":
        same = max(same, SAME_COUNT)
    change = after - before if measure.good == "up" else before - after
    if abs(change) <= same + 1e-9:
        return NO_CHANGE
    return CLOSER if change > 0 else FURTHER


def _mean(key: str, window: Window, week: WeekEnd) -> float | None:
    """Mean over a window with 3 numbers or more."""
    if key in ("days_in_ar", "referrals_met"):
        return week.mean_of(key, window)
    columns = _PARTS.get(key, (key,))
    recorded = ~np.isnan(np.array([window.values(part) for part in columns])).any(axis=0)
    return mean_of(key, window) if int(recorded.sum()) >= FEWEST else None


# What a rate is made of: it has a number in the weeks in which all of these are recorded.
_PARTS = {
    "utilisation": ("sessions_kept", "slots_offered"),
    "fill": ("sessions_kept", "slots_offered"),
    "show_rate": ("sessions_kept", "missed", "cancelled_in_time"),
    "missed_rate": ("sessions_kept", "missed", "cancelled_in_time"),
    "enforcement": ("missed", "missed_charged"),
    "net_clients": ("clients_started", "clients_ended"),
    "session_rate": ("sessions_kept", "collected"),
}


def _closer(
    action: Action,
    word: str,
    before: float | None,
    since: float | None,
    plan: Plan,
    today: date | None = None,
) -> Closer:
    words = word[0].upper() + word[1:]
    if action.status == "open" and action.due is not None and today and action.due < today:
        words = f"Overdue since {day(action.due)}; {word}"
    moved = ""
    if before is not None and since is not None and action.measurable is not None:
        then, now = say(action.measurable, before, plan), say(action.measurable, since, plan)
        moved = f": {then} before, {now} since" if then != now else f": {now} before and since"
    named = bool((action.result or "").strip())
    asked = "" if named else f" {NO_RESULT}"
    return Closer(action.row, word, before, since, named, f"{words}{moved}.{asked}")
