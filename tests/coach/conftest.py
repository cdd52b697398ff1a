from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from practice_xl.building.tracker import build_tracker
from practice_xl.sheets.pages.page import Facts
from practice_xl.tracker import Tracker

from .practices import FIRST_WEEK, TODAY, content


@pytest.fixture(scope="session")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice of 30 weeks; read it only."""
    path = tmp_path_factory.mktemp("tracker") / "practice.xlsx"
    build_tracker(path, first_week=FIRST_WEEK, content=content())
    return path


@pytest.fixture(scope="session")
def facts(tracker: Path) -> Facts:
    return Tracker(tracker, TODAY).report()


@pytest.fixture
def week() -> date:
    return date(2026, 10, 26)
