"""A tracker and its verbs: what the commands, the buttons, the browser edition and you call.

A path is worked on in the Excel that has it open, else as a closed file, which is replaced whole or
not at all. An open workbook is worked on where it is, and saving it is left to its owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_xl.problems import FileBusy, FileRefused, NeedsAttention, Problem
from practice_xl.schema.settings import FIRST_FIVE
from practice_xl.schema.start_page import CLOCK_NAME

if TYPE_CHECKING:
    from practice_xl.books import Book
    from practice_xl.coach.notes import Merged
    from practice_xl.domain.levers import LeversResult
    from practice_xl.importers.preview import Preview
    from practice_xl.sheets.pages.page import Facts
    from practice_xl.sheets.read import Inputs
    from practice_xl.upgrading import Upgraded


def _yes(_question: str) -> bool:
    return True


def _no(_question: str) -> bool:
    return False


class Tracker:
    """A tracker: a file, or a workbook that is open.

    Every verb raises :class:`~practice_xl.problems.PracticeError`, with the sentences to show, and
    the file is then as it was: ``FileRefused`` when it cannot be read or is no tracker,
    ``FileBusy`` when it is open elsewhere or cannot be replaced, ``NeedsAttention`` with every
    problem when a cell stops the work.

    Args:
        where: The path of an .xlsx or .xlsm, or an open workbook (``xlwings.Book``).
        as_of: The day worked for; the week read is the latest begun by it. None: today.
        now: Shown on Start as the time of the last run, and part of the name of a kept copy.
            None: Start shows none, and a copy is named by the time it is made.
    """

    def __init__(
        self, where: str | Path | Book, as_of: date | None = None, now: datetime | None = None
    ) -> None:
        self._where = where
        self.as_of = as_of or date.today()
        self.now = now

    @property
    def path(self) -> Path:
        """Where the tracker lies."""
        return Path(self._where if isinstance(self._where, str | Path) else self._where.fullname)

    def check(self) -> tuple[Problem, ...]:
        """Every problem, the blocking ones first; nothing is written."""
        from practice_xl.sheets.read import read_inputs

        with self._opened() as book:
            return read_inputs(book, self.as_of).problems

    def report(self) -> Facts:
        """Work everything out from the workbook as it is; nothing is written."""
        with self._opened() as book:
            return self._work_out(book)[1]

    def recalculate(self) -> Facts:
        """Read what was typed, work everything out, and write the program's cells.

        Where only the time would change, a closed file stays as it is. Returns what was worked out,
        and every problem found.
        """
        from practice_xl.sheets.read import VERSION, unchanged
        from practice_xl.sheets.write import block_rows, find_blocks, write_blocks

        with self._opened() as book:
            inputs, facts = self._work_out(book)
            try:
                places = find_blocks(book)
            except NeedsAttention as lost:
                older = [p for p in inputs.problems if p.column == VERSION.label]
                blocking = [p._replace(blocking=True) for p in older[:1]]
                raise (NeedsAttention(blocking) if older else lost) from None
            rows = block_rows(facts, self.now)
            if not unchanged(book, inputs):
                raise FileBusy(
                    "Something was typed while the numbers were worked out. Nothing was changed; "
                    "recalculate once more."
                )
            write_blocks(places, rows)
            self._save(book)
        return facts

    def levers(self, sets: Mapping[str, object] | None = None) -> LeversResult:
        """What the levers named in ``sets`` would bring; without any, those switched on.

        Args:
            sets: ``{"raise_fee": 10, "refill": "50 %", "raise_fee.loss": 0}``.

        Raises:
            ValueError: A name or a value that is not one; the sentence lists what is accepted.
        """
        from practice_xl.domain import levers

        report = self.report().report
        if not sets:
            return report.levers
        typed = {lever: str(change) for lever, change in sets.items()}
        return levers.what_if(report.levers.state, report.practice.lever_inputs, typed)

    def share(
        self,
        *,
        confirm: Callable[[str], bool] = _yes,
        confirm_names: Callable[[str], bool] = _no,
        confirm_parts: Callable[[str], bool] = _no,
        overwrite: bool = False,
        password: str | None = None,
        pdf: bool = False,
    ) -> list[Path]:
        """Write the coach copy beside the tracker, open it again and hold it to the allow-list.

        Args:
            confirm: Shown what is inside, and asked again where there are few clients; the copy is
                written when it says True.
            confirm_names: Shown what in ticked text could be a name; asked a second time.
            confirm_parts: Asked whether fees and sessions of each tier, insurer and clinician
                leave in this copy; not asked where there is none of them.
            overwrite: Replace a copy of the same week.
            password: Lock the copy with it; None: a plain file.
            pdf: Print it as PDF as well.

        Returns:
            What was written: the copy, and its PDF; nothing when it was not confirmed.
        """
        from practice_xl.coach import copy
        from practice_xl.coach.inputs import for_coach, private_texts
        from practice_xl.coach.notes import read_notes

        if pdf and password is not None:
            raise FileRefused(
                "A PDF carries no password, so it would lie open beside the locked copy. "
                "Ask for one of the two."
            )
        with self._opened() as book:
            facts, notes = self._work_out(book)[1], read_notes(book)
            parts = copy.has_parts(facts) and confirm_parts(copy.PARTS)
            coach = for_coach(facts, parts=parts)
            target = self.path.parent / copy.copy_name(coach)
            if target.exists() and not overwrite:
                raise FileBusy(f"{target.name} is there already. Move it away, then share again.")
            few = copy.has_few_clients(coach)
            if not confirm(copy.describe_copy(coach, notes)) or (few and not confirm(copy.FEW)):
                return []
            names = [
                f"{text.sheet}!{text.cell}: {', '.join(words)}"
                for text, words in copy.names_to_check(coach, notes)
            ]
            checked = not names or confirm_names("\n".join(names))
            private = private_texts(facts)
            copy.write_copy(
                coach, target, notes, private=private, names_checked=checked, password=password
            )
        if not pdf:
            return [target]
        from practice_xl.libreoffice import write_pdf

        return [target, write_pdf(target)]

    def merge(
        self,
        coach_file: str | Path,
        *,
        coach_wins: bool = False,
        password: str | None = None,
        confirm: Callable[[str], bool] = _no,
    ) -> Merged:
        """Take the coach's notes from a copy that came back; nothing but notes changes.

        The tracker is kept as it was beside itself.

        Args:
            coach_file: The coach copy that came back.
            coach_wins: Take the coach's row where both sides changed it.
            password: Opens a locked copy; it is held only while the copy is read.
            confirm: Asked whether a copy without its weeks is one of this tracker.
        """
        from practice_xl.coach.notes import merge as merge_notes
        from practice_xl.undo import keeping

        with self._opened() as book:
            merged = merge_notes(
                book, Path(coach_file), coach_wins=coach_wins, password=password, confirm=confirm
            )
            if merged.added or merged.updated:
                with keeping(self.path, "merge", self.now or datetime.now()):
                    self._save(book)
        return merged

    def import_(
        self,
        sources: Sequence[Path],
        *,
        confirm: Callable[[str], bool] = _yes,
        notice_hours: float | None = None,
        day_first: bool | None = None,
        mapping: Path | None = None,
        overwrite: bool = False,
    ) -> Preview:
        """Fill in weeks and months from other software's files; blanks only unless told otherwise.

        The tracker is kept as it was beside itself. Bookings after the day worked for are not
        sessions yet.

        Args:
            sources: Exports of appointments, money, profit and loss; put together.
            confirm: Shown the preview; the cells are typed when it says True.
            notice_hours: Notice you ask for; a later cancellation is a late one. [hours]
            day_first: Whether 3/2 is 3 February, where a file alone does not tell; None refuses.
            mapping: A file that says what the columns of an unknown source hold.
            overwrite: Replace what was typed where the files say otherwise.

        Returns:
            What was (or, when not confirmed, would be) changed.
        """
        from practice_xl.importers import read_sources
        from practice_xl.importers.preview import plan_changes
        from practice_xl.schema.inputs import ARRIVALS, MONTHLY, WEEKLY
        from practice_xl.sheets.enter import enter, enter_bookings, read_dated_rows
        from practice_xl.sheets.read import read_plan
        from practice_xl.sheets.tables import source_names
        from practice_xl.undo import keeping

        with self._opened() as book:
            plan = read_plan(book)
            imported = read_sources(
                sources,
                plan,
                today=self.as_of,
                notice_hours=notice_hours,
                day_first=day_first,
                mapping=mapping,
                known_sources=source_names(book),
            )
            tables = (WEEKLY, MONTHLY, ARRIVALS) if imported.arrivals else (WEEKLY, MONTHLY)
            rows = [read_dated_rows(book, table, plan) for table in tables]
            weeks, months, *arrivals = (each.values for each in rows)
            preview = plan_changes(
                imported,
                weeks,
                months,
                bookings=plan.bookings,
                arrivals=arrivals[0] if arrivals else None,
                overwrite=overwrite,
            )
            if preview.changes_anything and confirm(str(preview)):
                with keeping(self.path, "import", self.now or datetime.now()):
                    for each in rows:
                        enter(book, each, preview.to_write(each.table.table))
                    if preview.bookings and preview.booked_as_of:
                        enter_bookings(book, preview.bookings, preview.booked_as_of)
                    self._save(book)
        return preview

    def remind(self) -> Path:
        """Write ``friday.ics`` beside the tracker: the Friday habit, without a name or a figure."""
        from practice_xl.reminders import write_reminders
        from practice_xl.sheets.read import read_plan

        with self._opened() as book:
            plan = read_plan(book)
        return write_reminders(self.path.parent, plan, self.as_of)

    def upgrade(self) -> Upgraded:
        """Make the tracker anew in today's version, every typed cell carried over."""
        from practice_xl.upgrading import upgrade

        return upgrade(self.path, self.as_of, self.now or datetime.now())

    def restore(self) -> Path:
        """Bring back the file as it was before the last import, merge or upgrade.

        Returns the kept copy that was brought back.
        """
        from practice_xl.undo import restore

        return restore(self.path, self.now or datetime.now())

    def _opened(self) -> AbstractContextManager[Book]:
        """The workbook, wherever it is open, else closed; a closed one is closed again."""
        if not isinstance(self._where, str | Path):
            return nullcontext(self._where)
        from practice_xl.books import choose

        return choose(self.path, clock_names={CLOCK_NAME})

    def _save(self, book: Book) -> None:
        """Write a closed file; a workbook handed in, or open, is its owner's to save."""
        if isinstance(self._where, str | Path) and book.app is None:
            book.save()

    def _work_out(self, book: Book) -> tuple[Inputs, Facts]:
        from practice_xl.domain.report import work_out
        from practice_xl.sheets.pages.page import Facts
        from practice_xl.sheets.read import read_inputs

        inputs = read_inputs(book, self.as_of)
        if inputs.blocking:
            raise NeedsAttention(inputs.problems)
        plan = inputs.practice.plan
        missing = tuple(s.label for s in FIRST_FIVE if getattr(plan, s.key) in (None, ""))
        report = work_out(inputs.practice)
        return inputs, Facts(report, inputs.problems, missing, *inputs[3:])


def open(where: str | Path | Book, as_of: date | None = None) -> Tracker:
    """A tracker to work with, as :class:`Tracker` takes it, at the time of the call.

    Nothing is read before a verb is called.
    """
    moment = datetime.now().replace(microsecond=0, second=0)
    day = as_of or moment.date()
    return Tracker(where, day, datetime.combine(day, moment.time()))
