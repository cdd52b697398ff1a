"""The commands that concern a coach: share, merge, roster."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from practice_xl.cli.command import FILE, Command, confirm, flag, takes, tracker
from practice_xl.domain.wording import plural
from practice_xl.problems import FileRefused, describe_problems


def _share(arguments: argparse.Namespace) -> int:
    written = tracker(arguments).share(
        confirm=confirm(arguments.yes),
        confirm_names=confirm(
            arguments.names_checked, "None of these is a name? (y/n) ", "--names-checked"
        ),
        confirm_parts=lambda _question: bool(arguments.parts),
        password=ask_password() if arguments.password else None,
        pdf=arguments.pdf,
    )
    if not written:
        print("Nothing was written.", file=sys.stderr)
        return 1
    for path in written:
        print(f"Written: {path}")
    return 0


def _merge(arguments: argparse.Namespace) -> None:
    from practice_xl.xlsx.archive import is_locked

    copy = arguments.coach_file
    password = ask_password(copy.name, twice=False) if is_locked(copy) else None
    merged = tracker(arguments).merge(
        copy,
        coach_wins=arguments.coach_wins,
        password=password,
        confirm=confirm(arguments.without_weeks, "(y/n) ", "--without-weeks"),
    )
    print(merged.words)
    if merged.conflicts:
        print(describe_problems(merged.conflicts))


def _roster(arguments: argparse.Namespace) -> None:
    from practice_xl.coach.roster import roster

    made = roster(arguments.folder, arguments.output, today=arguments.as_of, progress=show_progress)
    print(f"{plural(len(made.rows), 'practice')}.")
    for name, why in made.unread:
        print(f"{name} {why.rstrip('.')}.")
    print(f"Written: {arguments.output}")


def ask_password(name: str = "the copy", *, twice: bool = True) -> str:
    """Ask for a password without echo; one line of standard input when that is no terminal.

    A new one is asked for twice, and refused where the two differ or it is too short.
    """
    from practice_xl.xlsx.archive import UNREADABLE, check_password

    if sys.stdin.isatty():
        from getpass import getpass

        password = getpass(f"Password of {name}: ")
        if twice and getpass("Once more: ") != password:
            raise FileRefused("The two passwords differ. Nothing was written; try again.")
    else:
        try:
            password = sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError:
            raise FileRefused(UNREADABLE) from None
    if twice:
        check_password(password)
    return password


def show_progress(done: int, total: int) -> None:
    """One line on stderr that counts up; nothing where stderr is no terminal."""
    if not sys.stderr.isatty() or (done % 20 and done < total):
        return
    bar = ("#" * (30 * done // max(1, total))).ljust(30, ".")
    end = "\n" if done >= total else ""
    print(f"\rReading copies [{bar}] {done}/{total}", end=end, file=sys.stderr, flush=True)


# fmt: off
COMMANDS = {
    "share": Command(
        _share, "Write a copy for your coach, without anything private.", "my_practice.xlsx", (
            FILE,
            flag("--yes", "write it without asking"),
            flag("--names-checked",
                 "what could be a name in ticked text was looked at, and is none"),
            flag("--parts",
                 "figures of each tier, insurer, clinician and referral source may leave in this "
                 "copy"),
            flag("--password",
                 "lock the copy; the password is asked for, or read from standard input"),
            flag("--pdf", "print it as PDF as well"),
        )),
    "merge": Command(
        _merge, "Take your coach's notes from a copy that came back.",
        "my_practice.xlsx coach_copy_2026-11-02.xlsx", (
            FILE,
            takes("coach_file", type=Path, metavar="COACH_FILE", help="the copy that came back"),
            flag("--without-weeks",
                 "the copy is one of this tracker, though its weekly totals were deleted"),
            flag("--coach-wins", "take the coach's row where both changed it"),
        )),
    "roster": Command(
        _roster, "For a coach: one overview of a folder of copies.", "copies -o overview.xlsx", (
            takes("folder", type=Path, metavar="FOLDER", help="where the coach copies are"),
            takes("-o", "--output", type=Path, required=True, metavar="FILE",
                  help="the overview: .xlsx, .csv or .parquet"),
        )),
}
# fmt: on
