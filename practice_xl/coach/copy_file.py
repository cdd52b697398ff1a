"""A coach copy read back, whatever program saved it last: for merge, roster, audit, the next copy.

Everything stays in memory: of a locked copy nothing readable is ever written to the disk. The
roster and the next copy read the list of numbers on Start and nothing else: a line each, found by
its label. Each of them stands elsewhere in the copy too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from practice_xl.domain.cell_values import NotReadableError, as_date, as_number, plain
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.parts import Column, Kind, shown
from practice_xl.xlsx import archive, values
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.package import Package

FORMAT = 2
FORMAT_LINE = f"Coach copy, format {FORMAT}"
WEEKLY_TOTALS = "Weekly totals"  # the sheet by which merge knows whose copy it is
WITHOUT_NAME = "coach_copy"  # begins the name of a copy without a code name
_DATED = re.compile(r"[ _-]*\d{4}-\d{2}-\d{2}.*$")
_FORMAT = re.compile(r"Coach copy, format (\w+)")

Cells = Mapping[tuple[int, int], object]  # by (row, column), counted from 1
Numbers = Mapping[str, Any]  # of a copy, by the key of the line that says each
NUMBERS_TITLE = "The numbers of this copy in a list, for an overview of many practices"
ACROSS = 2  # columns from a label to its value
UNKNOWN = "–"
_SCORES = ("manager", "leader", "manager_before", "leader_before")  # from 0 to 100
_MOST, _LONGEST_TEXT = 1e12, 200

LINES = (
    shown("week", "Week read, first day", Kind.DATE),
    shown("name", "Called", Kind.TEXT),
    shown("currency", "Currency", Kind.TEXT),
    shown("fill", "% full, 4 weeks", Kind.SHARE),
    shown("utilisation", "% worked, 4 weeks", Kind.SHARE),
    shown("sessions", "Sessions a week, 4 weeks", Kind.NUMBER),
    shown("planned", "The plan for them", Kind.NUMBER),
    shown("full_by", "Full by", Kind.DATE),
    shown("likely", "Likely income, next 12 months", Kind.MONEY),
    shown("goal", "Income goal", Kind.MONEY),
    shown("chance", "Chance of the goal", Kind.SHARE),
    shown("no_new_client", "More a year, without a new client", Kind.MONEY),
    shown("top_lever", "The lever worth most", Kind.TEXT),
    shown("manager", "Manager", Kind.COUNT),
    shown("leader", "Leader", Kind.COUNT),
    shown("manager_before", "Manager, 4 weeks before", Kind.COUNT),
    shown("leader_before", "Leader, 4 weeks before", Kind.COUNT),
    shown("off_track", "Off track 3 weeks running or more", Kind.COUNT),
    shown("actions_open", "Actions open", Kind.COUNT),
    shown("actions_closer", "Open actions that came closer", Kind.COUNT),
    shown("actions_stuck", "Open actions that did not", Kind.COUNT),
    shown("actions_overdue", "Open actions past their date", Kind.COUNT),
    shown("commitments_open", "Commitments open", Kind.COUNT),
    shown("commitments_due", "Commitments due by the end of next week", Kind.COUNT),
    shown("commitments_kept", "Commitments kept", Kind.COUNT),
)
LINE_BY_KEY = {line.key: line for line in LINES}
LINE_BY_LABEL = {line.label: line for line in LINES}


class CopyFile:
    """The sheets of a workbook; ``name`` is what its file is called, for messages.

    Raises:
        FileRefused: It is no workbook, or cannot be read safely.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self._package = Package(content, name)
        self.sheets = [entry.name for entry in self._package.sheets]  # in the order of their tabs

    def cells(self, sheet: str) -> Cells:
        """What the cells of a sheet hold; empty when there is no such sheet."""
        if sheet not in self.sheets:
            return {}
        part = self._package.sheets[self.sheets.index(sheet)].part
        found, early = SheetCells(self._package, part, sheet), self._package.counts_from_1904
        return {
            (row, column): values.as_date(of, early) if isinstance(of, values.Serial) else of
            for row in found.rows
            for column, of in found.row_values(row).items()
            if of is not None
        }

    @cached_property
    def start(self) -> Cells:
        """The sheet Start, which says that it is a copy.

        Raises:
            FileRefused: It says nothing of the kind, or names a format of another version.
        """
        cells = self.cells("Start")
        said = next(filter(None, (_FORMAT.match(str(text)) for text in cells.values())), None)
        if said is None:
            raise FileRefused(
                f"{self.name} is not a coach copy. Ask for the file that the coach was sent, with "
                "the notes typed in its sheet Coach."
            )
        if said[1] != str(FORMAT):
            raise FileRefused(
                f"{self.name} is a coach copy of format {said[1]}; this program reads format "
                f"{FORMAT}. Install the version it was made with, or share a new copy."
            )
        return cells


def read_copy(path: Path, password: str | None = None) -> CopyFile:
    """A coach copy; the password opens it where it is locked.

    Raises:
        FileRefused: It is no coach copy of this format, or the password is another one.
        NotAvailable: A password is given, and the part that opens locked files is not installed.
    """
    try:
        content = archive.read_bytes(path) if password is None else path.read_bytes()
    except OSError as error:
        why = f"{path.name} could not be read; check the name and the folder."
        raise FileRefused(why) from error
    copy = CopyFile(content if password is None else archive.unlock(content, password), path.name)
    _ = copy.start  # refused here, where it is none
    return copy


def weeks_of_copy(copy: CopyFile) -> dict[date, float]:
    """Sessions kept by first day of the week, from the sheet Weekly totals of a copy.

    Weeks without a number are left out. Empty where the headers are gone.
    """
    cells, weeks = copy.cells(WEEKLY_TOTALS), dict[date, float]()
    keys = {WEEKLY.column(key).label: key for key in ("week_start", "sessions_kept")}
    header, places = find_headers(cells, keys, keys.values()) or (0, {})
    for row in {row for row, _ in cells if places and row > header}:
        try:
            start = as_date(cells.get((row, places["week_start"])))
            kept = as_number(cells.get((row, places["sessions_kept"])))
        except NotReadableError:
            continue  # withheld, or typed over
        if start is not None and kept is not None:
            weeks[start] = kept
    return weeks


def read_numbers(copy: CopyFile) -> Numbers:
    """The numbers of a copy; unknown labels are passed over.

    Raises:
        FileRefused: They are not where a copy has them, or out of range; or it is no copy.
    """
    cells = copy.start
    title = next((at for at, value in cells.items() if value == NUMBERS_TITLE), (len(cells), 0))
    numbers: dict[str, object] = {}
    for (row, column), label in cells.items():
        if column == title[1] and row > title[0] and label in LINE_BY_LABEL:
            line, value = LINE_BY_LABEL[label], cells.get((row, column + ACROSS))
            try:
                numbers[line.key] = _read(line, value)
            except ValueError as error:
                raise FileRefused(f"{copy.name}: its “{line.label}” is out of range.") from error
            if line.key == "full_by":
                numbers["full_status"] = value if isinstance(value, str) else None
    if numbers.get("week") is None:
        raise FileRefused(f"{copy.name}: its numbers are not where a coach copy has them.")
    return numbers


def _read(line: Column, value: object) -> object:
    """A number as it was written; ValueError where it cannot be one."""
    if line.kind is Kind.TEXT:
        return None if value in (None, UNKNOWN) else str(value)[:_LONGEST_TEXT]
    if line.kind is Kind.DATE:
        return None if isinstance(value, str) else as_date(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    low = -_MOST if line.kind in (Kind.MONEY, Kind.NUMBER) else 0
    high = 100 if line.key in _SCORES else 10 if line.kind is Kind.SHARE else _MOST
    if not low <= value <= high:
        raise ValueError(value)
    return int(value) if line.kind is Kind.COUNT else float(value)


def without_date(stem: str) -> str:
    """A file's name without the date at its end.

    >>> without_date("oak 2026-11-02"), without_date("coach_copy_2026-11-02 (1)")
    ('oak', 'coach_copy')
    """
    return _DATED.sub("", stem)


def is_copy_name(stem: str) -> bool:
    """Whether a file is called as copies are: a name, then the week; not one kept before a change.

    >>> [is_copy_name(name) for name in ("oak 2026-11-02", "p (before merge 2026-11-02)", "mine")]
    [True, False, False]
    """
    return "(before" not in stem and without_date(stem) not in ("", stem)


def find_headers(
    cells: Cells, keys: Mapping[str, str], needed: Iterable[str]
) -> tuple[int, dict[str, int]] | None:
    """The first row that holds the headers of a table, and the column of each key.

    The table itself may be lost on the way, and other rows may stand above it. ``keys`` are those
    of the headers; without the needed ones it is another table.
    """
    wanted = {plain(header): key for header, key in keys.items()}
    rows: dict[int, dict[str, int]] = {}
    for (row, column), value in cells.items():
        if key := wanted.get(plain(value)):
            rows.setdefault(row, {}).setdefault(key, column)
    found = ((row, rows[row]) for row in sorted(rows) if set(needed) <= set(rows[row]))
    return next(found, None)
