"""What a command is, and what several of them share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import NamedTuple

from practice_xl import tracker as trackers

Argument = Callable[[argparse.ArgumentParser], object]  # adds itself to the parser of a command
takes = partial(methodcaller, "add_argument")  # an argument, as argparse takes it


class Command(NamedTuple):
    """A command: what it runs, what it is for, how it is called, what it takes."""

    run: Callable[[argparse.Namespace], int | None]
    text: str
    example: str
    arguments: tuple[Argument, ...]


def flag(name: str, text: str) -> Argument:
    """An option without a value."""
    return takes(name, action="store_true", help=text)


FILE = takes("file", type=Path, metavar="FILE", help="the tracker")
DOUBLE_CLICK = flag(
    "--double-click", "put a file beside the tracker that recalculates it by a double click"
)


def confirm(
    yes: bool, question: str = "Write this copy? (y/n) ", option: str = "--yes"
) -> Callable[[str], bool]:
    """Show what is inside and ask; with the option for it only show."""

    def ask(inside: str) -> bool:
        print(inside, file=sys.stderr)
        if yes:
            return True
        if not sys.stdin.isatty():
            print(f"Add {option} to go on without being asked.", file=sys.stderr)
            return False
        try:
            return input(question).strip().casefold() in ("y", "yes")
        except EOFError:  # Ctrl-D: no
            print(file=sys.stderr)
            return False

    return ask


def offer_double_click(tracker: Path, wanted: bool) -> None:
    """Make the file to double-click where it is wanted; where a person is there to ask, ask."""
    question = "Put a file beside it that recalculates by a double click? (y/n) "
    if wanted or (sys.stdin.isatty() and input(question).strip().casefold() in ("y", "yes")):
        from practice_xl.setup.starting import make_double_click

        print(f"Made {make_double_click(tracker)}. Double-click it whenever you have typed a week.")


def tracker(arguments: argparse.Namespace) -> trackers.Tracker:
    """The tracker that a command is about, on the day it works for."""
    return trackers.open(arguments.file, arguments.as_of)
