"""A coach copy read back, whatever program saved it last: for merge, roster, audit, the next copy.

And its lock, a password (AES-256). Everything stays in memory: of a locked copy nothing readable is
ever written to the disk.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from practice_xl.domain.cell_values import NotReadableError, as_date, as_number
from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.schema.inputs import WEEKLY
from practice_xl.xlsx.archive import read_bytes
from practice_xl.xlsx.cells import SheetCells
from practice_xl.xlsx.package import Package
from practice_xl.xlsx.values import Serial
from practice_xl.xlsx.values import as_date as as_moment

FORMAT = 2
FORMAT_LINE = f"Coach copy, format {FORMAT}"
WEEKLY_TOTALS = "Weekly totals"  # the sheet by which merge knows whose copy it is
WITHOUT_NAME = "coach_copy"  # begins the name of a copy without a code name
_DATED = re.compile(r"[ _-]*\d{4}-\d{2}-\d{2}.*$")
_FORMAT = re.compile(r"Coach copy, format (\w+)")

FEWEST_CHARACTERS, MOST = 8, 255  # Excel takes no longer one
_OLE = b"\xd0\xcf\x11\xe0"  # how a locked workbook begins
UNREADABLE = (
    "The password has a character that cannot be read. Nothing was written; use letters, digits "
    "and signs of your keyboard."
)

Cells = Mapping[tuple[int, int], object]  # by (row, column), counted from 1


class CopyFile:
    """The sheets of a workbook; ``name`` is what its file is called, for messages.

    Raises:
        FileRefused: It is no workbook, or cannot be read safely.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._package = Package(content, name)
        self.name = name

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets, in the order of their tabs."""
        return [entry.name for entry in self._package.sheets]

    def cells(self, sheet: str) -> Cells:
        """What the cells of a sheet hold; empty when there is no such sheet."""
        part = next((e.part for e in self._package.sheets if e.name == sheet), None)
        if part is None:
            return {}
        found, early = SheetCells(self._package, part, sheet), self._package.counts_from_1904
        values = {(row, at): of for row in found.rows for at, of in found.row_values(row).items()}
        return {
            at: as_moment(value, early) if isinstance(value, Serial) else value
            for at, value in values.items()
            if value is not None
        }

    @cached_property
    def start(self) -> Cells:
        """The sheet Start, which says that it is a copy.

        Raises:
            FileRefused: It says nothing of the kind, or names a format of another version.
        """
        cells = self.cells("Start")
        texts = (_FORMAT.match(text) for text in cells.values() if isinstance(text, str))
        said = next(filter(None, texts), None)
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
        content = read_bytes(path) if password is None else unlock(path.read_bytes(), password)
    except OSError as error:
        why = f"{path.name} could not be read; check the name and the folder."
        raise FileRefused(why) from error
    copy = CopyFile(content, path.name)
    _ = copy.start  # refused here, where it is none
    return copy


def weeks_of_copy(copy: CopyFile) -> dict[date, float]:
    """Sessions kept by first day of the week, from the sheet Weekly totals of a copy.

    Weeks without a number are left out. Empty where the headers are gone.
    """
    cells = copy.cells(WEEKLY_TOTALS)
    columns = [WEEKLY.column(key) for key in ("week_start", "sessions_kept")]
    keys = {column.label: column.key for column in columns}
    header, places = find_headers(cells, keys, set(keys.values())) or (0, {})
    weeks: dict[date, float] = {}
    for row in {row for row, _ in cells if places and row > header}:
        try:
            start = as_date(cells.get((row, places["week_start"])))
            kept = as_number(cells.get((row, places["sessions_kept"])))
        except NotReadableError:
            continue  # withheld, or typed over
        if start is not None and kept is not None:
            weeks[start] = kept
    return weeks


def without_date(stem: str) -> str:
    """A file's name without the date at its end.

    >>> without_date("oak 2026-11-02"), without_date("coach_copy_2026-11-02 (1)")
    ('oak', 'coach_copy')
    """
    return _DATED.sub("", stem)


def is_copy_name(stem: str) -> bool:
    """Whether a file is called as copies are: a name, then the week; not one kept before a change.

    >>> is_copy_name("oak 2026-11-02"), is_copy_name("coach_copy_2026-11-02 (1)")
    (True, True)
    >>> is_copy_name("practice (before merge 2026-11-02 10.15)"), is_copy_name("my_practice")
    (False, False)
    """
    return "(before" not in stem and without_date(stem) not in ("", stem)


def find_headers(
    cells: Cells, keys: Mapping[str, str], needed: Collection[str]
) -> tuple[int, dict[str, int]] | None:
    """The first row that holds the headers of a table, and the column of each key.

    The table itself may be lost on the way, and other rows may stand above it. ``keys`` are those
    of the headers; without the needed ones it is another table.
    """
    wanted = {header.casefold(): key for header, key in keys.items()}
    rows: dict[int, dict[str, int]] = {}
    for (row, column), value in cells.items():
        key = wanted.get(" ".join(str(value).split()).casefold())
        if key:
            rows.setdefault(row, {}).setdefault(key, column)
    found = ((row, rows[row]) for row in sorted(rows) if set(needed) <= set(rows[row]))
    return next(found, None)


def is_locked(path: Path) -> bool:
    """Whether a file is locked with a password, or a workbook of the old kind."""
    try:
        with path.open("rb") as file:
            return file.read(len(_OLE)) == _OLE
    except OSError:
        return False


def check_password(password: str) -> None:
    """Raise FileRefused for a password that is too short, or that Excel could not take."""
    if not FEWEST_CHARACTERS <= len(password.encode("utf-16-le", "surrogatepass")) // 2 <= MOST:
        raise FileRefused(
            f"A password needs {FEWEST_CHARACTERS} to {MOST} characters. Nothing was written."
        )
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise FileRefused(UNREADABLE)


def lock(content: bytes, password: str) -> bytes:
    """A workbook locked with a password, opened again to be sure.

    Raises:
        NotAvailable: msoffcrypto-tool is not installed.
        FileRefused: The password is too short, or what was locked does not open again.
    """
    check_password(password)
    ooxml = _ooxml()
    locked = BytesIO()
    ooxml(BytesIO(content)).encrypt(password, locked)
    if unlock(locked.getvalue(), password) != content:
        raise FileRefused("The locked copy did not open again, so it was not written.")
    return locked.getvalue()


def unlock(content: bytes, password: str) -> bytes:
    """The workbook inside a locked one.

    Raises:
        NotAvailable: msoffcrypto-tool is not installed.
        FileRefused: The password is another one, or the file is not locked.
    """
    ooxml, opened = _ooxml(), BytesIO()
    try:
        file = ooxml(BytesIO(content))
        file.load_key(password=password, verify_password=True)
        file.decrypt(opened, verify_integrity=True)
    except Exception as error:
        raise FileRefused("The password does not open this file.") from error
    return opened.getvalue()


def _ooxml() -> Any:
    try:
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError as error:
        raise NotAvailable(
            "A password needs one more part: pip install msoffcrypto-tool. Then share again."
        ) from error
    return OOXMLFile
