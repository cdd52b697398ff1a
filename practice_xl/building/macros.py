"""Buttons on the sheets of a new workbook, and what xlwings needs to find in it.

The VBA project is shipped ready made, ``data/vbaProject.bin``: the one of xlwings' own standalone
workbook, with our macros in place of its example (``scripts/make_vba_project.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1] / "data" / "vbaProject.bin"
XLWINGS = "0.37.8"  # whose VBA the project holds; the Python half must be of the same version
SETTINGS_SHEET = "xlwings.conf"
MADE_FOR = "PRACTICE_XL XLWINGS"

# Each macro and the function of practice_xl that it calls.
MACROS = {
    "Recalculate": "recalculate",
    "ShareWithCoach": "share",
    "AddCoachNotes": "merge",
    "ImportFromSoftware": "import_sources",
}

# xlwings reads these from cell A1 down, to the first empty cell. No row for an interpreter: even
# an empty one would hide the one that ``practice-xl setup`` wrote for this person.
SETTINGS = (
    # Otherwise a json.py that happens to lie beside the workbook would run; text, not a truth value
    ("ADD_WORKBOOK_TO_PYTHONPATH", "false"),
    # For ``practice-xl setup FILE`` alone, which so need not read the macros
    (MADE_FOR, XLWINGS),
)
_SIZE = {"width": 146, "height": 32}  # of every button [pixels]


@dataclass(frozen=True)
class Button:
    """A button on a sheet."""

    macro: str  # The macro it runs, a key of ``MACROS``
    caption: str  # What stands on it
    row: int  # The row of its upper left corner, the first being 0
    column: int  # The column of its upper left corner, the first being 0
    help: str = ""  # What it does, for those who have the sheet read aloud; the caption when empty


def add_macros(workbook: Any, buttons: Mapping[str, Sequence[Button]]) -> None:
    """Turn a workbook being written into one with our macros and buttons.

    Call it once, when every other sheet is there. It adds the hidden sheet of xlwings' settings as
    the last one, the VBA project, and the buttons. XlsxWriter gives every sheet its code name, and
    Excel makes the modules of the sheets that the project does not know.

    Args:
        workbook: An XlsxWriter workbook whose file name ends in ``.xlsm``.
        buttons: The buttons of each sheet, by the sheet's name.

    Raises:
        KeyError: A sheet that is not there, or a macro that is none of ours.
    """
    settings = workbook.add_worksheet(SETTINGS_SHEET)
    for row, (key, value) in enumerate(SETTINGS):
        settings.write_string(row, 0, key)
        settings.write_string(row, 1, value)
    settings.hide()
    workbook.add_vba_project(str(PROJECT))
    sheets = {sheet.name: sheet for sheet in workbook.worksheets()}
    for name, wanted in buttons.items():
        for button in wanted:
            MACROS[button.macro]  # a button that runs nothing is a mistake in the program
            options = {"macro": button.macro, "caption": button.caption}
            options["description"] = button.help or button.caption
            sheets[name].insert_button(button.row, button.column, _SIZE | options)
