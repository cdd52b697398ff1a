"""The two readings: what they may draw on, and the week as a manager would tell it.

Each sentence is chosen by this week's numbers and open actions. Every number in them stands in the
grid. They may quote a task of the owner's; the coach copy gives tasks not ticked as blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from practice_xl.domain.plan import Action
from practice_xl.domain.scorecard.decisions import LeverNow
from practice_xl.domain.scorecard.pairs import say, say_counted
from practice_xl.domain.scorecard.week_end import GridRow, WeekEnd, reaches
from practice_xl.domain.wording import and_list

HIDDEN = "…"  # stands for a result that was named and is not shared


class Readings(NamedTuple):
    """One week told twice, a paragraph each."""

    manager: str
    leader: str


class ReadingContext(NamedTuple):
    """What a reading may draw on."""

    week: WeekEnd  # The week read, or the last open one before it
    rows: dict[str, GridRow]  # Its grid, by key
    lever: LeverNow | None = None  # The lever to name where the practice is almost full

    def value(self, key: str) -> float | None:
        """This week's value."""
        return self.week.this.get(key)

    def says(self, key: str, value: float | None = None) -> str:
        """A value of a measure in words; its own of this week by default."""
        own = self.value(key) if value is None else value
        return "" if own is None else say(key, own, self.week.plan, self.rows[key].goal)

    def goal(self, key: str) -> str:
        """The goal of a measure in words; empty without one."""
        goal = self.rows[key].goal
        return "" if goal is None else say(key, goal, self.week.plan)

    def held(self, key: str) -> bool | None:
        """Whether this week's value is at its goal; None when either is unknown."""
        value, goal = self.value(key), self.rows[key].goal
        if value is None or goal is None:
            return None
        return reaches(value, goal, self.rows[key].measure.good)

    def pick(self, *wordings: str) -> str:
        """One of several wordings, the same each time for the same week."""
        return wordings[self.week.end.toordinal() // 7 % len(wordings)]


def paragraph(*clauses: str) -> str:
    """Clauses as sentences, without those that are empty.

    >>> paragraph("18 sessions took place", "")
    '18 sessions took place.'
    """
    said = (text[:1].upper() + text[1:] for text in clauses if text)
    return " ".join(text if text.endswith((".", "?", "!")) else f"{text}." for text in said)


def manager_paragraph(context: ReadingContext) -> str:
    """The manager's paragraph. Every number in it stands in the grid."""
    parts = (_sessions, _desk, _hours, _money, _room, _next)
    return paragraph(*(part(context) for part in parts))


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
        return f"{and_list(waiting)} still to do, within what you allow yourself"
    rest = f"; the {clear[0]} are done" if clear else ""
    return context.pick(
        f"{and_list(waiting)} still to do: weeks are like that{rest}",
        f"{and_list(waiting)} waiting for a quiet moment{rest}",
        f"still on the desk: {and_list(waiting)}{rest}",
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
            f"a short block for the {and_list(late)} on Monday would close the week",
            f"the {and_list(late)} first, and the week is in order",
        )
        return f"{thanks}; {step}" if thanks else step
    if context.held("admin_hours") is False:
        step = "next week, some of the admin could wait or be handed over"
        return f"{thanks}; {step}" if thanks else step
    return thanks or context.pick("The week can be closed", "With that the week is done")


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
