"""The roster as a workbook: who needs a talk first, the trends, what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from practice_xl.building.looks import (
    ACCENT,
    AMBER,
    FAINT,
    FONT,
    GREY,
    HEADER,
    NUMERIC,
    SIZE,
    Looks,
    currency_format,
    number_format,
)
from practice_xl.coach.page import height
from practice_xl.schema.parts import Kind

Columns = Sequence[tuple[str, str, Kind]]
_CREATED = datetime(2026, 1, 1)
_WIDTHS = {
    "practice": 24,
    "why": 56,
    "full_status": 16,
    "top_lever": 28,
    "file": 50,
    "talk": 8,
    "currency": 10,
    "actions_overdue": 11,
    "commitments_due": 15,
    "no_new_client": 15,
    "chance": 14,
}
_WIDTH = 12.5  # of every other column [characters]
_SET_IN = 2  # what the indent and the edge take of it [characters]
_TREND: Columns = (
    ("practice", "Practice", Kind.TEXT),
    ("week", "Week read", Kind.DATE),
    ("fill", "% full", Kind.SHARE),
    ("manager", "Manager", Kind.COUNT),
    ("leader", "Leader", Kind.COUNT),
    ("likely", "Likely, 12 months", Kind.MONEY),
    ("chance", "Chance of the goal", Kind.SHARE),
    ("off_track", "Off track 3+ weeks", Kind.COUNT),
)
_HEADER_ROW = 4


def write_roster(
    rows: Sequence[dict[str, Any]],
    earlier: Sequence[dict[str, Any]],
    unread: Sequence[tuple[str, str]],
    columns: Columns,
    output: Path,
) -> None:
    """Write the workbook; a file that stands there is replaced.

    Args:
        rows: A row for each practice.
        earlier: Rows of earlier copies.
        unread: Files that could not be read, and why.
        columns: Keys, headers and kinds of ``rows``.
        output: Where.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    workbook = xlsxwriter.Workbook(
        str(output),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        },
    )
    workbook.set_properties({"title": "Roster", "created": _CREATED})
    looks = Looks(workbook)
    said = "Who needs a talk first stands on top: the more of the reasons hold, the higher."
    _table(workbook.add_worksheet("Roster"), looks, "Roster", said, columns, rows)
    trend = sorted([*earlier, *rows], key=lambda row: (row["practice"], row["week"]))
    said = "Every copy in the folder, oldest first for each practice."
    _table(workbook.add_worksheet("Trends"), looks, "Trends", said, _TREND, trend)
    lost = [{"file": name, "why": why} for name, why in unread]
    said = "Files that could not be read, and why." if lost else "Every file could be read."
    which: Columns = (("file", "File", Kind.TEXT), ("why", "Why", Kind.TEXT))
    _table(workbook.add_worksheet("Not read"), looks, "Not read", said, which, lost)
    workbook.close()


def _table(
    cells: Any,
    looks: Looks,
    title: str,
    said: str,
    columns: Columns,
    rows: Sequence[dict[str, Any]],
) -> None:
    cells.hide_gridlines(2)
    cells.set_column(0, 0, 2)
    cells.set_row(0, 30)
    cells.write_string(0, 1, title, looks.get(font_size=20, bold=True, font_color=ACCENT))
    cells.write_string(1, 1, said, looks.get(font_color=GREY))
    cells.set_row(_HEADER_ROW - 1, max(_tall(text, key) for key, text, _ in columns))
    for number, row in enumerate(rows):
        texts = [(row.get(key), key) for key, _, kind in columns if kind not in NUMERIC]
        cells.set_row(_HEADER_ROW + number, max(_tall(text, key) for text, key in texts))
    for offset, (key, text, kind) in enumerate(columns, start=1):
        cells.set_column(offset, offset, _WIDTHS.get(key, _WIDTH))
        align = {"align": "right"} if kind in NUMERIC else {"indent": 1}
        cells.write_string(_HEADER_ROW - 1, offset, text, looks.get(**HEADER, **align))
        for number, row in enumerate(rows):
            _cell(cells, looks, _HEADER_ROW + number, offset, key, kind, row)
    cells.freeze_panes(_HEADER_ROW, 2)
    cells.set_landscape()
    cells.set_paper(8)  # A3
    cells.fit_to_pages(1, 0)
    cells.repeat_rows(_HEADER_ROW - 1)


def _tall(text: Any, key: str) -> float:
    """Height of a row in which a text wraps within its column. [points]"""
    return height(text if isinstance(text, str) else None, _WIDTHS.get(key, _WIDTH) - _SET_IN)


def _cell(
    cells: Any, looks: Looks, row: int, column: int, key: str, kind: Kind, of: dict[str, Any]
) -> None:
    value = of.get(key)
    look: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT}
    if kind in NUMERIC:
        look |= {"align": "right", "valign": "top", "num_format": number_format(kind)}
    else:
        look |= {"text_wrap": True, "valign": "top", "indent": 1}
    if kind is Kind.MONEY:
        look["num_format"] = currency_format(str(of.get("currency") or ""), kind)
    if key.endswith("_change"):
        look["num_format"] = "+0;-0;0"
    if key == "talk" and value:
        look |= {"bold": True, "font_color": AMBER}
    style = looks.get(**look)
    if value is None or value == "":
        cells.write_blank(row, column, None, style)
    elif isinstance(value, str):
        cells.write_string(row, column, value, style)
    elif kind is Kind.DATE:
        cells.write_datetime(row, column, value, style)
    else:
        cells.write_number(row, column, value, style)
