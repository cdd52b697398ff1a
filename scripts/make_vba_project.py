"""Make practice_xl/data/vbaProject.bin from the workbook that the installed xlwings brings.

Run it after xlwings' version changes: python scripts/make_vba_project.py

Every stream stays as xlwings ships it, byte for byte, but for two: Module1 holds our text, at the
end of a stream of the same length, and the four bytes that say where the text begins are new.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from pathlib import Path

import olefile
import xlwings
from oletools.olevba import decompress_stream

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "practice_xl" / "data" / "vbaProject.bin"
MACROS = ROOT / "scripts" / "macros.bas"
CHUNK = 4096  # bytes; a longer text would need a second chunk
OFFSET_RECORD = struct.pack("<HI", 0x31, 4)  # of the stream dir: MODULEOFFSET, four bytes


def xlwings_project() -> bytes:
    """The project of xlwings' standalone workbook."""
    workbook = Path(xlwings.__file__).with_name("quickstart_standalone.xlsm")
    with zipfile.ZipFile(workbook) as package:
        return package.read("xl/vbaProject.bin")


def make_project() -> bytes:
    """The same project with our text in Module1."""
    data = io.BytesIO(xlwings_project())
    with olefile.OleFileIO(data, write_mode=True) as project:
        old = project.openstream("VBA/Module1").read()
        directory = project.openstream("VBA/dir").read()
        text = compressed(MACROS.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        begins = len(old) - len(text)
        if begins < 0:
            raise SystemExit(f"scripts/macros.bas is too long by {-begins} bytes.")
        project.write_stream("VBA/Module1", old[:begins] + text)
        project.write_stream("VBA/dir", with_offset(directory, begins))
        return data.getvalue()


def compressed(text: bytes) -> bytes:
    """The text as VBA keeps it, in one chunk; every byte stands for itself.

    Source: [MS-OVBA] 2.4.1, Microsoft's published description of the format.
    """
    body = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    if len(text) > CHUNK or len(body) > CHUNK:
        raise SystemExit("scripts/macros.bas is too long for one chunk.")
    return b"\1" + struct.pack("<H", 0xB000 | len(body) - 1) + body


def with_offset(directory: bytes, offset: int) -> bytes:
    """The stream dir with another place for Module1's text, not a byte longer or shorter.

    In xlwings' stream the lowest byte of the place stands for itself, and the three above are a
    copy of three earlier ones: such a copy can be made of any three that came before.
    """
    plain = decompress_stream(bytearray(directory))
    module = plain.index(b"\x19\0\7\0\0\0Module1")  # the record of its name
    at = plain.index(OFFSET_RECORD, module) + len(OFFSET_RECORD)
    place = struct.pack("<I", offset)
    back = at + 1 - plain.index(place[1:])
    copy = struct.pack("<H", (back - 1) << (16 - at.bit_length()))
    for i in range(3, len(directory) - 3):  # the first three bytes are the container's own
        changed = directory[:i] + place[:1] + copy + directory[i + 3 :]
        if decompress_stream(bytearray(changed)) == plain[:at] + place + plain[at + 4 :]:
            return changed
    raise SystemExit("The place of Module1's text cannot be changed in xlwings' project.")


def write_other_form(workbook: Path, target: Path) -> None:
    """A workbook's macros in a project that pyOpenVBA writes anew: tests/MANUAL.md, step 0."""
    import pyopenvba

    with pyopenvba.ExcelFile(workbook) as book:
        book.set_module("Module1", book.get_module("Module1"))
        book.save(target, full_rebuild=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--other"]:
        write_other_form(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        TARGET.write_bytes(make_project())
        print(f"Made {TARGET.relative_to(ROOT)}.")
