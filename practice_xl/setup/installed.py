"""What is installed: xlwings, compiled code, Excel, its script on the Mac, a workbook's buttons."""

from __future__ import annotations

import compileall
import contextlib
import importlib.metadata
import importlib.util
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from practice_xl.setup.finding import MAC, Finding, write_whole

LOADED = ("xlwings", "numpy", "pandas")
SLOW = ("matplotlib", "polars", "plotly")


def check_versions() -> Finding:
    """Whether the installed xlwings is the one practice_xl was made for."""
    import xlwings

    wanted = wanted_xlwings()
    if wanted and wanted != xlwings.__version__:
        return Finding(
            False,
            f"xlwings {xlwings.__version__} is installed; practice_xl needs {wanted}. "
            f"Run: python -m pip install xlwings=={wanted}",
        )
    return Finding(True, f"xlwings {xlwings.__version__} is the version practice_xl needs.")


def wanted_xlwings() -> str | None:
    """The version of xlwings that practice_xl asks for; None when it is not installed by pip."""
    try:
        required = importlib.metadata.requires("practice_xl") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = [re.match(r"xlwings\s*\(?==\s*([\w.]+)", line) for line in required]
    return next((match[1] for match in found if match), None)


def compile_package(folder: Path | None = None) -> Finding:
    """Compile what is not; the buttons start Python so that it would compile every time.

    Args:
        folder: The package; this one, and those that a click loads, when None.
    """
    done = compileall.compile_dir(folder or Path(__file__).parents[1], quiet=2, workers=1)
    for name in () if folder else LOADED:
        found = importlib.util.find_spec(name)
        first = Path(found.origin) if found and found.origin else None
        if first and not Path(importlib.util.cache_from_source(str(first))).exists():
            compileall.compile_dir(first.parent, quiet=2, workers=1)
    if done:
        return Finding(True, "The program is compiled, so that a click starts sooner.")
    return Finding(
        True, "The program could not be compiled where it is installed: a click starts later."
    )


def check_slow(packages: Sequence[str] = SLOW) -> Finding:
    """Which packages beside the program xlwings loads at every click, though none needs them."""
    there = [name for name in packages if importlib.util.find_spec(name)]
    if not there:
        return Finding(True, "")
    return Finding(
        True,
        f"{' and '.join(there)}: installed beside the program, and loaded by xlwings at every "
        "click, which makes each one slow. An environment for practice_xl alone is faster.",
    )


def find_excel(home: Path, system: str, places: Sequence[Path] | None = None) -> Finding:
    """Whether Excel is on this computer.

    Args:
        home: The person's home folder.
        system: See :func:`~practice_xl.setup.set_up`.
        places: Where to look; where Microsoft's installers put it when None.
    """
    found = next((path for path in places or _usual_places(home, system) if path.exists()), None)
    if found:
        return Finding(True, f"Excel is found ({found}).")
    return Finding(
        False,
        "Excel is not found on this computer. The buttons need Excel for Windows or for the Mac; "
        "without it everything works on the closed file: practice-xl recalculate FILE",
    )


def _usual_places(home: Path, system: str) -> list[Path]:
    if system == MAC:
        return [
            apps / "Microsoft Excel.app" for apps in (Path("/Applications"), home / "Applications")
        ]
    set_by_windows = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    folders = [Path(named) for named in set_by_windows if named]
    offices = [office for folder in folders for office in folder.glob("Microsoft Office*")]
    return [*_registered(), *(path for office in offices for path in office.glob("**/EXCEL.EXE"))]


def _registered() -> list[Path]:
    """Where Windows starts Excel from, as its registry says."""
    if sys.platform == "win32":
        import winreg

        key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        try:
            return [Path(winreg.QueryValue(winreg.HKEY_LOCAL_MACHINE, key))]
        except OSError:
            return []
    return []


def install_script(home: Path) -> Finding:
    """Put xlwings' script where Excel for Mac looks for it; its name carries the version."""
    import xlwings

    name = f"xlwings-{xlwings.__version__}.applescript"
    script = Path(xlwings.__file__).parent / name
    target = home / "Library" / "Application Scripts" / "com.microsoft.Excel" / name
    if not script.exists():
        return Finding(
            False,
            "The installed xlwings lacks its script for the Mac. Install the program again, as "
            "the README says under Start, and run practice-xl setup.",
        )
    content = script.read_bytes()
    if not target.exists() or target.read_bytes() != content:
        write_whole(target, content)
    return Finding(True, f"Excel may start the program (script {name}).")


def check_workbook(path: Path) -> list[Finding]:
    """Whether a workbook's buttons belong to the installed xlwings, and may run.

    Raises:
        FileRefused: Not a workbook.
    """
    from practice_xl.building.macros import MADE_FOR, SETTINGS_SHEET, XLWINGS
    from practice_xl.xlsx.book import ClosedBook

    if path.suffix.lower() != ".xlsm":
        return [Finding(True, f"{path.name} has no buttons.")]
    with ClosedBook(path) as book:
        rows = []
        if SETTINGS_SHEET in [sheet.name for sheet in book.sheets]:
            rows = book.sheets[SETTINGS_SHEET].range((1, 1), (9, 2)).value
    if not rows:
        return [Finding(True, f"{path.name} has no buttons of ours.")]
    made = Finding(True, f"The buttons of {path.name} belong to the installed xlwings.")
    if [MADE_FOR, XLWINGS] not in rows:
        made = Finding(
            False,
            f"The buttons of {path.name} are those of an earlier version. practice-xl upgrade "
            "rebuilds it, with everything you typed carried over.",
        )
    return [made, *_what_blocks(path)]


def _what_blocks(path: Path) -> list[Finding]:
    """What keeps a workbook's buttons from running: the mark of the web, settings beside it."""
    found = []
    with contextlib.suppress(OSError):  # Windows alone keeps such a mark
        mark = Path(f"{path}:Zone.Identifier").read_text("utf-8", "replace")
        if "ZoneId=3" in mark or "ZoneId=4" in mark:
            found.append(
                Finding(
                    False,
                    f"{path.name} came from the web or by mail, so Excel blocks its buttons. Close "
                    "it, click it with the right button, choose Properties, tick Unblock, press "
                    "OK, and open it again.",
                )
            )
    if path.with_name("xlwings.conf").exists():
        found.append(
            Finding(
                False,
                f"A file xlwings.conf lies beside {path.name}, and its settings go before yours. "
                "Move it elsewhere.",
            )
        )
    return found
