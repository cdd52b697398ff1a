"""Failures that are not ours, in words: what the computer refused, and what to do about it.

Used where a person reads, at the command line and at the buttons. A failure's own text is never
shown: it could hold what was typed.
"""

from __future__ import annotations

import errno
from pathlib import Path

NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def in_words(failure: Exception) -> str:
    """One or two sentences about a failure that no part of practice_xl raised on purpose.

    >>> in_words(PermissionError(13, "Permission denied", "/shared/my_practice.xlsx"))
    'my_practice.xlsx: you may not write there. Choose a folder of your own, such as Documents.'
    """
    cause = next((arg for arg in failure.args if isinstance(arg, OSError)), failure)
    if isinstance(cause, ModuleNotFoundError):
        package = (cause.name or "a part").partition(".")[0]
        return (
            f"practice_xl is not fully installed: {package} is missing. Install it again, as the "
            "README says under Start, and run it with the Python it was installed with."
        )
    if isinstance(cause, OSError):
        return _refused(cause)
    return (
        f"practice_xl stopped at something it does not know ({type(failure).__name__}). "
        "What you typed is as it was. The same command with --debug shows where it stopped."
    )


def _refused(failure: OSError) -> str:
    """What the system refused, and for which file: its name, never its folder."""
    name = Path(str(failure.filename)).name if failure.filename else "The file"
    if name.startswith("."):
        name = "The folder"  # a file of our own, on its way
    if failure.errno in NO_PERMISSION:
        return f"{name}: you may not write there. Choose a folder of your own, such as Documents."
    if failure.errno in NO_ROOM:
        return f"{name}: the disk is full. Make room, and try again."
    if isinstance(failure, FileNotFoundError):
        return f"{name} was not found; check the name and the folder."
    return f"{name}: the computer refused it ({failure.strerror or type(failure).__name__})."
