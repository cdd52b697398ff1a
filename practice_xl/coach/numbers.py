"""The numbers of a copy in one place: a line each, which a program finds by its label.

They stand on Start, in view, so that the roster and the next copy need to read nothing else. Each
of them stands elsewhere in the copy too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from practice_xl.coach.cells import read_sheet
from practice_xl.coach.inputs import CoachFacts
from practice_xl.coach.notes import OPEN, Note
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.cell_values import EXCEL_EPOCH, FIRST_SERIAL, LAST_SERIAL
from practice_xl.domain.scorecard.closer import STUCK
from practice_xl.schema.parts import Kind
from practice_xl.schema.start_page import START_PAGE

FORMAT = 2
FORMAT_LINE = f"Coach copy, format {FORMAT}"
FORMAT_PREFIX = "Coach copy, format "
NUMBERS_TITLE = "The numbers of this copy in a list, for an overview of many practices"
FIRST_ROW = START_PAGE.first_row + START_PAGE.rows + 2
LABEL_COLUMN, VALUE_COLUMN = 2, 4
LONG_OFF_TRACK = 3
_SCORES = ("manager", "leader", "manager_before", "leader_before")
_MOST_SCORE, _MOST, _LONGEST_TEXT = 100, 1e12, 200
FULL_NOW = "full now"  # a status of the projection: there is no date to come


@dataclass(frozen=True)
class Number:
    """One line of the numbers.

    Attributes:
        key: Its name in code.
        label: What the copy says; a program finds it by that.
        kind: How it is shown.
        value: None where it is not known.
    """

    key: str
    label: str
    kind: Kind
    value: Any = None


LINES: tuple[Number, ...] = (
    Number("week", "Week read, first day", Kind.DATE),
    Number("name", "Called", Kind.TEXT),
    Number("currency", "Currency", Kind.TEXT),
    Number("fill", "% full, 4 weeks", Kind.SHARE),
    Number("utilisation", "% worked, 4 weeks", Kind.SHARE),
    Number("sessions", "Sessions a week, 4 weeks", Kind.NUMBER),
    Number("planned", "The plan for them", Kind.NUMBER),
    Number("full_by", "Full by", Kind.DATE),
    Number("likely", "Likely income, next 12 months", Kind.MONEY),
    Number("goal", "Income goal", Kind.MONEY),
    Number("chance", "Chance of the goal", Kind.SHARE),
    Number("no_new_client", "A year more, no new client", Kind.MONEY),
    Number("top_lever", "The lever worth most", Kind.TEXT),
    Number("manager", "Manager", Kind.COUNT),
    Number("leader", "Leader", Kind.COUNT),
    Number("manager_before", "Manager, 4 weeks before", Kind.COUNT),
    Number("leader_before", "Leader, 4 weeks before", Kind.COUNT),
    Number("off_track", "Off track 3 weeks running or more", Kind.COUNT),
    Number("actions_open", "Actions open", Kind.COUNT),
    Number("actions_closer", "Open actions that came closer", Kind.COUNT),
    Number("actions_stuck", "Open actions that did not", Kind.COUNT),
    Number("actions_overdue", "Open actions past their date", Kind.COUNT),
    Number("commitments_open", "Commitments open", Kind.COUNT),
    Number("commitments_due", "Commitments due by the end of next week", Kind.COUNT),
    Number("commitments_kept", "Commitments kept", Kind.COUNT),
)
LINE_BY_KEY = {line.key: line for line in LINES}
LINE_BY_LABEL = {line.label: line for line in LINES}


def numbers_of(coach: CoachFacts, notes: Sequence[Note]) -> dict[str, Any]:
    """The numbers of a copy, by key; and ``full_status``, a word where there is no date."""
    report = coach.facts.report
    card, projection = report.scorecard, report.projection
    week = report.as_of
    if week is None:
        return {}
    end = week + WEEK - timedelta(days=1)
    likely = projection.likely.totals.get("52")
    best = max(
        (lever for lever in report.levers.each.values() if lever.on and lever.share > 0),
        key=lambda lever: lever.share,
        default=None,
    )
    open_actions = [action for action in report.practice.actions if action.is_open(end)]
    words = {answer.row: answer.word for answer in card.closer}
    promised = [note for note in notes if note.cells.get("commitment")]
    waiting = [note for note in promised if note.status == OPEN]
    sessions = next((row for row in card.grid if row.key == "sessions_kept"), None)
    before = card.scores.history[-5] if len(card.scores.history) >= 5 else None
    return {
        "week": _moment(week),
        "name": coach.plan.share_name,
        "currency": coach.plan.currency,
        "fill": report.rates[4]["fill"].value,
        "utilisation": report.rates[4]["utilisation"].value,
        "sessions": sessions.mean4 if sessions else None,
        "planned": sessions.goal if sessions else None,
        "full_status": projection.full.status,
        "full_by": None
        if projection.full.status == FULL_NOW
        else _moment(projection.full.dates.get("p50")),
        "likely": likely.p50 if likely else None,
        "goal": projection.likely.goal,
        "chance": projection.likely.chance_of_goal,
        "no_new_client": report.levers.joint,
        "top_lever": best.label if best else None,
        "manager": card.scores.manager.score,
        "leader": card.scores.leader.score,
        "manager_before": before.manager if before else None,
        "leader_before": before.leader if before else None,
        "off_track": sum(row.weeks_off_track >= LONG_OFF_TRACK for row in card.grid),
        "actions_open": len(open_actions),
        "actions_closer": sum(words.get(action.row) == "closer" for action in open_actions),
        "actions_stuck": sum(words.get(action.row) in STUCK for action in open_actions),
        "actions_overdue": sum(action.is_overdue(end) for action in open_actions),
        "commitments_open": len(waiting),
        "commitments_due": sum(bool(note.due and note.due <= end + WEEK) for note in waiting),
        "commitments_kept": sum(note.status == "done" for note in promised),
    }


def shown(line: Number, found: Mapping[str, Any]) -> Any:
    """What a line shows: its value; for “Full by” without a date, how it stands in words."""
    value = found.get(line.key)
    if line.key == "full_by" and value is None:
        return found.get("full_status")
    return "–" if value is None else value


def numbers_in(content: bytes) -> dict[str, Any]:
    """The numbers of a copy, from the file's content; see :func:`read_numbers`."""
    return read_numbers(read_sheet(content, "Start"))


def read_numbers(cells: Mapping[tuple[int, int], Any]) -> dict[str, Any]:
    """The numbers of a copy from the cells of its sheet Start; unknown labels are passed over.

    Args:
        cells: Values by (row, column), counted from 1; dates may be serial numbers.

    Raises:
        ValueError: It is no coach copy, or one of a later format; the sentence says which.
    """
    lines = [value for value in cells.values() if isinstance(value, str)]
    said = next((line for line in lines if line.startswith(FORMAT_PREFIX)), None)
    if said is None:
        raise ValueError("it is not a coach copy")
    mark = said.removeprefix(FORMAT_PREFIX).split()[0].rstrip(".;,")
    if mark != str(FORMAT):
        raise ValueError(f"it is a coach copy of format {mark}; this program reads format {FORMAT}")
    numbers: dict[str, Any] = {}
    for (row, column), label in cells.items():
        if column == LABEL_COLUMN and row >= FIRST_ROW and label in LINE_BY_LABEL:
            line = LINE_BY_LABEL[label]
            value = cells.get((row, VALUE_COLUMN))
            numbers[line.key] = _read(line, value)
            if line.key == "full_by":
                numbers["full_status"] = value if isinstance(value, str) else None
    if not isinstance(numbers.get("week"), date):
        raise ValueError("its numbers are not where a coach copy has them")
    return numbers


def _read(line: Number, value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.date()
    if line.kind is Kind.DATE:
        if isinstance(value, float) and FIRST_SERIAL <= value <= LAST_SERIAL:
            return EXCEL_EPOCH + timedelta(days=int(value))
        return value if isinstance(value, date) else None
    if line.kind is Kind.TEXT:
        return value[:_LONGEST_TEXT] if isinstance(value, str) and value != "–" else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    most = 1 if line.kind is Kind.SHARE else _MOST_SCORE if line.key in _SCORES else _MOST
    least = -_MOST if line.kind in (Kind.MONEY, Kind.NUMBER) else 0
    if line.key in ("fill", "utilisation"):
        most = 10
    if not least <= value <= most:
        raise ValueError(f"its “{line.label}” is out of range")
    return int(value) if line.kind is Kind.COUNT else float(value)


def _moment(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day)
