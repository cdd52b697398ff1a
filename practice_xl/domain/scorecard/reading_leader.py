"""The week as a leader would tell it: is the practice moving, and what do the actions bring?"""

from __future__ import annotations

from practice_xl.domain.plan import Action
from practice_xl.domain.scorecard.decisions import ASK_FOR_CLIENTS, CLOSER, STUCK
from practice_xl.domain.scorecard.leader import (
    almost_full,
    billing_handed_over,
    losing,
    sessions_planned,
)
from practice_xl.domain.scorecard.pairs import MEASURE_OF, say_counted
from practice_xl.domain.scorecard.readings import HIDDEN, ReadingContext, paragraph

LONG = 3  # weeks off track that a leader would speak of


def leader_paragraph(context: ReadingContext, moved: dict[int, str]) -> str:
    """The leader's paragraph. Every number in it stands in the grid."""
    parts = (_growth, _room, _money, _billing, _referrals, _hours, _longest)
    return paragraph(*(part(context) for part in parts), _actions(context, moved))


def _growth(context: ReadingContext) -> str:
    row = context.rows["sessions_kept"]
    average, line = row.mean4, row.goal
    if average is None:
        return ""
    shown = context.says("sessions_kept", average)
    if line is None:
        return f"Lately the practice holds {shown} sessions a week; a goal would say where it heads"
    planned = sessions_planned(context.week) or line  # over the same weeks, as the pair Clients
    plan = context.says("sessions_kept", planned)
    if average >= planned:
        return context.pick(
            f"Sessions are where the plan wants them: over 4 weeks {shown} a week, {plan} planned",
            f"With {shown} sessions a week over 4 weeks, {plan} planned, it grows as meant",
        )
    return context.pick(
        f"Over 4 weeks the practice holds {shown} sessions a week; the plan for them says {plan}",
        f"The plan for these 4 weeks says {plan} sessions a week; it is {shown}",
    )


def _room(context: ReadingContext) -> str:
    if not context.says("fill"):
        return ""
    full = f"{context.says('fill')} full this week"
    if not almost_full(context.week):
        gained = context.rows["net_clients"].mean13
        if gained is None:
            return f"At {full} there is room, and the question is who it is for"
        if gained > 0:
            return f"At {full} there is room, and clients are coming: the course is right"
        return f"At {full} there is room; where will the next clients come from?"
    if losing(context.week):
        return (
            f"The practice is {full}, and more clients leave than come: replacing those who leave "
            "comes first"
        )
    if context.lever is None:
        return f"The practice is {full}: the next step up is a lever, not more hours"
    label = context.lever.label
    if context.lever.decided:
        return (
            f"At {full}, income grows through what an hour brings, and “{label}” is decided: "
            f"{context.lever.decided}"
        )
    if context.lever.action is not None:
        return context.pick(
            f"At {full}, income grows through what an hour brings, and “{label}” is under way",
            f"The hours are nearly used up ({full}), and “{label}” is the answer in hand",
        )
    return context.pick(
        f"At {full} the hours are nearly used up, and “{label}” is the lever to decide on",
        f"The practice is {full}: the next step up is “{label}”, not more hours",
    )


def _money(context: ReadingContext) -> str:
    row = context.rows["collected"]
    if row.mean13 is None:
        return ""
    shown = context.says("collected", row.mean13)
    if row.goal is None:
        return f"Lately {shown} a week came in"
    plan = context.goal("collected")
    if row.mean13 >= row.goal:
        return context.pick(
            f"Lately {shown} a week came in, and the goal asks for {plan}",
            f"Income is on its way: {shown} a week lately, {plan} planned",
        )
    return context.pick(
        f"Lately {shown} a week came in where the goal asks for {plan}",
        f"Income stands at {shown} a week lately; the goal asks for {plan}",
    )


def _billing(context: ReadingContext) -> str:
    unsent, days = context.value("bills_unsent"), context.value("days_in_ar")
    if billing_handed_over(context.week.weeks, context.week.actions):  # as the pair Billing
        return context.pick(
            "Billing has help, so that it stays caught up",
            "Billing is in other hands: the result to watch is that it stays caught up",
        )
    if days is not None and context.held("days_in_ar") is False:
        count = say_counted("days_in_ar", days, context.week.plan)
        return f"{count} of income are still unpaid; help with billing would bring it in sooner"
    if unsent and context.held("bills_unsent") is False:
        return context.pick(
            "Bills can be sent again this week, or they can be given to someone who keeps up",
            "Catching up on bills is a task; billing that stays caught up would be a result",
        )
    return ""


def _referrals(context: ReadingContext) -> str:
    met = context.value("referrals_met")
    if met is None or context.rows["referrals_met"].goal is None:
        few, many = context.rows["inquiries"].mean4, context.rows["inquiries"].mean13
        told_apart = context.week.thirteen.places.size > context.week.four.places.size
        if few is None or many is None or not told_apart:
            return ""
        if few >= many:
            return "Inquiries hold up or grow"
        if almost_full(context.week):
            return "Inquiries are quieter than before, and with so little room that is no worry"
        return "Inquiries are quieter than before, a reason to meet who sends clients"
    count = say_counted("referrals_met", met, context.week.plan)
    planned = f"{count} met of {context.goal('referrals_met')} planned"
    if context.held("referrals_met"):
        return f"{planned}: events are for exactly that"
    return planned if almost_full(context.week) else f"{planned}; who would be good to meet next?"


def _hours(context: ReadingContext) -> str:
    hours = context.value("ceo_hours")
    if hours is None:
        return ""
    count = say_counted("ceo_hours", hours, context.week.plan)
    if context.held("ceo_hours"):
        return context.pick(
            f"{count} went to the practice itself: a week you also led",
            f"You kept your time for the practice itself: {count}",
        )
    goal = context.goal("ceo_hours")
    wanted = f" of {goal}" if goal else ""
    return context.pick(
        f"{count}{wanted} went to the practice itself; that time deserves a fixed place",
        f"Time for the practice itself came to {count}{wanted}; it can be booked like a client",
    )


def _longest(context: ReadingContext) -> str:
    covered = {action.measurable for action in context.week.open_actions}
    if almost_full(context.week):
        covered |= set(ASK_FOR_CLIENTS)
    bare = [row for row in context.rows.values() if row.key not in covered]
    row = max(bare, key=lambda row: row.weeks_off_track, default=None)
    if row is None or row.weeks_off_track < LONG:
        return ""
    return context.pick(
        f"“{row.label}” has been off track {row.weeks_off_track} weeks running, "
        "and it is worth a decision",
        f"What has waited longest is “{row.label}”, off track {row.weeks_off_track} weeks running",
    )


def _actions(context: ReadingContext, moved: dict[int, str]) -> str:
    actions = context.week.open_actions
    if not actions:
        return context.pick(
            "No action is open: what single decision would move the practice most?",
            "Nothing is decided yet for the coming weeks, and a small decision is enough",
        )
    helped = [action for action in actions if moved.get(action.row) == CLOSER]
    stuck = [action for action in actions if moved.get(action.row) in STUCK]
    vague = [action for action in actions if not (action.result or "").strip()]
    if helped:
        return f"The action {_about(helped[0])} is bringing the practice closer"
    if stuck:
        return (
            f"The action {_about(stuck[0])} is being done and the number has not moved: "
            "what would have to be true for it to?"
        )
    if vague:
        return (
            f"The action {_about(vague[0])} has no result named yet: "
            "what will be different when it is done?"
        )
    return f"The action {_about(actions[0])} is under way, and it is early to judge"


def _about(action: Action) -> str:
    measure = MEASURE_OF.get(action.measurable or "")
    about = f"on “{measure.label}”" if measure else "without a measurable"
    quoted = (action.task or "").strip()
    if quoted and quoted != HIDDEN:
        return f"“{quoted}”, {about},"
    return about
