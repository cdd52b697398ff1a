"""One row of Weekly, cleaned."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Row:
    """A week of one clinician. Numbers that cannot be used are absent.

    Attributes:
        label: Its label in what was cleaned.
        week: First day of the week it counts in.
        typed: The day that was typed.
        clinician: The name; blank for the owner.
        numbers: By key of the column.
    """

    label: Hashable
    week: date
    typed: date
    clinician: str
    numbers: dict[str, float] = field(default_factory=dict)
