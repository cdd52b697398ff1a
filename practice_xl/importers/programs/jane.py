"""Jane: the appointments and the sales report.

Jane does not say which cancellations came too late; the notice period and the time of the
cancellation do.
"""

from __future__ import annotations

from practice_xl.importers.declaration import OUTGOING, Holds, Source, wanted
from practice_xl.importers.money import read_money
from practice_xl.importers.reading import Export, Found, Reading
from practice_xl.importers.referrals import read_referrals
from practice_xl.importers.sessions import read_sessions
from practice_xl.importers.statuses import Outcome, plain, says
from practice_xl.importers.timestamps import DAY, NO_DAY, read_timestamps
from practice_xl.problems import FileRefused

_HOUR = 3600


def read(export: Export, reading: Reading) -> Found:
    """Sessions by state, and late cancellations by the notice period.

    A rescheduled appointment is not counted where it was: it stands again where it went.
    """
    return read_sessions(export, reading, _judge_cancelled)


def read_sales(export: Export, reading: Reading) -> Found:
    """Money collected, in the week of the payment or else of the invoice."""
    found = read_money(export, reading)
    day = plain(export.columns.headers["date"])
    if day in ("invoice date", "purchase date"):
        found.notes.append(
            f"{export.name}: money stands in the week of the {day}; "
            "Jane's sales report does not say when it was paid."
        )
    return found


def _judge_cancelled(
    export: Export, reading: Reading, found: Found, outcome: list[int]
) -> list[int]:
    """Late (missed) or in time, for each cancelled row.

    Raises:
        FileRefused: There are cancellations and no notice period was given, or the file does not
            say when they were made.
    """
    columns, times = export.columns, export.times
    cancelled = [
        row
        for row, here in enumerate(export.come(reading))
        if here and outcome[row] == Outcome.CANCELLED
    ]
    if not cancelled:
        return outcome
    if reading.notice_hours is None:
        raise FileRefused(
            f"{export.name} does not say which cancellations came too late; import it again with "
            "your notice period, for example --notice-hours 24."
        )
    if columns.cells("cancelled_at") is None:
        raise FileRefused(
            f"{export.name} does not say when appointments were cancelled; export Jane's "
            "appointments with the column cancelled_at."
        )
    order = reading.day_first if times.day_first is None else times.day_first
    made = read_timestamps(columns, "cancelled_at", [], day_first=order, zone=reading.zone)
    without = 0
    for row in cancelled:
        if made.day[row] == NO_DAY:
            without += 1
            continue
        notice = (times.day[row] - made.day[row]) * DAY
        notice += max(times.second[row], 0) - max(made.second[row], 0)
        late = notice < reading.notice_hours * _HOUR
        outcome[row] = Outcome.MISSED if late else Outcome.CANCELLED_IN_TIME
    if without:
        found.notes.append(
            f"{export.name}: cancelled without a time of cancellation, and not counted: {without}."
        )
    return outcome


SOURCES = (
    Source(
        "Jane",
        "appointments",
        Holds.SESSIONS,
        "Reports > Appointments > Export (with the column cancelled_at)",
        wanted("""
            date, needed: start at, start time, appointment start, start
            status, needed, changes: state, status
            cancelled_at, changes: cancelled at, canceled at, cancellation time, cancelled on
            clinician: staff member name, staff member, practitioner, staff
            break: break
            treatment, sign: treatment name, treatment, booked at, first visit
            arrived, many, sign, changes: arrived at, cancelled reason
            client, person: patient guid, patient number, patient, patient name
            client_first, person: patient first name
            client_last, person: patient last name
        """),
        words={
            "status": says(
                kept="arrived",
                missed="no show, late cancelled, late cancellation",
                cancelled="cancelled",
                not_counted="rescheduled",
                booked="booked",
            ),
            "break": says(not_counted="true, yes, 1", kept="*"),
        },
        also=("cancelled_at", "treatment", "break", "arrived"),
        read=read,
    ),
    Source(
        "Jane",
        "sales",
        Holds.MONEY,
        "Reports > Sales > Export",
        wanted("""
            date, needed: payment date, received at, invoice date, purchase date
            amount, needed, changes: collected, collected total
            invoice, sign: invoice, income category, staff member, payer
            state, many, sign, changes: status, balance
        """),
        also=("invoice", "state"),
        never=OUTGOING,
        read=read_sales,
    ),
    Source(
        "Jane",
        "patients by referral source",
        Holds.REFERRALS,
        "Patients > Export list (with Referral source and First visit)",
        wanted("""
            date, needed: first visit, first visit date, first appointment, patient since,
                created at
            source, needed, changes: referral source, referred by, how did you hear about us
            client, needed, person: patient guid, patient number, patient, patient name
            client_first, person: patient first name, first name
            client_last, person: patient last name, last name
        """),
        read=read_referrals,
    ),
)
