"""Files of any other program, read by the owner's own mapping of their columns."""

from __future__ import annotations

from collections.abc import Sequence

from practice_xl.importers.appointments import charge, judge, keep_appointments
from practice_xl.importers.frame import Frame, amounts
from practice_xl.importers.grid import Grid
from practice_xl.importers.mapping import ROLES, ColumnMapping
from practice_xl.importers.money import keep_money, read_payments
from practice_xl.importers.recognise import Recognised, recognise
from practice_xl.importers.source import Found, Reading, Source, Wanted, plain
from practice_xl.importers.stamps import read_stamps
from practice_xl.importers.statuses import Outcome
from practice_xl.problems import FileRefused


def source_of(mapping: ColumnMapping) -> Source:
    """The source a mapping describes."""
    columns = tuple(
        Wanted(
            role,
            (plain(mapping.columns[role]),),
            needed=True,
            person=role == "client",
            dated=role == "date",
        )
        for role, _, _ in ROLES[mapping.holds]
        if role in mapping.columns
    )
    words = mapping.words

    def read(frame: Frame, reading: Reading) -> Found:
        found = Found()
        stamps = read_stamps(frame, "date", reading, found.notes)
        fee = amounts(frame, "charge", stamps.dated)
        outcome = charge(judge(frame.needed("status"), words, reading, frame), fee)
        tells = {"sessions_kept", "missed"}
        meant = {*words.values(), *reading.statuses.values()}
        if fee is not None or Outcome.MISSED_CHARGED in meant:
            tells.add("missed_charged")
        if Outcome.CANCELLED_IN_TIME in meant:
            tells.add("cancelled_in_time")
        if Outcome.CLINICIAN_CANCELLED in meant:
            tells.add("clinician_cancelled")
        keep_appointments(frame, reading, found, stamps, outcome, tells)
        keep_money(found, reading, stamps, amounts(frame, "paid", stamps.dated), by_session=True)
        return found

    return Source(mapping.name, columns, read_payments if mapping.holds == "money" else read)


def recognise_mapped(
    name: str, grids: Sequence[Grid], mappings: Sequence[ColumnMapping]
) -> Recognised | None:
    """What a file is by the owner's mappings; None when none of them fits."""
    sources = [source_of(mapping) for mapping in mappings if mapping.columns]
    try:
        return recognise(name, grids, sources)
    except FileRefused:
        return None
