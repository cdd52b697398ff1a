"""The scorecard as the coach may read it: scores as they are, words without what is withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from practice_xl.domain.practice import Practice
from practice_xl.domain.records import Action
from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import GridRow, Pair, Point, Scorecard, WorthMost
from practice_xl.domain.scorecard.closer import closer_all
from practice_xl.domain.scorecard.decisions import decide
from practice_xl.domain.scorecard.grid import NO_GOAL, OFF_TRACK, ON_TRACK, UNKNOWN, Status, grid
from practice_xl.domain.scorecard.phrases import MEASURE_OF
from practice_xl.domain.scorecard.readings import compose, hide_unshared_text
from practice_xl.domain.scorecard.scores import ends_shown
from practice_xl.domain.scorecard.week_end import OFF, WeekEnd, reaches
from practice_xl.domain.windows import last_open_weeks
from practice_xl.schema.measures import MEASURES
from practice_xl.schema.parts import Share
from practice_xl.sharing.withheld import Withheld

# Weekly % full, beside weekly sessions, says how many were missed or cancelled; weekly money per
# session, beside weekly money, says how many of those were charged.
_SAYS_A_COUNT = frozenset({"fill", "session_rate"})


@dataclass(frozen=True)
class CoachCard:
    """The scorecard and the actions as the coach may read them."""

    scorecard: Scorecard
    actions: tuple[Action, ...]


def leaves_by_week(key: str) -> bool:
    """Whether a measure's weekly figures may leave.

    >>> leaves_by_week("sessions_kept"), leaves_by_week("inquiries"), leaves_by_week("fill")
    (True, False, False)
    """
    allowed = MEASURE_OF[key].share in (Share.TOTALS, Share.ALWAYS)
    return allowed and key not in _SAYS_A_COUNT


def coach_card(report: Report, practice: Practice, withheld: Withheld) -> CoachCard:
    """The scorecard for the coach.

    Args:
        report: The owner's.
        practice: Under other names.
        withheld: What may not leave.
    """
    card, weeks = report.scorecard, practice.weeks
    actions = hide_unshared_text(practice.actions)
    ends = ends_shown(weeks, practice.months, actions)
    place = weeks.last_open
    if place is None or weeks.as_of is None:
        raise ValueError("a coach copy needs open weeks")
    week = ends[place]
    rows = tuple(
        _safe_row(row, week, withheld, len(weeks))
        for row in grid(week, ends[len(weeks) - 1].recent)
    )
    safe_week = _safe_week(week, {row.key: row for row in rows}, place in withheld.money_weeks)
    answers = closer_all(actions, week)
    shares = {key: lever.share for key, lever in report.levers.each.items()}
    safe = Scorecard(
        replace(card.scores, pairs=tuple(_safe_pair(pair, withheld) for pair in card.scores.pairs)),
        rows,
        compose(
            safe_week,
            rows,
            {answer.row: answer.word for answer in answers},
            with_typed_text=True,
            for_coach=True,
        ),
        decide(safe_week, rows, answers, weeks.as_of, shares, for_coach=True),
        tuple(replace(a, words=a.coach_words, before=None, since=None) for a in answers),
        _worth_most(card.worth_most, actions),
    )
    return CoachCard(safe, actions)


def _safe_row(row: GridRow, week: WeekEnd, withheld: Withheld, count: int) -> GridRow:
    four, thirteen = _mean(row, 4, week, withheld), _mean(row, 13, week, withheld)
    if row.key == "days_in_ar" and any(key == row.key for key, _ in withheld.figures):
        nothing = tuple(OFF if value == OFF else None for value in row.weeks)
        hidden = Status(NO_GOAL) if row.goal is None else Status(UNKNOWN, "withheld")
        return replace(row, weeks=nothing, mean4=None, mean13=None, status=hidden)
    if leaves_by_week(row.key):
        if row.key != "collected" or not withheld.money_weeks:
            return replace(row, mean4=four, mean13=thirteen)
        first = count - len(row.weeks)
        cells = [
            None if first + place in withheld.money_weeks and value != OFF else value
            for place, value in enumerate(row.weeks)
        ]
        last = max(place for place, value in enumerate(row.weeks) if value is not None)
        status = Status(UNKNOWN, "withheld") if cells[last] is None else row.status
        return replace(row, weeks=tuple(cells), mean4=four, mean13=thirteen, status=status)
    only_off = tuple(OFF if value == OFF else None for value in row.weeks)
    return replace(
        row, weeks=only_off, mean4=four, mean13=thirteen, status=_status_of_mean(row, four)
    )


def _mean(row: GridRow, size: int, week: WeekEnd, withheld: Withheld) -> float | None:
    """A mean of the grid; None where it is withheld."""
    value = row.mean4 if size == 4 else row.mean13
    if row.measure.share not in (Share.TOTALS, Share.ALWAYS, Share.POOLED):
        return None
    figures = {(row.key, size)}
    if row.key == "collected":
        figures.add(("effective_rate", size))
    if row.key == "session_rate":
        figures.add(("session_rate_charged", size))
    if row.key == "days_in_ar" and any(key == "days_in_ar" for key, _ in withheld.figures):
        return None
    if figures & withheld.figures:
        return None
    own = week.four if size == 4 else week.thirteen
    same = own.places.tolist() == last_open_weeks(own.weeks, size).places.tolist()
    return value if same or leaves_by_week(row.key) else None


def _status_of_mean(row: GridRow, mean: float | None) -> Status:
    """The status of the mean of 4 weeks: that of one week would tell what is withheld."""
    if row.goal is None:
        return Status(NO_GOAL)
    if mean is None:
        return Status(UNKNOWN, "withheld")
    return Status(ON_TRACK if reaches(mean, row.goal, row.direction) else OFF_TRACK)


def _safe_week(week: WeekEnd, rows: Mapping[str, GridRow], no_money: bool) -> WeekEnd:
    """The week with means in place of what one week may not say."""
    this = week.recent[-1]
    values = dict(this.values)
    for key in values:
        if not leaves_by_week(key) or (key == "days_in_ar" and rows[key].mean4 is None):
            values[key] = rows[key].mean4
    if no_money:
        values["collected"] = None
    return replace(week, recent=(*week.recent[:-1], replace(this, values=values)))


def _worth_most(worth: WorthMost | None, actions: Sequence[Action]) -> WorthMost | None:
    if worth is None:
        return None
    action = actions[worth.action.row]
    if not (action.task or "").strip():
        measure = MEASURE_OF.get(action.measurable or "")
        about = f"on “{measure.label}”" if measure else "that was added first"
        action = replace(action, task=f"the action {about}")
    return replace(worth, action=action)


def _safe_pair(pair: Pair, withheld: Withheld) -> Pair:
    return replace(
        pair,
        manager=_safe_point(pair.manager, _MANAGER.get(pair.name), withheld),
        leader=_safe_point(pair.leader, _LEADER.get(pair.name), withheld),
    )


def _safe_point(point: Point, rewrite: Rewrite | None, withheld: Withheld) -> Point:
    why = point.coach_why or point.why
    if rewrite is not None and not point.coach_why:
        why = rewrite(why, withheld)
    return replace(point, why=why, coach_why="")


def _manager_capacity(why: str, _withheld: Withheld) -> str:
    _, _, target = why.partition("target ")
    return f"Capacity: % full this week, target {target}" if target else why


def _leader_capacity(why: str, withheld: Withheld) -> str:
    first, *rest = why.split("; ")
    if "full" not in first:
        return why
    if ("net_clients", 13) in withheld.figures:
        rest = [part for part in rest if "clients gained" not in part]
    lead = ["this week almost full"] if "almost full" in first else []
    return "Capacity: " + ("; ".join(lead + rest) or "% full this week")


def _leader_referrals(why: str, withheld: Withheld) -> str:
    if not {("inquiries", 4), ("inquiries", 13)} & withheld.figures:
        return why
    kept = [part for part in why.split("; ") if "inquiries a week" not in part]
    return "; ".join([*kept, "inquiries of 4 weeks against 13"])


def _leader_income(why: str, withheld: Withheld) -> str:
    hidden = {("collected", 13), ("effective_rate", 13)} & withheld.figures
    return "Income: money collected over 13 weeks, against the plan" if hidden else why


def _leader_billing(why: str, withheld: Withheld) -> str:
    parts = why.split("; ")
    if ("net_collection", 13) in withheld.figures:
        parts = [part for part in parts if "of what was billed" not in part]
    if any(key == "days_in_ar" for key, _ in withheld.figures):
        parts = [part for part in parts if "days of income unpaid" not in part]
    text = "; ".join(parts)
    return text if text.startswith("Billing") else f"Billing: {text}"


def _leader_review(why: str, _withheld: Withheld) -> str:
    """Names only measures whose single weeks may be told."""
    lead, named, labels = why.partition("without an action: ")
    if not named:
        return why
    hidden = [m.label for m in MEASURES if not leaves_by_week(m.key)]
    kept = [label for label in labels.split(", ") if label not in hidden]
    return f"{lead}without an action" + (f": {', '.join(kept)}" if kept else "")


Rewrite = Callable[[str, Withheld], str]
_MANAGER: dict[str, Rewrite] = {"Capacity": _manager_capacity}
_LEADER: dict[str, Rewrite] = {
    "Capacity": _leader_capacity,
    "Referrals": _leader_referrals,
    "Income": _leader_income,
    "Billing": _leader_billing,
    "Review": _leader_review,
}
