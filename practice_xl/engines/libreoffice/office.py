"""A LibreOffice that was started for us, or one that is already running and listens."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from practice_xl.engines import xlwings_free  # noqa: F401 - before xlwings, see there

# isort: split
import xlwings as xw

from practice_xl.engines.libreoffice.bridge import find_program, load_uno
from practice_xl.engines.libreoffice.document import OfficeDocument
from practice_xl.engines.libreoffice.engine import ENGINE, App
from practice_xl.problems import NotAvailable

START_LIMIT = 60.0  # seconds; the first start on a slow computer takes many
STOP_LIMIT = 10.0


class Office:
    """A running LibreOffice; use it in a ``with`` block, or ``close`` it.

    Attributes:
        app: The app as xlwings sees it.
        connection: Where it listens, for :func:`attach` from another program.
    """

    def __init__(
        self,
        context: Any,
        connection: str,
        process: subprocess.Popen[bytes] | None = None,
        profile: Path | None = None,
        visible: bool = False,
    ) -> None:
        services = context.ServiceManager
        self.desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.connection = connection
        self.visible = visible
        self._process = process
        self._profile = profile
        self.app = App(ENGINE, self)
        ENGINE.apps.running.append(self.app)

    @property
    def pid(self) -> int:
        """Number of the process; -1 for a LibreOffice that was already running."""
        return self._process.pid if self._process else -1

    def open(self, path: str | os.PathLike[str]) -> xw.Book:
        """Open a workbook with its macros off, or find it when it is open here already.

        Args:
            path: The file.

        Returns:
            The book as xlwings sees it.

        Raises:
            FileRefused: Missing, or nothing LibreOffice can open.
            FileBusy: Open in another program.
        """
        return xw.Book(impl=self.app.books.open(os.fspath(path)))

    def load(self, path: Path) -> OfficeDocument:
        """The document behind :meth:`open`."""
        return OfficeDocument.load(self.desktop, path, hidden=not self.visible)

    def detach(self) -> None:
        """Leave it running for the person who looks at it."""
        self._forget()
        self._process = self._profile = None

    def close(self) -> None:
        """End a LibreOffice that was started for us, without saving; leave any other running."""
        self._forget()
        atexit.unregister(self.close)
        if self._process is None:
            return
        with contextlib.suppress(Exception):  # it may be gone already, which is as well
            self.desktop.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        if self._profile:
            shutil.rmtree(self._profile, ignore_errors=True)  # may hold names of opened files

    def _forget(self) -> None:
        if self.app in ENGINE.apps.running:
            ENGINE.apps.running.remove(self.app)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def start(*, visible: bool = False) -> Office:
    """Start a LibreOffice of our own, apart from any the person works in.

    It has a profile of its own, deleted at the end, so that no setting, add-on or open document of
    the person's is touched.

    Args:
        visible: Whether its windows are shown.

    Returns:
        The office; about one second later.

    Raises:
        NotAvailable: LibreOffice or its Python part is not on this computer, or did not start.
    """
    uno = load_uno()
    profile = Path(tempfile.mkdtemp(prefix="practice_xl-office-"))
    connection = f"pipe,name=practice_xl_{secrets.token_hex(8)}"
    command = [
        str(find_program()),
        *([] if visible else ["--headless"]),
        *("--norestore", "--nologo", "--nodefault", "--nofirststartwizard"),
        f"-env:UserInstallation={profile.as_uri()}",
        f"--accept={connection};urp;",
    ]
    process = subprocess.Popen(  # noqa: S603 - a program found on this computer, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() in (None, 0):
        context = _connect(uno, connection)
        if context is not None:
            office = Office(context, connection, process, profile, visible)
            atexit.register(office.close)  # whatever happens, none is left running unseen
            return office
        time.sleep(0.02)
    process.kill()
    process.wait()
    shutil.rmtree(profile, ignore_errors=True)
    raise NotAvailable("LibreOffice did not start. Open it once by hand, close it, and try again.")


def attach(connection: str) -> Office:
    """Use a LibreOffice that is already running and listens.

    Args:
        connection: Where it listens, as given to ``soffice --accept=CONNECTION;urp;``, for example
            ``"pipe,name=my_office"`` or ``"socket,host=localhost,port=2002"``.

    Returns:
        The office; closing it leaves LibreOffice running.

    Raises:
        NotAvailable: None listens there, or its Python part is not on this computer.
    """
    context = _connect(load_uno(), connection)
    if context is None:
        raise NotAvailable(
            f"No LibreOffice listens at {connection}. "
            f'Start it with: soffice --accept="{connection};urp;"'
        )
    return Office(context, connection, visible=True)


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
