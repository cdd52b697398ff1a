"""What the workbook's buttons call: the same verbs, on the workbook that called.

Each button's macro is one line, ``RunPython "import practice_xl; practice_xl.recalculate()"``.
Nothing here selects a cell or scrolls; a failure is a message a person understands, never a stack
trace.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from practice_xl.problems import FileBusy, PracticeError

if TYPE_CHECKING:
    import xlwings as xw

    from practice_xl.sheets.pages.page import Facts

TITLE = "practice_xl"
UNEXPECTED = (
    "Something went wrong that should not have. Nothing was changed. Save and close the workbook, "
    "and run: practice-xl recalculate FILE --debug"
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
    from pathlib import Path

    from practice_xl import actions

    def work(book: xw.Book) -> tuple[None, str]:
        path = Path(book.fullname)
        if not path.is_file():
            raise FileBusy("Save the workbook on this computer first; then share it.")

        def confirm(inside: str) -> bool:
            answer = _alert(book.app, inside + "\n\nWrite this copy?", buttons="yes_no_cancel")
            return answer == "yes"

        copy = actions.share_book(book, path, date.today(), confirm=confirm)
        return None, f"The coach copy is {copy.name}, beside your tracker." if copy else ""

    _clicked("Writing the coach copy ...", work)


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
    except Exception:
        result, message = None, UNEXPECTED
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
