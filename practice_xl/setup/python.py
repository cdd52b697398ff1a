"""The Python that runs practice_xl: its xlwings, and compiled code."""

from __future__ import annotations

import compileall
import importlib.metadata
import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path

from practice_xl.setup.finding import Finding

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
