"""What every engine test starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import libreoffice, samples


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """A small tracker with everything a user may have added to it."""
    return samples.inject_foreign_parts(samples.make_tracker(tmp_path / "tracker.xlsx"))


@pytest.fixture(scope="module")
def office():
    """One LibreOffice of our own for the whole module."""
    why = libreoffice.why_unavailable()
    if why is not None:
        pytest.skip(why)
    with libreoffice.start() as started:
        yield started
