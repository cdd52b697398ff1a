"""One truth: over random practices, every figure that stands in more than one place is the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from coach.practices import facts_of
from conftest import cases

from practice_xl.coach.build import build_copy
from practice_xl.coach.conversation import numbers_of, say_line
from practice_xl.coach.copy_file import LINE_BY_KEY, CopyFile, read_numbers
from practice_xl.coach.inputs import for_coach
from practice_xl.coach.roster import by_practice
from practice_xl.domain.income import BY_FEES, FROM_FEES
from practice_xl.domain.levers.effect import LeverInput
from practice_xl.domain.plan import Action, Clinician, Fee, Month, Plan, ShortWeek
from practice_xl.domain.projection.words import share
from practice_xl.domain.report import Report, work_out
from practice_xl.domain.scorecard.pairs import say
from practice_xl.domain.wording import money, one_decimal, percent
from practice_xl.problems import FileRefused
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCK_BY_NAME
from practice_xl.schema.measures import (
    CAPACITY_RATES,
    INCOME_RATES,
    MEASURE_BY_KEY,
    MONTH_RATES,
    WINDOWS,
)
from practice_xl.schema.start_page import DAY_FULL, TILES
from practice_xl.sheets.pages.friday import friday_page
from practice_xl.sheets.pages.page import FULL_NOW, NOT_YET, Facts
from practice_xl.sheets.pages.start import start_page
from practice_xl.sheets.write import block_rows

HOLIDAYS = (ShortWeek("christmas", 0.5), ShortWeek("new_year", 0.6))


def random_practice(seed: int) -> Facts:
    """1 to 120 weeks with holidays, blanks, weeks off, one or two clinicians, goals or none."""
    random = Random(seed)
    count, slots = random.choice([1, 3, 8, 20, 52, 60, 120]), random.randint(6, 40)
    first = date(2024, 1, 1) + timedelta(weeks=random.randint(0, 60))
    level, rate = slots * random.uniform(0.5, 1.05), random.choice([90, 150, 180])
    names = ["", "Ann"] if random.random() < 0.25 else [""]
    rows: list[dict[str, Any]] = []
    for number in range(count):
        away = random.random() < 0.08
        for name in names:
            kept = 0 if away else max(0, min(slots, round(random.gauss(level, 2))))
            row = {
                "week_start": first + timedelta(weeks=number),
                "clinician": name,
                "slots_offered": 0 if away else slots,
                "sessions_kept": kept,
                "missed": 0 if away else random.randint(0, 2),
                "cancelled_in_time": 0 if away else random.randint(0, 2),
                "slots_refilled": 0,
                "collected": kept * rate + random.randint(-100, 100),
                "inquiries": random.randint(0, 3),
                "clients_started": random.randint(0, 1),
                "clients_ended": random.randint(0, 1),
                "notes_overdue": random.randint(0, 2),
                "bills_unsent": random.randint(0, 2),
                "admin_hours": random.randint(2, 10),
                "ceo_hours": random.randint(0, 2),
                "billed": kept * rate,
            }
            blank = [key for key in row if key not in ("week_start", "clinician", "sessions_kept")]
            rows.append({k: v for k, v in row.items() if k not in blank or random.random() > 0.04})
    goals = random.random() < 0.7
    plan = Plan(
        usual_slots=slots,
        full_fee=float(rate),
        income_goal=random.choice([60_000.0, 118_000.0, 250_000.0]) if goals else None,
        sessions_goal=level * random.uniform(0.8, 1.2) if goals else None,
        collected_before=random.choice([None, 20_000.0]),
        tax_rate=random.choice([None, 0.25]),
        short_weeks=HOLIDAYS if random.random() < 0.7 else (),
        clinicians=(Clinician("Ann", slots),) if len(names) > 1 else (),
        fees=(Fee("Full", "full", float(rate), 10),) if random.random() < 0.4 else (),
    )
    lever = random.choice([None, "raise_fee", "refill", "enforce_policy"])
    last = first + timedelta(weeks=count)
    action = Action(last - timedelta(weeks=5), "collected", lever, "a task", "a result", "Me", last)
    month = (last.replace(day=1) - timedelta(days=32)).replace(day=1)
    months = (Month(month, overhead=1500.0, owner_pay=4000.0, unpaid_balance=900.0),)
    return facts_of(rows, plan, months, (action,) if random.random() < 0.6 else ())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", cases(metafunc.config, 24, 300))
    if "copied" in metafunc.fixturenames:  # a copy takes ten times as long
        metafunc.parametrize("copied", cases(metafunc.config, 6, 300))


def test_every_figure_that_stands_twice_is_the_same(seed):
    """Start, Income, Levers, Scorecard, the charts' cells and report --json."""
    facts = random_practice(seed)
    report, told = facts.report, as_json(facts)
    page = friday_page(facts)
    stands = {str(cell) for row in start_page(facts, None)["start"] for cell in row}
    for figure in (*page.tiles, *page.full):
        assert {figure.label, str(NOT_YET if figure.value is None else figure.value)} <= stands
    tiles = {key: of.value for (key, *_), of in zip(TILES, page.tiles, strict=True)}
    box = {key: of.value for (key, *_), of in zip(DAY_FULL, page.full, strict=True)}
    why = {key: of.note for (key, *_), of in zip(DAY_FULL, page.full, strict=True)}
    income = levers = card = block_rows(facts)
    by_fees = income["income_rates"][[m.key for m in INCOME_RATES].index("session_rate")]
    rests = [told["rates"][str(size)]["session_rate"].get("why") == FROM_FEES for size in WINDOWS]
    assert [cell == BY_FEES for cell in by_fees[1::2]] == rests
    left = income["month_rates"][[m.key for m in MONTH_RATES].index("take_home")]
    for value, used in zip(left[::2], left[1::2], strict=True):
        before_tax = value != NOT_YET and report.practice.plan.tax_rate is None
        assert str(used).endswith("before tax") == before_tax

    same(tiles["no_new_client"], told["levers"]["joint"])
    for section, side in zip(page.readings, ("manager", "leader"), strict=True):
        score = told["scorecard"][side]["score"]
        assert score is None or section.heading.endswith(f": {score} of 100")
    same(tiles["likely_income"], told["income"]["projection"]["52"]["p50"])
    ceiling, goal = told["income"]["ceiling"], told["income"]["goal"]
    same(box["ceiling"], ceiling)
    same(box["ceiling"], income["income_year"][2][0])
    same(box["ceiling"], told["rates"]["13"]["income_ceiling"]["value"])
    same(box["goal"], goal)
    if goal is not None and ceiling is not None:
        same(box["gap"], max(0.0, goal - ceiling))
        likely = told["income"]["projection"]["52"]["p50"]
        if report.projection.full.status == FULL_NOW and box["gap"] == 0 and likely < goal:
            assert "below it" in why["gap"]
            assert "being full reaches" not in why["gap"]
    if goal is not None and told["income"]["gap"] is not None:
        assert told["income"]["gap"] == pytest.approx(goal - tiles["likely_income"], abs=0.02)
    shares = [lever["share"] for lever in told["levers"]["each"].values() if lever["on"]]
    if told["levers"]["joint"] is not None:
        assert sum(shares) == pytest.approx(told["levers"]["joint"], abs=0.02)
    off = [lever["share"] for lever in told["levers"]["each"].values() if not lever["on"]]
    assert set(off) <= {None}
    years = {row[3]: row[4] for row in levers["lever_charts"] if row[3]}
    same(years.get("A full practice, as things are"), ceiling)
    if report.with_levers is not None:
        added = told["levers"]["projection"]["p50"] - told["income"]["projection"]["52"]["p50"]
        assert added == pytest.approx(told["levers"]["collected"], abs=0.05)
    for row, line in zip(told["scorecard"]["grid"], card["grid"][1:], strict=False):
        same(line[0], NOT_YET if row["goal"] is None else row["goal"])
    assert_one_label_is_one_number(report, told)
    assert_the_business_year_is_told(report, told, income)
    columns = [column.key for column in BLOCK_BY_NAME["income_series"].columns]
    typed = dict(zip(report.practice.weeks.starts, report.practice.weeks["collected"], strict=True))
    for row in income["income_series"]:
        cells = dict(zip(columns, row, strict=False))
        start_of = cells.get("week_start")
        if start_of is not None and start_of in typed:
            same(cells["goal"], report.lines.income(start_of) or None)
            came = typed[start_of]
            gap = cells["week_collected"] is None and came == 0 == report.lines.share(start_of)
            assert cells["week_collected"] == came or came != came or gap
    if report.scorecard.lever is not None:
        assert box["lever"] == report.scorecard.lever.label


def assert_one_label_is_one_number(report: Report, told: dict[str, Any]) -> None:
    """What the grid's means are called stands on Income and Capacity with the same numbers."""
    week = report.scorecard.week
    if week is None or week.weeks.as_of != report.as_of:
        return  # after a week off the grid is of the last open week
    listed = {m.rate_label: m.key for m in (*CAPACITY_RATES, *INCOME_RATES)}
    listed["Days of income unpaid"] = "days_in_ar"
    for row in told["scorecard"]["grid"]:
        key = listed.get(MEASURE_BY_KEY[row["key"]].label)
        if key:
            same(row["mean4"], told["rates"]["4"][key]["value"])
            same(row["mean13"], told["rates"]["13"][key]["value"])


def assert_the_business_year_is_told(
    report: Report, told: dict[str, Any], income: dict[str, Any]
) -> None:
    """How far the year is likely to be behind stands on Income and on Start; no bare 0 or 100 %."""
    year, rows = told["income"]["year"], income["income_next"]
    for cell in (rows[2][4], rows[3][4]):
        assert cell is None or isinstance(cell, str) or 0.02 <= cell <= 0.98
    if year["goal"] is None or year["p50"] is None:
        return
    beyond = report.projection.likely.year.band.p50 - year["goal"]  # report --json has cents
    assert year["p50"] - year["goal"] == pytest.approx(beyond, abs=0.006)
    shown = f"${abs(beyond):,.0f} {'above' if beyond >= 0 else 'below'}"
    assert rows[3][5] == shown
    growing = next(f for f in friday_page(Facts(report, ())).tiles if f.label == TILES[0][1])
    if beyond < 0 and growing.value and report.practice.plan.sessions_goal:
        assert f"likely ends {shown} its goal" in growing.note


def test_billing_that_is_handed_over_is_offered_by_no_lever():
    """The lever says so; it costs and brings nothing until more of it is typed."""
    facts = random_practice(4)
    helped = Action(None, "bills_unsent", owner="Delegated")
    practice = facts.report.practice._replace(actions=(helped,))
    lever = work_out(practice).levers.each["delegate_billing"]
    assert (lever.alone, lever.why) == (0.0, "It is handed over already")
    more = LeverInput("delegate_billing", "cost", 50.0)
    lever = work_out(practice._replace(lever_inputs=(more,))).levers.each["delegate_billing"]
    assert lever.alone == pytest.approx(-50 * 52)


def same(one: Any, other: Any) -> None:
    """Equal to a cent; a dash, or text, stands for what is not known."""
    if other is None:
        assert one is None or isinstance(one, str)
    elif isinstance(other, str):
        assert one == other
    else:
        assert one == pytest.approx(other, abs=0.006)


def test_copy_conversation_and_roster_say_what_the_tracker_says(copied):
    """The list that the roster reads, Conversation's numbers, Capacity: those of report --json."""
    facts = random_practice(copied)
    told, rates = as_json(facts), as_json(facts)["rates"]["4"]
    try:
        coach = for_coach(facts, parts=True)
    except FileRefused:
        assert facts.report.practice.weeks.last_open is None
        return
    found = numbers_of(coach, ())
    copy = build_copy(coach, (), found | {"week": found["week"] - timedelta(days=7)})
    read = read_numbers(CopyFile(copy.content, "a copy"))
    year = told["income"]["projection"].get("52", {})
    known = {
        "week": facts.report.as_of,
        "fill": rates["fill"]["value"],
        "utilisation": rates["utilisation"]["value"],
        "likely": year.get("p50"),
        "goal": told["income"]["goal"],
        "chance": told["income"]["chance_of_goal"],
        "no_new_client": told["levers"]["joint"],
        "manager": told["scorecard"]["manager"]["score"],
        "leader": told["scorecard"]["leader"]["score"],
        "off_track": sum(row["weeks_off_track"] >= 3 for row in told["scorecard"]["grid"]),
    }
    [rows] = by_practice([(Path("oak 2026-11-02.xlsx"), read)], facts.report.as_of)
    for key, value in known.items():
        shown = 0.5 if key in ("likely", "goal", "no_new_client") else 0.005
        for stands in (read[key], rows[0][key]):
            assert stands == (
                value if not isinstance(value, float) else pytest.approx(value, abs=shown + 1e-9)
            ), key
    assert (read["full_status"] == FULL_NOW) == (told["full"]["status"] == FULL_NOW)
    says = {row[0]: row for row in _rows(copy.cells["Conversation"])}
    for key in ("fill", "likely", "chance", "no_new_client", "manager", "leader", "off_track"):
        if key in found and found[key] is not None:
            _, then, now, change = says[LINE_BY_KEY[key].label]
            assert now == say_line(LINE_BY_KEY[key], read[key], "$")
            assert (then, change) == (now, "as before")
    page = block_rows(facts)
    for measure, row in zip(CAPACITY_RATES, page["capacity_rates"], strict=True):
        for place, size in enumerate(WINDOWS):
            same(row[2 * place], told["rates"][str(size)][measure.key]["value"])


def test_words_round_halves_as_the_cells_beside_them_do():
    """Spreadsheets show 62.5 % as 63 %, and 20.25 as 20.3: so does every sentence."""
    assert (money(2.5, "$"), money(-0.4, "$"), percent(0.625)) == ("$3", "$0", "63 %")
    assert (share(0.125), one_decimal(20.25)) == ("13 %", "20.3")
    assert (say("fill", 0.625, Plan()), say("enjoyed", 4.25, Plan())) == ("63 %", "4.3")


def _rows(cells):
    """The cells of a sheet as rows of text, by their first."""
    rows = {}
    for (row, _), value in sorted(cells.items()):
        rows.setdefault(row, []).append(value)
    return [row for row in rows.values() if len(row) == 4]


def at_its_goals(seed: int) -> Facts:
    """A practice that meets every goal it set, week after week."""
    random = Random(seed)
    count, slots = random.choice([14, 30, 60]), random.randint(10, 40)
    kept, rate = slots - 1, random.choice([90, 150, 180])
    first = date(2025, 1, 6) + timedelta(weeks=random.randint(0, 40))
    goals: dict[str, Any] = {
        "sessions_goal": kept * random.uniform(0.7, 1.0),
        "income_goal": kept * rate * 47 * random.uniform(0.6, 1.0),
        "enforcement_goal": random.uniform(0.2, 1.0),
        "inquiries_goal": random.choice([1.0, 2.0]),
        "net_clients_goal": 0.0,
        "session_rate_goal": rate * random.uniform(0.8, 0.99),
        "referrals_goal": random.choice([2.0, 4.0]),
    }
    chosen = {key: value for key, value in goals.items() if random.random() < 0.7}
    plan = Plan(usual_slots=slots, full_fee=float(rate), **chosen)
    rows = [
        {
            "week_start": first + timedelta(weeks=number),
            "slots_offered": slots,
            "sessions_kept": kept,
            "missed": number % 2,
            "missed_charged": number % 2,
            "cancelled_in_time": 0,
            "slots_refilled": 0,
            "inquiries": 2,
            "clients_started": 1,
            "clients_ended": 1,
            "collected": kept * rate + number % 2 * 0.8 * rate,
            "admin_hours": random.randint(2, 8),
            "ceo_hours": random.randint(1, 3),
            "notes_overdue": 0,
            "bills_unsent": 0,
            "billed": kept * rate,
            "outreach": 1,
            "referrals_met": 1,
        }
        for number in range(count)
    ]
    months = (Month((first + timedelta(weeks=count - 6)).replace(day=1), unpaid_balance=1.0),)
    return facts_of(rows, plan, months)


@pytest.mark.parametrize("block", range(3))
def test_at_all_goals_nothing_is_off_track_and_nothing_but_the_lever_is_to_decide(block, request):
    """A full practice that meets its goals is asked for L, and for nothing else."""
    numbers = cases(request.config, 12, 300)
    for seed in numbers[block::3]:
        card = at_its_goals(seed).report.scorecard
        assert [row.key for row in card.grid if row.status.weeks_off_track] == [], seed
        assert {decision.lever for decision in card.decisions} <= {card.lever and card.lever.label}
