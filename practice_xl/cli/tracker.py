"""The commands of a tracker's owner: those of every week, and those around the tracker."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from practice_xl import making
from practice_xl.cli import command
from practice_xl.cli.command import FILE, Command, flag, takes, tracker
from practice_xl.domain.wording import plural
from practice_xl.problems import NeedsAttention, describe_problems


def _new(arguments: argparse.Namespace) -> None:
    from practice_xl.setup.installed import compile_package

    path = making.new(arguments.file, arguments.as_of, arguments.country)
    compile_package()  # however it was installed, a click then starts sooner
    print(f"Made {path}. Open it, and type the last four weeks into the sheet Weekly: ten minutes.")
    command.offer_double_click(path, arguments.double_click)


def _demo(arguments: argparse.Namespace) -> None:
    made = making.demo(arguments.folder)
    print("A fictional practice, 60 weeks:")
    for line in made.facts.headline:
        print(f"  {line}")
    print(f"The tracker:    {made.tracker.resolve()}")
    print(f"The coach copy: {made.copy.resolve()}")
    if arguments.open:
        from practice_xl.libreoffice import show

        show(made.tracker)


def _recalculate(arguments: argparse.Namespace) -> None:
    facts = tracker(arguments).recalculate()
    print(f"{arguments.file.name}: {facts.weeks_read}. {facts.checks}")
    for line in facts.headline:
        print(f"  {line}")


def _check(arguments: argparse.Namespace) -> int:
    problems = tracker(arguments).check()
    if not problems:
        print("Nothing needs a look.")
        return 0
    print(describe_problems(problems))
    return 1 if any(problem.blocking for problem in problems) else 0


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, indent=2, ensure_ascii=False))


def _report(arguments: argparse.Namespace) -> int:
    from practice_xl.report_json import as_json, problems_only

    try:
        facts = tracker(arguments).report()
    except NeedsAttention as failure:
        if arguments.json:
            _print_json(problems_only(failure.problems))
        print(failure, file=sys.stderr)
        return 1
    if arguments.json:
        _print_json(as_json(facts))
    else:
        print(f"{facts.weeks_read}. {facts.checks}")
        print("\n".join(facts.headline))
    return 0


def _levers(arguments: argparse.Namespace) -> int:
    sets = {}
    try:
        for text in arguments.set:
            name, equals, value = text.partition("=")
            if not equals:
                raise ValueError(
                    f"--set {text} is not understood. Write a lever and a number: "
                    "--set raise_fee=10"
                )
            sets[name.strip()] = value.strip()
        result = tracker(arguments).levers(sets)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if arguments.json:
        _print_json(result.as_dict())
    else:
        print("\n".join(result.lines))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    if arguments.map:
        return _map(arguments.map)
    asked = command.confirm(arguments.yes, "Type these figures into the tracker? (y/n) ")
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
    if not answers[0]:
        print("Nothing was changed.")
        return 1
    print("Done. practice-xl restore brings the file back as it was.")
    return 0


def _map(source: Path) -> int:
    from practice_xl.importers.own_mapping import ask_mapping, save_mapping

    try:
        mapping = ask_mapping(source, input, print)
    except EOFError:
        print("\nNothing was kept.")
        return 1
    saved = save_mapping(mapping)
    print(f"Kept in {saved}; the next import uses it.")
    return 0


def _upgrade(arguments: argparse.Namespace) -> None:
    done = tracker(arguments).upgrade()
    tables = {"TimeOff": "Time off", "CoachNotes": "Coach", "LeverInputs": "Levers"}
    rows = [f"{tables.get(name, name)} {count}" for name, count in done.rows.items() if count]
    print(f"{arguments.file.name} is rebuilt. Carried over: {', '.join(['all of Plan', *rows])}.")
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


def _restore(arguments: argparse.Namespace) -> None:
    copy = tracker(arguments).restore()
    print(f"{arguments.file.name} is again as it was: {copy.stem.partition('(')[2].rstrip(')')}.")
    print("How it was just now is kept too: the same command brings that back.")


def _remind(arguments: argparse.Namespace) -> None:
    made = tracker(arguments).remind()
    print(f"Made {made.name} beside {arguments.file.name}. Open it: your calendar takes it over.")


def _setup(arguments: argparse.Namespace) -> int:
    from practice_xl import setup

    findings = setup.set_up(Path.home(), replace=arguments.replace, workbook=arguments.file)
    print(setup.describe(findings))
    if arguments.file:
        command.offer_double_click(arguments.file, arguments.double_click)
    return 0 if all(finding.fine for finding in findings) else 1


def _browser(_arguments: argparse.Namespace) -> None:
    from practice_xl.browser import find_or_make

    print(f"The browser edition: {find_or_make(Path.cwd())}. Open it with a double click.")


def _day_or_month_first(parser: argparse.ArgumentParser) -> None:
    """Two that exclude each other."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--day-first", action="store_true", default=None, help="3/2 is 3 February")
    which.add_argument(
        "--month-first", action="store_false", dest="day_first", help="3/2 is 2 March"
    )


_JSON = flag("--json", "everything, as JSON")
_TRACKER = "my_practice.xlsx"
# fmt: off
EVERY_WEEK = {
    "new": Command(_new, "Make a blank tracker.", _TRACKER, (
        takes("file", type=Path, metavar="FILE",
              help="where it goes: .xlsx, or .xlsm for a workbook with buttons"),
        command.DOUBLE_CLICK,
        takes("--country", type=str.upper, choices=("US",), default="",
              help="US: Thanksgiving and the Fourth of July are short weeks from the start"),
    )),
    "demo": Command(_demo, "Make the example, recalculate it and share it.", "--folder example", (
        takes("--folder", type=Path, default=Path("practice_xl_demo"), metavar="FOLDER",
              help="where the files go (default: practice_xl_demo)"),
        flag("--open", "show the example in LibreOffice"),
    )),
    "recalculate": Command(
        _recalculate, "Work everything out and fill in the sheets.", _TRACKER, (FILE,)),
    "check": Command(_check, "List every cell that needs a look.", _TRACKER, (FILE,)),
    "report": Command(
        _report, "Print what the numbers say.", f"{_TRACKER} --json", (FILE, _JSON)),
    "levers": Command(
        _levers, "Answer a what-if without touching the file.",
        f"{_TRACKER} --set raise_fee=10 --set refill=0.5", (
            FILE,
            _JSON,
            takes("--set", action="append", default=[], metavar="LEVER=CHANGE",
                  help="switch a lever on; a further number is LEVER.NAME=VALUE"),
        )),
}
AROUND_IT = {
    "import": Command(
        _import, "Fill in weeks from your practice software's exports.",
        f"{_TRACKER} appointments.csv payments.csv", (
            FILE,
            takes("source", type=Path, nargs="*", metavar="SOURCE", help="exports, .csv or .xlsx"),
            flag("--yes", "type the figures in without asking"),
            flag("--overwrite", "replace what was typed, too"),
            takes("--notice-hours", type=float, metavar="HOURS",
                  help="notice you ask for; a cancellation later than that is a late one (Jane)"),
            _day_or_month_first,
            takes("--mapping", type=Path, metavar="FILE",
                  help="what an unknown file's columns are"),
            takes("--map", type=Path, metavar="SOURCE",
                  help="answer questions about an unknown file, once"),
        )),
    "remind": Command(
        _remind, "Make a calendar file that reminds you of the Friday habit.", _TRACKER, (FILE,)),
    "upgrade": Command(
        _upgrade, "Rebuild the tracker in today's version, with every cell you typed carried over.",
        _TRACKER, (FILE,)),
    "restore": Command(
        _restore, "Bring back the file as it was before the last import, merge or upgrade.",
        _TRACKER, (FILE,)),
    "setup": Command(
        _setup, "Let the workbook's buttons find the program, and say what is missing.", "", (
            takes("file", type=Path, nargs="?", metavar="FILE",
                  help="a workbook whose buttons to look at"),
            flag("--replace", "let the buttons use this Python from now on"),
            command.DOUBLE_CLICK,
        )),
    "browser": Command(
        _browser, "Find the browser edition, or make it: one file that needs no Python.", "", ()),
}
# fmt: on
