"""What ``setup`` found, in sentences; the systems it knows; files written whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from practice_xl.problems import FileBusy

WINDOWS, MAC = "win32", "darwin"


@dataclass(frozen=True)
class Finding:
    """One sentence of what ``setup`` found or did; ``fine`` is False where something is to do."""

    fine: bool
    text: str

    def __str__(self) -> str:
        return f"{'fine ' if self.fine else 'to do'}  {self.text}"


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


def write_whole(target: Path, content: bytes) -> None:
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
