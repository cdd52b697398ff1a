"""What is typed on Plan and in the smaller tables: read, or left out and said on Checks."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from conftest import MONDAY, TODAY, steady_weeks, type_into

from practice_xl.domain.findings import NOT_LISTED
from practice_xl.domain.plan import Clinician, Hours, Plan, ShortWeek, TimeOff
from practice_xl.problems import NeedsAttention, Problem
from practice_xl.schema.blocks import BLOCKS, CHECKS_SHOWN
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.schema.parts import cell_name, cell_position
from practice_xl.schema.settings import SETTING_BY_KEY
from practice_xl.sheets.pages.typed_sheets import typed_sheets
from practice_xl.sheets.read import Inputs, read_inputs, read_plan
from practice_xl.tracker import Tracker
from practice_xl.xlsx.book import ClosedBook


def inputs_of(path, today: date = TODAY) -> Inputs:
    with ClosedBook(path) as book:
        return read_inputs(book, today)


def found_in(path) -> dict[tuple[str, str], tuple[str, bool]]:
    """What was found, and whether it blocks, by sheet and column."""
    problems = inputs_of(path).problems
    return {(p.sheet, p.column): (p.found, p.blocking) for p in problems}


SETTINGS_TYPED = [
    # what was typed, what the message finds and expects, whether it blocks, what counts meanwhile
    ("full_fee", "a lot", "text that is no number", "an amount from 0 to", True, None),
    ("working_weeks", 60, "60", "a number from 1 to 52", False, 47),
    ("collectable", 1.5, "1.5", "a share from 0 % to 100 %", False, 0.80),
    ("plan_start", "in spring", "text that is no number", "a date", True, None),
    (
        "week_starts_on",
        "Someday",
        "a word that is not on the list",
        "one of: Monday",
        False,
        "Monday",
    ),
    ("currency", "Doubloons", NOT_LISTED, "one of: ", False, "$"),
]


def test_a_setting_that_cannot_be_used_keeps_its_usual_value_and_says_so(make_tracker):
    """All of them are told at once, each at its cell; text where a number belongs blocks."""
    path = make_tracker((), {key: typed for key, typed, *_ in SETTINGS_TYPED})
    inputs = inputs_of(path)
    problems = {problem.column: problem for problem in inputs.problems}
    assert len(problems) == len(SETTINGS_TYPED)
    for key, _, found, expected, blocking, value in SETTINGS_TYPED:
        problem = problems[SETTING_BY_KEY[key].label]
        assert (problem.found, problem.blocking) == (found, blocking)
        assert problem.expected.startswith(expected) and problem.sheet == "Plan" and problem.cell
        assert getattr(inputs.practice.plan, key) == value
    assert [problem.blocking for problem in inputs.problems] == [True] * 2 + [False] * 4


def test_settings_are_read_as_they_are_written_in_any_case(make_tracker):
    """A currency of one's own, a weekday in capitals, a date as text, a whole number."""
    typed = {"currency": "zł", "week_starts_on": "SUNDAY", "plan_start": "2026-09-06"}
    plan = inputs_of(make_tracker((), typed | {"notes_limit": " "})).practice.plan
    assert (plan.currency, plan.week_starts_on) == ("zł", "Sunday")
    assert plan.plan_start == date(2026, 9, 6)
    assert plan.notes_limit is None  # blank is no limit, not 0
    assert plan.collectable == Plan().collectable


def test_short_weeks_are_rules_by_name_or_one_date(make_tracker):
    """A new tracker has four holidays, two of them with a share; aliases and dates are read."""
    plan = inputs_of(make_tracker((), {}, "new.xlsx")).practice.plan
    assert [(week.when, week.share) for week in plan.short_weeks] == [
        ("thanksgiving", None),
        ("christmas", 0.50),
        ("new_year", 0.60),
        ("fourth_of_july", None),
    ]
    rows = [
        {"holiday": "4th Thursday of November", "share": 0.7},
        {"holiday": date(2026, 4, 3), "share": 0.25, "why": "Good Friday"},
        {"holiday": "25 december", "share": 0},
        {"holiday": " 4 JULY ", "share": 1},
    ]
    plan = inputs_of(make_tracker((), {}, "typed.xlsx", ShortWeeks=rows)).practice.plan
    assert plan.short_weeks[:4] == (
        ShortWeek("thanksgiving", 0.7, plan.short_weeks[0].why),
        ShortWeek(date(2026, 4, 3), 0.25, "Good Friday"),
        ShortWeek("christmas", 0.0, plan.short_weeks[2].why),
        ShortWeek("fourth_of_july", 1.0),
    )


def test_a_short_week_that_names_nothing_known_is_said(make_tracker):
    """A share above 1 and a word that is no holiday: each at its cell, with what to type."""
    rows = [{"holiday": "Diwali", "share": 0.5}, {"holiday": "Christmas", "share": 1.5}]
    inputs = inputs_of(make_tracker((), {}, ShortWeeks=rows))
    assert [(p.column, p.expected) for p in inputs.problems] == [
        ("Holiday or date", "a holiday from the list, or a date"),
        ("Usual share", "a share from 0 % to 100 %"),
    ]


def test_hours_hold_from_a_day_on(make_tracker):
    """In the order of their days; a row without its slots is left out, and said."""
    rows = [
        {"from": date(2026, 10, 5), "clinician": "Ana", "usual_slots": 0},
        {"from": date(2026, 9, 7), "usual_slots": 18},
        {"from": date(2026, 11, 2)},
    ]
    inputs = inputs_of(make_tracker((), {}, Hours=rows))
    assert inputs.practice.plan.hours == (
        Hours(date(2026, 9, 7), 18),
        Hours(date(2026, 10, 5), 0, "Ana"),
    )
    [problem] = inputs.problems
    assert (problem.sheet, problem.column) == ("Plan", "Usual slots")


def test_tax_dates_are_the_country_s_until_others_are_typed(make_tracker):
    """$ has the US dates, £ those of the UK; text of days replaces them."""
    assert inputs_of(make_tracker((), {}, "a.xlsx")).practice.plan.tax_days[0] == (4, 15)
    typed = {"currency": "£", "tax_dates": "31 July, January 31"}
    assert inputs_of(make_tracker((), typed, "b.xlsx")).practice.plan.tax_days == ((7, 31), (1, 31))


def test_a_setting_is_found_by_its_name_when_its_label_was_rewritten(make_tracker):
    """And where the row is gone altogether, the message asks for it."""
    path = make_tracker((), {"full_fee": 140, "waiting": 3})
    book = openpyxl.load_workbook(path)
    for key in ("full_fee", "waiting"):
        place = book.defined_names[SETTING_BY_KEY[key].plan_name].attr_text.split("!")[1]
        book["Plan"][place.replace("$", "")].offset(0, -1).value = "my own words"
    del book.defined_names[SETTING_BY_KEY["waiting"].plan_name]
    book.save(path)
    inputs = inputs_of(path)
    assert inputs.practice.plan.full_fee == 140
    assert inputs.practice.plan.waiting == Plan().waiting
    assert [p.found for p in inputs.problems] == [f"no row for {SETTING_BY_KEY['waiting'].label}"]


def test_rows_of_the_small_tables_that_are_not_whole_are_left_out_and_said(make_tracker):
    """A fee without sessions, days off that end before they begin, a month without a date."""
    path = make_tracker(
        steady_weeks(4),
        Fees=[
            {"tier": "Own", "kind": "full", "fee": 150, "sessions": 12},
            {"tier": "Panel", "kind": "insurance", "fee": 100},
        ],
        TimeOff=[
            {"from": date(2026, 8, 14), "to": date(2026, 8, 3)},
            {"to": date(2026, 8, 3)},
            {"from": date(2026, 12, 24), "to": date(2026, 12, 24)},
        ],
        Monthly=[{"month": None, "overhead": 1500}],
    )
    plan = inputs_of(path).practice.plan
    assert [(fee.tier, fee.fee, fee.sessions) for fee in plan.fees] == [("Own", 150, 12)]
    assert plan.time_off == (TimeOff(date(2026, 12, 24), date(2026, 12, 24)),)
    assert found_in(path) == {
        ("Plan", "Sessions"): ("nothing", False),
        ("Plan", "To"): ("a last day before the first", False),
        ("Plan", "From"): ("no first day", False),
        ("Monthly", "Month"): ("no month", False),
    }


def test_a_day_off_needs_only_its_date_and_a_clinician_only_a_name(make_tracker):
    """Blank last day: one day. Blank slots: the usual ones of Plan."""
    off = [{"from": date(2026, 12, 24)}]
    plan = inputs_of(make_tracker((), TimeOff=off, Clinicians=[{"name": "Alba"}])).practice.plan
    assert plan.time_off == (TimeOff(date(2026, 12, 24), date(2026, 12, 24)),)
    assert plan.clinicians == (Clinician("Alba", None),)


def test_of_two_rows_for_a_month_the_last_counts(make_tracker):
    """Any day of a month names it; amounts typed as text are read."""
    months = [
        {"month": date(2026, 9, 1), "overhead": 1500},
        {"month": date(2026, 9, 30), "overhead": "$1,800"},
        {"month": date(2026, 8, 1), "overhead": "plenty"},
    ]
    path = make_tracker(steady_weeks(4), Monthly=months)
    read = inputs_of(path).practice.months
    assert [(month.month, month.overhead) for month in read] == [
        (date(2026, 8, 1), None),
        (date(2026, 9, 1), 1800),
    ]
    assert found_in(path) == {
        ("Monthly", "Overhead"): ("text that is no number", True),
        ("Monthly", "Month"): ("a second row for September 2026", False),
    }


def test_actions_take_the_label_or_the_key_and_blank_means_open(make_tracker):
    """A word that is on no list counts as blank and is never repeated; a due date must be one."""
    rows = [
        {"added": MONDAY, "measurable": "notes_overdue", "lever": "Raise the full fee",
         "task": "an hour a day", "owner": "me", "due": "2026-11-20", "share": "x"},
        {"measurable": "How I feel", "owner": 7, "due": "next week", "status": "Done"},
    ]  # fmt: skip
    path = make_tracker(steady_weeks(4), Actions=rows)
    one, two = inputs_of(path).practice.actions
    assert (one.measurable, one.lever, one.owner) == ("notes_overdue", "raise_fee", "Me")
    assert (one.due, one.status, one.share) == (date(2026, 11, 20), "open", True)
    assert (two.measurable, two.owner, two.due, two.status) == (None, None, None, "done")
    assert found_in(path) == {
        ("Actions", "Due"): ("something that is no date", True),
        ("Actions", "Measurable"): ("a word that is not on the list", False),
        ("Actions", "Owner"): ("7", False),
    }


def test_a_lever_renamed_or_past_its_limit_is_left_to_the_owners_own_weeks(make_tracker):
    """The row is left out; the number is worked out anew; the others are read."""
    path = make_tracker(steady_weeks(13), {"usual_slots": 25, "full_fee": 150})
    book = openpyxl.load_workbook(path)
    row, column = TABLE_BY_NAME["LeverInputs"].place
    cells = {
        (line[0].value, line[2].value): line
        for line in book["Levers"].iter_rows(min_row=row + 1, min_col=column, max_col=column + 6)
        if line[0].value
    }
    (raise_fee, *_), (loss, *_) = cells[next(iter(cells))], list(cells.values())[1]
    raise_fee.value, loss.offset(0, 2).value = "More money", "Their number"
    refill = next(line for (lever, _), line in cells.items() if lever == "Refill cancelled slots")
    refill[3].value = 4
    book.save(path)
    inputs = inputs_of(path)
    read = {(each.lever, each.number): each for each in inputs.practice.lever_inputs}
    assert len(read) == len(cells) - 2
    assert read["refill", "change"].value is None
    assert sorted(p.found for p in inputs.problems) == [
        "4",
        "a name that is not one of the levers",
        "a name that is not one of the levers",
    ]
    facts = Tracker(path, TODAY).recalculate()
    assert facts.report.levers.each["refill"].numbers["change"] == 0 + 0.25  # none refilled today


def test_more_problems_than_checks_can_show_are_counted(make_tracker):
    """The last line says how many more there are, and where to see them."""
    path = make_tracker()
    facts = Tracker(path, TODAY).report()
    many = [Problem("Weekly", f"E{n}", "Sessions kept", str(n), "", "") for n in range(7, 407)]
    *_, last = typed_sheets(facts._replace(problems=tuple(many)))["checks"]
    assert last[0] == f"and {400 - (CHECKS_SHOWN - 1)} more"
    assert last[-1] == "practice-xl check shows all of them."


def test_many_rows_with_one_cause_are_one_message(make_tracker):
    """It stands at the first cell and counts the others."""
    path = make_tracker(steady_weeks(101, missed_charged=5))
    [problem] = Tracker(path, TODAY).check()
    assert problem.cell == "G11"
    assert problem.found == "5 of 2, and the like in 100 more cells (G12, G13, G14 ... G111)"


def test_an_import_needs_the_plan_and_the_tables_it_fills(make_tracker, tmp_path):
    """What is gone is named, nothing is changed."""
    source = tmp_path / "figures.csv"
    source.write_text("week_start,sessions_kept\n2026-11-02,19\n", encoding="utf-8")
    for words, damage in (
        ("no sheet named Plan", lambda book: book.remove(book["Plan"])),
        ("no sheet named Weekly", lambda book: book.remove(book["Weekly"])),
        ("the table Monthly", lambda book: book["Monthly"].tables.pop("Monthly")),
        ("Full fee", lambda book: _put_in_plan(book, "full_fee", "a lot")),
    ):
        path = make_tracker(name=f"{words}.xlsx")
        book = openpyxl.load_workbook(path)
        damage(book)
        book.save(path)
        before = path.read_bytes()
        with pytest.raises(NeedsAttention, match=words):
            Tracker(path, TODAY).import_([source])
        assert path.read_bytes() == before


def _put_in_plan(book, key, value):
    place = book.defined_names[SETTING_BY_KEY[key].plan_name].attr_text.split("!")[1]
    book["Plan"][place.replace("$", "")].value = value


def test_an_import_passes_over_a_row_whose_date_cannot_be_read(make_tracker, tmp_path):
    """It stays as typed; the figures go to the row laid out for their week."""
    path = type_into(make_tracker(), [{}, {}, {"week_start": "some week"}])
    source = tmp_path / "team.csv"
    text = "week_start,clinician,sessions_kept\n2026-11-02,Alba,12\n"
    source.write_text(text, encoding="utf-8")
    assert Tracker(path, TODAY).import_([source]).changes_anything
    row = TABLE_BY_NAME["Weekly"].place[0] + 3
    sheet = openpyxl.load_workbook(path)["Weekly"]
    rows = [line for line in sheet.iter_rows(min_row=row, min_col=2, values_only=True) if line[3]]
    assert sheet.cell(row, 2).value == "some week"
    assert [(line[0].date(), *line[1:4]) for line in rows] == [(MONDAY, "Alba", None, 12)]


def test_an_import_gives_each_clinician_a_row_of_the_week(make_tracker, tmp_path):
    """The row laid out for the week goes to the first, a new one to the next."""
    path = make_tracker()
    source = tmp_path / "team.csv"
    text = "week_start,clinician,sessions_kept\n2026-11-02,Alba,12\n2026-11-02,Berit,9\n"
    source.write_text(text, encoding="utf-8")
    Tracker(path, TODAY).import_([source])
    weeks = inputs_of(path).practice.weeks
    assert [name for name, _ in weeks.clinicians] == ["Alba", "Berit"]
    assert weeks["sessions_kept"].tolist() == [12 + 9]


def test_only_the_plan_is_read_where_only_the_plan_is_needed(make_tracker):
    """Its tables with it."""
    path = make_tracker(
        (), {"usual_slots": 25}, Clinicians=[{"name": " Alba ", "usual_slots": 10}, {"name": " "}]
    )
    with ClosedBook(path) as book:
        plan = read_plan(book)
    assert plan.usual_slots == 25
    assert [(each.name, each.usual_slots) for each in plan.clinicians] == [("Alba", 10)]


@pytest.mark.parametrize(("cell", "refused"), [("$C$8", True), ("$K$400", False)])
def test_a_place_to_write_that_was_moved_over_typed_cells_is_refused(make_tracker, cell, refused):
    """Elsewhere on its sheet it may stand; over the owner's table nothing is written."""
    path = make_tracker(steady_weeks(4))
    book = openpyxl.load_workbook(path)
    block = next(block for block in BLOCKS if block.sheet == "Actions" and block.rows > 1)
    row, column = cell_position(cell.replace("$", ""))
    end = cell_name(row + block.rows - 1, column + block.width - 1)
    book.defined_names[block.defined_name].attr_text = f"Actions!{cell}:{end}"
    book.save(path)
    before = path.read_bytes()
    if refused:
        with pytest.raises(NeedsAttention, match=f"the place {block.defined_name} over"):
            Tracker(path, TODAY).recalculate()
        assert path.read_bytes() == before
    else:
        assert Tracker(path, TODAY).recalculate().problems == ()
