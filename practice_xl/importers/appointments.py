"""The rows every appointment source has in common, from the wanted columns of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from practice_xl.importers.clients import clients_of
from practice_xl.importers.frame import Array, Cells, Frame
from practice_xl.importers.source import Appointments, Found, Reading
from practice_xl.importers.stamps import Stamps
from practice_xl.importers.statuses import Outcome, outcomes, unknown_words
from practice_xl.importers.weeks import until_today
from practice_xl.problems import FileRefused

_MOST_CLINICIANS = 60
_MOST_STATUSES = 40


def judge(cells: Cells, words: Mapping[str, Outcome], reading: Reading, frame: Frame) -> Array:
    """What became of each row, by a source's words and the owner's own.

    Raises:
        FileRefused: The column holds too many different texts to be a status.
    """
    if len(cells.values) > _MOST_STATUSES:
        raise FileRefused(
            f"The column {frame.headers['status']} of {frame.name} holds {len(cells.values)} "
            "different texts, so it is no status; check which columns the file has."
        )
    return outcomes(cells, {**words, **reading.statuses})


def charge(outcome: Array, amount: Array | None) -> Array:
    """Missed sessions that have a charge become missed and charged."""
    if amount is None:
        return outcome
    charged = (outcome == Outcome.MISSED) & (amount > 0)
    return np.where(charged, Outcome.MISSED_CHARGED, outcome)


def keep_appointments(
    frame: Frame,
    reading: Reading,
    found: Found,
    stamps: Stamps,
    outcome: Array,
    tells: Iterable[str],
) -> None:
    """Put the appointments of a file in ``found``: those that have come, and are known.

    Args:
        frame: The file, with the columns ``status`` and perhaps ``clinician``.
        reading: Gives today.
        found: Takes the appointments, the unknown statuses and sentences.
        stamps: When each row was.
        outcome: What became of each row.
        tells: Keys of Weekly this file can tell.
    """
    come = stamps.dated & until_today(stamps.day, reading)
    say_future(frame, stamps.dated & ~come, found)
    booked = int((come & (outcome == Outcome.BOOKED)).sum())
    if booked:
        found.notes.append(
            f"{frame.name}: {_rows(booked)} in the past, still marked as booked and not counted; "
            "mark what became of them there and import again."
        )
    unknown = come & (outcome == Outcome.UNKNOWN)
    if unknown.any():
        found.unknown.update(unknown_words(frame.needed("status"), unknown))
    keep = come & (outcome <= Outcome.CANCELLED_IN_TIME)
    cells = frame.cells("clinician")
    names: tuple[str, ...] = ("",)
    clinician = np.zeros(frame.rows, np.int64)
    if cells is not None:
        if len(cells.values) > _MOST_CLINICIANS:
            raise FileRefused(
                f"The column {frame.headers['clinician']} of {frame.name} holds "
                f"{len(cells.values)} different texts, so it does not name clinicians."
            )
        names = ("", *(str(value) for value in cells.values))
        clinician = cells.codes + 1
    found.appointments = Appointments(
        stamps.day[keep],
        stamps.second[keep],
        clinician[keep],
        names,
        clients_of(frame)[keep],
        outcome[keep],
        frozenset(tells),
    )


def say_future(frame: Frame, future: Array, found: Found) -> None:
    """Say how many rows are not counted because their day has not come."""
    if future.any():
        found.notes.append(f"{frame.name}: {_rows(int(future.sum()))} after today and not counted.")


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count} rows are"
