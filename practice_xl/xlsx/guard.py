"""What is let in: a workbook that can be read safely, and one sentence for everything else."""

from __future__ import annotations

from pathlib import Path

from practice_xl.problems import FileRefused

MAX_FILE = 100_000_000  # bytes on disk; ten years of a practice need less than 2 million

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "open it in Excel and save it as an Excel workbook (.xlsx)."


def read_bytes(path: Path) -> bytes:
    """The content of a file that is at least of the right kind.

    Args:
        path: The workbook.

    Returns:
        The whole file. [bytes]

    Raises:
        FileRefused: Missing, a folder, unreadable, too large, encrypted, or another format under
            an Excel workbook's name.
    """
    name = path.name
    if path.is_dir():
        raise FileRefused(f"{name} is a folder; give the name of the workbook inside it.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise FileRefused(f"{name} was not found; check the name and the folder.") from error
    except PermissionError as error:
        raise FileRefused(
            f"{name} may not be read; ask whoever owns it, or copy it to your own folder."
        ) from error
    except OSError as error:
        raise FileRefused(f"{name} could not be read; check the disk or the network.") from error
    if len(data) > MAX_FILE:
        raise FileRefused(f"{name} is far too large for a tracker; check which file it is.")
    reason = _other_format(data)
    if reason:
        raise FileRefused(f"{name} {reason}")
    return data


def _other_format(data: bytes) -> str:
    """Why these bytes are no workbook package, as the end of a sentence; empty when they may be."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    reason = f"is a text file with a workbook's name; {_SAVE_AS}"
    if data.startswith(b"PK\x03\x04"):
        ods = b"mimetypeapplication/vnd.oasis.opendocument" in data[:120]
        reason = f"is an OpenDocument file (.ods); {_SAVE_AS}" if ods else ""
    elif not data:
        reason = "is empty; take the copy from your backup."
    elif data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        reason = "is encrypted; open it in Excel, remove the password to open, and save it."
    elif data.startswith(_OLE):
        reason = f"is in the old Excel format (.xls); {_SAVE_AS}"
    elif start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        reason = f"is a web page or XML file with a workbook's name; {_SAVE_AS}"
    elif b"\x00" in data[:4000]:
        reason = "is not an Excel workbook, or is damaged; take the copy from your backup."
    return reason
