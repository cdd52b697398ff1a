"""A file replaced whole or not at all, and only by one program at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from practice_xl.problems import FileBusy, FileRefused

PREFIX, SUFFIX = ".practice_xl-", ".tmp"
RETRIES = 6
LONGEST_UPGRADE = 600.0  # seconds after which its half-made workbook is a left-over
WAIT = 0.25  # seconds before the first retry, a little longer each time

if sys.platform != "win32":
    try:
        import fcntl
    except ImportError:  # in a browser nobody else can write
        fcntl = None  # type: ignore[assignment]


def sweep(folder: Path) -> None:
    """Delete what a killed run left behind, as every start does: it holds a practice's numbers."""
    with contextlib.suppress(OSError):
        for stray in [path for path in folder.iterdir() if path.name.startswith(PREFIX)]:
            with contextlib.suppress(OSError):
                age = time.time() - stray.stat().st_mtime
                if stray.suffix == SUFFIX:
                    _delete_unless_held(stray)
                elif stray.suffix in (".xlsx", ".xlsm") and age > LONGEST_UPGRADE:
                    stray.unlink()  # an upgrade's, held by nothing


def _delete_unless_held(stray: Path) -> None:
    if sys.platform == "win32":
        stray.unlink()  # Windows refuses while another program has it open
        return
    with _opened(stray, os.O_NOFOLLOW) as handle:
        _hold(handle)
        stray.unlink()


@contextlib.contextmanager
def _opened(path: Path, flags: int = 0) -> Iterator[int]:
    """A file or folder opened to read it, closed in the end."""
    handle = os.open(path, os.O_RDONLY | flags)
    try:
        yield handle
    finally:
        os.close(handle)


def check_writable(path: Path) -> None:
    """Make sure that the workbook may be replaced, before any work is done.

    Raises FileBusy where Excel or LibreOffice has it open; FileRefused where it is read-only, or
    the same file under two names.
    """
    for owner in (f"~${path.name}", f".~lock.{path.name}#"):  # of Excel, of LibreOffice
        if path.with_name(owner).exists():
            raise FileBusy(
                f"{path.name} is open in another program; close it there and try again "
                f"(if it is open nowhere, delete the file {owner} beside it)."
            )
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_IMODE(path.stat().st_mode) & stat.S_IWUSR or not os.access(path, os.W_OK):
            raise FileRefused(
                f"{path.name} is read-only; allow changes in its properties, "
                "or work on a copy, and try again."
            )
        if path.stat().st_nlink > 1:
            raise FileRefused(
                f"{path.name} stands under a second name too (a hard link), which would keep the "
                "old numbers. Make a copy of it, and work on the copy."
            )


def replace(path: Path, new: bytes, *, expected: bytes | None = None) -> None:
    """Put new content in the place of a file, whole or not at all.

    Args:
        path: The file; its folder must exist.
        new: The content to write. [bytes]
        expected: The content that may be replaced; None: whatever stands there, or nothing.

    Raises:
        FileBusy: Open elsewhere, changed since it was read, or another run is writing it. When
            only the last step was refused, the result lies beside it under another name.
        FileRefused: Read-only, no room on the disk, or no permission in the folder.
    """
    check_writable(path)
    with _only_run(path):
        permissions = path.stat() if path.exists() else None
        marks = _marks(path)
        temporary, handle = _create(path)
        try:
            with _in_words(path):
                view = memoryview(new)
                while view:
                    view = view[os.write(handle, view) :]
                os.fsync(handle)
            if expected is not None:
                _check_unchanged(path, expected)
            if sys.platform == "win32":
                os.close(handle)
                handle = -1
            _move(temporary, path)
            _permit(handle, permissions, marks)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        finally:
            if handle >= 0:
                os.close(handle)
        if sys.platform != "win32":  # the new name survives a power cut, where the system can
            with contextlib.suppress(OSError), _opened(path.parent) as folder:
                os.fsync(folder)


@contextlib.contextmanager
def _only_run(path: Path) -> Iterator[None]:
    """Hold the workbook for this run; the system lets go of it even when the run is killed."""
    busy = FileBusy(f"{path.name} is being recalculated by another run; wait a moment, try again.")
    if sys.platform == "win32":
        place = path.with_name(f"{PREFIX}{path.name}.lock")
        try:
            handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
        except OSError as error:
            raise busy from error
    else:
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            yield
            return
        try:
            _hold(handle)
        except BlockingIOError as error:
            os.close(handle)
            raise busy from error
        except OSError:
            pass  # a file system without locks; the check of the content remains
    try:
        yield
    finally:
        os.close(handle)


def _hold(handle: int, *, wait: bool = False) -> None:
    """Hold an open file until it is closed. Raises BlockingIOError: another run holds it."""
    if sys.platform != "win32" and fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _create(path: Path) -> tuple[Path, int]:
    """A new file beside the workbook that only its owner can read, held until it is closed."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    for _ in range(RETRIES):
        temporary = path.with_name(f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}")
        with _in_words(path):
            handle = os.open(temporary, flags, 0o600)
        if sys.platform == "win32":
            return temporary, handle
        with contextlib.suppress(OSError):
            _hold(handle, wait=True)
        if temporary.exists():
            return temporary, handle
        os.close(handle)  # another start swept it before it was held
    raise FileBusy(f"{path.name} could not be written just now; try again.")


def _marks(path: Path) -> dict[str, bytes]:
    """What the system keeps beside a file, such as tags, where Python can read it."""
    marks = {}
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            for name in os.listxattr(path):
                marks[name] = os.getxattr(path, name)
    return marks


def _permit(handle: int, like: os.stat_result | None, marks: dict[str, bytes]) -> None:
    """Give the file the permissions and marks of the old one, now that it has its name.

    Not earlier: a temporary file that a killed run leaves behind is its owner's alone.
    """
    if sys.platform == "win32" or like is None:
        return
    if sys.platform == "linux":
        for name, value in marks.items():
            with contextlib.suppress(OSError):
                os.setxattr(handle, name, value)
    with contextlib.suppress(OSError, AttributeError):  # a browser knows no owners
        if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(handle, like.st_uid, like.st_gid)
        os.fchmod(handle, stat.S_IMODE(like.st_mode))


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Say in words what the system refuses."""
    try:
        yield
    except OSError as error:
        what = f"{path.name} was not {'changed' if path.exists() else 'written'}"
        why = "the disk could not be written; try again."
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            why = "the disk is full; make room, try again."
        elif error.errno == errno.EROFS or isinstance(error, PermissionError):
            why = "its folder allows no new files; move it to a folder of your own and try again."
        raise FileRefused(f"{what}, {why}") from error


def _check_unchanged(path: Path, expected: bytes) -> None:
    try:
        now = path.read_bytes()
    except OSError as error:
        raise FileBusy(f"{path.name} is not where it was; check the folder, try again.") from error
    if now != expected:
        raise FileBusy(
            f"{path.name} was changed by someone else meanwhile and was left as it is; try again."
        )


def _move(temporary: Path, path: Path) -> None:
    with _in_words(path):
        for attempt in range(RETRIES):
            try:
                temporary.replace(path)
                return
            except PermissionError:
                time.sleep(WAIT * (attempt + 1) if attempt + 1 < RETRIES else 0)
        marks = ("", *(f" {number}" for number in range(2, 100)), f" {secrets.token_hex(4)}")
        names = [f"{path.stem} (recalculated{mark}){path.suffix}" for mark in marks]
        beside = next(free for name in names if not (free := path.with_name(name)).exists())
        temporary.replace(beside)
    raise FileBusy(
        f"{path.name} is held by another program and was not changed; "
        f"the result is beside it as {beside.name}."
    )
