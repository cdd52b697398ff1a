"""The command ``setup``: what Excel's buttons need on this computer, done and said in words.

The buttons find Python through xlwings' settings of this person, a small file that other workbooks
may use too: what is in it stays, but for what breaks a click. Every function takes the person's
home folder and the system as arguments.
"""

from __future__ import annotations

import sys
from pathlib import Path

from practice_xl.setup.finding import MAC, WINDOWS, Finding, describe
from practice_xl.setup.installed import (
    check_slow,
    check_versions,
    check_workbook,
    compile_package,
    find_excel,
    install_script,
)
from practice_xl.setup.settings import check_home, tidy_settings
from practice_xl.setup.starting import check_answer

__all__ = ["MAC", "WINDOWS", "Finding", "describe", "set_up"]


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
    findings = [check_versions(), compile_package()]
    if system not in (WINDOWS, MAC):
        findings.append(
            Finding(
                True,
                "Excel does not run on this system, so there are no buttons to set up. "
                "Use: practice-xl recalculate FILE",
            )
        )
    else:
        findings += _set_up_buttons(home, system, interpreter, replace, workbook)
    if workbook:
        findings += check_workbook(workbook)
    findings.append(check_slow())
    return [finding for finding in findings if finding.text]


def _set_up_buttons(
    home: Path, system: str, interpreter: Path | None, replace: bool, workbook: Path | None
) -> list[Finding]:
    ours = interpreter or Path(sys.executable)
    findings = [find_excel(home, system), check_home(home, system)]
    if system == MAC:
        findings.append(install_script(home))
    told, python, settings = tidy_settings(home, ours, system=system, replace=replace)
    findings += told
    if told[0].fine:  # this Python, or another one that has the program too
        target = workbook or home / "my_practice.xlsm"
        findings.append(check_answer(python, target, settings, system))
    return findings
