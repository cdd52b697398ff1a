"""The sheet Conversation: what to talk about, from the scores, the actions and the commitments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from practice_xl.coach.copy_file import LINE_BY_KEY, Numbers
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import OPEN, Note
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.projection.words import share
from practice_xl.domain.scorecard import pairs
from practice_xl.domain.scorecard.decisions import STUCK
from practice_xl.domain.wording import as_shown, capital, day, money, percent, plural
from practice_xl.schema.blocks import PAIR_POINTS, REFERRALS
from practice_xl.schema.inputs import ACTIONS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Column, Kind, Share
from practice_xl.sheets.pages.page import FULL_NOW, as_text, in_words

QUESTIONS, MATTER_FIRST = 3, 2
LONG_OFF_TRACK = 3  # weeks running
_QUARTERS_SHOWN = timedelta(weeks=13)  # results and actions longer past are left out
_LEVER_LABELS = {lever.key: lever.label for lever in LEVERS}
_COMPARED = (
    "sessions fill utilisation full_by likely chance no_new_client manager leader off_track "
    "actions_open commitments_kept"
).split()


class Topic(NamedTuple):
    """A section of the sheet."""

    title: str
    rows: list[list[Any]]  # Without headers each is a plain sentence
    headers: tuple[str, ...] = ()


def topics(
    coach: CoachFacts, notes: Sequence[Note], numbers: Numbers, earlier: Numbers | None = None
) -> list[Topic]:
    """What the sheet Conversation shows, from top to bottom; ``earlier`` is of the copy before."""
    promised = [note for note in notes if note.commitment]
    promised.sort(key=lambda note: (note.status != OPEN, note.due or date.max))
    of = ", in numbers"
    return [
        Topic("First of all", _first_of_all(coach, promised)),
        Topic("Three questions", _questions(coach), ("", f"The task{of}", "", f"The result{of}")),
        _commitments(promised),
        _changed(numbers, earlier),
        *_quarter(coach),
        _actions(coach),
        *_sources(coach),
    ]


def numbers_of(coach: CoachFacts, notes: Sequence[Note]) -> dict[str, object]:
    """The numbers of a copy, by key; and ``full_status``, a word where there is no date."""
    report, end = coach.report, coach.end
    card, projection = report.scorecard, report.projection
    likely = projection.likely.totals.get("52")
    on = [lever for lever in report.levers.each.values() if lever.on and lever.share > 0]
    best = max(on, key=lambda lever: lever.share, default=None)
    open_actions = [action for action in report.practice.actions if action.is_open(end)]
    words = {answer.row: answer.word for answer in card.closer}
    promised = [note for note in notes if note.commitment]
    waiting = [note for note in promised if note.status == OPEN]
    sessions = next((row for row in card.grid if row.key == "sessions_kept"), None)
    before = card.scores.history[-5] if len(card.scores.history) >= 5 else None
    return {
        "week": report.as_of,
        "name": coach.plan.share_name,
        "currency": coach.plan.currency,
        "fill": report.rates[4]["fill"].value,
        "utilisation": report.rates[4]["utilisation"].value,
        "sessions": sessions and sessions.mean4 and as_shown(sessions.mean4, 1),
        "planned": card.sessions_planned and as_shown(card.sessions_planned, 1),
        "full_status": projection.full.status,
        "full_by": None if projection.full.status == FULL_NOW else projection.full.dates.get("p50"),
        "likely": likely.p50 if likely else None,
        "goal": projection.likely.goal,
        "chance": projection.likely.chance_of_goal,
        "no_new_client": report.levers.joint,
        "top_lever": best.label if best else None,
        "manager": card.scores.manager.score,
        "leader": card.scores.leader.score,
        "manager_before": before.manager if before else None,
        "leader_before": before.leader if before else None,
        "off_track": sum(row.status.weeks_off_track >= LONG_OFF_TRACK for row in card.grid),
        "actions_open": len(open_actions),
        "actions_closer": sum(words.get(action.row) == "closer" for action in open_actions),
        "actions_stuck": sum(words.get(action.row) in STUCK for action in open_actions),
        "actions_overdue": sum(action.is_overdue(end) for action in open_actions),
        "commitments_open": len(waiting),
        "commitments_due": sum(bool(note.due and note.due <= end + WEEK) for note in waiting),
        "commitments_kept": sum(note.status == "done" for note in promised),
    }


def _first_of_all(coach: CoachFacts, promised: Sequence[Note]) -> list[list[Any]]:
    """The two that matter first: open commitments by date, then actions from the one worth most."""
    worth = coach.report.scorecard.worth_most
    actions = [action for action in coach.report.practice.actions if action.status == OPEN]
    actions.sort(key=lambda action: action.due or date.max)
    if worth:
        actions = [worth.action, *(a for a in actions if a.row != worth.action.row)]
    waiting = [(note.commitment, note.due) for note in promised if note.status == OPEN]
    waiting += [(in_words(action), action.due) for action in actions]
    lines = []
    for what, due in waiting[:MATTER_FIRST]:
        since = "overdue since" if due and due < coach.end else "due"
        when = f"{since} {day(due)}" if due else "no date"
        lines.append([f"{capital(what)} ({when})"])
    return lines or [["Nothing is promised and no action is open yet."]]


def _questions(coach: CoachFacts) -> list[list[Any]]:
    """Three questions from the scores: where task and result are furthest apart, or both wait.

    With each the numbers it is made of, of the task and of the result, as the Scorecard of the copy
    says them.
    """
    card = coach.report.scorecard
    told = {column.key for column in PAIR_POINTS.columns if column.share is Share.NUMBER}
    asked = []
    for pair in card.scores.pairs:
        task, result = pair.manager.points, pair.leader.points
        if task is None or result is None or task == result != 0:
            continue
        says = "neither task nor result moved: what is the smallest next step?"
        if task > result:
            says = f"{task} of 2 on the task, {result} on the result: what would have to be true?"
        elif result > task:
            says = f"{result} of 2 on the result, {task} on the task: what would make the week "
            says += "lighter?"
        sides = (pair.manager.why, "manager_why"), (pair.leader.why, "leader_why")
        by, to = (capital(why) if key in told else "" for why, key in sides)
        order = (task <= result, -abs(task - result))
        asked.append((order, [f"{pair.name}: {says}", by, "", to]))
    every = [question for _, question in sorted(asked, key=lambda one: one[0])]
    for decision in card.decisions:
        asks = f"What would a leader decide about “{decision.measurable}”?"
        every.append([asks, "", "", decision.because])
    for always in (
        "Which result of this quarter would make the biggest difference, and who owns it?",
        "What could be handed over, so that an hour comes free for the practice itself?",
        "What went well that is worth keeping exactly as it is?",
    ):
        every.append([always, "", "", ""])
    return every[:QUESTIONS]


def _changed(numbers: Numbers, earlier: Numbers | None) -> Topic:
    title = "What changed since the last copy"
    if not earlier or not isinstance(earlier.get("week"), date):
        return Topic("What changed: no earlier copy was found beside the tracker", [])
    if earlier.get("currency") != numbers.get("currency"):
        return Topic(title, [["The currency has changed since then."]])
    sign = str(numbers.get("currency") or "")
    rows = []
    for line in (LINE_BY_KEY[key] for key in _COMPARED):
        full = line.key == "full_by"  # where it is full now there is no date
        then, now = (
            FULL_NOW if full and of.get("full_status") == FULL_NOW else of.get(line.key)
            for of in (earlier, numbers)
        )
        if then is not None or now is not None:
            shown = [say_line(line, value, sign) for value in (then, now)]
            same = shown[0] == shown[1]
            change = "as before" if same else _change(line.kind, then, now, sign)
            rows.append([line.label, *shown, change])
    headers = ("", "Then", "Now", "Change")
    return Topic(f"{title}, the week of {day(earlier['week'])}", rows, headers)


def say_line(line: Column, value: Any, sign: str) -> str:
    """A number of the list in words; a chance never quite certain."""
    chance = line.key == "chance" and value is not None
    return share(value) if chance else as_text(value, line.kind, sign)


def _change(kind: Kind, then: Any, now: Any, sign: str) -> str:
    """By how much a number changed, in its own unit: the difference of what is shown.

    >>> _change(Kind.COUNT, 81, 94, "$"), _change(Kind.MONEY, 111_000.0, 104_500.0, "$")
    ('+13', '-$6,500')
    >>> _change(Kind.SHARE, 0.9, 0.93, "$"), _change(Kind.COUNT, 2, 2, "$")
    ('+3 points', 'as before')
    """
    if then is None or now is None:
        return "–"
    if then == now:
        return "as before"
    if isinstance(then, str) or isinstance(now, str):
        return "later" if isinstance(then, str) else "sooner"
    if isinstance(then, date):
        weeks = round((now - then).days / 7)
        return f"{plural(abs(weeks), 'week')} {'later' if weeks > 0 else 'sooner'}"
    scale = 100 if kind is Kind.SHARE else 1
    digits = 0 if kind in (Kind.MONEY, Kind.SHARE) else 1
    change = round(as_shown(now * scale, digits) - as_shown(then * scale, digits), digits)
    if kind is Kind.MONEY:
        return f"{'-' if change < 0 else '+'}{money(abs(change), sign)}"
    return f"{change:+g}{' points' if kind is Kind.SHARE else ''}"


def _commitments(promised: Sequence[Note]) -> Topic:
    title = "Commitments due and kept"
    if not promised:
        return Topic(f"{title}: none yet; type them in the sheet Coach", [])
    words = {"done": "kept", "dropped": "dropped"}
    rows = [
        [note.cells["commitment"], as_text(note.due, Kind.DATE), words.get(note.status, OPEN), ""]
        for note in promised
    ]
    return Topic(title, rows, ("Commitment", "Due", "", ""))


def _actions(coach: CoachFacts) -> Topic:
    actions, since = coach.report.practice.actions, coach.week - _QUARTERS_SHOWN
    words = {answer.row: answer.words for answer in coach.report.scorecard.closer}
    owners = dict(zip(("Me", "Delegated"), ACTIONS.column("owner").choices, strict=True))
    told = [a for a in actions if a.status == OPEN or (a.closed or since) >= since]
    rows = []
    for action in sorted(told, key=lambda a: (a.status != OPEN, a.row)):
        measure = pairs.MEASURE_OF.get(action.measurable or "")
        what = measure.label if measure else "no measurable named"
        if lever := _LEVER_LABELS.get(action.lever or ""):
            what += f"; {lever}"
        if action.share and (task := (action.task or "").strip()):
            result = (action.result or "").strip()
            what += f": {task}" + (f" → {result}" if result else "")
        owner = owners.get(action.owner or "", "no owner")
        due = f"due {day(action.due)}" if action.due else "no date"
        rows.append([what, f"{owner}, {due}", action.status, words.get(action.row, "")])
    title = "Actions: closer or further?"
    if rows:
        return Topic(title, rows, ("Action", "Owner, date", "Status", "Closer?"))
    return Topic(title, [["No action is open." if actions else "No action is typed yet."]])


def _quarter(coach: CoachFacts) -> list[Topic]:
    """The results named for the quarter read and the one before it; the owner's words if ticked."""
    rows = []
    for standing in coach.report.quarter:
        result, key = standing.result, standing.result.measurable
        if standing.by < coach.week - _QUARTERS_SHOWN:
            continue
        figures = (standing.start, result.to, standing.now)
        start, to, now = ("?" if n is None else pairs.say(key, n, coach.plan) for n in figures)
        own = [result.when_then, result.obstacle and f"In the way: {result.obstacle}"]
        what = f"{pairs.MEASURE_OF[key].label}: from {start} to {to}, now {now}"
        what = ". ".join([what, *(text.strip().rstrip(".") for text in own if text)])
        line = "" if standing.done is None else f"{percent(standing.done)} of the way, "
        line += f"the line {percent(standing.line)}, by {day(standing.by)}"
        chance = "–" if standing.chance is None else share(standing.chance)
        rows.append([what, line, chance, standing.words])
    headers = ("Result", "The line", "Chance", "Where it stands")
    return [Topic("The quarter: three results", rows, headers)] if rows else []


def _sources(coach: CoachFacts) -> list[Topic]:
    """What each referral source sent, under another name; only where parts are ticked."""
    result = coach.report.referrals
    if not coach.parts or not result.each or REFERRALS.share is not Share.TICKED:
        return []
    rows = []
    for of in result.each:
        sent = f"{plural(of.inquiries, 'inquiry', 'inquiries')}, {of.started:g} new"
        worth = "" if of.worth is None else f"worth {money(of.worth, coach.plan.currency)}"
        met = "" if of.last_met is None else f"last met in the week of {day(of.last_met)}"
        kind = "strong" if of.strong else "wanted" if of.source.wanted else ""
        name = f"{of.source.source}, {of.source.kind}" if of.source.kind else of.source.source
        part = "–" if of.share is None else percent(of.share)
        rows.append([name, sent, part, "; ".join(filter(None, (kind, met, worth)))])
    headers = ("Source", "In a year", "Of all new", "What it is")
    return [Topic(f"Referral sources. {' '.join(result.words[:1])}", rows, headers)]
