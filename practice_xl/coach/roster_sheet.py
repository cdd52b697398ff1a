"""The roster as a workbook: who needs a talk first, small charts, what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from practice_xl.building.chart_frame import dress, font, line
from practice_xl.building.looks import ACCENT, AMBER, FONT, SIZE, Looks
from practice_xl.coach.copy_file import CopyFile
from practice_xl.coach.page import LINE, CoachPage
from practice_xl.coach.roster import TITLE, Roster
from practice_xl.domain.projection.words import share
from practice_xl.domain.wording import day, money, percent
from practice_xl.schema.parts import Kind, Sheet

CHARTS = 200  # practices that get a small chart; the first on the roster
_CREATED = datetime(2026, 1, 1)
_HEADER_ROW = 4
_LEAST = 2  # copies of a practice that make a line
_CELL = 9.14  # width of a column nobody set [characters]
_ACROSS, _TALL, _WIDE = 3, 10, 305  # charts beside each other; rows of one; its width [pixels]

Row = dict[str, Any]


def _or(none: str, value: Any, say: Callable[[Any], str]) -> str:
    return none if value is None else say(value)


def _full(row: Row) -> str:
    by = f"full by {day(row['full_by'])}" if row["full_by"] else row["full_status"]
    return "; ".join(text for text in (_or("", row["fill"], percent), by) if text)


def _money(row: Row, key: str) -> str:
    return _or("–", row[key], lambda amount: money(amount, row["currency"] or ""))


def _score(row: Row, side: str) -> str:
    change = row[f"{side}_change"]
    by = _or("", change, lambda points: f" ({points:+d})" if points else " (same)")
    return _or("–", row[side], lambda score: f"{score}{by}")


def _growing(row: Row) -> str:
    sessions, planned = row["sessions"], row["planned"]
    if sessions is None or planned is None:
        return "–"
    return f"{'yes' if sessions >= planned else 'no'}, {sessions:.0f}; the plan is {planned:.0f}"


def _likely(row: Row) -> str:
    goal = "" if row["goal"] is None else f" of {_money(row, 'goal')}"
    return f"{_money(row, 'likely')}{goal}"


def _count(row: Row, key: str) -> str:
    return _or("–", row[key], lambda count: str(count or "none"))


_COLUMNS: tuple[tuple[str, float, Callable[[Row], str]], ...] = (
    ("Practice", 14, lambda row: str(row["practice"])),
    ("Week, days old", 12, lambda row: f"{day(row['week'])}, {row['age']}"),
    ("% full, full by", 13, _full),
    ("Likely in 12 months, of the goal", 15, _likely),
    ("Chance of the goal", 9.5, lambda row: _or("–", row["chance"], share)),
    ("More without a new client", 11, lambda row: _money(row, "no_new_client")),
    ("Manager, in 4 weeks", 10.5, lambda row: _score(row, "manager")),
    ("Leader, in 4 weeks", 10, lambda row: _score(row, "leader")),
    ("Growing as planned?", 13, _growing),
    ("Actions overdue", 10, lambda row: _count(row, "actions_overdue")),
    ("Commitments due", 15, lambda row: _count(row, "commitments_due")),
    ("What to ask about", 36, lambda row: str(row["ask"]) or "Nothing presses: what went well?"),
)
_TREND = {"practice": Kind.TEXT, "week": Kind.DATE, "leader": Kind.COUNT, "manager": Kind.COUNT}


def is_roster_sheet(path: Path) -> bool:
    """Whether a workbook is a roster."""
    return CopyFile(path.read_bytes(), path.name).cells(TITLE).get((1, 2)) == TITLE


def roster_sheet(result: Roster) -> bytes:
    """The workbook of what a folder says."""
    import xlsxwriter  # type: ignore[import-untyped]

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    font = {"font_name": FONT, "font_size": SIZE}
    content = BytesIO()
    workbook = xlsxwriter.Workbook(content, options | {"default_format_properties": font})
    workbook.set_properties({"title": TITLE, "created": _CREATED})
    looks = Looks(workbook)
    copies = _copies(result)

    def page(name: str, purpose: str, *widths: float) -> CoachPage:
        sheet = Sheet(name, purpose, (2, *widths))
        made = CoachPage(sheet, workbook.add_worksheet(name), looks)
        made.set_widths()
        made.head(())
        made.finish()
        return made

    said = "Who needs a talk first stands on top. Money is in each practice's own currency."
    first = page(TITLE, said, *(width for _, width, _ in _COLUMNS))
    rows = [[say(row) for _, _, say in _COLUMNS] for row in result.rows]
    _put_table(first, [header for header, _, _ in _COLUMNS], rows)
    for number, row in enumerate(result.rows, start=_HEADER_ROW + 1):
        if row["talk"]:
            first.put(number, 2, row["practice"], **LINE, bold=True, font_color=AMBER)
    said = "The leader score, copy by copy." if copies else "Shows once a practice has two copies."
    _put_charts(page("Charts", said, *[_CELL] * 5 * _ACROSS), copies[:CHARTS])
    said = "The copies that the charts draw, oldest first."
    trend = [[row[key] for key in _TREND] for rows in copies for row in rows]
    _put_table(
        page("Copies", said, 24, 14, 10, 10),
        [key.capitalize() for key in _TREND],
        trend,
        tuple(_TREND.values()),
    )
    said = "Files that could not be read, and why." if result.unread else "Every file was read."
    _put_table(page("Not read", said, 50, 70), ("File", "Why"), result.unread)
    workbook.close()
    return content.getvalue()


def _put_table(
    page: CoachPage,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    kinds: Sequence[Kind] = (),
) -> None:
    page.put_rows(_HEADER_ROW, headers, rows, kinds)
    page.cells.freeze_panes(_HEADER_ROW, 2)
    page.cells.repeat_rows(_HEADER_ROW - 1)


def _copies(result: Roster) -> list[list[Row]]:
    """The copies of each practice that has several, oldest first, in the order of the roster."""
    earlier: dict[str, list[Row]] = {}
    for row in result.earlier:
        earlier.setdefault(row["practice"], []).append(row)
    every = [[*earlier.get(row["practice"], []), row] for row in result.rows]
    return [rows for rows in every if len(rows) >= _LEAST]


def _put_charts(page: CoachPage, copies: Sequence[list[Row]]) -> None:
    """A small chart for each practice: its leader score, one line, copy by copy."""
    row = _HEADER_ROW
    for number, rows in enumerate(copies):
        last = row + len(rows) - 1
        chart = page.looks.workbook.add_chart({"type": "line"})
        cells = {"categories": ["Copies", row, 2, last, 2], "values": ["Copies", row, 3, last, 3]}
        chart.add_series(cells | {"name": "Leader"} | line(ACCENT, "solid", 2, "circle"))
        name = str(rows[-1]["practice"])
        dress(page, chart, name, {"num_format": "d mmm", "text_axis": True}, {"min": 0, "max": 100})
        chart.set_title({"name": name, "name_font": font(page)})
        chart.set_legend({"none": True})
        chart.set_size({"width": _WIDE, "height": _TALL * 18})
        at = (3 + number // _ACROSS * _TALL, 1 + number % _ACROSS * 5)
        page.cells.insert_chart(
            *at, chart, {"description": f"Leader score of {name}, copy by copy."}
        )
        row = last + 1
