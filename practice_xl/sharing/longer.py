"""The weeks as a coach may know them, for everything the scorecard makes of them.

A point, a status or a word that rests on one week's count says something about that count: with 9
sessions kept and 2 points for a goal of 95 %, nothing was missed and nothing cancelled. Thirteen
weeks of scores beside totals of 4 and 13 weeks say far more; in ordinary weeks too they can come
down to one number. Leaving points out where they say too much would not help, as what is left out
says why. So where :mod:`~practice_xl.sharing.alternatives` finds a count that the owner's own
points and scores would tell, and for statuses, readings and answers always:

    In a copy each count that can point at one person is spread evenly over four weeks or more,
    and withheld money over the withheld weeks; scores, points, statuses, readings and answers
    are worked out from these weeks, and a rate of such counts is that of the four weeks up to
    each week.

Whoever reads the copy learns nothing from them but sums of four weeks or more, most of which stand
in it anyway. Two practices with the same sums, sessions kept, hours and money give the same cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from practice_xl.domain.records import Action, Month
from practice_xl.domain.scorecard.scores import ends_shown
from practice_xl.domain.scorecard.week_end import RATIOS, WeekEnd
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.domain.windows import Figure, Window, last_open_weeks, mean
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.measures import MEASURABLES, OVER_FOUR_WEEKS
from practice_xl.schema.parts import Kind, Share
from practice_xl.sharing.counts import BOOKED_MORE, FEWEST_WEEKS
from practice_xl.sharing.withheld import Withheld

_CANCELLED_BY_US = "clinician_cancelled"  # takes up what the other columns of slots booked leave
PERSON_MEASURES = tuple(m.key for m in MEASURABLES if m.key in OVER_FOUR_WEEKS)


def weeks_for_coach(weeks: Weeks, withheld: Withheld) -> Weeks:
    """The weeks with every count spread and every withheld amount levelled out.

    What a single week may tell stays as it is. A column that is neither is not recorded here.
    """
    allowed = {c.key for c in WEEKLY.columns if c.share is Share.NUMBER} - OVER_FOUR_WEEKS
    money = {c.key for c in WEEKLY.columns if c.kind is Kind.MONEY}
    columns: dict[str, Numbers] = {}
    for key, values in weeks.columns.items():
        if key not in allowed:
            columns[key] = _spread(values, withheld.spread.get(key, ()))
        elif key in money and withheld.money_weeks:
            columns[key] = _levelled(values, weeks, withheld.money_weeks)
        else:
            columns[key] = values.copy()
    more = weeks.booked - weeks["sessions_kept"]
    own = np.nan_to_num(columns["missed"]) + np.nan_to_num(columns["cancelled_in_time"])
    columns[_CANCELLED_BY_US] = _spread(more, withheld.spread.get(BOOKED_MORE, ())) - own
    return Weeks(weeks.starts, columns, weeks.plan)


def ends_for_coach(
    weeks: Weeks,
    months: Sequence[Month],
    actions: Sequence[Action],
    withheld: Withheld,
    this_week: Mapping[str, float | None],
) -> dict[int, WeekEnd]:
    """What a coach may know of the end of each week shown, by position.

    Args:
        weeks: From :func:`weeks_for_coach`.
        months: What was typed in Monthly.
        actions: As they may leave.
        withheld: What may not leave.
        this_week: What the copy shows for the week read, for each measure of few people: its mean
            of 4 weeks, None where that is withheld.
    """
    no_days = any(key == "days_in_ar" for key, _ in withheld.figures)
    known: dict[int, dict[str, float | None]] = {}
    ends = ends_shown(weeks, months, actions)
    last = weeks.last_open

    def values_at(place: int, values: Mapping[str, float | None]) -> dict[str, float | None]:
        if place not in known:
            own = dict(values)
            own |= this_week if place == last else _person_values(weeks.until(place), this_week)
            if place in withheld.money_weeks:
                own["collected"] = None
            if no_days:
                own["days_in_ar"] = None
            known[place] = own
        return known[place]

    safe = {}
    for at, end in ends.items():
        first = at + 1 - len(end.recent)
        recent = tuple(
            replace(week, values=values_at(first + offset, week.values)) if week.values else week
            for offset, week in enumerate(end.recent)
        )
        safe[at] = replace(end, recent=recent)
    return safe


def _person_values(until: Weeks, this_week: Mapping[str, float | None]) -> dict[str, float | None]:
    """The measures of few people over the last 4 open weeks; None unless each has the number."""
    window = last_open_weeks(until, FEWEST_WEEKS)
    found: dict[str, float | None] = {}
    for key in PERSON_MEASURES:
        figure = _figure(key, window)
        shown = figure.n == FEWEST_WEEKS and this_week.get(key) is not None
        found[key] = figure.value if shown else None
    if np.isnan(window.values(_CANCELLED_BY_US)).any():
        found["fill"] = None
    return found


def _figure(key: str, window: Window) -> Figure:
    rate: Callable[[Window], Figure] | None = RATIOS.get(key)
    return mean(window.values(key)) if rate is None else rate(window)


def _spread(values: Numbers, sets: Sequence[frozenset[int]]) -> Numbers:
    """Each set's sum, spread evenly over it; elsewhere not recorded."""
    result = np.full(len(values), np.nan)
    for places in sets:
        inside = sorted(places)
        result[inside] = values[inside].sum() / len(inside)
    return result


def _levelled(values: Numbers, weeks: Weeks, hidden: frozenset[int]) -> Numbers:
    """Withheld money levelled out: its sum in the last 13 open weeks stays, and that before them.

    One withheld week alone stands as the mean of the weeks that are not withheld.
    """
    result = values.copy()
    span = last_open_weeks(weeks, 13).span
    recorded = [place for place in sorted(hidden) if not np.isnan(values[place])]
    shown = np.delete(values, sorted(hidden))
    shown = shown[~np.isnan(shown)]
    for inside in (True, False):
        places = [place for place in recorded if (place >= span.start) is inside]
        if len(places) > 1:
            result[places] = values[places].mean()
        elif places:
            result[places] = shown.mean() if len(shown) else 0.0
    return result
