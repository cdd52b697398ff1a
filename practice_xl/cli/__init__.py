"""The command line: arguments, printing, exit codes; nothing else.

Exit code 0: done. 1: something to fix, and nothing was changed. 2: wrong usage. Messages go to
stderr, results to stdout.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from functools import partial

from practice_xl.cli import coach, tracker
from practice_xl.cli.command import flag, takes
from practice_xl.problems import in_words

COMMANDS = tracker.EVERY_WEEK | coach.COMMANDS | tracker.AROUND_IT
THREE_STEPS = """practice_xl: how full is your practice, what will it earn, are you leading it?

  1  practice-xl new my_practice.xlsx          make your tracker, and type your last four weeks
  2  practice-xl recalculate my_practice.xlsx  the program fills in the rest
  3  practice-xl share my_practice.xlsx        a copy for your coach, without anything private

  practice-xl demo      shows it all on a fictional practice
  practice-xl --help    lists every command
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 something to fix, 2 wrong usage."""
    typed = sys.argv[1:] if argv is None else list(argv)
    arguments = _parser(typed).parse_args(typed)
    if arguments.command is None:
        print(THREE_STEPS)
        return 0
    try:
        return arguments.run(arguments) or 0
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read the output has read enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as failure:
        if arguments.debug:
            raise
        print(in_words(failure), file=sys.stderr)
        return 1


def _parser(typed: Sequence[str]) -> argparse.ArgumentParser:
    """The command typed with its options; where none is, every command by name."""
    width = None if {"-h", "--help"} & {*typed} else 80  # the window is measured for help alone
    looks = partial(argparse.HelpFormatter, width=width)
    parser = argparse.ArgumentParser(
        prog="practice-xl",
        formatter_class=looks,
        description="How full is your practice, what will it earn, and are you leading it?",
        epilog="Exit code: 0 done, 1 something to fix (nothing changed), 2 wrong usage.",
    )
    parser.set_defaults(debug=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog=parser.prog)
    for name in typed[:1] if typed and typed[0] in COMMANDS else COMMANDS:
        command = COMMANDS[name]
        text, example = command.text, f"Example: practice-xl {name} {command.example}".rstrip()
        sub = commands.add_parser(
            name, help=text, description=text, epilog=example, formatter_class=looks
        )
        if name not in typed:
            continue
        sub.set_defaults(run=command.run)
        for argument in command.arguments:
            argument(sub)
        what = "work as if today were this day (2026-11-06)"
        takes("--as-of", type=_day, default=date.today(), metavar="DATE", help=what)(sub)
        flag("--debug", "show where in the program it stopped")(sub)
    return parser


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2026-11-06") from None
    if not 2000 <= day.year <= 2099:
        raise argparse.ArgumentTypeError(f"{text} is too far away; give a day from 2000 to 2099")
    return day
