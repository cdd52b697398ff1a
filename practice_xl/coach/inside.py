"""What will be inside a copy, in words for the owner to read before anything is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from practice_xl.coach.build import TABS
from practice_xl.coach.copy_file import WITHOUT_NAME
from practice_xl.coach.inputs import FEW_CLIENTS, CoachFacts
from practice_xl.coach.notes import Note
from practice_xl.coach.patterns import TypedText, names_in, typed_texts
from practice_xl.domain.windows import last_open_weeks
from practice_xl.domain.wording import plural

NO_CLIENT_DATA = (
    "Counts and money only, no client data. Do not send it to someone who knows your clients."
)
FEW = (
    f"There are fewer than {FEW_CLIENTS} clients: so few that your coach could recognise someone. "
    "Write the copy all the same?"
)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_LINE = 240  # characters


def copy_name(coach: CoachFacts) -> str:
    """The plain file name of a copy: the code name agreed with the coach, and the week it tells."""
    week = coach.weeks.as_of
    name = " ".join(_NOT_IN_NAMES.sub(" ", coach.plan.share_name or "").split()).strip(".")
    return f"{name} {week}.xlsx" if name else f"{WITHOUT_NAME}_{week}.xlsx"


def has_few_clients(coach: CoachFacts) -> bool:
    """Under 5 active clients; where those are not known, under 5 sessions kept a week."""
    clients = coach.report.rates[4]["active_clients"].value
    if clients is None:
        kept = last_open_weeks(coach.weeks, 4).values("sessions_kept")
        clients = float(np.mean(kept)) if len(kept) else 0.0
    return clients < FEW_CLIENTS


def describe_copy(coach: CoachFacts, notes: Sequence[Note] = ()) -> str:
    """What is inside, in at most eight lines."""
    texts = texts_of(coach, notes)
    ticked = [text for text in texts if text.sheet == "Actions"]
    actions = len(coach.report.practice.actions)
    parts = "are in it, as you asked" if coach.parts else "are not in it"
    lines = [
        f"{copy_name(coach)} will hold, as values: {', '.join(sheet.name for sheet in TABS)}.",
        NO_CLIENT_DATA,
        "It says what your tracker says of the practice as a whole, week by week; fees and "
        f"sessions of a tier, an insurer or a clinician {parts}.",
    ]
    if actions:
        lines.append(
            f"{plural(actions, 'action')} by measurable, lever, owner and date; "
            f"{plural(len(ticked), 'text')} of yours, because you ticked the row."
        )
    if ticked:
        lines.append("Your text: " + "; ".join(f"{text.cell} “{text.text}”" for text in ticked))
    if len(texts) > len(ticked):
        lines.append(f"The coach's own notes ({plural(len(texts) - len(ticked), 'text')}).")
    lines.append(
        "Never in it: private notes, the practice's name, names, Plan, Monthly, Checks, macros."
    )
    names = [word for _, found in names_to_check(coach, notes) for word in found]
    if names:
        lines.append("This could be names, and needs a second yes: " + ", ".join(names))
    return "\n".join(_short(line) for line in lines)


def names_to_check(
    coach: CoachFacts, notes: Sequence[Note] = ()
) -> list[tuple[TypedText, list[str]]]:
    """What could be a name in the text that would leave, with where it is."""
    texts = texts_of(coach, notes)
    return [(text, found) for text in texts if (found := names_in(text.text))]


def texts_of(coach: CoachFacts, notes: Sequence[Note]) -> list[TypedText]:
    """Every text that leaves because a person typed it, and where it stands."""
    return typed_texts(coach.report.practice.actions, notes, coach.action_rows)


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 2].rstrip() + " …"
