"""Calendars and booking pages: they have no attendance, so every row that took place counts.

Titles, names and notes are never read.
"""

from practice_xl.importers.declaration import Holds, Source, wanted
from practice_xl.importers.statuses import says

_YES = "yes, true, 1, on"
_NOT_YES = says(not_counted=_YES, kept="*")
_NO_SHOW = says(missed=_YES, kept="*")
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
        wanted("""
            date, needed: starts
            all_day, needed: all day
            status, needed, changes: event status
            class, needed, changes: class
            uid, needed, sign: event uid
        """),
        words={
            "all_day": _NOT_YES,
            "status": says(not_counted="cancelled, tentative", kept="*"),
            "class": says(not_counted="private, confidential", kept="*"),
        },
        rank=5,
        about=_EVERY_EVENT,
    ),
    Source(
        "Outlook",
        "calendar",
        Holds.CALENDAR,
        "Outlook: File > Open & Export > Import/Export > Export to a file > CSV > Calendar",
        wanted("""
            date, needed: start date
            time, needed: start time
            all_day: all day event
            private: private
            class: sensitivity
            busy: show time as
            end, sign: end date, end time
        """),
        words={
            "all_day": _NOT_YES,
            "private": _NOT_YES,
            "class": says(not_counted="private, confidential, 2, 3", kept="*"),
            "busy": says(not_counted="free, out of office, 3, 4", kept="*"),
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
        wanted("""
            date, needed: start time, start
            type, needed, sign: type, appointment type
            clinician: calendar
            paid, changes: amount paid online
            price, needed, sign: appointment price, paid, certificate code
            cancelled, changes: canceled, cancelled, is canceled
            no_show, changes: no show, noshow, is no show
            label, changes: label, labels
            client, person: email, phone
        """),
        words={
            "cancelled": _NOT_YES,
            "no_show": _NO_SHOW,
            "label": says(
                missed="no show, no showed, missed", not_counted="cancelled, rescheduled", kept="*"
            ),
        },
        rank=4,
    ),
    Source(
        "Calendly",
        "scheduled events",
        Holds.CALENDAR,
        "Meetings > Export",
        wanted("""
            date, needed: start date time, start time, event start
            event, needed, sign: event type name, event type
            cancelled, needed, changes: canceled, cancelled
            no_show, changes: marked as no show, no show
            clinician: user name
            client, person: invitee email, invitee name
        """),
        words={"cancelled": _NOT_YES, "no_show": _NO_SHOW},
        rank=4,
    ),
)
