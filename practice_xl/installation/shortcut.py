"""A file on the desktop that recalculates a workbook, for machines where no macro may run."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from practice_xl.installation.finding import MAC, WINDOWS, write_whole
from practice_xl.problems import FileRefused


def make_shortcut(
    workbook: Path, home: Path, *, system: str = sys.platform, interpreter: Path | None = None
) -> Path:
    """A file on the desktop that recalculates a workbook, for machines where no macro may run.

    Args:
        workbook: The workbook; it may be open in Excel or closed.
        home: The person's home folder.
        system: See :func:`set_up`.
        interpreter: The Python to run; the one running this when None.

    Returns:
        The file made.

    Raises:
        FileRefused: A path that such a file cannot name.
        FileBusy: The desktop may not be written.
    """
    python, target = str(interpreter or Path(sys.executable)), str(workbook.absolute())
    if any(sign in path for path in (python, target) for sign in '"\r\n'):
        raise FileRefused(f"{workbook.name}: a shortcut cannot name this path; rename the file.")
    file = _desktop(home) / f"Recalculate {workbook.stem}{_ENDINGS.get(system, '.sh')}"
    if system == WINDOWS:
        python, target = python.replace("%", "%%"), target.replace("%", "%%")
        lines = [
            "@echo off",
            "chcp 65001 >nul",  # the paths below are written in UTF-8
            f'"{python}" -m practice_xl recalculate "{target}"',
            "pause",
        ]
        content = "\r\n".join([*lines, ""])
    else:
        command = shlex.join([python, "-m", "practice_xl", "recalculate", target])
        content = f"#!/bin/sh\n{command}\n"
    write_whole(file, content.encode("utf-8"))
    if system != WINDOWS:
        file.chmod(0o755)
    return file


_ENDINGS = {WINDOWS: ".cmd", MAC: ".command"}


def _desktop(home: Path) -> Path:
    """The desktop; OneDrive keeps it in its own folder where it backs the desktop up."""
    kept_online = home / "OneDrive" / "Desktop"
    return kept_online if kept_online.is_dir() else home / "Desktop"
