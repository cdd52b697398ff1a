"""What will be inside a copy, in words for the owner to read before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from practice_xl.domain.amounts import day, plural
from practice_xl.problems import FileRefused
from practice_xl.sharing.notes import Note
from practice_xl.sharing.patterns import TypedText, names_in, typed_texts
from practice_xl.sharing.report import CoachFacts, for_coach
from practice_xl.sharing.tabs import TABS
from practice_xl.sheets.pages.page import Facts

PREFIX = "coach_copy_"


def copy_name(facts: Facts) -> str:
    """The plain file name of a copy, with the week it tells.

    Raises:
        FileRefused: No week is recorded yet.
    """
    week = facts.report.as_of
    if week is None:
        raise FileRefused("There is no week to share yet. Type one in Weekly, then share.")
    return f"{PREFIX}{week.isoformat()}.xlsx"


def describe_copy(facts: Facts, notes: Sequence[Note] = (), coach: CoachFacts | None = None) -> str:
    """What is inside, for the owner to read before anything is written.

    Args:
        facts: The owner's.
        notes: The coach's notes so far.
        coach: The same for the coach, where it has been made already.

    Raises:
        FileRefused: Too few weeks to share.
    """
    coach = coach or for_coach(facts)
    texts = texts_of(coach, notes)
    ticked = [text for text in texts if text.sheet == "Actions"]
    name = copy_name(facts)
    lines = [
        f"{name} will hold these sheets, as values:",
        f"  {', '.join(sheet.name for sheet in TABS)}",
        "Figures of the practice as a whole; weekly totals of sessions, hours and money.",
        "Counts of few people (missed, cancelled, inquiries, started, ended) only as figures of "
        "4 weeks or longer, which can be small too (“2 of 6 charged”); money of a small week is "
        "withheld.",
        _scores_line(facts, coach),
    ]
    lines += _withheld_lines(coach)
    others = len(coach.facts.report.practice.actions) - len({text.cell for text in ticked})
    lines.append(
        f"Text you ticked in Actions ({plural(len(ticked), 'text')}):"
        if ticked
        else "No text of yours: no row of Actions is ticked."
    )
    lines += [f"  {text.cell}  {text.text}" for text in ticked]
    if others > 0 and not ticked:
        lines.append("  The actions are there by their measurable, lever, owner and date only.")
    count = len(texts) - len(ticked)
    if count:
        lines.append(f"The coach's own notes ({plural(count, 'text')}).")
    lines += [
        "Not in it: private notes, the practice's name, names of clinicians and fees, Plan, "
        "Monthly, Checks, macros, comments, formulas.",
        "Successive copies can be compared: what is withheld in one may follow from two.",
    ]
    names = names_to_check(coach, notes)
    if names:
        lines.append("This could be names, and needs a second yes:")
        lines += [f"  {text.sheet}!{text.cell}  {', '.join(found)}" for text, found in names]
    return "\n".join(lines)


def names_to_check(
    coach: CoachFacts, notes: Sequence[Note] = ()
) -> list[tuple[TypedText, list[str]]]:
    """Initials and pairs of capitalised words in the text that would leave, with where they are."""
    texts = texts_of(coach, notes)
    return [(text, found) for text in texts if (found := names_in(text.text))]


def _scores_line(facts: Facts, coach: CoachFacts) -> str:
    """Both scores as the copy has them, beside the tracker's where those would tell a count."""
    own, theirs = facts.report.scorecard.scores, coach.facts.report.scorecard.scores
    said = [
        f"{name} {'–' if there.score is None else there.score}"
        + ("" if here.score == there.score else f" (here {here.score})")
        for name, here, there in (
            ("manager", own.manager, theirs.manager),
            ("leader", own.leader, theirs.leader),
        )
    ]
    same = theirs.words == own.words
    read = "" if same else ", with these counts read over 4 weeks or longer"
    return f"Both scores{read}: {', '.join(said)}."


def _withheld_lines(coach: CoachFacts) -> list[str]:
    withheld, small = coach.withheld, coach.plan.small_cell
    lines = []
    if withheld.money_weeks:
        weeks = [coach.weeks.starts[place] for place in sorted(withheld.money_weeks)]
        shown = ", ".join(day(week) for week in weeks[:6]) + (", …" if len(weeks) > 6 else "")
        lines.append(
            f"Withheld: the money of {plural(len(weeks), 'week')} with fewer than {small} sessions "
            f"or beside one: {shown}."
        )
    if withheld.levers:
        labels = ", ".join(
            lever.label
            for key, lever in coach.facts.report.levers.each.items()
            if key in withheld.levers
        )
        lines.append(
            f"Withheld: what these levers are worth, as few sessions stand behind: {labels}."
        )
    if withheld.clinicians:
        lines.append(f"Withheld: the figures of {plural(len(withheld.clinicians), 'clinician')}.")
    return lines


def texts_of(coach: CoachFacts, notes: Sequence[Note]) -> list[TypedText]:
    """Every text that leaves because a person typed it, and where it stands."""
    facts = coach.facts
    return typed_texts(facts.report.practice.actions, notes, facts.action_rows)
