"""The command ``setup``: what Excel's buttons need on this computer, done and said in words.

The buttons find Python through xlwings' settings of this person, a small file that other workbooks
may use too: what is in it stays, but for the one line that names our Python. Every function takes
the person's home folder and the system as arguments.
"""

from __future__ import annotations

import sys
from pathlib import Path

from practice_xl.installation.excel import (
    check_workbook,
    find_excel,
    install_script,
)
from practice_xl.installation.finding import MAC, WINDOWS, Finding, describe
from practice_xl.installation.python import check_versions, compile_package
from practice_xl.installation.settings import check_other_settings, name_interpreter, settings_file
from practice_xl.installation.shortcut import make_shortcut

__all__ = [
    "MAC",
    "WINDOWS",
    "Finding",
    "check_other_settings",
    "check_versions",
    "check_workbook",
    "compile_package",
    "describe",
    "find_excel",
    "install_script",
    "make_shortcut",
    "name_interpreter",
    "set_up",
    "settings_file",
]


def set_up(
    home: Path,
    *,
    system: str = sys.platform,
    interpreter: Path | None = None,
    replace: bool = False,
    workbook: Path | None = None,
) -> list[Finding]:
    """Do everything the buttons need, as far as it can be done here.

    Args:
        home: The person's home folder.
        system: ``"win32"``, ``"darwin"`` or another name of ``sys.platform``.
        interpreter: The Python the buttons shall run; the one running this when None.
        replace: Whether to put our Python in place of another one that is in use.
        workbook: A workbook whose buttons to look at as well.

    Returns:
        What was found and done, in the order of doing.

    Raises:
        FileBusy: A settings file may not be written.
        FileRefused: The workbook cannot be read.
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
        findings.append(find_excel(home, system))
        findings.append(name_interpreter(home, interpreter, system=system, replace=replace))
        findings.append(check_other_settings(home, system))
    if system == MAC:
        findings.append(install_script(home))
    if workbook:
        findings.append(check_workbook(workbook))
    findings.append(compile_package())
    return [finding for finding in findings if finding.text]
