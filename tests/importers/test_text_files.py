"""What is taken out of a text file: the columns wanted, people only as numbers."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
from practice_xl.importers.tables import Collector
from practice_xl.problems import FileRefused

from . import exports
from .exports import CANARY, TODAY, Practice


@pytest.mark.parametrize("write", [exports.simplepractice, exports.jane])
def test_no_cell_of_a_person_is_ever_in_a_column(tmp_path: Path, monkeypatch, write) -> None:
    """What is kept of a file while it is read holds no name, from the first row on."""
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path))
    kept: list[bytes] = []
    add = Collector.add

    def watched(self: Collector, rows: list[list[str]], numbers: list[int]) -> None:
        add(self, rows, numbers)
        file = self.file
        kept.append(pickle.dumps([self._columns, file.cells, file.people, file.whole, file.key]))

    monkeypatch.setattr(Collector, "add", watched)
    table, _ = write(Practice(1))
    assert CANARY in str(table)
    source = exports.write_csv(tmp_path / "a.csv", table)
    read_sources([source], Plan(), today=TODAY, notice_hours=24)
    assert kept
    assert not any(CANARY.encode() in part for part in kept)


def test_a_cell_without_end_is_a_sentence(tmp_path: Path) -> None:
    """A field longer than any cell can be is a quotation mark that was never closed."""
    text = exports.as_csv([["Date of service", "Status", "Charge"], ["2026-03-03", "Show", "1"]])
    path = tmp_path / "a.csv"
    path.write_text(text + '2026-03-04,"' + "x" * 140_000 + '",1\n', encoding="utf-8")
    with pytest.raises(FileRefused, match="131,072 characters"):
        read_sources([path], Plan(), today=date(2026, 6, 27))
