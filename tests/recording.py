"""A recording engine: the file engine, watched.

Everything outside the contract fails: ``.api``, formulas, cell loops, ``calculate``, reading back
what was written. Reads and writes are counted, so that a click stays small where each call is a
message to another program, and so that the same code can run where writes are queued.
"""

from __future__ import annotations

from typing import Any

import xlwings as xw

ALLOWED = {
    "Book": {"sheets", "names", "app", "name", "fullname"},
    "Sheets": {"__iter__", "__len__", "__call__", "__contains__"},
    "Sheet": {"name", "range", "used_range", "tables", "names", "book"},
    "Names": {"__call__", "__iter__", "__len__", "contains"},
    "Name": {"name", "refers_to"},
    "Tables": {"__call__", "__iter__", "__len__", "__contains__"},
    "Table": {"name", "range"},
    "Range": {
        "row",
        "column",
        "shape",
        "coords",
        "sheet",
        "get_address",
        "address",
        "__len__",
        "__call__",
        "options",
        "max_cells_per_read",
        "max_cells_per_write",
    },
    "App": {"engine", "status_bar", "alert", "pid"},
}


class Untouchable:
    """What xlwings itself may ask whether it is there, and nobody may use."""

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"outside the contract: .api.{name}")


class Log:
    """What a run did, in order."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.writes: list[str] = []
        self._written: set[tuple[str, int, int]] = set()

    def read(self, place: Any) -> None:
        name, row, column, height, width = place.coords
        assert height * width > 1, f"a single cell was read: {name}"
        cells = _cells(place)
        assert not cells & self._written, f"read back what was written: {name}!{row}:{column}"
        self.reads.append(f"{name}!{place.address}")

    def write(self, place: Any) -> None:
        cells = _cells(place)
        assert not cells & self._written, f"written twice: {place.coords}"
        self._written |= cells
        self.writes.append(f"{place.coords[0]}!{place.address}")


def recorded(book: xw.Book) -> tuple[xw.Book, Log]:
    """The same book, every call to its engine watched."""
    log = Log()
    return xw.Book(impl=_Watched(book.impl, log)), log


def _cells(place: Any) -> set[tuple[str, int, int]]:
    name, row, column, height, width = place.coords
    return {(name, row + r, column + c) for r in range(height) for c in range(width)}


class _Watched:
    """A proxy of one of the engine's objects; what it hands out is watched too."""

    def __init__(self, real: Any, log: Log) -> None:
        self.__dict__["real"], self.__dict__["log"] = real, log

    def _wrap(self, value: Any) -> Any:
        kind = type(value).__name__
        watched = kind in ALLOWED and type(value).__module__.startswith("practice_xl")
        return _Watched(value, self.log) if watched else value

    def _allow(self, name: str) -> None:
        kind = type(self.real).__name__
        assert name in ALLOWED[kind], f"outside the contract: {kind}.{name}"

    def __getattr__(self, name: str) -> Any:
        if name == "api":
            return Untouchable()
        if name == "raw_value":
            self.log.read(self.real)
            return self.real.raw_value
        if not hasattr(self.real, name):
            raise AttributeError(name)  # xlwings asks what an engine can do
        self._allow(name)
        value = getattr(self.real, name)
        if not callable(value) or type(value).__name__ in ALLOWED:
            return self._wrap(value)
        return lambda *args, **kwargs: self._wrap(
            value(*map(_unwrap, args), **{k: _unwrap(v) for k, v in kwargs.items()})
        )

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "raw_value":
            self.log.write(self.real)
            self.real.raw_value = value
        elif name == "options":  # xlwings keeps its own there
            self.real.options = value
        else:
            assert name == "status_bar", f"outside the contract: setting {name}"

    def __call__(self, *args: Any) -> Any:
        self._allow("__call__")
        return self._wrap(self.real(*map(_unwrap, args)))

    def __iter__(self) -> Any:
        self._allow("__iter__")
        return (self._wrap(item) for item in self.real)

    def __len__(self) -> int:
        return len(self.real)

    def __contains__(self, key: object) -> bool:
        self._allow("__contains__")
        return key in self.real

    def __bool__(self) -> bool:
        return True


def _unwrap(value: Any) -> Any:
    return value.real if isinstance(value, _Watched) else value
