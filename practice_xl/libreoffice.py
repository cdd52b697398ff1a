"""The LibreOffice of this computer, for looking at a workbook and for printing a copy."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from practice_xl.problems import FileRefused, NotAvailable

_SECONDS = 180  # it may take to print
_ELSEWHERE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def find_program() -> Path:
    """The LibreOffice program. Raises NotAvailable where it is not on this computer."""
    for place in (shutil.which("soffice"), shutil.which("libreoffice"), *_ELSEWHERE):
        if place and Path(place).exists():
            return Path(place)
    raise NotAvailable(
        "LibreOffice is not on this computer. Install it from libreoffice.org "
        "(on Debian and Ubuntu: sudo apt install libreoffice-calc) and try again."
    )


def show(path: Path) -> None:
    """Open a workbook in a window of LibreOffice. Raises NotAvailable where there is none."""
    command, quiet = [str(find_program()), "--nologo", str(path)], subprocess.DEVNULL
    # a program found on this computer, no shell
    subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603


def write_pdf(copy: Path) -> Path:
    """Print a copy without a password, with LibreOffice, else with Excel, as a PDF beside it.

    Raises:
        NotAvailable: Neither program is on this computer.
        FileRefused: The program did not print it.
    """
    target = copy.with_suffix(".pdf")
    try:
        program = find_program()
    except NotAvailable:
        _print_with_excel(copy, target)
        return target
    with tempfile.TemporaryDirectory(prefix=".practice_xl-", dir=target.parent) as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').resolve().as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "pdf:calc_pdf_Export", "--outdir"]
        command = [str(program), profile, *options, folder, str(copy.resolve())]
        try:
            # a program found on this computer, no shell
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
            made = Path(folder, target.name)
            made.chmod(0o600)
            made.replace(target)
        except (OSError, subprocess.SubprocessError) as error:
            raise FileRefused(
                f"{copy.name} is there, but LibreOffice did not print it. Open it and print it."
            ) from error
    return target


def _print_with_excel(copy: Path, target: Path) -> None:
    try:
        import xlwings as xw

        with xw.App(visible=False) as app:
            book = app.books.open(str(copy))
            book.to_pdf(str(target))
            book.close()
    except Exception as error:
        raise NotAvailable(
            "A PDF needs LibreOffice or Excel on this computer. The copy itself is written: open "
            "it where one of them is, and print it there."
        ) from error
