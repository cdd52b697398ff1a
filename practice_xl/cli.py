"""The command line: arguments, printing, exit codes; nothing else.

Exit code 0: done. 1: something to fix, and nothing was changed. 2: wrong usage. Messages go to
stderr, results to stdout.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from practice_xl import actions
from practice_xl.domain.amounts import plural
from practice_xl.problems import NeedsAttention, PracticeError, describe_problems

THREE_STEPS = """practice_xl: how full is your practice, what will it earn, are you leading it?

  1  practice-xl new my_practice.xlsx          make your tracker, and type your last four weeks
  2  practice-xl recalculate my_practice.xlsx  Python fills in the rest
  3  practice-xl share my_practice.xlsx        a copy for your coach, without anything private

  practice-xl demo      shows it all on a fictional practice
  practice-xl --help    lists every command
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 something to fix, 2 wrong usage."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        print(THREE_STEPS)
        return 0
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except PracticeError as failure:
        if arguments.debug:
            raise
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
        return 1
    except Exception as failure:
        if arguments.debug:
            raise
        from practice_xl.unexpected import in_words

        print(in_words(failure), file=sys.stderr)
        return 1


def _new(arguments: argparse.Namespace) -> int:
    path = actions.new(arguments.file, arguments.as_of)
    print(f"Made {path}. Open it, and type the last four weeks into the sheet Weekly: ten minutes.")
    return 0


def _recalculate(arguments: argparse.Namespace) -> int:
    run = actions.recalculate_file
    if arguments.engine == "libreoffice":
        run = actions.recalculate_in_libreoffice
    facts = run(arguments.file, arguments.as_of, _now(arguments))
    print(f"{arguments.file.name}: {facts.weeks_read}. {facts.checks}")
    for line in facts.headline:
        print(f"  {line}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    problems = actions.check(arguments.file, arguments.as_of)
    if not problems:
        print("Nothing needs a look.")
        return 0
    print(describe_problems(problems))
    return 1 if any(problem.blocking for problem in problems) else 0


def _report(arguments: argparse.Namespace) -> int:
    from practice_xl.report_json import as_json, problems_only

    try:
        facts = actions.read_facts(arguments.file, arguments.as_of)
    except NeedsAttention as failure:
        if arguments.json:
            print(json.dumps(problems_only(failure.problems), indent=2, ensure_ascii=False))
        print(failure, file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(as_json(facts), indent=2, ensure_ascii=False))
    else:
        print(f"{facts.weeks_read}. {facts.checks}")
        print("\n".join(facts.headline))
    return 0


def _levers(arguments: argparse.Namespace) -> int:
    try:
        sets = dict(_one_set(text) for text in arguments.set)
        result = actions.what_if(arguments.file, arguments.as_of, sets)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(result.as_dict(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(result.lines))
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    made = actions.demo(arguments.folder)
    print("A fictional practice, 60 weeks:")
    for line in made.facts.headline:
        print(f"  {line}")
    print(f"The tracker:    {made.tracker.resolve()}")
    print(f"The coach copy: {made.copy.resolve()}")
    if arguments.open:
        actions.show_in_libreoffice(made.tracker)
    return 0


def _setup(arguments: argparse.Namespace) -> int:
    from practice_xl import installation

    findings = installation.set_up(
        Path.home(), system=sys.platform, replace=arguments.replace, workbook=arguments.file
    )
    print(installation.describe(findings))
    if arguments.shortcut:
        shortcut = installation.make_shortcut(arguments.shortcut, Path.home(), system=sys.platform)
        print(f"The shortcut: {shortcut}")
    return 0 if all(finding.fine for finding in findings) else 1


def _import(arguments: argparse.Namespace) -> int:
    if arguments.map:
        return _map(arguments.map)
    how = actions.ImportOptions(
        arguments.notice_hours, arguments.day_first, arguments.mapping, arguments.overwrite
    )
    asked = _confirm(arguments.yes, "Type these figures into the tracker? (y/n) ")
    answers: list[bool] = []

    def confirm(preview: str) -> bool:
        answers.append(asked(preview))
        return answers[-1]

    preview = actions.import_sources(
        arguments.file, arguments.source, arguments.as_of, options=how, confirm=confirm
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

    saved = save_mapping(ask_mapping(source, input, print))
    print(f"Kept in {saved}; the next import uses it.")
    return 0


def _upgrade(arguments: argparse.Namespace) -> int:
    from practice_xl.upgrading import upgrade

    done = upgrade(arguments.file, arguments.as_of, datetime.now())
    carried = ", ".join(f"{name} {count}" for name, count in done.rows.items() if count)
    print(f"{arguments.file.name} is made anew. Rows carried over: {carried or 'none'}.")
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
    from practice_xl.undo import restore

    copy = restore(arguments.file, datetime.now())
    print(f"{arguments.file.name} is again as it was: {copy.stem.partition('(')[2].rstrip(')')}.")
    return 0


def _share(arguments: argparse.Namespace) -> int:
    password = None
    if arguments.password:
        from practice_xl.sharing.password import ask_password

        password = ask_password()
    how = actions.ShareOptions(
        confirm=_confirm(arguments.yes),
        confirm_names=_confirm(arguments.names_checked, "None of these is a name? (y/n) "),
        password=password,
        pdf=arguments.pdf,
    )
    written = actions.share(arguments.file, arguments.as_of, how)
    if not written:
        print("Nothing was written.", file=sys.stderr)
        return 1
    for path in written:
        print(f"Written: {path}")
    return 0


def _merge(arguments: argparse.Namespace) -> int:
    merged = actions.merge(arguments.file, arguments.coach_file, coach_wins=arguments.coach_wins)
    print(merged.words)
    if merged.conflicts:
        print(describe_problems(merged.conflicts))
    return 0


def _roster(arguments: argparse.Namespace) -> int:
    from practice_xl.sharing.roster import dask_executor, roster, show_progress

    with dask_executor(arguments.dask) if arguments.dask else nullcontext() as executor:
        made = roster(
            arguments.folder,
            arguments.output,
            executor,
            today=arguments.as_of,
            progress=show_progress if sys.stderr.isatty() else None,
        )
    print(f"{len(made.rows)} practices, {len(made.unread)} files that could not be read.")
    for name, why in made.unread:
        print(f"  {name}: {why}")
    print(f"Written: {arguments.output}")
    return 0


def _confirm(yes: bool, question: str = "Write this copy? (y/n) ") -> Callable[[str], bool]:
    """Show what is inside and ask; with --yes only show."""

    def confirm(inside: str) -> bool:
        print(inside, file=sys.stderr)
        if yes:
            return True
        if not sys.stdin.isatty():
            print("Add --yes to write it without being asked.", file=sys.stderr)
            return False
        return input(question).strip().casefold() in ("y", "yes")

    return confirm


def _now(arguments: argparse.Namespace) -> datetime:
    return datetime.combine(arguments.as_of, datetime.now().time().replace(microsecond=0, second=0))


def _one_set(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(
            f"--set {text} is not understood. Write a lever and a number: --set raise_fee=10"
        )
    return name.strip(), value.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2026-11-06") from None


def _file(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", type=Path, metavar="FILE", help="the tracker")


def _new_arguments(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="where it goes: .xlsx, or .xlsm for a workbook with buttons",
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


def _recalculate_arguments(sub: argparse.ArgumentParser) -> None:
    _file(sub)
    sub.add_argument(
        "--engine",
        choices=("file", "libreoffice"),
        default="file",
        help="file: the workbook itself, open in Excel or closed (default); libreoffice: through a "
        "LibreOffice started for it, on your own copy",
    )


def _import_arguments(sub: argparse.ArgumentParser) -> None:
    _file(sub)
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
    sub.add_argument(
        "--shortcut",
        type=Path,
        metavar="FILE",
        help="make a desktop shortcut that recalculates FILE, for where macros are blocked",
    )


def _report_arguments(sub: argparse.ArgumentParser) -> None:
    _file(sub)
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


def _share_arguments(sub: argparse.ArgumentParser) -> None:
    _file(sub)
    sub.add_argument("--yes", action="store_true", help="write it without asking")
    sub.add_argument(
        "--names-checked",
        action="store_true",
        help="what could be a name in ticked text was looked at, and is none",
    )
    sub.add_argument(
        "--password",
        action="store_true",
        help="lock the copy; the password is asked for, or read from standard input",
    )
    sub.add_argument("--pdf", action="store_true", help="print it as PDF as well")


def _merge_arguments(sub: argparse.ArgumentParser) -> None:
    _file(sub)
    sub.add_argument("coach_file", type=Path, metavar="COACH_FILE", help="the copy that came back")
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
    sub.add_argument("--dask", metavar="ADDRESS", help="read them on the Dask cluster there")


@dataclass(frozen=True)
class Command:
    """A command: what it runs, what it is for, how it is called, what it takes."""

    run: Callable[[argparse.Namespace], int]
    text: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]


COMMANDS = {
    "new": Command(_new, "Make a blank tracker.", "my_practice.xlsx", _new_arguments),
    "demo": Command(
        _demo, "Make the example, recalculate it, share it.", "--folder example", _demo_arguments
    ),
    "recalculate": Command(
        _recalculate, "Fill in Python's sheets.", "my_practice.xlsx", _recalculate_arguments
    ),
    "check": Command(_check, "List every cell that needs a look.", "my_practice.xlsx", _file),
    "report": Command(
        _report, "Print what the numbers say.", "my_practice.xlsx --json", _report_arguments
    ),
    "levers": Command(
        _levers,
        "Answer a what-if without touching the file.",
        "my_practice.xlsx --set raise_fee=10 --set refill=0.5",
        _levers_arguments,
    ),
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
    "import": Command(
        _import,
        "Fill in weeks from your practice software's exports.",
        "my_practice.xlsx appointments.csv payments.csv",
        _import_arguments,
    ),
    "upgrade": Command(
        _upgrade,
        "Make the tracker anew in today's version, every typed cell carried over.",
        "my_practice.xlsx",
        _file,
    ),
    "restore": Command(
        _restore,
        "Bring back the file as it was before the last import, merge or upgrade.",
        "my_practice.xlsx",
        _file,
    ),
    "setup": Command(
        _setup,
        "Let the workbook's buttons find Python, and say what is missing.",
        "",
        _setup_arguments,
    ),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="practice-xl",
        description="How full is your practice, what will it earn, and are you leading it?",
        epilog="Exit code: 0 done, 1 something to fix (nothing changed), 2 wrong usage.",
    )
    parser.set_defaults(debug=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=command.text,
            description=command.text,
            epilog=f"Example: practice-xl {name} {command.example}".rstrip(),
        )
        sub.set_defaults(run=command.run)
        command.arguments(sub)
        sub.add_argument(
            "--as-of",
            type=_day,
            default=date.today(),
            metavar="DATE",
            help="work as if today were this day (2026-11-06)",
        )
        sub.add_argument(
            "--debug", action="store_true", help="show where in the program it stopped"
        )
    return parser
