"""The roster: for a coach with a folder of copies, a line for each practice, on one sheet.

Each copy is read by its numbers alone, one after the other, and let go of: what is kept of it is a
few numbers. One computer reads thousands of them.
"""

from __future__ import annotations

import contextlib
import csv
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from practice_xl.coach.copy_file import WITHOUT_NAME, CopyFile, read_copy, without_date
from practice_xl.coach.numbers import LINES, read_numbers
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.wording import day, plural
from practice_xl.problems import FileBusy, FileRefused, NotAvailable
from practice_xl.schema.parts import Kind

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
        _replace(output, lambda path: write(result, path))
    return result


def show_progress(done: int, total: int) -> None:
    """One line on stderr that counts up; nothing where stderr is no terminal."""
    if not sys.stderr.isatty() or (done % 20 and done < total):
        return
    width = 30
    filled = width * done // max(1, total)
    end = "\n" if done >= total else ""
    bar = "#" * filled + "." * (width - filled)
    sys.stderr.write(f"\rReading copies [{bar}] {done}/{total}{end}")
    sys.stderr.flush()


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


Writer = Callable[[Roster, Path], None]


def _writer(output: Path) -> Writer:
    """How to write a kind of file; refuses to replace what is no roster."""
    writers: dict[str, tuple[Writer, Callable[[Path], bool]]] = {
        ".xlsx": (_write_workbook, _is_workbook),
        ".csv": (_write_csv, _is_csv),
        ".parquet": (_write_parquet, _is_parquet),
    }
    kind = writers.get(output.suffix.lower())
    if kind is None:
        raise FileRefused(f"{output.name}: end the name in .xlsx, .csv or .parquet.")
    if not output.parent.is_dir():
        raise FileRefused(f"There is no folder for {output.name}. Make the folder first.")
    write, is_roster = kind
    if output.exists():
        ours = False
        with contextlib.suppress(Exception):  # whatever it is, it is no roster
            ours = is_roster(output)
        if not ours:
            raise FileRefused(
                f"{output.name} is there already and is no roster, so it stays as it is. "
                "Choose another name."
            )
    return write


def _replace(output: Path, write: Callable[[Path], None]) -> None:
    """Write beside the place, then give it its name: whole or not at all."""
    temporary = output.with_name(f".practice_xl-{secrets.token_hex(8)}{output.suffix}")
    try:
        write(temporary)
        temporary.replace(output)
    except PermissionError as error:
        raise FileBusy(
            f"{output.name} may not be written just now: close it, or choose another name."
        ) from error
    except OSError as error:
        raise FileRefused(
            f"{output.name} could not be written; check the folder and the room on the disk."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _write_csv(result: Roster, output: Path) -> None:
    with output.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(list(COLUMNS))
        for row in result.rows:
            lines.writerow([plain(row[key]) for key in COLUMNS])


def plain(value: Any) -> Any:
    """A cell of a csv that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain(-3), plain("oak")
    ("'=1+1", -3, 'oak')
    """
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _write_parquet(result: Roster, output: Path) -> None:
    import pandas as pd

    frame = pd.DataFrame(result.rows, columns=list(COLUMNS))
    for key, kind in COLUMNS.items():
        if kind is Kind.DATE:
            frame[key] = pd.to_datetime(frame[key])
        elif kind is not Kind.TEXT:
            frame[key] = frame[key].astype("Int64" if kind is Kind.COUNT else "float64")
    try:
        frame.to_parquet(output, index=False)
    except ImportError as error:
        raise NotAvailable("Parquet needs one more part: pip install pyarrow.") from error


def _write_workbook(result: Roster, output: Path) -> None:
    from practice_xl.coach.roster_sheet import write_roster

    write_roster(result, output)


def _is_workbook(path: Path) -> bool:
    return CopyFile(path.read_bytes(), path.name).cells(TITLE).get((1, 2)) == TITLE


def _is_csv(path: Path) -> bool:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file)) == list(COLUMNS)


def _is_parquet(path: Path) -> bool:
    from pyarrow import parquet

    return list(parquet.read_schema(path).names) == list(COLUMNS)
