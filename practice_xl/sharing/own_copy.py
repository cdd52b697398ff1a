"""Is a copy that came back one of this practice? Its weeks tell: nothing else stands in both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from practice_xl.domain.calendar import WEEK, week_of
from practice_xl.domain.typed import NotReadableError, as_date, as_number
from practice_xl.problems import FileRefused, NeedsAttention
from practice_xl.schema.inputs import WEEKLY
from practice_xl.sheets.grid import Grid
from practice_xl.sheets.read import read_inputs

if TYPE_CHECKING:
    from practice_xl.books import Book

_SAME = 0.01  # sessions; programs write whole numbers as 18 or 18.0


def weeks_of_copy(grid: Grid) -> dict[date, float]:
    """Sessions kept by first day of the week, from the sheet Weekly totals of a copy.

    Weeks without a number are left out. Empty where the headers are gone.
    """
    wanted = [WEEKLY.column(key).header.casefold() for key in ("week_start", "sessions_kept")]
    places: list[int] = []
    weeks: dict[date, float] = {}
    for row, cells in enumerate(grid.cells, start=1):
        if not places:
            texts = [" ".join(str(cell or "").split()).casefold() for cell in cells]
            if all(text in texts for text in wanted):
                places = [texts.index(text) + 1 for text in wanted]
            continue
        try:
            start, kept = as_date(grid.at(row, places[0])), as_number(grid.at(row, places[1]))
        except NotReadableError:
            continue  # withheld, or typed over
        if start is not None and kept is not None:
            weeks[start] = kept
    return weeks


def check_practice(book: Book, name: str, weeks: Mapping[date, float]) -> None:
    """Refuse a copy unless half of the weeks that both have agree in the sessions kept.

    Weeks may be corrected after a copy was made. A copy without weeks tells nothing and passes.

    Args:
        book: The tracker, open.
        name: Of the copy's file.
        weeks: The copy's, as :func:`weeks_of_copy` gives them.

    Raises:
        FileRefused: It is a copy of another practice.
        NeedsAttention: The tracker's weeks cannot be read.
    """
    if not weeks:
        return
    inputs = read_inputs(book, max(weeks) + WEEK - timedelta(days=1))
    own = inputs.practice.weeks
    if not own.starts and inputs.blocking:
        raise NeedsAttention(inputs.blocking)
    pairs = zip(own.starts, own["sessions_kept"].tolist(), strict=True)
    known = {start: kept for start, kept in pairs if not np.isnan(kept)}
    theirs = {week_of(start, own.plan): kept for start, kept in weeks.items()}
    both = known.keys() & theirs.keys()
    agree = sum(abs(known[start] - theirs[start]) < _SAME for start in both)
    if not both or 2 * agree < len(both):
        raise FileRefused(
            f"{name} is a copy of another practice: its weeks are not those of this tracker. "
            "Nothing was changed. Check which file belongs to which tracker. Weeks corrected since "
            "are no problem while half of them still agree; if you corrected more, share a new "
            "copy and ask for the notes in that one."
        )
