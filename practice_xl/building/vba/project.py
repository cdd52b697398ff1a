"""The VBA project of a workbook with buttons, derived from the installed xlwings.

xlwings ships a workbook whose project Excel is known to load. Ours is that project with three
changes: the text of ``Module1`` is ours, there is one document module for each sheet, and every
module is kept as source only, without the cache of an earlier compilation. The module ``xlwings``
is never touched, so the VBA and the Python half are always of one version.

Source: [MS-OVBA], Microsoft's published description of the format.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from practice_xl.building.vba.compound import read_streams, write_streams
from practice_xl.building.vba.compression import compress, decompress
from practice_xl.problems import FileRefused, NotAvailable

# What each macro runs; the words stand in single lines because cmd.exe passes them on, and
# without quotes because both cmd.exe and the Mac's shell have quoted the line already.
MACROS = MappingProxyType(
    {
        "Recalculate": "import practice_xl; practice_xl.recalculate()",
        "ShareWithCoach": "import practice_xl; practice_xl.share()",
        "AddCoachNotes": "import practice_xl; practice_xl.merge()",
        "ImportFromSoftware": "import practice_xl; practice_xl.import_sources()",
    }
)
MACRO_MODULE = "Module1"
WORKBOOK_MODULE = "ThisWorkbook"
XLWINGS_MODULE = "xlwings"
NO_CACHE = b"\xcc\x61\xff\xff\x00\x01\x00"  # the stream _VBA_PROJECT of a project without a cache

_ENCODING = "cp1252"  # the project says so itself; the macros are plain ASCII
_MODULES, _MODULES_END = 0x0F, 0x10
_NAME, _NAME_WIDE, _STREAM, _STREAM_WIDE = 0x19, 0x47, 0x1A, 0x32
_OFFSET, _COOKIE, _PROCEDURAL, _DOCUMENT, _MODULE_END = 0x31, 0x2C, 0x21, 0x22, 0x2B
_VERSION = 0x09  # the one record whose length is not what it says


@dataclass(frozen=True)
class Module:
    """A module of the project.

    Attributes:
        name: Its name; of a document module, the code name of its sheet.
        source: Its text, the hidden attribute lines included, lines ending in CR LF.
        document: True for the modules of the workbook and of its sheets, and for classes.
        offset: Bytes of compiled cache before the text. [bytes]
        records: The records that describe it, as the project keeps them.
    """

    name: str
    source: str
    document: bool
    offset: int = 0
    records: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)


def vba_project(sheet_code_names: Sequence[str]) -> bytes:
    """The file ``vbaProject.bin`` of a workbook with our macros.

    Args:
        sheet_code_names: The code name of each sheet, in the order of the tabs; every sheet of
            the workbook belongs here, hidden ones too, or Excel takes the macros away.

    Returns:
        The whole file; the same for the same names and the same xlwings.

    Raises:
        NotAvailable: The installed xlwings brings no workbook to derive it from.
        ValueError: A name twice, or one that VBA does not allow.
    """
    names = list(sheet_code_names)
    _check_names(names)
    streams = read_streams(_quickstart())
    modules = {module.name: module for module in read_modules(streams)}
    try:
        sheet, workbook = modules["Sheet1"], modules[WORKBOOK_MODULE]
        ours = replace(modules[MACRO_MODULE], source=macro_source())
    except KeyError as reason:
        raise NotAvailable(_UNUSABLE) from reason
    others = [
        module
        for name, module in modules.items()
        if name not in ("Sheet1", "Sheet2", WORKBOOK_MODULE, MACRO_MODULE)
    ]
    sheets = [_renamed(sheet, name) for name in names]
    return write_streams(_packed(streams, [workbook, *sheets, ours, *others]))


def macro_source() -> str:
    """The text of our module: one Sub of one line for each macro.

    >>> print(macro_source().splitlines()[2])
        RunPython "import practice_xl; practice_xl.recalculate()"
    """
    lines = [f'Attribute VB_Name = "{MACRO_MODULE}"']
    for name, command in MACROS.items():
        lines += [f"Sub {name}()", f'    RunPython "{command}"', "End Sub", ""]
    return "\r\n".join(lines)


def installed_module_text() -> str:
    """The text of the module ``xlwings`` as the installed package ships it."""
    return (_xlwings_folder() / "xlwings.bas").read_bytes().decode(_ENCODING)


_UNUSABLE = (
    "The installed xlwings does not bring the workbook its buttons are made from. "
    "Install the version that belongs to practice_xl: python -m pip install --upgrade practice_xl"
)


def _xlwings_folder() -> Path:
    import xlwings

    return Path(xlwings.__file__).parent


def _quickstart() -> bytes:
    try:
        with zipfile.ZipFile(_xlwings_folder() / "quickstart_standalone.xlsm") as package:
            return package.read("xl/vbaProject.bin")
    except (OSError, KeyError, zipfile.BadZipFile) as reason:
        raise NotAvailable(_UNUSABLE) from reason


def _check_names(names: Iterable[str]) -> None:
    seen = {WORKBOOK_MODULE.lower(), MACRO_MODULE.lower(), XLWINGS_MODULE, "dictionary"}
    for name in names:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", name):
            raise ValueError(f"{name!r} cannot be the code name of a sheet")
        if name.lower() in seen:
            raise ValueError(f"the code name {name!r} is taken")
        seen.add(name.lower())


def read_project(data: bytes) -> list[Module]:
    """The modules of a ``vbaProject.bin``, in its own order.

    Raises:
        FileRefused: The project is damaged.
    """
    return read_modules(read_streams(data))


def read_modules(streams: dict[str, bytes]) -> list[Module]:
    """The same, from streams already read."""
    try:
        directory = decompress(streams["VBA/dir"])
        found = []
        for records in _module_records(directory):
            kept = dict(records)
            name = kept[_NAME].decode(_ENCODING)
            offset = struct.unpack("<I", kept[_OFFSET])[0]
            text = decompress(streams["VBA/" + kept[_STREAM].decode(_ENCODING)][offset:])
            found.append(
                Module(name, text.decode(_ENCODING), _DOCUMENT in kept, offset, tuple(records))
            )
    except (KeyError, struct.error) as reason:
        raise FileRefused("The macros inside the workbook are cut short or damaged.") from reason
    return found


def _records(directory: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The records of the stream ``dir``: where each starts, its kind and its content."""
    at = 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        if kind == _VERSION:
            size = 6
        yield at, kind, directory[at + 6 : at + 6 + size]
        at += 6 + size


def _module_records(directory: bytes) -> Iterator[list[tuple[int, bytes]]]:
    records: list[tuple[int, bytes]] | None = None
    for _, kind, content in _records(directory):
        if kind == _NAME:
            records = []
        if records is not None:
            records.append((kind, content))
            if kind == _MODULE_END:
                yield records
                records = None


def _renamed(module: Module, name: str) -> Module:
    """A document module for another sheet: the same but for the name."""
    narrow, wide = name.encode(_ENCODING), name.encode("utf-16-le")
    new = {_NAME: narrow, _STREAM: narrow, _NAME_WIDE: wide, _STREAM_WIDE: wide}
    records = tuple((kind, new.get(kind, content)) for kind, content in module.records)
    own_line, _, rest = module.source.partition("\r\n")
    own_line = own_line.replace(f'"{module.name}"', f'"{name}"')
    return replace(module, name=name, source=f"{own_line}\r\n{rest}", records=records)


def _packed(streams: dict[str, bytes], modules: Sequence[Module]) -> dict[str, bytes]:
    packed = {
        "PROJECT": _project_text(streams["PROJECT"], modules),
        "PROJECTwm": b"".join(_name_pair(module.name) for module in modules) + b"\0\0",
        "VBA/_VBA_PROJECT": NO_CACHE,
        "VBA/dir": compress(_directory(decompress(streams["VBA/dir"]), modules)),
    }
    for module in modules:
        packed["VBA/" + module.name] = compress(module.source.encode(_ENCODING))
    return packed


def _name_pair(name: str) -> bytes:
    return name.encode(_ENCODING) + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _directory(directory: bytes, modules: Sequence[Module]) -> bytes:
    """The stream ``dir``: what stands before the modules unchanged, then our modules."""
    start = next(at for at, kind, _ in _records(directory) if kind == _MODULES)
    cookie = next(content for _, kind, content in _records(directory) if kind == 0x13)
    out = [directory[:start], _record(_MODULES, struct.pack("<H", len(modules)))]
    out.append(_record(0x13, cookie))
    for module in modules:
        for kind, content in module.records:
            out.append(_record(kind, bytes(4) if kind == _OFFSET else content))
    return b"".join([*out, _record(_MODULES_END, b"")])


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HI", kind, len(content)) + content


def _project_text(original: bytes, modules: Sequence[Module]) -> bytes:
    """The stream ``PROJECT``: identity and protection unchanged, our list of modules."""
    listed = []
    for module in modules:
        base = re.search(r'VB_Base = "(.*?)"', module.source)
        if not module.document:
            listed.append(f"Module={module.name}")
        elif base and base[1].startswith(_DOCUMENT_BASES):
            listed.append(f"Document={module.name}/&H00000000")
        else:
            listed.append(f"Class={module.name}")
    kept, place = list[str](), 0
    for line in original.decode(_ENCODING).splitlines():
        if line == "[Workspace]":
            break
        if line.startswith(("Module=", "Document=", "Class=")):
            place = place or len(kept)
        else:
            kept.append(line)
    kept[place:place] = listed
    windows = [f"{module.name}=0, 0, 0, 0, C" for module in modules]
    return "\r\n".join([*kept, "[Workspace]", *windows, ""]).encode(_ENCODING)


# What the modules of a workbook and of a worksheet are built on, in every Excel.
_DOCUMENT_BASES = (
    "0{00020819-0000-0000-C000-000000000046}",
    "0{00020820-0000-0000-C000-000000000046}",
)
