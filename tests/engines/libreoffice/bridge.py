"""``uno``, the Python part of LibreOffice.

``uno`` is compiled for one minor version of Python, usually the one the system itself brings, and
lies among the system's own packages. It is taken from there alone: no other package of the system
becomes visible.
"""

from __future__ import annotations

import builtins
import importlib
import os
import re
import sys
from pathlib import Path
from typing import Any

from practice_xl.libreoffice import find_program
from practice_xl.problems import NotAvailable

SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
SYSTEM_PYTHON = Path("/usr/bin/python3")


def load_uno() -> Any:
    """The module ``uno``; Python's own way of importing is left as it was.

    Raises:
        NotAvailable: It is not on this computer, or belongs to another version of Python.
    """
    if sys.modules.get("uno") is not None:
        return sys.modules["uno"]
    importing, path = builtins.__import__, list(sys.path)
    if SYSTEM_PACKAGES.is_dir() and system_version() == own_version():
        sys.path.append(str(SYSTEM_PACKAGES))  # at the end, and only for this one import
    try:
        return importlib.import_module("uno")
    except ImportError as reason:
        sys.modules.pop("uno", None)
        raise NotAvailable(_how_to_install()) from reason
    finally:
        builtins.__import__ = importing  # uno puts its own in place of it,
        sys.path[:] = path  # and adds LibreOffice's folder


def why_unavailable() -> str | None:
    """Why LibreOffice cannot be used here, as a sentence; None when it can."""
    try:
        find_program()
        load_uno()
    except NotAvailable as reason:
        return str(reason)
    return None


def system_version() -> str | None:
    """Minor version of the system's own Python, for example ``"3.11"``; None without one."""
    found = re.fullmatch(r"python(\d+\.\d+)", os.path.realpath(SYSTEM_PYTHON).rpartition("/")[2])
    return found[1] if found else None


def own_version() -> str:
    """Minor version of this Python."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _how_to_install() -> str:
    theirs = system_version()
    whose = f"Python {theirs}" if theirs else "the Python that LibreOffice brings along"
    if theirs and (SYSTEM_PACKAGES / "uno.py").exists():
        return (
            f"LibreOffice's Python part (uno) on this computer belongs to {whose}, and this is "
            f"Python {own_version()}. Install practice_xl with {SYSTEM_PYTHON} instead "
            "and try again."
        )
    return (
        f"LibreOffice's Python part (uno) is missing; it works with {whose}, and this is "
        f"Python {own_version()}. On Debian and Ubuntu: sudo apt install python3-uno, then use "
        f"practice_xl with {SYSTEM_PYTHON}. Elsewhere use the Python inside LibreOffice's folder."
    )
