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
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practice_xl.importers.source import plain
from practice_xl.importers.statuses import OWN_WORDS, Outcome, plain_status
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

_CONFIG = "PRACTICE_XL_CONFIG"


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
