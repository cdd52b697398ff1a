"""Buttons that run Python: the VBA project of a workbook, the buttons, and their checks.

* :mod:`~practice_xl.building.vba.project`: ``vbaProject.bin``, derived from the installed xlwings
* :mod:`~practice_xl.building.vba.buttons`: buttons, code names and settings of a new workbook
* :mod:`~practice_xl.building.vba.checks`: what must be true of the finished file
* :mod:`~practice_xl.building.vba.compound`, :mod:`~practice_xl.building.vba.compression`: formats
"""

from practice_xl.building.vba.buttons import Button, make_macro_workbook
from practice_xl.building.vba.project import MACROS, vba_project

__all__ = ["MACROS", "Button", "make_macro_workbook", "vba_project"]
