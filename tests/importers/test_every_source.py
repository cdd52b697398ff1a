"""Every declared source, from its declaration alone: nothing counts twice, whatever the files."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_xl.domain.plan import Plan
from practice_xl.importers import Imported, read_sources
from practice_xl.importers.declaration import Column, Holds, Source, all_sources
from practice_xl.importers.statuses import Flow, Outcome

from . import exports

TODAY = date(2026, 11, 20)
ROWS = 40
ODD = ("PayPal", "Bank")  # what a row means hangs on more than its words
SOURCES = [
    source
    for source in all_sources()
    if source.holds not in (Holds.FIGURES, Holds.REFERRALS)
    and source.program not in ("Calendar", "Wave")
]
KEYS = {
    Outcome.KEPT: ["sessions_kept"],
    Outcome.MISSED: ["missed"],
    Outcome.CANCELLED_IN_TIME: ["cancelled_in_time"],
    Outcome.CLINICIAN_CANCELLED: ["clinician_cancelled"],
}


def cell(source: Source, column: Column, row: int) -> str:
    """What stands in a column: another day, time, client and amount in every row."""
    known = source.words.get(column.role, {})
    words = sorted((word for word in known if word), key=lambda word: known[word])
    words = [{"*": "another word"}.get(word, word) for word in words]
    if column.role in ("date", "cancelled_at"):
        at = "" if any(one.role == "time" for one in source.columns) else " 09:00"
        return f"{date(2026, 1, 5) + timedelta(days=row * 3)}{at}"
    if words:
        return words[row % len(words) if row % 3 else 0]  # often what counts, in every column
    if column.role == "time":
        return "09:00"
    if column.person or column.sign or column.role in ("id", "entry"):
        return f"{column.role} {row}"
    if column.role in ("currency", "clinician", "account"):
        return {"currency": "usd", "clinician": "D", "account": "Sales"}[column.role]
    if source.program == "Bank" and column.role == "amount":
        return f"{(100 + row) * (-1 if row % 2 else 1)}.25"
    return "0" if column.role in ("refunded", "written_off", "charge", "fee") else f"{100 + row}.25"


def table_of(source: Source) -> exports.Table:
    columns = [column for column in source.columns if column.names[0] not in source.never]
    headers = [column.names[0] for column in columns]
    return [headers, *([cell(source, column, row) for column in columns] for row in range(ROWS))]


def truth_of(source: Source) -> Counter[str]:
    """The totals, by the first word of each row and the declared meaning of words."""
    total: Counter[str] = Counter()
    for row in range(ROWS):
        meant = [
            words.get(cell(source, column, row), words.get("*", 0))
            for column in source.columns
            for words in [source.words.get(column.role, {})]
            if words
        ]
        one = max(meant, default=0)
        if source.holds is Holds.MONEY:
            amount = 100.25 + row
            total["collected"] += {Flow.MONEY_IN: amount, Flow.REFUND: -amount}.get(one, 0)
        elif source.holds is not Holds.CHARGES:
            late = one == Outcome.CANCELLED  # cancelled when it starts: without any notice
            total.update(KEYS.get(Outcome.MISSED if late else one, []))
    return +total


def totals(imported: Imported) -> Counter[str]:
    total: Counter[str] = Counter()
    for week in imported.weeks.values():
        total.update({key: week[key] for key in week if key not in ("billed", "clients_started")})
    del total["clients_ended"]
    return total


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@given(st.integers(0, 2**32))
@settings(max_examples=3, deadline=None)
def test_in_any_order_doubled_and_overlapping_it_tells_the_same(
    source: Source, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Kept, missed and money are those of the declaration, however the rows lie in two files."""
    head, *rows = table_of(source)
    folder, chance = tmp_path_factory.mktemp("every"), random.Random(seed)

    def read(*tables: exports.Table) -> Imported:
        paths: list[Path] = [
            exports.write_csv(folder / f"{number}.csv", table)
            for number, table in enumerate(tables)
        ]
        return read_sources(
            paths, Plan(), today=TODAY, notice_hours=24, day_first=False, mapping=[], zone=UTC
        )

    once = read([head, *rows])
    assert once.weeks
    if source.program not in ODD:
        assert {name for _, name in once.sources} == {source.name}
        told = totals(once)
        assert {key: told[key] for key in truth_of(source)} == pytest.approx(truth_of(source))
    cut, overlap = chance.randrange(9, ROWS - 9), chance.randrange(9)
    parts = []
    for some in (rows[: cut + overlap], rows[cut:]):
        part = some + chance.sample(some, len(some) // 3)
        chance.shuffle(part)
        parts.append([head, *part])
    assert read(*parts).weeks == once.weeks
