"""The LibreOffice engine beyond the contract: starting, finding, failing, living documents."""

from __future__ import annotations

import builtins
import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from practice_xl.engines import libreoffice, open_book
from practice_xl.engines.libreoffice import bridge
from practice_xl.engines.libreoffice.document import excel_reference
from practice_xl.problems import FileBusy, FileRefused, NotAvailable

from . import samples

WHY = libreoffice.why_unavailable()
needs_libreoffice = pytest.mark.skipif(WHY is not None, reason=WHY or "")


@pytest.fixture(scope="module")
def office():
    """One LibreOffice of our own for the whole module."""
    with libreoffice.start() as started:
        yield started


def chart_values(book: xw.Book, sheet: str) -> list[float]:
    """What the first chart of a sheet plots just now."""
    charts = book.impl.workbook.document.Sheets.getByName(sheet).Charts
    diagram = charts.getByIndex(0).EmbeddedObject.getFirstDiagram()
    series = diagram.CoordinateSystems[0].ChartTypes[0].DataSeries[0]
    return list(series.DataSequences[0].Values.getData())


@needs_libreoffice
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


@needs_libreoffice
def test_it_reads_what_the_file_engine_reads(office, tmp_path: Path):
    """The same numbers, dates, texts, names and tables, cell for cell."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx", formulas=False)
    with open_book(path) as closed, office.open(path) as living:
        for sheet in closed.sheets:
            area = sheet.used_range.address
            theirs = living.sheets[sheet.name].range(area).options(ndim=2, err_to_str=True)
            assert theirs.value == sheet.range(area).options(ndim=2, err_to_str=True).value
        names = {name.name: name.refers_to for name in closed.names}
        assert {name.name: name.refers_to for name in living.names} == names


@needs_libreoffice
@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_follow_the_calendar_of_the_workbook(office, tmp_path: Path, from_1904):
    """The old Mac calendar is understood when reading and when writing."""
    path = samples.make_tracker(tmp_path / "mac.xlsx", from_1904=from_1904)
    with open_book(path) as closed, office.open(path) as living:
        dates = closed.sheets["Weekly"]["A2:A4"].value
        cells = living.sheets["Weekly"]["A2:A4"]
        assert cells.value == dates
        cells.options(transpose=True).value = dates[::-1]
        assert cells.value == dates[::-1]


@needs_libreoffice
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
    with office.open(path) as book, open_book(path) as closed:
        expected = [[moment, moment]] * 3 + [[45292.5, 45292.5]] * 2
        assert book.sheets["Own"]["A1:B5"].value == expected
        assert closed.sheets["Own"]["A1:B5"].value == expected
        document = book.impl.workbook.document
        typed = document.Sheets.getByName("Own").getCellByPosition(3, 0)
        typed.FormulaLocal = "2024-01-01"  # as if a person typed it
        assert book.sheets["Own"]["C1:D1"].value == [None, dt.datetime(2024, 1, 1)]


@needs_libreoffice
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


@needs_libreoffice
def test_a_large_block_takes_a_moment(office, tmp_path: Path):
    """520 rows of 20 columns: the bound is far above what it takes, far below cell by cell."""
    block = [[row * 20 + column + 0.5 for column in range(20)] for row in range(520)]
    with office.open(samples.make_tracker(tmp_path / "tracker.xlsx")) as book:
        cells = book.sheets["Own"]["N20:AG539"]
        start = time.perf_counter()
        cells.value = block
        assert cells.options(ndim=2).value == block
        assert time.perf_counter() - start < 2.0


@needs_libreoffice
def test_a_workbook_with_macros_is_never_saved(office, tmp_path: Path):
    """LibreOffice would lose part of it; the sentence says what to do."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    macros = path.rename(tmp_path / "tracker.xlsm")
    before = macros.read_bytes()
    with office.open(macros) as book:
        with pytest.raises(FileRefused, match=r"tracker\.xlsm: save it as \.xlsx"):
            book.save()
        book.save(tmp_path / "copy.xlsx")
        assert book.name == "copy.xlsx"
    assert macros.read_bytes() == before


@needs_libreoffice
def test_what_cannot_be_opened_is_refused_in_words(office, tmp_path: Path):
    """Missing, no workbook, or open elsewhere: a sentence, and nothing is left open."""
    text = tmp_path / "letter.txt"
    text.write_text("Dear reader")
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    (tmp_path / "~$tracker.xlsx").write_bytes(b"")
    with pytest.raises(FileRefused, match="not there"):
        office.open(tmp_path / "nothing.xlsx")
    with pytest.raises(FileRefused, match=r"cannot open letter\.txt as a workbook"):
        office.open(text)
    with pytest.raises(FileBusy, match="open in another program"):
        office.open(path)
    assert not office.desktop.Components.createEnumeration().hasMoreElements()


@needs_libreoffice
def test_a_document_closed_meanwhile_is_said_in_words(office, tmp_path: Path):
    """No exception of LibreOffice's own reaches the person."""
    book = office.open(samples.make_tracker(tmp_path / "tracker.xlsx"))
    book.impl.workbook.document.close(True)
    with pytest.raises(FileBusy, match=r"tracker\.xlsx was closed in LibreOffice"):
        book.sheets["Weekly"]["A1"].value = 1


@needs_libreoffice
def test_attaching_works_on_the_open_document_and_leaves_it_open(office, tmp_path: Path):
    """What the person has open is found, changed, and stays theirs."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    with office.open(path) as book:
        with libreoffice.attach(office.connection) as attached:
            again = attached.open(path)
            again.sheets["Own"]["N1"].value = "typed"
            again.close()
        assert book.sheets["Own"]["N1"].value == "typed"


@needs_libreoffice
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
    assert len(xw.engines["libreoffice"].apps) == len(xw.engines["libreoffice"].apps.keys())


@needs_libreoffice
def test_python_imports_as_before():
    """uno replaces the way Python imports; after loading it, nothing of that is left."""
    importing, path = builtins.__import__, list(sys.path)
    assert libreoffice.load_uno() is libreoffice.load_uno()
    check = (
        "import builtins, sys; importing, path = builtins.__import__, list(sys.path)\n"
        "from practice_xl.engines.libreoffice import load_uno; load_uno()\n"
        "assert builtins.__import__ is importing and sys.path == path"
    )
    subprocess.run([sys.executable, "-c", check], check=True)
    assert builtins.__import__ is importing and sys.path == path


@needs_libreoffice
def test_nobody_listens(tmp_path: Path):
    """Attaching to nothing says how to start it."""
    with pytest.raises(NotAvailable, match='soffice --accept="pipe,name=nobody;urp;"'):
        libreoffice.attach("pipe,name=nobody")


def test_a_missing_program_is_said_in_words(monkeypatch):
    """Where LibreOffice is not installed, a sentence says how to get it."""
    monkeypatch.setattr(bridge.shutil, "which", lambda _: None)
    monkeypatch.setattr(bridge, "_ELSEWHERE", ())
    with pytest.raises(NotAvailable, match=r"libreoffice\.org"):
        bridge.find_program()


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
