"""What the pages say in words: a goal passed, full now, the first weeks, what to do next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import openpyxl
import pytest
from conftest import MONDAY, TODAY, steady_weeks

from practice_xl.schema.blocks import (
    BLOCK_BY_NAME,
    CLOSER_TOP,
    PAIR_LINES,
    PROMISED,
    WEEKS_AHEAD,
    WEEKS_PAST,
)
from practice_xl.schema.sheets import SHEETS
from practice_xl.schema.start_page import LINES, ROWS
from practice_xl.sheets.write import block_rows
from practice_xl.tracker import Tracker

NOW = datetime(2026, 11, 6, 16, 0)
PLAN = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}


def pages(path, today=TODAY):
    """Every block's rows."""
    return block_rows(Tracker(path, today).report(), NOW)


def column(rows, block, key):
    at = [each.key for each in BLOCK_BY_NAME[block].columns].index(key)
    return [row[at] for row in rows[block]]


def test_checks_stand_in_the_order_of_the_tabs_then_down_and_across(make_tracker):
    weeks = steady_weeks(2, missed_charged=5)
    months = [{"month": None, "overhead": 1500}]
    path = make_tracker(weeks, PLAN | {"working_weeks": 60}, Monthly=months)
    tabs = [sheet.name for sheet in SHEETS]
    found = [(row[0], row[1]) for row in pages(path)["checks"][4:] if row[0]]
    assert len(found) == 2 + 2
    assert found == sorted(
        found, key=lambda place: (tabs.index(place[0]), int(place[1].strip("ABCDEFGHI") or 0))
    )


def test_a_goal_that_is_passed_has_no_negative_gap(make_tracker):
    """It says by how much the likely year lies above."""
    rows = pages(make_tracker(steady_weeks(30), PLAN | {"income_goal": 60_000}))
    gap = column(rows, "income_next", "gap")[2]
    assert gap.startswith("$") and gap.endswith(" above")
    short = make_tracker(steady_weeks(30), PLAN | {"income_goal": 200_000}, name="short.xlsx")
    assert column(pages(short), "income_next", "gap")[2] > 0


def test_a_practice_that_is_full_now_is_told_so_and_not_when_it_will_be(make_tracker):
    """Neither weeks to go nor a date stand beside it; what is likely is drawn."""
    rows = pages(make_tracker(steady_weeks(30), PLAN))
    assert rows["full"][2:] == [["full now", "–", "–"], ["–"] * 3]
    assert rows["capacity_headline"][1][0].startswith("You are full now")
    likely = column(rows, "capacity_weeks", "likely")
    assert likely[: WEEKS_PAST + 3] == [None] * (WEEKS_PAST + 3)  # recorded weeks are in it
    assert None not in likely[WEEKS_PAST + 3 :]


@pytest.mark.parametrize("count", [1, 10, 60])
def test_the_charts_begin_with_the_first_week_typed_and_show_a_year_to_come(make_tracker, count):
    """Capacity keeps today at one place; Income has no empty past. Weeks follow each other."""
    rows = pages(make_tracker(steady_weeks(count), PLAN))
    for block, past in (("capacity_weeks", WEEKS_PAST), ("income_series", min(count, WEEKS_PAST))):
        starts = [start for start in column(rows, block, "week_start") if start]
        assert len(starts) == past + WEEKS_AHEAD
        assert starts[past - 1] == datetime(2026, 11, 2)
        assert {(later - one).days for one, later in pairwise(starts)} == {7}


def test_the_fan_begins_in_the_last_week_typed_and_a_week_off_is_a_gap(make_tracker):
    weeks = steady_weeks(20)
    weeks[5] |= {"slots_offered": 0, "sessions_kept": 0, "missed": 0, "collected": 0}
    weeks[5] |= {"cancelled_in_time": 0, "clients_started": 0, "clients_ended": 0}
    rows = pages(make_tracker(weeks, PLAN))
    shown = {key: column(rows, "income_series", key) for key in ("low", "band", "likely", "goal")}
    came = column(rows, "income_series", "week_collected")
    assert (came[5], shown["goal"][5]) == (None, None)
    assert came[19] == shown["low"][19] == shown["likely"][19] == 3000
    assert shown["band"][19] == 0
    assert shown["low"][18] is None
    assert min(shown["band"][20:72]) > 0


def test_no_month_before_the_plan_begins_has_a_plan(make_tracker):
    """The first month has its weeks from the plan's start on."""
    path = make_tracker(steady_weeks(30), PLAN | {"plan_start": date(2026, 9, 14)})
    rows = pages(path)
    months = column(rows, "income_series", "month")
    plans = dict(zip(months, column(rows, "income_series", "plan"), strict=True))
    week = 140_000 / (47 - 0.5 - 0.4 - 0.4)  # Christmas, and two New Years in 2026's 53 weeks
    assert plans[datetime(2026, 8, 1)] is None
    assert plans[datetime(2026, 9, 1)] == pytest.approx(2 * week)  # 14 and 21; 28 is October's
    assert plans[datetime(2026, 10, 1)] == pytest.approx(5 * week)


@pytest.mark.parametrize("count", [0, 1, 3, 4, 20])
def test_what_to_do_next_fits_its_line_and_is_the_same_everywhere(make_tracker, count):
    rows = pages(make_tracker(steady_weeks(count), PLAN))
    said = rows["monthly_status"][-1][0]
    assert said.startswith("Next for you: ")
    streak = f"{said} {count} Fridays in a row." if count > 1 else said
    assert rows["weekly_status"] == [[streak]]
    for block in ("levers_headline", "income_headline", "capacity_headline"):
        assert rows[block][-1][0] == said, block
    assert rows["scores"][2][0] == said
    on_start = " ".join(row[0] or "" for row in rows["start"][ROWS["next"] :][: LINES["next"]])
    first_words = " ".join(said.split()[3:7]).rstrip(".")
    assert len(first_words) + len(on_start) > 20
    assert first_words in on_start


def test_slots_that_plan_fills_in_stand_beside_their_weeks(make_tracker):
    """Only where none were typed; 0 in a week of time off; less the days away else."""
    weeks = steady_weeks(4)
    for week in weeks:
        week["slots_offered"] = None
    weeks[1]["slots_offered"] = 20
    days = [week["week_start"] for week in weeks]
    away = [
        {"from": days[2], "to": days[2] + timedelta(days=6)},
        {"from": days[3], "to": days[3] + timedelta(days=1)},
    ]
    weeks[2] = {"week_start": days[2], "collected": 100}
    rows = pages(make_tracker(weeks, PLAN, TimeOff=away))
    assert [row[0] for row in rows["weekly_slots"][:5]] == [25, None, 0, 25 * 3 / 5, None]


def test_what_is_promised_to_the_coach_stands_above_the_actions(make_tracker):
    """The earliest first; what is past its date has a mark and words, here and beside its row."""
    week = MONDAY
    notes = [
        {"commitment": "Call the clinic", "due": week + timedelta(days=30), "status": "open"},
        {"commitment": "Write the letter", "due": week - timedelta(days=30), "status": "open"},
        {"commitment": "Done long ago", "due": week - timedelta(days=60), "status": "done"},
    ]
    late = {"added": week - timedelta(weeks=9), "measurable": "Inquiries", "task": "Ask"}
    late |= {"due": week - timedelta(weeks=2), "status": "open"}
    rows = pages(make_tracker(steady_weeks(12), PLAN, CoachNotes=notes, Actions=[late]))
    head = [row[0] for row in rows["closer"][: CLOSER_TOP + 1]]
    assert head[1] == PROMISED
    assert head[2].startswith("! overdue since ") and head[2].endswith(": Write the letter")
    assert head[3].startswith("due ") and head[3].endswith(": Call the clinic")
    assert head[4] is None
    assert head[CLOSER_TOP].startswith("! Overdue since ")


def test_the_first_weeks_are_not_told_what_needs_more_of_them(make_tracker):
    """Inquiries are not held against the same weeks; nothing is said to be on track."""
    rows = pages(make_tracker(steady_weeks(3), PLAN))
    start = ROWS["readings"]
    readings = rows["start"][start : start + LINES["readings"]]
    assert "Inquiries" not in " ".join(str(cell) for row in readings for cell in row)
    assert rows["decisions"][0][0].endswith("from the fourth week on.")
    assert "first guess" in rows["income_headline"][0][0]


def test_a_long_list_without_actions_is_cut_to_its_first_names(make_tracker):
    weeks = steady_weeks(13, sessions_kept=9, notes_overdue=9, bills_unsent=9, admin_hours=20)
    lines = pages(make_tracker(weeks, PLAN))["pairs"][-PAIR_LINES:]
    reason = " ".join(line[-1] or "" for line in lines)
    assert " more" in reason
    assert len(reason) < 125


def test_the_words_of_the_chart_of_scores_say_where_they_came_from(make_tracker):
    path = make_tracker(steady_weeks(20), PLAN)
    Tracker(path, TODAY, NOW).recalculate()
    words = openpyxl.load_workbook(path)["Scorecard"]["B4"].value
    assert words.startswith("In these 13 weeks: in order ")
