"""Cleaning the rows of Weekly: what can be used is used, what cannot is left out and reported.

Rates and projection share this one cleaning. Nothing is changed in the workbook: a row that
cannot be used stays as typed. What is unlikely still counts, and is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from math import inf

from practice_xl.domain.calendar import WEEK, usual_slots, week_of
from practice_xl.domain.cell_values import NotReadableError, as_date, in_words, is_blank
from practice_xl.domain.findings import LEFT_OUT, Finding, read_cell
from practice_xl.domain.middle import median
from practice_xl.domain.plan import Plan, Row
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.parts import Kind

NUMBERS = tuple(c.key for c in WEEKLY.columns if c.kind not in (Kind.DATE, Kind.TEXT))
ONE_ROW = "one row for each week and clinician"
LAST_COUNTS = "The last one counts. Delete the one that is wrong."
FALLS_IN = "It is counted in the week it falls in."
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
_COLUMNS = {column.key: column for column in WEEKLY.columns}


def clean_rows(
    labels: Sequence[Hashable],
    columns: Mapping[str, Sequence[object]],
    plan: Plan,
    today: date | None = None,
) -> tuple[list[Row], list[Finding]]:
    """Read the rows of Weekly, leaving out what cannot be used.

    Takes what :func:`practice_xl.domain.weeks.read_weeks` does. Weeks that begin after today must
    not hold sessions.

    Returns:
        The usable rows, oldest first, the last of duplicates; and everything found.
    """
    findings: list[Finding] = []
    dates = columns.get("week_start", [None] * len(labels))
    names = columns.get("clinician", [None] * len(labels))
    typed = [(key, columns[key]) for key in NUMBERS if key in columns]
    kept_rows: dict[tuple[date, str], Row] = {}
    for position, label in enumerate(labels):
        numbers = {}
        for key, values in typed:
            if values[position] is not None:
                number = read_cell(label, _COLUMNS[key], values[position], findings, values)
                if number is not None:
                    numbers[key] = number
        filled = bool(numbers) or any(not is_blank(values[position]) for _, values in typed)
        day = _day(label, dates[position], filled, findings)
        if day is None or not filled:
            continue
        week = week_of(day, plan)
        name = "" if is_blank(names[position]) else str(names[position]).strip()
        row = Row(label, week, day, name, numbers)
        if (week, name.casefold()) in kept_rows:
            found = f"a second row for the week of {in_words(week)}"
            findings.append(Finding(label, "week_start", found, ONE_ROW, LAST_COUNTS))
        kept_rows[week, name.casefold()] = row
    rows = sorted(kept_rows.values(), key=lambda row: row.week)
    if rows and today is not None and (moved := _other_calendar(rows, plan, today)):
        return [], [moved]
    for row in rows:
        if row.week != row.typed:
            found, asked = f"{row.typed:%A}, {in_words(row.typed)}", f"a {plan.week_starts_on}"
            do = f"{FALLS_IN} Do your weeks begin on a {row.typed:%A}? Then say so on Plan."
            findings.append(Finding(row.label, "week_start", found, asked, do))
    if today is not None:
        rows = [row for row in rows if _has_begun(row, today, findings)]
    for row in rows:
        _check_parts(row, findings)
    _check_sizes(rows, plan, findings)
    _ask_about_amounts(rows, findings)
    _ask_about_clients(rows, findings)
    return rows, findings


def _day(label: Hashable, value: object, filled: bool, findings: list[Finding]) -> date | None:
    """The date of a row; a row with figures needs one."""
    found = "no date"
    try:
        day = as_date(value)
    except NotReadableError:
        day, found = None, "something that is no date"
    if day is None and (filled or found != "no date"):
        do = "Type the date, for example 2026-03-02, or clear the row."
        asked = "the first day of a week"
        findings.append(Finding(label, "week_start", found, asked, do, blocking=True))
    return day


def _other_calendar(rows: Sequence[Row], plan: Plan, today: date) -> Finding | None:
    """Whether all dates moved by the four years and a day between Excel's two calendars.

    Its box "Use 1904 date system" was ticked, or cleared, after the dates had been typed.
    """
    weeks = [row.typed for row in rows]
    later, earlier = max(weeks) > today + LONG, max(weeks) < today - LONG
    back = -CALENDARS_APART if later else CALENDARS_APART
    fit_then = sum(week_of(day + back, plan) == day + back for day in weeks)
    fit_now = sum(week_of(day, plan) == day for day in weeks)
    if not (later or earlier) or fit_now >= fit_then:
        return None
    moved, was, again = ("ahead", "ticked", "Clear") if later else ("back", "cleared", "Tick")
    found = f"{in_words(weeks[0])}, and every other week four years {moved}"
    do = (
        f"Excel's box 'Use 1904 date system' was {was} after they were typed. {again} it again "
        "(File, Options, Advanced; on a Mac: Excel, Settings, Calculation), and recalculate."
    )
    asked = "the weeks as they were typed"
    return Finding(rows[0].label, "week_start", found, asked, do, blocking=True)


def _has_begun(row: Row, today: date, findings: list[Finding]) -> bool:
    """Whether a week has begun; sessions typed for one that has not are asked about."""
    if row.week > today and row.numbers.get("sessions_kept"):
        found = f"sessions in a week that begins on {in_words(row.week)}"
        do = "Future bookings are not kept sessions yet; the week is left out."
        findings.append(Finding(row.label, "sessions_kept", found, "weeks up to today", do))
    return row.week <= today


def _check_parts(row: Row, findings: list[Finding]) -> None:
    """A part must not be larger than what it is a part of."""
    for part, whole in (("missed_charged", "missed"), ("slots_refilled", "cancelled_in_time")):
        if row.numbers.get(part, 0) > row.numbers.get(whole, inf):
            found = f"{row.numbers.pop(part):g} of {row.numbers[whole]:g}"
            most = f"not more than {WEEKLY.column(whole).label}"
            findings.append(Finding(row.label, part, found, most, LEFT_OUT))


def _check_sizes(rows: list[Row], plan: Plan, findings: list[Finding]) -> None:
    """Set aside weeks with more sessions than there can have been; ask about empty ones."""
    for name in dict.fromkeys(row.clinician.casefold() for row in rows):
        own = [row for row in rows if row.clinician.casefold() == name]
        slots = [number for row in own if (number := row.numbers.get("slots_offered"))]
        slots += [number for row in own if (number := usual_slots(plan, row.week, name))]
        kept = [row.numbers["sessions_kept"] for row in own if row.numbers.get("sessions_kept")]
        most = MOST_OF_SLOTS * max(slots, default=inf)
        typical = median(kept) if len(kept) >= FEWEST_FOR_MEDIAN else inf
        plausible = MOST_OF_SLOTS * median(slots) if slots else 0.0
        for row in own:
            sessions = row.numbers.get("sessions_kept")
            if sessions is None:
                continue
            found, usual = f"{sessions:g}", f"about {typical:g}"
            if sessions > most or sessions > max(MOST_OF_MEDIAN * typical, plausible):
                expected = f"up to {most:g}" if sessions > most else usual
                do = "The week's sessions are left out. Check the number."
                findings.append(Finding(row.label, "sessions_kept", found, expected, do))
                del row.numbers["sessions_kept"]
            elif sessions == 0 and row.numbers.get("slots_offered", 1) and 4 <= typical < inf:
                found += " with slots offered"
                do = "Were you away? Then type 0 under Slots offered."
                findings.append(Finding(row.label, "sessions_kept", found, usual, do))


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
        found, asked = f"{row.numbers['collected']:,.0f}", f"about {usual:,.0f}"
        do = "Is a digit too many? It counts as typed, but the projection leaves it out."
        findings.append(Finding(row.label, "collected", found, asked, do))


def _ask_about_clients(rows: list[Row], findings: list[Finding]) -> None:
    """Ask about counts of active clients far above what the sessions speak for; they count."""
    weeks: dict[date, float] = {}
    for row in rows:
        weeks[row.week] = weeks.get(row.week, 0.0) + row.numbers.get("sessions_kept", 0.0)
    kept = [sessions for sessions in weeks.values() if sessions > 0]
    if len(kept) < FEWEST_FOR_MEDIAN:
        return
    usual = median(kept) / CLIENT_COMES
    asked = f"about {usual:.0f}, for so many sessions"
    do = "Is a digit too many? It counts as typed; the projection may leave it out."
    for row in rows:
        clients = row.numbers.get("active_clients", 0)
        if clients > CLIENTS_OF_USUAL * usual + MORE_CLIENTS:
            findings.append(Finding(row.label, "active_clients", f"{clients:g}", asked, do))


def names_not_listed(rows: list[Row], plan: Plan) -> list[Finding]:
    """Ask about names that Clinicians does not list; where it is empty, about names seen once.

    A name in one row of many is hardly a colleague's.
    """
    listed = {clinician.name.casefold() for clinician in plan.clinicians}
    seen = Counter(row.clinician.casefold() for row in rows)
    if listed:
        strangers = {row.clinician.casefold(): row for row in rows if row.clinician}
        asked_about = [row for name, row in strangers.items() if name not in listed]
        found = "a name that is not in the table Clinicians"
        asked = "a name from the sheet Plan, or blank for yourself"
        do = "Add the name to Clinicians, or correct it; until then it counts as one more."
    else:
        named = [row for row in rows if row.clinician and len(seen) > 1]
        asked_about = [row for row in named if seen[row.clinician.casefold()] == 1]
        found = "a name that stands in this row only"
        asked = "blank for yourself, or the name of someone who works here"
        do = "Clear the cell, unless a colleague joined you; a client's name belongs nowhere here."
    return [Finding(row.label, "clinician", found, asked, do) for row in asked_about]


def ask_about_clinicians(rows: list[Row], plan: Plan, read: date) -> list[Finding]:
    """Ask about who has rows: a week that waits for one, an owner listed twice, one who left."""
    found = "sessions of one clinician, and none yet of another"
    asked = "every clinician's sessions, or 0 slots offered for who was away"
    do = "The week is read once they are all typed."
    later = [row for row in rows if row.week > read and "sessions_kept" in row.numbers]
    waiting = [Finding(row.label, "sessions_kept", found, asked, do) for row in later]
    return [*waiting, *_owner_listed(rows, plan), *_gone(rows, plan)]


def _owner_listed(rows: list[Row], plan: Plan) -> list[Finding]:
    """Blank rows, which are the owner's, and someone in Clinicians who has no row: is it she?"""
    typed = {row.clinician.casefold() for row in rows}
    blank = [row for row in rows if not row.clinician]
    if not blank or all(c.name.strip().casefold() in typed for c in plan.clinicians):
        return []
    found = "a blank, which is yourself, and a name in Clinicians that has no week"
    asked = "your own name in no place, or in every row of yours"
    do = (
        "Is that name yours? Then delete it from Clinicians on Plan, for a blank row is yours. "
        "If it is a colleague's, all is well: they count from their first week."
    )
    return [Finding(blank[0].label, "clinician", found, asked, do)]


def _gone(rows: list[Row], plan: Plan) -> list[Finding]:
    """Who has had no row for four weeks, and no 0 in Hours: have they left?"""
    last = {row.clinician.casefold(): row for row in rows if "sessions_kept" in row.numbers}
    latest = max((row.week for row in last.values()), default=date.min)
    away = [row for row in last.values() if latest - row.week >= AWAY_WEEKS * WEEK]
    found = "no week of this clinician since that of {}"
    asked = "a row for each week, or a day in Hours from which they have 0 slots"
    do = "Have they left? Then type that day and 0 in Hours on Plan. Until then they count as away."
    return [
        Finding(row.label, "clinician", found.format(in_words(row.week)), asked, do)
        for row in away
        if usual_slots(plan, latest, row.clinician) != 0
    ]
