"""Make a mapping by asking the owner which column is what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from practice_xl.importers.declaration import Holds, Source, match_headers
from practice_xl.importers.files import open_views, read_bytes
from practice_xl.importers.money import read_amounts
from practice_xl.importers.own_mapping import BELOW_ZERO, ROLES, ColumnMapping
from practice_xl.importers.people import Hasher
from practice_xl.importers.statuses import (
    OWN_FLOWS,
    OWN_WORDS,
    holds_names,
    names_people,
    plain,
    shown_word,
)
from practice_xl.importers.tables import TOP_ROWS, View, read_table
from practice_xl.problems import FileRefused

_MOST_STATUSES = 25
_MOST_TRIES = 5

Ask = Callable[[str], str]  # shows a question and gives the answer typed, as input does
Tell = Callable[[str], None]  # shows a line, as print does


def ask_mapping(path: Path, ask: Ask, tell: Tell) -> ColumnMapping:
    """Make a mapping by asking the owner; shows headers and statuses of the file, nothing else.

    Raises:
        FileRefused: The file is no table with headers, or answers were not understood.
    """
    view, place, headers = _headers_of(path)
    tell(f"{path.name} has these columns:")
    for number, header in enumerate(headers, 1):
        kept_back = "  (names or notes: never shown)" if names_people(header) else ""
        tell(f"  {number}  {header or '(no header)'}{kept_back}")
    question = "What does it hold? 1 = appointments, 2 = money"
    holds = list(ROLES)[_choose(ask, tell, question, len(ROLES)) - 1]
    cells: dict[str, Sequence[Any]] = {}
    columns: dict[str, str] = {}
    for role, words, needed in ROLES[holds]:
        if role in ("no_show", "kind") and ("status" in columns) is (role == "no_show"):
            continue  # a second column of either kind
        hint = "number of the column" if needed else "number of the column, or Enter for none"
        question = f"Which column is {words}? ({hint})"
        number = _choose(ask, tell, question, len(headers), needed)
        if number:
            columns[role] = headers[number - 1]
            cells[role] = _cells(view, place, headers, columns[role])
            names, many = holds_names(columns[role], cells[role]), len(set(cells[role]) - {""})
            shown = role in ("status", "kind", "no_show", "clinician")
            if shown and (names or many > _MOST_STATUSES):
                what = "names, titles or mostly" if names else str(many)
                raise FileRefused(
                    f"The column {columns[role]} of {view.name} holds {what} different texts, so "
                    "it is no status; begin again and choose another column, or none."
                )
    statuses: dict[str, str] = {}
    meanings = OWN_FLOWS if holds == "money" else OWN_WORDS
    for role in columns.keys() & {"status", "kind"}:
        tell(f"What do the words of the column {columns[role]} mean?")
        for number, (word, means) in enumerate(meanings.items(), 1):
            tell(f"  {number}  {word}: {means}")
        for status in dict.fromkeys(map(shown_word, cells[role])):
            if status and not status.startswith("("):
                number = _choose(ask, tell, f"“{status}” means (number)", len(meanings))
                statuses[status] = list(meanings)[number - 1]
    below_zero = ""
    if holds == "money" and any((number or 0) < 0 for number in read_amounts(cells["amount"])):
        question = "Some amounts are below zero. 1 = refunds to clients, 2 = money you paid"
        below_zero = list(BELOW_ZERO)[_choose(ask, tell, question, len(BELOW_ZERO)) - 1]
    name = ask("What do you call this source? ").strip() or path.stem
    return ColumnMapping(name, holds, columns, statuses, below_zero)


def _headers_of(path: Path) -> tuple[View, int, list[str]]:
    """How a file is best seen, and its first row that looks like headers: text in two cells."""
    best: tuple[View, int, list[str]] | None = None
    for view in open_views(path.name, read_bytes(path)):
        for place, row in enumerate(view.texts(TOP_ROWS)):
            cells = [" ".join(cell.lstrip("\ufeff").split()) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            filled = [cell for cell in cells if cell]
            if len(filled) > 1 and not any(cell[0].isdigit() for cell in filled):
                if best is None or len(filled) > sum(map(bool, best[2])):
                    best = view, place, cells
                break
    if best is None:
        raise FileRefused(f"{path.name} has no row of headers; export it with headers.")
    return best


def _cells(view: View, place: int, headers: list[str], header: str) -> Sequence[Any]:
    source = Source("", "", Holds.FIGURES, "", f"one, needed: {plain(header)}")
    picks = match_headers(view, source, list(map(plain, headers)), headers, place)
    return () if isinstance(picks, str) else read_table(picks, Hasher(b"")).cells["one"][0]


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
