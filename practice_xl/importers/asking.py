"""Make a mapping by asking the owner which column is what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from practice_xl.importers.files import open_grids
from practice_xl.importers.frame import Cells
from practice_xl.importers.grid import Grid
from practice_xl.importers.mapping import ROLES, ColumnMapping
from practice_xl.importers.recognise import match
from practice_xl.importers.source import Found, Source, Wanted, plain
from practice_xl.importers.statuses import OWN_WORDS, Outcome, outcomes, shown_word
from practice_xl.problems import FileRefused

_MOST_STATUSES = 25
_MOST_TRIES = 5
_MEANINGS = {
    "kept": "the session took place",
    "missed": "a late cancel or no-show",
    "missed charged": "a late cancel or no-show, and a fee was charged",
    "cancelled in time": "the client cancelled, with notice",
    "clinician cancelled": "you cancelled",
    "not counted": "moved, a break, anything else",
}

Ask = Callable[[str], str]
Tell = Callable[[str], None]


def ask_mapping(path: Path, ask: Ask, tell: Tell) -> ColumnMapping:
    """Make a mapping by asking the owner; shows headers and statuses of the file, nothing else.

    Args:
        path: The file to describe.
        ask: Shows a question and gives the answer typed, for example ``input``.
        tell: Shows a line, for example ``print``.

    Raises:
        FileRefused: The file is no table with headers, or an answer was not understood after
            several tries.
    """
    grid, place, headers = _headers(path)
    tell(f"{path.name} has these columns:")
    for number, header in enumerate(headers, 1):
        tell(f"  {number}  {header or '(no header)'}")
    kinds = list(ROLES)
    holds = kinds[
        _choose(ask, tell, "What does it hold? 1 = appointments, 2 = money", len(kinds)) - 1
    ]
    columns: dict[str, str] = {}
    for role, words, needed in ROLES[holds]:
        hint = "number of the column" if needed else "number of the column, or Enter for none"
        number = _choose(ask, tell, f"Which column is {words}? ({hint})", len(headers), needed)
        if number:
            columns[role] = headers[number - 1]
    statuses: dict[str, str] = {}
    if holds == "appointments":
        choices = list(OWN_WORDS)
        tell("What do its statuses mean?")
        for number, word in enumerate(choices, 1):
            tell(f"  {number}  {word}: {_MEANINGS[word]}")
        for status in _statuses(grid, place, headers, columns["status"]):
            number = _choose(ask, tell, f"“{status}” means (number)", len(choices))
            statuses[status] = choices[number - 1]
    name = ask("What do you call this source? ").strip() or path.stem
    return ColumnMapping(name, holds, columns, statuses)


def _headers(path: Path) -> tuple[Grid, int, list[str]]:
    """The first row that looks like headers: two cells or more, all text without digits first."""
    best: tuple[int, Grid, int, list[str]] | None = None
    for grid in open_grids(path):
        for place, row in enumerate(grid.top()):
            cells = [" ".join(cell.lstrip("\ufeff").split()) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            filled = [cell for cell in cells if cell]
            if len(filled) > 1 and not any(cell[0].isdigit() for cell in filled):
                if best is None or len(filled) > best[0]:
                    best = (len(filled), grid, place, cells)
                break
    if best is None:
        raise FileRefused(f"{path.name} has no row of headers; export it with headers.")
    return best[1], best[2], best[3]


def _statuses(grid: Grid, place: int, headers: Sequence[str], header: str) -> list[str]:
    """The different statuses of a file, to be asked about."""
    source = Source("", (Wanted("status", (plain(header),), needed=True),), lambda *_: Found())
    picks, _ = match(source, [plain(cell) for cell in headers], headers, place)
    if picks is None:
        return []
    cells: Cells = grid.frame(picks, lambda _: 0).needed("status")
    if len(cells.values) > _MOST_STATUSES:
        raise FileRefused(
            f"The column {header} of {grid.name} holds {len(cells.values)} different texts, so it "
            "is no status; begin again and choose another column."
        )
    unknown = outcomes(cells, {}) == Outcome.UNKNOWN
    used = sorted(set(cells.codes[unknown & cells.filled].tolist()))
    words = dict.fromkeys(shown_word(cells.values[code]) for code in used)
    return [word for word in words if not word.startswith("(")]


def _choose(ask: Ask, tell: Tell, question: str, most: int, needed: bool = True) -> int:
    """A number from 1 to ``most``; 0 for nothing where that is allowed."""
    for _ in range(_MOST_TRIES):
        answer = ask(f"{question}: ").strip()
        if not answer and not needed:
            return 0
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= most:
            return int(answer)
        tell(f"Type a number from 1 to {most}.")
    raise FileRefused("The columns were not mapped; start again when you have the file at hand.")
