"""What an import gave: figures by week and month, and what the owner should know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from practice_xl.importers.statuses import OWN_WORDS

HOW_TO_COUNT = (
    "To count them, save a text file words.toml that says what they mean, and import again with "
    "--mapping words.toml. Its first line is [statuses]; under it stands a line for each status, "
    'such as "Tentative" = "kept". The meanings are: ' + ", ".join(OWN_WORDS) + "."
)


@dataclass(frozen=True)
class Unknown:
    """A status nobody told us the meaning of: listed, not guessed, not counted.

    Attributes:
        source: Name of the kind of file.
        status: The word, as the file has it.
        rows: How many rows have it.
    """

    source: str
    status: str
    rows: int

    def words(self, lost: str) -> str:
        """The sentence for the owner.

        Args:
            lost: What was not counted: a session or an amount.
        """
        rows = "1 row has" if self.rows == 1 else f"{self.rows} rows have"
        return (
            f"{self.source}: {rows} the status “{self.status}”, which is not known here: "
            f"the {lost} was not counted."
        )


@dataclass(frozen=True)
class Imported:
    """Figures from the files of one import. Nothing in it is about a person.

    Attributes:
        weeks: For each week and clinician (blank for the owner) the figures by key of Weekly. A
            key that the files cannot tell is absent.
        months: For each month the figures by key of Monthly.
        unknown: Statuses that were not understood.
        notes: What the owner should know, in sentences.
        sources: For each file its name and what it was recognised as.
        bookings: Sessions booked for the weeks to come, by the first day of the week; empty where
            no file looks ahead.
        booked_as_of: The day the files that look ahead were made.
    """

    weeks: Mapping[tuple[date, str], Mapping[str, float]] = field(default_factory=dict)
    months: Mapping[date, Mapping[str, float]] = field(default_factory=dict)
    unknown: tuple[Unknown, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    bookings: Mapping[date, int] = field(default_factory=dict)
    booked_as_of: date | None = None
