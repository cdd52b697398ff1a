"""Our macros really run: in LibreOffice, from the buttons, with a stub where xlwings' VBA is.

LibreOffice cannot run xlwings' own VBA, and says nothing when it meets it: every call just returns
nothing. So the two modules of xlwings make way for a stub that notes the command it is given, and
every test asserts what was noted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlsxwriter

import practice_xl
from practice_xl.building.macros import MACROS, Button, add_macros

STUB = """Rem Attribute VBA_ModuleType=VBAModule
Option VBASupport 1
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets("Start").Range("Z1").Value = PythonCommand
    ThisWorkbook.Worksheets("Start").Range("Z2").Value = ThisWorkbook.Name
End Function
Public Function GetConfig(Key As String, Optional Default As String)
    If ThisWorkbook.Worksheets("Start").Range("Z4").Value = Key Then
        GetConfig = ThisWorkbook.Worksheets("Start").Range("Z5").Value
    ElseIf ThisWorkbook.Worksheets("Start").Range("Z4").Value = "broken" Then
        Err.Raise 62
    End If
End Function
Public Function IsThere(FileSpec As String) As Boolean
    IsThere = FileSpec = "C:\\Python\\python.exe"
End Function
Public Sub Say(Text As String)
    ThisWorkbook.Worksheets("Start").Range("Z3").Value = Text
End Sub
"""
SYSTEM = "Application.OperatingSystem"  # LibreOffice does not know it


def make_workbook(path: Path) -> Path:
    """A workbook with all macros on buttons."""
    with xlsxwriter.Workbook(path) as book:
        for name in ("Start", "Weekly"):
            book.add_worksheet(name)
        on_start = [Button(macro, macro, 3 * row, 0) for row, macro in enumerate(MACROS)]
        add_macros(
            book, {"Start": on_start, "Weekly": [Button("Recalculate", "Recalculate", 0, 3)]}
        )
    return path


def with_stub(book, system: str = "Windows (64-bit) NT 10.00"):
    """The open workbook, the stub in place of xlwings' VBA, its messages noted in a cell."""
    modules = book.document.BasicLibraries.getByName("VBAProject")
    modules.replaceByName("xlwings", STUB)
    modules.removeByName("Dictionary")
    ours = modules.getByName("Module1")
    assert SYSTEM in ours and "MsgBox" in ours
    # LibreOffice has a FileExists of its own, and a MsgBox would wait for somebody to press OK
    for word, stand_in in {SYSTEM: f'"{system}"', "MsgBox": "Say", "FileExists": "IsThere"}.items():
        ours = ours.replace(word, stand_in)
    modules.replaceByName("Module1", ours)
    book.sheets["Start"]["Z4"].value = "INTERPRETER_WIN"
    book.sheets["Start"]["Z5"].value = "C:\\Python\\python.exe"


def press(book, sheet: str, caption: str) -> str:
    """Runs what is bound to a button; gives the command that RunPython was handed."""
    document = book.document
    form = document.Sheets.getByName(sheet).DrawPage.Forms.getByIndex(0)
    place = next(i for i in range(form.Count) if form.getByIndex(i).Label == caption)
    (event,) = form.getScriptEvents(place)
    assert event.EventMethod == "actionPerformed"
    document.getScriptProvider().getScript(event.ScriptCode).invoke((), (), ())
    return book.sheets["Start"]["Z1"].value


@pytest.mark.parametrize("renamed", [None, "Week 12 – my copy (2).xlsm"])
def test_every_button_hands_its_command_to_python(office, tmp_path: Path, renamed):
    """Each button, through its macro, reaches RunPython; renaming the file changes nothing."""
    path = make_workbook(tmp_path / "my_practice.xlsm")
    if renamed:
        path = Path(shutil.copy(path, tmp_path / renamed))
    with office.open(path) as book:
        with_stub(book)
        for macro, function in MACROS.items():
            assert press(book, "Start", macro).endswith(f"; practice_xl.{function}()")
        assert press(book, "Weekly", "Recalculate").endswith("; practice_xl.recalculate()")
        assert book.sheets["Start"]["Z2"].value == path.name


@pytest.mark.parametrize(
    ("system", "setting", "value", "starts"),
    [
        ("Windows (64-bit) NT 10.00", "INTERPRETER_WIN", "C:\\Python\\python.exe", True),
        ("Windows (64-bit) NT 10.00", "INTERPRETER_WIN", "C:\\gone\\python.exe", False),
        ("Windows (64-bit) NT 10.00", "INTERPRETER_MAC", "/usr/bin/python3", False),
        ("Windows (64-bit) NT 10.00", "broken", None, False),
        ("Macintosh (Intel) Version 14.5", "INTERPRETER_MAC", "/anywhere/python3", True),
        ("Macintosh (Intel) Version 14.5", "INTERPRETER_WIN", "C:\\Python\\python.exe", False),
    ],
)
def test_a_python_that_is_not_there_is_said_before_it_is_started(
    office,
    tmp_path,
    system,
    setting,
    value,
    starts,
):
    """On the Mac, where Excel may not look outside its own folder, the setting itself decides."""
    with office.open(make_workbook(tmp_path / "my_practice.xlsm")) as book:
        with_stub(book, system)
        book.sheets["Start"]["Z4:Z5"].value = [[setting], [value]]
        assert bool(press(book, "Start", "Recalculate")) is starts
        said = book.sheets["Start"]["Z3"].value
        assert said is None if starts else "Run practice-xl setup" in said


def test_a_name_the_mac_cannot_pass_on_is_said(office, tmp_path):
    """A quote would cut the command line in two, and end in a stack trace."""
    with office.open(make_workbook(tmp_path / "my `best` practice.xlsm")) as book:
        with_stub(book, "Macintosh (Intel) Version 14.5")
        assert press(book, "Start", "Recalculate") is None
        assert "Rename" in book.sheets["Start"]["Z3"].value


@pytest.mark.parametrize(("macro", "function"), MACROS.items())
def test_the_command_is_the_one_whose_python_runs(office, tmp_path, monkeypatch, macro, function):
    """What the button handed over runs as it stands, on the workbook the button is in."""
    import xlwings as xw

    def note() -> None:
        xw.Book.caller().sheets["Weekly"]["A9"].value = f"{function} ran"

    monkeypatch.setattr(practice_xl, function, note, raising=False)
    path = make_workbook(tmp_path / "Week 12 – my copy (2).xlsm")
    with office.open(path) as book:
        with_stub(book)
        command = press(book, "Start", macro)
        monkeypatch.setattr(xw.Book, "caller", lambda: book)
        exec(command, {})
        assert book.sheets["Weekly"]["A9"].value == f"{function} ran"


def test_opening_a_workbook_runs_nothing(office, tmp_path: Path):
    """The engine opens workbooks with their macros off."""
    with office.open(make_workbook(tmp_path / "my_practice.xlsm")) as book:
        assert not book.document.AllowMacroExecution
        assert book.sheets["Start"]["Z1"].value is None
