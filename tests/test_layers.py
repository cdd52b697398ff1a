"""Dependencies run one way, and a click loads nothing it does not need."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import practice_xl

ROOT = Path(practice_xl.__file__).parent
EVERYTHING = {
    "schema",
    "problems",
    "domain",
    "books",
    "libreoffice",
    "opening",
    "sheets",
    "xlsx",
    "building",
    "importers",
    "coach",
}
MAY_IMPORT = {
    "schema": set(),
    "problems": set(),
    "domain": {"schema"},
    "books": {"xlsx"},
    "xlsx": {"problems"},
    "opening": {"books", "xlsx"},
    "sheets": {"schema", "domain", "problems", "books"},
    "building": {"schema", "domain", "problems"},
    "importers": {"schema", "domain", "problems"},
    "coach": EVERYTHING | {"report_json"},
    "report_json": {"schema", "domain", "sheets", "problems"},
    "libreoffice": {"problems"},
    "installation": {"problems", "xlsx", "building"},
    "undo": {"problems"},
    "own_columns": {"domain", "books", "xlsx", "schema", "sheets"},
    "upgrading": {"actions", "own_columns", "undo"} | EVERYTHING - {"importers", "coach"},
    "actions": {"undo"} | EVERYTHING | {"report_json", "installation"},
    "unexpected": set(),
    "buttons": EVERYTHING | {"actions", "undo", "unexpected"},
    "cli": EVERYTHING
    | {"actions", "unexpected", "report_json", "installation", "undo", "upgrading"},
    "__main__": {"cli"},
    "__init__": {"domain", "buttons"},
}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_dependencies_run_one_way(path):
    """cli -> actions -> (sheets, building, coach, importers, xlsx) -> domain -> schema."""
    room = room_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "practice_xl":
                names = [f"practice_xl.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            assert not name.startswith("xlwings.pro")
            if name.startswith("practice_xl."):
                other = name.split(".")[1]
                assert other == room or other in MAY_IMPORT[room], f"{room} imports {name}"


def test_a_click_loads_no_library_it_does_not_need(tmp_path):
    """Reading, working out and writing need xlwings, pandas and numpy; nothing else is heavy."""
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from practice_xl import actions\n"
        f"path = Path({str(tmp_path)!r}) / 'click.xlsx'\n"
        "actions.new(path, date(2026, 11, 6))\n"
        "before = set(sys.modules)\n"
        "actions.recalculate_file(path, date(2026, 11, 6))\n"
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"openpyxl", "lxml", "scipy", "python_calamine", "tqdm"} & set(loaded.stdout.split())
    assert "requests" not in loaded.stdout


def test_the_package_opens_no_network_connection():
    """No module of the package imports a library that talks to a network."""
    talkers = {"socket", "http", "urllib", "requests", "httpx", "ftplib", "smtplib", "ssl"}
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = {(node.module or "").split(".")[0]}
            else:
                continue
            assert not names & talkers, f"{path.name} imports {names & talkers}"
