"""Referral reports: counts of the sources that the tracker knows; nobody's name."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import MONDAY, TODAY, WEEK, steady_weeks

from practice_xl.schema.inputs import ARRIVALS
from practice_xl.tracker import open as open_tracker
from practice_xl.xlsx.book import ClosedBook

SIMPLEPRACTICE = """Client,Referral Source,Client Since
Zoe Quill,harbour  clinic,2026-10-27
Ada Birch,Harbour Clinic,2026-10-30
Ada Birch,Harbour Clinic,2026-10-30
Tom Reed,Friend/Family,2026-11-02
Max Lime,my neighbour Kim Ash,2026-11-03
Una Wick,,2026-11-03
Pia Moor,Harbour Clinic,2026-12-01
"""
JANE = """Patient Number,Patient First Name,Patient Last Name,Referral Source,First Visit
1,Zoe,Quill,Harbour Clinic,2026-10-27
2,Ada,Birch,Harbour Clinic,2026-10-30
3,Tom,Reed,Existing patient,2026-11-02
4,Max,Lime,my neighbour Kim Ash,2026-11-03
"""
SOURCES = ({"source": "Harbour Clinic"}, {"source": "Word of mouth"})


def arrived(path):
    """The rows of Arrivals: week, source, inquiries, started."""
    row, column = ARRIVALS.place
    with ClosedBook(path) as book:
        cells = book.sheets[ARRIVALS.sheet].range((row + 1, column), (row + 6, column + 3))
        return [
            (date(*found[0].timetuple()[:3]), *found[1:])
            for found in cells.options(ndim=2).value
            if found[0]
        ]


@pytest.mark.parametrize("report", [SIMPLEPRACTICE, JANE], ids=["SimplePractice", "Jane"])
def test_new_clients_are_counted_by_the_week_and_the_source_that_is_known(
    make_tracker, tmp_path, report
):
    """A repeated row once, a day to come not at all, other names not at all; again: no change."""
    path = make_tracker(steady_weeks(4), Sources=SOURCES)
    export = tmp_path / "referrals.csv"
    export.write_text(report)
    preview = open_tracker(path, TODAY).import_([export], confirm=lambda _: True)
    assert arrived(path) == [
        (MONDAY - WEEK, "Harbour Clinic", 2, 2),
        (MONDAY, "Word of mouth", 1, 1),
    ]
    assert "of other or unknown sources" in str(preview)
    for name in ("Kim", "Ash", "Zoe", "Quill", "neighbour"):
        assert name not in str(preview)
        assert name.encode() not in path.read_bytes()
    before = path.read_bytes()
    again = open_tracker(path, TODAY).import_([export], confirm=lambda _: True)
    assert not again.changes_anything
    assert path.read_bytes() == before


def test_without_sources_everybody_is_other_or_unknown(make_tracker, tmp_path):
    """Nothing is written: a name from a report may be a client's."""
    path = make_tracker(steady_weeks(4))
    export = tmp_path / "referrals.csv"
    export.write_text(SIMPLEPRACTICE)
    preview = open_tracker(path, TODAY).import_([export], confirm=lambda _: True)
    assert not preview.changes_anything
    assert arrived(path) == []
