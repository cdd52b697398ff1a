"""A workbook locked with a password (AES-256), and opened again; only in memory."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from practice_xl.problems import FileRefused, NotAvailable

FEWEST_CHARACTERS, MOST = 8, 255  # Excel takes no longer one
_OLE = b"\xd0\xcf\x11\xe0"  # how a locked workbook begins
UNREADABLE = (
    "The password has a character that cannot be read. Nothing was written; use letters, digits "
    "and signs of your keyboard."
)


def is_locked(path: Path) -> bool:
    """Whether a file is locked with a password, or a workbook of the old kind."""
    try:
        with path.open("rb") as file:
            return file.read(len(_OLE)) == _OLE
    except OSError:
        return False


def check_password(password: str) -> None:
    """Raise FileRefused for a password that is too short, or that Excel could not take."""
    if not FEWEST_CHARACTERS <= len(password.encode("utf-16-le", "surrogatepass")) // 2 <= MOST:
        raise FileRefused(
            f"A password needs {FEWEST_CHARACTERS} to {MOST} characters. Nothing was written."
        )
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise FileRefused(UNREADABLE)


def lock(content: bytes, password: str) -> bytes:
    """A workbook locked with a password, opened again to be sure.

    Raises FileRefused where the password is too short, NotAvailable without msoffcrypto-tool.
    """
    check_password(password)
    ooxml = _ooxml()
    locked = BytesIO()
    ooxml(BytesIO(content)).encrypt(password, locked)
    if unlock(locked.getvalue(), password) != content:
        raise FileRefused("The locked copy did not open again, so it was not written.")
    return locked.getvalue()


def unlock(content: bytes, password: str) -> bytes:
    """The workbook inside a locked one.

    Raises FileRefused where the password is another one, NotAvailable without msoffcrypto-tool.
    """
    ooxml, opened = _ooxml(), BytesIO()
    try:
        file = ooxml(BytesIO(content))
        file.load_key(password=password, verify_password=True)
        file.decrypt(opened, verify_integrity=True)
    except Exception as error:
        raise FileRefused("The password does not open this file.") from error
    return opened.getvalue()


def _ooxml() -> Any:
    try:
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError as error:
        raise NotAvailable(
            "A password needs one more part: pip install msoffcrypto-tool. Then share again."
        ) from error
    return OOXMLFile
