"""The numbers of a copy in one place: a line each, which a program finds by its label.

They stand on Start, in view, so that the roster and the next copy need to read nothing else. Each
of them stands elsewhere in the copy too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practice_xl.coach.copy_file import CopyFile
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import OPEN, Note
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.cell_values import as_date
from practice_xl.domain.scorecard.decisions import STUCK
from practice_xl.domain.wording import as_shown
from practice_xl.problems import FileRefused
from practice_xl.schema.parts import Column, Kind, shown
from practice_xl.sheets.pages.page import FULL_NOW

Numbers = Mapping[str, Any]  # of a copy, by the key of the line that says each
NUMBERS_TITLE = "The numbers of this copy in a list, for an overview of many practices"
ACROSS = 2  # columns from a label to its value
UNKNOWN = "–"
LONG_OFF_TRACK = 3
_SCORES = ("manager", "leader", "manager_before", "leader_before")  # from 0 to 100
_MOST, _LONGEST_TEXT = 1e12, 200

LINES = (
    shown("week", "Week read, first day", Kind.DATE),
    shown("name", "Called", Kind.TEXT),
    shown("currency", "Currency", Kind.TEXT),
    shown("fill", "% full, 4 weeks", Kind.SHARE),
    shown("utilisation", "% worked, 4 weeks", Kind.SHARE),
    shown("sessions", "Sessions a week, 4 weeks", Kind.NUMBER),
    shown("planned", "The plan for them", Kind.NUMBER),
    shown("full_by", "Full by", Kind.DATE),
    shown("likely", "Likely income, next 12 months", Kind.MONEY),
    shown("goal", "Income goal", Kind.MONEY),
    shown("chance", "Chance of the goal", Kind.SHARE),
    shown("no_new_client", "More a year, without a new client", Kind.MONEY),
    shown("top_lever", "The lever worth most", Kind.TEXT),
    shown("manager", "Manager", Kind.COUNT),
    shown("leader", "Leader", Kind.COUNT),
    shown("manager_before", "Manager, 4 weeks before", Kind.COUNT),
    shown("leader_before", "Leader, 4 weeks before", Kind.COUNT),
    shown("off_track", "Off track 3 weeks running or more", Kind.COUNT),
    shown("actions_open", "Actions open", Kind.COUNT),
    shown("actions_closer", "Open actions that came closer", Kind.COUNT),
    shown("actions_stuck", "Open actions that did not", Kind.COUNT),
    shown("actions_overdue", "Open actions past their date", Kind.COUNT),
    shown("commitments_open", "Commitments open", Kind.COUNT),
    shown("commitments_due", "Commitments due by the end of next week", Kind.COUNT),
    shown("commitments_kept", "Commitments kept", Kind.COUNT),
)
LINE_BY_KEY = {line.key: line for line in LINES}
LINE_BY_LABEL = {line.label: line for line in LINES}


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


def read_numbers(copy: CopyFile) -> Numbers:
    """The numbers of a copy; unknown labels are passed over.

    Raises:
        FileRefused: They are not where a copy has them, or out of range; or it is no copy.
    """
    cells = copy.start
    title = next((at for at, value in cells.items() if value == NUMBERS_TITLE), (len(cells), 0))
    numbers: dict[str, Any] = {}
    for (row, column), label in cells.items():
        if column == title[1] and row > title[0] and label in LINE_BY_LABEL:
            line, value = LINE_BY_LABEL[label], cells.get((row, column + ACROSS))
            try:
                numbers[line.key] = _read(line, value)
            except ValueError as error:
                raise FileRefused(f"{copy.name}: its “{line.label}” is out of range.") from error
            if line.key == "full_by":
                numbers["full_status"] = value if isinstance(value, str) else None
    if numbers.get("week") is None:
        raise FileRefused(f"{copy.name}: its numbers are not where a coach copy has them.")
    return numbers


def _read(line: Column, value: Any) -> Any:
    """A number as it was written; ValueError where it cannot be one."""
    if line.kind is Kind.TEXT:
        return None if value in (None, UNKNOWN) else str(value)[:_LONGEST_TEXT]
    if line.kind is Kind.DATE:
        return None if isinstance(value, str) else as_date(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    low = -_MOST if line.kind in (Kind.MONEY, Kind.NUMBER) else 0
    high = 100 if line.key in _SCORES else 10 if line.kind is Kind.SHARE else _MOST
    if not low <= value <= high:
        raise ValueError(value)
    return int(value) if line.kind is Kind.COUNT else float(value)
