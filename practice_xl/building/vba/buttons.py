"""Buttons on the sheets of a new workbook, and what xlwings needs to find in it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practice_xl.building.vba.project import MACROS, WORKBOOK_MODULE, vba_project

SETTINGS_SHEET = "xlwings.conf"

# xlwings reads these from cell A1 down, to the first empty cell. No row for an interpreter: even
# an empty one would hide the one that ``practice-xl setup`` wrote for this person.
SETTINGS = (
    # Otherwise a json.py that happens to lie beside the workbook would run; text, not a truth value
    ("ADD_WORKBOOK_TO_PYTHONPATH", "false"),
    # Where "Import Functions" finds =PRACTICE_UTILISATION and the others
    ("UDF MODULES", "practice_xl.functions"),
)


@dataclass(frozen=True)
class Button:
    """A button on a sheet.

    Attributes:
        macro: The macro it runs, a key of ``MACROS``.
        caption: What stands on it.
        row: The row of its upper left corner, the first being 0.
        column: The column of its upper left corner, the first being 0.
        shift: How far it stands to the right of that corner. [pixels]
        width: [pixels]
        height: [pixels]
        help: What it does, for those who have the sheet read aloud; the caption when empty.
    """

    macro: str
    caption: str
    row: int
    column: int
    width: int = 160
    height: int = 32
    help: str = ""
    shift: int = 0


def make_macro_workbook(workbook: Any, buttons: Mapping[str, Sequence[Button]]) -> None:
    """Turns a workbook being written into one with our macros and buttons.

    Call it once, when every other sheet is there, before the workbook is closed. It adds the hidden
    sheet of xlwings' settings as the last one, a code name to every sheet, the VBA project made for
    exactly these sheets, and the buttons.

    Args:
        workbook: An XlsxWriter workbook whose file name ends in ``.xlsm``.
        buttons: The buttons of each sheet, by the sheet's name.

    Raises:
        KeyError: A sheet that is not there, or a macro that is none of ours.
        NotAvailable: The installed xlwings brings no workbook to derive the macros from.
    """
    settings = workbook.add_worksheet(SETTINGS_SHEET)
    for row, (key, value) in enumerate(SETTINGS):
        settings.write_string(row, 0, key)
        settings.write_string(row, 1, value)
    settings.hide()
    sheets = workbook.worksheets()
    code_names = [f"Sheet{number}" for number in range(1, len(sheets) + 1)]
    for sheet, code_name in zip(sheets, code_names, strict=True):
        sheet.set_vba_name(code_name)
    workbook.set_vba_name(WORKBOOK_MODULE)
    workbook.add_vba_project(io.BytesIO(vba_project(code_names)), is_stream=True)
    by_name = {sheet.name: sheet for sheet in sheets}
    for name, wanted in buttons.items():
        for button in wanted:
            MACROS[button.macro]  # a button that runs nothing is a mistake in the program
            options = {
                "macro": button.macro,
                "caption": button.caption,
                "width": button.width,
                "height": button.height,
                "x_offset": button.shift,
                "description": button.help or button.caption,
            }
            by_name[name].insert_button(button.row, button.column, options)
