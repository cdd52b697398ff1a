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
from collections.abc import Callable
from pathlib import Path

from practice_xl.setup.finding import MAC, WINDOWS, Finding, write_whole

PROBE_LIMIT = 30.0  # seconds for another Python to say whether it has practice_xl
OLDER = "interpreter"  # read where the line of the system is missing

_PAIR = re.compile(r'"([^"]*)","([^"]*)"')
_LOOSE = re.compile(r'\s*"?([A-Za-z][\w ]*?)"?\s*[,=]\s*"?([^"]*?)"?\s*')
_MAC_SIGNS = " &;()<>|$`'\"\\*?#~!"  # what the Mac's shell would read as its own


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
    fields, at = [], 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while at < len(text):
        found = re.compile(r'[ \t]*(?:"([^"]*)"?[^,\n]*|([^,\n]*?)[ \t]*(?=[,\n]|$))').match(
            text, at
        )
        if found is None:
            break
        fields.append(found[1] if found[1] is not None else found[2])
        at = found.end() + 1
    return fields


def read_pairs(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The settings meant in a file, and what in it breaks a click.

    Args:
        text: The file.

    Returns:
        Names and values, the first of each name; and, where Excel would not read these, a few
        words about each line that is no clean pair.
    """
    pairs: dict[str, tuple[str, str]] = {}
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
    return list(pairs.values()), [] if input_fields(text) == meant else broken


def _what_is_wrong(line: str) -> str:
    if not line.strip():
        return "is blank"
    if line.lstrip()[0] in "#;'/":
        return "is a comment"
    if _LOOSE.fullmatch(line):
        return "lacks its quotation marks"
    return "is no pair of a name and a value"


def tidy_settings(
    home: Path,
    interpreter: Path,
    *,
    system: str,
    replace: bool = False,
    probe: Callable[[Path], bool] | None = None,
) -> tuple[list[Finding], Path, dict[str, str]]:
    """Let xlwings' settings name the Python of the buttons, and nothing that breaks a click.

    Args:
        home: The person's home folder.
        interpreter: The Python to name.
        system: See :func:`practice_xl.setup.set_up`.
        replace: Take this Python where another one is named that still exists, and take out the
            lines that break a click but may be meant for other workbooks.
        probe: Says whether another Python has practice_xl too; asks that Python itself when None.

    Returns:
        What was found and done; the Python that a click starts; the settings by small letters.

    Raises:
        FileBusy: The settings may not be written.
    """
    target = settings_file(home, system)
    raw = target.read_bytes() if target.exists() else b""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16") if wide else raw.decode("latin-1").replace("ï»¿", "\ufeff", 1)
    pairs, broken = read_pairs(text)
    kept = {name.lower(): (name, value) for name, value in pairs}
    named, chosen = _choose_python(kept, interpreter, system, replace, probe or has_practice_xl)
    told = _mend_values(kept, target, replace=replace)
    if broken or told[1]:
        old = _free_name(target)
        gone = "; ".join([*broken, *told[1]])
        told[0].insert(
            0,
            Finding(
                True,
                f"{target} would have broken every click: {gone}. It is rewritten, and the old "
                f"file is kept as {old.name}.",
            ),
        )
        write_whole(old, raw)
    content = "".join(f'"{name}","{value}"\n' for name, value in kept.values())
    encoded = content.encode(_encoding(system) if wide else "latin-1", "replace")
    if system == WINDOWS:
        encoded = encoded.replace(b"\n", b"\r\n")
    if kept and encoded != raw:
        write_whole(target, encoded)
    clean = {key: value for key, (_, value) in kept.items()}
    return [named, *told[0]], chosen, clean


def _choose_python(
    kept: dict[str, tuple[str, str]],
    interpreter: Path,
    system: str,
    replace: bool,
    probe: Callable[[Path], bool],
) -> tuple[Finding, Path]:
    """Name the Python of the buttons among the settings; another one in use may stay."""
    key = "INTERPRETER_MAC" if system == MAC else "INTERPRETER_WIN"
    encoding = _encoding(system)
    _, current = kept.get(key.lower()) or kept.get(OLDER) or ("", "")
    other = _find(current.encode("latin-1", "replace").decode(encoding, "replace"))
    chosen = interpreter
    if other and other != interpreter and not replace:
        if not probe(other):
            return (
                Finding(
                    False,
                    f"xlwings already runs another Python, {other}, which other workbooks may "
                    "need. To use this one for all of them: practice-xl setup --replace",
                ),
                other,
            )
        chosen = other
    unusable = unusable_path(str(chosen), system)
    if unusable:
        return Finding(False, unusable), chosen
    kept.pop(OLDER, None)
    kept[key.lower()] = (key, str(chosen).encode(encoding).decode("latin-1"))
    too = ", which has practice_xl too" if chosen == other != interpreter else ""
    return Finding(True, f"The buttons run {chosen}{too}."), chosen


def _mend_values(
    kept: dict[str, tuple[str, str]], target: Path, *, replace: bool
) -> tuple[list[Finding], list[str]]:
    """Take out what only breaks a click; name, or with ``replace`` take out, what others may want.

    Returns:
        What is left to do; what was taken out, in words.
    """
    left, gone = [], []
    value = {key: text for key, (_, text) in kept.items()}
    if "temp dir" in value and not Path(os.path.expandvars(value["temp dir"])).is_dir():
        del kept["temp dir"]
        gone.append("TEMP DIR names a folder that is not there")
    if value.get("pythonpath", "").endswith("\\"):
        kept["pythonpath"] = (kept["pythonpath"][0], value["pythonpath"].rstrip("\\"))
        gone.append("PYTHONPATH ended in a backslash")
    wanted = {
        "conda path": "starts conda first, and fails where it is not as it was",
        "conda env": "starts conda first, and fails where it is not as it was",
        "show_error_popups": "puts messages on a sheet named Error instead of showing them",
        "use udf server": "keeps one Python running, which goes on with an old version",
    }
    harmless = {"show_error_popups": "true", "use udf server": "false"}
    for key, what in wanted.items():
        if value.get(key, "").lower() in ("", harmless.get(key, "")):
            continue
        if replace:
            del kept[key]
            gone.append(f"{key.upper()} {what}")
        else:
            left.append(
                Finding(
                    False,
                    f"{target} says {key.upper()}, which {what}. To take that line out, for all "
                    "workbooks: practice-xl setup --replace",
                )
            )
    return left, gone


def _free_name(target: Path) -> Path:
    numbers = ["", *(f" {number}" for number in range(2, 1000))]
    names = (target.with_name(f"{target.name}.old{number}") for number in numbers)
    return next(name for name in names if not name.exists())


def _find(named: str) -> Path | None:
    """The Python that a setting means, by its whole path; None when it is there no more."""
    if not named:
        return None
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


def check_home(home: Path, system: str, encoding: str | None = None) -> Finding:
    """Whether Excel's macros can read the letters of the home folder, where the settings lie."""
    try:
        str(home).encode(encoding or _encoding(system))
    except UnicodeEncodeError:
        return Finding(
            False,
            f"Your home folder is {home}, and Excel's macros cannot read some of these letters on "
            "this computer, so the buttons will not find the program. Use the file to "
            "double-click instead: practice-xl setup FILE --double-click",
        )
    return Finding(True, "")


def has_practice_xl(interpreter: Path) -> bool:
    """Whether another Python can run practice_xl; it is asked, and given half a minute."""
    ask = "import practice_xl, xlwings"
    try:
        run = subprocess.run(  # noqa: S603 - the Python this person's Excel runs anyway, no shell
            [str(interpreter), "-P", "-c", ask],
            capture_output=True,
            timeout=PROBE_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0
