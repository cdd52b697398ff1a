"""What every workbook answers, whatever it is open in: a closed file, LibreOffice, Excel.

Excel runs on no machine of ours; that ``xlwings.Book`` takes the same calls is held by its public
signatures.
"""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path

import numpy as np
import pytest
import xlwings as xw

from practice_xl import books
from practice_xl.books import named_cells
from practice_xl.xlsx.book import ClosedBook

from . import samples


@pytest.fixture(params=["a closed file", "LibreOffice"])
def opener(request):
    """How a file is opened."""
    if request.param == "a closed file":
        return ClosedBook
    return request.getfixturevalue("office").open


@pytest.fixture
def book(opener, tmp_path: Path):
    """The small tracker, open in each."""
    with opener(samples.make_tracker(tmp_path / "tracker.xlsx")) as opened:
        yield opened


def cells(book: books.Book, sheet: str, address: str) -> list[list]:
    """A block as the package reads it."""
    return book.sheets[sheet].range(address).options(ndim=2, err_to_str=True).value


def write_and_reopen(opener, book: books.Book, address: str, block) -> list:
    """A block as it comes back from the saved file."""
    book.sheets["Own"].range(address).value = block
    book.save()
    with opener(Path(book.fullname)) as again:
        return cells(again, "Own", address)


def test_a_block_is_read_as_rows(book):
    """One read gives dates, numbers, text and truth values of a whole block."""
    block = cells(book, "Weekly", "A1:D3")
    assert block[0] == ["Week starting", "Kept", "Note", "Full"]
    assert block[1] == [dt.datetime(2025, 1, 6), 15.5, "note 1", False]
    assert [type(cell) for cell in block[2]] == [dt.datetime, float, str, bool]


VALUES = [
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
]


def test_values_come_back_as_they_were_written(book, opener):
    """Numbers stay numbers, text stays text, whatever it looks like; live and in the file.

    Of a number LibreOffice saves 15 digits.
    """
    address = f"N9:N{8 + len(VALUES)}"
    book.sheets["Own"].range(address).value = [[written] for written, _ in VALUES]
    live = [row[0] for row in cells(book, "Own", address)]
    saved = [row[0] for row in write_and_reopen(opener, book, "P1", [["kept"]])]
    assert saved == ["kept"]
    with opener(Path(book.fullname)) as again:
        back = [row[0] for row in cells(again, "Own", address)]
    for (_, read), now, later in zip(VALUES, live, back, strict=True):
        kept = read if opener is ClosedBook or type(read) is not float else float(f"{read:.15g}")
        assert (now, type(now)) == (read, type(read))
        assert (later, type(later)) == (kept, type(kept))


def test_dates_come_back_as_dates_where_the_cell_shows_dates(book, opener):
    """A date is written into the format the cell has."""
    moment = dt.datetime(2026, 2, 28, 17, 30, 15)
    written, read = [[dt.date(2024, 2, 29)], [moment]], [[dt.datetime(2024, 2, 29)], [moment]]
    book.sheets["Weekly"].range("A2:A3").value = written
    assert cells(book, "Weekly", "A2:A3") == read
    write_and_reopen(opener, book, "N9", [["kept"]])
    with ClosedBook(book.fullname) as again:
        assert cells(again, "Weekly", "A2:A3") == read


def test_scalars_fill_and_none_empties(book):
    """One value fills a block; None empties it; a block that does not fit is refused."""
    sheet = book.sheets["Own"]
    sheet.range("N1:O2").value = 5
    assert sheet.range("N1:O2").value == [[5, 5], [5, 5]]
    sheet.range("N1").value = None
    sheet.range("O1:O2").value = None
    assert sheet.range("N1:O2").value == [[None, None], [5, None]]
    with pytest.raises(ValueError, match="do not fit the 2 x 2 cells"):
        sheet.range("N1:O2").value = [[1, 2, 3], [4, 5, 6]]


def test_a_large_block_round_trips(book, opener):
    """520 rows of 20 columns, as one write and one read."""
    block = [[row * 20 + column + 0.5 for column in range(20)] for row in range(520)]
    assert write_and_reopen(opener, book, "N20:AG539", block) == block


def test_ranges_know_their_place(book):
    """First row and column, size, last cell; corners and addresses mean the same cells."""
    sheet = book.sheets["Own"]
    block = sheet.range((2, 3), (4, 5))
    assert (block.row, block.column, block.shape, block.sheet.name) == (2, 3, (3, 3), "Own")
    assert (block.last_cell.row, block.last_cell.column) == (4, 5)
    assert sheet.range("C2:E4").shape == (3, 3)
    assert book.sheets["Weekly"].used_range.last_cell.row == 7
    with pytest.raises(IndexError, match="No such cells"):
        sheet.range((0, 1))


def test_sheets_are_found_by_name(book):
    """Names and order, and a clear failure for a missing sheet."""
    assert [sheet.name for sheet in book.sheets] == ["Weekly", "Income", "Own"]
    assert book.sheets["weekly"].name == "Weekly"
    with pytest.raises(KeyError, match="no sheet Nothing"):
        book.sheets["Nothing"]


def test_tables_are_found_and_grow(book, opener):
    """A table knows its cells, grows at its last row, and keeps the new size in the file."""
    sheet = book.sheets["Weekly"]
    table = sheet.tables["Weekly"]
    assert [known.name for known in sheet.tables] == ["Weekly"]
    assert "Weekly" in sheet.tables and "Nothing" not in sheet.tables
    assert (table.range.row, table.range.column, table.range.shape) == (1, 1, (7, 4))
    with pytest.raises(KeyError):
        sheet.tables["Nothing"]
    sheet.range("A8:D8").value = [[dt.date(2025, 2, 17), 1, "new", True]]
    table.resize(sheet.range("A1:D8"))
    write_and_reopen(opener, book, "N9", [["x"]])
    with ClosedBook(book.fullname) as again:
        assert again.sheets["Weekly"].tables["Weekly"].range.shape == (8, 4)


def test_names_lead_to_their_cells(book):
    """Names of the workbook and of a sheet, what they mean, and where they lead."""
    names = {name.name: name.refers_to for name in book.names}
    assert names["plan_currency"] == "=Weekly!$B$2"
    assert names["Income!collected"] == "=Income!$B$2:$B$5"
    assert named_cells(book, "plan_currency").value == 15.5
    assert named_cells(book, "Income!collected").shape == (4, 1)
    assert named_cells(book, "nothing") is None and "nothing" not in book.names


def test_closing_drops_what_was_not_saved(tmp_path: Path):
    """Only save changes the file."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    before = path.read_bytes()
    with ClosedBook(path) as book:
        book.sheets["Own"]["N1"].value = "never saved"
    assert path.read_bytes() == before


def test_errors_are_none_unless_asked_for(opener, tmp_path: Path):
    """As elsewhere in xlwings: err_to_str shows them."""

    def change(found):
        name = "xl/worksheets/sheet3.xml"
        cell = b'<c r="A2" t="e"><v>#N/A</v></c>'
        found[name] = found[name].replace(b'<c r="A2"><v>7</v></c>', cell)
        assert cell in found[name]
        return found

    path = samples.rewrite(samples.make_tracker(tmp_path / "errors.xlsx"), change)
    with opener(path) as book:
        assert book.sheets["Own"]["A2"].value is None
        assert cells(book, "Own", "A2") == [["#N/A"]]


PAIRS = [
    (books.Book, xw.Book),
    (books.ByName, xw.main.Sheets),
    (books.Sheet, xw.Sheet),
    (books.Range, xw.Range),
    (books.ByName, xw.main.Tables),
    (books.Table, xw.main.Table),
    (books.ByName, xw.main.Names),
    (books.Name, xw.main.Name),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda one: one.__name__)
def test_xlwings_takes_the_same_calls(ours, theirs):
    """Every member of ours is public in xlwings, and takes the arguments we give it."""
    members = {name: member for name, member in vars(ours).items() if name in members_of(ours)}
    assert members
    for name, member in members.items():
        known = inspect.getattr_static(theirs, name, None)
        known = known or next(vars(b)[name] for b in theirs.__mro__ if name in vars(b))
        assert isinstance(known, property) == isinstance(member, property)
        if not isinstance(member, property):
            taken = inspect.signature(member).parameters.values()
            positional = [0 for one in taken if one.kind is not one.KEYWORD_ONLY]
            named = {one.name: 0 for one in taken if one.kind is one.KEYWORD_ONLY}
            inspect.signature(known).bind(*positional, **named)
    assert all(isinstance(getattr(theirs, name), property) for name in attributes_of(ours))


def members_of(protocol: type) -> set[str]:
    """The calls and properties a Protocol names, its own machinery left out."""
    wanted = {"__iter__", "__contains__", "__getitem__"}
    return {name for name in vars(protocol) if name in wanted or not name.startswith("_")}


def attributes_of(protocol: type) -> set[str]:
    """Attributes that are named with their type alone."""
    return set(inspect.get_annotations(protocol))
