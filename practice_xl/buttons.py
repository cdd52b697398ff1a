"""What the workbook's buttons call: the same verbs, on the workbook that called.

Each button's macro has ``RunPython`` run ``import practice_xl; practice_xl.recalculate()``.
Nothing here selects a cell or scrolls; a failure is a message a person understands, never a stack
trace.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from practice_xl.problems import FileBusy, FileRefused, PracticeError, about_excel, in_words
from practice_xl.schema.start_page import CLOCK_NAME
from practice_xl.tracker import Tracker

if TYPE_CHECKING:
    import xlwings as xw

    from practice_xl.sheets.pages.page import Facts

TITLE = "practice_xl"
EXPORTS = "exports"  # folder beside the workbook that Import reads
LONGEST_MESSAGE = 1500  # characters; a message box cuts what is longer
LONGEST_QUESTION = 8  # lines; more is not read before Yes is pressed
NO_ANSWER = "There was no answer in time. Nothing was written; press the button again."
ONLINE = (
    "This workbook is open from OneDrive or SharePoint, and Excel does not say where it lies on "
    "this computer. Recalculate works; for this button save a copy in Documents, open that one, "
    "and press the button there."
)


def recalculate(book: xw.Book | None = None, today: date | None = None) -> Facts | None:
    """Recalculate a workbook; without one, the workbook whose button was clicked.

    Args:
        book: An open workbook, of whatever engine. None: ``Book.caller()``.
        today: The week read is the latest begun by this day; None: today.

    Returns:
        What was worked out; None when it stopped and the message was shown instead.

    Raises:
        PracticeError: Only when ``book`` is given; a button shows the message instead.
    """
    done: list[Facts] = []

    def work(book: xw.Book) -> str:
        done.append(Tracker(book, today, datetime.now()).recalculate())
        return "\n".join([*done[0].headline[:2], done[0].checks])

    if book is None:
        _clicked("Recalculating ...", work)
    else:
        work(book)
    return done[0] if done else None


def share() -> None:
    """Write the coach copy of the workbook whose button was clicked, beside it."""

    def work(book: xw.Book) -> str:
        _saved(book)
        written = Tracker(book).share(
            confirm=lambda inside: _ask(book.app, _short(inside, "Write this copy?")),
            confirm_names=lambda found: _ask(book.app, f"{found}\n\nNone of these is a name?"),
            confirm_parts=partial(_ask, book.app),
        )
        return f"The coach copy is {written[0].name}, beside it." if written else ""

    _clicked("Writing the coach copy ...", work)


def merge() -> None:
    """Take the notes of every coach copy that lies beside the workbook; repeatable."""
    from practice_xl.coach.copy_file import is_copy_name

    def work(book: xw.Book) -> str:
        path = _saved(book)
        copies = [p for p in sorted(path.parent.glob("*.xlsx")) if is_copy_name(p.stem)]
        if not copies:
            raise FileRefused("Put the file that your coach sent back beside this workbook first.")
        lines = []
        for copy in copies:
            try:
                done = Tracker(book).merge(copy, confirm=partial(_ask, book.app))
                lines += [f"{copy.name}: {done.words}", *map(str, done.conflicts)]
            except PracticeError as refused:  # the other copies are read all the same
                lines.append(str(refused))
        return "\n".join(lines)

    _clicked("Reading the coach's notes ...", work)


def import_sources() -> None:
    """Fill in weeks from the exports in the folder ``exports`` beside the workbook."""

    def work(book: xw.Book) -> str:
        path = _saved(book)
        folder = path.parent / EXPORTS
        files = sorted(f for f in folder.glob("*") if f.suffix.lower() in (".csv", ".xlsx", ".xls"))
        if not files:
            raise FileRefused(
                f"Put your software's exports into a folder named {EXPORTS} beside this workbook, "
                "then click Import again."
            )

        def confirm(preview: str) -> bool:
            return _ask(book.app, f"{preview[-LONGEST_MESSAGE:]}\n\nType these in?")

        if Tracker(book).import_(files, confirm=confirm).changes_anything:
            return "Now click Recalculate."
        return "There is nothing new in the exports."

    _clicked("Reading the exports ...", work)


def _saved(book: xw.Book) -> Path:
    """The file of an open workbook. Raises FileBusy when it has none on this computer."""
    try:
        name = book.fullname
    except Exception as failure:  # xlwings knows several ways not to find it
        raise FileBusy(about_excel(failure) or ONLINE) from failure
    if "://" in name:
        raise FileBusy(ONLINE)
    if not Path(name).is_file():
        raise FileBusy("Save the workbook on this computer first; then click again.")
    return Path(name)


def calling_book() -> xw.Book:
    """The workbook whose button was pressed.

    xlwings does not find one whose name has signs that the command line of a click cannot carry.
    It is then the open tracker of that name, or the only one that is open. Raises FileBusy where
    none is open, several are, or Excel may not be asked.
    """
    import xlwings as xw

    try:
        return xw.Book.caller()
    except Exception as failure:
        if about_excel(failure):
            raise FileBusy(about_excel(failure)) from failure
    named = next((word[5:] for word in sys.argv if word.startswith("--wb=")), "")
    trackers = [book for app in xw.apps for book in app.books if _is_tracker(book)]
    same = [book for book in trackers if _plain(book.name) == _plain(named)]
    found = same or trackers
    if len(found) == 1:
        return found[0]
    if not found:
        raise FileBusy(
            "The workbook of this button was not found in Excel. Give it a name of plain letters "
            "and numbers, open it again, and press the button."
        )
    raise FileBusy(
        f"{len(found)} trackers are open, and Excel did not say whose button was pressed. Close "
        "all but one, and press its button again."
    )


def _is_tracker(book: xw.Book) -> bool:
    """Whether a workbook has our names and our buttons; a copy for a coach has no buttons."""
    from practice_xl.building.macros import SETTINGS_SHEET

    with suppress(Exception):  # a workbook that does not answer is none of ours
        return CLOCK_NAME in book.names and any(s.name == SETTINGS_SHEET for s in book.sheets)
    return False


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _clicked(doing: str, work: Callable[[xw.Book], str]) -> None:
    """Run a verb on the calling workbook, its progress in the status bar, its end in a message."""
    app: xw.App | None = None
    try:
        book = calling_book()
        app = book.app
        _say(app, f"{TITLE}: {doing}")
        message = work(book)
    except Exception as failure:
        message = in_words(failure, button=True)
    finally:
        _say(app, "")
    if app is None:
        _tell_without_excel(message)
    elif message:
        with suppress(Exception):  # not every program can show a message
            app.alert(message, title=TITLE)


def _tell_without_excel(message: str) -> None:
    """On the Mac a message of the system's own; else Excel shows it as all that Python said."""
    if sys.platform == "darwin":
        script = f'on run said\ndisplay alert "{TITLE}" message (item 1 of said)\nend run'
        with suppress(OSError):
            subprocess.run(["/usr/bin/osascript", "-e", script, message], check=False)  # noqa: S603
            return
    raise SystemExit(message)


def _say(app: xw.App | None, text: str) -> None:
    if app is not None:
        with suppress(Exception):  # not every program has a status bar
            app.status_bar = text or False


def _ask(app: xw.App, question: str) -> bool:
    """Whether the answer is yes. Raises FileBusy when none came: the Mac waits for one minute."""
    answer = None
    with suppress(Exception):  # how no answer looks differs from system to system
        answer = app.alert(question, title=TITLE, buttons="yes_no_cancel")
    if answer not in ("yes", "no", "cancel"):
        raise FileBusy(NO_ANSWER)
    return bool(answer == "yes")


def _short(inside: str, question: str) -> str:
    """A question that is read: at most eight lines, what it is about first."""
    lines = [line for line in inside.splitlines() if line.strip()]
    if len(lines) >= LONGEST_QUESTION:
        left = len(lines) - (LONGEST_QUESTION - 2)
        lines = [*lines[: LONGEST_QUESTION - 2], f"... and {left} more: practice-xl share"]
    return "\n".join([*lines, question])
