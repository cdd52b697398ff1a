"""The roster: for a coach with a folder of copies, a line for each practice, on one sheet.

Each copy is read by its numbers alone, one after the other, and let go of: what is kept of it is a
few numbers. One computer reads thousands of them.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from practice_xl.building.charts import dress, font, line
from practice_xl.building.looks import ACCENT, AMBER, new_workbook
from practice_xl.coach import copy_file
from practice_xl.coach.page import LINE, CoachPage
from practice_xl.domain.calendar import WEEK
from practice_xl.domain.projection.words import share
from practice_xl.domain.wording import day, money, month, percent, plural
from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.schema.parts import Kind, Sheet
from practice_xl.xlsx.replace import replace

Row = dict[str, Any]
STALE = timedelta(days=28)
FELL = -10  # points in 4 weeks
TITLE = "Roster"
COLUMNS: dict[str, Kind] = {  # of the csv and parquet files
    "practice": Kind.TEXT,
    "talk": Kind.COUNT,
    "ask": Kind.TEXT,
    "age": Kind.COUNT,
    **{one.key: one.kind for one in copy_file.LINES},
    "full_status": Kind.TEXT,
    "manager_change": Kind.COUNT,
    "leader_change": Kind.COUNT,
    "file": Kind.TEXT,
}
CHARTS = 200  # practices that get a small chart; the first on the roster
_HEADER_ROW = 4
_CELL = 9.14  # width of a column nobody set [characters]
_ACROSS, _TALL, _WIDE = 3, 10, 305  # charts beside each other; rows of one; its width [pixels]


class Roster(NamedTuple):
    """What a folder of copies says."""

    # The copies of each practice, the oldest first, who needs a talk first on top. The latest has
    # the keys of ``COLUMNS``, the others those of its numbers.
    copies: list[list[Row]]
    unread: list[tuple[str, str]]  # Name of each file that could not be read, and why

    @property
    def rows(self) -> list[Row]:
        """The latest copy of each practice."""
        return [copies[-1] for copies in self.copies]


def roster(
    folder: Path,
    output: Path | None = None,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Roster:
    """Read every copy of a folder and its subfolders, and write the overview.

    Args:
        folder: Where the copies are. Copies of one practice go together when they lie in a folder
            of their own, when they carry one code name, or when their names differ by the date
            only.
        output: ``.xlsx``, ``.csv`` or ``.parquet``; None writes nothing. An earlier roster of that
            name is replaced, whole or not at all; no other file is.
        today: The age of the data is counted from it.
        progress: Called with how many files are read, of how many.

    Raises:
        FileRefused: No such folder, or no copy in it, or ``output`` is of another kind or a file
            that is no roster.
        FileBusy: ``output`` may not be written just now.
        NotAvailable: Parquet needs pyarrow.
    """
    if not folder.is_dir():
        raise FileRefused(f"There is no folder {folder}. Give the folder with the coach copies.")
    write = _writer(output) if output else None
    own = output.resolve() if output else None
    every = (path for path in sorted(folder.rglob("*.xlsx")) if path.resolve() != own)
    paths = [path for path in every if not path.name.startswith((".", "~$"))]
    if not paths:
        raise FileRefused(f"There is no .xlsx file in {folder}. Put the coach copies there.")
    found: list[tuple[Path, Row]] = []
    unread: list[tuple[str, str]] = []
    for number, path in enumerate(paths, start=1):
        name = path.relative_to(folder)
        try:
            if not path.is_file():
                raise FileRefused("it is no file")
            found.append((name, dict(copy_file.read_numbers(copy_file.read_copy(path)))))
        except Exception as error:  # a file of whatever kind stops no other
            why = "it is damaged"
            if isinstance(error, FileRefused):
                why = str(error).removeprefix(path.name)
                why = re.sub(r"^[: ]*(?=is |has |cannot )", "it ", why)
            unread.append((str(name), f"could not be read: {why}"))
        progress(number, len(paths))
    result = Roster(by_practice(found, today or date.today()), unread)
    if write and output:
        replace(output, write(result))
    return result


def by_practice(found: Iterable[tuple[Path, Row]], today: date) -> list[list[Row]]:
    """The copies of each practice, the oldest first; who needs a talk first on top."""
    together: dict[str, list[Row]] = {}
    for path, numbers in found:
        practice = numbers.get("name") or practice_of(path)
        copy = numbers | {"file": str(path), "practice": practice}
        together.setdefault(practice, []).append(copy)
    for copies in together.values():
        copies.sort(key=lambda row: (row["week"], row["file"]))
        copies[-1] = _row(copies[-1], today)

    def who_first(copies: list[Row]) -> tuple[int, int, str]:
        row = copies[-1]
        return -row["talk"], 101 if row["leader"] is None else row["leader"], row["practice"]

    return sorted(together.values(), key=who_first)


def practice_of(path: Path) -> str:
    """What the roster calls a practice: the folder of its copies, or the file without its date.

    >>> [practice_of(Path(f"{n} 2026-11-02.xlsx")) for n in ("oak/coach_copy", "elm", "coach_copy")]
    ['oak', 'elm', 'coach_copy 2026-11-02']
    """
    if str(path.parent) not in ("", "."):
        return str(path.parent)
    name = copy_file.without_date(path.stem)
    return path.stem if name in ("", copy_file.WITHOUT_NAME) else name


def _row(copy: Row, today: date) -> Row:
    row = {key: copy.get(key) for key in COLUMNS}
    row["age"] = max(0, (today - (copy["week"] + WEEK - timedelta(days=1))).days)
    for side in ("manager", "leader"):
        now, before = copy.get(side), copy.get(f"{side}_before")
        row[f"{side}_change"] = None if now is None or before is None else now - before
    reasons = list(_to_ask(row))
    return row | {"talk": len(reasons), "ask": " ".join(reasons)}


def _to_ask(row: Row) -> Iterator[str]:
    """What to ask about, in whole sentences; the more there are, the sooner a talk helps."""
    if row["age"] > STALE.days:
        yield f"No copy since {day(row['week'])}: how are the weeks going?"
    for side, about in (("leader", "what has moved"), ("manager", "the order of the week")):
        change = row[f"{side}_change"]
        if change is not None and change <= FELL:
            yield f"The {side} score fell by {-change} in 4 weeks: ask about {about}."
    lasts = "been off track for 3 weeks or more: what would help?"
    for key, noun, verbs, then in (
        ("off_track", "number", ("has", "have"), lasts),
        ("actions_overdue", "action", ("is", "are"), "past the date."),
        ("commitments_due", "commitment", ("is", "are"), "due."),
    ):
        if row[key]:
            yield f"{plural(row[key], noun)} {verbs[row[key] != 1]} {then}"


def _writer(output: Path) -> Callable[[Roster], bytes]:
    """How to write a kind of file; refuses to replace what is no roster."""
    kinds = {".xlsx": _as_sheet, ".csv": _as_csv, ".parquet": _as_parquet}
    if (kind := output.suffix.lower()) not in kinds:
        raise FileRefused(f"{output.name}: end the name in .xlsx, .csv or .parquet.")
    if not output.parent.is_dir():
        raise FileRefused(f"There is no folder for {output.name}. Make the folder first.")
    ours = not output.exists()
    with contextlib.suppress(Exception):  # whatever it is, it is no roster
        ours = ours or _is_roster(output, kind)
    if not ours:
        raise FileRefused(
            f"{output.name} is there already and is no roster, so it stays as it is. "
            "Choose another name."
        )
    return kinds[kind]


def _is_roster(path: Path, kind: str) -> bool:
    if kind == ".xlsx":
        return copy_file.CopyFile(path.read_bytes(), path.name).cells(TITLE).get((1, 2)) == TITLE
    if kind == ".csv":
        return path.read_text(encoding="utf-8").partition("\n")[0].strip() == ",".join(COLUMNS)
    from pyarrow import parquet

    return list(parquet.read_schema(path).names) == list(COLUMNS)


def _as_csv(result: Roster) -> bytes:
    text = StringIO(newline="")
    rows = ([plain(row[key]) for key in COLUMNS] for row in result.rows)
    csv.writer(text).writerows([list(COLUMNS), *rows])
    return text.getvalue().encode()


def plain(value: object) -> object:
    """A cell of a csv that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain(-3), plain("oak")
    ("'=1+1", -3, 'oak')
    """
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky else value


def _as_parquet(result: Roster) -> bytes:
    import pandas as pd

    types = {Kind.DATE: "datetime64[ns]", Kind.COUNT: "Int64", Kind.TEXT: "object"}
    frame = pd.DataFrame(result.rows, columns=list(COLUMNS))
    frame = frame.astype({key: types.get(kind, "float64") for key, kind in COLUMNS.items()})
    try:
        return bytes(frame.to_parquet(index=False))
    except ImportError as error:
        raise NotAvailable("Parquet needs one more part: pip install pyarrow.") from error


def _said(row: Row) -> list[str]:
    """A line of the sheet, in words; a dash for what is not known."""

    def say(key: str, words: Callable[[Any], str], none: str = copy_file.UNKNOWN) -> str:
        return none if row[key] is None else words(row[key])

    def amount(key: str, before: str = "", none: str = copy_file.UNKNOWN) -> str:
        return say(key, lambda sum: before + money(sum, row["currency"] or ""), none)

    def score(side: str) -> str:
        by = say(f"{side}_change", lambda points: f" ({points:+d})" if points else " (same)", "")
        return say(side, lambda points: f"{points}{by}")

    by = f"full by {month(row['full_by'])}" if row["full_by"] else row["full_status"]
    growing = copy_file.UNKNOWN
    if None not in (row["sessions"], row["planned"]):
        growing = "yes" if row["sessions"] >= row["planned"] else "no"
        growing += f", {row['sessions']:.0f}; the plan is {row['planned']:.0f}"
    return [
        row["practice"],
        f"{day(row['week'])}, {row['age']}",
        "; ".join(filter(None, (say("fill", percent, ""), by))),
        amount("likely") + amount("goal", " of ", ""),
        say("chance", share),
        amount("no_new_client"),
        score("manager"),
        score("leader"),
        growing,
        *(say(key, lambda n: str(n or "none")) for key in ("actions_overdue", "commitments_due")),
        row["ask"] or "Nothing presses: what went well?",
    ]


_HEADERS: dict[str, float] = {  # and the widths of the columns [characters]
    "Practice": 14,
    "Week, days old": 12,
    "% full, full by": 13,
    "Likely in 12 months, of the goal": 13,
    "Chance of the goal": 9.5,
    "More without a new client": 11,
    "Manager, in 4 weeks": 10.5,
    "Leader, in 4 weeks": 10,
    "Growing as planned?": 13,
    "Actions overdue": 9,
    "Promises due": 11,
    "What to ask about": 48,
}
_TREND = {"practice": Kind.TEXT, "week": Kind.DATE, "leader": Kind.COUNT, "manager": Kind.COUNT}


def _as_sheet(result: Roster) -> bytes:
    """The workbook: who needs a talk first, small charts, what could not be read."""
    looks, content = new_workbook(TITLE)
    copies = [copies for copies in result.copies if len(copies) > 1]

    def page(name: str, purpose: str, *widths: float) -> CoachPage:
        made = CoachPage(Sheet(name, purpose, (2, *widths)), looks)
        made.set_widths()
        made.head(())
        made.finish()
        made.cells.set_header(f'&L&"Arial,Bold"&10{name}')
        return made

    said = "Who needs a talk first stands on top. Money is in each practice's own currency."
    first = page(TITLE, said, *_HEADERS.values())
    first.put_sheet(_HEADER_ROW, tuple(_HEADERS), map(_said, result.rows))
    for number, row in enumerate(result.rows, start=_HEADER_ROW + 1):
        if row["talk"]:
            first.put(number, 2, row["practice"], **LINE, bold=True, font_color=AMBER)
    said = "The leader score, copy by copy." if copies else "Shows once a practice has two copies."
    _put_charts(page("Charts", said, *[_CELL] * 5 * _ACROSS), copies[:CHARTS])
    trend = ([row[key] for key in _TREND] for rows in copies for row in rows)
    page("Copies", "The copies that the charts draw, oldest first.", 24, 14, 10, 10).put_sheet(
        _HEADER_ROW, [key.capitalize() for key in _TREND], trend, tuple(_TREND.values())
    )
    said = "Files that could not be read, and why." if result.unread else "Every file was read."
    page("Not read", said, 50, 70).put_sheet(_HEADER_ROW, ("File", "Why"), result.unread)
    looks.workbook.close()
    return content.getvalue()


def _put_charts(page: CoachPage, copies: list[list[Row]]) -> None:
    """A small chart for each practice: its leader score, one line, copy by copy."""
    row = _HEADER_ROW
    for number, rows in enumerate(copies):
        name, last = str(rows[-1]["practice"]), row + len(rows) - 1
        chart = page.looks.workbook.add_chart({"type": "line"})
        cells = {"categories": ["Copies", row, 2, last, 2], "values": ["Copies", row, 3, last, 3]}
        chart.add_series(cells | {"name": "Leader"} | line(ACCENT, "solid", 2, "circle"))
        dress(page, chart, name, {"num_format": "d mmm", "text_axis": True}, {"min": 0, "max": 100})
        chart.set_title({"name": name, "name_font": font(page)})
        chart.set_legend({"none": True})
        chart.set_size({"width": _WIDE, "height": _TALL * 18})
        at = (3 + number // _ACROSS * _TALL, 1 + number % _ACROSS * 5)
        words = {"description": f"Leader score of {name}, copy by copy."}
        page.cells.insert_chart(*at, chart, words)
        row = last + 1
