"""No defined name twice in one scope: Excel answers that with its repair dialogue."""

import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from practice_xl import making
from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.coach.roster import roster
from practice_xl.upgrading import upgrade

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    """One workbook of each kind that the product writes."""
    folder = tmp_path_factory.mktemp("names")
    demo = making.demo(folder / "demo")
    upgraded = Path(shutil.copy(ROOT / "tests/stored/version_2.xlsx", folder / "upgraded.xlsx"))
    upgrade(upgraded, EXAMPLE_DAY, datetime(2026, 11, 6, 16))
    overview = folder / "roster.xlsx"
    roster(demo.copy.parent, overview, today=EXAMPLE_DAY)
    return {
        "new": making.new(folder / "new.xlsx", EXAMPLE_DAY),
        "with macros": making.new(folder / "new.xlsm", EXAMPLE_DAY),
        "demo": demo.tracker,
        "coach copy": demo.copy,
        "upgraded": upgraded,
        "roster": overview,
        "committed tracker": ROOT / "workbook/practice_tracker.xlsx",
        "committed example": ROOT / "workbook/example_year.xlsx",
    }


@pytest.mark.parametrize(
    "kind",
    [
        "new",
        "with macros",
        "demo",
        "coach copy",
        "upgraded",
        "roster",
        "committed tracker",
        "committed example",
    ],
)
def test_no_defined_name_stands_twice_in_one_scope(made, kind):
    """Compared without case, for the workbook and for each sheet; tables share that space."""
    with ZipFile(made[kind]) as parts:
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        tables = [
            ElementTree.fromstring(parts.read(name)).get("name")
            for name in parts.namelist()
            if name.startswith("xl/tables/")
        ]
    names = [(n.get("localSheetId"), n.get("name")) for n in book.iter(f"{MAIN}definedName")]
    names += [(None, name) for name in tables]
    seen = Counter((scope, name.casefold()) for scope, name in names)
    assert [name for name, count in seen.items() if count > 1] == []
