"""The LibreOffice engine beyond the contract: starting, finding, failing, living documents."""

from __future__ import annotations

import builtins
import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from practice_xl import libreoffice as program
from practice_xl.problems import NotAvailable
from practice_xl.xlsx.book import ClosedBook

from . import libreoffice, samples
from .libreoffice import bridge
from .libreoffice.document import excel_reference


def chart_values(book: libreoffice.OfficeBook, sheet: str) -> list[float]:
    """What the first chart of a sheet plots just now."""
    charts = book.document.Sheets.getByName(sheet).Charts
    diagram = charts.getByIndex(0).EmbeddedObject.getFirstDiagram()
    series = diagram.CoordinateSystems[0].ChartTypes[0].DataSeries[0]
    return list(series.DataSequences[0].Values.getData())


def test_a_living_document_follows_what_is_written(office, tmp_path: Path):
    """Formulas, structured references and charts change at once, with nothing saved."""
    path = tmp_path / "live.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Weekly")
        columns = [{"header": "Week"}, {"header": "Kept"}]
        sheet.add_table("A1:B4", {"name": "Weekly", "columns": columns})
        sheet.write_column("A2", [1, 2, 3])
        sheet.write_column("B2", [10, 20, 30])
        sheet.write_formula("D1", "=SUM(Weekly[Kept])", None, 60)
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Weekly!$B$2:$B$4"})
        sheet.insert_chart("F1", chart)
    before = path.read_bytes()
    with office.open(path) as book:
        sheet = book.sheets["Weekly"]
        assert chart_values(book, "Weekly") == [10, 20, 30]
        sheet["B2:B4"].value = [[11], [22], [33]]
        assert sheet["D1"].value == 11 + 22 + 33
        assert chart_values(book, "Weekly") == [11, 22, 33]
        sheet["A5:B5"].value = [[4, 44]]
        table = sheet.tables["Weekly"]
        table.resize(sheet["A1:B5"])
        assert sheet["D1"].value == 11 + 22 + 33 + 44
    assert path.read_bytes() == before


def test_it_reads_what_the_file_engine_reads(office, tmp_path: Path):
    """The same numbers, dates, texts, names and tables, cell for cell."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx", formulas=False)
    with ClosedBook(path) as closed, office.open(path) as living:
        for sheet in closed.sheets:
            area = sheet.used_range.area.address
            theirs = living.sheets[sheet.name].range(area).options(ndim=2, err_to_str=True)
            assert theirs.value == sheet.range(area).options(ndim=2, err_to_str=True).value
        names = {name.name: name.refers_to for name in closed.names}
        assert {name.name: name.refers_to for name in living.names} == names


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_follow_the_calendar_of_the_workbook(office, tmp_path: Path, from_1904):
    """The old Mac calendar is understood when reading and when writing."""
    path = samples.make_tracker(tmp_path / "mac.xlsx", from_1904=from_1904)
    with ClosedBook(path) as closed, office.open(path) as living:
        dates = closed.sheets["Weekly"]["A2:A4"].value
        cells = living.sheets["Weekly"]["A2:A4"]
        assert cells.value == dates
        cells.value = [[day] for day in dates[::-1]]
        assert cells.value == dates[::-1]


def test_dates_and_times_are_known_by_what_the_cell_shows(office, tmp_path: Path):
    """Typed or worked out, a date, a time or a span of hours; a plain number stays a number."""
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Own")
        for row, code in enumerate(("d mmm yyyy", "hh:mm", "[h]:mm", "#,##0.00", "0%")):
            shown = made.add_format({"num_format": code})
            sheet.write_number(row, 0, 45292.5, shown)
            sheet.write_formula(row, 1, "=45292+0.5", shown, 45292.5)
    moment = dt.datetime(2024, 1, 1, 12)
    with office.open(path) as book, ClosedBook(path) as closed:
        expected = [[moment, moment]] * 3 + [[45292.5, 45292.5]] * 2
        assert book.sheets["Own"]["A1:B5"].value == expected
        assert closed.sheets["Own"]["A1:B5"].value == expected
        document = book.document
        typed = document.Sheets.getByName("Own").getCellByPosition(3, 0)
        typed.FormulaLocal = "2024-01-01"  # as if a person typed it
        assert book.sheets["Own"]["C1:D1"].value == [None, dt.datetime(2024, 1, 1)]


def test_errors_say_which_they_are(office, tmp_path: Path):
    """As Excel names them, when asked for."""
    path = tmp_path / "errors.xlsx"
    formulas = ["=1/0", "=NA()", "=EXP(1000)", '=1+"a"', "=nothing_of_the_kind"]
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Own")
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 0, formula)
    with office.open(path) as book:
        cells = book.sheets["Own"]["A1:A5"]
        shown = ["#DIV/0!", "#N/A", "#NUM!", "#VALUE!", "#NAME?"]
        assert cells.options(err_to_str=True).value == shown
        assert cells.value == [None] * 5


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch):
    """The process ends and its profile is deleted, also after an error in between."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(ZeroDivisionError), libreoffice.start() as started:
        pid = started.pid
        assert list(tmp_path.glob("practice_xl-office-*"))
        _ = 1 / 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not list(tmp_path.glob("practice_xl-office-*"))


def test_python_imports_as_before():
    """uno replaces the way Python imports; after loading it, nothing of that is left."""
    importing, path = builtins.__import__, list(sys.path)
    assert libreoffice.load_uno() is libreoffice.load_uno()
    check = (
        "import builtins, sys; importing, path = builtins.__import__, list(sys.path)\n"
        "from engines.libreoffice import load_uno; load_uno()\n"
        "assert builtins.__import__ is importing and sys.path == path"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=Path(__file__).parent.parent)
    assert builtins.__import__ is importing and sys.path == path


def test_a_missing_program_is_said_in_words(monkeypatch):
    """Where LibreOffice is not installed, a sentence says how to get it."""
    monkeypatch.setattr(program.shutil, "which", lambda _: None)
    monkeypatch.setattr(program, "_ELSEWHERE", ())
    with pytest.raises(NotAvailable, match=r"libreoffice\.org"):
        program.find_program()


@pytest.mark.parametrize(
    ("installed", "says"),
    [(True, r"belongs to Python 3\.99"), (False, "sudo apt install python3-uno")],
)
def test_a_missing_python_part_names_both_versions(monkeypatch, tmp_path: Path, installed, says):
    """The sentence names this Python and the one LibreOffice's part is made for."""
    if installed:
        (tmp_path / "uno.py").touch()
    monkeypatch.setitem(sys.modules, "uno", None)
    monkeypatch.setattr(bridge, "SYSTEM_PACKAGES", tmp_path)
    monkeypatch.setattr(bridge, "system_version", lambda: "3.99")
    with pytest.raises(NotAvailable, match=says) as reason:
        bridge.load_uno()
    assert "Python 3.99" in str(reason.value)
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in str(reason.value)


def test_references_are_written_as_excel_does():
    """Sheets with blanks and dots in their names too."""
    assert excel_reference("$'Week. 1'.$A$1:$B$2") == "'Week. 1'!$A$1:$B$2"
    assert excel_reference("0.25") == "0.25"
