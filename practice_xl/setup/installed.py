"""What is installed: xlwings, compiled code, Excel, its script on the Mac, a workbook's buttons."""

from __future__ import annotations

import compileall
import contextlib
import importlib.metadata
import importlib.util
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from practice_xl.setup import AGAIN, MAC, Finding, fine, to_do, write_whole

LOADED = ("xlwings", "numpy", "pandas")
SLOW = ("matplotlib", "polars", "plotly")


def check_versions() -> Finding:
    """Whether the installed xlwings is the one practice_xl was made for."""
    import xlwings

    wanted = wanted_xlwings()
    if wanted and wanted != xlwings.__version__:
        return to_do(
            f"xlwings {xlwings.__version__} is installed; practice_xl needs {wanted}. "
            f"Run: python -m pip install xlwings=={wanted}"
        )
    return fine(f"xlwings {xlwings.__version__} is the version practice_xl needs.")


def wanted_xlwings() -> str | None:
    """The version of xlwings that practice_xl asks for; None when it is not installed by pip."""
    try:
        required = importlib.metadata.requires("practice_xl") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = [re.match(r"xlwings\s*\(?==\s*([\w.]+)", line) for line in required]
    return next((match[1] for match in found if match), None)


def compile_package(folder: Path | None = None) -> Finding:
    """Compile a folder, or this package and those that a click loads, where they are not.

    The buttons start Python so that it would compile every time.
    """
    done = compileall.compile_dir(folder or Path(__file__).parents[1], quiet=2, workers=1)
    for name in () if folder else LOADED:
        found = importlib.util.find_spec(name)
        first = Path(found.origin) if found and found.origin else None
        if first and not Path(importlib.util.cache_from_source(str(first))).exists():
            compileall.compile_dir(first.parent, quiet=2, workers=1)
    if done:
        return fine("The program is compiled, so that a click starts sooner.")
    return fine("The program could not be compiled where it is installed: a click starts later.")


def check_slow(packages: Sequence[str] = SLOW) -> Iterator[Finding]:
    """Which packages beside the program xlwings loads at every click, though none needs them."""
    there = [name for name in packages if importlib.util.find_spec(name)]
    if there:
        yield fine(
            f"{' and '.join(there)}: installed beside the program, and loaded by xlwings at every "
            "click, which makes each one slow. An environment for practice_xl alone is faster."
        )


def find_excel(home: Path, system: str, places: Sequence[Path] | None = None) -> Finding:
    """Whether Excel is in one of some places, or where Microsoft's installers put it."""
    found = next((path for path in places or _usual_places(home, system) if path.exists()), None)
    if found:
        return fine(f"Excel is found ({found}).")
    return to_do(
        "Excel is not found on this computer. The buttons need Excel for Windows or for the Mac; "
        "without it everything works on the closed file: practice-xl recalculate FILE"
    )


def _usual_places(home: Path, system: str) -> list[Path]:
    if system == MAC:
        return [
            apps / "Microsoft Excel.app" for apps in (Path("/Applications"), home / "Applications")
        ]
    places: list[Path] = []
    if sys.platform == "win32":
        import winreg

        key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
        with contextlib.suppress(OSError):  # where Windows starts Excel from
            places.append(Path(winreg.QueryValue(winreg.HKEY_LOCAL_MACHINE, key)))
    for folder in filter(None, map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)"))):
        for office in Path(folder).glob("Microsoft Office*"):
            places += office.glob("**/EXCEL.EXE")
    return places


def install_script(home: Path) -> Finding:
    """Put xlwings' script where Excel for Mac looks for it; its name carries the version."""
    import xlwings

    name = f"xlwings-{xlwings.__version__}.applescript"
    script = Path(xlwings.__file__).parent / name
    target = home / "Library" / "Application Scripts" / "com.microsoft.Excel" / name
    if not script.exists():
        return to_do(f"The installed xlwings lacks its script for the Mac. {AGAIN}")
    content = script.read_bytes()
    if not target.exists() or target.read_bytes() != content:
        write_whole(target, content)
    return fine(f"Excel may start the program (script {name}).")


def check_workbook(path: Path) -> Iterator[Finding]:
    """Whether buttons are of the installed xlwings and may run. FileRefused: it is no workbook."""
    from practice_xl.building.macros import MADE_FOR, SETTINGS_SHEET, XLWINGS
    from practice_xl.xlsx.book import ClosedBook

    if path.suffix.lower() != ".xlsm":
        yield fine(f"{path.name} has no buttons.")
        return
    with ClosedBook(path) as book:
        if SETTINGS_SHEET not in [sheet.name for sheet in book.sheets]:
            yield fine(f"{path.name} has no buttons of ours.")
            return
        rows = book.sheets[SETTINGS_SHEET].range((1, 1), (9, 2)).value
    if [MADE_FOR, XLWINGS] in rows:
        yield fine(f"The buttons of {path.name} belong to the installed xlwings.")
    else:
        yield to_do(
            f"The buttons of {path.name} are those of an earlier version. practice-xl upgrade "
            "rebuilds it, with everything you typed carried over."
        )
    with contextlib.suppress(OSError):  # Windows alone keeps such a mark
        mark = Path(f"{path}:Zone.Identifier").read_text("utf-8", "replace")
        if "ZoneId=3" in mark or "ZoneId=4" in mark:
            yield to_do(
                f"{path.name} came from the web or by mail, so Excel blocks its buttons. Close "
                "it, click it with the right button, choose Properties, tick Unblock, press "
                "OK, and open it again."
            )
    if path.with_name("xlwings.conf").exists():
        yield to_do(
            f"A file xlwings.conf lies beside {path.name}, and its settings go before yours. "
            "Move it elsewhere."
        )
