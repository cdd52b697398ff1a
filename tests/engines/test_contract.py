"""What every engine must do, through xlwings' public API only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xlwings as xw

from practice_xl.xlsx import open_book

from . import samples

# A new engine joins the whole suite with one line here: its name and how it opens a book.
ENGINES: dict[str, Callable[[Path], xw.Book]] = {
    "file": open_book,
}


@pytest.fixture(params=ENGINES)
def book(request, tmp_path: Path):
    """The small tracker, open in each engine."""
    opened = ENGINES[request.param](samples.make_tracker(tmp_path / "tracker.xlsx"))
    yield opened
    opened.close()


def write_and_reopen(book: xw.Book, address: str, block) -> list:
    """A block as it comes back from the saved file."""
    opener = ENGINES[book.app.engine.name]
    book.sheets["Own"].range(address).value = block
    book.save()
    path = Path(book.fullname)
    book.close()
    again = opener(path)
    try:
        return again.sheets["Own"].range(address).options(ndim=2, err_to_str=True).value
    finally:
        again.close()


def test_a_block_is_read_as_rows(book):
    """One read gives dates, numbers, text and truth values of a whole block."""
    block = book.sheets["Weekly"].range("A1:D3").options(ndim=2, err_to_str=True).value
    assert block[0] == ["Week starting", "Kept", "Note", "Full"]
    assert block[1] == [dt.datetime(2025, 1, 6), 15.5, "note 1", False]
    assert [type(cell) for cell in block[2]] == [dt.datetime, float, str, bool]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (1, 1.0),
        (0.1 + 0.2, 0.1 + 0.2),
        (-1e-300, -1e-300),
        (True, True),
        (False, False),
        (None, None),
        ("plain", "plain"),
        ("007", "007"),
        ("1e5", "1e5"),
        ("2025-01-06", "2025-01-06"),
        ("=1+1", "=1+1"),
        ("+1", "+1"),
        ("@a", "@a"),
        ("#N/A", "#N/A"),
        ("  edges \n and\tlines ", "  edges \n and\tlines "),
        ("Zoë 🌱 日本語", "Zoë 🌱 日本語"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        (np.float64(2.5), 2.5),
        (np.int64(3), 3.0),
        (np.bool_(True), True),
    ],
)
def test_a_value_comes_back_as_it_was_written(book, written, read):
    """Numbers stay numbers, text stays text, whatever it looks like."""
    [[back]] = write_and_reopen(book, "N9", [[written]])
    assert back == read and type(back) is type(read)


def test_dates_come_back_as_dates_where_the_cell_shows_dates(book):
    """A date is written into the format the cell has."""
    moment = dt.datetime(2026, 2, 28, 17, 30, 15)
    sheet = book.sheets["Weekly"]
    sheet.range("A2:A3").value = [[dt.date(2024, 2, 29)], [moment]]
    assert sheet.range("A2:A3").value == [dt.datetime(2024, 2, 29), moment]
    assert write_and_reopen(book, "N9", [["kept"]]) == [["kept"]]
    again = ENGINES["file"](Path(book.fullname))
    assert again.sheets["Weekly"].range("A2:A3").value == [dt.datetime(2024, 2, 29), moment]
    again.close()


def test_scalars_fill_and_none_empties(book):
    """One value fills a block; None and clear_contents empty it."""
    sheet = book.sheets["Own"]
    sheet.range("N1:O2").value = 5
    assert sheet.range("N1:O2").value == [[5, 5], [5, 5]]
    sheet.range("N1").value = None
    sheet.range("O1:O2").clear_contents()
    assert sheet.range("N1:O2").value == [[None, None], [5, None]]


def test_a_large_block_round_trips(book):
    """520 rows of 20 columns, as one write and one read."""
    block = [[row * 20 + column + 0.5 for column in range(20)] for row in range(520)]
    assert write_and_reopen(book, "N20:AG539", block) == block


def test_ranges_know_their_place(book):
    """Addresses, shapes, resize and offset as anywhere in xlwings."""
    sheet = book.sheets["Own"]
    block = sheet.range((2, 3), (4, 5))
    assert (block.address, block.shape, block.row, block.column) == ("$C$2:$E$4", (3, 3), 2, 3)
    assert block.resize(1, 2).address == "$C$2:$D$2"
    assert block.offset(1, 1).address == "$D$3:$F$5"
    assert block.last_cell.address == "$E$4"
    assert sheet["A1"].address == "$A$1" and sheet[0, 1].address == "$B$1"
    assert block.get_address(False, False, include_sheetname=True) == "Own!C2:E4"


def test_sheets_are_found_by_name(book):
    """Names, order, membership, and a clear failure for a missing sheet."""
    assert [sheet.name for sheet in book.sheets] == ["Weekly", "Income", "Own"]
    assert "weekly" in book.sheets and "Nothing" not in book.sheets
    with pytest.raises((KeyError, xw.NoSuchObjectError)):
        book.sheets["Nothing"]


def test_tables_are_found_and_grow(book):
    """A table knows its parts, grows at its last row, and keeps the new size in the file."""
    sheet = book.sheets["Weekly"]
    table = sheet.tables["Weekly"]
    assert [found.name for found in sheet.tables] == ["Weekly"]
    assert table.range.address == "$A$1:$D$7"
    assert table.header_row_range.value == ["Week starting", "Kept", "Note", "Full"]
    assert table.data_body_range.address == "$A$2:$D$7"
    with pytest.raises(KeyError):
        sheet.tables["Nothing"]
    sheet.range("A8:D8").value = [[dt.date(2025, 2, 17), 1, "new", True]]
    table.resize(sheet.range("A1:D8"))
    write_and_reopen(book, "N9", [["x"]])
    again = ENGINES["file"](Path(book.fullname))
    assert again.sheets["Weekly"].tables["Weekly"].range.address == "$A$1:$D$8"
    again.close()


def test_names_lead_to_their_cells(book):
    """Names of the workbook and of a sheet, what they mean, and where they lead."""
    names = {name.name: name.refers_to for name in book.names}
    assert names["plan_currency"] == "=Weekly!$B$2"
    assert names["Income!collected"] == "=Income!$B$2:$B$5"
    assert book.names["plan_currency"].refers_to_range.value == 15.5
    assert [name.name for name in book.sheets["Income"].names] == ["Income!collected"]
    assert book.sheets["Income"].range("collected").shape == (4, 1)
    assert "nothing" not in book.names


def test_the_app_takes_what_a_click_sends(book):
    """Status line, messages and screen updating do no harm."""
    book.app.status_bar = "Reading"
    book.app.screen_updating = False
    book.app.alert("done")


def test_the_book_can_be_the_caller(book):
    """The code behind the button runs on it unchanged."""
    book.set_mock_caller()
    assert xw.Book.caller().fullname == book.fullname


def test_closing_drops_what_was_not_saved(book):
    """Only save changes the file."""
    before = Path(book.fullname).read_bytes()
    book.sheets["Own"]["N1"].value = "never saved"
    book.close()
    assert Path(book.fullname).read_bytes() == before


def test_errors_are_none_unless_asked_for(book, tmp_path: Path):
    """As elsewhere in xlwings: err_to_str shows them."""

    def change(found):
        name = "xl/worksheets/sheet3.xml"
        cell = b'<c r="A2" t="e"><v>#N/A</v></c>'
        found[name] = found[name].replace(b'<c r="A2"><v>7</v></c>', cell)
        assert cell in found[name]
        return found

    path = samples.rewrite(samples.make_tracker(tmp_path / "errors.xlsx"), change)
    again = ENGINES[book.app.engine.name](path)
    cell = again.sheets["Own"]["A2"]
    assert cell.value is None and cell.options(err_to_str=True).value == "#N/A"
    again.close()


def test_xlwings_own_way_of_opening_works(tmp_path: Path):
    """``xw.Book(path, mode="r", engine="file")`` leaves the active engine alone."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    with xw.Book(path, mode="r", engine="file") as book:
        assert book.sheets[0].used_range.address == "$A$1:$D$7"
