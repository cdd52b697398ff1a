"""What can be wrong: problems, which are collected, and failures, which are raised.

A *problem* is a value: one cell (or sheet, table, column) that needs a look. Readers and
cleaners return lists of them, so that all are shown at once. A *failure* is an exception: the
job stopped and nothing was changed. Its text is one the therapist can act on. A failure that is not
ours is put into words where a person reads; its own text is never shown, for it could hold what was
typed.
"""

from __future__ import annotations

import errno
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing found in the workbook that needs a look."""

    sheet: str  # Name of the sheet, for example ``"Weekly"``
    cell: str  # Address without the sheet, for example ``"D14"``; empty for a whole sheet or table
    column: str  # Header of the column, with the week or row it belongs to where that helps
    found: str  # What stands there now, in words. Never a client's name or the text of a note.
    expected: str  # What should stand there, in words
    do: str  # What to do about it, as one sentence
    blocking: bool = False  # True when nothing can be worked out until it is put right

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        heading = f"{place}  {self.column}" if self.column else place
        return f"{heading}\n    Found {self.found}; expected {self.expected}.\n    {self.do}"


class PracticeError(Exception):
    """A job that stopped, with nothing changed. The text says what to do next."""


class FileRefused(PracticeError):
    """The file cannot be read, or cannot be written without risking what is in it."""


class FileBusy(PracticeError):
    """The file is open elsewhere, was changed meanwhile, or may not be written just now."""


class NotAvailable(PracticeError):
    """A program or an optional part that this job needs is not on this computer."""


class NeedsAttention(PracticeError):
    """The workbook holds blocking problems; ``problems`` carries all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(describe_problems(self.problems))


def describe_problems(problems: Sequence[Problem]) -> str:
    """All problems as one message, the blocking ones first.

    >>> print(describe_problems([Problem("Weekly", "D14", "Sessions kept", "'eighteen'",
    ...     "a whole number from 0 to 200", "Type the number, for example 18.", True)]))
    1 cell needs attention. Nothing was changed.
    <BLANKLINE>
    Weekly!D14  Sessions kept
        Found 'eighteen'; expected a whole number from 0 to 200.
        Type the number, for example 18.
    """
    stopping: list[Problem | str] = [problem for problem in problems if problem.blocking]
    others: list[Problem | str] = [problem for problem in problems if not problem.blocking]
    number = len(problems)
    head = "1 cell needs attention." if number == 1 else f"{number} cells need attention."
    if stopping:
        head += " Nothing was changed."
    if stopping and others:
        stopping.insert(0, "Put right first, for it stops the work:")
        others.insert(0, "These do not stop the work; what cannot be used is left out:")
    return "\n\n".join(map(str, [head, *stopping, *others]))


FEWEST_ALIKE, CELLS_NAMED = 3, 4  # so many with one cause are one message; so many are named


def fold(problems: Sequence[Problem]) -> list[Problem]:
    """Problems of one column with one cause, as one message: at its first cell, with the count.

    >>> rows = [Problem("Weekly", f"E{n}", "Sessions kept", "18.5", "whole", "Type 18.")
    ...     for n in range(7, 60)]
    >>> [(problem.cell, problem.found) for problem in fold(rows)]
    [('E7', '18.5, and the like in 52 more cells (E8, E9, E10 ... E59)')]
    """
    alike = defaultdict[tuple[object, ...], list[Problem]](list)
    for problem in problems:
        sheet, cell, column, _, expected, do, blocking = problem
        column = column.partition(", week of ")[0]
        cause = (sheet, column, expected, do, blocking) if cell else (str(problem),)
        alike[cause].append(problem)
    folded = []
    for first, *more in alike.values():
        if len(more) + 1 < FEWEST_ALIKE:
            folded += [first, *more]
            continue
        cells = [problem.cell for problem in more]
        named = ", ".join(cells)
        if len(cells) > CELLS_NAMED:
            named = f"{', '.join(cells[: CELLS_NAMED - 1])} ... {cells[-1]}"
        found = f"{first.found}, and the like in {len(cells)} more cells ({named})"
        folded.append(first._replace(found=found))
    return folded


EDITING = "A cell is being edited in Excel. Press Enter there, or Esc"
_IS_EDITED = f"{EDITING}, and try again."
_ANSWERS = {
    -2147418111: _IS_EDITED,  # of Excel for Windows, as the next one
    -2146777998: _IS_EDITED,
    -1743: "Your Mac does not let the program work with Excel. Allow it in System Settings, "
    "Privacy & Security, Automation: switch on Microsoft Excel there, and try again.",
    -1712: "Excel did not answer within a minute. Finish the cell or the question that is open "
    "there, and try again.",
}


def about_excel(failure: Exception) -> str:
    """What Excel refused, in words; empty where it was not Excel that did.

    >>> about_excel(Exception(-2147418111, "Call was rejected by callee."))
    'A cell is being edited in Excel. Press Enter there, or Esc, and try again.'
    >>> about_excel(UnicodeEncodeError("ascii", "é", 0, 1, "has no such letter"))
    ''
    """
    detail = failure.args[2] if len(failure.args) > 2 else None
    said = [*failure.args[:1], *(detail if isinstance(detail, tuple) else ())]
    said += [getattr(failure, "errornumber", None), getattr(failure, "hresult", None)]
    numbers = {each for each in said if isinstance(each, int)}
    if type(failure).__name__ == "ExcelBusyError":
        return _IS_EDITED
    return next((words for number, words in _ANSWERS.items() if number in numbers), "")


def in_words(failure: Exception, *, button: bool = False) -> str:
    """A failure in one or two sentences, also where no part of practice_xl raised it on purpose.

    Where a button was pressed, the last words speak of a button.

    >>> in_words(PermissionError(13, "Permission denied", "/shared/my_practice.xlsx"))
    'my_practice.xlsx: you may not write there. Choose a folder of your own, such as Documents.'
    """
    if isinstance(failure, PracticeError):
        return str(failure)
    cause = next((arg for arg in failure.args if isinstance(arg, OSError)), failure)
    if isinstance(cause, ModuleNotFoundError):
        package = (cause.name or "a part").partition(".")[0]
        return (
            f"practice_xl is not fully installed: {package} is missing. Install it again, as the "
            "README says under Start, and run it with the Python it was installed with."
        )
    if said := about_excel(cause):
        return said
    if isinstance(cause, OSError):
        return _refused(cause)
    more = "The same command with --debug shows where it stopped."
    if button:
        more = "Press the button again; if it stops again, save, close and open the workbook first."
    return (
        f"practice_xl stopped at something it does not know ({type(failure).__name__}). "
        f"What you typed is as it was. {more}"
    )


def _refused(failure: OSError) -> str:
    """What the system refused, and for which file: its name, never its folder."""
    name = Path(str(failure.filename)).name if failure.filename else "The file"
    if name.startswith("."):
        name = "The folder"  # a file of our own, on its way
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{name}: you may not write there. Choose a folder of your own, such as Documents."
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{name}: the disk is full. Make room, and try again."
    if isinstance(failure, FileNotFoundError):
        return f"{name} was not found; check the name and the folder."
    return f"{name}: the computer refused it ({failure.strerror or type(failure).__name__})."
