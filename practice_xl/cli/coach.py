"""The commands that concern a coach: share, merge, roster."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from practice_xl.cli.command import Command, confirm, take_file, tracker
from practice_xl.domain.wording import plural
from practice_xl.problems import describe_problems


def _share(arguments: argparse.Namespace) -> int:
    password = None
    if arguments.password:
        from practice_xl.coach.password import ask_password

        password = ask_password()
    written = tracker(arguments).share(
        confirm=confirm(arguments.yes),
        confirm_names=confirm(
            arguments.names_checked, "None of these is a name? (y/n) ", "--names-checked"
        ),
        confirm_parts=lambda _question: bool(arguments.parts),
        password=password,
        pdf=arguments.pdf,
    )
    if not written:
        print("Nothing was written.", file=sys.stderr)
        return 1
    for path in written:
        print(f"Written: {path}")
    return 0


def _merge(arguments: argparse.Namespace) -> int:
    from practice_xl.coach.password import ask_password, is_locked

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
    return 0


def _roster(arguments: argparse.Namespace) -> int:
    from practice_xl.coach.roster import roster, show_progress

    made = roster(arguments.folder, arguments.output, today=arguments.as_of, progress=show_progress)
    print(f"{plural(len(made.rows), 'practice')}.")
    for name, why in made.unread:
        print(f"{name} {why.rstrip('.')}.")
    print(f"Written: {arguments.output}")
    return 0


def _share_arguments(sub: argparse.ArgumentParser) -> None:
    take_file(sub)
    sub.add_argument("--yes", action="store_true", help="write it without asking")
    sub.add_argument(
        "--names-checked",
        action="store_true",
        help="what could be a name in ticked text was looked at, and is none",
    )
    sub.add_argument(
        "--parts",
        action="store_true",
        help="fees and sessions of each tier, insurer and clinician may leave in this copy",
    )
    sub.add_argument(
        "--password",
        action="store_true",
        help="lock the copy; the password is asked for, or read from standard input",
    )
    sub.add_argument("--pdf", action="store_true", help="print it as PDF as well")


def _merge_arguments(sub: argparse.ArgumentParser) -> None:
    take_file(sub)
    sub.add_argument("coach_file", type=Path, metavar="COACH_FILE", help="the copy that came back")
    sub.add_argument(
        "--without-weeks",
        action="store_true",
        help="the copy is one of this tracker, though its weekly totals were deleted",
    )
    sub.add_argument(
        "--coach-wins", action="store_true", help="take the coach's row where both changed it"
    )


def _roster_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", type=Path, metavar="FOLDER", help="where the coach copies are")
    sub.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="the overview: .xlsx, .csv or .parquet",
    )


COMMANDS = {
    "share": Command(
        _share,
        "Write a copy for your coach, without anything private.",
        "my_practice.xlsx",
        _share_arguments,
    ),
    "merge": Command(
        _merge,
        "Take your coach's notes from a copy that came back.",
        "my_practice.xlsx coach_copy_2026-11-02.xlsx",
        _merge_arguments,
    ),
    "roster": Command(
        _roster,
        "For a coach: one overview of a folder of copies.",
        "copies -o overview.xlsx",
        _roster_arguments,
    ),
}
