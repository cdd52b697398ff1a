"""The command ``setup``: settings kept, words for what is fine and what is not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw
from xlwings import utils

from practice_xl import setup
from practice_xl.building import macros
from practice_xl.problems import FileBusy, FileRefused
from practice_xl.setup import MAC, WINDOWS, Finding, installed, settings
from practice_xl.setup.starting import check_answer, make_double_click

PYTHON = Path(sys.executable)
X = '"X","1"\r\n'
ZOE = '"ONEDRIVE_CONSUMER_WIN","C:\\Zo\xeb"\r\n'
OURS = f'"INTERPRETER_WIN","{PYTHON}"\r\n'


def tidy(home: Path, text: str | bytes, **more) -> tuple[list[Finding], str, list[str]]:
    """Settings as they were and as they are then; the names of the files kept beside them."""
    target = settings.settings_file(home, WINDOWS)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text if isinstance(text, bytes) else text.encode("latin-1"))
    findings, _, _ = settings.tidy_settings(home, PYTHON, system=WINDOWS, **more)
    kept = sorted(file.name for file in target.parent.iterdir() if file != target)
    return findings, target.read_bytes().decode("latin-1"), kept


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"INTERPRETER_WIN","C:\\gone\\python.exe"\r\n', OURS, None),
        (X + "\r\n" + ZOE, X + ZOE + OURS, "line 2 is blank"),
        ("# mine\n" + X, X + OURS, "line 1 is a comment"),
        ('"X"\n', OURS, "line 1 is no pair"),
        (X + '"interpreter_win","/gone/a"\n"INTERPRETER_WIN","/gone/b"\n', X + OURS, None),
        ("INTERPRETER = /gone/python\n", OURS, "line 1 lacks its quotation marks"),
        (b"\xef\xbb\xbf" + X.encode(), X + OURS, "invisible mark"),
        ('"TEMP DIR","/gone"\r\n', OURS, "TEMP DIR names a folder that is not there"),
        ('"PYTHONPATH","C:\\W\\"\r\n', '"PYTHONPATH","C:\\W"\r\n' + OURS, "in a backslash"),
        ('"CONDA ENV","base"\r\n', None, "CONDA ENV, which starts conda"),
        ('"SHOW_ERROR_POPUPS","False"\r\n', None, "sheet named Error"),
        ('"USE UDF SERVER","True"\r\n', None, "old version"),
    ],
)
def test_settings_become_clean_pairs(tmp_path, before, after, says):
    """What breaks a click is named; what only breaks goes, and the old file is kept then."""
    findings, text, kept = tidy(tmp_path, before)
    assert text == (after or before + OURS)
    assert settings.input_fields(text)[0::2] == [
        name for name, _ in settings.read_pairs(text)[0].values()
    ]
    assert says is None or says in " ".join(finding.text for finding in findings)
    left = [finding for finding in findings if not finding.fine]
    assert kept == (["xlwings.conf.old"] if says and not left else [])
    if left:  # asked for, that line goes too
        _, text, kept = tidy(tmp_path, before, replace=True)
        assert text == OURS and kept == ["xlwings.conf.old"]
    again = settings.tidy_settings(tmp_path, PYTHON, system=WINDOWS)[0]
    assert [finding.fine for finding in again] == [True]


def test_excel_reads_two_fields_at_a_time_whatever_line_they_stand_in():
    """VBA's Input #: commas in quotation marks, blanks before a field, half a line."""
    text = '"A","1, 2"\n  B , two words \n"C"\n"D","4"'
    assert settings.input_fields(text) == ["A", "1, 2", "B", "two words", "C", "D", "4"]


@pytest.mark.parametrize(
    ("system", "key"), [(WINDOWS, "interpreter_win"), (MAC, "interpreter_mac")]
)
def test_xlwings_finds_what_was_written(tmp_path, monkeypatch, system, key):
    """Read back with xlwings' own reader; a second setup leaves the file as it is."""
    assert settings.tidy_settings(tmp_path, PYTHON, system=system)[0][0].fine
    target = settings.settings_file(tmp_path, system)
    monkeypatch.setattr(xw, "USER_CONFIG_FILE", str(target))
    assert utils.read_user_config() == {key: str(PYTHON)}
    time = target.stat().st_mtime_ns
    settings.tidy_settings(tmp_path, PYTHON, system=system)
    assert target.stat().st_mtime_ns == time


@pytest.mark.parametrize("has_it", [True, False])
def test_another_python_in_use_stays(tmp_path, monkeypatch, has_it):
    """Other workbooks may need it: kept, and said, unless asked to replace it."""
    other = tmp_path / "other python"
    other.touch()
    before = f'"INTERPRETER_WIN","{other}"\r\n'
    monkeypatch.setattr(settings, "has_practice_xl", lambda _: has_it)
    (finding,), text, _ = tidy(tmp_path, before)
    assert finding.fine is has_it and str(other) in finding.text and text == before
    assert has_it or "--replace" in finding.text
    assert tidy(tmp_path, before, replace=True)[1] == OURS


def test_another_python_is_asked_itself(tmp_path):
    """A program that cannot import practice_xl does not have it."""
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o755)
    assert not settings.has_practice_xl(script)
    assert not settings.has_practice_xl(tmp_path / "nothing")
    assert settings.has_practice_xl(PYTHON)


def test_a_failing_write_changes_nothing(tmp_path, monkeypatch):
    """The old settings stay whole, nothing is left beside them, and a sentence says why."""

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileBusy, match=r"could not be written"):
        tidy(tmp_path, '"X","1"\r\n')
    target = settings.settings_file(tmp_path, WINDOWS)
    assert target.read_bytes() == b'"X","1"\r\n'
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("system", "path", "says"),
    [
        (MAC, "/Users/a b/python", "a blank"),
        (MAC, "/Users/a&b/python", "the sign &"),
        (WINDOWS, 'C:\\a"b\\python.exe', "quotation mark"),
        (WINDOWS, "C:\\\udcff\\python.exe", "cannot read some of these letters"),
    ],
)
def test_a_path_excel_cannot_use_is_said(tmp_path, system, path, says):
    """And nothing is written."""
    finding, *_ = settings.tidy_settings(tmp_path, Path(path), system=system)[0]
    assert not finding.fine and says in finding.text
    assert list(tmp_path.iterdir()) == []


def test_a_home_folder_whose_letters_excel_cannot_read_is_said():
    """The code page of Windows decides: Zoë is in the western one, Žofie is not."""
    assert list(settings.check_home(Path("C:/Users/Zoë"), WINDOWS, "cp1252")) == []
    (finding,) = settings.check_home(Path("C:/Users/Žofie Ł"), WINDOWS, "cp1252")
    assert not finding.fine and "--double-click" in finding.text


def test_the_python_that_is_named_answers_as_a_click_starts_it(tmp_path):
    """Really started, through /bin/sh as on the Mac; what does not answer is said."""
    workbook = tmp_path / "Zoë O'Brien" / "Tracker (2).xlsm"
    assert "answered" in check_answer(PYTHON, workbook, {}, MAC).text
    finding = check_answer(tmp_path / "gone", workbook, {}, MAC)
    assert (not finding.fine and "No such file" in finding.text) or "not found" in finding.text
    broken = check_answer(PYTHON, tmp_path / "a`b.xlsm", {}, MAC)
    assert not broken.fine


@pytest.mark.parametrize(("zone", "fine"), [("3", False), ("0", True)])
def test_a_workbook_from_the_web_is_said(tmp_path, zone, fine):
    """Windows keeps the mark in a stream of the file, which is read by its name."""
    path = tmp_path / "my_practice.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Start")
        macros.add_macros(book, {})
    Path(f"{path}:Zone.Identifier").write_text(f"[ZoneTransfer]\nZoneId={zone}\n")
    findings = list(installed.check_workbook(path))
    assert all(finding.fine for finding in findings) is fine
    assert fine or "Unblock" in findings[1].text


def test_packages_that_make_each_click_slow_are_said():
    """Whatever xlwings loads beside them; none installed: not a word."""
    (finding,) = installed.check_slow(["xlsxwriter", "no_such_package"])
    assert finding.text.startswith("xlsxwriter: ")
    assert list(installed.check_slow(["no_such_package"])) == []


def test_the_mac_gets_the_script_of_this_version(tmp_path):
    """Excel for Mac looks for it by the version in its name."""
    assert installed.install_script(tmp_path).fine
    folder = tmp_path / "Library/Application Scripts/com.microsoft.Excel"
    (script,) = folder.iterdir()
    assert script.name == f"xlwings-{xw.__version__}.applescript"
    assert script.read_bytes() == (Path(xw.__file__).parent / script.name).read_bytes()


def test_another_version_of_xlwings_is_said(monkeypatch):
    """Which is installed, which is needed, and how to get it."""
    assert installed.check_versions().fine
    monkeypatch.setattr(installed, "wanted_xlwings", lambda: "9.9.9")
    finding = installed.check_versions()
    assert not finding.fine and xw.__version__ in finding.text
    assert "python -m pip install xlwings==9.9.9" in finding.text


def test_a_workbook_of_another_version_is_said(tmp_path, monkeypatch):
    """The buttons carry the version they were made with."""
    path = tmp_path / "my_practice.xlsm"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Start")
        macros.add_macros(book, {})
    assert next(installed.check_workbook(path)).fine
    monkeypatch.setattr(macros, "XLWINGS", "9.9.9")
    finding, *_ = installed.check_workbook(path)
    assert not finding.fine and "practice-xl upgrade" in finding.text
    plain = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet("Start")
    assert "has no buttons" in next(installed.check_workbook(plain)).text
    path.write_text("no zip")
    with pytest.raises(FileRefused):
        next(installed.check_workbook(path))


def test_excel_is_looked_for(tmp_path):
    """Found where it is installed; where it is not, the sentence says how to go on without."""
    missing = installed.find_excel(tmp_path, MAC)
    assert not missing.fine and "practice-xl recalculate FILE" in missing.text
    program = tmp_path / "Applications" / "Microsoft Excel.app"
    program.mkdir(parents=True)
    assert installed.find_excel(tmp_path, MAC).fine
    assert installed.find_excel(tmp_path, WINDOWS, [program]).fine


def test_the_package_is_compiled(tmp_path):
    """A click starts Python so that it would compile every time anew."""
    shutil.copy(setup.__file__, tmp_path / "part.py")
    assert installed.compile_package(tmp_path).fine
    assert len(list(tmp_path.glob("__pycache__/part.*.pyc"))) == 1
    (tmp_path / "broken.py").write_text("def")
    assert "starts later" in installed.compile_package(tmp_path).text


@pytest.mark.parametrize("system", [WINDOWS, MAC, "linux"])
def test_the_whole_of_setup(tmp_path, system):
    """Every finding is a sentence; nothing is written outside the home folder given."""
    findings = setup.set_up(tmp_path, system=system)
    text = setup.describe(findings)
    assert all(finding.text.strip().endswith((".", ")", "FILE")) for finding in findings)
    # no Excel on the machines that run this, and no cmd.exe to start Python with
    left = {WINDOWS: 2, MAC: 1}.get(system, 0)
    assert sum(not finding.fine for finding in findings) == left
    assert ("All is ready." in text) == (not left)
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


NAMES = [
    "my_practice.xlsm",
    "Week 12 – my copy (2).xlsm",
    "it's mine.xlsm",
    "cost $HOME.xlsm",
    "100% & more.xlsm",
    "%USERNAME%.xlsm",
    "`date`.xlsm",
    "plan=2026; x.xlsm",
    "-h.xlsm",
    "Zoë #1!.xlsm",
]


@pytest.fixture
def echo(tmp_path):
    """A program that shows its arguments, in a folder with a blank."""
    program = tmp_path / "show arguments"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("system", [MAC, "linux"])
def test_a_double_click_runs_on_this_workbook(tmp_path, echo, system, name):
    """Whatever it is called; and never a json.py that lies beside it (-P)."""
    file = make_double_click(tmp_path / name, system=system, interpreter=echo)
    assert file.parent == tmp_path and file.stem == "Recalculate"
    command = [str(file)]
    if system == "linux":
        (line,) = [x for x in file.read_text().splitlines() if x.startswith("Exec=")]
        value = line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
        assert value.startswith('/bin/sh -c "') and value.endswith('"')
        inner = re.sub(r'\\([\\"`$])', r"\1", value.removeprefix('/bin/sh -c "')[:-1])
        command = ["/bin/sh", "-c", inner]
    run = subprocess.run(command, capture_output=True, text=True, input="", check=False)
    target = f"./{name}" if system == MAC else str(tmp_path / name)
    assert run.stdout.splitlines()[:5] == ["-P", "-m", "practice_xl", "recalculate", target]


def test_a_double_click_for_windows(tmp_path):
    """In the folder of the file, with quoted names and doubled per cent signs."""
    python = Path("C:/Python/python.exe")
    made = make_double_click(tmp_path / "100% – 2.xlsm", system=WINDOWS, interpreter=python)
    text = made.read_bytes().decode("utf-8")
    assert made.name == "Recalculate.bat" and text.count("\r\n") == text.count("\n")
    assert f'"{python}" "-P" "-m" "practice_xl" "recalculate" ".\\100%% – 2.xlsm"' in text
    other = make_double_click(tmp_path / "b.xlsm", system=WINDOWS, interpreter=python)
    assert other.name == "Recalculate b.bat" and made.read_bytes().decode("utf-8") == text
    with pytest.raises(FileRefused):
        make_double_click(tmp_path / 'a"b.xlsm', system=WINDOWS)


def test_a_file_of_the_current_folder_is_never_imported(tmp_path):
    """Downloads may hold a json.py; python -m would otherwise run it."""
    (tmp_path / "json.py").write_text("raise SystemExit('wrong json')")
    command = [sys.executable, "-m", "practice_xl", "check", "none.xlsx"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "wrong json" not in run.stderr and "none.xlsx" in run.stderr
