"""A workbook that is watched: what is not among the calls of ``practice_xl.books`` fails.

So do cell loops and reading back what was written. Reads and writes are counted, so that a click
stays small where each call is a message to another program, and so that the same code can run where
writes are queued.
"""

from __future__ import annotations

from typing import Any

from practice_xl import books


class Log:
    """What a run did, in order."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.writes: list[str] = []
        self._written: set[tuple[str, int, int]] = set()

    def read(self, place: Any) -> None:
        cells = _cells(place)
        assert len(cells) > 1, f"a single cell was read: {_name(place)}"
        assert not cells & self._written, f"read back what was written: {_name(place)}"
        self.reads.append(_name(place))

    def write(self, place: Any) -> None:
        cells = _cells(place)
        assert not cells & self._written, f"written twice: {_name(place)}"
        self._written |= cells
        self.writes.append(_name(place))


def recorded(book: Any) -> tuple[Any, Log]:
    """The same book, every call to it watched."""
    log = Log()
    return _Watched(book, log), log


def _name(place: Any) -> str:
    return f"{place.sheet.name}!{place.row}:{place.column} {place.shape}"


def _cells(place: Any) -> set[tuple[str, int, int]]:
    rows, columns = (range(size) for size in place.shape)
    return {(place.sheet.name, place.row + r, place.column + c) for r in rows for c in columns}


def _protocol(value: Any) -> type | None:
    """What a thing is in the words of ``practice_xl.books``; None for a number, text, a list."""
    if not type(value).__module__.startswith("practice_xl"):
        return None
    return getattr(books, type(value).__name__.removeprefix("Closed"), None)


class _Watched:
    """A proxy of one of the workbook's objects; what it hands out is watched too."""

    def __init__(self, real: Any, log: Log) -> None:
        self.__dict__["real"], self.__dict__["log"] = real, log

    def _wrap(self, value: Any) -> Any:
        return _Watched(value, self.log) if _protocol(value) else value

    def _allow(self, name: str) -> None:
        kind = _protocol(self.real)
        known = name in vars(kind) or name in vars(kind).get("__annotations__", ())
        assert known, f"outside the contract: {kind.__name__}.{name}"

    def __getattr__(self, name: str) -> Any:
        self._allow(name)
        if name == "value":
            self.log.read(self.real)
        value = getattr(self.real, name)
        if not callable(value) or _protocol(value):
            return self._wrap(value)
        return lambda *args, **kwargs: self._wrap(value(*map(_unwrap, args), **kwargs))

    def __setattr__(self, name: str, value: Any) -> None:
        assert name == "value", f"outside the contract: setting {name}"
        self.log.write(self.real)
        self.real.value = value

    def __iter__(self) -> Any:
        self._allow("__iter__")
        return (self._wrap(item) for item in self.real)

    def __contains__(self, key: str) -> bool:
        self._allow("__contains__")
        return key in self.real

    def __getitem__(self, key: str) -> Any:
        self._allow("__getitem__")
        return self._wrap(self.real[key])


def _unwrap(value: Any) -> Any:
    return value.real if isinstance(value, _Watched) else value
