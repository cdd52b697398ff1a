"""Make a tracker: a blank one, the example, and the demo that shows it all."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from practice_xl.problems import FileBusy, FileRefused
from practice_xl.schema.inputs import WEEKS_BEFORE
from practice_xl.tracker import Tracker

if TYPE_CHECKING:
    from practice_xl.sheets.pages.page import Facts


def new(path: str | Path, as_of: date | None = None, country: str = "") -> Path:
    """Make a blank tracker, its weeks dated from 12 weeks before today. Returns its path.

    Args:
        path: Where it goes: an .xlsx, or an .xlsm with buttons. An existing file stays.
        as_of: The day it is made. None: today.
        country: ``"US"`` gives every holiday in Plan the share of a usual week it has there.

    Raises:
        FileBusy: There is a file of that name already.
        FileRefused: The name does not end in .xlsx or .xlsm, or its folder is not there.
    """
    from practice_xl.building.content import Content, usual_short_weeks
    from practice_xl.building.tracker import build_tracker

    path, begins = Path(path), first_week(as_of or date.today())
    _check_target(path)
    content = Content(short_weeks=usual_short_weeks(country))
    macros = path.suffix.lower() == ".xlsm"
    build_tracker(path, first_week=begins, content=content, macros=macros)
    return path


def first_week(today: date) -> date:
    """The first week laid out in a tracker made ``today``: a Monday, 12 weeks back.

    >>> first_week(date(2026, 11, 5))
    datetime.date(2026, 8, 10)
    """
    return today - timedelta(days=today.weekday(), weeks=WEEKS_BEFORE)


def example(path: Path) -> Path:
    """Make the example, not yet recalculated. Raises FileBusy where such a file is there."""
    from practice_xl.building.example import example_content
    from practice_xl.building.tracker import build_tracker

    _check_target(path)
    content = example_content()
    build_tracker(path, first_week=content.first_week, content=content)
    return path


class Demo(NamedTuple):
    """What the demo made: the tracker, the coach copy, and what was worked out."""

    tracker: Path
    copy: Path
    facts: Facts


def demo(folder: Path) -> Demo:
    """Make the example in ``folder``, recalculate it and share it; an earlier demo is replaced."""
    from practice_xl.building.example import EXAMPLE_DAY

    folder.mkdir(parents=True, exist_ok=True)
    tracker = folder / "example_year.xlsx"
    tracker.unlink(missing_ok=True)
    example(tracker)
    made = Tracker(tracker, EXAMPLE_DAY, datetime.combine(EXAMPLE_DAY, time(16)))
    facts = made.recalculate()
    copy, *_ = made.share(overwrite=True)
    return Demo(tracker, copy, facts)


def _check_target(path: Path) -> None:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise FileRefused(
            f"{path.name} is no name for a workbook. End it in .xlsx, or in .xlsm for buttons."
        )
    if not path.parent.is_dir():
        raise FileRefused(f"There is no folder for {path.name}. Make the folder first.")
    if path.exists():
        raise FileBusy(f"{path.name} is there already, and stays as it is. Choose another name.")
