"""Practice software: SimplePractice, TherapyNotes and Jane.

What a program calls a referral source may be what a client typed, and name somebody. So only names
that stand in the sheet Referrals are counted; every other is only counted as other or unknown.
"""

from __future__ import annotations

from functools import partial

from practice_xl.importers.declaration import OUTGOING, Holds, Source
from practice_xl.importers.money import read_money
from practice_xl.importers.sessions import read_sessions
from practice_xl.importers.statuses import Outcome, plain
from practice_xl.importers.tables import File, Reading
from practice_xl.importers.timestamps import DAY, NO_DAY, read_timestamps
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import WORD_OF_MOUTH

_PROGRAM = "SimplePractice"
_ATTENDANCE = "status, appointment status, attendance status"
_STATUS = f"""status, needed, changes: {_ATTENDANCE}
    = kept: show
    = missed: no show, late cancelled, late cancel, late cancellation
    = cancelled in time: cancelled
    = clinician cancelled: clinician cancelled"""
_SESSION = """date, needed: date of service
    time: start time, time
    clinician: clinician, clinician name
    client, person: client, client name"""
_CHARGED = """paid, many, changes, also: paid, client paid, insurance paid
    unpaid, many, sign, changes: unpaid, client unpaid
    uninvoiced, sign, changes: uninvoiced
    moving, many, sign, changes: progress note status, client payment status,
        insurance payment status, write off"""
_BY_A_CLIENT = (
    "client, patient, existing client, existing patient, current client, current patient, family, "
    "friend, friend family, family friend, friends and family, friend or family, personal referral"
)


def read_referrals(file: File, reading: Reading) -> None:
    """New clients by referral source: one inquiry and one start in the week of a row's date."""
    known = {_named(source): source for source in reading.sources}
    if _named(WORD_OF_MOUTH) in known:
        said = (word for word in _BY_A_CLIENT.split(", ") if word not in known)
        known |= dict.fromkeys(said, known[_named(WORD_OF_MOUTH)])
    cells = zip(file.day, file.cells["source"][0], strict=True)
    come = [(day, known.get(_named(str(cell)))) for day, cell in cells if day <= reading.last_day]
    file.arrivals.update((reading.week_of(day), source) for day, source in come if source)
    file.leave_out(
        sum(source is None for _, source in come),
        "of other or unknown sources. To have one counted, name it in the sheet Referrals as the "
        "program does, and import again.",
    )


def _named(name: str) -> str:
    return " ".join(name.replace("/", " ").split()).casefold()


def _judge_cancelled(file: File, reading: Reading, outcome: list[int]) -> None:
    """Late (missed) or in time, for each cancelled row."""
    cancelled = [row for row, one in enumerate(outcome) if one == Outcome.CANCELLED]
    cancelled = [row for row in cancelled if file.day[row] <= reading.last_day]
    if not cancelled:
        return
    if reading.notice_hours is None:
        raise FileRefused(
            f"{file.name} does not say which cancellations came too late; import it again with "
            "your notice period, for example --notice-hours 24."
        )
    if file.column("cancelled_at") is None:
        raise FileRefused(
            f"{file.name} does not say when appointments were cancelled; export Jane's "
            "appointments with the column cancelled_at."
        )
    days, seconds, _ = read_timestamps(file, "cancelled_at", file.day_first, reading.zone)
    for row in (row for row in cancelled if days[row] != NO_DAY):
        notice = (file.day[row] - days[row]) * DAY + max(file.second[row], 0) - max(seconds[row], 0)
        late = notice < reading.notice_hours * 3600  # seconds
        outcome[row] = Outcome.MISSED if late else Outcome.CANCELLED_IN_TIME
    without = sum(days[row] == NO_DAY for row in cancelled)
    if without:
        file.notes.append(
            f"{file.name}: cancelled without a time of cancellation, and not counted: {without}."
        )


def read_sales(file: File, reading: Reading) -> None:
    """Money collected, in the week of the payment or else of the invoice."""
    read_money(file, reading)
    day = plain(file.headers["date"])
    if day in ("invoice date", "purchase date"):
        file.notes.append(
            f"{file.name}: money stands in the week of the {day}; "
            "Jane's sales report does not say when it was paid."
        )


# fmt: off
SOURCES = (
    Source("Jane", "appointments", Holds.SESSIONS,
           "Reports > Appointments > Export (with the column cancelled_at)", """
        date, needed: start at, start time, appointment start, start
        status, needed, changes: state, status
            = kept: arrived
            = missed: no show, late cancelled, late cancellation
            = cancelled: cancelled
            = not counted: rescheduled
            = booked: booked
        cancelled_at, changes, also: cancelled at, canceled at, cancellation time, cancelled on
        clinician: staff member name, staff member, practitioner, staff
        break, also: break
            = not counted: true, yes, 1
            = kept: *
        treatment, sign, also: treatment name, treatment, booked at, first visit
        arrived, many, sign, changes, also: arrived at, cancelled reason
        client, person: patient guid, patient number, patient, patient name
        client_first, person: patient first name
        client_last, person: patient last name
        """, read=partial(read_sessions, decide=_judge_cancelled)),
    Source("Jane", "sales", Holds.MONEY, "Reports > Sales > Export", """
        date, needed: payment date, received at, invoice date, purchase date
        amount, needed, changes: collected, collected total
        invoice, sign, also: invoice, income category, staff member, payer
        state, many, sign, changes, also: status, balance""", never=OUTGOING, read=read_sales),
    Source("Jane", "patients by referral source", Holds.REFERRALS,
           "Patients > Export list (with Referral source and First visit)", """
        date, needed: first visit, first visit date, first appointment, patient since, created at
        source, needed, changes: referral source, referred by, how did you hear about us
        client, needed, person: patient guid, patient number, patient, patient name
        client_first, person: patient first name, first name
        client_last, person: patient last name, last name""", read=read_referrals),
    Source(_PROGRAM, "appointments", Holds.SESSIONS,
           "Reports > Appointment status > Export (accounts whose export still has a Status "
           "column)", f"""
        {_SESSION}
        {_STATUS}
        charge, many, changes, also: charge
        fee, also: total fee
        code, sign, also: billing code, rate per unit, units
        {_CHARGED}"""),
    Source(_PROGRAM, "client attendance report", Holds.SESSIONS,
           "Reports > Client attendance > Export", f"""
        {_SESSION}
        {_STATUS}
        office, sign: office name, office, location""", rank=1),
    Source(_PROGRAM, "appointment status report", Holds.CHARGES,
           "Reports > Appointment status > Export", f"""
        {_SESSION}
        billed, needed, many: charge, client charge, insurance charge
        written_off, many: write off, written off
        code, sign: billing code, rate per unit, units, total fee
        {_CHARGED}""", never=_ATTENDANCE.split(", "), rank=1,
        about="It has no attendance in it: import the client attendance report for the sessions. "
              "What was written off is taken off what was billed."),
    Source(_PROGRAM, "payments", Holds.MONEY, "Billing > Recent activity > Export payments", """
        date, needed: date paid, payment date
        amount, needed: amount paid, amount
        id: payment id
        kind, sign: payment type, account, payment reference id""", never=OUTGOING),
    Source(_PROGRAM, "pay period report", Holds.MONEY, "Reports > Pay period > Export", """
        date, needed: date paid, payment date
        amount, needed: amount paid
        claim, needed, sign: invoice or claim, invoice or claim url
        source, sign: source, insurance payment type""", never=OUTGOING, rank=1),
    Source(_PROGRAM, "card transactions", Holds.MONEY,
           "Billing > Card transactions > Export transactions", """
        date, needed: date, transaction date, date paid, created
        amount, needed: amount, gross, charge amount
        card, needed, sign: card, card type, card brand, last 4, card number
        payout, sign: payout, payout date, payout id, fee, fees, net
        status, changes: status, transaction status
            = money in: paid, succeeded, completed, complete, available
            = not income: pending, failed, declined, voided, cancelled
            = refund: refunded
        type: type, transaction type
            = money in: charge, payment
            = refund: refund
            = not income: payout, fee""", never=OUTGOING, rank=2),
    Source(_PROGRAM, "insurance payments", Holds.MONEY, "Insurance > Payments > Export", """
        date, needed: payment date, date paid, date received, check date, date
        amount, needed: payment amount, amount paid, total paid, amount
        payer, needed, sign: payer, payer name, insurance, insurance payer, insurance company
        check, sign: check number, check wire number, check eft number, reference number,
            insurance check wire number, insurance payment type, unallocated, allocated
        """, never=OUTGOING, rank=3, apart=True),
    Source(_PROGRAM, "referral sources", Holds.REFERRALS,
           "Analytics > Reports > Referral sources > Export (one row a client)", """
        date, needed: client since, date created, created, date added, first appointment,
            first appointment date, date
        source, needed, changes: referral source, referral sources, referred by
        client, needed, person: client, client name""", read=read_referrals),
    Source("TherapyNotes", "billing transactions", Holds.SESSIONS,
           "Billing > All items > Export to Excel (Billing transactions)", """
        date, needed: date, service date
        status, needed, changes: type
            = kept: appointment
            = missed: missed appointment, late cancellation, no show
            = not counted: cancelled appointment
        time: start time, time
        clinician: clinician name, clinician
        charge, changes, also: patient amount due
        paid, many, changes, also: patient amount paid, insurance amount paid
        note, many, sign, changes, also: note status, patient balance status,
            insurance balance status, insurance amount due
        client, person: patient id, patient name, client name, patient
        client_first, person: first name, patient first name
        client_last, person: last name, patient last name""", credits=True),
)
