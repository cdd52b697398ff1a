"""The quarter: three results a leader names, how far each has come, and how likely it is.

Shares of the way run from 0 (where it began) to 1 (there); below 0 it moved away. The line is the
share of its days that have passed: at the end of week 6 of 13 it is 6/13.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import erf, hypot, sqrt
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK, span_of
from practice_xl.domain.plan import Action, Result
from practice_xl.domain.projection import Futures
from practice_xl.domain.projection.words import share
from practice_xl.domain.scorecard.pairs import MEASURE_OF, say
from practice_xl.domain.scorecard.week_end import WeekEnd, reaches
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.domain.windows import last_open_weeks

DAY = timedelta(days=1)
WEEKS = 4  # open weeks that a result is taken over
FEWEST_FOR_CHANCE = 8  # of the last 13 weeks with a number, before a chance is said
FEWEST = 3  # open weeks of the quarter before it can lie on or off the line
_SAME = _LEAST = 1e-9
NAMED = Action(owner="Me", result="a result of the quarter", status="done")
ON_LINE, OFF_LINE, THERE = "on the line", "off the line", "already there"
DONE, NOT_DONE, TOO_EARLY, ASKED = "done", "not done", "too early to tell", "needs a look"


class Standing(NamedTuple):
    """Where a result of the quarter stands."""

    result: Result  # As typed
    first: date  # First day, filled in
    by: date
    start: float | None = None  # Where it began, filled in. [unit of the measurable]
    now: float | None = None  # Over the last 4 open weeks. [unit of the measurable]
    done: float | None = None  # Share of the way, 1 for there; None when it cannot be said
    line: float = 0.0  # Share of the days that have passed, 0 to 1
    chance: float | None = None  # Of being there by then, 0 to 1; None: too early, or over
    # On the line, off it, already there, done, not done, too early to tell, or needs a look (the
    # goal lies on the wrong side of where it began)
    status: str = TOO_EARLY
    words: str = ""  # The same in a sentence


def as_actions(results: Sequence[Result], weeks: Weeks) -> tuple[Action, ...]:
    """Each result as the open action of its measurable, from its first day to its last.

    It is the owner's and due when the result is. It has no row in Actions: its ``row`` is below 0.
    """
    if weeks.as_of is None:
        return ()
    actions = []
    for row, result in enumerate(results, 1):
        first, by = span_of(result, weeks.as_of, weeks.plan)
        about = NAMED._replace(added=first, measurable=result.measurable)
        actions.append(about._replace(due=by, closed=by + DAY, row=-row))
    return tuple(actions)


def standing_of(result: Result, week: WeekEnd, as_of: date, futures: Futures | None) -> Standing:
    """Where a result stands at the week read, which begins on ``as_of``."""
    first, by = span_of(result, as_of, week.plan)
    key, good, to = result.measurable, MEASURE_OF[result.measurable].good, result.to
    day = as_of + WEEK - DAY
    start = _mean(key, week, first) if result.start is None else result.start
    now = _mean(key, week, by + DAY)
    whole = (by - first).days + 1
    line = min(max((day - first).days + 1, 0), whole) / whole if whole > 0 else 1.0
    if start is None or now is None:
        do = "type From, or four weeks before the quarter"
        do = do if start is None else "it needs four recorded weeks"
        said = f"Not known yet: {do}."
        return Standing(result, first, by, start, now, line=line, words=said)
    done = None if abs(start - to) < _SAME else (start - now) / (start - to)

    def stands(status: str, why: str, chance: float | None = None) -> Standing:
        said = f"{status.capitalize()}: {why}."
        return Standing(result, first, by, start, now, done, line, chance, status, said)

    if done is None:
        return stands(THERE, "it began where it should be. Name one further on")
    if reaches(start, to, good):
        aim, began = say(key, to, week.plan, start), say(key, start, week.plan, to)
        return stands(ASKED, f"{aim} is no better than {began}, where it began")
    there = reaches(now, to, good)
    if by <= day:
        end = f"{say(key, now, week.plan, to)} at the end, {say(key, to, week.plan)} was the goal"
        return stands(DONE if there else NOT_DONE, end)
    chance = chance_of(key, to, start, week, by, futures)
    likely = f"{TOO_EARLY} how likely" if chance is None else f"chance {share(chance)}"
    if result.sure is not None:
        likely += f"; you were {result.sure:g} of 10 sure"
    begun = len(week.weeks) - _weeks_before(week, first)
    if there:
        return stands(THERE, likely, chance)
    if begun == 0 or int(week.weeks.ordinary[-begun:].sum()) < FEWEST:
        return stands(TOO_EARLY, f"it needs {FEWEST} weeks of the quarter", chance)
    return stands(ON_LINE if done >= line - _SAME else OFF_LINE, likely, chance)


def _mean(key: str, week: WeekEnd, before: date) -> float | None:
    """Mean over the last 4 open weeks before a day; None with fewer than 4."""
    count = _weeks_before(week, before)
    if not count:
        return None
    window = last_open_weeks(week.weeks.until(count - 1), WEEKS)
    return week.mean_of(key, window) if len(window.places) == WEEKS else None


def _weeks_before(week: WeekEnd, day: date) -> int:
    """How many weeks came before a day: each belongs where its fourth day lies."""
    return sum(start + timedelta(days=3) < day for start in week.weeks.starts)


def chance_of(
    key: str, to: float, start: float, week: WeekEnd, by: date, futures: Futures | None
) -> float | None:
    """Chance that the mean of a measurable's last 4 open weeks at ``by`` reaches ``to``, 0 to 1.

    None with numbers of fewer than 8 weeks, or where the way from ``start`` lies inside the
    scatter of such a mean, in the measurable's unit: too early to tell.
    """
    known = [shown.values.get(key) for shown in week.recent]
    values = np.array([value for value in known if value is not None])
    if len(values) < FEWEST_FOR_CHANCE:
        return None
    at = np.arange(len(values)) - (len(values) - 1) / 2  # a straight line through the values
    apart = float((at**2).sum())
    drift = float((at * values).sum()) / apart
    rest = values - values.mean() - drift * at
    scatter = sqrt(float((rest**2).sum() / (len(values) - 2)))
    if abs(start - to) < scatter / sqrt(WEEKS):
        return None
    good = MEASURE_OF[key].good
    ahead = max(0, (by - week.end).days // WEEK.days)
    means = _means_ahead(key, values, ahead, futures) if ahead and futures is not None else None
    if means is not None:
        return float((means >= to if good == "up" else means <= to).mean())
    spread = hypot(scatter / sqrt(WEEKS), scatter / sqrt(apart) * ahead) or _LEAST
    likely = float(values[-WEEKS:].mean()) + drift * ahead
    beyond = (likely - to if good == "up" else to - likely) / spread
    return 0.5 * (1 + erf(beyond / sqrt(2)))


def _means_ahead(key: str, values: Numbers, ahead: int, futures: Futures) -> Numbers | None:
    """Mean over the last 4 open weeks at the end of week ``ahead`` of each path.

    None for a measure that the paths do not follow. Weeks off and holiday weeks are passed over,
    and weeks already recorded fill up the four.
    """
    ahead = min(ahead, len(futures.starts))
    if key == "fill":
        return np.asarray(futures.booking[ahead - 1], dtype=float)
    paths = {"sessions_kept": futures.kept, "collected": futures.money}.get(key)
    if paths is None:
        return None
    coming = paths[:ahead].T.astype(float)
    past = np.broadcast_to(values[-WEEKS:], (len(coming), len(values[-WEEKS:])))
    every = np.concatenate([past, coming], axis=1)
    counts = np.concatenate([np.ones_like(past), futures.ordinary[:ahead].T], axis=1) > 0
    back = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    chosen = counts & (back <= WEEKS)
    return np.asarray((every * chosen).sum(axis=1) / chosen.sum(axis=1))
