"""TherapyNotes: the billing transactions (xlsx).

It holds appointments kept and missed, with what was due and paid for each. Cancellations made in
time are not in it, so they stay blank.
"""

from __future__ import annotations

import numpy as np

from practice_xl.importers.appointments import charge, judge, keep_appointments
from practice_xl.importers.frame import Frame, amounts
from practice_xl.importers.money import keep_money
from practice_xl.importers.source import Found, Reading, Source, Wanted
from practice_xl.importers.stamps import read_stamps
from practice_xl.importers.statuses import Outcome

WORDS = {
    "appointment": Outcome.KEPT,
    "missed appointment": Outcome.MISSED,
    "cancelled appointment": Outcome.CANCELLED,
}
_PAID = ("patient_paid", "insurance_paid")


def read(frame: Frame, reading: Reading) -> Found:
    """Sessions kept, missed and charged, clients, and money in the week of the session.

    A missed appointment was charged when the patient owes an amount for it.
    """
    found = Found()
    stamps = read_stamps(frame, "date", reading, found.notes)
    outcome = judge(frame.needed("status"), WORDS, reading, frame)
    outcome = np.where(outcome == Outcome.CANCELLED, Outcome.NOT_COUNTED, outcome)
    due = amounts(frame, "patient_due", stamps.dated)
    tells = {"sessions_kept", "missed"} | ({"missed_charged"} if due is not None else set())
    keep_appointments(frame, reading, found, stamps, charge(outcome, due), tells)
    paid = [amount for role in _PAID if (amount := amounts(frame, role, stamps.dated)) is not None]
    if paid:
        total = np.sum(paid, axis=0)
        if (total < 0).sum() > (total > 0).sum():
            total = -total  # some exports write what was paid as a credit, below zero
            found.notes.append(f"{frame.name} writes payments below zero; they count as money in.")
        total = np.where(outcome == Outcome.UNKNOWN, 0.0, total)
        keep_money(found, reading, stamps, total, by_session=True)
    return found


SOURCE = Source(
    "TherapyNotes billing transactions",
    (
        Wanted("date", ("date", "service date"), needed=True, dated=True),
        Wanted("status", ("type",), needed=True),
        Wanted("time", ("start time", "time")),
        Wanted("clinician", ("clinician name", "clinician")),
        Wanted("patient_due", ("patient amount due",)),
        Wanted("patient_paid", ("patient amount paid",)),
        Wanted("insurance_paid", ("insurance amount paid",)),
        Wanted("note", ("note status",), sign=True),
        Wanted("client", ("patient id", "patient name", "client name", "patient"), person=True),
        Wanted("client_first", ("first name", "patient first name"), person=True),
        Wanted("client_last", ("last name", "patient last name"), person=True),
    ),
    read,
    also=("patient_due", "patient_paid", "insurance_paid", "note"),
)
