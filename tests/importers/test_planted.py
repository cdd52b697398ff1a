"""Fifteen planted names, addresses and notes appear nowhere, whatever program they come from."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from practice_xl.cli import main
from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
from practice_xl.importers.declaration import all_sources
from practice_xl.importers.own_mapping import ask_mapping, config_folder, save_mapping
from practice_xl.importers.programs.figures import SOURCES as OWN
from practice_xl.problems import FileRefused
from practice_xl.tracker import Tracker

from . import exports
from .exports import TODAY

PLANTED = (
    *("Adaquill Xenders", "Brontë Quixwell", "Zoë O'Xaviour", "Jürgen Xylander", "Mx. Qwertle"),
    *("adaq@quixmail.test", "b.xenders@quixmail.test", "+1 (555) 010-7788", "555-010-9933"),
    *("cried about Xander", "told me of Quibble", "left Xanthippe", "dob 1980-13-77"),
    *("12 Quixote Lane", "member XQ77-1Z"),
)
WORDS = {
    "status": "Show",
    "state": "arrived",
    "type": "Appointment",
    "event type": "Payment",
    "invoice status": "paid",
    "transaction type": "credit",
    "balance impact": "Credit",
    "account type": "Income",
    "canceled": "false",
    "all day": "no",
}


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path / "configuration"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def planted_rows(headers: list[str], known: set[str]) -> exports.Table:
    """Rows of one report: planted texts in every column that is not a date, a word or a number."""
    rows: exports.Table = [[*headers, "Client name", "Description", "E-mail", "Notes"]]
    for at, _ in enumerate(PLANTED):
        cells = []
        for header in headers:
            if "date" in header or header in ("created", "start", "starts", "start at"):
                cells.append(f"2026-06-{1 + at:02}")
            elif "time" in header:
                cells.append("09:00")
            elif header in known:
                cells.append(WORDS.get(header, "10"))
            else:
                cells.append(PLANTED[at])
        rows.append([*cells, *(PLANTED[(at + step) % 15] for step in range(4))])
    return rows


def everything_in(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in (".csv",):
            yield path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as package:
                    yield from map(package.read, package.namelist())


def check_nowhere(said: str, folder: Path) -> None:
    kept = [said.casefold().encode(), *(part.lower() for part in everything_in(folder))]
    for text in PLANTED:
        assert not any(text.casefold().encode() in part for part in kept), text


SOURCES = [source for source in all_sources() if source not in OWN and source.program != "Calendar"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_nothing_planted_is_found_anywhere(
    source, tmp_path: Path, make_tracker: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    """In the preview, messages, mappings, the workbook and what is left on the disk."""
    headers = [column.names[0] for column in source.columns]
    known = {
        column.names[0]
        for column in source.columns
        if not column.person and (not column.sign or column.needed) and column.role != "clinician"
    }
    path = exports.write_csv(tmp_path / "a.csv", planted_rows(headers, known))
    tracker = make_tracker()
    said: list[str] = []
    try:
        preview = Tracker(tracker, TODAY, datetime(2026, 11, 6, 16, 0)).import_(
            [path], notice_hours=24
        )
        said.append(str(preview))
    except FileRefused as refused:
        said.append(str(refused))
    assert said
    check_nowhere(" ".join([*said, *capfd.readouterr()]), tmp_path)


def test_nothing_planted_is_found_of_a_mapped_calendar(tmp_path: Path) -> None:
    """Neither in the questions, nor in the mapping on the disk, nor in what is said of unknowns."""
    rows: exports.Table = [["Subject", "When", "What", "Attended"]]
    rows += [
        [name, f"2026-06-{1 + at:02} 09:00", name, "yes" if at % 3 else "no"]
        for at, name in enumerate(PLANTED)
    ]
    path = exports.write_csv(tmp_path / "mine.csv", rows)
    for status in ("1", "3"):
        said: list[str] = []
        answers = iter(["1", "2", status])
        with pytest.raises(FileRefused) as refused:
            ask_mapping(
                path, lambda one, to=said, of=answers: to.append(one) or next(of), said.append
            )
        check_nowhere(" ".join([*said, str(refused.value)]), tmp_path)
    said = []
    answers = iter(["1", "2", "4", "", "", "", "", "", "2", "1", "mine"])
    mapping = ask_mapping(path, lambda one: said.append(one) or next(answers), said.append)
    save_mapping(mapping)
    imported = read_sources([path], Plan(), today=TODAY)
    assert sum(week["sessions_kept"] for week in imported.weeks.values()) == 10
    check_nowhere(" ".join([*said, repr(imported)]), tmp_path)
    assert list(config_folder().rglob("*.json"))


def test_ctrl_d_at_a_question_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = exports.write_csv(tmp_path / "mine.csv", [["Day", "Outcome"], ["2026-06-01", "Done"]])

    def no_more(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", no_more)
    assert main(["import", str(tmp_path / "t.xlsx"), "--map", str(path)]) == 1
    assert "Nothing was kept." in capsys.readouterr().out
    assert not config_folder().exists()
