"""The week as a manager would tell it: what is in order, what is waiting, what is quick to mend."""

from __future__ import annotations

from practice_xl.domain.scorecard.phrases import say_counted
from practice_xl.domain.scorecard.reading_context import ReadingContext, joined, sentence


def paragraph(context: ReadingContext) -> str:
    """The manager's paragraph. Every number in it stands in the grid."""
    clauses = [
        _sessions(context),
        _desk(context),
        _hours(context),
        _money(context),
        _room(context),
        _next(context),
    ]
    return " ".join(sentence(clause) for clause in clauses if clause)


def _sessions(context: ReadingContext) -> str:
    kept = context.value("sessions_kept")
    if kept is None:
        return "No sessions are recorded for this week yet"
    count = say_counted("sessions_kept", kept, context.week.plan)
    shown = context.says("show_rate")
    if not shown:
        return context.pick(f"{count} took place", f"You held {count} this week")
    if context.held("show_rate"):
        return context.pick(
            f"{count} took place, and {shown} of what was booked this week went ahead: people come",
            f"You held {count}; {shown} of the bookings this week went ahead, as hoped",
            f"A steady week: {count}, and {shown} of the bookings this week went ahead",
        )
    goal = context.goal("show_rate")
    aim = f"; you hope for {goal}" if goal else ""
    return context.pick(
        f"{count} took place, {shown} of what was booked this week{aim}",
        f"You held {count}; {shown} of the bookings this week went ahead{aim}",
    )


def _desk(context: ReadingContext) -> str:
    plan = context.week.plan
    clear: list[str] = []
    waiting: list[str] = []
    for key, name in (("notes_overdue", "notes"), ("bills_unsent", "bills")):
        value = context.value(key)
        if value is None:
            continue
        (clear if value == 0 else waiting).append(
            name if value == 0 else say_counted(key, value, plan)
        )
    if clear and not waiting:
        done = "notes are done and the bills are out" if len(clear) > 1 else f"{clear[0]} are done"
        return context.pick(
            f"The {done}: the desk is clear", f"The {done}, which is a good feeling"
        )
    if not waiting:
        return ""
    held = [context.held(key) for key in ("notes_overdue", "bills_unsent")]
    fine = False not in held
    if fine:
        return f"{joined(waiting)} still to do, within what you allow yourself"
    rest = f"; the {clear[0]} are done" if clear else ""
    return context.pick(
        f"{joined(waiting)} still to do: weeks are like that{rest}",
        f"{joined(waiting)} waiting for a quiet moment{rest}",
        f"still on the desk: {joined(waiting)}{rest}",
    )


def _hours(context: ReadingContext) -> str:
    hours = context.value("admin_hours")
    if hours is None:
        return ""
    count = say_counted("admin_hours", hours, context.week.plan)
    limit = context.goal("admin_hours")
    if context.held("admin_hours"):
        return context.pick(
            f"{count} were enough, within your {limit}",
            f"Admin kept within bounds: {count}, with {limit} allowed",
        )
    if limit:
        return context.pick(
            f"{count} is a lot beside sessions; {limit} is what you allow",
            f"Admin asked for more than planned: {count}, where {limit} is what you allow",
        )
    return f"{count} went into the desk work"


def _money(context: ReadingContext) -> str:
    collected = context.says("collected")
    if not collected:
        return ""
    if (context.value("collected") or 0) <= 0:
        return "No money to speak of arrived this week; it may come next week"
    return context.pick(
        f"{collected} came in", f"{collected} arrived this week", f"The week brought in {collected}"
    )


def _room(context: ReadingContext) -> str:
    full = context.says("fill")
    if not full:
        return ""
    goal = context.goal("fill")
    if context.held("fill"):
        return f"The calendar was {full} full, at or above your {goal}"
    return context.pick(
        f"The calendar was {full} full, with {goal} as the target",
        f"{full} of the slots were booked; {goal} is the target",
    )


def _next(context: ReadingContext) -> str:
    late = [
        name
        for key, name in (("notes_overdue", "notes"), ("bills_unsent", "bills"))
        if context.held(key) is False
    ]
    outreach = context.week.last_four("outreach")
    met = bool(outreach) and (outreach[-1] or 0) >= 1
    thanks = "You also made time for referral contacts" if met else ""
    if late:
        step = context.pick(
            f"a short block for the {joined(late)} on Monday would close the week",
            f"the {joined(late)} first, and the week is in order",
        )
        return f"{thanks}; {step}" if thanks else step
    if context.held("admin_hours") is False:
        step = "next week, some of the admin could wait or be handed over"
        return f"{thanks}; {step}" if thanks else step
    return thanks or context.pick("The week can be closed", "With that the week is done")
