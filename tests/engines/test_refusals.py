"""What is not touched: one sentence that says what to do, nothing changed, nothing left behind."""

from __future__ import annotations

import errno
import io
import os
import random
import re
import struct
import warnings
import zipfile
from pathlib import Path

import msoffcrypto
import pytest

from practice_xl.problems import FileBusy, FileRefused, PracticeError
from practice_xl.xlsx import archive
from practice_xl.xlsx.book import ClosedBook

from . import samples

WEEKLY = "xl/worksheets/sheet1.xml"
INCOME = "xl/worksheets/sheet2.xml"
DOCTYPE = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def recalculate(path: Path) -> None:
    """What every recalculation does with a file: read it, write a block, save."""
    with ClosedBook(path) as book:
        book.sheets["Income"].range("A1:B9").options(ndim=2).value  # noqa: B018
        book.sheets["Income"].range("B2:B5").value = [[1], [2], [3], [4]]
        book.save()


def with_bytes(data: bytes):
    return lambda path: path.write_bytes(data)


def with_part(name: str, change):
    return lambda path: samples.rewrite(path, lambda found: found | {name: change(found[name])})


def with_new_part(name: str, data: bytes):
    return lambda path: samples.rewrite(path, lambda found: found | {name: data})


def encrypt(path: Path) -> None:
    packed = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())).encrypt("secret", packed)
    path.write_bytes(packed.getvalue())


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_bits_in_sheet(path: Path) -> None:
    data = bytearray(path.read_bytes())
    start = data.index(INCOME.encode()) + len(INCOME) + 40
    data[start] ^= 0x55
    path.write_bytes(data)


def flip_bits_in_picture(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        info = next(i for i in packed.infolist() if i.filename.endswith("image1.png"))
    data = bytearray(path.read_bytes())
    data[info.header_offset + 30 + len(info.filename) + 5] ^= 0x55
    path.write_bytes(data)


def lie_about_size(path: Path) -> None:
    data = bytearray(path.read_bytes())
    entry = data.rindex(INCOME.encode()) - 46
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)
    path.write_bytes(data)


def add_twice(path: Path) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as packed:
        warnings.simplefilter("ignore")
        packed.writestr(INCOME, b"<worksheet/>")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_ods(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<a/>")


def make_other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "Dear Ada")


def far_cell(data: bytes) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return data.replace(b"</sheetData>", far)


def new_row(cells: str):
    row = f'<row r="2"><c r="A2"><v>1</v></c>{cells}</row>'.encode()
    return lambda data: re.sub(rb'<row r="2".*?</row>', lambda _: row, data, flags=re.DOTALL)


def merge(data: bytes) -> bytes:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B3:C4"/></mergeCells>'
    return data.replace(b"</sheetData>", merged)


OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
BOMB = bytes(20_000_000)

# What is done to the file, the failure, and words its sentence must hold.
REFUSED = {
    "open in Excel": (lambda p: p.with_name(f"~${p.name}").touch(), FileBusy, "open in another"),
    "open in LibreOffice": (
        lambda p: p.with_name(f".~lock.{p.name}#").touch(),
        FileBusy,
        "close it there",
    ),
    "read-only": (lambda p: p.chmod(0o444), FileRefused, "read-only"),
    "encrypted": (encrypt, FileRefused, "remove the password"),
    "signed": (with_new_part("_xmlsignatures/origin.sigs", b""), FileRefused, "signed"),
    "truncated": (cut_short, FileRefused, "backup"),
    "bits flipped in a sheet": (flip_bits_in_sheet, FileRefused, "damaged part"),
    "bits flipped in a picture": (flip_bits_in_picture, FileRefused, "damaged part"),
    "a size that lies": (lie_about_size, FileRefused, "damaged part"),
    "zip bomb": (with_new_part("xl/media/bomb.png", BOMB), FileRefused, "trap"),
    "enormous extent": (with_part(INCOME, far_cell), FileRefused, "far outside"),
    "document type in a sheet": (
        with_part(INCOME, lambda d: d.replace(b"<worksheet", DOCTYPE + b"<worksheet")),
        FileRefused,
        "document type",
    ),
    "external entity in the workbook": (
        with_part("xl/workbook.xml", lambda d: d.replace(b"<workbook", DOCTYPE + b"<workbook")),
        FileRefused,
        "document type",
    ),
    "document type in shared text": (
        with_part("xl/sharedStrings.xml", lambda d: d.replace(b"<sst", DOCTYPE + b"<sst")),
        FileRefused,
        "document type",
    ),
    "duplicate parts": (add_twice, FileRefused, "same part twice"),
    "the old format": (with_bytes(OLD_FORMAT), FileRefused, ".xls"),
    "OpenDocument": (make_ods, FileRefused, "OpenDocument"),
    "csv": (with_bytes(b"week,kept\n2025-01-06,18\n"), FileRefused, "text file"),
    "web page": (with_bytes(b"\n<!DOCTYPE html><html><table>"), FileRefused, "web page"),
    "another zip": (make_other_zip, FileRefused, "something else"),
    "another kind of bytes": (with_bytes(bytes(range(256)) * 9), FileRefused, "not an Excel"),
    "empty": (with_bytes(b""), FileRefused, "empty"),
    "a folder": (make_folder, FileRefused, "folder"),
    "missing": (lambda p: p.unlink(), FileRefused, "not found"),
    "damaged XML": (with_part(INCOME, lambda d: d[:-20]), FileRefused, "damaged XML"),
    "rows out of order": (
        with_part(INCOME, lambda d: d.replace(b'<row r="3"', b'<row r="9"')),
        FileRefused,
        "out of order",
    ),
    "another encoding": (
        with_part(INCOME, lambda d: d.replace(b"UTF-8", b"ISO-8859-1")),
        FileRefused,
        "encoding",
    ),
    "merged cells": (with_part(INCOME, merge), FileRefused, "Income!B3:C4 is merged"),
    "array formula": (
        with_part(INCOME, new_row('<c r="B2"><f t="array" ref="B2:B3">A2:A3</f><v>1</v></c>')),
        FileRefused,
        "Income!B2:B3 is filled by one formula",
    ),
    "spilled from another cell": (
        with_part(INCOME, new_row('<c r="C2" cm="1"><f t="array" ref="B2:C2">1</f><v>1</v></c>')),
        FileRefused,
        "Income!B2:C2 is filled by one formula",
    ),
    "shared formula": (
        with_part(INCOME, new_row('<c r="B2"><f t="shared" si="0" ref="B2:B9">A2</f></c>')),
        FileRefused,
        "Income!B2 holds a formula that other cells share",
    ),
    "data table": (
        with_part(INCOME, new_row('<c r="B2"><f t="dataTable" ref="B2:B4" r1="A1"/></c>')),
        FileRefused,
        "Income!B2:B4 is a data table",
    ),
}


def everything_in(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() if p.is_file() else b"" for p in folder.iterdir()}


def assert_one_sentence(failure: PracticeError, path: Path) -> None:
    text = str(failure)
    assert "\n" not in text and text.endswith((".", ")."))
    assert path.name in text or "!" in text, "names the file, or the sheet and the cell"
    assert not any(word in text for word in ("note 1", "Traceback", "error", "None", "invalid"))


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_sentence_with_nothing_changed(tracker: Path, case: str):
    """Each case: the failure, its words, the same bytes, no stray file."""
    spoil, kind, words = REFUSED[case]
    spoil(tracker)
    before = everything_in(tracker.parent)
    with pytest.raises(kind, match=re.escape(words)) as caught:
        recalculate(tracker)
    assert_one_sentence(caught.value, tracker)
    assert everything_in(tracker.parent) == before


def damaged_copies(path: Path, count: int):
    """The workbook with one bit flipped in the file, or a few bytes changed inside one part."""
    chance = random.Random(11)
    data, found = path.read_bytes(), samples.parts(path)
    texts = [name for name in found if name.endswith((".xml", ".rels"))]
    for _ in range(count):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield lambda new=bytes(flipped): path.write_bytes(new)
        name = chance.choice(texts)
        part = bytearray(found[name])
        place = chance.randrange(len(part))
        part[place : place + chance.randrange(4)] = chance.choice((b"", b"9", b"-", b"A", b"<a/>"))
        path.write_bytes(data)
        yield lambda new=found | {name: bytes(part)}: samples.rewrite(path, lambda _: new)


def test_random_damage_is_refused_or_harmless(tracker: Path):
    """Never a failure that is not a sentence, and never a file half written."""
    refused = 0
    for damage in damaged_copies(tracker, 75):
        damage()
        before = tracker.read_bytes()
        try:
            recalculate(tracker)
        except PracticeError as failure:
            assert_one_sentence(failure, tracker)
            assert everything_in(tracker.parent) == {tracker.name: before}
            refused += 1
        except KeyError:
            pass  # the damage renamed a sheet
    assert 75 // 2 < refused < 2 * 75


def test_total_size_counts_too(tracker: Path, monkeypatch):
    """Many parts that are each acceptable add up."""
    monkeypatch.setattr(archive, "MAX_TOTAL", 10_000)
    with pytest.raises(FileRefused, match="more data than any"):
        recalculate(tracker)
    monkeypatch.setattr(archive, "MAX_FILE", 1_000)
    with pytest.raises(FileRefused, match="far too large"):
        recalculate(tracker)


def test_changed_by_someone_else_is_left_as_they_left_it(tracker: Path):
    """Whoever saves between our reading and our writing wins."""
    with ClosedBook(tracker) as book:
        book.sheets["Income"]["B2"].value = 1
        theirs = tracker.read_bytes() + b"\0"
        tracker.write_bytes(theirs)
        with pytest.raises(FileBusy, match="changed by someone else") as caught:
            book.save()
    assert_one_sentence(caught.value, tracker)
    assert everything_in(tracker.parent) == {tracker.name: theirs}


# The system call that fails, how, and words of the sentence.
SYSTEM = {
    "disk full": ("write", OSError(errno.ENOSPC, "full"), "disk is full"),
    "disk full at the end": ("fsync", OSError(errno.ENOSPC, "full"), "disk is full"),
    "no permission in the folder": ("open", PermissionError(errno.EACCES, "no"), "no new files"),
    "read-only disk": ("open", OSError(errno.EROFS, "no"), "no new files"),
    "broken disk": ("write", OSError(errno.EIO, "broken"), "could not be written"),
}


@pytest.mark.parametrize("case", SYSTEM)
def test_what_the_system_refuses_changes_nothing(tracker: Path, monkeypatch, case: str):
    """The tests may run as a user who is allowed everything, so the system's answer is played."""
    call, failure, words = SYSTEM[case]
    real = getattr(os, call)

    def fails(target, *args, **kwargs):
        ours = call != "open" or (args and args[0] & os.O_CREAT)
        if ours:
            raise failure
        return real(target, *args, **kwargs)

    before = everything_in(tracker.parent)
    with ClosedBook(tracker) as book:
        book.sheets["Income"]["B2"].value = 1
        monkeypatch.setattr(os, call, fails)
        with pytest.raises(FileRefused, match=words) as caught:
            book.save()
        monkeypatch.undo()
    assert_one_sentence(caught.value, tracker)
    assert everything_in(tracker.parent) == before


def test_a_heading_of_a_table_is_not_overwritten(tracker: Path):
    """The table's own part repeats its headings; Excel repairs a file where they differ."""
    with ClosedBook(tracker) as book:
        sheet = book.sheets["Weekly"]
        sheet.range("A1:D1").value = ["Week starting", "Kept", "Note", "Full"]
        with pytest.raises(FileRefused, match=r"Weekly!B1 is a heading"):
            sheet.range("A1:D1").value = ["Week starting", "Other", "Note", "Full"]


def test_the_corner_of_a_merged_area_may_be_written_alone(tracker: Path):
    """That is where the shown value lives; an area around it is refused."""
    with ClosedBook(tracker) as book:
        book.sheets["Own"]["G1"].value = "new"
        book.save()
        with pytest.raises(FileRefused, match="Own!G1:H2 is merged"):
            book.sheets["Own"]["G1:G2"].value = [[1], [2]]
    with ClosedBook(tracker) as book:
        assert book.sheets["Own"]["G1"].value == "new"


def test_tables_only_grow_downwards(tracker: Path):
    """Every other change of size needs Excel."""
    with ClosedBook(tracker) as book:
        sheet = book.sheets["Weekly"]
        for address in ("A1:D6", "A1:E7", "A2:D8", "B1:D8"):
            with pytest.raises(FileRefused, match="only grow at its last row"):
                sheet.tables["Weekly"].resize(sheet.range(address))
