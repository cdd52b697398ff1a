"""Ends in sentences: a disk that takes no more, a link, a day no practice has."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest
from conftest import TODAY, steady_weeks

from practice_xl.cli import main
from practice_xl.undo import keep, restore

NO_ROOM = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
from practice_xl.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
@pytest.mark.parametrize("verb", ["upgrade", "recalculate", "share", "new"])
def test_a_disk_without_room_ends_in_a_sentence(make_tracker, verb):
    """No stack trace, nothing changed, nothing left beside it."""
    path = make_tracker(steady_weeks(5))
    before = path.read_bytes()
    target = path.with_name("other.xlsx") if verb == "new" else path
    more = ["--yes"] if verb == "share" else []
    command = [sys.executable, "-c", NO_ROOM, verb, str(target), "--as-of", str(TODAY), *more]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.strip()
    assert "Traceback" not in run.stderr
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_restore_through_a_link_brings_the_real_file_back(make_tracker, tmp_path):
    """The link stays a link."""
    real = make_tracker(steady_weeks(5))
    kept = real.read_bytes()
    keep(real, "import", datetime(2026, 11, 6, 16))
    real.write_bytes(b"changed")
    folder = tmp_path / "desk"
    folder.mkdir()
    link = folder / "my link.xlsx"
    link.symlink_to(real)
    restore(link, datetime(2026, 11, 6, 17))
    assert link.is_symlink()
    assert real.read_bytes() == kept


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_no_practice_has_is_refused_in_a_sentence(day, capsys):
    """It is wrong usage, and says which days there are."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "tracker.xlsx", "--as-of", day])
    assert ended.value.code == 2
    assert "give a day from 2000 to 2099" in capsys.readouterr().err
