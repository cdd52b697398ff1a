"""Any text, any number, any date goes in and comes back."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_xl.problems import FileRefused
from practice_xl.schema.parts import cell_position
from practice_xl.xlsx.book import ClosedBook

from . import samples

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text(st.sampled_from("_x0041_X\x00\x07\r\n\t\ufffe<>&\"' =+-@🌱"), max_size=40),
    st.sampled_from(["_x0041_", "_x005F_x0041_", "__x0041__", "=1+1", "+1", "-1", "@a", "]]>"]),
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31, 23, 59, 59))
GENTLY = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return samples.make_tracker(tmp_path / "tracker.xlsx", formulas=False)


def round_trip(path: Path, sheet: str, first: str, values: list) -> list:
    row, column = cell_position(first)
    corners = (row, column), (row + len(values) - 1, column)
    with ClosedBook(path) as book:
        block = book.sheets[sheet].range(*corners)
        block.value = [[value] for value in values]
        book.save()
    with ClosedBook(path) as book:
        back = book.sheets[sheet].range(*corners).options(ndim=2).value
    return [row[0] for row in back]


@GENTLY
@given(st.lists(TEXT, min_size=20, max_size=40))
def test_any_text_comes_back_and_is_never_a_formula(path: Path, texts: list[str]):
    """Control characters, escapes that are none, markup, and what looks like a formula."""
    assert round_trip(path, "Own", "N1", texts) == texts
    column = openpyxl.load_workbook(path)["Own"]["N"]
    assert not any(cell.data_type == "f" for cell in column)


@GENTLY
@given(st.lists(FLOATS, min_size=20, max_size=40))
def test_any_finite_number_comes_back_exactly(path: Path, numbers: list[float]):
    """To the last bit."""
    assert round_trip(path, "Own", "N1", numbers) == numbers


@GENTLY
@given(st.lists(MOMENTS, min_size=20, max_size=40))
def test_any_moment_comes_back_to_the_millisecond(path: Path, moments: list[dt.datetime]):
    """From March 1900, as Excel believes in a 29 February of that year, to the end of 9999."""
    moments = [m.replace(microsecond=m.microsecond // 1000 * 1000) for m in moments]
    assert round_trip(path, "Weekly", "H2", moments) == moments


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (math.nan, "not a finite number"),
        (math.inf, "not a finite number"),
        (np.float64("nan"), "not a finite number"),
        (Decimal("Infinity"), "not a finite number"),
        (10**400, "not a finite number"),
        (pd.NaT, "missing date"),
        (dt.date(1850, 1, 1), "before 1900"),
        ("a" * 32_768, "more than 32,767 characters"),
        ("🌱" * 16_384, "more than 32,767 characters"),
        ("half \ud83c", "half a character"),
        (object(), "no number, text or date"),
    ],
)
def test_what_no_cell_can_hold_is_refused_by_its_place(path: Path, value, words: str):
    """A sentence with the cell, never with the value; nothing of the block is written."""
    before = path.read_bytes()
    with ClosedBook(path) as book:
        sheet = book.sheets["Own"]
        with pytest.raises(ValueError, match=words) as caught:
            sheet.range("N1:O1").value = [1, value]
        assert isinstance(caught.value, FileRefused) and "Own!O1 " in str(caught.value)
        assert sheet.range("N1:O1").value == [None, None]
        book.save()
    assert path.read_bytes() == before


def test_the_longest_text_fits(path: Path):
    """Exactly 32,767 characters, counted as Excel counts."""
    longest = ["a" * 32_767, "🌱" * 16_383 + "a"]
    assert round_trip(path, "Own", "N1", longest) == longest


def test_times_and_kinds_of_numbers(path: Path):
    """A time of day is a part of a day; Decimal and numpy numbers are numbers."""
    values = [dt.time(18, 0), Decimal("1.5"), np.int32(7), np.float32(0.5)]
    assert round_trip(path, "Own", "N1", values) == [0.75, 1.5, 7.0, 0.5]
