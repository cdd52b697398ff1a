"""Cleaning the rows of Weekly: what can be used is used, what cannot is left out and reported.

Rates and projection share this one cleaning. Nothing is changed in the workbook: a row that
cannot be used stays as typed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from practice_xl.domain.calendar import week_of
from practice_xl.domain.middle import median
from practice_xl.domain.plan import Plan
from practice_xl.domain.typed import NotReadableError, as_date, as_number, is_blank
from practice_xl.schema.inputs import WEEKLY
from practice_xl.schema.parts import Column, Kind

# A week with more sessions than this many times the largest slots offered is a typing slip;
# where no slots are known, more than this many times the median is one.
MOST_OF_SLOTS, MOST_OF_MEDIAN = 1.3, 4.0
FEWEST_FOR_MEDIAN = 4
MONEY_OF_MEDIAN = 5.0  # more than five times the usual week's money is worth a question
# Most clients come weekly, some every other week. A count of five times the clients that usual
# sessions speak for, and three more, has a digit too many.
CLIENT_COMES, CLIENTS_OF_USUAL, MORE_CLIENTS = 0.70, 5.0, 3
NUMBERS = tuple(c.key for c in WEEKLY.columns if c.kind not in (Kind.DATE, Kind.TEXT))
_NUMBER_WORDS = frozenset(
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "none",
        "nil",
    ]
)
# What a cell shows in place of a result; any other text that begins with # may be someone's name.
MOST_OF_ANYTHING = 1e9  # no fee, no money and no count of a practice is larger
_ERRORS = frozenset(
    "#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #FIELD! #BLOCKED! #CONNECT! #BUSY! "
    "#UNKNOWN! #GETTING_DATA".split()
)
_NOT_WORKED_OUT = "#CALC!"  # also how the file engine reads a formula saved without its result


@dataclass(frozen=True)
class Finding:
    """A problem of one cell, before anyone knows the cell's address.

    Attributes:
        row: Label of the row in what was cleaned.
        key: Key of the column.
        found, expected, do: The words of the message.
        blocking: True when nothing can be worked out until it is mended.
    """

    row: Hashable
    key: str
    found: str
    expected: str
    do: str
    blocking: bool = False


@dataclass
class Row:
    """One cleaned row: a week of one clinician. Numbers that cannot be used are absent."""

    label: Hashable
    week: date
    clinician: str
    numbers: dict[str, float] = field(default_factory=dict)


_COUNTED_IN = "It is counted in the week of"


def clean_rows(
    labels: Sequence[Hashable],
    columns: Mapping[str, Sequence[Any]],
    plan: Plan,
    today: date | None = None,
) -> tuple[list[Row], list[Finding]]:
    """Read the rows of Weekly, leaving out what cannot be used.

    Args:
        labels: A label for each row, given back in the findings.
        columns: For each key of Weekly that is there, one raw value a row. A missing key is
            "not recorded".
        plan: Says on which weekday a week starts.
        today: Weeks that begin after it must not hold sessions; None: no such check.

    Returns:
        The usable rows, oldest first, the last of duplicates; and everything found.
    """
    findings: list[Finding] = []
    dates = columns.get("week_start", [None] * len(labels))
    names = columns.get("clinician", [None] * len(labels))
    typed = [(key, columns[key]) for key in NUMBERS if key in columns]
    kept_rows: dict[tuple[date, str], Row] = {}
    for position, label in enumerate(labels):
        numbers = _numbers(label, position, typed, findings)
        filled = bool(numbers) or any(not is_blank(values[position]) for _, values in typed)
        week = _week(label, dates[position], filled, plan, findings)
        if week is None or not filled:
            continue
        name = "" if is_blank(names[position]) else str(names[position]).strip()
        row = Row(label, week, name, numbers)
        if (week, name.casefold()) in kept_rows:
            findings.append(
                Finding(
                    label,
                    "week_start",
                    f"a second row for the week of {in_words(week)}",
                    "one row for each week and clinician",
                    "The last one counts. Delete the one that is wrong.",
                )
            )
        kept_rows[week, name.casefold()] = row
    findings = _same_weekday_once(findings, len(kept_rows))
    rows = sorted(kept_rows.values(), key=lambda row: row.week)
    for row in rows:
        _check_parts(row, findings)
    if today is not None:
        rows = [row for row in rows if _has_begun(row, today, findings)]
    _check_sizes(rows, plan, findings)
    _ask_about_amounts(rows, findings)
    _ask_about_clients(rows, findings)
    return rows, findings


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


def in_words(day: date) -> str:
    """A date as people write it.

    >>> in_words(date(2025, 3, 3))
    '3 March 2025'
    """
    return f"{day.day} {day:%B %Y}"


def show_typed(value: Any) -> str:
    """What was found, in words that never repeat a name or a note.

    >>> show_typed("eighteen"), show_typed("Anna K."), show_typed("#N/A"), show_typed(18.5)
    ("'eighteen'", 'text that is no number', 'the error #N/A', '18.5')
    """
    if isinstance(value, str):
        text = value.strip()
        if text == _NOT_WORKED_OUT:
            return "a formula that is not worked out"
        if text in _ERRORS:
            return f"the error {text}"
        if text.casefold() in _NUMBER_WORDS or not any(char.isalpha() for char in text):
            return f"'{text[:20]}'"
        return "text that is no number"
    if isinstance(value, date):
        return "a date"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)[:20]


def expected_of(column: Column) -> str:
    """What a column accepts, in words.

    >>> expected_of(WEEKLY.column("sessions_kept"))
    'a whole number from 0 to 200'
    """
    if column.kind is Kind.DATE:
        return "a date"
    if column.kind is Kind.CHOICE:
        return "one of: " + ", ".join(column.choices)
    noun = "a whole number" if column.kind in (Kind.COUNT, Kind.RATING) else "a number"
    if column.low is None or column.high is None or column.kind is Kind.MONEY:
        return f"an amount up to {MOST_OF_ANYTHING:,.0f}" if column.kind is Kind.MONEY else noun
    return f"{noun} from {column.low:,.12g} to {column.high:,.12g}"


def read_cell(label: Hashable, column: Column, value: Any, findings: list[Finding]) -> float | None:
    """A number cell of any typed table: the number, or None with the finding added."""
    try:
        number = as_number(value)
    except NotReadableError:
        findings.append(
            Finding(
                label,
                column.key,
                show_typed(value),
                expected_of(column),
                f"Type the number, for example {_EXAMPLE.get(column.kind, 18)}, and press "
                "Recalculate again.",
                blocking=True,
            )
        )
        return None
    if number is None:
        return None
    whole = column.kind in (Kind.COUNT, Kind.RATING)
    low, high = column.low, column.high
    if (
        (whole and number != int(number))
        or (low is not None and number < low)
        or (high is not None and number > high)
        or abs(number) > MOST_OF_ANYTHING
    ):
        findings.append(
            Finding(
                label,
                column.key,
                f"{number:,.12g}",
                expected_of(column),
                "It is left out of the numbers until it is mended.",
            )
        )
        return None
    return number


def _numbers(
    label: Hashable,
    position: int,
    typed: list[tuple[str, Sequence[Any]]],
    findings: list[Finding],
) -> dict[str, float]:
    numbers = {}
    for key, values in typed:
        value = values[position]
        if value is None:
            continue
        number = read_cell(label, _COLUMNS[key], value, findings)
        if number is not None:
            numbers[key] = number
    return numbers


_EXAMPLE = {Kind.MONEY: 1200, Kind.HOURS: 6, Kind.RATING: 4}
_COLUMNS = {column.key: column for column in WEEKLY.columns}


def _week(
    label: Hashable, value: Any, filled: bool, plan: Plan, findings: list[Finding]
) -> date | None:
    try:
        day = as_date(value)
    except NotReadableError:
        day, found = None, "something that is no date"
    else:
        found = "no date"
    if day is None:
        if filled or found != "no date":
            findings.append(
                Finding(
                    label,
                    "week_start",
                    found,
                    "the first day of a week",
                    "Type the date, for example 2026-03-02, or clear the row.",
                    blocking=True,
                )
            )
        return None
    week = week_of(day, plan)
    if week != day and filled:
        findings.append(
            Finding(
                label,
                "week_start",
                f"{day:%A}, {in_words(day)}",
                f"a {plan.week_starts_on}",
                f"{_COUNTED_IN} {in_words(week)}.",
            )
        )
    return week


def _same_weekday_once(findings: list[Finding], rows: int) -> list[Finding]:
    """When every row begins on one and the same other weekday, say it once, not once a row."""
    moved = [finding for finding in findings if finding.do.startswith(_COUNTED_IN)]
    weekdays = {finding.found.split(",")[0] for finding in moved}
    if len(moved) < 2 or len(moved) < rows or len(weekdays) != 1:
        return findings
    once = replace(
        moved[0],
        found=f"weeks that all begin on a {weekdays.pop()}",
        do="Each is counted in the week it falls in. If they are right, change Plan.",
    )
    return [once, *(finding for finding in findings if finding not in moved)]


def _check_parts(row: Row, findings: list[Finding]) -> None:
    """A part must not be larger than what it is a part of."""
    for part, whole in (("missed_charged", "missed"), ("slots_refilled", "cancelled_in_time")):
        if row.numbers.get(part, 0) > row.numbers.get(whole, float("inf")):
            findings.append(
                Finding(
                    row.label,
                    part,
                    f"{row.numbers[part]:g} of {row.numbers[whole]:g}",
                    f"not more than {_COLUMNS[whole].header}",
                    "It is left out of the numbers until it is mended.",
                )
            )
            del row.numbers[part]


def _has_begun(row: Row, today: date, findings: list[Finding]) -> bool:
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


def _check_sizes(rows: list[Row], plan: Plan, findings: list[Finding]) -> None:
    """Set aside weeks with more sessions than there can have been; ask about empty ones."""
    usual = {clinician.name.casefold(): clinician.usual_slots for clinician in plan.clinicians}
    for name in {row.clinician.casefold() for row in rows}:
        own = [row for row in rows if row.clinician.casefold() == name]
        slots = [row.numbers["slots_offered"] for row in own if "slots_offered" in row.numbers]
        usually = usual.get(name) or plan.usual_slots
        slots += [usually] if usually else []
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
