"""The roster: for a coach with a folder of copies, a line for each practice, on one sheet.

Each copy is read by its numbers alone, one after the other, and let go of: what is kept of it is a
few numbers. One computer reads thousands of them.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from practice_xl.coach.copy_file import WITHOUT_NAME, read_copy, without_date
from practice_xl.coach.numbers import LINES, read_numbers
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.wording import day, plural
from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.schema.parts import Kind
from practice_xl.xlsx.replace import replace

STALE = timedelta(days=28)
FELL = -10  # points in 4 weeks
TITLE = "Roster"
COULD_NOT = "could not be read: "

COLUMNS: dict[str, Kind] = {  # of the csv and parquet files
    "practice": Kind.TEXT,
    "talk": Kind.COUNT,
    "ask": Kind.TEXT,
    "age": Kind.COUNT,
    **{line.key: line.kind for line in LINES},
    "full_status": Kind.TEXT,
    "manager_change": Kind.COUNT,
    "leader_change": Kind.COUNT,
    "file": Kind.TEXT,
}


@dataclass(frozen=True)
class Roster:
    """What a folder of copies says.

    Attributes:
        rows: A row for each practice, by the keys of ``COLUMNS``; who needs a talk first on top.
        earlier: The earlier copies of the same practices, oldest first, for the charts.
        unread: Name of each file that could not be read, and why.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def roster(
    folder: Path,
    output: Path | None = None,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Roster:
    """Read every copy of a folder and its subfolders, and write the overview.

    Args:
        folder: Where the copies are. Copies of one practice go together when they lie in a folder
            of their own, when they carry one code name, or when their names differ by the date
            only.
        output: ``.xlsx``, ``.csv`` or ``.parquet``; None writes nothing. An earlier roster of that
            name is replaced, whole or not at all; no other file is.
        today: The age of the data is counted from it.
        progress: Called with how many files are read, of how many.

    Raises:
        FileRefused: No such folder, or no copy in it, or ``output`` is of another kind or a file
            that is no roster.
        FileBusy: ``output`` may not be written just now.
        NotAvailable: Parquet needs pyarrow.
    """
    if not folder.is_dir():
        raise FileRefused(f"There is no folder {folder}. Give the folder with the coach copies.")
    write = _writer(output) if output else None
    paths = [path for path in sorted(folder.rglob("*.xlsx")) if _may_be_copy(path, output)]
    if not paths:
        raise FileRefused(f"There is no .xlsx file in {folder}. Put the coach copies there.")
    found: list[tuple[Path, dict[str, Any]]] = []
    unread: list[tuple[str, str]] = []
    for number, path in enumerate(paths, start=1):
        own, numbers = path.relative_to(folder), _read_copy(path)
        if isinstance(numbers, str):
            unread.append((str(own), f"{COULD_NOT}{numbers}"))
        else:
            found.append((own, numbers))
        if progress:
            progress(number, len(paths))
    rows, earlier = by_practice(found, today or date.today())
    result = Roster(rows, earlier, unread)
    if write and output:
        replace(output, write(result))
    return result


def _read_copy(path: Path) -> dict[str, Any] | str:
    """The numbers of a copy, or why it has none; a file of whatever kind never stops the others."""
    if not path.is_file():
        return "it is no file"
    try:
        return read_numbers(read_copy(path))
    except FileRefused as refused:
        return re.sub(r"^[: ]*(?=is |has |cannot )", "it ", str(refused).removeprefix(path.name))
    except Exception:
        return "it is damaged"


def _may_be_copy(path: Path, output: Path | None) -> bool:
    owner_file = path.name.startswith(("~$", "."))
    return not owner_file and (output is None or path.resolve() != output.resolve())


def by_practice(
    found: Iterable[tuple[Path, dict[str, Any]]], today: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A row for each practice from its latest copy, who needs a talk first on top; its others."""
    together: dict[str, list[dict[str, Any]]] = {}
    for path, numbers in found:
        practice = numbers.get("name") or practice_of(path)
        together.setdefault(practice, []).append(
            numbers | {"file": str(path), "practice": practice}
        )
    rows, earlier = [], []
    for copies in together.values():
        copies.sort(key=lambda row: (row["week"], row["file"]))
        rows.append(_row(copies[-1], today))
        earlier += copies[:-1]
    rows.sort(
        key=lambda row: (
            -row["talk"],
            101 if row["leader"] is None else row["leader"],
            row["practice"],
        )
    )
    return rows, earlier


def practice_of(path: Path) -> str:
    """What the roster calls a practice: the folder of its copies, or the file without its date.

    >>> practice_of(Path("oak/coach_copy_2026-11-02.xlsx"))
    'oak'
    >>> practice_of(Path("elm 2026-11-02.xlsx")), practice_of(Path("coach_copy_2026-11-02.xlsx"))
    ('elm', 'coach_copy_2026-11-02')
    """
    if str(path.parent) not in ("", "."):
        return str(path.parent)
    name = without_date(path.stem)
    return path.stem if name in ("", WITHOUT_NAME) else name


def _row(copy: dict[str, Any], today: date) -> dict[str, Any]:
    row = {key: copy.get(key) for key in COLUMNS}
    end = copy["week"] + WEEK - timedelta(days=1)
    row["age"] = max(0, (today - end).days)
    for side in ("manager", "leader"):
        now, before = copy.get(side), copy.get(f"{side}_before")
        row[f"{side}_change"] = None if now is None or before is None else now - before
    reasons = list(_to_ask(row))
    row["talk"], row["ask"] = len(reasons), " ".join(reasons)
    return row


def _to_ask(row: dict[str, Any]) -> Iterator[str]:
    """What to ask about, in whole sentences; the more there are, the sooner a talk helps."""
    if row["age"] > STALE.days:
        yield f"No copy since {day(row['week'])}: how are the weeks going?"
    for side, about in (("leader", "what has moved"), ("manager", "the order of the week")):
        change = row[f"{side}_change"]
        if change is not None and change <= FELL:
            yield f"The {side} score fell by {-change} in 4 weeks: ask about {about}."
    if row["off_track"]:
        have = "has" if row["off_track"] == 1 else "have"
        yield (
            f"{plural(row['off_track'], 'number')} {have} been off track for 3 weeks or more: "
            "what would help?"
        )
    if row["actions_overdue"]:
        are = "is" if row["actions_overdue"] == 1 else "are"
        yield f"{plural(row['actions_overdue'], 'action')} {are} past the date."
    if row["commitments_due"]:
        are = "is" if row["commitments_due"] == 1 else "are"
        yield f"{plural(row['commitments_due'], 'commitment')} {are} due."


def _writer(output: Path) -> Callable[[Roster], bytes]:
    """How to write a kind of file; refuses to replace what is no roster."""
    from practice_xl.coach.roster_sheet import is_roster_sheet, roster_sheet

    kinds: dict[str, tuple[Callable[[Roster], bytes], Callable[[Path], bool]]] = {
        ".xlsx": (roster_sheet, is_roster_sheet),
        ".csv": (_as_csv, _is_csv),
        ".parquet": (_as_parquet, _is_parquet),
    }
    if output.suffix.lower() not in kinds:
        raise FileRefused(f"{output.name}: end the name in .xlsx, .csv or .parquet.")
    if not output.parent.is_dir():
        raise FileRefused(f"There is no folder for {output.name}. Make the folder first.")
    write, is_roster = kinds[output.suffix.lower()]
    ours = not output.exists()
    with contextlib.suppress(Exception):  # whatever it is, it is no roster
        ours = ours or is_roster(output)
    if not ours:
        raise FileRefused(
            f"{output.name} is there already and is no roster, so it stays as it is. "
            "Choose another name."
        )
    return write


def _as_csv(result: Roster) -> bytes:
    text = StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    lines.writerows([plain(row[key]) for key in COLUMNS] for row in result.rows)
    return text.getvalue().encode()


def plain(value: Any) -> Any:
    """A cell of a csv that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain(-3), plain("oak")
    ("'=1+1", -3, 'oak')
    """
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky else value


def _as_parquet(result: Roster) -> bytes:
    import pandas as pd

    types = {Kind.DATE: "datetime64[ns]", Kind.COUNT: "Int64", Kind.TEXT: "object"}
    frame = pd.DataFrame(result.rows, columns=list(COLUMNS))
    frame = frame.astype({key: types.get(kind, "float64") for key, kind in COLUMNS.items()})
    try:
        return bytes(frame.to_parquet(index=False))
    except ImportError as error:
        raise NotAvailable("Parquet needs one more part: pip install pyarrow.") from error


def _is_csv(path: Path) -> bool:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file)) == list(COLUMNS)


def _is_parquet(path: Path) -> bool:
    from pyarrow import parquet

    return list(parquet.read_schema(path).names) == list(COLUMNS)
