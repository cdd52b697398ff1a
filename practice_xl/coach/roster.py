"""The roster: for a coach with a folder of copies, a line for each practice, on one sheet.

Each copy is read by its numbers alone. Thousands of them can be read on any
``concurrent.futures.Executor``: a pool of processes here, or a cluster of the office.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from practice_xl.coach.numbers import numbers_in
from practice_xl.domain.amounts import plural
from practice_xl.domain.calendar import WEEK
from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.schema.parts import Kind

AT_ONCE = 25  # copies read by one task
FEW = 60  # so many are read faster here than by starting processes
STALE = timedelta(days=28)
FELL = -10  # points in 4 weeks
_OLE = b"\xd0\xcf\x11\xe0"
_DATED = re.compile(r"[ _-]*\d{4}-\d{2}-\d{2}.*$")
_NO_NAME = ("", "coach_copy")

COLUMNS: tuple[tuple[str, str, Kind], ...] = (
    ("practice", "Practice", Kind.TEXT),
    ("talk", "Talk first", Kind.COUNT),
    ("why", "Why", Kind.TEXT),
    ("week", "Week read", Kind.DATE),
    ("age", "Age, days", Kind.COUNT),
    ("fill", "% full", Kind.SHARE),
    ("full_by", "Full by", Kind.DATE),
    ("full_status", "Full: how it stands", Kind.TEXT),
    ("currency", "Currency", Kind.TEXT),
    ("likely", "Likely, 12 months", Kind.MONEY),
    ("goal", "Goal", Kind.MONEY),
    ("chance", "Chance of the goal", Kind.SHARE),
    ("no_new_client", "A year more, no new client", Kind.MONEY),
    ("top_lever", "Top lever", Kind.TEXT),
    ("manager", "Manager", Kind.COUNT),
    ("manager_change", "Change in 4 weeks", Kind.COUNT),
    ("leader", "Leader", Kind.COUNT),
    ("leader_change", "Change in 4 weeks", Kind.COUNT),
    ("off_track", "Off track 3+ weeks", Kind.COUNT),
    ("actions_overdue", "Actions overdue", Kind.COUNT),
    ("commitments_due", "Commitments due", Kind.COUNT),
    ("file", "File", Kind.TEXT),
)


@dataclass(frozen=True)
class Roster:
    """What a folder of copies says.

    Attributes:
        rows: A row for each practice, by the keys of ``COLUMNS``; who needs a talk first on top.
        earlier: The earlier copies of the same practices, oldest first, for the trends.
        unread: Name of each file that could not be read, and why.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def roster(
    folder: Path,
    output: Path | None = None,
    executor: Executor | None = None,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Roster:
    """Read every copy of a folder and its subfolders, and write the overview.

    Args:
        folder: Where the copies are. Copies of one practice go together when they lie in a folder
            of their own, or when their names differ by the date only.
        output: ``.xlsx``, ``.csv`` or ``.parquet``; None writes nothing.
        executor: Where the copies are read; None: processes of this computer. It is not shut down.
        today: The age of the data is counted from it.
        progress: Called with how many files are read, of how many.

    Raises:
        FileRefused: No such folder, or no copy in it that can be read, or ``output`` is of another
            kind.
        NotAvailable: Parquet needs pyarrow.
    """
    if not folder.is_dir():
        raise FileRefused(f"There is no folder {folder}. Give the folder with the coach copies.")
    writer = _writer(output) if output else None
    paths = [path for path in sorted(folder.rglob("*.xlsx")) if _may_be_copy(path, output)]
    if not paths:
        raise FileRefused(f"There is no .xlsx file in {folder}. Put the coach copies there.")
    found, unread = _read_all(folder, paths, executor, progress)
    rows, earlier = _by_practice(found, today or date.today())
    result = Roster(rows, earlier, sorted(unread))
    if writer and output:
        writer(result, output)
    return result


def dask_executor(address: str, wait: float = 10.0) -> Executor:
    """The executor of a Dask cluster; its ``shutdown``, or a ``with`` block, lets go of it.

    Args:
        address: Of its scheduler, for example ``"tcp://10.0.0.5:8786"``.
        wait: How long to look for it. [seconds]

    Raises:
        NotAvailable: dask is not installed, or there is no scheduler at the address.
    """
    try:
        from dask.distributed import Client  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise NotAvailable(
            "A Dask cluster needs one more part: pip install 'practice_xl[dask]'."
        ) from error
    try:
        client = Client(address, timeout=wait, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise NotAvailable(f"No Dask scheduler answers at {address}. Check the address.") from error
    executor: Any = client.get_executor()
    finish = executor.shutdown

    def shutdown(**options: Any) -> None:
        finish(**options)
        client.close()

    executor.shutdown = shutdown
    found: Executor = executor
    return found


def show_progress(done: int, total: int) -> None:
    """One line on stderr that counts up; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        return
    width = 30
    filled = width * done // max(1, total)
    end = "\n" if done >= total else ""
    sys.stderr.write(
        f"\rReading copies [{'#' * filled}{'.' * (width - filled)}] {done}/{total}{end}"
    )
    sys.stderr.flush()


def read_copies(named: Sequence[tuple[str, bytes]]) -> list[tuple[str, dict[str, Any] | str]]:
    """The numbers of some copies, or why one cannot be read; runs in a worker.

    Args:
        named: Name and content of each file.
    """
    return [(name, _read_copy(content)) for name, content in named]


def _read_copy(content: bytes) -> dict[str, Any] | str:
    if content.startswith(_OLE):
        return "it is locked with a password; save it without one"
    try:
        return numbers_in(content)
    except ValueError as why:
        return str(why)
    except Exception:  # a file of whatever kind must not stop the others
        return "it is damaged"


def _may_be_copy(path: Path, output: Path | None) -> bool:
    owner_file = path.name.startswith(("~$", "."))
    return not owner_file and (output is None or path.resolve() != output.resolve())


def _read_all(
    folder: Path,
    paths: Sequence[Path],
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[tuple[Path, dict[str, Any]]], list[tuple[str, str]]]:
    by_name = {str(path.relative_to(folder)): path for path in paths}
    found: list[tuple[Path, dict[str, Any]]] = []
    unread: list[tuple[str, str]] = []
    done = 0
    with _pool(executor, len(paths)) as pool:
        for batch in _results(pool, list(_contents(by_name, unread))):
            for name, numbers in batch:
                if isinstance(numbers, str):
                    unread.append((name, numbers))
                else:
                    found.append((by_name[name], numbers))
            done += len(batch)
            if progress:
                progress(min(done + len(unread), len(paths)), len(paths))
    found = [(path.relative_to(folder), numbers) for path, numbers in found]
    return found, unread


def _contents(
    by_name: dict[str, Path], unread: list[tuple[str, str]]
) -> Iterator[list[tuple[str, bytes]]]:
    """The files in batches; their content goes to the workers, who may share no disk with us."""
    batch: list[tuple[str, bytes]] = []
    for name, path in by_name.items():
        try:
            batch.append((name, path.read_bytes()))
        except OSError:
            unread.append((name, "it may not be read"))
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _results(
    pool: Executor | None, batches: Iterable[list[tuple[str, bytes]]]
) -> Iterator[list[tuple[str, dict[str, Any] | str]]]:
    if pool is None:
        yield from map(read_copies, batches)
        return
    waiting = [pool.submit(read_copies, batch) for batch in batches]
    for future in as_completed(waiting):
        yield future.result()


@contextmanager
def _pool(executor: Executor | None, count: int) -> Iterator[Executor | None]:
    if executor is not None or count <= FEW:
        yield executor
        return
    with ProcessPoolExecutor() as pool:
        yield pool


def _by_practice(
    found: Iterable[tuple[Path, dict[str, Any]]], today: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    together: dict[str, list[dict[str, Any]]] = {}
    for path, numbers in found:
        row = numbers | {"file": str(path), "practice": practice_of(path)}
        together.setdefault(row["practice"], []).append(row)
    rows, earlier = [], []
    for copies in together.values():
        copies.sort(key=lambda row: (row["week"], row["file"]))
        rows.append(_row(copies[-1], today))
        earlier += copies[:-1]
    rows.sort(
        key=lambda row: (
            -row["talk"],
            row["leader"] if row["leader"] is not None else 101,
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
    name = _DATED.sub("", path.stem)
    return path.stem if name in _NO_NAME else name


def _row(copy: dict[str, Any], today: date) -> dict[str, Any]:
    row = {key: copy.get(key) for key, _, _ in COLUMNS}
    end = copy["week"] + WEEK - timedelta(days=1)
    row["age"] = max(0, (today - end).days)
    for side in ("manager", "leader"):
        now, before = copy.get(side), copy.get(f"{side}_before")
        row[f"{side}_change"] = None if now is None or before is None else now - before
    reasons = list(_reasons(row))
    row["talk"], row["why"] = len(reasons), "; ".join(reasons)
    return row


def _reasons(row: dict[str, Any]) -> Iterator[str]:
    """Why a talk would help now; the more, the sooner."""
    if (row["leader_change"] or 0) <= FELL:
        yield f"leader {row['leader_change']:+d} in 4 weeks"
    if (row["manager_change"] or 0) <= FELL:
        yield f"manager {row['manager_change']:+d} in 4 weeks"
    if row["off_track"]:
        yield f"{row['off_track']} off track 3 weeks or more"
    if row["actions_overdue"]:
        yield f"{plural(row['actions_overdue'], 'action')} overdue"
    if row["commitments_due"]:
        yield f"{plural(row['commitments_due'], 'commitment')} due"
    if row["chance"] is not None and row["chance"] < 0.5:
        yield "the goal is less likely than not"
    if row["age"] > STALE.days:
        yield f"the numbers are {row['age']} days old"


def _writer(output: Path) -> Callable[[Roster, Path], None]:
    writers = {".xlsx": _write_workbook, ".csv": _write_csv, ".parquet": _write_parquet}
    writer = writers.get(output.suffix.lower())
    if writer is None:
        raise FileRefused(f"{output.name}: end the name in .xlsx, .csv or .parquet.")
    if not output.parent.is_dir():
        raise FileRefused(f"There is no folder for {output.name}. Make the folder first.")
    return writer


def _frame(result: Roster) -> Any:
    import pandas as pd

    frame = pd.DataFrame(result.rows, columns=[key for key, _, _ in COLUMNS])
    for key, _, kind in COLUMNS:
        if kind is Kind.DATE:
            frame[key] = pd.to_datetime(frame[key])
        elif kind is Kind.COUNT:
            frame[key] = frame[key].astype("Int64")
        elif kind is not Kind.TEXT:
            frame[key] = frame[key].astype("float64")
    return frame


def _write_csv(result: Roster, output: Path) -> None:
    _frame(result).to_csv(output, index=False)


def _write_parquet(result: Roster, output: Path) -> None:
    try:
        _frame(result).to_parquet(output, index=False)
    except ImportError as error:
        raise NotAvailable("Parquet needs one more part: pip install pyarrow.") from error


def _write_workbook(result: Roster, output: Path) -> None:
    from practice_xl.coach.roster_sheet import write_roster

    write_roster(result.rows, result.earlier, result.unread, COLUMNS, output)


__all__ = ["COLUMNS", "Roster", "dask_executor", "read_copies", "roster", "show_progress"]
