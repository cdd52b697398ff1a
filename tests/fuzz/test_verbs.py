"""Every verb on damaged files: a result, or a sentence and no change.

``pytest tests/fuzz/test_verbs.py --long`` runs 5,005 cases over all verbs; with ``--cases 0-50``
the first fifty of each.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import process_time

import openpyxl
import pytest
from conftest import cases

from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.cli import main
from practice_xl.tracker import Tracker

from .cases import Base, make_case
from .ends import check_words
from .machines import MACHINES

SECONDS = 20
TRACKER = {  # what each verb is given beside the damaged tracker
    "check": (),
    "recalculate": (),
    "report": ("--json",),
    "levers": ("--set", "raise_fee=10"),
    "share": ("--yes", "--names-checked"),
    "upgrade": (),
    "merge": ("copy.xlsx",),
    "import": ("export.csv", "--yes"),
}
OTHERS = ("merge a copy", "roster", "import a csv", "import a workbook", "restore")
MAY_ADD = ("share", "upgrade", "merge", "import", "roster", "restore")
_CSV = "week_start,sessions_kept,collected,enjoyed\n2026-10-26,18,2500,4\n2026-11-02,19,2600.50,5\n"
_ODD = (b"\x00", b'"', b",", b"\r", b"\xff\xfe", b"\n\n", b";", b"=1+1", b"-", b"9" * 40, b"2026")


@dataclass(frozen=True)
class World:
    """Undamaged trackers, a coach copy that came back, an export."""

    bases: dict[str, Base]
    copy: bytes


@pytest.fixture(scope="module")
def world(bases: dict[str, Base], tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once."""
    tracker = tmp_path_factory.mktemp("world") / "filled.xlsx"
    tracker.write_bytes(bases[tracker.name].data)
    [copy] = Tracker(tracker, EXAMPLE_DAY).share()
    book = openpyxl.load_workbook(copy)
    book["Coach"]["D6"].value = "Well done"
    book.save(copy)
    return World(bases, copy.read_bytes())


@pytest.fixture(autouse=True)
def _a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks locked is given a password."""
    monkeypatch.setattr("sys.stdin", io.StringIO("a wrong password\n" * 9))


@pytest.mark.parametrize("verb", [*TRACKER, *OTHERS])
def test_every_verb_ends_in_a_result_or_a_sentence(verb, world, tmp_path, request):
    """Exit code 0 or 1, words for a person, and on refusal every file as it was."""
    numbers = cases(request.config, 3, 385)
    failures: list[str] = []
    for number in numbers:
        folder = tmp_path / str(number)
        folder.mkdir()
        command, what = _prepare(verb, number, world, folder)
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        start = process_time()
        try:
            code, said = _run(command)
            after = {file.name: file.read_bytes() for file in folder.iterdir()}
            assert code in (0, 1), f"ended with {code}"
            assert "does not know" not in said, "a failure that is not ours"
            if code:
                check_words(said)
                assert after == before, "something was changed on refusal"
            if code or verb.split()[0] not in MAY_ADD:
                assert set(after) == set(before), f"more files: {set(after) - set(before)}"
            assert process_time() - start < SECONDS, "too slow"
        except Exception as wrong:
            words = (str(wrong).splitlines() or [""])[0][:300]
            failures.append(f"{verb} {number} ({what}): {type(wrong).__name__}: {words}")
        for file in folder.iterdir():
            file.unlink()
    assert not failures, f"{len(failures)} of {len(numbers)}:\n" + "\n".join(failures[:30])


def _run(command: list[str]) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(command)
    return code, err.getvalue() or out.getvalue()


def _prepare(verb: str, number: int, world: World, folder: Path) -> tuple[list[str], str]:
    """The files of a case, the command, and what was damaged."""
    chance = Random(f"{verb} {number}")
    tracker, copy, export = folder / "tracker.xlsx", folder / "copy.xlsx", folder / "export.csv"
    base = world.bases["filled.xlsx"]
    tracker.write_bytes(base.data)
    what = "csv"
    day = ["--as-of", str(EXAMPLE_DAY)]
    if verb in TRACKER or verb == "restore":
        case = make_case(chance.choice(("people", "machines", "both")), number, world.bases)
        what = str(case)
        if verb == "restore":
            folder.joinpath("tracker (before import 2026-11-06 16.00.00).xlsx").write_bytes(
                case.data
            )
        else:
            tracker.write_bytes(case.data)
        copy.write_bytes(world.copy)
        export.write_text(_CSV, encoding="utf-8")
        more = [str(folder / name) if "." in name else name for name in TRACKER.get(verb, ())]
        return [verb, str(tracker), *more, *day], what
    if verb == "import a csv":
        data = bytearray(_CSV.encode())
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(4)] = chance.choice(_ODD)
        export.write_bytes(data)
        return ["import", str(tracker), str(export), "--yes", *day], what
    damage = chance.choice(MACHINES)
    while True:
        try:
            copy.write_bytes(damage.do(world.copy, chance))
            break
        except Exception:  # what was to be damaged is not in a copy
            damage = chance.choice(MACHINES)
    if verb == "roster":
        tracker.unlink()
        folder.joinpath("whole.xlsx").write_bytes(world.copy)
        return ["roster", str(folder), "-o", str(folder / "overview.xlsx"), *day], damage.name
    name = verb.split()[0]
    more = ["--yes"] if name == "import" else []
    return [name, str(tracker), str(copy), *more, *day], damage.name
