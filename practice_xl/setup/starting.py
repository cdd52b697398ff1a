"""How the program is started: by a button's click, or by a double click on a file.

``setup`` starts Python with the command line that xlwings' VBA and its script for the Mac build,
and the tests replay it: what a click does is tried before it, on the settings that are there.

Source: xlwings.bas (RunPython, ExecuteWindows, ExecuteMac) and xlwings-0.37.8.applescript.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from practice_xl.problems import FileRefused
from practice_xl.setup import AGAIN, MAC, WINDOWS, Finding, fine, to_do, write_whole

LIMIT = 60.0  # seconds that Python may take to answer, the first time on a slow disk
ANSWER = "import sys, practice_xl.buttons; sys.exit(practice_xl.__version__)"  # in the log

# -P: a json.py that lies beside the tracker is never run
_RECALCULATE = ("-P", "-m", "practice_xl", "recalculate")
_ENDINGS = {WINDOWS: ".bat", MAC: ".command"}


def on_windows(
    interpreter: str, command: str, workbook: str, log: str, settings: Mapping[str, str]
) -> str:
    """What cmd.exe is handed after ``/C``, so that ``interpreter`` runs a button's ``command``.

    ``workbook`` is its full name, a web address where it lies in OneDrive; what goes wrong is
    written to ``log``; the names of ``settings``, which are xlwings', are in small letters.
    """
    told = ["onedrive_consumer_win", "onedrive_commercial_win", "sharepoint_win", "pythonpath"]
    paths = ";".join(["false", workbook, workbook, *(settings.get(key, "") for key in told)])
    paths = paths.replace("&", "^&").replace("\\", "\\\\")
    go, folder = "", interpreter.rpartition("\\")[0]
    if interpreter[1:2] == ":":
        go = f'{interpreter[:2]} & cd "{folder}" & '
    elif interpreter.startswith("\\\\"):
        go = f'pushd "{folder}" & '
    conda = ""
    if settings.get("conda path") and settings.get("conda env"):
        place = settings["conda path"].replace(" ", "^ ")
        conda = f"{place}\\condabin\\conda activate {settings['conda env']} && "
    name = workbook.replace("\\", "/").rpartition("/")[2]
    return (
        f'{go}{conda}"{interpreter}" -B -c "import xlwings.utils;xlwings.utils.prepare_sys_path('
        f'\\"{paths}\\"); {command}"  --wb="{name}" --from_xl=1 --app="C:\\Office\\Microsoft Excel"'
        f' --hwnd="1" 2> "{log}" '
    )


def on_the_mac(
    interpreter: str, command: str, workbook: str, log: str, settings: Mapping[str, str]
) -> str:
    """What /bin/sh is handed; the arguments as for Windows."""
    told = ["onedrive_consumer_mac", "onedrive_commercial_mac", "sharepoint_mac", "pythonpath"]
    paths = ";".join(["false", workbook, workbook, *(settings.get(key, "") for key in told)])
    name = workbook.rpartition("/")[2]
    handed = [paths.replace("'", "\\'") + ";", interpreter, command, name, "/Applications/", log]
    paths, interpreter, command, name, program, log = "|".join(handed).split("|")[:6]
    return (
        f"{interpreter} -B -u -W ignore -c \"import xlwings.utils;xlwings.utils.prepare_sys_path('"
        f'{paths}\');{command} " "--wb={name}" "--from_xl=1" "--app={program}" '
        f'> /dev/null 2>"{log}" & '
    )


def check_answer(
    interpreter: Path, workbook: Path, settings: Mapping[str, str], system: str
) -> Finding:
    """Start the Python of the settings as a click would, and see whether it answers."""
    import practice_xl

    build = on_the_mac if system == MAC else on_windows
    named = settings.get("temp dir") if system == WINDOWS else None
    with tempfile.TemporaryDirectory(dir=named) as folder:
        log = Path(folder, "xlwings.log")
        line = build(str(interpreter), ANSWER, str(workbook.absolute()), str(log), settings)
        started = time.monotonic()
        try:
            _run(line, system)
            said = log.read_text(errors="replace").split("\n")
        except (OSError, subprocess.TimeoutExpired):
            said = []
        seconds = time.monotonic() - started
    last = next((text.strip() for text in reversed(said) if text.strip()), "nothing")
    if last == practice_xl.__version__:
        return fine(f"Started as a click starts it, the program answered ({seconds:.1f} s).")
    return to_do(
        "Started as a click starts it, the program did not answer as it should. "
        f"Its last word: {last}. {AGAIN}"
    )


def _run(line: str, system: str) -> None:
    if system == MAC:
        command: list[str] | str = ["/bin/sh", "-c", f"{line}\nwait"]
    else:
        command = f"cmd.exe /C {line}"
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows
    subprocess.run(command, timeout=LIMIT, check=False, creationflags=hidden)  # noqa: S603


def make_double_click(
    workbook: Path, *, system: str = sys.platform, interpreter: Path | None = None
) -> Path:
    """Put a file beside a tracker that recalculates it by a double click.

    It runs this Python unless another is given. On Windows and the Mac it names the tracker without
    its folder, so both may move together. It is named ``Recalculate`` with the ending of the
    system; ``Recalculate my_practice`` where another tracker beside this one has the first.

    Raises:
        FileRefused: A path that such a file cannot name.
        FileBusy: The folder may not be written.
    """
    python, target = str(interpreter or Path(sys.executable)), workbook.absolute()
    if set(f"{python}{target}") & set('\r\n"' if system == WINDOWS else "\r\n"):
        raise FileRefused(f"{workbook.name}: a file to double-click cannot name it; rename it.")
    content = _script(python, target, system).encode("utf-8")
    ending = _ENDINGS.get(system, ".desktop")
    file = target.with_name(f"Recalculate{ending}")
    if file.exists() and file.read_bytes() != content:
        file = target.with_name(f"Recalculate {target.stem}{ending}")
    write_whole(file, content)
    if system != WINDOWS:
        file.chmod(0o755)
    return file


def _script(python: str, target: Path, system: str) -> str:
    if system == WINDOWS:
        words = (python, *_RECALCULATE, f".\\{target.name}")
        quoted = " ".join(f'"{word}"' for word in words).replace("%", "%%")
        # 65001: the names are written in UTF-8
        text = f'@echo off\nchcp 65001 >nul\npushd "%~dp0"\n{quoted}\npause\n'
        return text.replace("\n", "\r\n")
    if system == MAC:
        command = shlex.join([python, *_RECALCULATE, f"./{target.name}"])
        return f'#!/bin/sh\ncd "$(dirname "$0")" || exit 1\n{command}\n'
    command = shlex.join([python, *_RECALCULATE, str(target)])
    kept_open = f"{command}; echo; echo 'Press Enter to close.'; read -r answer"
    head = "[Desktop Entry]\nType=Application\nName=Recalculate\nTerminal=true"
    return f"{head}\nExec=/bin/sh -c {_quoted(kept_open)}\n"


def _quoted(argument: str) -> str:
    r"""One argument of Exec: quoted, and then once more as every value of such a file.

    Source: the Desktop Entry Specification, "The Exec key".

    >>> print(_quoted("a $b"))
    "a \\$b"
    """
    for sign in '\\"`$':
        argument = argument.replace(sign, f"\\{sign}")
    return '"' + argument.replace("\\", "\\\\").replace("%", "%%") + '"'
