"""Dependencies run one way, and a click loads nothing it does not need."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import practice_xl
from practice_xl import making

ROOT = Path(practice_xl.__file__).parent
EVERYTHING = {
    "schema",
    "problems",
    "domain",
    "books",
    "libreoffice",
    "sheets",
    "xlsx",
    "building",
    "importers",
    "coach",
}
MAY_IMPORT = {
    "schema": {"xlsx"},  # how a cell is named
    "problems": set(),
    "domain": {"schema"},
    "books": {"problems", "xlsx"},
    "xlsx": {"problems"},
    "sheets": {"schema", "domain", "problems", "books"},
    "building": {"schema", "domain", "problems", "xlsx", "sheets"},
    "importers": {"schema", "domain", "problems"},
    "coach": EVERYTHING | {"report_json"},
    "report_json": {"schema", "domain", "sheets", "problems"},
    "libreoffice": {"problems"},
    "setup": {"problems", "xlsx", "building"},
    "undo": {"problems", "xlsx"},
    "reminders": {"domain", "problems", "xlsx"},
    "upgrading": {"tracker", "undo"} | EVERYTHING - {"importers", "coach"},
    "tracker": {"reminders", "undo", "upgrading"} | EVERYTHING,
    "making": {"tracker"} | EVERYTHING,
    "frames": {"domain", "schema"},
    "buttons": EVERYTHING | {"tracker"},
    "browser": EVERYTHING | {"making", "tracker"},
    "cli": EVERYTHING | {"browser", "making", "tracker", "report_json", "setup"},
    "__main__": {"cli"},
    "__init__": {"domain", "buttons", "making", "tracker"},
}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_dependencies_run_one_way(path):
    """cli -> tracker -> (sheets, building, coach, importers, xlsx) -> domain -> schema."""
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


FORBIDDEN = {"pandas", "xlwings", "matplotlib", "polars", "openpyxl", "lxml", "scipy", "requests"}
FORBIDDEN |= {
    "numpy.ma",
    "python_calamine",
    "tqdm",
    "dask",
    "unittest",
    "asyncio",
    "multiprocessing",
}


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("recalculate",),
        ("report", "--json"),
        ("levers", "--set", "raise_fee=10"),
        ("share", "--yes", "--names-checked"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_on_a_closed_file_loads_no_library_it_does_not_need(example_file, command):
    """Neither xlwings nor pandas, nor anything they bring; numpy without its masked arrays."""
    verb, *options = command
    code = (
        "import sys; from practice_xl.cli import main\n"
        f"code = main({[verb, str(example_file), *options, '--as-of=2026-11-06']!r})\n"
        "print(code, *sorted(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    code, *loaded = run.stdout.splitlines()[-1].split()
    assert code == "0", run.stderr
    assert not FORBIDDEN & set(loaded)


def test_one_thread_does_the_work_of_a_command(example_file):
    """numpy's own threads would only wait for work, and cost more than they bring."""
    code = (
        "import os, sys; from practice_xl import __main__ as program\n"
        "os._exit = sys.exit  # so that its threads can be counted\n"
        f"sys.argv = ['practice-xl', 'check', {str(example_file)!r}, '--as-of=2026-11-06']\n"
        "try: program.run()\n"
        "except SystemExit: pass\n"
        "import threading; from pathlib import Path\n"
        "tasks = Path('/proc/self/task')\n"
        "print(len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count())"
    )
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert run.stdout.splitlines()[-1] == "1"


@pytest.fixture(scope="module")
def example_file(tmp_path_factory):
    """The example year, as a file of its own."""
    path = tmp_path_factory.mktemp("closed") / "example.xlsx"
    making.example(path)
    return path


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
