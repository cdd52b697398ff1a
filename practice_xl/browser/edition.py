"""Where the browser edition is: one file, found or made in the project's folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from practice_xl.problems import NotAvailable

NAME = "practice_xl.html"
BUILDER = Path("scripts") / "build_page.py"


def find_or_make(folder: Path) -> Path:
    """The page in ``folder`` or its ``dist``; else it is made, where this is the project's folder.

    Raises:
        NotAvailable: There is none, and none can be made here; the sentence says what to do.
    """
    for place in (folder / NAME, folder / "dist" / NAME):
        if place.is_file():
            return place
    if not (folder / BUILDER).is_file():
        raise NotAvailable(
            f"{NAME} is not in this folder. Put the file here that comes with a release, or run "
            "this command in the project's own folder, which can make it."
        )
    made = subprocess.run(  # noqa: S603 - the project's own script, by this very Python
        [sys.executable, str(folder / BUILDER)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise NotAvailable(made.stderr.strip() or "The browser edition could not be made.")
    return folder / "dist" / NAME
