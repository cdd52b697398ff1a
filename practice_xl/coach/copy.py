"""Sharing: what a copy will hold, in words to read first; then the copy itself."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import shorten

from practice_xl.coach.audit import audit
from practice_xl.coach.build import build_copy, tabs_of
from practice_xl.coach.copy_file import WITHOUT_NAME, Numbers, read_copy, read_numbers, without_date
from practice_xl.coach.inputs import CoachFacts, TypedText, typed_texts
from practice_xl.coach.notes import Note
from practice_xl.coach.patterns import names_in, problems_in
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.windows import last_open_weeks
from practice_xl.domain.wording import plural
from practice_xl.problems import FileRefused, NeedsAttention
from practice_xl.schema.inputs import COACH_NOTES
from practice_xl.schema.parts import cell_name
from practice_xl.sheets.pages.page import Facts
from practice_xl.xlsx.archive import lock
from practice_xl.xlsx.replace import replace

FEW_CLIENTS = 5  # with fewer a coach could recognise someone
FEW = (
    f"There are fewer than {FEW_CLIENTS} clients: so few that your coach could recognise someone. "
    "Write the copy all the same?"
)
PARTS = (
    "Shall fees and sessions of each tier, insurer and clinician leave too, and what each referral "
    "source sent, in this copy alone? They stand under other names, such as Insurance A. Usually "
    "the answer is No."
)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_LINE = 240  # characters


def copy_name(coach: CoachFacts) -> str:
    """The plain file name of a copy: the code name agreed with the coach, and the week it tells."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", coach.plan.share_name or "").split()).strip(".")
    return f"{name} {coach.week}.xlsx" if name else f"{WITHOUT_NAME}_{coach.week}.xlsx"


def has_few_clients(coach: CoachFacts) -> bool:
    """Under 5 active clients; where those are not known, under 5 sessions kept a week."""
    clients = coach.report.rates[4]["active_clients"].value
    if clients is None:
        kept = last_open_weeks(coach.weeks, 4).values("sessions_kept")
        clients = float(kept.mean()) if len(kept) else 0.0
    return clients < FEW_CLIENTS


def has_parts(facts: Facts) -> bool:
    """Whether there is a tier, an insurer, a clinician or a source whose figures could leave."""
    practice = facts.report.practice
    return bool(practice.plan.fees or practice.weeks.clinicians or practice.sources)


def describe_copy(coach: CoachFacts, notes: Sequence[Note] = ()) -> str:
    """What is inside, in at most eight lines."""
    texts = texts_of(coach, notes)
    ticked = [text for text in texts if text.sheet == "Actions"]
    parts = "are in it, as you asked" if coach.parts else "are not in it"
    lines = [
        f"{copy_name(coach)} will hold, as values: {', '.join(s.name for s in tabs_of(coach))}.",
        "Counts and money only, no client data. Do not send it to someone who knows your clients.",
        "It says what your tracker says of the practice as a whole, week by week; fees and "
        f"sessions of a tier, an insurer or a clinician, and counts of a source, {parts}.",
    ]
    if actions := coach.report.practice.actions:
        lines.append(
            f"{plural(len(actions), 'action')} by measurable, lever, owner and date; "
            f"{plural(len(ticked), 'text')} of yours, because you ticked the row."
        )
    if ticked:
        lines.append("Your text: " + "; ".join(f"{text.cell} “{text.text}”" for text in ticked))
    if len(texts) > len(ticked):
        lines.append(f"The coach's own notes ({plural(len(texts) - len(ticked), 'text')}).")
    lines.append(
        "Never in it: private notes, the practice's name, names, Plan, Monthly, Checks, macros."
    )
    if names := [word for _, found in names_to_check(coach, notes) for word in found]:
        lines.append("This could be names, and needs a second yes: " + ", ".join(names))
    return "\n".join(shorten(line, _LONGEST_LINE, placeholder=" …") for line in lines)


def names_to_check(
    coach: CoachFacts, notes: Sequence[Note] = ()
) -> list[tuple[TypedText, list[str]]]:
    """What could be a name in the text that would leave, with where it is."""
    named = ((text, names_in(text.text)) for text in texts_of(coach, notes))
    return [(text, found) for text, found in named if found]


def texts_of(coach: CoachFacts, notes: Sequence[Note]) -> list[TypedText]:
    """Every text that leaves because a person typed it, and where it stands."""
    own = (
        TypedText(COACH_NOTES.sheet, cell_name(note.row, at), column.label, text)
        for note in notes
        for at, column in enumerate(COACH_NOTES.columns, start=COACH_NOTES.place[1])
        if isinstance(text := note.cells.get(column.key), str) and text.strip()
    )
    return [*(text for text, leaves in typed_texts(coach) if leaves), *own]


def write_copy(
    coach: CoachFacts,
    target: Path,
    notes: Sequence[Note] = (),
    *,
    private: Sequence[TypedText] = (),
    names_checked: bool = False,
    password: str | None = None,
) -> None:
    """Build the copy, audit the finished file, and only then write it, whole or not at all.

    With a password nothing readable is ever written to the disk.

    Args:
        coach: What it is made from.
        target: Where it goes; a copy that stands there is replaced.
        notes: The coach's notes so far.
        private: What was typed and may not leave; looked for in the finished file.
        names_checked: Whether the owner has said yes to what could be names.
        password: Locks the copy (AES-256).

    Raises:
        NeedsAttention: Text that may not leave, or has not been looked at. Nothing is written.
        FileRefused: The audit found something, or the folder cannot be written. Nothing is left.
        FileBusy: A copy of that name is open elsewhere.
        NotAvailable: A password is given, and the part that locks files is not installed.
    """
    texts = texts_of(coach, notes)
    if problems := problems_in(texts, coach.week + WEEK, names_checked=names_checked):
        raise NeedsAttention(problems)
    copy = build_copy(coach, notes, numbers_before(target, coach.week))
    if findings := audit(copy.content, copy.cells, private, copy.said):
        raise FileRefused(
            "The copy was not written, something in it was not on the list of what may leave:\n"
            + "\n".join(f"  {finding}" for finding in findings[:20])
        )
    replace(target, copy.content if password is None else lock(copy.content, password))


def numbers_before(target: Path, week: date) -> Numbers | None:
    """The numbers of the latest earlier copy beside a new one; None when there is none to read."""
    found = []
    for path in sorted(target.parent.glob("*.xlsx")):
        if without_date(path.stem) == without_date(target.stem):
            with contextlib.suppress(Exception):  # whatever it is, it is not needed
                found.append(read_numbers(read_copy(path)))
    earlier = (numbers for numbers in found if numbers["week"] < week)
    return max(earlier, key=lambda numbers: numbers["week"], default=None)
