"""The commands of every week: new, demo, recalculate, check, report, levers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from practice_xl import making
from practice_xl.cli.command import (
    Command,
    offer_double_click,
    take_double_click,
    take_file,
    tracker,
)
from practice_xl.problems import NeedsAttention, describe_problems


def _new(arguments: argparse.Namespace) -> int:
    from practice_xl.setup.python import compile_package

    path = making.new(arguments.file, arguments.as_of, arguments.country)
    compile_package()  # however it was installed, a click then starts sooner
    print(f"Made {path}. Open it, and type the last four weeks into the sheet Weekly: ten minutes.")
    offer_double_click(path, arguments.double_click)
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    made = making.demo(arguments.folder)
    print("A fictional practice, 60 weeks:")
    for line in made.facts.headline:
        print(f"  {line}")
    print(f"The tracker:    {made.tracker.resolve()}")
    print(f"The coach copy: {made.copy.resolve()}")
    if arguments.open:
        from practice_xl.libreoffice import show

        show(made.tracker)
    return 0


def _recalculate(arguments: argparse.Namespace) -> int:
    facts = tracker(arguments).recalculate()
    print(f"{arguments.file.name}: {facts.weeks_read}. {facts.checks}")
    for line in facts.headline:
        print(f"  {line}")
    return 0


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
    try:
        sets = dict(_one_set(text) for text in arguments.set)
        result = tracker(arguments).levers(sets)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if arguments.json:
        _print_json(result.as_dict())
    else:
        print("\n".join(result.lines))
    return 0


def _one_set(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(
            f"--set {text} is not understood. Write a lever and a number: --set raise_fee=10"
        )
    return name.strip(), value.strip()


def _new_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="where it goes: .xlsx, or .xlsm for a workbook with buttons",
    )
    take_double_click(sub)
    sub.add_argument(
        "--country",
        type=str.upper,
        choices=("US",),
        default="",
        help="US: Thanksgiving and the Fourth of July are short weeks from the start",
    )


def _demo_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--folder",
        type=Path,
        default=Path("practice_xl_demo"),
        metavar="FOLDER",
        help="where the files go (default: practice_xl_demo)",
    )
    sub.add_argument("--open", action="store_true", help="show the example in LibreOffice")


def _report_arguments(sub: argparse.ArgumentParser) -> None:
    take_file(sub)
    sub.add_argument("--json", action="store_true", help="everything, as JSON")


def _levers_arguments(sub: argparse.ArgumentParser) -> None:
    _report_arguments(sub)
    sub.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="LEVER=CHANGE",
        help="switch a lever on; a further number is LEVER.NAME=VALUE",
    )


COMMANDS = {
    "new": Command(_new, "Make a blank tracker.", "my_practice.xlsx", _new_arguments),
    "demo": Command(
        _demo, "Make the example, recalculate it, share it.", "--folder example", _demo_arguments
    ),
    "recalculate": Command(
        _recalculate, "Work it all out, fill in the sheets.", "my_practice.xlsx", take_file
    ),
    "check": Command(_check, "List every cell that needs a look.", "my_practice.xlsx", take_file),
    "report": Command(
        _report, "Print what the numbers say.", "my_practice.xlsx --json", _report_arguments
    ),
    "levers": Command(
        _levers,
        "Answer a what-if without touching the file.",
        "my_practice.xlsx --set raise_fee=10 --set refill=0.5",
        _levers_arguments,
    ),
}
