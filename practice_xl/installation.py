"""The command ``setup``: what Excel's buttons need on this computer, done and said in words.

The buttons find Python through xlwings' settings of this person, a small file that other workbooks
may use too: what is in it stays, but for the one line that names our Python. Every function takes
the person's home folder and the system as arguments.
"""

from __future__ import annotations

import compileall
import contextlib
import importlib.metadata
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from practice_xl.problems import FileBusy, FileRefused

WINDOWS, MAC = "win32", "darwin"
PROBE_LIMIT = 30.0  # seconds for another Python to say whether it has practice_xl

_LINE = re.compile(rb'\s*"([^"]*)"\s*,\s*"([^"]*)"')


@dataclass(frozen=True)
class Finding:
    """One sentence of what ``setup`` found or did; ``fine`` is False where something is to do."""

    fine: bool
    text: str

    def __str__(self) -> str:
        return f"{'fine ' if self.fine else 'to do'}  {self.text}"


def set_up(
    home: Path,
    *,
    system: str = sys.platform,
    interpreter: Path | None = None,
    replace: bool = False,
) -> list[Finding]:
    """Do everything the buttons need, as far as it can be done here.

    Args:
        home: The person's home folder.
        system: ``"win32"``, ``"darwin"`` or another name of ``sys.platform``.
        interpreter: The Python the buttons shall run; the one running this when None.
        replace: Whether to put our Python in place of another one that is in use.

    Returns:
        What was found and done, in the order of doing.
    """
    interpreter = interpreter or Path(sys.executable)
    findings = [check_versions()]
    if system not in (WINDOWS, MAC):
        findings.append(
            Finding(
                True,
                "Excel does not run on this system, so there are no buttons to set up. "
                "Use: practice-xl recalculate FILE",
            )
        )
    else:
        findings.append(name_interpreter(home, interpreter, system=system, replace=replace))
        findings.append(check_other_settings(home, system))
    if system == MAC:
        findings.append(install_script(home))
    if system == WINDOWS:
        findings.append(check_function_library(interpreter))
    findings.append(compile_package())
    return [finding for finding in findings if finding.text]


def describe(findings: Sequence[Finding]) -> str:
    """All findings as the command prints them.

    >>> print(describe([Finding(True, "Python is found."), Finding(False, "Install xlwings.")]))
    fine   Python is found.
    to do  Install xlwings.
    <BLANKLINE>
    1 thing is left to do.
    """
    left = sum(not finding.fine for finding in findings)
    things = "1 thing is" if left == 1 else f"{left} things are"
    summary = f"{things} left to do." if left else "All is ready."
    return "\n".join([*map(str, findings), "", summary])


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
        if (probe or _has_practice_xl)(other):
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
        _replace(target, after)
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


def _has_practice_xl(interpreter: Path) -> bool:
    ask = "import practice_xl, xlwings"
    try:
        run = subprocess.run(  # noqa: S603 - the Python this person's Excel runs anyway, no shell
            [str(interpreter), "-c", ask], capture_output=True, timeout=PROBE_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def _replace(target: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        FileBusy: It may not be written just now.
    """
    spare = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with spare.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, spare)
        spare.replace(target)
    except OSError as reason:
        with contextlib.suppress(OSError):
            spare.unlink()
        raise FileBusy(
            f"{target} could not be written. Close Excel and check that the folder allows "
            "changes, then try again."
        ) from reason


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


def install_script(home: Path) -> Finding:
    """Put xlwings' script where Excel for Mac looks for it; its name carries the version."""
    import xlwings

    name = f"xlwings-{xlwings.__version__}.applescript"
    script = Path(xlwings.__file__).parent / name
    target = home / "Library" / "Application Scripts" / "com.microsoft.Excel" / name
    if not script.exists():
        return Finding(
            False,
            "The installed xlwings lacks its script for the Mac. "
            "Run: python -m pip install --force-reinstall practice_xl",
        )
    content = script.read_bytes()
    if not target.exists() or target.read_bytes() != content:
        _replace(target, content)
    return Finding(True, f"Excel may start Python (script {name}).")


def check_versions() -> Finding:
    """Whether the installed xlwings is the one practice_xl was made for."""
    import xlwings

    wanted = _wanted_xlwings()
    if wanted and wanted != xlwings.__version__:
        return Finding(
            False,
            f"xlwings {xlwings.__version__} is installed; practice_xl needs {wanted}. "
            f"Run: python -m pip install xlwings=={wanted}",
        )
    return Finding(True, f"xlwings {xlwings.__version__} is the version practice_xl needs.")


def _wanted_xlwings() -> str | None:
    try:
        required = importlib.metadata.requires("practice_xl") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = [re.match(r"xlwings\s*\(?==\s*([\w.]+)", line) for line in required]
    return next((match[1] for match in found if match), None)


def check_workbook(path: Path) -> Finding:
    """Whether a workbook's buttons belong to the installed xlwings.

    Raises:
        FileRefused: Not a workbook, or its macros are damaged.
    """
    import zipfile

    import xlwings

    from practice_xl.building.vba.project import XLWINGS_MODULE, read_project

    try:
        with zipfile.ZipFile(path) as package:
            project = package.read("xl/vbaProject.bin")
    except KeyError:
        return Finding(True, f"{path.name} has no buttons.")
    except (OSError, zipfile.BadZipFile) as reason:
        raise FileRefused(f"{path.name} cannot be read as a workbook.") from reason
    text = next((m.source for m in read_project(project) if m.name == XLWINGS_MODULE), "")
    found = re.search(r'XLWINGS_VERSION As String = "([\w.]+)"', text)
    if not found:
        return Finding(True, f"{path.name} has macros, but none of ours.")
    if found[1] != xlwings.__version__:
        return Finding(
            False,
            f"The buttons of {path.name} belong to xlwings {found[1]}, and {xlwings.__version__} "
            "is installed. Make a new workbook with practice-xl new, and copy your weeks into it.",
        )
    return Finding(True, f"The buttons of {path.name} belong to the installed xlwings.")


def check_function_library(interpreter: Path) -> Finding:
    """Whether formulas such as =PRACTICE_UTILISATION can work; buttons need nothing of it."""
    import xlwings

    name = f"xlwings64-{xlwings.__version__}.dll"
    if any((folder / name).exists() for folder in (interpreter.parent, interpreter.parent.parent)):
        return Finding(True, "Formulas such as =PRACTICE_UTILISATION can be used.")
    return Finding(
        True,
        f"Formulas such as =PRACTICE_UTILISATION cannot be used: {name} is not beside Python. "
        "The buttons work without it.",
    )


def compile_package(folder: Path | None = None) -> Finding:
    """Compile the package once; the buttons start Python so that it would compile every time.

    Args:
        folder: The package; this one when None.
    """
    done = compileall.compile_dir(folder or Path(__file__).parent, quiet=2, workers=1)
    if done:
        return Finding(True, "The program is compiled, so that a click starts sooner.")
    return Finding(
        True, "The program could not be compiled where it is installed: a click starts later."
    )


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
    _replace(file, content.encode("utf-8"))
    if system != WINDOWS:
        file.chmod(0o755)
    return file


_ENDINGS = {WINDOWS: ".cmd", MAC: ".command"}


def _desktop(home: Path) -> Path:
    """The desktop; OneDrive keeps it in its own folder where it backs the desktop up."""
    kept_online = home / "OneDrive" / "Desktop"
    return kept_online if kept_online.is_dir() else home / "Desktop"
