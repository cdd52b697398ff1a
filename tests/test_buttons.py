"""What the buttons call: the workbook that called, messages for a person, no stack trace."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import xlwings as xw
from conftest import TODAY, steady_weeks

import practice_xl
from practice_xl import books as workbooks
from practice_xl import buttons
from practice_xl.building.macros import SETTINGS_SHEET
from practice_xl.problems import FileBusy
from practice_xl.schema.start_page import CLOCK_NAME
from practice_xl.tracker import Tracker
from practice_xl.xlsx.book import ClosedBook

PLAN = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}


class Excel:
    """The program that has the workbook open: what it showed, and how it answers questions."""

    def __init__(self):
        self.shown: list[str] = []
        self.answer: str | Exception | None = "yes"

    def alert(self, text, title=None, buttons="ok"):
        self.shown.append(text)
        if buttons != "ok" and isinstance(self.answer, Exception):
            raise self.answer
        return "ok" if buttons == "ok" else self.answer


@pytest.fixture
def excel(monkeypatch):
    """In place of Excel; the workbook itself is a real one."""
    app = Excel()
    monkeypatch.setattr(ClosedBook, "app", app)
    return app


@pytest.fixture
def messages(excel):
    """What a person would be shown; every question is answered yes."""
    return excel.shown


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
    assert "20 open weeks" in book.sheets["Start"]["B7"].value
    assert "new client" in messages[0]
    assert "Nothing needs a look." in messages[0]


def test_a_problem_is_a_message_and_nothing_is_changed(make_tracker, click, messages):
    """All cells that need attention, in words."""
    weeks = steady_weeks(5)
    weeks[1]["sessions_kept"] = "eighteen"
    book = click(practice_xl.recalculate, make_tracker(weeks, PLAN))
    assert messages[0].startswith("1 cell needs attention. Nothing was changed.")
    assert "open weeks" not in str(book.sheets["Start"]["B7"].value)


def test_what_nobody_expected_is_a_sentence_too(make_tracker, click, messages, monkeypatch):
    """Never a stack trace, never a cell's content."""

    def fail(*_arguments):
        raise RuntimeError("Anna K. owes 120")

    monkeypatch.setattr(Tracker, "recalculate", fail)
    click(practice_xl.recalculate, make_tracker(steady_weeks(5), PLAN))
    assert len(messages) == 1 and "(RuntimeError)" in messages[0]
    assert "Press the button again" in messages[0] and "--debug" not in messages[0]


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


def test_share_asks_whether_figures_of_tiers_leave_too(make_tracker, click, excel, messages):
    """Only where there are tiers or clinicians; yes puts them in, no leaves them out."""
    fees = [{"tier": "Full", "kind": "full", "fee": 150, "sessions": 12}]
    fees.append({"tier": "Oak", "kind": "insurance", "fee": 90, "sessions": 8})
    path = make_tracker(steady_weeks(20), PLAN, Fees=fees)
    click(practice_xl.share, path)
    assert "tier, insurer and clinician leave too" in messages[0]
    copy = openpyxl.load_workbook(path.parent / "coach_copy_2026-11-02.xlsx")
    said = " ".join(str(cell.value) for row in copy["Levers"] for cell in row if cell.value)
    assert "sessions a week at $90" in said
    assert "Oak" not in said


def test_the_coachs_notes_come_from_the_copies_beside_the_workbook(make_tracker, click, messages):
    """A note typed in the copy stands in the tracker's table after a click."""
    path = make_tracker(steady_weeks(20), PLAN)
    copy, *_ = Tracker(path, TODAY).share()
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


@pytest.mark.parametrize(
    ("answer", "written", "last"),
    [
        ("yes", True, "coach_copy_2026-11-02.xlsx"),
        ("no", False, "Write this copy?"),
        ("cancel", False, "Write this copy?"),
        (None, False, "Nothing was written; press the button again."),
        (TypeError("nothing came back"), False, "Nothing was written; press the button again."),
        (TimeoutError(-1712, "timed out"), False, "Nothing was written; press the button again."),
    ],
)
def test_a_question_without_an_answer_writes_nothing(
    make_tracker, click, excel, answer, written, last
):
    """The Mac takes a question back after a minute; that is no yes, and is said."""
    excel.answer = answer
    path = make_tracker(steady_weeks(20), PLAN)
    click(practice_xl.share, path)
    assert bool(list(path.parent.glob("coach_copy*"))) is written
    assert last in excel.shown[-1]
    assert len(excel.shown[0].splitlines()) <= 8


def test_a_workbook_without_a_local_path_recalculates_and_says_so_elsewhere(
    make_tracker, click, messages, monkeypatch
):
    """From OneDrive or SharePoint: xlwings then fails in more ways than one."""
    path = make_tracker(steady_weeks(20), PLAN)

    def nowhere(book):
        raise UnboundLocalError("root")

    monkeypatch.setattr(ClosedBook, "fullname", property(nowhere))
    book = click(practice_xl.recalculate, path)
    assert "20 open weeks" in book.sheets["Start"]["B7"].value
    for button in (practice_xl.share, practice_xl.merge, practice_xl.import_sources):
        click(button, path)
        assert messages[-1] == buttons.ONLINE


def test_excel_that_may_not_be_asked_is_a_sentence_outside_excel(monkeypatch):
    """A permission declined on the Mac; without a book there is no box of Excel's to say it in."""

    def declined():
        raise OSError(-1743, "Not authorized to send Apple events to Microsoft Excel.")

    monkeypatch.setattr(xw.Book, "caller", declined)
    with pytest.raises(SystemExit, match="Privacy & Security, Automation"):
        practice_xl.recalculate()


def opened(place: str | Exception, name: str | None = None):
    """A workbook as Excel has it open, as far as the command asks it."""

    class Open:
        def __init__(self):
            self.name = name or Path(str(place)).name

        @property
        def fullname(self):
            if isinstance(place, Exception):
                raise place
            return place

    return Open()


EDITING = OSError(-2147418111, "Call was rejected by callee.")
FOREIGN = opened(AssertionError("a foreign workbook was asked for its path"), "Budget.xlsx")


@pytest.mark.parametrize(
    ("books", "found"),
    [
        ([], None),
        ([FOREIGN], None),
        ([FOREIGN, "/work/my practice.xlsm"], "/work/my practice.xlsm"),
        (["/elsewhere/my practice.xlsm"], None),
        (["/WORK/My Practice.XLSM"], "/WORK/My Practice.XLSM"),
        (["/elsewhere/my practice.xlsm", "/work/my practice.xlsm"], "/work/my practice.xlsm"),
        ([opened(UnboundLocalError("root"), "my practice.xlsm")], "does not say where it lies"),
        ([opened(EDITING, "my practice.xlsm")], "A cell is being edited in Excel"),
    ],
)
def test_the_command_asks_excel_by_name_first(books, found, monkeypatch, capsys):
    """Only a workbook of this name is asked for its place; what cannot be known is refused."""
    monkeypatch.setattr(workbooks.time, "sleep", lambda _seconds: None)
    apps = [SimpleNamespace(books=[opened(b) if isinstance(b, str) else b]) for b in books]
    path = Path("/work/my practice.xlsm")

    def ask():
        return workbooks.find_open(apps, path)

    if found is None or found.startswith("/"):
        book = workbooks.wait_for(ask)
        assert found == (book and book.fullname)
        return
    with pytest.raises(FileBusy, match=found):
        workbooks.wait_for(ask, seconds=3)
    assert ("waiting for it" in capsys.readouterr().err) is found.startswith("A cell")


@pytest.mark.parametrize(
    ("argument", "open_books", "found"),
    [
        ("plan=2026.xlsm", ["plan=2026.xlsm"], "plan=2026.xlsm"),
        ("cost $100.xlsm", ["cost $100.xlsm", "other.xlsm"], "cost $100.xlsm"),
        ("ZOE\u0308.xlsm", ["Zo\u00eb.xlsm", "other.xlsm"], "Zo\u00eb.xlsm"),
        ("cost .xlsm", ["cost $100.xlsm"], "cost $100.xlsm"),
        ("cost .xlsm", ["cost $100.xlsm", "other.xlsm"], "2 trackers are open"),
        ("cost .xlsm", [], "was not found in Excel"),
    ],
)
def test_the_workbook_is_found_where_xlwings_does_not(
    make_tracker, monkeypatch, argument, open_books, found
):
    """By its whole name, else as the only open tracker; workbooks of others do not count."""

    def failing():
        raise KeyError(argument)

    def tracker(name):
        names = [SimpleNamespace(name=SETTINGS_SHEET)]
        return SimpleNamespace(name=name, names={CLOCK_NAME}, sheets=names)

    others = [SimpleNamespace(name="copy.xlsx", names={CLOCK_NAME}, sheets=[]), object()]
    books = [*others, *map(tracker, open_books)]
    monkeypatch.setattr(xw.Book, "caller", failing)
    monkeypatch.setattr(xw, "apps", [SimpleNamespace(books=books)])
    monkeypatch.setattr(buttons.sys, "argv", ["-c", f"--wb={argument}", "--from_xl=1"])
    if found.endswith(".xlsm"):
        assert buttons.calling_book().name == found
    else:
        with pytest.raises(FileBusy, match=found):
            buttons.calling_book()
