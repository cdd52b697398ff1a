"""The whole tracker in a real spreadsheet program: the same numbers, and a page that moves."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from practice_xl import making
from practice_xl.books import Book, Range
from practice_xl.tracker import Tracker
from practice_xl.xlsx.book import ClosedBook

NOW = dt.datetime(2026, 3, 6, 17)


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    """The example practice, not yet recalculated."""
    path = tmp_path_factory.mktemp("example") / "example.xlsx"
    making.example(path)
    return path


def cells(book: Book, sheet: str, address: str) -> list[list[object]]:
    """A block, an empty text being the same as nothing."""
    block = book.sheets[sheet].range(address).options(ndim=2, err_to_str=True).value
    return [[None if value == "" else value for value in row] for row in block]


def last_week(book: Book) -> tuple[Range, dt.date]:
    """Slots offered and sessions kept of the last week that has sessions, and its first day."""
    table = book.sheets["Weekly"].tables["Weekly"]
    block = table.range.options(ndim=2, err_to_str=True).value
    headers, rows = block[0], block[1:]
    day, offered, kept = map(headers.index, ("Week starting", "Slots offered", "Sessions kept"))
    last = max(number for number, row in enumerate(rows) if row[kept] is not None)
    row, column = table.range.row + 1 + last, table.range.column
    cells = book.sheets["Weekly"].range((row, column + offered), (row, column + kept))
    return cells, rows[last][day].date()


def plotted(book: Book) -> dict[str, list[list[float]]]:
    """What the charts of each sheet plot just now."""
    found: dict[str, list[list[float]]] = {}
    sheets = book.document.Sheets
    for name in sheets.ElementNames:
        charts = sheets.getByName(name).Charts
        for chart in map(charts.getByIndex, range(charts.Count)):
            diagram = chart.EmbeddedObject.getFirstDiagram()
            for kind in diagram.CoordinateSystems[0].ChartTypes:
                for series in kind.DataSeries:
                    data = series.DataSequences[0].Values.getData()
                    found.setdefault(name, []).append(list(data))
    return found


def test_the_numbers_are_those_of_the_file_engine(office, example, tmp_path):
    """Recalculated live and as a closed file: the same, cell for cell, on every sheet."""
    path = Path(shutil.copy(example, tmp_path / "closed.xlsx"))
    with ClosedBook(path) as closed, office.open(example) as living:
        today = last_week(closed)[1]
        Tracker(closed, today, NOW).recalculate()
        Tracker(living, today, NOW).recalculate()
        closed.save()
        for sheet in closed.sheets:
            address = sheet.used_range.area.address
            assert cells(living, sheet.name, address) == cells(closed, sheet.name, address)


def test_a_typed_week_moves_cells_and_charts(office, example):
    """A week is typed into the open document; a recalculation later the page has changed."""
    with office.open(example) as book:
        typed, today = last_week(book)
        Tracker(book, today, NOW).recalculate()
        pages = [sheet.name for sheet in book.sheets if sheet.name not in ("Weekly", "Words")]
        before = {name: cells(book, name, "A1:V160") for name in pages}
        charts = plotted(book)
        sheet = book.document.Sheets.getByName("Weekly")
        for place, number in enumerate(("30", "11")):
            sheet.getCellByPosition(typed.column - 1 + place, typed.row - 1).FormulaLocal = number
        Tracker(book, today, NOW).recalculate()
        after = {name: cells(book, name, "A1:V160") for name in pages}
        changed = {name for name in pages if after[name] != before[name]}
        assert {"Start", "Scorecard", "Income", "Capacity", "Levers"} <= changed
        assert charts and plotted(book) != charts
