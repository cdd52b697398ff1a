"""The browser edition: the verbs behind every button and command, called by one HTML file.

The page holds Python, this package and what it needs, opens a tracker the person chooses, and shows
what comes back. Files lie in the memory of the page; nothing leaves it but what the person saves.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practice_xl import making
from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.wording import day, money
from practice_xl.problems import NeedsAttention, NotAvailable, PracticeError, Problem, in_words
from practice_xl.schema.inputs import WEEKLY, WEEKLY_NUMBERS
from practice_xl.schema.measures import MEASURE_BY_KEY
from practice_xl.tracker import Tracker
from practice_xl.tracker import open as open_tracker

if TYPE_CHECKING:
    from practice_xl.sheets.pages.friday import Figure
    from practice_xl.sheets.pages.page import Facts

Given = Mapping[str, Any]  # what the page sends with a verb
Answer = dict[str, Any]  # words, problems, and what belongs to the verb; it went well if not said
NAME = "practice_xl.html"
BUILDER = Path("scripts") / "build_page.py"
WEEKS_OFFERED = 13  # to type into
WEEKS_SHOWN = 26  # of the past, on the income chart
TICKS = 4
KEYS = ("slots_offered", *WEEKLY_NUMBERS)


class _AsksFirst(Exception):
    """Work that stops until the person has answered a question."""


def call(verb: str, given: str) -> str:
    """Run one verb for the page; a failure is words, as at the command line.

    Args:
        verb: A key of ``VERBS``.
        given: JSON: ``today``, ``file`` (the tracker) and what the verb needs.

    Returns:
        JSON: ``ok``, ``words``, ``problems``, and what the verb gives.
    """
    answer: Answer = {"ok": True, "words": "", "problems": ()}
    try:
        answer |= VERBS[verb](json.loads(given))
    except NeedsAttention as failure:
        answer |= {"words": str(failure).partition("\n")[0], "problems": failure.problems}
        answer["ok"] = False
    except Exception as failure:
        ours = isinstance(failure, PracticeError)
        answer |= {"ok": False, "words": str(failure) if ours else in_words(failure)}
    answer["problems"] = problem_lines(answer["problems"])
    return json.dumps(answer, ensure_ascii=False)


def _today(given: Given) -> date:
    return date.fromisoformat(given["today"])


def _tracker(given: Given) -> Tracker:
    return open_tracker(Path(given["file"]), _today(given))


def _recalculate(given: Given) -> Answer:
    facts = _tracker(given).recalculate()
    page = friday_page(facts, _today(given))
    return {"words": str(page["about"]), "problems": facts.problems, "friday": page}


def _new(given: Given) -> Answer:
    path = Path("my_practice.xlsx")
    path.unlink(missing_ok=True)
    making.new(path, _today(given))
    words = (
        f"{path.name} is in your downloads. Fill in the first five of Plan, type a week, then "
        "choose the file here."
    )
    return {"words": words, "files": [path.name]}


def _example(_given: Given) -> Answer:
    from practice_xl.building.example import EXAMPLE_DAY

    made = making.demo(Path("example"))
    path = Path(made.tracker.name)
    path.write_bytes(made.tracker.read_bytes())
    page = friday_page(made.facts, EXAMPLE_DAY)
    shown = {"problems": made.facts.problems, "files": [path.name], "friday": page}
    return {"words": "A fictional practice, 60 weeks.", **shown}


def _share(given: Given) -> Answer:
    """Share with what the person has answered so far; the next question is left to be shown."""
    answers = iter(given["answers"])

    def ask(title: str, text: str) -> bool:
        for said in answers:
            return bool(said)
        raise _AsksFirst({"title": title, "text": text})

    try:
        written = _tracker(given).share(
            confirm=partial(ask, "Write this copy?"),
            confirm_names=partial(ask, "Is none of these a name?"),
            confirm_parts=partial(ask, "Figures of the parts, too?"),
            overwrite=True,
        )
    except _AsksFirst as waits:
        return {"words": "Nothing is written yet.", "question": waits.args[0]}
    words = "Nothing was written."
    if written:
        words = f"{written[0].name} is in your downloads: send that file."
    return {"words": words, "files": [path.name for path in written]}


def _merge(given: Given) -> Answer:
    merged = _tracker(given).merge(given["copy"])
    return {"words": f"{merged.words} Save the tracker to keep them.", "problems": merged.conflicts}


def _import(given: Given) -> Answer:
    shown: list[str] = []

    def confirm(inside: str) -> bool:
        shown.append(inside)
        return bool(given.get("yes"))

    sources = [Path(name) for name in given["sources"]]
    preview = _tracker(given).import_(sources, confirm=confirm)
    if given.get("yes"):
        return _recalculate(given)
    words = "There is nothing new in these files."
    if preview.changes_anything:
        words = "This is what would be typed. Nothing is changed yet."
    return {"words": words, "changes": preview.changes_anything, "inside": "".join(shown)}


def _roster(given: Given) -> Answer:
    from practice_xl.coach.roster import roster

    output, folder = Path("overview.xlsx"), Path("copies")
    output.unlink(missing_ok=True)
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name in given["copies"]:
        Path(name).rename(folder / name)
    made = roster(folder, output, today=_today(given))
    unread = "".join(f"\n{name}: {why}" for name, why in made.unread)
    words = f"{len(made.rows)} practices; {output.name} is in your downloads.{unread}"
    return {"words": words, "files": [output.name]}


def _week_form(given: Given) -> Answer:
    """The boxes with their help, and what the last weeks hold already."""
    from practice_xl.books import choose
    from practice_xl.sheets.enter import read_dated_rows
    from practice_xl.sheets.read import read_plan

    with choose(Path(given["file"])) as book:
        plan = read_plan(book)
        rows = read_dated_rows(book, WEEKLY, plan)
    this, weeks = week_of(_today(given), plan), []
    for week in (this - WEEK * back for back in range(WEEKS_OFFERED)):
        typed = rows.values.get((week, ""), {})
        told = {k: v for k, v in typed.items() if k in KEYS and v is not None}
        values = {k: f"{v:g}" if isinstance(v, float) else str(v) for k, v in told.items()}
        weeks.append({"week": week.isoformat(), "words": day(week), "values": values})
    columns = [
        {"key": c.key, "label": c.label, "unit": c.unit, "help": c.help}
        for c in map(WEEKLY.column, KEYS)
    ]
    return {"form": {"week": this.isoformat(), "columns": columns, "weeks": weeks}}


def _type_week(given: Given) -> Answer:
    """Type the boxes into the week's row and recalculate; an empty box leaves its cell alone."""
    from practice_xl.books import choose
    from practice_xl.sheets.enter import enter, read_dated_rows
    from practice_xl.sheets.read import read_plan

    tracker, week = _tracker(given), date.fromisoformat(given["week"])
    typed = {key: _as_cell(text) for key, text in given["values"].items() if text.strip()}
    with choose(tracker.path) as book:
        enter(book, read_dated_rows(book, WEEKLY, read_plan(book)), {(week, ""): typed})
        Tracker(book, tracker.as_of, tracker.now).recalculate()
        book.save()
    return _recalculate(given)


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


def friday_page(facts: Facts, today: date) -> dict[str, object]:
    """Everything the page shows of a practice, as text and plain numbers."""
    from practice_xl.sheets.pages import friday
    from practice_xl.sheets.pages.page import as_text
    from practice_xl.sheets.pages.what_if import headline_lines

    def shown(figure: Figure) -> dict[str, str]:
        value = as_text(figure.value, figure.kind, currency)
        return {"label": figure.label, "value": value, "note": figure.note}

    report, page = facts.report, friday.friday_page(facts, today)
    currency, history = report.practice.plan.currency, report.scorecard.scores.history
    decided, _chart, *brings = headline_lines(facts) if report.decisions else ("", "")
    running = max((one.first for one in report.quarter), default=None)
    return {
        "title": page.title,
        "about": page.about,
        "readings": [{"title": reading.heading, "text": reading.text} for reading in page.readings],
        "next": {"title": page.next_step.heading, "text": page.next_step.text},
        "tiles": [shown(figure) for figure in page.tiles],
        "overdue": list(page.overdue),
        "full": [shown(figure) for figure in page.full],
        "full_words": page.full_words,
        "quarter": [  # the results of the running one, each with where it stands
            f"{MEASURE_BY_KEY[one.result.measurable].label}. {one.words}"
            for one in report.quarter
            if one.first == running
        ],
        "decisions": [line for line in (decided, *brings) if line],  # and what they bring
        "income": _income(facts),
        "scores": {
            "title": "Both scores, week by week",
            "weeks": [day(past.week) for past in history],
            "manager": [past.manager for past in history],
            "leader": [past.leader for past in history],
        },
    }


def problem_lines(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """What needs a look, the blocking ones first, as the page lists it."""
    return [
        {
            "where": str(problem).splitlines()[0],
            "found": problem.found,
            "expected": problem.expected,
            "todo": problem.do,
            "blocking": problem.blocking,
        }
        for problem in sorted(problems, key=lambda problem: not problem.blocking)
    ]


def _income(facts: Facts) -> dict[str, object] | None:
    chart = facts.report.projection.likely.chart
    if chart is None:
        return None
    first = max(0, len(chart.starts) - 52 - WEEKS_SHOWN)
    keys = {"collected": "came", "low": "low", "likely": "likely", "high": "high", "goal": "goal"}
    lines: dict[str, list[float | None]] = {
        key: [None if math.isnan(v) else round(float(v), 2) for v in getattr(chart, name)[first:]]
        for name, key in keys.items()
    }
    tops = (value for key in ("came", "high") for value in lines[key] if value is not None)
    ticks, currency = round_ticks(max(tops, default=1.0)), facts.report.practice.plan.currency
    return {
        "title": "Money a week: what came in, and what is likely",
        "weeks": [day(start) for start in chart.starts[first:]],
        **lines,
        "ticks": [[value, money(value, currency)] for value in ticks],
    }


def round_ticks(most: float) -> list[float]:
    """Four or five round values from 0 up to or past ``most``, for an axis.

    >>> round_ticks(3_700)
    [0.0, 1000.0, 2000.0, 3000.0, 4000.0]
    """
    step = 10 ** math.floor(math.log10(max(most, 1) / TICKS))
    wide = next(size * step for size in (1, 2, 2.5, 5, 10) if size * step * TICKS >= most)
    return [float(wide * count) for count in range(TICKS + 1)]


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
