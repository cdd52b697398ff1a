"""What is taken out of a text file: the columns wanted, people only as numbers, dates parted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
from practice_xl.importers.parted import LONGEST_DATE, part_dates
from practice_xl.importers.text_files import TextGrid

from . import exports
from .exports import CANARY, TODAY, Practice

DATES = st.text("0123456789/:-. TAPM,é", max_size=LONGEST_DATE // 2)


@pytest.mark.parametrize("write", [exports.simplepractice, exports.jane])
def test_no_cell_of_a_person_is_ever_in_a_column(tmp_path: Path, monkeypatch, write) -> None:
    """Of what pandas made of the file, the person's columns are numbers, and no other is there."""
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path))
    tables: list[pd.DataFrame] = []
    real = TextGrid._read
    monkeypatch.setattr(TextGrid, "_read", lambda *these: tables.append(real(*these)) or tables[-1])
    table, _ = write(Practice(1))
    assert CANARY in str(table)
    source = exports.write_csv(tmp_path / "a.csv", table)
    read_sources([source], Plan(), today=TODAY, notice_hours=24)
    [made] = tables
    assert len(made) >= len(table) - 1
    assert CANARY not in made.to_csv()
    assert any(made[column].dtype == np.int64 for column in made)


@given(st.lists(DATES, min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_a_day_and_its_time_make_the_whole_text_again(texts: list[str]) -> None:
    """Whatever stands in the cells: each different one once, and nothing lost but the gap."""
    days, times = part_dates(np.array([text.encode() for text in texts], f"S{LONGEST_DATE}"))
    pairs = zip(
        days.spread(days.values, "", object), times.spread(times.values, "", object), strict=True
    )
    for text, (day, time) in zip(texts, pairs, strict=True):
        assert text.strip() in (day, f"{day} {time}", f"{day}T{time}")
    assert len(set(days.values)) == len(days.values)


@pytest.mark.parametrize(
    ("written", "day", "time"),
    [
        ("3/31/26 9:30 AM", "3/31/26", "9:30 AM"),
        ("2026-03-31T09:30", "2026-03-31", "09:30"),
        ("31 March 2026, 9:30", "31 March 2026,", "9:30"),
        ("46112", "46112", None),
        ("9:30", "9:30", None),
    ],
)
def test_a_time_is_parted_from_its_day(written: str, day: str, time: str | None) -> None:
    days, times = part_dates(np.array([written.encode()], f"S{LONGEST_DATE}"))
    assert days.values == [day]
    assert [value for value in times.values if value] == [time] * (time is not None)
