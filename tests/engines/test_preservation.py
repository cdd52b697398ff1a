"""What a user put into the workbook is still there, byte for byte."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from practice_xl.xlsx.book import ClosedBook

from . import samples

INCOME = "xl/worksheets/sheet2.xml"
OWN = "xl/worksheets/sheet3.xml"


def write_income(path: Path) -> None:
    """Change the block that formulas, a chart and a sparkline of the user's look at."""
    with ClosedBook(path) as book:
        book.sheets["Income"].range("B2:B5").value = [[11.5], [22], [33], [44]]
        book.save()


def changed_parts(before: dict[str, bytes], path: Path) -> set[str]:
    after = samples.parts(path)
    assert list(after) == list(before), "parts appeared, went or moved"
    return {name for name in before if after[name] != before[name]}


def test_only_the_allowed_parts_change(tracker: Path):
    """Our cells, results of formulas that depend on them, calcPr, and the chart that draws them."""
    before = samples.parts(tracker)
    write_income(tracker)
    allowed = {INCOME, OWN, "xl/workbook.xml", "xl/charts/chart2.xml", "xl/charts/chart1.xml"}
    changed = changed_parts(before, tracker)
    assert changed <= allowed
    drawn = changed & {"xl/charts/chart1.xml", "xl/charts/chart2.xml"}
    assert len(drawn) == 1 and b"Income!$B$2:$B$5" in before[drawn.pop()]


def test_excel_is_asked_to_calculate_only_where_a_result_went(tracker: Path):
    """One attribute of the workbook part is set; nothing else of it changes."""

    def quieten(found):
        workbook = found["xl/workbook.xml"]
        quiet = re.sub(rb"<calcPr[^>]*/>", b'<calcPr calcId="191029"/>', workbook)
        return found | {"xl/workbook.xml": quiet}

    samples.rewrite(tracker, quieten)
    before = samples.parts(tracker)["xl/workbook.xml"]
    with ClosedBook(tracker) as book:
        book.sheets["Weekly"]["B3"].value = 1
        book.save()
    assert samples.parts(tracker)["xl/workbook.xml"] == before
    write_income(tracker)
    asked = before.replace(b'calcId="191029"', b'calcId="191029" fullCalcOnLoad="1"')
    assert samples.parts(tracker)["xl/workbook.xml"] == asked


def test_without_formulas_one_sheet_and_one_chart_change(tmp_path: Path):
    """A workbook without formulas is not asked to calculate."""
    path = samples.make_tracker(tmp_path / "plain.xlsx", formulas=False)
    before = samples.parts(path)
    write_income(path)
    changed = changed_parts(before, path)
    assert INCOME in changed and len(changed) == 2
    assert all(name == INCOME or "charts/" in name for name in changed)


def test_a_users_sheet_loses_only_stale_results(tracker: Path):
    """Formulas stay; results that depend on our cells go, all others stay."""
    before = samples.parts(tracker)[OWN]
    write_income(tracker)
    after = samples.parts(tracker)[OWN]
    cells = {cell: f'<c r="{cell}"' for cell in ("B1", "B2", "B3", "B4")}
    stale = {cell: re.search(rb'<c r="%b".*?</c>' % cell.encode(), after)[0] for cell in cells}
    assert all(b"<f>" in found for found in stale.values())
    assert [b"<v>" in stale[cell] for cell in ("B1", "B2", "B3", "B4")] == [
        False,
        False,
        True,
        False,
    ]
    for cell in ("B1", "B2", "B4"):
        old = re.search(rb'<c r="%b".*?</c>' % cell.encode(), before)[0]
        before = before.replace(old, stale[cell])
    assert after == before


def test_inside_our_sheet_only_our_cells_change(tracker: Path):
    """Everything before and after the changed cells keeps its bytes."""
    before = samples.parts(tracker)[INCOME]
    write_income(tracker)
    after = samples.parts(tracker)[INCOME]
    cell = re.compile(rb'<c r="B[2-5]".*?(?:/>|</c>)', re.DOTALL)
    assert cell.sub(b"", after) == cell.sub(b"", before)


def test_styles_of_new_cells_come_from_their_row_or_column(tracker: Path):
    """A cell that was not there before looks like its column."""
    with ClosedBook(tracker) as book:
        book.sheets["Weekly"].range("H3:H30").value = [[45000 + n] for n in range(28)]
        book.save()
    sheet = openpyxl.load_workbook(tracker)["Weekly"]
    assert sheet["H3"].number_format == sheet["H30"].number_format == "d mmm yyyy"
    assert sheet["H30"].value.year == 2023
    assert sheet.dimensions == "A1:H30"


def test_an_overwritten_formula_takes_the_calculation_chain_with_it(tracker: Path):
    """The chain must name only cells that hold a formula; without one Excel makes it anew."""
    chain = (
        b'<?xml version="1.0"?><calcChain xmlns="urn:m"><c r="B1" i="3"/><c r="B2"/></calcChain>'
    )
    link = '<Relationship Id="rIdC" Type="{}/calcChain" Target="calcChain.xml"/></Relationships>'
    kind = b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'

    def change(found):
        found["xl/calcChain.xml"] = chain
        links = "xl/_rels/workbook.xml.rels"
        new = link.format(samples.OFFICE).encode()
        found[links] = found[links].replace(b"</Relationships>", new)
        types = "[Content_Types].xml"
        found[types] = found[types].replace(b"</Types>", kind)
        return found

    samples.rewrite(tracker, change)
    for cell, kept in (("N1", True), ("B1", False)):
        with ClosedBook(tracker) as book:
            book.sheets["Own"][cell].value = 1
            book.save()
        found = samples.parts(tracker)
        for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
            assert (b"calcChain" in found[part]) is kept
        assert ("xl/calcChain.xml" in found) is kept


def test_charts_remember_the_new_values(tracker: Path):
    """A program that draws a chart from memory draws the new numbers."""
    write_income(tracker)
    charts = [data for name, data in samples.parts(tracker).items() if "charts/chart" in name]
    drawn = next(data for data in charts if b"Income!$B$2:$B$5" in data)
    values = drawn[drawn.index(b"<c:val>") :]
    assert re.findall(rb"<c:v>([^<]*)</c:v>", values) == [b"11.5", b"22", b"33", b"44"]


ODD = {
    "prefixed": (samples.prefixed, {}),
    "no places": (samples.without_places, {}),
    "comment between cells": (lambda data: data.replace(b"<c ", b"<!-- <c r='A1'/> --><c "), {}),
    "raw greater-than": (lambda data: data.replace(b'<c r="B3"', b'<c data=">" r="B3"'), {}),
    "apostrophes": (lambda data: re.sub(rb'="([^"]*)"', rb"='\1'", data), {}),
    "spaces": (lambda data: data.replace(b"<c ", b"<c\n  ").replace(b'"/>', b'" />'), {}),
    "self-closing rows": (
        lambda data: data.replace(b"</sheetData>", b'<row r="40"/></sheetData>'),
        {},
    ),
    "byte order mark": (lambda data: b"\xef\xbb\xbf" + data, {}),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_but_correct_xml_is_read_and_patched(tmp_path: Path, odd: str):
    """Other programs write the same sheet in other ways."""
    path = samples.make_tracker(tmp_path / "odd.xlsx", formulas=False)
    usual = ClosedBook(path).sheets["Income"].range("A1:C9").options(ndim=2).value
    samples.rewrite(path, lambda found: found | {INCOME: ODD[odd][0](found[INCOME])})
    with ClosedBook(path) as book:
        sheet = book.sheets["Income"]
        assert sheet.range("A1:C9").options(ndim=2).value == usual
        sheet.range("B3").value = 2.5
        sheet.range("B40").value = "far"
        sheet.range("D2").value = "new column"
        book.save()
    with ClosedBook(path) as book:
        again = book.sheets["Income"].range("A1:D40").options(ndim=2).value
    assert (again[2][1], again[39][1], again[1][3]) == (2.5, "far", "new column")
    again[2][1] = usual[2][1]
    assert [row[:3] for row in again[:9]] == usual
    theirs = openpyxl.load_workbook(path)["Income"]
    assert (theirs["B3"].value, theirs["B40"].value, theirs["D2"].value) == (
        2.5,
        "far",
        "new column",
    )


def test_inline_and_shared_strings_read_the_same(tracker: Path):
    """Text inside the cell, shared, rich, or split by CDATA."""

    def change(found):
        cells = (
            '<c r="A8" t="inlineStr"><is><r><t>in</t></r><r><rPr><b/></rPr><t xml:space="preserve">'
            ' line</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>'
            '<c r="B8" t="str"><v>a <![CDATA[<b>]]></v></c><c r="C8" t="d"><v>2025-01-06</v></c>'
        )
        row = f'<row r="8">{cells}</row></sheetData>'
        return found | {INCOME: found[INCOME].replace(b"</sheetData>", row.encode())}

    samples.rewrite(tracker, change)
    with ClosedBook(tracker) as book:
        assert book.sheets["Own"]["A1"].value == "rich text"
        text, cdata, date = book.sheets["Income"].range("A8:C8").value
        assert (text, cdata, date.isoformat()) == ("in line", "a <b>", "2025-01-06T00:00:00")


def test_dates_of_the_old_mac_calendar_are_the_same_days(tmp_path: Path):
    """A workbook that counts from 1904 shows and takes the same dates."""
    path = samples.make_tracker(tmp_path / "mac.xlsx", from_1904=True)
    with ClosedBook(path) as book:
        sheet = book.sheets["Weekly"]
        assert sheet["A2"].value.date().isoformat() == "2025-01-06"
        sheet["A2"].value = sheet["A3"].value
        book.save()
    assert openpyxl.load_workbook(path)["Weekly"]["A2"].value.date().isoformat() == "2025-01-13"


@pytest.mark.parametrize("original", samples.workbooks_on_this_machine(), ids=lambda p: p.name)
def test_any_workbook_keeps_all_other_parts(original: Path, tmp_path: Path):
    """Every workbook found on this machine: one cell written, every other part untouched."""
    path = Path(shutil.copy(original, tmp_path / original.name))
    before = samples.parts(path)
    with ClosedBook(path) as book:
        sheet = next(iter(book.sheets))
        sheet.range("AA101:AB102").value = [["text", 1.5], [True, None]]
        part = book.package.sheets[0].part
        book.save()
    assert changed_parts(before, path) <= {part, "xl/workbook.xml"}
    sheet = openpyxl.load_workbook(path, keep_vba=True).worksheets[0]
    assert [sheet["AA101"].value, sheet["AB101"].value, sheet["AA102"].value] == ["text", 1.5, True]
