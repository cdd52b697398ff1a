"""Calendars and booking pages: they have no attendance, so every row that took place counts.

Titles, names and notes are never read.
"""

from __future__ import annotations

from practice_xl.importers.declaration import Column, Holds, Source, says
from practice_xl.importers.statuses import Outcome

_YES = "yes, true, 1, on"


def _unless(words: str) -> dict[str, Outcome]:
    """Every word counts but these."""
    return says({Outcome.NOT_COUNTED: words, Outcome.KEPT: "*"})


_NO_SHOW = says({Outcome.MISSED: _YES, Outcome.KEPT: "*"})
_EVERY_EVENT = (
    "Every event with a start time counts as a session; all-day, private and cancelled ones do "
    "not. Keep what is no session in a calendar of its own."
)

SOURCES = (
    Source(
        "Calendar",
        "file (.ics)",
        Holds.CALENDAR,
        "Google Calendar: Settings > Import and export > Export; Apple Calendar: File > Export; "
        "Outlook: File > Save calendar",
        (
            Column("date", "starts", needed=True),
            Column("all_day", "all day", needed=True),
            Column("status", "event status", needed=True, changes=True),
            Column("class", "class", needed=True, changes=True),
            Column("uid", "event uid", needed=True, sign=True),
        ),
        words={
            "all_day": _unless(_YES),
            "status": _unless("cancelled, tentative"),
            "class": _unless("private, confidential"),
        },
        rank=5,
        about=_EVERY_EVENT,
    ),
    Source(
        "Outlook",
        "calendar",
        Holds.CALENDAR,
        "Outlook: File > Open & Export > Import/Export > Export to a file > CSV > Calendar",
        (
            Column("date", "start date", needed=True),
            Column("time", "start time", needed=True),
            Column("all_day", "all day event"),
            Column("private", "private"),
            Column("class", "sensitivity"),
            Column("end", "end date, end time", sign=True),
        ),
        words={
            "all_day": _unless(_YES),
            "private": _unless(_YES),
            "class": _unless("private, confidential, 2, 3"),
        },
        also=("all_day", "end"),
        rank=5,
        about=_EVERY_EVENT,
    ),
    Source(
        "Acuity",
        "appointments",
        Holds.CALENDAR,
        "Reports > Import/export > Export appointments",
        (
            Column("date", "start time, start", needed=True),
            Column("type", "type, appointment type", needed=True, sign=True),
            Column("clinician", "calendar"),
            Column("paid", "amount paid online", changes=True),
            Column("price", "appointment price, paid, certificate code", True, sign=True),
            Column("cancelled", "canceled, cancelled, is canceled", changes=True),
            Column("no_show", "no show, noshow, is no show", changes=True),
            Column("label", "label, labels", changes=True),
            Column("client", "email, phone", person=True),
        ),
        words={
            "cancelled": _unless(_YES),
            "no_show": _NO_SHOW,
            "label": says(
                {
                    Outcome.MISSED: "no show, no showed, missed",
                    Outcome.NOT_COUNTED: "cancelled, rescheduled",
                    Outcome.KEPT: "*",
                }
            ),
        },
        rank=4,
    ),
    Source(
        "Calendly",
        "scheduled events",
        Holds.CALENDAR,
        "Meetings > Export",
        (
            Column("date", "start date time, start time, event start", needed=True),
            Column("event", "event type name, event type", needed=True, sign=True),
            Column("cancelled", "canceled, cancelled", needed=True, changes=True),
            Column("no_show", "marked as no show, no show", changes=True),
            Column("clinician", "user name"),
            Column("client", "invitee email, invitee name", person=True),
        ),
        words={"cancelled": _unless(_YES), "no_show": _NO_SHOW},
        rank=4,
    ),
)
