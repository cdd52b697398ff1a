"""Recalculate: from what was typed to what is shown, on a real file, inside the contract."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from conftest import MONDAY, TODAY, steady_weeks, weeks_before
from recording import recorded

from practice_xl import making
from practice_xl.problems import NeedsAttention
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCK_BY_NAME, BLOCKS, PAIR_LINES
from practice_xl.schema.inputs import TABLE_BY_NAME, WEEKLY
from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MEASURABLES, MONTH_RATES
from practice_xl.schema.parts import cell_position
from practice_xl.schema.start_page import ROWS, TILE_COLUMNS, TILES
from practice_xl.tracker import Tracker
from practice_xl.xlsx.book import ClosedBook

NOW = datetime(2026, 11, 6, 16, 0)
PLAN = {"usual_slots": 25, "full_fee": 150, "income_goal": 140_000, "sessions_goal": 22}


def written(path) -> dict[str, list[list[object]]]:
    """Every block's values, at its place in the schema, as a stranger reads them."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        block.name: [
            [
                book[block.sheet].cell(block.first_row + r, block.first_column + c).value
                for c in range(block.width)
            ]
            for r in range(block.rows)
        ]
        for block in BLOCKS
    }


@pytest.mark.parametrize("count", [1, 2, 3, 4, 13, 60, 520])
def test_a_workbook_filled_by_hand_gives_the_right_numbers(make_tracker, count):
    """From one week of data to ten years: 20 of 25 worked, 23 of 25 booked, 150 a session."""
    path = make_tracker(steady_weeks(count), PLAN)
    Tracker(path, TODAY, NOW).recalculate()
    blocks = written(path)
    rates = dict(zip([rate.key for rate in CAPACITY_RATES], blocks["capacity_rates"], strict=True))
    assert rates["utilisation"][:2] == [pytest.approx(20 / 25), min(count, 4)]
    assert rates["fill"][4:] == [pytest.approx(23 / 25), min(count, 52)]
    assert rates["openings"][0] == pytest.approx(25 - 23)
    money = dict(zip([rate.key for rate in INCOME_RATES], blocks["income_rates"], strict=False))
    assert money["session_rate"][0] == pytest.approx(3000 / 20)
    assert blocks["income_rates"][-1][0] == 3000 * min(count, 4)


def test_one_week_is_rewarded_at_once(make_tracker):
    """% worked, money per session, and what charging half of the missed sessions is worth."""
    path = make_tracker(steady_weeks(1), PLAN)
    facts = Tracker(path, TODAY, NOW).recalculate()
    worth = 2 * 0.5 * 150 * 0.80 * 47
    words = " ".join(facts.report.first_weeks)
    assert "80 % of your slots worked" in words
    assert "$150 for each session" in words
    assert f"${worth:,.0f} a year" in words
    assert "80 % of your slots worked" in " ".join(
        str(row[0]) for row in written(path)["start"] if row[0]
    )


def test_the_cells_hold_what_report_json_says(make_tracker):
    """One set of numbers: in the cells, at the schema's addresses, and in the report."""
    weeks = steady_weeks(30, billed=3100, referrals_met=1)
    for number, week in enumerate(weeks):
        week["sessions_kept"] += number % 3
        week["notes_overdue"] = number % 2
    months = [{"month": date(2026, 9, 1), "overhead": 3000, "owner_pay": 5000, "tax_set_aside": 900,
               "unpaid_balance": 9000, "unpaid_over_90": 500}]  # fmt: skip
    path = make_tracker(weeks, PLAN, Monthly=months)
    Tracker(path, TODAY, NOW).recalculate()
    report = as_json(Tracker(path, TODAY).report())
    blocks = written(path)

    def same(cell, value):
        if value is None:
            return cell in (None, "–")
        return cell == pytest.approx(value, rel=1e-9)

    for block, rates in (("capacity_rates", CAPACITY_RATES), ("income_rates", INCOME_RATES)):
        for row, rate in zip(blocks[block], rates, strict=False):
            for place, size in enumerate(("4", "13", "52")):
                figure = report["rates"][size][rate.key]
                assert same(row[2 * place], figure["value"]), (rate.key, size)
                assert row[2 * place + 1] == figure["n"]
    for row, rate in zip(blocks["month_rates"], MONTH_RATES, strict=True):
        for place, count in enumerate(("1", "3", "12")):
            assert same(row[2 * place], report["rates"]["months"][count][rate.key]["value"])
    for row, size in zip(blocks["income_next"], ("13", "26", "52"), strict=False):
        for cell, part in zip(row, ("p10", "p50", "p90"), strict=False):
            assert cell == pytest.approx(report["income"]["projection"][size][part], abs=0.01)
    for cell, key in zip(blocks["full"][0], ("13", "26", "52"), strict=True):
        if report["full"]["status"] == "full now":
            assert cell == "–"  # when it will be full is another question
        else:
            assert cell == pytest.approx(report["full"]["chance"][key], abs=0.001)
    values = blocks["start"][ROWS["tile_values"]]
    tiles = {key: values[column] for (key, *_), column in zip(TILES, TILE_COLUMNS, strict=True)}
    assert tiles["no_new_client"] == pytest.approx(report["levers"]["joint"])
    assert tiles["fill"] == pytest.approx(report["rates"]["4"]["fill"]["value"])
    headings = blocks["start"][ROWS["reading_headings"]]
    for heading, side in zip((headings[0], headings[4]), ("manager", "leader"), strict=True):
        assert heading.endswith(f": {report['scorecard'][side]['score']} of 100")
    for n, pair in enumerate(report["scorecard"]["pairs"]):
        lines = blocks["pairs"][PAIR_LINES * n : PAIR_LINES * (n + 1)]
        for at, side in ((0, "manager"), (-2, "leader")):
            shown, points = lines[0][at], pair[side]
            assert shown == "?" if points is None else shown.count("●") == points
            reason = " ".join(line[at + 1] for line in lines if line[at + 1])
            assert reason.casefold() in pair[f"{side}_why"].casefold()
    for row, line in zip(
        blocks["grid"][1 : len(MEASURABLES) + 1], report["scorecard"]["grid"], strict=True
    ):
        assert all(same(cell, value) for cell, value in zip(row[1:14], line["weeks"], strict=True))
        assert line["status"] in row[16]
    assert same(blocks["income_year"][2][0], report["income"]["ceiling"])


def test_what_was_typed_is_never_overwritten(make_tracker):
    """Every cell outside Python's blocks is as it was, the user's own among them."""
    path = make_tracker(steady_weeks(20), PLAN)
    book = openpyxl.load_workbook(path)
    book["Income"]["N3"] = "my own remark"
    book.save(path)
    before = openpyxl.load_workbook(path)
    Tracker(path, TODAY, NOW).recalculate()
    after = openpyxl.load_workbook(path)
    ours = {
        (block.sheet, block.first_row + r, block.first_column + c)
        for block in BLOCKS
        for r in range(block.rows)
        for c in range(block.width)
    }
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if (sheet.title, cell.row, cell.column) not in ours:
                    assert after[sheet.title].cell(cell.row, cell.column).value == cell.value


def test_a_click_stays_inside_the_contract(make_tracker):
    """Blocks read once and compared once, written once; at most 40 calls, 12 for two sheets.

    Referrals is read, compared and written in two blocks; the quarter on Actions is written.
    Decisions is read, compared and written in four blocks.
    The names in a copy are written beside fees and clinicians on Plan.
    """
    path = make_tracker(steady_weeks(60), PLAN)
    with ClosedBook(path) as real:
        book, log = recorded(real)
        Tracker(book, TODAY, NOW).recalculate()
    assert len(log.writes) == len(BLOCKS)
    assert sorted(log.reads) == sorted(2 * list(dict.fromkeys(log.reads)))
    assert len(log.reads) + len(log.writes) <= 40 + 5 + 6 + 1


def test_plan_shows_what_a_copy_calls_each_tier_and_clinician(make_tracker):
    """Beside its own row, numbered in the order of Plan; a row that is left out has no name."""
    fees = [("Zed", "full", 150, 9), ("half", "sliding", 100, None), ("Alba", "insurance", 90, 5)]
    path = make_tracker(
        [row | {"clinician": name} for row in steady_weeks(3) for name in ("Zoe", "Ann")],
        PLAN,
        Fees=[dict(zip(("tier", "kind", "fee", "sessions"), fee, strict=True)) for fee in fees],
        Clinicians=[{"name": "Zoe"}, {"name": "Ann"}],
    )
    Tracker(path, TODAY, NOW).recalculate()
    sheet, (row, column) = openpyxl.load_workbook(path)["Plan"], TABLE_BY_NAME["Fees"].place
    shown = [[sheet.cell(row + n, column + m).value for m in (0, 4, 5, 6)] for n in (1, 2, 3)]
    assert shown == [
        ["Zed", "Full 1", "Clinician 1", "Zoe"],
        ["half", None, "Clinician 2", "Ann"],
        ["Alba", "Insurance A", None, None],
    ]


def test_recalculating_without_a_change_leaves_the_file_alone(make_tracker):
    """Where only the time would change, nothing is written."""
    path = make_tracker(steady_weeks(20), PLAN)
    Tracker(path, TODAY, NOW).recalculate()
    first = path.read_bytes()
    Tracker(path, TODAY, datetime(2026, 11, 6, 17, 30)).recalculate()
    assert path.read_bytes() == first


def test_blocking_problems_are_all_named_and_nothing_is_changed(make_tracker):
    """Two cells that are no numbers: both are in the message, the file keeps its bytes."""
    weeks = steady_weeks(6)
    weeks[1]["sessions_kept"] = "eighteen"
    weeks[4]["collected"] = "Anna K. paid"
    path = make_tracker(weeks, PLAN)
    before = path.read_bytes()
    with pytest.raises(NeedsAttention) as failure:
        Tracker(path, TODAY, NOW).recalculate()
    row = TABLE_BY_NAME["Weekly"].place[0]
    message = str(failure.value)
    assert message.startswith("2 cells need attention. Nothing was changed.")
    assert f"Weekly!E{row + 2}  Sessions kept, week of 5 October 2026" in message
    assert "Found 'eighteen'; expected a whole number from 0 to 200." in message
    assert "Anna" not in message
    assert path.read_bytes() == before


def test_other_problems_are_listed_in_checks_and_counted_on_every_sheet(make_tracker):
    """What cannot be used is left out of the numbers, and Checks says so."""
    weeks = steady_weeks(6)
    weeks[2]["missed_charged"] = 5
    path = make_tracker(weeks, PLAN)
    Tracker(path, TODAY, NOW).recalculate()
    blocks = written(path)
    problem = blocks["checks"][4]
    assert problem[0] == "Weekly"
    assert problem[3:5] == ["5 of 2", "not more than Late cancels + no-shows"]
    for name in ("weekly", "monthly", "plan", "coach", "words"):
        assert "1 check needs a look" in blocks[f"{name}_status"][0][0]
    for name in ("levers", "income", "capacity"):
        assert "1 check needs a look" in blocks[f"{name}_headline"][-1][0]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda book: book.remove(book["Monthly"]), "no sheet named Monthly"),
        (lambda book: book["Weekly"].tables.pop("Weekly"), "the table Weekly should be"),
        (
            lambda book: _rename_header(book, "sessions_kept", "Seen"),
            "column called Sessions kept",
        ),
        (lambda book: book.defined_names.pop("out_grid"), "out_grid"),
        (lambda book: _place_at(book, "out_closer", "Actions!$E$11:$E$218"), "over a table"),
        (lambda book: _place_at(book, "out_pairs", "Scorecard!$C$40:$L$63"), "over another"),
        (lambda book: _place_at(book, "out_weekly_status", "Start!$Z$90"), "out_weekly_status"),
    ],
)
def test_a_missing_sheet_table_column_or_place_stops_the_work(make_tracker, damage, words):
    """The message names what is gone; nothing is changed."""
    path = make_tracker(steady_weeks(5), PLAN)
    book = openpyxl.load_workbook(path)
    damage(book)
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(NeedsAttention, match=words):
        Tracker(path, TODAY, NOW).recalculate()
    assert path.read_bytes() == before


def _place_at(book, name, reference):
    book.defined_names[name].attr_text = reference


def _rename_header(book, key, name):
    row, column = TABLE_BY_NAME["Weekly"].place
    place = column + WEEKLY.keys.index(key)
    book["Weekly"].cell(row, place).value = name
    book["Weekly"].tables["Weekly"].tableColumns[place - column].name = name


def test_rows_typed_under_the_table_are_read_and_reported(make_tracker):
    """A program that does not extend tables loses nobody's week."""
    path = make_tracker((), PLAN)
    rows = steady_weeks(2)
    book = openpyxl.load_workbook(path)
    sheet = book["Weekly"]
    last = cell_position(sheet.tables["Weekly"].ref.split(":")[1])[0]
    for offset, values in enumerate(rows, start=1):
        for key, value in values.items():
            column = TABLE_BY_NAME["Weekly"].place[1] + WEEKLY.keys.index(key)
            sheet.cell(last + offset, column).value = value
    book.save(path)
    facts = Tracker(path, TODAY).report()
    assert facts.report.practice.weeks.starts == tuple(weeks_before(2))
    assert any("2 rows below the table" in problem.found for problem in facts.problems)


def test_columns_may_stand_in_any_order_and_the_users_own_among_them(make_tracker):
    """Columns are found by their headers."""
    path = make_tracker(steady_weeks(5), PLAN)
    book = openpyxl.load_workbook(path)
    sheet = book["Weekly"]
    row, column = TABLE_BY_NAME["Weekly"].place
    one, other = (column + WEEKLY.keys.index(key) for key in ("sessions_kept", "admin_hours"))
    for line in range(row, row + 110):
        a, b = sheet.cell(line, one), sheet.cell(line, other)
        a.value, b.value = b.value, a.value
    names = sheet.tables["Weekly"].tableColumns
    first, second = names[one - column], names[other - column]
    first.name, second.name = second.name, first.name
    book.save(path)
    facts = Tracker(path, TODAY).report()
    assert facts.report.rates[4]["utilisation"].value == 20 / 25


def test_a_blank_tracker_recalculates_and_says_what_to_do_next(make_tracker):
    """Nothing typed is no problem: Start lists the first five of Plan."""
    path = make_tracker()
    facts = Tracker(path, TODAY, NOW).recalculate()
    assert facts.report.as_of is None
    assert facts.problems == ()
    lines = written(path)["start"]
    assert lines[ROWS["about"]][0].startswith("No week is typed yet")
    assert "Usual slots, Full fee, Income goal, Sessions goal" in lines[ROWS["next"]][0]


def test_the_week_being_lived_is_read_once_its_sessions_are_typed(make_tracker):
    """Friday's row counts, whether or not Sunday has come; next week's does not."""
    path = make_tracker(steady_weeks(5), PLAN)
    assert Tracker(path, TODAY).report().report.as_of == MONDAY
    facts = Tracker(path, date(2026, 11, 1)).report()
    assert facts.report.as_of == date(2026, 10, 26)
    assert "weeks up to today" in facts.problems[0].expected


def test_every_block_of_the_schema_is_written(make_tracker):
    """No block stays as it was laid out: each name has its writer, of its size."""
    from practice_xl.sheets.write import block_rows

    path = make_tracker(steady_weeks(20), PLAN)
    rows = block_rows(Tracker(path, TODAY).report(), NOW)
    assert {name: (len(block), len(block[0])) for name, block in rows.items()} == {
        name: (block.rows, block.width) for name, block in BLOCK_BY_NAME.items()
    }


def test_typing_while_it_works_changes_nothing(make_tracker, monkeypatch):
    """What was typed between reading and writing stops the writing."""
    from practice_xl.problems import FileBusy
    from practice_xl.sheets import write

    path = make_tracker(steady_weeks(5), PLAN)
    with ClosedBook(path) as book:
        places = write.find_blocks(book)

        def type_meanwhile(found):
            book.sheets["Weekly"]["E7"].value = 21
            return places

        monkeypatch.setattr(write, "find_blocks", type_meanwhile)
        with pytest.raises(FileBusy, match="recalculate once more"):
            Tracker(book, TODAY, NOW).recalculate()
        assert "open weeks" not in str(places["start"].value)


def test_typed_text_never_becomes_a_formula(make_tracker):
    """A clinician named like a formula stays text, in every program."""
    weeks = steady_weeks(4)
    more = [dict(week, clinician="@home") for week in weeks]
    path = make_tracker([row for pair in zip(weeks, more, strict=True) for row in pair], PLAN)
    Tracker(path, TODAY, NOW).recalculate()
    names = [row[0] for row in written(path)["clinician_rates"] if row[0]]
    assert names == ["Me", " @home"]


def test_a_coach_copy_is_not_recalculated(tmp_path):
    """One sentence says what it is, and where to go on."""
    copy = making.demo(tmp_path).copy
    before = copy.read_bytes()
    with pytest.raises(NeedsAttention) as stopped:
        Tracker(copy, TODAY).recalculate()
    assert [problem.found for problem in stopped.value.problems] == ["a coach copy"]
    assert copy.read_bytes() == before


def test_a_name_in_one_row_only_is_asked_about_and_never_repeated(make_tracker):
    """A client's name typed in the wrong cell: the first check says which cell to clear."""
    weeks = steady_weeks(10)
    weeks[6]["clinician"] = "Zora Quill"
    facts = Tracker(make_tracker(weeks), TODAY).report()
    assert facts.problems[0].column.startswith("Clinician, week of")
    assert "Clear the cell" in facts.problems[0].do
    assert "Zora" not in str(facts.problems)
