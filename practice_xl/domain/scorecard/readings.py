"""The two readings: one week as a manager would tell it, and as a leader.

Each sentence is chosen by this week's numbers and open actions. Every number in them stands in the
grid. They may quote a task of the owner's; the coach copy gives tasks not ticked as blank.
"""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.domain.scorecard import decisions, leader
from practice_xl.domain.scorecard.pairs import MEASURE_OF, NOUNS, say
from practice_xl.domain.scorecard.week_end import GridRow, WeekEnd, reaches
from practice_xl.domain.wording import and_list, capital

LONG = 3  # weeks off track that a leader would speak of
DESK = {"notes_overdue": "notes", "bills_unsent": "bills"}


class Readings(NamedTuple):
    """One week told twice, a paragraph each."""

    manager: str
    leader: str


class ReadingContext(NamedTuple):
    """What a reading may draw on."""

    week: WeekEnd  # The week read, or the last open one before it
    rows: dict[str, GridRow]  # Its grid, by key
    lever: decisions.LeverNow | None  # The lever to name where the practice is almost full
    moved: dict[int, str]  # What *closer?* says of each action, by its row

    def says(self, key: str, value: float | None = None) -> str:
        """A value of a measure in words, its own of this week by default; empty without one."""
        own = self.week.this.get(key) if value is None else value
        return "" if own is None else say(key, own, self.week.plan, self.rows[key].goal)

    def counted(self, key: str) -> str:
        """This week's value with what it counts; empty without one."""
        value = self.week.this.get(key)
        text = "" if value is None else say(key, value, self.week.plan)
        return text and f"{text} {NOUNS[key]}{'' if text == '1' else 's'}"

    def goal(self, key: str) -> str:
        """The goal of a measure in words; empty without one."""
        goal = self.rows[key].goal
        return "" if goal is None else say(key, goal, self.week.plan)

    def held(self, key: str) -> bool | None:
        """Whether this week's value is at its goal; None when either is unknown."""
        value, goal = self.week.this.get(key), self.rows[key].goal
        if value is None or goal is None:
            return None
        return reaches(value, goal, self.rows[key].measure.good)

    def pick(self, *wordings: str) -> str:
        """One of several wordings, the same each time for the same week."""
        return wordings[self.week.end.toordinal() // 7 % len(wordings)]


def read_twice(context: ReadingContext) -> Readings:
    """Both paragraphs. Every number in them stands in the grid."""
    managed = (_sessions, _desk, _admin, _money_in, _calendar, _next)
    led = (_growth, _room, _income, _billing, _referrals, _ceo_hours, _longest, _actions)
    told = []
    for parts in (managed, led):
        said = [capital(text) for part in parts if (text := part(context))]
        ended = (text if text.endswith((".", "?", "!")) else f"{text}." for text in said)
        told.append(" ".join(ended))
    return Readings(*told)


def _sessions(context: ReadingContext) -> str:
    count, shown = context.counted("sessions_kept"), context.says("show_rate")
    if not count:
        return "No sessions are recorded for this week yet"
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
    clear = [name for key, name in DESK.items() if context.week.this.get(key) == 0]
    waiting = and_list([context.counted(key) for key in DESK if context.week.this.get(key)])
    if clear and not waiting:
        done = "notes are done and the bills are out" if len(clear) > 1 else f"{clear[0]} are done"
        return context.pick(
            f"The {done}: the desk is clear", f"The {done}, which is a good feeling"
        )
    if not waiting:
        return ""
    if False not in [context.held(key) for key in DESK]:
        return f"{waiting} still to do, within what you allow yourself"
    rest = f"; the {clear[0]} are done" if clear else ""
    return context.pick(
        f"{waiting} still to do: weeks are like that{rest}",
        f"{waiting} waiting for a quiet moment{rest}",
        f"still on the desk: {waiting}{rest}",
    )


def _admin(context: ReadingContext) -> str:
    count, limit = context.counted("admin_hours"), context.goal("admin_hours")
    if not count:
        return ""
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


def _money_in(context: ReadingContext) -> str:
    collected = context.says("collected")
    if not collected:
        return ""
    if (context.week.this.get("collected") or 0) <= 0:
        return "No money to speak of arrived this week; it may come next week"
    return context.pick(
        f"{collected} came in", f"{collected} arrived this week", f"The week brought in {collected}"
    )


def _calendar(context: ReadingContext) -> str:
    full, goal = context.says("fill"), context.goal("fill")
    if not full:
        return ""
    if context.held("fill"):
        return f"The calendar was {full} full, at or above your {goal}"
    return context.pick(
        f"The calendar was {full} full, with {goal} as the target",
        f"{full} of the slots were booked; {goal} is the target",
    )


def _next(context: ReadingContext) -> str:
    late = and_list([name for key, name in DESK.items() if context.held(key) is False])
    outreach = context.week.last_four("outreach")
    met = bool(outreach) and (outreach[-1] or 0) >= 1
    thanks, step = "You also made time for referral contacts" if met else "", ""
    if late:
        step = context.pick(
            f"a short block for the {late} on Monday would close the week",
            f"the {late} first, and the week is in order",
        )
    elif context.held("admin_hours") is False:
        step = "next week, some of the admin could wait or be handed over"
    if thanks or step:
        return "; ".join(filter(None, (thanks, step)))
    return context.pick("The week can be closed", "With that the week is done")


def _growth(context: ReadingContext) -> str:
    row = context.rows["sessions_kept"]
    average, line = row.mean4, row.goal
    if average is None:
        return ""
    shown = context.says("sessions_kept", average)
    if line is None:
        return f"Lately the practice holds {shown} sessions a week; a goal would say where it heads"
    planned = leader.sessions_planned(context.week) or line  # of the same weeks, as in Clients
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
    if not leader.almost_full(context.week):
        gained = context.rows["net_clients"].mean13
        if gained is None:
            return f"At {full} there is room, and the question is who it is for"
        if gained > 0:
            return f"At {full} there is room, and clients are coming: the course is right"
        return f"At {full} there is room; where will the next clients come from?"
    if leader.losing(context.week):
        return (
            f"The practice is {full}, and more clients leave than come: replacing those who leave "
            "comes first"
        )
    if context.lever is None:
        return f"The practice is {full}: the next step up is a lever, not more hours"
    label = context.lever.label
    grows = f"At {full}, income grows through what an hour brings, and “{label}” is"
    if context.lever.decided:
        return f"{grows} decided: {context.lever.decided}"
    if context.lever.action is not None:
        return context.pick(
            f"{grows} under way",
            f"The hours are nearly used up ({full}), and “{label}” is the answer in hand",
        )
    return context.pick(
        f"At {full} the hours are nearly used up, and “{label}” is the lever to decide on",
        f"The practice is {full}: the next step up is “{label}”, not more hours",
    )


def _income(context: ReadingContext) -> str:
    row, plan = context.rows["collected"], context.goal("collected")
    if row.mean13 is None:
        return ""
    shown = context.says("collected", row.mean13)
    if row.goal is None:
        return f"Lately {shown} a week came in"
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
    if leader.billing_handed_over(context.week.weeks, context.week.actions):  # as the pair Billing
        return context.pick(
            "Billing has help, so that it stays caught up",
            "Billing is in other hands: the result to watch is that it stays caught up",
        )
    if context.held("days_in_ar") is False:
        count = context.counted("days_in_ar")
        return f"{count} of income are still unpaid; help with billing would bring it in sooner"
    if context.week.this.get("bills_unsent") and context.held("bills_unsent") is False:
        return context.pick(
            "Bills can be sent again this week, or they can be given to someone who keeps up",
            "Catching up on bills is a task; billing that stays caught up would be a result",
        )
    return ""


def _referrals(context: ReadingContext) -> str:
    met, goal = context.counted("referrals_met"), context.goal("referrals_met")
    full = leader.almost_full(context.week)
    if not met or not goal:
        few, many = context.rows["inquiries"].mean4, context.rows["inquiries"].mean13
        told_apart = context.week.thirteen.places.size > context.week.four.places.size
        if few is None or many is None or not told_apart:
            return ""
        if few >= many:
            return "Inquiries hold up or grow"
        if full:
            return "Inquiries are quieter than before, and with so little room that is no worry"
        return "Inquiries are quieter than before, a reason to meet who sends clients"
    planned = f"{met} met of {goal} planned"
    if context.held("referrals_met"):
        return f"{planned}: events are for exactly that"
    return planned if full else f"{planned}; who would be good to meet next?"


def _ceo_hours(context: ReadingContext) -> str:
    count, goal = context.counted("ceo_hours"), context.goal("ceo_hours")
    if not count:
        return ""
    if context.held("ceo_hours"):
        return context.pick(
            f"{count} went to the practice itself: a week you also led",
            f"You kept your time for the practice itself: {count}",
        )
    wanted = f" of {goal}" if goal else ""
    return context.pick(
        f"{count}{wanted} went to the practice itself; that time deserves a fixed place",
        f"Time for the practice itself came to {count}{wanted}; it can be booked like a client",
    )


def _longest(context: ReadingContext) -> str:
    covered = {action.measurable for action in context.week.open_actions}
    if leader.almost_full(context.week):
        covered |= set(decisions.ASK_FOR_CLIENTS)
    bare = [row for row in context.rows.values() if row.key not in covered]
    row = max(bare, key=lambda row: row.status.weeks_off_track, default=None)
    if row is None or row.status.weeks_off_track < LONG:
        return ""
    weeks = f"off track {row.status.weeks_off_track} weeks running"
    return context.pick(
        f"“{row.label}” has been {weeks}, and it is worth a decision",
        f"What has waited longest is “{row.label}”, {weeks}",
    )


def _actions(context: ReadingContext) -> str:
    actions, moved = context.week.open_actions, context.moved
    if not actions:
        return context.pick(
            "No action is open: what single decision would move the practice most?",
            "Nothing is decided yet for the coming weeks, and a small decision is enough",
        )
    helped = [action for action in actions if moved.get(action.row) == decisions.CLOSER]
    stuck = [action for action in actions if moved.get(action.row) in decisions.STUCK]
    vague = [action for action in actions if not (action.result or "").strip()]
    action = (helped or stuck or vague or actions)[0]
    measure, task = MEASURE_OF.get(action.measurable or ""), (action.task or "").strip()
    about = f"on “{measure.label}”" if measure else "without a measurable"
    if task:
        about = f"“{task}”, {about},"
    if helped:
        return f"The action {about} is bringing the practice closer"
    if stuck:
        return (
            f"The action {about} is being done and the number has not moved: "
            "what would have to be true for it to?"
        )
    if vague:
        return f"The action {about} has {decisions.NO_RESULT[0].lower()}{decisions.NO_RESULT[1:]}"
    return f"The action {about} is under way, and it is early to judge"
