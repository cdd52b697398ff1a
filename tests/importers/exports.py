"""Fictional exports of every known program, written by a practice that knows its true totals.

The totals are worked out here row by row, in plain Python, and share no code with the importers.
Every cell that names a person holds a canary.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl

CANARY = "Zyxwvut"
TODAY = date(2026, 6, 27)  # a Saturday
FIRST = date(2026, 1, 5)  # a Monday
WEEKS = 26
FEE = 150.0

Table = list[list[Any]]
Weeks = dict[tuple[date, str], dict[str, float]]


@dataclass
class Visit:
    start: datetime
    client: int
    outcome: str  # kept, missed, charged, in_time, clinician, booked
    paid: float
    notice: float = 0.0  # hours between a cancellation and the start


@dataclass
class Payment:
    at: datetime  # on the practice's clock
    amount: float
    kind: str = "charge"


@dataclass
class Practice:
    """Half a year of one therapist, a couple and a group among the clients."""

    seed: int = 1
    visits: list[Visit] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        clients = {}
        for client in range(26):
            first = chance.choice([0, 0, 0, 0, 3, 8, 12, 17])
            clients[client] = first, first + chance.choice([2, 9, 14, 30, 30])
        for week in range(WEEKS):
            monday = datetime.combine(FIRST + timedelta(weeks=week), datetime.min.time())
            free = [
                monday + timedelta(days=d, hours=h)
                for d in range(5)
                for h in (9, 10, 11, 13, 14, 16)
            ]
            chance.shuffle(free)
            for client, (first, last) in clients.items():
                if first <= week <= last and chance.random() < 0.85:
                    self._visit(chance, free.pop(), [client])
            self._visit(chance, monday + timedelta(days=2, hours=18), [100, 101])
            self._visit(chance, monday + timedelta(days=3, hours=18), [200, 201, 202, 203])
        for visit in self.visits:
            if visit.paid:
                at = visit.start + timedelta(days=chance.randrange(12), hours=1)
                self.payments.append(Payment(at, visit.paid))
        self.payments.append(Payment(datetime(2026, 3, 10, 12), -75.5, "refund"))
        for visit in self.visits:
            if visit.start.date() > TODAY:
                visit.outcome, visit.paid = "booked", 0.0
        self.payments = [payment for payment in self.payments if payment.at.date() <= TODAY]

    def _visit(self, chance: random.Random, start: datetime, clients: Iterable[int]) -> None:
        for client in clients:
            outcome = chance.choices(
                ["kept", "missed", "charged", "in_time", "clinician"], [80, 5, 4, 8, 3]
            )[0]
            paid = {"kept": FEE, "charged": 60.25}.get(outcome, 0.0)
            notice = chance.choice([30.0, 72.0]) if outcome == "in_time" else 3.0
            self.visits.append(Visit(start, client, outcome, paid, notice))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def true_sessions(visits: Sequence[Visit], keys: Sequence[str]) -> Weeks:
    """Sessions of each week, one a start time."""
    sessions: dict[datetime, set[str]] = defaultdict(set)
    for visit in visits:
        if visit.start.date() <= TODAY:
            sessions[visit.start].add(visit.outcome)
    result: Weeks = {}
    for start, outcomes in sessions.items():
        week = result.setdefault((monday_of(start.date()), ""), dict.fromkeys(keys, 0))
        if "kept" in outcomes:
            told = ["sessions_kept"]
        elif "charged" in outcomes:
            told = ["missed", "missed_charged"]
        elif "missed" in outcomes:
            told = ["missed"]
        elif "clinician" in outcomes:
            told = ["clinician_cancelled"]
        else:
            told = ["cancelled_in_time"]
        for key in set(told) & set(keys):
            week[key] += 1
    return result


def true_clients(visits: Sequence[Visit]) -> Weeks:
    """Clients started and ended, week by week and client by client."""
    come = [visit for visit in visits if visit.start.date() <= TODAY]
    seen: dict[int, set[date]] = defaultdict(set)
    for visit in come:
        if visit.outcome == "kept":
            seen[visit.client].add(monday_of(visit.start.date()))
    weeks = sorted({monday_of(visit.start.date()) for visit in come})
    result: Weeks = {}
    for week in weeks:
        if (week - weeks[0]).days < 35:
            continue
        before = [week - timedelta(weeks=back) for back in range(1, 6)]
        since = [week - timedelta(weeks=back) for back in range(5)]
        started = sum(week in mine and not mine & set(before) for mine in seen.values())
        ended = sum(before[-1] in mine and not mine & set(since) for mine in seen.values())
        result[week, ""] = {"clients_started": started, "clients_ended": ended}
    return result


def true_money(amounts: Iterable[tuple[date, float]]) -> Weeks:
    """Money of each week from the first to the last."""
    sums: dict[date, float] = defaultdict(float)
    for day, amount in amounts:
        if day <= TODAY:
            sums[monday_of(day)] += amount
    return {(week, ""): {"collected": round(total, 2)} for week, total in sums.items()}


def put_together(*parts: Weeks) -> Weeks:
    result: Weeks = {}
    for part in parts:
        for place, figures in part.items():
            result.setdefault(place, {}).update(figures)
    return result


def person(client: int) -> str:
    return f"{CANARY}, Client {client}"


def simplepractice(practice: Practice) -> tuple[Table, Weeks]:
    words = {
        "kept": "Show",
        "missed": "No show",
        "charged": "Late canceled",
        "in_time": "Canceled",
        "clinician": "Clinician canceled",
        "booked": "Show",
    }
    rows: Table = [
        [
            "Date of service",
            "Client",
            "Clinician",
            "Billing code",
            "Primary Insurance",
            "Rate per unit",
            "Units",
            "Total fee",
            "Status",
            "Charge",
            "Uninvoiced",
            "Paid",
            "Unpaid",
        ]
    ]
    for visit in practice.visits:
        charge = FEE if visit.outcome in ("kept", "charged") else 0.0
        rows.append(
            [
                f"{visit.start:%m/%d/%Y %H:%M}",
                person(visit.client),
                "A Clinician",
                "90837",
                f"{CANARY} Payer",
                "$150.00",
                "1",
                "$150.00",
                words[visit.outcome],
                f"${charge:,.2f}",
                "$0.00",
                f"${visit.paid:,.2f}",
                "$0.00",
            ]
        )
    keys = ("sessions_kept", "missed", "missed_charged", "cancelled_in_time", "clinician_cancelled")
    return rows, put_together(
        true_sessions(practice.visits, keys),
        true_clients(practice.visits),
        true_money((visit.start.date(), visit.paid) for visit in practice.visits),
    )


def simplepractice_payments(practice: Practice) -> tuple[Table, Weeks]:
    rows: Table = [["Clinician", "Source", "Date Paid", "Client", "Amount Paid"]]
    for number, payment in enumerate(practice.payments):
        day, who = f"{payment.at:%m/%d/%Y}", person(number)
        rows.append(["A Clinician", "Client payment", day, who, payment.amount])
    return rows, true_money((payment.at.date(), payment.amount) for payment in practice.payments)


def therapynotes(practice: Practice) -> tuple[Table, Weeks]:
    """Real date cells with their time, as the program's workbook has them."""
    rows: Table = [
        [
            "Date",
            "Type",
            "Appointment Type",
            "Billing Method",
            "Service Code",
            "Units",
            "Last Name",
            "First Name",
            "DOB",
            "Clinician Name",
            "Primary Insurer Name",
            "Note Status",
            "Rate",
            "Patient Amount Due",
            "Patient Amount Paid",
            "Insurance Amount Due",
            "Insurance Amount Paid",
            "Comments",
        ]
    ]
    visits = [visit for visit in practice.visits if visit.outcome not in ("in_time", "clinician")]
    for visit in visits:
        kind = "Appointment" if visit.outcome in ("kept", "booked") else "Missed Appointment"
        due = {"kept": FEE, "charged": 60.25}.get(visit.outcome, 0)
        third = round(visit.paid / 3, 2)
        rows.append(
            [
                visit.start,
                kind,
                "Therapy",
                "Insurance",
                90837,
                1,
                f"{CANARY}{visit.client}",
                f"{CANARY} First",
                f"{CANARY} 1980-01-01",
                "A Clinician",
                "Payer",
                "Complete",
                FEE,
                due,
                third,
                0,
                round(visit.paid - third, 2),
                f"{CANARY} told me",
            ]
        )
    return rows, put_together(
        true_sessions(visits, ("sessions_kept", "missed", "missed_charged")),
        true_clients(visits),
        true_money((visit.start.date(), visit.paid) for visit in visits),
    )


def jane(practice: Practice) -> tuple[Table, Weeks]:
    """With a notice period of 48 hours: cancellations of 30 hours come too late."""
    words = {"kept": "arrived", "missed": "no_show", "charged": "no_show", "booked": "booked"}
    rows: Table = [
        [
            "id",
            "location_name",
            "start_at",
            "end_at",
            "patient_guid",
            "patient_first_name",
            "patient_last_name",
            "treatment_name",
            "staff_member_name",
            "break",
            "state",
            "notes_text",
            "booked_at",
            "cancelled_at",
            "cancelled_reason",
        ]
    ]
    visits = []
    for number, visit in enumerate(practice.visits):
        cancelled = visit.outcome in ("in_time", "clinician")
        late = cancelled and visit.notice < 48
        outcome = "missed" if late or visit.outcome == "charged" else visit.outcome
        visits.append(
            Visit(visit.start, visit.client, "in_time" if outcome == "clinician" else outcome, 0)
        )
        at = visit.start - timedelta(hours=visit.notice)
        rows.append(
            [
                number,
                "Here",
                f"{visit.start:%Y-%m-%d %H:%M}",
                "",
                f"{CANARY}-{visit.client}",
                CANARY,
                f"{CANARY}son",
                "Therapy",
                "A Clinician",
                "false",
                words.get(visit.outcome, "cancelled"),
                f"{CANARY} is ill",
                "2026-01-01 08:00",
                f"{at:%Y-%m-%d %H:%M}" if cancelled else "",
                f"{CANARY} reason",
            ]
        )
        if number % 40 == 0 and visit.start.date() <= TODAY:
            rows.append([f"{number} break", *rows[-1][1:9], "true", *rows[-1][10:]])
            rows.append([f"{number} moved", *rows[-2][1:10], "rescheduled", *rows[-2][11:]])
    keys = ("sessions_kept", "missed", "cancelled_in_time")
    return rows, put_together(true_sessions(visits, keys), true_clients(visits))


def jane_sales(practice: Practice) -> tuple[Table, Weeks]:
    rows: Table = [
        [
            "Location",
            "Purchase Date",
            "Invoice Date",
            "Patient Guid",
            "Patient",
            "Item",
            "Staff Member",
            "Payer",
            "Invoice #",
            "Income Category",
            "Status",
            "Total",
            "Collected",
            "Balance",
        ]
    ]
    for number, payment in enumerate(practice.payments):
        day = f"{payment.at:%Y-%m-%d}"
        rows.append(
            [
                "Here",
                day,
                day,
                f"{CANARY}-1",
                CANARY,
                "Session",
                "A Clinician",
                CANARY,
                number,
                "Therapy",
                "paid",
                payment.amount,
                payment.amount,
                0,
            ]
        )
    return rows, true_money((payment.at.date(), payment.amount) for payment in practice.payments)


def stripe(practice: Practice, hours: int = 0) -> tuple[Table, Weeks]:
    """The balance history; ``hours`` is how far the practice's clock is from UTC."""
    rows: Table = [
        [
            "id",
            "Type",
            "Source",
            "Amount",
            "Fee",
            "Net",
            "Currency",
            "Created (UTC)",
            "Available On (UTC)",
            "Description",
            "Customer Facing Amount",
            "Customer Email",
        ]
    ]
    for number, payment in enumerate(practice.payments):
        at = payment.at - timedelta(hours=hours)
        rows.append(
            [
                f"txn_{number}",
                payment.kind,
                f"ch_{number}",
                f"{payment.amount:.2f}",
                "4.65",
                f"{payment.amount - 4.65:.2f}",
                "usd",
                f"{at:%Y-%m-%d %H:%M}",
                "",
                f"Invoice of {CANARY}",
                "",
                f"{CANARY}@example.com",
            ]
        )
        if number % 9 == 0:
            rows.append(
                [f"po_{number}", "payout", "po", "-900.00", "0.00", "-900.00", *rows[-1][6:]]
            )
            rows.append(
                [f"fee_{number}", "stripe_fee", "x", "-2.00", "0.00", "-2.00", *rows[-1][6:]]
            )
    return rows, true_money((payment.at.date(), payment.amount) for payment in practice.payments)


def stripe_report(practice: Practice, hours: int = 0) -> tuple[Table, Weeks]:
    """The itemised balance report."""
    rows, truth = stripe(practice, hours)
    report: Table = [
        [
            "balance_transaction_id",
            "created_utc",
            "created",
            "available_on_utc",
            "currency",
            "gross",
            "fee",
            "net",
            "reporting_category",
            "description",
            "customer_name",
        ]
    ]
    for row in rows[1:]:
        report.append(
            [row[0], f"{row[7]}:00", "", "", "usd", row[3], row[4], row[5], row[1], row[9], CANARY]
        )
    return report, truth


def quickbooks(newer: bool = False) -> tuple[Table, dict[date, dict[str, float]]]:
    total = "Total for" if newer else "Total"
    months = ["Jan 2026", "Feb 2026", "March 2026", "Jun 1-27, 2026", "Total"]
    rows: Table = [
        ["Profit and Loss"],
        [f"{CANARY} Therapy LLC"],
        ["January - June, 2026"],
        [],
        ["", *months],
        ["Income"],
        [f"   Sessions with {CANARY}", "9,000.00", "9,100.00", "8,000.00", "1", ""],
        [f"{total} Income", "$9,000.00", "$9,100.00", "$8,000.00", "$1.00", "$26,101.00"],
        ["Expenses"],
        ["   Rent", "1,200.00", "1,200.00", "1,200.00", "1", ""],
        ["   Refund", "", "(100.00)", "", "", ""],
        [f"{total} Expenses", "$1,200.00", "$1,100.00", "$1,200.50", "$1.00", "$3,501.50"],
        ["Net Income", "7,800.00", "8,000.00", "6,799.50", "0", ""],
        ["Cash basis, Saturday, June 27, 2026"],
    ]
    overhead = {1: 1200.0, 2: 1100.0, 3: 1200.5}
    return rows, {date(2026, month, 1): {"overhead": value} for month, value in overhead.items()}


def own(practice: Practice) -> tuple[Table, Weeks]:
    """A table with this product's own headers and keys, mixed."""
    truth = put_together(
        true_sessions(practice.visits, ("sessions_kept", "missed")),
        true_money((visit.start.date(), visit.paid) for visit in practice.visits),
    )
    rows: Table = [["Week starting", "sessions_kept", "Late cancels + no-shows", "Money collected"]]
    rows[0] += ["Inquiries", "private_note"]
    for (week, _), figures in sorted(truth.items()):
        figures["inquiries"] = week.day % 4
        rows.append(
            [
                week.isoformat(),
                figures["sessions_kept"],
                figures["missed"],
                figures["collected"],
                week.day % 4,
                f"{CANARY} came",
            ]
        )
    return rows, truth


def as_csv(rows: Table, separator: str = ",", end: str = "\n") -> str:
    text = StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


def write_csv(path: Path, rows: Table, encoding: str = "utf-8", separator: str = ",") -> Path:
    path.write_bytes(as_csv(rows, separator).encode(encoding))
    return path


def write_xlsx(path: Path, rows: Table) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path
