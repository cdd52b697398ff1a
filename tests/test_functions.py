"""The functions for cells: the same numbers as the sheets, and words in place of errors."""

from __future__ import annotations

import subprocess
import sys

import pytest

from practice_xl import functions


@pytest.mark.parametrize(
    ("name", "cells", "shown"),
    [
        ("PRACTICE_UTILISATION", (18, 24), 18 / 24),
        ("PRACTICE_UTILISATION", (18, 0), None),
        ("PRACTICE_UTILISATION", (None, 24), None),
        ("PRACTICE_UTILISATION", ("18", 24), 18 / 24),
        ("PRACTICE_UTILISATION", ("eighteen", 24), "needs numbers"),
        ("PRACTICE_UTILISATION", ([[1, 2]], 24), "needs numbers"),
        ("PRACTICE_CEILING", (25, 150, 48), 25 * 150 * 48),
        ("PRACTICE_FEE_FOR_GOAL", (144_000, 20, 48), 144_000 / (20 * 48)),
        ("PRACTICE_FEE_FOR_GOAL", (144_000, 0, 48), None),
    ],
)
def test_a_cell_shows(name, cells, shown):
    """A number, nothing, or a word; never an error."""
    assert getattr(functions, name)(*cells) == shown


def test_the_settings_of_a_workbook_name_this_module():
    """Import Functions finds them by the name in the workbook."""
    from practice_xl.building.macros import SETTINGS

    assert dict(SETTINGS)["UDF MODULES"] == functions.__name__


def test_xlwings_pro_stays_out():
    """Importing the functions brings nothing in that is not free."""
    check = "import sys, practice_xl.functions; assert not sys.modules.get('xlwings.pro')"
    subprocess.run([sys.executable, "-c", check], check=True)
