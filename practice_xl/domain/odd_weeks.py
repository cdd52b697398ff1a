"""Asking about odd numbers: what cannot be is left out, what is unlikely is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from practice_xl.domain.calendar import usual_slots, week_of
from practice_xl.domain.cell_values import in_words
from practice_xl.domain.findings import LEFT_OUT, Finding
from practice_xl.domain.middle import median
from practice_xl.domain.plan import Plan
from practice_xl.domain.records import Row
from practice_xl.schema.inputs import WEEKLY

# A week with more sessions than this many times the largest slots offered is a typing slip;
# where no slots are known, more than this many times the median is one.
MOST_OF_SLOTS, MOST_OF_MEDIAN = 1.3, 4.0
FEWEST_FOR_MEDIAN = 4
MONEY_OF_MEDIAN = 5.0  # more than five times the usual week's money is worth a question
# Most clients come weekly, some every other week. A count of five times the clients that usual
# sessions speak for, and three more, has a digit too many.
CLIENT_COMES, CLIENTS_OF_USUAL, MORE_CLIENTS = 0.70, 5.0, 3
CALENDARS_APART = timedelta(days=1462)  # between Excel's two ways to count days, 1900 and 1904
LONG = timedelta(days=3 * 365)


def ask_about_rows(rows: list[Row], plan: Plan, findings: list[Finding]) -> None:
    """Look at what was read as a whole; what cannot be is taken out of the rows."""
    for row in rows:
        _check_parts(row, findings)
    _check_sizes(rows, plan, findings)
    _ask_about_amounts(rows, findings)
    _ask_about_clients(rows, findings)


def other_calendar(rows: Sequence[Row], plan: Plan, today: date) -> Finding | None:
    """Whether all dates moved by the four years and a day between Excel's two calendars.

    Its box "Use 1904 date system" was ticked, or cleared, after the dates had been typed.
    """
    if not rows:
        return None
    weeks = [row.typed for row in rows]
    later, earlier = max(weeks) > today + LONG, max(weeks) < today - LONG
    back = -CALENDARS_APART if later else CALENDARS_APART
    fit_then = sum(week_of(day + back, plan) == day + back for day in weeks)
    fit_now = sum(week_of(day, plan) == day for day in weeks)
    if not (later or earlier) or fit_now >= fit_then:
        return None
    return Finding(
        rows[0].label,
        "week_start",
        f"{in_words(weeks[0])}, and every other week four years {'ahead' if later else 'back'}",
        "the weeks as they were typed",
        f"Excel's box 'Use 1904 date system' was {'ticked' if later else 'cleared'} after they "
        f"were typed. {'Clear' if later else 'Tick'} it again (File, Options, Advanced; on a Mac: "
        "Excel, Settings, Calculation), and recalculate.",
        blocking=True,
    )


def has_begun(row: Row, today: date, findings: list[Finding]) -> bool:
    """Whether a week has begun; sessions typed for one that has not are asked about."""
    if row.week <= today:
        return True
    if row.numbers.get("sessions_kept"):
        findings.append(
            Finding(
                row.label,
                "sessions_kept",
                f"sessions in a week that begins on {in_words(row.week)}",
                "weeks up to today",
                "Future bookings are not kept sessions yet; the week is left out.",
            )
        )
    return False


def _check_parts(row: Row, findings: list[Finding]) -> None:
    """A part must not be larger than what it is a part of."""
    for part, whole in (("missed_charged", "missed"), ("slots_refilled", "cancelled_in_time")):
        if row.numbers.get(part, 0) > row.numbers.get(whole, float("inf")):
            findings.append(
                Finding(
                    row.label,
                    part,
                    f"{row.numbers[part]:g} of {row.numbers[whole]:g}",
                    f"not more than {WEEKLY.column(whole).header}",
                    LEFT_OUT,
                )
            )
            del row.numbers[part]


def _check_sizes(rows: list[Row], plan: Plan, findings: list[Finding]) -> None:
    """Set aside weeks with more sessions than there can have been; ask about empty ones."""
    for name in {row.clinician.casefold() for row in rows}:
        own = [row for row in rows if row.clinician.casefold() == name]
        slots = [number for row in own if (number := row.numbers.get("slots_offered"))]
        slots += [number for row in own if (number := usual_slots(plan, row.week, name))]
        kept = [row.numbers["sessions_kept"] for row in own if row.numbers.get("sessions_kept")]
        most = MOST_OF_SLOTS * max(slots, default=float("inf"))
        typical = median(kept) if len(kept) >= FEWEST_FOR_MEDIAN else float("inf")
        plausible = MOST_OF_SLOTS * median(slots) if slots else 0.0
        for row in own:
            sessions = row.numbers.get("sessions_kept")
            if sessions is None:
                continue
            if sessions > most or sessions > max(MOST_OF_MEDIAN * typical, plausible):
                expected = f"up to {most:g}" if sessions > most else f"about {typical:g}"
                findings.append(
                    Finding(
                        row.label,
                        "sessions_kept",
                        f"{sessions:g}",
                        expected,
                        "The week's sessions are left out. Check the number.",
                    )
                )
                del row.numbers["sessions_kept"]
            elif sessions == 0 and row.numbers.get("slots_offered", 1) and 4 <= typical < 1e9:
                findings.append(
                    Finding(
                        row.label,
                        "sessions_kept",
                        "0 with slots offered",
                        f"about {typical:g}",
                        "Were you away? Then type 0 under Slots offered.",
                    )
                )


def _ask_about_amounts(rows: list[Row], findings: list[Finding]) -> None:
    """Ask about money far above what is usual; it still counts, for lumps of money are real."""
    paid = [row.numbers["collected"] for row in rows if row.numbers.get("collected", 0) > 0]
    if len(paid) < FEWEST_FOR_MEDIAN:
        return
    usual = median(paid)
    large = [row for row in rows if row.numbers.get("collected", 0) > MONEY_OF_MEDIAN * usual]
    if len(large) > max(1, len(paid) // 6):
        return  # it comes back: a payer who pays once a month
    for row in large:
        findings.append(
            Finding(
                row.label,
                "collected",
                f"{row.numbers['collected']:,.0f}",
                f"about {usual:,.0f}",
                "Is a digit too many? It counts as typed, but the projection leaves it out.",
            )
        )


def _ask_about_clients(rows: list[Row], findings: list[Finding]) -> None:
    """Ask about counts of active clients far above what the sessions speak for; they count."""
    weeks: dict[date, float] = {}
    for row in rows:
        weeks[row.week] = weeks.get(row.week, 0.0) + row.numbers.get("sessions_kept", 0.0)
    kept = [sessions for sessions in weeks.values() if sessions > 0]
    if len(kept) < FEWEST_FOR_MEDIAN:
        return
    usual = median(kept) / CLIENT_COMES
    for row in rows:
        clients = row.numbers.get("active_clients", 0)
        if clients > CLIENTS_OF_USUAL * usual + MORE_CLIENTS:
            findings.append(
                Finding(
                    row.label,
                    "active_clients",
                    f"{clients:g}",
                    f"about {usual:.0f}, for so many sessions",
                    "Is a digit too many? It counts as typed; the projection may leave it out.",
                )
            )
