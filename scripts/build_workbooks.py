"""Builds the two workbooks of the folder workbook/: the blank tracker and the example year.

python scripts/build_workbooks.py [FOLDER]

Run it after a change of the schema or of how sheets look. The files are the same, byte for byte,
wherever it runs; a test holds them to the schema.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from pathlib import Path

from practice_xl.building.example import EXAMPLE_DAY, example_content
from practice_xl.building.tracker import build_tracker
from practice_xl.tracker import Tracker

FIRST_WEEK = date(2026, 8, 31)  # a fixed start: a committed file does not move with the day
EXAMPLE_CLOCK = datetime.combine(EXAMPLE_DAY, time(16))


def build_workbooks(folder: Path) -> tuple[Path, Path]:
    """Make both workbooks in ``folder``; files of these names are replaced.

    Args:
        folder: Where they go; made when it is not there.

    Returns:
        The blank tracker and the example year.
    """
    folder.mkdir(parents=True, exist_ok=True)
    blank, example = folder / "practice_tracker.xlsx", folder / "example_year.xlsx"
    build_tracker(blank, first_week=FIRST_WEEK)
    content = example_content()
    build_tracker(example, first_week=content.first_week, content=content)
    Tracker(example, EXAMPLE_DAY, EXAMPLE_CLOCK).recalculate()
    return blank, example


if __name__ == "__main__":
    for made in build_workbooks(Path(sys.argv[1] if len(sys.argv) > 1 else "workbook")):
        print(made)
