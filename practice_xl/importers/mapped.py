"""Map my columns: an export of any other program, by the owner's own description of it.

A mapping says what a file holds, which column is what, and what its statuses mean. It is made by
answering questions, or written by hand as a small TOML or JSON file:

```toml
name = "My calendar"
holds = "appointments"        # or "money"

[columns]
date = "Day"
time = "Starts"
status = "Outcome"
client = "Person"             # read as a salted hash only, to count clients

[statuses]
Done = "kept"                 # kept, missed, missed charged, cancelled in time,
Skipped = "missed"            # clinician cancelled, not counted
```

A mapping holds headers and statuses, never a cell of a client. It is kept in the user's
configuration folder, one file a source, and used whenever a file has its columns.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from practice_xl.importers.appointments import charge, judge, keep_appointments, keep_money
from practice_xl.importers.dates import read_stamps
from practice_xl.importers.recognise import match, recognise
from practice_xl.importers.source import (
    Cells,
    Found,
    Frame,
    Reading,
    Source,
    Wanted,
    amounts,
    plain,
)
from practice_xl.importers.statuses import OWN_WORDS, Outcome, outcomes, plain_status, shown_word
from practice_xl.importers.table import Grid, open_grids
from practice_xl.problems import FileRefused, NotAvailable

ROLES: Mapping[str, tuple[tuple[str, str, bool], ...]] = {
    "appointments": (
        ("date", "the date of the appointment", True),
        ("status", "what became of it (attended, cancelled, ...)", True),
        ("time", "the start time, if it is not with the date", False),
        ("clinician", "the clinician", False),
        ("client", "the client (only used to count clients; never kept)", False),
        ("charge", "the fee charged for a missed appointment", False),
        ("paid", "what was paid for it", False),
    ),
    "money": (
        ("date", "the date of the payment", True),
        ("amount", "the amount", True),
    ),
}
"""For each thing a file may hold: role, what it is in words, whether it is needed."""

_MOST_STATUSES = 25
_CONFIG = "PRACTICE_XL_CONFIG"
_MOST_TRIES = 5

Ask = Callable[[str], str]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class ColumnMapping:
    """The owner's description of a file.

    Attributes:
        name: What the owner calls the source.
        holds: ``"appointments"`` or ``"money"``; blank when only ``statuses`` are given.
        columns: For each role the header of its column.
        statuses: For each status of the file one of our words.
    """

    name: str
    holds: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, Outcome]:
        """The statuses as outcomes.

        >>> ColumnMapping("x", statuses={"Done": "kept"}).words["done"].name
        'KEPT'
        """
        return {
            plain_status(key): OWN_WORDS[plain_status(word)] for key, word in self.statuses.items()
        }


def config_folder() -> Path:
    """The user's configuration folder of this product; PRACTICE_XL_CONFIG names another."""
    told = os.environ.get(_CONFIG)
    if told:
        return Path(told)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "practice_xl"


def load_mapping(path: Path) -> ColumnMapping:
    """A mapping from a TOML or JSON file.

    Raises:
        FileRefused: The file is missing or does not describe a source; the message says what.
    """
    problem = ""
    content: Any = {}
    try:
        text = path.read_text("utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        problem = "was not found; check the name and the folder."
    except (OSError, UnicodeDecodeError):
        problem = "could not be read; save it as plain text (UTF-8)."
    except (json.JSONDecodeError, tomllib.TOMLDecodeError):
        problem = (
            "is not written as TOML or JSON; compare it with the example in the documentation."
        )
    if not problem:
        problem = _wrong(content)
    if problem:
        raise FileRefused(f"The mapping {path.name} {problem}")
    return ColumnMapping(
        str(content.get("name") or path.stem),
        str(content.get("holds") or ""),
        dict(content.get("columns") or {}),
        dict(content.get("statuses") or {}),
    )


def save_mapping(mapping: ColumnMapping, folder: Path | None = None) -> Path:
    """Keep a mapping for the next import, in the configuration folder; one file a source.

    Raises:
        NotAvailable: The folder cannot be written.
    """
    folder = (config_folder() if folder is None else folder) / "mappings"
    slug = re.sub(r"\W+", "_", mapping.name.casefold()).strip("_") or "source"
    path = folder / f"{slug}.json"
    content = {
        "name": mapping.name,
        "holds": mapping.holds,
        "columns": dict(mapping.columns),
        "statuses": dict(mapping.statuses),
    }
    problem = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
        fresh.replace(path)
    except OSError:
        problem = (
            f"The mapping could not be kept in {folder}; check that the folder can be written."
        )
    if problem:
        raise NotAvailable(problem)
    return path


def saved_mappings(folder: Path | None = None) -> list[ColumnMapping]:
    """The mappings kept from earlier imports, by name; unreadable ones are passed over."""
    folder = (config_folder() if folder is None else folder) / "mappings"
    found = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        try:
            found.append(load_mapping(path))
        except FileRefused:
            continue
    return [mapping for mapping in found if mapping.columns]


def source_of(mapping: ColumnMapping) -> Source:
    """The source a mapping describes."""
    columns = tuple(
        Wanted(role, (plain(mapping.columns[role]),), needed=True, person=role == "client")
        for role, _, _ in ROLES[mapping.holds]
        if role in mapping.columns
    )
    words = mapping.words

    def read(frame: Frame, reading: Reading) -> Found:
        found = Found()
        stamps = read_stamps(frame, "date", reading, found.notes)
        if mapping.holds == "money":
            amount = amounts(frame, "amount")
            keep_money(found, reading, stamps, np.zeros(frame.rows) if amount is None else amount)
            return found
        fee = amounts(frame, "charge")
        outcome = charge(judge(frame.needed("status"), words, reading, frame), fee)
        tells = {"sessions_kept", "missed"}
        meant = {*words.values(), *reading.statuses.values()}
        if fee is not None or Outcome.MISSED_CHARGED in meant:
            tells.add("missed_charged")
        if Outcome.CANCELLED_IN_TIME in meant:
            tells.add("cancelled_in_time")
        if Outcome.CLINICIAN_CANCELLED in meant:
            tells.add("clinician_cancelled")
        keep_appointments(frame, reading, found, stamps, outcome, tells)
        paid = amounts(frame, "paid")
        if paid is not None:
            keep_money(found, reading, stamps, paid, by_session=True)
        return found

    return Source(mapping.name, columns, read)


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
            tell(f"  {number}  {word}")
        for status in _statuses(grid, place, headers, columns["status"]):
            number = _choose(ask, tell, f"“{status}” means (number)", len(choices))
            statuses[status] = choices[number - 1]
    name = ask("What do you call this source? ").strip() or path.stem
    return ColumnMapping(name, holds, columns, statuses)


def _wrong(content: Any) -> str:
    """What is wrong with a mapping, as the end of a sentence; empty when nothing is."""
    if not isinstance(content, dict):
        return "needs a name, what the file holds, and its columns."
    columns, statuses = content.get("columns") or {}, content.get("statuses") or {}
    tables = (columns, statuses)
    if not all(isinstance(table, dict) for table in tables) or not all(
        isinstance(text, str) for table in tables for text in table.values()
    ):
        return "needs its columns and statuses as pairs of texts."
    meanings = {plain_status(word) for word in statuses.values()}
    if not meanings <= OWN_WORDS.keys():
        return f"gives a status a meaning other than {', '.join(OWN_WORDS)}."
    if not columns:
        return "" if statuses else "names no columns."
    holds = str(content.get("holds"))
    if holds not in ROLES:
        return "needs holds = “appointments” or “money”."
    roles = {role for role, _, _ in ROLES[holds]}
    lacking = [role for role, _, needed in ROLES[holds] if needed and not columns.get(role)]
    if lacking:
        return f"does not say which column is {' and which is '.join(lacking)}."
    if not columns.keys() <= roles:
        return f"may name these columns only: {', '.join(sorted(roles))}."
    if len({plain(header) for header in columns.values()}) < len(columns):
        return "gives one column to two roles."
    return ""


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


def recognise_mapped(name: str, grids: Sequence[Grid], mappings: Sequence[ColumnMapping]) -> Any:
    """What a file is by the owner's mappings; None when none of them fits."""
    sources = [source_of(mapping) for mapping in mappings if mapping.columns]
    try:
        return recognise(name, grids, sources)
    except FileRefused:
        return None
