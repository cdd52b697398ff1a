"""What an import would change, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Any

from practice_xl.domain.cell_values import NotReadableError, as_number, in_words, is_blank
from practice_xl.domain.plan import Booked
from practice_xl.importers.exports import Imported
from practice_xl.schema.inputs import MONTHLY, WEEKLY

_SAME = 0.005


class Effect(Enum):
    """What happens to one cell."""

    FILL = "fill"  # it is blank
    DIFFERS = "differs"  # something else stands there, and stays
    OVERWRITE = "overwrite"  # something else stands there, and is replaced
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """One cell an import has a figure for.

    Attributes:
        start: First day of the week, or of the month.
        clinician: Whose row; blank for the owner. As the tracker spells it.
        key: Column of Weekly or Monthly.
        new: The imported figure.
        typed: What stands there now; None when blank.
        effect: What happens to the cell.
    """

    start: date
    clinician: str
    key: str
    new: float
    typed: Any
    effect: Effect


@dataclass(frozen=True)
class Preview:
    """What an import would change, cell by cell.

    Attributes:
        weekly: Cells of Weekly, oldest week first.
        monthly: Cells of Monthly, oldest month first.
        new_weeks: Rows that Weekly does not have yet: week and clinician.
        new_months: Months that Monthly does not have yet.
        notes: The import's sentences for the owner.
        bookings: Sessions booked for the weeks to come, where the tracker does not have them yet.
        booked_as_of: The day they were counted.
    """

    weekly: tuple[Change, ...] = ()
    monthly: tuple[Change, ...] = ()
    new_weeks: tuple[tuple[date, str], ...] = ()
    new_months: tuple[date, ...] = ()
    notes: tuple[str, ...] = field(default=(), repr=False)
    bookings: Mapping[date, int] = field(default_factory=dict)
    booked_as_of: date | None = None

    @property
    def changes_anything(self) -> bool:
        """Whether a cell would be written."""
        return bool(self.weeks_to_write or self.months_to_write or self.bookings)

    @property
    def weeks_to_write(self) -> dict[tuple[date, str], dict[str, float]]:
        """The cells of Weekly to write, by week and clinician as the tracker spells it."""
        result: dict[tuple[date, str], dict[str, float]] = {}
        for change in self.weekly:
            if change.effect in (Effect.FILL, Effect.OVERWRITE):
                result.setdefault((change.start, change.clinician), {})[change.key] = change.new
        return result

    @property
    def months_to_write(self) -> dict[date, dict[str, float]]:
        """The cells of Monthly to write, by month."""
        result: dict[date, dict[str, float]] = {}
        for change in self.monthly:
            if change.effect in (Effect.FILL, Effect.OVERWRITE):
                result.setdefault(change.start, {})[change.key] = change.new
        return result

    def count(self, effect: Effect) -> int:
        """How many cells have that effect."""
        return sum(change.effect is effect for change in (*self.weekly, *self.monthly))

    def __str__(self) -> str:
        lines: list[str] = []
        for (start, clinician), changes in groupby(self.weekly, lambda c: (c.start, c.clinician)):
            who = f", {clinician}" if clinician else ""
            lines += _lines(f"Week of {in_words(start)}{who}", list(changes), WEEKLY.column)
        for start, changes in groupby(self.monthly, lambda c: c.start):
            lines += _lines(f"Month of {start:%B %Y}", list(changes), MONTHLY.column)
        lines.append(_summary(self))
        if self.notes:
            lines += ["", *self.notes]
        return "\n".join(lines)


def plan_changes(
    imported: Imported,
    existing_rows: Mapping[tuple[date, str], Mapping[str, Any]],
    existing_months: Mapping[date, Mapping[str, Any]] | None = None,
    *,
    bookings: Sequence[Booked] | None = None,
    overwrite: bool = False,
) -> Preview:
    """What an import would change: blanks are filled, what stands there stays unless told.

    Args:
        imported: What the files gave.
        existing_rows: Rows of Weekly: for week and clinician (blank for the owner) what each
            column holds, None where blank.
        existing_months: Rows of Monthly in the same way.
        bookings: Rows of the table Bookings; None where they are not to be written.
        overwrite: Replace what stands there where the files say otherwise.

    Returns:
        Every cell the files have a figure for. Applying it and importing again changes nothing.
        Where a week has one row and the files one, they are the same row whatever its clinician.

    >>> week = date(2026, 3, 2)
    >>> imported = Imported(weeks={(week, ""): {"sessions_kept": 18, "missed": 1}})
    >>> print(plan_changes(imported, {(week, ""): {"sessions_kept": 17, "missed": None}}))
    Week of 2 March 2026
        fill     Late cancels + no-shows: 1
        differs  Sessions kept: the tracker has 17, the files say 18; --overwrite replaces it
    1 figure would be filled in; 1 differs from what the tracker has and stays.
    """
    spelled = {(start, name.casefold()): (start, name) for start, name in existing_rows}
    in_week: dict[date, list[tuple[date, str]]] = {}
    for known in existing_rows:
        in_week.setdefault(known[0], []).append(known)
    given: dict[date, int] = {}
    for start, _ in imported.weeks:
        given[start] = given.get(start, 0) + 1
    weekly: list[Change] = []
    new_weeks: list[tuple[date, str]] = []
    for (start, name), figures in sorted(imported.weeks.items()):
        place: tuple[date, str] | None = spelled.get((start, name.casefold()))
        rows = in_week.get(start, [])
        if place is None and len(rows) == 1 and given[start] == 1 and "" in (name, rows[0][1]):
            place = rows[0]
        if place is None:
            new_weeks.append((start, name))
        row = {} if place is None else existing_rows[place]
        who = name if place is None else place[1]
        weekly += _changes(start, who, figures, row, WEEKLY.keys, overwrite)
    monthly: list[Change] = []
    months = existing_months or {}
    for start, figures in sorted(imported.months.items()):
        monthly += _changes(start, "", figures, months.get(start, {}), MONTHLY.keys, overwrite)
    made = imported.booked_as_of
    booked = {one.week: one.sessions for one in bookings or () if one.as_of == made}
    return Preview(
        tuple(weekly),
        tuple(monthly),
        tuple(new_weeks),
        tuple(month for month in sorted(imported.months) if month not in months),
        imported.notes,
        {} if bookings is None or booked == imported.bookings else imported.bookings,
        imported.booked_as_of,
    )


def _changes(
    start: date,
    clinician: str,
    figures: Mapping[str, float],
    row: Mapping[str, Any],
    keys: tuple[str, ...],
    overwrite: bool,
) -> list[Change]:
    changes = []
    for key in (key for key in keys if key in figures):
        typed = row.get(key)
        typed = None if is_blank(typed) else typed
        effect = _effect(figures[key], typed, overwrite)
        changes.append(Change(start, clinician, key, figures[key], typed, effect))
    return changes


def _effect(new: float, typed: Any, overwrite: bool) -> Effect:
    if typed is None:
        return Effect.FILL
    try:
        number = as_number(typed)
    except NotReadableError:
        number = None
    if number is not None and abs(number - new) < _SAME:
        return Effect.SAME
    return Effect.OVERWRITE if overwrite else Effect.DIFFERS


def _lines(heading: str, changes: list[Change], column: Callable[[str], Any]) -> list[str]:
    fills = [change for change in changes if change.effect is Effect.FILL]
    others = [change for change in changes if change.effect in (Effect.DIFFERS, Effect.OVERWRITE)]
    if not fills and not others:
        return []
    lines = [heading]
    if fills:
        shown = "; ".join(f"{column(c.key).header}: {_number(c.new)}" for c in fills)
        lines.append(f"    fill     {shown}")
    for change in others:
        stays = change.effect is Effect.DIFFERS
        end = "--overwrite replaces it" if stays else "it is replaced"
        lines.append(
            f"    differs  {column(change.key).header}: the tracker has {_number(change.typed)}, "
            f"the files say {_number(change.new)}; {end}"
        )
    return lines


def _number(value: Any) -> str:
    if isinstance(value, (int, float)):
        return f"{value:,.2f}".removesuffix(".00")
    return f"“{value}”"


def _summary(preview: Preview) -> str:
    fills, same = preview.count(Effect.FILL), preview.count(Effect.SAME)
    differs, replaced = preview.count(Effect.DIFFERS), preview.count(Effect.OVERWRITE)
    if not fills and not differs and not replaced:
        if preview.bookings:
            return "The bookings to come are written on Plan."
        return "Nothing to change: the tracker already has it all." if same else "Nothing found."
    parts = [f"{fills} {'figure' if fills == 1 else 'figures'} would be filled in"]
    if replaced:
        parts.append(f"{replaced} that the tracker has would be replaced")
    if differs:
        one = differs == 1
        parts.append(
            f"{differs} {'differs' if one else 'differ'} from what the tracker has and "
            f"{'stays' if one else 'stay'}"
        )
    return "; ".join(parts) + "."
