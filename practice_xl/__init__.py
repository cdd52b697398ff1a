"""practice_xl: how full is your practice, what will it earn, and are you leading it?

Everything is loaded when it is used: a click is mostly imports.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if sys.version_info < (3, 11):  # noqa: UP036 - said in a sentence, not by a syntax error
    sys.exit(
        f"practice_xl needs Python 3.11 or newer, and this is Python {sys.version_info[0]}."
        f"{sys.version_info[1]}. Get one from python.org, and install practice_xl with it."
    )

if TYPE_CHECKING:
    from practice_xl.buttons import import_sources, merge, recalculate, share
    from practice_xl.domain.plan import Plan
    from practice_xl.domain.projection import Projection, project
    from practice_xl.making import new
    from practice_xl.tracker import Tracker, open

__version__ = "0.3.0"
__all__ = [
    "Plan",
    "Projection",
    "Tracker",
    "__version__",
    "import_sources",
    "merge",
    "new",
    "open",
    "project",
    "recalculate",
    "share",
]

_HOMES = {
    "practice_xl.buttons": ("import_sources", "merge", "recalculate", "share"),
    "practice_xl.domain.plan": ("Plan",),
    "practice_xl.domain.projection": ("Projection", "project"),
    "practice_xl.making": ("new",),
    "practice_xl.tracker": ("Tracker", "open"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(home), name)
    raise AttributeError(f"practice_xl has no {name}")
