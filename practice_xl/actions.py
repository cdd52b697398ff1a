"""The verbs: what the commands, the buttons and the tests all call.

A function on a *book* works on whatever xlwings hands it; a function on a *file* opens the closed
workbook through the file engine, and replaces it whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from practice_xl.problems import FileBusy, FileRefused, NeedsAttention, Problem
from practice_xl.schema.inputs import WEEKS_BEFORE
from practice_xl.schema.settings import FIRST_FIVE
from practice_xl.schema.start_page import CLOCK_NAME

if TYPE_CHECKING:
    from practice_xl.books import Book
    from practice_xl.coach.merge import Merged
    from practice_xl.domain.levers import LeversResult
    from practice_xl.importers import Preview
    from practice_xl.sheets.pages.page import Facts
    from practice_xl.sheets.read import Inputs


def new(path: Path, today: date, country: str = "") -> Path:
    """Make a blank tracker, its weeks dated from 12 weeks before ``today``.

    Args:
        path: Where it goes: an .xlsx, or an .xlsm with buttons. An existing file stays.
        today: The day it is made.
        country: ``"US"`` gives every holiday in Plan the share of a usual week it has there.

    Returns:
        The path.

    Raises:
        FileBusy: There is a file of that name already.
        FileRefused: The name does not end in .xlsx or .xlsm, or its folder is not there.
    """
    from practice_xl.building.content import Content, usual_short_weeks
    from practice_xl.building.tracker import build_tracker

    _check_target(path)
    content = Content(short_weeks=usual_short_weeks(country))
    macros = path.suffix.lower() == ".xlsm"
    build_tracker(path, first_week=first_week(today), content=content, macros=macros)
    return path


def first_week(today: date) -> date:
    """The first week laid out in a tracker made ``today``: a Monday, 12 weeks back.

    >>> first_week(date(2026, 11, 5))
    datetime.date(2026, 8, 10)
    """
    return today - timedelta(days=today.weekday(), weeks=WEEKS_BEFORE)


def example(path: Path) -> Path:
    """Make the example: a fictional practice over 60 weeks, not yet recalculated.

    Raises:
        FileBusy: There is a file of that name already.
    """
    from practice_xl.building.example import example_content
    from practice_xl.building.tracker import build_tracker

    _check_target(path)
    content = example_content()
    build_tracker(path, first_week=content.first_week, content=content)
    return path


def recalculate(book: Book, today: date, now: datetime | None = None) -> Facts:
    """Read what was typed, work everything out, and write Python's blocks.

    Args:
        book: An open workbook.
        today: The week read is the latest begun by this day.
        now: Shown on Start as the time of the last run.

    Returns:
        What was worked out, and every problem found.

    Raises:
        NeedsAttention: A blocking problem; nothing was changed.
        FileBusy: Something was typed while this worked; nothing was changed.
    """
    from practice_xl.sheets.plan import VERSION
    from practice_xl.sheets.read import unchanged
    from practice_xl.sheets.write import block_rows, find_blocks, write_blocks

    inputs, facts = _work_out(book, today)
    try:
        places = find_blocks(book)
    except NeedsAttention as lost:
        older = [p for p in inputs.problems if p.column == VERSION.label]
        raise (NeedsAttention([older[0]._replace(blocking=True)]) if older else lost) from None
    rows = block_rows(facts, now)
    if not unchanged(book, inputs):
        raise FileBusy(
            "Something was typed while the numbers were worked out. Nothing was changed; "
            "recalculate once more."
        )
    write_blocks(places, rows)
    return facts


def recalculate_file(path: Path, today: date, now: datetime | None = None) -> Facts:
    """Recalculate a workbook: in the Excel that has it open, else the closed file.

    A closed file is replaced whole or not at all; where only the time would change, nothing is
    written. In Excel the cells change and saving is left to the owner.

    Raises:
        FileRefused, FileBusy, NeedsAttention: In each case the file is as it was.
    """
    from practice_xl.opening import is_closed_file

    with _opened(path) as book:
        facts = recalculate(book, today, now)
        if is_closed_file(book):
            book.save()
    return facts


def read_facts(path: Path, today: date) -> Facts:
    """Work everything out from a workbook as it is; nothing is written.

    Raises:
        FileRefused: The file cannot be read.
        NeedsAttention: A blocking problem.
    """
    with _opened(path) as book:
        return _work_out(book, today)[1]


def check(path: Path, today: date) -> tuple[Problem, ...]:
    """Every problem of a workbook, the blocking ones first; nothing is written.

    Raises:
        FileRefused: The file cannot be read.
    """
    from practice_xl.sheets.read import read_inputs

    with _opened(path) as book:
        return read_inputs(book, today).problems


def what_if(path: Path, today: date, sets: Mapping[str, str]) -> LeversResult:
    """What the levers named in ``sets`` would bring; without any, those switched on in the file.

    Args:
        path: The workbook.
        today: The week read is the latest begun by this day.
        sets: ``{"raise_fee": "10", "refill": "50 %", "raise_fee.loss": "0"}``.

    Raises:
        ValueError: A name or a value that is not one; the sentence lists what is accepted.
    """
    from practice_xl.domain import levers

    report = read_facts(path, today).report
    if not sets:
        return report.levers
    practice = report.practice
    state = levers.state_of(practice.weeks, practice.plan, practice.months)
    return levers.what_if(state, practice.lever_inputs, sets)


class ShareOptions(NamedTuple):
    """How a coach copy is written.

    Attributes:
        confirm: Shown what is inside, and asked again where there are few clients; the copy is
            written when it says True.
        confirm_names: Shown what in ticked text could be a name; asked a second time.
        parts: Let fees and sessions of a tier, an insurer or a clinician leave in this copy.
        overwrite: Replace a copy of the same week.
        password: Lock the copy with it; None: a plain file.
        pdf: Print it as PDF as well.
    """

    confirm: Callable[[str], bool] = lambda _inside: True
    confirm_names: Callable[[str], bool] = lambda _names: False
    parts: bool = False
    overwrite: bool = False
    password: str | None = None
    pdf: bool = False


def share(path: Path, today: date, options: ShareOptions | None = None) -> list[Path]:
    """Write the coach copy beside the tracker, open it again and hold it to the allow-list.

    Args:
        path: The tracker; it is only read.
        today: The week read is the latest begun by this day.
        options: What to ask, and how to write it.

    Returns:
        What was written: the copy, and its PDF; nothing when it was not confirmed.

    Raises:
        NeedsAttention: A blocking problem, or something in the copy that may not leave.
        FileBusy: A copy of this week is there already.
    """
    with _opened(path) as book:
        return share_book(book, path, today, options)


def share_book(
    book: Book, path: Path, today: date, options: ShareOptions | None = None
) -> list[Path]:
    """The same for a workbook that is open; the copy goes beside ``path``."""
    from practice_xl.coach.copy import write_copy
    from practice_xl.coach.inputs import for_coach, private_texts
    from practice_xl.coach.inside import (
        FEW,
        copy_name,
        describe_copy,
        has_few_clients,
        names_to_check,
    )
    from practice_xl.coach.notes import read_notes
    from practice_xl.coach.printing import write_pdf

    how = options or ShareOptions()
    if how.pdf and how.password is not None:
        raise FileRefused(
            "A PDF carries no password, so it would lie open beside the locked copy. "
            "Ask for one of the two."
        )
    facts, notes = _work_out(book, today)[1], read_notes(book)
    coach = for_coach(facts, parts=how.parts)
    target = path.parent / copy_name(coach)
    if target.exists() and not how.overwrite:
        raise FileBusy(f"{target.name} is there already. Move it away, then share again.")
    if not how.confirm(describe_copy(coach, notes)):
        return []
    if has_few_clients(coach) and not how.confirm(FEW):
        return []
    names = names_to_check(coach, notes)
    found = "\n".join(f"{text.sheet}!{text.cell}: {', '.join(words)}" for text, words in names)
    checked = not names or how.confirm_names(found)
    write_copy(
        coach,
        target,
        notes,
        private=private_texts(facts),
        names_checked=checked,
        password=how.password,
    )
    return [target, write_pdf(target)] if how.pdf else [target]


def merge(
    path: Path,
    coach_file: Path,
    *,
    coach_wins: bool = False,
    password: str | None = None,
    confirm: Callable[[str], bool] = lambda _question: False,
    now: datetime | None = None,
) -> Merged:
    """Take the coach's notes from a copy that came back into the table CoachNotes.

    Args:
        path: The tracker. It is kept as it was beside itself; nothing but notes changes.
        coach_file: The coach copy that came back.
        coach_wins: Take the coach's row where both sides changed it.
        password: Opens a locked copy; it is held only while the copy is read.
        confirm: Asked whether a copy without its weeks is one of this tracker.
        now: When; part of the kept copy's name.

    Raises:
        FileRefused, FileBusy, NeedsAttention: In each case the file is as it was.
    """
    from practice_xl.coach.merge import merge as merge_notes
    from practice_xl.opening import is_closed_file
    from practice_xl.undo import keeping

    with _opened(path) as book:
        merged = merge_notes(
            book, coach_file, coach_wins=coach_wins, password=password, confirm=confirm
        )
        if merged.added or merged.updated:
            with keeping(path, "merge", now or datetime.now()):
                if is_closed_file(book):
                    book.save()
    return merged


class Demo(NamedTuple):
    """What the demo made: the tracker, the coach copy, and what was worked out."""

    tracker: Path
    copy: Path
    facts: Facts


def demo(folder: Path) -> Demo:
    """Make the example in ``folder``, recalculate it and share it; an earlier demo is replaced."""
    from practice_xl.building.example import EXAMPLE_DAY

    folder.mkdir(parents=True, exist_ok=True)
    tracker = folder / "example_year.xlsx"
    tracker.unlink(missing_ok=True)
    example(tracker)
    facts = recalculate_file(tracker, EXAMPLE_DAY, datetime.combine(EXAMPLE_DAY, time(16)))
    copy, *_ = share(tracker, EXAMPLE_DAY, ShareOptions(overwrite=True))
    return Demo(tracker, copy, facts)


def import_sources(
    path: Path,
    sources: Sequence[Path],
    today: date,
    *,
    options: ImportOptions | None = None,
    confirm: Callable[[str], bool] = lambda _preview: True,
    now: datetime | None = None,
) -> Preview:
    """Fill in weeks and months from other software's files; blanks only unless told otherwise.

    Args:
        path: The tracker. It is kept as it was beside itself, and replaced whole or not at all.
        sources: Exports of appointments, money, profit and loss; put together.
        today: Bookings after it are not sessions yet.
        options: How to read the files; see :class:`ImportOptions`.
        confirm: Shown the preview; the cells are typed when it says True.
        now: When; part of the kept copy's name.

    Returns:
        What was (or, when not confirmed, would be) changed.

    Raises:
        FileRefused, FileBusy, NeedsAttention: In each case the file is as it was.
    """
    with _opened(path) as book:
        return import_into(book, path, sources, today, options=options, confirm=confirm, now=now)


def import_into(
    book: Book,
    path: Path,
    sources: Sequence[Path],
    today: date,
    *,
    options: ImportOptions | None = None,
    confirm: Callable[[str], bool] = lambda _preview: True,
    now: datetime | None = None,
) -> Preview:
    """The same into a workbook that is open; in Excel, saving is left to the owner."""
    from practice_xl.importers import plan_changes, read_sources
    from practice_xl.opening import is_closed_file
    from practice_xl.schema.inputs import MONTHLY, WEEKLY
    from practice_xl.sheets.enter import enter, enter_bookings, read_dated_rows
    from practice_xl.sheets.read import read_plan
    from practice_xl.undo import keeping

    how = options or ImportOptions()
    plan = read_plan(book)
    imported = read_sources(
        sources,
        plan,
        today=today,
        notice_hours=how.notice_hours,
        day_first=how.day_first,
        mapping=how.mapping,
    )
    weeks, months = read_dated_rows(book, WEEKLY, plan), read_dated_rows(book, MONTHLY, plan)
    preview = plan_changes(
        imported,
        weeks.values,
        {month: values for (month, _), values in months.values.items()},
        bookings=plan.bookings,
        overwrite=how.overwrite,
    )
    if preview.changes_anything and confirm(str(preview)):
        with keeping(path, "import", now or datetime.now()):
            enter(book, weeks, preview.weeks_to_write)
            enter(book, months, {(m, ""): cells for m, cells in preview.months_to_write.items()})
            if preview.bookings and preview.booked_as_of:
                enter_bookings(book, preview.bookings, preview.booked_as_of)
            if is_closed_file(book):
                book.save()
    return preview


class ImportOptions(NamedTuple):
    """How an import reads its files.

    Attributes:
        notice_hours: Notice you ask for; a later cancellation is a late one. [hours]
        day_first: Whether 3/2 is 3 February, where a file alone does not tell; None refuses.
        mapping: A file that says what the columns of an unknown source hold.
        overwrite: Replace what was typed where the files say otherwise.
    """

    notice_hours: float | None = None
    day_first: bool | None = None
    mapping: Path | None = None
    overwrite: bool = False


@contextmanager
def _opened(path: Path) -> Iterator[Book]:
    """A workbook, wherever it is open, else closed; a closed one is closed again."""
    from practice_xl.opening import choose

    with choose(path, clock_names={CLOCK_NAME}) as book:
        yield book


def _work_out(book: Book, today: date) -> tuple[Inputs, Facts]:
    from practice_xl.domain.report import work_out
    from practice_xl.sheets.pages.page import Facts
    from practice_xl.sheets.read import read_inputs

    inputs = read_inputs(book, today)
    if inputs.blocking:
        raise NeedsAttention(inputs.problems)
    plan = inputs.practice.plan
    missing = tuple(s.label for s in FIRST_FIVE if getattr(plan, s.key) in (None, ""))
    report = work_out(inputs.practice)
    return inputs, Facts(
        report,
        inputs.problems,
        missing,
        inputs.action_rows,
        inputs.lever_rows,
        inputs.commitments,
    )


def _check_target(path: Path) -> None:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise FileRefused(
            f"{path.name} is no name for a workbook. End it in .xlsx, or in .xlsm for buttons."
        )
    if not path.parent.is_dir():
        raise FileRefused(f"There is no folder for {path.name}. Make the folder first.")
    if path.exists():
        raise FileBusy(f"{path.name} is there already, and stays as it is. Choose another name.")
