"""The commands around the tracker: import, upgrade, restore, setup."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from practice_xl.cli.command import (
    Command,
    confirm,
    offer_double_click,
    take_double_click,
    take_file,
    tracker,
)
from practice_xl.domain.wording import plural
from practice_xl.problems import describe_problems


def _import(arguments: argparse.Namespace) -> int:
    if arguments.map:
        return _map(arguments.map)
    asked = confirm(arguments.yes, "Type these figures into the tracker? (y/n) ")
    answers: list[bool] = []

    def keep_answer(preview: str) -> bool:
        answers.append(asked(preview))
        return answers[-1]

    preview = tracker(arguments).import_(
        arguments.source,
        confirm=keep_answer,
        notice_hours=arguments.notice_hours,
        day_first=arguments.day_first,
        mapping=arguments.mapping,
        overwrite=arguments.overwrite,
    )
    if not answers:
        print(preview)
        return 0
    print(
        "Done. practice-xl restore brings the file back as it was."
        if answers[0]
        else "Nothing was changed."
    )
    return 0 if answers[0] else 1


def _map(source: Path) -> int:
    from practice_xl.importers import ask_mapping, save_mapping

    try:
        mapping = ask_mapping(source, input, print)
    except EOFError:
        print("\nNothing was kept.")
        return 1
    saved = save_mapping(mapping)
    print(f"Kept in {saved}; the next import uses it.")
    return 0


def _upgrade(arguments: argparse.Namespace) -> int:
    done = tracker(arguments).upgrade()
    tables = {"TimeOff": "Time off", "CoachNotes": "Coach", "LeverInputs": "Levers"}
    rows = [f"{tables.get(name, name)} {count}" for name, count in done.rows.items() if count]
    print(f"{arguments.file.name} is made anew. Carried over: {', '.join(['all of Plan', *rows])}.")
    if done.own_columns:
        print(f"Your own columns, to the right of their tables: {', '.join(done.own_columns)}.")
    if done.left_behind:
        print(f"Your own sheets stay in the old file: {', '.join(done.left_behind)}.")
    if done.missing:
        print(f"The old file had no {', '.join(done.missing)}.")
    print(f"The old file: {done.kept.name}")
    if done.problems:
        print(describe_problems(done.problems), file=sys.stderr)
        print(f"Then run: practice-xl recalculate {arguments.file.name}", file=sys.stderr)
    elif done.changed is None:
        print("It was never recalculated, so there are no numbers to compare.")
    elif done.changed:
        print(f"Worked out differently now ({plural(len(done.changed), 'number')}):")
        print("\n".join(f"  {number}" for number in done.changed))
    else:
        print("Every number reads as before.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    copy = tracker(arguments).restore()
    print(f"{arguments.file.name} is again as it was: {copy.stem.partition('(')[2].rstrip(')')}.")
    print("How it was just now is kept too: the same command brings that back.")
    return 0


def _remind(arguments: argparse.Namespace) -> int:
    made = tracker(arguments).remind()
    print(f"Made {made.name} beside {arguments.file.name}. Open it: your calendar takes it over.")
    return 0


def _setup(arguments: argparse.Namespace) -> int:
    from practice_xl import setup

    findings = setup.set_up(Path.home(), replace=arguments.replace, workbook=arguments.file)
    print(setup.describe(findings))
    if arguments.file:
        offer_double_click(arguments.file, arguments.double_click)
    return 0 if all(finding.fine for finding in findings) else 1


def _import_arguments(sub: argparse.ArgumentParser) -> None:
    take_file(sub)
    sub.add_argument(
        "source", type=Path, nargs="*", metavar="SOURCE", help="exports, .csv or .xlsx"
    )
    sub.add_argument("--yes", action="store_true", help="type the figures in without asking")
    sub.add_argument("--overwrite", action="store_true", help="replace what was typed, too")
    sub.add_argument(
        "--notice-hours",
        type=float,
        metavar="HOURS",
        help="notice you ask for; a cancellation later than that is a late one (Jane)",
    )
    order = sub.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", default=None, help="3/2 is 3 February")
    order.add_argument(
        "--month-first", action="store_false", dest="day_first", help="3/2 is 2 March"
    )
    sub.add_argument(
        "--mapping", type=Path, metavar="FILE", help="what an unknown file's columns are"
    )
    sub.add_argument(
        "--map", type=Path, metavar="SOURCE", help="answer questions about an unknown file, once"
    )


def _setup_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="a workbook whose buttons to look at"
    )
    sub.add_argument(
        "--replace", action="store_true", help="let the buttons use this Python from now on"
    )
    take_double_click(sub)


def _browser(_arguments: argparse.Namespace) -> int:
    from practice_xl.browser.edition import find_or_make

    print(f"The browser edition: {find_or_make(Path.cwd())}. Open it with a double click.")
    return 0


COMMANDS = {
    "import": Command(
        _import,
        "Fill in weeks from your practice software's exports.",
        "my_practice.xlsx appointments.csv payments.csv",
        _import_arguments,
    ),
    "remind": Command(
        _remind,
        "Make a calendar file that reminds you of the Friday habit.",
        "my_practice.xlsx",
        take_file,
    ),
    "upgrade": Command(
        _upgrade,
        "Make the tracker anew in today's version, every typed cell carried over.",
        "my_practice.xlsx",
        take_file,
    ),
    "restore": Command(
        _restore,
        "Bring back the file as it was before the last import, merge or upgrade.",
        "my_practice.xlsx",
        take_file,
    ),
    "setup": Command(
        _setup,
        "Let the workbook's buttons find the program, and say what is missing.",
        "",
        _setup_arguments,
    ),
    "browser": Command(
        _browser,
        "Find the browser edition, or make it: one file that needs no Python.",
        "",
        lambda _sub: None,
    ),
}
