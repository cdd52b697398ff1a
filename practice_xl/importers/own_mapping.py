"""Map my columns: an export of any other program, by the owner's own description of it.

A mapping says what a file holds, which column is what, and what its words mean. It is made by
answering questions, or written by hand in TOML or JSON, as docs/importing.md shows. Never a cell of
a client is in it. It is kept in the user's configuration folder and used wherever a file fits.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from practice_xl.importers import statuses
from practice_xl.importers.declaration import OUTGOING, Holds, Source, match_headers
from practice_xl.importers.files import open_views, read_bytes
from practice_xl.importers.money import read_amounts, read_money
from practice_xl.importers.statuses import Flow, plain, plain_status
from practice_xl.importers.tables import File, Hasher, Reading, View, read_table
from practice_xl.problems import FileRefused, NotAvailable

# For each thing a file may hold: role, what it is in words, whether it is needed.
ROLES: Mapping[str, tuple[tuple[str, str, bool], ...]] = {
    "appointments": (
        ("date", "the date of the appointment", True),
        ("status", "what became of it (attended, cancelled, ...)", False),
        ("time", "the start time, if it is not with the date", False),
        ("clinician", "the clinician", False),
        ("client", "the client (only used to count clients; never kept)", False),
        ("charge", "the fee charged for a missed appointment", False),
        ("paid", "what was paid for it", False),
        ("no_show", "a second column that marks no-shows with yes", False),
    ),
    "money": (
        ("date", "the date of the payment", True),
        ("amount", "the amount", True),
        ("status", "whether it came in (paid, failed, credit, debit, ...)", False),
        ("kind", "a second column of that sort", False),
    ),
}
BELOW_ZERO: Mapping[str, Flow] = {"refund": Flow.REFUND, "not income": Flow.NOT_INCOME}
_DIRECTIONS = (
    "status, type, transaction type, kind, direction, debit credit, credit debit, dr cr, cr dr, "
    "captured, balance impact, in out, payment status, state, transaction status, event type, "
    "reporting category"
)
_MARKS = {
    "client": ", person",
    **dict.fromkeys(("status", "paid", "charge", "no_show"), ", changes"),
}
_MOST_STATUSES = 25
_SPOKEN = ("status", "kind", "no_show")  # roles whose words are shown and kept

Ask = Callable[[str], str]  # shows a question and gives the answer typed, as input does
Tell = Callable[[str], None]  # shows a line, as print does


@dataclass(frozen=True)
class ColumnMapping:
    """The owner's description of a file."""

    name: str  # what the owner calls the source
    holds: str = ""  # "appointments" or "money"; blank when only statuses are given
    columns: Mapping[str, str] = field(default_factory=dict)  # for each role its header
    statuses: Mapping[str, str] = field(default_factory=dict)  # for each word one of our meanings
    below_zero: str = ""  # what such amounts are, "refund" or "not income"; blank: asked

    @property
    def words(self) -> dict[str, int]:
        """What each status means: an outcome, or the way money went.

        >>> ColumnMapping("x", statuses={"Done": "kept"}).words["done"].name
        'KEPT'
        """
        meant = self.statuses.items()
        return {plain_status(word): statuses.MEANINGS[plain_status(means)] for word, means in meant}

    @property
    def tells_direction(self) -> bool:
        """Whether it says which amounts came in; always, for appointments."""
        told = {"status", "kind"} & self.columns.keys() or self.below_zero
        return self.holds != "money" or bool(told)


def source_of(mapping: ColumnMapping) -> Source:
    """The source a mapping describes."""
    table: list[str] = []
    for role, _, _ in ROLES[mapping.holds]:
        if role in mapping.columns:
            table.append(f"{role}, needed{_MARKS.get(role, '')}: {plain(mapping.columns[role])}")
            words = mapping.statuses.items() if role in ("status", "kind") else ()
            table += [f"= {plain_status(means)}: {plain_status(word)}" for word, means in words]
    if "no_show" in mapping.columns:
        table += ["= missed: yes, true, 1, x, no show, y", "= kept: *"]
    if not mapping.tells_direction:
        table.append(f"unexplained: {_DIRECTIONS}")
    money, told = mapping.holds == "money", bool({"status", "kind"} & mapping.columns.keys())
    holds, read = (Holds.MONEY, _read_money) if money else (Holds.SESSIONS, None)
    never = OUTGOING if money and not told else ()
    below = BELOW_ZERO.get(mapping.below_zero, Flow.MONEY_IN if told else None)
    text = "\n".join(table)
    return Source("", mapping.name, holds, "", text, never, False, below, apart=money, read=read)


def _read_money(file: File, reading: Reading) -> None:
    """Payments, where no column that is not named may tell that some of them did not come in."""
    words = set(file.column("unexplained") or ()) - {""}
    if len(words) > 1:
        raise FileRefused(
            f"{file.name} has a column {file.headers['unexplained']} with {len(words)} "
            "different words, which may tell that some of the money did not come in; name it as "
            "status in the mapping and say what its words mean (money in, refund, not income)."
        )
    read_money(file, reading)


def config_folder() -> Path:
    """The user's configuration folder of this product; PRACTICE_XL_CONFIG names another."""
    if told := os.environ.get("PRACTICE_XL_CONFIG"):
        return Path(told)
    usual = {"win32": ("APPDATA", "AppData/Roaming"), "darwin": ("", "Library/Application Support")}
    variable, folder = usual.get(sys.platform, ("XDG_CONFIG_HOME", ".config"))
    return Path(os.environ.get(variable) or Path.home() / folder) / "practice_xl"


def load_mapping(path: Path) -> ColumnMapping:
    """A mapping from a TOML or JSON file; refused where it is missing or describes no source."""
    import json
    import tomllib

    why, content = "", None
    try:
        text = path.read_text("utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        why = "was not found; check the name and the folder."
    except (OSError, UnicodeDecodeError):
        why = "could not be read; save it as plain text (UTF-8)."
    except ValueError:
        why = "is not written as TOML or JSON; compare it with the example in docs/importing.md."
    why = why or _wrong(content)
    if why:
        raise FileRefused(f"The mapping {path.name} {why}")
    told: dict[str, Any] = dict(content or {})
    name, holds = str(told.get("name") or path.stem), str(told.get("holds") or "")
    columns, spoken = dict(told.get("columns") or {}), dict(told.get("statuses") or {})
    return ColumnMapping(name, holds, columns, spoken, plain_status(told.get("below_zero") or ""))


def save_mapping(mapping: ColumnMapping) -> Path:
    """Keep a mapping for the next import, one file a source; NotAvailable where it cannot be."""
    import json

    folder = config_folder() / "mappings"
    slug = re.sub(r"\W+", "_", mapping.name.casefold()).strip("_") or "source"
    path = folder / f"{slug}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(mapping), indent=2, ensure_ascii=False) + "\n", "utf-8")
        fresh.replace(path)
    except OSError:
        raise NotAvailable(
            f"The mapping could not be kept in {folder}; check that the folder can be written."
        ) from None
    return path


def saved_mappings() -> list[ColumnMapping]:
    """The mappings kept from earlier imports, by name; unreadable ones are passed over."""
    found = []
    for path in sorted((config_folder() / "mappings").glob("*.json")):
        with suppress(FileRefused):
            found.append(load_mapping(path))
    return [mapping for mapping in found if mapping.columns]


def _wrong(content: object) -> str:
    """What is wrong with a mapping, as the end of a sentence; empty when nothing is."""
    if not isinstance(content, dict):
        return "needs a name, what the file holds, and its columns."
    columns, spoken = content.get("columns") or {}, content.get("statuses") or {}
    for table in (columns, spoken):
        if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
            return "needs its columns and statuses as pairs of texts."
    holds, below_zero = str(content.get("holds")), plain_status(content.get("below_zero") or "")
    words = statuses.OWN_FLOWS if columns and holds == "money" else statuses.OWN_WORDS
    if not {plain_status(word) for word in spoken.values()} <= words.keys():
        return f"gives a status a meaning other than {', '.join(words)}."
    if not columns:
        return "" if spoken else "names no columns."
    if holds not in ROLES:
        return "needs holds = “appointments” or “money”."
    named = [role for role in _SPOKEN if statuses.names_people(columns.get(role, ""))]
    lacking = [role for role, _, needed in ROLES[holds] if needed and not columns.get(role)]
    roles = {role for role, _, _ in ROLES[holds]}
    unplaced = holds == "money" and spoken and not {"status", "kind"} & columns.keys()
    wrong = {
        f"takes a column that holds names, titles or notes as {' and '.join(named)}; take another "
        "column, or none.": bool(named),
        f"does not say which column is {' and which is '.join(lacking)}.": bool(lacking),
        f"may name these columns only: {', '.join(sorted(roles))}.": not columns.keys() <= roles,
        "gives one column to two roles.": len(set(map(plain, columns.values()))) < len(columns),
        "needs below_zero = “refund” or “not income”, or none.": below_zero
        not in ("", *BELOW_ZERO),
        "says what words mean, and not in which column they stand (status).": bool(unplaced),
    }
    return next((sentence for sentence, so in wrong.items() if so), "")


def ask_mapping(path: Path, ask: Ask, tell: Tell) -> ColumnMapping:
    """Make a mapping by asking the owner; shows headers and statuses of the file, nothing else.

    Refused where the file is no table with headers, or answers were not understood.
    """
    view, place, headers = _headers_of(path)
    tell(f"{path.name} has these columns:")
    for number, header in enumerate(headers, 1):
        kept_back = "  (names or notes: never shown)" if statuses.names_people(header) else ""
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
            names = statuses.holds_names(columns[role], cells[role])
            many = len(set(cells[role]) - {""})
            if role in (*_SPOKEN, "clinician") and (names or many > _MOST_STATUSES):
                what = "names, titles or mostly" if names else str(many)
                raise FileRefused(
                    f"The column {columns[role]} of {view.name} holds {what} different texts, so "
                    "it is no status; begin again and choose another column, or none."
                )
    meant: dict[str, str] = {}
    meanings = statuses.OWN_FLOWS if holds == "money" else statuses.OWN_WORDS
    for role in columns.keys() & {"status", "kind"}:
        tell(f"What do the words of the column {columns[role]} mean?")
        for number, (word, means) in enumerate(meanings.items(), 1):
            tell(f"  {number}  {word}: {means}")
        for status in dict.fromkeys(map(statuses.shown_word, cells[role])):
            if status and not status.startswith("("):
                number = _choose(ask, tell, f"“{status}” means (number)", len(meanings))
                meant[status] = list(meanings)[number - 1]
    below_zero = ""
    amounts = read_amounts(cells["amount"]).values() if holds == "money" else ()
    if any((amount or 0) < 0 for amount in amounts):
        question = "Some amounts are below zero. 1 = refunds to clients, 2 = money you paid"
        below_zero = list(BELOW_ZERO)[_choose(ask, tell, question, len(BELOW_ZERO)) - 1]
    name = ask("What do you call this source? ").strip() or path.stem
    return ColumnMapping(name, holds, columns, meant, below_zero)


def _headers_of(path: Path) -> tuple[View, int, list[str]]:
    """How a file is best seen, and its first row that looks like headers: text in two cells."""
    found: list[tuple[View, int, list[str]]] = []
    for view in open_views(path.name, read_bytes(path)):
        for place, row in enumerate(view.texts()):
            cells = [" ".join(cell.lstrip("\ufeff").split()) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            filled = [cell for cell in cells if cell]
            if len(filled) > 1 and not any(cell[0].isdigit() for cell in filled):
                found.append((view, place, cells))
                break
    if not found:
        raise FileRefused(f"{path.name} has no row of headers; export it with headers.")
    return max(found, key=lambda one: sum(map(bool, one[2])))


def _cells(view: View, place: int, headers: list[str], header: str) -> Sequence[Any]:
    source = Source("", "", Holds.FIGURES, "", f"one, needed: {plain(header)}")
    picks = match_headers(view, source, place, list(map(plain, headers)), headers)
    return () if isinstance(picks, str) else read_table(picks, Hasher(b"")).cells["one"][0]


def _choose(ask: Ask, tell: Tell, question: str, most: int, needed: bool = True) -> int:
    """A number from 1 to ``most``; 0 for nothing where that is allowed."""
    for _ in range(5):
        answer = ask(f"{question}: ").strip()
        if not answer and not needed:
            return 0
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= most:
            return int(answer)
        tell(f"Type a number from 1 to {most}.")
    raise FileRefused("The columns were not mapped; start again when you have the file at hand.")
