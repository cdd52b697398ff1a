"""New clients by referral source: counts a week, of the sources that the tracker knows.

What a program calls a source may be what a client typed, and name somebody. So only names that
stand in the sheet Referrals are counted; every other is only counted as other or unknown.
"""

from __future__ import annotations

from practice_xl.domain.calendar import week_of
from practice_xl.importers.reading import Export, Found, Reading
from practice_xl.importers.timestamps import from_day_number
from practice_xl.schema.inputs import WORD_OF_MOUTH

_BY_A_CLIENT = (
    "client, patient, existing client, existing patient, current client, current patient, family, "
    "friend, friend family, family friend, friends and family, friend or family, personal referral"
)


def read_referrals(export: Export, reading: Reading) -> Found:
    """One new client a row: one inquiry and one start in the week of its date."""
    found, named = export.found(), export.columns.cells("source")
    known = {_plain(source): source for source in reading.sources}
    if _plain(WORD_OF_MOUTH) in known:
        said = (word for word in _BY_A_CLIENT.split(", ") if word not in known)
        known |= dict.fromkeys(said, known[_plain(WORD_OF_MOUTH)])
    unnamed = 0
    for row, here in enumerate(export.come(reading)):
        code = -1 if named is None else named.codes[row]
        source = None if named is None or code < 0 else known.get(_plain(str(named.values[code])))
        if here and source:
            week = week_of(from_day_number(export.times.day[row]), reading.plan)
            counts = found.arrivals.setdefault((week, source), {"inquiries": 0, "started": 0})
            counts["inquiries"] += 1
            counts["started"] += 1
        unnamed += here and not source
    found.leave_out(
        unnamed,
        "of other or unknown sources. To have one counted, name it in the sheet Referrals as the "
        "program does, and import again.",
    )
    return found


def _plain(name: str) -> str:
    return " ".join(name.replace("/", " ").split()).casefold()
