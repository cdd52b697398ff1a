"""Jane: the appointments and the sales report.

Jane does not say which cancellations came too late; the notice period and the time of the
cancellation do.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from practice_xl.importers.appointments import judge, keep_appointments
from practice_xl.importers.frame import Array, Frame
from practice_xl.importers.money import read_payments
from practice_xl.importers.source import Found, Reading, Source, Wanted, plain
from practice_xl.importers.stamps import Stamps, read_stamps
from practice_xl.importers.statuses import Outcome
from practice_xl.importers.weeks import until_today
from practice_xl.problems import FileRefused

WORDS = {
    "arrived": Outcome.KEPT,
    "no show": Outcome.MISSED,
    "late cancelled": Outcome.MISSED,
    "late cancellation": Outcome.MISSED,
    "cancelled": Outcome.CANCELLED,
    "rescheduled": Outcome.NOT_COUNTED,
    "booked": Outcome.BOOKED,
}
_HOUR = 3600


def read(frame: Frame, reading: Reading) -> Found:
    """Sessions by state, late cancellations by the notice period, and clients.

    A rescheduled appointment is not counted where it was: it stands again where it went.

    Raises:
        FileRefused: There are cancellations and no notice period was given, or the file does not
            say when they were made.
    """
    found = Found()
    stamps = read_stamps(frame, "date", reading, found.notes)
    outcome = judge(frame.needed("status"), WORDS, reading, frame)
    pause = frame.cells("break")
    if pause is not None:
        said = [plain(value) in ("true", "yes", "1") for value in pause.values]
        outcome = np.where(pause.spread(said, False, bool), Outcome.NOT_COUNTED, outcome)
    come = stamps.dated & until_today(stamps.day, reading)
    cancelled = come & (outcome == Outcome.CANCELLED)
    if cancelled.any():
        outcome = _judge_cancelled(frame, reading, found, stamps, cancelled, outcome)
    moved = int((come & (outcome == Outcome.NOT_COUNTED)).sum())
    if moved:
        found.notes.append(
            f"{frame.name}: rescheduled appointments and breaks not counted: {moved}."
        )
    keep_appointments(
        frame, reading, found, stamps, outcome, {"sessions_kept", "missed", "cancelled_in_time"}
    )
    return found


def read_sales(frame: Frame, reading: Reading) -> Found:
    """Money collected, in the week of the payment or else of the invoice."""
    found = read_payments(frame, reading)
    day = plain(frame.headers["date"])
    if day in ("invoice date", "purchase date"):
        found.notes.append(
            f"{frame.name}: money stands in the week of the {day}; "
            "Jane's sales report does not say when it was paid."
        )
    return found


def _judge_cancelled(
    frame: Frame, reading: Reading, found: Found, stamps: Stamps, cancelled: Array, outcome: Array
) -> Array:
    """Late (missed) or in time, for each cancelled row."""
    if reading.notice_hours is None:
        raise FileRefused(
            f"{frame.name} does not say which cancellations came too late; import it again with "
            "your notice period, for example --notice-hours 24."
        )
    if "cancelled_at" not in frame.columns:
        raise FileRefused(
            f"{frame.name} does not say when appointments were cancelled; export Jane's "
            "appointments with the column cancelled_at."
        )
    order = reading if stamps.day_first is None else replace(reading, day_first=stamps.day_first)
    made = read_stamps(frame, "cancelled_at", order, [])
    known = cancelled & made.dated
    late = stamps.seconds - made.seconds < reading.notice_hours * _HOUR
    without = int((cancelled & ~made.dated).sum())
    if without:
        found.notes.append(
            f"{frame.name}: cancelled without a time of cancellation, and not counted: {without}."
        )
    outcome = np.where(known & late, Outcome.MISSED, outcome)
    return np.where(known & ~late, Outcome.CANCELLED_IN_TIME, outcome)


SOURCE = Source(
    "Jane appointments",
    (
        Wanted(
            "date",
            ("start at", "start time", "appointment start", "start"),
            needed=True,
            dated=True,
        ),
        Wanted("status", ("state", "status"), needed=True),
        Wanted(
            "cancelled_at",
            ("cancelled at", "canceled at", "cancellation time", "cancelled on"),
            dated=True,
        ),
        Wanted("clinician", ("staff member name", "staff member", "practitioner", "staff")),
        Wanted("break", ("break",)),
        Wanted(
            "treatment",
            ("treatment name", "treatment", "booked at", "arrived at", "first visit"),
            sign=True,
        ),
        Wanted(
            "client", ("patient guid", "patient number", "patient", "patient name"), person=True
        ),
        Wanted("client_first", ("patient first name",), person=True),
        Wanted("client_last", ("patient last name",), person=True),
    ),
    read,
    also=("cancelled_at", "treatment", "break"),
)

SALES = Source(
    "Jane sales",
    (
        Wanted(
            "date",
            ("payment date", "received at", "invoice date", "purchase date"),
            needed=True,
            dated=True,
        ),
        Wanted("amount", ("collected", "collected total"), needed=True),
        Wanted(
            "invoice", ("invoice", "income category", "staff member", "payer", "balance"), sign=True
        ),
    ),
    read_sales,
    also=("invoice",),
)
