"""SimplePractice: attendance in one report, what was billed in another, payments in four more."""

from __future__ import annotations

from practice_xl.importers.declaration import OUTGOING, Column, Holds, Source, says
from practice_xl.importers.statuses import Flow, Outcome

_PROGRAM = "SimplePractice"
_STATUSES = says(
    {
        Outcome.KEPT: "show",
        Outcome.MISSED: "no show, late cancelled, late cancel, late cancellation",
        Outcome.CANCELLED_IN_TIME: "cancelled",
        Outcome.CLINICIAN_CANCELLED: "clinician cancelled",
    }
)
_ATTENDANCE = "status, appointment status, attendance status"
_SESSION = (
    Column("date", "date of service", needed=True),
    Column("time", "start time, time"),
    Column("clinician", "clinician, clinician name"),
    Column("client", "client, client name", person=True),
)
_CHARGED = (
    Column("paid", "paid, client paid, insurance paid", many=True, changes=True),
    Column("unpaid", "unpaid, client unpaid", many=True, sign=True, changes=True),
    Column("uninvoiced", "uninvoiced", sign=True, changes=True),
    Column(
        "moving",
        ("progress note status, client payment status, insurance payment status, write off"),
        many=True,
        sign=True,
        changes=True,
    ),
)
_PAID = Column("date", "date paid, payment date", needed=True)

SOURCES = (
    Source(
        _PROGRAM,
        "appointments",
        Holds.SESSIONS,
        "Reports > Appointment status > Export (accounts whose export still has a Status column)",
        (
            *_SESSION,
            Column("status", _ATTENDANCE, needed=True, changes=True),
            Column("charge", "charge", many=True, changes=True),
            Column("fee", "total fee"),
            Column("code", "billing code, rate per unit, units", sign=True),
            *_CHARGED,
        ),
        words={"status": _STATUSES},
        also=("charge", "fee", "paid", "code", "uninvoiced"),
    ),
    Source(
        _PROGRAM,
        "client attendance report",
        Holds.SESSIONS,
        "Reports > Client attendance > Export",
        (
            *_SESSION,
            Column("status", _ATTENDANCE, needed=True, changes=True),
            Column("office", "office name, office, location", sign=True),
        ),
        words={"status": _STATUSES},
        also=("office", "client", "clinician"),
        rank=1,
    ),
    Source(
        _PROGRAM,
        "appointment status report",
        Holds.CHARGES,
        "Reports > Appointment status > Export",
        (
            *_SESSION,
            Column("billed", "charge, client charge, insurance charge", True, many=True),
            Column("written_off", "write off, written off", many=True),
            Column("code", "billing code, rate per unit, units, total fee", sign=True),
            *_CHARGED,
        ),
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
        (
            _PAID,
            Column("amount", "amount paid, amount", needed=True),
            Column("id", "payment id"),
            Column("kind", "payment type, account, payment reference id", sign=True),
        ),
        never=OUTGOING,
    ),
    Source(
        _PROGRAM,
        "pay period report",
        Holds.MONEY,
        "Reports > Pay period > Export",
        (
            _PAID,
            Column("amount", "amount paid", needed=True),
            Column("claim", "invoice or claim, invoice or claim url", needed=True, sign=True),
            Column("source", "source, insurance payment type", sign=True),
        ),
        never=OUTGOING,
        rank=1,
    ),
    Source(
        _PROGRAM,
        "card transactions",
        Holds.MONEY,
        "Billing > Card transactions > Export transactions",
        (
            Column("date", "date, transaction date, date paid, created", needed=True),
            Column("amount", "amount, gross, charge amount", needed=True),
            Column("card", "card, card type, card brand, last 4, card number", True, sign=True),
            Column("payout", "payout, payout date, payout id, fee, fees, net", sign=True),
            Column("status", "status, transaction status", changes=True),
            Column("type", "type, transaction type"),
        ),
        words={
            "status": says(
                {
                    Flow.IN: "paid, succeeded, completed, complete, available",
                    Flow.NOT_INCOME: "pending, failed, declined, voided, cancelled",
                    Flow.REFUND: "refunded",
                }
            ),
            "type": says(
                {Flow.IN: "charge, payment", Flow.REFUND: "refund", Flow.NOT_INCOME: "payout, fee"}
            ),
        },
        never=OUTGOING,
        rank=2,
    ),
    Source(
        _PROGRAM,
        "insurance payments",
        Holds.MONEY,
        "Insurance > Payments > Export",
        (
            Column("date", "payment date, date paid, date received, check date, date", needed=True),
            Column("amount", "payment amount, amount paid, total paid, amount", needed=True),
            Column(
                "payer",
                "payer, payer name, insurance, insurance payer, insurance company",
                needed=True,
                sign=True,
            ),
            Column(
                "check",
                (
                    "check number, check wire number, check eft number, reference number, "
                    "insurance check wire number, insurance payment type, unallocated, allocated"
                ),
                sign=True,
            ),
        ),
        never=OUTGOING,
        rank=3,
        apart=True,
    ),
)
