"""The contract every engine keeps, kept by a running LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import samples, test_contract
from .test_contract import *  # noqa: F403 - the whole suite, run again over another engine
from .test_libreoffice import needs_libreoffice, office  # noqa: F401 - a fixture

pytestmark = needs_libreoffice


@pytest.fixture
def book(monkeypatch, office, tmp_path: Path):  # noqa: F811
    """The small tracker, open in LibreOffice."""
    monkeypatch.setitem(test_contract.ENGINES, "libreoffice", office.open)
    opened = office.open(samples.make_tracker(tmp_path / "tracker.xlsx"))
    yield opened
    opened.close()


(_VALUES,) = test_contract.test_a_value_comes_back_as_it_was_written.pytestmark


@pytest.mark.parametrize(*_VALUES.args)
def test_a_value_comes_back_as_it_was_written(book, written, read):
    """As in the contract; of a number, LibreOffice saves 15 digits, and the open document all."""
    cell = book.sheets["Own"].range("N9")
    cell.value = [[written]]
    live = cell.options(err_to_str=True).value
    assert live == read and type(live) is type(read)
    saved = float(f"{read:.15g}") if type(read) is float else read
    [[back]] = test_contract.write_and_reopen(book, "N9", [[written]])
    assert back == saved and type(back) is type(saved)
