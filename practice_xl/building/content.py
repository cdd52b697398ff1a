"""What is typed in a new workbook, beside the weeks filled in for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from practice_xl.schema.parts import Table
from practice_xl.schema.settings import HOLIDAYS, WHY_SHORT

Row = Mapping[str, Any]  # by the keys of the table's columns; a key left out is blank


def usual_short_weeks(country: str = "") -> tuple[Row, ...]:
    """The rows of ShortWeeks in a new tracker; ``"US"`` gives every holiday its share.

    >>> [row["share"] for row in usual_short_weeks("US")]
    [0.7, 0.5, 0.6, 0.9]
    """
    shares = [h.us_share if country == "US" else h.share for h in HOLIDAYS]
    return tuple(
        {"holiday": holiday.label, "share": share, "why": WHY_SHORT if share else None}
        for holiday, share in zip(HOLIDAYS, shares, strict=True)
    )


def table_rows(keys: str, rows: Iterable[tuple[object, ...]]) -> tuple[Row, ...]:
    """Rows of a table from their cells, in the order of the keys; None leaves a cell blank."""
    named = (zip(keys.split(), row, strict=True) for row in rows)
    return tuple({key: cell for key, cell in row if cell is not None} for row in named)


def field_of(table: str) -> str:
    """The field of :class:`Content` that holds a table's rows.

    >>> field_of("ShortWeeks")
    'short_weeks'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", table).lower()


@dataclass(frozen=True)
class OwnColumn:
    """A column the owner added: its table, its header, its cells by the table's row, from 0."""

    table: Table
    header: str
    cells: Mapping[int, object] = field(repr=False)


@dataclass(frozen=True)
class Content:
    """Everything an owner types."""

    # Settings by key; those left out keep the Plan's default.
    plan: Row = field(default_factory=dict)
    # weekly, monthly, fees, time_off, clinicians, hours, bookings, actions, quarter, sources,
    # arrivals, coach_notes: Rows of the tables.
    weekly: tuple[Row, ...] = ()
    monthly: tuple[Row, ...] = ()
    fees: tuple[Row, ...] = ()
    time_off: tuple[Row, ...] = ()
    clinicians: tuple[Row, ...] = ()
    # Rows of ShortWeeks: the holidays of every tracker, unless others are given.
    short_weeks: tuple[Row, ...] = field(default_factory=usual_short_weeks)
    hours: tuple[Row, ...] = ()
    bookings: tuple[Row, ...] = ()
    actions: tuple[Row, ...] = ()
    quarter: tuple[Row, ...] = ()
    sources: tuple[Row, ...] = ()
    arrivals: tuple[Row, ...] = ()
    # For each (lever key, number key) what differs from a new workbook: ``on`` ("Yes" or "No", on
    # the lever's first number) and ``value``.
    lever_inputs: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    decisions: tuple[Row, ...] = ()  # Rows of Decisions
    # For each (decision key, number key) the value typed.
    decision_inputs: Mapping[tuple[str, str], object] = field(default_factory=dict)
    coach_notes: tuple[Row, ...] = ()
    # Columns of the owner's own, which go to the right of their tables.
    own_columns: tuple[OwnColumn, ...] = ()

    @property
    def first_week(self) -> date:
        """Start of the earliest week typed.

        >>> Content(weekly=({"week_start": date(2026, 3, 9)},)).first_week
        datetime.date(2026, 3, 9)
        """
        first: date = min(row["week_start"] for row in self.weekly)
        return first

    def rows(self, table: Table) -> tuple[Row, ...]:
        """The rows of a table other than LeverInputs and DecisionInputs."""
        rows: tuple[Row, ...] = getattr(self, field_of(table.name))
        return rows
