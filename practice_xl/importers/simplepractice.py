"""SimplePractice: the appointment status report, and the reports of payments."""

from __future__ import annotations

from practice_xl.importers.appointments import charge, judge, keep_appointments
from practice_xl.importers.frame import Frame, amounts
from practice_xl.importers.money import keep_money, read_payments
from practice_xl.importers.source import Found, Reading, Source, Wanted
from practice_xl.importers.stamps import read_stamps
from practice_xl.importers.statuses import Outcome

WORDS = {
    "show": Outcome.KEPT,
    "no show": Outcome.MISSED,
    "late cancelled": Outcome.MISSED,
    "late cancel": Outcome.MISSED,
    "late cancellation": Outcome.MISSED,
    "cancelled": Outcome.CANCELLED_IN_TIME,
    "clinician cancelled": Outcome.CLINICIAN_CANCELLED,
}
_TELLS = {"sessions_kept", "missed", "cancelled_in_time", "clinician_cancelled"}


def read(frame: Frame, reading: Reading) -> Found:
    """Sessions by status, clients, and money in the week of the session.

    A missed session was charged when its Charge (without that column, its total fee) is above 0.
    """
    found = Found()
    stamps = read_stamps(frame, "date", reading, found.notes)
    outcome = judge(frame.needed("status"), WORDS, reading, frame)
    fee = amounts(frame, "charge", stamps.dated)
    fee = amounts(frame, "fee", stamps.dated) if fee is None else fee
    tells = _TELLS | ({"missed_charged"} if fee is not None else set())
    keep_appointments(frame, reading, found, stamps, charge(outcome, fee), tells)
    keep_money(found, reading, stamps, amounts(frame, "paid", stamps.dated), by_session=True)
    return found


SOURCE = Source(
    "SimplePractice appointments",
    (
        Wanted("date", ("date of service",), needed=True, dated=True),
        Wanted("status", ("status", "appointment status", "attendance status"), needed=True),
        Wanted("time", ("start time", "time")),
        Wanted("clinician", ("clinician", "clinician name")),
        Wanted("charge", ("charge",), many=True),
        Wanted("fee", ("total fee",)),
        Wanted("paid", ("paid",), many=True),
        Wanted("code", ("billing code", "rate per unit", "units", "uninvoiced"), sign=True),
        Wanted("client", ("client", "client name"), person=True),
    ),
    read,
    also=("charge", "fee", "paid", "code"),
)

PAYMENTS = Source(
    "SimplePractice payments",
    (
        Wanted("date", ("date paid",), needed=True, dated=True),
        Wanted("amount", ("amount paid", "amount"), needed=True),
    ),
    read_payments,
)
