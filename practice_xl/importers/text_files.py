"""Text files as tables: csv of every kind, cells parted by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from practice_xl.importers.frame import Cells, Frame
from practice_xl.importers.grid import TOP_ROWS, Hash, Picks
from practice_xl.importers.parted import LONGEST_DATE, part_dates
from practice_xl.importers.source import plain
from practice_xl.problems import FileRefused

if TYPE_CHECKING:
    import pandas as pd

_TAIL = 1 << 16  # bytes; the last row stands in these
_BEYOND = 4  # columns to the right of the headers that are looked at


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
        """The wanted columns; a row with more cells than headers is refused, not shifted.

        Cells that name a person are hashed one by one while pandas reads: no column of them is
        ever made. Dates come as bytes, to be parted; every other column as its different values.
        """
        self._check_end(picks)
        table = self._read(picks, hashed)
        columns: dict[str, tuple[Cells, ...]] = {}
        times: dict[str, Cells] = {}
        for role, places in picks.columns.items():
            if role in picks.dated:
                days, times[role] = part_dates(table[str(places[0])].to_numpy(_DATE))
                columns[role] = (days,)
            else:
                columns[role] = tuple(_cells(table[str(place)]) for place in places)
        people = {
            role: tuple(table[str(place)].to_numpy(np.int64) for place in places)
            for role, places in picks.people.items()
        }
        first = picks.header_row + 2
        frame = Frame(self.name, first, len(table), columns, people, picks.headers, times)
        beyond = [str(picks.width + more) for more in range(_BEYOND)]
        shifted = (table[beyond].to_numpy("S1") != b"").any(axis=1)
        if shifted.any():
            raise FileRefused(
                f"{self.name} has more cells than headers in {frame.places(shifted)}, so its "
                "columns cannot be trusted; export it again, or put quotes around cells that hold "
                "the separator."
            )
        return frame

    def _read(self, picks: Picks, hashed: Hash) -> pd.DataFrame:
        """What pandas makes of the rows under the headers, its columns named by their position."""
        import pandas as pd

        dated = {str(picks.columns[role][0]) for role in picks.dated if role in picks.columns}
        other = {str(place) for places in picks.columns.values() for place in places} - dated
        person = {str(place) for places in picks.people.values() for place in places}
        beyond = {str(picks.width + more) for more in range(_BEYOND)}
        heading = self._separator.join(str(place) for place in range(picks.width + _BEYOND))
        rows = f"{heading}\n".encode() + self._data[self._end_of(picks.header_row) :]
        problem = ""
        try:
            return pd.read_csv(
                io.BytesIO(rows),
                sep=self._separator,
                encoding=self._encoding,
                header=0,
                usecols=[*dated, *other, *person, *beyond],
                dtype={
                    **dict.fromkeys(dated, _DATE),
                    **dict.fromkeys(other - person, "category"),
                    **dict.fromkeys(beyond, "S1"),
                },
                converters=dict.fromkeys(person, hashed),
                na_filter=False,
                skip_blank_lines=False,
                skipinitialspace=True,
                index_col=False,
            )
        except (ValueError, pd.errors.ParserError) as error:
            problem = str(error)
        if "EOF inside string" in problem:
            raise FileRefused(
                f"{self.name} stops inside a cell that begins with a quotation mark; export it "
                "again, the rest of it may be missing."
            )
        raise FileRefused(f"{self.name} is damaged; export it again, or take another copy.")

    def _end_of(self, row: int) -> int:
        """Where a row near the top ends, in bytes."""
        reader = self._reader()
        for _ in range(row + 1):
            next(reader)
        end = 0
        for _ in range(reader.line_num):
            end = self._data.find(b"\n", end) + 1 or len(self._data)
        return end

    def _reader(self) -> Any:
        text = io.TextIOWrapper(io.BytesIO(self._data), self._encoding, newline="")
        return csv.reader(iter(text.readline, ""), delimiter=self._separator)

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


_DATE = f"S{LONGEST_DATE}"


def _cells(column: pd.Series[Any]) -> Cells:
    """A column of categories: blank ones as -1, none with spaces around it."""
    values = [str(value).strip() for value in column.cat.categories]
    codes = column.cat.codes.to_numpy(np.int64)
    blank = [place for place, value in enumerate(values) if not value]
    return Cells(np.where(np.isin(codes, blank), -1, codes) if blank else codes, values)
