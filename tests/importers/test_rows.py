"""Cells found in bytes are the cells the csv module reads, and nobody's name is taken out."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Plan
from practice_xl.importers import cell_ends, read_sources
from practice_xl.importers.cell_ends import OpenQuoteError
from practice_xl.importers.rows import Rows

from . import exports
from .exports import CANARY, TODAY, Practice

CELLS = st.text("ab é7:,;\"'\n|", max_size=12) | st.sampled_from(
    ["", " ", "      ", "x" * 70, "y" * 71, "z" * 300]
)


def cells_of(rows: Rows) -> list[list[str]]:
    return [[rows.text(row, at) for at in range(rows.widths[row])] for row in range(len(rows))]


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8), st.data())
@settings(max_examples=200, deadline=None)
def test_any_table_is_read_back_as_it_was_written(table: list[list[str]], data: Any) -> None:
    """In every encoding, separator and line end; parted anywhere into the parts looked through."""
    separator, end = data.draw(st.sampled_from(",;\t|")), data.draw(st.sampled_from(["\n", "\r\n"]))
    encoding = data.draw(st.sampled_from(["utf-8", "cp1252"]))
    part = cell_ends._PART
    cell_ends._PART = data.draw(st.sampled_from([1, 7, part]))
    try:
        rows = Rows(exports.as_csv(table, separator, end).encode(encoding), encoding, separator)
    finally:
        cell_ends._PART = part
    assert cells_of(rows) == [[cell.strip(" \t\r") for cell in row] for row in table]
    for at in range(5):
        column = rows.column(at, 0)
        spelled = column.spread(column.values, "", object).tolist()
        shown = [row[at].strip(" \t\r") if at < len(row) else "" for row in table]
        assert spelled == ["" if cell.isspace() else cell for cell in shown]
        assert len(set(column.values)) == len(column.values)


@given(st.text('ab,7\n"', min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_quotes_anywhere_part_the_cells_as_the_csv_module_does(text: str) -> None:
    """Stray quotes are letters; one that opens a cell and never closes is said."""
    try:
        rows = Rows(text.encode(), "utf-8", ",")
    except OpenQuoteError:
        with pytest.raises(csv.Error):
            list(csv.reader(StringIO(text), strict=True))
        return
    expected = [row or [""] for row in csv.reader(StringIO(text, newline=""))]
    read = cells_of(rows)
    assert [len(row) for row in read] == [len(row) for row in expected]
    bare = [[cell.replace('"', "") for cell in row] for row in expected]
    assert [[cell.replace('"', "") for cell in row] for row in read] == bare


def test_cells_with_one_number_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two different long cells had the same number, they would be compared byte by byte."""
    monkeypatch.setattr("practice_xl.importers.rows._MIX", np.uint64(0))
    rows = Rows(b"a longer cell, one\na longer coll, one\na longer cell, one\n", "utf-8", ";")
    column = rows.column(0, 0)
    assert column.values == ["a longer cell, one", "a longer coll, one"]
    assert column.codes.tolist() == [0, 1, 0]


def test_a_time_is_parted_from_its_day_wherever_the_text_ends() -> None:
    for written in ("3/31/26 9:30 AM", "2026-03-31T09:30", "31 March 2026, 9:30", "46112", "9:30"):
        days, times = Rows(f"x;{written}".encode(), "utf-8", ";").dated_column(1, 0)
        whole = " ".join([*days.values, *times.values])
        assert whole.replace("T", " ") == written.replace("T", " ")


def test_no_cell_of_a_person_is_taken_out_but_to_be_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the client's column each different name once, for its hash; of the insurer's nothing."""
    taken: list[str] = []
    real = Rows._taken

    def spy(rows: Rows, start: int, end: int) -> str:
        taken.append(real(rows, start, end))
        return taken[-1]

    monkeypatch.setattr(Rows, "_taken", spy)
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path))
    table, _ = exports.simplepractice(Practice(1))
    read_sources([exports.write_csv(tmp_path / "a.csv", table)], Plan(), today=TODAY)
    people = [text for text in taken if CANARY in text]
    assert sorted(people) == sorted({row[1] for row in table[1:]})
    assert not any("Payer" in text for text in taken)
