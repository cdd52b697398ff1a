"""The week as a leader would tell it: is the practice moving, and what do the actions bring?"""

from __future__ import annotations

from practice_xl.domain.records import Action
from practice_xl.domain.scorecard.closer import CLOSER, STUCK
from practice_xl.domain.scorecard.decisions import LEVER_LABELS
from practice_xl.domain.scorecard.leader import almost_full, sessions_planned
from practice_xl.domain.scorecard.phrases import MEASURE_OF, say_counted
from practice_xl.domain.scorecard.told import HIDDEN, Told, sentence

LONG = 3  # weeks off track that a leader would speak of


def paragraph(told: Told, moved: dict[int, str]) -> str:
    """The leader's paragraph. Every number in it stands in the grid."""
    clauses = [
        _growth(told),
        _room(told),
        _money(told),
        _billing(told),
        _referrals(told),
        _hours(told),
        _longest(told),
        _actions(told, moved),
    ]
    return " ".join(sentence(clause) for clause in clauses if clause)


def _growth(told: Told) -> str:
    row = told.rows["sessions_kept"]
    average, line = row.mean4, row.goal
    if average is None:
        return ""
    shown = told.says("sessions_kept", average)
    if line is None:
        return f"Lately the practice holds {shown} sessions a week; a goal would say where it heads"
    plan = told.goal("sessions_kept")
    if average >= line:
        return told.pick(
            f"The practice is where the plan wants it: {shown} sessions a week, {plan} planned now",
            f"With {shown} sessions a week against {plan} planned now, it grows as meant",
        )
    if average >= (sessions_planned(told.week) or line):  # as the pair Clients has it
        return (
            f"The practice keeps up with the plan: {shown} sessions a week over the last weeks, "
            f"and the plan has come to {plan}"
        )
    return told.pick(
        f"The practice holds {shown} sessions a week, and the plan now says {plan}",
        f"The plan now says {plan} sessions a week; lately it is {shown}, so what would close "
        "the gap?",
    )


def _room(told: Told) -> str:
    if not told.says("fill"):
        return ""
    full = f"{told.says('fill')} full this week"
    if not almost_full(told.week):
        gained = told.rows["net_clients"].mean13
        if gained is None:
            return f"At {full} there is room, and the question is who it is for"
        if gained > 0:
            return f"At {full} there is room, and clients are coming: the course is right"
        return f"At {full} there is room; where will the next clients come from?"
    levers = [action.lever for action in told.week.open_actions if action.lever in LEVER_LABELS]
    if levers:
        label = LEVER_LABELS[levers[0] or ""]
        return told.pick(
            f"At {full}, income grows through what an hour brings, and “{label}” is chosen",
            f"The hours are nearly used up ({full}), and “{label}” is the answer in hand",
        )
    return told.pick(
        f"At {full} the hours are nearly used up: which lever will raise income then?",
        f"The practice is {full}: the next step up is a lever, not more hours",
    )


def _money(told: Told) -> str:
    row = told.rows["collected"]
    if row.mean13 is None:
        return ""
    shown = told.says("collected", row.mean13)
    if row.goal is None:
        return f"Lately {shown} a week came in"
    plan = told.goal("collected")
    if row.mean13 >= row.goal:
        return told.pick(
            f"Lately {shown} a week came in, and the goal asks for {plan}",
            f"Income is on its way: {shown} a week lately, {plan} planned",
        )
    return told.pick(
        f"Lately {shown} a week came in where the goal asks for {plan}",
        f"Income stands at {shown} a week lately; the goal asks for {plan}",
    )


def _billing(told: Told) -> str:
    bills = told.actions("bills_unsent", "days_in_ar")
    handed = [action for action in bills if action.owner == "Delegated"]
    unsent, days = told.value("bills_unsent"), told.value("days_in_ar")
    if handed:
        return told.pick(
            "Billing has help, so that it stays caught up",
            "Billing is in other hands: the result to watch is that it stays caught up",
        )
    if days is not None and told.held("days_in_ar") is False:
        count = say_counted("days_in_ar", days, told.week.plan)
        return f"{count} of income are still unpaid; help with billing would bring it in sooner"
    if unsent and told.held("bills_unsent") is False:
        return told.pick(
            "Bills can be sent again this week, or they can be given to someone who keeps up",
            "Catching up on bills is a task; billing that stays caught up would be a result",
        )
    return ""


def _referrals(told: Told) -> str:
    met = told.value("referrals_met")
    if met is None or told.rows["referrals_met"].goal is None:
        few, many = told.rows["inquiries"].mean4, told.rows["inquiries"].mean13
        told_apart = told.week.thirteen.places.size > told.week.four.places.size
        if few is None or many is None or not told_apart:
            return ""
        if few >= many:
            return "Inquiries hold up or grow"
        return "Inquiries are quieter than before, a reason to meet who sends clients"
    count, goal = say_counted("referrals_met", met, told.week.plan), told.goal("referrals_met")
    if told.held("referrals_met"):
        return f"{count} met of {goal} planned: events are for exactly that"
    return f"{count} met of {goal} planned; who would be good to meet next?"


def _hours(told: Told) -> str:
    hours = told.value("ceo_hours")
    if hours is None:
        return ""
    count = say_counted("ceo_hours", hours, told.week.plan)
    if told.held("ceo_hours"):
        return told.pick(
            f"{count} went to the practice itself: a week you also led",
            f"You kept your time for the practice itself: {count}",
        )
    goal = told.goal("ceo_hours")
    wanted = f" of {goal}" if goal else ""
    return told.pick(
        f"{count}{wanted} went to the practice itself; that time deserves a fixed place",
        f"Time for the practice itself came to {count}{wanted}; it can be booked like a client",
    )


def _longest(told: Told) -> str:
    covered = {action.measurable for action in told.week.open_actions}
    rows = [
        row for row in told.rows.values() if row.weeks_off_track >= LONG and row.key not in covered
    ]
    if not rows:
        return ""
    row = max(rows, key=lambda row: row.weeks_off_track)
    return told.pick(
        f"“{row.label}” has been off track {row.weeks_off_track} weeks running, "
        "and it is worth a decision",
        f"What has waited longest is “{row.label}”, off track {row.weeks_off_track} weeks running",
    )


def _actions(told: Told, moved: dict[int, str]) -> str:
    actions = told.week.open_actions
    if not actions:
        return told.pick(
            "No action is open: what single decision would move the practice most?",
            "Nothing is decided yet for the coming weeks, and a small decision is enough",
        )
    helped = [action for action in actions if moved.get(action.row) == CLOSER]
    stuck = [action for action in actions if moved.get(action.row) in STUCK]
    vague = [action for action in actions if not (action.result or "").strip()]
    if helped:
        return f"The action {_about(told, helped[0])} is bringing the practice closer"
    if stuck:
        return (
            f"The action {_about(told, stuck[0])} is being done and the number has not moved: "
            "what would have to be true for it to?"
        )
    if vague:
        return (
            f"The action {_about(told, vague[0])} has no result named yet: "
            "what will be different when it is done?"
        )
    return f"The action {_about(told, actions[0])} is under way, and it is early to judge"


def _about(told: Told, action: Action) -> str:
    measure = MEASURE_OF.get(action.measurable or "")
    about = f"on “{measure.label}”" if measure else "without a measurable"
    quoted = (action.task or "").strip()
    if told.with_typed_text and quoted and quoted != HIDDEN:
        return f"“{quoted}”, {about},"
    return about
