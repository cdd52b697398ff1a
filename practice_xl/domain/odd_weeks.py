"""Asking about odd numbers: what cannot be is left out, what is unlikely is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from practice_xl.domain.calendar import WEEK, usual_slots, week_of
from practice_xl.domain.cell_values import in_words
from practice_xl.domain.findings import LEFT_OUT, Finding
from practice_xl.domain.middle import median
from practice_xl.domain.plan import Plan, Row
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
AWAY_WEEKS = 4  # without a row of theirs: a clinician has left, or is asked about


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
                    f"not more than {WEEKLY.column(whole).label}",
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


def ask_about_clinicians(rows: list[Row], plan: Plan, read: date) -> list[Finding]:
    """Ask about who has rows: a week that waits for one, an owner listed twice, one who left."""
    return [*_weeks_not_read(rows, read), *_owner_listed(rows, plan), *_gone(rows, plan)]


def _weeks_not_read(rows: list[Row], read: date) -> list[Finding]:
    """Weeks after the week read in which only some clinicians' sessions are typed."""
    typed = [row for row in rows if row.week > read and "sessions_kept" in row.numbers]
    return [
        Finding(
            row.label,
            "sessions_kept",
            "sessions of one clinician, and none yet of another",
            "every clinician's sessions, or 0 slots offered for who was away",
            "The week is read once they are all typed.",
        )
        for row in typed
    ]


def _owner_listed(rows: list[Row], plan: Plan) -> list[Finding]:
    """Blank rows, which are the owner's, and someone in Clinicians who has no row: is it she?"""
    typed = {row.clinician.casefold(): row for row in rows}
    missing = [c for c in plan.clinicians if c.name.strip().casefold() not in typed]
    if "" not in typed or not missing:
        return []
    return [
        Finding(
            next(row.label for row in rows if not row.clinician),
            "clinician",
            "a blank, which is yourself, and a name in Clinicians that has no week",
            "your own name in no place, or in every row of yours",
            "Is that name yours? Then delete it from Clinicians on Plan, for a blank row is yours. "
            "If it is a colleague's, all is well: they count from their first week.",
        )
    ]


def _gone(rows: list[Row], plan: Plan) -> list[Finding]:
    """Who has had no row for four weeks, and no 0 in Hours: have they left?"""
    last = {row.clinician.casefold(): row for row in rows if "sessions_kept" in row.numbers}
    latest = max((row.week for row in last.values()), default=None)
    return [
        Finding(
            row.label,
            "clinician",
            f"no week of this clinician since that of {in_words(row.week)}",
            "a row for each week, or a day in Hours from which they have 0 slots",
            "Have they left? Then type that day and 0 in Hours on Plan. Until then they count as "
            "away.",
        )
        for name, row in last.items()
        if latest is not None
        and latest - row.week >= AWAY_WEEKS * WEEK
        and usual_slots(plan, latest, name) != 0
    ]


def names_not_listed(rows: list[Row], plan: Plan) -> list[Finding]:
    """Ask about names that Clinicians does not list; where it is empty, about names seen once."""
    listed = {clinician.name.casefold() for clinician in plan.clinicians}
    if not listed:
        return _names_seen_once(rows)
    strangers = {row.clinician.casefold(): row for row in rows if row.clinician}
    return [
        Finding(
            row.label,
            "clinician",
            "a name that is not in the table Clinicians",
            "a name from the sheet Plan, or blank for yourself",
            "Add the name to Clinicians, or correct it; until then it counts as one more.",
        )
        for name, row in strangers.items()
        if name not in listed
    ]


def _names_seen_once(rows: list[Row]) -> list[Finding]:
    """Where no clinicians are listed: a name in one row of many is hardly a colleague's."""
    seen = Counter(row.clinician.casefold() for row in rows)
    return [
        Finding(
            row.label,
            "clinician",
            "a name that stands in this row only",
            "blank for yourself, or the name of someone who works here",
            "Clear the cell, unless a colleague joined you; a client's name belongs nowhere here.",
        )
        for row in rows
        if row.clinician and len(seen) > 1 and seen[row.clinician.casefold()] == 1
    ]
