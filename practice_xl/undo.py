"""Undo: the file as it was before an import, a merge or an upgrade, kept beside it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from practice_xl.problems import FileBusy, FileRefused
from practice_xl.xlsx.replace import check_writable

KEPT = 3


@contextmanager
def keeping(path: Path, before: str, now: datetime) -> Iterator[Path]:
    """Keep a copy beside a file while it is changed; where that is refused, let the copy go again.

    Afterwards the oldest of more than three such copies go.

    Args:
        path: The tracker.
        before: What is about to happen: ``"import"``, ``"merge"`` or ``"upgrade"``.
        now: When; part of the copy's name.

    Yields:
        The copy, for example ``my_practice (before import 2026-11-06 16.00.00).xlsx``.

    Raises:
        FileBusy: The copy cannot be written; nothing has happened yet.
    """
    path = path.resolve()  # through a link, the file it stands for
    copy = path.with_name(f"{path.stem} (before {before} {now:%Y-%m-%d %H.%M.%S}){path.suffix}")
    try:
        shutil.copy2(path, copy)
    except OSError as failure:
        copy.unlink(missing_ok=True)
        raise FileBusy(
            f"{path.name} cannot be kept as it was ({failure.strerror}). Nothing was changed."
        ) from failure
    try:
        yield copy
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    for old in kept(path)[KEPT:]:
        old.unlink(missing_ok=True)


def kept(path: Path) -> list[Path]:
    """The copies kept of a file, the newest first."""
    moment = r"(\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d)"
    name = rf"{re.escape(path.stem)} \(before \w+ {moment}\){re.escape(path.suffix)}"
    found = {m[1]: copy for copy in path.parent.iterdir() if (m := re.fullmatch(name, copy.name))}
    return [found[when] for when in sorted(found, reverse=True)]


def restore(path: Path, now: datetime) -> Path:
    """Bring back the file as it was before the last import, merge or upgrade.

    The file as it is now is kept as well, so that a restore can be undone.

    Returns:
        The copy that was brought back; it stands under the file's own name now.

    Raises:
        FileRefused: No copy was kept.
        FileBusy: The file is open, or cannot be replaced just now.
    """
    path = path.resolve()  # through a link, the file it stands for
    copies = kept(path)
    if not copies:
        raise FileRefused(f"There is nothing to bring back: no copy of {path.name} was kept.")
    check_writable(path)
    try:
        with keeping(path, "restore", now) if path.exists() else nullcontext():
            copies[0].replace(path)
    except OSError as failure:
        raise FileBusy(
            f"{path.name} cannot be replaced ({failure.strerror}). Close it, and try again."
        ) from failure
    return copies[0]
