"""Nothing about a person is held, shown, logged, raised or left behind."""

from __future__ import annotations

import logging
import pickle
import random
import traceback
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
from practice_xl.importers.declaration import all_sources, recognise
from practice_xl.importers.files import open_views
from practice_xl.importers.own_mapping import ask_mapping, load_mapping, save_mapping
from practice_xl.importers.preview import plan_changes
from practice_xl.importers.tables import Hasher, Picks, read_table
from practice_xl.problems import FileRefused, PracticeError

from . import exports
from .exports import CANARY, TODAY, Practice

WRITERS: dict[str, Callable[[Practice], tuple[exports.Table, object]]] = {
    "simplepractice": exports.simplepractice,
    "simplepractice_payments": exports.simplepractice_payments,
    "therapynotes": exports.therapynotes,
    "jane": exports.jane,
    "jane_sales": exports.jane_sales,
    "stripe": exports.stripe,
    "stripe_report": exports.stripe_report,
    "own": exports.own,
    "quickbooks": lambda _: exports.quickbooks(),
}


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path / "configuration"))


def everything_said(error: BaseException) -> str:
    """An exception with all it drags along: causes, contexts, arguments and attributes."""
    parts = ["".join(traceback.format_exception(error))]
    seen: BaseException | None = error
    while seen is not None:
        parts += [repr(seen), repr(seen.args), repr(vars(seen))]
        parts += [repr(getattr(seen, "object", ""))]  # what a decoding failure carries
        seen = seen.__cause__ or seen.__context__
    return " ".join(parts)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", WRITERS)
def test_no_canary_in_the_result_the_preview_or_a_log(
    name: str,
    kind: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    rows, _ = WRITERS[name](Practice(1))
    write = exports.write_csv if kind == "csv" else exports.write_xlsx
    path = write(tmp_path / f"export.{kind}", rows)
    imported = read_sources([path], Plan(), today=TODAY, notice_hours=24)
    preview = plan_changes(imported, {})
    said = [repr(imported), repr(preview), str(preview), caplog.text, *capfd.readouterr()]
    assert CANARY.casefold() not in " ".join(said).casefold()
    assert CANARY.encode() not in pickle.dumps((imported, preview))
    assert sorted(tmp_path.iterdir()) == [path]  # nothing is left behind


@pytest.mark.parametrize("name", ["simplepractice", "therapynotes", "jane", "stripe"])
def test_what_is_read_from_a_file_holds_no_canary(name: str, tmp_path: Path) -> None:
    rows, _ = WRITERS[name](Practice(1))
    path = exports.write_csv(tmp_path / "export.csv", rows)
    found = recognise(open_views(path.name, path.read_bytes()), all_sources())
    assert isinstance(found, Picks)
    file = read_table(found, Hasher(b"salt"))
    assert CANARY.encode() not in pickle.dumps([file.cells, file.people, file.whole, file.headers])
    assert any(file.people) or name == "stripe"


def test_a_hash_differs_from_import_to_import() -> None:
    numbers = [Hasher(salt).together([["somebody"]]) for salt in (b"one", b"two")]
    assert numbers[0] != numbers[1]


def broken(rows: exports.Table) -> dict[str, bytes]:
    """Every way an export full of canaries may be refused."""
    text = exports.as_csv(rows)
    head, body = text.split("\n", 1)
    return {
        "half a row.csv": text.rstrip()[: -len(text.rstrip().rsplit("\n", 1)[1]) + 25].encode(),
        "half a character.csv": text.encode("utf-16")[:-1],
        "open quote.csv": (text + f'01/15/2026,"{CANARY} and').encode(),
        "shifted.csv": (text + f"01/15/2026 10:00,{CANARY},{'x,' * 20}y\n").encode(),
        "twice.csv": (text + text).encode(),
        "two header rows.csv": (head + "\n" + text).encode(),
        "no encoding.csv": text.encode().replace(b"Clinician", b"\x81\x8d\x00\x01"),
        "no headers.csv": body.encode(),
        "other.csv": text.replace("Date of service", "Nothing").encode(),
        "no status.csv": text.replace("Status", "Nothing", 1).replace(",Charge", ",Nix").encode(),
        "amount.csv": text.replace("$150.00", f"{CANARY} owes", 5).encode(),
        "status.csv": "\n".join(
            [head, *(f"01/15/2026 10:00,x,y,z,p,1,1,1,{CANARY} {n},1,1,1,1" for n in range(60))]
        ).encode(),
        "no dates.csv": (head + "\n" + f"{CANARY} day,x,y,z,p,1,1,1,Show,1,1,1,1\n").encode(),
        "page.xls": f"<html><table><tr><td>{CANARY}</td></tr></table></html>".encode(),
        "cut.xlsx": b"PK\x03\x04" + text.encode(),
        "empty.csv": b" \n",
        "only a mark.csv": b"\xff\xfe",
        "table.xls": b'<?xml version="1.0"?><Workbook>' + text.encode(),
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text.encode(),
        "report.pdf": b"%PDF-1.7 " + text.encode(),
    }


DAMAGED = sorted(broken(exports.simplepractice(Practice(1))[0]))


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_gives_one_sentence_without_a_canary(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(broken(exports.simplepractice(Practice(1))[0])[name])
    with pytest.raises(FileRefused) as refused:
        read_sources([path], Plan(), today=TODAY)
    message = str(refused.value)
    assert name in message
    assert "\n" not in message
    assert message.endswith((".", ")"))
    assert len(message) < 260
    assert not any(word in message.lower() for word in ("invalid", "error", "exception", "codec"))
    assert CANARY.casefold() not in everything_said(refused.value).casefold()


@pytest.mark.parametrize("name", DAMAGED)
def test_a_refusal_holds_no_frame_with_the_file_in_it(name: str, tmp_path: Path) -> None:
    """Whoever catches it cannot reach a cell of the file through its traceback."""
    path = tmp_path / name
    path.write_bytes(broken(exports.simplepractice(Practice(1))[0])[name])
    with pytest.raises(FileRefused) as refused:
        read_sources([path], Plan(), today=TODAY)
    frames = [entry.frame for entry in refused.traceback if "practice_xl" in str(entry.path)]
    held = " ".join(repr(frame.f_locals) for frame in frames if "tests" not in str(frame.code.path))
    assert CANARY not in held


def test_all_files_that_cannot_be_read_are_said_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.csv", "two.csv", "three.csv")]
    paths[1].write_text(exports.as_csv(exports.simplepractice(Practice(1))[0]))
    paths[2].write_bytes(b"%PDF-1.7")
    with pytest.raises(FileRefused) as refused:
        read_sources(paths, Plan(), today=TODAY)
    first, second = str(refused.value).split("\n")
    assert first.startswith("one.csv was not found")
    assert second.startswith("three.csv is a PDF")


def test_a_workbook_that_breaks_off_inside_gives_one_sentence(tmp_path: Path) -> None:
    rows, _ = exports.therapynotes(Practice(1))
    path = exports.write_xlsx(tmp_path / "a.xlsx", rows)
    whole = path.read_bytes()
    for part in (0.3, 0.6, 0.95):
        path.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(FileRefused) as refused:
            read_sources([path], Plan(), today=TODAY)
        assert CANARY.casefold() not in everything_said(refused.value).casefold()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_any_damage_is_read_or_refused_and_never_anything_else(kind: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    rows, _ = exports.simplepractice(Practice(1))
    write = exports.write_csv if kind == "csv" else exports.write_xlsx
    path = write(tmp_path / f"a.{kind}", rows[:40])
    whole = path.read_bytes()
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 15])):
            place = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[place] = chance.randrange(256)
            else:
                del data[place : place + chance.randrange(30)]
        path.write_bytes(data)
        try:
            read_sources([path], Plan(), today=TODAY)
        except FileRefused as refused:
            assert CANARY.casefold() not in everything_said(refused).casefold()


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    for path, word in ((tmp_path / "none.csv", "not found"), (tmp_path, "folder")):
        with pytest.raises(FileRefused, match=word):
            read_sources([path], Plan(), today=TODAY)


def test_a_kept_mapping_holds_headers_and_statuses_only(tmp_path: Path) -> None:
    rows = [["Day", "Person", "Outcome"], ["2026-03-02 10:00", CANARY, "Done"]]
    path = exports.write_csv(tmp_path / "mine.csv", rows)
    answers = iter(["1", "1", "3", "", "", "2", "", "", "1", "My calendar"])
    said: list[str] = []
    mapping = ask_mapping(
        path, lambda question: said.append(question) or next(answers), said.append
    )
    kept = save_mapping(mapping)
    assert load_mapping(kept) == mapping
    assert CANARY not in " ".join(said) + kept.read_text()
    imported = read_sources([path], Plan(), today=TODAY)
    assert next(iter(imported.weeks.values()))["sessions_kept"] == 1


def test_a_client_column_taken_for_a_status_is_refused_without_a_name(tmp_path: Path) -> None:
    rows = [["Day", "Person", "Outcome"]]
    rows += [["2026-03-02", f"{CANARY} {chr(65 + n)}", "Done"] for n in range(40)]
    path = exports.write_csv(tmp_path / "mine.csv", rows)
    said: list[str] = []
    answers = iter(["1", "1", "2", "", "", "", "", "", "1", "x"])
    with pytest.raises(PracticeError) as refused:
        ask_mapping(path, lambda question: said.append(question) or next(answers), said.append)
    assert CANARY not in " ".join(said) + everything_said(refused.value)


def test_after_an_import_no_name_is_left_in_memory_of_ours(tmp_path: Path) -> None:
    rows, _ = exports.simplepractice(Practice(1))
    path = exports.write_csv(tmp_path / "export.csv", rows)
    read_sources([path], Plan(), today=TODAY)
    tracemalloc.start()
    before = tracemalloc.take_snapshot()
    imported = read_sources([path], Plan(), today=TODAY)
    grown = tracemalloc.take_snapshot().compare_to(before, "filename")
    tracemalloc.stop()
    ours = sum(line.size_diff for line in grown if "importers" in line.traceback[0].filename)
    assert imported.weeks
    assert ours < path.stat().st_size  # the file's content is not kept anywhere
