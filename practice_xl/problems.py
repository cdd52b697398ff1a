"""What can be wrong: problems, which are collected, and failures, which are raised.

A *problem* is a value: one cell (or sheet, table, column) that needs a look. Readers and
cleaners return lists of them, so that all are shown at once. A *failure* is an exception: the
job stopped and nothing was changed. Its text is one the therapist can act on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing found in the workbook that needs a look.

    Attributes:
        sheet: Name of the sheet, for example ``"Weekly"``.
        cell: Address without the sheet, for example ``"D14"``; empty for a whole sheet or table.
        column: Header of the column, with the week or row it belongs to where that helps.
        found: What stands there now, in words. Never a client's name or the text of a note.
        expected: What should stand there, in words.
        do: What to do about it, as one sentence.
        blocking: True when nothing can be worked out until it is mended.
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
        return asdict(self)

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
    ordered = sorted(problems, key=lambda problem: not problem.blocking)
    count = f"{len(ordered)} cell needs" if len(ordered) == 1 else f"{len(ordered)} cells need"
    changed = " Nothing was changed." if any(problem.blocking for problem in ordered) else ""
    return "\n\n".join([f"{count} attention.{changed}", *map(str, ordered)])
