"""What the buttons call: the workbook that called, messages for a person, no stack trace."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
import xlwings as xw
from conftest import TODAY, steady_weeks

import practice_xl
from practice_xl import actions, buttons
from practice_xl.xlsx.book import ClosedBook

PLAN = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}


@pytest.fixture
def messages(monkeypatch):
    """What a person would be shown; every question is answered yes."""
    shown: list[str] = []

    def alert(app, text, buttons="ok"):
        shown.append(text)
        return "yes"

    monkeypatch.setattr(buttons, "_alert", alert)
    return shown


@pytest.fixture
def click(make_tracker, monkeypatch):
    """Click a button of an open workbook; gives back the book before it is saved."""
    opened = []

    def run(function, path):
        book = ClosedBook(path)
        opened.append(book)
        monkeypatch.setattr(
            buttons, "date", type("Friday", (), {"today": staticmethod(lambda: TODAY)})
        )
        monkeypatch.setattr(xw.Book, "caller", lambda: book)
        function()
        return book

    yield run
    for book in opened:
        book.close()


def test_recalculate_works_on_the_workbook_that_called(make_tracker, click, messages):
    """The cells of the open book change; the message says what the numbers say."""
    book = click(practice_xl.recalculate, make_tracker(steady_weeks(20), PLAN))
    assert "20 open weeks" in book.sheets["Start"]["D8"].value
    assert "new client" in messages[0]
    assert "Nothing needs a look." in messages[0]


def test_a_problem_is_a_message_and_nothing_is_changed(make_tracker, click, messages):
    """All cells that need attention, in words."""
    weeks = steady_weeks(5)
    weeks[1]["sessions_kept"] = "eighteen"
    book = click(practice_xl.recalculate, make_tracker(weeks, PLAN))
    assert messages[0].startswith("1 cell needs attention. Nothing was changed.")
    assert "open weeks" not in str(book.sheets["Start"]["D8"].value)


def test_what_nobody_expected_is_a_sentence_too(make_tracker, click, messages, monkeypatch):
    """Never a stack trace, never a cell's content."""

    def fail(*_arguments):
        raise RuntimeError("Anna K. owes 120")

    monkeypatch.setattr(actions, "recalculate", fail)
    click(practice_xl.recalculate, make_tracker(steady_weeks(5), PLAN))
    assert len(messages) == 1 and "(RuntimeError)" in messages[0]


def test_with_a_book_the_failure_is_raised_for_the_script_that_called(make_tracker):
    """A script wants the exception, not a message box."""
    from practice_xl.problems import NeedsAttention

    weeks = steady_weeks(5)
    weeks[1]["sessions_kept"] = "eighteen"
    with ClosedBook(make_tracker(weeks, PLAN)) as book, pytest.raises(NeedsAttention):
        practice_xl.recalculate(book, TODAY)


def test_share_writes_the_copy_beside_the_workbook(make_tracker, click, messages):
    """After showing what is inside."""
    path = make_tracker(steady_weeks(20), PLAN)
    click(practice_xl.share, path)
    assert (path.parent / "coach_copy_2026-11-02.xlsx").is_file()
    assert "Write this copy?" in messages[0]
    assert "coach_copy_2026-11-02.xlsx" in messages[-1]


def test_the_coachs_notes_come_from_the_copies_beside_the_workbook(make_tracker, click, messages):
    """A note typed in the copy stands in the tracker's table after a click."""
    path = make_tracker(steady_weeks(20), PLAN)
    copy, *_ = actions.share(path, TODAY)
    book = openpyxl.load_workbook(copy)
    book["Coach"]["E6"].value = "Raise the fee in January"
    book.save(copy)
    opened = click(practice_xl.merge, path)
    cells = [cell for row in opened.sheets["Coach"]["B5:H60"].value for cell in row]
    assert "Raise the fee in January" in cells
    assert "1 note added" in messages[-1]


def test_import_reads_the_folder_exports(make_tracker, click, messages, tmp_path):
    """Without the folder, the message says what to do; with it, the weeks are filled in."""
    path = make_tracker()
    click(practice_xl.import_sources, path)
    assert "folder named exports" in messages[-1]
    folder = path.parent / "exports"
    folder.mkdir()
    (folder / "weeks.csv").write_text("week_start,sessions_kept\n2026-11-02,19\n", encoding="utf-8")
    opened = click(practice_xl.import_sources, path)
    kept = [row[3] for row in opened.sheets["Weekly"].tables["Weekly"].range.value]
    assert 19 in kept
    assert "1 figure would be filled in" in messages[-2]


def test_a_workbook_that_was_never_saved_here_is_asked_to_be(make_tracker, messages, monkeypatch):
    """In a cloud folder or never saved, there is no place beside it."""
    path = make_tracker(steady_weeks(5), PLAN)
    moved = path.with_name("moved.xlsx")
    book = ClosedBook(path)
    shutil.move(path, moved)
    monkeypatch.setattr(xw.Book, "caller", lambda: book)
    practice_xl.share()
    book.close()
    assert messages == ["Save the workbook on this computer first; then click again."]
