from __future__ import annotations

import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from practice_xl.books import named_cells
from practice_xl.building.tracker import build_tracker
from practice_xl.coach.copy import copy_name, write_copy
from practice_xl.coach.copy_file import read_copy
from practice_xl.coach.inputs import for_coach
from practice_xl.coach.notes import Merged, Note, read_notes, weeks_of_copy
from practice_xl.coach.notes import merge as merge_into
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.sheets import SHEETS
from practice_xl.tracker import Tracker
from practice_xl.xlsx.archive import is_locked, lock
from practice_xl.xlsx.book import ClosedBook

from .practices import FIRST_WEEK, TODAY, content, weekly

NEW = "2026-10-26 01"
OLD = "2026-09-07 01"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A tracker and its coach copy, to be copied."""
    tracker = tmp_path_factory.mktemp("pair") / "practice.xlsx"
    build_tracker(tracker, first_week=FIRST_WEEK, content=content())
    return tracker, share(tracker)


@pytest.fixture
def pair(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """A tracker and its coach copy, to change."""
    tracker, copy = (Path(shutil.copy(path, tmp_path)) for path in made)
    return tracker, copy


def share(tracker: Path) -> Path:
    coach = for_coach(Tracker(tracker, TODAY).report())
    with ClosedBook(tracker) as book:
        notes = read_notes(book)
    copy = tracker.parent / copy_name(coach)
    write_copy(coach, copy, notes)
    return copy


def as_the_coach(copy: Path, cells: dict[str, dict[str, Any]]) -> None:
    """Type into the sheet Coach and save, by another program than ours."""
    book = openpyxl.load_workbook(copy)
    sheet = book["Coach"]
    columns = {str(cell.value): cell.column for cell in sheet[5] if cell.value}
    rows = {str(sheet.cell(row, columns["Id"]).value): row for row in range(6, sheet.max_row + 1)}
    for name, values in cells.items():
        for header, value in values.items():
            sheet.cell(rows[name], columns[header], value)
    book.save(copy)


def merge(tracker: Path, copy: Path, **options: Any) -> Merged:
    return Tracker(tracker).merge(copy, **options)


def notes_of(tracker: Path) -> dict[str, Note]:
    with ClosedBook(tracker) as book:
        return {note.id: note for note in read_notes(book)}


def other_parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {n: package.read(n) for n in package.namelist()}


def test_round_trip_adds_and_updates_and_touches_nothing_else(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    before = other_parts(tracker)
    as_the_coach(
        copy,
        {
            NEW: {
                "Topic": "fee",
                "Comment": "when is the day?",
                "Commitment": "write the letter",
                "Due": datetime(2026, 11, 20),
                "Status": "open",
            },
            OLD: {"Status": "done"},
        },
    )
    merged = merge(tracker, copy)
    assert (merged.added, merged.updated, merged.conflicts) == ((NEW,), (OLD,), ())
    notes = notes_of(tracker)
    assert notes[NEW].cells["commitment"] == "write the letter"
    assert notes[NEW].due == date(2026, 11, 20)
    assert notes[OLD].status == "done"
    assert notes[OLD].cells["comment"] == "start small"
    after = other_parts(tracker)
    changed = [name for name in before if before[name] != after.get(name)]
    coach = [sheet.name for sheet in SHEETS].index("Coach") + 1
    assert [name for name in changed if name.startswith("xl/worksheets/")] == [
        f"xl/worksheets/sheet{coach}.xml"
    ]
    assert not set(before) - set(after)


def test_merging_again_changes_nothing(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    merge(tracker, copy)
    before = tracker.read_bytes()
    merged = merge(tracker, copy)
    assert (merged.added, merged.updated, merged.conflicts) == ((), (), ())
    assert tracker.read_bytes() == before


def test_what_the_owner_did_meanwhile_stays(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    with ClosedBook(tracker) as book:
        book.sheets["Coach"].range("H6").value = "done"
        book.save()
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    assert merge(tracker, copy).updated == ()
    assert notes_of(tracker)[OLD].status == "done"


def test_a_note_that_both_changed_is_a_conflict(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    with ClosedBook(tracker) as book:
        book.sheets["Coach"].range("E6").value = "mine"
        book.save()
    as_the_coach(copy, {OLD: {"Comment": "theirs"}})
    merged = merge(tracker, copy)
    assert [problem.cell for problem in merged.conflicts] == ["E6"]
    assert "theirs" not in str(merged.conflicts[0])
    assert notes_of(tracker)[OLD].cells["comment"] == "mine"
    assert merge(tracker, copy, coach_wins=True).updated == (OLD,)
    assert notes_of(tracker)[OLD].cells["comment"] == "theirs"


def test_more_notes_than_rows_let_the_table_grow(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    ids = [f"2026-10-26 {number:02d}" for number in range(1, 51)]
    as_the_coach(copy, {name: {"Comment": f"note {name}"} for name in ids})
    assert len(merge(tracker, copy).added) == 50
    assert len(notes_of(tracker)) == 51
    with ClosedBook(tracker) as book:
        assert book.sheets["Coach"].tables["CoachNotes"].range.shape[0] == 52


def test_a_note_never_becomes_a_formula(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    book = openpyxl.load_workbook(copy)
    book["Coach"]["E7"].value = "=1+1"
    book["Coach"]["E7"].data_type = "s"
    book.save(copy)
    merge(tracker, copy)
    found = openpyxl.load_workbook(tracker)["Coach"]
    assert not [c for row in found.iter_rows() for c in row if c.data_type == "f"]


def test_notes_typed_below_the_ids_are_taken_once(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    book = openpyxl.load_workbook(copy)
    book["Coach"]["E70"] = "far below"
    book.save(copy)
    assert len(merge(tracker, copy).added) == 1
    assert merge(tracker, copy).added == ()


def test_a_note_the_owner_typed_without_an_id_finds_its_row(tmp_path: Path) -> None:
    tracker = tmp_path / "practice.xlsx"
    build_tracker(
        tracker, first_week=FIRST_WEEK, content=content(coach_notes=({"comment": "no id"},))
    )
    copy = share(tracker)
    as_the_coach(copy, {"row 6": {"Comment": "no id, and an answer"}})
    assert merge(tracker, copy).updated == ("row 6",)
    assert [n.cells["comment"] for n in notes_of(tracker).values()] == ["no id, and an answer"]


def test_an_open_book_is_not_saved_for_the_owner(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    before = tracker.read_bytes()
    with ClosedBook(tracker) as book:
        assert merge_into(book, copy).added == (NEW,)
    assert tracker.read_bytes() == before


def test_foreign_and_later_files_get_a_sentence(pair: tuple[Path, Path], tmp_path: Path) -> None:
    tracker, copy = pair
    with pytest.raises(FileRefused, match="is not a coach copy"):
        merge(tracker, tracker)
    later = tmp_path / "later.xlsx"
    shutil.copy(copy, later)
    book = openpyxl.load_workbook(later)
    book["Start"]["B3"] = "Coach copy, format 9. The week"
    book.save(later)
    with pytest.raises(FileRefused, match="format 9"):
        read_copy(later)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(FileRefused, match="is not a coach copy"):
        merge(tracker, other)


def test_marks_tell_rows_apart() -> None:
    note = Note("1", {"comment": "a", "due": date(2026, 1, 1)})
    assert note.mark == note._replace(id="2", row=9).mark
    assert note.mark != Note("1", {"comment": "a"}).mark


def test_a_locked_copy_is_merged_with_its_password(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    tracker, copy = pair
    as_the_coach(copy, {OLD: {"Comment": "from a locked file", "Due": date(2026, 12, 4)}})
    copy.write_bytes(lock(copy.read_bytes(), "correct horse"))
    assert is_locked(copy)
    with pytest.raises(FileRefused):
        merge(tracker, copy)
    with pytest.raises(FileRefused, match="does not open"):
        merge(tracker, copy, password="wrong horse")
    assert merge(tracker, copy, password="correct horse").updated == (OLD,)
    note = notes_of(tracker)[OLD]
    assert (note.cells["comment"], note.due) == ("from a locked file", date(2026, 12, 4))
    assert merge(tracker, copy, password="correct horse").updated == ()
    assert "correct horse" not in "".join(capsys.readouterr())


def other_practice(folder: Path, more: int = 5) -> Path:
    """A tracker with the same week starts and other sessions."""
    folder.mkdir()
    path = folder / "other.xlsx"
    rows = weekly()
    for row in rows:
        row["sessions_kept"] += more
    build_tracker(path, first_week=FIRST_WEEK, content=content(weekly=tuple(rows)))
    return path


def correct_weeks(tracker: Path, count: int) -> None:
    """Type another number of sessions in the first weeks of the tracker."""
    with ClosedBook(tracker) as book:
        place = book.sheets["Weekly"].tables["Weekly"].range
        column = place.column + WEEKLY.keys.index("sessions_kept")
        for row in range(place.row + 1, place.row + 1 + count):
            cell = book.sheets["Weekly"].range((row, column))
            cell.value = cell.value + 1
        book.save()


def test_a_copy_of_another_practice_is_refused_and_nothing_changes(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    tracker, _ = pair
    foreign = share(other_practice(tmp_path / "b"))
    as_the_coach(foreign, {NEW: {"Comment": "for practice B"}})
    before = tracker.read_bytes()
    with pytest.raises(FileRefused, match="is a copy of another practice: its weeks are not"):
        merge(tracker, foreign)
    with pytest.raises(FileRefused, match=r"Nothing was changed\. Check which file"):
        merge(tracker, foreign, coach_wins=True)
    with ClosedBook(tracker) as book:
        with pytest.raises(FileRefused, match="another practice"):
            merge_into(book, foreign)
        assert NEW not in {note.id for note in read_notes(book)}
    foreign.write_bytes(lock(foreign.read_bytes(), "correct horse"))
    with pytest.raises(FileRefused, match="another practice"):
        merge(tracker, foreign, password="correct horse")
    assert tracker.read_bytes() == before


@pytest.mark.parametrize(("corrected", "taken"), [(3, True), (15, True), (16, False)])
def test_weeks_corrected_since_do_not_make_it_another_practice(
    pair: tuple[Path, Path], corrected: int, taken: bool
) -> None:
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    correct_weeks(tracker, corrected)  # of 30
    if taken:
        assert merge(tracker, copy).added == (NEW,)
    else:
        with pytest.raises(FileRefused, match="another practice"):
            merge(tracker, copy)


def test_a_tracker_without_a_common_week_is_another_practice(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    _, copy = pair
    empty = tmp_path / "empty.xlsx"
    build_tracker(empty, first_week=FIRST_WEEK, content=content(weekly=()))
    with pytest.raises(FileRefused, match="another practice"):
        merge(empty, copy)


def test_weeks_are_compared_however_the_coach_s_program_wrote_them(
    pair: tuple[Path, Path],
) -> None:
    """Whole numbers as floats, dates as serials or text, some withheld or deleted."""
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    book = openpyxl.load_workbook(copy)
    sheet = book["Weekly totals"]
    columns = {str(cell.value): cell.column for cell in sheet[5] if cell.value}
    for number, row in enumerate(range(6, 36)):
        start = sheet.cell(row, columns["Week starting"])
        kept = sheet.cell(row, columns["Sessions kept"])
        day = start.value
        serial = float((day - datetime(1899, 12, 30)).days)
        if number % 3:
            start.number_format = "General"
        start.value = (day, serial, f"{day:%Y-%m-%d}")[number % 3]
        kept.value = {1: "–", 2: None}.get(number % 7, kept.value + 1e-9)
    book.save(copy)
    assert len(weeks_of_copy(read_copy(copy))) == 21  # of 30; 5 withheld, 4 blank
    assert merge(tracker, copy).added == (NEW,)


def test_a_copy_whose_weeks_were_deleted_is_asked_about(pair: tuple[Path, Path]) -> None:
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    book = openpyxl.load_workbook(copy)
    del book["Weekly totals"]
    book.save(copy)
    locked = copy.with_name("locked.xlsx")
    locked.write_bytes(lock(copy.read_bytes(), "correct horse"))
    with pytest.raises(FileRefused, match="has no weekly totals"):
        merge(tracker, copy)
    assert merge(tracker, copy, confirm=lambda _: True).added == (NEW,)
    again = merge(tracker, locked, password="correct horse", confirm=lambda _: True)
    assert (again.added, again.updated, again.conflicts) == ((), (), ())


def test_what_could_not_be_taken_is_said(pair: tuple[Path, Path]) -> None:
    """3,613 characters stay whole, rows beyond 1,000 are counted, a date that is none is named."""
    tracker, copy = pair
    long = "word " * 722 + "end"  # 722 * 5 + 3 = 3,613 characters
    as_the_coach(copy, {NEW: {"Comment": long, "Due": "after the holidays"}})
    book = openpyxl.load_workbook(copy)
    for row in range(1500, 1600):
        book["Coach"].cell(row, 5, "far below")
    book["Coach"].cell(60, 2, "row ²")
    book["Coach"].cell(60, 5, "an odd id")
    book.save(copy)
    merged = merge(tracker, copy)
    notes = notes_of(tracker)
    assert notes[NEW].cells["comment"] == long
    assert notes["row ²"].cells["comment"] == "an odd id"
    assert "100 below row 1005 were left" in merged.words
    assert "Coach!G7" in merged.words
    assert "not a date" in merged.words


def test_weeks_that_begin_on_another_day_now_are_the_same_weeks(
    pair: tuple[Path, Path],
) -> None:
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "hello"}})
    with ClosedBook(tracker) as book:
        named_cells(book, "plan_week_starts_on").value = "Sunday"
        book.save()
    assert merge(tracker, copy).added == (NEW,)


def test_a_second_version_of_a_merged_note_says_what_is_known(pair: tuple[Path, Path]) -> None:
    """The tracker keeps no record of what it merged: who changed the row cannot be told."""
    tracker, copy = pair
    as_the_coach(copy, {NEW: {"Comment": "first"}})
    merge(tracker, copy)
    as_the_coach(copy, {NEW: {"Comment": "second"}})
    said = str(merge(tracker, copy).conflicts[0])
    assert "differs here from both" in said
    assert "--coach-wins" in said
    assert "changed here and" not in said
    assert merge(tracker, copy, coach_wins=True).updated == (NEW,)
    assert notes_of(tracker)[NEW].cells["comment"] == "second"
