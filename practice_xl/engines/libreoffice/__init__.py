"""An xlwings engine over a running LibreOffice: a real spreadsheet program, on every system.

For people without Excel, on a copy of their own, and for the tests. LibreOffice keeps less of an
Excel workbook than Excel does (frozen panes, table styles, macros), so it never saves an ``.xlsm``.

    with start() as office:
        book = office.open("my_practice.xlsx")
        ...
        book.save()
"""

from __future__ import annotations

from practice_xl.engines import xlwings_free  # noqa: F401 - before xlwings, see there

# isort: split
import xlwings as xw

from practice_xl.engines.libreoffice.bridge import load_uno, why_unavailable
from practice_xl.engines.libreoffice.engine import ENGINE
from practice_xl.engines.libreoffice.office import Office, attach, start

if ENGINE.name not in [engine.name for engine in xw.engines]:
    xw.engines.add(xw.Engine(impl=ENGINE))

__all__ = ["Office", "attach", "load_uno", "start", "why_unavailable"]
