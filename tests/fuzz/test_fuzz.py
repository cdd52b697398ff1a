"""Workbooks damaged the way people and machines do: a right result, or a sentence and no change.

``pytest tests/fuzz --long`` runs 2,400 cases in some three minutes.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from conftest import TODAY, cases, steady_weeks

from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.problems import PracticeError
from practice_xl.schema.blocks import BLOCKS
from practice_xl.tracker import Tracker

from .book import (
    SECRET,
    Book,
    Cell,
)
from .cases import NOW, make_case
from .ends import check_numbers, check_sentence, run
from .people import dates_from_1904

EXAMPLE = Path(__file__).parents[2] / "workbook" / "example_year.xlsx"
SECONDS = 10  # of work: a table of 10,000 rows never hangs
CASES = {"people": 40, "machines": 30, "both": 25}
LONG = {"people": 1000, "machines": 700, "both": 700}


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Any:
    """The rows of the table, shown at the end."""
    rows: dict[str, Counter[str]] = {}
    yield rows
    heads = ("cases", "right", "refused", "crashes")
    rows["together"] = sum(rows.values(), Counter())
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{'damaged by':<12}" + "".join(f"{head:>10}" for head in heads))  # noqa: T201
        for family, counts in rows.items():
            print(f"{family:<12}" + "".join(f"{counts[head]:>10}" for head in heads))  # noqa: T201


@pytest.mark.parametrize(("sheet", "table", "name"), [
    ("Actions", "Actions", "closer"),
    ("Actions", "Quarter", "quarter"),
    ("Referrals", "Sources", "referrals"),
    ("Plan", "Fees", "aliases"),
])  # fmt: skip
def test_rows_put_in_move_what_is_written_beside_them(tmp_path, sheet, table, name):
    """Two rows above the second: its words stand two rows further down, all others too."""
    plain, path = (tmp_path / f"{kind}.xlsx" for kind in ("plain", "with rows"))
    plain.write_bytes(EXAMPLE.read_bytes())
    book = Book(plain.read_bytes())
    book.shift(sheet, False, book.table(table).body[1], 2)
    path.write_bytes(book.bytes())
    words = []
    for file in (plain, path):
        Tracker(file, EXAMPLE_DAY, NOW).recalculate()
        _, area = Book(file.read_bytes()).block(name)
        cells = openpyxl.load_workbook(file)[sheet]
        rows = range(book.table(table).area.top, area.bottom + 1)
        words.append([cells.cell(row, area.left).value for row in rows])
    before, after = words
    assert len([word for word in before if word]) > 2
    assert after == [*before[:2], None, None, *before[2:]]


@pytest.mark.parametrize("family", CASES)
def test_damage_ends_in_a_right_result_or_a_sentence(family, bases, table, tmp_path, request):
    """Never a crash, a wrong number, a changed typed cell, a leaked word or a stray file."""
    numbers = cases(request.config, CASES[family], LONG[family])
    count = len(numbers)
    counts, failures = Counter[str](cases=count), []
    for number in numbers:
        case = make_case(family, number, bases)
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            counts[run(case, bases[case.base], folder)] += 1
        except Exception as wrong:
            counts["crashes"] += 1
            words = (str(wrong).splitlines() or [""])[0]
            failures.append(f"{case}: {type(wrong).__name__}: {words[:400]}")
        for left in folder.iterdir():
            left.unlink()
    table[family] = counts
    assert not failures, f"{len(failures)} of {count}:\n" + "\n".join(failures[:40])
    assert counts["right"] + counts["refused"] == count
    assert min(counts["right"], counts["refused"]) > count / 10, "one-sided damage proves little"


def test_a_case_is_made_from_its_number_alone(bases):
    """What failed once can be run again."""
    for family in CASES:
        assert make_case(family, 7, bases).data == make_case(family, 7, bases).data


def _ten_thousand(way: str) -> list[dict[str, Any]]:
    """Ten thousand rows of Weekly: of many clinicians, of one week, or all of them wrong."""
    weeks = steady_weeks(500)
    if way == "20 clinicians":
        return [{**week, "clinician": f"{SECRET} {n}"} for n in range(20) for week in weeks]
    if way == "the same week":
        return [weeks[-1]] * 10_000
    wrong = {"text": "achtzehn", "error": "#N/A", "too many": 999}[way]
    return [{"week_start": weeks[-1]["week_start"], "sessions_kept": wrong}] * 10_000


@lru_cache
def _cell_of(value: Any) -> Cell:
    if isinstance(value, str):
        return Cell().text_as(value)
    if isinstance(value, date):
        return Cell().number_as((value - date(1899, 12, 30)).days)
    return Cell().number_as(value)


@pytest.mark.parametrize("way", ["20 clinicians", "the same week", "text", "error", "too many"])
def test_ten_thousand_rows_are_answered_within_seconds(bases, tmp_path, way):
    """A right result, or one message, in a few seconds."""
    book = Book(bases["small.xlsx"].data)
    typed, sheet = book.table("Weekly"), book.sheet("Weekly")
    rows = _ten_thousand(way)
    columns = {key: typed.column(key) for key in rows[0]}
    for row, values in enumerate(rows, start=typed.area.top + 1):
        for key, value in values.items():
            sheet.put(row, columns[key], _cell_of(value))
    grown = typed.area._replace(bottom=typed.area.top + len(rows))
    book.edit(typed.part, lambda text: text.replace(f'"{typed.area}"', f'"{grown}"'))
    path = tmp_path / "long.xlsx"
    path.write_bytes(book.bytes())
    before, start = path.read_bytes(), time.process_time()
    try:
        facts = Tracker(path, TODAY, NOW).recalculate()
    except PracticeError as failure:
        check_sentence(failure)
        assert way in ("text", "error")
        assert path.read_bytes() == before
    else:
        check_numbers(facts)
        assert way not in ("text", "error")
        share = facts.report.rates[4]["utilisation"].value
        assert share == (None if way == "too many" else pytest.approx(20 / 25))
    assert time.process_time() - start < SECONDS


def test_dates_are_shown_right_in_a_book_that_counts_from_1904(bases, tmp_path):
    """The weeks read, and the days written, are the same days."""
    shown = []
    for do in (lambda *_: None, dates_from_1904):
        book = Book(bases["filled.xlsx"].data)
        do(book, Random(1))
        path = tmp_path / "dates.xlsx"
        path.write_bytes(book.bytes())
        Tracker(path, EXAMPLE_DAY, NOW).recalculate()
        opened = openpyxl.load_workbook(path, data_only=True)
        blocks = ((opened[b.sheet], b) for b in BLOCKS)
        shown.append(
            [
                [sheet.cell(b.first_row + r, b.first_column + c).value for c in range(b.width)]
                for sheet, b in blocks
                for r in range(b.rows)
            ]
        )
    assert any(isinstance(value, datetime) for line in shown[0] for value in line)
    assert shown[0] == shown[1]
