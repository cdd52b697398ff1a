"""Import: the practice's own software fills in the weeks.

Files are recognised by their headers, read column by column with everything about a person left
out (clients only as a salted hash, to count them), and put together into the figures of Weekly
and Monthly. Nothing is written here: :func:`plan_changes` says what would be.
"""

from __future__ import annotations

from practice_xl.importers.asking import ask_mapping
from practice_xl.importers.exports import Imported, read_sources
from practice_xl.importers.own_mapping import (
    ColumnMapping,
    config_folder,
    load_mapping,
    save_mapping,
)
from practice_xl.importers.preview import Preview, plan_changes

__all__ = [
    "ColumnMapping",
    "Imported",
    "Preview",
    "ask_mapping",
    "config_folder",
    "load_mapping",
    "plan_changes",
    "read_sources",
    "save_mapping",
]
