"""A file beside the tracker that recalculates it by a double click, with or without macros."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from practice_xl.problems import FileRefused
from practice_xl.setup.finding import MAC, WINDOWS, write_whole

_ENDINGS = {WINDOWS: ".bat", MAC: ".command"}


def make_double_click(
    workbook: Path, *, system: str = sys.platform, interpreter: Path | None = None
) -> Path:
    """Put a file beside a tracker that recalculates it by a double click.

    On Windows and the Mac it names the tracker without its folder, so both may move together.

    Args:
        workbook: The tracker; it may be open in Excel or closed.
        system: See :func:`practice_xl.setup.set_up`.
        interpreter: The Python to run; the one running this when None.

    Returns:
        The file made: ``Recalculate`` with the ending of the system; ``Recalculate my_practice``
        where another tracker beside this one has the first.

    Raises:
        FileRefused: A path that such a file cannot name.
        FileBusy: The folder may not be written.
    """
    python, target = str(interpreter or Path(sys.executable)), workbook.absolute()
    if any(sign in path for path in (python, str(target)) for sign in "\r\n") or (
        system == WINDOWS and '"' in f"{python}{target}"
    ):
        raise FileRefused(f"{workbook.name}: a file to double-click cannot name it; rename it.")
    text = {WINDOWS: _batch, MAC: _shell}.get(system, _desktop)(python, target)
    content = text.encode("utf-8")
    ending = _ENDINGS.get(system, ".desktop")
    file = target.with_name(f"Recalculate{ending}")
    if file.exists() and file.read_bytes() != content:
        file = target.with_name(f"Recalculate {target.stem}{ending}")
    write_whole(file, content)
    if system != WINDOWS:
        file.chmod(0o755)
    return file


def _command(python: str, target: str) -> list[str]:
    """-P: a json.py that lies beside the tracker is never run."""
    return [python, "-P", "-m", "practice_xl", "recalculate", target]


def _batch(python: str, target: Path) -> str:
    quoted = " ".join(f'"{part}"' for part in _command(python, f".\\{target.name}"))
    lines = [
        "@echo off",
        "chcp 65001 >nul",  # the names below are written in UTF-8
        'pushd "%~dp0"',
        quoted.replace("%", "%%"),
        "pause",
    ]
    return "\r\n".join([*lines, ""])


def _shell(python: str, target: Path) -> str:
    command = shlex.join(_command(python, f"./{target.name}"))
    return f'#!/bin/sh\ncd "$(dirname "$0")" || exit 1\n{command}\n'


def _desktop(python: str, target: Path) -> str:
    command = shlex.join(_command(python, str(target)))
    kept_open = f"{command}; echo; echo 'Press Enter to close.'; read -r answer"
    lines = ["Type=Application", "Name=Recalculate", "Terminal=true"]
    return "\n".join(["[Desktop Entry]", *lines, f"Exec=/bin/sh -c {_quoted(kept_open)}", ""])


def _quoted(argument: str) -> str:
    r"""One argument of Exec: quoted, and then once more as every value of such a file.

    Source: the Desktop Entry Specification, "The Exec key".

    >>> print(_quoted("a $b"))
    "a \\$b"
    """
    for sign in '\\"`$':
        argument = argument.replace(sign, f"\\{sign}")
    return '"' + argument.replace("\\", "\\\\").replace("%", "%%") + '"'
