"""What an import would change, before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from practice_xl.domain.cell_values import NotReadableError, as_number, in_words, is_blank
from practice_xl.domain.plan import Booked
from practice_xl.importers.exports import Imported
from practice_xl.schema.inputs import ARRIVALS, MONTHLY, WEEKLY
from practice_xl.schema.parts import Table

_SAME = 0.005


class Effect(Enum):
    """What happens to one cell."""

    FILL = "fill"  # it is blank
    DIFFERS = "differs"  # something else stands there, and stays
    OVERWRITE = "overwrite"  # something else stands there, and is replaced
    SAME = "same"


class Change(NamedTuple):
    """One cell an import has a figure for."""

    table: Table  # Weekly, Monthly or Arrivals
    start: date  # first day of the week, or of the month
    clinician: str  # whose row, as the tracker spells it; in Arrivals the source
    key: str
    new: float
    typed: object  # what stands there now; None when blank
    effect: Effect


@dataclass(frozen=True)
class Preview:
    """What an import would change, cell by cell."""

    changes: tuple[Change, ...] = ()  # of Weekly, oldest week first, then of Monthly
    notes: tuple[str, ...] = field(default=(), repr=False)  # for the owner, in sentences
    bookings: Mapping[date, int] = field(default_factory=dict)  # that the tracker does not have
    booked_as_of: date | None = None  # the day they were counted

    @property
    def changes_anything(self) -> bool:
        """Whether a cell would be written."""
        return bool(self.bookings or any(map(self.to_write, (WEEKLY, MONTHLY, ARRIVALS))))

    def to_write(self, table: Table) -> dict[tuple[date, str], dict[str, float]]:
        """The cells of a table to write, by first day and clinician as the tracker spells it."""
        result: dict[tuple[date, str], dict[str, float]] = {}
        for change in self.changes:
            if change.table is table and change.effect in (Effect.FILL, Effect.OVERWRITE):
                result.setdefault((change.start, change.clinician), {})[change.key] = change.new
        return result

    def __str__(self) -> str:
        rows = groupby(self.changes, lambda one: (one.table.name, one.start, one.clinician))
        lines = [line for _, row in rows for line in _lines(list(row))]
        return "\n".join([*lines, _summary(self), *(["", *self.notes] if self.notes else [])])


def plan_changes(
    imported: Imported,
    existing_rows: Mapping[tuple[date, str], Mapping[str, object]],
    existing_months: Mapping[tuple[date, str], Mapping[str, object]] | None = None,
    *,
    bookings: Sequence[Booked] | None = None,  # None: they are not to be written
    arrivals: Mapping[tuple[date, str], Mapping[str, object]] | None = None,
    overwrite: bool = False,
) -> Preview:
    """What an import would change: blanks are filled, what stands there stays unless told.

    Rows of Weekly are by week and clinician (blank for the owner), of Monthly by month and a blank,
    of Arrivals by week and referral source: what each column holds, None where blank. It gives
    every cell the files have a figure for; importing again changes nothing. Where a week has one
    row and the files one, they are the same row whatever its clinician.

    >>> week = date(2026, 3, 2)
    >>> imported = Imported(weeks={(week, ""): {"sessions_kept": 18, "missed": 1}})
    >>> print(plan_changes(imported, {(week, ""): {"sessions_kept": 17, "missed": None}}))
    Week of 2 March 2026
        fill     Late cancels + no-shows: 1
        differs  Sessions kept: the tracker has 17, the files say 18; --overwrite replaces it
    1 figure would be filled in; 1 differs from what the tracker has and stays.
    """
    changes: list[Change] = []
    months = {(month, ""): figures for month, figures in imported.months.items()}
    for table, given, rows in (
        (WEEKLY, imported.weeks, existing_rows),
        (MONTHLY, months, existing_months or {}),
        (ARRIVALS, imported.arrivals, arrivals or {}),
    ):
        spelled = {(start, name.casefold()): name for start, name in rows}
        typed_in, given_in = (Counter(start for start, _ in places) for places in (rows, given))
        only = {start: name for start, name in rows if typed_in[start] == given_in[start] == 1}
        for (start, name), figures in sorted(given.items()):
            who = spelled.get((start, name.casefold()), name)
            if table is WEEKLY and "" in (name, only.get(start)):
                who = only.get(start, who)
            for key in (key for key in table.keys if key in figures):
                typed = rows.get((start, who), {}).get(key)
                typed = None if is_blank(typed) else typed
                effect = _effect(figures[key], typed, overwrite)
                changes.append(Change(table, start, who, key, figures[key], typed, effect))
    made = imported.booked_as_of
    booked = {one.week: one.sessions for one in bookings or () if one.as_of == made}
    known = bookings is None or booked == imported.bookings
    return Preview(tuple(changes), imported.notes, {} if known else imported.bookings, made)


def _effect(new: float, typed: object, overwrite: bool) -> Effect:
    if typed is None:
        return Effect.FILL
    with suppress(NotReadableError):
        if abs((as_number(typed) or 0.0) - new) < _SAME:
            return Effect.SAME
    return Effect.OVERWRITE if overwrite else Effect.DIFFERS


def _lines(row: list[Change]) -> list[str]:
    """What would change in one row; nothing where all is the same."""
    first = row[0]
    who = f", {first.clinician}" if first.clinician else ""
    month = first.table is MONTHLY
    lines = [f"Month of {first.start:%B %Y}" if month else f"Week of {in_words(first.start)}{who}"]
    header = {one.key: one.table.column(one.key).label for one in row}
    fills = [f"{header[one.key]}: {_number(one.new)}" for one in row if one.effect is Effect.FILL]
    if fills:
        lines.append(f"    fill     {'; '.join(fills)}")
    ends = {Effect.DIFFERS: "--overwrite replaces it", Effect.OVERWRITE: "it is replaced"}
    lines += [
        f"    differs  {header[one.key]}: the tracker has {_number(one.typed)}, the files say "
        f"{_number(one.new)}; {ends[one.effect]}"
        for one in row
        if one.effect in ends
    ]
    return lines if len(lines) > 1 else []


def _number(value: object) -> str:
    if isinstance(value, (int, float)):
        return f"{value:,.2f}".removesuffix(".00")
    return f"“{value}”"


def _summary(preview: Preview) -> str:
    counts = Counter(change.effect for change in preview.changes)
    fills, differs, replaced = counts[Effect.FILL], counts[Effect.DIFFERS], counts[Effect.OVERWRITE]
    if not fills and not differs and not replaced:
        if preview.bookings:
            return "The bookings to come are written on Plan."
        return "Nothing to change: the tracker already has it all." if counts else "Nothing found."
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
