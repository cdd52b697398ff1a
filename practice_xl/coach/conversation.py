"""The sheet Conversation: what to talk about, from the scores, the actions and the commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import OPEN, Note
from practice_xl.coach.numbers import FULL_NOW, LINE_BY_KEY, Numbers
from practice_xl.domain.projection.words import share
from practice_xl.domain.scorecard.pairs import MEASURE_OF, Pair
from practice_xl.domain.scorecard.pairs import say as say_measure
from practice_xl.domain.wording import as_shown, day, money, percent, plural
from practice_xl.schema.blocks import PAIR_POINTS, REFERRALS
from practice_xl.schema.inputs import ACTIONS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Column, Kind, Share
from practice_xl.sheets.pages.page import as_text, in_words
from practice_xl.sheets.pages.scorecard import without_name

QUESTIONS, MATTER_FIRST = 3, 2
_QUARTERS_SHOWN = timedelta(weeks=13)  # results and actions longer past are left out
_LEVER_LABELS = {lever.key: lever.label for lever in LEVERS}
_COMPARED = (
    "sessions fill utilisation full_by likely chance no_new_client manager leader off_track "
    "actions_open commitments_kept"
).split()


class Topic(NamedTuple):
    """A section of the sheet: its heading, its rows, and the headers of its columns.

    Without headers each row is a plain sentence.
    """

    title: str
    rows: list[list[Any]]
    headers: tuple[str, ...] = ()


def topics(
    coach: CoachFacts, notes: Sequence[Note], numbers: Numbers, earlier: Numbers | None = None
) -> list[Topic]:
    """What the sheet Conversation shows, from top to bottom.

    The numbers of this copy stand beside those of the one before it, where they are at hand.
    """
    promised = [note for note in notes if note.commitment]
    promised.sort(key=lambda note: (note.status != OPEN, note.due or date.max))
    return [
        Topic("First of all", [[line] for line in _first_of_all(coach, promised)]),
        Topic(
            "Three questions",
            [[question, task, "", result] for question, task, result in _questions(coach)],
            ("", "The task, in numbers", "", "The result, in numbers"),
        ),
        _commitments(promised),
        _changed(numbers, earlier),
        *_quarter(coach),
        _actions(coach),
        *_sources(coach),
    ]


def _first_of_all(coach: CoachFacts, promised: Sequence[Note]) -> list[str]:
    """The two commitments or actions that matter first: what was promised, then what is worth most.

    Commitments that are still open come before actions, the earliest due first.
    """
    worth = coach.report.scorecard.worth_most
    actions = [action for action in coach.report.practice.actions if action.status == OPEN]
    actions.sort(key=lambda action: action.due or date.max)
    if worth:
        actions = [worth.action, *(a for a in actions if a.row != worth.action.row)]
    waiting = [(note.commitment, note.due) for note in promised if note.status == OPEN]
    waiting += [(in_words(action), action.due) for action in actions]
    lines = [f"{what} ({_when(due, coach.end)})" for what, due in waiting[:MATTER_FIRST]]
    lines = [line[:1].upper() + line[1:] for line in lines]
    return lines or ["Nothing is promised and no action is open yet."]


def _when(due: date | None, end: date) -> str:
    """By when; past the week's end, since when it is overdue."""
    if due is None:
        return "no date"
    return f"overdue since {day(due)}" if due < end else f"due {day(due)}"


def _questions(coach: CoachFacts) -> list[tuple[str, str, str]]:
    """Three questions from the scores: where task and result are furthest apart, or both wait.

    Returns:
        For each the question, and the numbers it is made of: of the task and of the result.
    """
    card = coach.report.scorecard
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
        order = (task <= result, -abs(task - result))
        asked.append((order, (f"{pair.name}: {says}", *_reasons(pair))))
    asked.sort(key=lambda one: one[0])
    more = [
        (f"What would a leader decide about “{decision.measurable}”?", "", decision.because)
        for decision in card.decisions
    ]
    always = [
        "Which result of this quarter would make the biggest difference, and who owns it?",
        "What could be handed over, so that an hour comes free for the practice itself?",
        "What went well that is worth keeping exactly as it is?",
    ]
    every = [*(one for _, one in asked), *more, *((question, "", "") for question in always)]
    return every[:QUESTIONS]


def _reasons(pair: Pair) -> tuple[str, str]:
    """What both sides of a pair rest on, as the Scorecard of the copy says it."""
    told = {column.key: column.share is Share.NUMBER for column in PAIR_POINTS.columns}
    task = pair.manager.why if told["manager_why"] else ""
    result = pair.leader.why if told["leader_why"] else ""
    return without_name(task, pair.name), without_name(result, pair.name)


def _changed(numbers: Numbers, earlier: Numbers | None) -> Topic:
    title = "What changed since the last copy"
    if not earlier or not isinstance(earlier.get("week"), date):
        return Topic("What changed: no earlier copy was found beside the tracker", [])
    if earlier.get("currency") != numbers.get("currency"):
        return Topic(title, [["The currency has changed since then."]])
    sign = str(numbers.get("currency") or "")
    rows = []
    for line in (LINE_BY_KEY[key] for key in _COMPARED):
        then, now = (_now_or_date(of, line.key) for of in (earlier, numbers))
        if then is None and now is None:
            continue
        shown = [say_line(line, value, sign) for value in (then, now)]
        same = shown[0] == shown[1]
        change = "as before" if same else _change(line.kind, then, now, sign)
        rows.append([line.label, *shown, change])
    return Topic(
        f"{title}, the week of {day(earlier['week'])}", rows, ("", "Then", "Now", "Change")
    )


def _now_or_date(numbers: Mapping[str, object], key: str) -> object:
    """A number; for the date of being full, that it is now."""
    full_now = key == "full_by" and numbers.get("full_status") == FULL_NOW
    return FULL_NOW if full_now else numbers.get(key)


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
    dues = (as_text(note.due, Kind.DATE) for note in promised)
    rows = [
        [note.cells["commitment"], due, words.get(note.status, OPEN), ""]
        for note, due in zip(promised, dues, strict=True)
    ]
    return Topic(title, rows, ("Commitment", "Due", "", ""))


def _actions(coach: CoachFacts) -> Topic:
    report = coach.report
    words = {answer.row: answer.words for answer in report.scorecard.closer}
    owners = dict(zip(("Me", "Delegated"), ACTIONS.column("owner").choices, strict=True))
    rows = []
    actions = report.practice.actions
    since = coach.week - _QUARTERS_SHOWN
    told = [a for a in actions if a.status == OPEN or (a.closed or since) >= since]
    for action in sorted(told, key=lambda a: (a.status != OPEN, a.row)):
        measure = MEASURE_OF.get(action.measurable or "")
        about = measure.label if measure else "no measurable named"
        lever = _LEVER_LABELS.get(action.lever or "", "")
        what = f"{about}; {lever}" if lever else about
        if action.share and (task := (action.task or "").strip()):
            result = (action.result or "").strip()
            what = f"{what}: {task}" + (f" → {result}" if result else "")
        owner = owners.get(action.owner or "", "no owner")
        due = f"due {day(action.due)}" if action.due else "no date"
        rows.append([what, f"{owner}, {due}", action.status, words.get(action.row, "")])
    title, headers = "Actions: closer or further?", ("Action", "Owner, date", "Status", "Closer?")
    none = "No action is open." if actions else "No action is typed yet."
    return Topic(title, rows, headers) if rows else Topic(title, [[none]])


def _quarter(coach: CoachFacts) -> list[Topic]:
    """The results named for the quarter read and the one before it; the owner's words if ticked."""
    rows = []
    for standing in coach.report.quarter:
        result = standing.result
        if standing.by < coach.week - _QUARTERS_SHOWN:
            continue
        figures = (standing.start, result.to, standing.now)
        key = result.measurable
        said = ["?" if n is None else say_measure(key, n, coach.plan) for n in figures]
        what = f"{MEASURE_OF[key].label}: from {said[0]} to {said[1]}, now {said[2]}"
        own = [result.when_then, result.obstacle and f"In the way: {result.obstacle}"]
        what = ". ".join([what, *(text.strip().rstrip(".") for text in own if text)])
        line = "" if standing.done is None else f"{percent(standing.done)} of the way, "
        chance = "–" if standing.chance is None else share(standing.chance)
        line += f"the line {percent(standing.line)}, by {day(standing.by)}"
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
        rows.append([name, sent, part, "; ".join(text for text in (kind, met, worth) if text)])
    headers = ("Source", "In a year", "Of all new", "What it is")
    return [Topic(f"Referral sources. {' '.join(result.words[:1])}", rows, headers)]
