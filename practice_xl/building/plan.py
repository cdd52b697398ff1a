"""The sheet Plan: every setting with its value, unit and help; fees, days off, clinicians."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from practice_xl.building.content import Content
from practice_xl.building.input_tables import limit, put_table
from practice_xl.building.looks import FAINT, GREY, HEADING, NUMERIC, TYPED_BAND
from practice_xl.building.page import Page
from practice_xl.domain.plan import Plan
from practice_xl.schema.inputs import PLAN_TABLES
from practice_xl.schema.parts import Column
from practice_xl.schema.settings import FIRST_FIVE, KEPT_BY_PROGRAM, LATER
from practice_xl.schema.sheets import SETTINGS_ROOM

LATERHEADING = "Later, if you like"


def put_plan(page: Page, content: Content) -> None:
    """The settings down the left, the three tables at the right."""
    values = plan_values(content)
    row_of_first, column = SETTINGS_ROOM.place
    row = row_of_first
    for offset, text in enumerate(("The first five", "Value", "Unit", "What it means")):
        look = dict(HEADING)
        if offset:
            look = {"font_size": 9, "font_color": GREY, "bold": True, "indent": 1}
        page.put(row - 1, column + offset, text, **look)
    for setting in FIRST_FIVE:
        _setting(page, row, column, setting, values[setting.key])
        row += 1
    page.put(row, column, LATERHEADING, **HEADING)
    page.cells.set_row(row - 1, 30)
    row += 1
    for setting in LATER:
        _setting(page, row, column, setting, values[setting.key])
        row += 1
    for table in PLAN_TABLES:
        put_table(page, table, content.rows(table), alone=False)
    page.begin_at(row_of_first, SETTINGS_ROOM.place[1] + 1)
    page.cells.freeze_panes(row_of_first - 1, 0)


def plan_values(content: Content) -> dict[str, Any]:
    """The value of every setting: what is typed, or the Plan's default; None leaves it blank."""
    defaults = {field.name: field.default for field in fields(Plan)}
    return defaults | dict(content.plan)


def _setting(page: Page, row: int, column: int, setting: Column, value: Any) -> None:
    kept = setting.key in KEPT_BY_PROGRAM
    edge: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT}
    page.put(row, column, setting.label, **edge | {"bold": setting in FIRST_FIVE})
    look: dict[str, Any] = {"border": 1, "border_color": FAINT}
    if not kept:
        look["bg_color"] = TYPED_BAND
    look |= {"align": "right"} if setting.kind in NUMERIC else {"indent": 1}
    page.cells.set_row(row - 1, 17)
    page.put(row, column + 1, value, setting.kind, **look)
    page.put(row, column + 2, setting.unit or None, **edge, font_size=9, font_color=GREY, indent=1)
    page.put(row, column + 3, setting.help, **edge, font_size=8, font_color=GREY, indent=1)
    page.name(setting.plan_name, row, column + 1)
    limit(page, setting, row, column + 1, row)
