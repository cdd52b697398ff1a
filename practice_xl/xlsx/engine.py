"""The file engine as xlwings sees it: engine, app and books.

xlwings' interface for engines is private to it; the contract suite holds it at the pinned version.
A property that xlwings' base class declares raises until it is shadowed, so some are plain
attributes in these classes.
"""

# ruff: noqa: D102  - the methods are documented by xlwings, whose public API they serve
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from practice_xl.xlsx.book import Book, OpenBooks
from practice_xl.xlsx.values import CellError
from practice_xl.xlsx.workbook import ClosedWorkbook


class FileEngine:
    """The engine ``"file"``."""

    name = "file"
    type = "reader"  # xlwings opens a fresh book each time, and hands over only the path

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        return value

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value is None:
                return empty_as
            if type(value) is float:
                return number_builder(value) if number_builder else value
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime) and datetime_builder is not dt.datetime:
                names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{n: getattr(value, n) for n in names}, tzinfo=None)
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """One app, always there: files need no program."""

    def __init__(self, engine: FileEngine) -> None:
        self._app = App(engine)

    def keys(self) -> list[int]:
        return [self._app.pid]

    def add(self, *_args: Any, **_kwargs: Any) -> App:
        return self._app  # files need nothing started

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _pid: int) -> App:
        return self._app


class App(base_classes.App):
    """Stands where a program would: takes settings and shows nothing."""

    engine = None
    api = None
    pid = -1
    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    calculation = "automatic"
    status_bar: Any = None
    selection = None
    version = "0.0"
    books: Any = None

    def __init__(self, engine: FileEngine) -> None:
        self.engine = engine
        self.api = self
        self.books = Books(self)

    def alert(self, *_args: Any, **_kwargs: Any) -> None:
        return None

    def activate(self, steal_focus: bool = False) -> None:
        pass

    def calculate(self) -> None:
        pass

    def quit(self) -> None:
        pass

    def kill(self) -> None:
        pass


class Books(OpenBooks):
    """The closed workbooks that are being worked on."""

    def open(  # type: ignore[override]  # what xlwings asks of an engine of type "reader"
        self, filename: str, clock_names: Collection[str] = ()
    ) -> Book:
        return self.keep(Book(self, ClosedWorkbook(Path(filename), clock_names)))
