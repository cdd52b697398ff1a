"""Text files as tables: csv of every kind, cells parted by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from practice_xl.importers.cell_ends import OpenQuoteError
from practice_xl.importers.frame import Cells, Frame
from practice_xl.importers.grid import TOP_ROWS, Hash, Picks
from practice_xl.importers.rows import Rows
from practice_xl.importers.source import plain
from practice_xl.problems import FileRefused


class TextGrid:
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
        for row in self._reader():
            label = next((cell for cell in row if cell.strip()), "")
            if wanted(label):
                yield row

    def frame(self, picks: Picks, hashed: Hash) -> Frame:
        """The wanted columns; a row with more cells than headers is refused, not shifted."""
        try:
            rows: Rows | None = Rows(self._data, self._encoding, self._separator)
        except OpenQuoteError:
            rows = None
        if rows is None:
            raise FileRefused(
                f"{self.name} stops inside a cell that begins with a quotation mark; export it "
                "again, the rest of it may be missing."
            )
        first = picks.header_row + 1
        self._check_end(rows, picks)
        columns: dict[str, tuple[Cells, ...]] = {}
        times: dict[str, Cells] = {}
        for role, places in picks.columns.items():
            if role in picks.dated:
                days, times[role] = rows.dated_column(places[0], first)
                columns[role] = (days,)
            else:
                columns[role] = tuple(rows.column(place, first) for place in places)
        people = {
            role: tuple(rows.people(place, first, hashed) for place in places)
            for role, places in picks.people.items()
        }
        count = len(rows) - first
        frame = Frame(self.name, first + 1, count, columns, people, picks.headers, times)
        shifted = rows.beyond(picks.width, first)
        if shifted.any():
            raise FileRefused(
                f"{self.name} has more cells than headers in {frame.places(shifted)}, so its "
                "columns cannot be trusted; export it again, or put quotes around cells that hold "
                "the separator."
            )
        return frame

    def _reader(self) -> Any:
        text = io.TextIOWrapper(io.BytesIO(self._data), self._encoding, newline="")
        return csv.reader(iter(text.readline, ""), delimiter=self._separator)

    def _check_end(self, rows: Rows, picks: Picks) -> None:
        """Refuse a file that stops in the middle of its last row."""
        last = len(rows) - 1
        while last > picks.header_row and not rows.filled(last):
            last -= 1
        if last <= picks.header_row or rows.widths[last] >= picks.width:
            return
        whole = last < len(rows) - 1 or self._data.endswith((b"\n", b"\r"))
        width = int(rows.widths[last])
        date_at = picks.columns["date"][0] if "date" in picks.columns else picks.needed[0]
        first = rows.text(last, date_at)
        cut = (width <= max(picks.needed) or not whole) and first[:1].isdigit()
        if not whole and not first and width > 1:
            cut = not plain(rows.text(last, 0)).startswith(("total", "grand total"))
        if cut:
            raise FileRefused(
                f"{self.name} stops in the middle of its last row; export it again, the rest of it "
                "may be missing."
            )
