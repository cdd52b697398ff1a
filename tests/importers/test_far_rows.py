"""A workbook whose row numbers are damaged."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from practice_xl.importers.files import open_sheets
from practice_xl.problems import FileRefused


def test_a_row_beyond_the_last_of_excel_is_damage_not_a_wait_without_end():
    """openpyxl would count up to it, a blank row at a time."""
    book, whole, damaged = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["Date", "Amount"])
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<row r="1"', b'<row r="99999999999999999999"')
            new.writestr(name, data)
    [sheet] = open_sheets("export.xlsx", damaged.getvalue())
    with pytest.raises(FileRefused, match="damaged workbook"):
        for _ in sheet.rows():
            pass
