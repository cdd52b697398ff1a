"""The leader's side of the eight pairs: is the practice moving to where it wants to go?

Each rule takes what was known at the week's end and gives 0, 1, 2 or unknown, with the reason.

Source: docs/scoring.md (scoring version 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import numpy as np

from practice_xl.domain import costs
from practice_xl.domain import income as money
from practice_xl.domain import windows as rates
from practice_xl.domain.calendar import WEEK, year_of
from practice_xl.domain.plan import Action
from practice_xl.domain.scorecard import pairs
from practice_xl.domain.scorecard.pairs import NOT_RECORDED, Point, say
from practice_xl.domain.scorecard.week_end import WeekEnd, goal_of, reaches, status_of
from practice_xl.domain.weeks import Weeks
from practice_xl.schema.measures import MEASURABLES, PAIRS

NEARLY = 0.10  # below a plan's line by no more than this share of it still earns a point
ALMOST_FULL = 0.10  # below the target by no more than this: the hours are nearly used up
COLLECTED_WELL, OVER_90_SMALL = 0.95, 0.10
DONE_LATELY = timedelta(weeks=8)
PAST_DUE = timedelta(days=14)
FEWEST, YEAR = 4, 52  # weeks a mean, a trend or a total needs; weeks a trend is followed
LOSING, LOSING_WEEKS = 0.05, 13  # points of % full lost since
NAMED = 3  # of a longer list
RUNNING, FEWEST_GOALS = 3, 5  # weeks off track that call for an action; goals a review needs


def clients(week: WeekEnd) -> Point:
    """Mean of sessions kept over 4 weeks against the plan's line: 100 %: 2; 90 %: 1."""
    kept, line = week.four.values("sessions_kept"), sessions_planned(week)
    if len(kept) < FEWEST or line is None:
        return Point(None, _needs(len(kept)) or "no goal for sessions a week")
    average = float(kept.mean())
    return Point(
        pairs.nearly(average, line, NEARLY * line),
        f"{say('sessions_kept', average, week.plan, line)} sessions a week over 4 weeks, "
        f"plan {say('sessions_kept', line, week.plan)} over the same weeks",
    )


def notes(week: WeekEnd) -> Point:
    """In order in 3 of the last 4 weeks, and now or not above 3 weeks ago: 2; an open action: 1."""
    limit, last = week.plan.notes_limit, week.last_four("notes_overdue")
    working = _on(week.open_actions, "Notes")
    if limit is None:
        return Point(None, "no limit")
    held = [None if value is None else reaches(value, limit, "down") for value in last]
    then, now = (last[0], last[-1]) if len(last) == FEWEST else (None, None)
    rose = None if then is None or now is None else now > then
    steady = bool(pairs.at_least(3, held)) and (held[-1] is True or rose is False)
    action = "an action is open" if working else "no action open"
    more = f"; {now:g} overdue, {then:g} three weeks ago" if rose else ""
    why = f"in order in {held.count(True)} of the last {len(held)} weeks{more}; {action}"
    return Point(pairs.graded_over(held, steady, bool(working)), why)


def billing(week: WeekEnd) -> Point:
    """Money owed comes in: 1; someone else does the billing: 1 more."""
    # Days unpaid at their goal, or 95 % of billed collected, or little that is old.
    plan, words = week.plan, []
    soon = well = small = None
    days, goal = week.this.get("days_in_ar"), plan.days_in_ar_goal
    if days is not None and goal is not None:
        soon = reaches(days, goal, "down")
        shown, aim = say("days_in_ar", days, plan, goal), say("days_in_ar", goal, plan)
        words.append(f"{shown} days of income unpaid, goal {aim}")
    share = money.net_collection(week.thirteen)
    if share.value is not None and share.n >= FEWEST:
        well = reaches(share.value, COLLECTED_WELL, "up")
        words.append(f"{say('fill', share.value, plan, COLLECTED_WELL)} of what was billed came in")
    for month in reversed(costs.closed_months(week.weeks, week.months)):
        if month.unpaid_balance is not None and month.unpaid_over_90 is not None:
            small = reaches(month.unpaid_over_90, OVER_90_SMALL * month.unpaid_balance, "down")
            words.append(f"{'little' if small else 'more than a tenth'} of it is over 90 days old")
            break
    parts = [soon, well, small]
    if well is not None:  # money billed is known: what is not typed in Monthly may be left out
        parts = [part for part in parts if part is not None]
    words = words or ["what is unpaid is not recorded"]
    comes_in = any(parts) or (None if None in parts else False)
    handed_over = billing_handed_over(week.weeks, week.actions)
    words.append(f"billing {'is' if handed_over else 'is not'} handed over")
    return pairs.halves("; ".join(words), comes_in, handed_over)


def referrals(week: WeekEnd) -> Point:
    """Strong or wanted sources met as planned: 1; inquiries hold or grow: 1 more."""
    goal, met = week.plan.referrals_goal, week.this.get("referrals_met")
    reached: bool | None = False
    first = "no goal for referral sources to meet"
    if goal is not None:
        reached = None if met is None else reaches(met, goal, "up")
        sources = NOT_RECORDED if met is None else say("referrals_met", met, week.plan)
        wanted = say("referrals_met", goal, week.plan)
        first = f"strong or wanted referral sources met in 4 weeks: {sources}, goal {wanted}"
    enough, asked = _inquiries(week)
    return pairs.halves(f"{first}; {asked}", reached, enough)


def _inquiries(week: WeekEnd) -> tuple[bool | None, str]:
    """Inquiries hold or grow; almost full: as many become clients as end, over 13 weeks."""
    if almost_full(week):
        counts = (week.thirteen.values(key) for key in ("clients_ended", "inquiries"))
        (ended, asked), became = map(rates.mean, counts), rates.conversion(week.thirteen)
        if ended.value is None or asked.value is None or became.value is None:
            return None, f"inquiries that become clients: {became.why or NOT_RECORDED}"
        coming = asked.value * became.value
        words = (
            f"{coming * asked.n:.0f} of those who asked became clients over {asked.n} weeks, "
            f"{ended.value * ended.n:.0f} ended"
        )
        return reaches(coming, ended.value, "up"), words
    few, many = (rates.mean(window.values("inquiries")) for window in (week.four, week.thirteen))
    if few.value is None or many.value is None or few.n < FEWEST:
        return None, f"inquiries {_needs(few.n) or NOT_RECORDED}"
    words = (
        f"inquiries a week: {say('inquiries', few.value, week.plan, many.value)} over 4 weeks, "
        f"{say('inquiries', many.value, week.plan)} over 13"
    )
    return reaches(few.value, many.value, "up"), words


def capacity(week: WeekEnd) -> Point:
    """Filling up on time, or clients gained; almost full: an action that names a lever."""
    full = week.this.get("fill")
    if full is None:
        return Point(None, f"slots offered are {NOT_RECORDED}")
    says = f"{say('fill', full, week.plan)} full"
    if almost_full(week):
        named = [is_ready(action, week) for action in week.open_actions if action.lever]
        points = 2 if True in named else int(bool(named))
        words = (
            "no open action names a lever yet",
            "the action on a lever needs an owner and a date to come",
            "an action names a lever, its owner and a date",
        )
        return Point(points, f"{says}, almost full; {words[points]}")
    reached, gained = trend_reaches(week), rates.net_clients(week.thirteen).value
    if reached is None:
        return Point(None, f"{says}; the trend needs {FEWEST} weeks")
    by = "by the goal's date" if week.plan.sessions_goal_by else "within a year"
    course = f"the trend {'reaches' if reached else 'does not reach'} the target {by}"
    more = "clients gained not recorded"
    if gained is not None:
        more = f"{say('net_clients', gained, week.plan)} clients gained a week over 13 weeks"
    grows = None if gained is None else gained > 0
    return Point(pairs.graded(reached, grows), f"{says}; {course}; {more}")


def income(week: WeekEnd) -> Point:
    """Money collected over 13 weeks against the plan's line: 100 %: 2; 90 %: 1."""
    starts = [week.weeks.starts[place] for place in week.thirteen.places]
    full = [week.plan_lines.full_week(year_of(start, week.plan)) for start in starts]
    lines = [line for line in full if line is not None]
    line = sum(lines) / len(lines) if lines and len(lines) == len(full) else None
    known = int((~np.isnan(week.thirteen.values("collected"))).sum())
    average = week.mean_of("collected", week.thirteen)
    if line is None or average is None or known < FEWEST:
        return Point(None, "no income goal" if line is None else _needs(known))
    return Point(
        pairs.nearly(average, line, NEARLY * line),
        f"{say('collected', average, week.plan, line)} a week over {known} weeks, "
        f"plan {say('collected', line, week.plan)}",
    )


def time(week: WeekEnd) -> Point:
    """CEO hours at their goal in 3 of the last 4 weeks: 2; in one: 1."""
    goal, hours = week.plan.ceo_hours_goal, week.last_four("ceo_hours")
    if goal is None:
        return Point(None, "no goal for CEO hours")
    held = [None if value is None else reaches(value, goal, "up") for value in hours]
    return Point(
        pairs.graded_over(held, pairs.at_least(3, held), True in held),
        f"CEO hours at the goal of {say('ceo_hours', goal, week.plan)} in "
        f"{held.count(True)} of the last {len(held)} weeks",
    )


def review(week: WeekEnd) -> Point:
    """What is off track 3 weeks running has an action with owner and date: 2; all but one: 1."""
    goals = [goal_of(measure, week) for measure in MEASURABLES]
    if len(goals) - goals.count(None) < FEWEST_GOALS:
        return Point(None, f"fewer than {FEWEST_GOALS} goals in Plan")
    if len(week.four.places) < FEWEST:
        return Point(None, _needs(len(week.four.places)))
    off = [m for m in MEASURABLES if status_of(m, week).weeks_off_track >= RUNNING]
    covered = {action.measurable for action in week.open_actions if action.owner and action.due}
    bare = [measure.label for measure in off if measure.key not in covered]
    if not bare:
        held = "an action on all that is" if off else "nothing"
        return Point(2, f"{held} off track {RUNNING} weeks running")
    more = f" and {len(bare) - NAMED} more" if len(bare) > NAMED else ""
    return Point(
        int(len(bare) == 1),
        f"off track {RUNNING} weeks running without an action: {', '.join(bare[:NAMED])}{more}",
    )


RULES: dict[str, Callable[[WeekEnd], Point]] = dict(
    zip(PAIRS, (clients, notes, billing, referrals, capacity, income, time, review), strict=True)
)


def sessions_planned(week: WeekEnd) -> float | None:
    """Mean of the plan's line over the last 4 open weeks; None without a goal. [sessions a week]"""
    last = len(week.weeks) - 1
    lines = [week.recent[place - last - 1].lines["sessions_line"] for place in week.four.places]
    known = [line for line in lines if line is not None]
    return sum(known) / len(known) if known and len(known) == len(lines) else None


def almost_full(week: WeekEnd) -> bool:
    """Whether % full this week is no more than 10 points below the target, or above it."""
    full = week.this.get("fill")
    return full is not None and reaches(full, week.plan.target_utilisation - ALMOST_FULL, "up")


def losing(week: WeekEnd) -> bool:
    """Whether more clients end than start over 13 weeks, and % full fell by 5 points since then."""
    gained = rates.net_clients(week.thirteen).value
    before = len(week.weeks) - 1 - LOSING_WEEKS
    if gained is None or gained >= 0 or before < 0:
        return False
    then = rates.fill(rates.last_open_weeks(week.weeks.until(before), FEWEST)).value
    now = rates.fill(week.four).value
    return then is not None and now is not None and reaches(now, then - LOSING, "down")


def is_ready(action: Action, week: WeekEnd) -> bool:
    """Whether an action has an owner, and a due date not more than 14 days past."""
    return bool(action.owner) and action.due is not None and action.due >= week.end - PAST_DUE


def trend_reaches(week: WeekEnd) -> bool | None:
    """Whether the straight trend of % full over 13 weeks is at the target by the goal's date.

    Without a date in Plan, within a year; with one that is past, today. None with fewer than 4
    weeks.
    """
    window = week.thirteen
    slots = window.values("slots_offered")
    known = ~np.isnan(slots) & (slots > 0)
    if int(known.sum()) < FEWEST:
        return None
    full = window.booked[known] / slots[known]
    at = window.places[known] - (len(week.weeks) - 1.0)  # weeks from now, none of them later
    by = week.plan.sessions_goal_by
    ahead = float(YEAR) if by is None else max(0.0, (by - week.weeks.starts[-1]).days / 7)
    off_centre = at - at.mean()
    slope = float((off_centre * full).sum() / (off_centre**2).sum())
    then = float(full.mean()) + slope * (ahead - float(at.mean()))
    return reaches(then, week.plan.target_utilisation, "up")


def billing_handed_over(weeks: Weeks, actions: Iterable[Action]) -> bool:
    """A Billing action owned by Delegated: open, done lately, or done and bills in order since."""
    limit, bills = weeks.plan.bills_limit, rates.last_open_weeks(weeks, 4).values("bills_unsent")
    in_order = limit is not None and int((bills <= limit).sum()) >= 3
    end = weeks.starts[-1] + WEEK - timedelta(days=1)
    for action in _on(actions, "Billing"):
        done = action.closed if action.status == "done" else None
        lately = done is not None and done <= end and (in_order or done > end - DONE_LATELY)
        if action.owner == "Delegated" and (lately or action.is_open(end)):
            return True
    return False


def _on(actions: Iterable[Action], pair: str) -> list[Action]:
    keys = [measure.key for measure in MEASURABLES if measure.pair == pair]
    return [action for action in actions if action.measurable in keys]


def _needs(has: int) -> str:
    return f"needs {FEWEST} weeks, has {has}" if has < FEWEST else ""
