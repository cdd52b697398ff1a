"""The sheet Conversation: what to talk about, from the scores, the actions and the commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import Note
from practice_xl.coach.numbers import FULL_NOW, LINE_BY_KEY
from practice_xl.domain.amounts import day, money, percent
from practice_xl.domain.scorecard import Pair
from practice_xl.domain.scorecard.phrases import MEASURE_OF
from practice_xl.schema.inputs import ACTIONS
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.parts import Kind

QUESTIONS = 3
_LEVER_LABELS = {lever.key: lever.label for lever in LEVERS}
_COMPARED = (
    "fill",
    "utilisation",
    "full_by",
    "likely",
    "chance",
    "no_new_client",
    "manager",
    "leader",
    "off_track",
    "actions_open",
    "commitments_kept",
)


@dataclass(frozen=True)
class Topic:
    """A section of the sheet.

    Attributes:
        title: Its heading.
        headers: Headers of its columns; empty for plain sentences.
        rows: Its rows, each as long as ``headers``, or one sentence.
    """

    title: str
    headers: tuple[str, ...]
    rows: list[list[Any]]


def topics(
    coach: CoachFacts,
    notes: Sequence[Note],
    numbers: Mapping[str, Any],
    earlier: Mapping[str, Any] | None = None,
) -> list[Topic]:
    """What the sheet Conversation shows, from top to bottom.

    Args:
        coach: What the copy is made from.
        notes: The coach's notes so far.
        numbers: The numbers of this copy.
        earlier: The numbers of the copy before it; None when there is none at hand.
    """
    return [
        Topic("Three questions", (), [[question] for question in questions(coach)]),
        _changed(numbers, earlier),
        _commitments(notes),
        _actions(coach),
    ]


def questions(coach: CoachFacts) -> list[str]:
    """Three questions from the scores: where task and result are furthest apart, or both wait."""
    card = coach.facts.report.scorecard
    known = [
        pair
        for pair in card.scores.pairs
        if pair.manager.points is not None and pair.leader.points is not None
    ]
    asked = [_question(pair) for pair in sorted(known, key=_order) if _order(pair)[0] < 2]
    more = [
        f"What would a leader decide about “{decision.measurable}”?" for decision in card.decisions
    ]
    always = [
        "Which result of this quarter would make the biggest difference, and who owns it?",
        "What could be handed over, so that an hour comes free for the practice itself?",
        "What went well that is worth keeping exactly as it is?",
    ]
    return [*asked, *more, *always][:QUESTIONS]


def _order(pair: Pair) -> tuple[int, int]:
    task, result = pair.manager.points or 0, pair.leader.points or 0
    if task != result:
        return (0 if task > result else 1, -abs(task - result))
    return (1, 0) if task == 0 else (2, 0)


def _question(pair: Pair) -> str:
    task, result = pair.manager.points or 0, pair.leader.points or 0
    if task > result:
        return (
            f"{pair.name}: {task} of 2 on the task, {result} on the result: "
            "what would have to be true?"
        )
    if result > task:
        return (
            f"{pair.name}: {result} of 2 on the result, {task} on the task: "
            "what would make the week lighter?"
        )
    return f"{pair.name}: neither task nor result moved: what is the smallest next step?"


def _changed(numbers: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> Topic:
    headers = ("", "Then", "Now", "Change")
    if not earlier or not isinstance(earlier.get("week"), date):
        rows: list[list[Any]] = [["No earlier copy was found beside the tracker."]]
        return Topic("What changed since the last copy", (), rows)
    if earlier.get("currency") != numbers.get("currency"):
        return Topic(
            "What changed since the last copy", (), [["The currency has changed since then."]]
        )
    sign = str(numbers.get("currency") or "")
    rows = []
    for key in _COMPARED:
        then, now = (_now_or_date(of, key) for of in (earlier, numbers))
        if then is None and now is None:
            continue
        line = LINE_BY_KEY[key]
        rows.append(
            [
                line.label,
                _say(line.kind, then, sign),
                _say(line.kind, now, sign),
                _change(then, now),
            ]
        )
    title = f"What changed since the last copy, the week of {day(earlier['week'])}"
    return Topic(title, headers, rows)


def _now_or_date(numbers: Mapping[str, Any], key: str) -> Any:
    """A number; for the date of being full, that it is now."""
    full_now = key == "full_by" and numbers.get("full_status") == FULL_NOW
    return FULL_NOW if full_now else numbers.get(key)


def _say(kind: Kind, value: Any, sign: str) -> str:
    if value is None or isinstance(value, str):
        return value or "–"
    if kind is Kind.DATE:
        return day(value)
    if kind is Kind.SHARE:
        return percent(value)
    return money(value, sign) if kind is Kind.MONEY else f"{value:g}"


def _change(then: Any, now: Any) -> str:
    if then is None or now is None:
        return "–"
    if isinstance(then, str) or isinstance(now, str):
        return "as before" if then == now else "later" if isinstance(then, str) else "sooner"
    before, after = (_size(value) for value in (then, now))
    if before == after:
        return "as before"
    if isinstance(then, date):
        return "later" if after > before else "sooner"
    return "more" if after > before else "less"


def _size(value: Any) -> float:
    return float(value.toordinal()) if isinstance(value, date) else round(float(value), 4)


def _commitments(notes: Sequence[Note]) -> Topic:
    promised = [note for note in notes if note.cells.get("commitment")]
    if not promised:
        return Topic("Commitments due and kept", (), [["None yet: type them in the sheet Coach."]])
    ordered = sorted(promised, key=lambda note: (note.status != "open", note.due or date.max))
    words = {"open": "open", "done": "kept", "dropped": "dropped"}
    rows = [
        [
            note.cells["commitment"],
            _say(Kind.DATE, note.due, ""),
            words.get(note.status, "open"),
            "",
        ]
        for note in ordered
    ]
    return Topic("Commitments due and kept", ("Commitment", "Due", "", ""), rows)


def _actions(coach: CoachFacts) -> Topic:
    report = coach.facts.report
    words = {answer.row: answer.words for answer in report.scorecard.closer}
    owners = dict(zip(("Me", "Delegated"), ACTIONS.column("owner").choices, strict=True))
    rows = []
    for action in sorted(report.practice.actions, key=lambda a: (a.status != "open", a.row)):
        measure = MEASURE_OF.get(action.measurable or "")
        about = measure.label if measure else "no measurable named"
        lever = _LEVER_LABELS.get(action.lever or "", "")
        task = (action.task or "").strip() if action.share else ""
        result = (action.result or "").strip() if action.share else ""
        what = f"{about}; {lever}" if lever else about
        if task:
            what = f"{what}: {task}" + (f" → {result}" if result else "")
        owner = owners.get(action.owner or "", "no owner")
        due = f"due {day(action.due)}" if action.due else "no date"
        rows.append([what, f"{owner}, {due}", action.status, words.get(action.row, "")])
    if not rows:
        return Topic("Actions: closer or further?", (), [["No action is typed yet."]])
    return Topic(
        "Actions: closer or further?", ("Action", "Owner, date", "Status", "Closer?"), rows
    )
