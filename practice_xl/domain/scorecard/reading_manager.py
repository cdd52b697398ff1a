"""The week as a manager would tell it: what is in order, what is waiting, what is quick to mend."""

from __future__ import annotations

from practice_xl.domain.scorecard.phrases import say_counted
from practice_xl.domain.scorecard.told import Told, joined, sentence


def paragraph(told: Told) -> str:
    """The manager's paragraph. Every number in it stands in the grid."""
    clauses = [_sessions(told), _desk(told), _hours(told), _money(told), _room(told), _next(told)]
    return " ".join(sentence(clause) for clause in clauses if clause)


def _sessions(told: Told) -> str:
    kept = told.value("sessions_kept")
    if kept is None:
        return "No sessions are recorded for this week yet"
    count = say_counted("sessions_kept", kept, told.week.plan)
    shown = told.says("show_rate")
    if not shown:
        return told.pick(f"{count} took place", f"You held {count} this week")
    if told.held("show_rate"):
        return told.pick(
            f"{count} took place, and {shown} of what was booked this week went ahead: people come",
            f"You held {count}; {shown} of the bookings this week went ahead, as hoped",
            f"A steady week: {count}, and {shown} of the bookings this week went ahead",
        )
    goal = told.goal("show_rate")
    aim = f"; you hope for {goal}" if goal else ""
    return told.pick(
        f"{count} took place, {shown} of what was booked this week{aim}",
        f"You held {count}; {shown} of the bookings this week went ahead{aim}",
    )


def _desk(told: Told) -> str:
    plan = told.week.plan
    clear: list[str] = []
    waiting: list[str] = []
    for key, name in (("notes_overdue", "notes"), ("bills_unsent", "bills")):
        value = told.value(key)
        if value is None:
            continue
        (clear if value == 0 else waiting).append(
            name if value == 0 else say_counted(key, value, plan)
        )
    if clear and not waiting:
        done = "notes are done and the bills are out" if len(clear) > 1 else f"{clear[0]} are done"
        return told.pick(f"The {done}: the desk is clear", f"The {done}, which is a good feeling")
    if not waiting:
        return ""
    held = [told.held(key) for key in ("notes_overdue", "bills_unsent")]
    fine = False not in held
    if fine:
        return f"{joined(waiting)} still to do, within what you allow yourself"
    rest = f"; the {clear[0]} are done" if clear else ""
    return told.pick(
        f"{joined(waiting)} still to do: weeks are like that{rest}",
        f"{joined(waiting)} waiting for a quiet moment{rest}",
        f"still on the desk: {joined(waiting)}{rest}",
    )


def _hours(told: Told) -> str:
    hours = told.value("admin_hours")
    if hours is None:
        return ""
    count = say_counted("admin_hours", hours, told.week.plan)
    limit = told.goal("admin_hours")
    if told.held("admin_hours"):
        return told.pick(
            f"{count} were enough, within your {limit}",
            f"Admin kept within bounds: {count}, with {limit} allowed",
        )
    if limit:
        return told.pick(
            f"{count} is a lot beside sessions; {limit} is what you allow",
            f"Admin asked for more than planned: {count}, where {limit} is what you allow",
        )
    return f"{count} went into the desk work"


def _money(told: Told) -> str:
    collected = told.says("collected")
    if not collected:
        return ""
    if (told.value("collected") or 0) <= 0:
        return "No money to speak of arrived this week; it may come next week"
    return told.pick(
        f"{collected} came in", f"{collected} arrived this week", f"The week brought in {collected}"
    )


def _room(told: Told) -> str:
    full = told.says("fill")
    if not full:
        return ""
    goal = told.goal("fill")
    if told.held("fill"):
        return f"The calendar was {full} full, at or above your {goal}"
    return told.pick(
        f"The calendar was {full} full, with {goal} as the target",
        f"{full} of the slots were booked; {goal} is the target",
    )


def _next(told: Told) -> str:
    late = [
        name
        for key, name in (("notes_overdue", "notes"), ("bills_unsent", "bills"))
        if told.held(key) is False
    ]
    outreach = told.week.last_four("outreach")
    met = bool(outreach) and (outreach[-1] or 0) >= 1
    thanks = "You also made time for referral contacts" if met else ""
    if late:
        step = told.pick(
            f"a short block for the {joined(late)} on Monday would close the week",
            f"the {joined(late)} first, and the week is in order",
        )
        return f"{thanks}; {step}" if thanks else step
    if told.held("admin_hours") is False:
        step = "next week, some of the admin could wait or be handed over"
        return f"{thanks}; {step}" if thanks else step
    return thanks or told.pick("The week can be closed", "With that the week is done")
