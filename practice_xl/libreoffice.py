"""The LibreOffice of this computer, for looking at a workbook and for printing one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from practice_xl.problems import NotAvailable

_ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def find_program() -> Path:
    """The LibreOffice program.

    Raises:
        NotAvailable: It is not on this computer.
    """
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    for place in _ELSEWHERE:
        if Path(place).exists():
            return Path(place)
    raise NotAvailable(
        "LibreOffice is not on this computer. Install it from libreoffice.org "
        "(on Debian and Ubuntu: sudo apt install libreoffice-calc) and try again."
    )


def show(path: Path) -> None:
    """Open a workbook in a LibreOffice window, and leave it to the person.

    Raises:
        NotAvailable: LibreOffice is not on this computer.
    """
    subprocess.Popen(  # noqa: S603 - a program found on this computer, no shell
        [str(find_program()), "--nologo", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
