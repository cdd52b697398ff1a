"""The example: a fictional practice over 60 weeks, from managing to leading.

In autumn 2025 it is 55 % full, the notes are done, the bills go out late, and nobody works on the
practice. By November 2026 it is almost full, the billing is handed over, strong referral sources
have been met, and levers are chosen for what more hours can no longer bring. Nothing here is of a
real practice. The numbers are plain arithmetic: the same on every machine.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from practice_xl.building.content import Content
from practice_xl.building.example_actions import ACTIONS, QUARTER

FIRST_WEEK = date(2025, 9, 15)
WEEKS = 60  # to the week of 2 November 2026
EXAMPLE_DAY = date(2026, 11, 6)  # the Friday of the last week
_USUAL_SLOTS, _RATE, _FULL_FEE = 24, 122.0, 140
_AWAY = {14, 15, 29, 42, 43}  # weeks wholly inside TimeOff
_AT_A_CONFERENCE = 23  # typed as a week with no slots
_CHANGE = 30  # the week in which the owner begins to lead
_HANDED_OVER = 36  # the week from which someone else sends the bills
_UNUSUAL_SLOTS = {5: 20, 18: 26, 34: 21, 41: 26, 52: 22}
_FORGOTTEN = {  # cells that nobody filled in
    (3, "ceo_hours"),
    (7, "inquiries"),
    (11, "admin_hours"),
    (19, "ceo_hours"),
    (22, "inquiries"),
    (27, "notes_overdue"),
    (38, "admin_hours"),
}


def example_content() -> Content:
    """What the owner of the fictional practice typed."""
    return Content(
        plan=_PLAN,
        weekly=tuple(_weeks()),
        monthly=tuple(_months()),
        fees=(
            {"tier": "Full fee", "kind": "full", "fee": _FULL_FEE, "sessions": 12},
            {"tier": "Sliding", "kind": "sliding", "fee": 90, "sessions": 4},
            {"tier": "Insurer", "kind": "insurance", "fee": 105, "sessions": 5},
        ),
        time_off=(
            {"from": date(2025, 12, 22), "to": date(2026, 1, 2)},
            {"from": date(2026, 4, 6), "to": date(2026, 4, 10)},
            {"from": date(2026, 7, 6), "to": date(2026, 7, 17)},
            {"from": date(2026, 12, 21), "to": date(2027, 1, 1)},
        ),
        actions=ACTIONS,
        quarter=QUARTER,
        sources=_SOURCES,
        arrivals=tuple(_arrivals()),
        lever_inputs={("raise_fee", "change"): {"value": 10}, ("refill", "change"): {"value": 0.6}},
    )


_SOURCES: tuple[dict[str, Any], ...] = (
    {
        "source": "Harbour Street Clinic",
        "kind": "Doctor or clinic",
        "wanted": "x",
        "next_step": "Bring a leaflet",
    },
    {
        "source": "Couples therapists' circle",
        "kind": "Colleague",
        "wanted": "x",
        "next_step": "Host an evening",
    },
    {"source": "City College counselling", "kind": "School or college", "wanted": "x"},
    {"source": "Online directory", "kind": "Directory"},
    {"source": "Word of mouth", "kind": "Word of mouth"},
)
_MEETABLE = 3  # of the sources: people one can meet

_PLAN: dict[str, Any] = {
    "currency": "$",
    "usual_slots": _USUAL_SLOTS,
    "full_fee": _FULL_FEE,
    "income_goal": 118_000,
    "sessions_goal": 21,
    "practice_name": "Harbour Lane Therapy",
    "plan_start": FIRST_WEEK,
    "sessions_start": 13,
    "sessions_goal_by": date(2026, 11, 30),
    "working_weeks": 46,
    "enforcement_goal": 0.6,
    "inquiries_goal": 2,
    "net_clients_goal": 0.1,
    "session_rate_goal": 125,
    "admin_hours_limit": 9,
    "notes_limit": 2,
    "bills_limit": 2,
    "referrals_goal": 3,
    "tax_rate": 0.25,
}


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


def _weeks() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    active = 18
    kept_before = [13, 14, 13]
    for week in range(WEEKS):
        row: dict[str, Any] = {"week_start": FIRST_WEEK + timedelta(weeks=week)}
        if week in _AWAY or week == _AT_A_CONFERENCE:
            if week == _AT_A_CONFERENCE:
                row |= {"slots_offered": 0, "sessions_kept": 0, "private_note": "Conference"}
            row["collected"] = _collected(week, kept_before, 0)
            kept_before = [*kept_before[1:], 0]
            rows.append(row)
            continue
        row |= _sessions(week)
        row |= _clients(week, row)
        active += row["clients_started"] - row["clients_ended"]
        row["collected"] = _collected(week, kept_before, row["missed_charged"])
        row["billed"] = round(row["sessions_kept"] * _RATE)
        row |= _time(week)
        if week % 4 == 0:
            row["active_clients"] = active
        if week >= 4:
            row["enjoyed"] = min(5, _around(3.2 if week < _CHANGE else 4.2, 2.0, week, 17))
        kept_before = [*kept_before[1:], row["sessions_kept"]]
        rows.append({key: value for key, value in row.items() if (week, key) not in _FORGOTTEN})
    return rows


def _sessions(week: int) -> dict[str, Any]:
    slots = _UNUSUAL_SLOTS.get(week, _USUAL_SLOTS)
    led = week >= _CHANGE
    missed = _whole(0.8 if led else 1.3, week, 2)
    in_time = _whole(1.5, week, 3)
    refilled = min(in_time, _whole(0.6 if led else 0.1, week, 4))
    kept = round(_level(week) * slots / _USUAL_SLOTS + 2.4 * _chance(week, 1) - 1.2)
    kept = min(kept, slots - missed - in_time + refilled)
    charged = min(missed, _whole(0.45 if led else 0.1, week, 5))
    sessions: dict[str, Any] = {
        "sessions_kept": kept,
        "missed": missed,
        "missed_charged": charged,
        "cancelled_in_time": in_time,
        "slots_refilled": refilled,
    }
    if week in _UNUSUAL_SLOTS:
        sessions["slots_offered"] = slots
    return sessions


def _clients(week: int, row: dict[str, Any]) -> dict[str, Any]:
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


def _arrivals() -> list[dict[str, Any]]:
    """Who came from whom since the owner leads: of two inquiries in three the source is known."""
    rows: list[dict[str, Any]] = []
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


def _time(week: int) -> dict[str, Any]:
    led, handed_over = week >= _CHANGE, week >= _HANDED_OVER
    ceo = _whole(1.2 if led else 0.2, week, 14)
    return {
        "admin_hours": _around(14.5 if handed_over else 17.0, 4.0, week, 13) / 2,
        "ceo_hours": max(1, ceo) if week >= WEEKS - 3 else ceo,
        "notes_overdue": _around(1.2 if led else 0.8, 2.6, week, 15),
        "bills_unsent": _around(1.0 if handed_over else 2.6, 2.4, week, 16),
    }


def _months() -> list[dict[str, Any]]:
    """September 2025 to October 2026; two figures were not to hand."""
    rows: list[dict[str, Any]] = []
    for count in range(14):
        year, month = divmod(2025 * 12 + 8 + count, 12)
        helped = count >= 9
        rows.append(
            {
                "month": date(year, month + 1, 1),
                "overhead": 2240 + 40 * (count % 4) + (360 if helped else 0),
                "owner_pay": 3600 + 100 * count,
                "tax_set_aside": 800 + 40 * count,
                "unpaid_balance": 12_600 - 300 * count + 110 * (count % 3),
                "unpaid_over_90": 2_300 - 130 * count,
            }
        )
    del rows[3]["tax_set_aside"]
    del rows[5]["unpaid_over_90"]
    return rows
