"""Reading tables safely: csv of every kind and xlsx, only the wanted columns, people hashed.

What a file is, is decided by its content, never by the end of its name. Every way it can be
damaged gives one sentence, raised outside the failing call: an exception of a parser may carry
cells of the file, and none of them travels with ours.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from practice_xl.importers.source import Cells, Frame, plain
from practice_xl.problems import FileRefused

if TYPE_CHECKING:
    import pandas as pd

MAX_FILE = 100_000_000  # bytes on disk
MAX_UNPACKED = 600_000_000  # bytes of an xlsx once unpacked
TOP_ROWS = 30  # headers are looked for in these
_MOST_COLUMNS = 2000
_SEPARATORS = (",", ";", "\t", "|")
_TAIL = 65536
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8."

Hash = Callable[[Any], int]


@dataclass(frozen=True)
class Picks:
    """Where the wanted columns stand.

    Attributes:
        header_row: Position of the header row, counted from 0.
        width: Number of columns of the header row.
        columns: For each role the positions of its columns.
        people: The same for roles that name a person.
        headers: For each role its header.
        needed: Positions a row must reach to be whole.
    """

    header_row: int
    width: int
    columns: Mapping[str, tuple[int, ...]]
    people: Mapping[str, tuple[int, ...]]
    headers: Mapping[str, str]
    needed: tuple[int, ...]


class Grid(Protocol):
    """One way to see a file as a table: a sheet, or a text with one separator."""

    name: str

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text."""

    def frame(self, picks: Picks, hashed: Hash) -> Frame:
        """The wanted columns of all rows under the headers."""

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted, as text."""


def open_grids(path: Path) -> list[Grid]:
    """The ways a file can be seen as a table.

    Raises:
        FileRefused: It is no table, or is damaged; one sentence says what to do.
    """
    data = _read(path)
    if data.startswith(b"PK"):
        return _sheets(path.name, data)
    encoding = _encoding(path.name, data)
    return [TextGrid(path.name, data, encoding, separator) for separator in _SEPARATORS]


class TextGrid:
    """A text file whose cells are parted by one separator."""

    def __init__(self, name: str, data: bytes, encoding: str, separator: str) -> None:
        self.name = name
        self._data = data
        self._encoding = encoding
        self._separator = separator

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text; stops before a row that cannot be one."""
        reader = self._reader(self._open())
        try:
            yield from islice(reader, TOP_ROWS)
        except csv.Error:
            return

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted."""
        for row in self._reader(self._open()):
            label = next((cell for cell in row if cell.strip()), "")
            if wanted(label):
                yield row

    def frame(self, picks: Picks, hashed: Hash) -> Frame:
        """The wanted columns; a row with more cells than headers is refused, not shifted."""
        import pandas as pd

        text = self._open()
        reader = self._reader(text)
        title = tuple(tuple(row) for row in islice(reader, picks.header_row))
        next(reader)
        first_row = reader.line_num + 1
        self._check_end(picks)
        beyond = picks.width  # one column more than the headers: cells there mean a shifted row
        positions = sorted({place for group in picks.columns.values() for place in group})
        person = sorted({place for group in picks.people.values() for place in group})
        heading = self._separator.join(str(place) for place in range(beyond + 1))
        problem = ""
        try:
            table = pd.read_csv(
                _Headed(heading, text),
                sep=self._separator,
                header=0,
                usecols=[str(place) for place in (*positions, *person, beyond)],
                dtype={str(place): object for place in (*positions, beyond)},
                converters={str(place): hashed for place in person},
                na_filter=False,
                skip_blank_lines=False,
                index_col=False,
            )
        except (ValueError, csv.Error, pd.errors.ParserError) as error:
            problem = "ends inside a quoted cell" if "EOF inside" in str(error) else "is damaged"
        if problem:
            raise FileRefused(f"{self.name} {problem}; export it again, or take another copy.")
        shifted = _cells(table[str(beyond)]).filled
        frame = Frame(
            self.name,
            first_row,
            len(table),
            {
                role: tuple(_cells(table[str(place)]) for place in group)
                for role, group in picks.columns.items()
            },
            {
                role: tuple(table[str(place)].to_numpy(np.int64) for place in group)
                for role, group in picks.people.items()
            },
            picks.headers,
            title,
        )
        if shifted.any():
            raise FileRefused(
                f"{self.name} has more cells than headers in {frame.places(shifted)}, so its "
                "columns cannot be trusted; export it again, or put quotes around cells that hold "
                "the separator."
            )
        return frame

    def _open(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._data), self._encoding, newline="")

    def _reader(self, text: io.TextIOWrapper) -> Any:
        return csv.reader(iter(text.readline, ""), delimiter=self._separator)

    def _check_end(self, picks: Picks) -> None:
        """Refuse a file that stops in the middle of its last row."""
        wide = self._encoding.startswith("utf-16")
        tail = self._data if wide else self._data[-_TAIL:]
        lines = tail.decode(self._encoding, "ignore").splitlines(keepends=True)
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines or len(lines) <= picks.header_row + 1:
            return
        whole = lines[-1].endswith(("\n", "\r"))
        try:
            row = next(csv.reader([lines[-1]], delimiter=self._separator), [])
        except csv.Error:
            return
        if len(row) >= picks.width or len([cell for cell in row if cell.strip()]) == 0:
            return
        short = len(row) <= max(picks.needed)
        date_at = picks.columns["date"][0] if "date" in picks.columns else picks.needed[0]
        first = row[date_at].strip() if date_at < len(row) else ""
        dated = first[:1].isdigit()
        cut = (short or not whole) and dated
        if not whole and not first and not plain(row[0]).startswith(("total", "grand total")):
            cut = len(row) > 1
        if cut:
            raise FileRefused(
                f"{self.name} stops in the middle of its last row; export it again, the rest of it "
                "may be missing."
            )


class SheetGrid:
    """A worksheet of an .xlsx file, read row by row."""

    def __init__(self, name: str, sheet: Any) -> None:
        self.name = name
        self._sheet = sheet

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text."""
        for row in islice(self._rows(), TOP_ROWS):
            yield ["" if cell is None else str(cell) for cell in row[:_MOST_COLUMNS]]

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted, as text."""
        for row in self._rows():
            label = next((str(cell) for cell in row if cell is not None), "")
            if wanted(label):
                yield ["" if cell is None else str(cell) for cell in row]

    def frame(self, picks: Picks, hashed: Hash) -> Frame:
        """The wanted columns; a person's cell becomes a hash before it is put anywhere."""
        positions = sorted({place for group in picks.columns.values() for place in group})
        person = sorted({place for group in picks.people.values() for place in group})
        coders = {place: _Coder() for place in positions}
        hashes: dict[int, list[int]] = {place: [] for place in person}
        filled = 0
        for rows, row in enumerate(islice(self._rows(), picks.header_row + 1, None), 1):
            width = len(row)
            for place, coder in coders.items():
                coder.add(row[place] if place < width else None)
            for place, numbers in hashes.items():
                numbers.append(hashed(row[place]) if place < width else 0)
            if any(cell is not None for cell in row):
                filled = rows
        return Frame(
            self.name,
            picks.header_row + 2,
            filled,
            {
                role: tuple(coders[place].cells(filled) for place in group)
                for role, group in picks.columns.items()
            },
            {
                role: tuple(np.array(hashes[place][:filled], np.int64) for place in group)
                for role, group in picks.people.items()
            },
            picks.headers,
        )

    def _rows(self) -> Iterator[Sequence[Any]]:
        rows = self._sheet.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except Exception:  # whatever a damaged part makes openpyxl raise
                row = None
            if row is None:
                raise _damaged(self.name)
            yield row


class _Coder:
    """Collects one column as codes and its different values."""

    def __init__(self) -> None:
        self._codes: list[int] = []
        self._known: dict[Any, int] = {}

    def add(self, cell: Any) -> None:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            self._codes.append(-1)
        else:
            self._codes.append(self._known.setdefault(cell, len(self._known)))

    def cells(self, rows: int) -> Cells:
        return Cells(np.array(self._codes[:rows], np.int64), list(self._known))


class _Headed(io.TextIOBase):
    """A text with a header line of our own before it: positions, so that no header matters."""

    def __init__(self, heading: str, text: io.TextIOWrapper) -> None:
        self._heading = f"{heading}\n"
        self._text = text

    def read(self, size: int | None = -1) -> str:
        heading, self._heading = self._heading, ""
        return heading or self._text.read(size)

    def readable(self) -> bool:
        return True


def _cells(column: pd.Series[Any]) -> Cells:
    """Codes and values of a column of texts, blank cells as -1."""
    import pandas as pd

    codes, uniques = pd.factorize(column.to_numpy(object))
    values: list[Any] = uniques.tolist()
    for place, value in enumerate(values):
        if not value or value.isspace():
            codes[codes == place] = -1
    return Cells(codes.astype(np.int64, copy=False), values)


def _read(path: Path) -> bytes:
    """The content of a file that may be a table."""
    name, problem, data = path.name, "", b""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        problem = "was not found; check the name and the folder."
    except IsADirectoryError:
        problem = "is a folder; give the names of the files inside it."
    except OSError:
        problem = (
            "may not be read; if it is open elsewhere, close it, or copy it to your own folder."
        )
    if problem:
        raise FileRefused(f"{name} {problem}")
    problem = _no_table(data)
    if problem:
        raise FileRefused(f"{name} {problem}")
    return data


def _no_table(data: bytes) -> str:
    """Why these bytes are no table, as the end of a sentence; empty when they may be."""
    if len(data) > MAX_FILE:
        return "is far too large for an export; check which file it is."
    if not data or data.isspace():
        return "is empty; export it again."
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "is encrypted; open it in Excel, remove the password to open, and save it."
        return f"is in the old Excel format (.xls); {_SAVE_AS}"
    if data.startswith(b"%PDF"):
        return "is a PDF; export the report as csv or as an Excel workbook instead."
    start = data[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<?xml", b"<!--")):
        return f"is a web page with the name of a table; {_SAVE_AS}"
    return ""


def _encoding(name: str, data: bytes) -> str:
    """The encoding a text is in."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif data.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif b"\x00" in data:
        low, high = data[:2000:2].count(0), data[1:2000:2].count(0)
        wide = max(low, high) * 10 > len(data[:2000])  # every second byte of most letters is 0
        candidates = (("utf-16-le" if high > low else "utf-16-be"),) if wide else ()
    else:
        candidates = ("utf-8", "cp1252")
    for encoding in candidates:
        if _decodes(data, encoding):
            return encoding
    raise FileRefused(
        f"{name} is not a text in any encoding known here, or is damaged; export it again, or "
        f"{_SAVE_AS}"
    )


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether all bytes are text in that encoding, with no control characters among them."""
    if encoding in ("utf-8", "cp1252") and data.isascii():
        return b"\x00" not in data and b"\x01" not in data
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _CHUNK):
            part = decoder.decode(data[start : start + _CHUNK])
            if "\x00" in part or "\x01" in part:
                return False
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _damaged(name: str) -> FileRefused:
    return FileRefused(f"{name} is a damaged workbook; export it again, or {_SAVE_AS}")


def _sheets(name: str, data: bytes) -> list[Grid]:
    problem = _unsafe(data)
    if problem:
        raise FileRefused(f"{name} {problem}")
    import openpyxl

    sheets: list[Any] | None = None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = list(book.worksheets)
    except Exception:  # whatever a damaged part makes openpyxl raise
        sheets = None
    if sheets is None:
        raise _damaged(name)
    grids: list[Grid] = []
    for sheet in sheets:
        sheet.reset_dimensions()  # the extent a file claims is not to be believed
        grids.append(SheetGrid(name, sheet))
    return grids


def _unsafe(data: bytes) -> str:
    """Why a package must not be opened, as the end of a sentence; empty when it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                return "is far too large once unpacked; check which file it is."
            if not any(part.filename.startswith("xl/") for part in parts):
                return f"is a package, but no Excel workbook; {_SAVE_AS}"
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as file:
                        if b"<!DOCTYPE" in file.read(1000):
                            return f"holds parts no Excel workbook has; {_SAVE_AS}"
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError):
        return f"is a damaged workbook; export it again, or {_SAVE_AS}"
    return ""
