"""What RunPython's command line becomes on its way to Python, for names that people give files.

For the Mac it goes through /bin/sh, for Windows through Wine's cmd.exe and Windows' own splitting
into arguments. Python then runs what arrived: xlwings' preparation, our guard, and the button, with
one stand-in for Excel, which has the workbook open.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlwings as xw

import practice_xl
from practice_xl import buttons
from practice_xl.building.macros import SETTINGS_SHEET
from practice_xl.problems import FileBusy
from practice_xl.schema.start_page import CLOCK_NAME
from practice_xl.setup.starting import on_the_mac, on_windows

HERE = Path(__file__).parent
COMPILER = shutil.which("x86_64-w64-mingw32-gcc")
WINE = shutil.which("wine64") or shutil.which("wine64", path="/usr/lib/wine")
WINE_PROGRAMS = [  # where its own cmd.exe lies, beside all it needs
    *Path("/usr/lib").glob("*/wine/x86_64-windows"),
    *Path("/usr/lib/wine").glob("x86_64-windows"),
]
MACROS = (HERE.parents[1] / "scripts" / "macros.bas").read_text(encoding="ascii")
COMMAND = MACROS.split('RunPython "')[1].split('" & Verb')[0] + "recalculate()"
NAMES = [
    "my_practice.xlsm",
    "Week 12 – my copy.xlsm",
    "Zoë O'Brien/OneDrive - Praxis/Tracker (2).xlsm",
    "cost $100.xlsm",
    "plan=2026.xlsm",
    "%USERNAME%.xlsm",
    "100% full.xlsm",
    "Tom & Ann/tracker.xlsm",
    "a^b.xlsm",
    "what now!.xlsm",
    "semi;colon, comma.xlsm",
    "#1 [draft] {x}.xlsm",
    "~tilde's.xlsm",
    "größe ñ ø.xlsm",
    "Дневник.xlsm",
    "日本 記録.xlsm",
    "a  b   c.xlsm",
    "@home+office.xlsm",
    "-h.xlsm",
    "name.with.dots (final) v2.xlsm",
]
FOLDERS = {"mac": "/Users/zoe/", "windows": "C:/Users/zoe/"}
# What arrives is another name: the button then works on the only tracker that is open.
CHANGED = {"mac": {"cost $100.xlsm"}, "windows": {"%USERNAME%.xlsm"}}


@pytest.fixture
def excel(monkeypatch):
    """Excel has workbooks of these names open, and two that have no buttons of ours."""

    def open_books(*names: str):
        buttons_of = [SimpleNamespace(name=SETTINGS_SHEET)]
        books = [
            SimpleNamespace(name="Budget.xlsx", names=set(), sheets=[]),
            SimpleNamespace(name="coach_copy.xlsx", names={CLOCK_NAME}, sheets=[]),
            *(SimpleNamespace(name=n, names={CLOCK_NAME}, sheets=buttons_of) for n in names),
        ]
        monkeypatch.setattr(xw, "apps", [SimpleNamespace(books=books)])

    return open_books


def find_clicked(words: list[str], excel, monkeypatch, name: str, changed: set[str]) -> None:
    """The workbook of the button is found, among others wherever its name arrives."""
    if name in changed:
        excel("older copy.xlsm", name)
        with pytest.raises(FileBusy, match="2 trackers are open"):
            clicked(words, monkeypatch)
        excel(name)
    else:
        excel("older copy.xlsm", name.rpartition("/")[2])
    assert clicked(words, monkeypatch) == name.rpartition("/")[2]


def clicked(words: list[str], monkeypatch) -> str:
    """Run what arrived at Python; gives the name of the workbook the button worked on."""
    code = words[words.index("-c") + 1]
    found = []
    monkeypatch.setattr(
        practice_xl, "recalculate", lambda: found.append(buttons.calling_book()), raising=False
    )
    monkeypatch.setattr(sys, "argv", ["-c", *words[words.index("-c") + 2 :]])
    monkeypatch.setattr(sys, "path", list(sys.path))
    exec(compile(code, "<click>", "exec"), {"exit": sys.exit})
    return found[0].name


@pytest.fixture(scope="module")
def on_mac(tmp_path_factory):
    """The words that /bin/sh makes of the line for each name."""
    folder = tmp_path_factory.mktemp("mac")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nprintf "%s\\001" "$@" > {folder}/words\n')
    python.chmod(0o755)

    def words(name: str) -> list[str]:
        (folder / "words").unlink(missing_ok=True)
        log = str(folder / "log")
        line = on_the_mac(str(python), COMMAND, FOLDERS["mac"] + name, log, {})
        subprocess.run(["/bin/sh", "-c", f"{line}\nwait"], check=False, timeout=20)
        return (folder / "words").read_text().split("\1")[:-1]

    return words


@pytest.mark.parametrize("name", NAMES)
def test_a_click_on_the_mac_finds_its_workbook(on_mac, excel, monkeypatch, name):
    """Through /bin/sh, as xlwings' script hands it over."""
    find_clicked(on_mac(name), excel, monkeypatch, name, CHANGED["mac"])


def small_windows(prefix: Path) -> Path:
    """A Windows of Wine with nothing installed but its own programs: ready at once.

    Left to itself Wine copies 700 MB into a new one first.
    """
    if WINE_PROGRAMS:
        (prefix / "drive_c" / "windows").mkdir(parents=True)
        (prefix / "dosdevices").mkdir()
        (prefix / "drive_c" / "windows" / "system32").symlink_to(WINE_PROGRAMS[0])
        (prefix / "dosdevices" / "c:").symlink_to("../drive_c")
        (prefix / "dosdevices" / "z:").symlink_to("/")
        (prefix / ".update-timestamp").write_text("disable\n")
    return prefix


@pytest.fixture(scope="module")
def on_wine(tmp_path_factory):
    """The words that cmd.exe and Windows make of the line for each name; one start of Wine."""
    if WINE is None or COMPILER is None:
        why = "no Wine, or no compiler for Windows: the command lines of Windows are not replayed"
        if os.environ.get("PRACTICE_XL_REQUIRE_ALL"):
            pytest.fail(why)
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("windows")
    home = folder / "Zoë & Tom" / "venv (1)"
    home.mkdir(parents=True)
    subprocess.run(
        [COMPILER, "-municode", "-O1", "-o", folder / "run.exe", HERE / "argv.c"], check=True
    )
    shutil.copy(folder / "run.exe", home / "python.exe")

    def windows(path: Path) -> str:
        return "Z:" + str(path).replace("/", "\\")

    lines = "".join(
        "cmd.exe /C "
        + on_windows(
            windows(home / "python.exe"),
            COMMAND,
            (FOLDERS["windows"] + name).replace("/", "\\"),
            windows(folder / "log"),
            {},
        )
        + "\n"
        for name in NAMES
    )
    (folder / "lines").write_bytes(lines.encode("utf-16-le"))
    environment = os.environ | {
        "WINEPREFIX": str(small_windows(folder / "prefix")),
        "WINEDEBUG": "-all",
        "NOTED": windows(folder / "words"),
    }
    run = [WINE, folder / "run.exe", windows(folder / "lines")]
    subprocess.run(run, env=environment, check=True, timeout=240, capture_output=True)
    noted = (folder / "words").read_bytes().decode("utf-16-le").splitlines()
    shutil.rmtree(folder / "prefix")  # some 700 MB where Wine made it
    return dict(zip(NAMES, [line.split("\1")[:-1] for line in noted], strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_click_on_windows_finds_its_workbook(on_wine, excel, monkeypatch, name):
    """Through cmd.exe, from a folder with a blank, an ampersand and brackets."""
    find_clicked(on_wine[name], excel, monkeypatch, name, CHANGED["windows"])


def test_the_lines_are_built_as_the_installed_xlwings_builds_them():
    """Its own statements; another version may build them otherwise."""
    folder = Path(xw.__file__).parent
    macros = (folder / "xlwings.bas").read_text("cp1252")
    for statement in (
        'DriveCommand = Left$(PYTHON_WIN, 2) & " & cd """ & PythonDir & """ & "',
        'PYTHONPATH = Replace(PYTHONPATH, "&", "^&")',
        'PYTHONPATH = Replace(PYTHONPATH, "\\", "\\\\")',
        'RunCommand = CondaCmd & PythonInterpreter & " -B -c ""import xlwings.utils;xlwings.utils.'
        'prepare_sys_path(\\""" & PYTHONPATH & "\\""); " & PythonCommand & """ "',
        '" --wb=" & """" & ThisWorkbook.Name & """ --from_xl=1" & " --app=" & Chr(34) & _',
        'ParameterString = ParameterString + "|" + PythonCommand',
    ):
        assert statement in macros.replace("\r\n", "\n"), statement
    script = (folder / f"xlwings-{xw.__version__}.applescript").read_text("utf-8")
    assert (
        '" -B -u -W ignore -c \\"import xlwings.utils;xlwings.utils.prepare_sys_path(\'"' in script
    )
    assert 'to SplitString(ParameterString, "|")' in script
