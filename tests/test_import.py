"""Import into a tracker: preview, blanks only, kept as it was, and brought back."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from conftest import TODAY, steady_weeks

from practice_xl.cli import main
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import TABLE_BY_NAME, WEEKLY
from practice_xl.tracker import Tracker
from practice_xl.undo import keeping, kept, restore

NOW = datetime(2026, 11, 6, 16, 0)
CSV = """Week starting,Sessions kept,Money collected,Inquiries
2026-10-19,18,2700,2
2026-10-26,21,3150,3
2026-11-02,19,2850,1
"""


def typed(path, week: date) -> dict[str, object]:
    """The row of a week, by key."""
    sheet = openpyxl.load_workbook(path)["Weekly"]
    row, column = TABLE_BY_NAME["Weekly"].place
    for line in sheet.iter_rows(min_row=row + 1, min_col=column, values_only=True):
        if line[0] and line[0].date() == week:
            return dict(zip(WEEKLY.keys, line, strict=False))
    raise AssertionError(f"no row for {week}")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_blanks_are_filled_and_what_was_typed_stays(make_tracker, source):
    """The week laid out in advance is filled; 17 typed stays 17, whatever the file says."""
    path = make_tracker([{"week_start": date(2026, 11, 2), "sessions_kept": 17}])
    shown: list[str] = []
    Tracker(path, TODAY, NOW).import_([source], confirm=lambda p: not shown.append(p))
    assert typed(path, date(2026, 10, 26))["sessions_kept"] == 21
    row = typed(path, date(2026, 11, 2))
    assert (row["sessions_kept"], row["collected"], row["inquiries"]) == (17, 2850, 1)
    assert "the tracker has 17, the files say 19; --overwrite replaces it" in shown[0]


def test_overwriting_is_asked_for_and_importing_twice_changes_nothing(make_tracker, source):
    """With overwrite the file's figure counts; the second time nothing is left to do."""
    path = make_tracker([{"week_start": date(2026, 11, 2), "sessions_kept": 17}])
    Tracker(path, TODAY, NOW).import_([source], overwrite=True)
    assert typed(path, date(2026, 11, 2))["sessions_kept"] == 19
    before = path.read_bytes()
    again = Tracker(path, TODAY, NOW).import_([source], overwrite=True)
    assert not again.changes_anything
    assert path.read_bytes() == before


def test_weeks_that_are_not_laid_out_get_rows_of_their_own(make_tracker, tmp_path):
    """A week before the first one laid out is added under the last row, inside the table."""
    path = make_tracker(steady_weeks(2))
    source = tmp_path / "old.csv"
    source.write_text("week_start,sessions_kept\n2026-07-06,15\n", encoding="utf-8")
    Tracker(path, TODAY, NOW).import_([source])
    assert typed(path, date(2026, 7, 6))["sessions_kept"] == 15
    facts = Tracker(path, TODAY).report()
    assert facts.report.practice.weeks.starts[0] == date(2026, 7, 6)
    assert facts.problems == ()


def test_without_a_yes_nothing_is_written(make_tracker, source, capsys):
    """The preview is shown; the file keeps its bytes and no copy is made."""
    path = make_tracker()
    before = path.read_bytes()
    assert main(["import", str(path), str(source), "--as-of=2026-11-06"]) == 1
    assert "Week of 2 November 2026" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert kept(path) == []


def test_restore_brings_back_the_file_as_it_was(make_tracker, source, capsys):
    """And can itself be undone."""
    path = make_tracker()
    before = path.read_bytes()
    assert main(["import", str(path), str(source), "--yes", "--as-of=2026-11-06"]) == 0
    imported = path.read_bytes()
    assert imported != before
    assert main(["restore", str(path)]) == 0
    assert path.read_bytes() == before
    assert kept(path)[0].read_bytes() == imported


def test_the_last_three_copies_are_kept(make_tracker):
    """Older ones go; other files beside the tracker stay."""
    path = make_tracker()
    other = path.with_name("tracker (before lunch).xlsx")
    other.write_bytes(b"mine")
    copies = []
    for day in (1, 2, 3, 4):
        with keeping(path, "merge", datetime(2026, 11, day)) as copy:
            copies.append(copy)
    with pytest.raises(RuntimeError), keeping(path, "merge", datetime(2026, 11, 5)):
        raise RuntimeError
    assert kept(path) == copies[:0:-1]
    assert other.exists()


def test_nothing_kept_is_a_sentence(make_tracker):
    """There is nothing to bring back before the first import."""
    with pytest.raises(FileRefused, match="nothing to bring back"):
        restore(make_tracker(), NOW)
