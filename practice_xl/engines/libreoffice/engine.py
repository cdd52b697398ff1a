"""The LibreOffice engine as xlwings sees it: engine, app and books.

Sheets, blocks, tables and names behave as in the file engine: the same classes, over an open
document in place of a closed file.
"""

# ruff: noqa: D102  - the methods are documented by xlwings, whose public API they serve
from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from practice_xl.engines.libreoffice.document import OfficeDocument
from practice_xl.xlsx import book as shared
from practice_xl.xlsx.engine import FileEngine

if TYPE_CHECKING:
    from practice_xl.engines.libreoffice.office import Office


class LibreOfficeEngine:
    """The engine ``"libreoffice"``."""

    name = "libreoffice"
    type = "desktop"
    prepare_xl_data_element = staticmethod(FileEngine.prepare_xl_data_element)
    clean_value_data = staticmethod(FileEngine.clean_value_data)

    def __init__(self) -> None:
        self.apps = Apps()


class Apps(base_classes.Apps):
    """Every LibreOffice started or attached, the latest first."""

    def __init__(self) -> None:
        self.running: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(self, *_spec: Any, visible: bool | None = None, **_more: Any) -> App:
        from practice_xl.engines.libreoffice.office import start

        return start(visible=bool(visible)).app

    def __iter__(self) -> Iterator[App]:
        return iter(self.running[::-1])

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(pid)


class App(base_classes.App):
    """One running LibreOffice."""

    engine: Any = None
    api: Any = None
    pid = -1
    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    calculation = "automatic"
    selection = None
    version = "0.0"
    books: Any = None

    def __init__(self, engine: LibreOfficeEngine, office: Office) -> None:
        self.engine = engine
        self.api = self.office = office
        self.pid = office.pid
        self.visible = office.visible
        self.books = Books(self)
        self._indicator: Any = None

    @property
    def status_bar(self) -> Any:
        return None

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        with contextlib.suppress(Exception):  # only a courtesy: no window, no line
            if self._indicator is not None:
                self._indicator.end()
                self._indicator = None
            if value:
                frame = self.office.desktop.getCurrentFrame()
                self._indicator = frame.createStatusIndicator()
                self._indicator.start(str(value), 0)

    def alert(self, *_args: Any, **_kwargs: Any) -> None:
        return None  # the command line says it where the person looks

    def activate(self, steal_focus: bool = False) -> None:
        pass

    def calculate(self) -> None:
        pass  # LibreOffice recalculates by itself

    def quit(self) -> None:
        self.office.close()

    def kill(self) -> None:
        self.office.close()


class Book(shared.Book):
    """A document open in LibreOffice."""

    def close(self) -> None:
        if self in self.books:
            self.books.forget(self)
            cast(OfficeDocument, self.workbook).close()


class Books(shared.OpenBooks):
    """The documents opened and not yet closed."""

    def open(self, fullname: str, *_options: Any, **_more: Any) -> shared.Book:
        document = self.app.office.load(Path(fullname))
        known = (book for book in self if book.workbook.path == document.path)
        return next(known, None) or self.keep(Book(self, cast(Any, document)))


ENGINE = LibreOfficeEngine()
