"""The command ``setup``: settings kept, words for what is fine and what is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw
from xlwings import utils

from practice_xl import installation
from practice_xl.building import macros
from practice_xl.installation import MAC, WINDOWS, Finding, python, settings
from practice_xl.problems import FileBusy, FileRefused

PYTHON = Path(sys.executable)
THEIRS = (
    b'"PYTHONPATH","C:\\Work"\r\n'
    b'"Interpreter_Win","C:\\gone\\python.exe"\r\n'
    b"a line nobody knows\r\n"
    b'"ONEDRIVE_CONSUMER_WIN","C:\\Zo\xeb"\r\n'
)


def name_python(home: Path, **more) -> Finding:
    return installation.name_interpreter(home, PYTHON, **{"system": WINDOWS} | more)


@pytest.mark.parametrize(
    ("system", "place", "key"),
    [
        (WINDOWS, ".xlwings/xlwings.conf", "interpreter_win"),
        (MAC, "Library/Containers/com.microsoft.Excel/Data/xlwings.conf", "interpreter_mac"),
    ],
)
def test_xlwings_finds_what_was_written(tmp_path, monkeypatch, system, place, key):
    """Read back with xlwings' own reader."""
    assert name_python(tmp_path, system=system).fine
    monkeypatch.setattr(xw, "USER_CONFIG_FILE", str(tmp_path / place))
    assert utils.read_user_config() == {key: str(PYTHON)}


def test_other_settings_stay_byte_for_byte(tmp_path):
    """Only the line of our key changes, where it stands; a Python that is gone is replaced."""
    target = installation.settings_file(tmp_path, WINDOWS)
    target.parent.mkdir()
    target.write_bytes(THEIRS)
    assert name_python(tmp_path).fine
    old = b'"Interpreter_Win","C:\\gone\\python.exe"'
    assert target.read_bytes() == THEIRS.replace(old, f'"INTERPRETER_WIN","{PYTHON}"'.encode())
    assert list(target.parent.iterdir()) == [target]


def test_a_second_setup_writes_nothing(tmp_path):
    """The file keeps its time."""
    name_python(tmp_path)
    target = installation.settings_file(tmp_path, WINDOWS)
    os.utime(target, (1, 1))
    assert name_python(tmp_path).fine
    assert target.stat().st_mtime == 1


@pytest.mark.parametrize(("has_it", "fine"), [(True, True), (False, False)])
def test_another_python_in_use_stays(tmp_path, has_it, fine):
    """Other workbooks may need it: kept, and said, unless asked to replace it."""
    other = tmp_path / "other python"
    other.touch()
    target = installation.settings_file(tmp_path, WINDOWS)
    target.parent.mkdir()
    target.write_text(f'"INTERPRETER_WIN","{other}"\n')
    before = target.read_bytes()
    finding = name_python(tmp_path, probe=lambda _: has_it)
    assert finding.fine is fine and str(other) in finding.text
    assert target.read_bytes() == before
    if not fine:
        assert "-m pip install practice_xl" in finding.text and "--replace" in finding.text
    assert name_python(tmp_path, replace=True).fine
    assert str(PYTHON) in target.read_text()


def test_another_python_is_asked_itself(tmp_path):
    """A program that cannot import practice_xl does not have it."""
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    assert not settings.has_practice_xl(script)
    assert not settings.has_practice_xl(tmp_path / "nothing")
    assert settings.has_practice_xl(PYTHON)


def test_the_line_that_counts_is_replaced_and_doubles_go(tmp_path):
    """Excel takes the first of two lines with one key, Python the last: one is left."""
    target = installation.settings_file(tmp_path, WINDOWS)
    target.parent.mkdir()
    target.write_text('"INTERPRETER_WIN","/gone/a"\n"X","1"\n"interpreter_win","/gone/b"\n')
    name_python(tmp_path)
    lines = target.read_text().splitlines()
    assert lines == [f'"INTERPRETER_WIN","{PYTHON}"', '"X","1"']


def test_a_failing_write_changes_nothing(tmp_path, monkeypatch):
    """The old settings stay whole, nothing is left beside them, and a sentence says why."""
    target = installation.settings_file(tmp_path, WINDOWS)
    target.parent.mkdir()
    target.write_bytes(THEIRS)

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileBusy, match=r"xlwings\.conf could not be written"):
        name_python(tmp_path)
    assert target.read_bytes() == THEIRS
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("system", "path", "says"),
    [
        (MAC, "/Users/a b/python", "blank"),
        (WINDOWS, 'C:\\a"b\\python.exe', "quotation mark"),
        (WINDOWS, "C:\\\udcff\\python.exe", "cannot read some of these letters"),
    ],
)
def test_a_path_excel_cannot_use_is_said(tmp_path, system, path, says):
    """And nothing is written."""
    finding = installation.name_interpreter(tmp_path, Path(path), system=system)
    assert not finding.fine and says in finding.text
    assert list(tmp_path.iterdir()) == []


def test_the_mac_gets_the_script_of_this_version(tmp_path):
    """Excel for Mac looks for it by the version in its name."""
    assert installation.install_script(tmp_path).fine
    folder = tmp_path / "Library/Application Scripts/com.microsoft.Excel"
    (script,) = folder.iterdir()
    assert script.name == f"xlwings-{xw.__version__}.applescript"
    assert script.read_bytes() == (Path(xw.__file__).parent / script.name).read_bytes()


def test_another_version_of_xlwings_is_said(monkeypatch):
    """Which is installed, which is needed, and how to get it."""
    assert installation.check_versions().fine
    monkeypatch.setattr(python, "wanted_xlwings", lambda: "9.9.9")
    finding = installation.check_versions()
    assert not finding.fine and xw.__version__ in finding.text
    assert "python -m pip install xlwings==9.9.9" in finding.text


def test_a_workbook_of_another_version_is_said(tmp_path, monkeypatch):
    """The buttons carry the version they were made with."""
    path = tmp_path / "my_practice.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Start")
        macros.add_macros(book, {})
    assert installation.check_workbook(path).fine
    monkeypatch.setattr(macros, "XLWINGS", "9.9.9")
    finding = installation.check_workbook(path)
    assert not finding.fine and "practice-xl upgrade" in finding.text
    plain = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet("Start")
    assert "has no buttons" in installation.check_workbook(plain).text
    path.write_text("no zip")
    with pytest.raises(FileRefused):
        installation.check_workbook(path)


def test_one_python_kept_running_is_said(tmp_path):
    """An old version would go on working after an update."""
    target = installation.settings_file(tmp_path, WINDOWS)
    target.parent.mkdir()
    target.write_text('"USE UDF SERVER","True"\n')
    assert "Restart Excel" in installation.check_other_settings(tmp_path, WINDOWS).text


def test_excel_is_looked_for(tmp_path):
    """Found where it is installed; where it is not, the sentence says how to go on without."""
    missing = installation.find_excel(tmp_path, MAC)
    assert not missing.fine and "practice-xl recalculate FILE" in missing.text
    program = tmp_path / "Applications" / "Microsoft Excel.app"
    program.mkdir(parents=True)
    assert installation.find_excel(tmp_path, MAC).fine
    assert installation.find_excel(tmp_path, WINDOWS, [program]).fine


def test_the_package_is_compiled(tmp_path):
    """A click starts Python so that it would compile every time anew."""
    shutil.copy(installation.__file__, tmp_path / "part.py")
    assert installation.compile_package(tmp_path).fine
    assert len(list(tmp_path.glob("__pycache__/part.*.pyc"))) == 1
    (tmp_path / "broken.py").write_text("def")
    assert "starts later" in installation.compile_package(tmp_path).text


@pytest.mark.parametrize("system", [WINDOWS, MAC, "linux"])
def test_the_whole_of_setup(tmp_path, system):
    """Every finding is a sentence; nothing is written outside the home folder given."""
    findings = installation.set_up(tmp_path, system=system)
    text = installation.describe(findings)
    assert all(finding.text.strip().endswith((".", ")", "FILE")) for finding in findings)
    left = 0 if system == "linux" else 1  # no Excel on the machines that run this
    assert ("All is ready." in text) == (not left)
    assert sum(not finding.fine for finding in findings) == left
    expected = {
        WINDOWS: {".xlwings/xlwings.conf"},
        MAC: {
            "Library/Containers/com.microsoft.Excel/Data/xlwings.conf",
            f"Library/Application Scripts/com.microsoft.Excel/xlwings-{xw.__version__}.applescript",
        },
        "linux": set(),
    }[system]
    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert files == expected


def test_a_shortcut_runs_on_this_workbook(tmp_path):
    """Whatever the workbook is called."""
    (tmp_path / "Desktop").mkdir()
    echo = tmp_path / "show arguments"
    echo.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    echo.chmod(0o755)
    workbook = tmp_path / "Week 12 – it's my copy (2) & $HOME.xlsm"
    file = installation.make_shortcut(workbook, tmp_path, system=MAC, interpreter=echo)
    assert file.parent == tmp_path / "Desktop" and file.suffix == ".command"
    shown = subprocess.run([file], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines() == ["-m", "practice_xl", "recalculate", str(workbook)]


def test_a_shortcut_for_windows(tmp_path):
    """On the desktop OneDrive keeps, with quoted paths and doubled per cent signs."""
    (tmp_path / "OneDrive" / "Desktop").mkdir(parents=True)
    workbook = tmp_path / "100% mine – 2.xlsm"
    file = installation.make_shortcut(
        workbook, tmp_path, system=WINDOWS, interpreter=Path("C:/Python/python.exe")
    )
    assert file == tmp_path / "OneDrive" / "Desktop" / "Recalculate 100% mine – 2.cmd"
    lines = file.read_bytes().decode("utf-8").split("\r\n")
    quoted = str(workbook).replace("%", "%%")
    assert lines[2] == f'"C:/Python/python.exe" -m practice_xl recalculate "{quoted}"'
    with pytest.raises(FileRefused):
        installation.make_shortcut(Path('a"b.xlsm'), tmp_path, system=WINDOWS)
