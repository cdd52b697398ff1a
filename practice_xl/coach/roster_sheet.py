"""The roster as a workbook: who needs a talk first, small charts, what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from practice_xl.building.looks import ACCENT, AMBER, FAINT, FONT, GREY, HEADER, SIZE, Looks
from practice_xl.coach.page import height
from practice_xl.coach.roster import TITLE, Roster
from practice_xl.domain.amounts import day, money, percent

CHARTS = 200  # practices that get a small chart; the first on the roster
_CREATED = datetime(2026, 1, 1)
_HEADER_ROW = 4
_A4, _SET_IN = 9, 2  # paper; what the indent and the edge take of a width [characters]
_LEAST = 2  # copies of a practice that make a line
_ACROSS, _TALL, _WIDE = 3, 10, 305  # charts beside each other; rows of one; its width [pixels]

Row = dict[str, Any]


def _full(row: Row) -> str:
    by = f"full by {day(row['full_by'])}" if row["full_by"] else row["full_status"]
    return "; ".join(text for text in (_or("", row["fill"], percent), by) if text)


def _or(none: str, value: Any, say: Callable[[Any], str]) -> str:
    return none if value is None else say(value)


def _money(row: Row, key: str) -> str:
    return _or("–", row[key], lambda amount: money(amount, str(row["currency"] or "")))


def _likely(row: Row) -> str:
    goal = "" if row["goal"] is None else f" of {_money(row, 'goal')}"
    return f"{_money(row, 'likely')}{goal}"


def _score(side: str) -> Callable[[Row], str]:
    def say(row: Row) -> str:
        change = _or(
            "", row[f"{side}_change"], lambda points: f" ({points:+d})" if points else " (same)"
        )
        return _or("–", row[side], lambda score: f"{score}{change}")

    return say


def _growing(row: Row) -> str:
    sessions, planned = row["sessions"], row["planned"]
    if sessions is None or planned is None:
        return "–"
    return f"{'yes' if sessions >= planned else 'no'}, {sessions:.0f}; the plan is {planned:.0f}"


def _count(key: str) -> Callable[[Row], str]:
    return lambda row: _or("–", row[key], lambda count: str(count) if count else "none")


_COLUMNS: tuple[tuple[str, float, Callable[[Row], str]], ...] = (
    ("Practice", 15, lambda row: str(row["practice"])),
    ("Week, days old", 16, lambda row: f"{day(row['week'])}, {row['age']}"),
    ("% full, full by", 17, _full),
    ("Likely in 12 months, of the goal", 16, _likely),
    ("Chance of the goal", 9, lambda row: _or("–", row["chance"], percent)),
    ("More without a new client", 12, lambda row: _money(row, "no_new_client")),
    ("Manager, in 4 weeks", 10, _score("manager")),
    ("Leader, in 4 weeks", 10, _score("leader")),
    ("Growing as planned?", 17, _growing),
    ("Actions overdue", 9, _count("actions_overdue")),
    ("Commit-ments due", 9, _count("commitments_due")),
    ("What to ask about", 44, lambda row: str(row["ask"]) or "Nothing presses: what went well?"),
)
_TREND: tuple[tuple[str, float, str], ...] = (
    ("Practice", 24, "practice"),
    ("Week", 14, "week"),
    ("Leader", 10, "leader"),
    ("Manager", 10, "manager"),
)
_UNREAD = (("File", 50), ("Why", 70))


def write_roster(result: Roster, output: Path) -> None:
    """Write the workbook, row by row, so that it does not grow in memory.

    Args:
        result: What the folder says.
        output: Where; a file that stands there is replaced.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }
    workbook = xlsxwriter.Workbook(str(output), options)
    workbook.set_properties({"title": TITLE, "created": _CREATED})
    looks = Looks(workbook)
    said = "Who needs a talk first stands on top. Money is in each practice's own currency."
    first = ([say(row) for _, _, say in _COLUMNS] for row in result.rows)
    columns = [(header, width) for header, width, _ in _COLUMNS]
    talk = [bool(row["talk"]) for row in result.rows]
    _table(workbook.add_worksheet(TITLE), looks, TITLE, said, columns, first, talk)
    charts = workbook.add_worksheet("Charts")
    copies = _copies(result)
    said = "Every copy of the practices that have several, oldest first; the charts draw them."
    cells = workbook.add_worksheet("Copies")
    trend = ([row[key] for _, _, key in _TREND] for rows in copies for row in rows)
    _table(cells, looks, "Copies", said, [(h, w) for h, w, _ in _TREND], trend)
    _charts(workbook, charts, looks, copies[:CHARTS])
    said = "Files that could not be read, and why." if result.unread else "Every file was read."
    _table(workbook.add_worksheet("Not read"), looks, "Not read", said, _UNREAD, result.unread)
    workbook.close()


def _copies(result: Roster) -> list[list[Row]]:
    """The copies of each practice that has several, oldest first, in the order of the roster."""
    earlier: dict[str, list[Row]] = {}
    for row in result.earlier:
        earlier.setdefault(row["practice"], []).append(row)
    every = [[*earlier.get(row["practice"], []), row] for row in result.rows]
    return [rows for rows in every if len(rows) >= _LEAST]


def _table(
    cells: Any,
    looks: Looks,
    title: str,
    said: str,
    columns: Sequence[tuple[str, float]],
    rows: Any,
    marked: Sequence[bool] = (),
) -> None:
    _head(cells, looks, title, said)
    cells.set_column(0, 0, 2)
    for offset, (_, width) in enumerate(columns, start=1):
        cells.set_column(offset, offset, width)
    cells.set_row(_HEADER_ROW - 1, max(height(text, width - _SET_IN) for text, width in columns))
    for offset, (text, _) in enumerate(columns, start=1):
        cells.write_string(_HEADER_ROW - 1, offset, text, looks.get(**HEADER))
    for number, row in enumerate(rows):
        at = _HEADER_ROW + number
        pairs = list(zip(row, columns, strict=True))
        tall = max(height(v, w - _SET_IN) for v, (_, w) in pairs if isinstance(v, str))
        cells.set_row(at, tall)
        first = {"bold": True, "font_color": AMBER} if marked and marked[number] else {}
        for offset, (value, _) in enumerate(pairs, start=1):
            _cell(cells, looks, at, offset, value, first if offset == 1 else {})
    cells.freeze_panes(_HEADER_ROW, 2)
    cells.repeat_rows(_HEADER_ROW - 1)


def _head(cells: Any, looks: Looks, title: str, said: str) -> None:
    cells.hide_gridlines(2)
    cells.set_row(0, 30)
    cells.write_string(0, 1, title, looks.get(font_size=20, bold=True, font_color=ACCENT))
    cells.write_string(1, 1, said, looks.get(font_color=GREY))
    cells.set_landscape()
    cells.set_paper(_A4)
    cells.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    cells.fit_to_pages(1, 0)


def _cell(cells: Any, looks: Looks, row: int, column: int, value: Any, more: Row) -> None:
    look: Row = {"bottom": 1, "bottom_color": FAINT, "valign": "top", "text_wrap": True} | more
    if value is None or value == "":
        cells.write_blank(row, column, None, looks.get(**look))
    elif isinstance(value, str):
        cells.write_string(row, column, value, looks.get(**look))
    elif isinstance(value, int):
        cells.write_number(row, column, value, looks.get(**look, align="left"))
    else:
        style = looks.get(**look, align="left", num_format="d mmm yyyy")
        cells.write_datetime(row, column, value, style)


def _charts(workbook: Any, cells: Any, looks: Looks, copies: Sequence[list[Row]]) -> None:
    """A small chart for each practice: its leader score, one line, copy by copy."""
    said = "The leader score, copy by copy." if copies else "Shows once a practice has two copies."
    _head(cells, looks, "Charts", said)
    row = _HEADER_ROW
    for number, rows in enumerate(copies):
        last = row + len(rows) - 1
        chart = workbook.add_chart({"type": "line"})
        chart.add_series(
            {
                "categories": ["Copies", row, 2, last, 2],
                "values": ["Copies", row, 3, last, 3],
                "name": "Leader",
                "line": {"color": ACCENT, "width": 2},
                "marker": {"type": "circle", "size": 5, "fill": {"color": ACCENT}},
            }
        )
        small = {"name": FONT, "size": 8, "color": GREY}
        name = str(rows[-1]["practice"])
        chart.set_title({"name": name, "name_font": small | {"size": 10}, "overlay": False})
        chart.set_x_axis({"num_font": small, "num_format": "d mmm", "text_axis": True})
        grid = {"visible": True, "line": {"color": FAINT}}
        chart.set_y_axis({"min": 0, "max": 100, "num_font": small, "major_gridlines": grid})
        chart.set_legend({"none": True})
        chart.set_size({"width": _WIDE, "height": _TALL * 18})
        at = (3 + number // _ACROSS * _TALL, 1 + number % _ACROSS * 5)
        cells.insert_chart(*at, chart, {"description": f"Leader score of {name}, copy by copy."})
        row = last + 1
