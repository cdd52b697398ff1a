"""TherapyNotes: the billing transactions (xlsx).

It holds appointments kept and missed, with what was due and paid for each. Cancellations made in
time are not in it, so they stay blank.
"""

from __future__ import annotations

from practice_xl.importers.declaration import Column, Holds, Source, says
from practice_xl.importers.reading import Export, Found, Money, Reading
from practice_xl.importers.sessions import read_sessions
from practice_xl.importers.statuses import Outcome


def read(export: Export, reading: Reading) -> Found:
    """Sessions and payments; some exports write what was paid as a credit, below zero."""
    found = read_sessions(export, reading)
    money = found.money
    if money is not None and sum(1 if one < 0 else -1 for one in money.amount if one) > 0:
        found.money = Money(money.day, [-one + 0.0 for one in money.amount], by_session=True)
        found.notes.append(f"{export.name} writes payments below zero; they count as money in.")
    return found


SOURCES = (
    Source(
        "TherapyNotes",
        "billing transactions",
        Holds.SESSIONS,
        "Billing > All items > Export to Excel (Billing transactions)",
        (
            Column("date", "date, service date", needed=True),
            Column("status", "type", needed=True, changes=True),
            Column("time", "start time, time"),
            Column("clinician", "clinician name, clinician"),
            Column("charge", "patient amount due", changes=True),
            Column("paid", "patient amount paid, insurance amount paid", many=True, changes=True),
            Column(
                "note",
                (
                    "note status, patient balance status, insurance balance status, "
                    "insurance amount due"
                ),
                many=True,
                sign=True,
                changes=True,
            ),
            Column("client", "patient id, patient name, client name, patient", person=True),
            Column("client_first", "first name, patient first name", person=True),
            Column("client_last", "last name, patient last name", person=True),
        ),
        words={
            "status": says(
                {
                    Outcome.KEPT: "appointment",
                    Outcome.MISSED: "missed appointment",
                    Outcome.NOT_COUNTED: "cancelled appointment",
                }
            )
        },
        also=("charge", "paid", "note"),
        read=read,
    ),
)
