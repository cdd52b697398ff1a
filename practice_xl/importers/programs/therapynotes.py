"""TherapyNotes: the billing transactions (xlsx).

It holds appointments kept and missed, with what was due and paid for each. Cancellations made in
time are not in it, so they stay blank.
"""

from __future__ import annotations

from practice_xl.importers.declaration import Holds, Source, wanted
from practice_xl.importers.reading import Export, Found, Money, Reading
from practice_xl.importers.sessions import read_sessions
from practice_xl.importers.statuses import says


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
        wanted("""
            date, needed: date, service date
            status, needed, changes: type
            time: start time, time
            clinician: clinician name, clinician
            charge, changes: patient amount due
            paid, many, changes: patient amount paid, insurance amount paid
            note, many, sign, changes: note status, patient balance status,
                insurance balance status, insurance amount due
            client, person: patient id, patient name, client name, patient
            client_first, person: first name, patient first name
            client_last, person: last name, patient last name
        """),
        words={
            "status": says(
                kept="appointment",
                missed="missed appointment, late cancellation, no show",
                not_counted="cancelled appointment",
            )
        },
        also=("charge", "paid", "note"),
        read=read,
    ),
)
