"""Our macros really run: in LibreOffice, from the buttons, with a stub where xlwings' VBA is.

LibreOffice cannot run xlwings' own VBA, and says nothing when it meets it: every call just returns
nothing. So the two modules of xlwings make way for a stub that notes the command it is given, and
every test asserts what was noted.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

import practice_xl
from practice_xl.building.vba import MACROS, Button, make_macro_workbook
from practice_xl.building.vba.compound import read_streams, write_streams
from practice_xl.building.vba.compression import compress

from .test_libreoffice import needs_libreoffice, office  # noqa: F401 - a fixture

pytestmark = needs_libreoffice

STUB = """Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets("Start").Range("Z1").Value = PythonCommand
    ThisWorkbook.Worksheets("Start").Range("Z2").Value = ThisWorkbook.Name
End Function
"""


def make_workbook(path: Path) -> Path:
    """A workbook with all macros on buttons, and the stub in it."""
    with xlsxwriter.Workbook(path) as book:
        for name in ("Start", "Weekly"):
            book.add_worksheet(name)
        on_start = [Button(macro, macro, 3 * row, 0) for row, macro in enumerate(MACROS)]
        make_macro_workbook(
            book, {"Start": on_start, "Weekly": [Button("Recalculate", "Recalculate", 0, 3)]}
        )
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    streams = read_streams(parts["xl/vbaProject.bin"])
    streams["VBA/xlwings"] = compress(STUB.replace("\n", "\r\n").encode())
    streams["VBA/Dictionary"] = compress(b'Attribute VB_Name = "Dictionary"\r\n')
    parts["xl/vbaProject.bin"] = write_streams(streams)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def press(book, sheet: str, caption: str) -> str:
    """Runs what is bound to a button; gives the command that RunPython was handed."""
    document = book.impl.workbook.document
    form = document.Sheets.getByName(sheet).DrawPage.Forms.getByIndex(0)
    place = next(i for i in range(form.Count) if form.getByIndex(i).Label == caption)
    (event,) = form.getScriptEvents(place)
    assert event.EventMethod == "actionPerformed"
    document.getScriptProvider().getScript(event.ScriptCode).invoke((), (), ())
    return book.sheets["Start"]["Z1"].value


@pytest.mark.parametrize("renamed", [None, "Week 12 – my copy (2).xlsm"])
def test_every_button_hands_its_command_to_python(office, tmp_path: Path, renamed):  # noqa: F811
    """Each button, through its macro, reaches RunPython; renaming the file changes nothing."""
    path = make_workbook(tmp_path / "my_practice.xlsm")
    if renamed:
        path = Path(shutil.copy(path, tmp_path / renamed))
    with office.open(path) as book:
        for macro, command in MACROS.items():
            assert press(book, "Start", macro) == command
        assert press(book, "Weekly", "Recalculate") == MACROS["Recalculate"]
        assert book.sheets["Start"]["Z2"].value == path.name


@pytest.mark.parametrize(
    ("macro", "function"),
    [
        ("Recalculate", "recalculate"),
        ("ShareWithCoach", "share"),
        ("AddCoachNotes", "merge"),
        ("ImportFromSoftware", "import_sources"),
    ],
)
def test_the_command_is_the_one_whose_python_runs(office, tmp_path, monkeypatch, macro, function):  # noqa: F811
    """What the button handed over runs as it stands, on the workbook the button is in."""
    import xlwings as xw

    def note() -> None:
        xw.Book.caller().sheets["Weekly"]["A9"].value = f"{function} ran"

    monkeypatch.setattr(practice_xl, function, note, raising=False)
    path = make_workbook(tmp_path / "Week 12 – my copy (2).xlsm")
    with office.open(path) as book:
        command = press(book, "Start", macro)
        book.set_mock_caller()
        exec(command, {})
        assert book.sheets["Weekly"]["A9"].value == f"{function} ran"


def test_opening_a_workbook_runs_nothing(office, tmp_path: Path):  # noqa: F811
    """The engine opens workbooks with their macros off."""
    with office.open(make_workbook(tmp_path / "my_practice.xlsm")) as book:
        assert not book.impl.workbook.document.AllowMacroExecution
        assert book.sheets["Start"]["Z1"].value is None
