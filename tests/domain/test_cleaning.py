"""What was typed: read where it can be, left out and reported where it cannot."""

from __future__ import annotations

from datetime import date

import pytest

from practice_xl.domain.cleaning import clean_rows
from practice_xl.domain.plan import Clinician, Plan
from practice_xl.domain.weeks import read_weeks

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 3, 6)
PLAN = Plan(usual_slots=25)


def one_row(**typed):
    """Clean one row; its numbers and what was found."""
    columns = {"week_start": [MONDAY], "sessions_kept": [20]} | {k: [v] for k, v in typed.items()}
    rows, findings = clean_rows([7], columns, PLAN, TODAY)
    return (rows[0].numbers if rows else {}), findings


@pytest.mark.parametrize(
    ("typed", "left_out", "found", "expected", "blocking"),
    [
        ({"missed": 2, "missed_charged": 3}, "missed_charged", "3 of 2", "not more than", False),
        ({"cancelled_in_time": 1, "slots_refilled": 2}, "slots_refilled", "2 of 1", "not", False),
        ({"sessions_kept": -1}, "sessions_kept", "-1", "a whole number from 0 to 200", False),
        ({"sessions_kept": 18.5}, "sessions_kept", "18.5", "a whole number", False),
        ({"sessions_kept": 33}, "sessions_kept", "33", "up to 32.5", False),
        ({"admin_hours": 101}, "admin_hours", "101", "a number from 0 to 100", False),
        ({"enjoyed": 6}, "enjoyed", "6", "a whole number from 1 to 5", False),
        ({"sessions_kept": "eighteen"}, "sessions_kept", "'eighteen'", "whole number", True),
        ({"sessions_kept": "Anna K."}, "sessions_kept", "text that is no number", "whole", True),
        ({"sessions_kept": "#ANNA K"}, "sessions_kept", "text that is no number", "whole", True),
        ({"sessions_kept": "#CALC!"}, "sessions_kept", "a formula that is not", "whole", True),
        ({"collected": "#N/A"}, "collected", "the error #N/A", "an amount", True),
        ({"collected": 2e7}, "collected", "20,000,000", "amount from -10,000,000 to 10,000", False),
        ({"week_start": date(2026, 3, 4)}, None, "Wednesday, 4 March 2026", "a Monday", False),
        ({"week_start": "3/2/2026"}, None, "something that is no date", "first day", True),
        ({"week_start": date(1926, 3, 1)}, None, "something that is no date", "first", True),
        ({"week_start": "0001-01-01"}, None, "something that is no date", "first", True),
        ({"week_start": date(2026, 3, 9)}, None, "sessions in a week that begins", "up to", False),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_left_out_and_said(typed, left_out, found, expected, blocking):
    """Each problem names what was found, what was expected, and whether it stops the work."""
    numbers, findings = one_row(**typed)
    assert [finding.blocking for finding in findings] == [blocking]
    assert findings[0].row == 7
    assert found in findings[0].found
    assert expected in findings[0].expected
    assert findings[0].do
    assert left_out not in numbers


@pytest.mark.parametrize("typed", ["$3,000", "3000", " 3 000 ", "3.000,00", "€3000", "3,000.00"])
def test_amounts_as_text_are_read_as_the_number_they_show(typed):
    """Text that is a number is a number."""
    numbers, findings = one_row(collected=typed)
    assert numbers["collected"] == 3000
    assert not findings


def test_money_may_be_negative_because_refunds_are():
    """A week of refunds."""
    assert one_row(collected=-120)[0]["collected"] == -120


def test_a_row_that_holds_only_a_date_is_not_a_week():
    """The weeks laid out in advance say nothing yet."""
    rows, findings = clean_rows(
        [1, 2], {"week_start": [MONDAY, MONDAY], "sessions_kept": [None, ""]}, PLAN, TODAY
    )
    assert rows == []
    assert findings == []


def test_of_duplicates_the_last_counts():
    """The same week typed twice is reported once and counted once."""
    rows, findings = clean_rows(
        [1, 2], {"week_start": [MONDAY, MONDAY], "sessions_kept": [20, 21]}, PLAN, TODAY
    )
    assert [row.numbers["sessions_kept"] for row in rows] == [21]
    assert "second row" in findings[0].found


def test_a_growing_practice_is_not_a_typing_slip():
    """Ten times the median is plausible when the slots were there all along."""
    weeks = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26), MONDAY]
    rows, findings = clean_rows(
        range(5), {"week_start": weeks, "sessions_kept": [2, 2, 2, 2, 20]}, PLAN, TODAY
    )
    assert len(rows) == 5
    assert findings == []


def test_a_count_of_clients_far_above_the_sessions_is_asked_about():
    """Five times the clients that usual sessions speak for, and three more, is believed."""
    weeks = [date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23), MONDAY]
    believed = 5 * 14 / 0.70 + 3
    for clients, asked in ((believed, 0), (believed + 1, 1)):
        columns = {"week_start": weeks, "sessions_kept": [14] * 5}
        columns["active_clients"] = [clients, None, None, None, None]
        rows, findings = clean_rows(range(5), columns, PLAN, TODAY)
        assert len(findings) == asked
        assert rows[0].numbers["active_clients"] == clients
    assert "about 20" in findings[0].expected


def test_no_sessions_with_slots_open_asks_whether_you_were_away():
    """Where four or more sessions are normal, zero is worth a question, and stays."""
    weeks = [date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23), MONDAY]
    rows, findings = clean_rows(
        range(5), {"week_start": weeks, "sessions_kept": [20, 20, 20, 20, 0]}, PLAN, TODAY
    )
    assert "away" in findings[0].do
    assert rows[-1].numbers["sessions_kept"] == 0


def test_the_week_read_is_the_latest_begun_with_sessions_or_off():
    """A week with only inquiries is not read yet; a week with no slots is."""
    columns = {
        "week_start": [date(2026, 2, 16), date(2026, 2, 23), MONDAY],
        "slots_offered": [25, 0, None],
        "sessions_kept": [20, None, None],
        "inquiries": [1, None, 2],
    }
    assert read_weeks(range(3), columns, PLAN, TODAY).as_of == date(2026, 2, 23)


def test_a_name_that_is_not_listed_is_reported_without_repeating_it():
    """Names never enter a message."""
    columns = {"week_start": [MONDAY], "clinician": ["Someone Else"], "sessions_kept": [3]}
    findings = read_weeks([1], columns, Plan(clinicians=(Clinician("A", 10),)), TODAY).findings
    assert findings
    assert all("Someone" not in str(finding) for finding in findings)
