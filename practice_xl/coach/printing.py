"""A copy as PDF, printed by a spreadsheet program where one is there."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from practice_xl.libreoffice import find_program
from practice_xl.problems import FileRefused, NotAvailable

_SECONDS = 180


def write_pdf(copy: Path, target: Path | None = None) -> Path:
    """Print a copy as PDF with LibreOffice, else with Excel.

    Args:
        copy: The coach copy, without a password.
        target: Where; None: beside the copy, under its name.

    Returns:
        Where the PDF is.

    Raises:
        NotAvailable: Neither program is on this computer.
        FileRefused: The program did not print it.
    """
    target = target or copy.with_suffix(".pdf")
    try:
        program = find_program()
    except NotAvailable:
        _print_with_excel(copy, target)
        return target
    with tempfile.TemporaryDirectory(prefix=".practice_xl-", dir=target.parent) as folder:
        profile = Path(folder, "profile").resolve().as_uri()
        options = ["--headless", "--norestore", "--convert-to", "pdf:calc_pdf_Export", "--outdir"]
        command = [str(program), f"-env:UserInstallation={profile}", *options, folder]
        try:
            subprocess.run(  # noqa: S603 - a program found on this computer, no shell
                [*command, str(copy.resolve())], check=True, capture_output=True, timeout=_SECONDS
            )
            made = Path(folder, copy.with_suffix(".pdf").name)
            made.chmod(0o600)
            made.replace(target)
        except (OSError, subprocess.SubprocessError) as error:
            raise FileRefused(
                f"{copy.name} is there, but LibreOffice did not print it. Open it and print it."
            ) from error
    return target


def _print_with_excel(copy: Path, target: Path) -> None:
    missing = NotAvailable(
        "A PDF needs LibreOffice or Excel on this computer. The copy itself is written: open it "
        "where one of them is, and print it there."
    )
    if sys.platform not in ("win32", "darwin"):
        raise missing
    try:
        import xlwings as xw

        with xw.App(visible=False) as app:
            book = app.books.open(str(copy))
            book.to_pdf(str(target))
            book.close()
    except Exception as error:
        raise missing from error
