"""The Friday page: what a practice is told once a week, whatever it is drawn on."""

from __future__ import annotations

from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from practice_xl.domain.calendar import WEEK, already_booked, next_month
from practice_xl.domain.levers import LeversResult
from practice_xl.domain.levers.words import once_only
from practice_xl.domain.projection import Band
from practice_xl.domain.projection.words import share
from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import Side
from practice_xl.domain.scorecard.decisions import WorthMost
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.wording import capital, day, money, month, one_decimal, percent
from practice_xl.schema import start_page
from practice_xl.schema.levers import KINDS
from practice_xl.schema.parts import Kind
from practice_xl.sheets.pages import page
from practice_xl.sheets.pages.income import year_words
from practice_xl.sheets.pages.page import Facts

HABIT_WEEKS = 13
NOTHING_OVERDUE = "Nothing is overdue."


class Section(NamedTuple):
    """A heading, and what stands under it."""

    heading: str
    text: str


class Figure(NamedTuple):
    """A figure of the page."""

    label: str  # What it is
    kind: Kind  # How its value is shown
    value: object  # A number, a date or words; None where it cannot be said
    note: str = ""  # What it rests on, or why there is none


class FridayPage(NamedTuple):
    """One page, read once a week."""

    title: str  # The week, and the practice if it has a name
    about: str  # Which weeks were read, and how many checks need a look
    # The week as a manager and as a leader would tell it; before, what to do.
    readings: tuple[Section, ...]
    next_step: Section  # The one thing to do next
    tiles: tuple[Figure, ...]  # Four figures
    # Actions past their date and commitments due, a line each; or that there are none.
    overdue: tuple[str, ...]
    full: tuple[Figure, ...]  # The day you are full, in figures
    full_words: str  # What they mean together


_STEPS = Section(start_page.STEPS_HEADING, "\n".join(start_page.STEPS))
_THEN = Section(start_page.THEN_HEADING, start_page.THEN)
BEFORE = FridayPage(  # as it stands until the first recalculation
    title=start_page.TITLE,
    about="",
    readings=(_STEPS, _THEN),
    next_step=Section(start_page.NEXT_HEADING, "Type the first five values in Plan."),
    tiles=tuple(
        Figure(label, kind, "", "shows once a week is typed and recalculated")
        for _, label, kind in start_page.TILES
    ),
    overdue=(),
    full=tuple(Figure(label, kind, "") for _, label, kind in start_page.DAY_FULL),
    full_words="",
)


def friday_page(facts: Facts, today: date | None = None) -> FridayPage:
    """What Start shows, and the browser edition.

    Args:
        facts: What was worked out.
        today: When it is read: bookings of the ten days from then are said; None says none.
    """
    tiles, box = _tiles(facts), _day_full(facts)
    full = [Figure(label, kind, *box[key]) for key, label, kind in start_page.DAY_FULL]
    if facts.report.decisions:
        full[-1] = full[-1]._replace(label=start_page.DECIDED_LABEL)
    return FridayPage(
        _title(facts.report),
        _about(facts, today),
        _readings(facts),
        Section(start_page.NEXT_HEADING, _next(facts)),
        tuple(Figure(label, kind, *tiles[key]) for key, label, kind in start_page.TILES),
        _overdue(facts),
        tuple(full),
        _full_words(facts, *(box[key][1] for key in ("ceiling", "goal", "gap"))),
    )


def _title(report: Report) -> str:
    week, name = report.as_of, report.practice.plan.practice_name
    title = f"Week of {day(week)}" if week else start_page.TITLE
    return f"{title}, {name}" if name else title


def _about(facts: Facts, today: date | None) -> str:
    """Which weeks were read, what is booked in the days to come, how many checks need a look."""
    booked = already_booked(facts.report.practice.plan, today) if today else ""
    parts = (facts.weeks_read, _typed(facts.report.practice.weeks), booked)
    return f"{'; '.join(part for part in parts if part)}. {facts.checks}"


def _typed(weeks: Weeks) -> str:
    """In how many of the last 13 weeks something was typed; a week off never breaks the habit."""
    last = (weeks.open | weeks.off)[-HABIT_WEEKS:]
    if len(last) < 2:
        return ""
    return f"typed in {int(last.sum())} of the last {len(last)} weeks"


def _readings(facts: Facts) -> tuple[Section, ...]:
    scores, readings = facts.report.scorecard.scores, facts.report.scorecard.readings
    if readings:
        manager = "As a manager would say it" + _score(scores.manager)
        leader = "As a leader would say it" + _score(scores.leader)
        return (Section(manager, readings.manager), Section(leader, readings.leader))
    if facts.report.first_weeks and facts.report.as_of is not None:
        return (_STEPS, Section("What your first weeks say", " ".join(facts.report.first_weeks)))
    return (_STEPS, _THEN)


def _score(side: Side) -> str:
    return "" if side.score is None else f": {side.score} of 100"


def _next(facts: Facts) -> str:
    """The open action worth most, or what a leader would decide, in a sentence or two."""
    first = facts.report.first_weeks
    if facts.first_five_missing:
        return " ".join((facts.next_for_you, *first))
    if first:
        return " ".join(first)
    step = page.first_step(facts.report.scorecard)
    if isinstance(step, WorthMost):
        return f"Do: {page.in_words(step.action)}. ({step.because}.)"
    if step is not None:
        return f"Decide: {step.task}. ({step.because})"
    return page.NOTHING_NEW


def _tiles(facts: Facts) -> dict[str, tuple[object, str]]:
    report = facts.report
    levers, likely = report.levers, report.projection.likely
    full, worked = report.rates[4]["fill"], report.rates[4]["utilisation"].value
    year = likely.totals.get("52")
    return {
        "growing": _growing(facts),
        "fill": (full.value, full.why if worked is None else _worked(worked, report)),
        "likely_income": (year.p50, _likely_note(year, report)) if year else (None, likely.words),
        "no_new_client": (levers.joint, _levers_note(levers)),
    }


def _growing(facts: Facts) -> tuple[str | None, str]:
    """Whether the sessions of the last weeks keep up with the plan."""
    card = facts.report.scorecard
    row = next((row for row in card.grid if row.key == "sessions_kept"), None)
    if row is None or row.mean4 is None:
        return None, "shows once four weeks are typed"
    planned = card.sessions_planned
    if planned is None:
        where = f"a sessions goal in {facts.sheet('Plan')} would say where it heads"
        return f"{one_decimal(row.mean4)} a week", where
    answer = "yes" if row.mean4 >= planned else "no"
    note = f"sessions a week over 4 weeks; the plan is {one_decimal(planned)}"
    year = year_words(facts.report)
    if year.endswith("below"):
        note += f"; the business year likely ends {year} its goal"
    return f"{answer}, {one_decimal(row.mean4)}", note


def _levers_note(levers: LeversResult) -> str:
    """Which levers the figure is of, by name; it is before tax, and what comes once is said."""
    if not levers.keys:
        return levers.words[0] if levers.joint is None and levers.words else levers.headline
    names = [levers.each[key].label.lower() for key in levers.keys]
    once = once_only(levers.once, levers.state.currency).removeprefix(", ")
    whose = "you chose" if levers.own else "the three worth most" if len(names) == 3 else "best"
    return f"before tax; {whose}: {', '.join(names)}" + (f"; {once}" if once else "")


def _full_by(report: Report) -> tuple[object, str]:
    """The month, or "now"; and early and late, or the chances."""
    full = report.projection.full
    likely, early, late = (full.dates.get(part) for part in ("p50", "p10", "p90"))
    if full.status == page.FULL_NOW:
        return "now", "full now: the last 4 open weeks together were booked to your target"
    if likely and early:
        end = month(late) if late else "after two years"
        return month(likely), f"early {month(early)}, late {end}"
    half, year = full.chance.get("26"), full.chance.get("52")
    if half is not None and year is not None:
        return None, f"{share(half)} chance in 26 weeks, {share(year)} in a year"
    return None, full.words


def _worked(worked: float, report: Report) -> str:
    """How much was worked, and when the practice is likely to be full."""
    value, note = _full_by(report)
    when = f"full by {value} ({note})" if value not in (None, "now") else note
    return f"{percent(worked)} worked; {when[:1].lower()}{when[1:]}"


def _likely_note(year: Band, report: Report) -> str:
    goal, currency = report.projection.likely.goal, report.practice.plan.currency
    before = "" if goal is None else f"the goal is {money(goal, currency)}; "
    return f"{before}8 in 10: {money(year.p10, currency)} to {money(year.p90, currency)}"


def _overdue(facts: Facts) -> tuple[str, ...]:
    """Actions past their date, then what was promised to the coach, the oldest first."""
    week = facts.report.as_of
    if week is None:
        return (NOTHING_OVERDUE,)
    end = week + WEEK - timedelta(days=1)
    actions, promises = facts.report.practice.actions, facts.commitments
    late = [
        (one.due, f"! since {day(one.due)}: {page.in_words(one)}")
        for one in actions
        if one.due and one.is_overdue(end)
    ]
    late += [
        (one.due, f"! {day(one.due)}, promised to your coach: {one.text.strip()}")
        for one in promises
        if one.due <= end
    ]
    lines = [line for _, line in sorted(late, key=itemgetter(0))]
    if len(lines) > start_page.OVERDUE_LINES:
        more = len(lines) - start_page.OVERDUE_LINES + 1
        lines[start_page.OVERDUE_LINES - 1 :] = [f"and {more} more: see Actions and Coach"]
    return tuple(lines) or (NOTHING_OVERDUE,)


def _day_full(facts: Facts) -> dict[str, tuple[object, str]]:
    """Full by, what a full practice earns, the goal, what is still missing, and the lever."""
    report = facts.report
    plan, ceiling, lever = report.practice.plan, report.ceiling, report.scorecard.lever
    goal = plan.income_goal
    gap = None if goal is None or ceiling.value is None else max(0.0, goal - ceiling.value)
    worth = report.levers.shares.get(lever.key) if lever else None
    note = "" if worth is None else f"{money(worth, plan.currency)} a year, its fair share"
    named = (lever.label if lever else None, note)
    if report.decisions and (taken := report.decisions.taken):
        more = taken.more_left
        note = "" if more is None else f"{money(more.p50, plan.currency)} more left in 12 months"
        named = (taken.name, note)
    return {
        "full_by": _full_by(report),
        "ceiling": (ceiling.value, ceiling.why or page.CEILING_WORDS),
        "goal": (goal, "" if goal is not None else f"type an income goal in {facts.sheet('Plan')}"),
        "gap": (gap, _missing_words(report, gap)),
        "lever": named,
    }


def _full_words(facts: Facts, ceiling: str, goal: str, gap: str) -> str:
    """What the figures of that day mean together: what is missing, else why it is not known."""
    words = gap or goal or (ceiling if facts.report.ceiling.value is None else "")
    said = f"{capital(words.strip().rstrip('.'))}." if words else ""
    return f"{said} {_offered_decision(facts)}".strip()


def _offered_decision(facts: Facts) -> str:
    """Almost full and nothing decided: the lever that is a decision, with its first day.

    The lever that box and reading name, where it is one; else the one worth most. From the first
    of a month on, after the notice it needs.
    """
    report = facts.report
    card, week = report.scorecard, report.as_of
    if report.decisions is not None or week is None or not card.almost_full:
        return ""
    worth = {key: lever.alone or 0.0 for key, lever in report.levers.each.items()}
    kinds = [kind for kind in KINDS if worth.get(kind.lever, 0.0) > 0]
    named = [kind for kind in kinds if card.lever and kind.lever == card.lever.key]
    best = max(named or kinds, key=lambda kind: worth[kind.lever], default=None)
    if best is None:
        return ""
    begins = next_month(week + WEEK * (best.notice + 1))
    return f"On {facts.sheet('Decisions')}, give it a day: {best.label}, from {day(begins)}."


def _missing_words(report: Report, missing: float | None) -> str:
    """What still misses when full; of a practice that is full, likely beside the goal."""
    if missing is None:
        return ""
    if missing > 0 and report.projection.likely.above_ceiling:
        return "no number of new clients closes it: fee, hours or weeks must change"
    if missing > 0:
        return "a year as usual stays below the goal; a good year may still reach it"
    if report.projection.full.status != page.FULL_NOW:
        return "being full reaches the goal"
    likely = report.projection.likely
    if likely.gap is None or likely.goal is None:
        return "you are full"
    likely_words = f"likely {money(likely.goal - likely.gap, report.practice.plan.currency)}"
    if likely.gap <= 0:
        return f"you are full; {likely_words}, at the goal or above"
    below = money(likely.gap, report.practice.plan.currency)
    return f"you are full; {likely_words}, {below} below it: fewer sessions than a full year"
