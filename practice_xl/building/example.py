"""The example: a fictional practice over 60 weeks, from managing to leading.

In autumn 2025 it is 55 % full, the notes are done, the bills go out late, and nobody works on the
practice. By November 2026 it is almost full, the billing is handed over, strong referral sources
have been met, and levers are chosen for what more hours can no longer bring. Nothing here is of a
real practice. The numbers are plain arithmetic: the same on every machine.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from practice_xl.building.content import Content, Row, table_rows

_Cells = dict[str, Any]  # of a row, by the keys of its table
FIRST_WEEK = date(2025, 9, 15)
WEEKS = 60  # to the week of 2 November 2026
EXAMPLE_DAY = date(2026, 11, 6)  # the Friday of the last week
_USUAL_SLOTS, _RATE, _FULL_FEE = 24, 122.0, 140
_AWAY = {14, 15, 29, 42, 43}  # weeks wholly inside TimeOff
_AT_A_CONFERENCE = 23  # typed as a week with no slots
_CHANGE = 30  # the week in which the owner begins to lead
_HANDED_OVER = 36  # the week from which someone else sends the bills
_UNUSUAL_SLOTS = {5: 20, 18: 26, 34: 21, 41: 26, 52: 22}
# fmt: off
_FORGOTTEN = {  # cells that nobody filled in
    (3, "ceo_hours"), (7, "inquiries"), (11, "admin_hours"), (19, "ceo_hours"), (22, "inquiries"),
    (27, "notes_overdue"), (38, "admin_hours"),
}
# fmt: on


def example_content() -> Content:
    """What the owner of the fictional practice typed."""
    return Content(
        plan=_PLAN,
        weekly=tuple(_weeks()),
        monthly=_months(),
        fees=_FEES,
        time_off=_TIME_OFF,
        actions=_ACTIONS,
        quarter=_QUARTER,
        sources=_SOURCES,
        arrivals=tuple(_arrivals()),
        lever_inputs={("raise_fee", "change"): {"value": 10}, ("refill", "change"): {"value": 0.6}},
    )


# fmt: off
_FEES = table_rows("tier kind fee sessions", (
    ("Full fee", "full", _FULL_FEE, 12),
    ("Sliding", "sliding", 90, 4),
    ("Insurer", "insurance", 105, 5),
))
_TIME_OFF = table_rows("from to", (
    (date(2025, 12, 22), date(2026, 1, 2)),
    (date(2026, 4, 6), date(2026, 4, 10)),
    (date(2026, 7, 6), date(2026, 7, 17)),
    (date(2026, 12, 21), date(2027, 1, 1)),
))
_SOURCES = table_rows("source kind wanted next_step", (
    ("Harbour Street Clinic", "Doctor or clinic", "x", "Bring a leaflet"),
    ("Couples therapists' circle", "Colleague", "x", "Host an evening"),
    ("City College counselling", "School or college", "x", None),
    ("Online directory", "Directory", None, None),
    ("Word of mouth", "Word of mouth", None, None),
))
_ACTIONS = table_rows("added measurable lever task result owner due status closed share", (
    (date(2026, 4, 17), "Bills not sent", "Hand over the billing",
     "Hand the weekly billing to a billing service",
     "Bills go out within the week, without my evenings", "Delegated", date(2026, 5, 29), "done",
     date(2026, 5, 22), "x"),
    (date(2026, 5, 1), "CEO hours", None, "Keep Friday from 9 to 10 free for the practice",
     "One hour a week on where the practice is going", "Me", date(2026, 5, 15), "done",
     date(2026, 5, 15), "x"),
    (date(2026, 6, 12), "Referral sources met, 4 weeks", None,
     "Use the Friday event to meet three strong referral sources",
     "Three sources know whom this practice helps best", "Me", date(2026, 11, 27), "open", None,
     "x"),
    (date(2026, 9, 4), "Days of income unpaid", "Collect what is unpaid",
     "Ask the billing service to follow up on what is older than 60 days",
     "Less than 500 is older than 90 days", "Delegated", date(2026, 11, 30), "open", None, "x"),
    (date(2026, 9, 18), "Missed and charged", "Charge missed sessions",
     "Put the late cancellation policy into every confirmation",
     "Six of ten missed sessions are charged", "Me", date(2026, 11, 13), "open", None, "x"),
    (date(2026, 10, 2), "Money per session", "Raise the full fee", "Announce the new full fee",
     "The hours are almost full: each one earns more", "Me", date(2026, 11, 20), "open", None,
     "x"),
    (date(2026, 10, 9), "% worked", "Refill cancelled slots",
     "Keep a short-notice list and offer a freed slot the same day",
     "Six of ten slots cancelled in time are filled again", "Me", date(2026, 10, 30), "open", None,
     None),
    (date(2026, 2, 6), "Notes overdue", None, "Write the notes on Sunday evenings",
     "No note is late", "Me", date(2026, 3, 6), "dropped", date(2026, 3, 27), None),
))
_QUARTER = table_rows("quarter measurable from to when_then obstacle sure share", (
    (date(2026, 7, 1), "Bills not sent", 3, 2, None, None, 8, None),
    (date(2026, 10, 1), "Sessions that took place", None, 0.92,
     "When I book a session, then I will send its reminder at once", "Reminders are set by hand",
     7, "x"),
    (date(2026, 10, 1), "Sessions kept", None, 22,
     "When a slot comes free, then I will offer it from the list the same day", None, 8, "x"),
    (date(2026, 10, 1), "Days of income unpaid", None, 25,
     "When the month ends, then I will go through what is unpaid", "The month's end is busy", 6,
     None),
))
# fmt: on
_MEETABLE = 3  # of the sources: people one can meet

# fmt: off
_PLAN: _Cells = {
    "currency": "$", "usual_slots": _USUAL_SLOTS, "full_fee": _FULL_FEE, "income_goal": 118_000,
    "sessions_goal": 21, "practice_name": "Harbour Lane Therapy", "plan_start": FIRST_WEEK,
    "sessions_start": 13, "sessions_goal_by": date(2026, 11, 30), "working_weeks": 46,
    "enforcement_goal": 0.6, "inquiries_goal": 2, "net_clients_goal": 0.1, "session_rate_goal": 125,
    "admin_hours_limit": 9, "notes_limit": 2, "bills_limit": 2, "referrals_goal": 3,
    "tax_rate": 0.25,
}
# fmt: on


def _chance(week: int, what: int) -> float:
    """A number from 0 to 1 that looks random and is always the same."""
    return (week * 0.618033988749895 * (2 * what + 1) + what * 0.414213562373095) % 1.0


def _whole(mean: float, week: int, what: int) -> int:
    """A whole number near ``mean``, up or down by chance, so that the mean is kept."""
    return max(0, int(mean + _chance(week, what)))


def _around(mean: float, spread: float, week: int, what: int) -> int:
    """A whole number around ``mean``, up to half of ``spread`` above or below it."""
    return max(0, round(mean + spread * (_chance(week, what) - 0.5)))


def _level(week: int) -> float:
    """Sessions kept in a usual week: flat while only managed, then growing, then almost full."""
    grown = min(1.0, max(0.0, (week - 8) / 44))
    return 13.0 + 7.6 * grown * grown * (3 - 2 * grown)


def _weeks() -> list[_Cells]:
    rows: list[_Cells] = []
    active = 18
    kept_before = [13, 14, 13]
    for week in range(WEEKS):
        row: _Cells = {"week_start": FIRST_WEEK + timedelta(weeks=week)}
        if week == _AT_A_CONFERENCE:
            row |= {"slots_offered": 0, "sessions_kept": 0, "private_note": "Conference"}
        elif week not in _AWAY:
            row |= _sessions(week)
            row |= _clients(week, row) | _time(week)
            active += row["clients_started"] - row["clients_ended"]
            row["billed"] = round(row["sessions_kept"] * _RATE)
            if week % 4 == 0:
                row["active_clients"] = active
            if week >= 4:
                row["enjoyed"] = min(5, _around(3.2 if week < _CHANGE else 4.2, 2.0, week, 17))
        row["collected"] = _collected(week, kept_before, row.get("missed_charged", 0))
        kept_before = [*kept_before[1:], row.get("sessions_kept", 0)]
        rows.append({key: value for key, value in row.items() if (week, key) not in _FORGOTTEN})
    return rows


def _sessions(week: int) -> _Cells:
    slots = _UNUSUAL_SLOTS.get(week, _USUAL_SLOTS)
    led = week >= _CHANGE
    missed = _whole(0.8 if led else 1.3, week, 2)
    in_time = _whole(1.5, week, 3)
    refilled = min(in_time, _whole(0.6 if led else 0.1, week, 4))
    kept = round(_level(week) * slots / _USUAL_SLOTS + 2.4 * _chance(week, 1) - 1.2)
    kept = min(kept, slots - missed - in_time + refilled)
    charged = min(missed, _whole(0.45 if led else 0.1, week, 5))
    sessions: _Cells = {
        "sessions_kept": kept,
        "missed": missed,
        "missed_charged": charged,
        "cancelled_in_time": in_time,
        "slots_refilled": refilled,
    }
    if week in _UNUSUAL_SLOTS:
        sessions["slots_offered"] = slots
    return sessions


def _clients(week: int, row: _Cells) -> _Cells:
    led = week >= _CHANGE
    room = row["sessions_kept"] < _USUAL_SLOTS - 4
    inquiries = _around(2.3 if led else 1.3, 3.2, week, 6)
    started = min(inquiries, _whole(0.85 if room else 0.5, week, 7))
    clients = {
        "inquiries": inquiries,
        "clients_started": started,
        "clients_ended": _whole(0.48, week, 8),
        "consults": min(inquiries, started + _whole(0.3, week, 9)),
    }
    if week >= 20:
        clients["outreach"] = _whole(1.3 if led else 0.4, week, 10)
        clients["referrals_met"] = _whole(0.85 if led else 0.15, week, 11)
    return clients


def _arrivals() -> list[_Cells]:
    """Who came from whom since the owner leads: of two inquiries in three the source is known."""
    rows: list[_Cells] = []
    meetings = 0
    for week, typed in enumerate(_weeks()[_CHANGE:], _CHANGE):
        known = [n for n in range(typed.get("inquiries", 0)) if _chance(week, 20 + n) < 0.67]
        from_whom = {n: int(len(_SOURCES) * _chance(week, 30 + n) ** 1.2) for n in known}
        met = {(meetings + n) % _MEETABLE for n in range(typed.get("referrals_met", 0))}
        meetings += len(met)
        for place in sorted({*from_whom.values(), *met}):
            own = [n for n, source in from_whom.items() if source == place]
            started = sum(n < typed.get("clients_started", 0) for n in own)
            row = {"week": typed["week_start"], "source": _SOURCES[place]["source"]}
            row |= {"inquiries": len(own) or None, "started": started or None}
            rows.append(row | {"met": "x" if place in met else None})
    return rows


def _collected(week: int, kept_before: list[int], charged: int) -> int:
    """Money comes in over the three weeks after a session; a part of it is paid on the day."""
    paid = sum(share * kept for share, kept in zip((0.2, 0.35, 0.45), kept_before, strict=True))
    return round(paid * _RATE * (0.94 + 0.12 * _chance(week, 12)) + charged * _FULL_FEE * 0.8)


def _time(week: int) -> _Cells:
    led, handed_over = week >= _CHANGE, week >= _HANDED_OVER
    ceo = _whole(1.2 if led else 0.2, week, 14)
    return {
        "admin_hours": _around(14.5 if handed_over else 17.0, 4.0, week, 13) / 2,
        "ceo_hours": max(1, ceo) if week >= WEEKS - 3 else ceo,
        "notes_overdue": _around(1.2 if led else 0.8, 2.6, week, 15),
        "bills_unsent": _around(1.0 if handed_over else 2.6, 2.4, week, 16),
    }


def _months() -> tuple[Row, ...]:
    """September 2025 to October 2026; two figures were not to hand."""
    keys = "month overhead owner_pay tax_set_aside unpaid_balance unpaid_over_90"
    rows = (
        (
            date(2025 + (8 + n) // 12, (8 + n) % 12 + 1, 1),
            2240 + 40 * (n % 4) + (360 if n >= 9 else 0),
            3600 + 100 * n,
            None if n == 3 else 800 + 40 * n,
            12_600 - 300 * n + 110 * (n % 3),
            None if n == 5 else 2_300 - 130 * n,
        )
        for n in range(14)
    )
    return table_rows(keys, rows)
