"""Which remembered results go when cells change: every one that could be wrong, few others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from practice_xl.xlsx.book import ClosedBook

from . import samples

# A formula on the sheet Own, and whether it can depend on 'Our cells'!B2, which changes.
FORMULAS = {
    "='Our cells'!B2": True,
    "='our cells'!$B$2+1": True,
    "='Our cells'!B3": False,
    "=SUM('Our cells'!A1:C3)": True,
    "=SUM('Our cells'!A1:A900)": False,
    "=SUM('Our cells'!A1:B900)": True,
    "=SUM('Our cells'!B:B)": True,
    "=SUM('Our cells'!2:2)": True,
    "=SUM('Our cells'!C:D)": False,
    "=B2": False,
    "=A1*2": True,  # the first formula of this list
    "=A11*2": True,  # the one above, so through two others
    "=total": True,
    "=total_twice+1": True,
    "=other_total": False,
    "=SUM(Numbers[Kept])": True,
    "=Numbers[[#This Row],[Kept]]": True,
    "=INDIRECT(\"'Our cells'!B\"&2)": True,
    "=OFFSET(C1,1,1)": True,
    "=IF(C1=\"'Our cells'!B2\",1,2)": False,
    "=LOG10(100)+TODAY()": False,
    "=C1:INDEX(D:D,3)": True,
}


@pytest.fixture(scope="module")
def stale(tmp_path_factory) -> set[int]:
    """Rows of the formulas that lost their result."""
    path: Path = tmp_path_factory.mktemp("dependents") / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        ours = book.add_worksheet("Our cells")
        ours.add_table(
            "A1:B4", {"name": "Numbers", "columns": [{"header": "N"}, {"header": "Kept"}]}
        )
        ours.write("B2", 1)
        own = book.add_worksheet("Own")
        for row, formula in enumerate(FORMULAS):
            own.write_formula(row, 0, formula, None, 7)
        book.define_name("total", "=SUM('Our cells'!$B$1:$B$3)")
        book.define_name("total_twice", "=total*2")
        book.define_name("other_total", "=SUM('Our cells'!$C$1:$C$3)")
    with ClosedBook(path) as book:
        book.sheets["Our cells"]["B2"].value = 2
        book.save()
    sheet = samples.parts(path)["xl/worksheets/sheet2.xml"]
    without = re.findall(rb'<c r="A(\d+)"><f>[^<]*</f></c>', sheet)
    assert sheet.count(b"<f>") == len(FORMULAS)
    return {int(row) for row in without}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_result_goes_only_if_it_can_be_wrong(stale: set[int], formula: str):
    """References of every kind, names, tables, and formulas that build their references."""
    row = list(FORMULAS).index(formula) + 1
    assert (row in stale) == FORMULAS[formula]


def test_shared_and_array_formulas_follow_too(tmp_path: Path):
    """One formula for many cells: all of its results go; another one keeps its own."""
    path = samples.make_tracker(tmp_path / "tracker.xlsx")
    cells = (
        '<row r="20"><c r="A20"><f t="shared" ref="A20:A21" si="0">Income!B4</f><v>1</v></c>'
        '<c r="B20"><f t="array" ref="B20:B21">Income!B2:B3</f><v>1</v></c>'
        '<c r="C20"><f>B21</f><v>1</v></c>'
        '<c r="D20"><f t="shared" ref="D20:D21" si="1">Income!A2</f><v>1</v></c>'
        '<c r="E20"><f t="shared" ref="E20:E21" si="2">Income!B2</f><v>1</v></c></row>'
        '<row r="21"><c r="A21" t="str"><f t="shared" si="0"/><v>1</v></c><c r="B21"><v>1</v></c>'
        '<c r="D21"><f t="shared" si="1"/><v>1</v></c>'
        '<c r="E21"><f t="shared" si="2"/><v>1</v></c></row></sheetData>'
    )
    own = "xl/worksheets/sheet3.xml"

    def change(found):
        return found | {own: found[own].replace(b"</sheetData>", cells.encode())}

    samples.rewrite(path, change)
    with ClosedBook(path) as book:
        book.sheets["Income"].range("B3:B5").value = [[1], [2], [3]]
        book.save()
    after = samples.parts(path)[own].decode()
    kept = re.findall(r'<c r="([A-E]2[01])"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>', after)
    assert kept == ["D20", "B21", "D21"]
    assert '<c r="A21"><f t="shared" si="0"/></c>' in after
