"""Text files as tables: csv of every kind, cells parted by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, tee
from typing import Any

from practice_xl.importers.clients import Hasher
from practice_xl.importers.columns import TOP_ROWS, Collector, Columns, Picks
from practice_xl.importers.statuses import plain
from practice_xl.problems import FileRefused

_TAIL = 1 << 16  # bytes; the last row stands in these
_ROWS = 250  # taken at once: few enough to stay near the processor
_OPEN_QUOTE = (
    "stops inside a cell that begins with a quotation mark; export it again, the rest of it may be "
    "missing."
)
_ENDLESS = (
    f"has a cell of more than {csv.field_size_limit():,} characters, which no export writes; look "
    "at the file in a text editor, or export it again."
)


class TextView:
    """A text file whose cells are parted by one separator."""

    def __init__(self, name: str, data: bytes, encoding: str, separator: str) -> None:
        self.name = name
        self._data = data
        self._encoding = encoding
        self._separator = separator

    def top(self) -> Iterator[list[str]]:
        """The first rows, as text; stops before a row that cannot be one."""
        try:
            yield from islice(self._reader(), TOP_ROWS)
        except csv.Error:
            return

    def labelled(self, wanted: Callable[[str], bool]) -> Iterator[list[str]]:
        """Rows whose first filled cell is wanted."""
        for row in self._rows():
            label = next((cell for cell in row if cell.strip()), "")
            if wanted(label):
                yield row

    def unworked(self) -> bool:
        """A text holds no formulas."""
        return False

    def columns(self, picks: Picks, hashed: Hasher) -> Columns:
        """The wanted columns; a row with more cells than headers is refused, not shifted.

        Cells that name a person are hashed some thousand rows at a time: no column of them is
        ever made.
        """
        self._check_end(picks)
        collector = Collector(picks, hashed)
        problem, beyond = self._collect(picks, collector)
        if problem:
            raise FileRefused(f"{self.name} {problem}")
        columns = collector.columns(self.name)
        if beyond:
            raise FileRefused(
                f"{self.name} has more cells than headers in {columns.places(beyond)}, so its "
                "columns cannot be trusted; export it again, or put quotes around cells that hold "
                "the separator."
            )
        return columns

    def _collect(self, picks: Picks, collector: Collector) -> tuple[str, list[int]]:
        """Give all rows to the collector: what is wrong with the file, and rows too wide."""
        width, beyond, rows = picks.width, [], 0
        text, again = tee(self._text())
        reader = self._reader(text)
        for _ in range(picks.header_row + 1):
            next(reader)
        try:
            while True:
                line = reader.line_num
                if rows == 0:
                    deque(islice(again, line), maxlen=0)
                taken = list(islice(reader, _ROWS))
                if not taken:
                    break
                if set(map(len, taken)) != {width}:
                    for place, row in enumerate(taken, rows):
                        if any(cell.strip() for cell in row[width:]):
                            beyond.append(place)
                        row[width:] = [""] * (width - len(row))
                lines = list(map(hash, islice(again, reader.line_num - line)))
                alone = picks.alone and len(lines) == len(taken)  # and no cell of several lines
                collector.add(taken, lines if alone else ())
                rows += len(taken)
        except csv.Error:
            return _OPEN_QUOTE if self._ends_open() else _ENDLESS, []
        return _OPEN_QUOTE if self._ends_open() else "", beyond

    def _ends_open(self) -> bool:
        """Whether the file ends inside a cell that begins with a quotation mark."""
        if self._data.count(b'"') % 2 == 0:
            return False
        try:
            for _ in self._reader(strict=True):
                pass
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False

    def _rows(self) -> Iterator[list[str]]:
        try:
            yield from self._reader()
        except csv.Error as error:
            raise FileRefused(
                f"{self.name} {_OPEN_QUOTE if self._ends_open() else _ENDLESS}"
            ) from error

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._data), self._encoding, newline="")

    def _reader(self, text: Iterable[str] | None = None, strict: bool = False) -> Any:
        return csv.reader(
            self._text() if text is None else text,
            delimiter=self._separator,
            skipinitialspace=True,
            strict=strict,
        )

    def _end_of(self, row: int) -> int:
        """Where a row near the top ends, in bytes."""
        reader = self._reader()
        for _ in range(row + 1):
            next(reader)
        end = 0
        for _ in range(reader.line_num):
            end = self._data.find(b"\n", end) + 1 or len(self._data)
        return end

    def _check_end(self, picks: Picks) -> None:
        """Refuse a file that stops in the middle of its last row."""
        start = max(self._end_of(picks.header_row), len(self._data) - _TAIL)
        lines = self._data[start:].splitlines(keepends=True)
        blank = b' \t\r\n"' + self._separator.encode()
        whole = bool(lines) and lines[-1].endswith((b"\n", b"\r"))
        while lines and not lines[-1].strip(blank):
            lines.pop()
            whole = True
        if not lines:
            return
        last = lines.pop()
        while last.count(b'"') % 2 and lines:  # a cell of several lines
            last = lines.pop() + last
        text = io.StringIO(last.decode(self._encoding, "replace"), newline="")
        row = next(csv.reader(text, delimiter=self._separator), [])
        if len(row) >= picks.width:
            return
        date_at = picks.columns["date"][0] if "date" in picks.columns else picks.needed[0]
        first = row[date_at].strip() if date_at < len(row) else ""
        cut = (len(row) <= max(picks.needed) or not whole) and first[:1].isdigit()
        if not whole and not first and len(row) > 1:
            cut = not plain(row[0]).startswith(("total", "grand total"))
        if cut:
            raise FileRefused(
                f"{self.name} stops in the middle of its last row; export it again, the rest of it "
                "may be missing."
            )
