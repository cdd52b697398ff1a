"""What people type in place of a number, and what a whole column of it means."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practice_xl.domain.cleaning import clean_rows
from practice_xl.domain.plan import Clinician, Hours, Plan
from practice_xl.domain.weeks import read_weeks

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 3, 6)
CALENDARS_APART = timedelta(days=1462)


def weeks(count):
    """The first days of weeks up to the one of 2 March 2026."""
    return [MONDAY - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def findings_of(plan=Plan(usual_slots=25), **columns):  # noqa: B008 - it is frozen
    """Clean rows; what was found."""
    count = len(next(iter(columns.values())))
    columns.setdefault("week_start", weeks(count))
    return clean_rows(range(count), columns, plan, TODAY)


@pytest.mark.parametrize("typed", ["sick", "Vacation", "-", "–", "n/a", "x"])
def test_a_word_for_being_away_is_answered_with_what_to_type(typed):
    """The word is shown, for it is nobody's name; 0 under Slots offered is a week off."""
    _, [finding] = findings_of(sessions_kept=[typed])
    assert finding.found == f"'{typed}'"
    assert finding.blocking
    assert "type 0 under Slots offered" in finding.do


@pytest.mark.parametrize("dust", [13 + 9e-7, 13 - 9e-7, 13.000000000001])
def test_what_is_within_a_millionth_of_a_whole_number_is_whole(dust):
    """A sum of thirds is no fraction of a session."""
    rows, findings = findings_of(sessions_kept=[dust])
    assert (rows[0].numbers["sessions_kept"], findings) == (13, [])


@pytest.mark.parametrize(
    ("collected", "first"),
    [
        (["1.200", 1350, 1100, 1275], 1200),
        (["1.200", "980", "1.100", "1250,50", "870"], 1200),
        (["1.200", 1.5, 0.9, 1.1], 1.2),
    ],
)
def test_an_amount_with_a_dot_is_read_as_its_column_tells(collected, first):
    """Three amounts beside it say whether 1.200 is more than a thousand."""
    rows, findings = findings_of(collected=collected)
    assert (rows[0].numbers["collected"], findings) == (first, [])


def test_an_amount_with_a_dot_is_asked_about_where_nothing_tells():
    """118.000 is 118 in one country and 118,000 in another."""
    _, [finding] = findings_of(collected=["118.000"])
    assert finding.found == "'118.000', which could mean 118 or 118,000"
    assert findings_of(collected=["1.118.000", "12.50"])[1] == []


@pytest.mark.parametrize("moved", [CALENDARS_APART, -CALENDARS_APART])
def test_dates_moved_by_the_1904_box_are_one_message(moved):
    """Not one for every week; and it names the box."""
    days = [day + moved for day in weeks(60)]
    rows, [finding] = findings_of(week_start=days, sessions_kept=[20] * 60)
    assert rows == []
    assert finding.blocking
    assert "1904" in finding.do


def test_an_old_tracker_is_not_taken_for_a_moved_one():
    """Its weeks begin on the day that Plan says."""
    days = [day - timedelta(weeks=4 * 52) for day in weeks(10)]
    rows, findings = findings_of(week_start=days, sessions_kept=[20] * 10)
    assert (len(rows), findings) == (10, [])


def test_a_week_off_says_nothing_of_how_many_slots_there_are():
    """With usual slots blank, a 0 is no measure of the sessions there can have been."""
    rows, findings = findings_of(Plan(), slots_offered=[None, 0, None], sessions_kept=[18, 0, 17])
    assert [row.numbers["sessions_kept"] for row in rows] == [18, 0, 17]
    assert findings == []


def test_more_hours_in_the_past_are_no_typing_slip():
    """28 sessions when there were 25 slots stay, although there are 15 now."""
    plan = Plan(usual_slots=25, hours=(Hours(MONDAY, 15),))
    rows, findings = findings_of(plan, sessions_kept=[28, 15])
    assert [row.numbers["sessions_kept"] for row in rows] == [28, 15]
    assert findings == []


def asked(plan, names, sessions):
    """What is asked about the clinicians of some weeks, each named in turn."""
    days = [day for day in weeks(len(sessions) // len(names)) for _ in names]
    columns = {"week_start": days, "clinician": names * (len(days) // len(names))}
    columns["sessions_kept"] = sessions
    return read_weeks(range(len(days)), columns, plan, TODAY)


def test_an_owner_who_lists_herself_is_asked_whether_she_is_the_blank_one():
    """And nothing waits for the name that has no row."""
    plan = Plan(usual_slots=20, clinicians=(Clinician("Me, Ann", 20),))
    read = asked(plan, [None], [15] * 6)
    assert read.as_of == MONDAY
    [finding] = read.findings
    assert "Is that name yours?" in finding.do
    assert "Ann" not in str(finding)


def test_who_has_no_row_for_four_weeks_is_asked_about_and_freezes_nothing():
    """0 in Hours answers the question."""
    sessions = [15, 8] * 3 + [15, None] * 4
    plan = Plan(usual_slots=20, clinicians=(Clinician("Ben", 10),))
    read = asked(plan, [None, "Ben"], sessions)
    assert read.as_of == MONDAY
    assert read["sessions_kept"][-1] == 15
    assert ["Have they left?" in finding.do for finding in read.findings] == [True]
    left = Plan(usual_slots=20, clinicians=plan.clinicians, hours=(Hours(weeks(4)[0], 0, "Ben"),))
    assert asked(left, [None, "Ben"], sessions).findings == ()
