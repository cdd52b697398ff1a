"""What the workbook's buttons call: the same verbs, on the workbook that called.

Each button's macro is one line, ``RunPython "import practice_xl; practice_xl.recalculate()"``.
Nothing here selects a cell or scrolls; a failure is a message a person understands, never a stack
trace.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl.problems import FileBusy, FileRefused, PracticeError
from practice_xl.unexpected import in_words

if TYPE_CHECKING:
    import xlwings as xw

    from practice_xl.sheets.pages.page import Facts

TITLE = "practice_xl"
EXPORTS = "exports"  # folder beside the workbook that Import reads
LONGEST_MESSAGE = 1500  # characters; a message box cuts what is longer


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
    from practice_xl import actions

    def work(book: xw.Book) -> tuple[Facts, str]:
        facts = actions.recalculate(book, today or date.today(), datetime.now())
        return facts, "\n".join([*facts.headline[:2], facts.checks])

    if book is not None:
        return work(book)[0]
    clicked: Facts | None = _clicked("Recalculating ...", work)
    return clicked


def share() -> None:
    """Write the coach copy of the workbook whose button was clicked, beside it."""
    from practice_xl import actions

    def work(book: xw.Book) -> tuple[None, str]:
        path = _saved(book)

        def confirm(inside: str) -> bool:
            return _alert(book.app, f"{inside}\n\nWrite this copy?", "yes_no_cancel") == "yes"

        def confirm_names(found: str) -> bool:
            question = f"{found}\n\nNone of these is a name?"
            return _alert(book.app, question, "yes_no_cancel") == "yes"

        how = actions.ShareOptions(confirm=confirm, confirm_names=confirm_names)
        written = actions.share_book(book, path, date.today(), how)
        return None, f"The coach copy is {written[0].name}, beside it." if written else ""

    _clicked("Writing the coach copy ...", work)


def merge() -> None:
    """Take the notes of every coach copy that lies beside the workbook; repeatable."""
    from practice_xl.coach.inside import is_copy_name
    from practice_xl.coach.merge import merge as merge_notes
    from practice_xl.undo import keep

    def work(book: xw.Book) -> tuple[None, str]:
        path = _saved(book)
        copies = [p for p in sorted(path.parent.glob("*.xlsx")) if is_copy_name(p.stem)]
        if not copies:
            raise FileRefused("Put the file that your coach sent back beside this workbook first.")
        lines, taken = [], False

        def ask(question: str) -> bool:
            return _alert(book.app, question, "yes_no_cancel") == "yes"

        for copy in copies:
            try:
                done = merge_notes(book, copy, confirm=ask)
            except PracticeError as refused:  # the other copies are read all the same
                lines.append(str(refused))
                continue
            taken |= bool(done.added or done.updated)
            lines += [f"{copy.name}: {done.words}", *map(str, done.conflicts)]
        if taken:
            keep(path, "merge", datetime.now())  # the file is not saved yet: it is as it was
        return None, "\n".join(lines)

    _clicked("Reading the coach's notes ...", work)


def import_sources() -> None:
    """Fill in weeks from the exports in the folder ``exports`` beside the workbook."""
    from practice_xl import actions

    def work(book: xw.Book) -> tuple[None, str]:
        path = _saved(book)
        folder = path.parent / EXPORTS
        files = sorted(f for f in folder.glob("*") if f.suffix.lower() in (".csv", ".xlsx", ".xls"))
        if not files:
            raise FileRefused(
                f"Put your software's exports into a folder named {EXPORTS} beside this workbook, "
                "then click Import again."
            )

        def confirm(preview: str) -> bool:
            short = preview if len(preview) <= LONGEST_MESSAGE else preview[-LONGEST_MESSAGE:]
            return _alert(book.app, f"{short}\n\nType these in?", "yes_no_cancel") == "yes"

        preview = actions.import_into(book, path, files, date.today(), confirm=confirm)
        if not preview.changes_anything:
            return None, "There is nothing new in the exports."
        return None, "Now click Recalculate."

    _clicked("Reading the exports ...", work)


def _saved(book: xw.Book) -> Path:
    """The file of an open workbook. Raises FileBusy when it has none on this computer."""
    path = Path(book.fullname)
    if not path.is_file():
        raise FileBusy("Save the workbook on this computer first; then click again.")
    return path


def _clicked(doing: str, work: Callable[[xw.Book], tuple[Any, str]]) -> Any:
    """Run a verb on the calling workbook, its progress in the status bar, its end in a message."""
    import xlwings as xw

    book = xw.Book.caller()
    app = book.app
    _say(app, f"{TITLE}: {doing}")
    try:
        result, message = work(book)
    except PracticeError as failure:
        result, message = None, str(failure)
    except Exception as failure:
        result, message = None, in_words(failure)
    finally:
        _say(app, None)
    if message:
        _alert(app, message)
    return result


def _say(app: Any, text: str | None) -> None:
    with suppress(Exception):  # not every program has a status bar
        app.status_bar = text or False


def _alert(app: Any, text: str, buttons: str = "ok") -> str | None:
    answer = None
    with suppress(Exception):  # not every program can show a message
        answer = app.alert(text, title=TITLE, buttons=buttons)
    return answer
