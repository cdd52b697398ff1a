"""What every test starts from: small trackers, typed in as a stranger would with openpyxl."""

from __future__ import annotations

import functools
import gc
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from practice_xl import making
from practice_xl.books import named_cells
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.schema.settings import SETTING_BY_KEY
from practice_xl.xlsx.book import ClosedBook

TODAY = date(2026, 11, 6)
WEEK = timedelta(days=7)
MONDAY = date(2026, 11, 2)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="run the long mode of crash and fuzz tests"
    )
    parser.addoption(
        "--cases", metavar="FIRST-END", help="run these cases alone: 0-100 are the first hundred"
    )


def cases(config: pytest.Config, few: int, many: int) -> range:
    """The numbers of the random cases to run: those asked for, many in the long mode, else few."""
    asked = config.getoption("--cases", default=None)
    if asked:
        first, end = asked.split("-")
        return range(int(first), int(end))
    return range(many if config.getoption("--long", default=False) else few)


def of_today(config: pytest.Config, items: Sequence[Any], parts: int = 16) -> Sequence[Any]:
    """All items in the long mode, else one part of so many: another one each day."""
    if config.getoption("--long", default=False):
        return items
    return items[date.today().toordinal() % parts :: parts]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="the long mode: pytest --long"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Where everything is required (CI), a test skipped for a missing tool is a failure."""
    report = yield
    required = os.environ.get("PRACTICE_XL_REQUIRE_ALL") and "long" not in item.keywords
    if required and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


def weeks_before(count: int, last: date = MONDAY) -> list[date]:
    """The first days of ``count`` weeks, the last of them ``last``."""
    return [last - WEEK * back for back in range(count - 1, -1, -1)]


def type_into(
    path: Path,
    weekly: Sequence[Mapping[str, Any]] = (),
    plan: Mapping[str, Any] | None = None,
    **tables: Sequence[Mapping[str, Any]],
) -> Path:
    """Type rows under the headers of the tables, and values into Plan, with openpyxl."""
    book = openpyxl.load_workbook(path)
    for name, rows in {"Weekly": weekly, **tables}.items():
        sheet = next(s for s in book.worksheets if name in s.tables)
        row, column = TABLE_BY_NAME[name].place
        headers = {sheet.cell(row, c).value: c for c in range(sheet.max_column, column - 1, -1)}
        for offset, values in enumerate(rows, start=1):
            for key, value in values.items():
                sheet.cell(row + offset, headers[_header(name, key)]).value = value
    for key, value in (plan or {}).items():
        place = book.defined_names[SETTING_BY_KEY[key].plan_name].attr_text.split("!")[1]
        book["Plan"][place.replace("$", "")].value = value
    book.save(path)
    return path


def _header(table: str, key: str) -> str:
    from practice_xl.schema.inputs import TABLES

    return next(t for t in TABLES if t.name == table).column(key).label


@pytest.fixture
def make_tracker(tmp_path: Path) -> Callable[..., Path]:
    """A function that makes a blank tracker and types into it."""

    def make(
        weekly: Sequence[Mapping[str, Any]] = (),
        plan: Mapping[str, Any] | None = None,
        name: str = "tracker.xlsx",
        **tables: Sequence[Mapping[str, Any]],
    ) -> Path:
        return write_tracker(tmp_path / name, weekly, plan, **tables)

    return make


def write_tracker(
    path: Path,
    weekly: Sequence[Mapping[str, Any]] = (),
    plan: Mapping[str, Any] | None = None,
    **tables: Sequence[Mapping[str, Any]],
) -> Path:
    """A blank tracker at ``path`` with these rows and settings typed into it."""
    path.write_bytes(blank_tracker(path.suffix))
    with ClosedBook(path) as book:
        for table, rows in {"Weekly": weekly, **tables}.items():
            sheet = book.sheets[TABLE_BY_NAME[table].sheet]
            row, column = TABLE_BY_NAME[table].place
            for offset, values in enumerate(rows, start=1):
                for key, value in values.items():
                    at = column + TABLE_BY_NAME[table].keys.index(key)
                    sheet.range((row + offset, at)).value = as_typed(value)
        for key, value in (plan or {}).items():
            cell = named_cells(book, SETTING_BY_KEY[key].plan_name)
            assert cell is not None
            cell.value = as_typed(value)
        book.save()
    return path


@functools.cache
def blank_tracker(suffix: str) -> bytes:
    """A blank tracker as it is made on the day of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        return making.new(Path(folder, f"blank{suffix}"), TODAY).read_bytes()


def as_typed(value: Any) -> Any:
    """A value as a cell takes it: a day is its midnight."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def steady_weeks(count: int, **changes: Any) -> list[dict[str, Any]]:
    """``count`` like weeks up to the week of 2 November 2026, all thirteen numbers recorded."""
    week = {
        "slots_offered": 25,
        "sessions_kept": 20,
        "missed": 2,
        "missed_charged": 0,
        "cancelled_in_time": 1,
        "slots_refilled": 0,
        "inquiries": 2,
        "clients_started": 1,
        "clients_ended": 1,
        "collected": 3000,
        "admin_hours": 6,
        "ceo_hours": 1,
        "notes_overdue": 0,
        "bills_unsent": 0,
    } | changes
    return [{"week_start": start, **week} for start in weeks_before(count)]
