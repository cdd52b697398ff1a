"""The command line: exit codes, what goes to stdout and what to stderr."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from conftest import steady_weeks

from practice_xl.cli import main
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES

PLAN = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}
DAY = "--as-of=2026-11-06"


@pytest.fixture
def tracker(make_tracker) -> Path:
    return make_tracker(steady_weeks(20), PLAN)


def test_alone_it_shows_the_three_steps(capsys):
    """Nobody should have to know a command to find the first one."""
    assert main([]) == 0
    out = capsys.readouterr().out
    assert [step in out for step in ("practice-xl new", "recalculate", "share")] == [True] * 3


def test_every_command_has_an_example_in_its_help(capsys):
    """The help of each command ends with a line to copy."""
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    names = re.search(r"\{(.*?)\}|COMMAND", capsys.readouterr().out)
    assert names
    from practice_xl.cli import COMMANDS

    for name in COMMANDS:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert f"Example: practice-xl {name}" in " ".join(capsys.readouterr().out.split())


def test_new_makes_a_tracker_and_never_replaces_a_file(tmp_path, capsys):
    """The second time it says so, with exit code 1, and the file stays."""
    path = tmp_path / "mine.xlsx"
    assert main(["new", str(path), DAY]) == 0
    before = path.read_bytes()
    assert main(["new", str(path), DAY]) == 1
    assert "mine.xlsx is there already" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_recalculate_says_what_the_numbers_say(tracker, capsys):
    """Results go to stdout."""
    assert main(["recalculate", str(tracker), DAY]) == 0
    out = capsys.readouterr().out
    assert "20 open weeks" in out
    assert "new client" in out


def test_check_and_report_exit_1_only_for_blocking_problems(make_tracker, capsys):
    """A row left out is listed; a cell that is no number stops the report, which still lists it."""
    weeks = steady_weeks(6)
    weeks[0]["missed_charged"] = 9
    path = make_tracker(weeks, PLAN, name="small.xlsx")
    assert main(["check", str(path), DAY]) == 0
    assert "9 of 2" in capsys.readouterr().out
    weeks[1]["collected"] = "a lot"
    blocked = make_tracker(weeks, PLAN, name="blocked.xlsx")
    assert main(["check", str(blocked), DAY]) == 1
    assert main(["report", str(blocked), "--json", DAY]) == 1
    out = capsys.readouterr().out
    problems = json.loads(out[out.index("{") :])["problems"]
    assert [problem["blocking"] for problem in problems] == [True, False]


def test_report_json_holds_every_part_and_no_nan(tracker, capsys):
    """One document: strict JSON, dates ISO, shares fractions."""
    assert main(["report", str(tracker), "--json", DAY]) == 0

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} in the report")

    report = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert report["as_of_week"] == "2026-11-02"
    assert report["rates"]["13"]["utilisation"] == {
        "value": 20 / 25,
        "unit": "share of slots",
        "n": 13,
    }
    parts = {"as_of_week", "practice", "rates", "full", "income", "levers", "scorecard", "problems"}
    assert parts <= set(report)
    assert list(report["levers"]["each"]) == [lever.key for lever in LEVERS]
    grid = [row["key"] for row in report["scorecard"]["grid"]]
    assert grid == [measure.key for measure in MEASURABLES]


def test_a_what_if_answers_without_touching_the_file(tracker, capsys):
    """Charging half of 2 missed sessions at 150 and 0.8, 47 weeks."""
    before = tracker.read_bytes()
    assert main(["levers", str(tracker), "--set", "enforce_policy=0.5", "--json", DAY]) == 0
    joint = json.loads(capsys.readouterr().out)["joint"]
    assert joint == pytest.approx(47 * 2 * 0.5 * 150 * 0.8)
    assert tracker.read_bytes() == before


@pytest.mark.parametrize("what", ["raise_fees=10", "raise_fee", "refill=ninety"])
def test_a_what_if_that_is_not_one_is_wrong_usage(tracker, what, capsys):
    """Exit code 2, and the sentence says what is accepted."""
    assert main(["levers", str(tracker), "--set", what, DAY]) == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.xlsx", None, "missing.xlsx"),
        ("page.xlsx", b"<html></html>", "page.xlsx"),
    ],
)
def test_a_file_that_is_no_workbook_is_one_sentence(tmp_path, name, content, words, capsys):
    """No stack trace, exit code 1."""
    path = tmp_path / name
    if content:
        path.write_bytes(content)
    assert main(["recalculate", str(path), DAY]) == 1
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder nobody may write in")
@pytest.mark.parametrize("command", [["new", "/sys/mine.xlsx"], ["demo", "--folder", "/sys/demo"]])
def test_a_folder_one_may_not_write_in_is_one_sentence(command, capsys):
    """The file, and where it could go instead."""
    assert main(command) == 1
    err = capsys.readouterr().err
    assert "you may not write there. Choose a folder of your own" in err
    assert "Traceback" not in err


def test_a_missing_package_is_one_sentence(tracker):
    """Started with a Python that lacks numpy: what is missing, and what to do."""
    code = (
        "import sys; sys.modules['numpy'] = None; from practice_xl.cli import main;"
        "raise SystemExit(main(sys.argv[1:]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "recalculate", str(tracker)], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert run.stderr.startswith("practice_xl is not fully installed: numpy is missing.")


def test_an_old_python_is_one_sentence():
    """Said before anything is loaded that an old Python cannot read."""
    code = "import sys; sys.version_info = (3, 9, 6); import practice_xl"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr == (
        "practice_xl needs Python 3.11 or newer, and this is Python 3.9. "
        "Get one from python.org, and install practice_xl with it.\n"
    )


def test_the_demo_makes_recalculates_and_shares_the_example(tmp_path, capsys):
    """The README's first command: twice in a row, with the same files."""
    for _ in range(2):
        assert main(["demo", "--folder", str(tmp_path / "demo")]) == 0
    out = capsys.readouterr().out
    assert "60 weeks" in out
    files = sorted(path.name for path in (tmp_path / "demo").iterdir())
    assert files == ["coach_copy_2026-11-02.xlsx", "example_year.xlsx"]


def test_share_asks_first_and_writes_only_on_yes(tracker, capsys, monkeypatch):
    """Without a terminal and without --yes nothing is written."""
    assert main(["share", str(tracker), DAY]) == 1
    assert not list(tracker.parent.glob("coach_copy*"))
    assert "--yes" in capsys.readouterr().err
    assert main(["share", str(tracker), "--yes", DAY]) == 0
    assert list(tracker.parent.glob("coach_copy*"))


def test_a_locked_copy_is_shared_and_merged_with_its_password(tracker, capsys, monkeypatch):
    """The password comes from standard input where that is no terminal, never from an argument."""
    for command in (["share", str(tracker), "--yes", "--password"], ["merge", str(tracker)]):
        monkeypatch.setattr(sys, "stdin", StringIO("a long pass phrase\n"))
        copies = [str(path) for path in tracker.parent.glob("coach_copy*")]
        assert main([*command, *copies, DAY]) == 0
    assert "0 notes added, 0 updated; nothing else was touched." in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", StringIO("another pass phrase\n"))
    assert main(["merge", str(tracker), *copies, DAY]) == 1
    assert "The password does not open this file." in capsys.readouterr().err
