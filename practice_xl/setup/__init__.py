"""The command ``setup``: what Excel's buttons need on this computer, done and said in words.

The buttons find Python through xlwings' settings of this person, a small file that other workbooks
may use too: what is in it stays, but for what breaks a click. Every function takes the person's
home folder and the system as arguments.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from practice_xl.problems import FileBusy, PracticeError

WINDOWS, MAC = "win32", "darwin"
AGAIN = "Install the program again, as the README says under Start, and run practice-xl setup."


class Finding(NamedTuple):
    """One sentence of what ``setup`` found or did; ``fine`` is False where something is to do."""

    fine: bool
    text: str

    def __str__(self) -> str:
        return f"{'fine ' if self.fine else 'to do'}  {self.text}"


fine, to_do = partial(Finding, True), partial(Finding, False)


def describe(findings: Sequence[Finding]) -> str:
    """All findings as the command prints them.

    >>> print(describe([fine("Python is found."), to_do("Install xlwings.")]))
    fine   Python is found.
    to do  Install xlwings.
    <BLANKLINE>
    1 thing is left to do.
    """
    left = sum(not finding.fine for finding in findings)
    things = "1 thing is" if left == 1 else f"{left} things are"
    summary = f"{things} left to do." if left else "All is ready."
    return "\n".join([*map(str, findings), "", summary])


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises FileBusy where it may not be written just now."""
    from practice_xl.xlsx.replace import replace

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace(target, content)
    except (OSError, PracticeError) as reason:
        raise FileBusy(
            f"{target} could not be written. Close Excel and check that the folder allows "
            "changes, then try again."
        ) from reason


def set_up(
    home: Path, *, system: str = sys.platform, replace: bool = False, workbook: Path | None = None
) -> list[Finding]:
    """Do everything the buttons need, as far as it can be done here; what was found and done.

    With ``replace`` our Python goes in the place of another one that is in use. The buttons of a
    workbook are looked at as well.

    Raises:
        FileBusy: A settings file may not be written.
        FileRefused: The workbook cannot be read.
    """
    from practice_xl.setup import installed, settings, starting

    findings = [installed.check_versions(), installed.compile_package()]
    if system in (WINDOWS, MAC):
        findings += [installed.find_excel(home, system), *settings.check_home(home, system)]
        if system == MAC:
            findings.append(installed.install_script(home))
        ours = Path(sys.executable)
        told, python, kept = settings.tidy_settings(home, ours, system=system, replace=replace)
        findings += told
        if told[0].fine:  # this Python, or another one that has the program too
            target = workbook or home / "my_practice.xlsm"
            findings.append(starting.check_answer(python, target, kept, system))
    else:
        findings.append(
            fine(
                "Excel does not run on this system, so there are no buttons to set up. "
                "Use: practice-xl recalculate FILE"
            )
        )
    if workbook:
        findings += installed.check_workbook(workbook)
    return [*findings, *installed.check_slow()]
