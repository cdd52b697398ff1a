"""Every source: the weeks read equal what the generator knows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Clinician, Plan
from practice_xl.importers import Imported, read_sources
from practice_xl.importers.preview import Effect, plan_changes
from practice_xl.schema.inputs import WEEKLY

from . import exports
from .exports import TODAY, Practice

ZONE = timezone(timedelta(hours=-7))
SOURCES: dict[str, Callable[[Practice], tuple[exports.Table, exports.Weeks]]] = {
    "SimplePractice appointments": exports.simplepractice,
    "SimplePractice payments": exports.simplepractice_payments,
    "TherapyNotes billing transactions": exports.therapynotes,
    "Jane appointments": exports.jane,
    "Jane sales": exports.jane_sales,
    "Stripe balance": lambda practice: exports.stripe(practice, -7),
    "Stripe balance, report": lambda practice: exports.stripe_report(practice, -7),
    "weekly figures": exports.own,
}


@pytest.fixture(autouse=True)
def _own_configuration(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACTICE_XL_CONFIG", str(tmp_path_factory.mktemp("configuration")))


def read(*paths: Path, **more: Any) -> Imported:
    options = {"today": TODAY, "notice_hours": 48, "zone": ZONE, **more}
    return read_sources(paths, options.pop("plan", Plan()), **options)


def figures(imported: Imported) -> dict[Any, dict[str, float]]:
    return {place: dict(values) for place, values in imported.weeks.items()}


def disturb(rows: exports.Table, seed: int) -> exports.Table:
    """The same export with shuffled and extra columns, other case, blank lines and totals."""
    chance = random.Random(seed)
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    changed = []
    for number, row in enumerate(rows):
        moved = [row[place] for place in order]
        if number == 0:
            moved = [chance.choice([str.upper, str.lower, str.title])(str(cell)) for cell in moved]
        extra = "Extra" if number == 0 else f"{exports.CANARY} {number}"
        changed.append([extra, *moved, "Remark" if number == 0 else ""])
    head, body = changed[0], changed[1:]
    chance.shuffle(body)
    for _ in range(3):
        body.insert(chance.randrange(len(body)), [None] * len(head))
    date_at = next(
        place
        for place, cell in enumerate(head)
        if str(cell).lower()
        in (
            "date of service",
            "date paid",
            "date",
            "start_at",
            "invoice date",
            "created (utc)",
            "created_utc",
            "week starting",
        )
    )
    totals: list[Any] = [99999 if cell is None else cell for cell in [None] * len(head)]
    totals[date_at] = "Total"
    blank: list[Any] = [88888] * len(head)
    blank[date_at] = None
    return [["A report"], [], head, *body, blank, totals]


@pytest.mark.parametrize("name", SOURCES)
def test_the_weeks_equal_the_truth_of_the_generator(name: str, tmp_path: Path) -> None:
    rows, truth = SOURCES[name](Practice(3))
    write = exports.write_xlsx if "TherapyNotes" in name else exports.write_csv
    path = write(tmp_path / ("export.xlsx" if "TherapyNotes" in name else "export.csv"), rows)
    imported = read(path)
    assert figures(imported) == truth
    assert not any("not known here" in note for note in imported.notes)
    assert imported.sources == ((path.name, name.split(",")[0]),)


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("seed", [1, 2])
def test_order_case_blank_lines_and_totals_change_nothing(
    name: str, seed: int, tmp_path: Path
) -> None:
    rows, truth = SOURCES[name](Practice(seed + 5))
    path = exports.write_xlsx(tmp_path / "export.xlsx", disturb(rows, seed))
    assert figures(read(path)) == truth
    text = [[f"{c:%Y-%m-%d %H:%M}" if hasattr(c, "hour") else c for c in row] for row in rows]
    path = exports.write_csv(tmp_path / "export.csv", disturb(text, seed))
    assert figures(read(path)) == truth


@pytest.mark.parametrize("name", [name for name in SOURCES if name != "weekly figures"])
@given(st.integers(1, 99), st.integers(0, 2**32))
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_shuffled_doubled_and_overlapping_files_tell_the_same_truth(
    name: str, tmp_path_factory: pytest.TempPathFactory, practice: int, seed: int
) -> None:
    """The rows in any order, some of them twice, in two files whose ranges overlap."""
    (head, *rows), truth = SOURCES[name](Practice(practice))
    chance = random.Random(seed)
    cut, overlap = chance.randrange(9, len(rows) - 9), chance.randrange(60)
    folder = tmp_path_factory.mktemp("twice")
    paths = []
    for number, some in enumerate((rows[: cut + overlap], rows[cut:])):
        part = some + chance.sample(some, len(some) // 3)
        chance.shuffle(part)
        paths.append(exports.write_csv(folder / f"{number}.csv", [head, *part]))
    assert figures(read(*paths, day_first=False)) == truth  # a short file may not show it


@pytest.mark.parametrize("newer", [False, True])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_quickbooks_gives_the_overhead_of_the_months_that_are_over(
    newer: bool, kind: str, tmp_path: Path
) -> None:
    rows, truth = exports.quickbooks(newer)
    write = exports.write_csv if kind == "csv" else exports.write_xlsx
    imported = read(write(tmp_path / f"pl.{kind}", rows))
    assert {month: dict(values) for month, values in imported.months.items()} == truth
    assert not imported.weeks


def test_a_profit_and_loss_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    """Cents behind a comma in one month tell that a point parts the thousands in the other."""
    rows: exports.Table = [["Profit and Loss"], ["", "Jan 2026", "Feb 2026"], ["Income"]]
    rows += [["Total Expenses", "1.200 €", "1.100,50 €"]]
    imported = read(exports.write_csv(tmp_path / "pl.csv", rows, separator=";"))
    assert [values["overhead"] for values in imported.months.values()] == [1200, 1100.5]


def test_a_stretch_of_time_is_its_beginning(tmp_path: Path) -> None:
    """A couple at 9:00 AM - 9:50 AM is one session."""
    start = "2026-03-02 9:00 AM - 9:50 AM"
    rows = simple((start, "a", "Show"), (start, "b", "Show"))
    imported = read(exports.write_csv(tmp_path / "a.csv", rows))
    assert imported.weeks[date(2026, 3, 2), ""]["sessions_kept"] == 1


def test_it_is_said_what_each_file_was_read_as(tmp_path: Path) -> None:
    path = exports.write_csv(tmp_path / "a.csv", simple(("2026-03-02 9:00", "a", "Show")))
    assert "a.csv was read as SimplePractice appointments." in str(plan_changes(read(path), {}))


def test_money_from_one_file_and_appointments_from_another(tmp_path: Path) -> None:
    practice = Practice(4)
    rows, sessions = exports.simplepractice(practice)
    money_rows, money = exports.stripe(practice, -7)
    one = exports.write_csv(tmp_path / "a.csv", rows)
    other = exports.write_csv(tmp_path / "b.csv", money_rows)
    for week in sessions.values():
        del week["collected"]
    truth = exports.put_together(sessions, money)
    assert figures(read(one, other)) == figures(read(other, one)) == truth


def test_the_same_transactions_in_two_exports_count_once(tmp_path: Path) -> None:
    rows, truth = exports.stripe(Practice(4), -7)
    half = len(rows) // 2
    one = exports.write_csv(tmp_path / "a.csv", rows[: half + 20])
    other = exports.write_csv(tmp_path / "b.csv", [rows[0], *rows[half:]])
    assert figures(read(one, other, one)) == truth


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_common_kind_of_csv_is_read(encoding: str, separator: str, tmp_path: Path) -> None:
    rows, truth = exports.simplepractice(Practice(2))
    rows[1][1] = "Zoë Muñoz – Clíent"
    practice_clients = figures(read(exports.write_csv(tmp_path / "plain.csv", rows)))
    path = exports.write_csv(tmp_path / "export.csv", rows, encoding, separator)
    assert figures(read(path)) == practice_clients
    assert {place: week["sessions_kept"] for place, week in practice_clients.items()} == {
        place: week["sessions_kept"] for place, week in truth.items()
    }


def test_an_unknown_status_is_listed_and_not_counted(tmp_path: Path) -> None:
    rows = simple(
        ("2026-03-02 10:00", "a", "Show"),
        ("2026-03-02 11:00", "b", "Tentative"),
        ("2026-03-02 12:00", "c", "Tentative"),
        ("2026-03-02 13:00", "c", ""),
    )
    imported = read(exports.write_csv(tmp_path / "a.csv", rows))
    for rows, status in (("1 row has", "(blank)"), ("2 rows have", "Tentative")):
        assert any(f"{rows} the status “{status}”" in note for note in imported.notes)
    assert imported.weeks[date(2026, 3, 2), ""]["sessions_kept"] == 1


def simple(*rows: tuple[str, str, str], clinician: str = "") -> exports.Table:
    head = ["Date of service", "Client", "Status", "Billing code", "Clinician"]
    return [head, *([day, client, status, "90837", clinician] for day, client, status in rows)]


def test_a_group_is_missed_only_if_nobody_comes(tmp_path: Path) -> None:
    rows = simple(
        ("2026-03-02 10:00", "a", "No show"),
        ("2026-03-02 10:00", "b", "Show"),
        ("2026-03-02 11:00", "a", "No show"),
        ("2026-03-02 11:00", "b", "Canceled"),
        ("2026-03-02 12:00", "a", "Canceled"),
    )
    week = read(exports.write_csv(tmp_path / "a.csv", rows)).weeks[date(2026, 3, 2), ""]
    assert (week["sessions_kept"], week["missed"], week["cancelled_in_time"]) == (1, 1, 1)


def test_without_start_times_clients_of_one_day_are_kept_apart(tmp_path: Path) -> None:
    rows = simple(*(("2026-03-02", client, "Show") for client in "aab"))
    imported = read(exports.write_csv(tmp_path / "a.csv", rows))
    assert imported.weeks[date(2026, 3, 2), ""]["sessions_kept"] == 2
    assert any("no start times" in note for note in imported.notes)


def test_weeks_start_where_plan_says(tmp_path: Path) -> None:
    path = exports.write_csv(tmp_path / "a.csv", simple(("2026-03-01 10:00", "a", "Show")))
    assert set(read(path).weeks) == {(date(2026, 2, 23), "")}
    assert set(read(path, plan=Plan(week_starts_on="Sunday")).weeks) == {(date(2026, 3, 1), "")}


def test_each_clinician_of_plan_has_a_row(tmp_path: Path) -> None:
    plan = Plan(clinicians=(Clinician("Ash"), Clinician("Birch")))
    one = exports.write_csv(
        tmp_path / "a.csv", simple(("2026-03-02 10:00", "a", "Show"), clinician="Birch, LCSW")
    )
    two = exports.write_csv(
        tmp_path / "b.csv", simple(("2026-03-02 10:00", "b", "Show"), clinician="ash")
    )
    weeks = read(one, two, plan=plan).weeks
    assert {name: week["sessions_kept"] for (_, name), week in weeks.items()} == {
        "Ash": 1,
        "Birch": 1,
    }
    alone = read(one, two)
    assert alone.weeks[date(2026, 3, 2), ""]["sessions_kept"] == 2
    assert any("2 clinicians" in note for note in alone.notes)


def test_stripe_times_are_utc_and_weeks_are_local(tmp_path: Path) -> None:
    rows, _ = exports.stripe(Practice(1))
    late = [["t1", "charge", "c", "10.00", "1", "9", "usd", "2026-03-09 03:00", "", "", "", ""]]
    path = exports.write_csv(tmp_path / "a.csv", [rows[0], *late])
    assert set(read(path).weeks) == {(date(2026, 3, 2), "")}
    assert set(read(path, zone=timezone.utc).weeks) == {(date(2026, 3, 9), "")}  # noqa: UP017


def test_weeks_change_at_local_midnight_on_both_sides_of_a_clock_change(tmp_path: Path) -> None:
    """In Los Angeles midnight is 07:00 UTC in summer and 08:00 UTC after 1 November 2026."""
    head = exports.stripe(Practice(1))[0][0]
    times = ["2026-10-26 06:59", "2026-10-26 07:00", "2026-11-02 07:59", "2026-11-02 08:00"]
    rows = [head, *([f"t{at}", "charge", "c", "10", "1", "9", "usd", at] for at in times)]
    zone = ZoneInfo("America/Los_Angeles")
    path = exports.write_csv(tmp_path / "a.csv", rows)
    weeks = read(path, zone=zone, today=date(2026, 12, 1)).weeks
    assert {week: values["collected"] for (week, _), values in weeks.items()} == {
        date(2026, 10, 19): 10,
        date(2026, 10, 26): 10 + 10,
        date(2026, 11, 2): 10,
    }


def test_an_import_can_be_repeated(tmp_path: Path) -> None:
    rows, truth = exports.simplepractice(Practice(9))
    imported = read(exports.write_csv(tmp_path / "a.csv", rows))
    tracker: dict[Any, dict[str, Any]] = {place: {"missed": None} for place in truth}
    first = sorted(truth)[0]
    tracker[first] = {"sessions_kept": 1, "missed": "1"}
    preview = plan_changes(imported, tracker)
    assert any(change.effect is Effect.DIFFERS for change in preview.changes)
    assert "Sessions kept: the tracker has 1, the files say " in str(preview)
    assert "; --overwrite replaces it" in str(preview)
    assert "sessions_kept" not in preview.to_write(WEEKLY).get(first, {})
    for place, values in preview.to_write(WEEKLY).items():
        tracker[place].update(values)
    again = plan_changes(imported, tracker)
    assert not again.changes_anything
    replaced = plan_changes(imported, tracker, overwrite=True)
    assert set(replaced.to_write(WEEKLY)) == {first}
    assert "; it is replaced" in str(replaced)
    for place, values in replaced.to_write(WEEKLY).items():
        tracker[place].update(values)
    assert {place: dict(week) for place, week in tracker.items()} == truth
    assert "Nothing to change" in str(plan_changes(imported, tracker, overwrite=True))


def test_a_solo_row_with_a_name_is_the_owners_row() -> None:
    week = date(2026, 3, 2)
    preview = plan_changes(Imported(weeks={(week, ""): {"missed": 1}}), {(week, "Me"): {}})
    assert preview.to_write(WEEKLY) == {(week, "Me"): {"missed": 1}}
