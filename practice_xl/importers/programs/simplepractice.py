"""SimplePractice: attendance in one report, what was billed in another, payments in four more."""

from practice_xl.importers.declaration import OUTGOING, Holds, Source, wanted
from practice_xl.importers.referrals import read_referrals
from practice_xl.importers.statuses import says

_PROGRAM = "SimplePractice"
_STATUSES = says(
    kept="show",
    missed="no show, late cancelled, late cancel, late cancellation",
    cancelled_in_time="cancelled",
    clinician_cancelled="clinician cancelled",
)
_ATTENDANCE = "status, appointment status, attendance status"
_SESSION = """
    date, needed: date of service
    time: start time, time
    clinician: clinician, clinician name
    client, person: client, client name
"""
_CHARGED = """
    paid, many, changes: paid, client paid, insurance paid
    unpaid, many, sign, changes: unpaid, client unpaid
    uninvoiced, sign, changes: uninvoiced
    moving, many, sign, changes: progress note status, client payment status,
        insurance payment status, write off
"""

SOURCES = (
    Source(
        _PROGRAM,
        "appointments",
        Holds.SESSIONS,
        "Reports > Appointment status > Export (accounts whose export still has a Status column)",
        wanted(f"""{_SESSION.rstrip()}
            status, needed, changes: {_ATTENDANCE}
            charge, many, changes: charge
            fee: total fee
            code, sign: billing code, rate per unit, units{_CHARGED}"""),
        words={"status": _STATUSES},
        also=("charge", "fee", "paid", "code", "uninvoiced"),
    ),
    Source(
        _PROGRAM,
        "client attendance report",
        Holds.SESSIONS,
        "Reports > Client attendance > Export",
        wanted(f"""{_SESSION.rstrip()}
            status, needed, changes: {_ATTENDANCE}
            office, sign: office name, office, location
        """),
        words={"status": _STATUSES},
        also=("office", "client", "clinician"),
        rank=1,
    ),
    Source(
        _PROGRAM,
        "appointment status report",
        Holds.CHARGES,
        "Reports > Appointment status > Export",
        wanted(f"""{_SESSION.rstrip()}
            billed, needed, many: charge, client charge, insurance charge
            written_off, many: write off, written off
            code, sign: billing code, rate per unit, units, total fee{_CHARGED}"""),
        also=("paid",),
        never=_ATTENDANCE.split(", "),
        rank=1,
        about=(
            "It has no attendance in it: import the client attendance report for the sessions. "
            "What was written off is taken off what was billed."
        ),
    ),
    Source(
        _PROGRAM,
        "payments",
        Holds.MONEY,
        "Billing > Recent activity > Export payments",
        wanted("""
            date, needed: date paid, payment date
            amount, needed: amount paid, amount
            id: payment id
            kind, sign: payment type, account, payment reference id
        """),
        never=OUTGOING,
    ),
    Source(
        _PROGRAM,
        "pay period report",
        Holds.MONEY,
        "Reports > Pay period > Export",
        wanted("""
            date, needed: date paid, payment date
            amount, needed: amount paid
            claim, needed, sign: invoice or claim, invoice or claim url
            source, sign: source, insurance payment type
        """),
        never=OUTGOING,
        rank=1,
    ),
    Source(
        _PROGRAM,
        "card transactions",
        Holds.MONEY,
        "Billing > Card transactions > Export transactions",
        wanted("""
            date, needed: date, transaction date, date paid, created
            amount, needed: amount, gross, charge amount
            card, needed, sign: card, card type, card brand, last 4, card number
            payout, sign: payout, payout date, payout id, fee, fees, net
            status, changes: status, transaction status
            type: type, transaction type
        """),
        words={
            "status": says(
                money_in="paid, succeeded, completed, complete, available",
                not_income="pending, failed, declined, voided, cancelled",
                refund="refunded",
            ),
            "type": says(money_in="charge, payment", refund="refund", not_income="payout, fee"),
        },
        never=OUTGOING,
        rank=2,
    ),
    Source(
        _PROGRAM,
        "insurance payments",
        Holds.MONEY,
        "Insurance > Payments > Export",
        wanted("""
            date, needed: payment date, date paid, date received, check date, date
            amount, needed: payment amount, amount paid, total paid, amount
            payer, needed, sign: payer, payer name, insurance, insurance payer, insurance company
            check, sign: check number, check wire number, check eft number, reference number,
                insurance check wire number, insurance payment type, unallocated, allocated
        """),
        never=OUTGOING,
        rank=3,
        apart=True,
    ),
    Source(
        _PROGRAM,
        "referral sources",
        Holds.REFERRALS,
        "Analytics > Reports > Referral sources > Export (one row a client)",
        wanted("""
            date, needed: client since, date created, created, date added, first appointment,
                first appointment date, date
            source, needed, changes: referral source, referral sources, referred by
            client, needed, person: client, client name
        """),
        read=read_referrals,
    ),
)
