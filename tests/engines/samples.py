"""Workbooks for the tests: a small tracker, and the things people put into theirs."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import xlsxwriter

# A one-pixel picture.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cfc00000030101007a5f1b0a0000000049454e44ae426082"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CLOCK = "recalculated_at"


def make_tracker(path: Path, *, from_1904: bool = False, formulas: bool = True) -> Path:
    """Weekly (a table to read), Income (blocks to write), Own (everything a user may add)."""
    options = {"date_1904": from_1904}
    with xlsxwriter.Workbook(path, options) as book:
        day = book.add_format({"num_format": "d mmm yyyy"})
        bold = book.add_format({"bold": True, "bg_color": "#DDEEFF"})
        weekly = book.add_worksheet("Weekly")
        columns = [{"header": name} for name in ("Week starting", "Kept", "Note", "Full")]
        weekly.add_table("A1:D7", {"name": "Weekly", "columns": columns})
        for row in range(1, 7):
            weekly.write_datetime(
                row, 0, dt.datetime(2025, 1, 6) + dt.timedelta(weeks=row - 1), day
            )
            weekly.write(row, 1, 15 + row / 2)
            weekly.write(row, 2, f"note {row}")
            weekly.write(row, 3, row % 2 == 0)
        weekly.set_column("H:H", 12, day)
        income = book.add_worksheet("Income")
        income.write_row("A1", ["Week", "Collected", "Worked out at"], bold)
        for row in range(1, 5):
            income.write_row(row, 0, [row, 1000 * row])
        income.write_blank("C2", None, day)
        own = book.add_worksheet("Own")
        _users_things(book, own, bold, formulas=formulas)
        book.define_name("plan_currency", "=Weekly!$B$2")
        book.define_name(CLOCK, "=Income!$C$2")
        book.define_name("Income!collected", "=Income!$B$2:$B$5")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Income!$B$2:$B$5", "categories": "=Income!$A$2:$A$5"})
        income.insert_chart("E2", chart)
    return path


def _users_things(book, own, bold, *, formulas: bool) -> None:
    own.write_rich_string("A1", "rich ", bold, "text")
    own.write("A2", 7)
    own.write_comment("A2", "mine")
    if formulas:
        own.write_formula("B1", "=SUM(Income!B2:B5)", None, 10000)
        own.write_formula("B2", "=B1*2", None, 20000)
        own.write_formula("B3", "=A2+1", None, 8)
        own.write_formula("B4", '=IF(collected_all>1,"much","little")', None, "much")
        own.write_dynamic_array_formula("E1:E3", "=SEQUENCE(3)", None, 1)
        book.define_name("collected_all", "=SUM(Income!$B$2:$B$5)")
    own.merge_range("G1:H2", "merged", bold)
    own.conditional_format("A1:B9", {"type": "data_bar", "data_bar_2010": True})
    own.conditional_format("A1:B9", {"type": "icon_set", "icon_style": "3_arrows"})
    own.data_validation("C1", {"validate": "list", "source": ["yes", "no"]})
    own.add_sparkline("D1", {"range": "Income!B2:B5"})
    own.insert_image("J1", "dot.png", {"image_data": _stream(PNG)})
    own.insert_button("J5", {"macro": "Mine", "caption": "Mine"})
    own.insert_textbox("J9", "a shape of mine")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Own!$A$1:$A$2", "name": "mine"})
    own.insert_chart("L2", chart)


def _stream(data: bytes):
    import io

    return io.BytesIO(data)


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a workbook."""
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def rewrite(path: Path, change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> Path:
    """The same workbook with its parts changed by a test."""
    new = change(parts(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in new.items():
            packed.writestr(name, data)
    return path


def inject_foreign_parts(path: Path) -> Path:
    """Slicer, threaded comment, custom XML, validation in an extension, and a part nobody knows."""

    def change(found: dict[str, bytes]) -> dict[str, bytes]:
        sheet = "xl/worksheets/sheet3.xml"
        extension = (
            '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
            'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
            'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
            '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Weekly!$C$2:$C$7'
            "</xm:f></x14:formula1><xm:sqref>C5</xm:sqref></x14:dataValidation>"
            "</x14:dataValidations></ext></extLst>"
        )
        found[sheet] = found[sheet].replace(b"</extLst>", extension.encode())
        assert b"CCE6A557" in found[sheet]
        new = {
            "xl/slicers/slicer1.xml": b'<slicers xmlns="urn:a"><slicer name="Mine"/></slicers>',
            "xl/slicerCaches/slicerCache1.xml": b'<slicerCacheDefinition xmlns="urn:a"/>',
            "xl/threadedComments/threadedComment1.xml": b'<ThreadedComments xmlns="urn:a"/>',
            "xl/persons/person.xml": b'<personList xmlns="urn:a"/>',
            "customXml/item1.xml": b"<mine>kept</mine>",
            "xl/odd/unknown.bin": bytes(range(256)),
        }
        found.update(new)
        links = "xl/worksheets/_rels/sheet3.xml.rels"
        added = "".join(
            f'<Relationship Id="rIdX{n}" Type="{OFFICE}/{kind}" Target="/{name}"/>'
            for n, (kind, name) in enumerate(
                (("slicer", "xl/slicers/slicer1.xml"), ("odd", "xl/odd/unknown.bin"))
            )
        )
        found[links] = found[links].replace(
            b"</Relationships>", f"{added}</Relationships>".encode()
        )
        return found

    return rewrite(path, change)


def prefixed(data: bytes) -> bytes:
    """A sheet's XML with a prefix on every element of the main namespace."""
    data = re.sub(rb"<(/?)(?![\w.]+:)([A-Za-z])", rb"<\1x:\2", data)
    return data.replace(b'xmlns="http', b'xmlns:x="http', 1)


def without_places(data: bytes) -> bytes:
    """A sheet's XML whose full rows and cells do not say where they are."""
    return re.sub(rb'(<(?:row|c)) r="[A-Z]*\d+"', rb"\1", data)


def workbooks_on_this_machine() -> list[Path]:
    """Every workbook that an installed package brings along."""
    spec = find_spec("xlwings")
    assert spec is not None and spec.origin is not None
    site = Path(spec.origin).parent.parent
    found = [p for pattern in ("*.xlsx", "*.xlsm") for p in site.rglob(pattern)]
    return sorted(p for p in found if not p.name.startswith("~$"))
