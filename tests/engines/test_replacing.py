"""The file is the old one or the new one, whole, whatever happens."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from practice_xl.problems import FileBusy
from practice_xl.xlsx import replace
from practice_xl.xlsx.book import ClosedBook

from . import samples

WEEKLY, END = "xl/worksheets/sheet1.xml", b'</row><row r="3"'
KILLS = 200 if os.environ.get("PRACTICE_XL_LONG") else 25

WRITER = """
import sys
from pathlib import Path
from practice_xl.xlsx.book import ClosedBook
number = 0
while True:
    number += 1
    with ClosedBook(Path(sys.argv[1])) as book:
        book.sheets["Income"].range("A2:D400").value = [[float(number)] * 4] * 399
        book.save()
    if number == 1:
        print("ready", flush=True)
"""

ONE_RUN = """
import sys
from practice_xl.xlsx.book import ClosedBook
from practice_xl.problems import PracticeError
with ClosedBook(sys.argv[1]) as book:
    book.sheets["Own"]["N1"].value = float(sys.argv[2])
    print("read", flush=True)
    sys.stdin.readline()
    try:
        book.save()
        print("won")
    except PracticeError as failure:
        print(failure)
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def strays(folder: Path) -> list[Path]:
    return list(folder.glob(f"{replace.PREFIX}*"))


def test_nothing_is_written_when_nothing_changes(tracker: Path):
    """The same values, or only another time of the last run: same bytes, same time of the file."""
    cell = b'<c r="H2" s="1"><v>45719.3958333333</v></c>'  # half past nine, as Excel rounds it
    samples.rewrite(
        tracker, lambda found: found | {WEEKLY: found[WEEKLY].replace(END, cell + END, 1)}
    )
    before = tracker.read_bytes()
    os.utime(tracker, (1_700_000_000, 1_700_000_000))
    with ClosedBook(tracker, clock_names={samples.CLOCK}) as book:
        income = book.sheets["Income"]
        income.range("A1:B5").value = income.range("A1:B5").value
        weekly = book.sheets["Weekly"].range("A2:D7")
        weekly.value = weekly.value
        book.sheets["Weekly"]["H2"].value = dt.datetime(2025, 3, 3, 9, 30)
        book.save()
        income["C2"].value = 46000.5
        book.save()
        assert income["C2"].value is None, "the book shows what the file holds"
    assert tracker.read_bytes() == before
    assert tracker.stat().st_mtime == 1_700_000_000


def test_the_time_is_written_with_a_real_change(tracker: Path):
    """The clock moves only together with something else."""
    with ClosedBook(tracker, clock_names={samples.CLOCK}) as book:
        book.sheets["Income"].range("B2:C2").value = [5, 46000.5]
        book.save()
    with ClosedBook(tracker) as book:
        assert book.sheets["Income"]["B2"].value == 5
        assert book.sheets["Income"]["C2"].value.year == 2025


def test_the_book_goes_on_after_a_save(tracker: Path):
    """A second save finds what the first one wrote."""
    with ClosedBook(tracker) as book:
        for number in (1, 2):
            book.sheets["Own"]["N1"].value = number
            book.save()
        assert book.sheets["Own"]["N1"].value == 2
    with ClosedBook(tracker) as book:
        assert book.sheets["Own"]["N1"].value == 2


def test_permissions_of_the_file_are_kept(tracker: Path):
    """Who could read it before can read it after; the temporary file is its owner's alone."""
    tracker.chmod(0o640)
    seen: list[int] = []
    real = os.write

    def watched(handle: int, data) -> int:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return real(handle, data)

    with pytest.MonkeyPatch.context() as patch, ClosedBook(tracker) as book:
        book.sheets["Own"]["N1"].value = 1
        patch.setattr(os, "write", watched)
        book.save()
    assert seen == [0o600] and stat.S_IMODE(tracker.stat().st_mode) == 0o640


def test_a_link_still_leads_to_the_workbook(tracker: Path):
    """The file behind a link is replaced, not the link."""
    link = tracker.parent / "link.xlsx"
    link.symlink_to(tracker)
    with ClosedBook(link) as book:
        book.sheets["Own"]["N1"].value = 1
        book.save()
    assert link.is_symlink()
    with ClosedBook(tracker) as book:
        assert book.sheets["Own"]["N1"].value == 1


def test_where_the_last_step_is_refused_the_result_is_kept_beside(tracker: Path, monkeypatch):
    """On Windows another program can hold the file: it stays, and the work is not lost."""
    before = tracker.read_bytes()
    real = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target == tracker:
            raise PermissionError(13, "held")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(replace, "WAIT", 0.001)
    with ClosedBook(tracker) as book:
        book.sheets["Own"]["N1"].value = 1
        with pytest.raises(FileBusy, match=r"tracker \(recalculated\)\.xlsx") as caught:
            book.save()
    assert "\n" not in str(caught.value)
    assert tracker.read_bytes() == before and not strays(tracker.parent)
    with ClosedBook(tracker.with_name("tracker (recalculated).xlsx")) as book:
        assert book.sheets["Own"]["N1"].value == 1


def test_a_half_made_upgrade_is_swept_once_it_is_old(tracker: Path):
    """It holds a whole practice; one that is being made just now stays."""
    old, new = (tracker.with_name(f"{replace.PREFIX}{name}.xlsx") for name in ("old", "new"))
    old.write_bytes(b"left behind")
    new.write_bytes(b"being made")
    os.utime(old, (0, 0))
    with ClosedBook(tracker):
        pass
    assert new.exists() and not old.exists()


def test_a_stray_file_is_swept_and_one_in_use_is_not(tracker: Path):
    """The next start deletes what a killed run left, never what another run is writing."""
    stray = tracker.with_name(f"{replace.PREFIX}0123{replace.SUFFIX}")
    stray.write_bytes(b"left behind")
    temporary, handle = replace._create(tracker)
    try:
        with ClosedBook(tracker):
            assert strays(tracker.parent) == [temporary]
    finally:
        os.close(handle)
    with ClosedBook(tracker):
        assert strays(tracker.parent) == []


def test_killed_at_any_moment_the_file_is_old_or_new_and_whole(tmp_path: Path):
    """A run that writes without pause is killed again and again, half the time in mid-write."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx", formulas=False)
    chance = random.Random(7)
    left = 0
    for number in range(KILLS):
        run = start(WRITER, path)
        assert run.stdout is not None and run.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.01, 0.12))
        if number % 2:  # every other time just when a file is being written
            until = time.monotonic() + 2
            while not strays(tmp_path) and time.monotonic() < until:
                pass
            time.sleep(chance.uniform(0, 0.002))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        for stray in strays(tmp_path):
            left += 1
            assert stat.S_IMODE(stray.stat().st_mode) == 0o600
        with ClosedBook(path) as book:
            assert strays(tmp_path) == []
            book.package.archive.check_all()
            block = book.sheets["Income"].range("A3:D400").value
            assert all(row == block[0] for row in block[6:]), "half of one run, half of another"
    assert left, "no kill came while a file was being written"
    assert [p.name for p in tmp_path.iterdir()] == ["tracker.xlsx"]


def test_of_two_runs_at_once_one_wins_and_the_other_says_so(tracker: Path):
    """Both read, both save: the file holds one result, and the loser changed nothing."""
    runs = [start(ONE_RUN, tracker, number) for number in (1, 2)]
    for run in runs:
        assert run.stdout is not None and run.stdout.readline() == "read\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("go\n")
        run.stdin.flush()
    answers = [run.communicate()[0].strip() for run in runs]
    assert answers.count("won") == 1
    other = answers[1 - answers.index("won")]
    assert tracker.name in other and other.endswith("try again.")
    with ClosedBook(tracker) as book:
        assert book.sheets["Own"]["N1"].value == answers.index("won") + 1
    assert not strays(tracker.parent)
