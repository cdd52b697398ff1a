"""xlwings' settings of this person: the one line that names our Python, and what else matters."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from practice_xl.installation.finding import MAC, WINDOWS, Finding, write_whole

PROBE_LIMIT = 30.0  # seconds for another Python to say whether it has practice_xl

_LINE = re.compile(rb'\s*"([^"]*)"\s*,\s*"([^"]*)"')


def settings_file(home: Path, system: str) -> Path:
    """Where xlwings keeps this person's settings."""
    if system == MAC:  # Excel for Mac may read its own container only
        return home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    return home / ".xlwings" / "xlwings.conf"


def name_interpreter(
    home: Path,
    interpreter: Path,
    *,
    system: str,
    replace: bool = False,
    probe: Callable[[Path], bool] | None = None,
) -> Finding:
    """Write into xlwings' settings which Python the buttons run; every other line stays.

    Args:
        home: The person's home folder.
        interpreter: The Python to name.
        system: See :func:`set_up`.
        replace: Whether to put it in place of another one that still exists.
        probe: Says whether another Python has practice_xl too; asks that Python itself when None.

    Returns:
        What was done. Another Python that is in use and lacks practice_xl is left in place, for
        other workbooks may need it: the sentence says how to go on.
    """
    key = "INTERPRETER_MAC" if system == MAC else "INTERPRETER_WIN"
    unusable = _unusable_path(str(interpreter), system)
    if unusable:
        return Finding(False, unusable)
    target = settings_file(home, system)
    before = target.read_bytes() if target.exists() else b""
    lines = before.splitlines()
    encoding = _settings_encoding(system)
    current = next((value for name, value in map(_setting, lines) if name == key.lower()), None)
    other = _found(current.decode(encoding, "replace")) if current else None
    if other and other != interpreter and not replace:
        if (probe or has_practice_xl)(other):
            return Finding(True, f"The buttons run {other}, which has practice_xl too.")
        return Finding(
            False,
            f"xlwings already runs another Python, {other}, which other workbooks may need. "
            f'Either install practice_xl there ("{other}" -m pip install practice_xl), '
            "or use this Python for all workbooks: practice-xl setup --replace",
        )
    new = f'"{key}","{interpreter}"'.encode(encoding)
    place = next((i for i, line in enumerate(lines) if _setting(line)[0] == key.lower()), None)
    kept = [line for line in lines if _setting(line)[0] != key.lower()]
    kept.insert(len(kept) if place is None else place, new)
    ending = b"\r\n" if system == WINDOWS else b"\n"
    after = ending.join(kept) + ending
    if after.splitlines() != lines:
        write_whole(target, after)
    return Finding(True, f"The buttons run {interpreter} (noted in {target}).")


def _found(named: str) -> Path | None:
    """The Python that a setting means; None when it is there no more."""
    path = Path(os.path.expandvars(named))
    found = shutil.which(named) if path.name == named else None
    return Path(found) if found else path if path.exists() else None


def _setting(line: bytes) -> tuple[str, bytes]:
    """Name, in small letters, and value of one line; an empty name for a line of another kind."""
    found = _LINE.match(line)
    return (found[1].decode("latin-1").lower(), found[2]) if found else ("", b"")


def _settings_encoding(system: str) -> str:
    """Excel's macros read the file in the code page of Windows."""
    return "mbcs" if system == WINDOWS and sys.platform == WINDOWS else "utf-8"


def _unusable_path(path: str, system: str) -> str:
    """Why a path cannot be named in the settings; empty when it can."""
    if '"' in path:
        return f"Python lies in {path}; a quotation mark there cannot be passed on. Move it."
    if system == MAC and " " in path:
        return (
            f"Python lies in {path}. Excel for Mac cannot start it because of the blank in the "
            "path: install practice_xl with a Python in a folder without blanks, and run "
            "practice-xl setup with that one."
        )
    try:
        path.encode(_settings_encoding(system))
    except UnicodeEncodeError:
        return (
            f"Python lies in {path}. Excel cannot read some of these letters on this computer: "
            "install Python for all users (Program Files), and run practice-xl setup again."
        )
    return ""


def has_practice_xl(interpreter: Path) -> bool:
    """Whether another Python can run practice_xl; it is asked, and given half a minute."""
    ask = "import practice_xl, xlwings"
    try:
        run = subprocess.run(  # noqa: S603 - the Python this person's Excel runs anyway, no shell
            [str(interpreter), "-c", ask], capture_output=True, timeout=PROBE_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def check_other_settings(home: Path, system: str) -> Finding:
    """Whether other lines of the settings change what a button does."""
    target = settings_file(home, system)
    lines = target.read_bytes().splitlines() if target.exists() else []
    found = {name: value.decode("latin-1") for name, value in map(_setting, lines) if name}
    if found.get("use udf server", "").lower() == "true":
        return Finding(
            False,
            f"{target} says USE UDF SERVER: the buttons then keep one Python running, which goes "
            "on with the old version after an update. Restart Excel after each update.",
        )
    return Finding(True, "")
