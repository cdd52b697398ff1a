"""xlwings' settings of this person: read as Excel reads them, written as clean pairs.

Excel's macros read the file with VBA's ``Input #``, two fields at a time, whatever line they stand
in: a blank line, a comment or half a line shifts every pair after it, and a click then ends in a
run-time error. So the file is written anew where it is not clean, and the old one kept beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from practice_xl.setup import MAC, WINDOWS, Finding, fine, to_do, write_whole

Settings = dict[str, tuple[str, str]]  # names and values, by the name in small letters
PROBE_LIMIT = 30.0  # seconds for another Python to say whether it has practice_xl
OLDER = "interpreter"  # read where the line of the system is missing

_PAIR = re.compile(r'"([^"]*)","([^"]*)"')
_LOOSE = re.compile(r'\s*"?([A-Za-z][\w ]*?)"?\s*[,=]\s*"?([^"]*?)"?\s*')
_FIELD = re.compile(r'[ \t]*(?:"([^"]*)"?[^,\n]*|([^,\n]*?)[ \t]*)(?:[,\n]|\Z)')
_MAC_SIGNS = " &;()<>|$`'\"\\*?#~!"  # what the Mac's shell would read as its own
# What breaks a click but may be meant for other workbooks: when it is harmless, else what it does
_OF_OTHERS = {
    "conda path": ("", "starts conda first, and fails where it is not as it was"),
    "conda env": ("", "starts conda first, and fails where it is not as it was"),
    "show_error_popups": ("true", "puts messages on a sheet named Error instead of showing them"),
    "use udf server": ("false", "keeps one Python running, which goes on with an old version"),
}


def settings_file(home: Path, system: str) -> Path:
    """Where xlwings keeps this person's settings."""
    if system == MAC:  # Excel for Mac may read its own container only
        return home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    return home / ".xlwings" / "xlwings.conf"


def input_fields(text: str) -> list[str]:
    """The fields that VBA's ``Input #`` reads from a text, one after the other.

    Blanks before a field are skipped. A field in quotation marks ends at the next one, whatever
    comes before the comma or the end of the line; any other ends at the comma or the line's end.

    >>> input_fields('"A","1"' + chr(10) + chr(10) + '# mine' + chr(10) + 'B,2')
    ['A', '1', '', '# mine', 'B', '2']
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [field for field in _FIELD.finditer(text) if field.start() < len(text)]
    return [field[2] if field[1] is None else field[1] for field in found]


def read_pairs(text: str) -> tuple[Settings, list[str]]:
    """The settings meant in the text of a file, the first of each name.

    And, where Excel would not read these, a few words about each line that is no clean pair.
    """
    pairs: Settings = {}
    broken, meant = list[str](), list[str]()
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        bare = line.removesuffix("\r").lstrip("\ufeff")
        if not _PAIR.fullmatch(bare):
            broken.append(f"line {number} {_what_is_wrong(bare)}")
        elif bare != line.removesuffix("\r"):
            broken.append("the file begins with an invisible mark")
        found = _PAIR.fullmatch(bare) or _LOOSE.fullmatch(bare)
        if found:
            pairs.setdefault(found[1].lower(), (found[1], found[2]))
            meant += [found[1], found[2]]
    return pairs, [] if input_fields(text) == meant else broken


def _what_is_wrong(line: str) -> str:
    if not line.strip():
        return "is blank"
    if line.lstrip()[0] in "#;'/":
        return "is a comment"
    if _LOOSE.fullmatch(line):
        return "lacks its quotation marks"
    return "is no pair of a name and a value"


def tidy_settings(
    home: Path, interpreter: Path, *, system: str, replace: bool = False
) -> tuple[list[Finding], Path, dict[str, str]]:
    """Let xlwings' settings name the Python of the buttons, and nothing that breaks a click.

    With ``replace`` another Python that still exists goes too, and so do the lines that break a
    click but may be meant for other workbooks. Raises FileBusy where the file may not be written.
    Returns what was found and done, the Python that a click starts, and the settings.
    """
    target = settings_file(home, system)
    raw = target.read_bytes() if target.exists() else b""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16") if wide else raw.decode("latin-1").replace("ï»¿", "\ufeff", 1)
    kept, broken = read_pairs(text)
    named, chosen = _choose_python(kept, interpreter, system, replace)
    broken += _take_out(kept, replace=replace)
    findings = [named]
    if broken:
        old = _free_name(target)
        write_whole(old, raw)
        findings += [
            fine(
                f"{target} would have broken every click: {'; '.join(broken)}. It is rewritten, "
                f"and the old file is kept as {old.name}."
            )
        ]
    findings += [
        to_do(
            f"{target} says {key.upper()}, which {_OF_OTHERS[key][1]}. To take that line out, for "
            "all workbooks: practice-xl setup --replace"
        )
        for key in _of_others(kept)
    ]
    content = "".join(f'"{name}","{value}"\n' for name, value in kept.values())
    encoded = content.encode(_encoding(system) if wide else "latin-1", "replace")
    if system == WINDOWS:
        encoded = encoded.replace(b"\n", b"\r\n")
    if kept and encoded != raw:
        write_whole(target, encoded)
    return findings, chosen, {key: value for key, (_, value) in kept.items()}


def _choose_python(
    kept: Settings, interpreter: Path, system: str, replace: bool
) -> tuple[Finding, Path]:
    """Name the Python of the buttons among the settings; another one in use may stay."""
    key = "INTERPRETER_MAC" if system == MAC else "INTERPRETER_WIN"
    encoding = _encoding(system)
    _, current = kept.get(key.lower()) or kept.get(OLDER) or ("", "")
    other = _find(current.encode("latin-1", "replace").decode(encoding, "replace"))
    chosen = interpreter
    if other and other != interpreter and not replace:
        chosen = other
        if not has_practice_xl(other):
            words = (
                f"xlwings already runs another Python, {other}, which other workbooks may need. "
                "To use this one for all of them: practice-xl setup --replace"
            )
            return to_do(words), other
    if unusable := unusable_path(str(chosen), system):
        return to_do(unusable), chosen
    kept.pop(OLDER, None)
    kept[key.lower()] = (key, str(chosen).encode(encoding).decode("latin-1"))
    too = ", which has practice_xl too" if chosen == other != interpreter else ""
    return fine(f"The buttons run {chosen}{too}."), chosen


def _of_others(kept: Settings) -> list[str]:
    return [
        key
        for key, (harmless, _) in _OF_OTHERS.items()
        if kept.get(key, ("", ""))[1].lower() not in ("", harmless)
    ]


def _take_out(kept: Settings, *, replace: bool) -> list[str]:
    """Take out what only breaks a click, with ``replace`` what others may want too; in words."""
    gone = []
    folder = kept.get("temp dir")
    if folder and not Path(os.path.expandvars(folder[1])).is_dir():
        del kept["temp dir"]
        gone.append("TEMP DIR names a folder that is not there")
    name, path = kept.get("pythonpath", ("", ""))
    if path.endswith("\\"):
        kept["pythonpath"] = (name, path.rstrip("\\"))
        gone.append("PYTHONPATH ended in a backslash")
    for key in _of_others(kept) if replace else ():
        del kept[key]
        gone.append(f"{key.upper()} {_OF_OTHERS[key][1]}")
    return gone


def _free_name(target: Path) -> Path:
    marks = ("", *(f" {number}" for number in range(2, 1000)))
    names = (target.with_name(f"{target.name}.old{mark}") for mark in marks)
    return next(name for name in names if not name.exists())


def _find(named: str) -> Path | None:
    """The Python that a setting means, by its whole path; None when it is there no more."""
    path = Path(os.path.expandvars(named))
    found = shutil.which(named) if path.name == named else None
    return Path(found) if found else path if path.is_file() and path.is_absolute() else None


def _encoding(system: str) -> str:
    """Excel's macros read the file in the code page of Windows."""
    return "mbcs" if system == WINDOWS and sys.platform == WINDOWS else "utf-8"


def unusable_path(path: str, system: str) -> str:
    """Why a path cannot be named in the settings; empty when it can."""
    if '"' in path:
        return f"Python lies in {path}; a quotation mark there cannot be passed on. Move it."
    sign = next((sign for sign in path if system == MAC and sign in _MAC_SIGNS), None)
    if sign:
        what = "a blank" if sign == " " else f"the sign {sign}"
        return (
            f"Python lies in {path}. Excel for Mac cannot start it because of {what} in the path: "
            "install practice_xl with a Python in a folder of plain letters, and run "
            "practice-xl setup with that one."
        )
    try:
        path.encode(_encoding(system))
    except UnicodeEncodeError:
        return (
            f"Python lies in {path}. Excel cannot read some of these letters on this computer: "
            "install Python for all users (Program Files), and run practice-xl setup again."
        )
    return ""


def check_home(home: Path, system: str, encoding: str | None = None) -> Iterator[Finding]:
    """Whether Excel's macros can read the letters of the home folder, where the settings lie."""
    try:
        str(home).encode(encoding or _encoding(system))
    except UnicodeEncodeError:
        yield to_do(
            f"Your home folder is {home}, and Excel's macros cannot read some of these letters on "
            "this computer, so the buttons will not find the program. Use the file to "
            "double-click instead: practice-xl setup FILE --double-click"
        )


def has_practice_xl(interpreter: Path) -> bool:
    """Whether another Python can run practice_xl; it is asked, and given half a minute."""
    command = [str(interpreter), "-P", "-c", "import practice_xl, xlwings"]
    try:  # the Python this person's Excel runs anyway, no shell
        subprocess.run(command, capture_output=True, timeout=PROBE_LIMIT, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return True
