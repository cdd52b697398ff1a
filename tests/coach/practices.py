"""Fictional practices for the tests of sharing: plain arithmetic, nothing of a real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from practice_xl.building.content import Content
from practice_xl.domain.plan import Plan
from practice_xl.domain.report import Practice, work_out
from practice_xl.domain.weeks import read_weeks
from practice_xl.schema.levers import LEVERS
from practice_xl.sheets.pages.page import Facts

FIRST_WEEK = date(2026, 4, 6)
TODAY = date(2026, 10, 31)
WEEKS = 30
SECRET = "canaryzq"  # begins every text that must not leave


def weekly(count: int = WEEKS, **more: Any) -> list[dict[str, Any]]:
    """Weeks of one clinician; ``more`` overrides a column by week number."""
    rows = []
    for number in range(count):
        kept = 17 + number % 5
        row: dict[str, Any] = {
            "week_start": FIRST_WEEK + timedelta(weeks=number),
            "sessions_kept": kept,
            "missed": number % 3,
            "missed_charged": min(1, number % 3),
            "cancelled_in_time": (number + 1) % 3,
            "slots_refilled": min(1, (number + 1) % 3),
            "inquiries": 1 + number % 2,
            "clients_started": number % 2,
            "clients_ended": int(number % 4 == 0),
            "collected": 117 * kept + 13 * number,
            "admin_hours": 7,
            "ceo_hours": 1 + number % 2,
            "notes_overdue": number % 3,
            "bills_unsent": 1,
            "billed": 120 * kept,
            "outreach": 1,
            "referrals_met": 1,
            "active_clients": 24 if number == 0 else None,
            "enjoyed": 4,
        }
        row |= {key: values[number] for key, values in more.items() if number in values}
        rows.append(row)
    return rows


def content(**changes: Any) -> Content:
    """What the owner typed; ticked and unticked text, a coach's note."""
    return replace(
        Content(
            plan={
                "currency": "$",
                "usual_slots": 24,
                "full_fee": 140,
                "income_goal": 118_000,
                "sessions_goal": 21,
                "practice_name": f"{SECRET} practice name",
                "referrals_goal": 3,
            },
            weekly=tuple(weekly()),
            monthly=(
                {
                    "month": date(2026, 8, 1),
                    "overhead": 1900,
                    "unpaid_balance": 6000,
                    "unpaid_over_90": 500,
                },
                {
                    "month": date(2026, 9, 1),
                    "overhead": 2000,
                    "unpaid_balance": 5500,
                    "unpaid_over_90": 400,
                },
            ),
            fees=(
                {"tier": f"{SECRET} tier full", "kind": "full", "fee": 140, "sessions": 12},
                {"tier": f"{SECRET} tier insurer", "kind": "insurance", "fee": 105, "sessions": 8},
            ),
            actions=(
                {
                    "added": date(2026, 9, 1),
                    "measurable": "Bills not sent",
                    "owner": "Delegated",
                    "lever": "Hand over the billing",
                    "task": "hand the bills over",
                    "result": "bills go out each week",
                    "due": date(2026, 9, 30),
                    "status": "open",
                    "share": "x",
                },
                {
                    "added": date(2026, 8, 1),
                    "measurable": "CEO hours",
                    "task": f"{SECRET} task not ticked",
                    "result": f"{SECRET} result not ticked",
                    "due": date(2026, 12, 1),
                    "status": "open",
                },
            ),
            coach_notes=(
                {
                    "id": "2026-09-07 01",
                    "date": date(2026, 9, 8),
                    "topic": "billing",
                    "comment": "start small",
                    "commitment": "ask two services",
                    "due": date(2026, 11, 6),
                    "status": "open",
                },
            ),
        ),
        **changes,
    )


def facts_of(
    rows: list[dict[str, Any]],
    plan: Plan | None = None,
    months: tuple[Any, ...] = (),
    actions: tuple[Any, ...] = (),
) -> Facts:
    """Facts straight from rows, without a workbook."""
    columns = {
        key: [row.get(key) for row in rows] for key in dict.fromkeys(k for r in rows for k in r)
    }
    own = plan or Plan(usual_slots=24, full_fee=140.0, income_goal=118_000.0, sessions_goal=21.0)
    weeks = read_weeks(range(len(rows)), columns, own)
    numbers = [(lever.key, number.key) for lever in LEVERS for number in lever.numbers]
    return Facts(
        work_out(Practice(own, weeks, months, actions)),
        (),
        lever_rows=tuple((place, *keys) for place, keys in enumerate(numbers)),
        beside={"Actions": tuple(range(len(actions)))},
    )


def texts_and_numbers(
    cells: dict[str, dict[tuple[int, int], Any]],
) -> tuple[list[str], list[float]]:
    values = [value for sheet in cells.values() for value in sheet.values()]
    texts = [value for value in values if isinstance(value, str)]
    return texts, [float(v) for v in values if isinstance(v, (int, float, np.floating))]
