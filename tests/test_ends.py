"""Ends in sentences: a disk that takes no more, a link, a day no practice has."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import TODAY, steady_weeks, write_tracker

from practice_xl.cli import main
from practice_xl.problems import FileRefused, PracticeError
from practice_xl.tracker import Tracker
from practice_xl.undo import keeping, kept, restore
from practice_xl.upgrading import upgrade
from practice_xl.xlsx.archive import check_password

NO_ROOM = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))
from practice_xl.cli import main
sys.exit(main(sys.argv[1:]))
"""
LITTLE_MEMORY = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
from practice_xl.cli import main
sys.exit(main(sys.argv[1:]))
"""
READ_ONLY = """
import os, sys
if os.geteuid() == 0:  # whoever may do everything becomes nobody
    os.setuid(65534)
from practice_xl.cli import main
sys.exit(main(sys.argv[1:]))
"""


@functools.cache
def _practice() -> dict[str, bytes]:
    """What every verb needs: a tracker, an export, a copy that came back, a copy kept."""
    with tempfile.TemporaryDirectory() as name:
        path = write_tracker(Path(name, "tracker.xlsx"), steady_weeks(5))
        [copy] = Tracker(path, TODAY).share()
        book = openpyxl.load_workbook(copy)
        book["Coach"]["D6"].value = "Well done"
        book.save(copy.with_name("copy.xlsx"))
        copy.unlink()
        path.with_name("export.csv").write_text(
            "week_start,enjoyed\n2026-11-02,4\n", encoding="utf-8"
        )
        with keeping(path, "import", datetime(2026, 11, 6, 15)):
            pass
        return {file.name: file.read_bytes() for file in Path(name).iterdir()}


@pytest.fixture
def folder(tmp_path):
    """The tracker of a folder with what every verb needs."""
    for name, data in _practice().items():
        (tmp_path / name).write_bytes(data)
    return tmp_path / "tracker.xlsx"


VERBS = {
    "upgrade": [],
    "recalculate": [],
    "share": ["--yes", "--names-checked"],
    "import": ["export.csv", "--yes"],
    "merge": ["copy.xlsx"],
    "restore": [],
    "new": [],
    "demo": ["--folder=."],
    "roster": ["-o", "overview.xlsx"],
}
SAID = {
    "full disk": "disk|File too large",
    "read-only folder": "may not (write|be written)|allows no new files|Permission denied",
}
WAYS = {"full disk": NO_ROOM, "read-only folder": READ_ONLY}
TARGETS = {"new": ["other.xlsx"], "demo": [], "roster": ["."]}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("way", ["full disk", "read-only folder"])
def test_a_disk_without_room_and_a_folder_to_read_alone_end_in_a_sentence(folder, verb, way):
    """No stack trace, nothing changed, nothing left beside it."""
    with tempfile.TemporaryDirectory() as name:  # where whoever runs this is not alone
        place = Path(shutil.copytree(folder.parent, f"{name}/practice"))
        for file in place.iterdir():
            file.chmod(0o666)
        Path(name).chmod(0o755)
        place.chmod(0o777 if way == "full disk" else 0o555)
        command = [sys.executable, "-c", WAYS[way], verb, *TARGETS.get(verb, [folder.name])]
        command += [*VERBS[verb], "--as-of", str(TODAY)]
        run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place)
        place.chmod(0o755)
        after = {file.name: file.read_bytes() for file in place.iterdir()}
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    assert re.search(SAID[way], run.stderr), run.stderr
    assert after == {file.name: file.read_bytes() for file in folder.parent.iterdir()}


def test_a_verb_that_is_refused_at_the_end_leaves_no_copy_behind(folder):
    """A part that nobody reads is damaged: found when the file is written, and nothing is added."""
    with zipfile.ZipFile(folder) as packed:
        place = packed.getinfo("xl/theme/theme1.xml").header_offset
    data = bytearray(folder.read_bytes())
    data[place + 200] ^= 255
    folder.write_bytes(data)
    names = sorted(folder.parent.iterdir())
    for verb, *more in (("import", "export.csv", "--yes"), ("merge", "copy.xlsx")):
        more = [str(folder.with_name(name)) if "." in name else name for name in more]
        assert main([verb, str(folder), *more, "--as-of", str(TODAY)]) == 1
        assert sorted(folder.parent.iterdir()) == names
        assert folder.read_bytes() == data


def test_a_locked_copy_that_is_damaged_is_refused_in_a_sentence(folder):
    """Not even its lock can be read."""
    copy = folder.with_name("copy.xlsx")
    copy.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(FileRefused, match="does not open this file"):
        Tracker(folder).merge(copy, password="a long password")


def test_a_file_of_two_names_is_named_and_a_mark_of_the_system_is_kept(make_tracker):
    """A replaced file would part from its second name; what the system keeps beside it stays."""
    path = make_tracker(steady_weeks(5))
    with contextlib.suppress(OSError, AttributeError):  # not every file system takes them
        os.setxattr(path, "user.tag", b"green")
    Tracker(path, TODAY).recalculate()
    upgrade(path, TODAY, datetime(2026, 11, 6, 16))
    with contextlib.suppress(OSError, AttributeError):
        assert os.listxattr(path) == os.listxattr(kept(path)[0])
    path.with_name("second.xlsx").hardlink_to(path)
    before = path.read_bytes()
    now = datetime(2026, 11, 6, 17)
    for verb in (
        lambda: Tracker(path, date(2026, 10, 6)).recalculate(),
        lambda: upgrade(path, TODAY, now),
        lambda: restore(path, now),
    ):
        with pytest.raises(FileRefused, match="under a second name"):
            verb()
    assert path.read_bytes() == before


@pytest.mark.parametrize("password", ["short", "x" * 256, "half \ud83d of one"])
def test_a_password_that_excel_could_not_take_is_refused(password):
    """Too short, too long, or with half a character in it."""
    with pytest.raises(FileRefused, match="Nothing was written"):
        check_password(password)


def test_a_password_in_another_encoding_is_refused_in_a_sentence(folder):
    """Bytes that are no text stop before anything is written."""
    command = [
        sys.executable,
        "-c",
        "import sys; from practice_xl.cli import main; sys.exit(main())",
    ]
    command += ["share", str(folder), "--yes", "--names-checked", "--password"]
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8:strict"}
    run = subprocess.run(
        [*command, "--as-of", str(TODAY)],
        input=b"\xff\xfeabcdefgh\n",
        capture_output=True,
        check=False,
        env=environment,
    )
    assert run.returncode == 1
    assert run.stderr.startswith(b"The password has a character that cannot be read.")


def test_an_export_with_a_cell_without_end_is_refused_in_a_sentence(folder):
    """More than 131,072 characters are no export's; no word of them is said."""
    cell = "x" * 140_000
    for said, row in (
        ("a cell of more than 131,072 characters", f'2026-11-02,"{cell}"'),
        ("a whole number from 1 to 5 in the column enjoyed, row 2", f"2026-11-02,{cell}"),
    ):
        source = folder.with_name("export.csv")
        source.write_text(f"week_start,enjoyed\n{row}\n", encoding="utf-8")
        with pytest.raises(FileRefused, match=said) as refused:
            Tracker(folder, TODAY).import_([source])
        assert len(str(refused.value)) < 300


def test_a_million_styles_are_refused_before_they_are_read(make_tracker):
    """In a second, however they are packed."""
    path = make_tracker(steady_weeks(2))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    xf = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    more = "".join(xf.format(number * 7919 % 100_003) for number in range(1_000_000)).encode()
    styles = re.sub(rb"<cellXfs[^>]*>", lambda m: m[0] + more, parts["xl/styles.xml"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in (parts | {"xl/styles.xml": styles}).items():
            packed.writestr(name, data)
    start = time.process_time()
    with pytest.raises(FileRefused, match="more cell styles than Excel can hold"):
        Tracker(path, TODAY).check()
    assert time.process_time() - start < 5


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
def test_a_row_below_the_last_of_excel_does_not_fill_the_memory(folder):
    """An export whose damaged row number would have the rows above it filled in without end."""
    export = folder.with_name("export.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["week_start", "enjoyed"])
    book.active.append([date(2026, 11, 2), 4])
    book.save(export)
    with zipfile.ZipFile(export) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(export, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part.replace(b'<row r="2"', b'<row r="99999999999999999999"'))
    before = folder.read_bytes()
    command = [sys.executable, "-c", LITTLE_MEMORY, "import", folder.name, export.name, "--yes"]
    ended = subprocess.run(
        command, cwd=folder.parent, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "export.xlsx" in ended.stderr
    assert folder.read_bytes() == before


def test_a_table_that_claims_a_whole_sheet_does_not_stop_an_upgrade(make_tracker):
    """17 thousand million cells are not looked at one by one."""
    path = make_tracker(steady_weeks(3))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, part in parts.items():
        if b'"Clinicians"' in part and "tables/" in name:
            parts[name] = re.sub(rb'ref="[^"]*"', b'ref="A1:XFD1048576"', part)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    start = time.process_time()
    with contextlib.suppress(PracticeError):
        upgrade(path, TODAY, datetime(2026, 11, 6, 16))
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("part", "attribute"),
    [
        (r"worksheets/sheet\d+.xml", " s"),
        ("styles.xml", "numFmtId"),
        ("workbook.xml", "localSheetId"),
    ],
)
def test_a_number_that_is_none_in_an_attribute_is_refused_in_a_sentence(
    make_tracker, part, attribute
):
    """Wherever the reader counts on one: a style, a format, a name."""
    path = make_tracker(steady_weeks(3))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    odd = f'{attribute}="x"'.encode()
    for name in [name for name in parts if re.fullmatch(f"xl/{part}", name)]:
        parts[name] = re.sub(rf'{attribute}="\d+"'.encode(), odd, parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    with pytest.raises(FileRefused, match=r"it holds a damaged (number|cell)"):
        Tracker(path, TODAY).recalculate()


def test_restore_through_a_link_brings_the_real_file_back(make_tracker, tmp_path):
    """The link stays a link."""
    real = make_tracker(steady_weeks(5))
    kept = real.read_bytes()
    with keeping(real, "import", datetime(2026, 11, 6, 16)):
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
