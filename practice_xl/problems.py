"""What can be wrong: problems, which are collected, and failures, which are raised.

A *problem* is a value: one cell (or sheet, table, column) that needs a look. Readers and
cleaners return lists of them, so that all are shown at once. A *failure* is an exception: the
job stopped and nothing was changed. Its text is one the therapist can act on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Problem(NamedTuple):
    """One thing found in the workbook that needs a look.

    Attributes:
        sheet: Name of the sheet, for example ``"Weekly"``.
        cell: Address without the sheet, for example ``"D14"``; empty for a whole sheet or table.
        column: Header of the column, with the week or row it belongs to where that helps.
        found: What stands there now, in words. Never a client's name or the text of a note.
        expected: What should stand there, in words.
        do: What to do about it, as one sentence.
        blocking: True when nothing can be worked out until it is put right.
    """

    sheet: str
    cell: str
    column: str
    found: str
    expected: str
    do: str
    blocking: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The problem as ``report --json`` prints it.

        >>> Problem("Weekly", "D14", "Sessions kept", "18.5", "whole", "Type 18.").as_dict()["cell"]
        'D14'
        """
        return self._asdict()

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
    stopping = [problem for problem in problems if problem.blocking]
    others = [problem for problem in problems if not problem.blocking]
    number = len(problems)
    count = "1 cell needs attention." if number == 1 else f"{number} cells need attention."
    parts = [f"{count} Nothing was changed." if stopping else count]
    if stopping and others:
        parts.append("Put right first, for it stops the work:")
    parts += map(str, stopping)
    if stopping and others:
        parts.append("These do not stop the work; what cannot be used is left out:")
    return "\n\n".join([*parts, *map(str, others)])


FEWEST_ALIKE, CELLS_NAMED = 3, 4  # so many with one cause are one message; so many are named


def fold(problems: Sequence[Problem]) -> list[Problem]:
    """Problems of one column with one cause, as one message: at its first cell, with the count.

    >>> rows = [Problem("Weekly", f"E{n}", "Sessions kept", "18.5", "whole", "Type 18.")
    ...     for n in range(7, 60)]
    >>> [(problem.cell, problem.found) for problem in fold(rows)]
    [('E7', '18.5, and the like in 52 more cells (E8, E9, E10 ... E59)')]
    """
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        column = problem.column.partition(", week of ")[0]
        cause = (problem.sheet, column, problem.expected, problem.do) if problem.cell else ()
        alike.setdefault((*cause, str(problem.blocking)) if cause else (str(problem),), []).append(
            problem
        )
    folded = []
    for same in alike.values():
        if len(same) < FEWEST_ALIKE:
            folded += same
            continue
        cells = [problem.cell for problem in same[1:]]
        named = ", ".join(cells)
        if len(cells) > CELLS_NAMED:
            named = f"{', '.join(cells[: CELLS_NAMED - 1])} ... {cells[-1]}"
        more = f"{same[0].found}, and the like in {len(cells)} more cells ({named})"
        folded.append(same[0]._replace(found=more))
    return folded
