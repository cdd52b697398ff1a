"""Failures that are not ours, in words: what the computer refused, and what to do about it.

Used where a person reads, at the command line and at the buttons. A failure's own text is never
shown: it could hold what was typed.
"""

from __future__ import annotations

import errno
from pathlib import Path

NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


EDITING = "A cell is being edited in Excel. Press Enter there, or Esc"
_EDITING = {-2147418111, -2146777998}  # what Excel for Windows answers meanwhile
_DECLINED, _NO_ANSWER = -1743, -1712  # what the Mac answers


def about_excel(failure: Exception) -> str:
    """What Excel refused, in words; empty where it was not Excel that did.

    >>> about_excel(Exception(-2147418111, "Call was rejected by callee."))
    'A cell is being edited in Excel. Press Enter there, or Esc, and try again.'
    """
    detail = failure.args[2] if len(failure.args) > 2 else None
    told = {
        getattr(failure, "errornumber", None),
        getattr(failure, "hresult", None),
        *(failure.args[:1] if failure.args and isinstance(failure.args[0], int) else ()),
        *(part for part in detail or () if isinstance(detail, tuple) and isinstance(part, int)),
    }
    if told & _EDITING or type(failure).__name__ == "ExcelBusyError":
        return f"{EDITING}, and try again."
    if _DECLINED in told:
        return (
            "Your Mac does not let the program work with Excel. Allow it in System Settings, "
            "Privacy & Security, Automation: switch on Microsoft Excel there, and try again."
        )
    if _NO_ANSWER in told:
        return (
            "Excel did not answer within a minute. Finish the cell or the question that is open "
            "there, and try again."
        )
    return ""


def in_words(failure: Exception, *, button: bool = False) -> str:
    """One or two sentences about a failure that no part of practice_xl raised on purpose.

    Args:
        failure: What happened.
        button: Whether a button was pressed: its last words speak of a button.

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
    if about_excel(cause):
        return about_excel(cause)
    if isinstance(cause, OSError):
        return _refused(cause)
    more = "The same command with --debug shows where it stopped."
    if button:
        more = "Press the button again; if it stops again, save, close and open the workbook first."
    return (
        f"practice_xl stopped at something it does not know ({type(failure).__name__}). "
        f"What you typed is as it was. {more}"
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
