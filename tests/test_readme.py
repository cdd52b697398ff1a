"""The README says the truth: its tables are made from the schema, its commands exist."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from conftest import steady_weeks

from practice_xl.cli import COMMANDS, main
from practice_xl.schema.inputs import TABLE_BY_NAME, WEEKLY
from practice_xl.schema.parts import cell_name

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_schema():
    """Mend it with: python scripts/update_readme.py"""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from update_readme import updated
    finally:
        sys.path.pop(0)
    for document in (README, (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")):
        assert updated(document) == document


def test_every_command_named_exists():
    """No command in the README, in a message or on a sheet that the program does not have."""
    texts = {"README.md": README}
    texts |= {
        str(path): path.read_text(encoding="utf-8")
        for path in ROOT.joinpath("practice_xl").rglob("*.py")
    }
    texts["MANUAL.md"] = (ROOT / "tests" / "MANUAL.md").read_text(encoding="utf-8")
    for place, text in texts.items():
        for name in re.findall(r"practice-xl ([a-z]+)", text):
            assert name in COMMANDS, f"{place} names practice-xl {name}"


def test_the_message_shown_is_a_real_one(make_tracker, capsys):
    """The block in the README is what the program prints."""
    weeks = steady_weeks(6)
    weeks[1]["sessions_kept"] = "eighteen"
    row, column = TABLE_BY_NAME["Weekly"].place
    cell = cell_name(row + 2, column + WEEKLY.keys.index("sessions_kept"))
    path = make_tracker(weeks)
    assert main(["recalculate", str(path), "--as-of=2026-11-06"]) == 1
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert shown
    assert capsys.readouterr().err.strip() == shown[1].strip()
    assert f"Weekly!{cell}" in shown[1]


def test_the_readme_is_short():
    """About 150 lines at most, and its picture is there."""
    assert len(README.splitlines()) <= 150
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (ROOT / picture).is_file()


@pytest.mark.parametrize("word", ["A/R", "P10", "Shapley", "pooled", "utilisation"])
def test_the_sheets_use_plain_words(word):
    """No jargon in what the owner reads: labels, headers, help, purposes."""
    from practice_xl.schema.blocks import BLOCKS
    from practice_xl.schema.inputs import TABLES
    from practice_xl.schema.levers import LEVERS
    from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MEASURABLES, MONTH_RATES
    from practice_xl.schema.settings import SETTINGS
    from practice_xl.schema.sheets import SHEETS

    said = [sheet.purpose for sheet in SHEETS]
    said += [text for s in SETTINGS for text in (s.label, s.unit, s.help)]
    said += [text for t in TABLES for c in t.columns for text in (c.label, c.unit, c.help)]
    said += [text for b in BLOCKS for text in (b.title, *b.labels, *(c.label for c in b.columns))]
    said += [r.label + r.help for r in (*CAPACITY_RATES, *INCOME_RATES, *MONTH_RATES)]
    said += [m.label + m.unit for m in MEASURABLES] + [lever.label + lever.help for lever in LEVERS]
    assert not [text for text in said if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]
