"""Writing a copy so that nothing half done ever lies around."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from practice_xl.coach.audit import audit
from practice_xl.coach.build import Copy, build_copy
from practice_xl.coach.copy_file import read_copy, without_date
from practice_xl.coach.inputs import CoachFacts, Private
from practice_xl.coach.inside import names_to_check, texts_of
from practice_xl.coach.notes import Note
from practice_xl.coach.numbers import read_numbers
from practice_xl.coach.password import lock, unlock
from practice_xl.coach.patterns import TypedText, problems_in
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.wording import plural
from practice_xl.problems import FileBusy, FileRefused, NeedsAttention, Problem

_LEFT_OVER, _SUFFIX = ".practice_xl-", ".tmp"  # swept at the next start, as any stray file of ours


def write_copy(
    coach: CoachFacts,
    target: Path,
    notes: Sequence[Note] = (),
    *,
    private: Sequence[Private] = (),
    names_checked: bool = False,
    earlier: Mapping[str, Any] | None = None,
    password: str | None = None,
) -> None:
    """Build the copy, write it beside its place, audit what was written, and put it there.

    Args:
        coach: What it is made from.
        target: Where it goes; a copy that stands there is replaced.
        notes: The coach's notes so far.
        private: What was typed and may not leave; looked for in the finished file.
        names_checked: Whether the owner has said yes to what could be names.
        earlier: Numbers of the copy before it; None looks for one beside ``target``.
        password: Lock the copy with it (AES-256); it is not kept anywhere.

    Raises:
        NeedsAttention: Text that may not leave, or has not been looked at. Nothing is written.
        FileRefused: The audit found something, or the folder cannot be written. Nothing is left.
        NotAvailable: A password is given, and the part that locks files is not installed.
    """
    week = coach.weeks.as_of or date.min
    problems = problems_in(texts_of(coach, notes), week + WEEK)
    if not names_checked:
        problems += [_name_problem(text, found) for text, found in names_to_check(coach, notes)]
    if problems:
        raise NeedsAttention(problems)
    before = numbers_before(target, week) if earlier is None else earlier
    copy = build_copy(coach, notes, before)
    _write_audited(target, copy, private, password)


def numbers_before(target: Path, week: date) -> dict[str, Any] | None:
    """The numbers of the latest earlier copy beside a new one; None when there is none to read."""
    latest: dict[str, Any] | None = None
    for path in sorted(target.parent.glob("*.xlsx")):
        if without_date(path.stem) != without_date(target.stem):
            continue
        with contextlib.suppress(Exception):  # whatever it is, it is not needed
            numbers = read_numbers(read_copy(path))
            if numbers["week"] < week and (latest is None or numbers["week"] > latest["week"]):
                latest = numbers
    return latest


def _name_problem(text: TypedText, found: Sequence[str]) -> Problem:
    return Problem(
        text.sheet,
        text.cell,
        text.header,
        f"{plural(len(found), 'word or pair', 'words or pairs')} that could be a name or initials",
        "text about the practice, never about a client",
        "Look at it once more. If it names no client, say yes to it when you share (on the "
        "command line: --names-checked); else change it or remove the tick.",
        blocking=True,
    )


def _write_audited(
    target: Path, copy: Copy, private: Sequence[Private], password: str | None
) -> None:
    """Write beside the target, open what was written again, and only then give it its name.

    With a password nothing readable is ever written to the disk.
    """
    temporary = target.with_name(f"{_LEFT_OVER}{secrets.token_hex(8)}{_SUFFIX}")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(copy.content if password is None else lock(copy.content, password))
            file.flush()
            os.fsync(file.fileno())
        written = temporary.read_bytes()
        plain = written if password is None else unlock(written, password)
        findings = audit(plain, copy.cells, private, copy.said)
        if findings:
            raise FileRefused(
                "The copy was not written, something in it was not on the list of what may leave:\n"
                + "\n".join(f"  {finding}" for finding in findings[:20])
            )
        temporary.replace(target)
    except PermissionError as error:
        raise FileBusy(
            f"{target.name} may not be written just now: close it, or choose another folder."
        ) from error
    except OSError as error:
        raise FileRefused(
            f"{target.name} could not be written; check the folder and the room on the disk."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
