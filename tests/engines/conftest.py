"""What every engine test starts from."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from . import samples


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """A small tracker with everything a user may have added to it."""
    return samples.inject_foreign_parts(samples.make_tracker(tmp_path / "tracker.xlsx"))


@pytest.fixture(autouse=True)
def no_mock_caller():
    """The mocked caller is an attribute of xlwings' class and would outlive a test."""
    yield
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
