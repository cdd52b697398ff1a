"""The calendar file for the Friday habit, read as a calendar reads it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from conftest import TODAY, steady_weeks

from practice_xl.cli import main
from practice_xl.domain.plan import Plan
from practice_xl.problems import FileBusy
from practice_xl.reminders import FILE_NAME, reminders, write_reminders


def days_of(calendar, key, count):
    """The first days on which an event of the calendar falls."""
    from dateutil.rrule import rrulestr

    event = next(e for e in calendar.walk("VEVENT") if str(e["uid"]).startswith(key))
    start = event["dtstart"].dt
    begins = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=begins)
    return [moment.date() for _, moment in zip(range(count), rule, strict=False)]


def test_the_week_the_month_and_the_quarter_come_on_their_fridays():
    """From Wednesday 4 November 2026; the business year begins in February."""
    calendar = reminders(Plan(year_starts="February"), date(2026, 11, 4))
    week = date(2026, 11, 6)
    assert days_of(calendar, "week", 3) == [week + timedelta(weeks=n) for n in range(3)]
    assert days_of(calendar, "month", 3) == [week, date(2026, 12, 4), date(2027, 1, 1)]
    assert days_of(calendar, "quarter", 3) == [week, date(2027, 2, 5), date(2027, 5, 7)]
    later = reminders(Plan(), date(2026, 11, 14))
    assert days_of(later, "month", 1) == [date(2026, 12, 4)]
    assert days_of(later, "quarter", 2) == [date(2027, 1, 1), date(2027, 4, 2)]


def test_tax_dates_are_those_of_plan():
    """The United States' four, the next of each; or what was typed."""
    calendar = reminders(Plan(currency="$"), date(2026, 11, 4))
    assert days_of(calendar, "tax-4-15", 2) == [date(2027, 4, 15), date(2028, 4, 15)]
    typed = reminders(Plan(tax_dates=((12, 20),)), date(2026, 11, 4))
    assert [str(e["uid"]) for e in typed.walk("VEVENT") if "tax" in e["uid"]] == [
        "tax-12-20@practice-xl"
    ]
    assert days_of(typed, "tax-12-20", 1) == [date(2026, 12, 20)]


def test_remind_writes_the_file_beside_the_tracker(make_tracker, capsys):
    """No name and no figure of the practice stands in it; a second run replaces it."""
    plan = {"practice_name": "Harbour Lane", "income_goal": 98765}
    path = make_tracker(steady_weeks(3), plan)
    for _ in range(2):
        assert main(["remind", str(path), "--as-of", str(TODAY)]) == 0
    assert FILE_NAME in capsys.readouterr().out
    text = (path.parent / FILE_NAME).read_text()
    assert text.count("BEGIN:VEVENT") == 3 + 4
    assert "Harbour" not in text and "98765" not in text


def test_a_file_of_somebody_else_stays(tmp_path):
    (tmp_path / FILE_NAME).write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    with pytest.raises(FileBusy, match="did not make it"):
        write_reminders(tmp_path, Plan(), TODAY)
    assert (tmp_path / FILE_NAME).read_text().count("\n") == 2
