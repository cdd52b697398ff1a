"""What must be true of a workbook with macros, as far as it can be seen without Excel.

Each check takes the path of an .xlsm file and gives sentences about what is wrong; an empty list
means that nothing is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from practice_xl.building.vba.compound import read_streams
from practice_xl.building.vba.project import (
    MACRO_MODULE,
    MACROS,
    NO_CACHE,
    WORKBOOK_MODULE,
    XLWINGS_MODULE,
    Module,
    installed_module_text,
    macro_source,
    read_modules,
)

_PROJECT_PART = "xl/vbaProject.bin"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
_PLAIN_CLASS = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"  # what a class module is built on


def check_macros(path: Path) -> list[str]:
    """All of the checks below."""
    return [finding for check in CHECKS for finding in check(path)]


def check_content_type(path: Path) -> list[str]:
    """The package says that it is a workbook with macros; Excel refuses an .xlsm that does not."""
    with zipfile.ZipFile(path) as package:
        types = _parsed(package.read("[Content_Types].xml"))
        parts = package.namelist()
    said = {
        part.get("PartName"): part.get("ContentType") for part in types.iter(f"{_TYPES}Override")
    }
    by_ending = {
        part.get("Extension"): part.get("ContentType") for part in types.iter(f"{_TYPES}Default")
    }
    found = []
    if said.get("/xl/workbook.xml") != _WORKBOOK_TYPE:
        found.append("The workbook's content type is not that of a workbook with macros.")
    if _PROJECT_PART not in parts:
        found.append(f"There is no {_PROJECT_PART}.")
    elif said.get(f"/{_PROJECT_PART}", by_ending.get("bin")) != _PROJECT_TYPE:
        found.append(f"The content type of {_PROJECT_PART} is wrong.")
    if path.suffix.lower() != ".xlsm":
        found.append(f"{path.name} does not end in .xlsm.")
    return found


def check_name_list(path: Path) -> list[str]:
    """PROJECTwm lists every module, uncompressed; otherwise Excel drops the macros in silence."""
    streams = _streams(path)
    raw = streams.get("PROJECTwm", b"")
    names, at = list[str](), 0
    while at < len(raw) and raw[at] != 0:
        narrow_end = raw.find(b"\0", at)
        wide_end = narrow_end + 1
        while wide_end < len(raw) and raw[wide_end : wide_end + 2] != b"\0\0":
            wide_end += 2
        narrow = raw[at:narrow_end].decode("cp1252")
        if narrow_end < 0 or raw[narrow_end + 1 : wide_end] != narrow.encode("utf-16-le"):
            return ["PROJECTwm is not a plain list of names."]
        names.append(narrow)
        at = wide_end + 2
    found = []
    if raw[at:] != b"\0\0":
        found.append("PROJECTwm does not end as it must.")
    if sorted(names) != sorted(module.name for module in read_modules(streams)):
        found.append("PROJECTwm does not list exactly the modules of the project.")
    return found


def check_code_names(path: Path) -> list[str]:
    """Each sheet's code name has its module, and each module its sheet."""
    with zipfile.ZipFile(path) as package:
        book = _parsed(package.read("xl/workbook.xml"))
        properties = book.find(f"{_MAIN}workbookPr")
        sheets = [
            _parsed(package.read(name)).find(f"{_MAIN}sheetPr")
            for name in package.namelist()
            if re.fullmatch(r"xl/(work|chart)sheets/[^/]+\.xml", name)
        ]
    streams = _streams(path)
    code_names = [(part.get("codeName") if part is not None else None) or "" for part in sheets]
    wanted = sorted(
        [(properties.get("codeName") if properties is not None else None) or "", *code_names]
    )
    modules = sorted(module.name for module in read_modules(streams) if _belongs_to_sheet(module))
    text = streams.get("PROJECT", b"").decode("cp1252")
    listed = sorted(re.findall(r"(?m)^Document=(.*?)/", text))
    found = []
    if WORKBOOK_MODULE not in wanted:
        found.append(f"The workbook's code name is not {WORKBOOK_MODULE}.")
    if wanted != modules:
        found.append(f"Code names {wanted} do not match the modules {modules}.")
    if listed != modules:
        found.append(f"PROJECT lists the sheets {listed}, the modules are {modules}.")
    return found


def check_buttons(path: Path) -> list[str]:
    """Each button names a macro of ours that is there; every macro is a single line."""
    subs = {
        name: body
        for module in _modules(path)
        if module.name == MACRO_MODULE
        for name, body in re.findall(r"(?ms)^Sub (\w+)\(\)\r\n(.*?)^End Sub", module.source)
    }
    found = []
    if {name: f'    RunPython "{command}"\r\n' for name, command in MACROS.items()} != subs:
        found.append(f"The macros in {MACRO_MODULE} are not the ones of this version.")
    targets = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if re.fullmatch(r"xl/drawings/vmlDrawing\d+\.vml", name):
                targets += re.findall(r"<x:FmlaMacro>(.*?)<", package.read(name).decode())
    if not targets:
        found.append("There is no button.")
    found += [
        f"A button runs {target}, which is no macro of the workbook."
        for target in targets
        if target.rpartition("!")[2] not in subs
    ]
    return found


def check_modules(path: Path) -> list[str]:
    """The module ``xlwings`` is the installed one; all modules are source without a cache."""
    streams = _streams(path)
    modules = {module.name: module for module in read_modules(streams)}
    found = []
    if XLWINGS_MODULE not in modules:
        found.append("The module xlwings is missing.")
    elif _same_lines(modules[XLWINGS_MODULE].source) != _same_lines(installed_module_text()):
        found.append("The module xlwings is not the one of the installed xlwings.")
    if MACRO_MODULE not in modules or modules[MACRO_MODULE].source != macro_source():
        found.append(f"The text of {MACRO_MODULE} is not ours.")
    if streams.get("VBA/_VBA_PROJECT") != NO_CACHE or any(m.offset for m in modules.values()):
        found.append("A module carries the cache of an earlier compilation.")
    return found


CHECKS: tuple[Callable[[Path], list[str]], ...] = (
    check_content_type,
    check_name_list,
    check_code_names,
    check_buttons,
    check_modules,
)


def _belongs_to_sheet(module: Module) -> bool:
    return module.document and _PLAIN_CLASS not in module.source


def _same_lines(text: str) -> list[str]:
    return text.rstrip().splitlines()


def _parsed(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 - a file this program has just written


def _streams(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return read_streams(package.read(_PROJECT_PART))


def _modules(path: Path) -> list[Module]:
    return read_modules(_streams(path))
