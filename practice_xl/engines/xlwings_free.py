"""xlwings without the part that is not free for commercial use.

Imported before xlwings, this keeps ``xlwings.pro`` out. In the browser (emscripten) it does
nothing: there the free runtime of xlwings lives in that part.
"""

from __future__ import annotations

import sys
from typing import Any, cast

if sys.platform != "emscripten" and "xlwings" not in sys.modules:
    cast("dict[str, Any]", sys.modules)["xlwings.pro"] = None
