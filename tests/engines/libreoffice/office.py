"""A LibreOffice that is started for the tests, apart from any other, and ended with them."""

from __future__ import annotations

import atexit
import contextlib
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from practice_xl.libreoffice import find_program
from practice_xl.problems import NotAvailable
from practice_xl.xlsx.address import Area
from practice_xl.xlsx.book import ClosedBook
from practice_xl.xlsx.package import TableEntry
from practice_xl.xlsx.sheet import ByName, Range, Sheet

from .bridge import load_uno
from .document import CellFormats, OfficeDocument

START_LIMIT = 60.0  # seconds; the first start on a slow computer takes many
STOP_LIMIT = 10.0


class OfficeSheet(Sheet):
    """A sheet of a document open in LibreOffice."""

    def __init__(self, document: OfficeDocument, name: str) -> None:
        self._document = document
        self.name = name

    @property
    def cells(self) -> CellFormats:
        """Its cells, as far as their formats are asked for."""
        return self._document.formats(self.name)

    @property
    def entries(self) -> list[TableEntry]:
        """Its tables."""
        return self._document.tables(self.name)

    @property
    def used_range(self) -> Range:
        """The cells around all that hold something."""
        return Range(self, self._document.extent(self.name))

    def read(self, area: Area) -> list[list[Any]]:
        """Values of a block."""
        return self._document.read(self.name, area)

    def write(self, area: Area, block: Sequence[Sequence[Any]]) -> None:
        """New values for a block."""
        self._document.write(self.name, area, block)

    def resize_table(self, table: TableEntry, area: Area) -> TableEntry:
        """Let a table grow at its last row."""
        return self._document.resize_table(self.name, table, area)


class OfficeBook(ClosedBook):
    """A document open in LibreOffice, in the calls that every workbook answers."""

    def __init__(self, document: OfficeDocument, app: Any) -> None:
        self._document = document
        self.document = document.document
        self.app = app
        self.path = document.path
        self.package: Any = document.package
        sheets = [(name, OfficeSheet(document, name)) for name in document.cells]
        self.sheets: Any = ByName(f"{self.path.name} has no sheet", sheets)

    def save(self) -> None:
        """Save the document in place."""
        self._document.save()

    def close(self) -> None:
        """Close the document without saving it."""
        self._document.close()


class Office:
    """A running LibreOffice with a profile of its own, deleted at the end."""

    def __init__(self, context: Any, process: subprocess.Popen[bytes], profile: Path) -> None:
        services = context.ServiceManager
        self.desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._process = process
        self._profile = profile

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def open(self, path: Path) -> OfficeBook:
        """Open a workbook with its macros off."""
        return OfficeBook(OfficeDocument.load(self.desktop, Path(path)), self)

    def close(self) -> None:
        """End it without saving."""
        atexit.unregister(self.close)
        with contextlib.suppress(Exception):  # it may be gone already, which is as well
            self.desktop.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def start() -> Office:
    """Start a LibreOffice.

    Raises:
        NotAvailable: LibreOffice or its Python part is not on this computer, or did not start.
    """
    uno = load_uno()
    profile = Path(tempfile.mkdtemp(prefix="practice_xl-office-"))
    connection = f"pipe,name=practice_xl_{secrets.token_hex(8)}"
    command = [
        str(find_program()),
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"),
        f"-env:UserInstallation={profile.as_uri()}",
        f"--accept={connection};urp;",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() in (None, 0):
        context = _connect(uno, connection)
        if context is not None:
            office = Office(context, process, profile)
            atexit.register(office.close)  # whatever happens, none is left running unseen
            return office
        time.sleep(0.02)
    process.kill()
    process.wait()
    shutil.rmtree(profile, ignore_errors=True)
    raise NotAvailable("LibreOffice did not start. Open it once by hand, close it, and try again.")


def _connect(uno: Any, connection: str) -> Any:
    """The running program's context; None while there is none."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    no_answer = (
        uno.getClass("com.sun.star.connection.NoConnectException"),
        uno.getClass("com.sun.star.connection.ConnectionSetupException"),
        uno.getClass("com.sun.star.lang.DisposedException"),  # still starting
    )
    try:
        return resolver.resolve(f"uno:{connection};urp;StarOffice.ComponentContext")
    except no_answer:
        return None
