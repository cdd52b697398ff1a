"""The browser edition: the verbs behind every button and command, called by one HTML file.

The page holds Python, this package and what it needs, opens a tracker the person chooses, and shows
what comes back. Files lie in the memory of the page; nothing leaves it but what the person saves.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from practice_xl import making
from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.wording import day
from practice_xl.problems import NeedsAttention, NotAvailable, PracticeError, Problem, in_words
from practice_xl.schema.inputs import WEEKLY, WEEKLY_NUMBERS
from practice_xl.tracker import Tracker
from practice_xl.tracker import open as open_tracker

Given = Mapping[str, Any]
UNWRITTEN = "Nothing was written."
NAME = "practice_xl.html"
BUILDER = Path("scripts") / "build_page.py"
WEEKS_OFFERED = 13  # to type into
KEYS = ("slots_offered", *WEEKLY_NUMBERS)


class _AsksFirst(Exception):
    """Work that stops until the person has answered a question."""


@dataclass(frozen=True)
class Answer:
    """What the page shows: whether it went well, words, and what belongs to the verb."""

    ok: bool
    words: str = ""
    problems: tuple[Problem, ...] = ()
    more: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> str:
        """The answer as the page reads it."""
        from practice_xl.browser.friday import problem_lines

        return json.dumps(
            {
                "ok": self.ok,
                "words": self.words,
                "problems": problem_lines(self.problems),
                **self.more,
            },
            ensure_ascii=False,
        )


def call(verb: str, given: str) -> str:
    """Run one verb for the page; a failure is words, as at the command line.

    Args:
        verb: A key of ``VERBS``.
        given: JSON: ``today``, ``file`` (the tracker) and what the verb needs.

    Returns:
        JSON: ``ok``, ``words``, ``problems``, and what the verb gives.
    """
    arguments = json.loads(given)
    try:
        return VERBS[verb](arguments).as_json()
    except NeedsAttention as failure:
        return Answer(False, str(failure).partition("\n")[0], failure.problems).as_json()
    except PracticeError as failure:
        return Answer(False, str(failure)).as_json()
    except Exception as failure:
        return Answer(False, in_words(failure)).as_json()


def _today(given: Given) -> date:
    return date.fromisoformat(given["today"])


def _file(given: Given) -> Path:
    return Path(given["file"])


def _tracker(given: Given) -> Tracker:
    return open_tracker(_file(given), _today(given))


def _recalculate(given: Given) -> Answer:
    from practice_xl.browser.friday import friday_page

    facts = _tracker(given).recalculate()
    page = friday_page(facts, _today(given))
    return Answer(True, str(page["about"]), facts.problems, {"friday": page})


def _new(given: Given) -> Answer:
    path = Path("my_practice.xlsx")
    path.unlink(missing_ok=True)
    making.new(path, _today(given))
    return Answer(
        True,
        f"{path.name} is in your downloads. Fill in the first five of Plan, type a week, then "
        "choose the file here.",
        more={"files": [path.name]},
    )


def _example(_given: Given) -> Answer:
    made = making.demo(Path("example"))
    path = Path(made.tracker.name)
    path.write_bytes(made.tracker.read_bytes())
    from practice_xl.browser.friday import friday_page
    from practice_xl.building.example import EXAMPLE_DAY

    return Answer(
        True,
        "A fictional practice, 60 weeks.",
        made.facts.problems,
        {"files": [path.name], "friday": friday_page(made.facts, EXAMPLE_DAY)},
    )


def _share(given: Given) -> Answer:
    """Share with what the person has answered so far; the next question is left to be shown."""
    answers = iter(given["answers"])

    def ask(title: str) -> Callable[[str], bool]:
        def answer(text: str) -> bool:
            said = next(answers, None)
            if said is None:
                raise _AsksFirst({"title": title, "text": text})
            return bool(said)

        return answer

    try:
        written = _tracker(given).share(
            confirm=ask("Write this copy?"),
            confirm_names=ask("Is none of these a name?"),
            confirm_parts=ask("Figures of the parts, too?"),
            overwrite=True,
        )
    except _AsksFirst as waits:
        return Answer(True, "Nothing is written yet.", more={"question": waits.args[0]})
    words = f"{written[0].name} is in your downloads: send that file." if written else UNWRITTEN
    return Answer(True, words, more={"files": [path.name for path in written]})


def _merge(given: Given) -> Answer:
    merged = _tracker(given).merge(given["copy"])
    conflicts = tuple(merged.conflicts)
    return Answer(True, f"{merged.words} Save the tracker to keep them.", conflicts)


def _import(given: Given) -> Answer:
    shown: dict[str, str] = {"inside": ""}

    def confirm(inside: str) -> bool:
        shown["inside"] = inside
        return bool(given.get("yes"))

    sources = [Path(name) for name in given["sources"]]
    preview = _tracker(given).import_(sources, confirm=confirm)
    if given.get("yes"):
        return _recalculate(given)
    words = "There is nothing new in these files."
    if preview.changes_anything:
        words = "This is what would be typed. Nothing is changed yet."
    return Answer(True, words, more={"changes": preview.changes_anything, **shown})


def _roster(given: Given) -> Answer:
    from practice_xl.coach.roster import roster

    output = Path("overview.xlsx")
    output.unlink(missing_ok=True)
    folder = Path("copies")
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name in given["copies"]:
        Path(name).rename(folder / name)
    made = roster(folder, output, today=_today(given))
    unread = "".join(f"\n{name}: {why}" for name, why in made.unread)
    words = f"{len(made.rows)} practices; {output.name} is in your downloads.{unread}"
    return Answer(True, words, more={"files": [output.name]})


def _week_form(given: Given) -> Answer:
    return Answer(True, more={"form": week_form(_file(given), _today(given))})


def _type_week(given: Given) -> Answer:
    week = date.fromisoformat(given["week"])
    type_week(_tracker(given), week, given["values"])
    return _recalculate(given)


def week_form(path: Path, today: date) -> dict[str, object]:
    """The boxes with their help, and what the last weeks hold already."""
    from practice_xl.books import choose
    from practice_xl.sheets.enter import read_dated_rows
    from practice_xl.sheets.read import read_plan

    with choose(path) as book:
        plan = read_plan(book)
        rows = read_dated_rows(book, WEEKLY, plan)
    this = week_of(today, plan)
    weeks = [this - WEEK * back for back in range(WEEKS_OFFERED)]
    return {
        "week": this.isoformat(),
        "columns": [
            {"key": c.key, "label": c.label, "unit": c.unit, "help": c.help}
            for c in map(WEEKLY.column, KEYS)
        ],
        "weeks": [
            {
                "week": week.isoformat(),
                "words": day(week),
                "values": {
                    key: _as_typed(value)
                    for key, value in rows.values.get((week, ""), {}).items()
                    if key in KEYS and value is not None
                },
            }
            for week in weeks
        ],
    }


def type_week(tracker: Tracker, week: date, values: Mapping[str, str]) -> None:
    """Type the boxes into the week's row and recalculate; an empty box leaves its cell alone.

    Raises:
        NeedsAttention: Something typed is no number; the file is as it was.
    """
    from practice_xl.books import choose
    from practice_xl.sheets.enter import enter, read_dated_rows
    from practice_xl.sheets.read import read_plan

    with choose(tracker.path) as book:
        rows = read_dated_rows(book, WEEKLY, read_plan(book))
        typed = {key: _as_cell(text) for key, text in values.items() if text.strip()}
        enter(book, rows, {(week, ""): typed})
        Tracker(book, tracker.as_of, tracker.now).recalculate()
        book.save()


def _as_typed(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _as_cell(text: str) -> float | str:
    """A box as its cell holds it: a number where it is one, else the text as typed.

    >>> _as_cell(" 18 "), _as_cell("eighteen")
    (18.0, 'eighteen')
    """
    try:
        return float(text)
    except ValueError:
        return text.strip()


VERBS: dict[str, Callable[[Given], Answer]] = {
    "recalculate": _recalculate,
    "new": _new,
    "example": _example,
    "share": _share,
    "merge": _merge,
    "import": _import,
    "roster": _roster,
    "week_form": _week_form,
    "type_week": _type_week,
}


def find_or_make(folder: Path) -> Path:
    """The page in ``folder`` or its ``dist``; else it is made, where this is the project's folder.

    Raises:
        NotAvailable: There is none, and none can be made here; the sentence says what to do.
    """
    for place in (folder / NAME, folder / "dist" / NAME):
        if place.is_file():
            return place
    if not (folder / BUILDER).is_file():
        raise NotAvailable(
            f"{NAME} is not in this folder. Put the file here that comes with a release, or run "
            "this command in the project's own folder, which can make it."
        )
    made = subprocess.run(  # noqa: S603 - the project's own script, by this very Python
        [sys.executable, str(folder / BUILDER)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise NotAvailable(made.stderr.strip() or "The browser edition could not be made.")
    return folder / "dist" / NAME
